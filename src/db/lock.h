/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lock.h - the lock file beside a store that keeps a second server out. */
#ifndef ISMENE_DB_LOCK_H
#define ISMENE_DB_LOCK_H

#include "db/db.h"

/* PATH.lock, held until *ret_fd is closed; E_BUSY when another process holds it. */
int lock_take(struct ctx *c, const char *path, int *ret_fd) MUST_USE;

#endif
