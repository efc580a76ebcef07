/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* count.c - how many events: Poisson, negative binomial, Bernoulli. */
#include <math.h>

#include "risk/plan.h"

#define STEPS_MAX 128           /* more are slower than summing up */

double
uniform_next(struct uniforms *u)
{
    uint32_t w[2] = { u->at++, 0 };
    uint64_t bits;

    threefry(u->key, w);
    bits = (uint64_t)w[0] << 21 ^ w[1] >> 11;
    return ((double)bits + 0.5) * 0x1p-53;
}

/* Transformed rejection with squeeze (PTRS; Hoermann 1993), for means of 10 and more. */
static int64_t
poisson_large(struct uniforms *u, double mean)
{
    int sign;                   /* lgamma would keep it where all threads write */
    double root = sqrt(mean), b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b;
    double inverse = 1.1239 + 1.1328 / (b - 3.4), most = 0.9277 - 3.6224 / (b - 2);

    for (;;) {
        double x = uniform_next(u) - 0.5, v = uniform_next(u), us = 0.5 - fabs(x);
        double k = floor((2 * a / us + b) * x + mean + 0.43);

        if (us >= 0.07 && v <= most)
            return (int64_t)k;
        if (k < 0 || (us < 0.013 && v > us))
            continue;
        if (log(v * inverse / (a / (us * us) + b)) <= k * log(mean) - mean - lgamma_r(k + 1, &sign))
            return (int64_t)k;
    }
}

int64_t
poisson_draw(struct uniforms *u, double mean)
{
    double rest = uniform_next(u), p = exp(-mean);
    int64_t n = 0;

    if (mean >= 10)
        return poisson_large(u, mean);
    for (; rest > p && n < 200; n++) {
        rest -= p;
        p *= mean / (double)(n + 1);
    }
    return n;
}

/* The probability of none, and what takes that of n to that of n + 1. */
static double
none(enum freq_kind kind, double mean, double size)
{
    if (kind == FREQ_BERNOULLI)
        return 1 - mean;
    return kind == FREQ_POISSON ? exp(-mean) : exp(-size * log1p(mean / size));
}

static double
step(enum freq_kind kind, double mean, double size, double n)
{
    if (kind == FREQ_BERNOULLI)
        return n == 0 && mean < 1 ? mean / (1 - mean) : 0;
    if (kind == FREQ_POISSON)
        return mean / (n + 1);
    return (n + size) / (n + 1) * mean / (mean + size);
}

/* For means so large that the probability of none is no number: Cornish-Fisher, whose error
 * is far below one event in five hundred. */
static uint32_t
by_expansion(enum freq_kind kind, double mean, double size, double z)
{
    double variance = kind == FREQ_POISSON ? mean : mean + mean * mean / size;
    double skew = kind == FREQ_POISSON ? 1 / sqrt(mean) : (1 + 2 * mean / size) / sqrt(variance);
    double n = floor(mean + sqrt(variance) * (z + (z * z - 1) * skew / 6) + 0.5);

    return n > 0 ? (uint32_t)n : 0;
}

uint32_t
count_quantile(enum freq_kind kind, double mean, double size, double z)
{
    double one = none(kind, mean, size), left = 1 - one, q = normal_cdf(-z);
    uint32_t n = 0;

    if (kind == FREQ_BERNOULLI)
        return q < mean;
    if (one < 1e-200)
        return by_expansion(kind, mean, size, z);
    while (left > q && (one > 1e-18 || n < mean)) {
        one *= step(kind, mean, size, n++);
        left -= one;
    }
    return n;
}

const float *
count_steps(enum freq_kind kind, double mean, double size, struct arena *a, size_t *ret_n)
{
    double one = none(kind, mean, size), sum = one;
    float *steps = NULL;
    size_t n = 0, cap = 0;

    if (kind != FREQ_BERNOULLI && one < 1e-200)
        return NULL;
    while (sum < 1 - 1e-11 && n < STEPS_MAX) {
        *arena_push(a, steps, n, cap) = sum > 0 ? (float)normal_quantile(sum) : -INFINITY;
        one *= n == 1 && kind == FREQ_BERNOULLI ? 0 : step(kind, mean, size, (double)(n - 1));
        sum = kind == FREQ_BERNOULLI ? 1 : sum + one;
    }
    if (n == STEPS_MAX)
        return NULL;
    *ret_n = n;
    return steps != NULL ? steps : arena_alloc(a, sizeof *steps);
}
