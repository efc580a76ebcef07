/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * quantification.c - the risks in money: the page, its inputs as a file that gives the same
 * figures again, a result kept with an assessment, and the tolerance it is held against.
 */
#include "client.h"

#include <math.h>

#include <cmocka.h>     /* last: it defines a macro fail() */

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_it_in_words),
        cmocka_unit_test(its_inputs_give_the_same_again),
        cmocka_unit_test(a_result_is_kept_with_an_assessment),
        cmocka_unit_test(the_tolerance_is_checked),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
