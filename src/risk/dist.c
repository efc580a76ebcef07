/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* dist.c - distributions: what is wrong with one, its mean, quantiles and probabilities. */
#include <math.h>

#include "risk/law.h"
#include "risk/table.h"

#define Z_95 1.6448536269514722
#define PERT_LAMBDA 4
#define SHAPE_ZERO 1e-9         /* a Pareto of a smaller shape is exponential to 1e-15 */

/* A range of no width has one value. */
static bool
is_certain(const struct dist *d)
{
    switch (d->kind) {
    case DIST_PERT:
    case DIST_TRIANGULAR:
        return d->a == d->c;
    case DIST_UNIFORM:
        return d->a == d->b;
    default:
        return d->kind == DIST_POINT;
    }
}

double
pareto_excess(double t, double shape)
{
    if (fabs(shape) < SHAPE_ZERO)
        return t * (1 + shape * t / 2);
    return expm1(shape * t) / shape;
}

/* The survival of an excess y of the generalised Pareto of scale 1 is e^-t of it. */
static double
pareto_exponent(double y, double shape)
{
    if (fabs(shape) < SHAPE_ZERO)
        return y * (1 - shape * y / 2);
    return shape * y <= -1 ? INFINITY : log1p(shape * y) / shape;
}

/* q as e^-t, from the smaller of p and q. */
static double
exponent(double p, double q)
{
    return p < q ? -log1p(-p) : -log(q);
}

static double
triangular_quantile(const struct law *l, double p, double q)
{
    double width = l->c - l->a;

    if (p * width < l->b - l->a)
        return l->a + sqrt(p * width * (l->b - l->a));
    return l->c - sqrt(q * width * (l->c - l->b));
}

static double
base_quantile(const struct law *l, double p, double q)
{
    switch (l->kind) {
    case DIST_LOGNORMAL:
        return exp(l->mu + l->sigma * (p < q ? normal_quantile(p) : -normal_quantile(q)));
    case DIST_PERT:
        if (p < q)
            return l->a + (l->c - l->a) * exp(log_law_quantile(&l->lower, p, q));
        return l->c - (l->c - l->a) * exp(log_law_quantile(&l->upper, q, p));
    case DIST_TRIANGULAR:
        return triangular_quantile(l, p, q);
    case DIST_UNIFORM:
        return p < q ? l->a + (l->b - l->a) * p : l->b - (l->b - l->a) * q;
    case DIST_GAMMA:
        return l->a * exp(log_law_quantile(&l->lower, p, q));
    case DIST_GPD:
        return l->a + l->b * pareto_excess(exponent(p, q), l->c);
    default:
        return l->a;
    }
}

double
law_quantile(const struct law *l, double p, double q)
{
    if (q >= l->tail_q)
        return base_quantile(l, p, q);
    return l->tail_at + l->tail_scale * pareto_excess(-log(q / l->tail_q), l->tail_shape);
}

/* Strictly within the bounds. */
static double
triangular_cdf(const struct law *l, double x)
{
    double width = l->c - l->a;

    if (x < l->b)
        return (x - l->a) / width * ((x - l->a) / (l->b - l->a));
    return 1 - (l->c - x) / width * ((l->c - x) / (l->c - l->b));
}

static double
base_cdf(const struct law *l, double x)
{
    double tails[2];

    switch (l->kind) {
    case DIST_LOGNORMAL:
        return normal_cdf((log(x) - l->mu) / l->sigma);
    case DIST_PERT:
        if (x - l->a <= l->c - x) {
            log_law_tails(&l->lower, log((x - l->a) / (l->c - l->a)), &tails[0], &tails[1]);
            return tails[0];
        }
        log_law_tails(&l->upper, log((l->c - x) / (l->c - l->a)), &tails[0], &tails[1]);
        return tails[1];
    case DIST_TRIANGULAR:
        return triangular_cdf(l, x);
    case DIST_UNIFORM:
        return (x - l->a) / (l->b - l->a);
    case DIST_GAMMA:
        log_law_tails(&l->lower, log(x / l->a), &tails[0], &tails[1]);
        return tails[0];
    case DIST_GPD:
        return -expm1(-pareto_exponent((x - l->a) / l->b, l->c));
    default:
        return 1;
    }
}

/* The density at the quantile x of p. */
static double
base_density(const struct law *l, double x, double p, double q)
{
    double z, width = l->c - l->a;

    switch (l->kind) {
    case DIST_LOGNORMAL:
        z = p < q ? normal_quantile(p) : normal_quantile(q);
        return exp(-z * z / 2) / (2.5066282746310005024 * l->sigma * x);
    case DIST_PERT:
        return log_law_density(&l->upper, log((l->c - x) / width)) / (l->c - x);
    case DIST_TRIANGULAR:
        return x < l->b ? 2 * (x - l->a) / width / (l->b - l->a)
            : 2 * (l->c - x) / width / (l->c - l->b);
    case DIST_UNIFORM:
        return 1 / (l->b - l->a);
    case DIST_GAMMA:
        return log_law_density(&l->lower, log(x / l->a)) / x;
    case DIST_GPD:
        return exp(-(1 + l->c) * exponent(p, q)) / l->b;
    default:
        return INFINITY;
    }
}

static struct law
law_without_tail(const struct dist *d)
{
    struct law l = { .kind = is_certain(d) ? DIST_POINT : d->kind,
        .a = d->a, .b = d->b, .c = d->c };
    double alpha, beta, k;

    switch (l.kind) {
    case DIST_LOGNORMAL:
        l.mu = (log(d->a) + log(d->b)) / 2;
        l.sigma = (log(d->b) - log(d->a)) / (2 * Z_95);
        break;
    case DIST_PERT:
        alpha = 1 + PERT_LAMBDA * (d->b - d->a) / (d->c - d->a);
        beta = 1 + PERT_LAMBDA * (d->c - d->b) / (d->c - d->a);
        l.lower = log_beta_law(alpha, beta);
        l.upper = log_beta_law(beta, alpha);
        break;
    case DIST_GAMMA:
        k = d->a / d->b;
        l.lower = l.upper = log_gamma_law(k * k);
        break;
    default:
        break;
    }
    return l;
}

struct law
law_of(const struct dist *d)
{
    struct law l = law_without_tail(d);
    double p = d->tail_from, q = 1 - d->tail_from;

    if (p == 0)
        return l;
    l.tail_at = base_quantile(&l, p, q);
    l.tail_scale = q / base_density(&l, l.tail_at, p, q);
    l.tail_shape = d->tail_shape;
    l.tail_q = q;
    return l;
}

double
dist_min(const struct dist *d)
{
    return d->kind == DIST_LOGNORMAL || d->kind == DIST_GAMMA ? 0 : d->a;
}

static double
base_max(const struct dist *d)
{
    switch (d->kind) {
    case DIST_POINT:
        return d->a;
    case DIST_PERT:
    case DIST_TRIANGULAR:
        return d->c;
    case DIST_UNIFORM:
        return d->b;
    case DIST_GPD:
        return d->c < 0 ? d->a - d->b / d->c : INFINITY;
    default:
        return INFINITY;
    }
}

double
dist_max(const struct dist *d)
{
    struct law l;

    if (d->tail_from == 0)
        return base_max(d);
    if (d->tail_shape >= 0)
        return INFINITY;
    l = law_of(d);
    return l.tail_at - l.tail_scale / l.tail_shape;
}

double
dist_quantile(const struct dist *d, double p, double q)
{
    struct law l;

    if (p <= 0 || q <= 0)
        return p <= 0 ? dist_min(d) : dist_max(d);
    l = law_of(d);
    return law_quantile(&l, p, q);
}

double
dist_cdf(const struct dist *d, double x)
{
    struct law l = law_of(d);

    if (l.tail_q > 0 && x > l.tail_at)
        return 1 - l.tail_q * exp(-pareto_exponent((x - l.tail_at) / l.tail_scale, l.tail_shape));
    if (x < dist_min(d) || (x == dist_min(d) && l.kind != DIST_POINT))
        return 0;
    return l.tail_q == 0 && x >= base_max(d) ? 1 : base_cdf(&l, x);
}

static double
base_mean(const struct law *l)
{
    switch (l->kind) {
    case DIST_LOGNORMAL:
        return exp(l->mu + l->sigma * l->sigma / 2);
    case DIST_PERT:
        return (l->a + PERT_LAMBDA * l->b + l->c) / (PERT_LAMBDA + 2);
    case DIST_TRIANGULAR:
        return (l->a + l->b + l->c) / 3;
    case DIST_UNIFORM:
        return (l->a + l->b) / 2;
    case DIST_GPD:
        return l->a + l->b / (1 - l->c);
    default:
        return l->a;
    }
}

/* The integral of x f(x) up to the tail. */
static double
mean_below_tail(const struct law *l)
{
    double x = l->tail_at, p = 1 - l->tail_q, tails[2];
    struct log_law more;

    switch (l->kind) {
    case DIST_LOGNORMAL:
        return base_mean(l) * normal_cdf((log(x) - l->mu) / l->sigma - l->sigma);
    case DIST_PERT:
        more = log_beta_law(l->lower.a + 1, l->lower.b);
        log_law_tails(&more, log((x - l->a) / (l->c - l->a)), &tails[0], &tails[1]);
        return l->a * p + (l->c - l->a) * l->lower.a / (l->lower.a + l->lower.b) * tails[0];
    case DIST_TRIANGULAR:               /* a triangle's mean lies at two thirds */
        if (x <= l->b)
            return p * (l->a + (x - l->a) * 2 / 3);
        return base_mean(l) - l->tail_q * (l->c - (l->c - x) * 2 / 3);
    case DIST_UNIFORM:
        return p * (l->a + x) / 2;
    case DIST_GAMMA:                    /* x f(x) is a gamma density of shape k + 1 */
        more = log_gamma_law(l->lower.a + 1);
        log_law_tails(&more, log(x / l->a * (l->lower.a / more.a)), &tails[0], &tails[1]);
        return l->a * tails[0];
    default:                            /* what exceeds x is a Pareto of scale b + c (x - a) */
        return base_mean(l) - l->tail_q * (x + (l->b + l->c * (x - l->a)) / (1 - l->c));
    }
}

double
dist_mean(const struct dist *d)
{
    struct law l = law_of(d);

    if (l.tail_q == 0)
        return base_mean(&l);
    return mean_below_tail(&l) + l.tail_q * (l.tail_at + l.tail_scale / (1 - l.tail_shape));
}
