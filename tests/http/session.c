/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* session.c - signing in and out, guesses, requests from other sites, secrets. */
#include "client.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/auth.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static void
signing_in_gives_a_cookie_and_a_token(void **state)
{
    struct reply r = ask(NULL, "POST", "/api/v1/session",
        "{'email':'INES.Duarte@quillbeck.example','password':'" PASSWORD "'}");
    const char *cookie = header_of(&r, "Set-Cookie");
    struct session *s = sign_in_as("ines");

    (void)state;
    WANT(r, 201);
    assert_int_equal(strlen(text_of(r.json, "csrf")), 64);
    assert_string_equal(text_of(r.json, "email"), "ines.duarte@quillbeck.example");
    assert_int_equal(strncmp(cookie, "ismene=", 7), 0);
    assert_non_null(strstr(cookie, "; HttpOnly"));
    assert_non_null(strstr(cookie, "; SameSite=Lax"));
    assert_non_null(strstr(cookie, "; Path=/"));
    assert_null(strstr(cookie, "Secure"));
    assert_string_equal(header_of(&r, "Cache-Control"), "no-store");
    r = ask(s, "GET", "/api/v1/session", NULL);
    WANT(r, 200);
    assert_string_equal(text_of(r.json, "csrf"), s->csrf);
    assert_string_equal(text_of(r.json, "name"), "Ines Duarte");
    WANT(ask(s, "GET", "risks", NULL), 200);
}

static void
behind_tls_the_cookie_is_bound_to_the_host(void **state)
{
    struct session s = { .csrf = "x" };
    const char *cookie;
    struct reply r;

    (void)state;
    via_tls = true;
    r = ask(NULL, "POST", "session",
        "{'email':'orla.quinn@quillbeck.example','password':'" PASSWORD "'}");
    via_tls = false;
    cookie = header_of(&r, "Set-Cookie");
    WANT(r, 201);
    assert_int_equal(strncmp(cookie, "__Host-ismene=", 14), 0);
    assert_non_null(strstr(cookie, "; Secure"));
    snprintf(s.cookie, sizeof s.cookie, "%.*s", (int)strcspn(cookie, ";"), cookie);
    WANT(ask(&s, "GET", "risks", NULL), 200);
}

static void
wrong_passwords_all_sound_the_same(void **state)
{
    struct reply wrong = ask(NULL, "POST", "/api/v1/session",
        "{'email':'clara.weiss@quillbeck.example','password':'not-the-password'}");
    struct reply nobody = ask(NULL, "POST", "/api/v1/session",
        "{'email':'nobody@quillbeck.example','password':'not-the-password'}");

    (void)state;
    WANT(wrong, 401);
    WANT(nobody, 401);
    assert_string_equal(wrong.body.p, nobody.body.p);
    assert_null(header_of(&wrong, "Set-Cookie"));
    assert_string_equal(header_of(&wrong, "Content-Type"), "application/problem+json");
    WANT_ERROR(ask(NULL, "POST", "/api/v1/session", "{'password':'x'}"), "email");
    WANT_ERROR(ask(NULL, "POST", "/api/v1/session", "{'email':'x@y.example'}"), "password");
    WANT_ERROR(ask(NULL, "POST", "/api/v1/session", "{'email':7,'password':'x'}"), "email");
    WANT(ask(NULL, "POST", "/api/v1/session", "[]"), 422);
    WANT(ask(NULL, "POST", "/api/v1/session", "{"), 422);
    WANT(ask(NULL, "POST", "/api/v1/session", "{'email':'x@y.example','password':'\\u0000'}"),
        422);
}

/* Whether a slug is taken is told to nobody who does not belong there. */
static void
signing_in_does_not_tell_which_organisations_exist(void **state)
{
    const char *body = "{'email':'nobody@quillbeck.example','password':'not-the-password'}";
    struct reply here = ask(NULL, "POST", "/o/demo/api/v1/session", body);
    struct reply absent = ask(NULL, "POST", "/o/absent/api/v1/session", body);

    (void)state;
    WANT(here, 401);
    WANT(absent, 401);
    assert_string_equal(here.body.p, absent.body.p);
    here = ask(NULL, "GET", "/o/demo/api/v1/risks", NULL);
    absent = ask(NULL, "GET", "/o/absent/api/v1/risks", NULL);
    WANT(here, 401);
    WANT(absent, 401);
    assert_string_equal(here.body.p, absent.body.p);
}

struct guesser {
    pthread_t thread;
    const char *text;
    char answer[16];
};

static void *
guess(void *arg)
{
    struct guesser *g = arg;

    snprintf(g->answer, sizeof g->answer, "%.12s", talk(g->text, strlen(g->text)));
    return NULL;
}

static void
guessing_is_slowed_down(void **state)
{
    const char *body = "{'email':'victim@quillbeck.example','password':'guess-guess-guess'}";
    struct reply r;

    (void)state;
    for (int i = 0; i < 8; i++)
        WANT(ask(NULL, "POST", "/api/v1/session", body), 401);
    r = ask(NULL, "POST", "/api/v1/session", body);
    WANT(r, 429);
    assert_string_equal(header_of(&r, "Retry-After"), "900");
    WANT(ask(NULL, "POST", "/api/v1/session",
        "{'email':'VICTIM@quillbeck.example','password':'guess-guess-guess'}"), 429);
    assert_non_null(sign_in_as("orla"));        /* others are not hindered */
}

/* Many at once pass the same check; no more of them are told whether they were right. */
static void
guessing_at_the_same_time_gives_no_more_guesses(void **state)
{
    static const char *const emails[] = { "maeve.corrigan", "niamh.doyle" };
    struct guesser g[24];
    int told[2] = { 0 }, late[2] = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(g); i++) {     /* the last ones of niamh are right */
        const char *body = format("{\"email\":\"%s@quillbeck.example\",\"password\":\"%s\"}",
            emails[i % 2], i >= 18 && i % 2 ? PASSWORD : "guess-guess-guess");

        g[i].text = format("POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
    }
    for (size_t i = 0; i < ARRAY_LEN(g); i++) {
        pthread_create(&g[i].thread, NULL, guess, &g[i]);
        usleep(i == 17 ? 1000000 : 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(g); i++) {
        pthread_join(g[i].thread, NULL);
        told[i % 2] += strcmp(g[i].answer, "HTTP/1.1 401") == 0;
        late[i % 2] += strcmp(g[i].answer, "HTTP/1.1 429") == 0;
    }
    assert_int_equal(told[0], 8);
    assert_int_equal(late[0], 4);
    assert_int_equal(told[1], 8);
    assert_int_equal(late[1], 4);
}

/* Each visitor behind a proxy has guesses of their own; what they claim counts for nothing. */
static void
visitors_behind_a_proxy_are_told_apart(void **state)
{
    const char *body = "{'email':'y@z.example','password':'guess'}";

    (void)state;
    via_peer = "203.0.113.5";
    for (int i = 0; i < 40; i++)
        WANT(ask(NULL, "POST", "/api/v1/session", format("{'email':'x%d@quillbeck.example',"
            "'password':'guess-guess-guess'}", i)), 401);
    WANT(ask(NULL, "POST", "/api/v1/session", body), 429);
    WANT(ask_with(NULL, "POST", "/api/v1/session", body, "X-Forwarded-For: 198.51.100.7"), 429);
    via_peer = "203.0.113.6";
    WANT(ask(NULL, "POST", "/api/v1/session", body), 401);
    via_peer = NULL;
    assert_non_null(sign_in_as("orla"));
}

static void
signing_out_ends_the_session(void **state)
{
    struct session *s = sign_in_as("clara");
    struct reply r;

    (void)state;
    WANT(ask_with(s, "DELETE", "/api/v1/session", NULL, "X-CSRF-Token: 1"), 403);
    r = ask(s, "DELETE", "/api/v1/session", NULL);
    WANT(r, 204);
    assert_int_equal(r.body.n, 0);
    assert_non_null(strstr(header_of(&r, "Set-Cookie"), "Max-Age=0"));
    WANT(ask(s, "GET", "/api/v1/session", NULL), 401);
    WANT(ask(s, "GET", "risks", NULL), 401);
    WANT(ask(NULL, "DELETE", "/api/v1/session", NULL), 401);
    WANT(ask(NULL, "POST", "/signout", NULL), 303);
    WANT(ask(s, "POST", "/signout", NULL), 303);        /* twice */
}

static void
tokens_that_are_none_sign_nobody_in(void **state)
{
    static const char *const cookies[] = { "ismene=", "ismene=abc", "ismene=%00",
        "ismene=0000000000000000000000000000000000000000000000000000000000000000",
        "ismene=' or 1=1 -- 0000000000000000000000000000000000000000000000000000",
        "other=1; ismene=\"\"", ";;;=;" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cookies); i++)
        WANT(ask_with(NULL, "GET", "risks", NULL, format("Cookie: %s", cookies[i])), 401);
}

static void
unsafe_requests_need_the_token(void **state)
{
    const struct session *s = sign_in_as("ines"), *other = sign_in_as("maeve");
    const char *body = "{'title':'A risk'}";
    const char *host = format("127.0.0.1:%d", server_port);

    (void)state;
    WANT(ask_with(s, "POST", "issues", body, "X-CSRF-Token;"), 403);
    WANT(ask_with(s, "POST", "issues", body, "X-CSRF-Token: wrong"), 403);
    WANT(ask_with(s, "POST", "issues", body, format("X-CSRF-Token: %s", other->csrf)), 403);
    WANT(ask_with(s, "PATCH", "issues/ISS-01", body, "X-CSRF-Token: 0\nIf-Match: *"), 403);
    WANT(ask_with(s, "DELETE", "issues/ISS-01", NULL, "X-CSRF-Token: 0\nIf-Match: *"), 403);
    WANT(ask_with(s, "POST", "issues", body, "Sec-Fetch-Site: cross-site"), 403);
    WANT(ask_with(s, "POST", "issues", body, "Sec-Fetch-Site: same-site"), 403);
    WANT(ask_with(s, "POST", "issues", body, "Origin: https://evil.example"), 403);
    WANT(ask_with(s, "POST", "issues", body, "Origin: null"), 403);
    WANT(ask_with(s, "POST", "issues", body, format("Origin: http://%s.evil.example", host)), 403);
    WANT(ask_with(NULL, "POST", "/api/v1/session", "{}", "Origin: https://evil.example"), 403);
    WANT(ask_with(s, "POST", "issues", "{'nonsense':1}", format("Origin: http://%s\n"
        "Sec-Fetch-Site: same-origin", host)), 422);
    WANT(ask(NULL, "POST", "issues", body), 401);
}

/* A browser can send these across sites without asking first. */
static void
simple_content_types_are_no_json(void **state)
{
    const struct session *s = sign_in_as("ines");
    static const char *const types[] = { "text/plain", "application/x-www-form-urlencoded",
        "application/jsonx" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        WANT(ask_raw(s, "POST", "issues", SLICE("{\"title\":\"x\"}"),
            format("Content-Type: %s", types[i])), 422);
}

/* Straight in the control store, as time would do it. */
static void
age_sessions(const char *column, int64_t by_s)
{
    static const struct actor system_actor = { .name = "system", .email = "system",
        .system = true };
    struct ctx c = { .arena = mem, .actor = &system_actor, .now = clock_now() };
    struct store *control;

    assert_int_equal(control_open(&c, place_control(mem, place), STORE_EXCLUSIVE,
        &control), 0);
    assert_int_equal(store_write(&c, control), 0);
    assert_int_equal(db_exec(&c, *column == 's'
        ? SQL("update session set seen_at = seen_at - $by")
        : SQL("update session set created_at = created_at - $by"),
        BINDS(bind_int("by", by_s * 1000000))), 0);
    assert_int_equal(store_commit(&c), 0);
    store_close(control);
}

static void
sessions_end_by_themselves(void **state)
{
    struct session *idle = sign_in_as("ines"), *old, *fresh;

    (void)state;
    server_stop();
    age_sessions("seen_at", SESSION_IDLE_HOURS * 3600 - 60);
    server_start();
    WANT(ask(idle, "GET", "risks", NULL), 200);         /* in time, and seen again */
    server_stop();
    age_sessions("seen_at", SESSION_IDLE_HOURS * 3600 - 60);
    server_start();
    WANT(ask(idle, "GET", "risks", NULL), 200);
    old = sign_in_as("maeve");
    server_stop();
    age_sessions("seen_at", SESSION_IDLE_HOURS * 3600 + 60);
    server_start();
    WANT(ask(idle, "GET", "risks", NULL), 401);
    old = sign_in_as("maeve");
    server_stop();
    age_sessions("created_at", INT64_C(86400) * SESSION_DAYS + 60);
    server_start();
    WANT(ask(old, "GET", "risks", NULL), 401);
    fresh = sign_in_as("maeve");
    WANT(ask(fresh, "GET", "risks", NULL), 200);
}

static bool
file_holds(const char *path, const char *secret)
{
    FILE *f = fopen(path, "rb");
    struct buf b;
    char chunk[65536];
    bool found;
    size_t n;

    if (f == NULL)
        return false;
    buf_init(&b, BUF_MAX);
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_add(&b, chunk, n);
    fclose(f);
    found = b.n > 0 && memmem(b.p, b.n, secret, strlen(secret)) != NULL;
    buf_free(&b);
    return found;
}

static void
secrets_are_kept_nowhere_in_the_clear(void **state)
{
    static const char *const files[] = { "data/control.db", "data/control.db-wal",
        "data/orgs/demo.db", "data/orgs/demo.db-wal", "log" };
    const struct session *s = sign_in_as("ines");
    const char *token = strchr(s->cookie, '=') + 1;
    struct stat st;

    (void)state;
    WANT(ask(s, "GET", "risks", NULL), 200);
    WANT(ask(NULL, "POST", "/api/v1/session",
        "{'email':'clara.weiss@quillbeck.example','password':'a-wrong-password'}"), 401);
    WANT(ask(s, "GET", "/o/demo/nothing/here", NULL), 404);
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        const char *path = format("%s/%s", place_dir, files[i]);

        if (file_holds(path, token) || file_holds(path, s->csrf) || file_holds(path, PASSWORD)
            || file_holds(path, "a-wrong-password"))
            fail_msg("%s holds a secret", files[i]);
    }
    if (place_is_database())
        return;
    assert_true(file_holds(format("%s/data/control.db", place_dir), "clara.weiss@")
        || file_holds(format("%s/data/control.db-wal", place_dir), "clara.weiss@"));
    assert_int_equal(stat(place, &st), 0);
    assert_int_equal(st.st_mode & 077, 0);
}

/* Hashing takes its time; whoever only reads does not wait for it. */
static void *
sign_in_often(void *arg)
{
    static const char body[] = "{\"email\":\"orla.quinn@quillbeck.example\","
        "\"password\":\"" PASSWORD "\"}";
    char text[400];

    snprintf(text, sizeof text, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", sizeof body - 1, body);
    *(const char **)arg = talk(text, strlen(text));
    return NULL;
}

static void
hashing_passwords_stalls_nobody(void **state)
{
    const struct session *s = sign_in_as("ines");
    double hash = 0, worst = 0;
    struct reply r;
    pthread_t t[12];
    const char *out[12];

    (void)state;
    r = ask(NULL, "POST", "/api/v1/session",
        "{'email':'orla.quinn@quillbeck.example','password':'" PASSWORD "'}");
    hash = r.seconds;
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        pthread_create(&t[i], NULL, sign_in_often, &out[i]);
    for (int i = 0; i < 10; i++) {
        r = ask(s, "GET", "risks?limit=1", NULL);
        WANT(r, 200);
        worst = r.seconds > worst ? r.seconds : worst;
    }
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        pthread_join(t[i], NULL);
    /* Twelve hashes one after the other; a reader behind them would wait for several. */
    if (worst > 6 * hash)
        fail_msg("a reader waited %.3f s, one hash takes %.3f s", worst, hash);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signing_in_gives_a_cookie_and_a_token),
        cmocka_unit_test(behind_tls_the_cookie_is_bound_to_the_host),
        cmocka_unit_test(wrong_passwords_all_sound_the_same),
        cmocka_unit_test(signing_in_does_not_tell_which_organisations_exist),
        cmocka_unit_test(guessing_is_slowed_down),
        cmocka_unit_test(visitors_behind_a_proxy_are_told_apart),
        cmocka_unit_test(signing_out_ends_the_session),
        cmocka_unit_test(tokens_that_are_none_sign_nobody_in),
        cmocka_unit_test(unsafe_requests_need_the_token),
        cmocka_unit_test(simple_content_types_are_no_json),
        cmocka_unit_test(hashing_passwords_stalls_nobody),
        cmocka_unit_test(secrets_are_kept_nowhere_in_the_clear),
        cmocka_unit_test(sessions_end_by_themselves),
        cmocka_unit_test(guessing_at_the_same_time_gives_no_more_guesses),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, server_up, server_down);
}
