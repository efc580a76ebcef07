/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* types.c - the tables themselves: names, references, work flow, rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "isms/clause.h"
#include "rules/engine.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static void
names_are_unique(void **state)
{
    size_t fields = 0;

    (void)state;
    assert_int_equal(n_rec_types, 63);
    for (size_t i = 0; i < n_rec_types; i++) {
        const struct rec_type *t = rec_types[i];

        fields += t->nfields;
        assert_non_null(clause_by_slug(t->clause));
        assert_true(strlen(t->intro) > 20);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(t->name, rec_types[k]->name);
            assert_string_not_equal(t->slug, rec_types[k]->slug);
            assert_string_not_equal(t->prefix, rec_types[k]->prefix);
            assert_string_not_equal(t->table, rec_types[k]->table);
        }
    }
    assert_int_equal(fields, 735);
}

static void
fields_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_rec_types; i++) {
        const struct rec_type *t = rec_types[i];

        for (size_t k = 0; k < t->nfields; k++) {
            const struct field *f = &t->fields[k];

            assert_non_null(f->name);
            assert_true(strlen(f->label) > 0);
            if (f->shape.kind == K_ENUM)
                assert_true(f->shape.nchoices > 0);
            if (f->shape.kind == K_REF) {
                assert_non_null(f->inverse);
                if (strcmp(f->shape.targets, "*") != 0)
                    assert_non_null(rec_type_by_name(slice_of(f->shape.targets)));
            }
            if (f->shape.kind == K_REF || f->shape.kind == K_TEXT || f->shape.kind == K_JSON)
                assert_non_null(f->help);
            for (size_t m = 0; m < k; m++)
                assert_string_not_equal(f->name, t->fields[m].name);
        }
    }
}

static void
known_words(const struct rec_type *t, const char *who)
{
    for (struct slice l = slice_of(who), w; word_next(&l, &w); ) {
        enum role role;

        if (w.p[0] == '@')
            assert_true(rec_field_index(t, (struct slice){ w.p + 1, w.n - 1 }) >= 0);
        else if (!slice_eq(w, "author"))
            assert_true(role_parse(w, &role));
    }
}

static bool
state_known(const struct rec_type *t, struct slice s)
{
    return rec_choice(&t->fields[t->state], s) != NULL;
}

static void
check_step(const struct rec_type *t, const struct step *s)
{
    assert_true(state_known(t, slice_of(s->to)));
    if (strcmp(s->from, "*") != 0)
        for (struct slice l = slice_of(s->from), w; word_next(&l, &w); )
            assert_true(state_known(t, w));
    known_words(t, s->who);
    known_words(t, s->differs);
    for (struct slice l = slice_of(s->asks), w; word_next(&l, &w); )
        assert_true(rec_field_index(t, w) >= 0);
    for (struct slice l = slice_of(s->sets), w; word_next(&l, &w); )
        assert_true(rec_field_index(t, slice_cut(&w, '=')) >= 0);
}

static void
work_flow_is_reachable(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_rec_types; i++) {
        const struct rec_type *t = rec_types[i];

        known_words(t, t->creators);
        known_words(t, t->editors);
        for (size_t k = 0; k < t->nwhens; k++) {
            assert_true(rec_field_index(t, slice_of(t->whens[k].field)) >= 0);
            for (struct slice l = slice_of(t->whens[k].required), w; word_next(&l, &w); )
                assert_true(rec_field_index(t, w) >= 0);
        }
        if (t->state < 0)
            continue;
        assert_true(state_known(t, slice_of(t->initial)));
        for (size_t k = 0; k < t->nsteps; k++)
            check_step(t, &t->steps[k]);
        for (size_t k = 0; k < t->fields[t->state].shape.nchoices; k++) {
            const char *name = t->fields[t->state].shape.choices[k].name;
            bool reached = strcmp(name, t->initial) == 0 || strcmp(name, "superseded") == 0;

            for (size_t m = 0; m < t->nsteps; m++)
                reached = reached || strcmp(t->steps[m].to, name) == 0;
            if (!reached)
                fail_msg("%s: nothing leads to %s", t->name, name);
        }
    }
}

static bool
is_field_of_some_type(const char *name)
{
    for (size_t i = 0; i < n_rec_types; i++)
        if (rec_field_index(rec_types[i], slice_of(name)) >= 0)
            return true;
    return false;
}

static void
rules_are_whole(void **state)
{
    (void)state;
    assert_int_equal(rules_count(), 183);
    assert_int_equal(n_requirements, 116);
    for (size_t i = 0; i < rules_count(); i++) {
        const struct rule *r = rules_at(i);

        assert_non_null(clause_by_slug(r->clause));
        assert_true(r->composite || r->query != NULL || r->derive != NULL);
        assert_true(strlen(r->why) > 4 && strlen(r->fix) > 3);
        assert_ptr_equal(rule_by_id(r->id), r);
        if (r->type == NULL)
            continue;
        assert_non_null(rec_type_by_name(slice_of(r->type)));
        if (r->field != NULL)       /* of its type, or of the types of its offenders */
            assert_true(rec_field_index(rec_type_by_name(slice_of(r->type)),
                slice_of(r->field)) >= 0 || is_field_of_some_type(r->field));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_unique), cmocka_unit_test(fields_are_whole),
        cmocka_unit_test(work_flow_is_reachable), cmocka_unit_test(rules_are_whole),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
