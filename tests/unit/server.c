/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* server.c - the real server over real sockets: framing probes, limits, many at once. */
#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/http.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct http_server *server;

static size_t
limit(void *app, struct request *r)
{
    (void)app;
    (void)r;
    return 1000;
}

static void
handle(void *app, struct request *r, struct response *ret)
{
    (void)app;
    ret->type = "text/plain";
    buf_printf(&ret->body, "APP %s %s %zu", method_name(r->method), r->path, r->body.n);
}

static int
set_up(void **state)
{
    struct http_config cfg = { .listen = "127.0.0.1:0", .limit = limit, .handle = handle };
    char why[200];

    (void)state;
    return http_start(&cfg, &server, why);
}

static int
tear_down(void **state)
{
    (void)state;
    http_stop(server);
    return 0;
}

static int
dial(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(server)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { .tv_sec = 5 };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

/* Send bytes, read until the other side closes; the text lives until the next call. */
static const char *
talk(const char *text)
{
    static char out[65536];
    size_t n = 0;
    ssize_t got;
    int fd = dial();

    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    shutdown(fd, SHUT_WR);
    while (n < sizeof out - 1 && (got = read(fd, out + n, sizeof out - 1 - n)) > 0)
        n += (size_t)got;
    out[n] = '\0';
    close(fd);
    return out;
}

#define END "Connection: close\r\n\r\n"

static void
plain_requests_are_answered(void **state)
{
    (void)state;
    assert_non_null(strstr(talk("GET /a%20b?c=d HTTP/1.1\r\nHost: x\r\n" END), "APP GET /a b 0"));
    assert_non_null(strstr(talk("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n" END "abc"),
        "APP POST /p 3"));
    assert_null(strstr(talk("HEAD /h HTTP/1.1\r\nHost: x\r\n" END), "APP"));
}

/* Each would let a second request through, or means two things to two parsers. */
static void
ambiguous_framing_is_refused(void **state)
{
    static const char *const probes[] = {
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nabc",
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
            "0\r\n\r\n"),
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\nabc",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /?a=%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a/%2e%2e/b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET //a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
        const char *back = talk(probes[i]);

        if (strstr(back, "APP") != NULL || strncmp(back, "HTTP/1.1 400", 12) != 0)
            fail_msg("probe %zu: %.200s", i, back);
    }
}

static void
large_bodies_are_refused(void **state)
{
    const char *back = talk("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");

    (void)state;
    assert_int_equal(strncmp(back, "HTTP/1.1 413", 12), 0);
}

/* A proxy that still writes would take our going for a failure. */
static void
large_bodies_behind_a_proxy_are_read_to_their_end(void **state)
{
    static char text[5000];
    int n = snprintf(text, sizeof text, "POST / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n"
        "Content-Length: 4000\r\n\r\n%04000d", 0);
    int fd = dial();
    char back[2] = "";
    struct pollfd p = { .fd = fd, .events = POLLIN };

    (void)state;
    assert_int_equal(write(fd, text, (size_t)n - 1), n - 1);
    assert_int_equal(poll(&p, 1, 300), 0);
    assert_int_equal(write(fd, text + n - 1, 1), 1);
    assert_int_equal(read(fd, back, 1), 1);
    assert_int_equal(*back, 'H');
    close(fd);
    assert_non_null(strstr(talk(text), "413"));
    n = snprintf(text, sizeof text, "POST / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n"
        "Content-Length: 999999999999\r\n\r\n");
    assert_non_null(strstr(talk(text), "413"));
}

static void
silent_connections_stall_nobody(void **state)
{
    int idle[100];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(idle); i++) {
        idle[i] = dial();
        assert_int_equal(write(idle[i], "GET / HT", 8), 8);
    }
    assert_non_null(strstr(talk("GET /b HTTP/1.1\r\nHost: x\r\n" END), "APP GET /b 0"));
    for (size_t i = 0; i < ARRAY_LEN(idle); i++)
        close(idle[i]);
}

static void
bad_addresses_are_named(void **state)
{
    static const char *const bad[] = { "127.0.0.1", "nowhere.example:80", "127.0.0.1:x" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct http_config cfg = { .listen = bad[i], .limit = limit, .handle = handle };
        struct http_server *s;
        char why[200] = "";

        assert_int_equal(http_start(&cfg, &s, why), E_INVALID);
        assert_true(strlen(why) > 10);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_requests_are_answered),
        cmocka_unit_test(ambiguous_framing_is_refused),
        cmocka_unit_test(large_bodies_are_refused),
        cmocka_unit_test(large_bodies_behind_a_proxy_are_read_to_their_end),
        cmocka_unit_test(silent_connections_stall_nobody),
        cmocka_unit_test(bad_addresses_are_named),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
