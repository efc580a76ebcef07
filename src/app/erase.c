/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * erase.c - the end of an organisation.  The erasure and its proof are written
 * down first and the store is removed afterwards: an interruption in between
 * is finished at the next start, and nothing is removed without a proof.
 */
#include "app/erase.h"

#include "app/seal.h"

#define DAY INT64_C(86400000000)
#define COLUMNS "id, slug, reason, asked_by, asked_id, asked_at, confirmed_by, confirmed_at, proof"

static void
read_row(struct ctx *c, struct stmt *s, struct erasure *e)
{
    *e = (struct erasure){ .id = db_int(s, 0), .slug = db_strdup(c, s, 1),
        .reason = db_strdup(c, s, 2), .asked_by = db_strdup(c, s, 3), .asked_id = db_int(s, 4),
        .asked_at = db_int(s, 5), .confirmed_by = db_strdup(c, s, 6),
        .confirmed_at = db_int(s, 7), .proof = db_strdup(c, s, 8) };
}

/* Within a transaction of the control store. */
static bool
find_pending(struct ctx *c, const char *slug, struct erasure *ret)
{
    struct stmt *s = db_query(c, SQL("select " COLUMNS " from erasure where slug = $slug and "
        "proof is null and asked_at > $since order by id desc limit 1"),
        BINDS(bind_text("slug", slug), bind_int("since", c->now - ERASE_DAYS * DAY)));
    bool found = db_step(c, s);

    if (found)
        read_row(c, s, ret);
    return db_done(c, s) == 0 && found;
}

bool
erase_pending(struct ctx *c, const struct orgs *o, const char *slug, struct erasure *ret)
{
    bool found = store_read(c, o->control) == 0 && find_pending(c, slug, ret);

    store_rollback(c);
    return found;
}

static int
check_asked(struct ctx *c, const struct account *by, const char *slug, const char *typed)
{
    if (!by->admin || by->disabled)
        return fail(c, E_DENIED, "Only administrators of the installation erase organisations.");
    if (typed == NULL || strcmp(typed, slug) != 0)
        return fail_field(c, "typed", "Type %s to show that you mean this organisation.", slug);
    return 0;
}

static int
end(struct ctx *c, int e)
{
    if (e != 0 || store_commit(c) != 0)
        store_rollback(c);
    return (int)c->err;
}

static int
write_request(struct ctx *c, const struct account *by, const char *slug, const char *reason)
{
    struct organisation row;
    struct erasure e;

    if (organisation_get(c, slug, &row) != 0)
        return (int)c->err;
    if (find_pending(c, slug, &e))
        return fail(c, E_STATE, "%s asked for this already: another administrator has to confirm "
            "it.", e.asked_by);
    if (db_exec(c, SQL("delete from erasure where slug = $slug and proof is null"),
            BINDS(bind_text("slug", slug))) != 0)
        return (int)c->err;
    return db_exec(c, SQL("insert into erasure (slug, reason, asked_by, asked_id, asked_at) "
        "values ($slug, $reason, $by, $id, $now)"), BINDS(bind_text("slug", slug),
        bind_text("reason", reason), bind_text("by", by->email), bind_int("id", by->id),
        bind_int("now", c->now)));
}

int
erase_ask(struct ctx *c, const struct orgs *o, const struct account *by, const char *slug,
    const char *typed, const char *reason)
{
    if (check_asked(c, by, slug, typed) != 0)
        return (int)c->err;
    if (reason == NULL || slice_trim(slice_of(reason)).n == 0)
        return fail_field(c, "reason", "Say why: the reason stands in the proof.");
    if (reason_check(c, "reason", reason) != 0 || store_write(c, o->control) != 0)
        return (int)c->err;
    return end(c, write_request(c, by, slug, reason));
}

int
erase_cancel(struct ctx *c, const struct orgs *o, const char *slug)
{
    if (store_write(c, o->control) != 0)
        return (int)c->err;
    if (db_exec(c, SQL("delete from erasure where slug = $slug and proof is null"),
            BINDS(bind_text("slug", slug))) == 0 && db_changes(c) == 0)
        fail(c, E_NOTFOUND, "Nobody asked to erase %s.", slug);
    return end(c, (int)c->err);
}

/* What there was, as far as it can still be read. */
struct remains {
    const char *name, *unreadable;
    int64_t entries, records, files, bytes, first, last;
    char root[2 * SHA256_LEN + 1];
};

static int
read_facts(struct ctx *c, struct remains *f)
{
    unsigned char root[SHA256_LEN];

    f->name = db_get_text(c, SQL("select name from organization"), NO_BINDS);
    f->records = db_get_int(c, 0, SQL("select count(*) from record"), NO_BINDS);
    f->files = db_get_int(c, 0, SQL("select count(*) from attachment"), NO_BINDS);
    f->first = db_get_int(c, 0, SQL("select min(at) from event"), NO_BINDS);
    f->last = db_get_int(c, 0, SQL("select max(at) from event"), NO_BINDS);
    if (ledger_root(c, &f->entries, root) == 0)
        hex_encode(root, sizeof root, f->root);
    return (int)c->err;
}

/* A damaged store can be erased too; then the proof says that it could not be read. */
static int
gather(struct ctx *c, const struct orgs *o, const char *slug, struct remains *f)
{
    struct ctx own = { .arena = c->arena, .actor = c->actor, .source = c->source, .now = c->now };
    struct store *s;

    *f = (struct remains){ .bytes = org_size(c, o->dir, slug) };
    if (org_open(&own, o->dir, slug, STORE_EXCLUSIVE, &s) == 0) {
        if (store_read(&own, s) != 0 || read_facts(&own, f) != 0)
            f->unreadable = own.message;
        store_rollback(&own);
        store_close(s);
    } else if (own.err == E_DB) {
        f->unreadable = own.message;
    } else {
        return fail(c, own.err, "%s", own.message);
    }
    return 0;
}

/* Users' words on one line of the proof. */
static const char *
line(struct ctx *c, const char *s)
{
    char *copy = arena_strdup(c->arena, s != NULL ? s : "");

    for (char *p = copy; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 127)
            *p = ' ';
    return copy;
}

static char *
time_text(struct ctx *c, int64_t at)
{
    char text[TIME_LEN + 1];

    time_format(at, text);
    return arena_strdup(c->arena, at != 0 ? text : "none");
}

static char *
statement(struct ctx *c, const struct erasure *e, const struct account *by,
    const struct remains *f, int64_t users)
{
    char *head = arena_printf(c->arena, "ismene erasure proof 1\norganisation: %s\nname: %s\n",
        e->slug, line(c, f->name));
    char *body = f->unreadable != NULL
        ? arena_printf(c->arena, "store: could not be read: %s\n", line(c, f->unreadable))
        : arena_printf(c->arena, "history: %lld entries\nroot: %s\nfirst entry: %s\n"
            "last entry: %s\nrecords: %lld\nfiles: %lld\n", (long long)f->entries, f->root,
            time_text(c, f->first), time_text(c, f->last), (long long)f->records,
            (long long)f->files);

    return arena_printf(c->arena, "%s%sbytes: %lld\nusers: %lld\nasked by: %s\nasked at: %s\n"
        "reason: %s\nconfirmed by: %s\nconfirmed at: %s\n", head, body, (long long)f->bytes,
        (long long)users, line(c, e->asked_by), time_text(c, e->asked_at), line(c, e->reason),
        line(c, by->email), time_text(c, c->now));
}

/* Within the write transaction of the control store: nobody else confirmed meanwhile. */
static int
write_proof(struct ctx *c, const struct erasure *e, const struct account *by, const char *proof)
{
    if (db_exec(c, SQL("update erasure set proof = $proof, confirmed_by = $by, "
            "confirmed_id = $id, confirmed_at = $now where id = $erasure and proof is null and "
            "asked_id <> $id"), BINDS(bind_text("proof", proof), bind_text("by", by->email),
            bind_int("id", by->id), bind_int("now", c->now), bind_int("erasure", e->id))) != 0)
        return (int)c->err;
    if (db_changes(c) != 1)
        return fail(c, E_STATE, "This request was confirmed or taken back meanwhile.");
    return organisation_erase(c, e->slug);
}

/* Files last; whoever is interrupted here goes on at the next start. */
static int
remove_store(struct ctx *c, const char *dir, struct store *control, const char *slug)
{
    org_remove(c, dir, slug);
    if (c->err != E_OK || store_write(c, control) != 0)
        return (int)c->err;
    return end(c, db_exec(c, SQL("update erasure set removed_at = $now where slug = $slug and "
        "proof is not null and removed_at is null"), BINDS(bind_int("now", c->now),
        bind_text("slug", slug))));
}

static int
carry_out(struct ctx *c, const struct orgs *o, const struct account *by,
    const struct erasure *e, const char **ret_proof)
{
    struct remains f;
    struct seal seal;
    int64_t users = 0;

    if (gather(c, o, e->slug, &f) != 0 || seal_load(c, o->dir, o->control, &seal) != 0
        || store_write(c, o->control) != 0)
        return (int)c->err;
    users = organisation_users(c, e->slug);
    *ret_proof = seal_sign(c->arena, &seal, statement(c, e, by, &f, users));
    if (end(c, write_proof(c, e, by, *ret_proof)) != 0)
        return (int)c->err;
    return remove_store(c, o->dir, o->control, e->slug);
}

int
erase_confirm(struct ctx *c, const struct orgs *o, const struct account *by,
    const char *slug, const char *typed, const char **ret_proof)
{
    struct erasure e;

    if (check_asked(c, by, slug, typed) != 0)
        return (int)c->err;
    if (!erase_pending(c, o, slug, &e))
        return c->err != E_OK ? (int)c->err : fail(c, E_STATE, "Nobody asked to erase %s, or it "
            "was more than %d days ago: ask first.", slug, ERASE_DAYS);
    if (e.asked_id == by->id)
        return fail(c, E_DENIED, "Four eyes: you asked for this, so another administrator of the "
            "installation has to confirm it.");
    if (store_remake_allowed(c, org_path(c, o->dir, slug)) != 0)
        return (int)c->err;
    if (o->slots != NULL && slots_shut(c, o->slots, slug) != 0)
        return (int)c->err;
    carry_out(c, o, by, &e, ret_proof);
    if (o->slots != NULL)
        slots_open_up(o->slots, slug);
    return (int)c->err;
}

int
erase_list(struct ctx *c, const struct orgs *o, struct erasure **ret, size_t *ret_n)
{
    struct erasure *list = NULL;
    size_t n = 0, cap = 0;
    struct stmt *s;

    if (store_read(c, o->control) != 0)
        return (int)c->err;
    s = db_query(c, SQL("select " COLUMNS " from erasure where proof is not null "
        "order by id desc limit 200"), NO_BINDS);
    while (db_step(c, s))
        read_row(c, s, arena_push(c->arena, list, n, cap));
    db_done(c, s);
    store_rollback(c);
    *ret = list;
    *ret_n = n;
    return (int)c->err;
}

int
erase_get(struct ctx *c, const struct orgs *o, int64_t id, struct erasure *ret)
{
    bool found = false;
    struct stmt *s;

    if (store_read(c, o->control) != 0)
        return (int)c->err;
    s = db_query(c, SQL("select " COLUMNS " from erasure where id = $id and proof is not null"),
        BINDS(bind_int("id", id)));
    if (db_step(c, s)) {
        read_row(c, s, ret);
        found = true;
    }
    db_done(c, s);
    store_rollback(c);
    return c->err != E_OK || found ? (int)c->err : fail(c, E_NOTFOUND, "There is no such proof.");
}

int
erase_finish(struct ctx *c, const char *dir, struct store *control)
{
    const char **slugs = NULL;
    size_t n = 0, cap = 0;
    struct stmt *s;

    if (store_read(c, control) != 0)
        return (int)c->err;
    s = db_query(c, SQL("select slug from erasure where proof is not null and removed_at is null"),
        NO_BINDS);
    while (db_step(c, s))
        *arena_push(c->arena, slugs, n, cap) = db_strdup(c, s, 0);
    db_done(c, s);
    store_rollback(c);
    for (size_t i = 0; i < n && c->err == E_OK; i++)
        if (remove_store(c, dir, control, slugs[i]) == E_DENIED)
            ctx_clear(c);       /* the owner's next command does it */
    return (int)c->err;
}
