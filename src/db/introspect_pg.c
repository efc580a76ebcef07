/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* introspect_pg.c - describes the tables of a store from PostgreSQL's catalogue. */
#include "db/introspect.h"

/* Every table t of the store; the clock is the engine's. */
#define TABLES "from pg_class t "
#define ORDINARY " t.relkind = 'r' and t.relnamespace = (select oid from pg_namespace " \
    "where nspname = current_schema()) and t.relname not in ('db_clock', 'db_grant') "
/* The names of the columns that a constraint k has under that list of numbers. */
#define NAMES(list, table) "(select string_agg(cast(a.attname as text), ', ' order by u.place) " \
    "from unnest(" list ") with ordinality u(num, place) join pg_attribute a on " \
    "a.attrelid = " table " and a.attnum = u.num)"

static int
tables(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select cast(t.relname as text), (select "
        NAMES("k.conkey", "t.oid") " from pg_constraint k where k.conrelid = t.oid "
        "and k.contype = 'p') " TABLES "where" ORDINARY), NO_BINDS);

    while (db_step(c, s)) {
        const char *table = db_strdup(c, s, 0);

        facts_add(c, f, (struct fact){ .kind = FACT_TABLE, .table = table });
        if (!db_is_null(s, 1))
            facts_add(c, f, (struct fact){ .kind = FACT_PRIMARY, .table = table,
                .text = db_strdup(c, s, 1) });
    }
    return db_done(c, s);
}

static int
columns(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select cast(t.relname as text), cast(a.attname as text), "
        "case format_type(a.atttypid, a.atttypmod) when 'bigint' then 'INTEGER' "
        "when 'integer' then 'INT4' "
        "when 'bytea' then 'BLOB' when 'double precision' then 'REAL' "
        "when 'text' then 'TEXT' || case when o.collname = 'C' then '' "
        "else ' collate ' || cast(o.collname as text) end "
        "else upper(format_type(a.atttypid, a.atttypmod)) end "
        "|| case when a.attnotnull then ' not null' else '' end, "
        "pg_get_expr(d.adbin, d.adrelid), cast(a.attnum as bigint) "
        TABLES "join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 "
        "and not a.attisdropped left join pg_collation o on o.oid = a.attcollation "
        "left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum where" ORDINARY),
        NO_BINDS);

    while (db_step(c, s))
        facts_add_column(c, f, s);
    return db_done(c, s);
}

/* Unique constraints, checks and references. */
static int
constraints(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select cast(t.relname as text), cast(k.contype as text), "
        NAMES("k.conkey", "t.oid") ", pg_get_expr(k.conbin, k.conrelid), "
        "cast(r.relname as text) || ' (' || " NAMES("k.confkey", "r.oid") " || ')' || "
        "case when k.condeferrable and k.condeferred then ' deferred' else '' end || "
        "case k.confdeltype when 'c' then ' on delete cascade' when 'r' then "
        "' on delete restrict' when 'n' then ' on delete set null' when 'd' then "
        "' on delete set default' else '' end " TABLES
        "join pg_constraint k on k.conrelid = t.oid left join pg_class r on r.oid = k.confrelid "
        "where k.contype in ('u', 'c', 'f') and" ORDINARY), NO_BINDS);

    while (db_step(c, s)) {
        struct fact fact = { .table = db_strdup(c, s, 0), .name = db_strdup(c, s, 2) };
        struct slice kind = db_text(s, 1);

        fact.kind = slice_eq(kind, "u") ? FACT_UNIQUE : slice_eq(kind, "c") ? FACT_CHECK
            : FACT_FOREIGN;
        if (fact.kind == FACT_CHECK)
            fact.name = sql_canonical(c->arena, db_text(s, 3));
        else if (fact.kind == FACT_FOREIGN)
            fact.text = db_strdup(c, s, 4);
        facts_add(c, f, fact);
    }
    return db_done(c, s);
}

/* Those of primary keys and unique constraints are told as such. */
static int
indexes(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select cast(t.relname as text), cast(n.relname as text), "
        "(select string_agg(pg_get_indexdef(i.indexrelid, g.k, false) || "
        "case when i.indoption[g.k - 1] & 1 = 1 then ' desc' else '' end, ', ' order by g.k) "
        "from generate_series(1, cast(i.indnkeyatts as integer)) g(k)), "
        "case when i.indisunique then 1 else 0 end, pg_get_expr(i.indpred, i.indrelid) "
        TABLES "join pg_index i on i.indrelid = t.oid join pg_class n on n.oid = i.indexrelid "
        "where not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid "
        "and k.contype in ('p', 'u')) and" ORDINARY), NO_BINDS);

    while (db_step(c, s))
        facts_add_index(c, f, (struct fact){ .kind = FACT_INDEX, .table = db_strdup(c, s, 0),
            .name = db_strdup(c, s, 1) }, db_int(s, 3) == 1, db_text(s, 2), db_text(s, 4));
    return db_done(c, s);
}

static int
triggers(struct ctx *c, struct facts *f)
{
    struct stmt *s = db_query(c, SQL("select cast(t.relname as text), "
        "replace(cast(g.tgname as text), 'append_only', 'append-only') || "
        "case when g.tgenabled = 'D' then ' (switched off)' else '' end " TABLES
        "join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal where" ORDINARY), NO_BINDS);

    while (db_step(c, s))
        facts_add(c, f, (struct fact){ .kind = FACT_TRIGGER, .table = db_strdup(c, s, 0),
            .name = db_strdup(c, s, 1) });
    return db_done(c, s);
}

bool
has_table_pg(struct ctx *c, const char *table)
{
    return db_get_int(c, 0, SQL("select cast(1 as bigint) " TABLES "where t.relname = $table and"
        ORDINARY), BINDS(bind_text("table", table))) != 0;
}

int
describe_pg(struct ctx *c, struct facts *f)
{
    if (tables(c, f) != 0 || columns(c, f) != 0 || constraints(c, f) != 0 || indexes(c, f) != 0)
        return (int)c->err;
    return triggers(c, f);
}
