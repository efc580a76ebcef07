/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sqlite.c - the embedded store.  WAL, synchronous=FULL, foreign keys on.
 *
 * Debian 12's SQLite 3.40.1 has the WAL-reset bug, which needs two connections
 * that write or checkpoint at once: exactly one connection of a store writes
 * and checkpoints, the others are read-only and never checkpoint on close.
 */
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/engine.h"
#include "db/lock.h"

#define MAX_READERS 16
#define CACHED 96               /* statements a connection keeps */
#define CACHED_JOB 400          /* all rules with their populations */

struct lite_stmt {
    struct stmt base;
    sqlite3_stmt *s;
    int rc;
};

struct lite_db {
    struct db base;
    sqlite3 *h;
    bool in_use;
};

struct lite_store {
    struct store base;
    int lock_fd;
    pthread_mutex_t mutex;      /* guards in_use */
    pthread_cond_t free_reader;
    pthread_mutex_t job_lock;   /* held for a whole read transaction of a job */
    bool remaking;              /* the write transaction makes tables anew */
    struct lite_db writer, job;
    struct lite_db readers[MAX_READERS];
    size_t nreaders;
};

static struct lite_db *
lite(struct ctx *c)
{
    return (struct lite_db *)c->db;
}

static int
db_fail(struct ctx *c, sqlite3 *h, int rc)
{
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return fail(c, E_IO, "The disk is full. Nothing was saved.");
    case SQLITE_BUSY: case SQLITE_LOCKED:
        return fail(c, E_BUSY, "The store is busy. Try again in a moment.");
    case SQLITE_IOERR: case SQLITE_CANTOPEN: case SQLITE_READONLY:
        return fail(c, E_IO, "The store cannot be read or written (%s).", sqlite3_errmsg(h));
    case SQLITE_CORRUPT: case SQLITE_NOTADB:
        return fail(c, E_DB, "The store's file is damaged (%s). Restore it from a backup.",
            sqlite3_errmsg(h));
    case SQLITE_CONSTRAINT:
        return fail(c, E_CONFLICT, "The store refused the change (%s).", sqlite3_errmsg(h));
    default:
        return fail(c, E_DB, "The store failed (%s).", sqlite3_errmsg(h));
    }
}

/* Statements. */

static struct lite_stmt *
prepare(struct ctx *c, const char *sql)
{
    struct lite_db *db = lite(c);
    uint64_t hash = cache_hash(sql);
    struct lite_stmt *s = (struct lite_stmt *)cache_find(&db->base, sql, hash, NULL);
    int rc;

    if (s == NULL) {
        s = calloc(1, sizeof *s);
        if (s == NULL)
            abort();
        s->base = (struct stmt){ .engine = &engine_sqlite, .db = &db->base, .hash = hash };
        rc = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->s, NULL);
        if (rc != SQLITE_OK) {
            db_fail(c, db->h, rc);
            free(s);
            return NULL;
        }
        cache_keep(&db->base, &s->base, sql);
    }
    s->base.used = ++db->base.uses;
    return s;
}

static int
bind_one(sqlite3_stmt *s, int at, const struct bind *b)
{
    switch (b->kind) {
    case BIND_INT:
        return sqlite3_bind_int64(s, at, b->i);
    case BIND_TEXT:
        return sqlite3_bind_text64(s, at, b->p, b->n, SQLITE_TRANSIENT, SQLITE_UTF8);
    case BIND_BLOB:
        return sqlite3_bind_blob64(s, at, b->p, b->n, SQLITE_TRANSIENT);
    case BIND_NULL:
        break;
    }
    return sqlite3_bind_null(s, at);
}

/* The statement's own parameters decide: those nobody binds are NULL. */
static int
bind_all(sqlite3_stmt *s, const struct bind *b, size_t n)
{
    int count = sqlite3_bind_parameter_count(s);

    for (int at = 1; at <= count; at++) {
        const char *name = sqlite3_bind_parameter_name(s, at);
        int rc = SQLITE_OK;

        for (size_t i = 0; name != NULL && i < n; i++)
            if (strcmp(name + 1, b[i].name) == 0)
                rc = bind_one(s, at, &b[i]);
        if (rc != SQLITE_OK)
            return rc;
    }
    return SQLITE_OK;
}

static void
finish(struct stmt *stmt)
{
    struct lite_stmt *s = (struct lite_stmt *)stmt;

    sqlite3_finalize(s->s);
    free(s);
}

static void
release(struct stmt *stmt)
{
    struct lite_stmt *s = (struct lite_stmt *)stmt;

    sqlite3_reset(s->s);
    sqlite3_clear_bindings(s->s);
    stmt->busy = false;
    if (stmt->text == NULL)
        finish(stmt);
}

static struct stmt *
query(struct ctx *c, const char *sql, const struct bind *b, size_t n)
{
    struct lite_stmt *s = prepare(c, sql);
    int rc;

    if (s == NULL)
        return NULL;
    s->base.busy = true;
    s->rc = SQLITE_OK;
    rc = bind_all(s->s, b, n);
    if (rc != SQLITE_OK) {
        db_fail(c, lite(c)->h, rc);
        release(&s->base);
        return NULL;
    }
    return &s->base;
}

static bool
step(struct ctx *c, struct stmt *stmt)
{
    struct lite_stmt *s = (struct lite_stmt *)stmt;

    if (s->rc == SQLITE_DONE)
        return false;
    s->rc = sqlite3_step(s->s);
    if (s->rc == SQLITE_ROW)
        return true;
    if (s->rc != SQLITE_DONE)
        db_fail(c, ((struct lite_db *)stmt->db)->h, s->rc);
    return false;
}

static bool
is_null(struct stmt *s, int col)
{
    return sqlite3_column_type(((struct lite_stmt *)s)->s, col) == SQLITE_NULL;
}

static int64_t
get_int(struct stmt *s, int col)
{
    return sqlite3_column_int64(((struct lite_stmt *)s)->s, col);
}

static struct slice
get_text(struct stmt *stmt, int col)
{
    sqlite3_stmt *s = ((struct lite_stmt *)stmt)->s;
    const char *p = (const char *)sqlite3_column_text(s, col);

    return (struct slice){ p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(s, col) };
}

static struct slice
get_blob(struct stmt *stmt, int col)
{
    sqlite3_stmt *s = ((struct lite_stmt *)stmt)->s;
    const char *p = sqlite3_column_blob(s, col);

    return (struct slice){ p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(s, col) };
}

static int64_t
changes(struct ctx *c)
{
    return sqlite3_changes64(lite(c)->h);
}

static int
script(struct ctx *c, const char *sql)
{
    int rc = sqlite3_exec(lite(c)->h, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : db_fail(c, lite(c)->h, rc);
}

/* SQLite reads what we say here as if ANALYZE had counted it. */
static int
plan(struct ctx *c, const struct index_rows *list, size_t n)
{
    if (script(c, SQL("analyze meta; delete from sqlite_stat1;")) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++) {
        const char *stat = arena_printf(c->arena, "1000000 %d 1", list[i].rows);

        if (db_exec(c, SQL("insert into sqlite_stat1 (tbl, idx, stat) "
                "values ($tbl, $idx, $stat)"), BINDS(bind_text("tbl", list[i].table),
                bind_text("idx", list[i].index), bind_text("stat", stat))) != 0)
            return (int)c->err;
    }
    return script(c, SQL("analyze sqlite_schema"));
}

/* The next automatic key is always the largest one and 1. */
static int
ids_taken(struct ctx *c, const char *table)
{
    (void)table;
    return (int)c->err;
}

static int
check_references(struct ctx *c)
{
    struct stmt *s = db_query(c, SQL("pragma foreign_key_check"), NO_BINDS);

    if (db_step(c, s))
        fail(c, E_DB, "A reference in table %s leads nowhere.", db_strdup(c, s, 0));
    return db_done(c, s);
}

static int
integrity(struct ctx *c)
{
    struct stmt *s = db_query(c, SQL("pragma integrity_check(1)"), NO_BINDS);

    if (db_step(c, s) && !slice_eq(db_text(s, 0), "ok"))
        fail(c, E_DB, "The store's file is damaged: %s.", db_strdup(c, s, 0));
    return db_done(c, s) != 0 ? (int)c->err : check_references(c);
}

/* Connections. */

static void
close_db(struct lite_db *db)
{
    cache_clear(&db->base);
    sqlite3_close(db->h);
    db->h = NULL;               /* in_use stays: the pool's mutex guards it */
}

static const char writer_setup[] =
    "pragma journal_mode = wal;"
    "pragma synchronous = full;"
    "pragma foreign_keys = on;"
    "pragma recursive_triggers = on;"
    "pragma trusted_schema = off;"
    "pragma journal_size_limit = 67108864;";
static const char reader_setup[] =
    "pragma query_only = on;"
    "pragma trusted_schema = off;";

static int
open_db(struct ctx *c, struct lite_store *st, struct lite_db *db, bool writer)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        | (writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
        | (writer && st->base.flags & STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    int rc = sqlite3_open_v2(st->base.name, &db->h, flags, NULL);

    db->base.engine = &engine_sqlite;
    db->base.store = &st->base;
    db->base.writer = writer;
    db->base.cache_max = db == &st->job ? CACHED_JOB : CACHED;
    if (rc == SQLITE_OK)
        rc = sqlite3_busy_timeout(db->h, 5000);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db->h, writer ? writer_setup : reader_setup, NULL, NULL, NULL);
    if (rc != SQLITE_OK) {
        db_fail(c, db->h, rc);
        close_db(db);
        return (int)c->err;
    }
    if (!writer)
        sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return 0;
}

/* About twice the cores: more only costs memory. */
static size_t
pool_size(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    return cores < 2 ? 4 : cores > MAX_READERS / 2 ? MAX_READERS : (size_t)cores * 2;
}

static void
close_store(struct store *base)
{
    struct lite_store *st = (struct lite_store *)base;

    for (size_t i = 0; i < st->nreaders; i++)
        if (st->readers[i].h != NULL)
            close_db(&st->readers[i]);
    if (st->job.h != NULL)
        close_db(&st->job);
    if (st->writer.h != NULL)
        close_db(&st->writer);
    if (st->lock_fd >= 0)
        close(st->lock_fd);
    pthread_mutex_destroy(&st->mutex);
    pthread_mutex_destroy(&st->job_lock);
    pthread_cond_destroy(&st->free_reader);
    store_end(base);
    free(st);
}

static int
open_store(struct ctx *c, const char *name, unsigned flags, struct store **ret)
{
    struct lite_store *st = calloc(1, sizeof *st);

    if (st == NULL)
        abort();
    store_init(&st->base, &engine_sqlite, flags & STORE_MEMORY ? ":memory:" : name, flags);
    if (!(flags & STORE_MEMORY))        /* no number is said again after a restart */
        st->base.generation = (uint64_t)clock_now();
    st->lock_fd = -1;
    st->nreaders = pool_size();
    pthread_mutex_init(&st->mutex, NULL);
    pthread_mutex_init(&st->job_lock, NULL);
    pthread_cond_init(&st->free_reader, NULL);
    if ((flags & STORE_EXCLUSIVE && lock_take(c, st->base.name, &st->lock_fd) != 0)
        || open_db(c, st, &st->writer, true) != 0) {
        close_store(&st->base);
        return (int)c->err;
    }
    *ret = &st->base;
    return 0;
}

/* Transactions. */

static struct lite_db *
take_reader(struct lite_store *st)
{
    struct lite_db *db = NULL;

    pthread_mutex_lock(&st->mutex);
    while (db == NULL) {
        for (size_t i = 0; i < st->nreaders && db == NULL; i++)
            if (!st->readers[i].in_use)
                db = &st->readers[i];
        if (db == NULL)
            pthread_cond_wait(&st->free_reader, &st->mutex);
    }
    db->in_use = true;
    pthread_mutex_unlock(&st->mutex);
    return db;
}

static void
give_back(struct lite_db *db)
{
    struct lite_store *st = (struct lite_store *)db->base.store;

    pthread_mutex_lock(&st->mutex);
    db->in_use = false;
    pthread_cond_signal(&st->free_reader);
    pthread_mutex_unlock(&st->mutex);
}

static int
begin(struct ctx *c, const char *sql)
{
    struct lite_stmt *s = prepare(c, sql);
    int rc;

    if (s == NULL)
        return (int)c->err;
    rc = sqlite3_step(s->s);
    release(&s->base);
    return rc == SQLITE_DONE ? 0 : db_fail(c, lite(c)->h, rc);
}

/* Reports and judgements may take long: they have a connection of their own.  A
 * store in memory has one connection, which reads and writes. */
static int
begin_read(struct ctx *c, struct store *base, enum snapshot kind)
{
    struct lite_store *st = (struct lite_store *)base;
    bool memory = base->flags & STORE_MEMORY, job = kind == SNAPSHOT_JOB;
    struct lite_db *db = memory ? &st->writer : job ? &st->job : take_reader(st);

    if (memory || job)
        pthread_mutex_lock(memory ? &base->write_lock : &st->job_lock);
    if (db->h == NULL && open_db(c, st, db, false) != 0) {
        if (job)
            pthread_mutex_unlock(&st->job_lock);
        else
            give_back(db);
        return (int)c->err;
    }
    db->base.generation = base->generation;
    c->db = &db->base;
    if (begin(c, SQL("begin")) != 0)
        store_rollback(c);
    return (int)c->err;
}

static int
begin_write(struct ctx *c, struct store *base, bool tables)
{
    struct lite_store *st = (struct lite_store *)base;

    pthread_mutex_lock(&base->write_lock);
    st->writer.base.generation = base->generation;
    c->db = &st->writer.base;
    st->remaking = tables;
    if ((tables && db_raw(c, "pragma foreign_keys = off") != 0)
        || begin(c, SQL("begin immediate")) != 0)
        store_rollback(c);
    return (int)c->err;
}

static void
leave(struct ctx *c)
{
    struct lite_db *db = lite(c);
    struct lite_store *st = (struct lite_store *)db->base.store;

    c->db = NULL;
    if (db->base.writer && st->remaking)
        sqlite3_exec(db->h, "pragma foreign_keys = on", NULL, NULL, NULL);
    if (db->base.writer)
        pthread_mutex_unlock(&st->base.write_lock);
    else if (db == &st->job)
        pthread_mutex_unlock(&st->job_lock);
    else
        give_back(db);
}

static void
rollback(struct ctx *c)
{
    if (!sqlite3_get_autocommit(lite(c)->h))
        sqlite3_exec(lite(c)->h, "rollback", NULL, NULL, NULL);
    leave(c);
}

static int
commit(struct ctx *c)
{
    struct lite_store *st = (struct lite_store *)c->db->store;

    if (c->db->writer && st->remaking && check_references(c) != 0) {
        rollback(c);
        return (int)c->err;
    }
    if (begin(c, SQL("commit")) != 0)
        sqlite3_exec(lite(c)->h, "rollback", NULL, NULL, NULL);
    else if (c->db->writer)
        c->db->store->generation++;
    leave(c);
    return (int)c->err;
}

/* Files. */

static bool
exists(struct ctx *c, const char *name)
{
    (void)c;
    return access(name, F_OK) == 0;
}

static int
remove_store(struct ctx *c, const char *name)
{
    static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };

    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
        unlink(arena_printf(c->arena, "%s%s", name, suffixes[i]));
    return exists(c, name) ? fail(c, E_IO, "%s cannot be removed.", name) : 0;
}

static int
list(struct ctx *c, const char *place, const char ***ret, size_t *ret_n)
{
    DIR *d = opendir(arena_printf(c->arena, "%s/orgs", place));
    size_t n = 0, cap = 0;
    struct dirent *e;

    while (d != NULL && (e = readdir(d)) != NULL) {
        size_t len = strlen(e->d_name);

        if (len > 3 && strcmp(e->d_name + len - 3, ".db") == 0)
            *arena_push(c->arena, *ret, n, cap) = arena_strndup(c->arena, e->d_name, len - 3);
    }
    if (d != NULL)
        closedir(d);
    *ret_n = n;
    return 0;
}

const struct engine engine_sqlite = {
    .open = open_store, .close = close_store,
    .read = begin_read, .write = begin_write, .commit = commit, .rollback = rollback,
    .query = query, .step = step, .done = release, .forget = finish,
    .is_null = is_null, .get_int = get_int, .text = get_text, .blob = get_blob,
    .changes = changes, .script = script, .plan = plan, .ids_taken = ids_taken,
    .integrity = integrity, .exists = exists, .remove = remove_store, .list = list,
};
