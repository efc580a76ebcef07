/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* block.h - all risks over one block of years. */
#ifndef ISMENE_RISK_BLOCK_H
#define ISMENE_RISK_BLOCK_H

#include "risk/plan.h"

struct worker;

/* What a thread works with; NULL frees nothing. */
struct worker *worker_new(const struct plan *p, uint64_t seed);
void worker_free(struct worker *w);

/* The series of a block are the risks, and last the portfolio. */
struct block_result {
    float *const *years;        /* [series][BLOCK] losses */
    struct moments *sums;       /* [series] */
    uint64_t *events;           /* [series], added to: loss events */
};

/* Simulate n years of the block: less than BLOCK in the last one, whose others lose nothing. */
void block_simulate(struct worker *w, uint32_t block, size_t n, const struct block_result *ret);

#endif
