/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* once.c - whatever is sent again with its key has its effect once, by API and by form. */
#include "client.h"

#include <pthread.h>

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct session *ines, *maeve;

static int
sign_in_all(void **state)
{
    (void)state;
    ines = sign_in_as("ines");
    maeve = sign_in_as("maeve");
    return 0;
}

static size_t
count(const char *path)
{
    struct reply r = ask(ines, "GET", path, NULL);

    WANT(r, 200);
    return json_array_size(json_object_get(r.json, "items"));
}

/* Twice: the same answer, and the second says what it is. */
static struct reply
twice(const char *method, const char *path, const char *body, const char *headers, long status)
{
    struct reply one = ask_with(ines, method, path, body, headers);
    struct reply two = ask_with(ines, method, path, body, headers);

    WANT(one, status);
    WANT(two, status);
    assert_string_equal(one.body.p, two.body.p);
    assert_null(header_of(&one, "Idempotency-Replayed"));
    assert_string_equal(header_of(&two, "Idempotency-Replayed"), "true");
    return one;
}

static void
every_write_of_the_api_is_repeated_once(void **state)
{
    const char *path = "issues/ISS-03", *comments = "issues/ISS-03/comments";
    size_t before = count(comments);
    struct reply r;

    (void)state;
    twice("POST", comments, "{'text':'Once'}", "Idempotency-Key: c", 201);
    assert_int_equal(count(comments), before + 1);
    r = twice("PATCH", path, "{'description':'Told once'}",
        format("%s\nIdempotency-Key: p", match_of(ines, path)), 200);
    assert_non_null(header_of(&r, "ETag"));
    assert_string_equal(match_of(ines, path), format("If-Match: %s", header_of(&r, "ETag")));
    twice("PUT", "issues/ISS-03/tags", "{'tags':['one']}", "Idempotency-Key: t", 200);
    r = ask(ines, "POST", "issues", "{'title':'To be removed'}");
    WANT(r, 201);
    twice("DELETE", header_of(&r, "Location"), NULL, "If-Match: *\nIdempotency-Key: d", 204);
    before = count("issues/ISS-03/attachments");
    for (int i = 0; i < 2; i++)
        WANT(ask_raw(ines, "POST", "issues/ISS-03/attachments", SLICE("--b\r\n"
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
            "x\r\n--b--\r\n"), "Content-Type: multipart/form-data; boundary=b\n"
            "Idempotency-Key: a"), 201);
    assert_int_equal(count("issues/ISS-03/attachments"), before + 1);
}

/* A key is the account's, belongs to one request, and a refusal uses none up. */
static void
keys_are_no_way_round(void **state)
{
    const char *comments = "issues/ISS-04/comments", *h = "Idempotency-Key: mine";
    size_t before = count(comments);

    (void)state;
    WANT(ask_with(ines, "POST", comments, "{'text':''}", h), 422);
    WANT(ask_with(ines, "POST", comments, "{'text':'A'}", h), 201);
    WANT(ask_with(ines, "POST", comments, "{'text':'B'}", h), 422);
    WANT(ask_with(ines, "POST", "issues/ISS-05/comments", "{'text':'A'}", h), 422);
    WANT(ask_with(maeve, "POST", comments, "{'text':'A'}", h), 201);
    WANT(ask_with(ines, "POST", comments, "{'text':'A'}", format("%s\nX-CSRF-Token: 0", h)), 403);
    WANT(ask_with(NULL, "POST", comments, "{'text':'A'}", h), 401);
    assert_int_equal(count(comments), before + 2);
}

/* The hidden key of the form on a page that posts there. */
static const char *
once_of(const char *page, const char *action)
{
    struct reply r = ask(ines, "GET", page, NULL);
    const char *form, *at;

    WANT(r, 200);
    form = strstr(r.body.p, format("action=\"%s\"", action));
    if (form == NULL)
        form = strstr(r.body.p, format("action=\"\n%s", action));
    assert_non_null(form);
    at = strstr(form, "name=\"_once\" value=\"");
    assert_non_null(at);
    return format("%.32s", at + 20);
}

static struct reply
send(const char *path, const char *once, const char *fields)
{
    return ask_raw(ines, "POST", path, slice_of(format("_csrf=%s&_once=%s&%s", ines->csrf, once,
        fields)), "Content-Type: application/x-www-form-urlencoded");
}

static void
forms_are_repeated_once(void **state)
{
    const char *page = "/o/demo/r/issues/ISS-06", *to = format("%s/comments", page), *once;
    size_t before = count("issues/ISS-06/comments");
    struct reply one, two;

    (void)state;
    once = once_of(page, to);
    one = send(to, once, "text=Hello");
    two = send(to, once, "text=Hello");
    WANT(one, 303);
    WANT(two, 303);
    assert_string_equal(header_of(&one, "Location"), header_of(&two, "Location"));
    assert_int_equal(count("issues/ISS-06/comments"), before + 1);
    WANT(send(to, once, "text=Something+else"), 303);   /* back, and written anew */
    assert_int_equal(count("issues/ISS-06/comments"), before + 2);
    once = once_of(page, to);
    WANT(send(to, once, "text=Hello"), 303);            /* the same on a new page is another */
    assert_int_equal(count("issues/ISS-06/comments"), before + 3);
    server_stop();
    server_start();
    WANT(send(to, once, "text=Hello"), 303);
    assert_int_equal(count("issues/ISS-06/comments"), before + 3);
    WANT(send(to, once_of(page, to), "text=Hello"), 303);
    assert_int_equal(count("issues/ISS-06/comments"), before + 4);
}

static void
a_record_is_added_once(void **state)
{
    const char *once = once_of("/o/demo/r/issues/new", "/o/demo/r/issues");
    size_t before = count("issues?limit=200");
    struct reply one, two;

    (void)state;
    one = send("/o/demo/r/issues", once, "title=");
    WANT(one, 422);
    one = send("/o/demo/r/issues", once, "title=Only+one");
    two = send("/o/demo/r/issues", once, "title=Only+one");
    WANT(one, 303);
    WANT(two, 303);
    assert_string_equal(header_of(&one, "Location"), header_of(&two, "Location"));
    assert_int_equal(count("issues?limit=200"), before + 1);
}

/* Views are kept in the control store within a request of the organisation, members in both. */
#define ROUNDS 40

struct writer {
    pthread_t thread;
    const char *path, *fields[2];
    int answered;
};

static void *
write_often(void *arg)
{
    struct writer *w = arg;

    for (int i = 0; i < ROUNDS; i++) {
        char text[1500], body[700];

        snprintf(body, sizeof body, "_csrf=%s&%s%d", ines->csrf, w->fields[i % 2], i % 24);
        snprintf(text, sizeof text, "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: %s\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
            w->path, ines->cookie, strlen(body), body);
        w->answered += strncmp(talk(text, strlen(text)), "HTTP/1.1 303", 12) == 0;
    }
    return NULL;
}

static void
writers_of_both_stores_do_not_wait_for_each_other(void **state)
{
    struct reply r = ask(ines, "GET", "/o/demo/members", NULL);
    const char *clara = strstr(r.body.p, "clara.weiss@"), *edit;
    struct writer w[8];

    (void)state;
    WANT(r, 200);
    assert_non_null(clara);
    edit = strstr(clara, "members?edit=");
    assert_non_null(edit);
    for (size_t i = 0; i < ARRAY_LEN(w); i++) {
        w[i] = (struct writer){ .path = "/o/demo/r/risks/views",
            .fields = { "query=&name=View+", "query=sort%3Dtitle&name=View+" } };
        if (i % 2)
            w[i] = (struct writer){ .path = "/o/demo/members", .fields = {
                format("do=roles&id=%d&role=AO&person=-&ignored=", atoi(edit + 13)),
                format("do=roles&id=%d&role=IA&person=-&ignored=", atoi(edit + 13)) } };
        pthread_create(&w[i].thread, NULL, write_often, &w[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(w); i++)
        pthread_join(w[i].thread, NULL);
    for (size_t i = 0; i < ARRAY_LEN(w); i++)
        assert_int_equal(w[i].answered, ROUNDS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_write_of_the_api_is_repeated_once, sign_in_all),
        cmocka_unit_test(keys_are_no_way_round),
        cmocka_unit_test(forms_are_repeated_once),
        cmocka_unit_test(a_record_is_added_once),
        cmocka_unit_test(writers_of_both_stores_do_not_wait_for_each_other),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, server_up, server_down);
}
