/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* migrate.c - runs and records the migrations of a store. */
#include "db/migrate.h"

int
kind_newest(const struct store_kind *k)
{
    return k->n > 0 ? k->list[k->n - 1].number : 1;
}

static const char *
hash_of(struct ctx *c, const struct migration *m)
{
    char *hex = arena_alloc(c->arena, 2 * SHA256_LEN + 1);
    unsigned char hash[SHA256_LEN];

    sha256(m->text, strlen(m->text), hash);
    hex_encode(hash, sizeof hash, hex);
    return hex;
}

static int
record(struct ctx *c, const struct migration *m)
{
    return db_exec(c, SQL("insert into migration (number, name, hash, at) "
        "values ($number, $name, $hash, $at)"), BINDS(bind_int("number", m->number),
        bind_text("name", m->name), bind_text("hash", hash_of(c, m)), bind_int("at", c->now)));
}

int
migrate_mark(struct ctx *c, const struct store_kind *k)
{
    for (size_t i = 0; i < k->n; i++)
        if (record(c, &k->list[i]) != 0)
            return (int)c->err;
    return db_exec(c, SQL("insert into meta (name, value) values ('product', $product), "
        "('schema', $number)"), BINDS(bind_text("product", k->product),
        bind_text("number", arena_printf(c->arena, "%d", kind_newest(k)))));
}

/* What it says of itself in meta, which every version has. */
static int
read_meta(struct ctx *c, const struct store_kind *k, int64_t *ret_number)
{
    const char *product = NULL;
    struct stmt *s;

    *ret_number = 0;
    if (!db_has_table(c, "meta") && c->err == E_OK)
        return fail(c, E_DB, "This is not %s.", k->words);
    s = c->err != E_OK ? NULL : db_query(c, SQL("select name, value from meta "
        "where name in ('product', 'schema')"), NO_BINDS);
    while (db_step(c, s)) {
        if (slice_eq(db_text(s, 0), "product"))
            product = db_strdup(c, s, 1);
        else if (!slice_int(db_text(s, 1), ret_number))
            *ret_number = 0;
    }
    db_done(c, s);
    if (c->err == E_DB)
        c->message = arena_printf(c->arena, "This is damaged, or not %s: %s", k->words,
            c->message);
    if (c->err == E_OK && (product == NULL || strcmp(product, k->product) != 0 || *ret_number < 1))
        fail(c, E_DB, "This is not %s.", k->words);
    return (int)c->err;
}

/* The recorded migrations must be the program's, from 2 to the store's number. */
static int
check_recorded(struct ctx *c, const struct store_kind *k, int64_t number)
{
    struct stmt *s = db_query(c, SQL("select number, name, hash from migration "
        "order by number"), NO_BINDS);
    size_t i = 0;

    while (c->err == E_OK && db_step(c, s)) {
        if (i >= k->n || db_int(s, 0) != k->list[i].number || db_int(s, 0) > number)
            fail(c, E_DB, "This store records a migration %d (%s) that does not belong to its "
                "schema %d. Restore it from a backup.", (int)db_int(s, 0), db_strdup(c, s, 1),
                (int)number);
        else if (!slice_eq(db_text(s, 2), hash_of(c, &k->list[i])))
            fail(c, E_DB, "This store had another migration %d (%s) than this program's (%s): "
                "a program wrote it that was never released, or was altered. Use that program, "
                "or restore a backup made before it.", k->list[i].number, db_strdup(c, s, 1),
                k->list[i].name);
        i++;
    }
    if (db_done(c, s) == 0 && i + 1 != (size_t)number)
        fail(c, E_DB, "This store says that it is at schema %d but records %zu migrations. "
            "Restore it from a backup.", (int)number, i);
    return (int)c->err;
}

int
migrate_number(struct ctx *c, const struct store_kind *k, int *ret)
{
    int64_t number;

    if (read_meta(c, k, &number) != 0)
        return (int)c->err;
    if (number > kind_newest(k))
        return fail(c, E_DB, "This store was written by a newer Ismene (schema %lld, this program "
            "knows %d). Use the newer program.", (long long)number, kind_newest(k));
    *ret = (int)number;
    return number > 1 ? check_recorded(c, k, number) : 0;
}

int
migrate_check(struct ctx *c, const struct store_kind *k)
{
    int at;

    if (migrate_number(c, k, &at) != 0)
        return (int)c->err;
    if (at < kind_newest(k))
        return fail(c, E_STATE, "This store is of an older Ismene (schema %d, this program works "
            "with %d) and nothing was changed. Bring it up with \xe2\x80\x9cismene schema "
            "migrate\xe2\x80\x9d, or start \xe2\x80\x9cismene serve\xe2\x80\x9d.", at,
            kind_newest(k));
    return 0;
}

static int
run_one(struct ctx *c, const struct store_kind *k, int at)
{
    const struct migration *m = &k->list[at - 1];

    if (db_remake(c, m->text) != 0 || record(c, m) != 0
        || db_exec(c, SQL("update meta set value = $n where name = 'schema'"),
            BINDS(bind_text("n", arena_printf(c->arena, "%d", m->number)))) != 0
        || (m->number == kind_newest(k) && k->after != NULL && k->after(c) != 0)) {
        c->message = arena_printf(c->arena, "Migration %d (%s) failed and left everything as it "
            "was, at schema %d: %s", m->number, m->name, at, c->message);
        return (int)c->err;
    }
    return store_commit(c);
}

/* Nobody else migrates this store while its row in meta is held. */
static int
step(struct ctx *c, struct store *s, const struct store_kind *k, int *ret_at)
{
    if (store_write_tables(c, s) != 0)
        return (int)c->err;
    if (db_exec(c, SQL("update meta set value = value where name = 'schema'"), NO_BINDS) == 0
        && migrate_number(c, k, ret_at) == 0 && *ret_at < kind_newest(k)
        && run_one(c, k, *ret_at) == 0)
        ++*ret_at;
    store_rollback(c);
    return (int)c->err;
}

int
migrate_run(struct ctx *c, struct store *s, const struct store_kind *k, int *ret_from)
{
    int at, from = 0;

    if (store_read(c, s) != 0)
        return (int)c->err;
    if (migrate_number(c, k, &from) != 0) {
        store_rollback(c);
        return (int)c->err;
    }
    store_rollback(c);
    for (at = from; at < kind_newest(k); )
        if (step(c, s, k, &at) != 0)
            return (int)c->err;
    if (ret_from != NULL)
        *ret_from = from;
    return 0;
}

int
kind_facts(struct ctx *c, const struct store_kind *k, struct facts *ret)
{
    struct store *s;

    if (store_open(c, NULL, STORE_MEMORY, &s) != 0)
        return (int)c->err;
    if (store_write(c, s) != 0 || k->create(c) != 0 || db_describe(c, ret) != 0)
        *ret = (struct facts){ 0 };
    store_rollback(c);
    store_close(s);
    return (int)c->err;
}
