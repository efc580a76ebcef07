/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * jobs.h - the thread that takes jobs out of the queue (auth/job.h) and does
 * them, one at a time.  A kind of job is a row of the table in jobs.c.
 */
#ifndef ISMENE_APP_JOBS_H
#define ISMENE_APP_JOBS_H

#include "app/keeper.h"

struct jobs_at {
    const char *dir;            /* these outlive the thread */
    struct store *control;
    struct slots *slots;
    struct keeper *keeper;
};

struct jobs;
struct jobs *jobs_start(const struct jobs_at *at);
/* A job that runs is left at its next pause, and is tried again: by whichever server is there. */
void jobs_stop(struct jobs *j);                 /* takes NULL */

#endif
