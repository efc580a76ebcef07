/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * quantified.h - the organisation's risks in money: their estimates become a simulation file,
 * which is what a result is kept with and what "ismene risk simulate" repeats.
 */
#ifndef ISMENE_QUANTIFIED_H
#define ISMENE_QUANTIFIED_H

#include "app/simulation.h"
#include "isms/dependence.h"
#include "rec/store.h"

/* The board bears losing so much or more in a year with at most that probability. */
struct tolerance {
    double loss, probability;
};

struct quantified {
    struct rec **risks;         /* [n] open risks with an estimate, in the order of the model */
    size_t n;
    struct rec **bare;          /* open risks without one */
    size_t nbare;
    struct rec **odd;           /* left out: of another currency */
    size_t nodd;
    struct rec **wrong;         /* left out: the estimate is none (kept from before it was checked) */
    size_t nwrong;
    const char *currency;       /* ISO 4217, of the first one */
    const struct value *estimates;      /* [n] as they are stored: not to show */
    const char *whole;          /* the simulation, as a file with all controls in force */
    const char *file;           /* the same for the reader: without keys that he does not see */
    struct masks masks;         /* what stands for those */
    struct simulation s;        /* as read from file */
    double *cost;               /* [s.ngroups] of the planned controls, a year; 0 when not said */
    const char *method;         /* key of the risk method that is in force, or NULL */
    struct tolerance *tolerance;        /* by rising loss */
    size_t ntolerance;
    struct dependence together; /* what the method says of these risks; of one alone nothing */
    struct dependence apart;    /* what it says beyond: of risks that do not take part */
};

/* All open risks the reader can see, or only one; n is 0 when none has an estimate. */
int quantified_read(struct ctx *c, const char *only, int64_t trials, uint64_t seed,
    struct quantified *ret) MUST_USE;

/* For the file of q, whose risks are read: what of this concerns them, and what does not. */
void quantified_depend(struct ctx *c, const struct dependence *said, struct quantified *q,
    json_t *file);

/* Without the planned controls and with them; chosen NULL: all of them. */
struct quantified_results {
    struct risk_results before, after;
    bool planned;               /* there are planned controls: after is another run */
};
int quantified_run(struct ctx *c, const struct quantified *q, const bool *chosen,
    struct quantified_results *ret) MUST_USE;

/*
 * Keep inputs, seed and figures with an assessment, which the actor may edit (asked by the
 * caller): what was known when it was decided.
 */
int quantified_keep(struct ctx *c, const struct quantified *q, const struct quantified_results *r,
    struct rec *assessment) MUST_USE;

/*
 * The level that the scales of the method in force give these figures, beside that of the
 * newest analysis: of the likelihood by events a year, of the consequence by the mean of one
 * event.  Names are NULL where a scale says nothing about such a figure.
 */
struct derived_level {
    int64_t likelihood, consequence, level;     /* 0: not to be derived */
    const char *likelihood_name, *consequence_name, *level_name;
    const char *analysis;       /* key of the newest analysis, or NULL */
    int64_t said_likelihood, said_consequence, said_level;
    const char *said_name;
    bool differs;
};
int derived_level(struct ctx *c, const char *risk, double events, double loss_of_one,
    struct derived_level *ret) MUST_USE;
/* "5 000-25 000", "< 5 000 EUR", "more than 750,000": the amounts between; false: none. */
bool money_between(const char *text, double *ret_from, double *ret_to);

/* "€390,000", "1.2 million EUR"… : three digits that count; estimate.js writes the same. */
const char *money_text(struct arena *a, const char *currency, double amount);
const char *count_text(struct arena *a, int64_t n);    /* "100,000" */
/* "1 year of 20", "3 years of 10", "hardly ever": of a probability. */
const char *years_text(struct arena *a, double probability);

#endif
