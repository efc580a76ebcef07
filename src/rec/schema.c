/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* schema.c - the tables of an organisation's store, derived from the record types. */
#include "rec/kind.h"
#include "rec/store.h"

static const char fixed[] =
    "create table meta (name TEXT primary key, value TEXT not null);\n"
    "create table migration (number INTEGER primary key, name TEXT not null,\n"
    "    hash TEXT not null, at INTEGER not null);\n"
    "create table record (\n"
    "    id ID,\n"
    "    type TEXT not null,\n"
    "    key TEXT not null unique,\n"
    "    title TEXT\n"
    ");\n"
    "create table key_counter (type TEXT primary key, last INTEGER not null);\n"
    "create append-only table event (\n"
    "    seq INTEGER primary key,\n"
    "    at INTEGER not null,\n"
    "    actor TEXT not null,\n"
    "    source TEXT not null,\n"
    "    action TEXT not null,\n"
    "    type TEXT not null,\n"
    "    key TEXT not null,\n"
    "    revision INTEGER not null,\n"
    "    changes TEXT not null,\n"
    "    reason TEXT,\n"
    "    salt BLOB not null,\n"
    "    state BLOB not null,\n"
    "    leaf BLOB not null\n"
    ");\n"
    "create index event_by_key on event (key, seq);\n"
    "create index event_by_time on event (at, actor) where source <> 'import';\n"
    "create table ledger (one INTEGER primary key check (one = 1), size INTEGER not null,\n"
    "    nodes BLOB not null);\n"
    "create table comment (id ID, key TEXT not null, at INTEGER not null,\n"
    "    actor TEXT not null, text TEXT not null);\n"
    "create index comment_by_key on comment (key, id);\n"
    "create table tag (key TEXT not null, tag TEXT not null, primary key (key, tag)) "
    "without rowid;\n"
    "create index tag_by_tag on tag (tag, key);\n"
    "create table blob (sha256 TEXT not null, pos INTEGER not null, data BLOB not null,\n"
    "    primary key (sha256, pos)) without rowid;\n"
    "create table attachment (id ID, key TEXT not null, at INTEGER not null,\n"
    "    actor TEXT not null, name TEXT not null, type TEXT not null, size INTEGER not null,\n"
    "    sha256 TEXT not null);\n"
    "create index attachment_by_key on attachment (key, id);\n"
    "create table setting (name TEXT primary key, value TEXT not null);\n"
    "create table waiver (id ID, rule TEXT not null, key TEXT,\n"
    "    until INTEGER not null, reason TEXT not null, actor TEXT not null,\n"
    "    at INTEGER not null, ended INTEGER);\n"
    "create table override (id ID, key TEXT not null, step TEXT not null,\n"
    "    at INTEGER not null, actor TEXT not null, reason TEXT not null);\n"
    "create table judgement (seq INTEGER primary key, day INTEGER not null,\n"
    "    program TEXT not null, result TEXT not null);\n"
    "create table rule_snapshot (day INTEGER not null, rule TEXT not null,\n"
    "    colour TEXT not null, offenders INTEGER not null, primary key (day, rule)) without rowid;\n"
    "create table annex_a (edition TEXT not null, control TEXT not null, title TEXT not null,\n"
    "    theme TEXT, pos INTEGER not null, primary key (edition, control));\n"
    "create table access_group (code TEXT primary key, name TEXT not null);\n"
    "create table group_member (grp TEXT not null, who TEXT not null, primary key (grp, who)) "
    "without rowid;\n"
    "create table restricted (key TEXT not null, grp TEXT not null, primary key (key, grp)) "
    "without rowid;\n"
    "create table custom_role (code TEXT primary key, name TEXT not null);\n"
    "create table custom_grant (role TEXT not null, base TEXT not null, type TEXT not null,\n"
    "    action TEXT not null, primary key (role, base, type, action)) without rowid;\n"
    "create append-only table read_log (id ID, at INTEGER not null, actor TEXT not null,\n"
    "    source TEXT not null, route TEXT not null, key TEXT not null, how TEXT not null);\n"
    "create index read_log_by_key on read_log (key, id);\n"
    "create table calibration (id ID, who TEXT not null, begun INTEGER not null,\n"
    "    draw INTEGER not null, questions TEXT not null, ended INTEGER, hits INTEGER,\n"
    "    asked INTEGER, answers TEXT);\n"
    "create index calibration_by_who on calibration (who, id);\n"
    "create table idempotency (key TEXT primary key, at INTEGER not null,\n"
    "    request TEXT not null, status INTEGER not null, body TEXT not null);\n";

static void
check_clause(struct buf *b, const struct field *f)
{
    const struct shape *s = &f->shape;

    if (s->list || s->kind != K_ENUM) {
        if (!s->list && s->kind == K_BOOL)
            buf_printf(b, " check (\"%s\" in (0, 1))", f->name);
        if (!s->list && s->kind == K_REF && strchr(s->targets, ' ') == NULL) {
            const struct rec_type *to = rec_type_by_name(slice_of(s->targets));

            buf_printf(b, " references \"%s\" (key) deferrable initially deferred",
                to != NULL ? to->table : "record");
        }
        return;
    }
    buf_printf(b, " check (\"%s\" in (", f->name);
    for (size_t i = 0; i < s->nchoices; i++)
        buf_printf(b, "%s'%s'", i ? ", " : "", s->choices[i].name);
    buf_lit(b, "))");
}

static void
side_table(struct buf *b, const struct rec_type *t, const struct field *f)
{
    const char *col = f->shape.kind == K_REF ? "ref" : "value";

    if (f->shape.kind == K_JSON) {
        buf_printf(b, "create table \"%s_%s\" (id INTEGER not null references \"%s\" (id),\n"
            "    a TEXT, b TEXT, c TEXT, num REAL, text TEXT);\n"
            "create index \"%s_%s_by_path\" on \"%s_%s\" (id, a, b, c);\n",
            t->table, f->name, t->table, t->table, f->name, t->table, f->name);
        return;
    }
    buf_printf(b, "create table \"%s_%s\" (id INTEGER not null references \"%s\" (id),\n"
        "    pos INTEGER not null, %s TEXT not null%s, primary key (id, pos)) without rowid;\n"
        "create index \"%s_%s_by_%s\" on \"%s_%s\" (%s, id);\n",
        t->table, f->name, t->table, col,
        f->shape.kind == K_REF ? " references record (key) deferrable initially deferred" : "",
        t->table, f->name, col, t->table, f->name, col);
}

static bool
has_index(const struct rec_type *t, const struct field *f)
{
    bool ref = f->shape.kind == K_REF && !f->shape.list;
    bool listed = f->flags & LISTED && !f->shape.list && f->shape.kind != K_JSON;

    return ref || listed || &t->fields[t->state < 0 ? 0 : t->state] == f;
}

static void
index_of(struct buf *b, const struct rec_type *t, const struct field *f)
{
    if (has_index(t, f))
        buf_printf(b, "create index \"%s__%s\" on \"%s\" (\"%s\", id);\n", t->table, f->name,
            t->table, f->name);
}

static void
type_table(struct buf *b, const struct rec_type *t)
{
    buf_printf(b, "create table \"%s\" (\n"
        "    id INTEGER primary key references record (id),\n"
        "    key TEXT not null unique references record (key),\n"
        "    revision INTEGER not null,\n"
        "    created_at INTEGER not null,\n"
        "    created_by TEXT,\n"
        "    updated_at INTEGER not null,\n"
        "    updated_by TEXT", t->table);
    for (size_t i = 0; i < t->nfields; i++) {
        const struct field *f = &t->fields[i];

        buf_printf(b, ",\n    \"%s\" %s", f->name, field_is_integer(f) ? "INTEGER" : "TEXT");
        check_clause(b, f);
    }
    buf_lit(b, "\n);\n");
    for (size_t i = 0; i < t->nfields; i++) {
        index_of(b, t, &t->fields[i]);
        if (t->fields[i].shape.list || t->fields[i].shape.kind == K_JSON)
            side_table(b, t, &t->fields[i]);
    }
}

char *
schema_tables(struct arena *a)
{
    struct buf b;
    char *s;

    buf_init(&b, BUF_MAX);
    buf_puts(&b, fixed);
    for (size_t i = 0; i < n_rec_types; i++)
        type_table(&b, rec_types[i]);
    s = arena_strndup(a, b.p, b.n);
    buf_free(&b);
    return s;
}

char *
schema_ddl(struct arena *a, enum db_kind kind)
{
    return arena_printf(a, "%s%s", db_ddl(a, kind, schema_tables(a)), search_ddl(kind));
}

/* A state or another choice picks a large share of a table, a reference a few rows. */
int
schema_plan(struct ctx *c)
{
    struct index_rows *list = NULL;
    size_t n = 0, cap = 0;

    for (size_t i = 0; i < n_rec_types; i++)
        for (size_t k = 0; k < rec_types[i]->nfields; k++) {
            const struct rec_type *t = rec_types[i];
            const struct field *f = &t->fields[k];

            if (has_index(t, f) && (f->shape.kind == K_ENUM || f->shape.kind == K_BOOL))
                *arena_push(c->arena, list, n, cap) = (struct index_rows){ t->table,
                    arena_printf(c->arena, "%s__%s", t->table, f->name), 200000 };
        }
    return db_plan(c, list, n);
}

int
schema_create(struct ctx *c)
{
    if (db_script(c, schema_tables(c->arena)) != 0 || db_raw(c, search_ddl(db_kind(c))) != 0
        || schema_plan(c) != 0 || migrate_mark(c, &organisation_store) != 0)
        return (int)c->err;
    return db_exec(c, SQL("insert into ledger (one, size, nodes) values (1, 0, $empty)"),
        BINDS(bind_blob("empty", "", 0)));
}
