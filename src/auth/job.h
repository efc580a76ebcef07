/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * job.h - what servers do by themselves: a queue in the control store that all
 * servers of an installation share.  A job is given to one of them at a time.
 *
 * Taking one is a transaction, and so is finishing it; what a job changes in the
 * control store belongs into the transaction that finishes it, and is then there
 * exactly once.  Other effects may be there twice, for a server may die between
 * effect and end: they must be such that repeating them changes nothing.
 *
 * The functions run inside a transaction of the control store.
 */
#ifndef ISMENE_AUTH_JOB_H
#define ISMENE_AUTH_JOB_H

#include "db/db.h"

#define JOB_ATTEMPTS 5          /* then it has failed */
#define JOB_LEASE_S 60          /* so long it stays with a server that says nothing */
#define JOB_KEPT_DAYS 30        /* those that are over */

struct job {
    int64_t id;
    const char *kind, *org;     /* org: slug, or NULL */
    int64_t due;
    const char *state;          /* ready taken done failed */
    const char *taken_by;       /* HOST:PID:RANDOM, new whenever it is taken; NULL: never */
    int64_t lease;              /* until then it is not given to anybody else */
    int64_t period;             /* seconds from an end to the next time; 0: once */
    int attempts;
    const char *error;          /* of the last attempt that failed, or NULL */
};

/* Who takes jobs, which ones, for how long. */
struct job_taker {
    const char *const *kinds;
    size_t nkinds;
    int64_t lease;              /* microseconds */
};

/*
 * period 0: another job, done once.  Else there is one of that kind (and organisation) that
 * comes again; when it is there already, its due time stays.
 */
int job_add(struct ctx *c, const char *kind, const char *org, int64_t period, int64_t due)
    MUST_USE;
/* One that comes again for every organisation in use, the first times spread over the period. */
int job_add_each(struct ctx *c, const char *kind, int64_t period) MUST_USE;
/* The first one that is due, or whose holder let the lease run out; *ret_found says whether. */
int job_take(struct ctx *c, const struct job_taker *t, struct job *ret, bool *ret_found) MUST_USE;
/* When there will be one to take; INT64_MAX: unknown. */
int64_t job_next(struct ctx *c, const struct job_taker *t);
/* These are refused with E_CONFLICT when it is not the caller's any more. */
int job_extend(struct ctx *c, struct job *j, int64_t lease) MUST_USE;
int job_finish(struct ctx *c, const struct job *j) MUST_USE;
/* It is tried again, later each time; after JOB_ATTEMPTS it has failed, and a recurring one
 * begins again at its next time. */
int job_fail(struct ctx *c, const struct job *j, const char *why) MUST_USE;

int job_list(struct ctx *c, bool failed, struct job **ret, size_t *ret_n) MUST_USE;
int job_sweep(struct ctx *c) MUST_USE;          /* remove what was over long ago */

#endif
