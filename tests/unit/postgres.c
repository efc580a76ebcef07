/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * postgres.c - what only stores on a server do: connections go, other processes
 * write, a schema is not what it says.  Runs where $ISMENE_TEST_DB names a server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "db/db.h"

#include "../place.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct store *store;
static PGconn *admin;

static struct ctx
context(void)
{
    return (struct ctx){ .arena = arena_new(), .now = clock_now() };
}

static const char *
name_of(struct arena *a)
{
    return place_store(a, place, "one");
}

/* As the administrator of the server, beside the program. */
static int
administer(const char *sql)
{
    PGresult *r = PQexec(admin, sql);
    int n = PQntuples(r);

    if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(admin));
    PQclear(r);
    return n;
}

static int
set_up(void **state)
{
    struct ctx c = context();

    (void)state;
    if (place_make() != 0 || store_open(&c, name_of(c.arena), STORE_CREATE, &store) != 0
        || store_write(&c, store) != 0
        || db_script(&c, SQL("create table t (id ID, n INTEGER, s TEXT, b BLOB);"
            "create append-only table log (seq INTEGER primary key, s TEXT);"
            "insert into t (n) values (0);")) != 0
        || store_commit(&c) != 0)
        return -1;
    admin = PQconnectdb(place);
    arena_free(c.arena);
    return PQstatus(admin) == CONNECTION_OK ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void)state;
    store_close(store);
    PQfinish(admin);
    place_remove();
    return 0;
}

static int64_t
number(struct ctx *c)
{
    return db_get_int(c, -1, SQL("select n from t where id = 1"), NO_BINDS);
}

static int64_t
committed(void)
{
    struct ctx c = context();
    int64_t n = -2;

    if (store_read(&c, store) == 0)
        n = number(&c);
    store_rollback(&c);
    if (c.err != E_OK)
        fprintf(stderr, "# %s\n", c.message);
    arena_free(c.arena);
    return n;
}

static void
values_of_all_kinds(void **state)
{
    static const unsigned char bytes[] = { 0, 1, 0x27, 0x5c, 0xff, 0 };
    struct ctx c = context();
    struct stmt *s;

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    for (int i = 0; i < 3; i++) {       /* one text, with and without NULLs */
        s = db_query(&c, SQL("insert into t (n, s, b) values ($n, $s, $b) returning n, s, b, "
            "$n is null, $s = 'it''s $n', n > 5"), BINDS(
            i == 0 ? bind_text("n", NULL) : bind_int("n", INT64_MIN + i),
            bind_text("s", i == 1 ? NULL : "it's $n"), bind_blob("b", bytes, sizeof bytes)));
        assert_true(db_step(&c, s));
        assert_int_equal(db_is_null(s, 0), i == 0);
        assert_true(i == 0 || db_int(s, 0) == INT64_MIN + i);
        assert_int_equal(db_is_null(s, 1), i == 1);
        assert_true(i == 1 || slice_eq(db_text(s, 1), "it's $n"));
        assert_int_equal(db_blob(s, 2).n, sizeof bytes);
        assert_memory_equal(db_blob(s, 2).p, bytes, sizeof bytes);
        assert_int_equal(db_int(s, 3), i == 0);
        assert_true(i == 1 || db_int(s, 4) == 1);
        assert_false(db_step(&c, s));
        assert_int_equal(db_done(&c, s), 0);
    }
    store_rollback(&c);
    arena_free(c.arena);
}

static void
history_is_append_only(void **state)
{
    struct ctx c = context();

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    assert_int_equal(db_exec(&c, SQL("insert into log values (1, 'x')"), NO_BINDS), 0);
    assert_int_equal(db_exec(&c, SQL("delete from log"), NO_BINDS), E_CONFLICT);
    assert_non_null(strstr(c.message, "append-only"));
    store_rollback(&c);
    arena_free(c.arena);
}

static void
snapshots_stand_still(void **state)
{
    struct ctx reader = context(), writer = context();
    int64_t before = committed();

    (void)state;
    assert_int_equal(store_read(&reader, store), 0);
    assert_int_equal(number(&reader), before);
    assert_int_equal(store_write(&writer, store), 0);
    assert_int_equal(db_exec(&writer, SQL("update t set n = n + 1"), NO_BINDS), 0);
    assert_int_equal(store_commit(&writer), 0);
    assert_int_equal(number(&reader), before);
    assert_int_equal(db_exec(&reader, SQL("update t set n = 0"), NO_BINDS), E_BUSY);
    store_rollback(&reader);
    assert_int_equal(committed(), before + 1);
    arena_free(reader.arena);
    arena_free(writer.arena);
}

#define WRITERS 4
#define WRITES 40

/* Processes that read, think and write: none writes over another's number.  (They use a URL
 * of their own, for connections cannot be shared with a parent.) */
static void
writers_of_all_processes_take_turns(void **state)
{
    int64_t before = committed();
    int status;

    (void)state;
    for (int i = 0; i < WRITERS; i++) {
        if (fork() != 0)
            continue;
        struct ctx c = context();
        struct store *own;
        const char *other = arena_printf(c.arena, "%s&connect_timeout=9", place);
        int bad = store_open(&c, place_store(c.arena, other, "one"), 0, &own);

        for (int k = 0; k < WRITES && bad == 0; k++) {
            bad = store_write(&c, own);
            if (bad == 0)
                bad = db_exec(&c, SQL("update t set n = $n where id = 1"),
                    BINDS(bind_int("n", number(&c) + 1)));
            if (bad == 0)
                bad = store_commit(&c);
        }
        _exit(bad);
    }
    for (int i = 0; i < WRITERS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(committed(), before + WRITERS * WRITES);
}

/* What another process commits is known with the next transaction. */
static void
the_clock_says_what_others_committed(void **state)
{
    struct ctx c = context();
    uint64_t before, seen;

    (void)state;
    committed();
    before = store_generation(store);
    administer("update org_one.db_clock set generation = generation + 1");
    assert_true(store_generation(store) == before);
    assert_int_equal(store_read(&c, store), 0);
    assert_true(db_generation(&c) == before + 1);
    assert_true(store_generation(store) == before + 1);
    administer("update org_one.db_clock set generation = generation + 1");
    assert_true(db_generation(&c) == before + 1);       /* a snapshot stands still */
    store_rollback(&c);
    assert_int_equal(store_write(&c, store), 0);
    seen = db_generation(&c);
    assert_true(seen == before + 3);                    /* its own is the third */
    assert_int_equal(store_commit(&c), 0);
    assert_true(store_generation(store) == before + 3);
    arena_free(c.arena);
}

/* So is what was committed to the control store, with any transaction of an organisation. */
static void
each_transaction_reads_the_control_stores_clock(void **state)
{
    struct ctx c = context();
    struct store *control;
    uint64_t g;

    (void)state;
    assert_int_equal(store_open(&c, place_control(c.arena, place), STORE_CREATE, &control), 0);
    assert_int_equal(store_read(&c, store), 0);         /* there is none yet */
    store_rollback(&c);
    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(store_commit(&c), 0);
    g = store_generation(control);
    assert_true(g > 0);
    for (int write = 0; write < 2; write++) {
        administer("update ismene_control.db_clock set generation = generation + 1");
        assert_true(store_generation(control) == g + write);
        assert_int_equal(write ? store_write(&c, store) : store_read(&c, store), 0);
        assert_true(store_generation(control) == g + write + 1);
        store_rollback(&c);
    }
    store_close(control);
    assert_int_equal(store_read(&c, store), 0);
    store_rollback(&c);
    arena_free(c.arena);
}

enum { ASKS, ASKS_ANEW, ASKS_LAST, ASKS_NOTHING, WAYS };

/* One snapshot that believes, in each way to use it; true when it was as believed. */
static bool
holds(int way, const char *others)
{
    static int texts;
    struct ctx c = context();
    int64_t got = 0;
    bool ok;

    assert_int_equal(store_read_believed(&c, store), 0);
    if (others != NULL)
        administer(others);
    if (way == ASKS_LAST)
        db_last(&c);
    if (way == ASKS_ANEW)       /* a statement that is to be prepared first */
        got = db_get_int(&c, -1, arena_printf(c.arena, "select %d", texts++), NO_BINDS);
    else if (way != ASKS_NOTHING)
        got = number(&c);
    assert_true(got >= 0 || c.stale);
    store_rollback(&c);
    ok = c.err == E_OK;
    assert_int_equal(c.stale, !ok);
    arena_free(c.arena);
    return ok;
}

/* What is believed is compared before anything that was found is handed out. */
static void
what_was_believed_is_compared(void **state)
{
    static const char *const others[] = {
        "update org_one.db_clock set generation = generation + 1",
        "update ismene_control.db_clock set generation = generation + 1",
        "select pg_terminate_backend(pid) from pg_stat_activity "
            "where application_name = 'ismene' and datname = current_database()",
    };
    struct ctx c = context();
    struct store *control;

    (void)state;
    assert_int_equal(store_open(&c, place_control(c.arena, place), STORE_CREATE, &control), 0);
    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(store_commit(&c), 0);
    for (int way = 0; way < WAYS; way++)
        for (size_t i = 0; i < ARRAY_LEN(others); i++) {
            committed();                    /* a connection that has all it needs */
            assert_true(holds(way, NULL));
            assert_false(holds(way, others[i]));
            assert_true(committed() >= 0);  /* and who starts over is served */
            assert_true(holds(way, NULL));
        }
    store_close(control);
    arena_free(c.arena);
}

/* A schema that was made anew never says what the one before it said. */
static void
numbers_are_not_used_again(void **state)
{
    struct ctx c = context();
    struct store *other;
    uint64_t g = 0;

    (void)state;
    for (int i = 0; i < 3; i++) {
        const char *name = place_store(c.arena, place, "again");

        assert_int_equal(store_open(&c, name, STORE_CREATE, &other), 0);
        assert_int_equal(store_write(&c, other), 0);
        assert_true(db_generation(&c) > g);
        assert_int_equal(store_commit(&c), 0);
        assert_int_equal(store_write(&c, other), 0);
        g = db_generation(&c);
        assert_int_equal(store_commit(&c), 0);
        store_close(other);
        assert_int_equal(store_remove(&c, name), 0);
    }
    arena_free(c.arena);
}

static void
cut_all_connections(void)
{
    administer("select pg_terminate_backend(pid) from pg_stat_activity "
        "where application_name = 'ismene' and datname = current_database()");
}

static void
idle_connections_that_went_are_made_again(void **state)
{
    struct ctx c = context();

    (void)state;
    cut_all_connections();
    assert_true(committed() >= 0);
    cut_all_connections();
    assert_int_equal(store_write(&c, store), 0);
    store_rollback(&c);
    arena_free(c.arena);
}

static void
a_cut_transaction_saves_nothing(void **state)
{
    struct ctx c = context();
    int64_t before = committed();

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    assert_int_equal(db_exec(&c, SQL("update t set n = n + 1000"), NO_BINDS), 0);
    cut_all_connections();
    assert_int_equal(db_exec(&c, SQL("update t set n = n + 1000"), NO_BINDS), E_BUSY);
    assert_non_null(strstr(c.message, "Nothing was saved"));
    assert_int_equal(store_commit(&c), E_BUSY);
    assert_int_equal(committed(), before);
    arena_free(c.arena);
}

/* The server is told to go once the transaction is in, before the answer leaves. */
static void
a_commit_without_an_answer_is_unknown(void **state)
{
    struct ctx c = context();

    (void)state;
    administer("create function org_one.slow() returns trigger language plpgsql as "
        "$$begin perform pg_terminate_backend(pg_backend_pid()); return null; end$$; "
        "create constraint trigger slow after update on org_one.t deferrable initially deferred "
        "for each row execute function org_one.slow()");
    assert_int_equal(store_write(&c, store), 0);
    assert_int_equal(db_exec(&c, SQL("update t set n = n + 1000"), NO_BINDS), 0);
    assert_int_equal(store_commit(&c), E_UNKNOWN);
    assert_non_null(strstr(c.message, "Idempotency-Key"));
    administer("drop trigger slow on org_one.t; drop function org_one.slow()");
    assert_true(committed() >= 0);
    arena_free(c.arena);
}

static void
a_schema_under_anothers_name_is_refused(void **state)
{
    struct ctx c = context();
    struct store *other;

    (void)state;
    administer("alter schema org_one rename to org_two");
    assert_int_equal(store_open(&c, place_store(c.arena, place, "two"), 0, &other), 0);
    assert_int_equal(store_read(&c, other), E_DB);
    assert_non_null(strstr(c.message, "was made as org_one"));
    store_close(other);
    administer("alter schema org_two rename to org_one");
    ctx_clear(&c);
    assert_true(committed() >= 0);
    assert_int_equal(store_open(&c, place_store(c.arena, place, "three"), 0, &other), E_NOTFOUND);
    arena_free(c.arena);
}

static void
hundreds_of_statements_stay_bounded(void **state)
{
    struct ctx c = context();

    (void)state;
    assert_int_equal(store_read(&c, store), 0);
    for (int i = 0; i < 700; i++)
        assert_int_equal(db_get_int(&c, -1, arena_printf(c.arena, "select %d", i), NO_BINDS), i);
    assert_true(db_get_int(&c, 0, SQL("select count(*) from pg_prepared_statements"), NO_BINDS)
        < 330);
    store_rollback(&c);
    arena_free(c.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_all_kinds),
        cmocka_unit_test(history_is_append_only),
        cmocka_unit_test(snapshots_stand_still),
        cmocka_unit_test(writers_of_all_processes_take_turns),
        cmocka_unit_test(the_clock_says_what_others_committed),
        cmocka_unit_test(each_transaction_reads_the_control_stores_clock),
        cmocka_unit_test(what_was_believed_is_compared),
        cmocka_unit_test(numbers_are_not_used_again),
        cmocka_unit_test(idle_connections_that_went_are_made_again),
        cmocka_unit_test(a_cut_transaction_saves_nothing),
        cmocka_unit_test(a_commit_without_an_answer_is_unknown),
        cmocka_unit_test(a_schema_under_anothers_name_is_refused),
        cmocka_unit_test(hundreds_of_statements_stay_bounded),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    if (!place_is_database()) {
        puts("1..0 # SKIP no $ISMENE_TEST_DB");
        return 0;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
