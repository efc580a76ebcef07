/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* quantification.h - the risks in money: all together, and one. */
#ifndef ISMENE_QUANTIFICATION_H
#define ISMENE_QUANTIFICATION_H

#include "app/quantified.h"
#include "web/chart.h"
#include "web/web.h"

/* One line of the comparison: how much, now and with the planned controls. */
struct money_figure {
    const char *label, *words;  /* words: what it means, with the figure in it */
    struct estimate now, then;
    bool share;                 /* a probability, not money */
};
#define MONEY_FIGURES 6

struct money_control {
    const char *key, *title;    /* title NULL: one that the reader does not see */
    struct risk_value value;
    double cost;
    bool chosen;                /* belongs to the best set of the budget */
};

struct quantification_page {
    struct quantified q;
    struct quantified_results r;
    struct money_figure figures[MONEY_FIGURES];
    struct money_control *controls;     /* the most valuable first */
    size_t ncontrols;
    struct chart chart;
    double budget, chosen_cost, chosen_loss;
    const char *budget_text, *budget_wrong;
    bool has_budget, is_best;
    struct rec **assessments;   /* that the reader may keep the result with */
    size_t nassessments;
    const char *title;
    size_t over;                /* points of the tolerance that are not kept now */
};
void page_quantification(struct call *k, struct buf *h, const struct quantification_page *p);

struct risk_money_page {
    struct quantification_page all;     /* of this risk alone */
    const struct rec *risk;
    struct chart_bar bars[N_INPUTS];
    size_t nbars;
    double middle;              /* expected loss by arithmetic */
    struct derived_level level;
    double one;                 /* mean loss of one event */
};
void page_risk_money(struct call *k, struct buf *h, const struct risk_money_page *p);

bool is_above(const struct chart_line *l, const struct tolerance *t);

/* Shared by both. */
void html_money(struct call *k, struct buf *h, const struct quantification_page *p, double v);
void html_figures(struct call *k, struct buf *h, const struct quantification_page *p);
void html_method(struct call *k, struct buf *h, const struct quantification_page *p,
    const char *file);

/* How risks go together, as tables: nothing when nothing is said. */
void html_dependence(struct call *k, struct buf *h, const struct dependence *d);
void html_risk(struct call *k, struct buf *h, const char *key);
void html_hits(struct call *k, struct buf *h, const struct dependence_cause *c);

#endif
