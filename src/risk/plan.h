/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * plan.h - a model made ready to be simulated: tables for what is drawn, one way of making
 * the events of a year chosen for each risk, the copula's triangles.
 */
#ifndef ISMENE_RISK_PLAN_H
#define ISMENE_RISK_PLAN_H

#include "risk/kernel.h"
#include "risk/threads.h"

/* What a stream of words is for: with the risk's index it makes the stream's key. */
enum purpose {
    FOR_COUNT, FOR_YEAR, FOR_STAY, FOR_PRIMARY, FOR_SECONDARY, FOR_WHETHER, FOR_RATE,
    FOR_VULNERABILITY, FOR_PROBABILITY, FOR_FREQUENCY_SCORE, FOR_SEVERITY_SCORE,
    FOR_CONTROL = 64,           /* + index among the risk's controls */
    FOR_HIT = 192               /* + index of the cause */
};
#define STREAM(risk, purpose) ((uint32_t)(risk) << 8 | (uint32_t)(purpose))
#define STREAM_CAUSE(cause, purpose) STREAM(RISK_RISKS_MAX + (cause), purpose)

/* A factor that differs from year to year, between 0 and 1. */
struct factor {
    const struct table *table;  /* NULL: the same every year */
    float same;
    bool complement;            /* the factor is 1 less what is drawn: an effect */
    uint32_t purpose;
};

/* Where the events of a year come from. */
enum way {
    SCATTERED,                  /* Poisson: the block's events, each in any of its years */
    SKIPPING,                   /* Bernoulli: from one year with an event to the next */
    COUNTED                     /* each year's count by inversion of its distribution */
};

struct plan_risk {
    enum way way;
    enum freq_kind kind;
    double most, size;          /* the rate (or probability) when all factors are 1 */
    struct factor rate[2];      /* of the frequency, without controls */
    size_t nrate;
    struct factor *stay, *less; /* of controls: on how often, on how much */
    size_t nstay, nless;
    const float *steps;         /* COUNTED, nothing varies: scores above which there is one more */
    size_t nsteps;
    const struct table *primary, *secondary;    /* secondary NULL: none */
    struct factor probability;  /* of a secondary loss */
    float deductible, cap;
    bool insured;
    bool scored[2];             /* takes part in the copula: frequency, severity */
};

struct plan_cause {
    double most;
    struct factor rate;
    bool counted;               /* each year's count by itself */
    const double *hits;
};

struct plan {
    struct plan_risk *risks;
    size_t nrisks;
    struct plan_cause *causes;
    size_t ncauses;
    float *triangle[2];         /* frequency, severity: lower, row by row, nrisks wide; or NULL */
    const struct table *normal;
};

/*
 * Controls that are not in force (groups; NULL: all are) are left out.  The crew fills tables:
 * where there is room for as many as plan_tables says, there, otherwise in the arena.
 */
struct plan *plan_make(const struct risk_model *m, const bool *groups, struct crew *c,
    struct table *room, struct arena *a);
size_t plan_tables(const struct risk_model *m);

/* correlation.c: L of a = L L', lower triangle, row by row. */
void correlation_triangle(const double *matrix, size_t n, float *ret);

/* count.c: a stream of doubles for what is drawn by hand. */
struct uniforms {
    struct key key;
    uint32_t at;
};
double uniform_next(struct uniforms *u);        /* 0 < x < 1, 53 bits */
int64_t poisson_draw(struct uniforms *u, double mean);
/* The count of that score: the smallest n that is not exceeded with probability Phi(z). */
uint32_t count_quantile(enum freq_kind kind, double mean, double size, double z);
/* The scores above which there is one more, until nothing is left; in the arena.  NULL when
 * there would be too many. */
const float *count_steps(enum freq_kind kind, double mean, double size, struct arena *a,
    size_t *ret_n);

#endif
