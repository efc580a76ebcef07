/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* http.c - the framing gate, the router and the parsers of queries, cookies and forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "http/http.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define H(n, v) { (n), strlen(n), (v), strlen(v) }

static void
gate_refuses_ambiguous_framing(void **state)
{
    static const struct { const char *a[2], *b[2], *target; bool fine; } cases[] = {
        { { "Host", "x" }, { "Content-Length", "5" }, "/", true },
        { { "Host", "x" }, { "Accept", "*/*" }, "/a?b=%20", true },
        { { "Content-Length", "5" }, { "Content-Length", "6" }, "/", false },
        { { "Content-Length", "5" }, { "Transfer-Encoding", "chunked" }, "/", false },
        { { "Host", "x" }, { "Content-Length ", "5" }, "/", false },
        { { "Host", "x" }, { "Host", "y" }, "/", false },
        { { "Accept", "x" }, { "Cookie", "a=b" }, "/", false },
        { { "Host", "x" }, { "Content-Length", "+5" }, "/", false },
        { { "Host", "x" }, { "Content-Length", "5, 5" }, "/", false },
        { { "Host", "x" }, { "A", "b\rc" }, "/", false },
        { { "Host", "x" }, { "A", "b" }, "http://y/", false },
        { { "Host", "x" }, { "A", "b" }, "/a b", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct gate_header h[] = { H(cases[i].a[0], cases[i].a[1]),
            H(cases[i].b[0], cases[i].b[1]) };

        assert_int_equal(gate_check("HTTP/1.1", cases[i].target, h, 2) == NULL, cases[i].fine);
    }
}

static const struct route routes[] = {
    { M_GET, "/", "public", "home", NULL, 0 },
    { M_GET, "/o/{org}/{types}/{key}", "member", "record", NULL, 0 },
    { M_GET, "/o/{org}/{types}/new", "member", "form", NULL, 0 },
    { M_POST, "/o/{org}/{types}/{key}", "member", "save", NULL, 0 },
};

static void
router_prefers_literals(void **state)
{
    static const struct { enum method m; const char *path; enum route_result want; int row; } t[] = {
        { M_GET, "/", ROUTE_FOUND, 0 }, { M_HEAD, "/", ROUTE_FOUND, 0 },
        { M_GET, "/o/demo/risks/RSK-01", ROUTE_FOUND, 1 },
        { M_GET, "/o/demo/risks/new", ROUTE_FOUND, 2 },
        { M_POST, "/o/demo/risks/RSK-01", ROUTE_FOUND, 3 },
        { M_DELETE, "/o/demo/risks/RSK-01", ROUTE_METHOD, 0 },
        { M_GET, "/o/demo/risks", ROUTE_NONE, 0 }, { M_GET, "/o//risks/x", ROUTE_NONE, 0 },
        { M_GET, "/o/demo/risks/RSK-01/", ROUTE_NONE, 0 },
    };
    const struct route *const tables[] = { routes };
    const size_t sizes[] = { ARRAY_LEN(routes) };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct request r = { .arena = arena_new(), .path = t[i].path };
        const struct route *row = NULL;
        const char *allow;

        assert_int_equal(route_find(tables, sizes, 1, t[i].m, &r, &row, &allow), t[i].want);
        if (t[i].want == ROUTE_FOUND)
            assert_ptr_equal(row, &routes[t[i].row]);
        if (t[i].row == 1)
            assert_string_equal(req_param(&r, "key"), "RSK-01");
        arena_free(r.arena);
    }
}

static void
queries_are_decoded(void **state)
{
    static const struct { const char *text; int want; size_t n; } cases[] = {
        { "", 0, 0 }, { "a=1&b=2", 0, 2 }, { "a=%20+x&&b", 0, 2 }, { "a=%zz", E_INVALID, 0 },
        { "a=%00", E_INVALID, 0 }, { "a=%ff", E_INVALID, 0 }, { "a=%", E_INVALID, 0 },
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct pair *p;
        size_t n = 0;

        assert_int_equal(query_parse(a, slice_of(cases[i].text), &p, &n), cases[i].want);
        assert_int_equal(n, cases[i].n);
        if (i == 2)
            assert_string_equal(p[0].value.p, "  x");
    }
    arena_free(a);
}

static void
cookies_are_found(void **state)
{
    static const struct { const char *header, *want; } cases[] = {
        { "s=1", "1" }, { "a=2; s=3", "3" }, { "xs=4", NULL }, { "s=\"5\"", "5" }, { "", NULL },
        { "s", "" }, { "a=s=6; s=7", "7" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct slice v = cookie_find(slice_of(cases[i].header), "s");

        assert_int_equal(v.p != NULL, cases[i].want != NULL);
        if (cases[i].want != NULL)
            assert_true(slice_eq(v, cases[i].want));
    }
}

#define PART(head, body) "\r\n" head "\r\n\r\n" body "\r\n--B"

static void
multipart_is_strict(void **state)
{
    static const struct { const char *text; int want; size_t n; } cases[] = {
        { "--B" PART("Content-Disposition: form-data; name=\"a\"", "1") "--", 0, 1 },
        { "--B" PART("Content-Disposition: form-data; name=\"f\"; filename=\"../../x.pdf\"\r\n"
            "Content-Type: application/pdf", "%PDF") "--\r\n", 0, 1 },
        { "--B--", 0, 0 }, { "--C--", E_INVALID, 0 }, { "", E_INVALID, 0 },
        { "--B" PART("Content-Disposition: form-data", "1") "--", E_INVALID, 0 },
        { "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", E_INVALID, 0 },
        { "--B" PART("Content-Disposition: form-data; name=\"a\"", "1"), E_INVALID, 1 },
    };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *why = NULL;
        struct form f;

        assert_int_equal(multipart_parse(a, slice_of(cases[i].text), "B", &f, &why),
            cases[i].want);
        assert_int_equal(f.nparts, cases[i].n);
        if (cases[i].want != 0)
            assert_non_null(why);
        if (i == 1)
            assert_string_equal(f.parts[0].file_name, "x.pdf");
    }
    arena_free(a);
}

static void
redirects_stay_here(void **state)
{
    struct arena *a = arena_new();
    struct response r = { 0 };

    (void)state;
    resp_redirect(a, &r, "//evil.example/");
    assert_string_equal(r.headers[0].value.p, "/");
    resp_header(a, &r, "X", "a\r\nSet-Cookie: b");
    assert_int_equal(r.nheaders, 1);
    arena_free(a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gate_refuses_ambiguous_framing),
        cmocka_unit_test(router_prefers_literals), cmocka_unit_test(queries_are_decoded),
        cmocka_unit_test(cookies_are_found), cmocka_unit_test(multipart_is_strict),
        cmocka_unit_test(redirects_stay_here),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
