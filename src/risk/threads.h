/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * threads.h - work that several threads share: a crew is started once for a run, and waits
 * between one piece of work and the next.
 */
#ifndef ISMENE_RISK_THREADS_H
#define ISMENE_RISK_THREADS_H

#include <stdbool.h>
#include <stddef.h>

struct crew;

/* wanted threads, or one a core where it is 0, the caller among them; no more than most. */
struct crew *crew_start(int wanted, size_t most);
void crew_end(struct crew *c);                  /* NULL: nothing */
size_t crew_size(const struct crew *c);         /* NULL: the caller alone */
/* Call it for all of 0..n-1, by whoever has time; it returns when all are done. */
void crew_do(struct crew *c, size_t n, void (*one)(void *, size_t), void *arg);
bool crew_is_caller(const struct crew *c);      /* is this thread the one that started it? */

#endif
