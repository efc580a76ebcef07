/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* drift.c - how the tables of a store differ from those that the program makes. */
#include "db/describe.h"

struct drift {
    struct arena *a;
    const struct facts *want, *live;
    const char *ddl;
    struct buf *out;
    size_t n;
};

static int
order(const struct fact *a, const struct fact *b)
{
    int o = strcmp(a->table, b->table);

    if (o == 0)
        o = (int)a->kind - (int)b->kind;
    return o != 0 ? o : strcmp(a->name, b->name);
}

const struct fact *
facts_find(const struct facts *f, enum fact_kind kind, const char *table, const char *name)
{
    const struct fact key = { .kind = kind, .table = table, .name = name };
    size_t lo = 0, hi = f->n;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (order(&f->p[mid], &key) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < f->n && order(&f->p[lo], &key) == 0 ? &f->p[lo] : NULL;
}

/* The statement of the DDL that makes this table, index or trigger. */
static bool
statement_of(const struct drift *d, const char *what, const char *name, struct slice *ret)
{
    struct slice script = slice_of(d->ddl), rest;

    while (sql_statement(&script, ret))
        if (sql_words(*ret, what, &rest) && slice_eq(sql_name(rest), name))
            return true;
    return false;
}

/* The definition of a column in the statement that makes its table. */
static bool
column_of(const struct drift *d, const struct fact *f, struct slice *ret)
{
    struct slice statement, list, rest;

    if (!statement_of(d, "table", f->table, &statement) || !sql_inside(statement, &list, &rest))
        return false;
    while (sql_part(&list, ret))
        if (slice_eq(sql_name(*ret), f->name))
            return true;
    return false;
}

static void
say(struct drift *d, const char *how, const struct fact *f, const char *instead)
{
    static const char *const words[] = {
        [FACT_TABLE] = "table", [FACT_COLUMN] = "column", [FACT_PRIMARY] = "primary key",
        [FACT_UNIQUE] = "unique", [FACT_CHECK] = "check", [FACT_FOREIGN] = "reference",
        [FACT_INDEX] = "index", [FACT_TRIGGER] = "trigger",
    };

    d->n++;
    buf_printf(d->out, "-- %s: %s%s%s%s%s", how, words[f->kind],
        f->kind == FACT_TABLE ? " " : " of ", f->table, *f->name ? ": " : "", f->name);
    if (f->kind != FACT_TABLE && *f->text != '\0')
        buf_printf(d->out, " %s", f->text);
    if (instead != NULL)
        buf_printf(d->out, ", not %s", instead);
    buf_putc(d->out, '\n');
}

/* Checks cannot be changed one by one: the table's whole definition is said, once. */
static void
say_remake(struct drift *d, const struct fact *f)
{
    const struct fact *next = f + 1, *end = d->want->p + d->want->n;
    struct slice s, rest;

    for (; next < end && next->kind == f->kind && strcmp(next->table, f->table) == 0; next++)
        if (facts_find(d->live, next->kind, next->table, next->name) == NULL)
            return;
    if (statement_of(d, "table", f->table, &s) && sql_words(s, "table", &rest))
        buf_printf(d->out, "remake table%.*s;\n", (int)rest.n, rest.p);
}

static void
say_statement(struct drift *d, const struct fact *f)
{
    struct slice s;

    if (f->kind == FACT_COLUMN && column_of(d, f, &s))
        buf_printf(d->out, "alter table \"%s\" add column %.*s;\n", f->table, (int)s.n, s.p);
    if (f->kind == FACT_CHECK)
        say_remake(d, f);
    if ((f->kind == FACT_TABLE && statement_of(d, "table", f->table, &s))
        || (f->kind == FACT_INDEX && statement_of(d, "index", f->name, &s))
        || (f->kind == FACT_TRIGGER && statement_of(d, "trigger", f->name, &s)))
        buf_printf(d->out, "%.*s;\n", (int)s.n, s.p);
}

/* Is it made by the statement for the missing table or column that it belongs to? */
static bool
comes_along(const struct drift *d, const struct fact *f)
{
    struct slice column = sql_name(slice_of(f->name)), statement;

    if (f->kind == FACT_TABLE || f->kind == FACT_INDEX)
        return false;
    if (facts_find(d->live, FACT_TABLE, f->table, "") == NULL)
        return f->kind != FACT_TRIGGER || !statement_of(d, "trigger", f->name, &statement);
    return (f->kind == FACT_CHECK || f->kind == FACT_FOREIGN)
        && facts_find(d->live, FACT_COLUMN, f->table, arena_strndup(d->a, column.p, column.n)) == NULL;
}

/* Tables of the engine's own kind are looked at in rec/search.c only. */
static bool
is_own_kind(const struct drift *d, const struct fact *f)
{
    const struct fact *t = facts_find(d->want, FACT_TABLE, f->table, "");

    return f->kind != FACT_TABLE && t != NULL && *t->text != '\0';
}

size_t
facts_diff(struct arena *a, const struct facts *want, const struct facts *live,
    const char *ddl, struct buf *out)
{
    struct drift d = { a, want, live, ddl, out, 0 };

    for (size_t i = 0; i < want->n; i++) {
        const struct fact *w = &want->p[i], *l = facts_find(live, w->kind, w->table, w->name);

        if (is_own_kind(&d, w) || comes_along(&d, w))
            continue;
        if (l == NULL) {
            say(&d, "missing", w, NULL);
            say_statement(&d, w);
        } else if (w->kind != FACT_TABLE && strcmp(w->text, l->text) != 0) {
            say(&d, "should be", w, l->text);
        }
    }
    for (size_t i = 0; i < live->n; i++) {
        const struct fact *l = &live->p[i];

        if (is_own_kind(&d, l) || facts_find(want, l->kind, l->table, l->name) != NULL)
            continue;
        if (l->kind == FACT_TABLE || facts_find(want, FACT_TABLE, l->table, "") != NULL)
            say(&d, "extra", l, NULL);
    }
    return d.n;
}
