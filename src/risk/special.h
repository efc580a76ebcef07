/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * special.h - incomplete gamma and beta functions and their inverses, for dist.c and the grid.
 *
 * Both distributions are written in the logarithm v of their variable: it reaches where the
 * variable itself underflows (a gamma of tiny shape), and the logarithm of either tail is
 * concave in v, so that Newton's method does not go astray.
 *
 *   gamma of shape k, mean 1    v = ln x
 *   beta of a >= 1, b >= 1      v = ln x
 */
#ifndef ISMENE_RISK_SPECIAL_H
#define ISMENE_RISK_SPECIAL_H

#include <stdbool.h>

#define LOG_GAMMA_SHAPES 1e18           /* the largest shape: a deviation of 1e-9 of the mean */

struct log_law {
    bool gamma;                         /* or beta */
    double a, b;                        /* shape, unused; or both of the beta */
    double norm;                        /* logarithm of the density's constant */
};

struct log_law log_gamma_law(double shape);
struct log_law log_beta_law(double a, double b);
double log_law_density(const struct log_law *l, double v);      /* dF/dv = x f(x) */
/* Probabilities of lying below and above e^v, each with its own relative precision. */
void log_law_tails(const struct log_law *l, double v, double *ret_lower, double *ret_upper);
/* v of the probability p of lying below; q = 1 - p; the smaller carries the precision. */
double log_law_quantile(const struct log_law *l, double p, double q);

#endif
