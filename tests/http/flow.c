/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* flow.c - steps of the work flow: states, people, four eyes and what sets them aside. */
#include "client.h"

#include "app/org.h"
#include "rec/store.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct session *ines, *maeve, *niamh, *rafael, *clara, *orla;

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    ines = sign_in_as("ines");
    maeve = sign_in_as("maeve");
    niamh = sign_in_as("niamh");
    rafael = sign_in_as("rafael");
    clara = sign_in_as("clara");
    orla = sign_in_as("orla");
    return 0;
}

#define INES "PER-004"
#define MAEVE "PER-001"
#define RAFAEL "PER-005"
#define ORLA "PER-035"

static const char *
add(const struct session *s, const char *slug, const char *body)
{
    struct reply r = ask(s, "POST", slug, body);

    WANT(r, 201);
    return header_of(&r, "Location");
}

static const char *
add_change(const struct session *s, const char *by, const char *kind)
{
    return add(s, "changes", format("{'title':'Move the office','kind':'%s','planned':true,"
        "'purpose':'More room','consequences':'New alarm','affects':['process'],"
        "'significant':false,'requested_by':'%s'}", kind, by));
}

static const char *
add_exception(const struct session *s, const char *by)
{
    return add(s, "exceptions", format("{'title':'Old server','from_ref':'CTL-01',"
        "'reason':'No successor','requester':'%s','compensating':'Firewall',"
        "'expires_on':'2027-03-31'}", by));
}

static struct reply
step(const struct session *s, const char *path, const char *name, const char *body)
{
    return ask(s, "POST", format("%s/steps/%s", path, name), body);
}

/* Each step by those who may, in its order, and by nobody else. */
static void
a_change_goes_its_way(void **state)
{
    const char *path = add_change(orla, ORLA, "isms");
    struct reply r;

    (void)state;
    WANT(step(maeve, path, "approve", "{}"), 409);      /* not assessed yet */
    WANT(step(orla, path, "assess", "{}"), 403);
    WANT(step(maeve, path, "assess", "{}"), 403);
    r = step(ines, path, "assess", "{'significant':true,'consequences':'Two weeks of noise'}");
    WANT(r, 200);
    assert_string_equal(text_of(r.json, "status"), "assessed");
    assert_string_equal(text_of(r.json, "consequences"), "Two weeks of noise");
    assert_string_equal(header_of(&r, "ETag"), "\"2\"");
    WANT(step(ines, path, "assess", "{}"), 409);
    WANT(step(ines, path, "approve", "{}"), 403);
    WANT(step(orla, path, "approve", "{}"), 403);
    WANT(step(clara, path, "approve", "{}"), 403);
    WANT(step(rafael, path, "approve", "{'planned_for':'2026-12-01'}"), 403);   /* of the ISMS */
    WANT_ERROR(step(maeve, path, "approve", "{}"), "planned_for");
    r = step(maeve, path, "approve", "{'planned_for':'2026-12-01'}");
    WANT(r, 200);
    assert_string_equal(text_of(r.json, "approved_by"), MAEVE);
    assert_int_equal(strlen(text_of(r.json, "approved_on")), 10);
    /* What was approved stays; the date may move. */
    WANT_ERROR(ask_with(ines, "PATCH", path, "{'purpose':'Another'}", "If-Match: *"), "purpose");
    WANT(ask_with(ines, "PATCH", path, "{'planned_for':'2026-12-08'}", "If-Match: *"), 200);
    WANT(step(clara, path, "implement", "{}"), 403);
    WANT(step(orla, path, "implement", "{}"), 200);     /* who asked for it */
    r = step(ines, path, "review", "{}");
    WANT(r, 200);
    assert_string_equal(text_of(r.json, "status"), "reviewed");
    WANT(ask_with(ines, "PATCH", path, "{'purpose':'Another'}", "If-Match: *"), 409);
    WANT(ask_with(ines, "DELETE", path, NULL, "If-Match: *"), 409);
}

static void
what_a_step_asks_is_checked(void **state)
{
    const char *path = add_exception(orla, ORLA);

    (void)state;
    WANT(step(maeve, path, "fly", "{}"), 404);
    WANT(step(maeve, path, "close", "{}"), 409);
    WANT_ERROR(step(maeve, path, "reject", "{}"), "reason");
    WANT_ERROR(step(maeve, path, "reject", "{'reason':'  '}"), "reason");
    WANT_ERROR(step(maeve, path, "reject", "{'reason':7}"), "reason");
    WANT_ERROR(step(maeve, path, "approve", "{'title':'Sneaked in'}"), "title");
    WANT_ERROR(step(maeve, path, "approve", "{'approved_by':'PER-004'}"), "approved_by");
    WANT_ERROR(step(maeve, path, "approve", "{'status':'closed'}"), "status");
    WANT_ERROR(step(maeve, path, "approve", "{'colour':'red'}"), "colour");
    WANT(step(maeve, path, "approve", "[]"), 422);
    WANT(ask_with(maeve, "POST", format("%s/steps/approve", path), "{}", "If-Match: \"7\""), 412);
    WANT(ask_with(maeve, "POST", format("%s/steps/approve", path), NULL, "If-Match: \"1\""), 200);
    WANT(ask(ines, "POST", "persons/PER-004/steps/nonsense", "{}"), 404);
    WANT(ask(ines, "POST", "organizations/ORG-01/steps/approve", "{}"), 404);
    WANT(ask(ines, "POST", "issues/ISS-999/steps/close", "{}"), 404);
}

static void
long_reasons_are_refused(void **state)
{
    const char *path = add_exception(orla, ORLA);
    struct buf b;

    (void)state;
    buf_init(&b, 10000);
    for (int i = 0; i < 2001; i++)
        buf_putc(&b, 'a');
    WANT_ERROR(step(maeve, path, "reject", format("{'reason':'%s'}", b.p)), "reason");
    buf_free(&b);
}

static void
nobody_decides_on_their_own(void **state)
{
    struct reply r = step(maeve, add_exception(maeve, MAEVE), "approve", "{}");

    (void)state;
    WANT(r, 403);
    assert_non_null(strstr(text_of(r.json, "detail"), "Four eyes"));
    /* Nor when a colleague writes it down, nor what they wrote for a colleague. */
    WANT(step(maeve, add_exception(orla, MAEVE), "approve", "{}"), 403);
    WANT(step(maeve, add_exception(maeve, ORLA), "approve", "{}"), 403);
    WANT(step(rafael, add_exception(rafael, RAFAEL), "approve", "{}"), 403);
    WANT(step(rafael, add_exception(maeve, MAEVE), "approve", "{}"), 200);
}

/* Who edits what is to be decided has written it. */
static void
editing_makes_an_author(void **state)
{
    const char *path = add_exception(orla, MAEVE);

    (void)state;
    WANT(ask_with(maeve, "PATCH", path, "{'compensating':'More'}", "If-Match: *"), 200);
    WANT(ask_with(ines, "PATCH", path, "{'requester':'" ORLA "'}", "If-Match: *"), 200);
    WANT(step(maeve, path, "approve", "{}"), 403);
    WANT(step(rafael, path, "approve", "{}"), 200);
}

static void
set_override(const char *value)
{
    static const struct actor system_actor = { .name = "system", .email = "system",
        .system = true };
    struct ctx c = { .arena = mem, .actor = &system_actor, .now = clock_now(), .source = "test" };
    struct store *store;

    server_stop();
    assert_int_equal(org_open(&c, place, "demo", STORE_EXCLUSIVE, &store), 0);
    assert_int_equal(store_write(&c, store), 0);
    assert_int_equal(setting_set(&c, "four_eyes_override", value), 0);
    assert_int_equal(store_commit(&c), 0);
    store_close(store);
    server_start();
}

static void
four_eyes_are_set_aside_in_writing(void **state)
{
    const char *path = add_exception(maeve, MAEVE);
    struct reply r;

    (void)state;
    WANT(step(maeve, path, "approve", "{'override':'Nobody else is here'}"), 403);
    set_override("yes");
    WANT(step(maeve, path, "approve", "{}"), 403);
    WANT(step(maeve, path, "approve", "{'override':'  '}"), 403);
    WANT(step(orla, path, "approve", "{'override':'I may not at all'}"), 403);
    r = step(maeve, path, "approve", "{'override':'Nobody else is here'}");
    WANT(r, 200);
    r = ask(ines, "GET", format("%s/history", path), NULL);
    assert_non_null(strstr(text_of(json_array_get(json_object_get(r.json, "items"), 0),
        "reason"), "Nobody else is here"));
    set_override("no");
    WANT(step(maeve, add_exception(maeve, MAEVE), "approve", "{'override':'Again'}"), 403);
}

/* @field permissions: whoever stands in the field, and not the others. */
static void
people_edit_what_is_theirs(void **state)
{
    const char *path = add_exception(orla, ORLA);
    struct reply mine = ask(rafael, "GET", "risks?limit=1&owner=" RAFAEL, NULL), other;
    const char *my_risk, *other_risk;

    (void)state;
    WANT(ask_with(orla, "PATCH", path, "{'compensating':'More'}", "If-Match: *"), 200);
    WANT(ask_with(clara, "PATCH", path, "{'compensating':'More'}", "If-Match: *"), 403);
    other = ask(ines, "GET", "risks?limit=1&owner=" INES, NULL);
    my_risk = text_of(json_array_get(json_object_get(mine.json, "items"), 0), "key");
    other_risk = text_of(json_array_get(json_object_get(other.json, "items"), 0), "key");
    assert_true(*my_risk && *other_risk);
    WANT(ask_with(rafael, "PATCH", format("risks/%s", my_risk), "{'risk_source':'Staff'}",
        "If-Match: *"), 200);
    WANT(ask_with(rafael, "PATCH", format("risks/%s", other_risk), "{'risk_source':'Staff'}",
        "If-Match: *"), 403);
    WANT(step(niamh, format("risks/%s", my_risk), "close", "{'close_reason':'x'}"), 403);
}

static struct reply
accept_risk(const struct session *s, const char *risk, const char *analysis, const char *by)
{
    return ask(s, "POST", "risk-acceptances", format("{'risk':'%s','analysis':'%s','level':1,"
        "'accepted_by':'%s','accepted_on':'2026-11-01','rationale':'Cost',"
        "'valid_until':'2027-06-30'}", risk, analysis, by));
}

static void
risks_are_accepted_by_those_who_own_them(void **state)
{
    (void)state;
    WANT_ERROR(accept_risk(rafael, "RSK-02", "RAN-06", MAEVE), "accepted_by");
    WANT_ERROR(accept_risk(rafael, "RSK-01", "RAN-06", RAFAEL), "analysis");
    WANT_ERROR(accept_risk(rafael, "RSK-01", "RAN-03", RAFAEL), "accepted_by");
    WANT(accept_risk(ines, "RSK-03", "RAN-09", INES), 403);
    WANT(accept_risk(rafael, "RSK-02", "RAN-06", RAFAEL), 201);
}

/* A new version in force takes the place of the one before, in the same step. */
static void
one_version_is_in_force(void **state)
{
    const char *path = add(ines, "scope-statements", "{'version':'2.0'}");
    struct reply r, old = ask(ines, "GET", "scope-statements/SCO-01", NULL);
    json_t *more = json_copy(old.json);
    static const char *const ours[] = { "key", "type", "revision", "version", "status",
        "approved_by", "approved_on", "next_review_due" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ours); i++)
        json_object_del(more, ours[i]);
    WANT(step(maeve, path, "submit", "{}"), 403);
    WANT(step(ines, path, "submit", "{}"), 422);        /* leaves draft: all must be there */
    r = ask_raw(ines, "PATCH", path, slice_of(json_canonical(mem, more)),
        "Content-Type: application/json\nIf-Match: *");
    json_decref(more);
    WANT(r, 200);
    WANT(step(ines, path, "submit", "{}"), 200);
    WANT(ask_with(ines, "PATCH", path, "{'version':'2.1'}", "If-Match: *"), 409);
    WANT_ERROR(step(maeve, path, "return", "{}"), "reason");
    WANT(step(maeve, path, "approve", "{}"), 200);
    r = ask(ines, "GET", "scope-statements/SCO-01", NULL);
    assert_string_equal(text_of(r.json, "status"), "superseded");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_goes_its_way),
        cmocka_unit_test(what_a_step_asks_is_checked),
        cmocka_unit_test(long_reasons_are_refused),
        cmocka_unit_test(nobody_decides_on_their_own),
        cmocka_unit_test(editing_makes_an_author),
        cmocka_unit_test(four_eyes_are_set_aside_in_writing),
        cmocka_unit_test(people_edit_what_is_theirs),
        cmocka_unit_test(risks_are_accepted_by_those_who_own_them),
        cmocka_unit_test(one_version_is_in_force),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
