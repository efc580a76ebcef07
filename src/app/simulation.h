/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * simulation.h - a simulation as a file: what is asked of the risk engine, in JSON, and its
 * answer.  doc/quantification.md describes both for people.
 */
#ifndef ISMENE_SIMULATION_H
#define ISMENE_SIMULATION_H

#include "base/json.h"
#include "db/ctx.h"
#include "risk/risk.h"

#define SIMULATION_BYTES ((size_t)4 << 20)      /* of a file */
#define SIMULATION_TRIALS 100000                /* when the file does not say */
#define SIMULATION_TRIALS_MOST 10000000         /* when it wants an error, and does not say */
#define SIMULATION_GENERATOR "Threefry-2x32-13"

/* What may be asked for. */
struct simulation_limits {
    int64_t trials;
    double years;               /* trials times risks */
    double events;              /* expected in all trials */
    bool threads;               /* may the file say how many? */
};
extern const struct simulation_limits simulation_own_machine, simulation_on_server;

struct simulation {
    struct risk_model model;
    struct risk_options options;        /* progress is the caller's */
    const char **keys;          /* [nrisks] */
    const char **groups;        /* [ngroups] keys of controls; which are in force: options.groups */
    size_t ngroups;
    double moved[2];            /* largest change of a repaired correlation: frequency, severity */
};

/*
 * Read it into c's arena.  Otherwise E_INVALID, with a field error for each thing that is wrong
 * (the first WRONG_MOST of them); its field is the path in the file: "risks[3].loss.min".
 */
int simulation_read(struct ctx *c, struct slice text, const struct simulation_limits *limits,
    struct simulation *ret) MUST_USE;

/* The answer, of a run that was not stopped. */
void simulation_write(const struct simulation *s, const struct risk_results *r, struct buf *out);

#endif
