/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* simulate.c - simulations by API: for every member, checked, and without a trace. */
#include "client.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define RISK(loss) "{'key':'A','frequency':{'dist':'poisson','rate':2},'loss':" loss "}"
#define FILE_OF(loss, more) "{" more "'seed':5,'risks':[" RISK(loss) "]}"
#define GOOD FILE_OF("{'dist':'lognormal','p05':10,'p95':900}", "'trials':5000,")

static struct session *ines, *clara;

static int
sign_in_all(void **state)
{
    (void)state;
    ines = sign_in_as("ines");
    clara = sign_in_as("clara");
    return 0;
}

static double
mean_of(const struct session *s, const char *body)
{
    struct reply r = ask(s, "POST", "simulate", body);

    WANT(r, 200);
    assert_int_equal(number_of(r.json, "seed"), 5);
    assert_int_equal(number_of(r.json, "trials"), 5000);
    assert_int_equal(json_array_size(json_object_get(r.json, "risks")), 1);
    return json_number_value(json_object_get(json_object_get(r.json, "portfolio"), "mean"));
}

/* Two losses a year of 242 in the mean; the same for everybody, as the seed is. */
static void
members_get_an_answer(void **state)
{
    double mean = mean_of(ines, GOOD);

    (void)state;
    assert_true(mean > 400 && mean < 560);
    assert_true(mean_of(clara, GOOD) == mean);
    WANT(ask(NULL, "POST", "simulate", GOOD), 401);
    WANT(ask(ines, "POST", "/o/absent/api/v1/simulate", GOOD), 404);
    WANT(ask_with(ines, "POST", "simulate", GOOD, "X-CSRF-Token: 0"), 403);
    WANT(ask(ines, "GET", "simulate", NULL), 405);
    WANT(ask(ines, "POST", "/o/demo@2026-01-01/api/v1/simulate", GOOD), 409);
}

static void
errors_name_the_field(void **state)
{
    static const struct { const char *body, *field; } bad[] = {
        { FILE_OF("{'min':5,'mode':2,'max':9}", ""), "risks[0].loss.min" },
        { FILE_OF("NaN", ""), "risks[0].loss" },
        { FILE_OF("-1e999", ""), "risks[0].loss" },
        { FILE_OF("1", "'trials':1000000000000,"), "trials" },
        { FILE_OF("1", "'trials':1000001,"), "trials" },
        { FILE_OF("1", "'threads':1,"), "threads" },
        { FILE_OF("1", "'correlation':[[1,0],[0,1]],"), "correlation" },
        { "[]", "file" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        WANT_ERROR(ask(ines, "POST", "simulate", bad[i].body), bad[i].field);
}

static void
bodies_that_are_none(void **state)
{
    size_t n = ((size_t)4 << 20) + 1;
    char *large = arena_alloc(mem, n);

    (void)state;
    WANT(ask(ines, "POST", "simulate", "{'risks':"), 422);
    WANT(ask_raw(ines, "POST", "simulate", SLICE("{}"), "Content-Type: text/plain"), 422);
    memset(large, ' ', n);
    WANT(ask_raw(ines, "POST", "simulate", (struct slice){ large, n },
        "Content-Type: application/json"), 413);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(members_get_an_answer, sign_in_all),
        cmocka_unit_test(errors_name_the_field), cmocka_unit_test(bodies_that_are_none),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, server_up, server_down);
}
