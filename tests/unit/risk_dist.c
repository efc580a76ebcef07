/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * risk_dist.c - distributions against values computed elsewhere (mpmath with 40 digits; for the
 * gamma of shape 250,000 SciPy's gammaincinv), and against themselves.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "risk/table.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define POINTS 7

struct expected {
    struct dist dist;
    double quantiles[POINTS];
};

/* p, and q = 1 - p */
static const double points[POINTS][2] = { { 1e-9, 1 - 1e-9 }, { 1e-4, 1 - 1e-4 }, { 0.05, 0.95 },
    { 0.5, 0.5 }, { 0.9, 0.1 }, { 1 - 1e-4, 1e-4 }, { 1 - 1e-9, 1e-9 } };

static const struct expected expected[] = {
    { { DIST_LOGNORMAL, 60000, 900000, 0, 0, 0 }, {
        1667.0274006230762, 10879.898431341435, 59999.999999999975, 232379.00077244501,
        667359.29333851841, 4963281.6281118608, 32392988.84938346 } },
    { { DIST_LOGNORMAL, 0.01, 0.011, 0, 0, 0 }, {
        0.0088151364382157437, 0.0094167682274525918, 0.0099999999999999999, 0.010488088481701515,
        0.010884824802015471, 0.011681289943965947, 0.012478536296173869 } },
    { { DIST_PERT, 0, 5, 10, 0, 0 }, {
        0.0046426666013100339, 0.21782095342679861, 1.8925537743777079, 5.0,
        7.5336354671153341, 9.7821790465732014, 9.99535733339869 } },
    { { DIST_PERT, 0, 0, 1, 0, 0 }, {
        2.0000000008e-10, 2.000080004800336e-5, 0.010206218313011496, 0.12944943670387586,
        0.36904265551980675, 0.84151068075388865, 0.98415106807538887 } },
    { { DIST_PERT, 2, 10, 10, 0, 0 }, {
        2.1267914553968891, 3.2679145539688908, 6.394242173224471, 8.9644045063689931,
        9.8331868988878143, 9.999839993599616, 9.9999999984 } },
    { { DIST_PERT, 1000, 1200, 9000, 0, 0 }, {
        1000.0000110856354, 1000.3892730888149, 1113.5744518032087, 2181.0072685859553,
        4148.6043028326125, 7829.2796562078581, 8888.5712071597399 } },
    { { DIST_TRIANGULAR, 0, 0.2, 1, 0, 0 }, {
        1.414213562373095e-5, 0.0044721359549995794, 0.1, 0.36754446796632413,
        0.71715728752538099, 0.99105572809000084, 0.99997171572875254 } },
    { { DIST_TRIANGULAR, 3, 3, 4, 0, 0 }, {
        3.0000000005, 3.0000500012500625, 3.0253205655191036, 3.2928932188134525,
        3.6837722339831621, 3.99, 3.9999683772233983 } },
    { { DIST_GAMMA, 2, 0.6, 0, 0, 0 }, {
        0.14768948138689921, 0.48495488574244918, 1.1254275306495746, 1.9403305848838661,
        2.7971023368084398, 5.0283088828984014, 7.8903727938483766 } },
    { { DIST_GAMMA, 2, 2, 0, 0, 0 }, {
        2.000000001e-9, 0.00020001000066671667, 0.10258658877510107, 1.3862943611198906,
        4.6051701859880914, 18.420680743952365, 41.446531673892822 } },
    { { DIST_GAMMA, 2, 6, 0, 0, 0 }, {
        1.1022479354992268e-80, 1.1022479354992268e-35, 2.1528279990242446e-11,
        0.021551484887985507, 5.5359753294078309, 97.7395799266493, 289.10756783864008 } },
    { { DIST_GAMMA, 2, 40, 0, 0, 0 }, {
        0, 0, 0, 1.7430186729738224e-118,
        2.2402891784540079e-16, 1719.4830640281419, 9733.6386500588175 } },
    { { DIST_GAMMA, 1000, 10, 0, 0, 0 }, {
        941.18284114458642, 963.236824111517, 983.60851108551917, 999.96666686420474,
        1012.8367373674177, 1037.6185652970512, 1061.1486364411104 } },
    { { DIST_GAMMA, 1000, 2, 0, 0, 0 }, {
        988.05097885639151, 992.57906948209717, 996.71256837326637, 999.9986666669827,
        1002.5639581044444, 1007.4551467150218, 1012.042284151555 } },
    { { DIST_GPD, 10, 5, -0.3, 0, 0 }, {
        10.000000005, 10.000500017500992, 10.254503303040415, 13.129126727396075,
        18.313546106212129, 25.615071092533011, 26.633412294750519 } },
    { { DIST_GPD, 10, 5, 0, 0, 0 }, {
        10.000000005, 10.000500025001667, 10.256466471937753, 13.465735902799727,
        21.512925464970228, 56.051701859880914, 113.61632918473206 } },
    { { DIST_GPD, 10, 5, 0.5, 0, 0 }, {
        10.000000005, 10.000500037503125, 10.259783520851541, 14.14213562373095,
        31.622776601683793, 1000.0, 316227.76601683793 } },
    { { DIST_GPD, 0, 5, 0.9, 0, 0 }, {
        5.00000000475e-9, 0.0005000475045921144, 0.262478380749569, 4.8114776837423046,
        38.573790818015639, 22111.509475194292, 699403000.99675956 } },
};

/* A distribution with a tail; what its splice and mean come to, and its quantile of q = 1e-6. */
static const struct spliced {
    struct dist dist;
    double at, mean, quantile;
} spliced[] = {
    { { DIST_LOGNORMAL, 60000, 900000, 0, 0.95, 0.4 }, 900000.00000000038, 333970.09466618,
        68052551.66769059 },
    { { DIST_PERT, 1, 3, 10, 0.9, -0.2 }, 6.0642049938028967, 3.8407076646368,
        10.947204706407053 },
    { { DIST_GAMMA, 100, 30, 0, 0.9, 0.2 }, 139.85511684042199, 100.76476178412,
        1101.2821162419329 },
    { { DIST_GAMMA, 2, 6, 0, 0.99, 0.3 }, 30.120787674312171, 2.0462443110681,
        669.72536514788033 },
    { { DIST_TRIANGULAR, 0, 0.2, 1, 0.6, 0 }, 0.43431457505076198, 0.43771236166325,
        4.0827648994684745 },
    { { DIST_TRIANGULAR, 0, 0.9, 1, 0.6, 0.5 }, 0.73484692283493343, 0.78383671769062,
        310.08361667087167 },
    { { DIST_GPD, 10, 5, 0.3, 0.7, 0.6 }, 17.25064556944079, 19.449169394186,
        23123.551278386229 },
};

static void
near(const char *what, size_t i, double got, double want, double relative)
{
    if (fabs(got - want) <= relative * fabs(want))
        return;
    fail_msg("%s of %zu: %.17g, not %.17g", what, i, got, want);
}

static void
normal_values(void **state)
{
    static const double z[][2] = { { 1e-12, -7.03448382530113193 }, { 1e-9, -5.99780701500768687 },
        { 0.001, -3.09023230616781354 }, { 0.05, -1.64485362695147271 },
        { 0.3, -0.524400512708040784 }, { 0.975, 1.95996398454005424 } };
    static const double p[][2] = { { -8, 6.22096057427178412e-16 }, { -3, 0.00134989803163009453 },
        { -1, 0.158655253931457051 }, { 0.5, 0.691462461274013104 }, { 2, 0.977249868051820793 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(z); i++)
        near("normal quantile", i, normal_quantile(z[i][0]), z[i][1], 1e-15);
    for (size_t i = 0; i < ARRAY_LEN(p); i++)
        near("normal cdf", i, normal_cdf(p[i][0]), p[i][1], 1e-14);
    for (double x = 1e-300; x < 0.5; x *= 1.7)
        near("normal round trip", 0, normal_cdf(normal_quantile(x)), x, 3e-12);
    assert_true(normal_quantile(0.5) == 0);
    assert_true(isinf(normal_quantile(0)) && normal_quantile(0) < 0);
    assert_true(isinf(normal_quantile(1)) && normal_quantile(1) > 0);
}

static void
quantile_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        const struct expected *e = &expected[i];

        assert_null(dist_wrong(&e->dist, -INFINITY, INFINITY));
        for (size_t k = 0; k < POINTS; k++)
            near("quantile", i * 10 + k, dist_quantile(&e->dist, points[k][0], points[k][1]),
                e->quantiles[k], 1e-12);
    }
}

/* Of the probability given back, which is as precise as its distance from 1 or from 0. */
static void
round_trip(const struct dist *d, size_t i)
{
    for (int k = 1; k < 60; k++) {
        double small = pow(0.6, k), lower = dist_quantile(d, small, 1 - small);
        double upper = dist_quantile(d, 1 - small, small);

        if (lower > dist_min(d) + 1e-9 * fabs(dist_min(d)))
            near("lower round trip", i, dist_cdf(d, lower), small, 1e-5);
        if (small > 1e-6 && lower - dist_min(d) > 1e-290)
            near("middle round trip", i, dist_cdf(d, lower), small, 2e-9);
        if (upper - dist_min(d) > 1e-290)
            assert_true(fabs(dist_cdf(d, upper) - (1 - small)) < 4e-15 + 1e-9 * small);
    }
}

static void
round_trips(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(expected); i++)
        round_trip(&expected[i].dist, i);
    for (size_t i = 0; i < ARRAY_LEN(spliced); i++)
        round_trip(&spliced[i].dist, 100 + i);
}

/* The integral of the quantile: four points of Gauss-Legendre in each eighth of an octave. */
static double
integral(const struct dist *d)
{
    static const double at[4] = { -0.86113631159405257522, -0.33998104358485626480,
        0.33998104358485626480, 0.86113631159405257522 };
    static const double weight[4] = { 0.34785484513745385737, 0.65214515486254614263,
        0.65214515486254614263, 0.34785484513745385737 };
    double sum = 0;

    for (int i = -8 * 600; i < -8; i++) {
        double low = exp2(i / 8.0), half = (exp2((i + 1) / 8.0) - low) / 2;

        for (int k = 0; k < 4; k++) {
            double p = low + half * (1 + at[k]);

            sum += half * weight[k] * dist_quantile(d, 1 - p, p);
            if (i > -8 * 60)
                sum += half * weight[k] * dist_quantile(d, p, 1 - p);
        }
    }
    return sum;
}

static void
means(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(expected); i++)
        near("mean", i, dist_mean(&expected[i].dist), integral(&expected[i].dist), 1e-8);
    for (size_t i = 0; i < ARRAY_LEN(spliced); i++)
        near("mean with a tail", i, dist_mean(&spliced[i].dist), integral(&spliced[i].dist), 1e-7);
}

static void
tails(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(spliced); i++) {
        const struct spliced *s = &spliced[i];
        double from = s->dist.tail_from, q = 1 - from, h = 1e-5, x, below, above;

        assert_null(dist_wrong(&s->dist, 0, INFINITY));
        near("begin of the tail", i, dist_quantile(&s->dist, from, q), s->at, 1e-13);
        near("mean with a tail", i, dist_mean(&s->dist), s->mean, 1e-11);
        near("quantile in the tail", i, dist_quantile(&s->dist, 1 - 1e-6, 1e-6), s->quantile,
            1e-11);
        x = dist_quantile(&s->dist, from, q);       /* the density is the same on both sides */
        below = x - dist_quantile(&s->dist, from - h * q, q + h * q);
        above = dist_quantile(&s->dist, from + h * q, q - h * q) - x;
        near("density where the tail begins", i, below, above, 1e-4);
    }
    near("end of a tail", 0, dist_max(&spliced[1].dist), 6.0642049938028967
        + 1.0851110472453681 / 0.2, 1e-13);
    assert_true(isinf(dist_max(&spliced[0].dist)));
}

static void
bounds(void **state)
{
    static const struct {
        struct dist dist;
        double min, max;
    } known[] = {
        { { DIST_POINT, 3, 0, 0, 0, 0 }, 3, 3 }, { { DIST_LOGNORMAL, 1, 2, 0, 0, 0 }, 0, INFINITY },
        { { DIST_PERT, 1, 2, 3, 0, 0 }, 1, 3 }, { { DIST_PERT, 2, 2, 2, 0, 0 }, 2, 2 },
        { { DIST_TRIANGULAR, 1, 2, 3, 0, 0 }, 1, 3 }, { { DIST_UNIFORM, 1, 2, 0, 0, 0 }, 1, 2 },
        { { DIST_UNIFORM, 4, 4, 0, 0, 0 }, 4, 4 }, { { DIST_GAMMA, 1, 2, 0, 0, 0 }, 0, INFINITY },
        { { DIST_GPD, 7, 2, 0.1, 0, 0 }, 7, INFINITY }, { { DIST_GPD, 7, 2, -0.5, 0, 0 }, 7, 11 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        const struct dist *d = &known[i].dist;

        assert_null(dist_wrong(d, -INFINITY, INFINITY));
        assert_true(dist_min(d) == known[i].min && dist_max(d) == known[i].max);
        assert_true(dist_quantile(d, 0, 1) == known[i].min);
        assert_true(dist_quantile(d, 1, 0) == known[i].max);
        assert_true(dist_cdf(d, known[i].min - 1e-9) == 0);
        assert_true(dist_cdf(d, known[i].max) == 1);
    }
    assert_true(dist_cdf(&known[0].dist, 3) == 1 && dist_cdf(&known[0].dist, 2.99) == 0);
    assert_true(dist_mean(&known[0].dist) == 3 && dist_mean(&known[3].dist) == 2);
}

#define HIGHEST INFINITY
static const struct {
    struct dist dist;
    double high;
    const char *wrong;
} refused[] = {
    { { DIST_POINT, NAN, 0, 0, 0, 0 }, HIGHEST, "a value is not a finite number" },
    { { DIST_PERT, 1, 2, INFINITY, 0, 0 }, HIGHEST, "a value is not a finite number" },
    { { DIST_UNIFORM, 0, 1e300, 0, 0, 0 }, HIGHEST, "a value is too large" },
    { { DIST_LOGNORMAL, 0, 2, 0, 0, 0 }, HIGHEST, "p05 must be more than 0" },
    { { DIST_LOGNORMAL, 1e-31, 2, 0, 0, 0 }, HIGHEST, "p05 must be more than 0" },
    { { DIST_LOGNORMAL, 2, 2, 0, 0, 0 }, HIGHEST, "p95 must be more than p05" },
    { { DIST_LOGNORMAL, 1e-30, 1e30, 0, 0, 0 }, HIGHEST, "p05 and p95 lie too far apart" },
    { { DIST_PERT, 2, 1, 3, 0, 0 }, HIGHEST, "min is more than mode" },
    { { DIST_PERT, 1, 4, 3, 0, 0 }, HIGHEST, "mode is more than max" },
    { { DIST_TRIANGULAR, 2, 1, 3, 0, 0 }, HIGHEST, "min is more than mode" },
    { { DIST_TRIANGULAR, 1, 4, 3, 0, 0 }, HIGHEST, "mode is more than max" },
    { { DIST_UNIFORM, 2, 1, 0, 0, 0 }, HIGHEST, "min is more than max" },
    { { DIST_GAMMA, 0, 1, 0, 0, 0 }, HIGHEST, "the mean must be more than 0" },
    { { DIST_GAMMA, 1, 0, 0, 0, 0 }, HIGHEST, "the standard deviation must be more than 0" },
    { { DIST_GAMMA, 1, 1e7, 0, 0, 0 }, HIGHEST,
        "the standard deviation is more than a million times the mean" },
    { { DIST_GPD, 1, 0, 0, 0, 0 }, HIGHEST, "scale must be more than 0" },
    { { DIST_GPD, 1, 1, 1, 0, 0 }, HIGHEST, "shape lies from -0.5 to less than 1" },
    { { DIST_GPD, 1, 1, -0.51, 0, 0 }, HIGHEST, "shape lies from -0.5 to less than 1" },
    { { DIST_UNIFORM, 1, 2, 0, 0.4, 0 }, HIGHEST, "the tail begins from 0.5 to 0.9999" },
    { { DIST_UNIFORM, 1, 2, 0, -1, 0 }, HIGHEST, "the tail begins from 0.5 to 0.9999" },
    { { DIST_UNIFORM, 1, 2, 0, 0.99999, 0 }, HIGHEST, "the tail begins from 0.5 to 0.9999" },
    { { DIST_UNIFORM, 1, 2, 0, NAN, 0 }, HIGHEST, "a value of the tail is not a finite number" },
    { { DIST_UNIFORM, 1, 2, 0, 0.9, NAN }, HIGHEST, "a value of the tail is not a finite number" },
    { { DIST_UNIFORM, 1, 2, 0, 0.9, 1 }, HIGHEST,
        "the tail's shape lies from -0.5 to less than 1" },
    { { DIST_PERT, 1, 1, 1, 0.9, 0 }, HIGHEST, "what has a single value has no tail" },
    { { DIST_GAMMA, 1, 1e5, 0, 0.5, 0 }, HIGHEST,
        "the tail begins where the distribution has no spread: let it begin later" },
    { { DIST_UNIFORM, -1, 2, 0, 0, 0 }, HIGHEST, "values must not be less than 0" },
    { { DIST_POINT, 1.1, 0, 0, 0, 0 }, 1, "values lie between 0 and 1" },
    { { DIST_PERT, -0.1, 0.5, 1, 0, 0 }, 1, "values lie between 0 and 1" },
    { { DIST_TRIANGULAR, 0, 0.5, 3, 0, 0 }, 2, "values are more than what is possible" },
    { { DIST_GAMMA, 0.1, 0.1, 0, 0, 0 }, 1, "values have a maximum here: it has to be a bounded"
        " distribution (PERT, triangular, uniform or one value)" },
    { { DIST_PERT, 0, 0.5, 1, 0.9, 0 }, 1,
        "values have a maximum here: it has to be a bounded distribution, without a tail" },
    { { N_DISTS, 0, 0.5, 1, 0, 0 }, 1, "this kind of distribution is not known" },
};

static void
refusals(void **state)
{
    const struct dist fine[] = { { DIST_PERT, 0, 0, 1, 0, 0 }, { DIST_PERT, 0, 1, 1, 0, 0 },
        { DIST_POINT, 1, NAN, NAN, 0, NAN }, { DIST_UNIFORM, 0, 1, 0, 0, 0 },
        { DIST_GPD, 0.1, 0.2, -0.5, 0, 0 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        const char *wrong = dist_wrong(&refused[i].dist, 0, refused[i].high);

        if (wrong == NULL)
            fail_msg("%zu is not refused", i);
        assert_string_equal(wrong, refused[i].wrong);
    }
    for (size_t i = 0; i < ARRAY_LEN(fine); i++)
        assert_null(dist_wrong(&fine[i], 0, 1));
    assert_string_equal(dist_wrong(&fine[0], 0.5, 2), "values are less than what is possible");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_values), cmocka_unit_test(quantile_values),
        cmocka_unit_test(round_trips), cmocka_unit_test(means), cmocka_unit_test(tails),
        cmocka_unit_test(bounds), cmocka_unit_test(refusals),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
