/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * memo.h - counts of a store, remembered until the next commit.  A page of a
 * register asks for ten counts that change only when somebody writes.
 */
#ifndef ISMENE_DB_MEMO_H
#define ISMENE_DB_MEMO_H

#include "db/db.h"

struct memo;
struct memo *memo_new(void);
void memo_free(struct memo *m);         /* takes NULL */

/*
 * The memo of the store that c reads, and the generation at which c's snapshot
 * began: what is kept under it is at least as new.  NULL inside a write
 * transaction and for stores in memory.
 */
struct memo *db_memo(struct ctx *c, uint64_t *ret_generation);

#endif
