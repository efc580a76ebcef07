/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * records.c - one record over the API: bad input of every kind, revisions,
 * repeated requests, and what a client may not set.
 */
#include "client.h"

#include <pthread.h>

#include "rec/kind.h"
#include "rec/store.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct session *s;

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    s = sign_in_as("ines");
    return 0;
}

static size_t
size_of(const char *slug)
{
    struct reply r = ask(s, "GET", format("%s?limit=200", slug), NULL);

    WANT(r, 200);
    return json_array_size(json_object_get(r.json, "items"));
}

static void
each_kind_refuses_other_types(void **state)
{
    static const struct { const char *path, *field; const char *values[8]; } t[] = {
        { "issues", "title", { "1", "true", "[]", "{}", "1.5", "'a\\nb'", "'\\u0007'" } },
        { "issues", "description", { "1", "false", "['a']", "{'a':1}", "'\\u0001'" } },
        { "organizations/ORG-01", "headcount", { "'60'", "1.5", "true", "[1]", "-1", "1e3",
            "999999999999" } },
        { "issues", "requires_action", { "'true'", "1", "0", "'yes'", "[]" } },
        { "issues", "identified_on", { "'2026-02-30'", "20260101", "'2026-1-1'", "'01.02.2026'",
            "'2026-01-01T00:00:00Z'", "true", "''" } },
        { "issues", "origin", { "'elsewhere'", "1", "'External'", "['external']", "''" } },
        { "issues", "owner", { "'PER-999'", "'RSK-01'", "'Ines'", "4", "['PER-004']", "''" } },
        { "issues", "linked", { "'RSK-01'", "{}", "[1]", "['RSK-99']", "['x']", "[['RSK-01']]" } },
        { "risks", "affects", { "'confidentiality'", "['secrecy']", "[true]", "{}" } },
        { "risks", "quantitative", { "'text'", "1", "true" } },
        { "resource-allocations", "amount", { "'12'", "1.234", "1e30", "true", "[1]",
            "0.30000000000000004" } },
        { "measurements", "value", { "'12'", "1.2345678", "1e300", "{}" } },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        for (size_t k = 0; k < 8 && t[i].values[k] != NULL; k++) {
            bool one = strchr(t[i].path, '/') != NULL;
            struct reply r = ask_with(s, one ? "PATCH" : "POST", t[i].path,
                format("{'%s':%s}", t[i].field, t[i].values[k]), one ? "If-Match: *" : NULL);

            /* An empty text is no value: allowed, unless the field needs one. */
            if (r.status != 422 || (error_of(&r, t[i].field) == NULL
                    && strcmp(t[i].values[k], "''") != 0))
                fail_msg("%s %s: %ld %s", t[i].field, t[i].values[k], r.status, r.body.p);
        }
}

static void
all_errors_are_told_at_once(void **state)
{
    size_t before = size_of("issues");
    struct reply r = ask(s, "POST", "issues", "{'title':1,'origin':'x','owner':'PER-004',"
        "'linked':[7],'colour':'red'}");

    (void)state;
    WANT(r, 422);
    assert_int_equal(json_array_size(json_object_get(r.json, "errors")), 4);
    WANT_ERROR(r, "title");
    WANT_ERROR(r, "origin");
    WANT_ERROR(r, "linked");
    WANT_ERROR(r, "colour");
    assert_string_equal(header_of(&r, "Content-Type"), "application/problem+json");
    assert_int_equal(number_of(r.json, "status"), 422);
    assert_string_equal(text_of(r.json, "type"), "urn:ismene:problem:invalid");
    WANT_ERROR(ask(s, "POST", "issues", "{}"), "title");
    assert_int_equal(size_of("issues"), before);
}

static void
bodies_that_are_no_object_are_refused(void **state)
{
    static const char *const bad[] = { "", "{", "[]", "null", "7", "'x'", "{'title':'a'} {}",
        "{'title':'a','title':'b'}", "{'title':'\\u0000'}", "{'title':'\\ud800'}",
        "{'title':'\xff'}", "{'title':'\xc0\xaf'}", "{'title':\x01}", "{title:'a'}", "{'a':1e999}",
        "{'a':99999999999999999999999}", "\xef\xbb\xbf{}", "{'title':NaN}" };
    struct buf deep;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct reply r = ask(s, "POST", "issues", bad[i]);

        if (r.status != 422)
            fail_msg("%s: %ld %s", bad[i], r.status, r.body.p);
    }
    buf_init(&deep, BUF_MAX);
    buf_puts(&deep, "{'title':'Deep','quantitative':");
    for (int i = 0; i < 100000; i++)
        buf_putc(&deep, '[');
    WANT(ask(s, "POST", "risks", deep.p), 422);
    buf_free(&deep);
    WANT_ERROR(ask(s, "POST", "risks", "{'title':'Not too deep','quantitative':[[[[1]]]],"
        "'colour':1}"), "colour");
}

static const char *
repeat(const char *what, size_t n)
{
    struct buf b;
    char *text;

    buf_init(&b, BUF_MAX);
    for (size_t i = 0; i < n; i++)
        buf_puts(&b, what);
    text = arena_strndup(mem, b.p, b.n);
    buf_free(&b);
    return text;
}

static void
long_texts_are_refused_by_characters(void **state)
{
    struct reply r;

    (void)state;
    WANT_ERROR(ask(s, "POST", "issues", format("{'title':'%s'}", repeat("a", 301))), "title");
    WANT_ERROR(ask(s, "POST", "issues", format("{'title':'%s'}", repeat("\xc3\xa9", 301))),
        "title");
    r = ask(s, "POST", "issues", format("{'title':'%s'}", repeat("\xc3\xa9", 300)));
    WANT(r, 201);
    assert_int_equal(strlen(text_of(r.json, "title")), 600);
    WANT(ask_with(s, "DELETE", header_of(&r, "Location"), NULL, "If-Match: *"), 204);
    WANT_ERROR(ask(s, "POST", "issues", format("{'title':'x','description':'%s'}",
        repeat("a", 20001))), "description");
    WANT_ERROR(ask(s, "POST", "risks", format("{'title':'x','affects':[%s'integrity']}",
        repeat("'x',", 600))), "affects");
    WANT_ERROR(ask(s, "POST", "risks", format("{'title':'x','quantitative':['%s']}",
        repeat("a", 20001))), "quantitative");
}

static void
large_bodies_are_refused_before_they_are_read(void **state)
{
    const char *big = repeat("abcdefghijklmnop", 1 << 16);      /* 1 MiB */
    struct reply r = ask(s, "POST", "issues", format("{'title':'%s'}", big));

    (void)state;
    WANT(r, 413);
    WANT(ask(s, "POST", "comments-do-not-matter/x/comments", format("{'text':'%s'}", big)), 413);
    WANT(ask(NULL, "POST", "/api/v1/session", format("{'email':'%.70000s'}", big)), 413);
    WANT(ask(s, "GET", "issues", NULL), 200);
}

static void
a_record_claims_to_be_no_other(void **state)
{
    struct reply r;

    (void)state;
    WANT_ERROR(ask(s, "POST", "issues", "{'title':'x','key':'ISS-77'}"), "key");
    WANT_ERROR(ask(s, "POST", "issues", "{'title':'x','type':'Risk'}"), "type");
    WANT_ERROR(ask_with(s, "PATCH", "issues/ISS-01", "{'key':'ISS-02'}", "If-Match: *"), "key");
    WANT_ERROR(ask_with(s, "PATCH", "issues/ISS-01", "{'type':7}", "If-Match: *"), "type");
    WANT_ERROR(ask_with(s, "PATCH", "issues/ISS-01", "{'id':9}", "If-Match: *"), "id");
    WANT_ERROR(ask_with(s, "PATCH", "issues/ISS-01", "{'created_by':'x'}", "If-Match: *"),
        "created_by");
    /* As it was read it may come back: nothing changes, and no revision is used up. */
    r = ask(s, "GET", "issues/ISS-01", NULL);
    r = ask_raw(s, "PATCH", "issues/ISS-01", r.body, format("Content-Type: application/json\n"
        "If-Match: %s", header_of(&r, "ETag")));
    WANT(r, 200);
    assert_int_equal(number_of(r.json, "revision"), 1);
    WANT(ask(s, "GET", "risks/ISS-01", NULL), 404);
    WANT(ask(s, "GET", "issues/ISS-999", NULL), 404);
    WANT(ask(s, "GET", "issues/ISS-01%27%20or%201=1", NULL), 404);
}

/* Whatever the work flow sets or the program computes, of every type. */
static void
nobody_writes_what_the_program_sets(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_rec_types; i++)
        for (size_t k = 0; k < rec_types[i]->nfields; k++) {
            const struct rec_type *t = rec_types[i];
            const struct field *f = &t->fields[k];
            const char *value = f->shape.kind == K_DATE ? "'2020-01-01'"
                : f->shape.kind == K_REF ? "'PER-001'" : f->shape.kind == K_BOOL ? "true"
                : f->shape.kind == K_ENUM
                    ? format("'%s'", f->shape.choices[f->shape.nchoices - 1].name) : "1";
            struct reply r;

            if (!(f->flags & READONLY) || ((int)k == t->state
                    && strcmp(t->initial, f->shape.choices[f->shape.nchoices - 1].name) == 0))
                continue;
            if (f->shape.list)
                value = format("[%s]", value);
            r = ask(s, "POST", t->slug, format("{'%s':%s}", f->name, value));
            if (r.status != 403 && (r.status != 422 || error_of(&r, f->name) == NULL))
                fail_msg("%s.%s: %ld %s", t->name, f->name, r.status, r.body.p);
        }
    WANT_ERROR(ask_with(s, "PATCH", "risks/RSK-01", "{'status':'accepted'}", "If-Match: *"),
        "status");
    WANT_ERROR(ask_with(s, "PATCH", "changes/CHG-06", "{'approved_by':'PER-004'}",
        "If-Match: *"), "approved_by");
}

static void
revisions_guard_against_lost_changes(void **state)
{
    struct reply made = ask(s, "POST", "issues", "{'title':'First'}"), r;
    const char *path = header_of(&made, "Location");

    (void)state;
    WANT(made, 201);
    assert_string_equal(header_of(&made, "ETag"), "\"1\"");
    WANT(ask(s, "PATCH", path, "{'title':'Second'}"), 428);
    WANT(ask_with(s, "PATCH", path, "{'title':'x'}", "If-Match: \"2\""), 412);
    WANT(ask_with(s, "PATCH", path, "{'title':'x'}", "If-Match: 1"), 412);
    WANT(ask_with(s, "PATCH", path, "{'title':'x'}", "If-Match: W/\"1\""), 412);
    r = ask_with(s, "PATCH", path, "{'title':'Second','description':'Words'}", "If-Match: \"1\"");
    WANT(r, 200);
    assert_string_equal(header_of(&r, "ETag"), "\"2\"");
    assert_int_equal(number_of(r.json, "revision"), 2);
    WANT(ask_with(s, "PATCH", path, "{'title':'Third'}", "If-Match: \"1\""), 412);
    r = ask_with(s, "PATCH", path, "{'description':null}", "If-Match: *");
    WANT(r, 200);
    assert_true(json_is_null(json_object_get(r.json, "description")));
    assert_string_equal(text_of(r.json, "title"), "Second");
    WANT_ERROR(ask_with(s, "PATCH", path, "{'title':null}", "If-Match: *"), "title");
    WANT_ERROR(ask_with(s, "PATCH", path, "{'title':' \\t '}", "If-Match: *"), "title");
    WANT(ask(s, "DELETE", path, NULL), 428);
    WANT(ask_with(s, "DELETE", path, NULL, "If-Match: \"1\""), 412);
    r = ask_with(s, "DELETE", path, NULL, "If-Match: \"3\"");
    WANT(r, 204);
    WANT(ask_with(s, "DELETE", path, NULL, "If-Match: *"), 404);
}

static void
what_others_point_to_stays(void **state)
{
    struct reply made = ask(s, "POST", "issues", "{'title':'Target'}"), other;
    const char *path = header_of(&made, "Location");

    (void)state;
    other = ask(s, "POST", "issues", format("{'title':'Pointer','linked':['%s']}",
        text_of(made.json, "key")));
    WANT(other, 201);
    WANT(ask_with(s, "DELETE", path, NULL, "If-Match: *"), 409);
    WANT(ask_with(s, "PATCH", header_of(&other, "Location"), "{'linked':[]}", "If-Match: *"), 200);
    WANT(ask_with(s, "DELETE", path, NULL, "If-Match: *"), 204);
    WANT_ERROR(ask_with(s, "PATCH", header_of(&other, "Location"), format("{'linked':['%s']}",
        text_of(made.json, "key")), "If-Match: *"), "linked");
    WANT(ask_with(s, "DELETE", "persons/PER-004", NULL, "If-Match: *"), 409);
    WANT(ask_with(s, "DELETE", "organizations/ORG-01", NULL, "If-Match: *"), 409);
    WANT(ask_with(s, "DELETE", "risk-analyses/RAN-01", NULL, "If-Match: *"), 409);
}

static void
repeated_requests_are_done_once(void **state)
{
    const struct session *other = sign_in_as("clara");
    const char *body = "{'title':'Once'}", *h = "Idempotency-Key: abc-1";
    size_t before = size_of("issues");
    struct reply one = ask_with(s, "POST", "issues", "{'description':'No title'}", h), two, step;

    (void)state;
    WANT(one, 422);             /* a refusal is not remembered */
    one = ask_with(s, "POST", "issues", body, h);
    WANT(one, 201);
    two = ask_with(s, "POST", "issues", body, h);
    WANT(two, 201);
    assert_string_equal(one.body.p, two.body.p);
    assert_string_equal(header_of(&one, "ETag"), header_of(&two, "ETag"));
    assert_string_equal(header_of(&one, "Location"), header_of(&two, "Location"));
    assert_string_equal(header_of(&two, "Idempotency-Replayed"), "true");
    assert_null(header_of(&one, "Idempotency-Replayed"));
    assert_int_equal(size_of("issues"), before + 1);
    WANT(ask_with(s, "POST", "issues", "{'title':'Another'}", h), 422);
    WANT(ask_with(s, "POST", "risks", body, h), 422);
    WANT(ask_with(other, "POST", "issues", body, h), 403);
    WANT(ask_with(s, "POST", "issues", body, format("Idempotency-Key: %s", repeat("x", 400))),
        422);
    step = ask_with(s, "POST", "issues/ISS-01/steps/close", "{'reason':'Over'}",
        "Idempotency-Key: step");
    WANT(step, 200);
    two = ask_with(s, "POST", "issues/ISS-01/steps/close", "{'reason':'Over'}",
        "Idempotency-Key: step");
    WANT(two, 200);
    assert_string_equal(step.body.p, two.body.p);
    assert_string_equal(header_of(&step, "ETag"), header_of(&two, "ETag"));
    WANT(ask(s, "POST", "issues/ISS-01/steps/close", "{'reason':'x'}"), 409);
}

/* Many at once with one key: one of them creates. */
struct racer {
    pthread_t thread;
    char text[1000];
    char answer[16];
};

static void *
race(void *arg)
{
    struct racer *r = arg;

    snprintf(r->answer, sizeof r->answer, "%.12s", talk(r->text, strlen(r->text)));
    return NULL;
}

static int
race_all(struct racer *r, size_t n, const char *wanted)
{
    int wins = 0;

    for (size_t i = 0; i < n; i++)
        pthread_create(&r[i].thread, NULL, race, &r[i]);
    for (size_t i = 0; i < n; i++)
        pthread_join(r[i].thread, NULL);
    for (size_t i = 0; i < n; i++)
        wins += strcmp(r[i].answer, wanted) == 0;
    return wins;
}

static void
prepare(struct racer *r, const char *line, const char *header, const char *body)
{
    snprintf(r->text, sizeof r->text, "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: %s"
        "\r\nX-CSRF-Token: %s\r\n%s\r\nContent-Type: application/json\r\nContent-Length: %zu"
        "\r\n\r\n%s", line, s->cookie, s->csrf, header, strlen(body), body);
}

static void
of_many_at_once_one_wins(void **state)
{
    struct racer r[8];
    size_t before;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(r); i++)
        prepare(&r[i], "PATCH /o/demo/api/v1/issues/ISS-02", "If-Match: \"1\"",
            format("{\"description\":\"Writer %zu\"}", i));
    assert_int_equal(race_all(r, ARRAY_LEN(r), "HTTP/1.1 200"), 1);
    before = size_of("issues");
    for (size_t i = 0; i < ARRAY_LEN(r); i++)
        prepare(&r[i], "POST /o/demo/api/v1/issues", "Idempotency-Key: race",
            "{\"title\":\"Raced\"}");
    assert_int_equal(race_all(r, ARRAY_LEN(r), "HTTP/1.1 201"), ARRAY_LEN(r));
    assert_int_equal(size_of("issues"), before + 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_refuses_other_types),
        cmocka_unit_test(all_errors_are_told_at_once),
        cmocka_unit_test(bodies_that_are_no_object_are_refused),
        cmocka_unit_test(long_texts_are_refused_by_characters),
        cmocka_unit_test(large_bodies_are_refused_before_they_are_read),
        cmocka_unit_test(a_record_claims_to_be_no_other),
        cmocka_unit_test(nobody_writes_what_the_program_sets),
        cmocka_unit_test(revisions_guard_against_lost_changes),
        cmocka_unit_test(what_others_point_to_stays),
        cmocka_unit_test(repeated_requests_are_done_once),
        cmocka_unit_test(of_many_at_once_one_wins),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
