/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* chart.h - charts as SVG, each with the table of its data beside it. */
#ifndef ISMENE_CHART_H
#define ISMENE_CHART_H

#include "base/base.h"
#include "risk/risk.h"

/* A curve of how likely it is to lose so much or more in a year. */
struct chart_line {
    const char *label, *class;  /* class of the style: c-now, c-then, c-limit */
    const struct exceedance *points;    /* by rising loss */
    size_t n;
    bool band;                  /* with its 95 % interval */
};

struct chart {
    const char *title;          /* what it shows, for who does not see it */
    const char *currency;
    struct chart_line lines[3];
    size_t nlines;
};

/* Both axes are logarithmic: losses by powers of ten, probabilities as 1 year of so many. */
void html_exceedance(struct buf *h, struct arena *a, const struct chart *chart);

/* "7.1 %", "under 0.01 %": how likely the line says it is to lose so much or more. */
void html_probability(struct buf *h, const struct chart_line *l, double loss);

/* Bars from low to high about a middle, the longest first: what an estimate turns on. */
struct chart_bar {
    const char *label;
    double low, high;
};
void html_tornado(struct buf *h, struct arena *a, const char *currency, double middle,
    const struct chart_bar *bars, size_t n);

#endif
