/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* caches.c - what is remembered is forgotten with the commit that changes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <sodium.h>

#include "app/app.h"
#include "app/visitors.h"
#include "base/embed.h"

#include "../place.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct slots *slots;
static struct slot *slot;

static const struct actor sys = { .name = "system", .email = "system", .system = true };
static const char token[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static struct ctx
context(void)
{
    return (struct ctx){ .arena = arena_new(), .actor = &sys, .source = "test",
        .now = clock_now(), .today = 20726 };
}

static int
set_up(void **state)
{
    struct ctx c = context();
    struct store *store;

    (void)state;
    if (place_make() != 0 || sodium_init() < 0 || org_data_dir(&c, place) != 0
        || org_create(&c, place, "demo", &store) != 0 || store_write(&c, store) != 0
        || org_import(&c, embed_find("demo-organisation.json")->data, 0, NULL) != 0
        || store_commit(&c) != 0)
        return -1;
    store_close(store);
    slots = slots_new(place, 0);
    if (slot_get(&c, slots, "demo", &slot) != 0)
        return -1;
    arena_free(c.arena);
    return 0;
}

static int
tear_down(void **state)
{
    struct ctx c = context();

    (void)state;
    slot_put(slots, slot);
    slot_put(slots, slot);
    slots_free(slots);
    org_remove(&c, place, "demo");
    place_remove();
    arena_free(c.arena);
    return 0;
}

static int64_t
count_risks(struct ctx *c)
{
    return rec_count(c, &(struct rec_query){ .type = rec_type_by_name(SLICE("Risk")),
        .sort = -1 });
}

static void
close_a_risk(struct ctx *c, const char *key)
{
    struct rec *r;

    assert_int_equal(rec_load(c, rec_type_by_name(SLICE("Risk")), key, &r), 0);
    assert_int_equal(db_exec(c, SQL("update risk set status = 'closed' where key = $key"),
        BINDS(bind_text("key", key))), 0);
}

static void
counts_end_with_a_commit(void **state)
{
    const struct rec_type *t = rec_type_by_name(SLICE("Risk"));
    struct rec_query open = { .type = t, .sort = -1, .open_only = true };
    struct store *s = slot_store(slot);
    struct ctx c = context();
    int64_t before;

    (void)state;
    assert_int_equal(store_read(&c, s), 0);
    assert_int_equal(count_risks(&c), 15);
    before = rec_count(&c, &open);
    assert_int_equal(rec_count(&c, &open), before);
    store_rollback(&c);
    assert_int_equal(store_write(&c, s), 0);
    close_a_risk(&c, "RSK-02");
    assert_int_equal(rec_count(&c, &open), before - 1);         /* its own change is seen */
    store_rollback(&c);
    assert_int_equal(store_read(&c, s), 0);
    assert_int_equal(rec_count(&c, &open), before);             /* and gone with a roll back */
    store_rollback(&c);
    assert_int_equal(store_write(&c, s), 0);
    close_a_risk(&c, "RSK-02");
    assert_int_equal(store_commit(&c), 0);
    assert_int_equal(store_read(&c, s), 0);
    assert_int_equal(rec_count(&c, &open), before - 1);
    store_rollback(&c);
    arena_free(c.arena);
}

static void
visitors_end_with_a_commit(void **state)
{
    struct visitors *v = visitors_new();
    struct store *s = slot_store(slot);
    struct visit a = { .account = { .id = 7, .email = "a@x.example", .name = "A" }, .roles = 3 }, b;
    struct ctx c = context();
    uint64_t g = store_generation(s);

    (void)state;
    visitors_keep(v, g, token, "demo", &a);
    assert_true(visitors_find(v, c.arena, g, token, "demo", &b));
    assert_string_equal(b.account.email, "a@x.example");
    assert_int_equal(b.roles, 3);
    assert_null(b.person);
    assert_false(visitors_find(v, c.arena, g, token, "other", &b));
    assert_false(visitors_find(v, c.arena, g, token, NULL, &b));
    assert_int_equal(store_write(&c, s), 0);
    store_rollback(&c);
    assert_true(visitors_find(v, c.arena, store_generation(s), token, "demo", &b));
    assert_int_equal(store_write(&c, s), 0);
    assert_int_equal(store_commit(&c), 0);
    assert_false(visitors_find(v, c.arena, store_generation(s), token, "demo", &b));
    visitors_free(v);
    arena_free(c.arena);
}

static void
views_of_the_past_keep_no_connection(void **state)
{
    struct store *s = slot_store(slot), *past;
    struct ctx c = context();

    (void)state;
    for (int i = 0; i < 20; i++) {      /* more than there are readers */
        assert_int_equal(store_read(&c, s), 0);
        assert_int_equal(asof_build(&c, s, INT64_MAX, &past), 0);
        assert_null(c.db);
        store_close(past);
    }
    arena_free(c.arena);
}

static void
judgements_follow_the_history(void **state)
{
    struct store *s = slot_store(slot);
    struct verdict *first, *again, *later;
    struct ctx c = context();

    (void)state;
    assert_int_equal(store_read(&c, s), 0);
    assert_int_equal(slot_judge(&c, slot, &first), 0);
    assert_non_null(c.db);
    assert_int_equal(slot_judge(&c, slot, &again), 0);
    assert_ptr_equal(first, again);
    store_rollback(&c);
    assert_int_equal(store_write(&c, s), 0);
    assert_int_equal(event_write(&c, "waive", NULL, "{}", "a test"), 0);
    assert_int_equal(store_commit(&c), 0);
    assert_int_equal(store_read(&c, s), 0);
    assert_int_equal(slot_judge(&c, slot, &later), 0);
    assert_ptr_not_equal(first, later);
    assert_int_equal(verdict_of(later)->seq, verdict_of(first)->seq + 1);
    assert_true(verdict_of(first)->nremarks > 0);               /* still there: it is held */
    store_rollback(&c);
    verdict_drop(slot, first);
    verdict_drop(slot, again);
    verdict_drop(slot, later);
    arena_free(c.arena);
}

static void
statements_give_way(void **state)
{
    struct store *s = slot_store(slot);
    struct ctx c = context();

    (void)state;
    assert_int_equal(store_read(&c, s), 0);
    for (int i = 0; i < 1000; i++) {
        const char *text = arena_printf(c.arena, "select %d + $n", i % 300);

        assert_int_equal(db_get_int(&c, 0, text, BINDS(bind_int("n", 1))), i % 300 + 1);
    }
    store_rollback(&c);
    arena_free(c.arena);
}

static const char *
offender_text(struct ctx *c, const struct offender *o)
{
    return arena_printf(c->arena, "%s %d %s %d %lld %d", o->key != NULL ? o->key : "-",
        (int)o->colour, o->detail != NULL ? o->detail : "-", o->has_due,
        (long long)(o->has_due ? o->due : 0), o->waived);
}

static void
assert_same(struct ctx *c, const struct judgement *a, const struct judgement *b)
{
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->index, b->index);
    assert_int_equal(a->nopen, b->nopen);
    assert_int_equal(a->nremarks, b->nremarks);
    for (size_t i = 0; i < a->nrules; i++) {
        assert_int_equal(a->rules[i].colour, b->rules[i].colour);
        assert_int_equal(a->rules[i].n, b->rules[i].n);
        assert_int_equal(a->rules[i].nwaived, b->rules[i].nwaived);
        for (size_t k = 0; k < a->rules[i].n; k++)
            assert_string_equal(offender_text(c, &a->rules[i].offenders[k]),
                offender_text(c, &b->rules[i].offenders[k]));
    }
    for (size_t i = 0; i < n_clauses; i++)
        assert_int_equal(a->clauses[i].colour, b->clauses[i].colour);
}

/* What is kept in the store is what the rules say, for one state, one day and these rules. */
static void
the_kept_judgement_holds_for_one_state(void **state)
{
    struct store *s = slot_store(slot);
    struct ctx c = context();
    struct judgement *judged, *kept;
    int64_t today;

    (void)state;
    assert_int_equal(store_write(&c, s), 0);
    today = c.today;
    assert_null(rules_kept(&c));
    assert_int_equal(rules_judge(&c, &judged), 0);
    assert_int_equal(rules_keep(&c, judged), 0);
    kept = rules_kept(&c);
    assert_non_null(kept);
    assert_true(kept->nopen > 50);
    assert_same(&c, judged, kept);
    c.today = today + 1;                /* another day */
    assert_null(rules_kept(&c));
    c.today = today;
    assert_int_equal(db_exec(&c, SQL("update judgement set program = 'x'"), NO_BINDS), 0);
    assert_null(rules_kept(&c));        /* other rules */
    assert_int_equal(rules_keep(&c, judged), 0);
    assert_int_equal(db_exec(&c, SQL("update judgement set result = '[[]]'"), NO_BINDS), 0);
    assert_null(rules_kept(&c));        /* not what it wrote */
    assert_int_equal(rules_keep(&c, judged), 0);
    assert_non_null(rules_kept(&c));
    assert_int_equal(setting_set(&c, "x", "y"), 0);
    assert_null(rules_kept(&c));        /* a change */
    assert_int_equal(c.err, E_OK);
    store_rollback(&c);
    arena_free(c.arena);
}

/* The last query ends its snapshot: what follows is refused, the next transaction is not. */
static void
a_snapshot_can_end_with_a_query(void **state)
{
    struct ctx c = context();

    (void)state;
    assert_int_equal(store_read(&c, slot_store(slot)), 0);
    assert_int_equal(db_get_int(&c, -1, SQL("select 1"), NO_BINDS), 1);
    db_last(&c);
    assert_int_equal(db_get_int(&c, -1, SQL("select 2"), NO_BINDS), 2);
    assert_int_equal(db_get_int(&c, -1, SQL("select 3"), NO_BINDS), -1);
    assert_int_equal(c.err, E_BUG);
    store_rollback(&c);
    for (int i = 0; i < 2; i++) {       /* also one that fails */
        ctx_clear(&c);
        assert_int_equal(store_read(&c, slot_store(slot)), 0);
        db_last(&c);
        assert_int_equal(db_get_int(&c, -1, SQL("select 1 from nowhere"), NO_BINDS), -1);
        assert_int_not_equal(c.err, E_OK);
        store_rollback(&c);
    }
    ctx_clear(&c);
    assert_int_equal(store_write(&c, slot_store(slot)), 0);
    db_last(&c);                        /* says nothing here */
    assert_int_equal(setting_set(&c, "last", "1"), 0);
    assert_string_equal(setting_get(&c, "last", ""), "1");
    assert_int_equal(store_commit(&c), 0);
    assert_int_equal(store_read(&c, slot_store(slot)), 0);
    assert_string_equal(setting_get(&c, "last", ""), "1");
    store_rollback(&c);
    arena_free(c.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_end_with_a_commit), cmocka_unit_test(visitors_end_with_a_commit),
        cmocka_unit_test(views_of_the_past_keep_no_connection),
        cmocka_unit_test(judgements_follow_the_history), cmocka_unit_test(statements_give_way),
        cmocka_unit_test(the_kept_judgement_holds_for_one_state),
        cmocka_unit_test(a_snapshot_can_end_with_a_query),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
