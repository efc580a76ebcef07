/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * estimate.h - a risk in money, as it stands in Risk.quantitative:
 *
 *   { "currency": "EUR",
 *     "tef": R, "vuln": R, "plm": R, "slef": R, "slm": R,
 *     "controls": [ { "control": "CTL-07", "on": "frequency", "effect": R, "cost": 12000 } ],
 *     "deductible": 10000, "cap": 500000 }            R: { "min": 1, "mode": 2, "max": 4 }
 *
 * tef: threat events a year; vuln: the probability that one becomes a loss event; plm:
 * primary loss of one; slef: the probability of a secondary loss; slm: what that is.
 * controls: what planned ones are expected to do: what they act on is multiplied by
 * 1 - effect; cost is a year's.  Several entries of one control are one measure, whose
 * costs add up.  deductible and cap: insurance, of each event.  controls, cost, deductible
 * and cap may be left out.  Terms: Open FAIR risk taxonomy.
 *
 * A range is a PERT: nothing lies beyond its ends.  Of plm and slm it may be open instead,
 * { "dist": "lognormal", "p05": 1, "p95": 40 }: one event in 20 costs more than p95.
 */
#ifndef ISMENE_ESTIMATE_H
#define ISMENE_ESTIMATE_H

#include "base/json.h"
#include "isms/part.h"
#include "rec/rec.h"

#define ESTIMATE_RATE_MAX 10000.0       /* threat events a year */
#define ESTIMATE_MONEY_MAX 1e15
#define ESTIMATE_CAP_MIN 0.01
#define ESTIMATE_OPEN_MIN 0.01          /* p05 */
#define ESTIMATE_OPEN_RATIO 10000.0     /* p95 / p05 at the most: further apart they say nothing */
#define ESTIMATE_CONTROLS_MAX 100

enum estimate_input { EST_TEF, EST_VULN, EST_PLM, EST_SLEF, EST_SLM, N_EST_INPUTS };
enum estimate_on { EST_ON_FREQUENCY, EST_ON_VULNERABILITY, EST_ON_LOSS, N_EST_ON };
extern const char *const estimate_names[N_EST_INPUTS];          /* "tef" */
extern const char *const estimate_on_names[N_EST_ON];           /* "frequency" */

struct estimate_control {
    const char *control;        /* key */
    enum estimate_on on;
    struct estimate_range effect;
    double cost;                /* a year */
};

struct loss_estimate {
    const char *currency;
    struct estimate_range in[N_EST_INPUTS];
    struct estimate_control *controls;
    size_t ncontrols;
    double deductible, cap;     /* negative: not said */
};

/* Read it; true when nothing is wrong.  Whether controls exist is not looked at. */
bool estimate_read(struct arena *a, const json_t *j, struct loss_estimate *ret,
    struct part_faults *faults);
/* The same of a stored value; false also when it is null. */
bool estimate_of_value(struct arena *a, const struct value *v, struct loss_estimate *ret);

/* For struct field: refuse what is no estimate, and controls that do not exist. */
int estimate_check(struct ctx *c, const struct field *f, const struct value *v,
    const struct value *old);

bool estimate_may_be_open(size_t input);
/* Means, by arithmetic: inputs are independent, a range is a PERT (a + 4m + b) / 6. */
double estimate_mean(const struct estimate_range *r);
struct estimate_sums {
    double events, each, loss;          /* loss events a year, cost of one, loss a year */
    double loss_after, cost;            /* with all planned controls, and what they cost a year */
};
struct estimate_sums estimate_sum(const struct loss_estimate *e);     /* before insurance */

#endif
