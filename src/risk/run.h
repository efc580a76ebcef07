/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * run.h - the passes over all blocks.
 *
 * Yearly losses are floats; a quantile is found like a number a digit at a time: the first
 * pass counts cells (the first 14 bits), the second the next 11 bits in the cells that hold
 * a wanted rank, the third the last 6; a fourth sums what lies above the value at risk.  So
 * all of it is exact, in memory for counts alone: a counter-based generator makes the same
 * years again.  Where there is room the years are kept instead.
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
    float value;                /* when all is done */
    bool found;                 /* already: no loss */
};

/* Of what lies above the value at risk; in the first pass of all. */
struct tail {
    double sum, squares, count;
};

struct series {
    uint64_t cells[CELLS];
    uint8_t slot[CELLS];        /* 1 + the leader of the quantiles in that cell, or 0 */
    struct place places[RISK_QUANTILES];
    struct tail all, above;
    double at_var;              /* portfolio: years that are just at it */
    double share, share_at;     /* of the risk in the portfolio's years above VaR, and at it */
    uint64_t events;
};

struct run {
    const struct risk_model *model;
    const struct risk_options *options;
    const struct plan *plan;
    size_t nseries;             /* the risks, and last the portfolio */
    int64_t trials;             /* made */
    float *kept;                /* [nseries][stride], or NULL */
    size_t stride;
    struct series *series;
};

/* quantile.c: after each pass. */
void place_cells(struct series *s, int64_t trials);
void place_middle(struct series *s, const uint32_t counts[RISK_QUANTILES][MIDDLE]);
void place_last(struct series *s, const uint32_t counts[RISK_QUANTILES][LAST]);
void report(const struct run *r, size_t series, struct risk_result *ret);

#endif
