/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* introspect_lite.c - describes the tables of a store, as SQLite tells them. */
#include "db/introspect.h"

/* Tables, and the primary keys of those that have one. */
static int
tables(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select l.name, l.type, "
        "(select group_concat(name, ', ') from (select name from pragma_table_info(l.name) "
        "where pk > 0 order by pk)) from pragma_table_list l where l.schema = 'main' "
        "and l.type in ('table', 'virtual') and substr(l.name, 1, 7) <> 'sqlite_'"), NO_BINDS);

    while (db_step(c, s)) {
        const char *table = db_strdup(c, s, 0);
        bool own = slice_eq(db_text(s, 1), "virtual");

        facts_add(c, f, (struct fact){ .kind = FACT_TABLE, .table = table,
            .text = own ? "full text" : NULL });
        if (!db_is_null(s, 2))
            facts_add(c, f, (struct fact){ .kind = FACT_PRIMARY, .table = table,
                .text = db_strdup(c, s, 2) });
    }
    return db_done(c, s);
}

/* Of every ordinary table t. */
#define TABLES "from pragma_table_list t join "
#define ORDINARY " where t.schema = 'main' and t.type = 'table' " \
    "and substr(t.name, 1, 7) <> 'sqlite_' "

static int
columns(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select t.name, p.name, upper(p.type) || "
        "case when p.\"notnull\" = 1 or p.pk > 0 then ' not null' else '' end, p.dflt_value, "
        "p.cid " TABLES "pragma_table_info(t.name) p" ORDINARY), NO_BINDS);

    while (db_step(c, s))
        facts_add_column(c, f, s);
    return db_done(c, s);
}

static int
uniques(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select t.name, (select group_concat(name, ', ') from "
        "(select name from pragma_index_info(i.name) order by seqno)) "
        TABLES "pragma_index_list(t.name) i" ORDINARY "and i.origin = 'u'"), NO_BINDS);

    while (db_step(c, s))
        facts_add(c, f, (struct fact){ .kind = FACT_UNIQUE, .table = db_strdup(c, s, 0),
            .name = db_strdup(c, s, 1) });
    return db_done(c, s);
}

static int
indexes(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select t.name, i.name, i.\"unique\", m.sql "
        TABLES "pragma_index_list(t.name) i join sqlite_schema m on m.name = i.name" ORDINARY
        "and i.origin = 'c'"), NO_BINDS);

    while (db_step(c, s)) {
        struct slice list, rest, where = { NULL, 0 };
        struct fact fact = { .kind = FACT_INDEX, .table = db_strdup(c, s, 0),
            .name = db_strdup(c, s, 1) };

        if (!sql_inside(db_text(s, 3), &list, &rest))
            continue;
        if (!sql_words(rest, "where", &where))
            where.p = NULL;
        facts_add_index(c, f, fact, db_int(s, 2) == 1, list, where);
    }
    return db_done(c, s);
}

/* Is the reference of that column checked at commit?  Only the table's text says so. */
static bool
deferred(struct slice sql, const char *column)
{
    struct slice list, rest, part;

    if (!sql_inside(sql, &list, &rest))
        return false;
    while (sql_part(&list, &part))
        if (slice_eq(sql_name(part), column))
            return sql_words(part, "deferrable initially deferred", &rest);
    return false;
}

static int
references(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select t.name, k.\"from\", k.\"table\", "
        "coalesce(k.\"to\", ''), lower(k.on_delete), m.sql " TABLES
        "pragma_foreign_key_list(t.name) k join sqlite_schema m on m.type = 'table' "
        "and m.name = t.name" ORDINARY), NO_BINDS);

    while (db_step(c, s)) {
        const char *column = db_strdup(c, s, 1);
        const char *text = arena_printf(c->arena, "%s (%s)%s", db_strdup(c, s, 2),
            db_strdup(c, s, 3), deferred(db_text(s, 5), column) ? " deferred" : "");

        if (!slice_eq(db_text(s, 4), "no action"))
            text = arena_printf(c->arena, "%s on delete %s", text, db_strdup(c, s, 4));
        facts_add(c, f, (struct fact){ .kind = FACT_FOREIGN, .table = db_strdup(c, s, 0),
            .name = column, .text = text });
    }
    return db_done(c, s);
}

static void
checks_of(struct ctx *c, struct facts *f, const char *table, struct slice sql)
{
    struct slice list, rest, part, condition;

    if (!sql_inside(sql, &list, &rest))
        return;
    while (sql_part(&list, &part))
        while (sql_words(part, "check", &part) && sql_inside(part, &condition, &part))
            facts_add(c, f, (struct fact){ .kind = FACT_CHECK, .table = table,
                .name = sql_canonical(c->arena, condition) });
}

static int
checks(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select t.name, m.sql " TABLES "sqlite_schema m on "
        "m.type = 'table' and m.name = t.name" ORDINARY), NO_BINDS);

    while (db_step(c, s))
        checks_of(c, f, db_strdup(c, s, 0), db_text(s, 1));
    return db_done(c, s);
}

/* The pair of triggers that keeps a table append-only is told as one. */
static int
triggers(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select tbl_name, case when substr(name, -14, 12) = "
        "'_append_only' then 'append-only' else name end, count(*) from sqlite_schema "
        "where type = 'trigger' group by 1, 2"), NO_BINDS);

    while (db_step(c, s)) {
        bool half = slice_eq(db_text(s, 1), "append-only") && db_int(s, 2) < 2;

        facts_add(c, f, (struct fact){ .kind = FACT_TRIGGER, .table = db_strdup(c, s, 0),
            .name = half ? "half append-only" : db_strdup(c, s, 1) });
    }
    return db_done(c, s);
}

bool
has_table_sqlite(struct ctx *c, const char *table)
{
    return db_get_int(c, 0, SQL("select 1 from sqlite_schema where type = 'table' and "
        "name = $table"), BINDS(bind_text("table", table))) != 0;
}

int
describe_sqlite(struct ctx *c, struct facts *f)
{
    if (tables(c, f) != 0 || columns(c, f) != 0 || uniques(c, f) != 0 || indexes(c, f) != 0
        || references(c, f) != 0 || checks(c, f) != 0)
        return (int)c->err;
    return triggers(c, f);
}
