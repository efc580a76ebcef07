/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * quantile_grid.c - all the quantiles of a gamma or beta distribution at once.
 *
 * A side's probability P is integrated from its own end, so that the tail keeps its precision,
 * by Gauss-Legendre on steps of v about equal in L = ln P; v at the wanted L is then the cubic
 * through both ends of a step with their derivatives dv/dL = P / density (Hermite).
 */
#include <math.h>

#include "risk/law.h"

/* Steps in L, never longer, as L is concave in v; it bends most towards the median. */
#define STEP 0.0625
#define STEP_MIDDLE 0.015625
#define MIDDLE (-4.0)
#define NODES_MAX 2048

struct node {
    double log_p, v, slope;
};

/* The probability between v and v + step, by four points. */
static double
integrate(const struct log_law *l, double v, double step)
{
    static const double at[2] = { 0.33998104358485626480, 0.86113631159405257522 };
    static const double weight[2] = { 0.65214515486254614263, 0.34785484513745385737 };
    double half = step / 2, mid = v + half, sum = 0;

    for (int i = 0; i < 2; i++)
        sum += weight[i] * (log_law_density(l, mid - half * at[i])
            + log_law_density(l, mid + half * at[i]));
    return sum * fabs(half);
}

static double
hermite(const struct node *from, const struct node *to, double log_p)
{
    double h = to->log_p - from->log_p, t = (log_p - from->log_p) / h, d = to->v - from->v;
    double s0 = from->slope * h, s1 = to->slope * h;

    return from->v + t * (s0 + t * (3 * d - 2 * s0 - s1 + t * (s0 + s1 - 2 * d)));
}

void
grid_quantiles(const struct log_law *l, bool upper, const double *log_p, double *ret_v, size_t n)
{
    double p = exp(log_p[0]), sign = upper ? -1 : 1;
    struct node from, to = { .log_p = log_p[0] };
    size_t i = 0;

    to.v = upper ? log_law_quantile(l, 1 - p, p) : log_law_quantile(l, p, 1 - p);
    to.slope = sign * p / log_law_density(l, to.v);
    for (int steps = 0; steps < NODES_MAX && i < n; steps++) {
        double step = (to.log_p < MIDDLE ? STEP : STEP_MIDDLE) * to.slope;

        from = to;
        p += integrate(l, from.v, step);
        to.v = from.v + step;
        to.log_p = log(p);
        to.slope = sign * p / log_law_density(l, to.v);
        while (i < n && log_p[i] <= to.log_p)
            ret_v[i] = hermite(&from, &to, log_p[i]), i++;
    }
    for (; i < n; i++)          /* never, but nothing is left unset */
        ret_v[i] = to.v;
}
