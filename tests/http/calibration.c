/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * calibration.c - the exercise: what is asked is drawn and kept by the server and judged
 * there, once; an attempt is seen by its author, hit rates by the ISMS manager.
 */
#include "client.h"

#include <stdlib.h>

#include "isms/calibration.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define PAGE "/o/demo/calibration"

static struct session *ines, *maeve, *orla;

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    ines = sign_in_as("ines");
    maeve = sign_in_as("maeve");
    orla = sign_in_as("orla");
    return 0;
}

static struct reply
post(const struct session *s, const char *form)
{
    return ask_raw(s, "POST", PAGE, slice_of(form),
        "Content-Type: application/x-www-form-urlencoded");
}

/* Begin: the number of the attempt. */
static int
begin(const struct session *s)
{
    struct reply r = post(s, "do=begin");

    WANT(r, 303);
    assert_non_null(strstr(header_of(&r, "Location"), "?attempt="));
    return atoi(strstr(header_of(&r, "Location"), "?attempt=") + 9);
}

/* What the page asks, in its order. */
static size_t
asked(const struct session *s, int attempt, const struct calibration_question *ret[40])
{
    struct reply r = ask(s, "GET", format(PAGE "?attempt=%d", attempt), NULL);
    size_t n = 0;

    WANT(r, 200);
    for (const char *p = r.body.p; (p = strstr(p, "name=\"low.")) != NULL && n < 40; p++) {
        struct slice id = { p + 10, strcspn(p + 10, "\"") };

        ret[n] = calibration_find(id);
        assert_non_null(ret[n]);
        assert_non_null(strstr(r.body.p, format("id=\"q-%s\"", ret[n]->id)));
        n++;
    }
    return n;
}

/* Answers of which the first `hits` hold the truth, at their very border, and the others do not. */
static const char *
answers(int attempt, const struct calibration_question *const *q, size_t n, size_t hits)
{
    const char *form = format("do=answer&attempt=%d", attempt);

    for (size_t i = 0; i < n; i++) {
        double from = i < hits ? q[i]->truth - (i % 2 ? 10 : 0) : q[i]->truth + 0.5;
        double to = i < hits ? q[i]->truth + (i % 2 ? 0 : 10) : q[i]->truth + 5;

        form = format("%s&low.%s=%.15g&high.%s=%.15g", form, q[i]->id, from, q[i]->id, to);
    }
    return form;
}

static void
the_pool_is_sound(void **state)
{
    (void)state;
    assert_true(n_calibration_pool >= 60 && n_calibration_pool <= 1000);
    for (size_t i = 0; i < n_calibration_pool; i++) {
        const struct calibration_question *q = &calibration_pool[i];

        assert_ptr_equal(calibration_find(slice_of(q->id)), q);
        assert_int_equal(strspn(q->id, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(q->id));
        assert_int_equal(q->text[strlen(q->text) - 1], '?');
        if (strcmp(q->unit, "year") == 0)
            assert_true(q->truth == (int)q->truth && q->truth > 0 && q->truth < 2026);
    }
}

/* Within a series no question comes twice; the same number draws the same. */
static void
a_draw_is_told_by_its_number(void **state)
{
    const int64_t rounds = (int64_t)(n_calibration_pool / CALIBRATION_ASKED);
    const struct calibration_question *q[CALIBRATION_ASKED], *again[CALIBRATION_ASKED];
    size_t moved = 0;

    (void)state;
    for (int64_t series = 0; series < 50; series++) {
        bool seen[1000] = { false };

        for (int64_t r = 0; r < rounds; r++) {
            calibration_draw(series * rounds + r, q);
            calibration_draw(series * rounds + r, again);
            assert_memory_equal(q, again, sizeof q);
            for (size_t i = 0; i < CALIBRATION_ASKED; i++) {
                assert_false(seen[q[i] - calibration_pool]);
                seen[q[i] - calibration_pool] = true;
                moved += (size_t)(q[i] - calibration_pool) != (size_t)r * CALIBRATION_ASKED + i;
            }
        }
    }
    assert_true(moved > 50 * (size_t)rounds * CALIBRATION_ASKED * 9 / 10);
}

static void
an_attempt_is_judged_by_the_server(void **state)
{
    const struct calibration_question *q[40];
    struct reply r = ask(orla, "GET", PAGE, NULL);
    int attempt;

    (void)state;
    HAS(r, "None yet");
    assert_null(strstr(r.body.p, "newest"));
    attempt = begin(orla);
    assert_int_equal(begin(orla), attempt);     /* the one that was begun */
    HAS(ask(orla, "GET", PAGE, NULL), "Go on");
    assert_int_equal(asked(orla, attempt, q), CALIBRATION_ASKED);
    /* The page tells no answer. */
    r = ask(orla, "GET", format(PAGE "?attempt=%d", attempt), NULL);
    assert_null(strstr(r.body.p, "truth</strong>"));
    assert_null(strstr(r.body.p, "You said"));
    r = post(orla, answers(attempt, q, CALIBRATION_ASKED, 11));
    WANT(r, 303);
    r = ask(orla, "GET", format(PAGE "?attempt=%d", attempt), NULL);
    HAS(r, "11 of 20 ranges held the truth");
    HAS(r, "55 %, and it should be 90 %");
    HAS(r, "far too narrow");
    HAS(r, "the truth is lower.");
    r = ask(orla, "GET", PAGE, NULL);
    HAS(r, "11 of 20 <span class=\"muted\">(55 %)</span>");
    HAS(r, "make them twice as wide");
}

/* Whatever else is sent changes nothing, and an attempt is answered once. */
static void
nobody_judges_but_the_server(void **state)
{
    const struct calibration_question *q[40], *other = NULL;
    int attempt = begin(maeve);
    const char *right;
    struct reply r;

    (void)state;
    assert_int_equal(asked(maeve, attempt, q), CALIBRATION_ASKED);
    right = answers(attempt, q, CALIBRATION_ASKED, CALIBRATION_ASKED);
    WANT(post(orla, right), 404);               /* not hers */
    WANT(ask(orla, "GET", format(PAGE "?attempt=%d", attempt), NULL), 404);
    WANT(ask(ines, "GET", format(PAGE "?attempt=%d", attempt), NULL), 404);
    WANT(post(maeve, format("do=answer&attempt=%d", attempt + 77)), 404);
    WANT(post(maeve, "do=answer&attempt=x"), 404);
    WANT(post(maeve, "do=answer"), 404);
    WANT(post(maeve, "do=judge"), 422);
    WANT(post(maeve, ""), 422);
    WANT(ask(maeve, "GET", PAGE "?attempt=-1", NULL), 404);
    /* Easier questions in place of those that were asked. */
    for (size_t i = 0; i < n_calibration_pool && other == NULL; i++) {
        bool is = false;

        for (size_t k = 0; k < CALIBRATION_ASKED; k++)
            is |= q[k] == &calibration_pool[i];
        other = is ? NULL : &calibration_pool[i];
    }
    for (size_t k = 1; k < CALIBRATION_ASKED; k++)
        assert_ptr_not_equal(q[k], other);
    {
        const struct calibration_question *first = q[0];

        q[0] = other;
        r = post(maeve, answers(attempt, q, CALIBRATION_ASKED, CALIBRATION_ASKED));
        WANT(r, 422);
        HAS(r, format("href=\"#f-low.%s\"", first->id));
        q[0] = first;
    }
    /* A verdict of one's own is not read. */
    WANT(post(maeve, format("%s&hits=20&truth.%s=5&hit=true&questions=%s&draw=1",
        answers(attempt, q, CALIBRATION_ASKED, 16), q[19]->id, other->id)), 303);
    HAS(ask(maeve, "GET", format(PAGE "?attempt=%d", attempt), NULL),
        "16 of 20 ranges held the truth");
    r = post(maeve, right);
    WANT(r, 409);
    HAS(ask(maeve, "GET", format(PAGE "?attempt=%d", attempt), NULL),
        "16 of 20 ranges held the truth");
    HAS(ask(maeve, "GET", PAGE, NULL), "as wide as they should be");
}

static void
errors_keep_what_was_typed(void **state)
{
    const struct calibration_question *q[40];
    int attempt = begin(ines);
    const char *form = format("do=answer&attempt=%d", attempt);
    struct reply r;

    (void)state;
    assert_int_equal(asked(ines, attempt, q), CALIBRATION_ASKED);
    r = post(ines, format("%s&low.%s=9&high.%s=8&low.%s=many&high.%s=1%%20000&low.%s=7", form, q[0]->id,
        q[0]->id, q[1]->id, q[1]->id, q[2]->id));
    WANT(r, 422);
    HAS(r, format("name=\"low.%s\" value=\"9\"", q[0]->id));
    HAS(r, "The lowest is more than the highest.");
    HAS(r, format("name=\"low.%s\" value=\"many\"", q[1]->id));
    HAS(r, "\xe2\x80\x9cmany\xe2\x80\x9d is not a number");
    HAS(r, format("name=\"high.%s\" value=\"1 000\"", q[1]->id));
    HAS(r, format("id=\"e-high.%s\"", q[2]->id));
    HAS(r, "Both bounds are needed");
    HAS(ask(ines, "GET", PAGE, NULL), "Go on");
}

/* One's own rate stands beside the ranges; those of all are the ISMS manager's. */
static void
rates_are_shown_to_whom_they_concern(void **state)
{
    const struct calibration_question *q[40], *first[40];
    int attempt = begin(ines);
    struct reply r = ask(ines, "GET", "/o/demo/r/risks/RSK-03/estimate", NULL);

    (void)state;
    HAS(r, "Try twenty questions");
    assert_int_equal(asked(ines, attempt, first), CALIBRATION_ASKED);
    WANT(post(ines, answers(attempt, first, CALIBRATION_ASKED, 14)), 303);
    HAS(ask(ines, "GET", "/o/demo/r/risks/RSK-03/estimate", NULL),
        "<strong>14 of 20</strong> questions: widen them");
    r = ask(ines, "GET", PAGE, NULL);
    HAS(r, "11 of 20");                 /* Orla */
    HAS(r, "16 of 20");                 /* Maeve */
    HAS(r, "Orla Quinn");
    r = ask(orla, "GET", PAGE, NULL);
    assert_null(strstr(r.body.p, "16 of 20"));
    assert_null(strstr(r.body.p, "Maeve"));
    /* The next attempts ask other questions, and all of them are held. */
    for (int more = 0; more < 2; more++) {
        attempt = begin(ines);
        assert_int_equal(asked(ines, attempt, q), CALIBRATION_ASKED);
        for (size_t i = 0; i < CALIBRATION_ASKED; i++)
            for (size_t k = 0; k < CALIBRATION_ASKED; k++)
                assert_ptr_not_equal(q[i], first[k]);
        memcpy(first, q, sizeof first);
        WANT(post(ines, answers(attempt, q, CALIBRATION_ASKED, CALIBRATION_ASKED)), 303);
    }
    HAS(ask(ines, "GET", format(PAGE "?attempt=%d", attempt), NULL), "Every range held the truth");
    r = ask(ines, "GET", PAGE, NULL);
    HAS(r, "14 of 20");
    HAS(r, "20 of 20");
    assert_null(strstr(strstr(r.body.p, "newest"), "14 of 20"));
}

static void
it_is_no_part_of_the_record(void **state)
{
    char today[DATE_LEN + 1];
    struct reply r;

    (void)state;
    WANT(ask(NULL, "GET", PAGE, NULL), 303);
    WANT(post(NULL, "do=begin"), 401);
    date_format(clock_today("UTC", clock_now()), today);
    r = ask(ines, "GET", format("/o/demo@%s/calibration", today), NULL);
    WANT(r, 200);
    assert_null(strstr(r.body.p, "value=\"begin\""));
    WANT(ask_raw(ines, "POST", format("/o/demo@%s/calibration", today), SLICE("do=begin"),
        "Content-Type: application/x-www-form-urlencoded"), 409);
    server_stop();
    assert_int_equal(command((const char *const []){ "verify", place_option(), place, "--org", "demo",
        NULL }), 0);
    server_start();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pool_is_sound),
        cmocka_unit_test(a_draw_is_told_by_its_number),
        cmocka_unit_test(an_attempt_is_judged_by_the_server),
        cmocka_unit_test(nobody_judges_but_the_server),
        cmocka_unit_test(errors_keep_what_was_typed),
        cmocka_unit_test(rates_are_shown_to_whom_they_concern),
        cmocka_unit_test(it_is_no_part_of_the_record),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
