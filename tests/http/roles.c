/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * roles.c - who gets in where: every route without a session, in a foreign
 * organisation and with a method it does not take; the external auditor.
 */
#include "client.h"

#include "api/api.h"
#include "app/app.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct session *ines, *orla, *auditor, *guest;

static void
add_user(const char *org, const char *email, const char *role)
{
    const char *file = format("%s/password", place_dir);
    const char *const args[] = { "user", "add", place_option(), place, "--org", org, "--email", email,
        "--role", role, "--password-file", file, NULL };
    FILE *f = fopen(file, "w");

    assert_non_null(f);
    fputs(PASSWORD "\n", f);
    fclose(f);
    assert_int_equal(command(args), 0);
}

static int
up(void **state)
{
    const char *const init[] = { "init", place_option(), place, "--org", "other", "--name",
        "Other Ltd", NULL };

    if (server_up(state) != 0)
        return 1;
    server_stop();
    assert_int_equal(command(init), 0);
    add_user("demo", "auditor@cert.example", "EA");
    add_user("other", "guest@other.example", "IM,SYS");
    server_start();
    ines = sign_in_as("ines");
    orla = sign_in_as("orla");
    auditor = sign_in_as("auditor@cert.example");
    guest = sign_in_as("guest@other.example");
    return 0;
}

/* The pattern with real names in it. */
static const char *
path_of(const struct route *r, const char *org)
{
    static const struct { const char *name, *value; } t[] = { { "{types}", "issues" },
        { "{key}", "ISS-01" }, { "{step}", "close" }, { "{id}", "1" }, { "{rule}", "R-4.1-01" } };
    const char *path = r->pattern;

    for (const char *at; (at = strchr(path, '{')) != NULL; ) {
        size_t n = strcspn(at, "}") + 1;
        const char *value = org;

        for (size_t i = 0; i < ARRAY_LEN(t); i++)
            if (strncmp(t[i].name, at, n) == 0)
                value = t[i].value;
        path = format("%.*s%s%s", (int)(at - path), path, value, at + n);
    }
    return path;
}

static struct reply
ask_route(const struct session *s, const struct route *r, const char *org)
{
    const char *method = method_name(r->method);
    bool body = r->method != M_GET && r->method != M_DELETE;

    return ask_with(s, method, path_of(r, org), body ? "{}" : NULL, "If-Match: *");
}

static bool
is_of_org(const struct route *r)
{
    return strstr(r->pattern, "{org}") != NULL && strcmp(r->perm, "public") != 0
        && strcmp(r->perm, "account") != 0;
}

static void
nobody_gets_in_without_a_session(void **state)
{
    (void)state;
    for (size_t i = 0; i < api_site.nroutes; i++) {
        const struct route *r = &api_site.routes[i];
        struct reply got;

        if (strcmp(r->perm, "public") == 0)
            continue;
        got = ask_route(NULL, r, "demo");
        if (got.status != 401)
            fail_msg("%s %s: %ld", method_name(r->method), r->pattern, got.status);
        if (is_of_org(r))
            assert_string_equal(ask_route(NULL, r, "absent").body.p, got.body.p);
    }
}

/* A foreign organisation looks like one that does not exist. */
static void
foreign_organisations_look_absent(void **state)
{
    (void)state;
    for (size_t i = 0; i < api_site.nroutes; i++) {
        const struct route *r = &api_site.routes[i];
        const struct { const struct session *s; const char *org; } who[] = { { ines, "other" },
            { orla, "other" }, { auditor, "other" }, { guest, "demo" } };

        for (size_t k = 0; k < ARRAY_LEN(who) && is_of_org(r); k++) {
            struct reply foreign = ask_route(who[k].s, r, who[k].org);
            struct reply absent = ask_route(who[k].s, r, "absent");

            if (foreign.status != 404 || absent.status != 404
                || strcmp(foreign.body.p, absent.body.p) != 0)
                fail_msg("%s %s: %ld and %ld", method_name(r->method), r->pattern,
                    foreign.status, absent.status);
        }
    }
    WANT(ask(guest, "GET", "/o/other/api/v1/organizations", NULL), 200);
    WANT(ask(guest, "GET", "/o/demo@2026-01-01/api/v1/risks", NULL), 404);
    WANT(ask(guest, "GET", "/o/DEMO/api/v1/risks", NULL), 404);
    WANT(ask(guest, "GET", "/o/..%2Forgs%2Fdemo/api/v1/risks", NULL), 400);
}

/* What a path takes is in Allow, each method once, and nothing else is done. */
static void
other_methods_are_named(void **state)
{
    static const char *const methods[] = { "GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS",
        "TRACE", "BREW" };

    (void)state;
    for (size_t i = 0; i < api_site.nroutes; i++)
        for (size_t m = 0; m < ARRAY_LEN(methods); m++) {
            const struct route *r = &api_site.routes[i];
            bool taken = false;
            struct reply got;
            const char *allow, *at;

            for (size_t k = 0; k < api_site.nroutes; k++)
                taken = taken || (strcmp(api_site.routes[k].pattern, r->pattern) == 0
                    && strcmp(method_name(api_site.routes[k].method), methods[m]) == 0);
            if (taken || (strcmp(methods[m], "TRACE") == 0 && behind_nginx(i > 0 ? NULL
                    : "TRACE is refused by nginx itself")))
                continue;
            got = ask(ines, methods[m], path_of(r, "demo"), NULL);
            allow = header_of(&got, "Allow");
            if (got.status != 405 || allow == NULL || strstr(allow, methods[m]) != NULL)
                fail_msg("%s %s: %ld, Allow %s", methods[m], r->pattern, got.status,
                    allow != NULL ? allow : "missing");
            at = strstr(allow, method_name(r->method));
            assert_non_null(at);
            assert_null(strstr(at + 1, method_name(r->method)));
            assert_string_equal(header_of(&got, "Content-Type"), "application/problem+json");
        }
    WANT(ask(ines, "HEAD", "risks", NULL), 200);
    WANT(ask(ines, "HEAD", "risks/RSK-01", NULL), 200);
    WANT(ask(ines, "GET", "risks/RSK-01/nothing", NULL), 404);
    WANT(ask(ines, "GET", "risks/", NULL), 404);
}

static void
the_external_auditor_reads_and_sees_no_drafts(void **state)
{
    struct reply draft = ask(ines, "POST", "scope-statements", "{'version':'9.9-zanzibar'}"), r;
    const char *path = header_of(&draft, "Location");
    static const char *const parts[] = { "", "/history", "/comments", "/attachments" };

    (void)state;
    WANT(draft, 201);
    WANT(ask(auditor, "GET", "risks/RSK-01", NULL), 200);
    WANT(ask(auditor, "GET", "clauses", NULL), 200);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        WANT(ask(ines, "GET", format("%s%s", path, parts[i]), NULL), 200);
        WANT(ask(auditor, "GET", format("%s%s", path, parts[i]), NULL), 404);
    }
    r = ask(auditor, "GET", "scope-statements", NULL);
    WANT(r, 200);
    assert_null(strstr(r.body.p, "9.9-zanzibar"));
    r = ask(auditor, "GET", "search?q=zanzibar", NULL);
    WANT(r, 200);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 0);
    r = ask(ines, "GET", "search?q=zanzibar", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 1);
    WANT(ask(auditor, "POST", "incidents", "{'title':'x'}"), 403);
    WANT(ask(auditor, "POST", "nonconformities", "{'title':'x'}"), 403);
    WANT(ask_with(auditor, "PATCH", "risks/RSK-01", "{}", "If-Match: *"), 403);
    WANT(ask_with(auditor, "DELETE", path, NULL, "If-Match: *"), 404);
    WANT(ask(auditor, "POST", format("%s/comments", path), "{'text':'x'}"), 404);
    WANT(ask_with(ines, "DELETE", path, NULL, "If-Match: *"), 204);
}

/* A draft that a rule hits is named to those who work on it, and to nobody from outside. */
static void
findings_name_no_drafts_to_the_external_auditor(void **state)
{
    struct reply draft = ask(ines, "POST", "document-versions",
        "{'document':'DOC-01','version':'9.9','created_on':'2020-01-01'}");
    const char *key = text_of(draft.json, "key"), *path = format("document-versions/%s", key);
    static const char *const pages[] = { "rules", "/o/demo/c/document-creation", "/o/demo",
        "/o/demo/r/document-versions" };

    (void)state;
    WANT(draft, 201);
    assert_non_null(strstr(ask(ines, "GET", pages[0], NULL).body.p, key));
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        struct reply r = ask(auditor, "GET", pages[i], NULL);

        WANT(r, 200);
        assert_null(strstr(r.body.p, key));
    }
    WANT(ask_with(ines, "DELETE", path, NULL, "If-Match: *"), 204);
}

static void
parameters_and_waivers_are_for_those_who_answer(void **state)
{
    const struct session *niamh = sign_in_as("niamh"), *maeve = sign_in_as("maeve");
    const char *body = "{'key':'ISS-01','until':'2027-01-31','reason':'Moved office'}";

    (void)state;
    WANT(ask(orla, "PATCH", "parameters", "{'due_soon_days':1}"), 403);
    WANT(ask(niamh, "PATCH", "parameters", "{'due_soon_days':1}"), 403);
    WANT(ask(orla, "GET", "parameters", NULL), 200);
    WANT(ask(orla, "POST", "rules/R-4.1-04/waivers", body), 403);
    WANT(ask(niamh, "POST", "rules/R-4.1-04/waivers", body), 403);
    WANT(ask(auditor, "POST", "rules/R-4.1-04/waivers", body), 403);
    WANT(ask(maeve, "POST", "rules/R-4.1-04/waivers", body), 201);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_gets_in_without_a_session),
        cmocka_unit_test(foreign_organisations_look_absent),
        cmocka_unit_test(other_methods_are_named),
        cmocka_unit_test(the_external_auditor_reads_and_sees_no_drafts),
        cmocka_unit_test(findings_name_no_drafts_to_the_external_auditor),
        cmocka_unit_test(parameters_and_waivers_are_for_those_who_answer),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
