/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * framing.c - hostile bytes over plain sockets: whatever comes, at most one
 * answer goes back, no hidden second request is answered, and the server lives.
 */
#include "client.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define HIDDEN "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
#define POST "POST /api/v1/session HTTP/1.1\r\nHost: x\r\n"
#define JSON_TYPE "Content-Type: application/json\r\n"

/* Answers of the hundred that first stands for; 0: all. */
static size_t
answers(const char *back, char first)
{
    size_t n = 0;

    for (const char *p = back; (p = strstr(p, "HTTP/1.1 ")) != NULL; p++)
        n += first == '\0' || p[9] == first;
    return n;
}

static void
still_there(void)
{
    struct reply r = ask(NULL, "GET", "/healthz", NULL);

    WANT(r, 200);
}

/* Refused with 4xx, once: what stands behind the ambiguous end is not a request. */
static void
ambiguous_requests_are_refused(void **state)
{
    static const char *const probes[] = {
        POST "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" HIDDEN,
        POST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" HIDDEN,
        POST "Content-Length: 2, 2\r\n\r\n{}" HIDDEN,
        POST "Content-Length: +2\r\n\r\n{}" HIDDEN,
        POST "Content-Length: 0x2\r\n\r\n{}" HIDDEN,
        POST "Content-Length: 2 2\r\n\r\n{}" HIDDEN,
        POST "Content-Length: -1\r\n\r\n{}" HIDDEN,
        POST "Content-Length: 18446744073709551618\r\n\r\n{}" HIDDEN,
        POST "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN,
        POST "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n" HIDDEN,
        POST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN,
        POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" HIDDEN,
        POST "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" HIDDEN,
        POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n" HIDDEN,
        POST "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" HIDDEN,
        POST "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n{}\r\n" HIDDEN,
        POST "Content-Length : 2\r\n\r\n{}" HIDDEN,
        POST "Content-Length\t: 2\r\n\r\n{}" HIDDEN,
        POST "Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}" HIDDEN,
        POST "Transfer-Encoding\x0b: chunked\r\nContent-Length: 2\r\n\r\n{}" HIDDEN,
        POST "Content_Length: 2\r\nContent-Length: 2\r\nHost: y\r\n\r\n{}" HIDDEN,
        POST "X: a\r\n b\r\nContent-Length: 2\r\nHost: y\r\n\r\n{}" HIDDEN,
        POST ": novalue\r\nContent-Length: 2\r\n\r\n{}" HIDDEN,
        POST "No colon here\r\nContent-Length: 2\r\n\r\n{}" HIDDEN,
        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" HIDDEN,
        "GET / HTTP/1.1\r\nhost: x\r\nHOST: x\r\n\r\n" HIDDEN,
        "GET / HTTP/1.1\r\n\r\n" HIDDEN,
        "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /o/demo%00x HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /?a=%00 HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /%c0%ae%c0%ae/ HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET //healthz HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /%2fhealthz HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /assets/../healthz HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /assets/%2e%2e/healthz HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /assets/.%2e%2fhealthz HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /. HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /a/.. HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /\\healthz HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET x:80 HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN,
        "GET / HTTP/1.1\r\nHost: x\r\nCookie: a\x01" "b\r\n\r\n" HIDDEN,
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n" HIDDEN,
        "GET / HTTP/0.9\r\nHost: x\r\n\r\n" HIDDEN,
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
        const char *back = talk(probes[i], strlen(probes[i]));

        /* The library may refuse a line twice; what counts is that nothing was done. */
        if (answers(back, '2') + answers(back, '3') > 0)
            fail_msg("probe %zu: %.300s", i, back);
        still_there();
    }
}

/* Either way is fine, but no way into a second, hidden request. */
static void
sloppy_lines_hide_nothing(void **state)
{
    static const char *const probes[] = {
        "GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n",
        "GET /healthz HTTP/1.1\r\nHost: x\nX: y\r\nConnection: close\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\nConnection: close\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\rContent-Length: 5\r\nConnection: close\r\n\r\n",
        "\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET  /healthz  HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /healthz HTTP/1.1 \r\nHost: x\r\nConnection: close\r\n\r\n",
        "get /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /healthz\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x80\x80\x80\x80", "GET", "GET /", "\n", "POST /api/v1/session HTTP/1.1\r\nHost: x\r\n"
            JSON_TYPE "Content-Length: 100\r\n\r\n{\"email\":",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
        const char *back = talk(probes[i], strlen(probes[i]));

        if (answers(back, '2') > 1)
            fail_msg("probe %zu: %.300s", i, back);
        still_there();
    }
}

/* libmicrohttpd cuts at NUL before we see the line: the end of the request stays where it is. */
static void
bytes_with_nul_hide_nothing(void **state)
{
    static const char head[] = "GET /nothing HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n"
        "Connection: close\r\n\r\n" HIDDEN;
    static const char line[] = "GET /\0healthz HTTP/1.1\r\nHost: x\r\n"
        "Connection: close\r\n\r\n" HIDDEN;
    static const char name[] = "GET /nothing HTTP/1.1\r\nHost: x\r\nA\0B: a\r\n"
        "Connection: close\r\n\r\n" HIDDEN;
    const struct { const char *p; size_t n; } probes[] = { { head, sizeof head - 1 },
        { line, sizeof line - 1 }, { name, sizeof name - 1 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
        const char *back = talk(probes[i].p, probes[i].n);

        if (answers(back, '2') > 0)
            fail_msg("probe %zu: %.300s", i, back);
        still_there();
    }
}

static void
oversized_heads_are_refused(void **state)
{
    struct buf b;
    const char *back;

    (void)state;
    buf_init(&b, BUF_MAX);
    buf_puts(&b, "GET /healthz HTTP/1.1\r\nHost: x\r\nX: ");
    for (int i = 0; i < 200000; i++)
        buf_putc(&b, 'a');
    buf_puts(&b, "\r\n\r\n");
    back = talk(b.p, b.n);
    assert_true(back[0] == '\0' || strncmp(back, "HTTP/1.1 4", 10) == 0);
    still_there();
    buf_reset(&b);
    buf_puts(&b, "GET /healthz HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 20000; i++)
        buf_printf(&b, "X-%d: y\r\n", i);
    buf_puts(&b, "\r\n");
    back = talk(b.p, b.n);
    assert_true(back[0] == '\0' || strncmp(back, "HTTP/1.1 4", 10) == 0);
    still_there();
    buf_reset(&b);
    buf_puts(&b, "GET /");
    for (int i = 0; i < 9000; i++)
        buf_putc(&b, 'a');
    buf_puts(&b, " HTTP/1.1\r\nHost: x\r\n\r\n");
    back = talk(b.p, b.n);
    assert_int_equal(strncmp(back, "HTTP/1.1 4", 10), 0);
    still_there();
    buf_free(&b);
}

/* A body that is refused for its size is no request either. */
static void
refused_bodies_are_no_requests(void **state)
{
    static const char probe[] = POST JSON_TYPE "Content-Length: 70000\r\n\r\n" HIDDEN HIDDEN;
    static const char twice[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    const char *back = talk(probe, sizeof probe - 1);

    (void)state;
    if (behind_nginx("it waits for all of a body and does not answer whoever leaves before")) {
        assert_string_equal(back, "");
    } else {
        assert_int_equal(answers(back, '\0'), 1);
        assert_int_equal(strncmp(back, "HTTP/1.1 413", 12), 0);
    }
    assert_int_equal(answers(talk(twice, sizeof twice - 1), '2'), 2);        /* honest pipelining */
    still_there();
}

/* Nothing of a request comes back where it could be taken for a header. */
static void
nothing_is_reflected_into_headers(void **state)
{
    const struct session *s = sign_in_as("ines");
    static const char *const paths[] = { "/o/demo/r/risks%0d%0aX-Evil:%201",
        "/signin?next=%0d%0aX-Evil:%201", "/o/demo/api/v1/risks?sort=%0d%0aX-Evil:%201",
        "/%0d%0aX-Evil:%201" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct reply r = ask(s, "GET", paths[i], NULL);

        assert_true(r.status >= 200 && r.status < 500);
        assert_null(header_of(&r, "X-Evil"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ambiguous_requests_are_refused),
        cmocka_unit_test(sloppy_lines_hide_nothing),
        cmocka_unit_test(bytes_with_nul_hide_nothing),
        cmocka_unit_test(oversized_heads_are_refused),
        cmocka_unit_test(refused_bodies_are_no_requests),
        cmocka_unit_test(nothing_is_reflected_into_headers),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, server_up, server_down);
}
