/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pg.h - what the files of the PostgreSQL engine share: a server with its pool
 * of connections, and a connection.  Only pg_*.c and postgres.c include it.
 */
#ifndef ISMENE_DB_PG_H
#define ISMENE_DB_PG_H

#include <libpq-fe.h>
#include <time.h>

#include "db/engine.h"

#define PG_CONTROL_SCHEMA "ismene_control"
#define SCHEMA_MAX 63           /* bytes of an identifier in PostgreSQL */

/* Control and jobs have connections of their own: whoever holds one of an
 * organisation may wait for these, and never the other way round. */
enum pg_class { PG_ORG, PG_CONTROL, PG_JOB, N_PG_CLASSES };

struct pg_conn {
    struct db base;
    PGconn *h;                  /* NULL: not connected */
    struct pg_server *server;
    enum pg_class class;
    bool in_use;
    /*
     * A snapshot is a pipeline that was not synchronised yet: the server runs its
     * statements in one transaction, without one to begin and one to end it.
     */
    bool reading;
    bool believing;             /* the clocks were asked for, and their answer not read */
    uint64_t control;           /* then: the control store's generation that is believed */
    bool leaving;               /* the end of the last snapshot was sent, its answer not read */
    bool broken;                /* no answer came in time: to be closed */
    bool spoiled;               /* it may have some of its statements: to be closed, too */
    bool watches;               /* the statement that reads the control store's clock too */
    bool ready;                 /* the statements of a transaction's begin and end are prepared */
    bool made;                  /* tables in this transaction: its commit grants them */
    char state[6];              /* SQLSTATE of the last error */
    bool warned;                /* the server warned about this commit */
    char schema[SCHEMA_MAX + 1];        /* of the search path; "" unknown */
    unsigned switches;          /* how often it changed: the server's memory grows with it */
    uint64_t last_used, names;
    int64_t changes;
};

struct pg_store {
    struct store base;
    struct pg_server *server;
    char schema[SCHEMA_MAX + 1];
    enum pg_class class;
    _Atomic bool missing;       /* to be made by the first write */
    pthread_mutex_t job_lock;
    struct pg_store *next;
};

/* pg_server.c: servers of this process by their URL, each with its connections. */
struct pg_server *pg_server_get(const char *url);      /* give it back with pg_server_drop */
void pg_server_drop(struct pg_server *s);
void pg_server_add(struct pg_server *s, struct pg_store *st);
void pg_server_remove(struct pg_server *s, struct pg_store *st);
/* A connection for that schema, connected; waits a while when all are in use. */
int pg_take(struct ctx *c, struct pg_server *s, enum pg_class class, const char *schema,
    struct pg_conn **ret) MUST_USE;
void pg_give(struct pg_conn *conn);
/* One connection was found dead: those that rest are closed before one of them is tried. */
void pg_rest_is_dead(struct pg_server *s);
/* A clock was read: the newest number stays. */
void pg_store_heard(struct pg_store *st, uint64_t generation);
/* Is there a control store, in this process too?  And its newest number known; 0: none yet. */
bool pg_control_is_open(struct pg_server *s, uint64_t *ret_known);
void pg_control_heard(struct pg_server *s, uint64_t generation);

/* pg_conn.c: one connection. */
int pg_connect(struct ctx *c, struct pg_conn *conn, const char *url) MUST_USE;
void pg_close(struct pg_conn *conn);
bool pg_alive(const struct pg_conn *conn);
bool pg_speaks(const struct pg_conn *conn);     /* unasked: it was closed */
/* After a statement was queued: have its answer now, also within a snapshot. */
bool pg_sent(struct pg_conn *conn);
bool pg_end_snapshot(struct pg_conn *conn);     /* sent; pg_take reads the answer */
bool pg_left(struct pg_conn *conn);             /* read it */
/* Send what is queued and read one result; NULL when there is none or time is up. */
PGresult *pg_result(struct pg_conn *conn, int seconds);
/* Read all results up to NULL, keep the first error in c; false when one failed. */
bool pg_finish(struct ctx *c, struct pg_conn *conn, int seconds);
/* Run one text without parameters: false and the error in c. */
bool pg_run(struct ctx *c, struct pg_conn *conn, const char *sql, int seconds);
int pg_fail(struct ctx *c, struct pg_conn *conn, const PGresult *r);
/* A statement with at most one parameter outside of any store's transaction; clear *ret. */
bool pg_ask(struct ctx *c, struct pg_conn *conn, const char *sql, const char *value,
    PGresult **ret);
int pg_gone(struct ctx *c);             /* E_BUSY: the server cannot be reached */

#define PG_SECONDS 30           /* for an answer */
#define PG_BEGIN_SECONDS 12     /* longer than lock_timeout */
#define PG_COMMIT_SECONDS 10
#define PG_WAIT_SECONDS 15      /* for others of this process: a connection, the writer's turn */
struct timespec pg_until(int seconds);  /* by the monotonic clock */
#define PG_SCRIPT_SECONDS 600

/* pg_begin.c: how a transaction begins. */
/* Several steps in one round trip. */
struct pg_step {
    const char *sql;            /* of the statement to prepare under name, or to run */
    const char *name;           /* of a prepared statement; sql NULL: run it */
};
/* Run the steps; the rows of the one that has some go to ret_row, when wanted. */
bool pg_steps(struct ctx *c, struct pg_conn *conn, const struct pg_step *steps, size_t n,
    int seconds, PGresult **ret_row);
enum pg_way { PG_READ, PG_BELIEVE, PG_WRITE };
/* Begin and read the clocks, in one round trip; what is only believed, in none. */
bool pg_begin(struct ctx *c, struct pg_conn *conn, struct pg_store *st, enum pg_way way);
/*
 * Once the first query was sent (pg_sent), before its answer is read: were the clocks as
 * believed?  Otherwise c->stale, and an error.
 */
bool pg_compare(struct ctx *c, struct pg_conn *conn);
/* The same before any query was sent. */
bool pg_settle(struct ctx *c, struct pg_conn *conn);

/* pg_grant.c: what the role that serves may do. */
int pg_grant(struct ctx *c, const char *role);
/* Grant what is in the schema to the roles that are remembered. */
bool pg_grant_again(struct ctx *c, struct pg_conn *conn, const char *schema);
/* After an error: when a privilege was missing, who has to do it. */
int pg_owner_only(struct ctx *c, const struct pg_conn *conn);
/* E_DENIED unless our role may make and remove that schema. */
int pg_remake_allowed(struct ctx *c, struct pg_conn *conn, const char *schema);

/* pg_stmt.c */
struct stmt *pg_query(struct ctx *c, const char *sql, const struct bind *b, size_t n);
bool pg_step(struct ctx *c, struct stmt *s);
void pg_done(struct stmt *s);
void pg_forget(struct stmt *s);
bool pg_is_null(struct stmt *s, int col);
int64_t pg_int(struct stmt *s, int col);
struct slice pg_text(struct stmt *s, int col);
struct slice pg_blob(struct stmt *s, int col);

#endif
