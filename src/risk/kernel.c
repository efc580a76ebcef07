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
#define EACH for (size_t l = 0; l < ARRAY_LEN(a); l++)
#define ROTATED(x, n) ((x) << (n) | (x) >> (32 - (n)))

/* Of the arrays a and b, of numbers or of vectors. */
#define ROUND(n) EACH { a[l] += b[l]; b[l] = ROTATED(b[l], n) ^ a[l]; }
#define INJECT(n, x, y) EACH { a[l] += (x); b[l] += (y) + (n); }
#define ROUNDS_4 ROUND(13) ROUND(15) ROUND(26) ROUND(6) INJECT(1u, k1, k2)
#define ROUNDS_8 ROUND(17) ROUND(29) ROUND(16) ROUND(24) INJECT(2u, k2, k0)
#define ROUNDS_13 ROUND(13) ROUND(15) ROUND(26) ROUND(6) INJECT(3u, k0, k1) ROUND(17)

static void
words(uint32_t *restrict out, size_t n, struct key key, uint32_t from)
{
    const uint32_t k0 = key.k[0], k1 = key.k[1], k2 = 0x1BD11BDAu ^ k0 ^ k1;

    for (size_t at = 0; at < n; at += WORDS) {
        uint32_t a[LANE], b[LANE];

        EACH { a[l] = from + (uint32_t)(at / 2) + (uint32_t)l + k0; b[l] = k1; }
        ROUNDS_4
        ROUNDS_8
        ROUNDS_13
        EACH out[at + l] = a[l];
        EACH out[at + LANE + l] = b[l];
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
        float paid = x[i] - deductible;

        paid = paid > cap ? cap : paid;
        x[i] -= paid > 0 ? paid : 0;
    }
}

static void
scatter(float *restrict own, const uint32_t *restrict year, const float *restrict x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        own[year[i]] += x[i];
}

typedef uint32_t eight_words __attribute__((vector_size(32)));
typedef int32_t eight_numbers __attribute__((vector_size(32)));
typedef float eight_floats __attribute__((vector_size(32)));

/* Cells of words, and how far in them they are: as draw has it. */
static inline __attribute__((always_inline)) void
place(const eight_words *x, uint32_t *restrict cell, float *restrict in)
{
    eight_floats p = __builtin_convertvector((eight_numbers)(*x >> 1), eight_floats) + 0.5f;
    eight_words bits = (eight_words)p, c = (bits >> 17) - (126u << 6) + (*x & 1) * TABLE_SIDE;

    p = __builtin_convertvector((eight_numbers)(bits & 0x1ffff), eight_floats);
    memcpy(cell, &c, sizeof c);
    memcpy(in, &p, sizeof p);
}

#define ONE(i, k) own[year[at + i + k]] += t->value[cell[i + k]] + t->slope[cell[i + k]] * f[k];
#define EIGHT(i) { \
        eight_floats f; \
        memcpy(&f, in + i, sizeof f); \
        ONE(i, 0) ONE(i, 1) ONE(i, 2) ONE(i, 3) ONE(i, 4) ONE(i, 5) ONE(i, 6) ONE(i, 7) \
    }
#define BEGIN EACH { a[l] = lanes + (from + 8 * (uint32_t)l + k0); b[l] = lanes * 0 + k1; }
#define PLACE \
    EACH place(&a[l], cell + 8 * l, in + 8 * l); \
    EACH place(&b[l], cell + LANE + 8 * l, in + LANE + 8 * l);

/*
 * The rounds of the words to come stand between what is done with those that are there: the
 * former wait for each other, the latter for memory, and a processor does both at a time.
 */
static void
fall(float *restrict own, const uint32_t *restrict year, size_t n, struct key key, uint32_t from,
    const struct table *restrict t)
{
    const uint32_t k0 = key.k[0], k1 = key.k[1], k2 = 0x1BD11BDAu ^ k0 ^ k1;
    const eight_words lanes = { 0, 1, 2, 3, 4, 5, 6, 7 };
    eight_words a[LANE / 8], b[LANE / 8];
    uint32_t cell[WORDS];
    float in[WORDS];
    size_t at;

    BEGIN
    ROUNDS_4
    ROUNDS_8
    ROUNDS_13
    PLACE
    for (at = 0; at + WORDS <= n; at += WORDS) {
        from += LANE;
        BEGIN
        ROUNDS_4
        EIGHT(0)
        ROUNDS_8
        EIGHT(8)
        ROUNDS_13
        EIGHT(16)
        EIGHT(24)
        PLACE
    }
    for (size_t i = 0; at + i < n; i++)
        own[year[at + i]] += t->value[cell[i]] + t->slope[cell[i]] * in[i];
}

/*
 * Sums have eight lanes everywhere, so that they are the same; a processor takes as many at
 * once as it has room for.
 */
#if defined __AVX512VL__
#define ROOM 64
#elif defined __AVX2__
#define ROOM 32
#else
#define ROOM 16
#endif
#define PARTS ((int)(LANES * sizeof(double) / ROOM))
typedef double doubles __attribute__((vector_size(ROOM)));
typedef float floats __attribute__((vector_size(ROOM / 2)));
typedef int32_t masks __attribute__((vector_size(ROOM / 2)));

static double
sum_of(const doubles parts[PARTS])
{
    double s[LANES];

    memcpy(s, parts, sizeof s);
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

static void
close(float *restrict own, float *restrict ret, double *restrict total, size_t n,
    struct moments *sums)
{
    const floats none = { 0 };
    doubles s[PARTS] = { 0 }, q[PARTS] = { 0 };
    masks some[PARTS] = { 0 };
    int32_t counts[LANES];

    for (size_t i = 0; i < n; i += LANES)
        for (int k = 0; k < PARTS; k++) {
            size_t at = i + (size_t)k * (LANES / PARTS);
            floats f;
            masks keep;
            doubles v, t;

            memcpy(&f, own + at, sizeof f);
            memcpy(own + at, &none, sizeof none);
            keep = f >= (float)RISK_LOSS_MIN;
            f = (floats)((masks)f & keep);
            some[k] -= keep;
            memcpy(ret + at, &f, sizeof f);
            v = __builtin_convertvector(f, doubles);
            s[k] += v;
            q[k] += v * v;
            memcpy(&t, total + at, sizeof t);
            t += v;
            memcpy(total + at, &t, sizeof t);
        }
    memcpy(counts, some, sizeof counts);
    *sums = (struct moments){ sum_of(s), sum_of(q), 0 };
    for (int l = 0; l < LANES; l++)
        sums->some += (uint64_t)counts[l];
}

static void
finish(double *restrict total, float *restrict ret, size_t n, struct moments *sums)
{
    doubles s[PARTS] = { 0 }, q[PARTS] = { 0 };
    uint64_t some = 0;

    for (size_t i = 0; i < n; i += LANES)
        for (int k = 0; k < PARTS; k++) {
            doubles v;

            memcpy(&v, total + i + (size_t)k * (LANES / PARTS), sizeof v);
            s[k] += v;
            q[k] += v * v;
        }
    for (size_t i = 0; i < n; i++) {
        ret[i] = (float)total[i];
        some += total[i] > 0;
        total[i] = 0;
    }
    *sums = (struct moments){ sum_of(s), sum_of(q), some };
}

static void
count(uint32_t *restrict cells, const float *restrict x, size_t n)
{
    for (size_t i = 0; i < n; i += 2) {
        cells[2 * cell_of(x[i])]++;
        cells[2 * cell_of(x[i + 1]) + 1]++;
    }
}

static void
mark(uint8_t *restrict ret, const float *restrict x, size_t n, const uint32_t keys[MARKS],
    float edge)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t bits, k;

        memcpy(&bits, &x[i], sizeof bits);
        k = bits >> CELL_SHIFT;
        ret[i] = (k == keys[0]) | (k == keys[1]) | (k == keys[2]) | (k == keys[3])
            | (k == keys[4]) | (k == keys[5]) | (x[i] >= edge);
    }
}

static void
steps(uint32_t *restrict ret, const float *restrict x, size_t n, const float *restrict steps,
    size_t nsteps)
{
    memset(ret, 0, n * sizeof *ret);
    for (size_t k = 0; k < nsteps; k++)
        for (size_t i = 0; i < n; i++)
            ret[i] += x[i] > steps[k];
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
    .fall = fall, .close = close, .finish = finish, .count = count, .mark = mark, .steps = steps,
    .multiply = multiply, .accumulate = accumulate,
};
