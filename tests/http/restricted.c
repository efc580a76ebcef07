/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * restricted.c - records of access groups: for everybody else they do not
 * exist, by no route, title, relation, count or finding; and what is read of
 * them is logged.
 */
#include "client.h"

#include <stdlib.h>
#include <time.h>

#include "api/api.h"
#include "web/web.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define SECRET "Zanzibar whistle"
#define EVENT "{'title':'Seen','kind':'event','severity':'low','detected_on':'2026-01-02'," \
    "'description':'x','reported_by':'PER-010','handler':'PER-015','affects':['C']," \
    "'personal_data':false,'notification_decision':'not_required','risk_reviewed':false}"

static struct session *ines, *clara, *maeve, *orla, *niamh, *auditor;
static const char *key, *cause, *absent, *today;

static int
up(void **state)
{
    const char *file;
    time_t now = time(NULL);
    FILE *f;

    if (server_up(state) != 0)
        return 1;
    server_stop();
    file = format("%s/password", place_dir);
    f = fopen(file, "w");
    assert_non_null(f);
    fputs(PASSWORD "\n", f);
    fclose(f);
    assert_int_equal(command((const char *const []){ "user", "add", place_option(), place, "--org",
        "demo", "--email", "auditor@cert.example", "--role", "EA", "--password-file", file, NULL }),
        0);
    server_start();
    ines = sign_in_as("ines");
    clara = sign_in_as("clara");
    maeve = sign_in_as("maeve");
    orla = sign_in_as("orla");
    niamh = sign_in_as("niamh");
    auditor = sign_in_as("auditor@cert.example");
    today = arena_alloc(mem, 16);
    strftime((char *)(uintptr_t)today, 16, "%Y-%m-%d", gmtime(&now));
    return 0;
}

static struct reply
upload(const struct session *s, const char *path)
{
    const char *body = "--b\r\nContent-Disposition: form-data; name=\"file\"; "
        "filename=\"z.txt\"\r\n\r\n" SECRET "\r\n--b--\r\n";

    return ask_raw(s, "POST", path, slice_of(body),
        "Content-Type: multipart/form-data; boundary=b");
}

static const char *
path_to(const char *types, const char *of, const char *rest)
{
    return format("%s/%s%s", types, of, rest);
}

static const char *
cause_of(const char *of)
{
    return format("{'nonconformity':'%s','method':'five_whys','root_cause':'Nobody asked',"
        "'cause_category':'process','analysed_by':'PER-010','analysed_on':'2026-01-03'}", of);
}

/* A nonconformity with all that hangs on a record, and one that is named by it. */
static void
a_record_is_restricted(void **state)
{
    struct reply r;

    (void)state;
    WANT(ask(ines, "PUT", "groups/hr", "{'name':'People matters','members':['HR']}"), 200);
    WANT(ask(ines, "PUT", "groups/legal", "{'name':'Legal','members':[]}"), 200);
    r = ask(ines, "POST", "nonconformities", "{'title':'" SECRET "','description':'" SECRET
        "','source':'self_detected','detected_on':'2026-01-02','detected_by':'PER-010',"
        "'grade':'major','owner':'PER-010','action_needed':'yes','requirement_ref':'10.1'}");
    WANT(r, 201);
    key = text_of(r.json, "key");
    absent = format("%.*s99", (int)strlen(key) - 2, key);
    r = ask(ines, "POST", "cause-analyses", cause_of(key));
    WANT(r, 201);
    cause = text_of(r.json, "key");
    WANT(ask(ines, "POST", path_to("nonconformities", key, "/comments"), "{'text':'" SECRET "'}"),
        201);
    WANT(ask(ines, "PUT", path_to("nonconformities", key, "/tags"), "{'tags':['zanzi']}"), 200);
    WANT(upload(ines, path_to("nonconformities", key, "/attachments")), 201);
    assert_non_null(strstr(ask(ines, "GET", format("/o/demo/r/cause-analyses/%s", cause),
        NULL).body.p, SECRET));
    WANT(ask_with(ines, "PATCH", "issues/ISS-01", format("{'linked':['RSK-01','%s']}", key),
        match_of(ines, "issues/ISS-01")), 200);
    r = ask(ines, "PUT", path_to("nonconformities", key, "/access"), "{'groups':['hr']}");
    WANT(r, 200);
    assert_string_equal(text_of(json_object_get(r.json, "groups"), "x"), "");
}

/* Every address that names no record, and what is asked of it. */
static const char *const places[] = {
    "nonconformities?limit=200", "nonconformities?limit=200&open=true",
    "nonconformities?q=zanzibar", "nonconformities?tag=zanzi",
    "nonconformities?sort=-title&limit=200", "nonconformities?owner=PER-010",
    "cause-analyses?limit=200", "cause-analyses?sort=nonconformity&limit=200",
    "cause-analyses?nonconformity=*&limit=200", "issues?limit=200", "issues/ISS-01",
    "issues/ISS-01/history", "/o/demo/r/issues/ISS-01", "search?q=zanzibar", "search?q=whistle", "rules",
    "clauses", "groups", "/o/demo", "/o/demo/work", "/o/demo/c/nonconformity",
    "/o/demo/r/nonconformities", "/o/demo/r/nonconformities?format=csv",
    "/o/demo/r/nonconformities?q=zanzibar", "/o/demo/r/nonconformities?tag=zanzi",
    "/o/demo/r/nonconformities?mark=red", "/o/demo/r/nonconformities?panel=filter",
    "/o/demo/r/cause-analyses", "/o/demo/r/cause-analyses?panel=filter",
    "/o/demo/r/cause-analyses?format=csv", "/o/demo/r/cause-analyses?group=nonconformity",
    "/o/demo/r/persons/PER-010", "/o/demo/pick?q=zanzibar",
    "/o/demo/pick?types=Nonconformity", "/o/demo/search?q=zanzibar", "/o/demo/groups",
};

static void
nothing_of_it(const struct session *s, const char *path, bool named)
{
    struct reply r = ask(s, "GET", path, NULL);

    if (strstr(r.body.p, SECRET) != NULL
        || (named && strstr(r.body.p, key) != NULL))
        fail_msg("%s shows it: %ld %.300s", path, r.status,
            strstr(r.body.p, SECRET) != NULL ? strstr(r.body.p, SECRET) : strstr(r.body.p, key));
    if (r.status != 200 && r.status != 303)
        fail_msg("%s: %ld", path, r.status);
}

static void
nobody_else_meets_it_anywhere(void **state)
{
    const struct session *const outsiders[] = { ines, orla, niamh, maeve, auditor };

    (void)state;
    for (size_t s = 0; s < ARRAY_LEN(outsiders); s++) {
        for (size_t i = 0; i < ARRAY_LEN(places); i++)
            nothing_of_it(outsiders[s], places[i], true);
        nothing_of_it(outsiders[s], path_to("cause-analyses", cause, ""), true);
        nothing_of_it(outsiders[s], path_to("cause-analyses", cause, "/history"), true);
        nothing_of_it(outsiders[s], format("/o/demo/r/cause-analyses/%s", cause), true);
    }
    nothing_of_it(ines, format("/o/demo/r/cause-analyses/%s/edit", cause), true);
    nothing_of_it(ines, "/o/demo/r/cause-analyses/new", true);
    nothing_of_it(ines, "reads", true);
    nothing_of_it(niamh, "/o/demo/reads", true);
    for (size_t i = 0; i < 4; i++) {
        static const char *const then[] = { "/api/v1/nonconformities?limit=200",
            "/r/nonconformities", "/c/nonconformity", "/search?q=zanzibar" };

        nothing_of_it(ines, format("/o/demo@%s%s", today, then[i]), true);
    }
    assert_null(strstr(ask(ines, "GET", format("/o/demo@%s/api/v1/cause-analyses/%s", today, cause),
        NULL).body.p, key));
}

/* The finding counts, and says no more. */
static void
findings_count_it(void **state)
{
    (void)state;
    assert_non_null(strstr(ask(orla, "GET", "rules", NULL).body.p, "1 restricted record"));
    assert_non_null(strstr(ask(orla, "GET", "/o/demo/c/nonconformity", NULL).body.p,
        "1 restricted record"));
    assert_null(strstr(ask(clara, "GET", "rules", NULL).body.p, key));
}

/* The pattern with the key of a record in it. */
static const char *
path_of(const struct route *r, const char *of)
{
    static const struct { const char *name, *value; } t[] = { { "{types}", "nonconformities" },
        { "{step}", "contain" }, { "{id}", "1" }, { "{org}", "demo" } };
    const char *path = r->pattern;

    for (const char *at; (at = strchr(path, '{')) != NULL; ) {
        size_t n = strcspn(at, "}") + 1;
        const char *value = of;

        for (size_t i = 0; i < ARRAY_LEN(t); i++)
            if (strncmp(t[i].name, at, n) == 0)
                value = t[i].value;
        path = format("%.*s%s%s", (int)(at - path), path, value, at + n);
    }
    return path;
}

/* One key in place of the other; they are of the same length. */
static const char *
replaced(struct slice text, const char *from, const char *to)
{
    char *copy = arena_strndup(mem, text.p, text.n);

    for (char *at = copy; (at = strstr(at, from)) != NULL; )
        memcpy(at, to, strlen(to));
    return copy;
}

static void
alike(const struct session *s, const char *method, const char *there, const char *nowhere,
    const char *body)
{
    const char *headers = format("If-Match: *%s", there[0] == '/' && strstr(there, "/api/") == NULL
        && body != NULL ? format("\nX-CSRF-Token: %s", s->csrf) : "");
    struct reply hidden = ask_with(s, method, there, body, headers);
    struct reply none = ask_with(s, method, nowhere, body, headers);

    const char *text = replaced(hidden.body, key, absent);
    size_t at = 0;

    while (text[at] != '\0' && text[at] == none.body.p[at])
        at++;
    if (hidden.status != none.status || hidden.body.n != none.body.n || text[at] != '\0')
        fail_msg("%s %s: %ld and %ld\n%.300s\n%.300s", method, there, hidden.status, none.status,
            text + at, none.body.p + at);
}

static void
it_answers_like_an_absent_one(void **state)
{
    const struct site *const sites[] = { &api_site, &web_site };
    const struct session *const outsiders[] = { ines, orla, niamh, auditor };
    size_t n = 0;

    (void)state;
    for (size_t k = 0; k < ARRAY_LEN(sites); k++)
        for (size_t i = 0; i < sites[k]->nroutes; i++) {
            const struct route *r = &sites[k]->routes[i];
            const char *method = method_name(r->method);

            if (strstr(r->pattern, "{key}") == NULL)
                continue;
            n++;
            for (size_t s = 0; s < ARRAY_LEN(outsiders); s++)
                alike(outsiders[s], method, path_of(r, key), path_of(r, absent),
                    r->method == M_GET || r->method == M_DELETE ? NULL : "{}");
        }
    assert_true(n > 25);
    alike(ines, "GET", format("/o/demo/k/%s", key), format("/o/demo/k/%s", absent), NULL);
    alike(ines, "GET", format("/o/demo/search?q=%s", key), format("/o/demo/search?q=%s", absent),
        NULL);
    alike(ines, "GET", format("/o/demo/pick?q=%s", key), format("/o/demo/pick?q=%s", absent), NULL);
    /* A form holds a random word: of the same length. */
    assert_int_equal(ask(ines, "GET", format("/o/demo/r/cause-analyses/new?nonconformity=%s", key),
        NULL).body.n, ask(ines, "GET", format("/o/demo/r/cause-analyses/new?nonconformity=%s",
        absent), NULL).body.n);
    alike(ines, "GET", format("search?q=%s", key), format("search?q=%s", absent), NULL);
    alike(ines, "GET", format("cause-analyses?nonconformity=%s", key),
        format("cause-analyses?nonconformity=%s", absent), NULL);
    alike(ines, "GET", format("/o/demo/r/cause-analyses?nonconformity=%s", key),
        format("/o/demo/r/cause-analyses?nonconformity=%s", absent), NULL);
    alike(ines, "GET", format("issues?linked=%s", key), format("issues?linked=%s", absent), NULL);
    alike(ines, "GET", format("/o/demo@%s/api/v1/nonconformities/%s", today, key),
        format("/o/demo@%s/api/v1/nonconformities/%s", today, absent), NULL);
    alike(ines, "GET", format("/o/demo/waivers?rule=R-10.1-01&key=%s", key),
        format("/o/demo/waivers?rule=R-10.1-01&key=%s", absent), NULL);
}

static const char *
waiver_of(const char *of)
{
    return format("{'key':'%s','until':'%s','reason':'x'}", of, today);
}

/* Nor does pointing to it tell that it is there. */
static void
references_to_it_are_refused_like_absent_ones(void **state)
{
    struct reply hidden = ask(ines, "POST", "cause-analyses", cause_of(key));
    struct reply none = ask(ines, "POST", "cause-analyses", cause_of(absent));

    (void)state;
    WANT(none, 422);
    assert_non_null(strstr(none.body.p, "does not exist"));
    assert_int_equal(hidden.status, none.status);
    assert_string_equal(replaced(hidden.body, key, absent), none.body.p);
    hidden = ask(ines, "POST", "rules/R-10.1-01/waivers", waiver_of(key));
    none = ask(ines, "POST", "rules/R-10.1-01/waivers", waiver_of(absent));
    assert_non_null(strstr(none.body.p, "There is no record"));
    assert_int_equal(hidden.status, none.status);
    assert_string_equal(replaced(hidden.body, key, absent), none.body.p);
}

/* Not even where it stands: guessing what a hidden reference is gives the same answer. */
static void
guesses_are_refused_like_absent_ones(void **state)
{
    const char *const paths[] = { path_to("cause-analyses", cause, ""), "issues/ISS-01" };
    const char *const bodies[] = { "{'nonconformity':'%s'}", "{'linked':['RSK-01','%s']}" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        const char *from = strchr(bodies[i], '%');
        struct reply r[2];

        for (size_t k = 0; k < 2; k++)
            r[k] = ask_with(ines, "PATCH", paths[i], format("%.*s%s%s", (int)(from - bodies[i]),
                bodies[i], k == 0 ? key : absent, from + 2), "If-Match: *");
        WANT(r[1], 422);
        assert_int_equal(r[0].status, 422);
        assert_string_equal(replaced(r[0].body, key, absent), r[1].body.p);
    }
}

/* Who does not see a reference does not remove it by saving the rest. */
static void
a_hidden_reference_survives_the_edits_of_others(void **state)
{
    const char *path = path_to("cause-analyses", cause, "");
    struct reply r = ask(ines, "GET", path, NULL);

    (void)state;
    assert_true(json_is_null(json_object_get(r.json, "nonconformity")));
    r = ask_with(ines, "PATCH", path, "{'root_cause':'Nobody listened','nonconformity':null}",
        match_of(ines, path));
    WANT(r, 200);
    assert_null(strstr(r.body.p, key));
    r = ask(clara, "GET", path, NULL);
    assert_string_equal(text_of(r.json, "nonconformity"), key);
    assert_string_equal(text_of(r.json, "root_cause"), "Nobody listened");
    path = "issues/ISS-01";
    r = ask_with(ines, "PATCH", path, "{'linked':['RSK-02','RSK-01']}", match_of(ines, path));
    WANT(r, 200);
    assert_null(strstr(r.body.p, key));
    assert_non_null(strstr(ask(clara, "GET", path, NULL).body.p,
        format("[\"RSK-02\",\"RSK-01\",\"%s\"]", key)));
}

static void
members_of_the_group_read_it(void **state)
{
    static const char *const parts[] = { "", "/history", "/comments", "/attachments", "/tags",
        "/access", "/reads" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        WANT(ask(clara, "GET", path_to("nonconformities", key, parts[i]), NULL), 200);
    assert_non_null(strstr(ask(clara, "GET", format("/o/demo/r/nonconformities/%s", key),
        NULL).body.p, SECRET));
    assert_non_null(strstr(ask(clara, "GET", "search?q=zanzibar", NULL).body.p, key));
    assert_non_null(strstr(ask(clara, "GET", "/o/demo/r/nonconformities?limit=200", NULL).body.p,
        SECRET));
    assert_non_null(strstr(ask(clara, "GET", "nonconformities?q=zanzibar", NULL).body.p, SECRET));
    WANT(ask(clara, "GET", format("/o/demo@%s/api/v1/nonconformities/%s", today, key), NULL), 200);
}

/* Entries of the log about the record, newest first. */
static json_t *
reads(const char *how)
{
    struct reply r = ask(clara, "GET", path_to("nonconformities", key, "/reads"), NULL);
    json_t *found = json_array(), *e;
    size_t i;

    WANT(r, 200);
    json_array_foreach(json_object_get(r.json, "items"), i, e)
        if (how == NULL || strcmp(text_of(e, "how"), how) == 0)
            json_array_append(found, e);
    return found;
}

static void
each_reading_is_logged(void **state)
{
    static const struct { const char *path, *how, *route; } list[] = {
        { "nonconformities/%s", "record", "GET /o/{org}/api/v1/{types}/{key}" },
        { "/o/demo/r/nonconformities/%s", "record", "GET /o/{org}/r/{types}/{key}" },
        { "nonconformities/%s/history", "record", "GET /o/{org}/api/v1/{types}/{key}/history" },
        { "nonconformities?q=zanzibar", "list", "GET /o/{org}/api/v1/{types}" },
        { "/o/demo/r/nonconformities?q=zanzibar", "list", "GET /o/{org}/r/{types}" },
        { "/o/demo/r/nonconformities?format=csv", "list", "GET /o/{org}/r/{types}" },
        { "search?q=zanzibar", "search", "GET /o/{org}/api/v1/search" },
        { "/o/demo/search?q=zanzibar", "search", "GET /o/{org}/search" },
        { "/o/demo/pick?q=zanzibar", "search", "GET /o/{org}/pick" },
        { "/o/demo/r/cause-analyses/CAUSE", "name", "GET /o/{org}/r/{types}/{key}" },
        { "nonconformities/%s/attachments/1", "file",
            "GET /o/{org}/api/v1/{types}/{key}/attachments/{id}" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(list); i++) {
        const char *path = strstr(list[i].path, "CAUSE") != NULL
            ? format("/o/demo/r/cause-analyses/%s", cause) : list[i].path;
        json_t *before = reads(list[i].how), *after;
        const char *at = strstr(path, "%s");
        const json_t *e;

        if (at != NULL)
            path = format("%.*s%s%s", (int)(at - path), path, key, at + 2);
        WANT(ask(clara, "GET", path, NULL), 200);
        after = reads(list[i].how);
        e = json_array_get(after, 0);
        if (json_array_size(after) <= json_array_size(before)
            || strcmp(text_of(e, "route"), list[i].route) != 0
            || strcmp(text_of(e, "actor"), "clara.weiss@quillbeck.example") != 0)
            fail_msg("%s: %s by %s after %zu and %zu", path, list[i].route, text_of(e, "route"),
                json_array_size(before), json_array_size(after));
        json_decref(before);
        json_decref(after);
    }
}

/* Reads of others, and reads that show nothing, are not in it. */
static void
other_readings_are_not_logged(void **state)
{
    json_t *before = reads(NULL), *after;

    (void)state;
    WANT(ask(clara, "GET", "risks?limit=200", NULL), 200);
    WANT(ask(clara, "GET", "risks/RSK-01", NULL), 200);
    WANT(ask(clara, "GET", "/o/demo", NULL), 200);
    WANT(ask(clara, "GET", "rules", NULL), 200);
    WANT(ask(ines, "GET", path_to("nonconformities", key, ""), NULL), 404);
    after = reads(NULL);
    assert_int_equal(json_array_size(after), json_array_size(before) + 1);
    json_decref(before);
    json_decref(after);
}

/* By somebody beside the server; false when the engine refuses it. */
static bool
by_hand(const char *sql)
{
    struct ctx c = { .arena = mem, .now = clock_now() };
    struct store *store;
    bool ok;

    assert_int_equal(store_open(&c, place_store(mem, place, "demo"), 0, &store), 0);
    ok = store_write(&c, store) == 0 && db_raw(&c, sql) == 0 && store_commit(&c) == 0;
    store_rollback(&c);
    store_close(store);
    return ok;
}

/* What cannot be logged is not given. */
static void
no_log_no_content(void **state)
{
    struct reply r;

    (void)state;
    assert_false(by_hand("delete from read_log"));
    assert_false(by_hand("update read_log set actor = 'x'"));
    assert_true(by_hand("alter table read_log rename to read_log_away"));
    r = ask(clara, "GET", path_to("nonconformities", key, ""), NULL);
    WANT(r, 503);
    assert_null(strstr(r.body.p, SECRET));
    r = ask(clara, "GET", "/o/demo/r/nonconformities?format=csv", NULL);
    WANT(r, 503);
    assert_null(strstr(r.body.p, SECRET));
    WANT(ask(clara, "GET", "risks/RSK-01", NULL), 200);
    assert_true(by_hand("alter table read_log_away rename to read_log"));
    WANT(ask(clara, "GET", path_to("nonconformities", key, ""), NULL), 200);
}

/* Who may restrict, and whom. */
static void
restricting_is_a_right_and_an_event(void **state)
{
    const char *own = text_of(ask(orla, "POST", "incidents", EVENT).json, "key");

    (void)state;
    WANT(ask(orla, "PUT", "risks/RSK-01/access", "{'groups':['hr']}"), 403);
    WANT(ask(auditor, "PUT", "risks/RSK-01/access", "{'groups':['hr']}"), 403);
    WANT_ERROR(ask(ines, "PUT", "risks/RSK-01/access", "{'groups':['nope']}"), "groups");
    WANT_ERROR(ask(ines, "PUT", "risks/RSK-01/access", "{'groups':['hr'],'state':'x'}"), "state");
    WANT(ask(ines, "PUT", "persons/PER-010/access", "{'groups':['hr']}"), 409);
    WANT(ask(ines, "PUT", "organizations/ORG-01/access", "{'groups':['hr']}"), 409);
    WANT(ask(orla, "PUT", format("incidents/%s/access", own), "{'groups':['hr']}"), 200);
    WANT(ask(orla, "GET", format("incidents/%s", own), NULL), 404);
    WANT(ask(clara, "GET", format("incidents/%s", own), NULL), 200);
    assert_non_null(strstr(ask(clara, "GET", format("incidents/%s/history", own), NULL).body.p,
        "\"restrict\""));
    WANT_ERROR(ask(clara, "PUT", format("incidents/%s/access", own), "{'groups':[]}"), "reason");
    WANT(ask(clara, "PUT", format("incidents/%s/access", own),
        "{'groups':[],'reason':'Nothing personal in it'}"), 200);
    WANT(ask(orla, "GET", format("incidents/%s", own), NULL), 200);
}

/* Nobody reads it by running the system; who joins is seen by the group. */
static void
breaking_the_glass_is_seen(void **state)
{
    struct reply r;

    (void)state;
    WANT(ask(orla, "PUT", "groups/hr", "{'name':'x','members':['EM']}"), 403);
    WANT_ERROR(ask(ines, "PUT", "groups/hr", "{'name':'People matters','members':['HR','SYS']}"),
        "members");
    WANT_ERROR(ask(ines, "PUT", "groups/hr", "{'name':'People matters','members':['PER-999']}"),
        "members");
    WANT(ask(ines, "GET", path_to("nonconformities", key, ""), NULL), 404);
    WANT(ask(ines, "PUT", "groups/hr", "{'name':'People matters','members':['HR',"
        "'ines.duarte@quillbeck.example']}"), 200);
    WANT(ask(ines, "GET", path_to("nonconformities", key, ""), NULL), 200);
    r = ask(clara, "GET", "/o/demo/groups", NULL);
    assert_non_null(strstr(r.body.p, "Who changed this group"));
    assert_non_null(strstr(r.body.p, "ines.duarte@quillbeck.example"));
    assert_null(strstr(ask(orla, "GET", "/o/demo/groups", NULL).body.p, "People matters"));
    WANT(ask(ines, "PUT", "groups/hr", "{'name':'People matters','members':['HR']}"), 200);
    WANT(ask(ines, "GET", path_to("nonconformities", key, ""), NULL), 404);
}

/* An answer that is kept for a repeated request is not given to whom it has become hidden. */
static void
a_replayed_answer_is_hidden_too(void **state)
{
    struct reply r = ask_with(orla, "POST", "incidents", EVENT, "Idempotency-Key: again");
    const char *own = text_of(r.json, "key");

    (void)state;
    WANT(r, 201);
    WANT(ask(orla, "PUT", format("incidents/%s/access", own), "{'groups':['hr']}"), 200);
    r = ask_with(orla, "POST", "incidents", EVENT, "Idempotency-Key: again");
    WANT(r, 404);
    assert_null(strstr(r.body.p, own));
}

/* What only a step or the system sets is taken by no write route. */
static void
nobody_assigns_what_is_not_his(void **state)
{
    static const char *const given[] = { "'id':7", "'key':'RSK-98'", "'created_by':'PER-010'",
        "'created_at':1", "'updated_by':'PER-010'", "'status':'accepted'", "'groups':['hr']",
        "'restricted_to':['hr']", "'access':['hr']", "'tags':['x']", "'type':'Issue'" };
    const char *path = "risks/RSK-01", *form;
    struct reply before = ask(ines, "GET", path, NULL), after;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(given); i++) {
        WANT(ask_with(ines, "PATCH", path, format("{%s}", given[i]), match_of(ines, path)), 422);
        WANT(ask(ines, "POST", "risks", format("{%s,'title':'x'}", given[i])), 422);
        WANT(ask(ines, "POST", format("%s/comments", path), format("{%s,'text':'x'}", given[i])),
            422);
    }
    form = format("title=Given&id=7&key=RSK-98&created_by=PER-010&status=accepted&groups=hr"
        "&restricted_to=hr&_revision=%ld", (long)number_of(before.json, "revision"));
    (void)ask_raw(ines, "POST", "/o/demo/r/risks/RSK-01/edit", slice_of(form), format(
        "Content-Type: application/x-www-form-urlencoded\nX-CSRF-Token: %s", ines->csrf));
    after = ask(ines, "GET", path, NULL);
    assert_string_equal(text_of(after.json, "key"), "RSK-01");
    assert_string_equal(text_of(after.json, "status"), text_of(before.json, "status"));
    WANT(ask(orla, "GET", path, NULL), 200);
}

static const char *
export_of(const char *org)
{
    const char *file = format("%s/%s.json", place_dir, org);
    FILE *f;
    size_t n;
    char *text = arena_alloc(mem, 4 << 20);

    assert_int_equal(command((const char *const []){ "export", place_option(), place, "--org", org,
        "-o", file, NULL }), 0);
    f = fopen(file, "r");
    assert_non_null(f);
    n = fread(text, 1, (4 << 20) - 1, f);
    fclose(f);
    text[n] = '\0';
    return text;
}

/* What was restricted is so after an export and an import too. */
static void
a_copy_is_as_restricted(void **state)
{
    const char *text;

    (void)state;
    server_stop();
    text = export_of("demo");
    assert_non_null(strstr(text, "\"restricted_to\":[\"hr\"]"));
    assert_int_equal(command((const char *const []){ "import", place_option(), place, "--org", "copy",
        "--new", "Copy", format("%s/demo.json", place_dir), NULL }), 0);
    assert_string_equal(export_of("copy"), text);
    server_start();
}

static void
the_ledger_holds(void **state)
{
    (void)state;
    server_stop();
    assert_int_equal(command((const char *const []){ "verify", place_option(), place, "--org", "demo",
        NULL }), 0);
    server_start();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_restricted),
        cmocka_unit_test(nobody_else_meets_it_anywhere),
        cmocka_unit_test(findings_count_it),
        cmocka_unit_test(it_answers_like_an_absent_one),
        cmocka_unit_test(references_to_it_are_refused_like_absent_ones),
        cmocka_unit_test(guesses_are_refused_like_absent_ones),
        cmocka_unit_test(a_hidden_reference_survives_the_edits_of_others),
        cmocka_unit_test(members_of_the_group_read_it),
        cmocka_unit_test(each_reading_is_logged),
        cmocka_unit_test(other_readings_are_not_logged),
        cmocka_unit_test(no_log_no_content),
        cmocka_unit_test(restricting_is_a_right_and_an_event),
        cmocka_unit_test(breaking_the_glass_is_seen),
        cmocka_unit_test(a_replayed_answer_is_hidden_too),
        cmocka_unit_test(nobody_assigns_what_is_not_his),
        cmocka_unit_test(a_copy_is_as_restricted),
        cmocka_unit_test(the_ledger_holds),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
