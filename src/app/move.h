/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* move.h - organisations from one place (a directory or a database) to another. */
#ifndef ISMENE_MOVE_H
#define ISMENE_MOVE_H

#include "app/org.h"

struct move {
    const char *from, *to;              /* places */
    bool admins;                        /* set by move_begin: `to` has no accounts yet */
    bool retire;                        /* what stays behind may only be read from then on */
};

struct moved {
    bool there;                         /* it was there already, with the same history */
    int64_t members;
    const char *report;                 /* of verify_store */
    char root[2 * SHA256_LEN + 1];
};

/* Prepare `to`. */
int move_begin(struct ctx *c, struct move *m) MUST_USE;
/*
 * Copy one organisation with its accounts, memberships and views, in one snapshot, all or
 * nothing, and verify the copy before it counts.  E_BUSY while a server runs on either end;
 * E_CONFLICT when another organisation of that name is there.
 */
int move_org(struct ctx *c, const struct move *m, const char *slug, struct moved *ret) MUST_USE;
/* A place for people: without a password. */
char *place_words(struct arena *a, const char *place);

#endif
