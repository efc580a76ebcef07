/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pg_conn.c - one connection to PostgreSQL: making it, waiting for it, its errors in words. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "db/pg.h"

/* Warnings while a commit waits mean that a standby may not have it. */
static void
on_notice(void *arg, const PGresult *r)
{
    struct pg_conn *conn = arg;
    const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);

    if (severity != NULL && strcmp(severity, "WARNING") == 0)
        conn->warned = true;
}

static void
ignore(void *arg, const char *message)
{
    (void)arg;
    (void)message;
}

static PGconn *
connection(const char *url)
{
    /* What the URL says later wins over what stands before "dbname". */
    static const char *const keys[] = { "connect_timeout", "keepalives_idle",
        "keepalives_interval", "keepalives_count", "tcp_user_timeout", "target_session_attrs",
        "client_encoding", "fallback_application_name", "dbname", "options", NULL };
    const char *const values[] = { "5", "5", "2", "3", "10000", "any", "UTF8", "ismene", url,
        "-c jit=off -c default_transaction_isolation=repeatable\\ read "
        "-c max_parallel_workers_per_gather=0 -c lock_timeout=10s "
        "-c idle_in_transaction_session_timeout=120s -c datestyle=ISO "
        "-c standard_conforming_strings=on -c bytea_output=hex", NULL };

    PGconn *h = PQconnectdbParams(keys, values, 1);

    if (h == NULL)
        abort();
    PQsetNoticeProcessor(h, ignore, NULL);
    return h;
}

int
pg_gone(struct ctx *c)
{
    return fail(c, E_BUSY, "The database server cannot be reached. Nothing was saved: try again "
        "in a moment.");
}

/* Why there is no connection: libpq's words, without a line's end or a password. */
static int
refused(struct ctx *c, PGconn *h)
{
    char *why = arena_strdup(c->arena, PQerrorMessage(h));

    why[strcspn(why, "\n")] = '\0';
    return fail(c, E_BUSY, "There is no connection to the database: %s.", why);
}

int
pg_connect(struct ctx *c, struct pg_conn *conn, const char *url)
{
    const char *standby;

    conn->h = connection(url);
    if (PQstatus(conn->h) != CONNECTION_OK) {
        refused(c, conn->h);
        pg_close(conn);
        return (int)c->err;
    }
    standby = PQparameterStatus(conn->h, "in_hot_standby");
    if (PQserverVersion(conn->h) < 150000)
        fail(c, E_STATE, "This is PostgreSQL %d; Ismene needs 15 or newer.",
            PQserverVersion(conn->h) / 10000);
    else if (standby != NULL && strcmp(standby, "on") == 0)
        fail(c, E_BUSY, "This database server is a standby: it takes no changes. Name the "
            "primary, or both with target_session_attrs=read-write.");
    else if (strcmp(PQparameterStatus(conn->h, "server_encoding"), "UTF8") != 0)
        fail(c, E_STATE, "This database is not in UTF-8. Make one with \xe2\x80\x9c"
            "create database … encoding 'UTF8' template template0\xe2\x80\x9d.");
    if (c->err != E_OK) {
        pg_close(conn);
        return (int)c->err;
    }
    PQsetNoticeReceiver(conn->h, on_notice, conn);
    PQsetnonblocking(conn->h, 1);
    return 0;
}

void
pg_close(struct pg_conn *conn)
{
    cache_clear(&conn->base);
    PQfinish(conn->h);
    conn->h = NULL;
    conn->reading = conn->believing = conn->leaving = conn->ready = conn->watches = false;
    conn->broken = conn->spoiled = false;
    conn->schema[0] = '\0';
    conn->switches = 0;
}

bool
pg_alive(const struct pg_conn *conn)
{
    return conn->h != NULL && !conn->broken && PQstatus(conn->h) == CONNECTION_OK;
}

/* What a server says to an idle connection is that it goes. */
bool
pg_speaks(const struct pg_conn *conn)
{
    struct pollfd p = { .fd = PQsocket(conn->h), .events = POLLIN };

    return poll(&p, 1, 0) > 0;
}

struct timespec
pg_until(int seconds)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += seconds;
    return t;
}

static int64_t
milliseconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

PGresult *
pg_result(struct pg_conn *conn, int seconds)
{
    int64_t until = milliseconds() + (int64_t)seconds * 1000;

    while (conn->h != NULL && !conn->broken) {
        struct pollfd p = { .fd = PQsocket(conn->h), .events = POLLIN };
        int unsent = PQflush(conn->h);
        int64_t left = until - milliseconds();

        if (unsent < 0)         /* what the server said before it went is still to be read */
            PQconsumeInput(conn->h);
        if (!PQisBusy(conn->h))
            return PQgetResult(conn->h);
        if (unsent > 0)
            p.events |= POLLOUT;
        if (left <= 0 || (poll(&p, 1, (int)left) > 0 && !PQconsumeInput(conn->h)
                && PQstatus(conn->h) != CONNECTION_OK && PQisBusy(conn->h))) {
            conn->broken = true;        /* closed when it is given back */
            return NULL;
        }
    }
    return NULL;
}

bool
pg_sent(struct pg_conn *conn)
{
    return !conn->reading || PQsendFlushRequest(conn->h);
}

bool
pg_end_snapshot(struct pg_conn *conn)
{
    conn->reading = false;
    conn->leaving = pg_alive(conn) && PQpipelineSync(conn->h) && PQflush(conn->h) == 0;
    if (!conn->leaving)
        conn->broken = true;
    return conn->leaving;
}

bool
pg_left(struct pg_conn *conn)
{
    bool done = false;

    conn->leaving = false;
    while (!done && pg_alive(conn)) {
        PGresult *r = pg_result(conn, PG_SECONDS);

        done = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
        PQclear(r);
    }
    if (!done || !PQexitPipelineMode(conn->h))
        conn->broken = true;
    return !conn->broken;
}

int
pg_fail(struct ctx *c, struct pg_conn *conn, const PGresult *r)
{
    const char *state = r != NULL ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *why = r != NULL ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;

    snprintf(conn->state, sizeof conn->state, "%s", state != NULL ? state : "");
    if (state == NULL || !pg_alive(conn) || strncmp(state, "57P", 3) == 0) {
        conn->broken = true;
        return pg_gone(c);
    }
    if (strcmp(state, "P0001") == 0 || strncmp(state, "23", 2) == 0)
        return fail(c, E_CONFLICT, "The store refused the change (%s).", why);
    if (strcmp(state, "55P03") == 0 || strncmp(state, "40", 2) == 0
        || strcmp(state, "57014") == 0)
        return fail(c, E_BUSY, "The store is busy. Try again in a moment.");
    if (strcmp(state, "53100") == 0)
        return fail(c, E_BUSY, "The database server's disk is full. Nothing was saved.");
    if (strcmp(state, "58030") == 0)
        return fail(c, E_IO, "The database server's disk failed. Nothing was saved.");
    if (strncmp(state, "53", 2) == 0)
        return fail(c, E_BUSY, "The database server is at its limit (%s). Try again in a moment.",
            why);
    if (strcmp(state, "25006") == 0)
        return fail(c, E_BUSY, "The database server takes no changes at the moment.");
    if (strcmp(state, "42501") == 0)
        return fail(c, E_DB, "The database role of this server may not do that (%s). The owner of "
            "the database allows it with \xe2\x80\x9cismene schema grant\xe2\x80\x9d.", why);
    if (strcmp(state, "42P01") == 0 && strstr(why, "db_clock") != NULL)
        return fail(c, E_DB, "This is not a store of Ismene, or the database role may not use "
            "it: the owner of the database allows it with \xe2\x80\x9cismene schema "
            "grant\xe2\x80\x9d.");
    return fail(c, E_DB, "The store failed (%s).", why);
}

bool
pg_ask(struct ctx *c, struct pg_conn *conn, const char *sql, const char *value, PGresult **ret)
{
    const char *values[] = { value };
    PGresult *r;

    *ret = NULL;
    if (!pg_alive(conn) || !PQsendQueryParams(conn->h, sql, value != NULL, NULL, values, NULL, NULL,
            0)) {
        pg_gone(c);
        return false;
    }
    while ((r = pg_result(conn, PG_SECONDS)) != NULL) {
        if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
            pg_fail(c, conn, r);
        PQclear(*ret);
        *ret = r;
    }
    if (*ret == NULL)
        pg_gone(c);
    return c->err == E_OK;
}

bool
pg_finish(struct ctx *c, struct pg_conn *conn, int seconds)
{
    bool ok = true, any = false;
    PGresult *r;

    while ((r = pg_result(conn, seconds)) != NULL) {
        ExecStatusType s = PQresultStatus(r);

        any = true;
        if (s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK && s != PGRES_EMPTY_QUERY) {
            pg_fail(c, conn, r);
            ok = false;
        }
        PQclear(r);
    }
    if (!any || !pg_alive(conn)) {
        pg_gone(c);
        ok = false;
    }
    return ok;
}

bool
pg_run(struct ctx *c, struct pg_conn *conn, const char *sql, int seconds)
{
    if (conn->h == NULL || !PQsendQuery(conn->h, sql)) {
        pg_gone(c);
        return false;
    }
    return pg_finish(c, conn, seconds);
}
