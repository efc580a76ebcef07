/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * store.h - records in the store: schema, load, save, list, steps, history.
 *
 * All functions take c->db inside a transaction (db.h); changes check
 * permission, values, references and work flow, and write the record, its
 * event and its ledger leaf together.  Results live in c->arena.
 */
#ifndef ISMENE_REC_STORE_H
#define ISMENE_REC_STORE_H

#include "base/json.h"
#include "db/migrate.h"
#include "rec/perm.h"
#include "rec/rec.h"
#include "rec/sight.h"

/* Schema. */
char *schema_tables(struct arena *a);               /* in neutral words, derived */
char *schema_ddl(struct arena *a, enum db_kind kind);       /* all tables in an engine's words */
int schema_create(struct ctx *c) MUST_USE;          /* in an empty store */
int schema_plan(struct ctx *c) MUST_USE;            /* tell the planner of the indexes */
extern const struct store_kind organisation_store;  /* its migrations */

/* One record. */
struct rec *rec_new(struct ctx *c, const struct rec_type *t);   /* with defaults */
struct rec *rec_copy(struct ctx *c, const struct rec *r);
int rec_load(struct ctx *c, const struct rec_type *t, const char *key, struct rec **ret) MUST_USE;
int rec_load_any(struct ctx *c, const char *key, struct rec **ret) MUST_USE;
int rec_load_singleton(struct ctx *c, const struct rec_type *t, struct rec **ret) MUST_USE;

/* Set fields from JSON members, refusing unknown, read-only and ill-typed ones;
 * "revision" is skipped, "key" and "type" must be those of r. */
int rec_read_json(struct ctx *c, struct rec *r, const json_t *object) MUST_USE;

enum save_flags {
    SAVE_IMPORT = 1,            /* read-only and missing required fields as found; no permission */
};
int rec_create(struct ctx *c, struct rec *r, unsigned flags) MUST_USE;
/* Saves r over the stored revision r->revision: E_STALE when another one is there. */
int rec_update(struct ctx *c, struct rec *r, const char *reason) MUST_USE;
int rec_delete(struct ctx *c, struct rec *r, const char *reason) MUST_USE;
/* 0, or why this actor may not do it now (in c); the three above ask the same. */
int rec_create_allowed(struct ctx *c, const struct rec_type *t) MUST_USE;
int rec_edit_allowed(struct ctx *c, const struct rec *r) MUST_USE;
int rec_delete_allowed(struct ctx *c, const struct rec *r) MUST_USE;

/* Are the fields filled that type, state and other fields demand?  Adds field errors. */
int rec_check_required(struct ctx *c, const struct rec *r);

/* Work flow (workflow.c). */
struct step_input {
    const char *reason;
    const char *override;       /* written reason to set four eyes aside; NULL: none */
};
/* A written reason: valid and not too long; field names it in the error. */
int reason_check(struct ctx *c, const char *field, const char *text);
const struct step *rec_step_find(const struct rec_type *t, const char *name, const char *state);
/* 0, or why this actor may not take the step now (in c). */
int rec_step_allowed(struct ctx *c, const struct rec *r, const struct step *s, bool override);
/* "Top management or the person under “Owner”": who may, in words. */
char *rec_who_words(struct ctx *c, const struct rec_type *t, const char *who);
int rec_step(struct ctx *c, struct rec *r, const struct step *s, const struct step_input *in)
    MUST_USE;
/* The fields a step asks for: words in the arena. */
char *rec_step_fields(struct ctx *c, const struct rec *r, const struct step *s);
/* Move every other record of the type from one state to another (superseded versions). */
int rec_supersede(struct ctx *c, const struct rec_type *t, const char *from, const char *to,
    const char *except_key) MUST_USE;
/* A change made by a step's effect: no permission check, with history. */
int rec_save_system(struct ctx *c, struct rec *r, const char *action, const char *reason) MUST_USE;

/* Lists. */
enum filter_op { OP_EQ, OP_MIN, OP_MAX, OP_EMPTY, OP_FILLED };
struct filter {
    int field;
    enum filter_op op;
    struct value value[16];     /* OP_EQ: any of these */
    size_t nvalues;
};
struct rec_query {
    const struct rec_type *type;
    struct filter filters[12];
    size_t nfilters;
    const char *text;           /* full-text words, or NULL */
    int sort;                   /* field index; -1: as entered */
    bool descending;
    const char *after;          /* cursor of the page before, or NULL */
    int64_t limit;              /* 1..200 */
    bool open_only;             /* without final states */
    const char *tag;            /* only records with this tag; NULL: all */
    const char *const *only;    /* keys: no other records; NULL: all */
    size_t nonly;
    enum action action;         /* ACT_READ or ACT_EXPORT: what it is for */
    bool whole;                 /* whatever the actor may see: for effects of a change, not to show */
};
#define COUNT_CAP 1000          /* counts stop here: "more than 1,000" */

/* Read ?field=…, field.min, field.max, sort, after, limit, q; unknown names are refused. */
int query_set(struct ctx *c, struct rec_query *q, const char *name, const char *value) MUST_USE;
int rec_list(struct ctx *c, const struct rec_query *q, struct rec ***ret, size_t *ret_n,
    const char **ret_next) MUST_USE;
int rec_list_json(struct ctx *c, const struct rec_query *q, struct buf *out) MUST_USE;
int64_t rec_count(struct ctx *c, const struct rec_query *q);    /* at most COUNT_CAP + 1 */
void rec_json(struct json_out *j, const struct rec *r);

/* The directory of all records: key → type and title. */
struct rec_name {
    const char *key, *title;
    const struct rec_type *type;
};
int rec_names(struct ctx *c, const char *const *keys, size_t n, struct rec_name *ret) MUST_USE;
const char *rec_name_of(struct ctx *c, const char *key);        /* the title, or the key */
/* The key of the Person with this address, A and a being the same; NULL: nobody. */
char *rec_person_by_email(struct ctx *c, const char *email);
char *rec_stored_title(struct ctx *c, const char *key);         /* whoever asks; NULL: none */

/* Records that point here. */
struct backlink {
    const struct rec_type *type;
    const struct field *field;
    const char *key, *title, *state;
};
#define BACKLINKS_MOST 50       /* a field: the register's filter has them all */
int rec_is_pointed_at(struct ctx *c, const char *key, bool *ret) MUST_USE;      /* seen or not */
int rec_backlinks(struct ctx *c, const char *key, struct backlink **ret, size_t *ret_n) MUST_USE;

/* The same, seen or not: not to show. */
int rec_pointers(struct ctx *c, const char *key, struct backlink **ret, size_t *ret_n) MUST_USE;

/* Search over everything (search.c). */
struct hit {
    const struct rec_type *type;
    const char *key, *title, *snippet;      /* snippet: plain text with \x01 and \x02 around hits */
};
int rec_search(struct ctx *c, const char *words, const char *type, size_t limit,
    struct hit **ret, size_t *ret_n) MUST_USE;

/* History (event.c). */
struct event {
    int64_t seq, at, revision;
    const char *actor, *source, *action, *type, *key, *changes, *reason;
};
int event_write(struct ctx *c, const char *action, const struct rec *r, const char *changes,
    const char *reason) MUST_USE;
/* About something that is no record: a group, a role. */
int event_write_about(struct ctx *c, const char *action, const char *type, const char *key,
    const char *changes, const char *reason) MUST_USE;
int event_list(struct ctx *c, const char *key, int64_t before, size_t limit, struct event **ret,
    size_t *ret_n) MUST_USE;            /* key NULL: of all records; newest first */
int64_t event_last(struct ctx *c);      /* the ledger's size */

/* Comments and attachments (attach.c). */
struct comment { int64_t id, at; const char *actor, *text; };
int comment_add(struct ctx *c, const struct rec *r, const char *text) MUST_USE;
int comment_list(struct ctx *c, const char *key, struct comment **ret, size_t *ret_n) MUST_USE;
struct attachment { int64_t id, at, size; const char *actor, *name, *type, *sha256; };
int attachment_add(struct ctx *c, const struct rec *r, const char *name, const char *type,
    struct slice data) MUST_USE;
int attachment_list(struct ctx *c, const char *key, struct attachment **ret, size_t *ret_n) MUST_USE;
int attachment_read(struct ctx *c, const char *key, int64_t id, struct attachment *ret,
    struct buf *data) MUST_USE;

/* Tags (tag.c): words in their order; whoever may edit the record sets them. */
#define TAG_MAX 40              /* characters */
#define TAGS_MAX 20             /* of a record */
int tag_list(struct ctx *c, const char *key, const char ***ret, size_t *ret_n) MUST_USE;
int tag_set(struct ctx *c, const struct rec *r, const struct slice *tags, size_t n) MUST_USE;
/* The same from a JSON list of words. */
int tag_set_json(struct ctx *c, const struct rec *r, const json_t *list) MUST_USE;
int tag_change(struct ctx *c, const struct rec *r, const char *tag, bool add) MUST_USE;

/* The ledger (ledger.c): RFC 6962 tree over the events. */
int verify_store(struct ctx *c, struct buf *report) MUST_USE;   /* E_DB names the first bad entry */
int ledger_root(struct ctx *c, int64_t *ret_size, unsigned char root[static SHA256_LEN]) MUST_USE;

/*
 * All that a store holds into an empty one (copy.c): from is in a transaction, to in a write
 * transaction.  The copy is verified before this returns; an error stands in to.
 */
int store_copy(struct ctx *from, struct ctx *to, struct buf *report) MUST_USE;

/* The store as it stood at a time, rebuilt from the history into an empty store; ends the
 * transaction that c is in. */
int asof_build(struct ctx *c, struct store *from, int64_t at, struct store **ret) MUST_USE;

/* Settings of the organisation. */
const char *setting_get(struct ctx *c, const char *name, const char *fallback);
int setting_set(struct ctx *c, const char *name, const char *value) MUST_USE;

/*
 * An archived organisation is only read: nothing may enter its history but that
 * it was archived or brought back.
 */
bool store_is_archived(struct ctx *c);
int archived_refuse(struct ctx *c);                 /* E_STATE, with words */
int store_set_archived(struct ctx *c, bool archived, const char *reason) MUST_USE;
/* E_QUOTA when so many records or bytes more are too many (c->quota). */
int quota_check(struct ctx *c, int64_t records, size_t bytes) MUST_USE;

/* One-line helpers for guards in record-type files; $key and $today are bound. */
bool rec_exists(struct ctx *c, const char *sql, const char *key);

/* Rename the records that are named by this one; after an import, all such records. */
int rec_retitle_after(struct ctx *c, const struct rec *r) MUST_USE;
int rec_retitle_all(struct ctx *c) MUST_USE;

/* For import: keep the counter of new keys ahead of this one. */
int rec_key_taken(struct ctx *c, const struct rec *r) MUST_USE;

/* Used between the files of rec/. */
/* Whatever the actor may see, not to show; key NULL: the first of the type. */
int rec_load_stored(struct ctx *c, const struct rec_type *t, const char *key, struct rec **ret)
    MUST_USE;
struct rec *rec_alloc(struct ctx *c, const struct rec_type *t);
int rec_from_row(struct ctx *c, const struct rec_type *t, struct stmt *s, struct rec **ret);
void sql_columns(struct sql *q, const struct rec_type *t);
int rec_write(struct ctx *c, struct rec *r, bool fresh) MUST_USE;
void rec_state_hash(const struct rec *r, unsigned char out[static SHA256_LEN]);
int search_index(struct ctx *c, const struct rec *r) MUST_USE;
int search_remove(struct ctx *c, int64_t id) MUST_USE;
const char *search_ddl(enum db_kind kind);
/* The condition that the record of row t has all these words. */
void sql_match(struct sql *q, const char *words);
/* Recompute the leaf of a row of event (all columns); false when it was altered. */
bool event_leaf_ok(struct ctx *c, struct stmt *s, unsigned char leaf[static SHA256_LEN]);
int ledger_append(struct ctx *c, const unsigned char leaf[static SHA256_LEN]) MUST_USE;
char *changes_json(struct ctx *c, const struct rec *old, const struct rec *now, size_t *ret_n);

#endif
