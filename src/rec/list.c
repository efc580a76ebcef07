/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * list.c - filtered, sorted lists with keyset paging, as records or streamed
 * as JSON from the rows.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "rec/kind.h"
#include "rec/store.h"

/* Parameters. */

#define VALUES_MAX 40           /* of all filters together: a statement has 64 parameters */

static size_t
count_values(const struct rec_query *q)
{
    size_t n = 0;

    for (size_t i = 0; i < q->nfilters; i++)
        n += q->filters[i].nvalues;
    return n;
}

static int
parse_values(struct ctx *c, const struct field *f, struct filter *ft, const char *value)
{
    for (struct slice rest = slice_of(value); rest.n > 0; ) {
        struct slice word = slice_cut(&rest, f->shape.kind == K_STR ? '\n' : ',');
        struct field one = *f;

        one.shape.list = false;
        if (ft->nvalues == ARRAY_LEN(ft->value))
            return fail_field(c, f->name, "At most %zu values can be asked for.",
                ARRAY_LEN(ft->value));
        if (value_from_text(c, &one, word, &ft->value[ft->nvalues++]) != 0)
            return (int)c->err;
    }
    return 0;
}

static int
add_filter(struct ctx *c, struct rec_query *q, int field, enum filter_op op, const char *value)
{
    const struct field *f = &q->type->fields[field];
    struct filter *ft = &q->filters[q->nfilters];

    if (q->nfilters == ARRAY_LEN(q->filters))
        return fail(c, E_INVALID, "At most %zu filters.", ARRAY_LEN(q->filters));
    if (f->shape.kind == K_JSON || f->shape.kind == K_TEXT)
        return fail_field(c, f->name, "%s cannot be a filter; search for its words.", f->label);
    if (op != OP_EQ && !field_is_integer(f))
        return fail_field(c, f->name, "%s has no order to compare by.", f->label);
    *ft = (struct filter){ .field = field, .op = op };
    if (op == OP_EQ && (*value == '\0' || strcmp(value, "-") == 0))
        ft->op = OP_EMPTY;
    else if (op == OP_EQ && strcmp(value, "*") == 0)
        ft->op = OP_FILLED;
    else if (parse_values(c, f, ft, value) != 0)
        return (int)c->err;
    if (count_values(q) + ft->nvalues > VALUES_MAX)
        return fail_field(c, f->name, "At most %d values can be asked for in all.", VALUES_MAX);
    if (op != OP_EQ && (ft->nvalues != 1 || ft->value[0].t == V_NULL))
        return fail_field(c, f->name, "One value is expected to compare with.");
    q->nfilters++;
    return 0;
}

static int
set_sort(struct ctx *c, struct rec_query *q, const char *value)
{
    bool descending = value[0] == '-';
    int i;

    value += descending;
    i = rec_field_index(q->type, slice_of(value));
    if (strcmp(value, "key") == 0 || strcmp(value, "id") == 0) {
        q->sort = -1;
        q->descending = descending;
        return 0;
    }
    if (i < 0 || q->type->fields[i].shape.list || !(q->type->fields[i].flags & LISTED))
        return fail_field(c, "sort", "%.40s is not a column to sort by.", value);
    q->sort = i;
    q->descending = descending;
    return 0;
}

int
query_set(struct ctx *c, struct rec_query *q, const char *name, const char *value)
{
    const char *dot = strrchr(name, '.');
    size_t len = dot != NULL ? (size_t)(dot - name) : strlen(name);
    int64_t limit;
    int field;

    if (strcmp(name, "sort") == 0)
        return set_sort(c, q, value);
    if (strcmp(name, "after") == 0) {
        q->after = value;
        return 0;
    }
    if (strcmp(name, "q") == 0) {
        q->text = *value ? value : NULL;
        return 0;
    }
    if (strcmp(name, "tag") == 0) {
        q->tag = *value ? value : NULL;
        return 0;
    }
    if (strcmp(name, "limit") == 0) {
        if (!slice_int(slice_of(value), &limit) || limit < 1 || limit > 200)
            return fail_field(c, "limit", "limit lies between 1 and 200.");
        q->limit = limit;
        return 0;
    }
    field = rec_field_index(q->type, (struct slice){ name, len });
    if (field < 0)
        return fail_field(c, name, "%s has no field of this name.", q->type->label);
    if (dot == NULL)
        return add_filter(c, q, field, OP_EQ, value);
    if (strcmp(dot, ".min") == 0)
        return add_filter(c, q, field, OP_MIN, value);
    if (strcmp(dot, ".max") == 0)
        return add_filter(c, q, field, OP_MAX, value);
    return fail_field(c, name, "Use .min or .max.");
}

/* The WHERE clause. */

static void
bind_of(struct sql *q, const struct value *v)
{
    if (v->t == V_INT)
        sql_bind_int(q, v->i);
    else
        sql_bind_text(q, v->s, v->n);
}

static void
add_column(struct sql *q, const struct rec_query *rq, int field)
{
    if (!rq->whole) {
        sql_seen_field(q, rq->type, &rq->type->fields[field]);
        return;
    }
    sql_add(q, SQL("t."));
    sql_ident(q, rq->type->fields[field].name);
}

/* A hidden record is asked for like one that does not exist. */
static void
add_values(struct sql *q, const struct field *fd, const struct filter *f, bool whole)
{
    for (size_t i = 0; i < f->nvalues; i++) {
        const struct value *v = &f->value[i];

        if (i > 0)
            sql_add(q, SQL(", "));
        if (!whole && fd->shape.kind == K_REF && v->t == V_TEXT && !sight_sees(q->c, v->s))
            sql_bind_text(q, "", 0);
        else
            bind_of(q, v);
    }
    sql_add(q, SQL(")"));
}

static void
add_condition(struct sql *q, const struct rec_query *rq, const struct filter *f)
{
    const struct rec_type *t = rq->type;
    const struct field *fd = &t->fields[f->field];

    sql_add(q, SQL(" and "));
    if (fd->shape.list && f->op == OP_EQ) {
        sql_add(q, SQL("exists (select 1 from "));
        sql_ident2(q, t->table, fd->name);
        sql_add(q, fd->shape.kind == K_REF ? SQL(" l where l.id = t.id and l.ref in (")
            : SQL(" l where l.id = t.id and l.value in ("));
        add_values(q, fd, f, rq->whole);
        sql_add(q, SQL(")"));
        return;
    }
    add_column(q, rq, f->field);
    switch (f->op) {
    case OP_EMPTY:
        sql_add(q, SQL(" is null"));
        break;
    case OP_FILLED:
        sql_add(q, SQL(" is not null"));
        break;
    case OP_MIN:
        sql_add(q, SQL(" >= "));
        bind_of(q, &f->value[0]);
        break;
    case OP_MAX:
        sql_add(q, SQL(" <= "));
        bind_of(q, &f->value[0]);
        break;
    case OP_EQ:
        sql_add(q, SQL(" in ("));
        add_values(q, fd, f, rq->whole);
    }
}

static void
add_open_only(struct sql *q, const struct rec_type *t)
{
    if (t->state < 0 || t->final == NULL)
        return;
    for (struct slice l = slice_of(t->final), w; word_next(&l, &w); ) {
        sql_add(q, SQL(" and t."));
        sql_ident(q, t->fields[t->state].name);
        sql_add(q, SQL(" <> "));
        sql_bind_text(q, w.p, w.n);
    }
}

static void
add_where(struct sql *q, const struct rec_query *rq)
{
    const struct rec_type *t = rq->type;

    sql_add(q, SQL(" where 1 = 1"));
    for (size_t i = 0; i < rq->nfilters; i++)
        add_condition(q, rq, &rq->filters[i]);
    if (rq->open_only)
        add_open_only(q, t);
    if (rq->only != NULL) {
        sql_add(q, SQL(" and t.key in "));
        sql_keys(q, rq->only, rq->nonly);
    }
    if (!rq->whole)
        sql_sight_of(q, t, rq->action);
    if (rq->tag != NULL) {
        sql_add(q, SQL(" and t.key in (select key from tag where tag = "));
        sql_bind_text(q, rq->tag, strlen(rq->tag));
        sql_add(q, SQL(")"));
    }
    if (rq->text != NULL) {
        sql_add(q, SQL(" and "));
        sql_match(q, rq->text);
    }
}

/*
 * The cursor is "i<sort value>.<id>", "t<hex of it>.<id>" or "n.<id>" (empty
 * values come last, in id order).
 */
static int
read_cursor(struct ctx *c, const char *text, struct value *ret, int64_t *ret_id)
{
    struct slice rest = slice_of(text), head;
    char *copy;

    if (rest.n < 2 || rest.n > 3000)
        goto bad;
    head = slice_cut(&rest, '.');
    if (!slice_int(rest, ret_id))
        goto bad;
    *ret = (struct value){ 0 };
    head.p++, head.n--;
    if (text[0] == 'n')
        return 0;
    if (text[0] == 'i') {
        ret->t = V_INT;
        if (slice_int(head, &ret->i))
            return 0;
    }
    if (text[0] == 't' && head.n % 2 == 0) {
        copy = arena_alloc(c->arena, head.n / 2 + 1);
        if (hex_decode(head, (unsigned char *)copy, head.n / 2)) {
            *ret = (struct value){ .t = V_TEXT, .s = copy, .n = head.n / 2 };
            return 0;
        }
    }
bad:
    return fail_field(c, "after", "This is not a cursor of the page before.");
}

static const char *
write_cursor(struct ctx *c, const struct rec_query *q, const struct value *v, int64_t id)
{
    char *hex;

    if (q->sort < 0 || v->t == V_NULL)
        return arena_printf(c->arena, "n.%" PRId64, id);
    if (v->t == V_INT)
        return arena_printf(c->arena, "i%" PRId64 ".%" PRId64, v->i, id);
    hex = arena_alloc(c->arena, 2 * v->n + 1);
    hex_encode((const unsigned char *)v->s, v->n, hex);
    return arena_printf(c->arena, "t%s.%" PRId64, hex, id);
}

static void
add_sort_column(struct sql *q, const struct rec_query *rq)
{
    add_column(q, rq, rq->sort);
}

/*
 * Behind the cursor in the order (value, id), both up or both down, so that one
 * index serves either way; empty values stand last.
 */
static int
add_after(struct sql *q, const struct rec_query *rq)
{
    struct value v;
    int64_t id;

    if (rq->after == NULL)
        return 0;
    if (read_cursor(q->c, rq->after, &v, &id) != 0)
        return (int)q->c->err;
    if (rq->sort < 0) {
        sql_add(q, rq->descending ? SQL(" and t.id < ") : SQL(" and t.id > "));
        sql_bind_int(q, id);
        return 0;
    }
    if (v.t != V_NULL && (v.t == V_INT) != field_is_integer(&rq->type->fields[rq->sort]))
        return fail_field(q->c, "after", "This is a cursor of another order.");
    sql_add(q, SQL(" and ("));
    if (v.t == V_NULL) {
        add_sort_column(q, rq);
        sql_add(q, rq->descending ? SQL(" is null and t.id < ") : SQL(" is null and t.id > "));
        sql_bind_int(q, id);
        sql_add(q, SQL(")"));
        return 0;
    }
    sql_add(q, SQL("("));
    add_sort_column(q, rq);
    sql_add(q, rq->descending ? SQL(", t.id) < (") : SQL(", t.id) > ("));
    bind_of(q, &v);
    sql_add(q, SQL(", "));
    sql_bind_int(q, id);
    sql_add(q, SQL(") or "));
    add_sort_column(q, rq);
    sql_add(q, SQL(" is null)"));
    return 0;
}

static void
add_order(struct sql *q, const struct rec_query *rq)
{
    sql_add(q, SQL(" order by "));
    if (rq->sort >= 0) {
        add_sort_column(q, rq);
        sql_add(q, rq->descending ? SQL(" desc nulls last, t.id desc")
            : SQL(" nulls last, t.id"));
    } else {
        sql_add(q, rq->descending ? SQL("t.id desc") : SQL("t.id"));
    }
    sql_add(q, SQL(" limit "));
    sql_bind_int(q, rq->limit + 1);
}

static struct stmt *
run_list(struct ctx *c, struct sql *q, const struct rec_query *rq, bool last)
{
    sql_add(q, SQL("select "));
    sql_columns(q, rq->type);
    sql_add(q, SQL(" from "));
    sql_ident(q, rq->type->table);
    sql_add(q, SQL(" t"));
    add_where(q, rq);
    if (add_after(q, rq) != 0)
        return NULL;
    add_order(q, rq);
    if (c->err != E_OK)
        return NULL;
    if (last)
        db_last(c);
    return sql_query(q);
}

int
rec_list(struct ctx *c, const struct rec_query *rq, struct rec ***ret, size_t *ret_n,
    const char **ret_next)
{
    struct rec **list = arena_alloc(c->arena, (size_t)(rq->limit + 1) * sizeof *list);
    struct sql q;
    struct stmt *s;
    size_t n = 0;

    sql_init(&q, c);
    s = run_list(c, &q, rq, false);
    while (n <= (size_t)rq->limit && db_step(c, s))
        rec_from_row(c, rq->type, s, &list[n++]);
    db_done(c, s);
    for (size_t i = 0; i < n && !rq->whole; i++) {
        sight_redact(c, list[i]);
        sight_note(c, list[i]->key, READ_LIST);
    }
    sql_free(&q);
    *ret_next = NULL;
    if (n > (size_t)rq->limit) {
        n = (size_t)rq->limit;
        *ret_next = write_cursor(c, rq, rq->sort < 0 ? NULL : &list[n - 1]->v[rq->sort],
            list[n - 1]->id);
    }
    *ret = list;
    *ret_n = n;
    return (int)c->err;
}

/* Streaming: values go from the row into the buffer without a record between. */

static void
column_json(struct ctx *c, struct json_out *j, const struct field *f, struct stmt *s, int col)
{
    struct value v = { 0 };
    struct slice text;

    if (field_is_integer(f)) {
        if (!db_is_null(s, col))
            v = int_value(db_int(s, col));
    } else if ((text = db_text(s, col)).p != NULL) {
        v = (struct value){ .t = V_TEXT, .s = text.p, .n = text.n };
    }
    if (f->shape.kind == K_REF || f->shape.kind == K_JSON)
        v = sight_value(c, f, &v);
    value_to_json(j, f, &v);
}

/* What stands before each field's value, written once for all rows. */
static struct slice *
member_names(struct ctx *c, const struct rec_type *t)
{
    struct slice *names = arena_alloc(c->arena, t->nfields * sizeof *names);

    for (size_t i = 0; i < t->nfields; i++)
        names[i] = slice_of(arena_printf(c->arena, ",\"%s\":", t->fields[i].name));
    return names;
}

static void
row_json(struct ctx *c, struct json_out *j, const struct rec_type *t, const struct slice *names,
    struct stmt *s)
{
    struct slice key = db_text(s, 1);

    json_obj(j);
    json_key(j, "key");
    json_str(j, key.p, key.n);
    json_kv(j, "type", t->name);
    json_key(j, "revision");
    json_num(j, db_int(s, 2));
    for (size_t i = 0; i < t->nfields; i++) {
        buf_add(j->b, names[i].p, names[i].n);
        j->comma = false;
        column_json(c, j, &t->fields[i], s, 7 + (int)i);
    }
    json_end_obj(j);
}

static struct value
sort_value(const struct rec_query *rq, struct ctx *c, struct stmt *s)
{
    int col = 7 + rq->sort;
    struct value v;

    if (rq->sort < 0 || db_is_null(s, col))
        return (struct value){ 0 };
    if (field_is_integer(&rq->type->fields[rq->sort]))
        return int_value(db_int(s, col));
    v = (struct value){ .t = V_TEXT, .s = db_strdup(c, s, col), .n = db_text(s, col).n };
    return sight_value(c, &rq->type->fields[rq->sort], &v);
}

int
rec_list_json(struct ctx *c, const struct rec_query *rq, struct buf *out)
{
    const struct sight *sight = sight_of(c);
    const struct slice *names = member_names(c, rq->type);
    struct json_out j = { out, false };
    struct sql q;
    struct stmt *s;
    const char *next = NULL;
    struct value last = { 0 };
    int64_t n = 0, last_id = 0;

    sql_init(&q, c);
    s = run_list(c, &q, rq, true);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    while (db_step(c, s)) {
        if (n++ == rq->limit) {
            next = write_cursor(c, rq, &last, last_id);
            break;
        }
        row_json(c, &j, rq->type, names, s);
        if (sight->own.n > 0)
            sight_note(c, db_strdup(c, s, 1), READ_LIST);
        if (n == rq->limit) {
            last = sort_value(rq, c, s);
            last_id = db_int(s, 0);
        }
    }
    json_end_arr(&j);
    json_kv(&j, "next", next);
    json_end_obj(&j);
    db_done(c, s);
    sql_free(&q);
    return (int)c->err;
}

void
rec_json(struct json_out *j, const struct rec *r)
{
    json_obj(j);
    json_kv(j, "key", r->key);
    json_kv(j, "type", r->type->name);
    json_key(j, "revision");
    json_num(j, r->revision);
    for (size_t i = 0; i < r->type->nfields; i++) {
        json_key(j, r->type->fields[i].name);
        value_to_json(j, &r->type->fields[i], &r->v[i]);
    }
    json_end_obj(j);
}

int64_t
rec_count(struct ctx *c, const struct rec_query *rq)
{
    struct sql q;
    int64_t n;

    sql_init(&q, c);
    sql_add(&q, SQL("select count(*) from (select 1 from "));
    sql_ident(&q, rq->type->table);
    sql_add(&q, SQL(" t"));
    add_where(&q, rq);
    sql_add(&q, SQL(" limit "));
    sql_bind_int(&q, COUNT_CAP + 1);
    sql_add(&q, SQL(") as counted"));
    n = sql_count(&q);
    sql_free(&q);
    return n;
}
