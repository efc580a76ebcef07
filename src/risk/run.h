/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * run.h - one run: the first pass simulates all blocks and counts the years into cells (the
 * first 14 bits of the loss as a float); then exact quantiles and what lies above them.
 *
 * Where there is room the years of all series are kept, and the cells that hold wanted ranks
 * are sorted (select.c).  Where there is none, further passes make the same years again, as
 * the generator is counter based, and find a quantile like a number, a digit at a time: the
 * next 11 bits in the wanted cells, the last 6, and then the sums of what lies above
 * (stream.c).  Memory is for counts alone then.
 */
#ifndef ISMENE_RISK_RUN_H
#define ISMENE_RISK_RUN_H

#include "risk/block.h"

#define KEPT_MAX ((size_t)8 << 20)      /* floats */
#define MIDDLE 2048u
#define LAST 64u
#define AT_99 4                 /* of risk_quantiles */

/* Where a quantile of a series is. */
struct place {
    uint64_t rank;              /* 1 is the smallest; within its cell, then its middle digit */
    uint32_t cell, middle;
    unsigned leader;            /* the first quantile in the same cell: it counts for all */
    float value;
    bool found;                 /* by its cell: no loss */
};

struct tail {
    double sum, squares, count;
};

struct series {
    uint32_t *cells;            /* [CELLS] years in them; NULL: no quantiles are wanted */
    uint8_t *slot;              /* [CELLS] 1 + the leader of the quantiles in that cell, or 0 */
    struct place places[RISK_QUANTILES];
    struct tail all, above;     /* of all years; of those above the value at risk */
    double share, share_at;     /* in the portfolio's years above its value at risk, and at it */
    uint64_t some, events;      /* years with a loss; loss events */
};

struct run {
    const struct risk_options *options;
    const struct plan *plan;
    struct crew *crew;
    size_t nseries;             /* the risks, and last the portfolio */
    size_t first;               /* the series from it on have quantiles and a curve */
    int64_t trials;             /* made */
    float *kept;                /* [nseries][stride], or NULL */
    size_t stride;
    struct series *series;
    uint32_t *cells;            /* of all series: see there */
    uint8_t *slots;
    double at_var;              /* years in which the portfolio's loss is its value at risk */
};

/*
 * pass.c: threads take units of blocks; sums are added in the order of units, whoever took
 * them.
 */
struct pass;

struct thread {
    struct pass *pass;
    struct worker *worker;
    float *room, **years;       /* [nseries] of the block at hand */
    uint32_t *counts;           /* [series from run.first on][pass.counts] */
    uint64_t *events;           /* [nseries] */
    struct moments *sums;       /* [nseries] */
};

struct pass {
    struct run *run;
    size_t counts;              /* for each series from run.first on */
    void (*look)(struct thread *t, size_t n, struct tail *unit, double (*shares)[2]);
    uint32_t first, end;        /* blocks */
    double done, weight;        /* for the progress */
    struct tail *tails;         /* [nseries], when it has run */
    double (*shares)[2];        /* [nseries] */
    uint32_t *total;            /* [series from run.first on][counts] */
};

/* False when it was stopped.  pass_end frees what it found. */
bool pass_run(struct pass *p) MUST_USE;
void pass_end(struct pass *p);

bool select_kept(struct run *r) MUST_USE;
bool select_streamed(struct run *r, struct pass *p) MUST_USE;

/* quantile.c */
void place_cells(struct series *s, int64_t trials);
void place_middle(struct series *s, const uint32_t counts[RISK_QUANTILES][MIDDLE]);
void place_last(struct series *s, const uint32_t counts[RISK_QUANTILES][LAST]);
void report(const struct run *r, size_t series, struct risk_result *ret);

#endif
