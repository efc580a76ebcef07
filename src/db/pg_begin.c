/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pg_begin.c - how a transaction of a store on PostgreSQL begins.  Its first statement reads
 * the clocks; a snapshot that believes what this process knows of them sends it together with
 * the first query and compares before any row of that is looked at.
 */
#include <stdlib.h>

#include "db/pg.h"

static bool
queue(struct pg_conn *conn, const struct pg_step *s)
{
    if (s->sql == NULL)
        return PQsendQueryPrepared(conn->h, s->name, 0, NULL, NULL, NULL, 0);
    if (s->name != NULL)
        return PQsendPrepare(conn->h, s->name, s->sql, 0, NULL);
    return PQsendQueryParams(conn->h, s->sql, 0, NULL, NULL, NULL, NULL, 0);
}

bool
pg_steps(struct ctx *c, struct pg_conn *conn, const struct pg_step *steps, size_t n, int seconds,
    PGresult **ret_row)
{
    bool ok = pg_alive(conn) && PQenterPipelineMode(conn->h), done = false;

    for (size_t i = 0; i < n && ok; i++)
        ok = queue(conn, &steps[i]);
    ok = ok && PQpipelineSync(conn->h);
    while (ok && !done && pg_alive(conn)) {
        PGresult *r = pg_result(conn, seconds);
        ExecStatusType status = PQresultStatus(r);

        if (status == PGRES_PIPELINE_SYNC)
            done = true;
        else if (r != NULL && status == PGRES_TUPLES_OK && ret_row != NULL && *ret_row == NULL) {
            *ret_row = r;
            continue;
        } else if (r != NULL && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK
            && status != PGRES_PIPELINE_ABORTED)
            pg_fail(c, conn, r);
        PQclear(r);
    }
    if (!done || !PQexitPipelineMode(conn->h)) {
        conn->broken = true;
        pg_gone(c);
    }
    return c->err == E_OK;
}

/* What a transaction of a store begins and ends with, prepared once a connection. */
static const struct pg_step prepared[] = {
    { SQL("begin isolation level read committed, read write"), "w" },
    { SQL("select generation, name from db_clock"), "k" },
    { SQL("update db_clock set generation = generation + 1"), "u" },
    { SQL("commit"), "c" },
};

/* The same with the control store's clock: what this process keeps of accounts and
 * sessions is compared with it. */
static const struct pg_step watched = { SQL("select generation, name, (select generation from \""
    PG_CONTROL_SCHEMA "\".db_clock) from db_clock"), "g" };

static void
set_schema(struct pg_conn *conn, const char *schema)
{
    if (conn->schema[0] != '\0')
        conn->switches++;
    memcpy(conn->schema, schema, strlen(schema) + 1);
}

static const char *
path_of(struct ctx *c, const char *schema)
{
    return arena_printf(c->arena, "set search_path to \"%s\"", schema);
}

static uint64_t
number_in(const PGresult *r, int column)
{
    return strtoull(PQgetvalue(r, 0, column), NULL, 10);
}

/* The clock must say that this is the schema it was made as. */
static int
check_clock(struct ctx *c, struct pg_conn *conn, struct pg_store *st, PGresult *r)
{
    if (r == NULL || PQntuples(r) != 1 || PQnfields(r) < 2)
        return fail(c, E_DB, "This is not a store of Ismene: its clock is missing.");
    if (strcmp(PQgetvalue(r, 0, 1), st->schema) != 0)
        return fail(c, E_DB, "The schema %s holds what was made as %s. It is not served under "
            "another name.", st->schema, PQgetvalue(r, 0, 1));
    conn->base.generation = number_in(r, 0);
    return 0;
}

/* What a connection needs once before it serves that store. */
static bool
prepare(struct ctx *c, struct pg_conn *conn, const struct pg_store *st, bool watch)
{
    struct pg_step steps[ARRAY_LEN(prepared) + 3];
    size_t n = 0;

    if (strcmp(conn->schema, st->schema) != 0) {
        steps[n++] = (struct pg_step){ path_of(c, st->schema), NULL };
        set_schema(conn, st->schema);
    }
    if (!conn->ready)           /* a snapshot changes nothing; what writes says so */
        steps[n++] = (struct pg_step){ SQL("set default_transaction_read_only = on"), NULL };
    for (size_t i = 0; i < ARRAY_LEN(prepared) && !conn->ready; i++)
        steps[n++] = prepared[i];
    if (watch && !conn->watches)
        steps[n++] = watched;
    if (n > 0 && !pg_steps(c, conn, steps, n, PG_BEGIN_SECONDS, NULL)) {
        conn->spoiled = true;   /* some of it may be prepared */
        return false;
    }
    conn->ready = true;
    conn->watches = conn->watches || watch;
    return true;
}

/* The first statement of a snapshot, queued: it reads the clocks. */
static bool
ask_clocks(struct ctx *c, struct pg_conn *conn, const char *clock)
{
    conn->reading = pg_alive(conn) && PQenterPipelineMode(conn->h);
    if (conn->reading && PQsendQueryPrepared(conn->h, clock, 0, NULL, NULL, NULL, 0))
        return true;
    conn->broken = true;
    pg_gone(c);
    return false;
}

static bool
hear_clocks(struct ctx *c, struct pg_conn *conn, PGresult **ret)
{
    PGresult *r;

    while ((r = pg_result(conn, PG_BEGIN_SECONDS)) != NULL) {
        if (PQresultStatus(r) != PGRES_TUPLES_OK)
            pg_fail(c, conn, r);
        PQclear(*ret);
        *ret = r;
    }
    if (*ret == NULL)
        pg_gone(c);
    return c->err == E_OK;
}

static bool
begin_snapshot(struct ctx *c, struct pg_conn *conn, const char *clock, PGresult **ret)
{
    if (!ask_clocks(c, conn, clock))
        return false;
    if (!pg_sent(conn)) {
        conn->broken = true;
        pg_gone(c);
        return false;
    }
    return hear_clocks(c, conn, ret);
}

/* Both clocks were heard of, and the connection has all that it needs: nothing is sent yet. */
static bool
believes(struct pg_conn *conn, struct pg_store *st, bool watch)
{
    conn->base.generation = st->base.generation;
    return watch && conn->ready && conn->watches && strcmp(conn->schema, st->schema) == 0
        && conn->base.generation != 0 && conn->control != 0;
}

bool
pg_begin(struct ctx *c, struct pg_conn *conn, struct pg_store *st, enum pg_way way)
{
    bool watch = st->class != PG_CONTROL && pg_control_is_open(st->server,
        &conn->control);
    const char *clock = watch ? watched.name : "k";
    /* A write waits for its turn; what is read afterwards is not older. */
    const struct pg_step steps[] = { { NULL, "w" }, { NULL, "u" }, { NULL, clock } };
    PGresult *row = NULL;

    conn->believing = false;
    if (way == PG_BELIEVE && believes(conn, st, watch))
        return conn->believing = ask_clocks(c, conn, clock);
    if (prepare(c, conn, st, watch)
        && (way == PG_WRITE
            ? pg_steps(c, conn, steps, ARRAY_LEN(steps), PG_BEGIN_SECONDS, &row)
            : begin_snapshot(c, conn, clock, &row))
        && check_clock(c, conn, st, row) == 0 && watch)
        pg_control_heard(st->server, number_in(row, 2));
    PQclear(row);
    return c->err == E_OK;
}

/* A connection that went meanwhile is no more than another reason to start over. */
static bool
is_as_believed(struct pg_conn *conn)
{
    struct pg_store *st = (struct pg_store *)conn->base.store;
    struct ctx own = { .arena = arena_new() };
    uint64_t believed = conn->base.generation;
    PGresult *row = NULL;
    bool same = false;

    if (hear_clocks(&own, conn, &row) && check_clock(&own, conn, st, row) == 0) {
        pg_store_heard(st, conn->base.generation);
        pg_control_heard(st->server, number_in(row, 2));
        same = conn->base.generation == believed && number_in(row, 2) == conn->control;
    }
    PQclear(row);
    arena_free(own.arena);
    return same;
}

static bool
told(struct ctx *c, struct pg_conn *conn, bool same)
{
    conn->believing = false;
    if (same)
        return true;
    c->stale = true;
    fail(c, E_BUSY, "Others have changed something meanwhile. Try again in a moment.");
    return false;
}

bool
pg_compare(struct ctx *c, struct pg_conn *conn)
{
    return told(c, conn, is_as_believed(conn));
}

bool
pg_settle(struct ctx *c, struct pg_conn *conn)
{
    return told(c, conn, pg_sent(conn) && is_as_believed(conn));
}
