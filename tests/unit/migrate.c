/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* migrate.c - migrations of a small store of the test's own, over either engine; drift. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "auth/auth.h"
#include "rec/store.h"

#include "../place.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

/* Schema 1 of the test, as its first release made it. */
static const char first[] =
    "create table meta (name TEXT primary key, value TEXT not null);\n"
    "create table person (id ID, key TEXT not null unique);\n"
    "create table risk (id INTEGER primary key, key TEXT not null, state TEXT\n"
    "    check (state in ('draft', 'open')), owner TEXT references person (key)\n"
    "    deferrable initially deferred);\n"
    "create index risk__state on risk (state, id);\n"
    "insert into person (id, key) values (1, 'PER-1');\n"
    "insert into risk (id, key, state, owner) values (1, 'RSK-1', 'open', 'PER-1');\n"
    "insert into meta (name, value) values ('product', 'test'), ('schema', '1');\n";

static const char newest[] =
    "create table meta (name TEXT primary key, value TEXT not null);\n"
    "create table migration (number INTEGER primary key, name TEXT not null,\n"
    "    hash TEXT not null, at INTEGER not null);\n"
    "create table person (id ID, key TEXT not null unique, \"name\" TEXT);\n"
    "create table risk (id INTEGER primary key, key TEXT not null, state TEXT\n"
    "    check (state in ('draft', 'open', 'closed')), owner TEXT references person (key)\n"
    "    deferrable initially deferred,\n"
    "    \"big\" INTEGER not null default 0 check (\"big\" in (0, 1)));\n"
    "create index risk__state on risk (state, id);\n"
    "create append-only table note (id ID, risk INTEGER not null references risk (id),\n"
    "    amount REAL, data BLOB, check (amount > 0));\n"
    "create unique index note_by_risk on note (risk) where amount is not null;\n";

static const struct migration list[] = {
    { 2, "migrations", "create table migration (number INTEGER primary key, name TEXT not null,\n"
        "    hash TEXT not null, at INTEGER not null);\n" },
    { 3, "names", "alter table person add column \"name\" TEXT;\n" },
    { 4, "states", "remake table risk (id INTEGER primary key, key TEXT not null, state TEXT\n"
        "    check (state in ('draft', 'open', 'closed')), owner TEXT references person (key)\n"
        "    deferrable initially deferred,\n"
        "    \"big\" INTEGER not null default 0 check (\"big\" in (0, 1)));\n"
        "update risk set state = 'closed' where key = 'RSK-1';\n" },
    { 5, "notes", "create append-only table note (id ID, risk INTEGER not null\n"
        "    references risk (id), amount REAL, data BLOB, check (amount > 0));\n"
        "create unique index note_by_risk on note (risk) where amount is not null;\n" },
};

static char *
ddl(struct arena *a)
{
    return arena_strdup(a, newest);
}

static int create(struct ctx *c);
static const struct store_kind kind = { .product = "test", .words = "a store of the test",
    .ddl = ddl, .create = create, .list = list, .n = ARRAY_LEN(list) };

static int
create(struct ctx *c)
{
    return db_script(c, newest) != 0 ? (int)c->err : migrate_mark(c, &kind);
}

static int stores;
static char name[300];

static struct ctx
context(void)
{
    return (struct ctx){ .arena = arena_new(), .now = 1790000000000000 };
}

/* A store of its own for every test, of schema 1 or of today. */
static struct store *
make(const char *script)
{
    struct ctx c = context();
    struct store *s;
    char *path = place_store(c.arena, place, arena_printf(c.arena, "t%d", ++stores));

    memcpy(name, path, strlen(path) + 1);
    assert_int_equal(store_open(&c, name, STORE_CREATE, &s), 0);
    assert_int_equal(store_write(&c, s), 0);
    assert_int_equal(script != NULL ? db_script(&c, script) : create(&c), 0);
    assert_int_equal(store_commit(&c), 0);
    arena_free(c.arena);
    return s;
}

static int64_t
number(struct store *s, const char *sql)
{
    struct ctx c = context();
    int64_t n = store_read(&c, s) == 0 ? db_get_int(&c, -1, sql, NO_BINDS) : -2;

    store_rollback(&c);
    arena_free(c.arena);
    return n;
}

/* How the store's tables differ from those wanted: in the arena. */
static const char *
drift_of(struct ctx *c, struct store *s, const struct store_kind *k, size_t *ret_n)
{
    struct facts want, live;
    struct buf out;
    char *text;

    buf_init(&out, BUF_MAX);
    assert_int_equal(kind_facts(c, k, &want), 0);
    assert_int_equal(store_read(c, s), 0);
    assert_int_equal(db_describe(c, &live), 0);
    *ret_n = facts_diff(c->arena, &want, &live, k->ddl(c->arena), &out);
    text = arena_strndup(c->arena, out.n > 0 ? out.p : "", out.n);
    store_rollback(c);
    buf_free(&out);
    return text;
}

static const char *
drift(struct ctx *c, struct store *s, size_t *ret_n)
{
    return drift_of(c, s, &kind, ret_n);
}

static void
assert_no_drift(struct store *s)
{
    struct ctx c = context();
    size_t n;

    assert_string_equal(drift(&c, s, &n), "");
    assert_int_equal(n, 0);
    arena_free(c.arena);
}

static void
change(struct store *s, const char *sql)
{
    struct ctx c = context();

    assert_int_equal(store_write_tables(&c, s), 0);
    assert_int_equal(db_script(&c, sql), 0);
    assert_int_equal(store_commit(&c), 0);
    arena_free(c.arena);
}

static int
set_up(void **state)
{
    struct ctx c = context();
    int e = 0;

    (void)state;
    if (place_make() != 0)
        return -1;
    if (!place_is_database())
        e = system(arena_printf(c.arena, "mkdir -p %s/orgs", place));
    arena_free(c.arena);
    return e;
}

static int
tear_down(void **state)
{
    (void)state;
    place_remove();
    return 0;
}

static void
fresh_is_newest(void **state)
{
    struct ctx c = context();
    struct store *s = make(NULL);
    int from = 0;

    (void)state;
    assert_int_equal(migrate_run(&c, s, &kind, &from), 0);
    assert_int_equal(from, 5);
    assert_int_equal(number(s, SQL("select count(*) from migration")), 4);
    assert_no_drift(s);
    store_close(s);
    arena_free(c.arena);
}

static void
old_becomes_new(void **state)
{
    struct ctx c = context();
    struct store *s = make(first);
    int from = 0;

    (void)state;
    assert_int_equal(store_read(&c, s), 0);
    assert_int_equal(migrate_check(&c, &kind), E_STATE);
    assert_non_null(strstr(c.message, "ismene schema migrate"));
    store_rollback(&c);
    ctx_clear(&c);
    assert_int_equal(migrate_run(&c, s, &kind, &from), 0);
    assert_int_equal(from, 1);
    assert_int_equal(migrate_run(&c, s, &kind, &from), 0);
    assert_int_equal(from, 5);
    assert_no_drift(s);
    assert_int_equal(number(s, SQL("select count(*) from risk r join person p on p.key = r.owner "
        "where r.state = 'closed' and r.big = 0")), 1);
    assert_int_equal(number(s, SQL("select count(*) from migration where length(hash) = 64 "
        "and at = 1790000000000000")), 4);
    change(s, SQL("insert into note (risk, amount) values (1, 2.5);"));
    assert_int_equal(store_write(&c, s), 0);        /* references count again */
    if (db_exec(&c, SQL("insert into risk (id, key, owner) values (2, 'RSK-2', 'PER-9')"),
            NO_BINDS) == 0)
        assert_int_not_equal(store_commit(&c), 0);
    store_rollback(&c);
    ctx_clear(&c);
    assert_int_equal(store_write(&c, s), 0);
    assert_int_not_equal(db_exec(&c, SQL("delete from note"), NO_BINDS), 0);
    store_rollback(&c);
    store_close(s);
    arena_free(c.arena);
}

/* A migration that fails half-way leaves nothing, whatever of it went well. */
static void
failure_leaves_nothing(void **state)
{
    struct migration bad[ARRAY_LEN(list)];
    struct store_kind broken = kind;
    struct store *s = make(first);
    struct ctx c = context();

    (void)state;
    memcpy(bad, list, sizeof list);
    broken.list = bad;
    bad[2].text = "create table half (id ID); alter table risk add column \"x\" INTEGER; "
        "insert into half (id) values (1); insert into nowhere (id) values (1);";
    assert_int_equal(migrate_run(&c, s, &broken, NULL), E_DB);
    assert_non_null(strstr(c.message, "Migration 4 (states) failed"));
    assert_non_null(strstr(c.message, "at schema 3"));
    ctx_clear(&c);
    assert_int_equal(store_read(&c, s), 0);
    assert_false(db_has_table(&c, "half"));
    assert_int_equal(db_get_int(&c, 0, SQL("select max(number) from migration"), NO_BINDS), 3);
    store_rollback(&c);
    bad[2].text = "update risk set owner = 'PER-9';";      /* leads nowhere */
    assert_int_not_equal(migrate_run(&c, s, &broken, NULL), 0);
    ctx_clear(&c);
    assert_int_equal(number(s, SQL("select count(*) from risk where owner = 'PER-1'")), 1);
    assert_int_equal(migrate_run(&c, s, &kind, NULL), 0);
    assert_no_drift(s);
    store_close(s);
    arena_free(c.arena);
}

static void
refused(struct store *s, const struct store_kind *k, const char *words)
{
    struct ctx c = context();

    assert_int_equal(migrate_run(&c, s, k, NULL), E_DB);
    if (strstr(c.message, words) == NULL)
        assert_string_equal(c.message, words);
    arena_free(c.arena);
}

static void
foreign_stores_are_refused(void **state)
{
    struct store_kind other = kind;
    struct migration changed[ARRAY_LEN(list)];
    struct store *s = make(NULL);

    (void)state;
    other.product = "another";
    refused(s, &other, "This is not a store of the test.");
    other = kind;
    other.n = 3;
    refused(s, &other, "newer Ismene (schema 5, this program knows 4)");
    memcpy(changed, list, sizeof list);
    changed[1].text = "alter table person add column \"name\" TEXT not null default '';\n";
    other = kind;
    other.list = changed;
    refused(s, &other, "had another migration 3 (names)");
    change(s, SQL("delete from migration where number = 5;"));
    refused(s, &kind, "records 3 migrations");
    change(s, SQL("update meta set value = '3' where name = 'schema';"));
    refused(s, &kind, "does not belong to its schema 3");
    change(s, SQL("drop table meta;"));
    refused(s, &kind, "This is not a store of the test.");
    store_close(s);
}

static void *
migrator(void *arg)
{
    struct ctx c = context();
    struct store *s;
    int *ret = arg;

    *ret = store_open(&c, name, 0, &s);
    if (*ret == 0) {
        *ret = migrate_run(&c, s, &kind, NULL);
        store_close(s);
    }
    arena_free(c.arena);
    return NULL;
}

/* Several servers start at once: each migration runs once. */
static void
at_once(void **state)
{
    struct store *s = make(first);
    pthread_t threads[4];
    int is[4];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, migrator, &is[i]), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(is[i], 0);
    }
    assert_int_equal(number(s, SQL("select count(*) from migration")), 4);
    assert_no_drift(s);
    store_close(s);
}

/* Every kind of difference is seen, and its statement said where there is one. */
static void
drift_is_told(void **state)
{
    static const struct { const char *change, *told; } cases[] = {
        { "drop table note;", "-- missing: table note\ncreate append-only table note (" },
        { "drop index note_by_risk;", "-- missing: index of note: note_by_risk (risk) unique "
            "where amount is not null\ncreate unique index note_by_risk on note (risk)" },
        { "drop index risk__state; create index risk__state on risk (id, state);",
            "-- should be: index of risk: risk__state (state , id), not (id , state)" },
        { "alter table person drop column \"name\";", "-- missing: column of person: name TEXT\n"
            "alter table \"person\" add column \"name\" TEXT;" },
        { "alter table person add column extra TEXT not null default 'x';",
            "-- extra: column of person: extra TEXT not null default 'x'" },
        { "drop table note; create table note (id ID, risk INTEGER not null references risk (id),"
            " amount REAL, data BLOB, check (amount > 0));"
            "create unique index note_by_risk on note (risk) where amount is not null;",
            "-- missing: trigger of note: append-only" },
        { "create table more (id ID);", "-- extra: table more" },
        { "drop table note; create append-only table note (id ID, risk INTEGER not null "
            "references person (id), amount REAL, data INTEGER, check (amount > 1));"
            "create unique index note_by_risk on note (risk) where amount is not null;",
            "-- should be: column of note: data BLOB, not INTEGER\n"
            "-- missing: check of note: amount > 0\nremake table note (id ID, risk" },
        { "drop table note; create append-only table note (id ID, risk INTEGER not null "
            "references person (id), amount REAL, data BLOB, check (amount > 0));"
            "create unique index note_by_risk on note (risk) where amount is not null;",
            "-- should be: reference of note: risk risk (id), not person (id)" },
        { "drop table note; drop table risk; create table risk (id INTEGER, key TEXT not null, "
            "state TEXT, owner TEXT, \"big\" INTEGER not null default 1, unique (key));",
            "-- missing: primary key of risk id\n"
            "-- missing: check of risk: big in 0 , 1\n"
            "-- missing: check of risk: state in 'draft' , 'open' , 'closed'\n"
            "remake table risk (" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct store *s = make(NULL);
        struct ctx c = context();
        const char *text;
        size_t n;

        change(s, cases[i].change);
        text = drift(&c, s, &n);
        if (strstr(text, cases[i].told) == NULL)
            assert_string_equal(text, cases[i].told);
        assert_int_not_equal(n, 0);
        store_close(s);
        arena_free(c.arena);
    }
}

/* What a diff says makes an old store a new one. */
static void
statements_mend(void **state)
{
    struct store *s = make(first);
    struct ctx c = context();
    const char *text;
    size_t n;

    (void)state;
    text = drift(&c, s, &n);
    assert_int_equal(n, 7);
    assert_int_equal(store_write_tables(&c, s), 0);
    for (char *p = strstr(text, "-- "); p != NULL; p = strstr(p, "-- "))
        memset(p, ' ', strcspn(p, "\n"));
    assert_int_equal(db_remake(&c, text), 0);
    assert_int_equal(store_commit(&c), 0);
    assert_no_drift(s);
    store_close(s);
    arena_free(c.arena);
}

static void
conditions_are_compared_by_meaning(void **state)
{
    static const struct { const char *a, *b; } same[] = {
        { "\"s\" in ('a', 'b')", "(s = ANY (ARRAY['a'::text, 'b'::text]))" },
        { "one = 1", "(one = 1)" },
        { "\"s\" in ('a')", "(s = 'a'::text)" },
        { "\"flag\" in (0, 1)", "(flag = ANY (ARRAY[(0)::bigint, (1)::bigint]))" },
        { "a != 'it''s' or b is null", "((a <> 'it''s'::text) OR (b IS NULL))" },
        { "num > 0", "(num > (0)::double precision)" },
    };
    struct ctx c = context();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        assert_string_equal(sql_canonical(c.arena, slice_of(same[i].a)),
            sql_canonical(c.arena, slice_of(same[i].b)));
    assert_string_not_equal(sql_canonical(c.arena, slice_of("s in ('a', 'b')")),
        sql_canonical(c.arena, slice_of("s in ('a', 'B')")));
    arena_free(c.arena);
}

/* A file of the fixture of that schema; NULL: there is none. */
static char *
released(struct arena *a, int schema, const char *file)
{
    FILE *f = fopen(arena_printf(a, "tests/fixtures/schema-%d/%s", schema, file), "r");
    char *text = arena_alloc(a, 400000);
    size_t n = f != NULL ? fread(text, 1, 399999, f) : 0;

    if (f != NULL)
        fclose(f);
    return n > 0 ? text : NULL;
}

/* The program's own migrations, from the tables of a release made again on this engine. */
static void
assert_comes_up(const struct store_kind *k, int at, const char *tables)
{
    struct store *s = make(tables);
    struct store_kind then = *k;
    struct ctx c = context();
    int from = 0;
    size_t n;

    then.n = (size_t)at - 1;
    assert_int_equal(store_write(&c, s), 0);
    assert_int_equal(migrate_mark(&c, &then), 0);
    if (k == &organisation_store)
        assert_int_equal(db_raw(&c, search_ddl(db_kind(&c))), 0);
    assert_int_equal(store_commit(&c), 0);
    assert_int_equal(migrate_run(&c, s, k, &from), 0);
    assert_int_equal(from, at);
    assert_string_equal(drift_of(&c, s, k, &n), "");
    store_close(s);
    arena_free(c.arena);
}

static void
releases_come_up(void **state)
{
    struct ctx c = context();
    int found = 0;

    (void)state;
    for (int i = 1; i <= kind_newest(&organisation_store); i++) {
        const char *numbers = released(c.arena, i, "numbers");
        int org, control;

        if (numbers == NULL)
            continue;
        assert_int_equal(sscanf(numbers, "%d %d", &org, &control), 2);
        assert_int_equal(org, i);
        assert_comes_up(&organisation_store, org, released(c.arena, i, "tables.sql"));
        assert_comes_up(&control_store, control, released(c.arena, i, "accounts.sql"));
        found++;
    }
    assert_true(found > 0);
    arena_free(c.arena);
}

static void
numbers_have_no_gap(void **state)
{
    (void)state;
    for (size_t i = 0; i < organisation_store.n; i++)
        assert_int_equal(organisation_store.list[i].number, i + 2);
    for (size_t i = 0; i < control_store.n; i++)
        assert_int_equal(control_store.list[i].number, i + 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fresh_is_newest), cmocka_unit_test(old_becomes_new),
        cmocka_unit_test(failure_leaves_nothing), cmocka_unit_test(foreign_stores_are_refused),
        cmocka_unit_test(at_once), cmocka_unit_test(drift_is_told),
        cmocka_unit_test(statements_mend), cmocka_unit_test(conditions_are_compared_by_meaning),
        cmocka_unit_test(releases_come_up), cmocka_unit_test(numbers_have_no_gap),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
