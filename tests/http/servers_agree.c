/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * servers_agree.c - what one server changed the other knows with the next request:
 * nothing that a process remembers (who asks, counts, judgements, the day, the past)
 * outlives the change.  Runs where $ISMENE_TEST_SERVERS is 2 or more.
 */
#include "client.h"

#include <libpq-fe.h>

#include <cmocka.h>     /* last: it defines a macro fail() */

#define ROUNDS 20

static PGconn *admin;

static void
administer(const char *sql)
{
    PGresult *r = PQexec(admin, sql);

    if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(admin));
    PQclear(r);
}

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    admin = PQconnectdb(place);
    return PQstatus(admin) == CONNECTION_OK ? 0 : 1;
}

static int
down(void **state)
{
    PQfinish(admin);
    return server_down(state);
}

static struct reply
at(int server, const struct session *s, const char *method, const char *path, const char *body)
{
    struct reply r;

    via_server = server;
    r = ask_with(s, method, path, body, method[0] == 'P' && method[1] == 'A' ? "If-Match: *" : NULL);
    via_server = 0;
    return r;
}

static void
signing_out_counts_everywhere(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        struct session *s = sign_in_as("clara");

        WANT(at(1, s, "GET", "risks?limit=1", NULL), 200);
        WANT(at(2, s, "GET", "risks?limit=1", NULL), 200);
        WANT(at(2, s, "GET", "risks?limit=1", NULL), 200);
        WANT(at(1 + i % 2, s, "DELETE", "/api/v1/session", NULL), 204);
        WANT(at(2 - i % 2, s, "GET", "risks?limit=1", NULL), 401);
        WANT(at(2 - i % 2, s, "GET", "/api/v1/session", NULL), 401);
    }
}

/* As another server does it: the change and the clock in one transaction. */
static void
roles_and_accounts_change_everywhere(void **state)
{
    const struct session *s = sign_in_as("niamh");

    (void)state;
    for (int i = 1; i <= 2; i++)
        WANT(at(i, s, "GET", "own-roles", NULL), 200);
    administer("update ismene_control.db_clock set generation = generation + 1; "
        "update ismene_control.membership set roles = 'EA' where account = (select id "
        "from ismene_control.account where email like 'niamh.doyle@%')");
    for (int i = 1; i <= 2; i++)
        WANT(at(i, s, "POST", "findings", "{'title':'As before'}"), 403);
    administer("update ismene_control.db_clock set generation = generation + 1; "
        "update ismene_control.account set disabled = 1 where email like 'niamh.doyle@%'");
    for (int i = 1; i <= 2; i++)
        WANT(at(i, s, "GET", "risks?limit=1", NULL), 401);
}

static int64_t
total(int server, const struct session *s)
{
    struct reply r = at(server, s, "GET", "/o/demo/r/issues", NULL);
    const char *p = strstr(r.body.p, "<h1>");

    WANT(r, 200);
    if (p == NULL)
        fail_msg("%s", "the register says no number of records");
    return atoi(p + 4);
}

static void
records_counts_and_colours_are_new_everywhere(void **state)
{
    const struct session *s = sign_in_as("ines");

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t before = total(2 - i % 2, s);
        struct reply r = at(1 + i % 2, s, "POST", "issues", "{'title':'New'}"), one, two;

        WANT(r, 201);
        WANT(at(2 - i % 2, s, "GET", header_of(&r, "Location"), NULL), 200);
        assert_true(total(2 - i % 2, s) == before + 1);
        one = at(1, s, "GET", "clauses", NULL);
        two = at(2, s, "GET", "clauses", NULL);
        WANT(one, 200);
        assert_string_equal(one.body.p, two.body.p);
    }
}

/* What the list of work says of the last thing in it: "in 51 days". */
static int
days_ahead(int server, const struct session *s)
{
    static const char before[] = "<span class=\"rel\">in ";
    struct reply r = at(server, s, "GET", "/o/demo/work", NULL);
    int n = 0;

    WANT(r, 200);
    for (const char *p = r.body.p; (p = strstr(p, before)) != NULL; p++)
        n = atoi(p + sizeof before - 1);
    assert_true(n > 2);
    return n;
}

/* Its offset to UTC is kept for a quarter of an hour, until the profile changes. */
static void
the_day_is_the_organisations_everywhere(void **state)
{
    static const char *const zones[] = { "Pacific/Kiritimati", "Pacific/Pago_Pago" };
    const struct session *s = sign_in_as("ines");
    struct reply r = at(1, s, "GET", "organizations", NULL);
    const char *key = text_of(json_array_get(json_object_get(r.json, "items"), 0), "key");
    int days[2] = { 0 };

    (void)state;
    for (int i = 0; i < 6; i++) {
        WANT(at(1 + i % 2, s, "PATCH", format("organizations/%s", key),
            format("{'timezone':'%s'}", zones[i % 2])), 200);
        days[i % 2] = days_ahead(1, s);
        assert_int_equal(days_ahead(2, s), days[i % 2]);
    }
    assert_int_not_equal(days[0], days[1]);     /* 25 hours apart */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signing_out_counts_everywhere),
        cmocka_unit_test(roles_and_accounts_change_everywhere),
        cmocka_unit_test(records_counts_and_colours_are_new_everywhere),
        cmocka_unit_test(the_day_is_the_organisations_everywhere),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    if (!place_is_database() || server_count() == 1) {
        puts("1..0 # SKIP one server alone");
        return 0;
    }
    return cmocka_run_group_tests(tests, up, down);
}
