/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kernel.h - the inner loops of the simulation.  kernel.c is compiled once for every set of
 * vector instructions that is worth it; all of them give the same bits (no contraction, no
 * reassociation: sums have lanes of their own).
 *
 * Random words are Threefry-2x32 (Salmon et al., SC 2011) in counter mode, 13 rounds, the
 * least that passes BigCrush with a margin in that paper; keys are made with 20.
 */
#ifndef ISMENE_RISK_KERNEL_H
#define ISMENE_RISK_KERNEL_H

#include "risk/table.h"

#define BLOCK 2048              /* years that are simulated at a time; a power of two */
#define CHUNK 1024              /* events */
#define WORDS 32                /* words are made in such numbers */
#define LANES 8

/*
 * Losses of a year are told apart by the bits of a float: a cell is what its first 14 bits
 * name (64 to an octave).  Cell 0 holds the years without a loss.
 */
#define CELL_SHIFT 17
#define CELL_FIRST ((127u - 17) << 6)   /* of 2^-17, below RISK_LOSS_MIN */
#define CELLS ((17 + 72) * 64u)         /* up to 2^72 */

struct key {
    uint32_t k[2];
};

#define MARKS 6

struct moments {
    double sum, squares;
    uint64_t some;              /* how many are not 0 */
};

struct kernel {
    const char *name;
    bool (*usable)(void);
    /* n is a multiple of WORDS; the words that the key gives from its counter from on. */
    void (*words)(uint32_t *out, size_t n, struct key key, uint32_t from);
    void (*draw)(float *out, const uint32_t *w, size_t n, const struct table *t);
    /* n, even, years 0..BLOCK-1 from n / 2 words. */
    void (*years)(uint32_t *out, const uint32_t *w, size_t n);
    /* x[i] stays with probability p[year[i]] and becomes 0 otherwise; how many stay. */
    size_t (*thin)(float *x, const uint32_t *year, const uint32_t *w, const float *p, size_t n);
    /* x[i] += extra[i] with that probability, p[year[i]], or same where p is NULL. */
    void (*add_some)(float *x, const float *extra, const uint32_t *w, const uint32_t *year,
        const float *p, float same, size_t n);
    void (*scale)(float *x, const uint32_t *year, const float *by, size_t n);
    /* x less what an insurer pays of it: what is above the deductible, cap at most. */
    void (*insure)(float *x, float deductible, float cap, size_t n);
    void (*scatter)(float *own, const uint32_t *year, const float *x, size_t n);
    /* words, draw and scatter at once, where nothing happens to what is drawn: the same bits,
     * sooner.  n: any number. */
    void (*fall)(float *own, const uint32_t *year, size_t n, struct key key, uint32_t from,
        const struct table *t);
    /* A risk's years are complete: ret is own, where what is less than RISK_LOSS_MIN is 0, and
     * is added to total; own becomes 0. */
    void (*close)(float *own, float *ret, double *total, size_t n, struct moments *sums);
    /* All risks are: ret is total as floats; total becomes 0. */
    void (*finish)(double *total, float *ret, size_t n, struct moments *sums);
    /* Counts them into cells: two counters a cell, so that years of the same do not wait for
     * each other. */
    void (*count)(uint32_t *cells, const float *x, size_t n);
    /* ret[i]: is x[i] in one of the cells (keys: + CELL_FIRST), or not below edge? */
    void (*mark)(uint8_t *ret, const float *x, size_t n, const uint32_t keys[MARKS], float edge);
    /* ret[i]: how many of the steps lie below x[i]. */
    void (*steps)(uint32_t *ret, const float *x, size_t n, const float *steps, size_t nsteps);
    void (*multiply)(float *x, const float *by, size_t n);
    void (*accumulate)(float *x, const float *by, float factor, size_t n);     /* x += f * by */
};

extern const struct kernel *const kernels[];    /* the best first; the last is plain C */
extern const size_t nkernels;
const struct kernel *kernel_best(void);         /* that this processor can run */

/* The key of a stream: of a seed, for some purpose of a risk, in a block. */
struct key key_of(uint64_t seed, uint32_t what, uint32_t block);
/* One pair of words of the stream, 20 rounds. */
void threefry(struct key key, uint32_t counter[2]);

static inline uint32_t
cell_of(float x)
{
    uint32_t bits, k;

    memcpy(&bits, &x, sizeof bits);
    k = bits >> CELL_SHIFT;
    return k <= CELL_FIRST ? 0 : k - CELL_FIRST;
}

#endif
