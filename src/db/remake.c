/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * remake.c - statements of a migration.  A table whose checks change gets its whole
 * definition: SQLite makes it anew and copies the rows, PostgreSQL gets the new
 * columns and checks.  References to it stay.
 */
#include "db/introspect.h"
#include "db/migrate.h"

struct remake {
    const char *table;
    struct slice list;          /* what stands in the parentheses */
    const char *definition;     /* with them, and what follows */
};

static int
run(struct ctx *c, const char *sql)
{
    return c->err != E_OK ? (int)c->err : db_script(c, sql);
}

/* The columns that the table has now and goes on having, with commas. */
static const char *
common(struct ctx *c, const struct remake *r, const struct facts *now)
{
    struct slice list = r->list, part;
    const char *text = "";

    while (sql_part(&list, &part)) {
        struct slice name = sql_name(part);

        if (facts_find(now, FACT_COLUMN, r->table, arena_strndup(c->arena, name.p, name.n)))
            text = arena_printf(c->arena, "%s%s\"%.*s\"", text, *text ? ", " : "", (int)name.n,
                name.p);
    }
    return text;
}

static int
remake_sqlite(struct ctx *c, const struct remake *r, const struct facts *now)
{
    const char *columns = common(c, r, now), *again = "";
    struct stmt *s = db_query(c, SQL("select sql from sqlite_schema where tbl_name = $table "
        "and type in ('index', 'trigger') and sql is not null"),
        BINDS(bind_text("table", r->table)));

    while (db_step(c, s))
        again = arena_printf(c->arena, "%s%s;\n", again, db_strdup(c, s, 0));
    if (db_done(c, s) != 0 || run(c, arena_printf(c->arena, "create table \"%s__new\" %s;\n",
            r->table, r->definition)) != 0)
        return (int)c->err;
    return db_raw(c, arena_printf(c->arena, "insert into \"%s__new\" (%s) select %s from \"%s\";\n"
        "drop table \"%s\";\nalter table \"%s__new\" rename to \"%s\";\n%s", r->table, columns,
        columns, r->table, r->table, r->table, r->table, again));
}

static int
drop_checks(struct ctx *c, const char *table)
{
    const char *text = "";
    struct stmt *s = db_query(c, SQL("select cast(k.conname as text) from pg_constraint k "
        "join pg_class t on t.oid = k.conrelid where k.contype = 'c' and t.relname = $table "
        "and t.relnamespace = (select oid from pg_namespace where nspname = current_schema())"),
        BINDS(bind_text("table", table)));

    while (db_step(c, s))
        text = arena_printf(c->arena, "%salter table \"%s\" drop constraint \"%s\";\n", text,
            table, db_strdup(c, s, 0));
    return db_done(c, s) != 0 ? (int)c->err : run(c, text);
}

static int
remake_postgres(struct ctx *c, const struct remake *r, const struct facts *now)
{
    struct slice list = r->list, part, rest, condition;

    if (drop_checks(c, r->table) != 0)
        return (int)c->err;
    while (sql_part(&list, &part)) {
        struct slice name = sql_name(part);
        bool is_column = !sql_words(name, "primary", &rest) && !sql_words(name, "unique", &rest)
            && !sql_words(name, "check", &rest) && !sql_words(name, "foreign", &rest);
        bool there = facts_find(now, FACT_COLUMN, r->table,
            arena_strndup(c->arena, name.p, name.n)) != NULL;

        if (is_column && !there)
            run(c, arena_printf(c->arena, "alter table \"%s\" add column %.*s;", r->table,
                (int)part.n, part.p));
        else
            while (sql_words(part, "check", &part) && sql_inside(part, &condition, &part))
                run(c, arena_printf(c->arena, "alter table \"%s\" add check (%.*s);", r->table,
                    (int)condition.n, condition.p));
    }
    return (int)c->err;
}

static int
remake(struct ctx *c, struct slice rest)
{
    struct remake r = { .definition = "" };
    struct slice name = sql_name(rest), after;
    struct facts now;

    r.table = arena_strndup(c->arena, name.p, name.n);
    if (!sql_inside(rest, &r.list, &after))
        return fail(c, E_BUG, "A table that is made anew has no columns.");
    r.definition = arena_printf(c->arena, "(%.*s)%.*s", (int)r.list.n, r.list.p, (int)after.n,
        after.p);
    if (db_describe(c, &now) != 0)
        return (int)c->err;
    if (facts_find(&now, FACT_TABLE, r.table, "") == NULL)
        return fail(c, E_DB, "There is no table %s.", r.table);
    return db_kind(c) == DB_POSTGRES ? remake_postgres(c, &r, &now) : remake_sqlite(c, &r, &now);
}

int
db_remake(struct ctx *c, const char *text)
{
    struct slice script = slice_of(text), statement, rest, head;

    if (!sql_words(script, "remake table", &rest))
        return db_script(c, text);
    while (c->err == E_OK && sql_statement(&script, &statement)) {
        head = (struct slice){ statement.p, statement.n < 12 ? statement.n : 12 };
        if (slice_eq(head, "remake table") && sql_words(statement, "remake table", &rest))
            remake(c, rest);
        else
            run(c, arena_printf(c->arena, "%.*s;\n", (int)statement.n, statement.p));
    }
    return (int)c->err;
}
