/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* introspect.c - the tables of a live store as a sorted list of facts. */
#include <stdlib.h>

#include "db/introspect.h"

void
facts_add(struct ctx *c, struct facts *f, struct fact fact)
{
    if (fact.name == NULL)
        fact.name = "";
    if (fact.text == NULL)
        fact.text = "";
    *arena_push(c->arena, f->p, f->n, f->cap) = fact;
}

void
facts_add_column(struct ctx *c, struct facts *f, struct stmt *s)
{
    struct fact fact = { .kind = FACT_COLUMN, .table = db_strdup(c, s, 0),
        .name = db_strdup(c, s, 1), .text = db_strdup(c, s, 2), .place = db_int(s, 4) };

    if (!db_is_null(s, 3))
        fact.text = arena_printf(c->arena, "%s default %s", fact.text,
            sql_canonical(c->arena, db_text(s, 3)));
    facts_add(c, f, fact);
}

void
facts_add_index(struct ctx *c, struct facts *f, struct fact fact, bool unique, struct slice list,
    struct slice where)
{
    fact.text = arena_printf(c->arena, "(%s)%s", sql_canonical(c->arena, list),
        unique ? " unique" : "");
    if (where.p != NULL)
        fact.text = arena_printf(c->arena, "%s where %s", fact.text,
            sql_canonical(c->arena, where));
    facts_add(c, f, fact);
}

static int
compare(const void *x, const void *y)
{
    const struct fact *a = x, *b = y;
    int order = strcmp(a->table, b->table);

    if (order == 0)
        order = (int)a->kind - (int)b->kind;
    if (order == 0)
        order = strcmp(a->name, b->name);
    return order != 0 ? order : strcmp(a->text, b->text);
}

int
db_describe(struct ctx *c, struct facts *ret)
{
    *ret = (struct facts){ 0 };
    if ((db_kind(c) == DB_POSTGRES ? describe_pg(c, ret) : describe_sqlite(c, ret)) != 0)
        return (int)c->err;
    qsort(ret->p, ret->n, sizeof *ret->p, compare);
    return 0;
}

bool
db_has_table(struct ctx *c, const char *table)
{
    return db_kind(c) == DB_POSTGRES ? has_table_pg(c, table) : has_table_sqlite(c, table);
}
