/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * estimate.h - the form of a risk in money (isms/estimate.h).  Its parts are named by the
 * path of the member they fill ("tef.min", "controls.2.effect.max"; a row may be left empty,
 * so that numbers of rows and of list elements differ).  Probabilities are typed in percent.
 */
#ifndef ISMENE_WEB_ESTIMATE_H
#define ISMENE_WEB_ESTIMATE_H

#include "isms/calibration.h"
#include "isms/estimate.h"
#include "web/form.h"

struct estimate_row {           /* what one control does to one thing, as typed */
    const char *key, *title;    /* key "": to be chosen */
    const char *on, *effect[3], *cost;
};

struct estimate_page {
    const struct rec *rec;
    const struct trouble *trouble;
    const char *currency, *deductible, *cap, *reason;
    const char *in[N_EST_INPUTS][3];
    bool open[N_EST_INPUTS];    /* then without the one in the middle */
    struct estimate_row *rows;
    size_t nrows, nhidden;      /* hidden: about controls that the actor does not see */
    struct pick *controls;      /* of the treatment, to choose from in the last row */
    size_t ncontrols;
    const struct loss_estimate *whole;       /* NULL: not all numbers are there */
    bool given;                 /* something is typed or stored */
    struct calibration newest;  /* the person's own; n 0: never tried */
};
void page_estimate(struct call *k, struct buf *h, const struct estimate_page *p);

struct estimate_words {         /* of one of the five inputs */
    const char *label, *asks, *example, *unit;
};
extern const struct estimate_words estimate_words[N_EST_INPUTS];
extern const char *const estimate_on_labels[N_EST_ON];

/* What a person wrote ("220 000.50"), exactly; false: it is no number. */
bool typed_number(const char *text, bool percent, double *ret);

/* estimate_view.c: numbers in words, in the arena. */
const char *estimate_times(struct arena *a, double a_year);     /* "about once in 8 years" */
const char *estimate_number(struct arena *a, double v, bool percent);   /* as typed, exactly */
/* Lines of the check, NULL where nothing is to be said; also in estimate.js. */
#define N_EST_LINES 4
extern const char *const estimate_line_names[N_EST_LINES];
void estimate_lines(struct call *k, const struct loss_estimate *e, const char *ret[N_EST_LINES]);
/* A stored estimate for people. */
void html_estimate(struct call *k, const struct loss_estimate *e);

int web_estimate(struct call *k);
int web_estimate_save(struct call *k);

#endif
