/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * engine.h - the judgement of an organisation: all rules over its records
 * (domain specification, A3).
 */
#ifndef ISMENE_RULES_ENGINE_H
#define ISMENE_RULES_ENGINE_H

#include "isms/clause.h"
#include "rec/store.h"
#include "rules/rule.h"

enum colour { GREY, GREEN, AMBER, RED };
extern const char *const colour_names[];        /* grey green amber red */

struct offender {
    const char *key;            /* NULL: no single record */
    enum colour colour;
    const char *detail;
    bool has_due, waived;
    int64_t due;                /* day number */
};

struct rule_result {
    const struct rule *rule;
    enum colour colour;
    struct offender *offenders;
    size_t n, cap, nwaived;
};

struct clause_result {
    const struct clause *clause;
    enum colour colour;
    size_t nred, namber;        /* open offenders of S and P rules */
    size_t nadvice;             /* open offenders of C rules and observations */
};

/* One finding of one record. */
struct remark {
    const char *key;
    const struct rule_result *rule;
    const struct offender *offender;
};

struct judgement {
    int64_t seq, today;         /* of the history, and the day taken as today */
    struct rule_result *rules;
    size_t nrules;
    struct clause_result *clauses;      /* as many as n_clauses */
    int index, advice;          /* readiness 0..100; -1: nothing to judge */
    size_t nopen;
    struct remark *remarks;         /* by key, then in the order of the rules */
    size_t nremarks;
};

size_t rules_count(void);
const struct rule *rules_at(size_t i);                  /* in the order of the clauses */
const struct rule *rule_by_id(const char *id);          /* NULL: none */

/* The findings of one record, without a walk over all of them. */
const struct remark *judgement_remarks(const struct judgement *j, const char *key, size_t *ret_n);

/*
 * Judge everything as of c->today; results live in c->arena.  What a rule
 * needs and cannot read is an error (E_DB), never green.
 */
int rules_judge(struct ctx *c, struct judgement **ret) MUST_USE;
/* One rule by itself, without waivers: r->rule says which. */
int rules_run(struct ctx *c, struct rule_result *r) MUST_USE;
/* Make the clauses, the index and the findings by key out of j->rules. */
void rules_add_up(struct ctx *c, struct judgement *j);
/* Keep today's colours for the trend; replaces those of the same day. */
int rules_snapshot(struct ctx *c, const struct judgement *j) MUST_USE;

/* Keep the whole judgement in the store (kept.c), the last one alone. */
int rules_keep(struct ctx *c, const struct judgement *j) MUST_USE;
/* The kept one, if it is of this state, this day and these rules; NULL: none, or an error in c. */
struct judgement *rules_kept(struct ctx *c);

/* Waive an offender (key NULL: the finding without a record) until a day. */
int rules_waive(struct ctx *c, const char *rule, const char *key, int64_t until,
    const char *reason) MUST_USE;

#endif
