/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * simulation_in.h - reading a simulation: where one is in the file, and what stands there.
 *
 * Functions that read return whether it was right; if not, they have told.  Reading goes on
 * after an error, so that all of them are told at once.
 */
#ifndef ISMENE_SIMULATION_IN_H
#define ISMENE_SIMULATION_IN_H

#include "app/simulation.h"

#define WRONG_MOST 20           /* errors that are told */
#define KEY_MOST 100            /* bytes of a key */
/* In front of what is no JSON number but stands where one could: NaN, Infinity, 1e999. */
#define STRANGE '\001'

struct reading {
    struct ctx *c;
    const struct simulation_limits *limits;
    struct simulation *s;
    struct risk_control *controls;      /* room for all of them */
    size_t groups_cap;
    size_t nwrong;
};

/* A value and the way to it, on the stack of who reads. */
struct place {
    const struct place *up;
    const char *name;           /* the member, or NULL: the element index */
    size_t index;
    const json_t *v;
};

/* Tell what is wrong there; false. */
bool wrong(struct reading *r, const struct place *p, const char *fmt, ...) PRINTF(3, 4);
/* The member of an object: false when it is not there. */
bool member(const struct place *of, const char *name, struct place *ret);
struct place element(const struct place *of, size_t index);
/* Tells that a member is missing; for chains with member(). */
bool missing(struct reading *r, const struct place *of, const char *name);
/* An object with these members at most, blank-separated. */
bool is_object(struct reading *r, const struct place *p, const char *names);
bool is_list(struct reading *r, const struct place *p, size_t most);
bool read_key(struct reading *r, const struct place *of, const char **ret);
bool read_text(struct reading *r, const struct place *p, const char **ret);
bool read_number(struct reading *r, const struct place *p, double low, double high, double *ret);
bool read_whole(struct reading *r, const struct place *p, int64_t low, int64_t high, int64_t *ret);

/* simulation_dist.c: all values lie between low and high. */
bool read_dist(struct reading *r, const struct place *p, double low, double high,
    struct dist *ret);
/* frequency and loss, or fair, of a risk. */
void read_risk_losses(struct reading *r, const struct place *p, struct risk *ret);

#endif
