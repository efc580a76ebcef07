/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* param.h - parameters of the rules with their defaults (domain specification, A4). */
#ifndef ISMENE_RULES_PARAM_H
#define ISMENE_RULES_PARAM_H

#include "db/ctx.h"

struct rule_param {
    const char *name;           /* setting name and SQL parameter */
    int64_t value;              /* default */
    const char *unit, *help;
};

extern const struct rule_param rule_params[];
extern const size_t n_rule_params;

int64_t rule_param_value(struct ctx *c, const struct rule_param *p);
/* 0..3660 for days and numbers, 0..100 for percentages; the change is in the history. */
int rule_param_set(struct ctx *c, const char *name, int64_t value);

#endif
