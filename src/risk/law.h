/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * law.h - a distribution made ready: what its quantiles need is worked out once.  Between
 * dist.c, table.c and quantile_grid.c.
 */
#ifndef ISMENE_RISK_LAW_H
#define ISMENE_RISK_LAW_H

#include "risk/risk.h"
#include "risk/special.h"

struct law {
    enum dist_kind kind;        /* POINT when minimum and maximum are the same */
    double a, b, c;
    double mu, sigma;           /* of the lognormal */
    struct log_law lower, upper;        /* PERT from its minimum, from its maximum; gamma twice */
    double tail_q;              /* probability of the tail, 0: none */
    double tail_at, tail_scale, tail_shape;
};

struct law law_of(const struct dist *d);        /* valid but perhaps for its tail's scale */
double law_quantile(const struct law *l, double p, double q);   /* 0 < p < 1 */
/* Quantile of the generalised Pareto of scale 1 whose survival is e^-t. */
double pareto_excess(double t, double shape);

/*
 * quantile_grid.c: v of the probabilities e^log_p[i] of lying below (or above, when upper is
 * set) for n increasing log_p, the last ln(1/2).  Wrong by some 1e-9 in v; by 2e-7 for a gamma
 * whose deviation is a hundred times the mean.
 */
void grid_quantiles(const struct log_law *l, bool upper, const double *log_p, double *ret_v,
    size_t n);

#endif
