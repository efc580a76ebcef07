/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* block.h - all risks over one block of years. */
#ifndef ISMENE_RISK_BLOCK_H
#define ISMENE_RISK_BLOCK_H

#include "risk/plan.h"

struct worker;

/* What a thread works with; NULL frees nothing. */
struct worker *worker_new(const struct plan *p, uint64_t seed);
void worker_free(struct worker *w);

/*
 * Simulate the years of the block, n of them (less than BLOCK in the last one: the others
 * lose nothing).  ret[r] gets the BLOCK yearly losses of risk r, ret[nrisks] those of all;
 * cells[series * CELLS] counts them, sums[series] gets sum and sum of squares, events[r] the
 * number of loss events.
 */
struct block_result {
    float *const *years;        /* [nrisks + 1][BLOCK] */
    uint32_t *cells;            /* [(nrisks + 1) * CELLS], added to */
    double (*sums)[2];          /* [nrisks + 1] */
    uint64_t *events;           /* [nrisks], added to */
};
void block_simulate(struct worker *w, uint32_t block, size_t n, const struct block_result *ret);

#endif
