/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * dependence.c - how risks go together: what the risk method may say of it, what the figures
 * make of it, what is left out and said, and what a person does not see of it.
 */
#include "client.h"

#include <math.h>

#include <cmocka.h>     /* last: it defines a macro fail() */

#define R(a, b, c) "{'min':" #a ",'mode':" #b ",'max':" #c "}"
#define PAIR(x, y, more) "{'a':'" x "','b':'" y "'," more "}"
#define PAGE "/o/demo/quantification"

static struct session *ines, *maeve, *clara;

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    ines = sign_in_as("ines");
    maeve = sign_in_as("maeve");
    clara = sign_in_as("clara");
    return 0;
}

/* A risk method like the one in force that says this. */
static struct reply
method(const char *dependence)
{
    static const char *const taken[] = { "approaches", "likelihood_scale", "consequence_scale",
        "matrix", "level_names", "acceptance_threshold", "acceptance_criteria", "loss_tolerance",
        "acceptance_authority", "criteria_for_performing", "reassess_interval_months",
        "next_review_due" };
    static int version = 2;
    struct reply r = ask(ines, "GET", "risk-methods/RMT-01", NULL);
    char *plain = format("%s", dependence);
    json_t *copy = json_object();

    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        json_object_set(copy, taken[i], json_object_get(r.json, taken[i]));
    for (char *p = plain; *p; p++)
        *p = *p == '\'' ? '"' : *p;
    json_object_set_new(copy, "version", json_string(format("%d.0", version++)));
    json_object_set_new(copy, "dependence", json_loads(plain, JSON_DECODE_ANY, NULL));
    r = ask_raw(ines, "POST", "/o/demo/api/v1/risk-methods", slice_of(json_canonical(mem, copy)),
        format("Content-Type: application/json\nX-CSRF-Token: %s", ines->csrf));
    json_decref(copy);
    return r;
}

static const char *
in_force(const char *dependence)
{
    struct reply r = method(dependence);
    const char *key = text_of(r.json, "key");

    WANT(r, 201);
    WANT(ask(ines, "POST", format("risk-methods/%s/steps/submit", key), "{}"), 200);
    WANT(ask(maeve, "POST", format("risk-methods/%s/steps/approve", key), "{}"), 200);
    return key;
}

static struct reply
file_of(const struct session *s)
{
    struct reply r = ask(s, "GET", PAGE ".json", NULL);

    WANT(r, 200);
    return r;
}

static double
figure(const struct reply *file, const char *name)
{
    struct reply r = ask_raw(ines, "POST", "/o/demo/api/v1/simulate", file->body,
        format("Content-Type: application/json\nX-CSRF-Token: %s", ines->csrf));

    WANT(r, 200);
    return json_number_value(json_object_get(json_object_get(r.json, "portfolio"), name));
}

static void
what_makes_no_sense_is_refused(void **state)
{
    static const struct { const char *json, *words; } t[] = {
        { "[]", "correlation: an object with correlation, causes" },
        { "{'pairs':[]}", "pairs: there is no such member" },
        { "{'correlation':{}}", "correlation: a list" },
        { "{'correlation':[1]}", "correlation.0: an object with a, b" },
        { "{'correlation':[{'b':'RSK-02','correlation':0}]}", "correlation.0.a: the key of a risk" },
        { "{'correlation':[" PAIR("RSK-01", "RSK-01", "'correlation':0.5") "]}",
            "correlation.0.b: a risk goes with itself" },
        { "{'correlation':[" PAIR("RSK-01", "RSK-02", "'correlation':1.01") "]}",
            "correlation.0.correlation: more than 1" },
        { "{'correlation':[" PAIR("RSK-01", "RSK-02", "'frequency':-1.5") "]}",
            "correlation.0.frequency: less than -1" },
        { "{'correlation':[" PAIR("RSK-01", "RSK-02", "'severity':'much'") "]}",
            "correlation.0.severity: a number" },
        { "{'correlation':[" PAIR("RSK-01", "RSK-02", "'severity':null") "]}",
            "correlation.0.severity: a number" },
        { "{'correlation':[{'a':'RSK-01','b':'RSK-02'}]}", "correlation is expected" },
        { "{'correlation':[" PAIR("RSK-01", "RSK-02", "'correlation':0,'severity':0") "]}",
            "correlation is expected" },
        { "{'correlation':[" PAIR("RSK-01", "RSK-02", "'correlation':0.5") ","
            PAIR("RSK-02", "RSK-01", "'frequency':0.5") "]}", "correlation.1.b: these two stand" },
        { "{'correlation':[" PAIR("RSK-01", "RSK-99", "'correlation':0.5") "]}",
            "correlation.0.b: there is no risk RSK-99" },
        { "{'correlation':[" PAIR("CTL-01", "RSK-01", "'correlation':0.5") "]}",
            "correlation.0.a: there is no risk CTL-01" },
        { "{'causes':{}}", "causes: a list" },
        { "{'causes':[{'rate':1,'hits':{'RSK-01':1}}]}", "causes.0.key: what happens" },
        { "{'causes':[{'key':'x','hits':{'RSK-01':1}}]}", "causes.0.rate: a number is missing" },
        { "{'causes':[{'key':'x','rate':10001,'hits':{'RSK-01':1}}]}", "causes.0.rate: more than" },
        { "{'causes':[{'key':'x','rate':" R(3, 2, 4) ",'hits':{'RSK-01':1}}]}",
            "causes.0.rate.min: the lowest" },
        { "{'causes':[{'key':'x','rate':1,'hits':{}}]}", "causes.0.hits: an object of keys" },
        { "{'causes':[{'key':'x','rate':1,'hits':{'RSK-01':1.5}}]}",
            "causes.0.hits.RSK-01: a probability" },
        { "{'causes':[{'key':'x','rate':1,'hits':{'RSK-99':1}}]}",
            "causes.0.hits: there is no risk RSK-99" },
        { "{'causes':[{'key':'x','rate':1,'hits':{'RSK-01':1}},"
            "{'key':'x','rate':1,'hits':{'RSK-02':1}}]}", "causes.1.key: another cause" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct reply r = method(t[i].json);

        WANT_ERROR(r, "dependence");
        if (strstr(error_of(&r, "dependence"), t[i].words) == NULL)
            fail_msg("%s: %s", t[i].json, error_of(&r, "dependence"));
    }
    WANT(method("{}"), 201);
    WANT(method("null"), 201);
    WANT(method("{'correlation':[" PAIR("RSK-01", "RSK-02", "'frequency':-1,'severity':1") "]}"), 201);
}

static double alone_es, alone_mean;     /* what the risks come to when they are independent */

static void
without_a_word_they_are_independent(void **state)
{
    struct reply r, file;

    (void)state;
    in_force("null");
    r = ask(ines, "GET", PAGE, NULL);
    HAS(r, "taken as independent of each other");
    HAS(r, "Real losses bunch together");
    file = file_of(ines);
    assert_null(json_object_get(file.json, "correlation"));
    assert_null(json_object_get(file.json, "causes"));
    alone_es = figure(&file, "es_99");
    alone_mean = figure(&file, "mean");
}

/* The same risks and seed: each costs what it did, and the worst years are worse. */
static void
together_the_worst_years_are_worse(void **state)
{
    struct reply file, r;

    (void)state;
    in_force("{'correlation':[" PAIR("RSK-02", "RSK-01", "'correlation':0.9") "]}");
    file = file_of(ines);
    assert_int_equal(json_array_size(json_object_get(file.json, "correlation")), 1);
    assert_true(figure(&file, "es_99") > 1.03 * alone_es);
    assert_true(fabs(figure(&file, "mean") / alone_mean - 1) < 0.05);
    r = ask(ines, "GET", PAGE, NULL);
    HAS(r, "going together as the method says");
    HAS(r, "Everything else was taken as independent");
    HAS(r, "<td class=\"right\">0.9</td>");
    assert_null(strstr(r.body.p, "taken as independent of each other"));
    assert_null(strstr(r.body.p, "cannot all be true"));
    assert_null(strstr(ask(ines, "GET", PAGE ".json?risk=RSK-01", NULL).body.p, "correlation"));
    in_force("{'correlation':[" PAIR("RSK-01", "RSK-02", "'frequency':0.9") "]}");
    r = file_of(ines);
    assert_true(figure(&r, "es_99") < figure(&file, "es_99"));
}

static void
one_event_hits_several(void **state)
{
    struct reply r, file;

    (void)state;
    in_force("{'causes':[{'key':'Data centre lost','rate':" R(0.5, 1, 1.5) ",'hits':"
        "{'RSK-01':0.5,'RSK-02':1,'RSK-07':0.25}}]}");
    file = file_of(ines);
    assert_true(figure(&file, "mean") > 1.5 * alone_mean);      /* on top of their own */
    assert_null(strstr(file.body.p, "RSK-07"));
    assert_null(strstr(ask(ines, "GET", PAGE ".json?risk=RSK-01", NULL).body.p, "causes"));
    r = ask(ines, "GET", PAGE, NULL);
    HAS(r, "Data centre lost");
    HAS(r, "on top of those that the risk");
    HAS(r, "of risks that are not in these figures");
    HAS(r, "<b>25\xc2\xa0%</b>");
}

static void
what_cannot_be_is_repaired_and_said(void **state)
{
    struct reply r;
    const char *key;

    (void)state;
    WANT(ask_with(ines, "PATCH", "risks/RSK-03", "{'quantitative':{'currency':'EUR','tef':" R(1, 2, 3)
        ",'vuln':" R(0, 0.5, 1) ",'plm':" R(1000, 2000, 3000) ",'slef':" R(0, 0, 0) ",'slm':"
        R(0, 0, 0) "}}", "If-Match: *"), 200);
    in_force("{'correlation':[" PAIR("RSK-01", "RSK-02", "'correlation':-0.9") ","
        PAIR("RSK-01", "RSK-03", "'correlation':-0.9") ","
        PAIR("RSK-02", "RSK-03", "'correlation':-0.9") ","
        PAIR("RSK-02", "RSK-07", "'correlation':0.5") "]}");
    r = ask(ines, "GET", PAGE, NULL);
    HAS(r, "cannot all be true at once");
    HAS(r, "none was moved by more than 0.4");
    HAS(r, "of risks that are not in these figures");
    r = ask(ines, "POST", "risk-assessments", "{'title':'In money','method':'RMT-01','trigger':'planned',"
        "'scope_text':'All','participants':['PER-003'],'started_on':'2026-09-01'}");
    WANT(r, 201);
    key = text_of(r.json, "key");
    WANT(ask_raw(ines, "POST", PAGE, slice_of(format("assessment=%s", key)),
        format("Content-Type: application/x-www-form-urlencoded\nX-CSRF-Token: %s", ines->csrf)), 303);
    HAS(ask(ines, "GET", format("/o/demo/r/risk-assessments/%s", key), NULL),
        "3 risks, 3 pairs of them correlated");
    HAS(ask(ines, "GET", format("risk-assessments/%s", key), NULL), "\"frequency\":-0.9");
}

static struct reply
say(const char *of, const char *dependence)
{
    return ask_with(ines, "PATCH", format("risk-methods/%s", of), format("{'dependence':%s}",
        dependence), "If-Match: *");
}

/* A risk of a pair is restricted: it is masked, stays, and is not to be guessed. */
static void
what_is_restricted_stays_so(void **state)
{
    const char *draft = text_of(method("{'correlation':[" PAIR("RSK-01", "RSK-02", "'correlation':0.4")
        "],'causes':[{'key':'x','rate':1,'hits':{'RSK-02':1}}]}").json, "key");
    const char *const places[] = { format("risk-methods/%s", draft), "risk-methods?limit=200",
        format("risk-methods/%s/history", draft), format("/o/demo/r/risk-methods/%s", draft),
        format("/o/demo/r/risk-methods/%s/edit", draft), PAGE, PAGE ".json", "risk-assessments?limit=200" };
    struct reply r, none;

    (void)state;
    WANT(ask(ines, "PUT", "groups/few", "{'name':'A few','members':['HR']}"), 200);
    WANT(ask(ines, "PUT", "risks/RSK-02/access", "{'groups':['few'],'reason':'x'}"), 200);
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        r = ask(ines, "GET", places[i], NULL);
        WANT(r, 200);
        if (strstr(r.body.p, "RSK-02") != NULL)
            fail_msg("%s shows it", places[i]);
    }
    HAS(ask(ines, "GET", PAGE, NULL), "a risk that you may not see");
    HAS(ask(clara, "GET", places[0], NULL), "RSK-02");
    WANT_ERROR(say(draft, "{'correlation':[]}"), "dependence");
    WANT_ERROR(say(draft, "null"), "dependence");
    r = say(draft, "{'correlation':[" PAIR("RSK-01", "restricted-1", "'correlation':0.4") ","
        PAIR("RSK-03", "RSK-02", "'correlation':0.4") "]}");
    none = say(draft, "{'correlation':[" PAIR("RSK-01", "restricted-1", "'correlation':0.4") ","
        PAIR("RSK-03", "RSK-99", "'correlation':0.4") "]}");
    WANT_ERROR(none, "dependence");
    WANT_ERROR(r, "dependence");
    for (char *at; (at = strstr(r.body.p, "RSK-02")) != NULL; )
        memcpy(at, "RSK-99", 6);
    assert_string_equal(r.body.p, none.body.p);
    WANT(say(draft, "{'causes':[{'key':'y','rate':2,'hits':{'RSK-01':0.5,'restricted-1':1}}]}"), 200);
    r = ask(clara, "GET", places[0], NULL);
    HAS(r, "\"hits\":{\"RSK-01\":0.5,\"RSK-02\":1}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(without_a_word_they_are_independent),
        cmocka_unit_test(together_the_worst_years_are_worse),
        cmocka_unit_test(one_event_hits_several),
        cmocka_unit_test(what_cannot_be_is_repaired_and_said),
        cmocka_unit_test(what_is_restricted_stays_so),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
