/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sqlite.c - the embedded store.  WAL, synchronous=FULL, foreign keys on.
 *
 * Debian 12's SQLite 3.40.1 has the WAL-reset bug, which needs two connections
 * that write or checkpoint at once: exactly one connection of a store writes
 * and checkpoints, the others are read-only and never checkpoint on close.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/lock.h"
#include "db/memo.h"

#define MAX_READERS 16
#define CACHED 96               /* statements a connection keeps: the last used ones */
#define CACHED_JOB 400          /* all rules with their populations */

struct stmt {
    struct db *db;
    sqlite3_stmt *s;
    char *text;                 /* NULL: not cached */
    uint64_t hash, used;        /* used: when last, as counted by the connection */
    bool busy;
    int rc;
    struct stmt *next;          /* of the same bucket */
};

struct db {
    sqlite3 *h;
    struct store *store;
    bool writer, in_use;
    size_t ncached, cache_max;
    uint64_t uses, generation;          /* of the store before the snapshot began */
    struct stmt *buckets[64];
};

struct store {
    char *path;
    unsigned flags;
    int lock_fd;
    pthread_mutex_t mutex;      /* guards in_use */
    pthread_cond_t free_reader;
    pthread_mutex_t write_lock; /* held for a whole write transaction */
    pthread_mutex_t job_lock;   /* held for a whole read transaction of a job */
    _Atomic uint64_t generation;        /* committed write transactions */
    struct memo *memo;
    struct db writer, job;
    struct db readers[MAX_READERS];
    size_t nreaders;
};

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

static uint64_t
hash_text(const char *s)
{
    uint64_t h = UINT64_C(14695981039346656037);        /* FNV-1a */

    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
    return h;
}

static struct stmt *
cached_statement(struct db *db, const char *sql, uint64_t hash)
{
    for (struct stmt *s = db->buckets[hash % ARRAY_LEN(db->buckets)]; s != NULL; s = s->next)
        if (s->hash == hash && !s->busy && strcmp(s->text, sql) == 0)
            return s;
    return NULL;
}

/* Give up the statement that was not used for the longest time. */
static void
forget_oldest(struct db *db)
{
    struct stmt **oldest = NULL, *s;

    for (size_t i = 0; i < ARRAY_LEN(db->buckets); i++)
        for (struct stmt **p = &db->buckets[i]; *p != NULL; p = &(*p)->next)
            if (!(*p)->busy && (oldest == NULL || (*p)->used < (*oldest)->used))
                oldest = p;
    if (oldest == NULL)
        return;
    s = *oldest;
    *oldest = s->next;
    db->ncached--;
    sqlite3_finalize(s->s);
    free(s->text);
    free(s);
}

static void
keep_statement(struct db *db, struct stmt *s, const char *sql)
{
    struct stmt **bucket = &db->buckets[s->hash % ARRAY_LEN(db->buckets)];

    if (db->ncached >= db->cache_max)
        forget_oldest(db);
    if (db->ncached >= db->cache_max || (s->text = strdup(sql)) == NULL)
        return;
    db->ncached++;
    s->next = *bucket;
    *bucket = s;
}

static struct stmt *
prepare(struct ctx *c, const char *sql)
{
    struct db *db = c->db;
    uint64_t hash = hash_text(sql);
    struct stmt *s = cached_statement(db, sql, hash);
    int rc;

    if (s != NULL) {
        s->used = ++db->uses;
        return s;
    }
    s = calloc(1, sizeof *s);
    if (s == NULL)
        abort();
    s->db = db;
    s->hash = hash;
    s->used = ++db->uses;
    rc = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->s, NULL);
    if (rc != SQLITE_OK) {
        db_fail(c, db->h, rc);
        free(s);
        return NULL;
    }
    keep_statement(db, s, sql);
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
release(struct stmt *s)
{
    sqlite3_reset(s->s);
    sqlite3_clear_bindings(s->s);
    s->busy = false;
    if (s->text == NULL) {
        sqlite3_finalize(s->s);
        free(s);
    }
}

struct stmt *
db_query(struct ctx *c, const char *sql, const struct bind *b, size_t n)
{
    struct stmt *s;
    int rc;

    if (c->err != E_OK || c->db == NULL) {
        fail(c, E_BUG, "A query outside a transaction.");
        return NULL;
    }
    s = prepare(c, sql);
    if (s == NULL)
        return NULL;
    s->busy = true;
    s->rc = SQLITE_OK;
    rc = bind_all(s->s, b, n);
    if (rc != SQLITE_OK) {
        db_fail(c, c->db->h, rc);
        release(s);
        return NULL;
    }
    return s;
}

bool
db_step(struct ctx *c, struct stmt *s)
{
    if (s == NULL || s->rc == SQLITE_DONE)
        return false;
    s->rc = sqlite3_step(s->s);
    if (s->rc == SQLITE_ROW)
        return true;
    if (s->rc != SQLITE_DONE)
        db_fail(c, s->db->h, s->rc);
    return false;
}

int
db_done(struct ctx *c, struct stmt *s)
{
    if (s != NULL)
        release(s);
    return (int)c->err;
}

bool
db_is_null(struct stmt *s, int col)
{
    return sqlite3_column_type(s->s, col) == SQLITE_NULL;
}

int64_t
db_int(struct stmt *s, int col)
{
    return sqlite3_column_int64(s->s, col);
}

struct slice
db_text(struct stmt *s, int col)
{
    const char *p = (const char *)sqlite3_column_text(s->s, col);

    return (struct slice){ p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(s->s, col) };
}

struct slice
db_blob(struct stmt *s, int col)
{
    const char *p = sqlite3_column_blob(s->s, col);

    return (struct slice){ p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(s->s, col) };
}

int64_t
db_changes(struct ctx *c)
{
    return sqlite3_changes64(c->db->h);
}

int
db_script(struct ctx *c, const char *sql)
{
    int rc = sqlite3_exec(c->db->h, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : db_fail(c, c->db->h, rc);
}

/* Connections. */

static void
close_db(struct db *db)
{
    for (size_t i = 0; i < ARRAY_LEN(db->buckets); i++) {
        for (struct stmt *s = db->buckets[i], *next; s != NULL; s = next) {
            next = s->next;
            sqlite3_finalize(s->s);
            free(s->text);
            free(s);
        }
    }
    sqlite3_close(db->h);
    db->h = NULL;               /* in_use stays: the pool's mutex guards it */
    db->ncached = 0;
    memset(db->buckets, 0, sizeof db->buckets);
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
open_db(struct ctx *c, struct store *st, struct db *db, bool writer)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        | (writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
        | (writer && st->flags & STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    int rc = sqlite3_open_v2(st->path, &db->h, flags, NULL);

    db->store = st;
    db->writer = writer;
    db->cache_max = db == &st->job ? CACHED_JOB : CACHED;
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

int
store_open(struct ctx *c, const char *path, unsigned flags, struct store **ret)
{
    struct store *st = calloc(1, sizeof *st);

    if (st == NULL)
        abort();
    st->path = strdup(flags & STORE_MEMORY ? ":memory:" : path);
    st->flags = flags;
    st->lock_fd = -1;
    st->nreaders = pool_size();
    st->memo = memo_new();
    pthread_mutex_init(&st->mutex, NULL);
    pthread_mutex_init(&st->write_lock, NULL);
    pthread_mutex_init(&st->job_lock, NULL);
    pthread_cond_init(&st->free_reader, NULL);
    if ((flags & STORE_EXCLUSIVE && lock_take(c, st->path, &st->lock_fd) != 0)
        || open_db(c, st, &st->writer, true) != 0) {
        store_close(st);
        return (int)c->err;
    }
    *ret = st;
    return 0;
}

void
store_close(struct store *st)
{
    if (st == NULL)
        return;
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
    pthread_mutex_destroy(&st->write_lock);
    pthread_mutex_destroy(&st->job_lock);
    pthread_cond_destroy(&st->free_reader);
    memo_free(st->memo);
    free(st->path);
    free(st);
}

const char *
store_path(const struct store *s)
{
    return s->path;
}

/* Transactions. */

static struct db *
take_reader(struct store *st)
{
    struct db *db = NULL;

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
give_back(struct db *db)
{
    struct store *st = db->store;

    pthread_mutex_lock(&st->mutex);
    db->in_use = false;
    pthread_cond_signal(&st->free_reader);
    pthread_mutex_unlock(&st->mutex);
}

static int
begin(struct ctx *c, const char *sql)
{
    struct stmt *s = prepare(c, sql);
    int rc;

    if (s == NULL)
        return (int)c->err;
    rc = sqlite3_step(s->s);
    release(s);
    return rc == SQLITE_DONE ? 0 : db_fail(c, c->db->h, rc);
}

/* A store in memory has one connection, which reads and writes. */
static int
read_in_memory(struct ctx *c, struct store *s)
{
    pthread_mutex_lock(&s->write_lock);
    c->db = &s->writer;
    return 0;
}

int
store_read(struct ctx *c, struct store *s)
{
    struct db *db;

    if (s->flags & STORE_MEMORY) {
        if (read_in_memory(c, s) == 0 && begin(c, SQL("begin")) != 0)
            store_rollback(c);
        return (int)c->err;
    }
    db = take_reader(s);
    if (db->h == NULL && open_db(c, s, db, false) != 0) {
        give_back(db);
        return (int)c->err;
    }
    db->generation = s->generation;
    c->db = db;
    if (begin(c, SQL("begin")) != 0)
        store_rollback(c);
    return (int)c->err;
}

/* Reports and judgements may take long: they have a connection of their own. */
int
store_read_job(struct ctx *c, struct store *s)
{
    if (s->flags & STORE_MEMORY)
        return store_read(c, s);
    pthread_mutex_lock(&s->job_lock);
    if (s->job.h == NULL && open_db(c, s, &s->job, false) != 0) {
        pthread_mutex_unlock(&s->job_lock);
        return (int)c->err;
    }
    s->job.generation = s->generation;
    c->db = &s->job;
    if (begin(c, SQL("begin")) != 0)
        store_rollback(c);
    return (int)c->err;
}

struct memo *
db_memo(struct ctx *c, uint64_t *ret_generation)
{
    if (c->db == NULL || c->db->writer)
        return NULL;
    *ret_generation = c->db->generation;
    return c->db->store->memo;
}

bool
store_is_writing(const struct ctx *c)
{
    return c->db != NULL && c->db->writer;
}

int
store_write(struct ctx *c, struct store *s)
{
    pthread_mutex_lock(&s->write_lock);
    c->db = &s->writer;
    if (begin(c, SQL("begin immediate")) != 0)
        store_rollback(c);
    return (int)c->err;
}

static void
leave(struct ctx *c)
{
    struct db *db = c->db;

    c->db = NULL;
    if (db->writer)
        pthread_mutex_unlock(&db->store->write_lock);
    else if (db == &db->store->job)
        pthread_mutex_unlock(&db->store->job_lock);
    else
        give_back(db);
}

int
store_commit(struct ctx *c)
{
    if (c->err != E_OK) {
        store_rollback(c);
        return (int)c->err;
    }
    if (begin(c, SQL("commit")) != 0)
        sqlite3_exec(c->db->h, "rollback", NULL, NULL, NULL);
    else if (c->db->writer)
        c->db->store->generation++;
    leave(c);
    return (int)c->err;
}

uint64_t
store_generation(struct store *s)
{
    return s->generation;
}

void
store_rollback(struct ctx *c)
{
    if (c->db == NULL)
        return;
    if (!sqlite3_get_autocommit(c->db->h))
        sqlite3_exec(c->db->h, "rollback", NULL, NULL, NULL);
    leave(c);
}

int
store_backup(struct ctx *c, struct store *s, const char *path)
{
    sqlite3 *to = NULL;
    sqlite3_backup *b;
    int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

    if (rc == SQLITE_OK) {
        pthread_mutex_lock(&s->write_lock);
        b = sqlite3_backup_init(to, "main", s->writer.h, "main");
        if (b != NULL)
            sqlite3_backup_step(b, -1);
        rc = b != NULL ? sqlite3_backup_finish(b) : sqlite3_errcode(to);
        pthread_mutex_unlock(&s->write_lock);
    }
    if (rc != SQLITE_OK)
        db_fail(c, to, rc);
    sqlite3_close(to);
    return (int)c->err;
}
