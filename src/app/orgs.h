/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * orgs.h - what is done to whole organisations, in their stores and in the
 * control store together.  The functions take no transaction.
 */
#ifndef ISMENE_APP_ORGS_H
#define ISMENE_APP_ORGS_H

#include "app/slots.h"
#include "auth/organisation.h"

/* An installation: with slots while it is served, without them on the command line. */
struct orgs {
    const char *dir;
    struct store *control;
    struct slots *slots;
};

/* The control store for writing, with every organisation of the place in its list, and what an
 * erasure left behind removed. */
int orgs_control(struct ctx *c, const char *dir, struct store **ret) MUST_USE;

/* The store of one organisation, alone or from the slots; give it back. */
struct orgs_hold {
    struct store *store;
    struct slot *slot;
};
int orgs_hold(struct ctx *c, const struct orgs *o, const char *slug, struct orgs_hold *ret)
    MUST_USE;
void orgs_give_back(const struct orgs *o, struct orgs_hold *h);

/* Of the control store, in a transaction of their own. */
int orgs_get(struct ctx *c, const struct orgs *o, const char *slug, struct organisation *ret)
    MUST_USE;
int orgs_list(struct ctx *c, const struct orgs *o, struct organisation **ret, size_t *ret_n)
    MUST_USE;
int orgs_set_limits(struct ctx *c, const struct orgs *o, const char *slug,
    const struct limits *l) MUST_USE;
int orgs_set_template(struct ctx *c, const struct orgs *o, const char *slug, bool template)
    MUST_USE;

/* What an organisation uses of what it may use. */
struct usage { int64_t used[N_LIMITS]; };
int orgs_usage(struct ctx *c, const struct orgs *o, const char *slug, struct usage *ret) MUST_USE;
/* "12 records", "38 MB", "5 users". */
const char *limit_words(struct arena *a, enum limit which, int64_t n);
extern const char *const limit_names[N_LIMITS];         /* records bytes users */
/* "1000", "500 MB", "2 GB", "none". */
bool limit_parse(enum limit which, struct slice s, int64_t *ret);

/* Only read from now on, or as before. */
int orgs_archive(struct ctx *c, const struct orgs *o, const char *slug, bool archived,
    const char *reason) MUST_USE;
/* A new one with its profile; from a template (a slug of this installation) or empty (NULL). */
int orgs_create(struct ctx *c, const struct orgs *o, const char *slug, const char *name,
    const char *from) MUST_USE;
/* Enter a store that was made already. */
int orgs_enter(struct ctx *c, struct store *control, const char *slug, const char *name) MUST_USE;

/* Whole, with its history, marked as a copy; accounts and memberships do not come along. */
int orgs_copy(struct ctx *c, const struct orgs *o, const char *from, const char *slug) MUST_USE;

/* template.c: what of an export is method and plan, and nobody's data. */
int template_filter(struct ctx *c, struct slice text, const char *name, struct buf *out) MUST_USE;
int template_settings(struct ctx *from, struct ctx *to) MUST_USE;

#endif
