/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * engine.h - what an engine (SQLite, PostgreSQL) does behind db.h, and what
 * stores, connections and statements of both have in common.  An engine's own
 * structs begin with these.
 */
#ifndef ISMENE_DB_ENGINE_H
#define ISMENE_DB_ENGINE_H

#include <pthread.h>
#include <stdatomic.h>

#include "db/db.h"

enum snapshot { SNAPSHOT, SNAPSHOT_JOB, SNAPSHOT_BELIEVED };

struct engine {
    int (*open)(struct ctx *c, const char *name, unsigned flags, struct store **ret);
    void (*close)(struct store *s);
    /* Begin a transaction and put its connection into c->db. */
    int (*read)(struct ctx *c, struct store *s, enum snapshot kind);
    int (*write)(struct ctx *c, struct store *s, bool tables);
    int (*commit)(struct ctx *c);
    void (*rollback)(struct ctx *c);
    /* NULL and the error in c, or a statement whose busy is set. */
    struct stmt *(*query)(struct ctx *c, const char *sql, const struct bind *b, size_t n);
    bool (*step)(struct ctx *c, struct stmt *s);
    void (*done)(struct stmt *s);       /* after the run: reset it, or free it when not kept */
    void (*forget)(struct stmt *s);     /* free a statement that is no longer kept */
    bool (*is_null)(struct stmt *s, int col);
    int64_t (*get_int)(struct stmt *s, int col);
    struct slice (*text)(struct stmt *s, int col);
    struct slice (*blob)(struct stmt *s, int col);
    int64_t (*changes)(struct ctx *c);
    int (*script)(struct ctx *c, const char *sql);      /* the engine's own words */
    int (*plan)(struct ctx *c, const struct index_rows *list, size_t n);
    int (*ids_taken)(struct ctx *c, const char *table);
    int (*integrity)(struct ctx *c);
    bool (*exists)(struct ctx *c, const char *name);
    int (*remove)(struct ctx *c, const char *name);
    int (*remake_allowed)(struct ctx *c, const char *name);
    int (*grant)(struct ctx *c, const char *role);
    int (*list)(struct ctx *c, const char *place, const char ***ret, size_t *ret_n);
};

extern const struct engine engine_sqlite, engine_postgres;

struct store {
    const struct engine *engine;
    char *name;
    unsigned flags;
    pthread_mutex_t write_lock;         /* held for a whole write transaction */
    _Atomic uint64_t generation;        /* grows with every commit that is known of */
    struct memo *memo;
};

/* A connection with the statements it keeps: the last used ones. */
struct db {
    const struct engine *engine;
    struct store *store;
    bool writer;
    bool last, ended;                   /* db_last was called; and its query was run */
    uint64_t generation;                /* of the store as the transaction sees it, or before */
    size_t ncached, cache_max;
    uint64_t uses;
    struct stmt *buckets[64];
};

struct stmt {
    const struct engine *engine;
    struct db *db;
    char *text;                         /* NULL: not kept */
    uint64_t hash, used;                /* used: when last, as counted by the connection */
    bool busy;
    struct stmt *next;                  /* of the same bucket */
};

void store_init(struct store *s, const struct engine *e, const char *name, unsigned flags);
void store_end(struct store *s);        /* frees what store_init made, not s */

/* cache.c: the kept statements of a connection. */
uint64_t cache_hash(const char *sql);
/* The next kept statement of that text that is not in use; after NULL: the first. */
struct stmt *cache_find(struct db *db, const char *sql, uint64_t hash, const struct stmt *after);
void cache_keep(struct db *db, struct stmt *s, const char *sql);
void cache_clear(struct db *db);

/* ddl.c: the engine's words for DDL in neutral words (see db_script). */
char *ddl_sqlite(struct arena *a, const char *neutral);
char *ddl_postgres(struct arena *a, const char *neutral);

#endif
