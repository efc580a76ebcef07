/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * slots.c - many organisations, few of them open: whoever asks gets the right
 * one, what is held stays open, and files do not pile up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/keeper.h"
#include "app/orgs.h"
#include "app/standing.h"

#include "../place.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define ORGS 8
#define MOST 3
#define THREADS 6
#define TURNS 60

static const struct actor sys = { .name = "system", .email = "system", .system = true };

static struct ctx
context(void)
{
    return (struct ctx){ .arena = arena_new(), .actor = &sys, .source = "test",
        .now = clock_now(), .today = 20726 };
}

static const char *
slug_of(struct ctx *c, int i)
{
    return arena_printf(c->arena, "org-%d", i);
}

static int
make(struct ctx *c, int i)
{
    const struct rec_type *t = rec_type_by_name(SLICE("Organization"));
    struct rec *r;
    struct store *s;

    if (org_create(c, place, slug_of(c, i), &s) != 0 || store_write(c, s) != 0)
        return (int)c->err;
    r = rec_new(c, t);
    rec_set_text(c, r, rec_field_index(t, SLICE("name")), arena_printf(c->arena, "Name %d", i));
    rec_set_text(c, r, rec_field_index(t, SLICE("timezone")), "UTC");
    if (rec_create(c, r, SAVE_IMPORT) == 0 && store_commit(c) == 0)
        store_close(s);
    return (int)c->err;
}

static int
set_up(void **state)
{
    struct ctx c = context();

    (void)state;
    if (place_make() != 0 || sodium_init() < 0 || org_data_dir(&c, place) != 0)
        return -1;
    for (int i = 0; i < ORGS; i++)
        if (make(&c, i) != 0)
            return -1;
    arena_free(c.arena);
    return 0;
}

static int
tear_down(void **state)
{
    struct ctx c = context();

    (void)state;
    for (int i = 0; i < ORGS; i++)
        org_remove(&c, place, slug_of(&c, i));
    place_remove();
    arena_free(c.arena);
    return 0;
}

static size_t
open_files(void)
{
    DIR *d = opendir("/proc/self/fd");
    size_t n = 0;

    while (readdir(d) != NULL)
        n++;
    closedir(d);
    return n;
}

static const char *
name_of(struct ctx *c, struct slot *p)
{
    const char *name = NULL;

    if (store_read(c, slot_store(p)) == 0)
        name = db_get_text(c, SQL("select name from organization"), NO_BINDS);
    store_rollback(c);
    return name != NULL ? name : "";
}

static struct slots *shared;
static atomic_size_t most_open, most_files;
static atomic_int wrong;

static void *
turns(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)arg;

    for (int i = 0; i < TURNS; i++) {
        struct ctx c = context();
        int which = rand_r(&seed) % ORGS;
        struct slot *p;
        size_t n;

        if (slot_get(&c, shared, slug_of(&c, which), &p) != 0) {
            wrong++;
        } else {
            wrong += strcmp(name_of(&c, p), arena_printf(c.arena, "Name %d", which)) != 0;
            n = slots_count(shared).open;
            if (n > most_open)
                most_open = n;
            n = open_files();
            if (n > most_files)
                most_files = n;
            slot_put(shared, p);
        }
        arena_free(c.arena);
    }
    return NULL;
}

static void
many_ask_and_few_are_open(void **state)
{
    pthread_t threads[THREADS];
    size_t before = open_files();

    (void)state;
    shared = slots_new(place, MOST);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, turns, (void *)(uintptr_t)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(wrong, 0);
    assert_int_equal(most_open, MOST);
    /* Lock, store, its log and shared memory: for a writer and readers, of MOST stores. */
    if (!place_is_database())
        assert_in_range(most_files, before + 1, before + (size_t)MOST * (2 * THREADS + 5) + 8);
    assert_int_equal(slots_count(shared).open, MOST);
    slots_free(shared);
    if (!place_is_database())
        assert_int_equal(open_files(), before);
}

static void
what_is_held_is_not_closed(void **state)
{
    struct ctx c = context();
    struct slots *s = slots_new(place, 2);
    struct slot *a, *b, *d;

    (void)state;
    assert_int_equal(slot_get(&c, s, "org-0", &a), 0);
    for (int i = 1; i < ORGS; i++) {
        assert_int_equal(slot_get(&c, s, slug_of(&c, i), &b), 0);
        slot_put(s, b);
    }
    assert_string_equal(name_of(&c, a), "Name 0");
    assert_int_equal(slots_count(s).open, 2);
    assert_int_equal(slot_get(&c, s, "org-0", &b), 0);
    assert_ptr_equal(a, b);             /* the same store, not a second one */
    slot_put(s, b);
    slot_put(s, a);
    /* The one that was not used for the longest time goes first. */
    assert_int_equal(slot_get(&c, s, "org-1", &b), 0);
    assert_int_equal(slot_get(&c, s, "org-0", &d), 0);
    assert_ptr_equal(d, a);
    slot_put(s, b);
    slot_put(s, d);
    slots_free(s);
    arena_free(c.arena);
}

struct waiter { struct slots *s; enum err err; double seconds; _Atomic bool done; };

static void *
wait_for_one(void *arg)
{
    struct waiter *w = arg;
    struct ctx c = context();
    int64_t began = clock_mono();
    struct slot *p;

    if (slot_get(&c, w->s, "org-5", &p) == 0)
        slot_put(w->s, p);
    w->err = c.err;
    w->seconds = (double)(clock_mono() - began) / 1e6;
    w->done = true;
    arena_free(c.arena);
    return NULL;
}

static void
when_all_are_in_use_others_wait(void **state)
{
    struct ctx c = context();
    struct slots *s = slots_new(place, 1);
    struct waiter w = { .s = s };
    struct slot *a;
    pthread_t t;

    (void)state;
    assert_int_equal(slot_get(&c, s, "org-0", &a), 0);
    assert_int_equal(pthread_create(&t, NULL, wait_for_one, &w), 0);
    usleep(300000);
    assert_int_equal(slots_count(s).open, 1);
    assert_false(w.done);
    slot_put(s, a);
    pthread_join(t, NULL);
    assert_int_equal(w.err, E_OK);
    /* And not for ever. */
    assert_int_equal(slot_get(&c, s, "org-0", &a), 0);
    wait_for_one(&w);
    assert_int_equal(w.err, E_BUSY);
    assert_true(w.seconds >= SLOTS_WAIT_S);
    slot_put(s, a);
    slots_free(s);
    arena_free(c.arena);
}

/* A child locks the file of org-5 as SQLite would: opening it takes seconds and fails. */
static pid_t
lock_file_of_5(void)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000,
        .l_len = 512 };
    int fds[2];
    char byte;
    pid_t pid;

    assert_int_equal(pipe(fds), 0);
    pid = fork();
    if (pid == 0) {
        char path[240];
        int fd;

        prctl(PR_SET_PDEATHSIG, SIGKILL);       /* never longer than the test */
        snprintf(path, sizeof path, "%s/orgs/org-5.db", place);
        fd = open(path, O_RDWR);
        byte = fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0 ? 'y' : 'n';
        if (write(fds[1], &byte, 1) == 1)
            pause();
        _exit(0);
    }
    assert_int_equal(read(fds[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    close(fds[0]);
    close(fds[1]);
    return pid;
}

static void
opening_one_holds_up_nobody_else(void **state)
{
    struct ctx c = context();
    struct slots *s = slots_new(place, 2);
    struct waiter w = { .s = s };
    pid_t locker;
    struct slot *a;
    pthread_t t;

    (void)state;
    locker = lock_file_of_5();
    assert_int_equal(pthread_create(&t, NULL, wait_for_one, &w), 0);
    usleep(300000);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(slot_get(&c, s, slug_of(&c, i), &a), 0);
        slot_put(s, a);
    }
    assert_false(w.done);
    pthread_join(t, NULL);
    assert_true(w.err != E_OK && w.seconds > 2);        /* it was waiting all that time */
    kill(locker, SIGKILL);
    waitpid(locker, NULL, 0);
    slots_free(s);
    arena_free(c.arena);
}

static void
what_cannot_be_opened_leaves_nothing_behind(void **state)
{
    struct ctx c = context();
    struct slots *s = slots_new(place, 2);
    struct store *other;
    struct waiter w = { .s = s };
    struct slot *a;

    (void)state;
    assert_int_equal(org_open(&c, place, "org-5", STORE_EXCLUSIVE, &other), 0);
    wait_for_one(&w);
    assert_int_equal(w.err, E_BUSY);
    assert_int_equal(slots_count(s).open, 0);           /* the failure left nothing behind */
    store_close(other);
    wait_for_one(&w);
    assert_int_equal(w.err, E_OK);
    assert_int_equal(slot_get(&c, s, "no-such", &a), E_NOTFOUND);
    ctx_clear(&c);
    assert_int_equal(slot_get(&c, s, "../control", &a), E_NOTFOUND);
    ctx_clear(&c);
    assert_int_equal(slots_count(s).open, 1);           /* and nobody made room for them */
    slots_free(s);
    arena_free(c.arena);
}

static void
the_background_takes_nobodys_place(void **state)
{
    struct ctx c = context();
    struct slots *s = slots_new(place, 2);
    struct slot *a, *b, *again;

    (void)state;
    assert_int_equal(slot_get(&c, s, "org-0", &a), 0);
    slot_put(s, a);
    assert_int_equal(slot_get(&c, s, "org-1", &b), 0);
    slot_put(s, b);
    for (int i = 0; i < ORGS; i++) {
        assert_int_equal(slot_get_aside(&c, s, slug_of(&c, i), &again), 0);
        assert_string_equal(name_of(&c, again), arena_printf(c.arena, "Name %d", i));
        slot_put(s, again);
        assert_int_equal(slots_count(s).open, 2);
    }
    assert_int_equal(slot_get(&c, s, "org-0", &again), 0);
    assert_ptr_equal(again, a);
    slot_put(s, again);
    /* Somebody asks for what the background has open: it stays, and the oldest goes. */
    assert_int_equal(slot_get_aside(&c, s, "org-4", &a), 0);
    assert_int_equal(slot_get(&c, s, "org-4", &again), 0);
    assert_ptr_equal(again, a);
    slot_put(s, a);
    slot_put(s, again);
    assert_int_equal(slots_count(s).open, 2);
    assert_int_equal(slot_get(&c, s, "org-4", &again), 0);
    assert_ptr_equal(again, a);
    slot_put(s, again);
    slots_free(s);
    arena_free(c.arena);
}

static void
what_is_shut_is_opened_by_nobody(void **state)
{
    struct ctx c = context();
    struct slots *s = slots_new(place, 2);
    int64_t began;
    struct slot *a;

    (void)state;
    assert_int_equal(slot_get(&c, s, "org-2", &a), 0);
    slot_put(s, a);
    assert_int_equal(slots_shut(&c, s, "org-2"), 0);
    assert_int_equal(slots_count(s).open, 0);
    began = clock_mono();
    assert_int_equal(slot_get(&c, s, "org-2", &a), E_BUSY);
    assert_true(clock_mono() - began < SLOTS_WAIT_S * 500000);   /* told at once */
    ctx_clear(&c);
    slots_open_up(s, "org-2");
    assert_int_equal(slot_get(&c, s, "org-2", &a), 0);
    assert_int_equal(slots_shut(&c, s, "org-2"), E_BUSY);       /* in use for too long */
    ctx_clear(&c);
    slot_put(s, a);
    slots_free(s);
    arena_free(c.arena);
}

static void
rest_closes_and_forgets(void **state)
{
    struct ctx c = context();
    struct slots *s = slots_new(place, 4);
    struct verdict *v;
    struct slot *a;

    (void)state;
    assert_int_equal(slot_get(&c, s, "org-0", &a), 0);
    assert_int_equal(store_read(&c, slot_store(a)), 0);
    assert_int_equal(slot_judge(&c, a, &v), 0);
    store_rollback(&c);
    assert_int_equal(slots_count(s).judged, 1);
    slots_rest(s, 0, clock_mono() + 1);
    assert_int_equal(slots_count(s).judged, 0);
    assert_true(verdict_of(v)->nrules > 100);           /* who holds it may read on */
    verdict_drop(a, v);
    slots_rest(s, clock_mono() + 1, 0);
    assert_int_equal(slots_count(s).open, 1);           /* held */
    slot_put(s, a);
    slots_rest(s, clock_mono() + 1, 0);
    assert_int_equal(slots_count(s).open, 0);
    slots_free(s);
    arena_free(c.arena);
}

static int64_t
judged_at(struct store *control, const char *slug, struct standing *ret)
{
    struct ctx c = context();
    int64_t at = 0;

    if (store_read(&c, control) == 0 && standing_get(&c, slug, ret))
        at = ret->judged_at;
    store_rollback(&c);
    arena_free(c.arena);
    return at;
}

static bool
at_once(void *arg, int64_t micros)
{
    (void)arg;
    (void)micros;
    return true;
}

/* The keeper opens what changed, once, and knows names without opening. */
static void
the_keeper_looks_once(void **state)
{
    struct ctx c = context();
    struct organisation *list;
    struct store *control;
    struct standing st;
    struct slots *s;
    struct keeper *k;
    struct slot *a;
    int64_t first;
    size_t n;

    (void)state;
    assert_int_equal(orgs_control(&c, place, &control), 0);
    s = slots_new(place, 2);
    k = keeper_start(place, control, s);
    if (place_is_database())            /* there the round is a job */
        assert_int_equal(keeper_round(&c, k, at_once, NULL), 0);
    for (int i = 0; i < 200 && judged_at(control, "org-7", &st) == 0; i++)
        usleep(50000);
    for (int i = 0; i < ORGS; i++)
        keeper_look(k, slug_of(&c, i));
    assert_int_equal(store_read(&c, control), 0);
    assert_int_equal(organisation_list(&c, &list, &n), 0);
    store_rollback(&c);
    assert_int_equal(n, ORGS);
    for (size_t i = 0; i < n; i++) {
        assert_true(list[i].named);
        assert_string_equal(list[i].name, arena_printf(c.arena, "Name %zu", i));
        assert_false(keeper_look(k, list[i].slug));     /* nobody changed it */
    }
    assert_int_equal(slots_count(s).open, 0);
    first = judged_at(control, "org-3", &st);
    assert_true(first > 0 && st.records == 1);
    /* A change behind its back, as an import does it. */
    assert_int_equal(slot_get(&c, s, "org-3", &a), 0);
    assert_int_equal(store_write(&c, slot_store(a)), 0);
    assert_int_equal(db_exec(&c, SQL("update organization set name = 'Renamed'"), NO_BINDS), 0);
    assert_int_equal(setting_set(&c, "x", "y"), 0);
    assert_int_equal(store_commit(&c), 0);
    slot_put(s, a);
    keeper_note(k, "org-3");
    assert_true(keeper_is_behind(k, "org-3"));
    assert_false(keeper_is_behind(k, "org-2"));
    assert_true(keeper_look(k, "org-3"));
    assert_false(keeper_is_behind(k, "org-3"));
    assert_true(judged_at(control, "org-3", &st) > first);
    assert_int_equal(slots_count(s).open, 1);           /* it was in use: it stays */
    assert_int_equal(store_read(&c, control), 0);
    assert_int_equal(organisation_get(&c, "org-3", &list[0]), 0);
    store_rollback(&c);
    assert_string_equal(list[0].name, "Renamed");
    keeper_stop(k);
    slots_free(s);
    store_close(control);
    arena_free(c.arena);
}

static void
store_archives(struct ctx *c, struct slots *s, const char *slug, bool archived)
{
    struct slot *a;

    assert_int_equal(slot_get(c, s, slug, &a), 0);
    assert_int_equal(store_write(c, slot_store(a)), 0);
    assert_int_equal(store_set_archived(c, archived, "Because"), 0);
    assert_int_equal(store_commit(c), 0);
    slot_put(s, a);
}

static bool
listed_as(struct ctx *c, struct store *control, const char *slug, const char *state)
{
    struct organisation o;

    assert_int_equal(store_read(c, control), 0);
    assert_int_equal(organisation_get(c, slug, &o), 0);
    store_rollback(c);
    return organisation_is(&o, state);
}

/* Archived and brought back while the keeper looks: what it wrote down late, it mends. */
static void
the_keeper_mends_its_list(void **state)
{
    struct ctx c = context();
    struct store *control;
    struct slots *s;
    struct keeper *k;

    (void)state;
    assert_int_equal(orgs_control(&c, place, &control), 0);
    s = slots_new(place, 2);
    k = keeper_start(place, control, s);
    store_archives(&c, s, "org-5", true);
    keeper_note(k, "org-5");
    while (!listed_as(&c, control, "org-5", "archived"))    /* its thread may be at it */
        keeper_look(k, "org-5");
    store_archives(&c, s, "org-5", false);
    for (int i = 0; i < 5 && !listed_as(&c, control, "org-5", "active"); i++)
        keeper_look(k, "org-5");
    assert_true(listed_as(&c, control, "org-5", "active"));
    for (int i = 0; i < 5 && keeper_is_behind(k, "org-5"); i++)
        keeper_look(k, "org-5");
    assert_false(keeper_is_behind(k, "org-5"));             /* and comes to rest */
    keeper_stop(k);
    slots_free(s);
    store_close(control);
    arena_free(c.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_ask_and_few_are_open),
        cmocka_unit_test(what_is_held_is_not_closed),
        cmocka_unit_test(when_all_are_in_use_others_wait),
        cmocka_unit_test(the_background_takes_nobodys_place),
        cmocka_unit_test(what_is_shut_is_opened_by_nobody),
        cmocka_unit_test(rest_closes_and_forgets),
        cmocka_unit_test(the_keeper_looks_once),
        cmocka_unit_test(the_keeper_mends_its_list),
        /* The last two lock files, as a database does not. */
        cmocka_unit_test(opening_one_holds_up_nobody_else),
        cmocka_unit_test(what_cannot_be_opened_leaves_nothing_behind),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return _cmocka_run_group_tests("slots", tests, ARRAY_LEN(tests)
        - (place_is_database() ? 2 : 0), set_up, tear_down);
}
