/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* dist_wrong.c - what is wrong with a distribution, in the words of whoever typed it in. */
#include <math.h>

#include "risk/law.h"

#define VALUE_MAX 1e30          /* far beyond any loss and well within single precision */
#define VALUE_MIN 1e-30         /* of what must be more than 0 */
#define DEVIATION_MAX 1e6       /* of a gamma, in means */
#define SHAPE_MIN (-0.5)
#define TAIL_FIRST 0.5
#define TAIL_LAST 0.9999

static const char *
numbers_wrong(const struct dist *d)
{
    static const int used[N_DISTS] = { [DIST_POINT] = 1, [DIST_LOGNORMAL] = 2, [DIST_PERT] = 3,
        [DIST_TRIANGULAR] = 3, [DIST_UNIFORM] = 2, [DIST_GAMMA] = 2, [DIST_GPD] = 3 };
    const double values[] = { d->a, d->b, d->c };

    for (int i = 0; i < used[d->kind]; i++) {
        if (!isfinite(values[i]))
            return "a value is not a finite number";
        if (fabs(values[i]) > VALUE_MAX)
            return "a value is too large";
    }
    if (!isfinite(d->tail_from) || (d->tail_from != 0 && !isfinite(d->tail_shape)))
        return "a value of the tail is not a finite number";
    return NULL;
}

static const char *
gamma_wrong(const struct dist *d)
{
    if (d->a < VALUE_MIN)
        return "the mean must be more than 0";
    if (d->b < VALUE_MIN)
        return "the standard deviation must be more than 0";
    return d->b > DEVIATION_MAX * d->a
        ? "the standard deviation is more than a million times the mean" : NULL;
}

static const char *
shape_wrong(double shape, const char *message)
{
    return shape >= SHAPE_MIN && shape < 1 ? NULL : message;
}

static const char *
parameters_wrong(const struct dist *d)
{
    switch (d->kind) {
    case DIST_LOGNORMAL:
        if (d->a < VALUE_MIN)
            return "p05 must be more than 0";
        if (d->b <= d->a)
            return "p95 must be more than p05";
        return isfinite(dist_mean(&(struct dist){ .kind = d->kind, .a = d->a, .b = d->b }))
            ? NULL : "p05 and p95 lie too far apart";
    case DIST_PERT:
    case DIST_TRIANGULAR:
        if (d->a > d->b)
            return "min is more than mode";
        return d->b > d->c ? "mode is more than max" : NULL;
    case DIST_UNIFORM:
        return d->a > d->b ? "min is more than max" : NULL;
    case DIST_GAMMA:
        return gamma_wrong(d);
    case DIST_GPD:
        if (d->b < VALUE_MIN)
            return "scale must be more than 0";
        return shape_wrong(d->c, "shape lies from -0.5 to less than 1");
    default:
        return NULL;
    }
}

static const char *
tail_wrong(const struct dist *d)
{
    struct law l;
    const char *wrong;

    if (d->tail_from == 0)
        return NULL;
    if (d->tail_from < TAIL_FIRST || d->tail_from > TAIL_LAST)
        return "the tail begins from 0.5 to 0.9999";
    wrong = shape_wrong(d->tail_shape, "the tail's shape lies from -0.5 to less than 1");
    if (wrong != NULL)
        return wrong;
    l = law_of(d);
    if (l.kind == DIST_POINT)
        return "what has a single value has no tail";
    if (!(l.tail_scale >= VALUE_MIN) || l.tail_scale > VALUE_MAX)
        return "the tail begins where the distribution has no spread: let it begin later";
    return NULL;
}

/* Bounds are compared, so that no draw has to be cut. */
static const char *
range_wrong(const struct dist *d, double low, double high)
{
    double least = dist_min(d), most = dist_max(d);

    if (isfinite(high) && isinf(most) && d->tail_from != 0)
        return "values have a maximum here: it has to be a bounded distribution, without a tail";
    if (isfinite(high) && isinf(most))
        return "values have a maximum here: it has to be a bounded distribution (PERT, triangular,"
            " uniform or one value)";
    if (least >= low && most <= high)
        return NULL;
    if (low == 0 && high == 1)
        return "values lie between 0 and 1";
    if (least < low && low == 0)
        return "values must not be less than 0";
    return least < low ? "values are less than what is possible"
        : "values are more than what is possible";
}

const char *
dist_wrong(const struct dist *d, double low, double high)
{
    const char *wrong;

    if ((unsigned)d->kind >= N_DISTS)
        return "this kind of distribution is not known";
    wrong = numbers_wrong(d);
    if (wrong == NULL)
        wrong = parameters_wrong(d);
    if (wrong == NULL)
        wrong = tail_wrong(d);
    return wrong != NULL ? wrong : range_wrong(d, low, high);
}
