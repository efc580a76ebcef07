/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * dependence.h - how risks go together, as it stands in RiskMethod.dependence:
 *
 *   { "correlation": [ { "a": "RSK-01", "b": "RSK-02", "correlation": 0.4 },
 *                      { "a": "RSK-01", "b": "RSK-03", "frequency": 0.3, "severity": 0.2 } ],
 *     "causes": [ { "key": "Data centre lost", "rate": 0.1, "hits": { "RSK-01": 0.5 } } ] }
 *
 * correlation: of how often and of how much, or each on its own (0 when it is not said), of a
 * Gaussian copula.  causes: an event that comes rate times a year (a number, or min, mode and
 * max) hits each of these risks with that probability; a hit is a loss event on top of the
 * risk's own.  Either may be left out.  What the simulation makes of it: risk.h of src/risk.
 */
#ifndef ISMENE_DEPENDENCE_H
#define ISMENE_DEPENDENCE_H

#include "isms/part.h"

#define DEPENDENCE_PAIRS_MAX 500
#define DEPENDENCE_CAUSES_MAX 50
#define DEPENDENCE_NAME_MAX 100         /* bytes of a cause's name */

struct dependence_pair {
    const char *a, *b;          /* keys of risks */
    double frequency, severity;
};

struct dependence_hit {
    const char *risk;
    double p;
};

struct dependence_cause {
    const char *key;            /* its name, of its own among them */
    struct estimate_range rate; /* all three the same: for certain */
    struct dependence_hit *hits;
    size_t nhits;
};

struct dependence {
    struct dependence_pair *pairs;
    size_t npairs;
    struct dependence_cause *causes;
    size_t ncauses;
};

/* Of a stored value; false (and empty) when it is null or wrong. */
bool dependence_of_value(struct arena *a, const struct value *v, struct dependence *ret);
/* For struct field: also refuse risks that do not exist. */
int dependence_check(struct ctx *c, const struct field *f, const struct value *v,
    const struct value *old);

#endif
