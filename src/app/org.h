/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * org.h - organisations on disk: DATA/orgs/SLUG.db, made, opened, imported
 * and exported whole.
 */
#ifndef ISMENE_ORG_H
#define ISMENE_ORG_H

#include "rec/store.h"

#define SLUG_MAX 40
bool org_slug_ok(const char *slug);     /* a-z, 0-9 and '-', 1..40, begins with a letter */

/* Create DATA and what it holds where absent (mode 0700). */
int org_data_dir(struct ctx *c, const char *dir) MUST_USE;
bool org_same_place(const char *a, const char *b);
char *org_path(struct ctx *c, const char *dir, const char *slug);
/* The slugs of all stores there are, sorted. */
int org_list_all(struct ctx *c, const char *dir, const char ***ret, size_t *ret_n) MUST_USE;
bool org_exists(struct ctx *c, const char *dir, const char *slug);
/* Bytes of the store, with its files and what is not yet merged into it. */
int64_t org_size(struct ctx *c, const char *dir, const char *slug);
/* A text that changes with the store: told without opening it. */
const char *org_stamp(struct ctx *c, const char *dir, const char *slug);
/* The only organisation of DATA; E_INVALID with the list when there are none or several. */
int org_only(struct ctx *c, const char *dir, const char **ret_slug) MUST_USE;
/* Make an empty organisation: E_CONFLICT when the slug is taken. */
int org_create(struct ctx *c, const char *dir, const char *slug, struct store **ret) MUST_USE;
/*
 * flags: STORE_EXCLUSIVE to write to it: refused with E_BUSY while a server runs on it, and
 * an older store is brought up.  To read, an older one is refused.  Either way the store of
 * another organisation at this name is; one that was moved away may only be read.
 */
int org_open(struct ctx *c, const char *dir, const char *slug, unsigned flags, struct store **ret)
    MUST_USE;
/* Whatever stands at that name, of whatever version. */
int org_open_any(struct ctx *c, const char *dir, const char *slug, unsigned flags,
    struct store **ret) MUST_USE;
/* Is it up to date, and that organisation?  As for reading with org_open. */
int org_check(struct ctx *c, struct store *s, const char *slug) MUST_USE;
/* What stands at that name is that organisation and in use here, whatever it says. */
int org_adopt(struct ctx *c, const char *dir, const char *slug) MUST_USE;
/* In a write transaction: this store is that organisation, and in use. */
int org_identify(struct ctx *c, const char *slug) MUST_USE;
/* It was moved to that place and may only be read; NULL: it is in use again. */
int org_retire(struct ctx *c, struct store *s, const char *to) MUST_USE;
const char *org_moved_to(struct ctx *c, struct store *s);        /* NULL: it is in use */
/*
 * An empty store that becomes the organisation of that name only at the end, with keep, when
 * it was closed; until then nobody finds it, and beginning again begins anew.
 */
int org_draft(struct ctx *c, const char *dir, const char *slug, struct store **ret) MUST_USE;
int org_draft_end(struct ctx *c, const char *dir, const char *slug, bool keep) MUST_USE;
/* Remove a half-made organisation (a failed import). */
void org_remove(struct ctx *c, const char *dir, const char *slug);

#define IMPORT_MAX ((size_t)256 << 20)  /* bytes of an import file */

/*
 * Import the records of text ({"records": [{"type", "key", …}]}) into the open
 * write transaction, all or nothing.  shift_days moves every date.  report
 * may be NULL; it gets one line a record.
 */
int org_import(struct ctx *c, struct slice text, int64_t shift_days, struct buf *report) MUST_USE;
int org_export(struct ctx *c, struct buf *out) MUST_USE;
/* Put c->today into the organisation's time zone. */
void org_set_today(struct ctx *c);
/* Which numbers of the clauses are shown (Organization.edition). */
bool org_edition_is_2013(struct ctx *c);

#endif
