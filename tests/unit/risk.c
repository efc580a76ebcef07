/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * risk.c - the simulation against arithmetic: moments of compound distributions, rare events,
 * dependence, controls, insurance; and against itself: threads, kernels, memory.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "risk/block.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define POINT(x) { .kind = DIST_POINT, .a = (x) }
#define LOGNORMAL(low, high) { .kind = DIST_LOGNORMAL, .a = (low), .b = (high) }
#define PERT(low, mode, high) { .kind = DIST_PERT, .a = (low), .b = (mode), .c = (high) }

static struct arena *arena;

static int
set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct risk
risk_of(enum freq_kind kind, double rate, struct dist primary)
{
    return (struct risk){ .frequency = { .kind = kind, .rate = POINT(rate), .size = 2,
        .vulnerability = POINT(1) }, .loss = { .primary = primary, .secondary = POINT(0),
        .secondary_probability = POINT(0) } };
}

static struct risk_results
results(const struct risk_model *m, struct risk_options o)
{
    struct risk_results ret;

    assert_true(risk_run(m, &o, arena, &ret));
    assert_false(ret.stopped);
    return ret;
}

static void
assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance)) {
        fprintf(stderr, "# %.9g is not %.9g +- %.3g\n", got, want, tolerance);
        assert_true(false);
    }
}

static void
assert_mean(const struct risk_result *r, double want)
{
    assert_near(r->mean, want, 5 * r->standard_error + 1e-4 * want);
}

/* Compound distributions: mean E[N] E[X], variance E[N] Var X + Var N E[X]^2. */
static void
moments_are_those_of_compound_distributions(void **state)
{
    static const struct { enum freq_kind kind; double rate, count_variance; } kinds[] = {
        { FREQ_POISSON, 1.4, 1.4 }, { FREQ_POISSON, 0.03, 0.03 }, { FREQ_POISSON, 60, 60 },
        { FREQ_POISSON, 600, 600 },
        { FREQ_BERNOULLI, 0.2, 0.16 }, { FREQ_BERNOULLI, 1, 0 },
        { FREQ_NEGATIVE_BINOMIAL, 1.4, 1.4 + 1.4 * 1.4 / 2 },
        { FREQ_NEGATIVE_BINOMIAL, 400, 400 + 400.0 * 400 / 2 },
    };
    const double x = 1000 * exp(0.125), xx = 1000 * 1000 * exp(0.5);    /* sigma 0.5 */
    const double z = 1.6448536269514722 * 0.5;
    struct dist loss = LOGNORMAL(1000 * exp(-z), 1000 * exp(z));

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct risk r = risk_of(kinds[i].kind, kinds[i].rate, loss);
        struct risk_model m = { .risks = &r, .nrisks = 1 };
        struct risk_results got = results(&m, (struct risk_options){ .trials = 400000, .seed = i });
        double variance = kinds[i].rate * (xx - x * x) + kinds[i].count_variance * x * x;

        assert_mean(&got.risks[0], kinds[i].rate * x);
        assert_near(got.risks[0].deviation, sqrt(variance), 0.015 * sqrt(variance));
        assert_near(got.risks[0].expected_events, kinds[i].rate,
            5 * sqrt(kinds[i].count_variance / 400000) + 1e-9);
        assert_near(got.risks[0].mean, got.portfolio.mean, 1e-3);
        assert_near(risk_expected_loss(&m, 0, NULL), kinds[i].rate * x, 1e-6 * kinds[i].rate * x);
    }
}

/* Numbers of events drawn by rejection, against their probabilities: chi-square. */
static void
large_counts_have_their_probabilities(void **state)
{
    static const double means[] = { 10, 12.5, 40, 300, 5734 };
    enum { N = 1000000, CLASSES = 1200 };
    static int64_t seen[CLASSES];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(means); i++) {
        struct uniforms u = { { { 7, (uint32_t)i } }, 0 };
        double m = means[i], chi = 0, classes = 0;
        int64_t from = (int64_t)m > CLASSES / 2 ? (int64_t)m - CLASSES / 2 : 0;

        memset(seen, 0, sizeof seen);
        for (int k = 0; k < N; k++) {
            int64_t n = poisson_draw(&u, m);

            assert_true(n >= 0);
            if (n >= from && n < from + CLASSES)
                seen[n - from]++;
        }
        for (int64_t n = from; n < from + CLASSES; n++) {
            double want = N * exp((double)n * log(m) - m - lgamma((double)n + 1));
            double got = (double)seen[n - from];

            if (want < 20)
                continue;
            chi += (got - want) * (got - want) / want;
            classes++;
        }
        assert_near(chi, classes, 5 * sqrt(2 * classes));
    }
}

static void
counts_have_their_probabilities(void **state)
{
    struct risk two[] = { risk_of(FREQ_POISSON, 1.4, (struct dist)POINT(1)),
        risk_of(FREQ_NEGATIVE_BINOMIAL, 1.4, (struct dist)POINT(1)) };
    struct risk_model m = { .risks = two, .nrisks = 2 };
    struct risk_results got = results(&m, (struct risk_options){ .trials = 1000000, .seed = 5 });

    (void)state;
    assert_near(got.risks[0].any.value, 1 - exp(-1.4), 0.0025);
    assert_near(got.risks[1].any.value, 1 - pow(2 / 3.4, 2), 0.0025);
    assert_true(got.risks[0].any.low < got.risks[0].any.value);
    /* Poisson 1.4: at most 2 with 0.833, 3 with 0.946, 4 with 0.986, 5 with 0.9968 */
    assert_near(got.risks[0].quantiles[1].value, 2, 0);
    assert_near(got.risks[0].quantiles[3].value, 4, 0);
    assert_near(got.risks[0].quantiles[4].value, 5, 0);
    assert_near(got.risks[0].quantiles[5].value, 6, 0);
}

/* At most one event a year of 0.5 %: the worst 1 % of years are half of them without a loss. */
static void
shortfall_of_a_rare_event_is_right(void **state)
{
    const double mean = 1000 * exp(0.125), z = 1.6448536269514722 * 0.5;
    struct risk r = risk_of(FREQ_BERNOULLI, 0.005,
        (struct dist)LOGNORMAL(1000 * exp(-z), 1000 * exp(z)));
    struct risk_model m = { .risks = &r, .nrisks = 1 };
    struct risk_results got = results(&m, (struct risk_options){ .trials = 2000000, .seed = 1 });

    (void)state;
    assert_near(got.portfolio.var_99, 0, 0);
    assert_near(got.portfolio.es_99, mean / 2, 0.03 * mean / 2);
    assert_true(got.portfolio.es_low < mean / 2 && got.portfolio.es_high > mean / 2);
    /* 1 of 1,000 years is worse than what one event of five exceeds */
    assert_near(got.portfolio.quantiles[5].value, 1000 * exp(0.5 * 0.8416212335729143), 25);
    assert_near(got.risks[0].share_of_es, got.portfolio.es_99, 1e-9 * mean);
}

/* With one event every year its quantiles are those of the loss. */
static void
quantiles_are_those_of_the_loss(void **state)
{
    const double z = 1.6448536269514722;
    struct dist loss = LOGNORMAL(1000 * exp(-z), 1000 * exp(z));
    struct risk r = risk_of(FREQ_BERNOULLI, 1, loss);
    struct risk_model m = { .risks = &r, .nrisks = 1 };
    struct risk_results got = results(&m, (struct risk_options){ .trials = 1000000, .seed = 3 });
    const struct risk_result *p = &got.portfolio;

    (void)state;
    for (int q = 0; q < RISK_QUANTILES; q++) {
        double at = risk_quantiles[q], want = dist_quantile(&loss, at, 1 - at);
        double density = exp(-0.5 * pow(log(want / 1000), 2)) / (want * sqrt(2 * M_PI));

        assert_near(p->quantiles[q].value, want, 5 * sqrt(at * (1 - at) / 1e6) / density);
        assert_true(p->quantiles[q].low < p->quantiles[q].value
            && p->quantiles[q].value < p->quantiles[q].high);
    }
    /* E[X | X > VaR] of a lognormal */
    assert_near(p->es_99, 1000 * exp(0.5) * normal_cdf(1 - 2.3263478740408408) / 0.01, 250);
    for (size_t i = 0; i < p->ncurve; i++) {
        double want = 1 - dist_cdf(&loss, p->curve[i].loss);

        assert_near(p->curve[i].probability, want, 5 * sqrt(want / 1e6) + 1e-6);
        assert_true(i == 0 || p->curve[i].probability < p->curve[i - 1].probability);
    }
    assert_true(p->ncurve > 60 && p->curve[p->ncurve - 1].probability <= 3e-5);
}

static void
a_curve_is_read_between_its_points(void **state)
{
    struct exceedance curve[] = { { .loss = 100, .probability = 0.4 },
        { .loss = 10000, .probability = 0.04 } };
    bool less;

    (void)state;
    assert_near(risk_probability(curve, 2, 50, &less), 0.4, 0);
    assert_near(risk_probability(curve, 2, 1000, &less), 0.4 / sqrt(10), 1e-12);
    assert_near(risk_probability(curve, 2, 10000, &less), 0.04, 0);
    assert_false(less);
    assert_near(risk_probability(curve, 2, 10001, &less), 0.04, 0);
    assert_true(less);
    assert_near(risk_probability(curve, 0, 1, &less), 0, 0);
}

static struct risk_model
mixed(struct risk risks[static 4])
{
    risks[0] = risk_of(FREQ_POISSON, 1.4, (struct dist)LOGNORMAL(1e4, 5e5));
    risks[1] = risk_of(FREQ_BERNOULLI, 0.05, (struct dist)PERT(1e5, 2e5, 2e6));
    risks[2] = risk_of(FREQ_NEGATIVE_BINOMIAL, 3, (struct dist)PERT(1e3, 2e3, 2e4));
    risks[3] = risk_of(FREQ_POISSON, 1, (struct dist)PERT(1e3, 2e3, 2e5));
    risks[3].frequency.rate = (struct dist)PERT(0.2, 1, 4);
    risks[3].frequency.vulnerability = (struct dist)PERT(0.05, 0.3, 0.6);
    risks[3].loss.secondary_probability = (struct dist)PERT(0.1, 0.3, 0.6);
    risks[3].loss.secondary = (struct dist)LOGNORMAL(2e4, 3e5);
    return (struct risk_model){ .risks = risks, .nrisks = 4 };
}

static void
assert_same(const struct risk_results *a, const struct risk_results *b, size_t nrisks)
{
    assert_int_equal(a->trials, b->trials);
    assert_memory_equal(&a->portfolio, &b->portfolio, sizeof a->portfolio);
    assert_memory_equal(a->risks, b->risks, nrisks * sizeof *a->risks);
}

/* Threads, and whether years are kept, change nothing: also with a last block cut short. */
static void
results_are_the_same_bit_for_bit(void **state)
{
    struct risk risks[4];
    struct risk_model m = mixed(risks);
    struct risk_options one = { .trials = 123456, .seed = 9, .threads = 1 }, other = one;
    struct risk_results first = results(&m, one), again;

    (void)state;
    other.threads = 3;
    again = results(&m, other);
    assert_same(&first, &again, 4);
    other.streamed = true;
    again = results(&m, other);
    assert_near(again.portfolio.es_99, first.portfolio.es_99, 1e-9 * first.portfolio.es_99);
    assert_near(again.risks[3].share_of_es, first.risks[3].share_of_es, 1e-6);
    for (int q = 0; q < RISK_QUANTILES; q++)
        for (int r = 0; r < 4; r++)
            assert_true(again.risks[r].quantiles[q].value == first.risks[r].quantiles[q].value);
    other = one;
    other.seed = 10;
    again = results(&m, other);
    assert_true(again.portfolio.mean != first.portfolio.mean);
    other = one;
    other.portfolio_only = true;
    again = results(&m, other);
    assert_memory_equal(&again.portfolio, &first.portfolio, sizeof first.portfolio);
    assert_true(again.risks[2].mean == first.risks[2].mean);
}

static int
by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* The years themselves, sorted: quantiles, shortfall and shares by their definitions. */
static void
order_statistics_are_exact(void **state)
{
    enum { YEARS = 3 * BLOCK - 100 };
    static float years[4][3 * BLOCK], room[4][BLOCK], sorted[YEARS];
    /* losses of one and two units: many years are the same, also at the value at risk */
    struct risk risks[] = { risk_of(FREQ_POISSON, 0.7, (struct dist)POINT(1)),
        risk_of(FREQ_POISSON, 0.4, (struct dist)POINT(2)),
        risk_of(FREQ_NEGATIVE_BINOMIAL, 0.5, (struct dist)LOGNORMAL(0.01, 0.4)) };
    struct risk_model m = { .risks = risks, .nrisks = 3 };
    struct risk_options o = { .trials = YEARS, .seed = 11, .threads = 1 };

    (void)state;
    for (int round = 0; round < 4; round++) {
        struct worker *w;
        struct risk_results got;
        struct moments sums[4];
        uint64_t events[4] = { 0 };
        float *at[4] = { room[0], room[1], room[2], room[3] };

        m.nrisks = round % 2 == 0 ? 2 : 3;      /* ties, and none */
        o.streamed = round >= 2;
        got = results(&m, o);
        w = worker_new(plan_make(&m, o.groups, NULL, NULL, arena), o.seed);
        for (uint32_t b = 0; b < 3; b++) {
            block_simulate(w, b, b < 2 ? BLOCK : BLOCK - 100,
                &(struct block_result){ at, sums, events });
            for (size_t i = 0; i <= m.nrisks; i++)
                memcpy(years[i] + b * BLOCK, room[i], sizeof room[i]);
        }
        worker_free(w);
        for (size_t i = 0; i <= m.nrisks; i++) {
            const struct risk_result *r = i < m.nrisks ? &got.risks[i] : &got.portfolio;
            double worst = 0, left = 0.01 * YEARS;

            memcpy(sorted, years[i], sizeof sorted);
            qsort(sorted, YEARS, sizeof *sorted, by_value);
            for (int q = 0; q < RISK_QUANTILES; q++)
                assert_true(r->quantiles[q].value
                    == (double)sorted[(size_t)ceil(risk_quantiles[q] * YEARS - 1e-9) - 1]);
            for (size_t y = YEARS; left > 0; left--)
                worst += (double)sorted[--y] * fmin(1, left);
            assert_near(r->es_99, worst / (0.01 * YEARS), 1e-6);
        }
        assert_near(got.risks[0].share_of_es + got.risks[1].share_of_es
            + (m.nrisks > 2 ? got.risks[2].share_of_es : 0), got.portfolio.es_99, 1e-6);
    }
}

/* Both ends of Wilson's interval are where the share seen is 1.96 deviations away. */
static void
shares_have_wilsons_interval(void **state)
{
    struct risk r = risk_of(FREQ_BERNOULLI, 0.02, (struct dist)POINT(1));
    struct risk_model m = { .risks = &r, .nrisks = 1 };
    struct estimate e = results(&m, (struct risk_options){ .trials = 5000, .seed = 2 }).portfolio.any;

    (void)state;
    assert_near((e.value - e.low) / sqrt(e.low * (1 - e.low) / 5000), 1.959964, 1e-4);
    assert_near((e.high - e.value) / sqrt(e.high * (1 - e.high) / 5000), 1.959964, 1e-4);
}

static void
kernels_give_the_same_bits(void **state)
{
    enum { N = 2048 };
    static struct table t;
    static uint32_t w[2][N], year[2][N], cells[2][2 * CELLS];
    static float x[2][N], p[N], ret[2][N];
    static float own[2][N];
    static double total[2][N];
    static uint8_t marks[2][N];
    struct key key = { { 1, 2 } };
    const struct kernel *plain = kernels[nkernels - 1];
    uint32_t keys[MARKS] = { 9000, 9001, 9002, 1, 2, 3 };

    (void)state;
    table_fill(&t, &(struct dist)LOGNORMAL(1e4, 5e5), 1, 0, 1e15);
    for (size_t i = 0; i < N; i++)
        p[i] = (float)(i % 97) / 97;
    for (size_t k = 0; k + 1 < nkernels; k++) {
        struct moments sums[2], all[2];
        size_t stay[2];

        if (!kernels[k]->usable())
            continue;
        memset(own, 0, sizeof own);
        memset(total, 0, sizeof total);
        memset(cells, 0, sizeof cells);
        for (int i = 0; i < 2; i++) {
            const struct kernel *one = i == 0 ? kernels[k] : plain;

            one->words(w[i], N, key, 77);
            one->draw(x[i], w[i], N, &t);
            one->years(year[i], w[i], N);
            one->add_some(x[i], p, w[i], year[i], p, 0.5f, N);
            one->scale(x[i], year[i], p, N);
            one->insure(x[i], 100, 400000, N);
            stay[i] = one->thin(x[i], year[i], w[i], p, N);
            one->scatter(own[i], year[i], x[i], N);
            one->close(own[i], ret[i], total[i], N, &sums[i]);
            one->count(cells[i], ret[i], N);
            assert_true(own[i][year[i][0]] == 0);
            one->mark(marks[i], ret[i], N, keys, 300000);
            one->finish(total[i], x[i], N, &all[i]);
        }
        assert_memory_equal(w[0], w[1], sizeof w[0]);
        assert_memory_equal(x[0], x[1], sizeof x[0]);
        assert_memory_equal(ret[0], ret[1], sizeof ret[0]);
        assert_memory_equal(&all[0], &all[1], sizeof all[0]);
        assert_memory_equal(cells[0], cells[1], sizeof cells[0]);
        assert_memory_equal(marks[0], marks[1], sizeof marks[0]);
        assert_memory_equal(&sums[0], &sums[1], sizeof sums[0]);
        assert_int_equal(stay[0], stay[1]);
        assert_true(stay[0] > N / 3 && sums[0].some > 100);
    }
}

/* Words, draws and sums at once, of any number of events, beside one after the other. */
static void
events_fall_as_they_are_drawn(void **state)
{
    enum { N = 1024 };
    static const size_t counts[] = { 0, 1, 31, 32, 33, 64, 1000, N };
    static struct table t;
    static uint32_t w[N], year[N];
    static float x[N], own[2][BLOCK];
    struct key key = { { 3, 4 } }, years = { { 5, 6 } };
    const struct kernel *plain = kernels[nkernels - 1];

    (void)state;
    table_fill(&t, &(struct dist)LOGNORMAL(1e4, 5e5), 1, 0, 1e15);
    plain->words(w, N / 2, years, 0);
    plain->years(year, w, N);
    for (size_t k = 0; k < nkernels; k++)
        for (size_t c = 0; c < ARRAY_LEN(counts) && kernels[k]->usable(); c++) {
            memset(own, 0, sizeof own);
            plain->words(w, N, key, 48);
            plain->draw(x, w, N, &t);
            plain->scatter(own[0], year, x, counts[c]);
            kernels[k]->fall(own[1], year, counts[c], key, 48, &t);
            assert_memory_equal(own[0], own[1], sizeof own[0]);
            assert_true((own[1][year[0]] > 0) == (counts[c] > 0));
        }
}

struct done {
    _Atomic int times[100], spent;
};

static void
one_more(void *arg, size_t i)
{
    struct done *d = arg;

    for (int k = 0; k < 20000; k++)     /* long enough for the others to be waited for */
        d->spent++;
    d->times[i]++;
}

/* Pieces of work one after the other, of any size, by more or less of a crew. */
static void
a_crew_does_everything_once(void **state)
{
    static const size_t counts[] = { 0, 1, 2, 3, 100, 5, 2, 2 };

    (void)state;
    for (int threads = 1; threads <= 5; threads++) {
        struct crew *c = crew_start(threads, 4);

        assert_int_equal(crew_size(c), threads < 4 ? threads : 4);
        assert_true(crew_is_caller(c));
        for (size_t k = 0; k < ARRAY_LEN(counts); k++) {
            struct done d = { 0 };

            crew_do(c, counts[k], one_more, &d);
            for (size_t i = 0; i < 100; i++)
                assert_int_equal(d.times[i], i < counts[k]);
        }
        crew_end(c);
    }
}

/* Known answers of Threefry-2x32-20 (Random123's kat_vectors). */
static void
threefry_gives_the_known_answers(void **state)
{
    uint32_t zero[2] = { 0, 0 }, ones[2] = { UINT32_MAX, UINT32_MAX };
    uint32_t pi[2] = { 0x243f6a88, 0x85a308d3 };

    (void)state;
    threefry((struct key){ { 0, 0 } }, zero);
    assert_int_equal(zero[0], 0x6b200159);
    assert_int_equal(zero[1], 0x99ba4efe);
    threefry((struct key){ { UINT32_MAX, UINT32_MAX } }, ones);
    assert_int_equal(ones[0], 0x1cb996fc);
    assert_int_equal(ones[1], 0xbb002be7);
    threefry((struct key){ { 0x13198a2e, 0x03707344 } }, pi);
    assert_int_equal(pi[0], 0xc4923a9c);
    assert_int_equal(pi[1], 0x483df7a0);
}

/* Two normals of correlation rho both lie above 0 with 1/4 + asin(rho) / 2 pi (Sheppard). */
static void
counts_are_dependent_as_said(void **state)
{
    struct risk two[] = { risk_of(FREQ_BERNOULLI, 0.5, (struct dist)POINT(1)),
        risk_of(FREQ_BERNOULLI, 0.5, (struct dist)POINT(1)) };
    double matrix[] = { 1, 0.7, 0.7, 1 };
    struct risk_model m = { .risks = two, .nrisks = 2, .frequency = matrix };
    struct risk_results got = results(&m, (struct risk_options){ .trials = 1000000, .seed = 2 });
    double both = 0.25 + asin(0.7) / (2 * M_PI);

    (void)state;
    assert_near(got.risks[0].mean, 0.5, 0.0025);
    assert_near(got.portfolio.any.value, 1 - both, 0.0025);
    assert_near(got.portfolio.quantiles[0].value, 1, 0);
}

/* Both have an event every year: the sum of two lognormals with normals of correlation rho. */
static void
severities_are_dependent_as_said(void **state)
{
    const double z = 1.6448536269514722 * 0.5, e = exp(0.25);
    struct risk two[] = { risk_of(FREQ_BERNOULLI, 1, (struct dist)LOGNORMAL(exp(-z), exp(z))),
        risk_of(FREQ_BERNOULLI, 1, (struct dist)LOGNORMAL(exp(-z), exp(z))) };
    double matrix[] = { 1, -0.6, -0.6, 1 };
    struct risk_model m = { .risks = two, .nrisks = 2, .severity = matrix };
    struct risk_results got = results(&m, (struct risk_options){ .trials = 1000000, .seed = 2 });
    double variance = 2 * e * (e - 1) + 2 * e * (exp(-0.6 * 0.25) - 1);

    (void)state;
    assert_mean(&got.portfolio, 2 * exp(0.125));
    assert_near(got.portfolio.deviation, sqrt(variance), 0.01 * sqrt(variance));
}

static void
matrices_are_checked_and_repaired(void **state)
{
    double odd[] = { 1, 0.9, 0.1, 0.9, 1, 0.9, 0.1, 0.9, 1 }, good[] = { 1, 0.5, 0.5, 1 };
    double nan[] = { 1, NAN, NAN, 1 }, skew[] = { 1, 0.5, 0.4, 1 }, big[] = { 1, 1.5, 1.5, 1 };
    double diagonal[] = { 2, 0, 0, 1 }, moved;

    (void)state;
    assert_null(risk_correlation(good, 2, &moved));
    assert_true(moved == 0 && good[1] == 0.5);
    assert_non_null(strstr(risk_correlation(nan, 2, &moved), "finite"));
    assert_non_null(strstr(risk_correlation(skew, 2, &moved), "symmetric"));
    assert_non_null(strstr(risk_correlation(big, 2, &moved), "-1 to 1"));
    assert_non_null(strstr(risk_correlation(diagonal, 2, &moved), "diagonal"));
    assert_null(risk_correlation(odd, 3, &moved));
    assert_true(moved > 0.01 && moved < 0.2);
    /* its determinant is not below 0 any more */
    assert_true(1 + 2 * odd[1] * odd[2] * odd[5] - odd[1] * odd[1] - odd[2] * odd[2]
        - odd[5] * odd[5] > -1e-8);
}

static void
a_cause_hits_several_in_one_year(void **state)
{
    struct risk two[] = { risk_of(FREQ_POISSON, 0, (struct dist)POINT(1)),
        risk_of(FREQ_POISSON, 0, (struct dist)POINT(1)) };
    double hits[] = { 1, 0.5 };
    struct cause cause = { .rate = PERT(0.1, 0.3, 0.8), .hits = hits };
    struct risk_model m = { .risks = two, .nrisks = 2, .causes = &cause, .ncauses = 1 };
    struct risk_results got = results(&m, (struct risk_options){ .trials = 1000000, .seed = 4 });
    double rate = (0.1 + 4 * 0.3 + 0.8) / 6;

    (void)state;
    assert_mean(&got.risks[0], rate);
    assert_mean(&got.risks[1], rate / 2);
    /* a year with a loss of the second is always one with a loss of the first */
    assert_true(got.portfolio.any.value == got.risks[0].any.value);
}

/* Factors multiply; events with a control are those without it, less some. */
static void
controls_take_away(void **state)
{
    struct risk risks[4];
    struct risk_model m = mixed(risks);
    struct risk_control controls[] = {
        { .risk = 3, .on = ON_FREQUENCY, .effect = PERT(0.2, 0.5, 0.6), .group = 0 },
        { .risk = 3, .on = ON_LOSS, .effect = PERT(0.1, 0.3, 0.4), .group = 1 },
        { .risk = 0, .on = ON_VULNERABILITY, .effect = POINT(0.25), .group = 1 },
        { .risk = 2, .on = ON_FREQUENCY, .effect = POINT(1), .group = 1 },
    };
    bool none[] = { false, false }, first[] = { true, false };
    struct risk_options o = { .trials = 400000, .seed = 6, .groups = none, .ngroups = 2 };
    struct risk_results without = results(&m, o), with;
    double pert = (0.2 + 4 * 0.5 + 0.6) / 6, less = (0.1 + 4 * 0.3 + 0.4) / 6;

    (void)state;
    m.controls = controls;
    m.ncontrols = 4;
    with = results(&m, o);
    assert_same(&with, &without, 4);
    o.groups = first;
    with = results(&m, o);
    assert_near(with.risks[3].mean, without.risks[3].mean * (1 - pert), 5 * with.risks[3].standard_error);
    assert_true(with.risks[0].mean == without.risks[0].mean);
    o.groups = NULL;
    with = results(&m, o);
    assert_near(with.risks[3].mean, without.risks[3].mean * (1 - pert) * (1 - less),
        5 * with.risks[3].standard_error);
    assert_near(with.risks[0].mean, without.risks[0].mean * 0.75, 5 * with.risks[0].standard_error);
    assert_true(with.risks[2].mean == 0 && with.risks[1].mean == without.risks[1].mean);
    for (size_t i = 0; i < 4; i++) {
        assert_near(with.risks[i].mean, risk_expected_loss(&m, i, NULL),
            5 * with.risks[i].standard_error);
        assert_near(with.risks[i].expected_events, risk_expected_events(&m, i, NULL), 0.02);
    }
}

static void
insurance_bears_its_part(void **state)
{
    struct risk r = risk_of(FREQ_BERNOULLI, 1, (struct dist){ .kind = DIST_UNIFORM, .b = 100 });
    struct risk_model m = { .risks = &r, .nrisks = 1 };
    struct risk_results got;

    (void)state;
    r.loss.deductible = 20;
    r.loss.cap = 50;
    got = results(&m, (struct risk_options){ .trials = 500000, .seed = 8 });
    /* evenly up to 20 with 0.2, 20 with 0.5, evenly from 20 to 50 with 0.3 */
    assert_mean(&got.risks[0], 0.2 * 10 + 0.5 * 20 + 0.3 * 35);
    assert_near(got.risks[0].quantiles[0].value, 20, 1e-5);
    assert_near(got.risks[0].quantiles[1].value, 30, 0.3);
    assert_near(risk_expected_loss(&m, 0, NULL), 22.5, 0.3);
    r.loss.cap = INFINITY;
    got = results(&m, (struct risk_options){ .trials = 500000, .seed = 8 });
    assert_mean(&got.risks[0], 0.2 * 10 + 0.8 * 20);
    assert_near(got.risks[0].quantiles[5].value, 20, 1e-5);
}

static void
sensitivity_is_that_of_the_input(void **state)
{
    struct risk risks[4];
    struct risk_model m = mixed(risks);
    struct risk_tornado t;
    double mean = risk_expected_loss(&m, 3, NULL), rate = dist_mean(&risks[3].frequency.rate);

    (void)state;
    risk_tornado(&m, 3, NULL, &t);
    assert_near(t.low[INPUT_RATE], mean * dist_quantile(&risks[3].frequency.rate, 0.1, 0.9) / rate,
        1e-6 * mean);
    for (int i = 0; i < N_INPUTS; i++)
        assert_true(t.low[i] < mean && mean < t.high[i]);
    risk_tornado(&m, 0, NULL, &t);
    assert_true(t.low[INPUT_RATE] == t.high[INPUT_RATE]);       /* known */
}

/* The best set by looking at all of them. */
static void
the_best_set_is_found(void **state)
{
    struct risk risks[4];
    struct risk_model m = mixed(risks);
    struct risk_control controls[8];
    double cost[] = { 10000, 26000, 4000, 30000, 12000, 7000, 40000, 0 };
    struct risk_value v;

    (void)state;
    for (size_t i = 0; i < 8; i++)
        controls[i] = (struct risk_control){ .risk = i % 4, .on = (enum control_on)(i % 3),
            .effect = PERT(0.05, 0.1 + 0.05 * (double)i, 0.7), .group = i };
    m.controls = controls;
    m.ncontrols = 8;
    for (double budget = 0; budget < 120000; budget += 11000) {
        bool chosen[8], set[8];
        double best = INFINITY, got = 0, spent = 0;

        assert_true(risk_choose(&m, cost, 8, budget, chosen));
        for (size_t k = 0; k < 256; k++) {
            double sum = 0, loss = 0;

            for (size_t i = 0; i < 8; i++) {
                set[i] = k >> i & 1;
                sum += set[i] ? cost[i] : 0;
            }
            for (size_t r = 0; r < 4; r++)
                loss += risk_expected_loss(&m, r, set);
            if (sum <= budget && loss < best)
                best = loss;
        }
        for (size_t i = 0; i < 8; i++)
            spent += chosen[i] ? cost[i] : 0;
        for (size_t r = 0; r < 4; r++)
            got += risk_expected_loss(&m, r, chosen);
        assert_true(spent <= budget);
        assert_near(got, best, 1e-9 * best);
    }
    risk_group_value(&m, 0, NULL, &v);
    assert_true(0 < v.low && v.low < v.value && v.value < v.high);
}

static bool
stop(void *arg, double done)
{
    (void)done;
    return ++*(int *)arg < 3;
}

static void
it_stops_when_told_and_when_it_knows_enough(void **state)
{
    struct risk risks[4];
    struct risk_model m = mixed(risks);
    int told = 0;
    struct risk_options o = { .trials = 50000000, .seed = 1, .threads = 2, .progress = stop,
        .progress_arg = &told };
    struct risk_results got;

    (void)state;
    assert_false(risk_run(&m, &o, arena, &got));
    assert_true(got.stopped && told >= 3);
    o = (struct risk_options){ .trials = 5000000, .seed = 1, .wanted_error = 0.005 };
    got = results(&m, o);
    assert_true(got.trials < 1000000 && got.portfolio.standard_error <= 0.005 * got.portfolio.mean);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threefry_gives_the_known_answers),
        cmocka_unit_test(kernels_give_the_same_bits),
        cmocka_unit_test(events_fall_as_they_are_drawn),
        cmocka_unit_test(a_crew_does_everything_once),
        cmocka_unit_test(moments_are_those_of_compound_distributions),
        cmocka_unit_test(counts_have_their_probabilities),
        cmocka_unit_test(large_counts_have_their_probabilities),
        cmocka_unit_test(order_statistics_are_exact),
        cmocka_unit_test(shares_have_wilsons_interval),
        cmocka_unit_test(shortfall_of_a_rare_event_is_right),
        cmocka_unit_test(quantiles_are_those_of_the_loss),
        cmocka_unit_test(a_curve_is_read_between_its_points),
        cmocka_unit_test(results_are_the_same_bit_for_bit),
        cmocka_unit_test(counts_are_dependent_as_said),
        cmocka_unit_test(severities_are_dependent_as_said),
        cmocka_unit_test(matrices_are_checked_and_repaired),
        cmocka_unit_test(a_cause_hits_several_in_one_year),
        cmocka_unit_test(controls_take_away),
        cmocka_unit_test(insurance_bears_its_part),
        cmocka_unit_test(sensitivity_is_that_of_the_input),
        cmocka_unit_test(the_best_set_is_found),
        cmocka_unit_test(it_stops_when_told_and_when_it_knows_enough),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
