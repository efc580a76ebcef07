/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * types.c - every record type over the API: list, read, a record with all its
 * fields made from their kinds, changed, and deleted; and who may do so.
 */
#include "client.h"

#include "rec/kind.h"
#include "rec/store.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static struct session *ines;    /* ISMS manager and system administrator */
static struct {
    const char *name, *roles;
    struct session *s;
} people[] = {
    { "ines", "IM SYS EM", NULL }, { "maeve", "TM EM", NULL }, { "niamh", "IA APM EM", NULL },
    { "rafael", "RO CO AO PO DO EM", NULL }, { "clara", "HR EM", NULL }, { "orla", "EM", NULL },
};

static int
up(void **state)
{
    if (server_up(state) != 0)
        return 1;
    for (size_t i = 0; i < ARRAY_LEN(people); i++)
        people[i].s = sign_in_as(people[i].name);
    ines = people[0].s;
    return 0;
}

/* Two keys that a field may point to; how parents must be for a child to fit. */
static const struct { const char *type, *query; } parents[] = {
    { "SoA", "status=draft" }, { "Audit", "status=planned" },
    { "ManagementReview", "status=planned" },
};

static const char *
target_of(const char *type, size_t at)
{
    const struct rec_type *t = rec_type_by_name(slice_of(type));
    const char *query = "";
    struct reply r;

    assert_non_null(t);
    for (size_t i = 0; i < ARRAY_LEN(parents); i++)
        if (strcmp(parents[i].type, type) == 0)
            query = parents[i].query;
    r = ask(ines, "GET", format("%s?limit=2&%s", t->slug, query), NULL);
    WANT(r, 200);
    r.json = json_object_get(r.json, "items");
    if (json_array_size(r.json) == 0)
        return NULL;
    return text_of(json_array_get(r.json, at % json_array_size(r.json)), "key");
}

/* A valid value; n tells the values of one list, and of a change, apart. */
static json_t *
value_for(const struct field *f, size_t n)
{
    const char *s;

    switch (f->shape.kind) {
    case K_STR:
        return json_string(f->shape.max >= 30 ? format("%s %zu \xc3\xa9", f->name, n) : "Abc");
    case K_TEXT:
        return json_string(format("%s %zu\n\n- <b>\"&'\\\n\t\xe2\x82\xac\xf0\x9f\x94\x92", f->name,
            n));
    case K_INT:
        return json_integer(f->shape.min + (json_int_t)n < f->shape.max
            ? f->shape.min + (json_int_t)n : f->shape.max);
    case K_DEC:
        return json_real(12.25 + (double)n);
    case K_BOOL:
        return json_boolean(n % 2 == 0);
    case K_DATE:
        return json_string(format("2026-02-%02zu", 10 + n));
    case K_MONEY:
        return json_real(1234.5 + (double)n);
    case K_ENUM:
        return json_string(f->shape.choices[n % f->shape.nchoices].name);
    case K_JSON:
        if (f->check != NULL)       /* an estimate in money: tests/http/estimate.c */
            return json_null();
        return json_pack("{s:i,s:[s,n,b]}", "n", (int)n, "list", "\xc3\xa9", 1);
    case K_REF: {
        struct slice list = slice_of(strcmp(f->shape.targets, "*") == 0 ? "Risk"
            : f->shape.targets), word;

        word_next(&list, &word);
        s = target_of(arena_strndup(mem, word.p, word.n), n);
        return s != NULL ? json_string(s) : json_null();
    }
    case N_KINDS:
        break;
    }
    return NULL;
}

/* What the kinds alone do not say: these fields name whoever asks. */
static const struct { const char *type, *field; } own[] = {
    { "RiskAcceptance", "accepted_by" }, { "Acknowledgement", "person" },
    { "CompetenceEvidence", "assessed_by" },
};

static const char *
person_of(const struct session *s)
{
    struct reply who = ask(s, "GET", "/api/v1/session", NULL);
    struct reply r = ask(s, "GET", format("persons?email=%s", text_of(who.json, "email")), NULL);

    WANT(r, 200);
    return text_of(json_array_get(json_object_get(r.json, "items"), 0), "key");
}

static json_t *
record_for(const struct rec_type *t, const struct session *s, size_t n)
{
    json_t *o = json_object();

    for (size_t i = 0; i < t->nfields; i++) {
        const struct field *f = &t->fields[i];
        json_t *v;

        if (f->flags & READONLY)
            continue;
        if (f->shape.list) {
            v = json_array();
            json_array_append_new(v, value_for(f, n));
            json_array_append_new(v, value_for(f, n + 1));
            if (json_equal(json_array_get(v, 0), json_array_get(v, 1)))
                json_array_remove(v, 1);
        } else {
            v = value_for(f, n);
        }
        json_object_set_new(o, f->name, v);
    }
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        if (strcmp(own[i].type, t->name) == 0)
            json_object_set_new(o, own[i].field, json_string(person_of(s)));
    if (strcmp(t->name, "ResourceAllocation") == 0)     /* decided by a step alone */
        json_object_set_new(o, "decision", json_string("pending"));
    if (strcmp(t->name, "RiskAcceptance") == 0) {       /* its level is that of the analysis */
        struct reply r = ask(s, "GET", "risk-analyses?limit=1&sort=level", NULL);
        const json_t *analysis = json_array_get(json_object_get(r.json, "items"), 0);

        json_object_set(o, "risk", json_object_get(analysis, "risk"));
        json_object_set(o, "level", json_object_get(analysis, "level"));
        json_object_set(o, "analysis", json_object_get(analysis, "key"));
    }
    return o;
}

static struct reply
send(const struct session *s, const char *method, const char *path, const json_t *o,
    const char *headers)
{
    struct slice body = slice_of(json_canonical(mem, o));

    return ask_raw(s, method, path, body, format("Content-Type: application/json%s%s",
        headers ? "\n" : "", headers ? headers : ""));
}

static void
compare(const struct rec_type *t, const json_t *sent, const json_t *got)
{
    const char *name;
    json_t *v;

    json_object_foreach((json_t *)(uintptr_t)sent, name, v) {
        const json_t *is = json_object_get(got, name);

        if (!json_equal(v, is) && !(json_is_number(v) && json_is_number(is)
                && json_number_value(v) == json_number_value(is)))
            fail_msg("%s.%s: sent %s, got %s", t->name, name, json_canonical(mem, v),
                is != NULL ? json_canonical(mem, is) : "nothing");
    }
}

static void
lists_and_records_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_rec_types; i++) {
        const struct rec_type *t = rec_types[i];
        struct reply r = ask(ines, "GET", format("%s?limit=3", t->slug), NULL), one;
        const json_t *items = json_object_get(r.json, "items"), *first;

        WANT(r, 200);
        assert_true(json_is_array(items));
        assert_non_null(json_object_get(r.json, "next"));
        if (json_array_size(items) == 0)
            continue;
        first = json_array_get(items, 0);
        one = ask(ines, "GET", format("%s/%s", t->slug, text_of(first, "key")), NULL);
        WANT(one, 200);
        assert_true(json_equal(one.json, first));
        assert_int_equal(json_object_size(first), t->nfields + 3);
        assert_string_equal(text_of(first, "type"), t->name);
        assert_string_equal(header_of(&one, "ETag"), format("\"%d\"",
            (int)number_of(first, "revision")));
    }
}

/* Who may create: among the six, the first who may. */
static struct session *
creator_of(const struct rec_type *t)
{
    const char *who = t->creators != NULL ? t->creators : "IM";

    for (size_t i = 0; i < ARRAY_LEN(people); i++)
        for (struct slice l = slice_of(who), w; word_next(&l, &w); )
            if (word_in_n(people[i].roles, w.p, w.n))
                return people[i].s;
    return NULL;
}

static void
delete_again(const struct rec_type *t, const struct session *s, const char *path,
    const struct reply *made)
{
    struct reply r = ask(s, "DELETE", path, NULL);

    WANT(r, 428);
    r = ask_with(ines, "DELETE", path, NULL, "If-Match: \"99\"");
    WANT(r, 412);
    r = ask_with(ines, "DELETE", path, NULL, format("If-Match: %s", header_of(made, "ETag")));
    if (t->flags & IMMUTABLE) {
        WANT(r, 409);
        return;
    }
    if (r.status == 403)
        r = ask_with(s, "DELETE", path, NULL, format("If-Match: %s", header_of(made, "ETag")));
    WANT(r, 204);
    WANT(ask(s, "GET", path, NULL), 404);
}

static void
every_type_is_written_and_read_back(void **state)
{
    size_t bad = 0;

    (void)state;
    WANT(ask(ines, "POST", "soas", "{'version':'9'}"), 201);
    for (size_t i = 0; i < n_rec_types; i++) {
        const struct rec_type *t = rec_types[i];
        struct session *s = creator_of(t);
        json_t *o = record_for(t, s, 1);
        struct reply r, back;
        const char *path;

        assert_non_null(s);
        r = send(s, "POST", t->slug, o, NULL);
        if (r.status == 201) {
            path = header_of(&r, "Location");
            assert_non_null(path);
            back = ask(s, "GET", path, NULL);
            WANT(back, 200);
            assert_true(json_equal(back.json, r.json));
            compare(t, o, back.json);
            delete_again(t, s, path, &r);
        } else if (!(t->flags & SINGLETON) || r.status != 409) {
            bad++;
            fprintf(stderr, "# %s: %ld %s\n", t->name, r.status, r.body.p);
        }
        json_decref(o);
    }
    assert_int_equal(bad, 0);
}

/* Asked with a field that no type has: 403 before anything else, or 422. */
static void
only_the_named_roles_create(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_rec_types; i++)
        for (size_t p = 0; p < ARRAY_LEN(people); p++) {
            const struct rec_type *t = rec_types[i];
            bool may = false;
            struct reply r = ask(people[p].s, "POST", t->slug, "{'no_such_field':1}");

            for (struct slice l = slice_of(t->creators ? t->creators : "IM"), w;
                 word_next(&l, &w); )
                may = may || word_in_n(people[p].roles, w.p, w.n);
            if (r.status != (may ? 422 : 403))
                fail_msg("%s creates %s: %ld", people[p].name, t->name, r.status);
        }
}

/* Editing by role alone; who stands in a field of the record is tested in roles.c. */
static void
only_the_named_roles_edit(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_rec_types; i++) {
        const struct rec_type *t = rec_types[i];
        const char *key = target_of(t->name, 0);

        for (size_t p = 0; key != NULL && p < ARRAY_LEN(people); p++) {
            struct reply r = ask(people[p].s, "PATCH", format("%s/%s", t->slug, key),
                "{'no_such_field':1}");
            bool by_role = false, by_field = false;

            for (struct slice l = slice_of(t->editors ? t->editors : "IM"), w;
                 word_next(&l, &w); ) {
                by_role = by_role || word_in_n(people[p].roles, w.p, w.n);
                by_field = by_field || w.p[0] == '@';
            }
            if ((!by_role && !by_field && r.status != 403)
                || (strcmp(people[p].name, "ines") == 0 && by_role && r.status != 428))
                fail_msg("%s edits %s: %ld", people[p].name, key, r.status);
            WANT(ask(people[p].s, "GET", format("%s/%s", t->slug, key), NULL), 200);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_and_records_are_read),
        cmocka_unit_test(every_type_is_written_and_read_back),
        cmocka_unit_test(only_the_named_roles_create),
        cmocka_unit_test(only_the_named_roles_edit),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, up, server_down);
}
