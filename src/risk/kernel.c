/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kernel.c - see kernel.h.  KERNEL names the variant: plain loops that the compiler makes
 * vectors of, with the instructions it is told.
 */
#include "risk/kernel.h"

#define NAME2(a, b) a##_##b
#define NAME1(a, b) NAME2(a, b)
#define NAME(a) NAME1(a, KERNEL)
#define TEXT2(a) #a
#define TEXT1(a) TEXT2(a)

#define LANE (WORDS / 2)
#define EACH for (int l = 0; l < LANE; l++)

static inline uint32_t
rotated(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}

#define ROUND(n) EACH { a[l] += b[l]; b[l] = rotated(b[l], n) ^ a[l]; }
#define INJECT(n, x, y) EACH { a[l] += (x); b[l] += (y) + (n); }

static void
words(uint32_t *restrict out, size_t n, struct key key, uint32_t from)
{
    const uint32_t k0 = key.k[0], k1 = key.k[1], k2 = 0x1BD11BDAu ^ k0 ^ k1;

    for (size_t at = 0; at < n; at += WORDS) {
        uint32_t a[LANE], b[LANE];

        EACH { a[l] = from + (uint32_t)(at / 2) + (uint32_t)l + k0; b[l] = k1; }
        ROUND(13) ROUND(15) ROUND(26) ROUND(6) INJECT(1u, k1, k2)
        ROUND(17) ROUND(29) ROUND(16) ROUND(24) INJECT(2u, k2, k0)
        ROUND(13) ROUND(15) ROUND(26) ROUND(6) INJECT(3u, k0, k1)
        ROUND(17)
        EACH out[at + (size_t)l] = a[l];
        EACH out[at + LANE + (size_t)l] = b[l];
    }
}

static void
draw(float *restrict out, const uint32_t *restrict w, size_t n, const struct table *restrict t)
{
    for (size_t i = 0; i < n; i++) {
        float p = (float)(int32_t)(w[i] >> 1) + 0.5f;
        uint32_t bits, cell;

        memcpy(&bits, &p, sizeof bits);
        cell = (bits >> 17) - (126u << 6) + (w[i] & 1) * TABLE_SIDE;
        out[i] = t->value[cell] + t->slope[cell] * (float)(int32_t)(bits & 0x1ffff);
    }
}

static void
years(uint32_t *restrict out, const uint32_t *restrict w, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        out[i] = w[i] & (BLOCK - 1);
        out[n / 2 + i] = w[i] >> 16 & (BLOCK - 1);
    }
}

/* 24 bits: 0 <= u < 1, exact. */
static inline float
unit(uint32_t w)
{
    return (float)(int32_t)(w >> 8) * 0x1p-24f;
}

static size_t
thin(float *restrict x, const uint32_t *restrict year, const uint32_t *restrict w,
    const float *restrict p, size_t n)
{
    uint32_t stay = 0;

    for (size_t i = 0; i < n; i++) {
        bool stays = unit(w[i]) < p[year[i]];

        x[i] = stays ? x[i] : 0;
        stay += stays;
    }
    return stay;
}

static void
add_some(float *restrict x, const float *restrict extra, const uint32_t *restrict w,
    const uint32_t *restrict year, const float *restrict p, float same, size_t n)
{
    if (p == NULL) {
        for (size_t i = 0; i < n; i++)
            x[i] += unit(w[i]) < same ? extra[i] : 0;
        return;
    }
    for (size_t i = 0; i < n; i++)
        x[i] += unit(w[i]) < p[year[i]] ? extra[i] : 0;
}

static void
scale(float *restrict x, const uint32_t *restrict year, const float *restrict by, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] *= by[year[i]];
}

static void
insure(float *restrict x, float deductible, float cap, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float v = x[i] - deductible;

        v = v > cap ? cap : v;
        x[i] = v > 0 ? v : 0;
    }
}

static void
scatter(double *restrict own, const uint32_t *restrict year, const float *restrict x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        own[year[i]] += (double)x[i];
}

static void
close(const double *restrict own, float *restrict ret, double *restrict total,
    uint32_t *restrict cells, size_t n, double sums[2])
{
    double s[LANES] = { 0 }, q[LANES] = { 0 };

    for (size_t i = 0; i < n; i += LANES)
        for (int l = 0; l < LANES; l++) {
            double v = own[i + (size_t)l] < RISK_LOSS_MIN ? 0 : own[i + (size_t)l];

            s[l] += v;
            q[l] += v * v;
            ret[i + (size_t)l] = (float)v;
        }
    if (total != NULL)
        for (size_t i = 0; i < n; i++)
            total[i] += own[i] < RISK_LOSS_MIN ? 0 : own[i];
    for (size_t i = 0; i < n; i++)
        cells[cell_of(ret[i])]++;
    sums[0] = ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
    sums[1] = ((q[0] + q[1]) + (q[2] + q[3])) + ((q[4] + q[5]) + (q[6] + q[7]));
}

static void
multiply(float *restrict x, const float *restrict by, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] *= by[i];
}

static void
accumulate(float *restrict x, const float *restrict by, float factor, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] += factor * by[i];
}

static bool
usable(void)
{
#if defined __AVX512VL__
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
#elif defined __AVX2__
    return __builtin_cpu_supports("avx2");
#else
    return true;
#endif
}

extern const struct kernel NAME(kernel);
const struct kernel NAME(kernel) = {
    .name = TEXT1(KERNEL), .usable = usable, .words = words, .draw = draw, .years = years,
    .thin = thin, .add_some = add_some, .scale = scale, .insure = insure, .scatter = scatter,
    .close = close, .multiply = multiply, .accumulate = accumulate,
};
