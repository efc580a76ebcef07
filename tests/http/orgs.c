/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * orgs.c - several organisations: the portfolio, limits, the archive, copies,
 * templates, and an erasure by two administrators.
 */
#include "client.h"

#include <sodium.h>
#include <unistd.h>

#include "api/api.h"
#include "app/erase.h"
#include "app/seal.h"
#include "web/web.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define BOSS "boss@host.example"        /* administrators of the installation */
#define CHIEF "chief@host.example"
#define GUEST "guest@other.example"     /* of the organisation other alone */

static struct session *ines, *boss, *chief, *guest;

static int
run(const char *const *args)
{
    const char *all[24] = { args[0] };
    size_t n = 1;

    for (; args[n] != NULL; n++)
        all[n] = args[n];
    all[n++] = place_option();
    all[n] = place;
    return command(all);
}

#define RUN(...) run((const char *const[]){ __VA_ARGS__, NULL })

static const char *
password_file(void)
{
    const char *file = format("%s/password", place_dir);
    FILE *f = fopen(file, "w");

    assert_non_null(f);
    fputs(PASSWORD "\n", f);
    fclose(f);
    return file;
}

static int
up(void **state)
{
    const char *file;

    if (server_up(state) != 0)
        return 1;
    server_stop();
    file = password_file();
    assert_int_equal(RUN("init", "--org", "other", "--name", "Other Ltd", "--admin", BOSS,
        "--password-file", file), 0);
    assert_int_equal(RUN("init", "--org", "third", "--name", "Third Ltd", "--admin", CHIEF,
        "--password-file", file), 0);
    assert_int_equal(RUN("user", "add", "--org", "other", "--email", GUEST, "--role", "IM,SYS",
        "--password-file", file), 0);
    assert_int_equal(RUN("user", "add", "--org", "other", "--email",
        "ines.duarte@quillbeck.example", "--role", "IA", "--password-file", file), 0);
    server_start();
    ines = sign_in_as("ines");
    boss = sign_in_as(BOSS);
    chief = sign_in_as(CHIEF);
    guest = sign_in_as(GUEST);
    return 0;
}

/* A form of the pages: pairs of name=value, already encoded. */
static struct reply
post(const struct session *s, const char *path, const char *form)
{
    return ask_raw(s, "POST", path, slice_of(form),
        "Content-Type: application/x-www-form-urlencoded");
}

static const json_t *
row_of(const struct reply *r, const char *slug)
{
    const json_t *items = json_object_get(r->json, "items"), *row;
    size_t i;

    json_array_foreach(items, i, row)
        if (strcmp(text_of(row, "slug"), slug) == 0)
            return row;
    return NULL;
}

/* The standing, once the keeper has made one that is not behind; NULL after ten seconds. */
static const json_t *
standing(const struct session *s, const char *slug)
{
    for (int i = 0; i < 100; i++) {
        struct reply r = ask(s, "GET", "/api/v1/organisations", NULL);
        const json_t *st = json_object_get(row_of(&r, slug), "standing");

        WANT(r, 200);
        if (json_is_object(st) && json_is_false(json_object_get(st, "behind")))
            return st;
        usleep(100000);
    }
    return NULL;
}

static void
the_portfolio_has_mine_and_no_others(void **state)
{
    struct reply r = ask(ines, "GET", "/api/v1/organisations", NULL);
    const json_t *demo;

    (void)state;
    WANT(r, 200);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 2);
    assert_non_null(row_of(&r, "demo"));
    assert_non_null(row_of(&r, "other"));
    demo = standing(ines, "demo");
    assert_non_null(demo);
    assert_int_equal(json_array_size(json_object_get(demo, "clauses")), 7);
    assert_true(number_of(demo, "majors") >= 1);
    assert_true(number_of(demo, "index") > 0);
    assert_true(json_array_size(json_object_get(demo, "due")) > 0);
    r = ask(guest, "GET", "/api/v1/organisations", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 1);
    assert_string_equal(text_of(json_array_get(json_object_get(r.json, "items"), 0), "name"),
        "Other Ltd");
    r = ask(guest, "GET", "/orgs", NULL);
    WANT(r, 200);
    assert_non_null(strstr(r.body.p, "Other Ltd"));
    assert_null(strstr(r.body.p, "Third"));
    assert_null(strstr(r.body.p, "Quillbeck"));
    WANT(ask(NULL, "GET", "/api/v1/organisations", NULL), 401);
}

/* What the portfolio says is what the board of the organisation says. */
static void
the_portfolio_agrees_with_the_board(void **state)
{
    const json_t *demo = standing(ines, "demo"), *groups = json_object_get(demo, "clauses");
    struct reply r = ask(ines, "GET", "clauses", NULL);
    const json_t *items = json_object_get(r.json, "items"), *one;
    int64_t red = 0, amber = 0;
    size_t i;

    (void)state;
    WANT(r, 200);
    json_array_foreach(items, i, one) {
        const char *number = text_of(one, "number");

        red += number_of(one, "red");
        amber += number_of(one, "amber");
        for (size_t g = 0; g < json_array_size(groups); g++) {
            const json_t *group = json_array_get(groups, g);
            size_t n = strlen(text_of(group, "number"));

            if (strncmp(number, text_of(group, "number"), n) == 0 && number[n] == '.'
                && strcmp(text_of(one, "colour"), "red") == 0)
                assert_string_equal(text_of(group, "colour"), "red");
        }
    }
    assert_int_equal(number_of(demo, "red"), red);
    assert_int_equal(number_of(demo, "amber"), amber);
    assert_int_equal(number_of(demo, "index"), number_of(r.json, "index"));
}

static void
the_portfolio_follows_a_change(void **state)
{
    const json_t *before = standing(ines, "demo"), *after;
    const char *at = text_of(before, "judged_at");
    struct reply r = ask_with(ines, "PATCH", "organizations/ORG-01", "{'name':'Quillbeck Two'}",
        "If-Match: *");

    (void)state;
    WANT(r, 200);
    r = ask(ines, "GET", "/api/v1/organisations", NULL);
    if (strcmp(text_of(json_object_get(row_of(&r, "demo"), "standing"), "judged_at"), at) == 0)
        assert_true(json_is_true(json_object_get(json_object_get(row_of(&r, "demo"), "standing"),
            "behind")));
    after = standing(ines, "demo");
    assert_non_null(after);
    assert_string_not_equal(text_of(after, "judged_at"), at);
    assert_true(strcmp(text_of(after, "changed_at"), text_of(before, "changed_at")) > 0);
    r = ask(ines, "GET", "/api/v1/organisations", NULL);
    assert_string_equal(text_of(row_of(&r, "demo"), "name"), "Quillbeck Two");
}

static void
the_portfolio_is_filtered_and_sorted(void **state)
{
    struct reply r;

    (void)state;
    assert_non_null(standing(ines, "other"));
    r = ask(ines, "GET", "/api/v1/organisations?q=OTHER", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 1);
    r = ask(ines, "GET", "/api/v1/organisations?sort=name", NULL);
    assert_string_equal(text_of(json_array_get(json_object_get(r.json, "items"), 0), "slug"),
        "other");
    r = ask(ines, "GET", "/api/v1/organisations?colour=red", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 2);
    r = ask(ines, "GET", "/api/v1/organisations?colour=green", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 0);
    WANT_ERROR(ask(ines, "GET", "/api/v1/organisations?colour=blue", NULL), "colour");
    WANT_ERROR(ask(ines, "GET", "/api/v1/organisations?sort=up", NULL), "sort");
    WANT(ask(ines, "GET", "/orgs?colour=blue&sort=x&q=%3Cscript%3E", NULL), 200);
}

static void
only_administrators_of_the_installation_get_there(void **state)
{
    static const char *const paths[] = { "/installation", "/installation/orgs/demo",
        "/installation/key", "/installation/proofs/1" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        WANT(ask(guest, "GET", paths[i], NULL), 403);   /* system administrator of another */
        WANT(ask(ines, "GET", paths[i], NULL), 403);
    }
    WANT(ask(NULL, "GET", "/installation", NULL), 303);
    WANT(post(ines, "/installation/orgs/demo", "do=archive&reason=x"), 403);
    WANT(post(guest, "/installation", "name=X&slug=x"), 403);
    WANT(ask(boss, "GET", "/installation", NULL), 200);
    WANT(ask(boss, "GET", "/installation/orgs/demo", NULL), 200);
    WANT(ask(boss, "GET", "/installation/orgs/absent", NULL), 404);
    WANT(post(boss, "/installation/orgs/absent", "do=archive&reason=x"), 404);
    WANT(post(boss, "/installation/orgs/demo", "do=nothing"), 422);
}

static void
limits_are_kept_where_something_is_added(void **state)
{
    struct reply r = ask(guest, "GET", "/o/other/api/v1/issues", NULL);

    (void)state;
    WANT(r, 200);
    WANT(post(boss, "/installation/orgs/other", "do=limits&records=2&bytes=&users="), 303);
    WANT(ask(guest, "POST", "/o/other/api/v1/issues", "{'title':'The first'}"), 201);
    r = ask(guest, "POST", "/o/other/api/v1/issues", "{'title':'The second'}");
    WANT(r, 409);
    assert_non_null(strstr(r.body.p, "2 records"));
    assert_string_equal(text_of(r.json, "type"), "urn:ismene:problem:quota");
    r = ask(guest, "GET", "/o/other/api/v1/issues", NULL);
    assert_int_equal(json_array_size(json_object_get(r.json, "items")), 1);
    /* What is there can still be edited. */
    WANT(ask_with(guest, "PATCH", "/o/other/api/v1/issues/ISS-01", "{'title':'Still editable'}",
        "If-Match: *"), 200);
    r = ask(guest, "GET", "/o/other/settings", NULL);
    WANT(r, 200);
    assert_non_null(strstr(r.body.p, "used up"));
    WANT(post(boss, "/installation/orgs/other", "do=limits&records=x"), 422);
    WANT(post(boss, "/installation/orgs/other", "do=limits&bytes=-1"), 422);
    /* Bytes: of what is attached. */
    WANT(post(boss, "/installation/orgs/other", "do=limits&bytes=100"), 303);
    WANT(ask(guest, "POST", "/o/other/api/v1/issues", "{'title':'The second'}"), 409);
    r = ask_raw(guest, "POST", "/o/other/api/v1/organizations/ORG-01/attachments",
        SLICE("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n"
            "--b--\r\n"), "Content-Type: multipart/form-data; boundary=b");
    WANT(r, 409);
    WANT(ask(guest, "POST", "/o/other/api/v1/organizations/ORG-01/comments", "{'text':'x'}"), 409);
    WANT(post(boss, "/installation/orgs/other", "do=limits&bytes=2+GB"), 303);
    WANT(ask(guest, "POST", "/o/other/api/v1/issues", "{'title':'The second'}"), 201);
}

static void
users_are_limited_too(void **state)
{
    const char *add = "do=add&email=new%40other.example&name=New&password=a-long-password-1&role=EM";
    struct reply r;

    (void)state;
    WANT(post(boss, "/installation/orgs/other", "do=limits&users=3"), 303);
    r = post(guest, "/o/other/members", add);
    WANT(r, 409);
    assert_non_null(strstr(r.body.p, "3 users"));
    WANT(post(boss, "/installation/orgs/other", "do=limits&users=4"), 303);
    WANT(post(guest, "/o/other/members", add), 303);
    WANT(post(boss, "/installation/orgs/other", "do=limits"), 303);
}

/* Every route that writes in an organisation, as its members could call it. */
static const char *
path_of(const struct route *r)
{
    static const struct { const char *name, *value; } t[] = { { "{org}", "other" },
        { "{types}", "issues" }, { "{key}", "ISS-01" }, { "{step}", "close" },
        { "{id}", "1" }, { "{rule}", "R-4.1-01" } };
    const char *path = r->pattern;

    for (const char *at; (at = strchr(path, '{')) != NULL; ) {
        size_t n = strcspn(at, "}") + 1;
        const char *value = "x";

        for (size_t i = 0; i < ARRAY_LEN(t); i++)
            if (strncmp(at, t[i].name, n) == 0)
                value = t[i].value;
        path = format("%.*s%s%s", (int)(at - path), path, value, at + n);
    }
    return path;
}

static size_t
try_to_write(const struct site *site, const char *body, const char *type)
{
    size_t tried = 0;

    for (size_t i = 0; i < site->nroutes; i++) {
        const struct route *r = &site->routes[i];
        struct reply got;

        if (r->method == M_GET || strncmp(r->pattern, "/o/{org}", 8) != 0
            || strstr(r->pattern, "/session") != NULL
            || strstr(r->pattern, "/simulate") != NULL)         /* writes nothing */
            continue;
        got = ask_raw(guest, method_name(r->method), path_of(r), slice_of(body),
            format("Content-Type: %s\nIf-Match: *", type));
        if (got.status != 409 || strstr(got.body.p, "archived") == NULL)
            fprintf(stderr, "# %s %s: %ld %.200s\n", method_name(r->method), r->pattern,
                got.status, got.body.p);
        assert_int_equal(got.status, 409);
        assert_non_null(strstr(got.body.p, "archived"));
        tried++;
    }
    return tried;
}

static void
an_archive_is_only_read(void **state)
{
    struct reply before = ask(guest, "GET", "/o/other/api/v1/issues", NULL), r;
    struct reply history = ask(guest, "GET", "/o/other/api/v1/organizations/ORG-01/history", NULL);

    (void)state;
    WANT(post(boss, "/installation/orgs/other", "do=archive&reason="), 422);
    WANT(post(boss, "/installation/orgs/other", "do=archive&reason=End+of+contract"), 303);
    WANT(post(boss, "/installation/orgs/other", "do=archive&reason=Again"), 409);
    assert_true(try_to_write(&api_site, "{\"title\":\"x\",\"text\":\"x\"}", "application/json") >= 7);
    assert_true(try_to_write(&web_site, "title=x&do=remove&id=1&reason=x&text=x",
        "application/x-www-form-urlencoded") >= 10);
    r = ask(guest, "GET", "/o/other/api/v1/issues", NULL);
    WANT(r, 200);
    assert_string_equal(r.body.p, before.body.p);
    r = ask(guest, "GET", "/o/other/api/v1/organizations/ORG-01/history", NULL);
    assert_string_equal(r.body.p, history.body.p);
    r = ask(guest, "GET", "/o/other", NULL);
    WANT(r, 200);
    assert_non_null(strstr(r.body.p, "Archived."));
    r = ask(guest, "GET", "/o/other/r/issues/ISS-01", NULL);
    WANT(r, 200);
    assert_null(strstr(r.body.p, "data-key=\"e\""));    /* no edit button */
    r = ask(guest, "GET", "/api/v1/organisations", NULL);
    assert_string_equal(text_of(row_of(&r, "other"), "state"), "archived");
    server_stop();
    assert_int_equal(RUN("import", "--org", "other", "data/demo-organisation.json"), 6);
    assert_int_equal(RUN("org", "restore", "other", "--reason", "They are back"), 0);
    assert_int_equal(RUN("verify", "--org", "other"), 0);
    server_start();
    WANT(ask(guest, "POST", "/o/other/api/v1/issues", "{'title':'The third'}"), 201);
}

/* A server whose role owns nothing says who makes and removes organisations. */
static bool
is_the_owners(const struct session *s, const char *path, const char *fields)
{
    struct reply r;

    if (!served_by_role())
        return false;
    r = post(s, path, fields);
    WANT(r, 403);
    assert_non_null(strstr(r.body.p, "owner of the database does it"));
    return true;
}

static void
a_template_gives_method_and_nobodys_data(void **state)
{
    static const char *const empty[] = { "persons", "incidents", "audits", "nonconformities",
        "evidence", "risks", "suppliers", "document-versions", "assets" };
    static const char *const full[] = { "controls", "measures", "documents", "roles",
        "risk-methods", "soa-entries" };
    struct reply r;

    (void)state;
    if (!served_by_role())
        WANT(post(boss, "/installation", "name=From+Demo&slug=fresh&from=demo"), 422);
    WANT(post(boss, "/installation/orgs/demo", "do=template"), 303);
    r = post(boss, "/installation", "name=&slug=Not+OK");
    WANT(r, 422);
    WANT(post(boss, "/installation", "name=X&slug=fresh&manager=nobody%40x.example"), 422);
    WANT(ask(boss, "GET", "/o/fresh", NULL), 404);
    if (is_the_owners(boss, "/installation", "name=From+Demo&slug=fresh&from=demo"))
        return;
    WANT(post(boss, "/installation", "name=From+Demo&slug=fresh&from=demo&manager=" GUEST), 303);
    WANT(post(boss, "/installation", "name=From+Demo&slug=fresh"), 422);        /* taken */
    for (size_t i = 0; i < ARRAY_LEN(empty); i++) {
        r = ask(guest, "GET", format("/o/fresh/api/v1/%s", empty[i]), NULL);
        WANT(r, 200);
        assert_int_equal(json_array_size(json_object_get(r.json, "items")), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(full); i++) {
        r = ask(guest, "GET", format("/o/fresh/api/v1/%s", full[i]), NULL);
        WANT(r, 200);
        assert_true(json_array_size(json_object_get(r.json, "items")) > 0);
    }
    r = ask(guest, "GET", "/o/fresh/api/v1/documents?limit=200", NULL);
    assert_null(strstr(r.body.p, "PER-"));
    assert_null(strstr(r.body.p, "\"published\",\"status\""));
    assert_null(strstr(r.body.p, "\"status\":\"published\""));
    r = ask(guest, "GET", "/o/fresh/api/v1/controls?limit=200", NULL);
    assert_null(strstr(r.body.p, "\"implementation_status\":\"implemented\""));
    r = ask(guest, "GET", "/o/fresh/api/v1/organizations", NULL);
    assert_non_null(strstr(r.body.p, "From Demo"));
    assert_null(strstr(r.body.p, "Quillbeck"));
}

static void
a_copy_is_whole_and_marked(void **state)
{
    struct reply a, b;

    (void)state;
    WANT(post(boss, "/installation/orgs/demo", "do=copy&to="), 422);
    WANT(post(boss, "/installation/orgs/demo", "do=copy&to=Not+OK"), 422);
    if (is_the_owners(boss, "/installation/orgs/demo", "do=copy&to=training"))
        return;
    WANT(post(boss, "/installation/orgs/demo", "do=copy&to=training"), 303);
    WANT(post(boss, "/installation/orgs/demo", "do=copy&to=training"), 409);
    a = ask(boss, "GET", "/o/demo/api/v1/risks?limit=200", NULL);
    b = ask(boss, "GET", "/o/training/api/v1/risks?limit=200", NULL);
    WANT(b, 200);
    assert_string_equal(a.body.p, b.body.p);
    a = ask(boss, "GET", "/o/demo/api/v1/risks/RSK-01/history", NULL);
    b = ask(boss, "GET", "/o/training/api/v1/risks/RSK-01/history", NULL);
    assert_string_equal(a.body.p, b.body.p);
    WANT(ask(ines, "GET", "/o/training/api/v1/risks", NULL), 404);      /* nobody came along */
    b = ask(boss, "GET", "/installation", NULL);
    assert_non_null(strstr(b.body.p, "copy of demo"));
}

static void
set_terms(const char *email, const char *org, const struct terms *t)
{
    struct ctx c = { .arena = mem, .now = clock_now() };
    struct store *control;
    struct account a;

    server_stop();
    assert_int_equal(control_open(&c, place_control(mem, place), STORE_EXCLUSIVE, &control), 0);
    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(account_by_email(&c, email, &a), 0);
    assert_int_equal(membership_set_terms(&c, a.id, org, t), 0);
    assert_int_equal(store_commit(&c), 0);
    store_close(control);
    server_start();
}

/* Who sees one audit is not told how the whole stands; who is no member any more, nothing. */
static void
the_portfolio_keeps_the_terms(void **state)
{
    int64_t today = clock_today("UTC", clock_now());
    struct reply r;

    (void)state;
    assert_non_null(standing(guest, "other"));
    set_terms(GUEST, "other", &(struct terms){ .audit = "AUD-01" });
    r = ask(guest, "GET", "/api/v1/organisations", NULL);
    assert_non_null(row_of(&r, "other"));
    assert_true(json_is_null(json_object_get(row_of(&r, "other"), "standing")));
    r = ask(guest, "GET", "/orgs", NULL);
    assert_non_null(strstr(r.body.p, "you see one audit of it"));
    set_terms(GUEST, "other", &(struct terms){ .until = today - 1 });
    r = ask(guest, "GET", "/api/v1/organisations", NULL);
    assert_null(row_of(&r, "other"));
    set_terms(GUEST, "other", &(struct terms){ 0 });
    r = ask(guest, "GET", "/api/v1/organisations", NULL);
    assert_non_null(row_of(&r, "other"));
}

/* A store that is archived and was brought back from a backup says so itself. */
static void
the_list_follows_the_store(void **state)
{
    static const struct actor sys = { .name = "system", .email = "system", .system = true };
    struct ctx c = { .arena = mem, .actor = &sys, .source = "test", .now = clock_now() };
    const char *said = "";
    struct store *s;

    (void)state;
    server_stop();
    assert_int_equal(org_open(&c, place, "other", STORE_EXCLUSIVE, &s), 0);
    assert_int_equal(store_write(&c, s), 0);
    assert_int_equal(store_set_archived(&c, true, "As it was"), 0);
    assert_int_equal(store_commit(&c), 0);
    store_close(s);
    server_start();
    for (int i = 0; i < 100 && strcmp(said, "archived") != 0; i++) {
        struct reply r = ask(guest, "GET", "/api/v1/organisations", NULL);

        said = text_of(row_of(&r, "other"), "state");
        usleep(100000);
    }
    assert_string_equal(said, "archived");
    WANT(ask(guest, "POST", "/o/other/api/v1/issues", "{'title':'x'}"), 409);
    WANT(post(boss, "/installation/orgs/other", "do=restore&reason=Back"), 303);
    WANT(ask(guest, "POST", "/o/other/api/v1/issues", "{'title':'x'}"), 201);
}

/* From asking to the proof; nobody gets round the second person. */
static void
two_administrators_erase(void **state)
{
    struct ctx c = { .arena = mem, .now = clock_now() };
    struct reply r;
    const char *at, *key;

    (void)state;
    WANT(post(boss, "/installation/orgs/third", "do=confirm&typed=third"), 409);
    WANT(post(boss, "/installation/orgs/third", "do=erase&typed=thrid&why=x"), 422);
    WANT(post(boss, "/installation/orgs/third", "do=erase&typed=third&why="), 422);
    WANT(post(boss, "/installation/orgs/third", "do=erase&typed=third&why=Contract+ended"), 303);
    WANT(post(boss, "/installation/orgs/third", "do=erase&typed=third&why=Twice"), 409);
    WANT(post(boss, "/installation/orgs/third", "do=confirm&typed=third"), 403);
    WANT(post(chief, "/installation/orgs/third", "do=confirm&typed=other"), 422);
    WANT(post(chief, "/installation/orgs/third", "do=cancel"), 303);
    WANT(post(chief, "/installation/orgs/third", "do=confirm&typed=third"), 409);
    WANT(post(guest, "/installation/orgs/third", "do=confirm&typed=third"), 403);
    WANT(ask(chief, "GET", "/o/third", NULL), 200);
    WANT(post(boss, "/installation/orgs/third", "do=erase&typed=third&why=Contract+ended"), 303);
    if (is_the_owners(chief, "/installation/orgs/third", "do=confirm&typed=third"))
        return;
    WANT(post(chief, "/installation/orgs/third", "do=confirm&typed=third"), 303);
    WANT(ask(chief, "GET", "/o/third", NULL), 404);
    WANT(ask(chief, "GET", "/installation/orgs/third", NULL), 404);
    if (!place_is_database()) {
        assert_int_not_equal(access(format("%s/orgs/third.db", place), F_OK), 0);
        assert_int_not_equal(access(format("%s/orgs/third.db-wal", place), F_OK), 0);
        assert_int_not_equal(access(format("%s/orgs/third.db.lock", place), F_OK), 0);
    }
    r = ask(chief, "GET", "/api/v1/organisations", NULL);
    assert_null(row_of(&r, "third"));
    r = ask(chief, "GET", "/installation", NULL);
    at = strstr(r.body.p, "/installation/proofs/");
    assert_non_null(at);
    key = ask(chief, "GET", "/installation/key", NULL).body.p;
    r = ask(chief, "GET", format("%.*s", (int)strcspn(at, "\""), at), NULL);
    WANT(r, 200);
    assert_non_null(header_of(&r, "Content-Disposition"));
    assert_non_null(strstr(r.body.p, "organisation: third\nname: Third Ltd\n"));
    assert_non_null(strstr(r.body.p, "asked by: " BOSS "\n"));
    assert_non_null(strstr(r.body.p, "confirmed by: " CHIEF "\n"));
    assert_int_equal(seal_verify(&c, r.body, key), 0);
    WANT(ask(chief, "GET", "/installation/proofs/999", NULL), 404);
    WANT(ask(chief, "GET", "/installation/proofs/x", NULL), 404);
}

/* Interrupted after it was written down: the store goes at the next start, with its slug free. */
static void
an_interrupted_erasure_is_finished(void **state)
{
    static const struct actor sys = { .name = "system", .email = "system", .system = true };
    struct ctx c = { .arena = mem, .actor = &sys, .source = "test", .now = clock_now() };
    struct store *control;

    (void)state;
    server_stop();
    assert_int_equal(RUN("org", "create", "gone", "--name", "Gone"), 0);
    assert_int_equal(control_open(&c, place_control(mem, place), STORE_EXCLUSIVE, &control), 0);
    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(db_exec(&c, SQL("insert into erasure (slug, reason, asked_by, asked_id, "
        "asked_at, confirmed_by, confirmed_id, confirmed_at, proof) values ('gone', 'x', 'a', 1, "
        "1, 'b', 2, 2, 'proof')"), NO_BINDS), 0);
    assert_int_equal(organisation_erase(&c, "gone"), 0);
    assert_int_equal(store_commit(&c), 0);
    store_close(control);
    assert_true(store_exists(&c, place_store(mem, place, "gone")));
    assert_int_equal(RUN("org", "list"), 0);
    assert_false(store_exists(&c, place_store(mem, place, "gone")));
    assert_int_equal(RUN("org", "create", "gone", "--name", "Again"), 0);
    assert_int_equal(RUN("org", "list"), 0);
    assert_true(store_exists(&c, place_store(mem, place, "gone")));
    server_start();
    WANT(ask(boss, "GET", "/o/gone", NULL), 200);
}

/* A proof that was altered anywhere, or belongs to another key, is none. */
static void
seals_are_checked(void **state)
{
    static const char text[] = "ismene erasure proof 1\norganisation: x\n";
    struct ctx c = { .arena = mem };
    struct seal a, b;
    char *note, *public;

    (void)state;
    crypto_sign_seed_keypair(a.public, a.secret, (const unsigned char *)
        "0123456789abcdef0123456789abcdef");
    crypto_sign_seed_keypair(b.public, b.secret, (const unsigned char *)
        "1123456789abcdef0123456789abcdef");
    note = seal_sign(mem, &a, text);
    public = seal_public(mem, &a);
    assert_int_equal(seal_verify(&c, slice_of(note), public), 0);
    assert_int_equal(seal_verify(&c, slice_of(note), format("%s\n", public)), 0);
    for (size_t i = 0; note[i] != '\0'; i++) {
        char *bad = arena_strdup(mem, note);

        bad[i] ^= 1;
        if (seal_verify(&c, slice_of(bad), public) == 0)
            fprintf(stderr, "# the change of byte %zu is not noticed: %s\n", i, bad);
        assert_int_equal(c.err, E_INVALID);
        ctx_clear(&c);
    }
    assert_int_equal(seal_verify(&c, slice_of(note), seal_public(mem, &b)), E_INVALID);
    ctx_clear(&c);
    assert_int_equal(seal_verify(&c, slice_of(""), public), E_INVALID);
    ctx_clear(&c);
    assert_int_equal(seal_verify(&c, slice_of(text), public), E_INVALID);
    ctx_clear(&c);
    assert_int_equal(seal_verify(&c, slice_of(note), "ismene+00000000+AAAA"), E_INVALID);
    ctx_clear(&c);
    assert_int_equal(seal_verify(&c, slice_of(note), ""), E_INVALID);
    ctx_clear(&c);
    public[strlen("ismene+")] ^= 1;     /* a key whose id was altered */
    assert_int_equal(seal_verify(&c, slice_of(note), public), E_INVALID);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_portfolio_has_mine_and_no_others),
        cmocka_unit_test(the_portfolio_agrees_with_the_board),
        cmocka_unit_test(the_portfolio_follows_a_change),
        cmocka_unit_test(the_portfolio_is_filtered_and_sorted),
        cmocka_unit_test(only_administrators_of_the_installation_get_there),
        cmocka_unit_test(limits_are_kept_where_something_is_added),
        cmocka_unit_test(users_are_limited_too),
        cmocka_unit_test(an_archive_is_only_read),
        cmocka_unit_test(a_template_gives_method_and_nobodys_data),
        cmocka_unit_test(a_copy_is_whole_and_marked),
        cmocka_unit_test(the_portfolio_keeps_the_terms),
        cmocka_unit_test(the_list_follows_the_store),
        cmocka_unit_test(two_administrators_erase),
        cmocka_unit_test(an_interrupted_erasure_is_finished),
        cmocka_unit_test(seals_are_checked),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
