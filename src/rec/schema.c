/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* schema.c - the tables of an organisation's store, derived from the record types. */
#include "rec/kind.h"
#include "rec/store.h"

static const char fixed[] =
    "create table meta (name text primary key, value text not null);\n"
    "create table record (\n"
    "    id integer primary key,\n"
    "    type text not null,\n"
    "    key text not null unique,\n"
    "    title text\n"
    ");\n"
    "create table key_counter (type text primary key, last integer not null);\n"
    "create table event (\n"
    "    seq integer primary key,\n"
    "    at integer not null,\n"
    "    actor text not null,\n"
    "    source text not null,\n"
    "    action text not null,\n"
    "    type text not null,\n"
    "    key text not null,\n"
    "    revision integer not null,\n"
    "    changes text not null,\n"
    "    reason text,\n"
    "    salt blob not null,\n"
    "    state blob not null,\n"
    "    leaf blob not null\n"
    ");\n"
    "create index event_by_key on event (key, seq);\n"
    "create index event_by_time on event (at, actor) where source <> 'import';\n"
    "create trigger event_append_only_u before update on event\n"
    "    begin select raise(abort, 'the history is append-only'); end;\n"
    "create trigger event_append_only_d before delete on event\n"
    "    begin select raise(abort, 'the history is append-only'); end;\n"
    "create table ledger (one integer primary key check (one = 1), size integer not null,\n"
    "    nodes blob not null);\n"
    "create table comment (id integer primary key, key text not null, at integer not null,\n"
    "    actor text not null, text text not null);\n"
    "create index comment_by_key on comment (key, id);\n"
    "create table tag (key text not null, tag text not null, primary key (key, tag)) "
    "without rowid;\n"
    "create index tag_by_tag on tag (tag, key);\n"
    "create table blob (sha256 text not null, pos integer not null, data blob not null,\n"
    "    primary key (sha256, pos)) without rowid;\n"
    "create table attachment (id integer primary key, key text not null, at integer not null,\n"
    "    actor text not null, name text not null, type text not null, size integer not null,\n"
    "    sha256 text not null);\n"
    "create index attachment_by_key on attachment (key, id);\n"
    "create table setting (name text primary key, value text not null);\n"
    "create table waiver (id integer primary key, rule text not null, key text,\n"
    "    until integer not null, reason text not null, actor text not null,\n"
    "    at integer not null, ended integer);\n"
    "create table override (id integer primary key, key text not null, step text not null,\n"
    "    at integer not null, actor text not null, reason text not null);\n"
    "create table rule_snapshot (day integer not null, rule text not null,\n"
    "    colour text not null, offenders integer not null, primary key (day, rule)) without rowid;\n"
    "create table annex_a (edition text not null, control text not null, title text not null,\n"
    "    theme text, pos integer not null, primary key (edition, control));\n"
    "create table idempotency (key text primary key, at integer not null,\n"
    "    request text not null, status integer not null, body text not null);\n"
    "create virtual table search using fts5 (title, body, type unindexed, key unindexed,\n"
    "    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');\n";

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
        buf_printf(b, "create table \"%s_%s\" (id integer not null references \"%s\" (id),\n"
            "    a text, b text, c text, num real, text text);\n"
            "create index \"%s_%s_by_path\" on \"%s_%s\" (id, a, b, c);\n",
            t->table, f->name, t->table, t->table, f->name, t->table, f->name);
        return;
    }
    buf_printf(b, "create table \"%s_%s\" (id integer not null references \"%s\" (id),\n"
        "    pos integer not null, %s text not null%s, primary key (id, pos)) without rowid;\n"
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
        "    id integer primary key references record (id),\n"
        "    key text not null unique references record (key),\n"
        "    revision integer not null,\n"
        "    created_at integer not null,\n"
        "    created_by text,\n"
        "    updated_at integer not null,\n"
        "    updated_by text", t->table);
    for (size_t i = 0; i < t->nfields; i++) {
        const struct field *f = &t->fields[i];

        buf_printf(b, ",\n    \"%s\" %s", f->name, field_is_integer(f) ? "integer" : "text");
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
schema_ddl(struct arena *a)
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

/* A state or another choice picks a large share of a table, a reference a few rows. */
static int
plan(struct ctx *c)
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
    if (db_script(c, schema_ddl(c->arena)) != 0 || plan(c) != 0)
        return (int)c->err;
    if (db_exec(c, SQL("insert into meta (name, value) values ('product', 'ismene'), "
            "('schema', $v)"), BINDS(bind_text("v", arena_printf(c->arena, "%d",
            SCHEMA_VERSION)))) != 0)
        return (int)c->err;
    return db_exec(c, SQL("insert into ledger (one, size, nodes) values (1, 0, $empty)"),
        BINDS(bind_blob("empty", "", 0)));
}

int
schema_check(struct ctx *c)
{
    int64_t version = db_get_int(c, -1, SQL("select cast(value as integer) from meta "
        "where name = 'schema'"), NO_BINDS);

    if (c->err == E_DB)
        c->message = arena_printf(c->arena, "This file is damaged, or not a store of Ismene: %s",
            c->message);
    if (c->err != E_OK)
        return (int)c->err;
    if (version < 0)
        return fail(c, E_DB, "This file is not a store of Ismene.");
    if (version > SCHEMA_VERSION)
        return fail(c, E_DB, "This store was written by a newer Ismene (schema %d, this program "
            "knows %d). Use the newer program.", (int)version, SCHEMA_VERSION);
    return 0;
}
