/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * keeper.h - the thread that keeps the colours of the day and the standing of
 * every organisation.  It opens what is closed one at a time, takes no place
 * from those in use, works a quarter of the time at most, and looks at nothing
 * that neither a person nor a new day has changed.
 */
#ifndef ISMENE_APP_KEEPER_H
#define ISMENE_APP_KEEPER_H

#include "app/slots.h"

#define KEEPER_ROUND_S 600

struct keeper;
struct keeper *keeper_start(const char *dir, struct store *control, struct slots *slots);
void keeper_stop(struct keeper *k);             /* takes NULL */

/* A change was committed: the standing is behind from now on. */
void keeper_note(struct keeper *k, const char *slug);
bool keeper_is_behind(struct keeper *k, const char *slug);
/* Judge it soon: somebody looks at its standing. */
void keeper_want(struct keeper *k, const char *slug);
/*
 * A look at all organisations: pause is called before each, with the microseconds to wait, and
 * says whether to go on.  The thread makes rounds itself where one server has the place; of
 * several servers one makes it, as a job (jobs.c).
 */
typedef bool keeper_pause(void *arg, int64_t micros);
int keeper_round(struct ctx *c, struct keeper *k, keeper_pause *pause, void *arg) MUST_USE;
/* One look at one organisation, as the thread does it; true when it was opened. */
bool keeper_look(struct keeper *k, const char *slug);

#endif
