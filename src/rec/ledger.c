/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ledger.c - a Merkle tree over the events (RFC 6962, section 2.1).  One row
 * keeps the roots of its full subtrees, left to right; appending merges them
 * as the trailing ones of the size say.
 */
#include <inttypes.h>

#include "rec/kind.h"
#include "rec/store.h"

#define MAX_NODES 64

struct frontier {
    int64_t size;
    size_t n;
    unsigned char node[MAX_NODES][SHA256_LEN];
};

static void
join(const unsigned char *left, const unsigned char *right, unsigned char *out)
{
    sha256_parts((struct sha256_part[]){ { "\x01", 1 }, { left, SHA256_LEN },
        { right, SHA256_LEN } }, 3, out);
}

static void
append(struct frontier *f, const unsigned char *leaf)
{
    memcpy(f->node[f->n++], leaf, SHA256_LEN);
    for (int64_t size = f->size; size & 1; size >>= 1, f->n--)
        join(f->node[f->n - 2], f->node[f->n - 1], f->node[f->n - 2]);
    f->size++;
}

static void
root_of(const struct frontier *f, unsigned char out[static SHA256_LEN])
{
    if (f->n == 0) {
        sha256("", 0, out);
        return;
    }
    memcpy(out, f->node[f->n - 1], SHA256_LEN);
    for (size_t i = f->n - 1; i > 0; i--)
        join(f->node[i - 1], out, out);
}

static int
load(struct ctx *c, struct frontier *f)
{
    struct stmt *s = db_query(c, SQL("select size, nodes from ledger"), NO_BINDS);
    struct slice nodes;

    *f = (struct frontier){ 0 };
    if (!db_step(c, s)) {
        db_done(c, s);
        return fail(c, E_DB, "The ledger is missing.");
    }
    f->size = db_int(s, 0);
    nodes = db_blob(s, 1);
    f->n = nodes.n / SHA256_LEN;
    if (f->n > MAX_NODES || f->n != (size_t)__builtin_popcountll((uint64_t)f->size))
        fail(c, E_DB, "The ledger's nodes do not fit its size.");
    else if (nodes.n > 0)
        memcpy(f->node, nodes.p, f->n * SHA256_LEN);
    return db_done(c, s);
}

int
ledger_append(struct ctx *c, const unsigned char leaf[static SHA256_LEN])
{
    struct frontier f;

    if (load(c, &f) != 0)
        return (int)c->err;
    append(&f, leaf);
    return db_exec(c, SQL("update ledger set size = $size, nodes = $nodes"),
        BINDS(bind_int("size", f.size), bind_blob("nodes", f.node, f.n * SHA256_LEN)));
}

int
ledger_root(struct ctx *c, int64_t *ret_size, unsigned char root[static SHA256_LEN])
{
    struct frontier f;

    if (load(c, &f) != 0)
        return (int)c->err;
    *ret_size = f.size;
    root_of(&f, root);
    return 0;
}

/* Every event's leaf, in order without a gap, and the root they give. */
static int
verify_events(struct ctx *c, struct frontier *f)
{
    struct stmt *s = db_query(c, SQL("select * from event order by seq"), NO_BINDS);
    unsigned char leaf[SHA256_LEN];

    while (db_step(c, s)) {
        int64_t seq = db_int(s, 0);

        if (seq != f->size + 1)
            fail(c, E_DB, "The history has a gap: entry %" PRId64 " follows entry %" PRId64 ".",
                seq, f->size);
        else if (!event_leaf_ok(c, s, leaf))
            fail(c, E_DB, "Entry %" PRId64 " of the history (%s) was altered.", seq,
                db_strdup(c, s, 6));
        if (c->err != E_OK)
            break;
        append(f, leaf);
    }
    return db_done(c, s);
}

/* Does the live row equal what its last event recorded? */
static int
verify_row(struct ctx *c, const struct rec *r)
{
    unsigned char now[SHA256_LEN];
    struct stmt *s = db_query(c, SQL("select state from event where key = $key and "
        "action not in ('comment', 'attach') order by seq desc limit 1"),
        BINDS(bind_text("key", r->key)));
    struct slice state = { NULL, 0 };

    if (db_step(c, s))
        state = db_blob(s, 0);
    rec_state_hash(r, now);
    if (c->err == E_OK && (state.n != sizeof now || memcmp(state.p, now, sizeof now) != 0))
        fail(c, E_DB, "%s was changed outside of the program: it does not equal its last entry "
            "in the history.", r->key);
    return db_done(c, s);
}

static int
verify_type(struct ctx *c, const struct rec_type *t, int64_t *n)
{
    struct sql q;
    struct stmt *s;
    struct rec *r;

    sql_init(&q, c);
    sql_add(&q, SQL("select "));
    sql_columns(&q, t);
    sql_add(&q, SQL(" from "));
    sql_ident(&q, t->table);
    sql_add(&q, SQL(" t order by t.id"));
    s = sql_query(&q);
    while (c->err == E_OK && db_step(c, s)) {
        rec_from_row(c, t, s, &r);
        ++*n;
        verify_row(c, r);
    }
    db_done(c, s);
    sql_free(&q);
    return (int)c->err;
}

/* A record that the history knows and did not delete must still be there. */
static int
verify_present(struct ctx *c)
{
    struct stmt *s = db_query(c, SQL("select e.key from event e where e.action = 'create' and "
        "not exists (select 1 from record r where r.key = e.key) and not exists "
        "(select 1 from event d where d.key = e.key and d.action = 'delete') "
        "order by e.seq limit 1"), NO_BINDS);

    if (db_step(c, s))
        fail(c, E_DB, "%s is missing: the history does not say that it was deleted.",
            db_strdup(c, s, 0));
    return db_done(c, s);
}

static int
verify_blobs(struct ctx *c, int64_t *n)
{
    struct stmt *s = db_query(c, SQL("select distinct sha256 from attachment order by 1"), NO_BINDS);

    while (c->err == E_OK && db_step(c, s)) {
        char *want = db_strdup(c, s, 0), got[2 * SHA256_LEN + 1];
        unsigned char hash[SHA256_LEN];
        struct buf data;
        struct stmt *chunks = db_query(c, SQL("select data from blob where sha256 = $h "
            "order by pos"), BINDS(bind_text("h", want)));

        buf_init(&data, BUF_MAX);
        while (db_step(c, chunks))
            buf_add(&data, db_blob(chunks, 0).p, db_blob(chunks, 0).n);
        db_done(c, chunks);
        sha256(data.n ? data.p : "", data.n, hash);
        hex_encode(hash, sizeof hash, got);
        buf_free(&data);
        ++*n;
        if (strcmp(want, got) != 0)
            fail(c, E_DB, "An attached file (%s) was altered.", want);
    }
    return db_done(c, s);
}

int
verify_store(struct ctx *c, struct buf *report)
{
    struct frontier live, *again = arena_new_of(c->arena, struct frontier);
    unsigned char a[SHA256_LEN], b[SHA256_LEN];
    char hex[2 * SHA256_LEN + 1];
    int64_t rows = 0, blobs = 0;

    if (store_integrity(c) != 0 || load(c, &live) != 0 || verify_events(c, again) != 0)
        return (int)c->err;
    root_of(&live, a);
    root_of(again, b);
    if (live.size != again->size || memcmp(a, b, sizeof a) != 0)
        return fail(c, E_DB, "The ledger's root does not follow from the history: entries were "
            "removed or added.");
    for (size_t i = 0; i < n_rec_types; i++)
        if (verify_type(c, rec_types[i], &rows) != 0)
            return (int)c->err;
    if (verify_present(c) != 0 || verify_blobs(c, &blobs) != 0)
        return (int)c->err;
    hex_encode(a, sizeof a, hex);
    buf_printf(report, "verified: %" PRId64 " entries, %" PRId64 " records, %" PRId64
        " files\nroot: %s\n", live.size, rows, blobs, hex);
    return 0;
}
