/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * estimate.c - a risk in money: the form and what it refuses, the same checks by API and
 * import, two people at once, who may, and what a person does not see.
 */
#include "client.h"

#include <unistd.h>

#include <cmocka.h>     /* last: it defines a macro fail() */

#define FORM "/o/demo/r/risks/RSK-01/estimate"
#define R(a, b, c) "{'min':" #a ",'mode':" #b ",'max':" #c "}"
#define FIVE "'tef':" R(1, 2, 3) ",'vuln':" R(0, 0.5, 1) ",'plm':" R(1, 2, 3) ",'slef':" R(0, 0, 0) \
    ",'slm':" R(0, 0, 0)
#define TEF "&tef.min=1&tef.mode=2&tef.max=3"
#define VULN "&vuln.min=10&vuln.mode=20&vuln.max=30"
#define PLM "&plm.min=1000&plm.mode=2000&plm.max=3000"

static struct session *ines, *rafael, *orla;

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    ines = sign_in_as("ines");
    rafael = sign_in_as("rafael");
    orla = sign_in_as("orla");
    return 0;
}

static struct reply
post(const struct session *s, const char *path, const char *form)
{
    return ask_raw(s, "POST", path, slice_of(form),
        "Content-Type: application/x-www-form-urlencoded");
}

static int64_t
revision(const char *risk)
{
    return number_of(ask(ines, "GET", format("risks/%s", risk), NULL).json, "revision");
}

static const char *
now(const char *risk)
{
    return format("_revision=%d&currency=EUR", (int)revision(risk));
}

/* The estimate as it is stored. */
static const char *
stored(const char *risk)
{
    struct reply r = ask(ines, "GET", format("risks/%s", risk), NULL);

    return json_canonical(mem, json_object_get(r.json, "quantitative"));
}

static void
the_form_has_what_is_stored(void **state)
{
    struct reply r = ask(ines, "GET", FORM, NULL);

    (void)state;
    WANT(r, 200);
    HAS(r, "name=\"tef.mode\" value=\"1.5\"");
    HAS(r, "name=\"vuln.max\" value=\"15\"");
    HAS(r, "name=\"slm.max\" value=\"1\xe2\x80\xaf" "500\xe2\x80\xaf" "000\"");
    HAS(r, "A loss event happens about once in 8 years.");
    HAS(r, "Expected loss: \xe2\x82\xac" "52,800 a year.");
    HAS(r, "Immutable backups and restore tests");
    r = ask(ines, "GET", "/o/demo/r/risks/RSK-03/estimate", NULL);
    WANT(r, 200);
    HAS(r, "name=\"currency\" maxlength=\"3\"");
    HAS(r, "name=\"tef.min\" value=\"\"");
    r = ask(ines, "GET", "/o/demo/r/risks/RSK-01", NULL);
    HAS(r, "/risks/RSK-01/estimate");
    HAS(r, "about once in 8 years");
}

static void
what_is_typed_is_saved(void **state)
{
    const char *risk = "RSK-03";
    struct reply r = post(ines, "/o/demo/r/risks/RSK-03/estimate", format("%s%s"
        "&vuln.min=0.1&vuln.mode=7&vuln.max=29.5&plm.min=1%%20000&plm.mode=2%%E2%%80%%AF000&plm.max=3'000.5"
        "&controls.0.control=CTL-09&controls.0.on=&controls.1.control=CTL-19"
        "&controls.1.on=vulnerability&controls.1.effect.min=10&controls.1.effect.mode=50"
        "&controls.1.effect.max=90&controls.1.cost=12000&deductible=500&cap=&_reason=Asked", now(risk),
        TEF));

    (void)state;
    WANT(r, 303);
    assert_string_equal(header_of(&r, "Location"), "/o/demo/r/risks/RSK-03#v-quantitative");
    assert_string_equal(stored(risk), "{\"currency\":\"EUR\",\"tef\":{\"min\":1,\"mode\":2,\"max\":3},"
        "\"vuln\":{\"min\":0.001,\"mode\":0.07,\"max\":0.295},"
        "\"plm\":{\"min\":1000,\"mode\":2000,\"max\":3000.5},"
        "\"slef\":{\"min\":0,\"mode\":0,\"max\":0},\"slm\":{\"min\":0,\"mode\":0,\"max\":0},"
        "\"controls\":[{\"control\":\"CTL-19\",\"on\":\"vulnerability\",\"effect\":{\"min\":0.1,"
        "\"mode\":0.5,\"max\":0.9},\"cost\":12000}],\"deductible\":500}");
    r = ask(ines, "GET", "/o/demo/r/risks/RSK-03/estimate", NULL);
    HAS(r, "name=\"vuln.min\" value=\"0.1\"");
    HAS(r, "name=\"controls.0.cost\" value=\"12\xe2\x80\xaf" "000\"");
    HAS(r, "before insurance");
    HAS(r, "With the planned controls: \xe2\x82\xac");
    r = ask(ines, "GET", "/o/demo/r/risks/RSK-03", NULL);
    HAS(r, "Fewer succeed");
    r = ask(ines, "GET", "risks/RSK-03/history", NULL);
    HAS(r, "Asked");
}

/* Its ends hold 90 %: the middle is not asked for, and the mean is that of a lognormal. */
static void
a_cost_may_be_open(void **state)
{
    const char *risk = "RSK-03";
    struct reply r = post(ines, "/o/demo/r/risks/RSK-03/estimate", format("%s" TEF VULN
        "&plm.open=1&plm.min=10000&plm.mode=&plm.max=1000000&slm.open=1&tef.open=1", now(risk)));

    (void)state;
    WANT(r, 303);
    assert_string_equal(stored(risk), "{\"currency\":\"EUR\",\"tef\":{\"min\":1,\"mode\":2,\"max\":3},"
        "\"vuln\":{\"min\":0.1,\"mode\":0.2,\"max\":0.3},"
        "\"plm\":{\"dist\":\"lognormal\",\"p05\":10000,\"p95\":1000000},"
        "\"slef\":{\"min\":0,\"mode\":0,\"max\":0},\"slm\":{\"min\":0,\"mode\":0,\"max\":0}}");
    r = ask(ines, "GET", "/o/demo/r/risks/RSK-03/estimate", NULL);
    HAS(r, "name=\"plm.open\" value=\"1\"\n checked");
    HAS(r, "name=\"plm.mode\" value=\"\"");
    HAS(r, "One costs \xe2\x82\xac" "266,000 on average.");       /* exp(ln 1e5 + 1.3998^2 / 2) */
    assert_null(strstr(r.body.p, "name=\"slm.open\" value=\"1\"\n checked"));
    assert_null(strstr(r.body.p, "tef.open"));
    r = ask(ines, "GET", "/o/demo/r/risks/RSK-03", NULL);
    HAS(r, "1 in 20 above the highest");
    r = ask(ines, "GET", "/o/demo/quantification?risk=RSK-03", NULL);
    WANT(r, 200);
    HAS(r, "In a year");
}

/* Each is told at its box, what was typed stays, and nothing is kept. */
static void
errors_keep_what_was_typed(void **state)
{
    static const struct { const char *form, *part, *words, *kept; } t[] = {
        { VULN PLM "&tef.min=3&tef.mode=2&tef.max=4", "tef.min", "Attempts a year: the lowest is more",
            "name=\"tef.min\" value=\"3\"" },
        { VULN PLM "&tef.min=1&tef.mode=5&tef.max=4", "tef.mode", "more than the highest", "value=\"5\"" },
        { VULN PLM "&tef.min=1&tef.mode=2&tef.max=10001", "tef.max", "more than 10000", "10001" },
        { VULN PLM "&tef.min=1&tef.max=2", "tef.mode", "a number is missing", "value=\"2\"" },
        { VULN PLM, "tef.min", "a number is missing", "name=\"vuln.min\" value=\"10\"" },
        { TEF PLM "&vuln.min=1&vuln.mode=2&vuln.max=101", "vuln.max", "at most 1, which is 100 %", "101" },
        { TEF PLM "&vuln.min=-1&vuln.mode=2&vuln.max=3", "vuln.min", "less than 0", "value=\"-1\"" },
        { TEF VULN "&plm.min=1&plm.mode=2&plm.max=1000000000000001", "plm.max",
            "more than 1000000000000000", "1000000000000001" },
        { TEF VULN "&plm.min=1,5&plm.mode=2&plm.max=3", "plm.min", "is not a number", "value=\"1,5\"" },
        { TEF VULN "&plm.min=%3Cb%3E&plm.mode=2&plm.max=1e3", "plm.max", "1e3\xe2\x80\x9d is not a number",
            "value=\"&lt;b&gt;\"" },
        { TEF VULN PLM "&slef.min=1&slef.mode=2&slef.max=3", "slm.min", "Cost of their reaction: a number",
            "name=\"slef.min\" value=\"1\"" },
        { TEF VULN "&plm.open=1&plm.min=0&plm.mode=junk&plm.max=9", "plm.min", "more than 0 is expected",
            "name=\"plm.open\" value=\"1\"\n checked" },
        { TEF VULN "&plm.open=1&plm.min=9", "plm.max", "a number is missing", "value=\"9\"" },
        { TEF VULN PLM "&currency=euro", "currency", "three capital letters", "" },
        { TEF VULN PLM "&cap=-5", "cap", "Cap: less than 0", "value=\"-5\"" },
        { TEF VULN PLM "&controls.0.control=CTL-10&controls.1.control=CTL-32&controls.1.on=loss"
            "&controls.1.effect.min=0&controls.1.effect.mode=0&controls.1.effect.max=200",
            "controls.1.effect.max", "CTL-32: a probability is at most 1", "value=\"200\"" },
        { TEF VULN PLM "&controls.0.control=CTL-32&controls.0.on=luck&controls.0.effect.min=0"
            "&controls.0.effect.mode=0&controls.0.effect.max=0", "controls.0.on", "CTL-32: frequency", "" },
        { TEF VULN PLM "&controls.0.control=CTL-999&controls.0.on=loss&controls.0.effect.min=0"
            "&controls.0.effect.mode=0&controls.0.effect.max=0", "quantitative",
            "there is no control CTL-999", "value=\"CTL-999\"" },
        { TEF VULN PLM "&controls.0.control=&controls.0.on=loss&controls.0.effect.min=0"
            "&controls.0.effect.mode=0&controls.0.effect.max=0", "controls.0.control",
            "the key of a control", "" },
    };
    const char *before = stored("RSK-01");
    int64_t was = revision("RSK-01");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        /* A field sent twice: the first counts. */
        struct reply r = post(ines, FORM, strstr(t[i].form, "currency=") != NULL
            ? format("_revision=%d%s", (int)was, t[i].form) : format("%s%s", now("RSK-01"), t[i].form));

        WANT(r, 422);
        HAS(r, format("href=\"#f-%s\"", t[i].part));
        HAS(r, format("id=\"e-%s\"", t[i].part));
        HAS(r, t[i].words);
        HAS(r, t[i].kept);
    }
    assert_int_equal(revision("RSK-01"), was);
    assert_string_equal(stored("RSK-01"), before);
}

static void
it_is_worked_out_without_saving(void **state)
{
    int64_t was = revision("RSK-01");
    struct reply r = post(ines, FORM, format("%s" TEF VULN PLM "&_do=check", now("RSK-01")));

    (void)state;
    WANT(r, 200);
    HAS(r, "A loss event happens about once in 3 years.");
    HAS(r, "Expected loss: \xe2\x82\xac" "800 a year.");
    HAS(r, "data-again");
    r = post(ines, FORM, format("%s" TEF VULN "&_do=check", now("RSK-01")));
    WANT(r, 422);
    assert_int_equal(revision("RSK-01"), was);
}

/* "slm:…": five ranges, this one in place of its own. */
static const char *
with_one(const char *text)
{
    const char *const names[] = { "tef", "vuln", "plm", "slef", "slm" }, *colon = strchr(text, ':');
    const char *all = "{'currency':'EUR'";

    if (*text == '{' || *text == '[')
        return text;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        all = format("%s,'%s':%s", all, names[i], strncmp(text, names[i], (size_t)(colon - text)) == 0
            && names[i][colon - text] == '\0' ? colon + 1 : R(0, 0.5, 1));
    return format("%s}", all);
}

/* One function for every route: the message names the member. */
static void
every_route_checks_it(void **state)
{
    static const struct { const char *json, *words; } t[] = {
        { "[]", "an object with currency" },
        { "{" FIVE "}", "currency: three capital letters" },
        { "{'currency':'eur'," FIVE "}", "currency: three capital letters" },
        { "{'currency':7," FIVE "}", "currency: three capital letters" },
        { "{'currency':'EUR'," FIVE ",'more':1}", "more: there is no such member" },
        { "{'currency':'EUR','tef':" R(1, 2, 3) "}", "vuln: the three numbers" },
        { "tef:" R(1, 0, 3), "tef.min: the lowest" },
        { "tef:" R(1, 4, 3), "tef.mode: the most likely" },
        { "tef:" R(1, 4, 10001), "tef.max: more than 10000" },
        { "vuln:" R(0, 0, 1.01), "vuln.max: a probability" },
        { "slef:" R(-1, 0, 1), "slef.min: less than 0" },
        { "slm:" R(1, 2, 1e16), "slm.max: more than 1000000000000000" },
        { "slm:" R(1, '2', 3), "slm.mode: a number is expected" },
        { "slm:{'min':1,'mode':2,'max':3,'p':1}", "slm.p: there is no" },
        { "slm:3", "slm: an object with min, mode, max" },
        { "plm:{'dist':'pert','p05':1,'p95':2}", "plm.dist: lognormal" },
        { "plm:{'dist':'lognormal','p05':1}", "plm.p95: a number is missing" },
        { "plm:{'dist':'lognormal','p05':0,'p95':2}", "plm.p05: more than 0" },
        { "plm:{'dist':'lognormal','p05':2,'p95':2}", "plm.p95: more than the lowest" },
        { "plm:{'dist':'lognormal','p05':2,'p95':20002}", "plm.p95: more than 10000 times" },
        { "plm:{'dist':'lognormal','p05':1,'p95':2,'mode':1}", "plm.mode: there is no" },
        { "vuln:{'dist':'lognormal','p05':0.1,'p95':0.2}", "vuln.dist: there is no" },
        { "{'currency':'EUR'," FIVE ",'deductible':-1}", "deductible: less than 0" },
        { "{'currency':'EUR'," FIVE ",'cap':0}", "cap: more than 0" },
        { "{'currency':'EUR'," FIVE ",'cap':'x'}", "cap: a number is expected" },
        { "{'currency':'EUR'," FIVE ",'controls':{}}", "controls: a list" },
        { "{'currency':'EUR'," FIVE ",'controls':[1]}", "controls.0: an object" },
        { "{'currency':'EUR'," FIVE ",'controls':[{'control':'CTL-999','on':'loss','effect':"
            R(0, 0, 1) "}]}", "controls.0.control: there is no control CTL-999" },
        { "{'currency':'EUR'," FIVE ",'controls':[{'control':'RSK-01','on':'loss','effect':"
            R(0, 0, 1) "}]}", "controls.0.control: there is no control RSK-01" },
        { "{'currency':'EUR'," FIVE ",'controls':[{'control':'CTL-09','on':'luck','effect':"
            R(0, 0, 1) "}]}", "controls.0.on: frequency" },
        { "{'currency':'EUR'," FIVE ",'controls':[{'control':'CTL-09','on':'loss','effect':"
            R(0, 0, 1) ",'cost':-1}]}", "controls.0.cost: less than 0" },
        { "{'currency':'EUR'," FIVE ",'controls':[{'control':'CTL-09','on':'loss','effect':"
            R(0, 0, 1) "},{'control':'CTL-09','on':'loss','effect':" R(0, 0, 1) "}]}",
            "controls.1.on: CTL-09 stands there twice" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct reply r = ask_with(ines, "PATCH", "risks/RSK-04", format("{'quantitative':%s}",
            with_one(t[i].json)), "If-Match: *");

        WANT_ERROR(r, "quantitative");
        if (strstr(error_of(&r, "quantitative"), t[i].words) == NULL)
            fail_msg("%s: %s", t[i].json, error_of(&r, "quantitative"));
    }
    WANT(ask_with(ines, "PATCH", "risks/RSK-04", "{'quantitative':{'currency':'EUR'," FIVE
        ",'controls':[{'control':'CTL-09','on':'loss','effect':" R(0, 0, 1) "},{'control':'CTL-09',"
        "'on':'frequency','effect':" R(0, 0, 1) ",'cost':0.5}],'cap':1}}", "If-Match: *"), 200);
    /* The generic form has the same words. */
    HAS(post(ines, "/o/demo/r/risks/RSK-04/edit", format("_revision=%d&quantitative=%%7B%%22tef%%22:1%%7D",
        (int)revision("RSK-04"))), "Estimate in money, currency: three capital letters");
    WANT(ask_with(ines, "PATCH", "risks/RSK-04", "{'quantitative':null}", "If-Match: *"), 200);
}

static void
imports_are_checked_too(void **state)
{
    const char *path = format("%s/import.json", place_dir), *text[] = {
        "{\"records\":[{\"type\":\"Risk\",\"key\":\"RSK-801\",\"title\":\"x\",\"quantitative\":"
        "{\"currency\":\"EUR\"}}]}",
        "{\"records\":[{\"type\":\"Risk\",\"key\":\"RSK-802\",\"title\":\"x\",\"quantitative\":{"
        "\"currency\":\"EUR\",\"tef\":{\"min\":1,\"mode\":1,\"max\":1},\"vuln\":{\"min\":1,\"mode\":1,"
        "\"max\":1},\"plm\":{\"min\":1,\"mode\":1,\"max\":1},\"slef\":{\"min\":1,\"mode\":1,\"max\":1},"
        "\"slm\":{\"min\":1,\"mode\":1,\"max\":1},\"controls\":[{\"control\":\"CTL-801\",\"on\":\"loss\","
        "\"effect\":{\"min\":0,\"mode\":0,\"max\":1}}]}},"
        "{\"type\":\"Control\",\"key\":\"CTL-801\",\"title\":\"Comes after\"}]}" };
    const int code[] = { 1, 0 };        /* a control may come later in the file */

    (void)state;
    server_stop();
    for (size_t i = 0; i < ARRAY_LEN(text); i++) {
        FILE *f = fopen(path, "w");
        int is;

        assert_non_null(f);
        fputs(text[i], f);
        fclose(f);
        is = command((const char *const []){ "import", place_option(), place, "--org", "demo", path, NULL });
        assert_int_equal(is != 0, code[i]);
    }
    unlink(path);
    server_start();
    ines = sign_in_as("ines");
    rafael = sign_in_as("rafael");
    orla = sign_in_as("orla");
    WANT(ask(ines, "GET", "risks/RSK-801", NULL), 404);
    WANT(ask(ines, "GET", "risks/RSK-802", NULL), 200);
}

static void
two_people_see_two_versions(void **state)
{
    const char *old = now("RSK-01");
    struct reply r;

    (void)state;
    WANT(post(ines, FORM, format("%s" TEF VULN PLM, old)), 303);
    r = post(ines, FORM, format("%s" TEF "&vuln.min=40&vuln.mode=50&vuln.max=60" PLM, old));
    WANT(r, 412);
    HAS(r, "Two versions");
    HAS(r, "name=\"quantitative\"");
    HAS(r, "40\xe2\x80\xaf%");          /* as people read it, both of them */
    HAS(r, "10\xe2\x80\xaf%");
    WANT(post(ines, FORM, "currency=EUR" TEF VULN PLM), 428);
    /* The same again changes nothing. */
    WANT(post(ines, FORM, format("%s" TEF VULN PLM, now("RSK-01"))), 303);
    assert_int_equal(revision("RSK-01"), 2);
}

static void
it_is_for_whoever_edits_the_risk(void **state)
{
    char today[DATE_LEN + 1];

    (void)state;
    WANT(ask(orla, "GET", FORM, NULL), 403);
    WANT(post(orla, FORM, format("%s" TEF VULN PLM, now("RSK-01"))), 403);
    WANT(post(rafael, FORM, format("%s" TEF VULN PLM, now("RSK-01"))), 403);
    WANT(ask(rafael, "GET", "/o/demo/r/risks/RSK-02/estimate", NULL), 200);     /* the owner */
    WANT(ask(ines, "GET", "/o/demo/r/issues/ISS-01/estimate", NULL), 404);
    WANT(ask(ines, "GET", "/o/demo/r/risks/RSK-999/estimate", NULL), 404);
    WANT(post(ines, "/o/demo/r/issues/ISS-01/estimate", "_revision=1"), 404);
    WANT(ask(NULL, "GET", FORM, NULL), 303);
    date_format(clock_today("UTC", clock_now()), today);
    WANT(ask(ines, "GET", format("/o/demo@%s/r/risks/RSK-01/estimate", today), NULL), 409);
}

/* What only some see of it is neither shown nor lost. */
static void
restricted_controls_stay(void **state)
{
    struct reply r;

    (void)state;
    WANT(ask_with(ines, "PATCH", "risks/RSK-02", "{'quantitative':{'currency':'EUR'," FIVE
        ",'controls':[{'control':'CTL-25','on':'loss','effect':" R(0, 0.25, 1) ",'cost':5}]}}",
        "If-Match: *"), 200);
    WANT(ask(ines, "PUT", "groups/few", "{'name':'A few','members':['IM']}"), 200);
    WANT(ask(ines, "PUT", "controls/CTL-25/access", "{'groups':['few'],'reason':'x'}"), 200);
    r = ask(rafael, "GET", "/o/demo/r/risks/RSK-02/estimate", NULL);
    WANT(r, 200);
    assert_null(strstr(r.body.p, "CTL-25"));
    HAS(r, "restricted controls stays as it is");
    HAS(ask(rafael, "GET", "/o/demo/r/risks/RSK-02", NULL), "<td>a restricted record</td>");
    WANT(post(rafael, "/o/demo/r/risks/RSK-02/estimate", format("%s" TEF VULN PLM, now("RSK-02"))), 303);
    assert_non_null(strstr(stored("RSK-02"), "CTL-25"));
    assert_non_null(strstr(stored("RSK-02"), "0.25"));
    /* And nobody finds out by naming it that it is there. */
    WANT_ERROR(ask_with(rafael, "PATCH", "risks/RSK-07", "{'quantitative':{'currency':'EUR'," FIVE
        ",'controls':[{'control':'CTL-25','on':'loss','effect':" R(0, 0.25, 1) "}]}}", "If-Match: *"),
        "quantitative");
}

static void
emptied_it_is_removed(void **state)
{
    (void)state;
    WANT(post(ines, FORM, format("%s&tef.min=+&tef.mode=&cap=", now("RSK-01"))), 303);
    assert_string_equal(stored("RSK-01"), "null");
}

static void
sent_twice_it_is_saved_once(void **state)
{
    const char *form = format("%s" TEF VULN PLM "&_once=0123456789abcdef0123456789abcdef",
        now("RSK-06"));
    int64_t was = revision("RSK-06");
    struct reply r;

    (void)state;
    WANT(post(ines, "/o/demo/r/risks/RSK-06/estimate", form), 303);
    r = post(ines, "/o/demo/r/risks/RSK-06/estimate", form);
    WANT(r, 303);
    assert_string_equal(header_of(&r, "Idempotency-Replayed"), "true");
    assert_int_equal(revision("RSK-06"), was + 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_has_what_is_stored),
        cmocka_unit_test(errors_keep_what_was_typed),
        cmocka_unit_test(it_is_worked_out_without_saving),
        cmocka_unit_test(what_is_typed_is_saved),
        cmocka_unit_test(a_cost_may_be_open),
        cmocka_unit_test(every_route_checks_it),
        cmocka_unit_test(two_people_see_two_versions),
        cmocka_unit_test(it_is_for_whoever_edits_the_risk),
        cmocka_unit_test(restricted_controls_stay),
        cmocka_unit_test(emptied_it_is_removed),
        cmocka_unit_test(sent_twice_it_is_saved_once),
        cmocka_unit_test(imports_are_checked_too),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
