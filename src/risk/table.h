/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * table.h - a distribution as a table of its quantiles: a draw from any of them is two loads
 * and one multiplication, the same for all, eight or sixteen at a time.
 *
 * A word w of 32 random bits is read as a side (bit 0: 0 lower, 1 upper half) and a number
 * m = w >> 1.  p = (float)m + 0.5f lies in 0.5..2^31 and stands for the probability p * 2^-32
 * of lying below (lower) or above (upper).  The bits of p, as a float, less those of 0.5f,
 * give the cell: TABLE_CELLS to an octave, so that tails are as fine as the middle.  Within
 * the cell the quantile is linear in p:
 *
 *   bits = bits of p;  cell = side * TABLE_SIDE + (bits >> 17) - (126 << 6)
 *   draw = value[cell] + slope[cell] * (float)(bits & 0x1ffff)
 *
 * p is 2^31 at most, by rounding: the last cell of a side (index 2048) has slope 0.
 */
#ifndef ISMENE_RISK_TABLE_H
#define ISMENE_RISK_TABLE_H

#include "risk/risk.h"

#define TABLE_CELLS 64
#define TABLE_OCTAVES 32
#define TABLE_SIDE (TABLE_CELLS * TABLE_OCTAVES + 1)

struct table {
    float value[2 * TABLE_SIDE], slope[2 * TABLE_SIDE];
};

/* Values times scale, cut to low..high. */
void table_fill(struct table *t, const struct dist *d, double scale, double low, double high);
/* Standard normal; one that is made once for all. */
void table_fill_normal(struct table *t);
const struct table *table_normal(void);
/* One draw, as the kernel makes it. */
float table_draw(const struct table *t, uint32_t w);
/* The word whose draw is the quantile of that probability; q = 1 - p. */
uint32_t table_word(double p, double q);

/* special.c: the standard normal distribution. */
double normal_cdf(double z);            /* P(Z < z); precise in the lower tail */
double normal_quantile(double p);       /* AS 241 (Wichura 1988), 16 digits */

#endif
