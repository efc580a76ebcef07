/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * slots.h - the organisations that are open, each with its last judgement.
 *
 * At most so many are open at a time: the one that was not used for the
 * longest time makes room.  Whoever uses one holds it, and what is held is
 * never closed.  Opening and closing go on outside of the table's mutex.
 */
#ifndef ISMENE_APP_SLOTS_H
#define ISMENE_APP_SLOTS_H

#include "app/org.h"
#include "app/outlook.h"

struct slots;
struct slot;
struct verdict;

#define SLOTS_MOST 32           /* open organisations, unless the command says otherwise */
#define SLOTS_WAIT_S 4         /* for one that is neither in use nor being opened */

struct slots *slots_new(const char *dir, size_t most);
void slots_free(struct slots *s);               /* nobody holds one any more; takes NULL */

/* Hold an organisation, opened at need; E_BUSY when all are in use for too long. */
int slot_get(struct ctx *c, struct slots *s, const char *slug, struct slot **ret) MUST_USE;
void slot_put(struct slots *s, struct slot *p);                 /* takes NULL */
/*
 * The same for work in the background: it takes nobody's place (there may be
 * one more open than usual) and an organisation that was opened for it alone
 * is closed again by slot_put.
 */
int slot_get_aside(struct ctx *c, struct slots *s, const char *slug, struct slot **ret) MUST_USE;
struct store *slot_store(struct slot *s);
const char *slot_slug(const struct slot *s);

/* Wait until nobody uses it, close it and let nobody open it until slots_open_up. */
int slots_shut(struct ctx *c, struct slots *s, const char *slug) MUST_USE;
void slots_open_up(struct slots *s, const char *slug);

struct slots_count { size_t open, judged; };
struct slots_count slots_count(struct slots *s);
/* Close what nobody used since that time (clock_mono), and forget judgements not used since. */
void slots_rest(struct slots *s, int64_t stores_since, int64_t verdicts_since);

/* c->today in the organisation's time zone and c->archived, as c's transaction begins. */
void slot_set_today(struct ctx *c, struct slot *s);
/*
 * A judgement at least as new as c's read snapshot; give it back with
 * verdict_drop.  Whoever comes first makes it; the others wait with no
 * connection in hand and get a new snapshot afterwards.
 */
int slot_judge(struct ctx *c, struct slot *s, struct verdict **ret) MUST_USE;
/* The kept one, when it is of exactly the state that c's transaction sees. */
bool slot_judged(struct ctx *c, struct slot *s, struct verdict **ret);
const struct judgement *verdict_of(const struct verdict *v);            /* as it is shown */
const struct judgement *verdict_whole(const struct verdict *v);
const struct outlook *verdict_outlook(const struct verdict *v);
void verdict_drop(struct slot *s, struct verdict *v);

#endif
