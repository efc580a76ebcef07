/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * perm.c - every row of the printed permission matrix against the function that
 * decides: role by role, state by state, own and foreign records, four eyes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "rec/store.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define ME "PER-01"
#define OTHER "PER-02"

static struct arena *mem;
static struct store *store;
static size_t asked;

/* One line of the matrix as it was printed. */
struct line {
    const struct rec_type *type;
    char action[40], states[200], cells[N_ROLES][8], named[100], eyes[100];
};
static struct line lines[2000];
static size_t n_lines;

static void
take(char *to, size_t size, struct slice *rest)
{
    struct slice cell = slice_cut(rest, '\t');

    snprintf(to, size, "%.*s", (int)cell.n, cell.p);
}

static int
up(void **state)
{
    struct ctx c = { 0 };
    struct buf b;
    struct slice rest;

    (void)state;
    mem = c.arena = arena_new();
    if (store_open(&c, NULL, STORE_MEMORY, &store) != 0 || store_write(&c, store) != 0
        || schema_create(&c) != 0 || store_commit(&c) != 0)
        return 1;
    buf_init(&b, BUF_MAX);
    perm_matrix(mem, &b);
    rest = (struct slice){ b.p, b.n };
    slice_cut(&rest, '\n');
    while (rest.n > 0 && n_lines < ARRAY_LEN(lines)) {
        struct slice row = slice_cut(&rest, '\n');
        struct line *l = &lines[n_lines++];
        char skipped[2000];

        l->type = rec_type_by_name(slice_cut(&row, '\t'));
        take(l->action, sizeof l->action, &row);
        take(l->states, sizeof l->states, &row);
        take(skipped, sizeof skipped, &row);
        for (int i = 0; i < N_ROLES; i++)
            take(l->cells[i], sizeof l->cells[i], &row);
        take(l->named, sizeof l->named, &row);
        take(l->eyes, sizeof l->eyes, &row);
    }
    buf_free(&b);
    return 0;
}

static int
down(void **state)
{
    (void)state;
    store_close(store);
    arena_free(mem);
    return 0;
}

static void
fill(struct ctx *c, struct rec *r, const char *field, const char *person)
{
    int i = rec_field_index(r->type, slice_of(field));

    assert_true(i >= 0);
    rec_set_text(c, r, i, r->type->fields[i].shape.list
        ? arena_printf(c->arena, "[\"%s\"]", person) : person);
}

static bool
state_fits(const struct line *l, const char *state)
{
    bool but = l->states[0] == '!';

    if (strcmp(l->states, "*") == 0 || strcmp(l->states, "-") == 0)
        return l->states[0] == '*';
    return word_in(l->states + but, state) != but;
}

/* What a question is about, and what the lines of the matrix for it promise. */
struct probe {
    const struct line *first;
    size_t n;
    struct perm_question q;
    const char *state;
    int role;
    bool own, created;          /* the record has the actor as owner; or was made by the actor */
    const char *named;          /* the actor stands in this field, or NULL */
};

static bool
is_granted(const struct probe *p, const struct line *l)
{
    const char *cell = l->cells[p->role];

    if (strcmp(cell, "yes") == 0 || (strcmp(cell, "own") == 0 && p->own))
        return true;
    return (p->own && word_in(l->named, "@owner")) || (p->created && word_in(l->named, "author"))
        || (p->named != NULL && word_in(l->named, p->named));
}

static bool
is_eyed(const struct probe *p, const struct line *l)
{
    return (p->own && word_in(l->eyes, "@owner")) || (p->created && word_in(l->eyes, "author"))
        || (p->named != NULL && word_in(l->eyes, p->named));
}

static enum perm
promised(const struct probe *p)
{
    enum perm best = PERM_WHO;

    for (size_t i = 0; i < p->n; i++) {
        const struct line *l = &p->first[i];
        enum perm one = !is_granted(p, l) ? PERM_WHO
            : p->q.rec != NULL && !state_fits(l, p->state) ? PERM_STATE
            : is_eyed(p, l) ? PERM_EYES : PERM_OK;

        if (strcmp(l->states, "-") != 0)
            best = one < best ? one : best;
    }
    return best;
}

static void
try(struct probe *p)
{
    struct actor me = { .email = "me@x.example", .name = "Me", .person = ME,
        .roles = ROLE_BIT(p->role) };
    struct ctx c = { .arena = mem, .actor = &me };
    struct rec *r = rec_alloc(&c, p->q.type);
    enum perm want, got;

    assert_int_equal(store_read(&c, store), 0);
    r->key = "TST-01";
    r->created_by = p->created ? ME : OTHER;
    if (p->state != NULL)
        rec_set_text(&c, r, p->q.type->state, p->state);
    if (rec_field_index(p->q.type, SLICE("owner")) >= 0)
        fill(&c, r, "owner", p->own ? ME : OTHER);
    if (p->named != NULL)
        fill(&c, r, p->named + 1, ME);
    p->q.rec = p->q.action == ACT_CREATE ? NULL : r;
    want = promised(p);
    got = perm_ask(&c, &p->q);
    store_rollback(&c);
    asked++;
    /* An action without any state is refused by one of two words. */
    if (strcmp(p->first->states, "-") == 0 ? got != PERM_STATE && got != PERM_WHO : got != want)
        fail_msg("%s %s, %s, %s%s%s %s: matrix %d, evaluated %d", p->q.type->name,
            p->first->action, role_infos[p->role].code, p->state != NULL ? p->state : "-",
            p->own ? ", own" : "", p->created ? ", created" : "",
            p->named != NULL ? p->named : "", want, got);
}

/* Every field that a line names, for people without a role that fits. */
static void
try_named(struct probe *p, const char *words)
{
    for (struct slice l = slice_of(words), w; word_next(&l, &w); ) {
        const char *word = arena_strndup(mem, w.p, w.n);

        if (strcmp(word, "-") == 0 || strcmp(word, "@owner") == 0
            || p->q.action == ACT_CREATE)
            continue;
        p->created = strcmp(word, "author") == 0;
        p->named = p->created ? NULL : word;
        try(p);
        p->named = NULL;
        p->created = false;
    }
}

static void
try_roles(struct probe *p)
{
    bool owned = rec_field_index(p->q.type, SLICE("owner")) >= 0 && p->q.action != ACT_CREATE;

    for (p->role = 0; p->role < N_ROLES; p->role++) {
        for (int own = 0; own <= owned; own++) {
            p->own = own;
            try(p);
            try_named(p, p->first->named);
            try_named(p, p->first->eyes);
        }
    }
}

static void
the_matrix_is_what_is_evaluated(void **state)
{
    (void)state;
    assert_true(n_lines > 900);
    for (size_t i = 0, n; i < n_lines; i += n) {
        const struct rec_type *t = lines[i].type;
        struct probe p = { .first = &lines[i], .q = { .type = t, .action = ACT_STEP } };

        for (n = 1; i + n < n_lines && lines[i + n].type == t
            && strcmp(lines[i + n].action, lines[i].action) == 0; n++)
            continue;
        p.n = n;
        for (int a = 0; a < N_ACTIONS; a++)
            if (a != ACT_STEP && strcmp(action_names[a], lines[i].action) == 0)
                p.q.action = (enum action)a;
        for (size_t s = 0; p.q.action == ACT_STEP && s < t->nsteps; s++)
            if (strcmp(t->steps[s].name, lines[i].action) == 0 && (p.q.step == NULL
                    || state_fits(&lines[i], t->steps[s].from)))
                p.q.step = &t->steps[s];
        if (t->state < 0) {
            try_roles(&p);
            continue;
        }
        for (size_t s = 0; s < t->fields[t->state].shape.nchoices; s++) {
            p.state = t->fields[t->state].shape.choices[s].name;
            try_roles(&p);
        }
    }
    print_message("# %zu questions over %zu lines\n", asked, n_lines);
}

/* Nothing but the work flow gives a right to whoever merely belongs here. */
static void
nobody_without_a_role_may_anything(void **state)
{
    struct actor nobody = { .email = "me@x.example", .name = "Me", .person = ME };
    struct ctx c = { .arena = mem, .actor = &nobody };

    (void)state;
    for (size_t i = 0; i < n_rec_types; i++) {
        struct rec *r = rec_alloc(&c, rec_types[i]);

        if (r->type->state >= 0)
            rec_set_text(&c, r, r->type->state, r->type->initial);
        assert_false(rec_may_read(&c, r));
        assert_false(rec_may_create(&c, r->type));
        assert_false(rec_may_edit(&c, r));
        assert_false(perm_may(&c, r, ACT_COMMENT));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_matrix_is_what_is_evaluated),
        cmocka_unit_test(nobody_without_a_role_may_anything),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, down);
}
