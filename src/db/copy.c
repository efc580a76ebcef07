/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copy.c - rows from one store into another. */
#include "db/copy.h"

#include <stdlib.h>

#define ROWS 500                /* after which the memory of the statements is given back */

/* Does the table refer to one that is not in the list yet, checked at once? */
static bool
must_wait(const struct facts *f, const char *table, const char **list, size_t n)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct fact *r = &f->p[i];
        struct slice to = sql_name(slice_of(r->text)), rest;
        bool there = slice_eq(to, table);

        if (r->kind != FACT_FOREIGN || strcmp(r->table, table) != 0
            || sql_words(slice_of(r->text), "deferred", &rest))
            continue;
        for (size_t k = 0; k < n && !there; k++)
            there = slice_eq(to, list[k]);
        if (!there)
            return true;
    }
    return false;
}

int
copy_order(struct ctx *c, const struct facts *f, const char ***ret, size_t *ret_n)
{
    const char **list = arena_alloc(c->arena, (f->n + 1) * sizeof *list);
    size_t n = 0, all = 0;

    for (size_t before = 1; before != n; ) {
        before = n;
        all = 0;
        for (size_t i = 0; i < f->n; i++) {
            bool there = f->p[i].kind != FACT_TABLE || *f->p[i].text != '\0';

            all += !there;
            for (size_t k = 0; k < n && !there; k++)
                there = strcmp(list[k], f->p[i].table) == 0;
            if (!there && !must_wait(f, f->p[i].table, list, n))
                list[n++] = f->p[i].table;
        }
        if (n == 0)
            break;
    }
    *ret = list;
    *ret_n = n;
    return n == all ? 0 : fail(c, E_BUG, "The tables refer to each other in a circle.");
}

static int
by_place(const void *a, const void *b)
{
    int64_t x = (*(const struct fact *const *)a)->place, y = (*(const struct fact *const *)b)->place;

    return (x > y) - (x < y);
}

void
copy_init(struct copy *k, const struct facts *f, const char *table, bool keyed)
{
    struct arena *a = k->from->arena;

    k->table = table;
    k->keyed = keyed;
    k->columns = arena_alloc(a, f->n * sizeof *k->columns);
    k->n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->p[i].kind == FACT_COLUMN && strcmp(f->p[i].table, table) == 0
            && (!keyed || strcmp(f->p[i].name, "id") != 0))
            k->columns[k->n++] = &f->p[i];
    qsort(k->columns, k->n, sizeof *k->columns, by_place);
    k->row = arena_alloc(a, (k->n + 1) * sizeof *k->row);
    for (size_t i = 0; i < k->n; i++)
        k->row[i].name = arena_printf(a, "p%zu", i);
}

static bool
is_type(const struct fact *column, const char *type)
{
    return slice_eq(sql_name(slice_of(column->text)), type);
}

/* Numbers with a fraction travel as text that says them exactly. */
static void
select_column(struct copy *k, struct sql *q, const struct fact *column)
{
    bool real = is_type(column, "REAL"), lite = db_kind(k->from) == DB_SQLITE;

    if (real)
        sql_add(q, lite ? SQL("printf('%!.17g', ") : SQL("cast("));
    sql_ident(q, column->name);
    if (real)
        sql_add(q, lite ? SQL(")") : SQL(" as text)"));
}

struct stmt *
copy_query(struct copy *k, const char *where, const char *value)
{
    struct stmt *s;
    struct sql q;

    sql_init(&q, k->from);
    sql_add(&q, SQL("select "));
    for (size_t i = 0; i < k->n; i++) {
        if (i > 0)
            sql_add(&q, SQL(", "));
        select_column(k, &q, k->columns[i]);
    }
    for (size_t i = 0; i < k->n; i++) {         /* is it null?  An empty text is not. */
        sql_add(&q, SQL(", case when "));
        sql_ident(&q, k->columns[i]->name);
        sql_add(&q, SQL(" is null then 1 else 0 end"));
    }
    sql_add(&q, k->keyed ? SQL(", id from ") : SQL(" from "));
    sql_ident(&q, k->table);
    if (where != NULL) {
        sql_add(&q, SQL(" where "));
        sql_ident(&q, where);
        sql_add(&q, SQL(" = "));
        sql_bind_text(&q, value, strlen(value));
    }
    s = sql_query(&q);
    sql_free(&q);
    return s;
}

bool
copy_next(struct copy *k, struct stmt *s)
{
    if (!db_step(k->from, s))
        return false;
    k->id = k->keyed ? db_int(s, (int)(2 * k->n)) : 0;
    for (size_t i = 0; i < k->n; i++) {
        const char *name = k->row[i].name;
        int col = (int)i;

        if (db_int(s, (int)(k->n + i)) == 1) {
            k->row[i] = (struct bind){ .name = name };
        } else if (is_type(k->columns[i], "INTEGER")) {
            k->row[i] = bind_int(name, db_int(s, col));
        } else if (is_type(k->columns[i], "BLOB")) {
            struct slice b = db_blob(s, col);

            k->row[i] = bind_blob(name, b.p != NULL ? b.p : "", b.n);
        } else {
            struct slice t = db_text(s, col);

            k->row[i] = bind_slice(name, t.p != NULL ? t : SLICE(""));
        }
    }
    return true;
}

int
copy_insert(struct copy *k, int64_t *ret_id)
{
    struct sql q;
    int e;

    sql_init(&q, k->to);
    sql_add(&q, SQL("insert into "));
    sql_ident(&q, k->table);
    for (size_t i = 0; i < k->n; i++) {
        sql_add(&q, i == 0 ? SQL(" (") : SQL(", "));
        sql_ident(&q, k->columns[i]->name);
    }
    for (size_t i = 0; i < k->n; i++) {
        bool real = is_type(k->columns[i], "REAL");

        sql_add(&q, i == 0 ? SQL(") values (") : SQL(", "));
        buf_printf(&q.text, real ? "cast(cast($p%zu as text) as double precision)" : "$p%zu", i);
    }
    sql_add(&q, ret_id != NULL ? SQL(") returning id") : SQL(")"));
    if (ret_id != NULL)
        *ret_id = db_get_int(k->to, 0, q.text.p, k->row, k->n);
    e = ret_id != NULL ? (int)k->to->err : db_exec(k->to, q.text.p, k->row, k->n);
    sql_free(&q);
    return e;
}

static int
copy_table(struct ctx *from, struct ctx *to, const struct facts *f, const char *table)
{
    struct ctx own = *to;
    struct copy k = { .from = from, .to = &own };
    struct stmt *s;

    own.arena = arena_new();
    copy_init(&k, f, table, false);
    s = copy_query(&k, NULL, NULL);
    for (int n = 1; copy_next(&k, s) && copy_insert(&k, NULL) == 0; n++)
        if (n % ROWS == 0)
            arena_reset(own.arena);
    db_done(from, s);
    if (own.err != E_OK)
        fail(to, own.err, "%s", own.message);
    else if (from->err != E_OK)
        fail(to, from->err, "%s", from->message);
    for (size_t i = 0; i < k.n && to->err == E_OK; i++)
        if (strcmp(k.columns[i]->name, "id") == 0 && db_ids_taken(to, table) != 0)
            break;
    arena_free(own.arena);
    return (int)to->err;
}

/* Making a store puts rows into some tables. */
static int
empty(struct ctx *to, const char *table)
{
    struct sql q;
    int e = 0;

    sql_init(&q, to);
    sql_add(&q, SQL("select 1 from "));
    sql_ident(&q, table);
    sql_add(&q, SQL(" limit 1"));
    if (db_get_int(to, 0, q.text.p, NO_BINDS) == 1) {
        buf_reset(&q.text);
        sql_add(&q, SQL("delete from "));
        sql_ident(&q, table);
        e = sql_exec(&q);
    }
    sql_free(&q);
    return e != 0 ? e : (int)to->err;
}

int
copy_all(struct ctx *from, struct ctx *to, const struct facts *f)
{
    const char **tables;
    size_t n;

    if (copy_order(to, f, &tables, &n) != 0)
        return (int)to->err;
    for (size_t i = 0; i < n && to->err == E_OK; i++)
        if (empty(to, tables[i]) == 0)
            copy_table(from, to, f, tables[i]);
    return (int)to->err;
}
