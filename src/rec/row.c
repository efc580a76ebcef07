/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* row.c - a record to and from its row and side tables. */
#include "rec/kind.h"
#include "rec/store.h"

struct rec *
rec_alloc(struct ctx *c, const struct rec_type *t)
{
    struct rec *r = arena_new_of(c->arena, struct rec);

    r->type = t;
    r->v = arena_alloc(c->arena, t->nfields * sizeof *r->v);
    return r;
}

struct rec *
rec_copy(struct ctx *c, const struct rec *r)
{
    struct rec *n = rec_alloc(c, r->type);
    struct value *v = n->v;

    *n = *r;
    n->v = v;
    memcpy(v, r->v, r->type->nfields * sizeof *v);
    return n;
}

/* id, key, revision, created_at, created_by, updated_at, updated_by, then the fields. */
#define FIRST_FIELD 7

void
sql_columns(struct sql *q, const struct rec_type *t)
{
    sql_add(q, SQL("t.id, t.key, t.revision, t.created_at, t.created_by, t.updated_at, "
        "t.updated_by"));
    for (size_t i = 0; i < t->nfields; i++) {
        sql_add(q, SQL(", t."));
        sql_ident(q, t->fields[i].name);
    }
}

static struct value
column(struct ctx *c, const struct field *f, struct stmt *s, int col)
{
    struct slice text;

    if (db_is_null(s, col))
        return (struct value){ 0 };
    if (field_is_integer(f))
        return int_value(db_int(s, col));
    text = db_text(s, col);
    return (struct value){ .t = V_TEXT, .n = text.n, .s = arena_strndup(c->arena, text.p, text.n) };
}

int
rec_from_row(struct ctx *c, const struct rec_type *t, struct stmt *s, struct rec **ret)
{
    struct rec *r = rec_alloc(c, t);

    r->id = db_int(s, 0);
    r->key = db_strdup(c, s, 1);
    r->revision = db_int(s, 2);
    r->created_at = db_int(s, 3);
    r->created_by = db_strdup(c, s, 4);
    r->updated_at = db_int(s, 5);
    r->updated_by = db_strdup(c, s, 6);
    for (size_t i = 0; i < t->nfields; i++)
        r->v[i] = column(c, &t->fields[i], s, FIRST_FIELD + (int)i);
    *ret = r;
    return 0;
}

static void
bind_value(struct sql *q, const struct value *v)
{
    if (v->t == V_INT)
        sql_bind_int(q, v->i);
    else
        sql_bind_text(q, v->t == V_TEXT ? v->s : NULL, v->n);
}

static int
clear_side(struct ctx *c, const struct rec *r, const struct field *f)
{
    struct sql q;
    int e;

    sql_init(&q, c);
    sql_add(&q, SQL("delete from "));
    sql_ident2(&q, r->type->table, f->name);
    sql_add(&q, SQL(" where id = "));
    sql_bind_int(&q, r->id);
    e = sql_exec(&q);
    sql_free(&q);
    return e;
}

static int
write_list(struct ctx *c, const struct rec *r, const struct field *f, const struct value *v)
{
    struct slice rest = { v->s, v->n }, item;

    for (int64_t pos = 0; json_array_next(c->arena, &rest, &item); pos++) {
        struct sql q;

        sql_init(&q, c);
        sql_add(&q, SQL("insert into "));
        sql_ident2(&q, r->type->table, f->name);
        sql_add(&q, SQL(" values ("));
        sql_bind_int(&q, r->id);
        sql_add(&q, SQL(", "));
        sql_bind_int(&q, pos);
        sql_add(&q, SQL(", "));
        sql_bind_text(&q, item.p, item.n);
        sql_add(&q, SQL(")"));
        if (sql_exec(&q) != 0)
            rest.n = 0;
        sql_free(&q);
    }
    return (int)c->err;
}

struct leaf_path {
    const struct rec *r;
    const struct field *f;
    const char *part[3];
};

static int
write_leaf(struct ctx *c, const struct leaf_path *at, const json_t *j)
{
    char *text = json_is_string(j) ? arena_strdup(c->arena, json_string_value(j))
        : json_canonical(c->arena, j);
    struct sql q;
    int e;

    sql_init(&q, c);
    sql_add(&q, SQL("insert into "));
    sql_ident2(&q, at->r->type->table, at->f->name);
    sql_add(&q, SQL(" values ("));
    sql_bind_int(&q, at->r->id);
    for (int i = 0; i < 3; i++) {
        sql_add(&q, SQL(", "));
        sql_bind_text(&q, at->part[i], at->part[i] ? strlen(at->part[i]) : 0);
    }
    sql_add(&q, SQL(", cast("));
    sql_bind_text(&q, json_is_number(j) ? text : NULL, json_is_number(j) ? strlen(text) : 0);
    sql_add(&q, SQL(" as double precision), "));
    sql_bind_text(&q, json_is_number(j) ? NULL : text, strlen(text));
    sql_add(&q, SQL(")"));
    e = sql_exec(&q);
    sql_free(&q);
    return e;
}

/* Leaves deeper than three levels are not needed by any rule. */
static int
write_tree(struct ctx *c, struct leaf_path at, int depth, const json_t *j)
{
    const char *name;
    json_t *v;
    size_t i;

    if (json_is_null(j))
        return 0;
    if ((!json_is_object(j) && !json_is_array(j)) || depth == 3)
        return write_leaf(c, &at, j);
    if (json_is_array(j)) {
        json_array_foreach(j, i, v) {
            at.part[depth] = arena_printf(c->arena, "%zu", i);
            if (write_tree(c, at, depth + 1, v) != 0)
                return (int)c->err;
        }
        return 0;
    }
    json_object_foreach((json_t *)(uintptr_t)j, name, v) {
        at.part[depth] = name;
        if (write_tree(c, at, depth + 1, v) != 0)
            return (int)c->err;
    }
    return 0;
}

static int
write_json(struct ctx *c, const struct rec *r, const struct field *f, const struct value *v)
{
    const char *why = "";
    json_t *tree = json_in(c->arena, (struct slice){ v->s, v->n }, BUF_MAX, &why);
    int e = tree == NULL ? fail(c, E_BUG, "Stored JSON of %s cannot be read: %s.", f->name, why)
        : write_tree(c, (struct leaf_path){ .r = r, .f = f }, 0, tree);

    json_decref(tree);
    return e;
}

static int
write_sides(struct ctx *c, const struct rec *r, bool fresh)
{
    for (size_t i = 0; i < r->type->nfields && c->err == E_OK; i++) {
        const struct field *f = &r->type->fields[i];
        const struct value *v = &r->v[i];

        if (!f->shape.list && f->shape.kind != K_JSON)
            continue;
        if (!fresh && clear_side(c, r, f) != 0)
            break;
        if (v->t != V_NULL && f->shape.list)
            write_list(c, r, f, v);
        else if (v->t != V_NULL)
            write_json(c, r, f, v);
    }
    return (int)c->err;
}

/* Columns are named: in a store that was migrated they stand in another order. */
static void
sql_insert(struct sql *q, const struct rec *r)
{
    sql_add(q, SQL("insert into "));
    sql_ident(q, r->type->table);
    sql_add(q, SQL(" (id, key, revision, created_at, created_by, updated_at, updated_by"));
    for (size_t i = 0; i < r->type->nfields; i++) {
        sql_add(q, SQL(", "));
        sql_ident(q, r->type->fields[i].name);
    }
    sql_add(q, SQL(") values ("));
    sql_bind_int(q, r->id);
    sql_add(q, SQL(", "));
    sql_bind_text(q, r->key, strlen(r->key));
    sql_add(q, SQL(", "));
    sql_bind_int(q, r->revision);
    sql_add(q, SQL(", "));
    sql_bind_int(q, r->created_at);
    sql_add(q, SQL(", "));
    sql_bind_text(q, r->created_by, r->created_by ? strlen(r->created_by) : 0);
    sql_add(q, SQL(", "));
    sql_bind_int(q, r->updated_at);
    sql_add(q, SQL(", "));
    sql_bind_text(q, r->updated_by, r->updated_by ? strlen(r->updated_by) : 0);
    for (size_t i = 0; i < r->type->nfields; i++) {
        sql_add(q, SQL(", "));
        bind_value(q, &r->v[i]);
    }
    sql_add(q, SQL(")"));
}

static void
sql_update(struct sql *q, const struct rec *r)
{
    sql_add(q, SQL("update "));
    sql_ident(q, r->type->table);
    sql_add(q, SQL(" set revision = "));
    sql_bind_int(q, r->revision);
    sql_add(q, SQL(", updated_at = "));
    sql_bind_int(q, r->updated_at);
    sql_add(q, SQL(", updated_by = "));
    sql_bind_text(q, r->updated_by, r->updated_by ? strlen(r->updated_by) : 0);
    for (size_t i = 0; i < r->type->nfields; i++) {
        sql_add(q, SQL(", "));
        sql_ident(q, r->type->fields[i].name);
        sql_add(q, SQL(" = "));
        bind_value(q, &r->v[i]);
    }
    sql_add(q, SQL(" where id = "));
    sql_bind_int(q, r->id);
}

/* The directory and the search index name a record as it is now, and so do those named by it. */
static int
write_title(struct ctx *c, const struct rec *r, bool fresh)
{
    const char *title = rec_title(c, r), *stored = fresh ? NULL : rec_stored_title(c, r->key);
    bool renamed = !fresh && (stored == NULL || strcmp(title, stored) != 0);

    if (db_exec(c, SQL("update record set title = $title where id = $id"),
            BINDS(bind_text("title", title), bind_int("id", r->id))) != 0
        || search_index(c, r) != 0)
        return (int)c->err;
    return renamed ? rec_retitle_after(c, r) : 0;
}

int
rec_write(struct ctx *c, struct rec *r, bool fresh)
{
    struct sql q;

    sql_init(&q, c);
    if (fresh)
        sql_insert(&q, r);
    else
        sql_update(&q, r);
    if (sql_exec(&q) == 0)
        write_sides(c, r, fresh);
    sql_free(&q);
    return c->err == E_OK ? write_title(c, r, fresh) : (int)c->err;
}

/* What the row says, as length-prefixed bytes: compared with the last event by verify. */
void
rec_state_hash(const struct rec *r, unsigned char out[static SHA256_LEN])
{
    struct buf b;

    buf_init(&b, BUF_MAX);
    buf_printf(&b, "%s\n%s\n%lld\n", r->type->name, r->key, (long long)r->revision);
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct value *v = &r->v[i];

        if (v->t == V_INT)
            buf_printf(&b, "%s=i%lld\n", r->type->fields[i].name, (long long)v->i);
        if (v->t == V_TEXT) {
            buf_printf(&b, "%s=t%zu:", r->type->fields[i].name, v->n);
            buf_add(&b, v->s, v->n);
            buf_putc(&b, '\n');
        }
    }
    sha256(b.p, b.n, out);
    buf_free(&b);
}
