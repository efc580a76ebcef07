/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copy.c - a whole store into an empty one, of whatever engine. */
#include "db/copy.h"
#include "rec/sight.h"
#include "rec/store.h"

/* The index is the engine's own: it is made anew, record by record. */
static int
index_type(struct ctx *c, const struct rec_type *t)
{
    const struct sight *sight = sight_of(c);    /* in c's arena, which outlives the records */
    struct ctx own = *c;
    struct stmt *s;
    struct rec *r;
    struct sql q;

    if (sight == NULL)
        return (int)c->err;
    own.arena = arena_new();
    sql_init(&q, c);
    sql_add(&q, SQL("select "));
    sql_columns(&q, t);
    sql_add(&q, SQL(" from "));
    sql_ident(&q, t->table);
    sql_add(&q, SQL(" t order by t.id"));
    s = sql_query(&q);
    while (db_step(c, s) && rec_from_row(&own, t, s, &r) == 0 && search_index(&own, r) == 0)
        arena_reset(own.arena);
    db_done(c, s);
    sql_free(&q);
    if (own.err != E_OK)
        fail(c, own.err, "%s", own.message);
    arena_free(own.arena);
    return (int)c->err;
}

int
store_copy(struct ctx *from, struct ctx *to, struct buf *report)
{
    unsigned char a[SHA256_LEN], b[SHA256_LEN];
    struct ctx own = { .arena = to->arena, .actor = to->actor, .now = to->now };
    struct facts f;
    int64_t n, m;

    if (kind_facts(&own, &organisation_store, &f) != 0)
        return fail(to, own.err, "%s", own.message);
    if (schema_create(to) != 0 || copy_all(from, to, &f) != 0)
        return (int)to->err;
    for (size_t i = 0; i < n_rec_types; i++)
        if (index_type(to, rec_types[i]) != 0)
            return (int)to->err;
    if (verify_store(to, report) != 0 || ledger_root(to, &m, b) != 0)
        return (int)to->err;
    if (ledger_root(from, &n, a) != 0)
        return fail(to, from->err, "%s", from->message);
    if (n != m || memcmp(a, b, sizeof a) != 0)
        return fail(to, E_BUG, "The copy's history differs from what was copied.");
    return 0;
}
