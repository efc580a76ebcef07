/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * quantification.c - the risks in money: the page, its inputs as a file that gives the same
 * figures again, a result kept with an assessment, and the tolerance it is held against.
 */
#include "client.h"

#include <math.h>

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct session *ines, *rafael, *orla, *clara;

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    ines = sign_in_as("ines");
    rafael = sign_in_as("rafael");
    orla = sign_in_as("orla");
    clara = sign_in_as("clara");
    return 0;
}

static void
the_page_says_it_in_words(void **state)
{
    struct reply r = ask(ines, "GET", "/o/demo/quantification", NULL);

    (void)state;
    WANT(r, 200);
    HAS(r, "In 1 year of 20 the loss is above \xe2\x82\xac");
    HAS(r, "13 open risks have no estimate");
    HAS(r, "That is more than the board bears");
    HAS(r, "With the planned controls");
    HAS(r, "The figures of this chart");
    r = ask(ines, "GET", "/o/demo/quantification?budget=30000", NULL);
    HAS(r, "No other set within the budget takes more off");
    HAS(r, "\xe2\x82\xac" "27,000");
    r = ask(ines, "GET", "/o/demo/quantification?budget=lots", NULL);
    HAS(r, "An amount of money is expected");
    r = ask(ines, "GET", "/o/demo/quantification?risk=RSK-01", NULL);
    WANT(r, 200);
    HAS(r, "What it turns on");
    HAS(r, "On the scales of the method");
    HAS(r, "2 Unlikely");
    HAS(r, "4 Major");
    HAS(ask(ines, "GET", "/o/demo/quantification?risk=RSK-02", NULL), "The two differ.");
    r = ask(ines, "GET", "/o/demo/quantification?risk=RSK-03", NULL);
    HAS(r, "not estimated in money yet");
    WANT(ask(ines, "GET", "/o/demo/quantification?risk=RSK-99", NULL), 404);
    WANT(ask(ines, "GET", "/o/demo/quantification?risk=CTL-01", NULL), 404);
    WANT(ask(NULL, "GET", "/o/demo/quantification", NULL), 303);
}

/* The file is a simulation: the program gives the figures of the page for it. */
static void
its_inputs_give_the_same_again(void **state)
{
    struct reply file = ask(ines, "GET", "/o/demo/quantification.json", NULL), answer;
    const json_t *all;

    (void)state;
    WANT(file, 200);
    assert_non_null(header_of(&file, "Content-Disposition"));
    assert_int_equal(number_of(file.json, "trials"), 100000);
    answer = ask_raw(ines, "POST", "/o/demo/api/v1/simulate", file.body,
        format("Content-Type: application/json\nX-CSRF-Token: %s", ines->csrf));
    WANT(answer, 200);
    all = json_object_get(answer.json, "portfolio");
    /* with its controls in force: what the page says in its second column */
    assert_true(fabs(json_number_value(json_object_get(all, "mean")) - 41500) < 1500);
    WANT(ask(ines, "GET", "/o/demo/quantification.json?risk=RSK-03", NULL), 404);
}

static struct reply
keep(const struct session *s, const char *assessment)
{
    return ask_raw(s, "POST", "/o/demo/quantification", slice_of(format("assessment=%s", assessment)),
        format("Content-Type: application/x-www-form-urlencoded\nX-CSRF-Token: %s", s->csrf));
}

static void
a_result_is_kept_with_an_assessment(void **state)
{
    struct reply made = ask(ines, "POST", "risk-assessments", "{'title':'In money','method':'RMT-01',"
        "'trigger':'planned','scope_text':'All','participants':['PER-003'],"
        "'started_on':'2026-09-01'}"), r;
    const char *key = text_of(made.json, "key");
    const json_t *kept;

    (void)state;
    WANT(made, 201);
    r = ask(ines, "GET", "/o/demo/quantification", NULL);
    HAS(r, "Keep this result");
    WANT(keep(ines, key), 303);
    r = ask(ines, "GET", format("risk-assessments/%s", key), NULL);
    kept = json_object_get(r.json, "quantitative");
    assert_string_equal(text_of(kept, "currency"), "EUR");
    assert_int_equal(json_array_size(json_object_get(json_object_get(kept, "inputs"), "risks")), 2);
    assert_true(json_number_value(json_object_get(json_object_get(kept, "now"), "mean")) > 100000);
    assert_non_null(json_object_get(kept, "with_planned_controls"));
    r = ask(ines, "GET", format("/o/demo/r/risk-assessments/%s", key), NULL);
    HAS(r, "The worst 1 of 100");
    HAS(r, "100,000 years, seed 20226, 2 risks");
    r = ask(ines, "GET", format("risk-assessments/%s/history", key), NULL);
    HAS(r, "simulate");
    /* nobody writes it by hand, and not everybody keeps it */
    WANT_ERROR(ask_with(ines, "PATCH", format("risk-assessments/%s", key), "{'quantitative':{}}",
        match_of(ines, format("risk-assessments/%s", key))), "quantitative");
    WANT(keep(rafael, key), 403);
    WANT(keep(orla, key), 403);
    WANT(keep(ines, "RAM-999"), 422);
    WANT(keep(ines, "RAM-01"), 409);    /* approved */
}

static void
the_tolerance_is_checked(void **state)
{
    static const char *const wrong[] = { "{}", "[]", "[{'loss':1,'probability':0.1}]",
        "[{'loss':5,'probability':0.1},{'loss':5,'probability':0.05}]",
        "[{'loss':5,'probability':0.1},{'loss':6,'probability':0.2}]",
        "[{'loss':5,'probability':1.1},{'loss':6,'probability':0.2}]",
        "[{'loss':0,'probability':0.5},{'loss':6,'probability':0.2}]",
        "[{'loss':5,'probability':0.5},{'loss':6,'probability':0}]",
        "[{'loss':5,'probability':0.5},{'loss':'6','probability':0.1}]",
        "[{'loss':5,'probability':0.5},{'loss':6,'probability':0.1,'x':1}]" };
    struct reply r = ask(ines, "GET", "risk-methods/RMT-01", NULL);
    json_t *copy = json_object();
    static const char *const taken[] = { "approaches", "likelihood_scale", "consequence_scale",
        "matrix", "level_names", "acceptance_threshold", "acceptance_criteria",
        "acceptance_authority", "criteria_for_performing", "reassess_interval_months",
        "next_review_due" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        json_object_set(copy, taken[i], json_object_get(r.json, taken[i]));
    json_object_set_new(copy, "version", json_string("2.0"));
    for (size_t i = 0; i <= ARRAY_LEN(wrong); i++) {
        const char *text = i < ARRAY_LEN(wrong) ? wrong[i]
            : "[{'loss':5,'probability':0.5},{'loss':6,'probability':0.5}]";
        char *plain = format("%s", text);

        for (char *p = plain; *p; p++)
            *p = *p == '\'' ? '"' : *p;
        json_object_set_new(copy, "loss_tolerance", json_loads(plain, 0, NULL));
        r = ask_raw(ines, "POST", "/o/demo/api/v1/risk-methods", slice_of(json_canonical(mem, copy)),
            format("Content-Type: application/json\nX-CSRF-Token: %s", ines->csrf));
        if (i < ARRAY_LEN(wrong))
            WANT_ERROR(r, "loss_tolerance");
        else
            WANT(r, 201);
    }
    json_decref(copy);
}

/* The control of an estimate is restricted: ines does not see it any more, clara does. */

#define HIDDEN "CTL-25"
#define R(a, b, c) "{'min':" #a ",'mode':" #b ",'max':" #c "}"
#define FIVE "{'currency':'EUR','tef':" R(1, 2, 3) ",'vuln':" R(0, 0.5, 1) ",'plm':" R(1000, 2000, 3000) \
    ",'slef':" R(0, 0, 0) ",'slm':" R(0, 0, 0) ",'controls':["
#define TAKES(key, on, effect) "{'control':'" key "','on':'" on "','effect':" effect ",'cost':500}"

static const char *kept_with;

static const char *
assessment(const char *title)
{
    struct reply r = ask(ines, "POST", "risk-assessments", format("{'title':'%s','method':'RMT-01',"
        "'trigger':'planned','scope_text':'All','participants':['PER-003'],"
        "'started_on':'2026-09-01'}", title));

    WANT(r, 201);
    return text_of(r.json, "key");
}

static struct reply
estimate(const struct session *s, const char *risk, const char *controls)
{
    return ask_with(s, "PATCH", format("risks/%s", risk), controls == NULL ? "{'quantitative':null}"
        : format("{'quantitative':" FIVE "%s]}}", controls), "If-Match: *");
}

static const char *
estimate_of(const struct session *s, const char *risk)
{
    return json_canonical(mem, json_object_get(ask(s, "GET", format("risks/%s", risk), NULL).json,
        "quantitative"));
}

static void
hide_a_control(void **state)
{
    (void)state;
    WANT(estimate(ines, "RSK-02", TAKES(HIDDEN, "loss", R(0, 0.25, 1)) ","
        TAKES("CTL-09", "loss", R(0, 0.125, 1))), 200);
    WANT(estimate(ines, "RSK-03", TAKES(HIDDEN, "frequency", R(0, 0.5, 1))), 200);
    kept_with = assessment("Before it was hidden");
    WANT(keep(ines, kept_with), 303);
    WANT(ask(ines, "PUT", "groups/few", "{'name':'A few','members':['HR']}"), 200);
    WANT(ask(ines, "PUT", "controls/" HIDDEN "/access", "{'groups':['few'],'reason':'x'}"), 200);
    WANT(ask(ines, "GET", "controls/" HIDDEN, NULL), 404);
    WANT(ask(clara, "GET", "controls/" HIDDEN, NULL), 200);
}

static void
its_key_is_shown_nowhere(void **state)
{
    static const char *const places[] = { "risks/RSK-02", "risks?limit=200", "risks/RSK-02/history",
        "/o/demo/r/risks/RSK-02", "/o/demo/r/risks/RSK-02/edit", "/o/demo/r/risks/RSK-02/estimate",
        "/o/demo/r/risks?format=csv", "/o/demo/quantification", "/o/demo/quantification?budget=1000",
        "/o/demo/quantification?risk=RSK-02", "/o/demo/quantification.json",
        "/o/demo/quantification.json?risk=RSK-03", "risk-assessments/%s", "risk-assessments/%s/history",
        "risk-assessments?limit=200", "/o/demo/r/risk-assessments/%s", "/o/demo@%s/api/v1/risks/RSK-02",
        "/o/demo@%s/quantification", "/o/demo@%s/quantification.json" };
    char today[DATE_LEN + 1];
    struct reply r;

    (void)state;
    date_format(clock_today("UTC", clock_now()), today);
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        const char *at = strstr(places[i], "%s"), *path = at == NULL ? places[i] : format("%.*s%s%s",
            (int)(at - places[i]), places[i], places[i][7] == '@' ? today : kept_with, at + 2);

        r = ask(ines, "GET", path, NULL);
        WANT(r, 200);
        if (strstr(r.body.p, HIDDEN) != NULL)
            fail_msg("%s shows it: %.200s", path, strstr(r.body.p, HIDDEN) - 100);
    }
    assert_non_null(strstr(estimate_of(ines, "RSK-02"), "\"restricted-1\""));
    assert_non_null(strstr(estimate_of(clara, "RSK-02"), "\"" HIDDEN "\""));
    HAS(ask(ines, "GET", "/o/demo/r/risks/RSK-02", NULL), "<td>a restricted record</td>");
    HAS(ask(clara, "GET", "risks/RSK-02/history", NULL), HIDDEN);
}

/* It works for everybody: the figures are the same, and so are those of the file. */
static void
it_takes_part_all_the_same(void **state)
{
    struct reply mine = ask(ines, "GET", "/o/demo/quantification", NULL), files[2], answers[2];
    struct reply whole = ask(clara, "GET", "/o/demo/quantification", NULL);
    const struct session *const who[] = { ines, clara };

    (void)state;
    HAS(mine, "a control that you may not see");
    HAS(whole, HIDDEN);
    for (size_t i = 0; i < 2; i++) {
        files[i] = ask(who[i], "GET", "/o/demo/quantification.json", NULL);
        answers[i] = ask_raw(ines, "POST", "/o/demo/api/v1/simulate", files[i].body,
            format("Content-Type: application/json\nX-CSRF-Token: %s", ines->csrf));
        WANT(answers[i], 200);
    }
    assert_non_null(strstr(files[1].body.p, HIDDEN));
    assert_string_equal(
        json_canonical(mem, json_object_get(answers[0].json, "portfolio")),
        json_canonical(mem, json_object_get(answers[1].json, "portfolio")));
}

/* Who edits the estimate leaves what he does not see as it stands, or is told to. */
static void
it_survives_the_edits_of_others(void **state)
{
    const char *was = estimate_of(clara, "RSK-02");
    struct reply r, none;

    (void)state;
    r = estimate(ines, "RSK-02", TAKES("CTL-09", "loss", R(0, 0.125, 1)));
    WANT_ERROR(r, "quantitative");
    assert_non_null(strstr(error_of(&r, "quantitative"), "records that you may not see"));
    WANT_ERROR(estimate(ines, "RSK-02", NULL), "quantitative");
    WANT_ERROR(estimate(ines, "RSK-02", TAKES("restricted-1", "loss", R(0, 0.25, 1)) ","
        TAKES("restricted-2", "loss", R(0, 0.25, 1))), "quantitative");
    WANT_ERROR(estimate(ines, "RSK-04", TAKES("restricted-1", "loss", R(0, 0.25, 1))), "quantitative");
    assert_string_equal(estimate_of(clara, "RSK-02"), was);
    /* named, it answers like one that is not there, though it stands there */
    r = estimate(ines, "RSK-02", TAKES("restricted-1", "loss", R(0, 0.25, 1)) ","
        TAKES(HIDDEN, "frequency", R(0, 0.5, 1)));
    none = estimate(ines, "RSK-02", TAKES("restricted-1", "loss", R(0, 0.25, 1)) ","
        TAKES("CTL-99", "frequency", R(0, 0.5, 1)));
    WANT_ERROR(none, "quantitative");
    assert_int_equal(r.status, none.status);
    for (char *at; (at = strstr(r.body.p, HIDDEN)) != NULL; )
        memcpy(at, "CTL-99", 6);
    assert_string_equal(r.body.p, none.body.p);
    /* nor does the guess of a whole value tell that it is right */
    WANT_ERROR(estimate(ines, "RSK-03", TAKES(HIDDEN, "frequency", R(0, 0.5, 1))), "quantitative");
    /* sent back as it was read, with another number and in another order */
    r = estimate(ines, "RSK-02", TAKES("CTL-09", "loss", R(0, 0.375, 1)) ","
        TAKES("restricted-1", "loss", R(0, 0.25, 1)));
    WANT(r, 200);
    assert_null(strstr(r.body.p, HIDDEN));
    assert_non_null(strstr(estimate_of(clara, "RSK-02"), "0.375"));
    assert_non_null(strstr(estimate_of(clara, "RSK-02"), "{\"control\":\"" HIDDEN "\",\"on\":\"loss\""));
    WANT(ask_with(ines, "PATCH", "risks/RSK-02", "{'title':'Another title'}", "If-Match: *"), 200);
    assert_non_null(strstr(estimate_of(clara, "RSK-02"), HIDDEN));
}

/* What is kept is what was counted, whoever keeps it. */
static void
it_is_kept_by_its_key(void **state)
{
    const char *key = assessment("Kept by one who does not see it"), *path;
    struct reply r;

    (void)state;
    WANT(keep(ines, key), 303);
    path = format("risk-assessments/%s", key);
    r = ask(ines, "GET", path, NULL);
    assert_null(strstr(r.body.p, HIDDEN));
    HAS(r, "restricted-1");
    r = ask(clara, "GET", path, NULL);
    HAS(r, HIDDEN);
    assert_null(strstr(r.body.p, "restricted-"));
    WANT(ask_with(ines, "PATCH", path, "{'title':'Kept'}", "If-Match: *"), 200);
    HAS(ask(clara, "GET", path, NULL), HIDDEN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_it_in_words),
        cmocka_unit_test(its_inputs_give_the_same_again),
        cmocka_unit_test(a_result_is_kept_with_an_assessment),
        cmocka_unit_test(the_tolerance_is_checked),
        cmocka_unit_test(hide_a_control),
        cmocka_unit_test(its_key_is_shown_nowhere),
        cmocka_unit_test(it_takes_part_all_the_same),
        cmocka_unit_test(it_survives_the_edits_of_others),
        cmocka_unit_test(it_is_kept_by_its_key),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
