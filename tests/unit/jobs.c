/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * jobs.c - a job is given to one server at a time, again when that one died, and
 * what it changes in the control store is there once, whoever is killed when.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/app.h"
#include "app/jobs.h"
#include "app/orgs.h"
#include "app/standing.h"
#include "auth/job.h"

#include "../place.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define SECOND INT64_C(1000000)
#define T0 (INT64_C(1790000000) * SECOND)

static const struct actor sys = { .name = "system", .email = "system", .system = true };
static struct store *control;
static const char *const test_kinds[] = { "test", "other" };

static struct ctx
context(void)
{
    return (struct ctx){ .arena = arena_new(), .actor = &sys, .source = "test", .now = T0 };
}

static struct job_taker
taker(int64_t lease)
{
    return (struct job_taker){ test_kinds, ARRAY_LEN(test_kinds), lease };
}

static int
set_up(void **state)
{
    struct ctx c = context();
    int e;

    (void)state;
    if (place_make() != 0 || org_data_dir(&c, place) != 0
        || orgs_control(&c, place, &control) != 0)
        return -1;
    e = store_write(&c, control) != 0
        || db_script(&c, SQL("create table effect (job INTEGER not null, worker INTEGER);")) != 0
        || store_commit(&c) != 0;
    arena_free(c.arena);
    return e ? -1 : 0;
}

static int
tear_down(void **state)
{
    (void)state;
    store_close(control);
    place_remove();
    return 0;
}

static int
empty(void **state)
{
    struct ctx c = context();
    int e;

    (void)state;
    e = store_write(&c, control) != 0 || db_exec(&c, SQL("delete from job"), NO_BINDS) != 0
        || db_exec(&c, SQL("delete from effect"), NO_BINDS) != 0 || store_commit(&c) != 0;
    arena_free(c.arena);
    return e ? -1 : 0;
}

static int64_t
number(const char *sql)
{
    struct ctx c = context();
    int64_t n = -1;

    if (store_read(&c, control) == 0)
        n = db_get_int(&c, -1, sql, NO_BINDS);
    store_rollback(&c);
    arena_free(c.arena);
    return n;
}

static void
add(const char *kind, int64_t period, int64_t due)
{
    struct ctx c = context();

    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(job_add(&c, kind, NULL, period, due), 0);
    assert_int_equal(store_commit(&c), 0);
    arena_free(c.arena);
}

/* In c's arena, at c->now. */
static bool
take(struct ctx *c, struct store *s, int64_t lease, struct job *ret)
{
    struct job_taker t = taker(lease);
    bool found = false;

    if (store_write(c, s) != 0 || job_take(c, &t, ret, &found) != 0 || store_commit(c) != 0)
        store_rollback(c);
    return found && c->err == E_OK;
}

enum end { FINISH, FAIL, EXTEND };

static int
end(struct ctx *c, struct job *j, enum end how)
{
    int e;

    ctx_clear(c);
    if (store_write(c, control) != 0)
        return (int)c->err;
    e = how == FINISH ? job_finish(c, j) : how == FAIL ? job_fail(c, j, "It is broken.")
        : job_extend(c, j, 60 * SECOND);
    if (e != 0 || store_commit(c) != 0)
        store_rollback(c);
    return (int)c->err;
}

static struct job
only(struct ctx *c)
{
    struct job *list;
    size_t n;

    assert_int_equal(store_read(c, control), 0);
    assert_int_equal(job_list(c, false, &list, &n), 0);
    store_rollback(c);
    assert_int_equal(n, 1);
    return list[0];
}

/* Takers at the same moment. */

#define TAKERS 6
#define JOBS 4
static pthread_barrier_t barrier;

static void *
take_at_once(void *arg)
{
    struct ctx c = context();
    struct job j;

    pthread_barrier_wait(&barrier);
    *(int64_t *)arg = take(&c, control, 60 * SECOND, &j) ? j.id : c.err == E_OK ? 0 : -1;
    arena_free(c.arena);
    return NULL;
}

static void
takers_get_different_jobs(void **state)
{
    int64_t ids[TAKERS], none = 0;
    pthread_t threads[TAKERS];

    (void)state;
    for (int i = 0; i < JOBS; i++)
        add("test", 0, T0);
    pthread_barrier_init(&barrier, NULL, TAKERS);
    for (int i = 0; i < TAKERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_at_once, &ids[i]), 0);
    for (int i = 0; i < TAKERS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < TAKERS; i++) {
        assert_true(ids[i] >= 0);
        none += ids[i] == 0;
        for (int k = 0; k < i; k++)
            assert_true(ids[i] == 0 || ids[i] != ids[k]);
    }
    assert_int_equal(none, TAKERS - JOBS);
    pthread_barrier_destroy(&barrier);
}

/* Somebody who does not take turns as writers do holds the first row. */
static void
a_locked_row_is_passed_by(void **state)
{
    struct ctx c = context();
    struct job j;
    PGconn *h;
    PGresult *r;

    (void)state;
    add("test", 0, T0 - 5);
    add("other", 0, T0 - 4);
    h = PQconnectdb(place);
    r = PQexec(h, "begin; set local idle_in_transaction_session_timeout = '20s'; "
        "select * from ismene_control.job where kind = 'test' for update");
    assert_int_equal(PQresultStatus(r), PGRES_TUPLES_OK);
    assert_int_equal(PQntuples(r), 1);
    PQclear(r);
    assert_true(take(&c, control, 60 * SECOND, &j));
    assert_string_equal(j.kind, "other");
    PQfinish(h);
    assert_int_equal(number(SQL("select count(*) from job where state = 'ready'")), 1);
    arena_free(c.arena);
}

static void
only_known_kinds_that_are_due(void **state)
{
    struct ctx c = context();
    struct job_taker t = taker(1);
    struct job j;

    (void)state;
    add("unknown", 0, T0);
    add("test", 0, T0 + 10);
    assert_false(take(&c, control, SECOND, &j));
    assert_int_equal(store_read(&c, control), 0);
    assert_true(job_next(&c, &t) == T0 + 10);
    store_rollback(&c);
    c.now = T0 + 10;
    assert_true(take(&c, control, SECOND, &j));
    assert_string_equal(j.kind, "test");
    arena_free(c.arena);
}

static void
a_lease_keeps_others_away_and_ends(void **state)
{
    struct ctx c = context(), other = context();
    struct job mine, theirs;

    (void)state;
    add("test", 0, T0);
    assert_true(take(&c, control, 60 * SECOND, &mine));
    assert_int_equal(mine.attempts, 1);
    other.now = T0 + 59 * SECOND;
    assert_false(take(&other, control, 60 * SECOND, &theirs));
    c.now = T0 + 50 * SECOND;
    assert_int_equal(end(&c, &mine, EXTEND), 0);
    other.now = T0 + 109 * SECOND;
    assert_false(take(&other, control, 60 * SECOND, &theirs));
    other.now = T0 + 110 * SECOND;
    assert_true(take(&other, control, 60 * SECOND, &theirs));
    assert_int_equal(theirs.id, mine.id);
    assert_int_equal(theirs.attempts, 2);
    assert_string_not_equal(theirs.taken_by, mine.taken_by);
    /* Whoever held it before has nothing to say any more. */
    assert_int_equal(end(&c, &mine, FINISH), E_CONFLICT);
    assert_int_equal(end(&c, &mine, FAIL), E_CONFLICT);
    assert_int_equal(end(&c, &mine, EXTEND), E_CONFLICT);
    assert_string_equal(only(&other).taken_by, theirs.taken_by);
    assert_string_equal(only(&other).state, "taken");
    assert_int_equal(end(&other, &theirs, FINISH), 0);
    assert_string_equal(only(&other).state, "done");
    assert_int_equal(end(&other, &theirs, FINISH), E_CONFLICT);
    arena_free(c.arena);
    arena_free(other.arena);
}

static void
failures_wait_longer_and_end(void **state)
{
    static const int waits[] = { 10, 40, 160, 640 };
    struct ctx c = context();
    struct job j, *list;
    size_t n;

    (void)state;
    add("test", 0, T0);
    for (int i = 0; i < JOB_ATTEMPTS; i++) {
        assert_true(take(&c, control, 60 * SECOND, &j));
        assert_int_equal(j.attempts, i + 1);
        assert_int_equal(end(&c, &j, FAIL), 0);
        assert_string_equal(only(&c).state, i + 1 < JOB_ATTEMPTS ? "ready" : "failed");
        assert_string_equal(only(&c).error, "It is broken.");
        if (i + 1 < JOB_ATTEMPTS) {
            c.now += waits[i] * SECOND - 1;
            assert_false(take(&c, control, 60 * SECOND, &j));
            c.now++;
        }
    }
    c.now += 365 * 86400 * SECOND;
    assert_false(take(&c, control, 60 * SECOND, &j));
    assert_int_equal(store_read(&c, control), 0);
    assert_int_equal(job_list(&c, true, &list, &n), 0);
    store_rollback(&c);
    assert_int_equal(n, 1);
    arena_free(c.arena);
}

/* A job that ends its server each time is not given for ever. */
static void
a_job_that_kills_has_failed(void **state)
{
    struct ctx c = context();
    struct job j;

    (void)state;
    add("test", 0, T0);
    for (int i = 0; i < JOB_ATTEMPTS; i++, c.now += SECOND)
        assert_true(take(&c, control, SECOND, &j));
    assert_false(take(&c, control, SECOND, &j));
    assert_string_equal(only(&c).state, "failed");
    assert_non_null(strstr(only(&c).error, "was gone"));
    arena_free(c.arena);
}

static void
what_recurs_comes_again(void **state)
{
    struct ctx c = context();
    struct job j;

    (void)state;
    add("test", 100, T0);
    add("test", 200, T0 + 5);           /* it is there already: only the period changes */
    assert_true(take(&c, control, 60 * SECOND, &j));
    assert_true(j.period == 200);
    c.now = T0 + 7 * SECOND;
    assert_int_equal(end(&c, &j, FINISH), 0);
    assert_true(only(&c).due == c.now + 200 * SECOND);
    assert_int_equal(only(&c).attempts, 0);
    c.now += 200 * SECOND - 1;
    assert_false(take(&c, control, 60 * SECOND, &j));
    c.now++;
    for (int i = 0; i < JOB_ATTEMPTS; i++) {
        assert_true(take(&c, control, 60 * SECOND, &j));
        assert_int_equal(end(&c, &j, FAIL), 0);
        if (i + 1 < JOB_ATTEMPTS)
            c.now = only(&c).due;
    }
    assert_string_equal(only(&c).state, "failed");
    assert_true(only(&c).due == c.now + 200 * SECOND);
    assert_false(take(&c, control, 60 * SECOND, &j));
    c.now += 200 * SECOND;
    assert_true(take(&c, control, 60 * SECOND, &j));    /* again, from the beginning */
    assert_int_equal(j.attempts, 1);
    assert_non_null(only(&c).error);
    assert_int_equal(end(&c, &j, FINISH), 0);
    assert_null(only(&c).error);
    assert_string_equal(only(&c).state, "ready");
    arena_free(c.arena);
}

/* One for every organisation in use, spread over the period; none is added twice. */
static void
each_organisation_has_one(void **state)
{
    struct ctx c = context();

    (void)state;
    assert_int_equal(store_write(&c, control), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(organisation_add(&c, arena_printf(c.arena, "o-%d", i), NULL, NULL), 0);
    assert_int_equal(organisation_set_state(&c, "o-3", "archived"), 0);
    assert_int_equal(job_add_each(&c, "test", 4000), 0);
    assert_int_equal(store_commit(&c), 0);
    for (int i = 0; i < 3; i++)
        assert_true(number(arena_printf(c.arena, "select due from job where org = 'o-%d'", i))
            == T0 + i * 1000 * SECOND);
    assert_int_equal(store_write(&c, control), 0);
    c.now += 1;
    assert_int_equal(organisation_set_state(&c, "o-3", "active"), 0);
    assert_int_equal(organisation_set_state(&c, "o-0", "archived"), 0);
    assert_int_equal(organisation_erase(&c, "o-1"), 0);
    assert_int_equal(db_get_int(&c, -1, SQL("select count(*) from job where org = 'o-1'"),
        NO_BINDS), 0);
    assert_int_equal(job_add_each(&c, "test", 8000), 0);
    assert_int_equal(store_commit(&c), 0);
    assert_int_equal(number(SQL("select count(*) from job where period = 8000")), 2);
    assert_int_equal(number(SQL("select count(*) from job")), 2);
    assert_true(number(SQL("select due from job where org = 'o-2'")) == T0 + 2000 * SECOND);
    assert_true(number(SQL("select due from job where org = 'o-3'")) == T0 + 1);
    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(db_exec(&c, SQL("delete from organisation"), NO_BINDS), 0);
    assert_int_equal(store_commit(&c), 0);
    arena_free(c.arena);
}

static void
what_is_over_goes_after_a_month(void **state)
{
    struct ctx c = context();
    struct job j;

    (void)state;
    add("test", 0, T0 - 2);
    add("other", 100, T0 - 1);          /* fails, and stays: it comes again */
    add("unknown", 0, T0);              /* waits, and stays */
    assert_true(take(&c, control, 60 * SECOND, &j));
    assert_int_equal(end(&c, &j, FINISH), 0);
    for (int i = 0; i < JOB_ATTEMPTS; i++, c.now += 1000 * SECOND) {
        assert_true(take(&c, control, 60 * SECOND, &j));
        assert_int_equal(end(&c, &j, FAIL), 0);
    }
    assert_int_equal(number(SQL("select count(*) from job where state = 'failed'")), 1);
    for (int days = 29; days <= 31; days += 2) {
        c.now = T0 + days * 86400 * SECOND;
        assert_int_equal(store_write(&c, control), 0);
        assert_int_equal(job_sweep(&c), 0);
        assert_int_equal(store_commit(&c), 0);
        assert_int_equal(number(SQL("select count(*) from job")), days < 30 ? 3 : 2);
    }
    arena_free(c.arena);
}

/* Killed at any moment. */

#define WORKERS 4
#define MANY 60
#define SHORT_LEASE (SECOND / 4)

static void
some_time(int most_ms)
{
    unsigned char b;

    random_bytes(&b, 1);
    usleep((useconds_t)(most_ms * 1000 * b / 255));
}

/* The effect is in the transaction that finishes the job. */
static void
do_one(struct store *own)
{
    struct ctx c = context();
    struct job j;

    c.now = clock_now();
    if (take(&c, own, SHORT_LEASE, &j)) {
        some_time(20);
        if (store_write(&c, own) == 0 && job_finish(&c, &j) == 0
            && db_exec(&c, SQL("insert into effect (job, worker) values ($job, $worker)"),
                BINDS(bind_int("job", j.id), bind_int("worker", getpid()))) == 0) {
            some_time(10);
            (void)(store_commit(&c) != 0);
        }
    } else {
        some_time(10);
    }
    store_rollback(&c);
    arena_free(c.arena);
}

static pid_t
start_worker(void)
{
    pid_t parent = getpid(), pid = fork();
    struct ctx c = context();
    struct store *own;
    const char *url;

    if (pid != 0) {
        arena_free(c.arena);
        return pid;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    url = arena_printf(c.arena, "%s&connect_timeout=9", place);
    if (getppid() != parent || store_open(&c, place_control(c.arena, url), 0, &own) != 0)
        _exit(1);
    for (;;)
        do_one(own);
}

static void
stop_worker(pid_t pid)
{
    int status;

    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);    /* it was at work */
}

static void
killed_workers_leave_each_effect_once(void **state)
{
    int64_t until = clock_mono() + 90 * SECOND;
    struct ctx c = context();
    pid_t workers[WORKERS];
    int kills = 0;

    (void)state;
    for (int i = 0; i < MANY; i++)
        add("test", 0, T0 - MANY + i);
    /* However often one of them is hit, it is given again. */
    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(db_exec(&c, SQL("update job set attempts = -1000"), NO_BINDS), 0);
    assert_int_equal(store_commit(&c), 0);
    for (int i = 0; i < WORKERS; i++)
        workers[i] = start_worker();
    while (number(SQL("select count(*) from job where state = 'done'")) < MANY
        && clock_mono() < until) {
        unsigned char which;

        some_time(100);
        random_bytes(&which, 1);
        stop_worker(workers[which % WORKERS]);
        workers[which % WORKERS] = start_worker();
        kills++;
    }
    for (int i = 0; i < WORKERS; i++)
        stop_worker(workers[i]);
    printf("# %d kills, %d jobs given again\n", kills,
        (int)number(SQL("select cast(sum(attempts + 1000 - 1) as bigint) from job")));
    assert_true(kills >= 8);
    assert_true(number(SQL("select cast(sum(attempts + 1000 - 1) as bigint) from job")) > 0);
    assert_int_equal(number(SQL("select count(*) from job where state = 'done'")), MANY);
    assert_int_equal(number(SQL("select count(distinct job) from effect")), MANY);
    assert_int_equal(number(SQL("select count(*) from effect")), MANY);
    assert_true(number(SQL("select count(distinct worker) from effect")) > 1);
    arena_free(c.arena);
}

/* The jobs of a server. */

static void
make_organisation(struct ctx *c, const char *slug)
{
    struct orgs o = { place, control, NULL };
    struct store *s;

    assert_int_equal(orgs_create(c, &o, slug, "Acme", NULL), 0);
    assert_int_equal(org_open(c, place, slug, STORE_EXCLUSIVE, &s), 0);
    assert_int_equal(store_write(c, s), 0);
    assert_int_equal(db_exec(c, SQL("insert into idempotency (key, at, request, status, body) "
        "values ('1 old', $old, 'x', 200, ''), ('1 new', $new, 'x', 200, '')"),
        BINDS(bind_int("old", c->now - 25 * 3600 * SECOND), bind_int("new", c->now))), 0);
    assert_int_equal(store_commit(c), 0);
    store_close(s);
}

static int64_t
keys_left(struct ctx *c, const char *slug)
{
    struct store *s;
    int64_t n;

    assert_int_equal(org_open(c, place, slug, 0, &s), 0);
    assert_int_equal(store_read(c, s), 0);
    n = db_get_int(c, -1, SQL("select count(*) from idempotency"), NO_BINDS);
    store_rollback(c);
    store_close(s);
    return n;
}

static void
a_server_does_its_jobs(void **state)
{
    struct ctx c = context();
    struct jobs_at at = { .dir = place, .control = control, .slots = slots_new(place, 2) };
    int64_t until = clock_mono() + 30 * SECOND;
    struct standing st;
    struct jobs *jobs;

    (void)state;
    c.now = clock_now();
    make_organisation(&c, "acme");
    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(db_exec(&c, SQL("insert into guess (id, since, n) values ('x', 5, 1)"),
        NO_BINDS), 0);
    /* Of one that is not there any more. */
    assert_int_equal(job_add(&c, "sweep-organisation", "gone", 86400, c.now + SECOND * 3600), 0);
    assert_int_equal(store_commit(&c), 0);
    at.keeper = keeper_start(place, control, at.slots);
    jobs = jobs_start(&at);
    while (clock_mono() < until && (number(SQL("select count(*) from job where kind = "
            "'sweep-organisation' and org = 'acme' and done_at is not null")) == 0
            || (place_is_database() && number(SQL("select count(*) from job where "
            "kind = 'look' and done_at is not null")) == 0)))
        usleep(20000);
    jobs_stop(jobs);
    keeper_stop(at.keeper);
    slots_free(at.slots);
    assert_int_equal(keys_left(&c, "acme"), 1);
    assert_int_equal(number(SQL("select count(*) from guess")), 0);
    assert_int_equal(number(SQL("select count(*) from job where org = 'gone'")), 0);
    assert_int_equal(number(SQL("select count(*) from job where state = 'ready' "
        "and attempts = 0 and error is null")), place_is_database() ? 3 : 2);
    if (place_is_database()) {
        assert_int_equal(store_read(&c, control), 0);
        assert_true(standing_get(&c, "acme", &st));
        store_rollback(&c);
    }
    arena_free(c.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(takers_get_different_jobs, empty),
        cmocka_unit_test_setup(only_known_kinds_that_are_due, empty),
        cmocka_unit_test_setup(a_lease_keeps_others_away_and_ends, empty),
        cmocka_unit_test_setup(failures_wait_longer_and_end, empty),
        cmocka_unit_test_setup(a_job_that_kills_has_failed, empty),
        cmocka_unit_test_setup(what_recurs_comes_again, empty),
        cmocka_unit_test_setup(each_organisation_has_one, empty),
        cmocka_unit_test_setup(what_is_over_goes_after_a_month, empty),
        cmocka_unit_test_setup(a_server_does_its_jobs, empty),
        /* The last two are of several processes, and one at a time has a directory. */
        cmocka_unit_test_setup(a_locked_row_is_passed_by, empty),
        cmocka_unit_test_setup(killed_workers_leave_each_effect_once, empty),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return _cmocka_run_group_tests("jobs", tests, ARRAY_LEN(tests)
        - (place_is_database() ? 0 : 2), set_up, tear_down);
}
