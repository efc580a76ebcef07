/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* db.c - from db.h to the engine behind a store. */
#include "db/engine.h"

#include <stdlib.h>
#include <strings.h>

#include "db/memo.h"

bool
place_is_server(const char *place)
{
    return strncasecmp(place, "postgresql://", 13) == 0 || strncasecmp(place, "postgres://", 11) == 0;
}

static const struct engine *
engine_of(const char *name)
{
    return place_is_server(name) ? &engine_postgres : &engine_sqlite;
}

char *
place_control(struct arena *a, const char *place)
{
    return arena_printf(a, place_is_server(place) ? "%s#control" : "%s/control.db", place);
}

char *
place_store(struct arena *a, const char *place, const char *slug)
{
    return arena_printf(a, place_is_server(place) ? "%s#%s" : "%s/orgs/%s.db", place, slug);
}

int
place_list(struct ctx *c, const char *place, const char ***ret, size_t *ret_n)
{
    *ret = NULL;
    *ret_n = 0;
    return engine_of(place)->list(c, place, ret, ret_n);
}

bool
store_exists(struct ctx *c, const char *name)
{
    return engine_of(name)->exists(c, name);
}

int
store_remove(struct ctx *c, const char *name)
{
    return engine_of(name)->remove(c, name);
}

int
store_remake_allowed(struct ctx *c, const char *name)
{
    const struct engine *e = engine_of(name);

    return e->remake_allowed != NULL ? e->remake_allowed(c, name) : (int)c->err;
}

int
db_grant(struct ctx *c, const char *role)
{
    if (c->db->engine->grant == NULL)
        return fail(c, E_INVALID, "There are no roles in a directory: only a database server has "
            "them.");
    return c->db->engine->grant(c, role);
}

void
store_init(struct store *s, const struct engine *e, const char *name, unsigned flags)
{
    s->engine = e;
    s->name = strdup(name);
    s->flags = flags;
    s->memo = memo_new();
    pthread_mutex_init(&s->write_lock, NULL);
}

void
store_end(struct store *s)
{
    pthread_mutex_destroy(&s->write_lock);
    memo_free(s->memo);
    free(s->name);
}

int
store_open(struct ctx *c, const char *name, unsigned flags, struct store **ret)
{
    const struct engine *e = flags & STORE_MEMORY ? &engine_sqlite : engine_of(name);

    return e->open(c, name, flags, ret);
}

void
store_close(struct store *s)
{
    if (s != NULL)
        s->engine->close(s);
}

static int
begun(struct ctx *c)
{
    if (c->err == E_OK)
        c->db->last = c->db->ended = false;
    return (int)c->err;
}

int
store_read(struct ctx *c, struct store *s)
{
    s->engine->read(c, s, SNAPSHOT);
    return begun(c);
}

int
store_read_believed(struct ctx *c, struct store *s)
{
    s->engine->read(c, s, SNAPSHOT_BELIEVED);
    return begun(c);
}

int
store_read_job(struct ctx *c, struct store *s)
{
    s->engine->read(c, s, SNAPSHOT_JOB);
    return begun(c);
}

int
store_write(struct ctx *c, struct store *s)
{
    s->engine->write(c, s, false);
    return begun(c);
}

int
store_write_tables(struct ctx *c, struct store *s)
{
    s->engine->write(c, s, true);
    return begun(c);
}

int
store_commit(struct ctx *c)
{
    if (c->err == E_OK && c->db != NULL)
        return c->db->engine->commit(c);
    store_rollback(c);
    return (int)c->err;
}

void
store_rollback(struct ctx *c)
{
    if (c->db != NULL)
        c->db->engine->rollback(c);
}

uint64_t
store_generation(struct store *s)
{
    return s->generation;
}

uint64_t
db_generation(const struct ctx *c)
{
    return c->db->generation;
}

bool
store_is_writing(const struct ctx *c)
{
    return c->db != NULL && c->db->writer;
}

enum db_kind
db_kind(const struct ctx *c)
{
    return c->db != NULL && c->db->engine == &engine_postgres ? DB_POSTGRES : DB_SQLITE;
}

const char *
db_skip_locked(const struct ctx *c)
{
    return db_kind(c) == DB_POSTGRES ? SQL(" for update skip locked") : "";
}

struct memo *
db_memo(struct ctx *c, uint64_t *ret_generation)
{
    if (c->db == NULL || c->db->writer)
        return NULL;
    *ret_generation = c->db->generation;
    return c->db->store->memo;
}

/* Statements. */

void
db_last(struct ctx *c)
{
    if (c->db != NULL)
        c->db->last = !c->db->writer;
}

struct stmt *
db_query(struct ctx *c, const char *sql, const struct bind *b, size_t n)
{
    if (c->err != E_OK || c->db == NULL) {
        fail(c, E_BUG, "A query outside a transaction.");
        return NULL;
    }
    if (c->db->ended) {
        fail(c, E_BUG, "A query after the last one of its snapshot.");
        return NULL;
    }
    c->db->ended = c->db->last;
    return c->db->engine->query(c, sql, b, n);
}

bool
db_step(struct ctx *c, struct stmt *s)
{
    return s != NULL && s->engine->step(c, s);
}

int
db_done(struct ctx *c, struct stmt *s)
{
    if (s != NULL)
        s->engine->done(s);
    return (int)c->err;
}

bool
db_is_null(struct stmt *s, int col)
{
    return s->engine->is_null(s, col);
}

int64_t
db_int(struct stmt *s, int col)
{
    return s->engine->get_int(s, col);
}

struct slice
db_text(struct stmt *s, int col)
{
    return s->engine->text(s, col);
}

struct slice
db_blob(struct stmt *s, int col)
{
    return s->engine->blob(s, col);
}

int64_t
db_changes(struct ctx *c)
{
    return c->db->engine->changes(c);
}

int
db_script(struct ctx *c, const char *neutral)
{
    return c->db->engine->script(c, db_ddl(c->arena, db_kind(c), neutral));
}

int
db_raw(struct ctx *c, const char *sql)
{
    return c->db->engine->script(c, sql);
}

char *
db_ddl(struct arena *a, enum db_kind kind, const char *neutral)
{
    return kind == DB_POSTGRES ? ddl_postgres(a, neutral) : ddl_sqlite(a, neutral);
}

int
db_plan(struct ctx *c, const struct index_rows *list, size_t n)
{
    return c->db->engine->plan(c, list, n);
}

int
db_ids_taken(struct ctx *c, const char *table)
{
    return c->db->engine->ids_taken(c, table);
}

int
store_integrity(struct ctx *c)
{
    return c->db->engine->integrity(c);
}
