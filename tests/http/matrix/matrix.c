/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * matrix.c - every cell of route x actor x object x action in two
 * organisations, made from the program's own route tables.
 *
 * The whole product (ISMENE_MATRIX=full) takes minutes.  Without it a covering
 * design is run: of route, type and actor every two meet, each time with all
 * objects.  What was run is printed.  ISMENE_MATRIX_TEST
 * names one of the tests ("reads*").
 */
#include "matrix.h"

#include <stdlib.h>

#include "cli/cli.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

struct tally leaks, changes;
bool full;

static struct arena *cell_mem, *group_mem;

#define SHOWN 40                /* complaints in words; the rest is counted */

void
complain(struct tally *t, const char *fmt, ...)
{
    va_list ap;

    t->bad++;
    if (t->shown++ >= SHOWN)
        return;
    va_start(ap, fmt);
    fputs("# ", stderr);
    vfprintf(stderr, fmt, ap);
    fputs("\n", stderr);
    va_end(ap);
}

static size_t bad_before;

void
test_begins(void **state)
{
    (void)state;
    if (group_mem != NULL)      /* a test that failed left the memory of its cell */
        mem = group_mem;
    leaks.shown = changes.shown = 0;
    bad_before = leaks.bad + changes.bad;
}

void
test_ends(void)
{
    assert_int_equal(leaks.bad + changes.bad - bad_before, 0);
}

/* Of every so many combinations one; they divide the number of types, so that every two meet. */
static size_t
sparse(void)
{
#ifdef __SANITIZE_ADDRESS__
    return full ? 1 : 21;
#else
    return full ? 1 : place_is_database() ? 21 : 9;     /* a database takes five times as long */
#endif
}

bool
chosen(size_t a, size_t b, size_t c)
{
    return (a + b + c) % sparse() == 0;
}

static bool
route_at(size_t at, struct question *ret)
{
    *ret = (struct question){ 0 };
    for (size_t s = 0; s < n_cli_sites; s++) {
        if (at < cli_sites[s]->nroutes) {
            ret->site = cli_sites[s];
            ret->route = &cli_sites[s]->routes[at];
            return true;
        }
        at -= cli_sites[s]->nroutes;
    }
    return false;
}

/* Those that cannot be filled have failed a test already. */
bool
next_route(size_t *i, struct question *ret)
{
    while (route_at((*i)++, ret))
        if (known(ret->route) != NULL && unknown_param(ret->route) == NULL)
            return true;
    return false;
}

void
cell_begin(void)
{
    if (cell_mem == NULL)
        cell_mem = arena_new();
    group_mem = mem;
    mem = cell_mem;
}

void
cell_end(void)
{
    arena_reset(cell_mem);
    mem = group_mem;
}

/* In place; the words have one length. */
static struct slice
replaced(struct slice s, const char *from, const char *to)
{
    char *copy = arena_strndup(mem, s.p, s.n);
    size_t n = strlen(from);

    assert_int_equal(n, strlen(to));
    for (char *p = copy; n > 0 && (p = memmem(p, s.n - (size_t)(p - copy), from, n)) != NULL;
         p += n)
        memcpy(p, to, n);
    return (struct slice){ copy, s.n };
}

/* The own address is told to everybody; no other text of a place where one has no business. */
static void
look_for_secrets(const struct question *c, const char *path, const struct answer *a)
{
    const char *own = c->actor->email != NULL ? c->actor->email : "";
    const char *blank = format("%*s", (int)strlen(own), "");
    struct slice parts[] = { replaced(a->body, own, blank), replaced(a->head, own, blank) };
    const char *const *secret = secrets_from(c->actor, has_param(c->route, "org") ? c->side : -1);

    for (; *secret != NULL; secret++)
        for (size_t i = 0; i < ARRAY_LEN(parts) && strstr(path, *secret) == NULL; i++) {
            const char *at = parts[i].n > 0
                ? memmem(parts[i].p, parts[i].n, *secret, strlen(*secret)) : NULL;

            if (at != NULL)
                complain(&leaks, "%s and reads %s: %.90s", cell_words(c), *secret,
                    at - parts[i].p > 40 ? at - 40 : at);
        }
}

struct answer
ask_filled(const struct question *c, const struct filled *f)
{
    struct answer a = send_to(c->actor->session, method_name(c->route->method), f->path, &f->body,
        f->headers);

    leaks.cells++;
    leaks.by_deed[deed_of(c->route, c->query)]++;
    look_for_secrets(c, f->path, &a);
    if (a.status >= 500)
        complain(&leaks, "%s: %d %.300s", cell_words(c), a.status, a.body.p);
    return a;
}

struct answer
ask_cell(const struct question *c)
{
    struct filled f;

    fill(c, &f);
    return ask_filled(c, &f);
}

struct answer
check_cell(const struct question *c)
{
    static const char *const verdicts[] = { "may", "may not", "not now", "nothing there",
        "sign in first" };
    enum ruling v = expect(c);
    struct answer a = ask_cell(c);

    if (!agrees(c, v, &a))
        complain(&leaks, "%s: %d, but the tables say: %s. %.400s", cell_words(c), a.status,
            verdicts[v], a.body.n < 600 ? a.body.p : "");
    return a;
}

/* Without what is of the clock and of the connection: a proxy closes one now and then. */
static struct slice
of_answer(struct slice head)
{
    char *copy = arena_alloc(mem, head.n + 2);
    size_t n = 0;

    while (head.n > 0) {
        struct slice line = slice_cut(&head, '\n');

        if (line.n > 5 && (strncmp(line.p, "Date:", 5) == 0
                || (line.n > 11 && strncmp(line.p, "Connection:", 11) == 0)))
            continue;
        memcpy(copy + n, line.p, line.n);
        n += line.n;
        copy[n++] = '\n';
    }
    return (struct slice){ copy, n };
}

/* Forms are sent once: their numbers are new ones each time. */
static struct slice
without_once(struct slice body)
{
    static const char name[] = "name=\"_once\" value=\"";
    char *copy = arena_strndup(mem, body.p, body.n), *at = copy;

    while ((at = memmem(at, body.n - (size_t)(at - copy), name, sizeof name - 1)) != NULL) {
        at += sizeof name - 1;
        memset(at, '-', 32);
    }
    return (struct slice){ copy, body.n };
}

static bool
same(struct slice a, struct slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

void
must_be_alike(const struct question *a, const struct answer *x, const char *ax,
    const struct question *b, const struct answer *y, const char *by)
{
    struct slice body = replaced(without_once(x->body), ax, by);
    struct slice twin = replaced(without_once(y->body), ax, by);
    struct slice head = replaced(of_answer(x->head), ax, by);
    struct slice other = replaced(of_answer(y->head), ax, by);

    if (x->status == y->status && same(body, twin) && same(head, other))
        return;
    complain(&leaks, "%s: %d, %zu bytes; but %s: %d, %zu bytes", cell_words(a), x->status,
        x->body.n, cell_words(b), y->status, y->body.n);
}

static void
check_route(const struct route *r)
{
    const char *param = unknown_param(r);

    if (r->perm == NULL || !knows_perm(r->perm))
        complain(&leaks, "%s %s: oracle.c does not know the permission \"%s\": say who holds it",
            method_name(r->method), r->pattern, r->perm != NULL ? r->perm : "");
    if (known(r) == NULL)
        complain(&leaks, "%s %s writes: say in the table of fill.c what it takes and what it asks "
            "of the type", method_name(r->method), r->pattern);
    if (param != NULL)
        complain(&leaks, "%s %s: nobody has said in fill.c what %s is", method_name(r->method),
            r->pattern, param);
}

/* What "ismene routes" prints is the tables, and nothing in them is unknown here. */
static void
routes_are_known(void **state)
{
    const char *file = format("%s/routes", place_dir);
    char line[400];
    struct question c;
    size_t n = 0;
    FILE *out;

    test_begins(state);
    for (; route_at(n, &c); n++)
        check_route(c.route);
    assert_int_equal(command_to(file, (const char *const[]){ "routes", NULL }), 0);
    out = fopen(file, "r");
    assert_non_null(out);
    for (size_t i = 0; fgets(line, sizeof line, out) != NULL; i++, n--) {
        char method[20], pattern[200], perm[40];

        assert_int_equal(sscanf(line, "%19s %199s %39s", method, pattern, perm), 3);
        if (!route_at(i, &c) || strcmp(pattern, c.route->pattern) != 0
            || strcmp(perm, c.route->perm) != 0 || strcmp(method, method_name(c.route->method)))
            complain(&leaks, "%s %s %s is in no table", method, pattern, perm);
    }
    fclose(out);
    assert_int_equal(n, 0);
    test_ends();
}

static void
nothing_leaked(void **state)
{
    static const char *const names[] = { "read", "write", "list", "search", "export", "history",
        "attachment", "autocomplete" };

    (void)state;
    printf("# %s: %zu actors, %zu types, 2 organisations;", full ? "whole product"
        : "covering design", n_actors, n_rec_types);
    for (size_t i = 0; i < N_DEEDS; i++)
        printf(" %s %zu%s", names[i], leaks.by_deed[i], i + 1 < N_DEEDS ? "," : "\n");
    printf("# cells %zu, leaks %zu\n", leaks.cells, leaks.bad);
    printf("# mass assignment: cells %zu, unexpected changes %zu\n", changes.cells, changes.bad);
    assert_int_equal(leaks.bad + changes.bad, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_are_known),
        cmocka_unit_test(reads_agree_and_leak_nothing),
        cmocka_unit_test(the_past_is_no_way_round),
        cmocka_unit_test(words_of_the_other_side_find_nothing),
        cmocka_unit_test(refused_writes_change_nothing),
        cmocka_unit_test(requests_from_elsewhere_change_nothing),
        cmocka_unit_test(references_to_the_other_side_lead_nowhere),
        cmocka_unit_test(allowed_writes_change_what_they_say),
        cmocka_unit_test(fields_are_set_by_nobody_else),
        cmocka_unit_test(sessions_end),
        cmocka_unit_test(nothing_leaked),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    if (getenv("ISMENE_MATRIX_TEST") != NULL)
        cmocka_set_test_filter(getenv("ISMENE_MATRIX_TEST"));
    return cmocka_run_group_tests(tests, world_up, world_down);
}
