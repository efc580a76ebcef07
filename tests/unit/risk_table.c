/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * risk_table.c - the table of quantiles: against the quantiles themselves, its mean, its order
 * and bounds, and ten million draws from each distribution against what they should be.
 */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "risk/table.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define WORDS 4294967296.0
#define CELLS_OF_SIDE (TABLE_SIDE - 1)

static const struct sampler {
    const char *name;
    bool normal;                /* the standard normal: no dist */
    struct dist dist;
    bool steep;                 /* see CHI_SQUARE_STEEP */
} samplers[] = {
    { "normal", true, { 0 } },
    { "lognormal", false, { DIST_LOGNORMAL, 60000, 900000, 0, 0, 0 } },
    { "pert symmetric", false, { DIST_PERT, 0, 5, 10, 0, 0 } },
    { "pert min = mode", false, { DIST_PERT, 1000, 1000, 90000, 0, 0 } },
    { "pert mode = max", false, { DIST_PERT, 0, 1, 1, 0, 0 } },
    { "pert skewed", false, { DIST_PERT, 0, 0.03, 1, 0, 0 } },
    { "triangular", false, { DIST_TRIANGULAR, 1, 2, 9, 0, 0 } },
    { "triangular min = mode", false, { DIST_TRIANGULAR, 0, 0, 1, 0, 0 } },
    { "uniform", false, { DIST_UNIFORM, 0.2, 0.7, 0, 0, 0 } },
    { "gamma cv 0.3", false, { DIST_GAMMA, 50, 15, 0, 0, 0 } },
    { "gamma cv 1", false, { DIST_GAMMA, 50, 50, 0, 0, 0 } },
    { "gamma cv 3", false, { DIST_GAMMA, 50, 150, 0, 0, 0 }, .steep = true },
    { "pareto -0.3", false, { DIST_GPD, 100, 50, -0.3, 0, 0 } },
    { "pareto 0", false, { DIST_GPD, 0, 50, 0, 0, 0 } },
    { "pareto 0.5", false, { DIST_GPD, 100, 50, 0.5, 0, 0 } },
    { "pareto 0.9", false, { DIST_GPD, 0, 50, 0.9, 0, 0 } },
    { "lognormal with a tail", false, { DIST_LOGNORMAL, 60000, 900000, 0, 0.95, 0.5 } },
    { "pert with a tail", false, { DIST_PERT, 1, 3, 10, 0.9, -0.2 } },
};

static struct table table;

/* SplitMix64 (Steele, Lea and Flood 2014) of a counter. */
static uint64_t
random_bits(uint64_t counter)
{
    uint64_t z = counter * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double
random_unit(uint64_t *counter)
{
    return ((double)(random_bits(++*counter) >> 11) + 0.5) * 0x1p-53;
}

static void
fill(const struct sampler *s)
{
    if (s->normal)
        table_fill_normal(&table);
    else
        table_fill(&table, &s->dist, 1, -INFINITY, INFINITY);
}

static double
exact(const struct sampler *s, double p, double q)
{
    if (s->normal)
        return p < q ? normal_quantile(p) : -normal_quantile(q);
    return dist_quantile(&s->dist, p, q);
}

/* What a word stands for; *ret_q is 1 less it. */
static double
probability(uint32_t w, double *ret_q)
{
    double small = ((double)(w >> 1) + 0.5) / WORDS;

    *ret_q = w & 1 ? small : 1 - small;
    return w & 1 ? 1 - small : small;
}

/* Words of all sizes, so that the tails are seen as much as the middle. */
static uint32_t
random_word(uint64_t counter)
{
    uint64_t bits = random_bits(counter);
    uint32_t number = (uint32_t)(bits & 0x7fffffff) >> (bits >> 32) % 31;

    return number << 1 | (uint32_t)(bits >> 63);
}

static void
draws_are_quantiles(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(samplers); i++) {
        const struct sampler *s = &samplers[i];
        double scale = s->normal ? 1 : fabs(dist_mean(&s->dist)), worst = 0;

        fill(s);
        for (uint64_t k = 0; k < 20000; k++) {
            uint32_t w = random_word(k);
            double q, p = probability(w, &q), x = exact(s, p, q);

            worst = fmax(worst, fabs(table_draw(&table, w) - x) / fmax(fabs(x), scale));
        }
        if (!(worst <= 7e-5))
            fail_msg("%s: wrong by %g", s->name, worst);
    }
}

/* Of a side's cells, and of what lies beyond the first of them, which is drawn as its begin. */
static double
mean_of_side(size_t side)
{
    const float *value = table.value + side * TABLE_SIDE, *slope = table.slope + side * TABLE_SIDE;
    double sum = ldexp(value[0], -33);

    for (size_t i = 0; i < CELLS_OF_SIDE; i++)
        sum += ldexp(value[i] + (double)slope[i] * 65536, (int)(i / TABLE_CELLS) - 33 - 6);
    return sum;
}

/*
 * A Pareto of shape c has the share 2^-32(1 - c) / (1 - c) of its mean, less the threshold, in
 * the last of 2^32 words, which is drawn as one value: 2e-5 at c = 0.5, a tenth at 0.9.
 */
static double
lost_in_the_tail(double c)
{
    return c <= 0.2 ? 0 : exp2(-33 * (1 - c)) / (1 - c);
}

static void
means_are_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(samplers); i++) {
        const struct sampler *s = &samplers[i];
        double shape = s->dist.kind == DIST_GPD ? s->dist.c : s->dist.tail_shape;
        double mean, want = s->normal ? 0 : dist_mean(&s->dist);

        fill(s);
        mean = mean_of_side(0) + mean_of_side(1);
        if (!(fabs(mean - want) <= 1e-7 * fmax(fabs(want), 1e-3) + want * lost_in_the_tail(shape)))
            fail_msg("%s: mean %.12g, not %.12g", s->name, mean, want);
    }
}

/* All draws of a table in order: the first and last of every cell. */
static void
in_order(const char *what, size_t number, double low, double high)
{
    float last = -INFINITY;

    for (size_t i = 0; i < 2 * (size_t)TABLE_SIDE; i++) {
        size_t cell = i < TABLE_SIDE ? i : 3 * (size_t)TABLE_SIDE - 1 - i;
        float slope = table.slope[cell], begin = table.value[cell], product = slope * 131071;
        float first = i < TABLE_SIDE ? begin : begin + product;
        float end = i < TABLE_SIDE ? begin + product : begin;

        if (!isfinite(slope) || !(first >= last) || !(end >= first))
            fail_msg("%s %zu: cell %zu is not in order: %g, %g, %g", what, number, cell, last,
                first, end);
        if (first < (float)low || end > (float)high)
            fail_msg("%s %zu: cell %zu is out of bounds: %g, %g", what, number, cell, first, end);
        last = end;
    }
}

static double
magnitude(uint64_t *counter, double decades)
{
    return pow(10, (random_unit(counter) * 2 - 1) * decades);
}

static struct dist
random_dist(uint64_t *counter)
{
    struct dist d = { .kind = (enum dist_kind)(random_bits(++*counter) % N_DISTS) };
    double r[3];

    d.a = magnitude(counter, 6);
    for (int i = 0; i < 3; i++)         /* ends are of interest */
        r[i] = random_bits(++*counter) % 8 == 0 ? 0 : random_unit(counter);
    switch (d.kind) {
    case DIST_LOGNORMAL:
        d.b = d.a * (1 + magnitude(counter, 4));
        break;
    case DIST_GAMMA:
        d.b = d.a * magnitude(counter, 5);
        break;
    case DIST_GPD:
        d.b = d.a * magnitude(counter, 4);
        d.c = -0.5 + 1.499 * r[0];
        d.a *= r[1];
        break;
    default:
        d.b = d.a * (1 + r[0]);
        d.c = d.b * (1 + r[1]);
    }
    if (random_bits(++*counter) % 3 == 0) {
        d.tail_from = 0.5 + 0.4999 * r[2];
        d.tail_shape = -0.5 + 1.499 * random_unit(counter);
    }
    return d;
}

static void
any_table_is_in_order(void **state)
{
    uint64_t counter = 1000;
    size_t kinds[N_DISTS] = { 0 }, tails = 0;

    (void)state;
    for (size_t i = 0; i < 4000; i++) {
        struct dist d = random_dist(&counter);
        double scale = i % 4 == 0 ? random_unit(&counter) : 1, low = dist_min(&d) * scale, high;

        if (dist_wrong(&d, 0, INFINITY) != NULL)
            continue;
        kinds[d.kind]++;
        tails += d.tail_from != 0;
        high = dist_max(&d) * scale;
        if (i % 3 == 0)
            high = fmin(high, dist_mean(&d) * random_unit(&counter) * 2);
        if (i % 5 == 0)
            low = fmax(low, dist_mean(&d) * random_unit(&counter));
        low = fmin(low, high);
        table_fill(&table, &d, scale, low, high);
        in_order("random", i, low, high);
    }
    for (int k = 0; k < N_DISTS; k++)
        assert_true(kinds[k] > 200);
    assert_true(tails > 500);
}

/* Whatever is not refused gives numbers. */
static void
anything_else_is_refused(void **state)
{
    static const double odd[] = { 0, -0.0, 1, -1, 0.5, NAN, INFINITY, -INFINITY, DBL_MAX, -DBL_MAX,
        DBL_MIN, 5e-324, 1e30, 1e-30, 1e15, 0.9999, -0.5, 0.99 };
    uint64_t counter = 0;
    size_t taken = 0, with_tail = 0;

    (void)state;
    for (size_t i = 0; i < 20000; i++) {
        double v[5];
        struct dist d;
        const char *wrong;

        for (int k = 0; k < 5; k++)
            v[k] = odd[random_bits(++counter) % ARRAY_LEN(odd)];
        if (i % 2 == 0)
            v[3] = 0;
        d = (struct dist){ (enum dist_kind)(i % N_DISTS), v[0], v[1], v[2], v[3], v[4] };
        wrong = dist_wrong(&d, -INFINITY, INFINITY);
        if (wrong != NULL) {
            assert_true(strlen(wrong) > 10);
            continue;
        }
        taken++;
        with_tail += d.tail_from != 0;
        if (!isfinite(dist_mean(&d)) || isnan(dist_cdf(&d, 1)) || isnan(dist_max(&d)))
            fail_msg("kind %d of %g %g %g tail %g %g", (int)d.kind, v[0], v[1], v[2], v[3], v[4]);
        table_fill(&table, &d, 1, -INFINITY, INFINITY);
        in_order("odd", i, -INFINITY, INFINITY);
    }
    assert_true(taken > 1000 && with_tail > 50);
}

static void
constants_have_no_slope(void **state)
{
    static const struct dist same[] = { { DIST_POINT, 7.5, 0, 0, 0, 0 },
        { DIST_PERT, 7.5, 7.5, 7.5, 0, 0 }, { DIST_TRIANGULAR, 7.5, 7.5, 7.5, 0, 0 },
        { DIST_UNIFORM, 7.5, 7.5, 0, 0, 0 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        assert_null(dist_wrong(&same[i], 0, 8));
        table_fill(&table, &same[i], 2, 0, 20);
        for (size_t k = 0; k < 2 * (size_t)TABLE_SIDE; k++)
            assert_true(table.value[k] == 15 && table.slope[k] == 0);
        table_fill(&table, &same[i], 2, 0, 9);
        assert_true(table_draw(&table, 12345) == 9);
    }
}

/* Scaled before it is cut, and the cut off mean is that of the cut values. */
static void
values_are_cut(void **state)
{
    const struct dist d = { DIST_UNIFORM, 0, 10, 0, 0, 0 };

    (void)state;
    table_fill(&table, &d, 0.5, 1, 4);
    in_order("cut", 0, 1, 4);
    assert_true(table_draw(&table, table_word(0.1, 0.9)) == 1);
    assert_true(table_draw(&table, table_word(0.9, 0.1)) == 4);
    assert_true(fabs(table_draw(&table, table_word(0.5, 0.5)) - 2.5) < 1e-6);
    /* 1 in a fifth, 4 in a fifth, 2.5 between */
    assert_true(fabs(mean_of_side(0) + mean_of_side(1) - 2.5) < 1e-5);
}

static void
words_find_their_quantile(void **state)
{
    (void)state;
    table_fill_normal(&table);
    for (uint64_t k = 0; k < 20000; k++) {
        uint32_t w = random_word(k);
        double q, p = probability(w, &q);

        assert_int_equal(table_word(p, q), w);
    }
    assert_int_equal(table_word(0, 1), 0);
    assert_int_equal(table_word(3 / WORDS, 1 - 3 / WORDS), 3 << 1);
    assert_int_equal(table_word(1 - 1e6 / WORDS, 1e6 / WORDS), 1000000 << 1 | 1);
    assert_int_equal(table_word(1, 0), 1);
    assert_true(table_draw(&table, table_word(0.5, 0.5)) == 0);
    assert_true(table_draw(&table, UINT32_MAX) == 0);
    assert_true(fabs(table_draw(&table, table_word(0.975, 0.025)) - 1.95996398) < 1e-5);
}

static void
two_fillings_are_the_same(void **state)
{
    static struct table again;

    (void)state;
    for (size_t i = 1; i < ARRAY_LEN(samplers); i++) {
        fill(&samplers[i]);
        memset(&again, 0xff, sizeof again);
        table_fill(&again, &samplers[i].dist, 1, -INFINITY, INFINITY);
        assert_memory_equal(&again, &table, sizeof table);
    }
}

/*
 * Goodness of fit: draws are counted between 9,999 quantiles, the first and last of these
 * classes again by halves of their probability, to see the tails.
 */
#define DRAWS 10000000
#define CLASSES 10000
#define TESTED 1000             /* by the chi-square test: ten classes each */
#define HALVES 8
#define CHI_SQUARE_999 1226.05  /* exceeded with probability 1e-6 by 999 degrees of freedom */
/*
 * A gamma of shape 1/9 has a lower half whose density varies within a cell of the table by an
 * eighth (values below a thousandth of the mean): 1,000 classes of ten million draws see that
 * the table's is a staircase.  It comes to a noncentrality of 1424, the next largest to 80.
 */
#define CHI_SQUARE_STEEP 2859.7
#define CHI_SQUARE_16 58.32     /* the same, of 16 */
#define KOLMOGOROV 2.693        /* the same, of the distance times the root of the draws */

static struct {
    double edges[CLASSES + 1], tails[2][HALVES];
    uint32_t counts[CLASSES], tail_counts[2][HALVES + 1];
} classes;

static void
make_classes(const struct sampler *s)
{
    memset(&classes, 0, sizeof classes);
    for (int i = 1; i < CLASSES; i++)
        classes.edges[i] = exact(s, (double)i / CLASSES, (double)(CLASSES - i) / CLASSES);
    classes.edges[0] = -INFINITY;
    classes.edges[CLASSES] = INFINITY;
    for (int i = 0; i < HALVES; i++) {
        double small = ldexp(1.0 / CLASSES, -1 - i);

        classes.tails[0][i] = exact(s, small, 1 - small);
        classes.tails[1][i] = exact(s, 1 - small, small);
    }
}

/* The class is looked for from where it should be. */
static void
count(uint32_t w, double x)
{
    uint64_t number = ((uint64_t)(w >> 1) * CLASSES) >> 32;
    size_t i = w & 1 ? CLASSES - 1 - number : number;
    size_t half = 0;

    while (x < classes.edges[i])
        i--;
    while (x >= classes.edges[i + 1])
        i++;
    classes.counts[i]++;
    if (i != 0 && i != CLASSES - 1)
        return;
    while (half < HALVES && (i == 0 ? x < classes.tails[0][half] : x >= classes.tails[1][half]))
        half++;
    classes.tail_counts[i != 0][half]++;
}

static double
chi_square(void)
{
    double sum = 0, want = (double)DRAWS / TESTED;

    for (size_t i = 0; i < TESTED; i++) {
        double n = 0;

        for (size_t k = 0; k < CLASSES / TESTED; k++)
            n += classes.counts[i * (CLASSES / TESTED) + k];
        sum += (n - want) * (n - want) / want;
    }
    return sum;
}

static double
chi_square_of_tails(void)
{
    double sum = 0;

    for (size_t i = 0; i < 2; i++) {
        double want = (double)DRAWS / CLASSES;

        for (size_t k = 0; k <= HALVES; k++) {
            double n = classes.tail_counts[i][k];

            if (k < HALVES && fabs(classes.tails[i][k]) < (double)FLT_MIN)
                break;                  /* what is less is drawn as 0 */
            want /= k < HALVES ? 2 : 1;
            sum += (n - want) * (n - want) / want;
        }
    }
    return sum;
}

static double
kolmogorov(void)
{
    double sum = 0, most = 0;

    for (size_t i = 0; i < CLASSES; i++) {
        sum += classes.counts[i];
        most = fmax(most, fabs(sum / DRAWS - (double)(i + 1) / CLASSES));
    }
    return most * sqrt(DRAWS);
}

static void
draws_fit(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(samplers); i++) {
        double limit;

        fill(&samplers[i]);
        make_classes(&samplers[i]);
        for (uint64_t k = 0; k < DRAWS / 2; k++) {
            uint64_t bits = random_bits((i << 32) + k);

            count((uint32_t)bits, table_draw(&table, (uint32_t)bits));
            count((uint32_t)(bits >> 32), table_draw(&table, (uint32_t)(bits >> 32)));
        }
        limit = samplers[i].steep ? CHI_SQUARE_STEEP : CHI_SQUARE_999;
        printf("# %s: chi-square %.1f (%.1f), of the tails %.1f (%.1f), Kolmogorov %.3f (%.3f)\n",
            samplers[i].name, chi_square(), limit, chi_square_of_tails(), CHI_SQUARE_16,
            kolmogorov(), KOLMOGOROV);
        assert_true(chi_square() < limit);
        assert_true(chi_square_of_tails() < CHI_SQUARE_16);
        assert_true(kolmogorov() < KOLMOGOROV);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_are_quantiles), cmocka_unit_test(means_are_kept),
        cmocka_unit_test(any_table_is_in_order), cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(constants_have_no_slope), cmocka_unit_test(values_are_cut),
        cmocka_unit_test(words_find_their_quantile), cmocka_unit_test(two_fillings_are_the_same),
        cmocka_unit_test(draws_fit),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
