/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* base.c - unit tests of base/: dates, numbers, escapes, slices, JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static void
dates(void **state)
{
    static const struct { const char *text; int64_t day; bool ok; } cases[] = {
        { "1970-01-01", 0, true }, { "2026-09-30", 20726, true }, { "2000-02-29", 11016, true },
        { "1900-02-29", 0, false }, { "2026-13-01", 0, false }, { "2026-9-30", 0, false },
        { "2026-09-31", 0, false }, { "", 0, false }, { "2026-09-30x", 0, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char out[DATE_LEN + 1];
        int64_t day = -1;

        assert_int_equal(date_parse(slice_of(cases[i].text), &day), cases[i].ok);
        if (!cases[i].ok)
            continue;
        assert_int_equal(day, cases[i].day);
        date_format(day, out);
        assert_string_equal(out, cases[i].text);
    }
}

static void
decimals(void **state)
{
    static const struct { const char *text; int64_t v; const char *back; } cases[] = {
        { "0", 0, "0" }, { "95.5", 9550, "95.5" }, { "-0.07", -7, "-0.07" },
        { "148000.0", 14800000, "148000" }, { "1.005", INT64_MIN, NULL },
        { "1e5", INT64_MIN, NULL }, { ".5", INT64_MIN, NULL },
        { "99999999999999999999", INT64_MIN, NULL },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t v = 0;
        struct buf b;

        assert_int_equal(decimal_parse(slice_of(cases[i].text), 2, &v), cases[i].back != NULL);
        if (cases[i].back == NULL)
            continue;
        assert_int_equal(v, cases[i].v);
        buf_init(&b, 64);
        decimal_format(&b, v, 2);
        assert_string_equal(b.p, cases[i].back);
        buf_free(&b);
    }
}

static void
json_numbers_stay(void **state)
{
    static const char *const texts[] = { "148000", "0.1", "94.8", "[1,2.5,\"x\",null,true]",
        "{\"b\":1,\"a\":-0.000001}", "123456789.25" };
    struct arena *a = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        const char *why = NULL;
        json_t *j = json_in(a, slice_of(texts[i]), 1000, &why);

        assert_non_null(j);
        assert_string_equal(json_canonical(a, j), texts[i]);
        json_decref(j);
    }
    arena_free(a);
}

static void
json_limits(void **state)
{
    struct arena *a = arena_new();
    const char *why = NULL;
    char deep[200];

    (void)state;
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    assert_null(json_in(a, (struct slice){ deep, 200 }, 1000, &why));
    assert_non_null(why);
    assert_null(json_in(a, slice_of("[1,2,3]"), 5, &why));
    assert_null(json_in(a, slice_of("{\"a\":1,\"a\":2}"), 100, &why));
    assert_null(json_in(a, slice_of("[1,]"), 100, &why));
    arena_free(a);
}

static void
escapes(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 200);
    html_escape(&b, "<a href=\"x\">'&", 14);
    assert_null(strchr(b.p, '<'));
    assert_null(strchr(b.p, '"'));
    assert_null(strchr(b.p, '\''));
    buf_reset(&b);
    csv_cell(&b, "=1+1", 4, true);
    assert_non_null(strstr(b.p, "'=1+1"));
    buf_free(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates), cmocka_unit_test(decimals), cmocka_unit_test(json_numbers_stay),
        cmocka_unit_test(json_limits), cmocka_unit_test(escapes),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
