/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * db.h - a store of one organisation (or the control store), whatever engine
 * is behind it.  No engine call stands outside db/.
 *
 * SQL is a literal (the SQL macro pastes "" x "") with $name parameters that
 * are bound by name, or is put together by struct sql from literal fragments
 * and quoted identifiers.  Statements are cached per connection.
 */
#ifndef ISMENE_DB_H
#define ISMENE_DB_H

#include "db/ctx.h"

#define SQL(x) ("" x "")

enum bind_kind { BIND_NULL, BIND_INT, BIND_TEXT, BIND_BLOB };

struct bind {
    const char *name;           /* without the $ */
    enum bind_kind kind;
    int64_t i;
    const void *p;
    size_t n;
};

struct bind bind_int(const char *name, int64_t v);
struct bind bind_text(const char *name, const char *s);         /* NULL binds NULL */
struct bind bind_slice(const char *name, struct slice s);       /* s.p NULL binds NULL */
struct bind bind_blob(const char *name, const void *p, size_t n);
#define BINDS(...) (const struct bind[]){ __VA_ARGS__ },                             \
    (sizeof((const struct bind[]){ __VA_ARGS__ }) / sizeof(struct bind))
#define NO_BINDS NULL, 0

struct stmt;

/*
 * Run a query: step it until it says false, then db_done.  NULL on error (set
 * in c).  Binds whose name does not occur in the SQL are ignored.
 */
struct stmt *db_query(struct ctx *c, const char *sql, const struct bind *b, size_t n) MUST_USE;
/*
 * The next query is the last one of this snapshot: a server ends the snapshot with it, which
 * saves a round trip.  In a write transaction it says nothing.
 */
void db_last(struct ctx *c);
bool db_step(struct ctx *c, struct stmt *s);
int db_done(struct ctx *c, struct stmt *s);         /* takes NULL; the error of the run */

bool db_is_null(struct stmt *s, int col);
int64_t db_int(struct stmt *s, int col);
struct slice db_text(struct stmt *s, int col);      /* valid until the next step; NULL: p NULL */
char *db_strdup(struct ctx *c, struct stmt *s, int col);        /* in the arena; NULL if null */
struct slice db_blob(struct stmt *s, int col);

/* Statements without rows, and one-value helpers. */
int db_exec(struct ctx *c, const char *sql, const struct bind *b, size_t n) MUST_USE;
int64_t db_changes(struct ctx *c);
int64_t db_get_int(struct ctx *c, int64_t fallback, const char *sql, const struct bind *b, size_t n);
char *db_get_text(struct ctx *c, const char *sql, const struct bind *b, size_t n);
/*
 * Several statements without binds, in neutral words: the types INTEGER (8 bytes),
 * TEXT (UTF-8, ordered by bytes), BLOB, REAL and ID (an automatic primary key) in
 * upper case; "create append-only TABLE (…)" makes a table whose rows can be neither
 * changed nor deleted.  db_ddl says it in an engine's words.
 */
int db_script(struct ctx *c, const char *neutral) MUST_USE;
int db_raw(struct ctx *c, const char *sql) MUST_USE;    /* in the engine's own words */
enum db_kind { DB_SQLITE, DB_POSTGRES };
enum db_kind db_kind(const struct ctx *c);      /* of the transaction's store */
/* What follows a select whose rows are locked, and that passes by rows others have locked; ""
 * where there is one writer at a time. */
const char *db_skip_locked(const struct ctx *c);
char *db_ddl(struct arena *a, enum db_kind kind, const char *neutral);
/* Rows with given IDs were put into that table: automatic ones go on behind them. */
int db_ids_taken(struct ctx *c, const char *table) MUST_USE;

/*
 * How many rows of a table have one value of an index's first column, said once
 * for all organisations: the planner then chooses the same way for each of them,
 * large or small, instead of guessing that every index is equally selective.
 */
struct index_rows {
    const char *table, *index;
    int rows;                   /* of a million */
};
int db_plan(struct ctx *c, const struct index_rows *list, size_t n) MUST_USE;

/* A statement put together: literals, identifiers from tables, binds. */
struct sql {
    struct ctx *c;
    struct buf text;
    struct bind binds[64];
    char names[64][16];
    size_t nbinds;
};

void sql_init(struct sql *q, struct ctx *c);
void sql_free(struct sql *q);
void sql_add(struct sql *q, const char *literal);               /* use with SQL("…") */
void sql_ident(struct sql *q, const char *name);                /* "name", checked [a-z0-9_] */
void sql_ident2(struct sql *q, const char *table, const char *suffix);   /* "table_suffix" */
/* Write a fresh parameter and bind it. */
void sql_bind_int(struct sql *q, int64_t v);
void sql_bind_text(struct sql *q, const char *p, size_t n);     /* p NULL binds NULL */
struct stmt *sql_query(struct sql *q) MUST_USE;
int sql_exec(struct sql *q) MUST_USE;
/* The number in the first row, remembered until the next commit (memo.h). */
int64_t sql_count(struct sql *q);

/*
 * A place holds the stores of an installation: a directory (SQLite: a file a
 * store) or a URL postgresql://… (a schema a store; RFC 3986 as libpq reads it,
 * PGPASSFILE and the like work).  A store's name says its place too.
 */
bool place_is_server(const char *place);        /* PostgreSQL? */
char *place_control(struct arena *a, const char *place);        /* the control store's name */
char *place_store(struct arena *a, const char *place, const char *slug);
/* The slugs of all organisations, in no order. */
int place_list(struct ctx *c, const char *place, const char ***ret, size_t *ret_n) MUST_USE;
bool store_exists(struct ctx *c, const char *name);
/* Remove a store that nobody has open, with all that is in it. */
int store_remove(struct ctx *c, const char *name) MUST_USE;
/* E_DENIED, with the words who may, unless the role that we are at a server may make a store
 * of that name and remove it. */
int store_remake_allowed(struct ctx *c, const char *name) MUST_USE;
/*
 * In a write transaction: let that role of the server read and write what is in the
 * store, without owning anything.  Granted in the control store it is remembered:
 * all that is made later is granted too.  E_INVALID where there are no roles.
 */
int db_grant(struct ctx *c, const char *role) MUST_USE;

/*
 * A store: one write transaction at a time, readers with snapshots.  (SQLite: one
 * connection writes and checkpoints, all others are read-only; a lock file keeps
 * a second server out.  PostgreSQL: connections are shared by all stores of a
 * place; several servers may use it.)
 */
struct store;

enum store_flags {
    STORE_CREATE = 1,           /* make it when absent */
    STORE_MEMORY = 2,           /* a private store in memory (as-of views, tests) */
    STORE_EXCLUSIVE = 4,        /* take the lock file: refused with E_BUSY when held */
};

int store_open(struct ctx *c, const char *name, unsigned flags, struct store **ret) MUST_USE;
void store_close(struct store *s);                              /* takes NULL */

/* Begin a read snapshot or the write transaction and put it into c->db. */
int store_read(struct ctx *c, struct store *s) MUST_USE;
int store_write(struct ctx *c, struct store *s) MUST_USE;       /* waits for the writer */
/*
 * A snapshot of what this process believes is the newest (store_generation): a server is asked
 * whether it is so together with the first query, or at the end when there was none.  When
 * others have written meanwhile, that fails and c->stale is set: all that was found so far is
 * to be thrown away, and found again in a snapshot of store_read.
 */
int store_read_believed(struct ctx *c, struct store *s) MUST_USE;
/* The same for migrations: tables may be made anew, and all references are checked at the end. */
int store_write_tables(struct ctx *c, struct store *s) MUST_USE;
/* A read snapshot for what takes long and uses many statements; one at a time. */
int store_read_job(struct ctx *c, struct store *s) MUST_USE;
/*
 * A number that grows with every commit: db_generation is that of the snapshot or write
 * transaction (what was read in one stays true for another that has the same), and
 * store_generation the newest this process knows.  Other processes write on a server:
 * there every transaction of an organisation also learns the number of the control store.
 */
uint64_t db_generation(const struct ctx *c);
uint64_t store_generation(struct store *s);
bool store_is_writing(const struct ctx *c);     /* is c inside a write transaction? */
/*
 * End it: commit (write) or roll back; c->db becomes NULL.  Returns c->err if commit
 * fails; E_UNKNOWN when the server went away meanwhile and nobody can say.
 */
int store_commit(struct ctx *c) MUST_USE;
void store_rollback(struct ctx *c);

/* Check the store: E_DB with what the engine found. */
int store_integrity(struct ctx *c) MUST_USE;

#endif
