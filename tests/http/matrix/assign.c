/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * assign.c - mass assignment: every name that a field has anywhere, and the
 * names of what is no field, go to every route that writes, in a request that
 * is otherwise right and by somebody who may send it.
 *
 * First all names at once: a route that takes what it knows and leaves the
 * rest is tried with all of them.  Where that is refused as a whole, one name
 * at a time: those that only the program sets always, the others by the
 * covering design (all of them in a full run).
 */
#include "matrix.h"

#include <stdlib.h>

#include <cmocka.h>     /* last: it defines a macro fail() */

/* What is no field of any type, with a value as it could be meant; %s: of the type. */
static const struct { const char *name, *value; } others[] = {
    { "id", "4711" }, { "key", "\"%s-55\"" }, { "revision", "77" }, { "type", "\"Person\"" },
    { "created_at", "\"2001-01-01T00:00:00Z\"" }, { "created_by", "\"PER-12\"" },
    { "updated_at", "\"2001-01-01T00:00:00Z\"" }, { "updated_by", "\"PER-12\"" },
    { "createdAt", "978307200000000" }, { "createdBy", "\"PER-12\"" }, { "state", "\"approved\"" },
    { "org", "\"beta\"" }, { "organisation", "\"beta\"" }, { "organization", "\"beta\"" },
    { "tenant", "\"beta\"" }, { "account", "1" }, { "actor", "\"root@zeta.example\"" },
    { "admin", "true" }, { "is_admin", "true" }, { "disabled", "false" }, { "system", "true" },
    { "roles", "\"SYS IM TM\"" }, { "role", "\"SYS\"" }, { "person", "\"PER-12\"" },
    { "password", "\"another-one-2026\"" }, { "hash", "\"x\"" }, { "restricted", "true" },
    { "groups", "[\"board\"]" }, { "group", "\"board\"" }, { "permissions", "[\"manage\"]" },
    { "perm", "\"manage\"" }, { "owner_id", "1" }, { "title", "\"another title\"" },
    { "tags", "[\"another\"]" }, { "comments", "[\"another\"]" }, { "attachments", "[1]" },
    { "history", "[]" }, { "events", "[]" }, { "seq", "1" }, { "leaf", "\"x\"" }, { "at", "1" },
    { "source", "\"cli\"" }, { "action", "\"create\"" }, { "waived", "true" },
    { "override", "\"because\"" }, { "four_eyes_override", "\"yes\"" }, { "_method", "\"DELETE\"" },
    { "_key", "\"%s-55\"" }, { "_state", "\"approved\"" }, { "_id", "4711" }, { "__proto__", "{}" },
    { "constructor", "{}" }, { "$set", "{\"status\":\"approved\"}" }, { "status", "\"approved\"" },
};

struct name {
    const char *name, *value;           /* value: of what is no field */
    const struct field *field;          /* of the first type that has it, or NULL */
};
static struct name *names;
static size_t n_names;

static bool
is_named(const char *name)
{
    for (size_t i = 0; i < n_names; i++)
        if (strcmp(names[i].name, name) == 0)
            return true;
    return false;
}

static void
collect_names(void)
{
    size_t cap = 0;

    for (size_t t = 0; t < n_rec_types; t++)
        for (size_t i = 0; i < rec_types[t]->nfields; i++)
            if (!is_named(rec_types[t]->fields[i].name))
                *arena_push(mem, names, n_names, cap) = (struct name){
                    .name = rec_types[t]->fields[i].name, .field = &rec_types[t]->fields[i] };
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (!is_named(others[i].name))
            *arena_push(mem, names, n_names, cap) = (struct name){ .name = others[i].name,
                .value = others[i].value };
}

static const struct field *
own_field(const struct question *c, const struct name *name)
{
    int i = c->type != NULL ? rec_field_index(c->type, slice_of(name->name)) : -1;

    return i >= 0 ? &c->type->fields[i] : NULL;
}

/* The stored form of a value sent; false when it is none of this field. */
static bool
stored(const struct field *f, const json_t *sent, struct value *ret)
{
    struct ctx c = { .arena = mem };

    return value_from_json(&c, f, sent, ret) == 0;
}

/* A value of the name that the record has not. */
static json_t *
value_of(const struct question *c, const struct name *name, const struct rec *r)
{
    struct maker m = { .side = &sides[c->actor->home], .words = "assigned", .fresh = true };
    const struct field *f = own_field(c, name);
    struct value v;

    if (f == NULL && name->field == NULL) {
        char text[200];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(text, sizeof text, name->value, c->type != NULL ? c->type->prefix : "RSK");
#pragma GCC diagnostic pop
        return json_loads(text, JSON_DECODE_ANY, NULL);
    }
    for (size_t n = c->n; n < c->n + 4; n++) {
        json_t *j = value_for(&m, f != NULL ? f : name->field, n);

        if (f == NULL || r == NULL || (stored(f, j, &v) && !value_equal(&v, &r->v[f
                - c->type->fields])))
            return j;
        json_decref(j);
    }
    return json_null();
}

/* Names with values, to be added to a request that is there. */
struct more {
    const struct name *names;
    json_t **values;
    size_t n;
};

static void
add_members(struct filled *f, const struct more *m)
{
    json_t *o = json_loadb(f->body.data.p, f->body.data.n, 0, NULL);

    assert_non_null(o);
    for (size_t i = 0; i < m->n; i++)
        json_object_set(o, m->names[i].name, m->values[i]);
    f->body = json_body(o);
    json_decref(o);
}

/* Parameters of a form, or of an address when there is no body. */
static void
add_parameters(struct filled *f, const struct more *m, bool body)
{
    struct buf b;

    buf_init(&b, BUF_MAX);
    if (body)
        buf_add(&b, f->body.data.p, f->body.data.n);
    for (size_t i = 0; i < m->n; i++)
        form_value(&b, m->names[i].name, m->values[i]);
    if (body) {
        f->body = form_body(&b);
        return;
    }
    f->path = format("%s?%.*s", f->path, (int)(b.n < 6000 ? b.n : 6000), b.p);
    buf_free(&b);
}

static void
add_parts(struct filled *f, const struct more *m)
{
    struct buf b;

    buf_init(&b, BUF_MAX);
    for (size_t i = 0; i < m->n; i++)
        buf_printf(&b, "--qzb\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
            m->names[i].name, json_is_string(m->values[i]) ? json_string_value(m->values[i])
                : json_canonical(mem, m->values[i]));
    buf_add(&b, f->body.data.p, f->body.data.n);
    f->body.data = (struct slice){ arena_strndup(mem, b.p, b.n), b.n };
    buf_free(&b);
}

static void
add(struct filled *f, const struct more *m)
{
    if (f->body.type == NULL)
        add_parameters(f, m, false);
    else if (strcmp(f->body.type, "application/json") == 0)
        add_members(f, m);
    else if (strncmp(f->body.type, "multipart/", 10) == 0)
        add_parts(f, m);
    else
        add_parameters(f, m, true);
}

/* What the type's table lets this request set. */
static const char *
settable(const struct question *c, const struct before *b, size_t from, size_t to)
{
    const char *list = fields_of(c, b);
    enum need need = known(c->route)->need;
    bool edit = need == N_EDIT && (c->route->method == M_PATCH
        || strstr(c->route->pattern, "/edit") != NULL);

    for (size_t i = from; i < to && edit; i++) {
        const struct field *f = own_field(c, &names[i]);

        if (f != NULL && !(f->flags & READONLY))
            list = format("%s %s", list, f->name);
    }
    return list;
}

/* A field that only the program fills has now what was sent. */
static void
look_for_sent(const struct question *c, const struct rec *was, const struct rec *is, size_t from,
    size_t to, json_t *const *sent)
{
    for (size_t i = from; i < to; i++) {
        const struct field *f = own_field(c, &names[i]);
        size_t at = f != NULL ? (size_t)(f - c->type->fields) : 0;
        struct value v;

        if (f == NULL || !(f->flags & READONLY) || !stored(f, sent[i - from], &v)
            || !value_equal(&v, &is->v[at]) || (was != NULL && value_equal(&v, &was->v[at]))
            || (was == NULL && (int)at == c->type->state
                && strcmp(rec_state(is), c->type->initial) == 0))
            continue;
        complain(&changes, "%s with %s, and it is taken", cell_words(c), f->name);
    }
}

static void
check_assigned(const struct question *c, const struct before *b, const struct answer *a,
    size_t from, size_t to, json_t *const *sent)
{
    const struct rec *is;
    struct event *events;

    only_this_changed(&changes, c, b, a, settable(c, b, from, to));
    if (c->type == NULL || a->status >= 400)
        return;
    if (known(c->route)->need != N_CREATE) {
        is = c->key != NULL ? peek(&sides[c->side], c->type, c->key) : NULL;
        if (is != NULL && b->rec != NULL)
            look_for_sent(c, b->rec, is, from, to, sent);
        return;
    }
    check_new(&changes, c, b, a);
    if (peek_events(&sides[c->side], b->last[c->side], &events) != 1)
        return;
    is = peek(&sides[c->side], c->type, events[0].key);
    if (is != NULL && c->type->state >= 0)
        look_for_sent(c, NULL, is, from, to, sent);
    if (strcmp(events[0].key, format("%s-55", c->type->prefix)) == 0)
        complain(&changes, "%s and chooses its key", cell_words(c));
}

/* Names from..to in one request; returns whether it was taken. */
static bool
assign(const struct question *c, size_t from, size_t to)
{
    struct before b = look_before(c);
    json_t **sent = arena_alloc(mem, (to - from + 1) * sizeof *sent);
    struct answer a;
    struct filled f;

    fill(c, &f);
    for (size_t i = from; i < to; i++)
        sent[i - from] = value_of(c, &names[i], b.rec);
    add(&f, &(struct more){ &names[from], sent, to - from });
    a = ask_filled(c, &f);
    changes.cells += to - from;
    check_assigned(c, &b, &a, from, to, sent);
    for (size_t i = from; i < to; i++)
        json_decref(sent[i - from]);
    return a.status < 400;
}

/* Somebody and something for which the route is open; n goes round. */
static bool
open_for(struct question *c, size_t n)
{
    for (size_t i = 0; i < n_actors * 8; i++) {
        enum need need = known(c->route)->need;

        c->actor = &actors[(n + i) % n_actors];
        if (c->actor->kind != LIVE)
            continue;
        choose_rest(c, n);
        turn_to(c, HOME);
        if (c->type != NULL && need != N_CREATE)
            c->key = thing_of(&sides[c->side], c->type, n + i / n_actors)->key;
        if (c->type != NULL && need == N_STEP) {
            const struct rec *r = peek(&sides[c->side], c->type, c->key);

            for (size_t k = 0; k < c->type->nsteps && r != NULL && step_here(r, c->step) == NULL;
                 k++)
                c->step = c->type->steps[(n + k) % c->type->nsteps].name;
        }
        if (expect(c) == MAY)
            return true;
    }
    return false;
}

static void
assign_one_by_one(struct question c, size_t r, size_t t)
{
    for (size_t i = 0; i < n_names; i++) {
        const struct field *f = own_field(&c, &names[i]);
        bool sparse = f == NULL || !(f->flags & READONLY);
        bool page = strcmp(c.site->source, "ui") == 0;      /* ten times as slow */

        if (sparse && (!chosen(r, t, i) || (!full && page && (r + t + i) % 2 != 0)))
            continue;
        cell_begin();
        if (open_for(&c, r + t + i))
            assign(&c, i, i + 1);
        cell_end();
    }
}

static void
assign_to(struct question c, size_t r, size_t t)
{
    bool taken = false, open;

    cell_begin();
    open = open_for(&c, r + t);
    if (open)
        taken = assign(&c, 0, n_names);
    cell_end();
    if (open && !taken && !known(c.route)->heavy)
        assign_one_by_one(c, r, t);
    for (size_t a = 0; a < n_actors; a++) {     /* all at once by everybody else */
        if (!chosen(r, t, a) || known(c.route)->heavy)
            continue;
        cell_begin();
        c.actor = &actors[a];
        choose_rest(&c, r + t);
        turn_to(&c, HOME);
        if (c.type != NULL && known(c.route)->need != N_CREATE)
            c.key = thing_of(&sides[c.side], c.type, r + t + a)->key;
        assign(&c, 0, n_names);
        cell_end();
    }
}

void
fields_are_set_by_nobody_else(void **state)
{
    struct picture records;
    struct question c;
    char *before;

    test_begins(state);
    before = peek_people();
    records = picture_take();
    drafts_have_moved = true;
    collect_names();
    for (size_t r = 0; next_route(&r, &c); ) {
        bool typed = has_param(c.route, "types");

        if (c.route->method == M_GET || known(c.route)->last)
            continue;
        for (size_t t = 0; t < (typed ? n_rec_types : 1); t++) {
            c.type = typed ? rec_types[t] : NULL;
            assign_to(c, r, t);
        }
    }
    if (strcmp(before, peek_people()) != 0)
        complain(&changes, "accounts or memberships changed");
    picture_compare(&records, &changes);
    printf("# %zu names to every route that writes\n", n_names);
    test_ends();
}
