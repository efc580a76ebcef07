/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * terms.c - memberships with an end, for one audit, and with roles of the
 * organisation's own; the matrix over the wire.
 */
#include "client.h"

#include <time.h>

#include "app/app.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct session *ines, *orla, *rafael;
static int64_t now_day;

static const char *
day(int64_t from_now)
{
    char *text = arena_alloc(mem, DATE_LEN + 1);

    date_format(now_day + from_now, text);
    return text;
}

/* A member added by the command line; the server must be down. */
static void
add(const char *email, const char *role, const char *option, const char *value, const char *other,
    const char *other_value)
{
    const char *file = format("%s/password", place_dir);
    const char *const args[] = { "user", "add", place_option(), place, "--org", "demo", "--email",
        email, "--role", role, "--password-file", file, option, value, other, other_value, NULL };
    FILE *f = fopen(file, "w");

    assert_non_null(f);
    fputs(PASSWORD "\n", f);
    fclose(f);
    assert_int_equal(command(args), 0);
}

static int
up(void **state)
{
    now_day = time(NULL) / 86400;
    if (server_up(state) != 0)
        return 1;
    server_stop();
    add("past@cert.example", "EA", "--until", day(-1), NULL, NULL);
    add("last@cert.example", "EA", "--until", day(0), "--from", day(0));
    add("soon@cert.example", "IM", "--from", day(1), NULL, NULL);
    add("scoped@cert.example", "EA", "--audit", "AUD-02", "--until", day(14));
    add("gone@cert.example", "EA", "--audit", "AUD-99", NULL, NULL);
    add("lead@quillbeck.example", "EM", "--custom", "quality-lead", NULL, NULL);
    add("drafts@cert.example", "EA", "--custom", "draft-reader", NULL, NULL);
    server_start();
    ines = sign_in_as("ines");
    orla = sign_in_as("orla");
    rafael = sign_in_as("rafael");
    return 0;
}

/* Before its first day and after its last a membership is none. */
static void
a_membership_holds_for_its_days(void **state)
{
    static const char *const outside[] = { "past@cert.example", "soon@cert.example" };
    static const char *const asked[] = { "risks/RSK-01", "risks", "clauses", "search?q=risk",
        "/o/demo", "/o/demo/r/risks", "/o/demo/r/risks/RSK-01", "groups" };
    const struct session *last = sign_in_as("last@cert.example");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        for (size_t s = 0; s < ARRAY_LEN(outside); s++)
            WANT(ask(sign_in_as(outside[s]), "GET", asked[i], NULL), 404);
        WANT(ask(last, "GET", asked[i], NULL), 200);
    }
    WANT(ask(sign_in_as("soon@cert.example"), "POST", "issues", "{'title':'x'}"), 404);
}

static struct reply
post(const struct session *s, const char *path, const char *form)
{
    return ask_raw(s, "POST", path, slice_of(form),
        format("Content-Type: application/x-www-form-urlencoded\nX-CSRF-Token: %s", s->csrf));
}

/* The account of a member, from the page that lists them. */
static const char *
id_of(const char *email)
{
    const char *page = ask(ines, "GET", "/o/demo/members", NULL).body.p;
    const char *at = strstr(strstr(page, email), "?edit=");

    assert_non_null(at);
    return format("%.*s", (int)strspn(at + 6, "0123456789"), at + 6);
}

/* Who is at work when it ends is out with the next request. */
static void
an_end_holds_from_the_next_request_on(void **state)
{
    const struct session *last = sign_in_as("last@cert.example");
    const char *id = id_of("last@cert.example");

    (void)state;
    WANT(ask(last, "GET", "risks/RSK-01", NULL), 200);
    WANT(post(ines, "/o/demo/members", format("do=roles&id=%s&role=EA&person=-&valid_until=%s", id,
        day(-1))), 303);
    WANT(ask(last, "GET", "risks/RSK-01", NULL), 404);
    assert_non_null(strstr(ask(ines, "GET", "/o/demo/members", NULL).body.p, "no access now"));
    WANT(post(ines, "/o/demo/members", format("do=roles&id=%s&role=EA&person=-&valid_until=%s", id,
        day(3))), 303);
    WANT(ask(last, "GET", "risks/RSK-01", NULL), 200);
    WANT(post(ines, "/o/demo/members", format("do=roles&id=%s&role=EA&valid_from=%s&valid_until=%s",
        id, day(3), day(2))), 422);
    WANT(post(ines, "/o/demo/members", format("do=roles&id=%s&role=EA&valid_until=soon", id)), 422);
    WANT(post(ines, "/o/demo/members", format("do=roles&id=%s&role=EA&audit=AUD-99", id)), 422);
    WANT(post(ines, "/o/demo/members", format("do=roles&id=%s&role=EA&custom=nope", id)), 422);
}

/* The last administrator does not give itself an end. */
static void
somebody_is_left_to_run_it(void **state)
{
    (void)state;
    WANT(post(ines, "/o/demo/members", format("do=roles&id=%s&role=IM&role=SYS&valid_until=%s",
        id_of("ines.duarte@quillbeck.example"), day(5))), 422);
}

static bool
has_items(struct reply r)
{
    WANT(r, 200);
    return json_array_size(json_object_get(r.json, "items")) > 0;
}

/* AUD-02 covers clause 8.1, two processes and some controls. */
static void
an_audit_is_all_its_auditor_sees(void **state)
{
    static const char *const seen[] = { "audits/AUD-02", "audit-programmes/APG-01",
        "processes/PRC-08", "organizations/ORG-01", "persons/PER-010", "controls/CTL-01" };
    static const char *const hidden[] = { "audits/AUD-01", "risks/RSK-01", "processes/PRC-01",
        "nonconformities/NCR-01", "documents/DOC-01", "objectives/OBJ-01", "objectives/OBJ-99" };
    const struct session *s = sign_in_as("scoped@cert.example");
    struct reply r;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(seen); i++)
        WANT(ask(s, "GET", seen[i], NULL), 200);
    for (size_t i = 0; i < ARRAY_LEN(hidden); i++)
        WANT(ask(s, "GET", hidden[i], NULL), 404);
    assert_int_equal(json_array_size(json_object_get(ask(s, "GET", "audits", NULL).json, "items")), 1);
    assert_int_equal(json_array_size(json_object_get(ask(s, "GET", "processes", NULL).json,
        "items")), 2);
    assert_false(has_items(ask(s, "GET", "risks", NULL)));
    assert_false(has_items(ask(s, "GET", "nonconformities?limit=200", NULL)));
    r = ask(s, "GET", "search?q=RSK-01", NULL);
    assert_null(strstr(r.body.p, "\"RSK-"));
    assert_true(has_items(ask(s, "GET", "search?q=AUD-02", NULL)));
    r = ask(s, "GET", "rules", NULL);
    assert_null(strstr(r.body.p, "RSK-"));
    assert_null(strstr(r.body.p, "NCR-"));
    assert_null(strstr(r.body.p, "AUD-01"));
    r = ask(s, "GET", "/o/demo/r/processes/PRC-08", NULL);
    WANT(r, 200);
    assert_null(strstr(r.body.p, "RSK-"));
    assert_null(strstr(r.body.p, "/documents/DOC-"));
    r = ask(s, "GET", "/o/demo/pick?q=RSK", NULL);
    WANT(r, 200);
    assert_null(strstr(r.body.p, "RSK-"));
    r = ask(s, "GET", "/o/demo/r/controls?format=csv", NULL);
    WANT(r, 200);
    assert_null(strstr(r.body.p, "RSK-"));
    r = ask(s, "GET", format("/o/demo@%s/api/v1/risks", day(0)), NULL);
    assert_false(has_items(r));
    assert_true(has_items(ask(s, "GET", format("/o/demo@%s/api/v1/processes", day(0)), NULL)));
    WANT(ask(s, "GET", "/o/demo", NULL), 200);
    WANT(ask(s, "GET", "/o/demo/work", NULL), 200);
}

static void
an_audit_that_is_gone_grants_nothing(void **state)
{
    const struct session *s = sign_in_as("gone@cert.example");

    (void)state;
    assert_false(has_items(ask(s, "GET", "audits", NULL)));
    assert_false(has_items(ask(s, "GET", "persons", NULL)));
    WANT(ask(s, "GET", "organizations/ORG-01", NULL), 404);
}

/* Own roles. */

static const char *
put(const struct session *s, const char *path, const char *body)
{
    const char *match = match_of(s, path);

    return format("%ld", ask_with(s, "PATCH", path, body, match).status);
}

static void
an_own_role_combines_and_no_more(void **state)
{
    const struct session *lead = sign_in_as("lead@quillbeck.example");
    struct reply r;

    (void)state;
    WANT(ask(lead, "POST", "issues", "{'title':'x'}"), 403);
    WANT(ask(orla, "PUT", "own-roles/quality-lead", "{'name':'x','grants':['IM']}"), 403);
    WANT(ask(rafael, "GET", "own-roles", NULL), 403);
    WANT_ERROR(ask(ines, "PUT", "own-roles/quality-lead", "{'name':'Quality lead','grants':['SYS']}"),
        "grants");
    WANT_ERROR(ask(ines, "PUT", "own-roles/quality-lead", "{'name':'Quality lead','grants':[]}"),
        "grants");
    WANT_ERROR(ask(ines, "PUT", "own-roles/quality-lead",
        "{'name':'Quality lead','grants':['IM Nothing']}"), "grants");
    WANT_ERROR(ask(ines, "PUT", "own-roles/quality-lead",
        "{'name':'Quality lead','grants':['IM Issue approve']}"), "grants");
    WANT_ERROR(ask(ines, "PUT", "own-roles/IM", "{'name':'Quality lead','grants':['IM']}"), "code");
    r = ask(ines, "PUT", "own-roles/quality-lead",
        "{'name':'Quality lead','grants':['IM Issue edit','IM DocumentVersion *','DO Document create']}");
    WANT(r, 200);
    assert_string_equal(put(lead, "issues/ISS-01", "{'category':'technological'}"), "200");
    WANT(ask_with(lead, "DELETE", "issues/ISS-01", NULL, match_of(lead, "issues/ISS-01")), 403);
    WANT(ask(lead, "POST", "issues", "{'title':'x'}"), 403);
    assert_string_equal(put(lead, "risks/RSK-01", "{}"), "403");
    WANT(ask(lead, "PATCH", "parameters", "{'due_soon_days':1}"), 403);
    WANT(ask(lead, "GET", "/o/demo/settings", NULL), 403);
    WANT(ask(lead, "GET", "/o/demo/members", NULL), 403);
}

/* What is written under an own role is not approved under it. */
static void
four_eyes_hold_for_own_roles(void **state)
{
    const struct session *lead = sign_in_as("lead@quillbeck.example");
    struct reply r = ask(lead, "POST", "document-versions",
        "{'document':'DOC-02','version':'9.9','created_on':'2026-01-01','author':'PER-010',"
        "'change_summary':'x','language':'en','format':'pdf',"
        "'file_name':'x','sha256':'x'}");
    const char *path;

    (void)state;
    WANT(r, 201);
    path = format("document-versions/%s", text_of(r.json, "key"));
    WANT(ask(lead, "POST", format("%s/steps/submit", path), NULL), 200);
    r = ask(lead, "POST", format("%s/steps/approve", path), NULL);
    WANT(r, 403);
    assert_non_null(strstr(r.body.p, "Four eyes"));
}

static void
an_own_role_may_show_drafts(void **state)
{
    const struct session *s = sign_in_as("drafts@cert.example");
    struct reply draft = ask(ines, "POST", "scope-statements", "{'version':'9.9-zanzibar'}");
    const char *path = format("scope-statements/%s", text_of(draft.json, "key"));

    (void)state;
    WANT(draft, 201);
    WANT(ask(s, "GET", path, NULL), 404);
    WANT(ask(ines, "PUT", "own-roles/draft-reader",
        "{'name':'Reads drafts','grants':['IA ScopeStatement read']}"), 200);
    WANT(ask(s, "GET", path, NULL), 200);
    assert_non_null(strstr(ask(s, "GET", "scope-statements", NULL).body.p, "zanzibar"));
    WANT(ask(ines, "DELETE", "own-roles/draft-reader", NULL), 204);
    WANT(ask(s, "GET", path, NULL), 404);
    WANT(ask(ines, "DELETE", "own-roles/draft-reader", NULL), 404);
}

/* The matrix is for administrators and auditors, and shows own roles. */
static void
the_matrix_is_shown(void **state)
{
    struct reply r = ask(ines, "GET", "permissions", NULL);
    const json_t *e;
    size_t i, found = 0;

    (void)state;
    WANT(r, 200);
    assert_true(json_array_size(json_object_get(r.json, "items")) > 900);
    assert_true(json_array_size(json_object_get(r.json, "routes")) > 25);
    json_array_foreach(json_object_get(r.json, "items"), i, e)
        found += *text_of(json_object_get(e, "custom"), "quality-lead") != '\0';
    assert_true(found >= 3 && found < 20);
    WANT(ask(sign_in_as("niamh"), "GET", "permissions", NULL), 200);
    WANT(ask(sign_in_as("last@cert.example"), "GET", "/o/demo/permissions", NULL), 200);
    WANT(ask(orla, "GET", "permissions", NULL), 403);
    WANT(ask(orla, "GET", "/o/demo/permissions", NULL), 403);
    r = ask(ines, "GET", "/o/demo/permissions?role=quality-lead", NULL);
    WANT(r, 200);
    assert_non_null(strstr(r.body.p, "Quality lead"));
    assert_non_null(strstr(ask(ines, "GET", "/o/demo/permissions?type=issues", NULL).body.p,
        "Quality lead"));
    WANT(ask(ines, "GET", "/o/demo/permissions?role=nope", NULL), 404);
    WANT(ask(ines, "GET", "/o/demo/permissions?type=nope", NULL), 404);
}

/* An external auditor writes nothing, comments included. */
static void
an_external_auditor_does_not_comment(void **state)
{
    const struct session *s = sign_in_as("last@cert.example");

    (void)state;
    WANT(ask(s, "POST", "risks/RSK-01/comments", "{'text':'x'}"), 403);
    WANT(ask(orla, "POST", "risks/RSK-01/comments", "{'text':'x'}"), 201);
    assert_null(strstr(ask(s, "GET", "/o/demo/r/risks/RSK-01", NULL).body.p, "Write a comment"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_membership_holds_for_its_days),
        cmocka_unit_test(an_end_holds_from_the_next_request_on),
        cmocka_unit_test(somebody_is_left_to_run_it),
        cmocka_unit_test(an_audit_is_all_its_auditor_sees),
        cmocka_unit_test(an_audit_that_is_gone_grants_nothing),
        cmocka_unit_test(an_own_role_combines_and_no_more),
        cmocka_unit_test(four_eyes_hold_for_own_roles),
        cmocka_unit_test(an_own_role_may_show_drafts),
        cmocka_unit_test(the_matrix_is_shown),
        cmocka_unit_test(an_external_auditor_does_not_comment),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
