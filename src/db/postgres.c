/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * postgres.c - stores on a PostgreSQL server: a schema each.  Every schema has a
 * clock: its row counts the write transactions, is locked by the one that runs
 * (so that there is one at a time, whichever process runs it), and names the
 * schema it was made as, which each transaction compares.
 */
#include <stdlib.h>

#include "db/pg.h"

static struct pg_conn *
conn_of(struct ctx *c)
{
    return (struct pg_conn *)c->db;
}

/* "URL#slug" gives the URL and the schema's name. */
static bool
split(struct ctx *c, const char *name, const char **ret_url, char ret_schema[static SCHEMA_MAX + 1])
{
    const char *hash = strrchr(name, '#');
    size_t n = hash != NULL ? strlen(hash + 1) : 0;
    bool control = hash != NULL && strcmp(hash + 1, "control") == 0;

    if (hash == NULL || n == 0 || n > SCHEMA_MAX - 10
        || strspn(hash + 1, "abcdefghijklmnopqrstuvwxyz0123456789-") != n) {
        fail(c, E_INVALID, "This is not a store of a database server.");
        return false;
    }
    *ret_url = arena_strndup(c->arena, name, (size_t)(hash - name));
    memcpy(ret_schema, control ? "ismene_" : "org_", control ? 7 : 4);
    memcpy(ret_schema + (control ? 7 : 4), hash + 1, n + 1);
    for (char *p = ret_schema; *p; p++)
        *p = *p == '-' ? '_' : *p;
    return true;
}

/* Is the schema there? */
static bool
schema_is_there(struct ctx *c, struct pg_server *server, enum pg_class class, const char *schema)
{
    struct pg_conn *conn;
    PGresult *r = NULL;
    bool found = false;

    if (pg_take(c, server, class, "", &conn) != 0)
        return false;
    if (pg_ask(c, conn, SQL("select 1 from pg_namespace where nspname = $1"), schema, &r))
        found = PQntuples(r) == 1;
    PQclear(r);
    pg_give(conn);
    return found;
}

static void
close_store(struct store *base)
{
    struct pg_store *st = (struct pg_store *)base;

    pg_server_remove(st->server, st);
    pg_server_drop(st->server);
    pthread_mutex_destroy(&st->job_lock);
    store_end(base);
    free(st);
}

static int
open_store(struct ctx *c, const char *name, unsigned flags, struct store **ret)
{
    char schema[SCHEMA_MAX + 1];
    struct pg_store *st;
    const char *url;

    if (!split(c, name, &url, schema))
        return (int)c->err;
    st = calloc(1, sizeof *st);
    if (st == NULL)
        abort();
    store_init(&st->base, &engine_postgres, name, flags);
    pthread_mutex_init(&st->job_lock, NULL);
    memcpy(st->schema, schema, sizeof schema);
    st->class = strncmp(schema, "ismene_", 7) == 0 ? PG_CONTROL : PG_ORG;
    st->server = pg_server_get(url);
    pg_server_add(st->server, st);
    st->missing = !schema_is_there(c, st->server, st->class, schema);
    if (st->missing && !(flags & STORE_CREATE))
        fail(c, E_NOTFOUND, "This database holds no such store.");
    if (c->err != E_OK) {
        close_store(&st->base);
        return (int)c->err;
    }
    *ret = &st->base;
    return 0;
}

/* Transactions. */

/*
 * The first write makes the schema, in the same transaction as what is written,
 * unless another server just did.  The clock begins with the time: it never says
 * what that of an earlier schema of this name said.
 */
static bool
begin_making(struct ctx *c, struct pg_conn *conn, struct pg_store *st)
{
    PGresult *r = NULL;
    bool there;

    conn->schema[0] = '\0';
    conn->made = true;
    conn->base.generation = (uint64_t)clock_now();
    if (!pg_run(c, conn, SQL("begin isolation level read committed, read write; "
            "select pg_advisory_xact_lock(hashtext('ismene'))"),
            PG_SECONDS) || !pg_ask(c, conn, SQL("select 1 from pg_namespace where nspname = $1"),
            st->schema, &r))
        return false;
    there = PQntuples(r) == 1;
    PQclear(r);
    if (there) {
        st->missing = false;
        return pg_run(c, conn, SQL("rollback"), PG_SECONDS)
            && pg_begin(c, conn, st, PG_WRITE);
    }
    return pg_run(c, conn, arena_printf(c->arena,
        "create schema \"%s\"; set local search_path to \"%s\"; "
        "create table db_clock (one bigint primary key check (one = 1), "
        "    generation bigint not null, name text not null); "
        "insert into db_clock values (1, %lld, '%s'); "
        "create function append_only() returns trigger language plpgsql as "
        "    $$begin raise exception 'the history is append-only'; end$$",
        st->schema, st->schema, (long long)conn->base.generation, st->schema), PG_SECONDS)
        || pg_owner_only(c, conn) == 0;
}

/* Give the connection of a transaction that did not begin back. */
static void
abandon(struct ctx *c, struct pg_conn *conn)
{
    struct ctx own = { .arena = c->arena };

    if (conn->reading)
        pg_end_snapshot(conn);
    else if (pg_alive(conn) && PQtransactionStatus(conn->h) != PQTRANS_IDLE
        && !pg_run(&own, conn, SQL("rollback"), PG_SECONDS))
        conn->broken = true;
    c->db = NULL;
    conn->base.store = NULL;
    pg_give(conn);
}

static int
start(struct ctx *c, struct pg_store *st, enum pg_class class, enum pg_way way)
{
    bool write = way == PG_WRITE;
    struct pg_conn *conn;

    for (int attempt = 0; ; attempt++) {
        bool gone;

        if (pg_take(c, st->server, class, st->schema, &conn) != 0)
            return (int)c->err;
        conn->base.store = &st->base;
        conn->base.writer = write;
        conn->warned = conn->made = false;
        c->db = &conn->base;
        if (write && st->missing ? begin_making(c, conn, st) : pg_begin(c, conn, st, way))
            break;
        gone = !pg_alive(conn);
        abandon(c, conn);
        if (!gone || attempt > 0)
            return (int)c->err;
        ctx_clear(c);           /* the server was started again since: nothing is lost */
        pg_rest_is_dead(st->server);
    }
    if (!write)
        pg_store_heard(st, conn->base.generation);
    return 0;
}

static int
begin_read(struct ctx *c, struct store *base, enum snapshot kind)
{
    struct pg_store *st = (struct pg_store *)base;
    bool job = kind == SNAPSHOT_JOB;

    if (job)
        pthread_mutex_lock(&st->job_lock);
    if (start(c, st, job ? PG_JOB : st->class, kind == SNAPSHOT_BELIEVED ? PG_BELIEVE : PG_READ)
        != 0 && job)
        pthread_mutex_unlock(&st->job_lock);
    return (int)c->err;
}

static int
begin_write(struct ctx *c, struct store *base, bool tables)
{
    struct pg_store *st = (struct pg_store *)base;
    const struct timespec until = pg_until(PG_WAIT_SECONDS);

    (void)tables;
    if (pthread_mutex_clocklock(&base->write_lock, CLOCK_MONOTONIC, &until) != 0)
        return fail(c, E_BUSY, "Others have been writing for too long. Nothing was saved: try "
            "again in a moment.");
    if (start(c, st, st->class, PG_WRITE) != 0)
        pthread_mutex_unlock(&base->write_lock);
    return (int)c->err;
}

static void
leave(struct ctx *c)
{
    struct pg_conn *conn = conn_of(c);
    struct pg_store *st = (struct pg_store *)conn->base.store;
    bool writer = conn->base.writer;

    c->db = NULL;
    conn->base.store = NULL;
    pg_give(conn);
    if (writer)
        pthread_mutex_unlock(&st->base.write_lock);
    else if (conn->class == PG_JOB)
        pthread_mutex_unlock(&st->job_lock);
}

/*
 * A snapshot ends without waiting: the next user of the connection reads the answer.  Only
 * what was believed and led to no query is compared now.
 */
static void
rollback(struct ctx *c)
{
    struct pg_conn *conn = conn_of(c);
    struct ctx own = { .arena = c->arena };

    if (conn->believing)
        (void)pg_settle(c, conn);
    if (conn->reading)
        pg_end_snapshot(conn);
    else if (!conn->leaving && pg_alive(conn) && PQtransactionStatus(conn->h) != PQTRANS_IDLE
        && !pg_run(&own, conn, SQL("rollback"), PG_SECONDS))
        conn->broken = true;
    leave(c);
}

/* Once the commit was sent and no answer comes, nobody here knows. */
static int
commit_write(struct ctx *c, struct pg_conn *conn, struct pg_store *st)
{
    struct ctx own = { .arena = c->arena };
    const struct pg_step step = { NULL, "c" };
    bool ok;

    if (!pg_alive(conn))
        return pg_gone(c);
    if (conn->made && !pg_grant_again(c, conn, st->schema))
        return (int)c->err;
    ok = st->missing ? pg_run(&own, conn, SQL("commit"), PG_COMMIT_SECONDS)
        : pg_steps(&own, conn, &step, 1, PG_COMMIT_SECONDS, NULL);
    if (ok && !conn->warned)
        return 0;
    if (ok || !pg_alive(conn))
        return fail(c, E_UNKNOWN, "The database server went away while this was saved: the "
            "outcome is unknown. Repeat it with the same Idempotency-Key: it has its effect once.");
    return fail(c, own.err, "%s", own.message);
}

static int
commit(struct ctx *c)
{
    struct pg_conn *conn = conn_of(c);
    struct pg_store *st = (struct pg_store *)conn->base.store;

    if (!conn->base.writer) {
        rollback(c);
        return (int)c->err;
    }
    if (commit_write(c, conn, st) == 0) {
        pg_store_heard(st, conn->base.generation);
        st->missing = false;
        leave(c);
        return 0;
    }
    rollback(c);
    return (int)c->err;
}

static int64_t
changes(struct ctx *c)
{
    return conn_of(c)->changes;
}

/* Statements prepared before a change of tables may not fit any more. */
static int
script(struct ctx *c, const char *sql)
{
    struct pg_conn *conn = conn_of(c);

    conn->made = true;
    if (!pg_run(c, conn, sql, PG_SCRIPT_SECONDS))
        pg_owner_only(c, conn);
    cache_clear(&conn->base);
    return (int)c->err;
}

/* The server counts for itself. */
static int
plan(struct ctx *c, const struct index_rows *list, size_t n)
{
    (void)list;
    (void)n;
    return (int)c->err;
}

static int
ids_taken(struct ctx *c, const char *table)
{
    struct sql q;
    int e;

    sql_init(&q, c);
    sql_add(&q, SQL("select setval(pg_get_serial_sequence("));
    sql_bind_text(&q, table, strlen(table));
    sql_add(&q, SQL(", 'id'), coalesce((select max(id) from "));
    sql_ident(&q, table);
    sql_add(&q, SQL("), 0) + 1, false)"));
    e = sql_exec(&q);
    sql_free(&q);
    return e;
}

/* The server checks its pages and references itself. */
static int
integrity(struct ctx *c)
{
    return (int)c->err;
}

/* Schemas. */

static bool
exists(struct ctx *c, const char *name)
{
    char schema[SCHEMA_MAX + 1];
    struct pg_server *server;
    const char *url;
    bool found;

    if (!split(c, name, &url, schema))
        return false;
    server = pg_server_get(url);
    found = schema_is_there(c, server, PG_ORG, schema);
    pg_server_drop(server);
    return found;
}

static int
remove_store(struct ctx *c, const char *name)
{
    struct ctx own = { .arena = c->arena };
    char schema[SCHEMA_MAX + 1];
    struct pg_server *server;
    struct pg_conn *conn;
    const char *url;

    if (!split(&own, name, &url, schema))
        return fail(c, own.err, "%s", own.message);
    server = pg_server_get(url);
    if (pg_take(&own, server, PG_ORG, "", &conn) == 0) {
        if (!pg_run(&own, conn, arena_printf(c->arena, "begin read write; "
                "set local client_min_messages to error; "
                "drop schema if exists \"%s\" cascade; commit", schema), PG_SCRIPT_SECONDS))
            pg_owner_only(&own, conn);
        conn->broken = true;
        pg_give(conn);
    }
    pg_server_drop(server);
    return own.err != E_OK ? fail(c, own.err, "%s", own.message) : 0;
}

static int
remake_allowed(struct ctx *c, const char *name)
{
    char schema[SCHEMA_MAX + 1];
    struct pg_server *server;
    struct pg_conn *conn;
    const char *url;

    if (!split(c, name, &url, schema))
        return (int)c->err;
    server = pg_server_get(url);
    if (pg_take(c, server, PG_ORG, "", &conn) == 0) {
        pg_remake_allowed(c, conn, schema);
        pg_give(conn);
    }
    pg_server_drop(server);
    return (int)c->err;
}

static int
list(struct ctx *c, const char *place, const char ***ret, size_t *ret_n)
{
    struct pg_server *server = pg_server_get(place);
    struct pg_conn *conn;
    size_t n = 0, cap = 0;
    PGresult *r = NULL;

    if (pg_take(c, server, PG_ORG, "", &conn) == 0) {
        if (pg_ask(c, conn, SQL("select replace(substr(nspname, 5), '_', '-') from pg_namespace "
                "where nspname ~ '^org_[a-z][a-z0-9_]*$'"), NULL, &r))
            for (int i = 0; i < PQntuples(r); i++)
                *arena_push(c->arena, *ret, n, cap) = arena_strdup(c->arena,
                    PQgetvalue(r, i, 0));
        PQclear(r);
        pg_give(conn);
    }
    pg_server_drop(server);
    *ret_n = n;
    return (int)c->err;
}

const struct engine engine_postgres = {
    .open = open_store, .close = close_store,
    .read = begin_read, .write = begin_write, .commit = commit, .rollback = rollback,
    .query = pg_query, .step = pg_step, .done = pg_done, .forget = pg_forget,
    .is_null = pg_is_null, .get_int = pg_int, .text = pg_text, .blob = pg_blob,
    .changes = changes, .script = script, .plan = plan, .ids_taken = ids_taken,
    .integrity = integrity, .exists = exists, .remove = remove_store, .list = list,
    .remake_allowed = remake_allowed, .grant = pg_grant,
};
