/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store.c - the record store on a real file: permission, four eyes, history. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sodium.h>

#include "app/org.h"
#include "base/embed.h"
#include "rules/engine.h"

#include "../place.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct store *store;

static const struct actor sys = { .name = "system", .email = "system", .system = true };
static const struct actor manager = { .email = "im@x.example", .person = "PER-003",
    .roles = ROLE_BIT(ROLE_IM) | ROLE_BIT(ROLE_EM) };
static const struct actor top = { .email = "tm@x.example", .person = "PER-001",
    .roles = ROLE_BIT(ROLE_TM) | ROLE_BIT(ROLE_IM) | ROLE_BIT(ROLE_EM) };
static const struct actor employee = { .email = "em@x.example", .person = "PER-040",
    .roles = ROLE_BIT(ROLE_EM) };

static struct ctx
context(const struct actor *actor)
{
    return (struct ctx){ .arena = arena_new(), .actor = actor, .source = "test",
        .now = clock_now(), .today = 20726 };
}

static int
set_up(void **state)
{
    struct ctx c = context(&sys);

    (void)state;
    if (place_make() != 0 || sodium_init() < 0 || org_data_dir(&c, place) != 0
        || org_create(&c, place, "demo", &store) != 0 || store_write(&c, store) != 0
        || org_import(&c, embed_find("demo-organisation.json")->data, 0, NULL) != 0
        || store_commit(&c) != 0)
        return -1;
    arena_free(c.arena);
    return 0;
}

static int
tear_down(void **state)
{
    struct ctx c = context(&sys);

    (void)state;
    store_close(store);
    org_remove(&c, place, "demo");
    arena_free(c.arena);
    place_remove();
    return 0;
}

static void
set(struct ctx *c, struct rec *r, const char *field, const char *text)
{
    rec_set_text(c, r, rec_field_index(r->type, slice_of(field)), text);
}

/* An issue made by that actor; returns the error of the creation. */
static int
make_issue(struct ctx *c, struct rec **ret)
{
    const char *json = "{\"title\":\"T\",\"origin\":\"internal\",\"category\":\"culture\","
        "\"topic\":\"general\",\"description\":\"D\",\"effect\":\"none\",\"relevance\":\"relevant\","
        "\"relevance_rationale\":\"R\",\"requires_action\":false,\"owner\":\"PER-003\","
        "\"identified_on\":\"2026-09-01\"}";
    const char *why;
    json_t *j = json_in(c->arena, slice_of(json), 2000, &why);
    int e;

    *ret = rec_new(c, rec_type_by_name(slice_of("Issue")));
    e = rec_read_json(c, *ret, j);
    json_decref(j);
    return e != 0 ? e : rec_create(c, *ret, 0);
}

static void
permission_is_checked(void **state)
{
    struct ctx c = context(&employee), d = context(&manager);
    struct rec *r;

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    assert_int_equal(make_issue(&c, &r), E_DENIED);
    store_rollback(&c);
    assert_int_equal(store_write(&d, store), 0);
    assert_int_equal(make_issue(&d, &r), 0);
    assert_int_equal(r->revision, 1);
    store_rollback(&d);
    arena_free(c.arena);
    arena_free(d.arena);
}

static void
bad_values_are_named(void **state)
{
    static const struct { const char *json, *field; } cases[] = {
        { "{\"titel\":\"x\"}", "titel" }, { "{\"origin\":\"inside\"}", "origin" },
        { "{\"identified_on\":\"2026-02-30\"}", "identified_on" }, { "{\"title\":7}", "title" },
        { "{\"owner\":\"PER-999\"}", "owner" }, { "{\"status\":\"active\"}", "status" },
        { "{\"requires_action\":\"yes\"}", "requires_action" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct ctx c = context(&manager);
        const char *why;
        json_t *j = json_in(c.arena, slice_of(cases[i].json), 1000, &why);
        struct rec *r;

        assert_int_equal(store_write(&c, store), 0);
        assert_int_equal(rec_load_any(&c, "ISS-01", &r), 0);
        if (i == 5)
            set(&c, r, "status", "closed");
        else
            assert_true(rec_read_json(&c, r, j) == 0 || c.nfields > 0);
        assert_int_not_equal(c.err != 0 ? (int)c.err : rec_update(&c, r, NULL), 0);
        assert_true(c.nfields > 0);
        assert_string_equal(c.fields[0].field, cases[i].field);
        store_rollback(&c);
        json_decref(j);
        arena_free(c.arena);
    }
}

static void
stale_revision_is_refused(void **state)
{
    struct ctx c = context(&manager);
    struct rec *a, *b;

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    assert_int_equal(rec_load_any(&c, "ISS-01", &a), 0);
    assert_int_equal(rec_load_any(&c, "ISS-01", &b), 0);
    set(&c, a, "title", "first");
    assert_int_equal(rec_update(&c, a, NULL), 0);
    set(&c, b, "title", "second");
    assert_int_equal(rec_update(&c, b, NULL), E_STALE);
    store_rollback(&c);
    arena_free(c.arena);
}

/* Whoever wrote a scope statement cannot approve it, even with the role. */
static void
four_eyes_hold(void **state)
{
    const struct rec_type *t = rec_type_by_name(slice_of("ScopeStatement"));
    struct ctx c = context(&top);
    struct step_input in = { 0 }, with = { .override = "only one manager" };
    const struct step *submit, *approve;
    struct rec *r, *old;

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    assert_int_equal(rec_load_any(&c, "SCO-01", &old), 0);
    r = rec_new(&c, t);
    for (size_t i = 0; i < t->nfields; i++)
        if (!(t->fields[i].flags & READONLY))
            r->v[i] = old->v[i];
    set(&c, r, "version", "9.0");
    assert_int_equal(rec_create(&c, r, 0), 0);
    submit = rec_step_find(t, "submit", "draft");
    approve = rec_step_find(t, "approve", "in_review");
    assert_int_equal(rec_step(&c, r, submit, &in), 0);
    assert_int_equal(rec_step(&c, r, approve, &in), E_DENIED);
    ctx_clear(&c);
    assert_int_equal(rec_step(&c, r, approve, &with), E_DENIED);
    ctx_clear(&c);
    assert_int_equal(setting_set(&c, "four_eyes_override", "yes"), 0);
    assert_int_equal(rec_step(&c, r, approve, &with), 0);
    assert_string_equal(rec_state(r), "approved");
    assert_int_equal(rec_load_any(&c, "SCO-01", &old), 0);
    assert_string_equal(rec_state(old), "superseded");
    set(&c, r, "description", "changed after the approval");
    assert_int_equal(rec_update(&c, r, NULL), E_STATE);
    store_rollback(&c);
    arena_free(c.arena);
}

static void
level_comes_from_the_matrix(void **state)
{
    struct ctx c = context(&manager);
    struct rec *old, *r;

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    assert_int_equal(rec_load_any(&c, "RAN-01", &old), 0);
    r = rec_new(&c, old->type);
    for (size_t i = 0; i < old->type->nfields; i++)
        if (!(old->type->fields[i].flags & READONLY))
            r->v[i] = old->v[i];
    rec_set_int(r, rec_field_index(r->type, slice_of("likelihood")), 5);
    rec_set_int(r, rec_field_index(r->type, slice_of("consequence")), 5);
    assert_int_equal(rec_create(&c, r, 0), 0);
    assert_int_equal(rec_int(r, rec_field_index(r->type, slice_of("level"))), 4);
    store_rollback(&c);
    arena_free(c.arena);
}

/* The method in force with another matrix. */
static void
set_matrix(struct ctx *c, const char *matrix)
{
    struct rec *r;

    assert_int_equal(rec_load_any(c, "RMT-01", &r), 0);
    set(c, r, "matrix", matrix);
    assert_int_equal(rec_save_system(c, r, "update", NULL), 0);
}

static const char *
said_of_matrix(struct ctx *c, const char *matrix)
{
    struct rule_result r = { .rule = rule_by_id("R-6.1.2-03") };
    const char *all = "";

    set_matrix(c, matrix);
    assert_int_equal(rules_run(c, &r), 0);
    for (size_t i = 0; i < r.n; i++)
        all = arena_printf(c->arena, "%s%s;", all, r.offenders[i].detail);
    return all;
}

/* Rows and columns may bear names: engines differ in what number a word is. */
static void
odd_matrices_are_judged(void **state)
{
    static const char fit[] = "the matrix does not fit the scales;";
    static const char falls[] = "the matrix falls where the likelihood or consequence rises;";
    struct ctx c = context(&sys);
    char both[sizeof fit + sizeof falls];

    (void)state;
    snprintf(both, sizeof both, "%s%s", fit, falls);
    assert_int_equal(store_write(&c, store), 0);
    assert_string_equal(said_of_matrix(&c, "[[1,1,1,2,2],[1,1,2,2,3],[1,2,2,3,3],[2,2,3,3,4],"
        "[2,3,3,4,4]]"), "");
    assert_string_equal(said_of_matrix(&c, "[[1,1,1,2,2],[1,1,2,2,3],[1,2,2,3,3],[2,2,3,3,4],"
        "[2,3,3,4,3]]"), falls);
    assert_string_equal(said_of_matrix(&c, "[[1,2],[2,1]]"), both);
    assert_string_equal(said_of_matrix(&c, "{\"low\":{\"one\":2,\"two\":1},\"high\":{}}"), fit);
    assert_string_equal(said_of_matrix(&c, "{\"low\":[2,1]}"), both);
    store_rollback(&c);
    arena_free(c.arena);
}

static int
level_of(struct ctx *c, int64_t *ret)
{
    struct rec *old, *r;

    assert_int_equal(rec_load_any(c, "RAN-01", &old), 0);
    r = rec_new(c, old->type);
    for (size_t i = 0; i < old->type->nfields; i++)
        if (!(old->type->fields[i].flags & READONLY))
            r->v[i] = old->v[i];
    rec_set_int(r, rec_field_index(r->type, slice_of("likelihood")), 1);
    rec_set_int(r, rec_field_index(r->type, slice_of("consequence")), 1);
    if (rec_create(c, r, 0) != 0)
        return (int)c->err;
    *ret = rec_int(r, rec_field_index(r->type, slice_of("level")));
    return 0;
}

static void
levels_are_cut_and_not_rounded(void **state)
{
    struct ctx c = context(&manager);
    int64_t level = 0;

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    set_matrix(&c, "[[2.75]]");
    assert_int_equal(level_of(&c, &level), 0);
    assert_int_equal(level, 2);
    set_matrix(&c, "[[1e300]]");
    assert_int_equal(level_of(&c, &level), E_INVALID);
    store_rollback(&c);
    arena_free(c.arena);
}

static void
people_are_found_by_address(void **state)
{
    struct ctx c = context(&sys);
    struct rec *r;

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    assert_int_equal(rec_load_any(&c, "PER-003", &r), 0);
    set(&c, r, "email", "J\xc3\xbcrgen@X.example");
    assert_int_equal(rec_save_system(&c, r, "update", NULL), 0);
    assert_string_equal(rec_person_by_email(&c, "j\xc3\xbcRGEN@x.EXAMPLE"), "PER-003");
    assert_null(rec_person_by_email(&c, "j\xc3\x9crgen@x.example"));
    assert_null(rec_person_by_email(&c, "j%"));
    store_rollback(&c);
    arena_free(c.arena);
}

static const char *
empty_and_run(struct ctx *c, const char *key, const char *fields, const char *rule)
{
    struct rule_result r = { .rule = rule_by_id(rule) };
    const char *all = "";
    struct rec *x;

    assert_int_equal(rec_load_any(c, key, &x), 0);
    for (struct slice l = slice_of(fields), w; word_next(&l, &w); )
        set(c, x, arena_strndup(c->arena, w.p, w.n), NULL);
    assert_int_equal(rec_save_system(c, x, "update", NULL), 0);
    assert_int_equal(rules_run(c, &r), 0);
    for (size_t i = 0; i < r.n; i++)
        all = arena_printf(c->arena, "%s%s;", all, r.offenders[i].detail);
    return all;
}

/* What is said of one record: red first, then by its words, on every engine. */
static void
findings_have_one_order(void **state)
{
    struct ctx c = context(&sys);

    (void)state;
    assert_int_equal(store_write(&c, store), 0);
    assert_string_equal(empty_and_run(&c, "PRC-01", "owner inputs", "R-4.4-02"),
        "owner missing or gone;inputs missing;");
    assert_string_equal(empty_and_run(&c, "SCO-01", "org_units sites processes", "R-4.3-02"),
        "organisational units not given;processes not given;sites not given;");
    store_rollback(&c);
    arena_free(c.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(permission_is_checked), cmocka_unit_test(bad_values_are_named),
        cmocka_unit_test(stale_revision_is_refused), cmocka_unit_test(four_eyes_hold),
        cmocka_unit_test(level_comes_from_the_matrix), cmocka_unit_test(odd_matrices_are_judged),
        cmocka_unit_test(levels_are_cut_and_not_rounded),
        cmocka_unit_test(people_are_found_by_address), cmocka_unit_test(findings_have_one_order),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
