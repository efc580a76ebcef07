/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * table.c - filling the table of quantiles, and drawing from it.
 *
 * Quantiles are taken at the borders of the cells, in one row from the least to the greatest:
 * those of the lower side, the median, those of the upper side.  Lines between them would
 * have too large a mean where the quantile is convex.  So each border is moved by what its
 * two cells are wrong by: the function stays continuous and monotone, and has the mean.
 */
#include <float.h>
#include <math.h>
#include <pthread.h>

#include "risk/law.h"
#include "risk/table.h"

#define MEDIAN ((size_t)TABLE_CELLS * TABLE_OCTAVES)
#define BORDERS (2 * MEDIAN + 1)
#define BITS_BELOW 131072.0     /* values of the bits that say where in the cell */

/* The probability of the border i of a side, 2^-33 to 1/2: exponent and first bits count up. */
static inline double
border(size_t i)
{
    uint64_t bits = ((uint64_t)(1023 - 33) * TABLE_CELLS + i) << (52 - 6);
    double p;

    memcpy(&p, &bits, sizeof p);
    return p;
}

static inline double
between(double low, double x, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void
border_logs(double *ret)
{
    double of_cell[TABLE_CELLS];

    for (size_t i = 0; i < TABLE_CELLS; i++)
        of_cell[i] = log(border(i));
    for (size_t i = 0; i <= MEDIAN; i++)
        ret[i] = of_cell[i % TABLE_CELLS]
            + 0.69314718055994530942 * (double)(i / TABLE_CELLS);
}

/* Normal scores of the borders, the same for every lognormal. */
static double scores[MEDIAN];
static pthread_once_t scores_once = PTHREAD_ONCE_INIT;

static void
fill_scores(void)
{
    for (size_t i = 0; i < MEDIAN; i++)
        scores[i] = normal_quantile(border(i));
}

static void
quantiles_lognormal(const struct law *l, double *y)
{
    double median = exp(l->mu);

    pthread_once(&scores_once, fill_scores);
    for (size_t i = 0; i < MEDIAN; i++) {
        double e = exp(l->sigma * scores[i]);

        y[i] = median * e;
        y[BORDERS - 1 - i] = median / e;
    }
    y[MEDIAN] = median;
}

/* PERT and gamma: each side from its own end. */
static void
quantiles_grid(const struct law *l, double *y)
{
    double logs[MEDIAN + 1], v[MEDIAN + 1];
    bool pert = l->kind == DIST_PERT;

    border_logs(logs);
    grid_quantiles(&l->lower, false, logs, v, MEDIAN + 1);
    for (size_t i = 0; i <= MEDIAN; i++)
        y[i] = pert ? l->a + (l->c - l->a) * exp(v[i]) : l->a * exp(v[i]);
    grid_quantiles(&l->upper, !pert, logs, v, MEDIAN);
    for (size_t i = 0; i < MEDIAN; i++)
        y[BORDERS - 1 - i] = pert ? l->c - (l->c - l->a) * exp(v[i]) : l->a * exp(v[i]);
}

static void
quantiles_each(const struct law *l, double *y)
{
    y[MEDIAN] = law_quantile(l, 0.5, 0.5);
    for (size_t i = 0; i < MEDIAN; i++) {
        double p = border(i);

        y[i] = law_quantile(l, p, 1 - p);
        y[BORDERS - 1 - i] = law_quantile(l, 1 - p, p);
    }
}

static void
quantiles(const struct law *l, double *y)
{
    if (l->kind == DIST_LOGNORMAL)
        quantiles_lognormal(l, y);
    else if (l->kind == DIST_PERT || l->kind == DIST_GAMMA)
        quantiles_grid(l, y);
    else
        quantiles_each(l, y);
    for (size_t i = 0; i < MEDIAN && border(i) < l->tail_q; i++)
        y[BORDERS - 1 - i] = law_quantile(l, 1 - border(i), border(i));
}

/*
 * How much too high lines through the borders are at one of them, from the differences to the
 * left and right of it: h^2/12 of the second derivative, of cells of width h, which is 1 : 2
 * where octaves meet.  Sums of it times the cells' widths are the error of the mean.
 */
static inline double
sagitta(double left, double right, size_t i)
{
    if (i % TABLE_CELLS != 0 || i == MEDIAN)
        return (right - left) / 12;
    return i < MEDIAN ? (right / 2 - left) / 6 : (right - left / 2) / 6;
}

/* Single precision, without denormal numbers: those are slow. */
static inline float
single(double x)
{
    return x < (double)FLT_MIN && x > -(double)FLT_MIN ? 0 : (float)x;
}

/* The borders moved, in the order of y; not past the middles to their neighbours, so that
 * they stay monotone and within the bounds. */
static void
move(const double *y, float *ret)
{
    double left = y[1] - y[0], right = y[BORDERS - 1] - y[BORDERS - 2];

    ret[0] = single(between(y[0], y[0] - sagitta(left, y[2] - y[1], 1), y[0] + left / 2));
    ret[BORDERS - 1] = single(between(y[BORDERS - 1] - right / 2,
        y[BORDERS - 1] - sagitta(y[BORDERS - 2] - y[BORDERS - 3], right, 1), y[BORDERS - 1]));
    for (size_t i = 1; i < BORDERS - 1; i++) {
        right = y[i + 1] - y[i];
        ret[i] = single(between(y[i] - left / 2, y[i] - sagitta(left, right, i),
            y[i] + right / 2));
        left = right;
    }
}

/* Slopes are of the rounded values, so that a cell's last value does not pass the next. */
static void
lines(struct table *t, const double *y)
{
    float moved[BORDERS];

    move(y, moved);
    for (size_t i = 0; i <= MEDIAN; i++) {
        t->value[i] = moved[i];
        t->value[TABLE_SIDE + i] = moved[BORDERS - 1 - i];
    }
    for (size_t i = 0; i < 2 * TABLE_SIDE - 1; i++)
        t->slope[i] = single(((double)t->value[i + 1] - (double)t->value[i]) / BITS_BELOW);
    t->slope[MEDIAN] = t->slope[TABLE_SIDE + MEDIAN] = 0;
}

void
table_fill(struct table *t, const struct dist *d, double scale, double low, double high)
{
    struct law l = law_of(d);
    double y[BORDERS];

    quantiles(&l, y);
    low = fmax(low, -(double)FLT_MAX);
    high = fmin(high, (double)FLT_MAX);
    for (size_t i = 0; i < BORDERS; i++)
        y[i] = between(low, y[i] * scale, high);
    lines(t, y);
}

void
table_fill_normal(struct table *t)
{
    double y[BORDERS];

    for (size_t i = 0; i < MEDIAN; i++) {
        y[i] = normal_quantile(border(i));
        y[BORDERS - 1 - i] = -y[i];
    }
    y[MEDIAN] = 0;
    lines(t, y);
}

static struct table normal;
static pthread_once_t normal_once = PTHREAD_ONCE_INIT;

static void
fill_normal(void)
{
    table_fill_normal(&normal);
}

const struct table *
table_normal(void)
{
    pthread_once(&normal_once, fill_normal);
    return &normal;
}

float
table_draw(const struct table *t, uint32_t w)
{
    union { float f; uint32_t bits; } p = { .f = (float)(w >> 1) + 0.5f };
    size_t cell = (w & 1) * TABLE_SIDE + (p.bits >> 17) - (126u << 6);
    float step = t->slope[cell] * (float)(p.bits & 0x1ffff);

    return t->value[cell] + step;
}

uint32_t
table_word(double p, double q)
{
    uint32_t side = p > q;
    double m = floor(fmin(p, q) * 4294967296.0);

    return (uint32_t)fmin(fmax(m, 0), 2147483647.0) << 1 | side;
}
