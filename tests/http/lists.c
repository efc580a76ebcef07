/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * lists.c - lists over the API: every filter and every order of every type,
 * paged by cursors without repeats and gaps, empty values included.
 */
#include "client.h"

#include "rec/kind.h"
#include "rec/store.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct session *s;
static json_t **all;            /* all records of each type, as entered */

/* All pages of a list; limit 0: the largest. */
static json_t *
read_all(const char *slug, const char *query, int limit)
{
    json_t *out = json_array();
    const char *after = "";

    do {
        struct reply r = ask(s, "GET", format("%s?limit=%d&%s%s%s", slug, limit, query,
            *after ? "&after=" : "", after), NULL);
        const json_t *items = json_object_get(r.json, "items");

        WANT(r, 200);
        assert_true((int)json_array_size(items) <= limit);
        after = text_of(r.json, "next");
        if (*after)
            assert_int_equal(json_array_size(items), limit);
        json_array_extend(out, (json_t *)(uintptr_t)items);
    } while (*after);
    return out;
}

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    s = sign_in_as("ines");
    all = arena_alloc(mem, n_rec_types * sizeof(json_t *));
    for (size_t i = 0; i < n_rec_types; i++)
        all[i] = read_all(rec_types[i]->slug, "", 200);
    return 0;
}

static int
down(void **state)
{
    for (size_t i = 0; i < n_rec_types; i++)
        json_decref(all[i]);
    return server_down(state);
}

static bool
holds(const json_t *record, const struct field *f, const json_t *value)
{
    const json_t *v = json_object_get(record, f->name), *item;
    size_t i;

    if (!f->shape.list)
        return json_equal(v, value);
    json_array_foreach(v, i, item)
        if (json_equal(item, value))
            return true;
    return false;
}

static size_t
count(const json_t *records, const struct field *f, const json_t *value)
{
    const json_t *r;
    size_t i, n = 0;

    json_array_foreach(records, i, r)
        n += holds(r, f, value);
    return n;
}

/* Filter by one value: as many as were counted, and each holds it. */
static void
expect(const struct rec_type *t, const struct field *f, const char *query, const json_t *value,
    size_t n)
{
    json_t *got = read_all(t->slug, query, 200);

    if (json_array_size(got) != n || (value != NULL && count(got, f, value) != n))
        fail_msg("%s?%s: %zu records, %zu expected", t->slug, query, json_array_size(got), n);
    json_decref(got);
}

/* -1, 0, 1; empty values come last whatever the direction. */
static int
order(const json_t *a, const json_t *b, bool down_)
{
    int d;

    if (json_is_null(a) || json_is_null(b))
        return json_is_null(a) - json_is_null(b);
    if (json_is_string(a))
        d = strcmp(json_string_value(a), json_string_value(b));
    else if (json_is_number(a))
        d = (json_number_value(a) > json_number_value(b))
            - (json_number_value(a) < json_number_value(b));
    else
        d = json_is_true(a) - json_is_true(b);
    return down_ ? -d : d;
}

static const char *
query_text(const struct field *f, const json_t *v)
{
    const char *text = json_is_string(v) ? json_string_value(v)
        : json_is_true(v) ? "true" : json_is_false(v) ? "false" : json_canonical(mem, v);
    struct buf b;
    char *q;

    buf_init(&b, 8000);
    url_escape(&b, text, strlen(text));
    q = format("%s=%s", f->name, b.p);
    buf_free(&b);
    return q;
}

static void
filter_field(const struct rec_type *t, const json_t *records, const struct field *f)
{
    const json_t *v = NULL, *r, *null = json_null();
    size_t i, filled = 0, low = 0, high = 0;

    json_array_foreach(records, i, r) {
        const json_t *is = json_object_get(r, f->name);

        filled += !json_is_null(is);
        if (v == NULL || json_is_null(v))
            v = is;
    }
    expect(t, f, format("%s=-", f->name), f->shape.list ? NULL : null,
        json_array_size(records) - filled);
    expect(t, f, format("%s=", f->name), NULL, json_array_size(records) - filled);
    expect(t, f, format("%s=*", f->name), NULL, filled);
    if (filled == 0)
        return;
    if (f->shape.list)
        v = json_array_get(v, 0);
    expect(t, f, query_text(f, v), v, count(records, f, v));
    if (f->shape.list || !field_is_integer(f))
        return;
    json_array_foreach(records, i, r) {
        const json_t *is = json_object_get(r, f->name);

        low += !json_is_null(is) && order(is, v, false) <= 0;
        high += !json_is_null(is) && order(is, v, false) >= 0;
    }
    expect(t, f, format("%s.max=%s", f->name, strchr(query_text(f, v), '=') + 1), NULL, low);
    expect(t, f, format("%s.min=%s", f->name, strchr(query_text(f, v), '=') + 1), NULL, high);
}

static void
every_listed_field_filters(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_rec_types; i++)
        for (size_t k = 0; k < rec_types[i]->nfields; k++) {
            const struct field *f = &rec_types[i]->fields[k];

            if (f->flags & LISTED && f->shape.kind != K_TEXT && f->shape.kind != K_JSON)
                filter_field(rec_types[i], all[i], f);
        }
}

static void
sort_field(const struct rec_type *t, const json_t *records, const char *name, bool down_)
{
    size_t n = json_array_size(records), i;
    json_t *got = read_all(t->slug, format("sort=%s%s", down_ ? "-" : "", name),
        (int)n / 4 + 1), *seen = json_object(), *r;

    assert_int_equal(json_array_size(got), n);
    json_array_foreach(got, i, r) {
        const json_t *before = i > 0 ? json_array_get(got, i - 1) : NULL;
        int d = before == NULL ? -1 : order(json_object_get(before, name),
            json_object_get(r, name), down_);

        json_object_set(seen, text_of(r, "key"), r);
        if (d > 0)
            fail_msg("%s by %s%s: %s after %s", t->slug, down_ ? "-" : "", name,
                text_of(r, "key"), text_of(before, "key"));
    }
    if (json_object_size(seen) != n)
        fail_msg("%s by %s: %zu different of %zu", t->slug, name, json_object_size(seen), n);
    json_decref(seen);
    json_decref(got);
}

static void
every_listed_field_sorts_in_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_rec_types; i++)
        for (size_t k = 0; k < rec_types[i]->nfields; k++) {
            const struct field *f = &rec_types[i]->fields[k];

            if (f->shape.list || f->shape.kind == K_JSON || !(f->flags & LISTED))
                continue;
            sort_field(rec_types[i], all[i], f->name, false);
            sort_field(rec_types[i], all[i], f->name, true);
        }
}

static void
pages_by_key_have_no_gaps(void **state)
{
    static const int limits[] = { 1, 2, 7, 61, 62, 63, 200 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        json_t *up_ = read_all("persons", "", limits[i]);
        json_t *down_ = read_all("persons", "sort=-key", limits[i]);
        size_t n = json_array_size(up_);

        assert_int_equal(n, 62);
        assert_int_equal(json_array_size(down_), n);
        for (size_t k = 0; k < n; k++)
            assert_true(json_equal(json_array_get(up_, k), json_array_get(down_, n - 1 - k)));
        json_decref(up_);
        json_decref(down_);
    }
}

/* A cursor names a place, not a count: what is added or removed before it shifts nothing. */
static void
pages_stay_in_place_while_records_come_and_go(void **state)
{
    struct reply first = ask(s, "GET", "issues?limit=5&sort=-title", NULL), next, made;
    const char *path;

    (void)state;
    next = ask(s, "GET", format("issues?limit=5&sort=-title&after=%s",
        text_of(first.json, "next")), NULL);
    WANT(next, 200);
    made = ask(s, "POST", "issues", "{'title':'zzz: before everything'}");
    WANT(made, 201);
    path = header_of(&made, "Location");
    first = ask(s, "GET", format("issues?limit=5&sort=-title&after=%s",
        text_of(first.json, "next")), NULL);
    assert_string_equal(first.body.p, next.body.p);
    WANT(ask_with(s, "DELETE", path, NULL, "If-Match: *"), 204);
}

static void
words_and_open_work_narrow_a_list(void **state)
{
    json_t *some, *open;
    const json_t *r;
    size_t i;

    (void)state;
    some = read_all("risks", "q=RSK-03", 50);
    assert_int_equal(json_array_size(some), 1);
    json_decref(some);
    some = read_all("risks", "q=%22%20OR%20*%20NEAR(", 50);
    json_decref(some);
    open = read_all("changes", "open=true", 50);
    json_array_foreach(open, i, r)
        assert_false(word_in("reviewed rejected", text_of(r, "status")));
    some = read_all("changes", "status=reviewed,rejected", 50);
    assert_int_equal(json_array_size(some) + json_array_size(open), 6);
    json_decref(some);
    json_decref(open);
}

static void
what_a_list_cannot_do_is_named(void **state)
{
    static const struct { const char *query, *field; } bad[] = {
        { "colour=red", "colour" }, { "statu=active", "statu" }, { "limit=0", "limit" },
        { "limit=201", "limit" }, { "limit=-1", "limit" }, { "limit=ten", "limit" },
        { "limit=99999999999999999999", "limit" }, { "limit=", "limit" },
        { "sort=colour", "sort" }, { "sort=", "sort" }, { "sort=--title", "sort" },
        { "sort=assets", "sort" }, { "sort=title%3Bdrop%20table%20risk", "sort" },
        { "status=elsewhere", "status" }, { "owner=nobody", "owner" },
        { "owner=RSK-01", "owner" }, { "next_review_due=2026-02-30", "next_review_due" },
        { "next_review_due.min=", "next_review_due" },
        { "next_review_due.min=2026-01-01,2026-02-01", "next_review_due" },
        { "next_review_due.min=soon", "next_review_due" },
        { "next_review_due.like=2026", "next_review_due.like" },
        { "title.min=a", "title" }, { "scenario=x", "scenario" },
        { "quantitative=x", "quantitative" },
        { "open=maybe", "open" }, { "after=x", "after" }, { "after=.5", "after" },
        { "after=n.", "after" }, { "after=t0.5", "after" }, { "after=tzz.5", "after" },
        { "after=i.5", "after" }, { "sort=title&after=i5.3", "after" },
        { "sort=next_review_due&after=t41.3", "after" },
        { "after=n.99999999999999999999", "after" },
        { "owner=PER-001,PER-002,PER-003,PER-004,PER-005,PER-006,PER-007,PER-008,PER-009,"
            "PER-010,PER-011,PER-012,PER-013,PER-014,PER-015,PER-016,PER-017", "owner" },
    };
    struct buf b;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct reply r = ask(s, "GET", format("risks?%s", bad[i].query), NULL);

        if (r.status != 422 || error_of(&r, bad[i].field) == NULL)
            fail_msg("risks?%s: %ld %s", bad[i].query, r.status, r.body.p);
    }
    buf_init(&b, 8000);
    for (int i = 0; i < 13; i++)
        buf_printf(&b, "%sstatus=identified", i ? "&" : "");
    WANT(ask(s, "GET", format("risks?%s", b.p), NULL), 422);
    buf_free(&b);
    WANT(ask(s, "GET", "nothings", NULL), 404);
    WANT(ask(s, "GET", "Risk", NULL), 404);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_listed_field_filters),
        cmocka_unit_test(every_listed_field_sorts_in_pages),
        cmocka_unit_test(pages_by_key_have_no_gaps),
        cmocka_unit_test(pages_stay_in_place_while_records_come_and_go),
        cmocka_unit_test(words_and_open_work_narrow_a_list),
        cmocka_unit_test(what_a_list_cannot_do_is_named),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, down);
}
