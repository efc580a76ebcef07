/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * parts.c - what hangs on a record (history, comments, attachments), the past,
 * clauses and rules with waivers and parameters, search, the description.
 */
#include "client.h"

#include "api/api.h"
#include "rules/param.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct session *ines, *orla;

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    ines = sign_in_as("ines");
    orla = sign_in_as("orla");
    return 0;
}

static const json_t *
item(const struct reply *r, size_t i)
{
    return json_array_get(json_object_get(r->json, "items"), i);
}

static size_t
items(const struct reply *r)
{
    return json_array_size(json_object_get(r->json, "items"));
}

static void
history_keeps_before_and_after(void **state)
{
    struct reply made = ask(ines, "POST", "issues", "{'title':'One'}"), r;
    const char *path = header_of(&made, "Location"), *history = format("%s/history", path);
    const json_t *change;

    (void)state;
    WANT(ask_with(ines, "PATCH", path, "{'title':'Two'}", "If-Match: \"1\""), 200);
    WANT(ask(orla, "POST", format("%s/comments", path), "{'text':'Really?'}"), 201);
    r = ask(orla, "GET", history, NULL);
    WANT(r, 200);
    assert_int_equal(items(&r), 3);
    assert_string_equal(text_of(item(&r, 0), "action"), "comment");
    assert_string_equal(text_of(item(&r, 0), "actor"), "orla.quinn@quillbeck.example");
    assert_string_equal(text_of(item(&r, 1), "action"), "update");
    assert_string_equal(text_of(item(&r, 1), "source"), "api");
    assert_int_equal(number_of(item(&r, 1), "revision"), 2);
    change = json_object_get(json_object_get(item(&r, 1), "changes"), "title");
    assert_non_null(change);
    assert_non_null(strstr(json_canonical(mem, change), "One"));
    assert_non_null(strstr(json_canonical(mem, change), "Two"));
    assert_string_equal(text_of(item(&r, 2), "action"), "create");
    for (int i = 3; i < 60; i++)
        WANT(ask_with(ines, "PATCH", path, format("{'title':'Title %d'}", i), "If-Match: *"), 200);
    r = ask(ines, "GET", history, NULL);
    assert_int_equal(items(&r), 50);
    r = ask(ines, "GET", format("%s?before=%d", history, (int)number_of(r.json, "next")), NULL);
    WANT(r, 200);
    assert_int_equal(items(&r), 10);
    assert_true(json_is_null(json_object_get(r.json, "next")));
    assert_string_equal(text_of(item(&r, 9), "action"), "create");
    WANT_ERROR(ask(ines, "GET", format("%s?before=x", history), NULL), "before");
    WANT(ask(ines, "GET", "issues/ISS-999/history", NULL), 404);
}

/* Tags stand beside the record: its revision stays, the history has them. */
static void
tags_are_words_beside_the_record(void **state)
{
    const char *path = "issues/ISS-04/tags";
    struct reply r = ask(ines, "PUT", path, "{'tags':['board','K\u00fche',' board ']}");

    (void)state;
    WANT(r, 200);
    assert_string_equal(r.body.p, "{\"tags\":[\"K\u00fche\",\"board\"]}");
    r = ask(orla, "GET", path, NULL);
    WANT(r, 200);
    assert_int_equal(json_array_size(json_object_get(r.json, "tags")), 2);
    assert_int_equal(json_integer_value(json_object_get(ask(ines, "GET", "issues/ISS-04",
        NULL).json, "revision")), 1);
    r = ask(ines, "GET", "issues?tag=board", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 1);
    r = ask(ines, "GET", "issues?tag=boar", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 0);
    r = ask(ines, "GET", "issues/ISS-04/history", NULL);
    assert_string_equal(text_of(item(&r, 0), "action"), "tag");
    WANT(ask(ines, "PUT", path, "{'tags':['board','K\u00fche']}"), 200);
    r = ask(ines, "GET", "issues/ISS-04/history", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 2);
    WANT(ask(orla, "PUT", path, "{'tags':[]}"), 403);
    WANT(ask(ines, "PUT", path, "{'tags':['a,b']}"), 422);
    WANT(ask(ines, "PUT", path, "{'tags':['']}"), 422);
    WANT(ask(ines, "PUT", path, "{'tags':[1]}"), 422);
    WANT(ask(ines, "PUT", path, "{'tags':'x'}"), 422);
    WANT(ask(ines, "PUT", path, "{'tags':[],'more':1}"), 422);
    WANT(ask(ines, "PUT", path, "{'tags':['a','b','c','d','e','f','g','h','i','j','k','l','m',"
        "'n','o','p','q','r','s','t','u']}"), 422);
    WANT(ask(ines, "PUT", path, "{'tags':[]}"), 200);
    r = ask(ines, "GET", "issues?tag=board", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 0);
}

static void
comments_are_kept_as_written(void **state)
{
    const char *path = "issues/ISS-03/comments";
    struct reply r;
    struct buf b;

    (void)state;
    WANT(ask(orla, "POST", path, "{'text':'<b>One</b>\\n\xc3\xa9'}"), 201);
    WANT(ask(ines, "POST", path, "{'text':'Two'}"), 201);
    r = ask(orla, "GET", path, NULL);
    WANT(r, 200);
    assert_int_equal(items(&r), 2);
    assert_string_equal(text_of(item(&r, 0), "text"), "Two");
    assert_string_equal(text_of(item(&r, 1), "text"), "<b>One</b>\n\xc3\xa9");
    assert_string_equal(text_of(item(&r, 1), "actor"), "orla.quinn@quillbeck.example");
    WANT_ERROR(ask(orla, "POST", path, "{'text':''}"), "text");
    WANT_ERROR(ask(orla, "POST", path, "{'text':7}"), "text");
    WANT_ERROR(ask(orla, "POST", path, "{}"), "text");
    WANT_ERROR(ask(orla, "POST", path, "{'text':'x','actor':'ines'}"), "actor");
    buf_init(&b, 20000);
    for (int i = 0; i < 10001; i++)
        buf_putc(&b, 'a');
    WANT_ERROR(ask(orla, "POST", path, format("{'text':'%s'}", b.p)), "text");
    buf_free(&b);
    WANT(ask(orla, "POST", "issues/ISS-999/comments", "{'text':'x'}"), 404);
}

#define BOUNDARY "Content-Type: multipart/form-data; boundary=XX"

static struct reply
attach(const struct session *s, const char *path, const char *disposition, struct slice data)
{
    struct buf b;
    struct reply r;

    buf_init(&b, BUF_MAX);
    buf_printf(&b, "--XX\r\nContent-Disposition: form-data; %s\r\n"
        "Content-Type: text/html\r\n\r\n", disposition);
    buf_add(&b, data.p, data.n);
    buf_lit(&b, "\r\n--XX--\r\n");
    r = ask_raw(s, "POST", path, (struct slice){ b.p, b.n }, BOUNDARY);
    buf_free(&b);
    return r;
}

static void
files_come_back_as_they_were_sent(void **state)
{
    static const char data[] = "<script>alert(1)</script>\r\n--X\0\xff\r\n\r\n--";
    struct slice all = { data, sizeof data - 1 };
    const char *path = "issues/ISS-04/attachments";
    struct reply r;
    const char *disposition;

    (void)state;
    WANT(attach(ines, path, "name=\"file\"; filename=\"C:\\\\dir\\\\..\\a\r\x7f.html\"", all), 201);
    WANT(attach(ines, path, "name=\"file\"; filename=\"../../etc/a \xc3\xa9;'.html\"", all), 201);
    WANT(attach(orla, path, "name=\"file\"; filename=\"x\"", all), 403);
    WANT_ERROR(attach(ines, path, "name=\"other\"; filename=\"x\"", all), "file");
    WANT_ERROR(attach(ines, path, "name=\"file\"", all), "file");
    WANT_ERROR(attach(ines, path, "name=\"file\"; filename=\"x\"", SLICE("")), "file");
    r = ask(orla, "GET", path, NULL);
    WANT(r, 200);
    assert_int_equal(items(&r), 2);
    assert_string_equal(text_of(item(&r, 1), "name"), "a__.html");
    assert_string_equal(text_of(item(&r, 0), "name"), "a \xc3\xa9;'.html");
    assert_int_equal(number_of(item(&r, 0), "size"), all.n);
    assert_int_equal(strlen(text_of(item(&r, 0), "sha256")), 64);
    r = ask(orla, "GET", format("%s/%d", path, (int)number_of(item(&r, 0), "id")), NULL);
    WANT(r, 200);
    assert_int_equal(r.body.n, all.n);
    assert_memory_equal(r.body.p, all.p, all.n);
    assert_string_equal(header_of(&r, "Content-Type"), "application/octet-stream");
    assert_string_equal(header_of(&r, "X-Content-Type-Options"), "nosniff");
    assert_non_null(strstr(header_of(&r, "Content-Security-Policy"), "default-src 'none'"));
    disposition = header_of(&r, "Content-Disposition");
    assert_string_equal(disposition, "attachment; filename*=UTF-8''a%20%C3%A9%3B%27.html");
    WANT(ask(orla, "GET", "issues/ISS-05/attachments/2", NULL), 404);   /* of another record */
    WANT(ask(orla, "GET", format("%s/x", path), NULL), 404);
    WANT(ask(orla, "GET", format("%s/99", path), NULL), 404);
    WANT(ask(orla, "GET", format("%s/-1", path), NULL), 404);
}

static void
large_files_and_long_names_are_kept_whole(void **state)
{
    size_t n = (size_t)5 << 20;
    char *data = arena_alloc(mem, n);
    const char *path = "issues/ISS-05/attachments";
    struct reply r;
    struct buf name;

    (void)state;
    for (size_t i = 0; i < n; i++)
        data[i] = (char)(i * 2654435761u >> 13);
    buf_init(&name, 1000);
    for (int i = 0; i < 150; i++)
        buf_puts(&name, "\xc3\xa9");
    WANT(attach(ines, path, format("name=\"file\"; filename=\"a%s\"", name.p),
        (struct slice){ data, n }), 201);
    buf_free(&name);
    r = ask(ines, "GET", path, NULL);
    assert_int_equal(strlen(text_of(item(&r, 0), "name")), 199);        /* a whole character less */
    r = ask(ines, "GET", format("%s/%d", path, (int)number_of(item(&r, 0), "id")), NULL);
    WANT(r, 200);
    assert_int_equal(r.body.n, n);
    assert_memory_equal(r.body.p, data, n);
    WANT(ask_raw(ines, "POST", path, (struct slice){ "x", 1 }, BOUNDARY), 422);
    WANT(attach(ines, path, "name=\"file\"; filename=\"x\"",
        (struct slice){ arena_alloc(mem, (size_t)26 << 20), (size_t)26 << 20 }), 413);
}

/* The demo is imported a moment ago: yesterday there was nothing, today all of it. */
static void
the_past_is_read_and_not_written(void **state)
{
    char today[DATE_LEN + 1], before[DATE_LEN + 1];
    struct reply r, now;
    static const char *const reads[] = { "risks/RSK-01", "risks?sort=-title&limit=3", "clauses",
        "rules", "search?q=risk", "parameters", "risks/RSK-01/history" };

    (void)state;
    date_format(clock_today("UTC", clock_now()), today);
    date_format(clock_today("UTC", clock_now()) - 2, before);
    r = ask(ines, "GET", format("/o/demo@%s/api/v1/risks/RSK-01", today), NULL);
    now = ask(ines, "GET", "risks/RSK-01", NULL);
    WANT(r, 200);
    assert_string_equal(r.body.p, now.body.p);
    for (size_t i = 0; i < ARRAY_LEN(reads); i++)
        WANT(ask(ines, "GET", format("/o/demo@%s/api/v1/%s", today, reads[i]), NULL), 200);
    WANT(ask(ines, "GET", format("/o/demo@%s/api/v1/risks/RSK-01", before), NULL), 404);
    r = ask(ines, "GET", format("/o/demo@%s/api/v1/risks", before), NULL);
    WANT(r, 200);
    assert_int_equal(items(&r), 0);
    WANT(ask(ines, "POST", format("/o/demo@%s/api/v1/issues", today), "{'title':'x'}"), 409);
    WANT(ask_with(ines, "PATCH", format("/o/demo@%s/api/v1/issues/ISS-01", today),
        "{'title':'x'}", "If-Match: *"), 409);
    WANT(ask(ines, "GET", "/o/demo@2026-02-30/api/v1/risks", NULL), 404);
    WANT(ask(ines, "GET", "/o/demo@yesterday/api/v1/risks", NULL), 404);
    WANT(ask(ines, "GET", "/o/demo@/api/v1/risks", NULL), 404);
    WANT(ask(NULL, "GET", format("/o/demo@%s/api/v1/risks", today), NULL), 401);
}

static void
clauses_and_rules_are_judged(void **state)
{
    struct reply r = ask(orla, "GET", "clauses", NULL);
    const json_t *list, *one;
    size_t i;

    (void)state;
    WANT(r, 200);
    assert_int_equal(items(&r), n_clauses);
    assert_true(number_of(r.json, "index") > 0 && number_of(r.json, "index") <= 100);
    assert_true(number_of(r.json, "open") > 0);
    r = ask(orla, "GET", "rules", NULL);
    assert_int_equal(items(&r), 183);
    r = ask(orla, "GET", "rules?colour=red&clause=context", NULL);
    WANT_ERROR(ask(orla, "GET", "rules?colour=purple", NULL), "colour");
    WANT_ERROR(ask(orla, "GET", "rules?clause=11.9", NULL), "clause");
    r = ask(orla, "GET", "rules?colour=red", NULL);
    WANT(r, 200);
    assert_true(items(&r) > 0);
    list = json_object_get(r.json, "items");
    json_array_foreach(list, i, one) {
        assert_string_equal(text_of(one, "colour"), "red");
        assert_true(*text_of(one, "why") && *text_of(one, "fix") && *text_of(one, "title"));
    }
}

static const json_t *
rule(const char *id)
{
    struct reply r = ask(ines, "GET", "rules", NULL);
    const json_t *list = json_object_get(r.json, "items"), *one;
    size_t i;

    WANT(r, 200);
    json_array_foreach(list, i, one)
        if (strcmp(text_of(one, "id"), id) == 0)
            return one;
    fail_msg("no rule %s", id);
    return NULL;
}

static void
a_mended_record_changes_the_colour(void **state)
{
    struct reply r;

    (void)state;
    assert_string_equal(text_of(rule("R-6.1.2-02"), "id"), "R-6.1.2-02");
    assert_string_equal(text_of(rule("R-4.1-04"), "colour"), "amber");
    r = ask(ines, "GET", "issues?status=active,draft&limit=200", NULL);
    for (size_t i = 0; i < items(&r); i++)
        WANT(ask_with(ines, "PATCH", format("issues/%s", text_of(item(&r, i), "key")),
            "{'next_review_due':'2027-11-30'}", "If-Match: *"), 200);
    assert_string_equal(text_of(rule("R-4.1-04"), "colour"), "green");
}

static void
waivers_excuse_until_a_day(void **state)
{
    char soon[DATE_LEN + 1], late[DATE_LEN + 1], past[DATE_LEN + 1];
    int64_t today = clock_today("UTC", clock_now());
    const char *path = "rules/R-5.1-03/waivers";
    const json_t *before = rule("R-5.1-03"), *o;
    const char *key = text_of(json_array_get(json_object_get(before, "offenders"), 0), "key");

    (void)state;
    date_format(today + 30, soon);
    date_format(today + 400, late);
    date_format(today - 2, past);
    assert_string_equal(text_of(before, "colour"), "red");
    WANT_ERROR(ask(ines, "POST", path, format("{'key':'%s','until':'%s'}", key, soon)), "reason");
    WANT_ERROR(ask(ines, "POST", path, "{'reason':'x'}"), "until");
    WANT_ERROR(ask(ines, "POST", path, format("{'until':'%s','reason':'x'}", late)), "until");
    WANT_ERROR(ask(ines, "POST", path, format("{'until':'%s','reason':'x'}", past)), "until");
    WANT_ERROR(ask(ines, "POST", path, format("{'key':'RES-99','until':'%s','reason':'x'}", soon)),
        "key");
    WANT_ERROR(ask(ines, "POST", path, format("{'key':5,'until':'%s','reason':'x'}", soon)), "key");
    WANT_ERROR(ask(ines, "POST", "rules/R-99/waivers", format("{'until':'%s','reason':'x'}", soon)),
        "rule");
    WANT(ask(ines, "POST", path, format("{'key':'%s','until':'%s','reason':'Board meets then'}",
        key, soon)), 201);
    o = json_array_get(json_object_get(rule("R-5.1-03"), "offenders"), 0);
    assert_true(json_is_true(json_object_get(o, "waived")));
    assert_string_not_equal(text_of(rule("R-5.1-03"), "colour"), "red");
}

static void
parameters_change_the_rules(void **state)
{
    struct reply r = ask(orla, "GET", "parameters", NULL);

    (void)state;
    WANT(r, 200);
    assert_int_equal(json_object_size(r.json), n_rule_params);
    assert_int_equal(number_of(r.json, "due_soon_days"), 30);
    r = ask(ines, "PATCH", "parameters", "{'due_soon_days':0,'ack_green_pct':90}");
    WANT(r, 200);
    assert_int_equal(number_of(r.json, "due_soon_days"), 0);
    assert_string_equal(text_of(rule("R-4.2-06"), "colour"), "green");
    WANT(ask(ines, "PATCH", "parameters", "{'due_soon_days':30}"), 200);
    assert_string_equal(text_of(rule("R-4.2-06"), "colour"), "amber");
    WANT_ERROR(ask(ines, "PATCH", "parameters", "{'due_soon_days':'30'}"), "due_soon_days");
    WANT_ERROR(ask(ines, "PATCH", "parameters", "{'due_soon_days':-1}"), "due_soon_days");
    WANT_ERROR(ask(ines, "PATCH", "parameters", "{'ack_green_pct':101}"), "ack_green_pct");
    WANT_ERROR(ask(ines, "PATCH", "parameters", "{'due_soon_days':9,'nothing':1}"), "nothing");
    r = ask(ines, "GET", "parameters", NULL);
    assert_int_equal(number_of(r.json, "due_soon_days"), 30);   /* all or nothing */
}

static void
search_finds_words_and_keys(void **state)
{
    static const char *const odd[] = { "%22", "*", "a*b%22c", "-", "%28%29", "NEAR%281%29",
        "%E2%82%AC", "%27%3B--" };
    struct reply r = ask(orla, "GET", "search?q=RSK-01", NULL);

    (void)state;
    WANT(r, 200);
    assert_true(items(&r) >= 1);
    assert_string_equal(text_of(item(&r, 0), "key"), "RSK-01");
    r = ask(orla, "GET", "search?q=laptop&type=Asset", NULL);
    WANT(r, 200);
    for (size_t i = 0; i < items(&r); i++)
        assert_string_equal(text_of(item(&r, i), "type"), "Asset");
    for (size_t i = 0; i < ARRAY_LEN(odd); i++)
        WANT(ask(orla, "GET", format("search?q=%s", odd[i]), NULL), 200);
    WANT_ERROR(ask(orla, "GET", "search", NULL), "q");
    WANT_ERROR(ask(orla, "GET", "search?q=", NULL), "q");
    WANT_ERROR(ask(orla, "GET", "search?q=a&type=Nothing", NULL), "type");
}

static void
the_description_is_public(void **state)
{
    struct reply one = ask(NULL, "GET", "/api/v1/openapi.json", NULL);
    struct reply two = ask(NULL, "GET", "/o/absent/api/v1/openapi.json", NULL);

    (void)state;
    WANT(one, 200);
    WANT(two, 200);
    assert_string_equal(one.body.p, two.body.p);
    assert_string_equal(text_of(one.json, "openapi"), "3.1.0");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(history_keeps_before_and_after),
        cmocka_unit_test(tags_are_words_beside_the_record),
        cmocka_unit_test(comments_are_kept_as_written),
        cmocka_unit_test(files_come_back_as_they_were_sent),
        cmocka_unit_test(large_files_and_long_names_are_kept_whole),
        cmocka_unit_test(the_past_is_read_and_not_written),
        cmocka_unit_test(clauses_and_rules_are_judged),
        cmocka_unit_test(a_mended_record_changes_the_colour),
        cmocka_unit_test(waivers_excuse_until_a_day),
        cmocka_unit_test(parameters_change_the_rules),
        cmocka_unit_test(search_finds_words_and_keys),
        cmocka_unit_test(the_description_is_public),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
