/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * event.c - the history: who changed what when, before and after, with a leaf
 * in the ledger in the same transaction (clause 7.5.3: control of records).
 */
#include <sodium.h>
#include <stdio.h>

#include "rec/kind.h"
#include "rec/store.h"

#define SALT_LEN 16

char *
changes_json(struct ctx *c, const struct rec *old, const struct rec *now, size_t *ret_n)
{
    struct buf b;
    struct json_out j = { &b, false };
    char *s;

    *ret_n = 0;
    buf_init(&b, BUF_MAX);
    json_obj(&j);
    for (size_t i = 0; i < now->type->nfields; i++) {
        const struct field *f = &now->type->fields[i];
        const struct value none = { 0 }, *before = old != NULL ? &old->v[i] : &none;

        if (value_equal(before, &now->v[i]))
            continue;
        ++*ret_n;
        json_key(&j, f->name);
        json_arr(&j);
        value_to_json(&j, f, before);
        value_to_json(&j, f, &now->v[i]);
        json_end_arr(&j);
    }
    json_end_obj(&j);
    s = arena_strndup(c->arena, b.p, b.n);
    buf_free(&b);
    return s;
}

/* The leaf's entry: personal data only as salted commitments, so that an
 * erasure of text and salt leaves every proof valid. */
static void
leaf_hash(const struct event *e, struct slice salt, const unsigned char *state,
    unsigned char out[static SHA256_LEN])
{
    unsigned char sealed[SHA256_LEN];
    struct buf b;
    const char *reason = e->reason != NULL ? e->reason : "";

    sha256_parts((struct sha256_part[]){ { "\x02", 1 }, { salt.p, salt.n },
        { e->actor, strlen(e->actor) + 1 }, { e->changes, strlen(e->changes) + 1 },
        { reason, strlen(reason) + 1 } }, 5, sealed);
    buf_init(&b, 4096);
    buf_printf(&b, "ismene-event-1\n%lld\n%lld\n%s\n%s\n%s\n%s\n%lld\n", (long long)e->seq,
        (long long)e->at, e->source, e->action, e->type, e->key, (long long)e->revision);
    sha256_parts((struct sha256_part[]){ { "\x00", 1 }, { b.p, b.n }, { sealed, sizeof sealed },
        { state, SHA256_LEN } }, 4, out);
    buf_free(&b);
}

static int
write_event(struct ctx *c, struct event e, const unsigned char *state)
{
    unsigned char salt[SALT_LEN], leaf[SHA256_LEN];

    e.seq = event_last(c) + 1;
    e.at = c->now;
    e.actor = c->actor->system ? "system" : c->actor->email;
    e.source = c->source;
    if (c->err != E_OK)
        return (int)c->err;
    if (store_is_archived(c))
        return archived_refuse(c);
    random_bytes(salt, sizeof salt);
    leaf_hash(&e, (struct slice){ (const char *)salt, sizeof salt }, state, leaf);
    if (db_exec(c, SQL("insert into event values ($seq, $at, $actor, $source, $action, $type, "
            "$key, $revision, $changes, $reason, $salt, $state, $leaf)"),
            BINDS(bind_int("seq", e.seq), bind_int("at", e.at), bind_text("actor", e.actor),
            bind_text("source", e.source), bind_text("action", e.action),
            bind_text("type", e.type), bind_text("key", e.key), bind_int("revision", e.revision),
            bind_text("changes", e.changes), bind_text("reason", e.reason),
            bind_blob("salt", salt, sizeof salt), bind_blob("state", state, SHA256_LEN),
            bind_blob("leaf", leaf, sizeof leaf))) != 0)
        return (int)c->err;
    return ledger_append(c, leaf);
}

int
event_write(struct ctx *c, const char *action, const struct rec *r, const char *changes,
    const char *reason)
{
    unsigned char state[SHA256_LEN] = { 0 };

    if (r == NULL)
        return event_write_about(c, action, "", "", changes, reason);
    if (strcmp(action, "delete") != 0)
        rec_state_hash(r, state);
    return write_event(c, (struct event){ .action = action, .type = r->type->name, .key = r->key,
        .revision = r->revision, .changes = changes, .reason = reason }, state);
}

int
event_write_about(struct ctx *c, const char *action, const char *type, const char *key,
    const char *changes, const char *reason)
{
    static const unsigned char none[SHA256_LEN];

    return write_event(c, (struct event){ .action = action, .type = type, .key = key,
        .changes = changes, .reason = reason }, none);
}

int64_t
event_last(struct ctx *c)
{
    return db_get_int(c, 0, SQL("select max(seq) from event"), NO_BINDS);
}

static struct event
event_row(struct ctx *c, struct stmt *s)
{
    return (struct event){
        .seq = db_int(s, 0), .at = db_int(s, 1), .actor = db_strdup(c, s, 2),
        .source = db_strdup(c, s, 3), .action = db_strdup(c, s, 4), .type = db_strdup(c, s, 5),
        .key = db_strdup(c, s, 6), .revision = db_int(s, 7), .changes = db_strdup(c, s, 8),
        .reason = db_strdup(c, s, 9),
    };
}

int
event_list(struct ctx *c, const char *key, int64_t before, size_t limit, struct event **ret,
    size_t *ret_n)
{
    struct event *events = NULL;
    size_t n = 0, cap = 0;
    struct stmt *s = key != NULL
        ? db_query(c, SQL("select * from event where key = $key and seq < $before "
            "order by seq desc limit $limit"), BINDS(bind_text("key", key),
            bind_int("before", before), bind_int("limit", (int64_t)limit)))
        : db_query(c, SQL("select * from event where seq < $before order by seq desc "
            "limit $limit"), BINDS(bind_int("before", before), bind_int("limit", (int64_t)limit)));

    while (db_step(c, s)) {
        struct event *e = arena_push(c->arena, events, n, cap);

        *e = event_row(c, s);
        if (rec_type_by_prefix(slice_of(e->key)) != NULL)
            e->changes = sight_changes(c, rec_type_by_prefix(slice_of(e->key)), e->changes);
    }
    *ret = events;
    *ret_n = n;
    return db_done(c, s);
}

/* Recompute one stored event's leaf; used by verify. */
bool
event_leaf_ok(struct ctx *c, struct stmt *s, unsigned char leaf[static SHA256_LEN])
{
    struct event e = event_row(c, s);
    struct slice salt = db_blob(s, 10), state, stored;
    unsigned char copy[SALT_LEN], hash[SHA256_LEN];

    if (salt.n != SALT_LEN)
        return false;
    memcpy(copy, salt.p, SALT_LEN);
    state = db_blob(s, 11);
    if (state.n != SHA256_LEN)
        return false;
    memcpy(hash, state.p, SHA256_LEN);
    leaf_hash(&e, (struct slice){ (const char *)copy, SALT_LEN }, hash, leaf);
    stored = db_blob(s, 12);
    return stored.n == SHA256_LEN && sodium_memcmp(stored.p, leaf, SHA256_LEN) == 0;
}
