/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* quantile.c - from counts to quantiles, shortfall and the curve. */
#include <math.h>

#include "risk/run.h"

#define Z95 1.959963984540054

const double risk_quantiles[RISK_QUANTILES] = { 0.5, 0.8, 0.9, 0.95, 0.99, 0.999 };

static float
float_of(uint32_t cell, uint32_t middle, uint32_t last)
{
    uint32_t bits = (cell + CELL_FIRST) << CELL_SHIFT | middle << 6 | last;
    float x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The smallest count of values that is at least the share p. */
static uint64_t
rank_of(double p, int64_t n)
{
    double r = ceil(p * (double)n - 1e-9);

    return r < 1 ? 1 : (uint64_t)r;
}

/* The cell of a rank, which becomes that among the cell's values. */
static uint32_t
cell_at(const struct series *s, uint64_t *rank)
{
    uint32_t c = 0;

    while (c < CELLS - 1 && *rank > s->cells[c])
        *rank -= s->cells[c++];
    return c;
}

void
place_cells(struct series *s, int64_t trials)
{
    for (unsigned q = 0; q < RISK_QUANTILES; q++) {
        struct place *p = &s->places[q];

        *p = (struct place){ .rank = rank_of(risk_quantiles[q], trials) };
        p->cell = cell_at(s, &p->rank);
        p->found = p->cell == 0;
        if (!p->found && s->slot[p->cell] == 0)
            s->slot[p->cell] = (uint8_t)(q + 1);
        p->leader = p->found ? 0 : s->slot[p->cell] - 1u;
    }
}

static uint32_t
digit_at(const uint32_t *counts, uint32_t n, uint64_t *rank)
{
    uint32_t d = 0;

    while (d < n - 1 && *rank > counts[d])
        *rank -= counts[d++];
    return d;
}

void
place_middle(struct series *s, const uint32_t counts[RISK_QUANTILES][MIDDLE])
{
    for (unsigned q = 0; q < RISK_QUANTILES; q++) {
        struct place *p = &s->places[q];

        if (!p->found)
            p->middle = digit_at(counts[p->leader], MIDDLE, &p->rank);
    }
}

void
place_last(struct series *s, const uint32_t counts[RISK_QUANTILES][LAST])
{
    for (unsigned q = 0; q < RISK_QUANTILES; q++) {
        struct place *p = &s->places[q];

        if (!p->found)
            p->value = float_of(p->cell, p->middle, digit_at(counts[q], LAST, &p->rank));
    }
}

/* The value of a rank to within its cell, by interpolation: for intervals. */
static double
about(const struct series *s, double rank, int64_t trials)
{
    uint64_t r = rank < 1 ? 1 : rank > (double)trials ? (uint64_t)trials : (uint64_t)rank;
    uint32_t c = cell_at(s, &r);

    if (c == 0)
        return 0;
    return (double)float_of(c, 0, 0) + ((double)float_of(c + 1, 0, 0) - (double)float_of(c, 0, 0))
        * ((double)r - 0.5) / (double)s->cells[c];
}

/* Wilson's interval of a share (1927). */
static struct estimate
share(uint64_t count, int64_t n)
{
    double t = (double)n, p = (double)count / t, z2 = Z95 * Z95;
    double middle = (p + z2 / (2 * t)) / (1 + z2 / t);
    double half = Z95 / (1 + z2 / t) * sqrt(p * (1 - p) / t + z2 / (4 * t * t));

    return (struct estimate){ p, count == 0 ? 0 : fmax(0, middle - half),
        count == (uint64_t)n ? 1 : fmin(1, middle + half) };
}

/* Points whose probabilities stand in one ratio, from any loss to 1 of the last ten years. */
static void
curve(const struct series *s, int64_t trials, struct risk_result *ret)
{
    uint64_t left = (uint64_t)trials - s->cells[0];
    double from = (double)left, ratio, next;

    if (left == 0)
        return;
    ratio = pow(fmin(1, 10 / from), 1.0 / (RISK_CURVE - 2));
    next = from;
    for (uint32_t c = 1; c < CELLS && left > 0 && ret->ncurve < RISK_CURVE; c++) {
        if (s->cells[c] > 0 && (double)left <= next) {
            struct estimate e = share(left, trials);

            ret->curve[ret->ncurve++] = (struct exceedance){
                .loss = (double)float_of(c, 0, 0), .probability = e.value,
                .low = e.low, .high = e.high };
            while (next >= (double)left && next > 0.5)
                next *= ratio < 1 ? ratio : 0.5;
        }
        left -= s->cells[c];
    }
}

double
risk_probability(const struct exceedance *curve, size_t n, double loss, bool *ret_less)
{
    size_t i = 0;

    while (i < n && curve[i].loss < loss)
        i++;
    *ret_less = i == n;
    if (n == 0 || i == n)
        return n == 0 ? 0 : curve[n - 1].probability;
    if (i == 0 || curve[i].loss == loss)
        return curve[i].probability;
    return exp(log(curve[i - 1].probability)
        + (log(curve[i].probability) - log(curve[i - 1].probability))
        * (log(loss) - log(curve[i - 1].loss)) / (log(curve[i].loss) - log(curve[i - 1].loss)));
}

/*
 * Mean of the worst 1 % of years: a fraction of the years that lie just at the value at
 * risk belongs to them.  Its variance: Chen, J. Financial Econometrics 6 (2008).
 */
static void
shortfall(const struct series *s, int64_t trials, struct risk_result *ret)
{
    double n = (double)trials, m = n * (1 - risk_quantiles[AT_99]);
    double var = ret->var_99, rest = m - s->above.count;
    double es = (s->above.sum + rest * var) / m;
    double second = (s->above.squares + rest * var * var) / m;
    double error = sqrt(fmax(0, second - es * es + risk_quantiles[AT_99] * (es - var) * (es - var))
        / m);

    ret->es_99 = es;
    ret->es_low = fmax(0, es - Z95 * error);
    ret->es_high = es + Z95 * error;
}

void
report(const struct run *r, size_t index, struct risk_result *ret)
{
    const struct series *s = &r->series[index], *all = &r->series[r->nseries - 1];
    bool portfolio = index == r->nseries - 1;
    double n = (double)r->trials, m = n * (1 - risk_quantiles[AT_99]);
    double variance;

    *ret = (struct risk_result){ .mean = s->all.sum / n };
    variance = fmax(0, s->all.squares / n - ret->mean * ret->mean) * (n > 1 ? n / (n - 1) : 1);
    ret->deviation = sqrt(variance);
    ret->standard_error = sqrt(variance / n);
    ret->expected_events = (double)s->events / n;
    ret->any = share(s->some, r->trials);
    ret->share_of_es = (s->share + (r->at_var > 0
        ? (m - all->above.count) / r->at_var * s->share_at : 0)) / m;
    if (index < r->first)
        return;
    for (int q = 0; q < RISK_QUANTILES; q++) {
        double p = risk_quantiles[q], half = Z95 * sqrt(n * p * (1 - p));

        ret->quantiles[q] = (struct estimate){ (double)s->places[q].value,
            fmin((double)s->places[q].value, about(s, floor(n * p - half), r->trials)),
            fmax((double)s->places[q].value, about(s, ceil(n * p + half) + 1, r->trials)) };
    }
    ret->var_99 = ret->quantiles[AT_99].value;
    shortfall(s, r->trials, ret);
    if (portfolio)
        ret->share_of_es = ret->es_99;
    curve(s, r->trials, ret);
}
