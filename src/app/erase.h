/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * erase.h - an organisation is taken away for good by two administrators: one
 * asks with a reason, another confirms within ERASE_DAYS.  There is no other
 * way.  What was there is proven by a signed note (seal.h) that stays.
 */
#ifndef ISMENE_APP_ERASE_H
#define ISMENE_APP_ERASE_H

#include "app/orgs.h"

#define ERASE_DAYS 14           /* a request holds */

struct erasure {
    int64_t id;
    const char *slug, *reason, *asked_by, *confirmed_by;        /* e-mail addresses */
    int64_t asked_id, asked_at, confirmed_at;
    const char *proof;          /* the signed note; NULL: not confirmed */
};

/* typed is the slug as the administrator wrote it. */
int erase_ask(struct ctx *c, const struct orgs *o, const struct account *by, const char *slug,
    const char *typed, const char *reason) MUST_USE;
/* Whoever asked or another administrator takes the request back. */
int erase_cancel(struct ctx *c, const struct orgs *o, const char *slug) MUST_USE;
/* E_DENIED for who asked.  *ret_proof: the signed note. */
int erase_confirm(struct ctx *c, const struct orgs *o, const struct account *by,
    const char *slug, const char *typed, const char **ret_proof) MUST_USE;

/* The open request; false: none. */
bool erase_pending(struct ctx *c, const struct orgs *o, const char *slug, struct erasure *ret);
/* Those that were carried out, newest first. */
int erase_list(struct ctx *c, const struct orgs *o, struct erasure **ret, size_t *ret_n) MUST_USE;
int erase_get(struct ctx *c, const struct orgs *o, int64_t id, struct erasure *ret) MUST_USE;
/* After an interruption: remove the stores whose erasure was written down. */
int erase_finish(struct ctx *c, const char *dir, struct store *control) MUST_USE;

#endif
