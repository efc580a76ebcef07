/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * organisation.h - the list of organisations in the control store: names that
 * are shown without opening a store, the state of each, and what it may use.
 * The functions run inside a transaction of the control store.
 */
#ifndef ISMENE_AUTH_ORGANISATION_H
#define ISMENE_AUTH_ORGANISATION_H

#include "auth/auth.h"

enum limit { LIMIT_RECORDS, LIMIT_BYTES, LIMIT_USERS, N_LIMITS };
struct limits { int64_t most[N_LIMITS]; };      /* 0: no limit */

struct organisation {
    const char *slug, *name;    /* the slug until the name is known */
    const char *state;          /* active, archived, erased */
    const char *origin;         /* "copy of demo", or NULL */
    bool named, template;
    int64_t created_at, changed_at;
    struct limits limits;
};

bool organisation_is(const struct organisation *o, const char *state);

/* Enter a new one; a slug that was erased before may be taken again.  name NULL: not known. */
int organisation_add(struct ctx *c, const char *slug, const char *name, const char *origin)
    MUST_USE;
/* Enter those that are not in the list yet: stores of before there was one, or brought back. */
int organisation_take_up(struct ctx *c, const char *const *slugs, size_t n) MUST_USE;
/* E_NOTFOUND: there is none, or it was erased. */
int organisation_get(struct ctx *c, const char *slug, struct organisation *ret) MUST_USE;
/* Whatever c's error: another server may still have it open. */
bool organisation_was_erased(struct ctx *c, const char *slug);
/* All but the erased ones, by name. */
int organisation_list(struct ctx *c, struct organisation **ret, size_t *ret_n) MUST_USE;
int organisation_set_name(struct ctx *c, const char *slug, const char *name) MUST_USE;
int organisation_set_state(struct ctx *c, const char *slug, const char *state) MUST_USE;
int organisation_set_template(struct ctx *c, const char *slug, bool template) MUST_USE;
int organisation_set_limits(struct ctx *c, const char *slug, const struct limits *l) MUST_USE;
/* Take away all that the control store knows of it but its line, which says "erased". */
int organisation_erase(struct ctx *c, const char *slug) MUST_USE;
/* As if it had never been there: for one that could not be made. */
int organisation_remove(struct ctx *c, const char *slug) MUST_USE;
int64_t organisation_users(struct ctx *c, const char *slug);    /* that are not disabled */

#endif
