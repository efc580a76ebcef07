/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* make.c - keys, values and records made from the type tables. */
#include "matrix.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

size_t
type_index(const struct rec_type *t)
{
    size_t i = 0;

    while (rec_types[i] != t)
        i++;
    return i;
}

const struct thing *
thing_of(const struct side *s, const struct rec_type *t, size_t i)
{
    size_t at = type_index(t), n = s->first[at + 1] - s->first[at];

    return &s->things[s->first[at] + i % n];
}

const char *
alone_key(const struct side *s, const struct rec_type *t)
{
    return format("%s-%c%c", t->prefix, s->digit, s->digit);
}

const char *
absent_key(const struct rec_type *t)
{
    return format("%s-93", t->prefix);
}

static const char *
person_at(const struct side *s, size_t n)
{
    int side = (int)(s - sides);

    for (size_t i = 0; ; i++) {
        const struct asker *a = &actors[(n + i) % n_actors];

        if (a->person[side] != NULL)
            return a->person[side];
    }
}

/*
 * What a record is named by is part of its own name, and no draft is part of
 * the name of what is none: "Access control policy · 1.1" stands on the list.
 */
static size_t
past_drafts(const struct maker *m, const struct rec_type *t, size_t n)
{
    for (size_t i = 0; m->named && i < 8; i++)
        if (!thing_of(m->side, t, n + i)->draft)
            return n + i;
    return n;
}

static json_t *
reference(const struct maker *m, const struct field *f, size_t n)
{
    const struct rec_type *t = rec_type_by_name(SLICE("Risk"));
    size_t words = 0, at = 0;

    if (strcmp(f->shape.targets, "Person") == 0)
        return json_string(m->person != NULL ? m->person : person_at(m->side, n));
    for (struct slice l = slice_of(f->shape.targets), w; word_next(&l, &w); )
        words++;
    for (struct slice l = slice_of(f->shape.targets), w; word_next(&l, &w); )
        if (at++ == n % words && !slice_eq(w, "*"))
            t = rec_type_by_name(w);
    return json_string(thing_of(m->side, t, past_drafts(m, t, m->fresh ? 0 : n))->key);
}

/* The one structure that is checked where it is written. */
static json_t *
estimate_for(size_t n)
{
    return json_pack("{s:s, s:{s:i,s:i,s:i}, s:{s:f,s:f,s:f}, s:{s:i,s:i,s:i}, s:{s:i,s:i,s:i}, "
        "s:{s:i,s:i,s:i}}", "currency", "EUR", "tef", "min", 1, "mode", 2, "max", (int)n + 3,
        "vuln", "min", 0.1, "mode", 0.2, "max", 0.3, "plm", "min", 1, "mode", 2, "max", 3,
        "slef", "min", 0, "mode", 0, "max", 1, "slm", "min", 0, "mode", 0, "max", 9);
}

static json_t *
scalar_for(const struct maker *m, const struct field *f, size_t n)
{
    switch (f->shape.kind) {
    case K_STR:
    case K_TEXT:
        return json_string(format("%s %s %zu", m->words, f->name, n));
    case K_INT:
        return json_integer(f->shape.min + (json_int_t)n % (f->shape.max - f->shape.min + 1));
    case K_DEC:
        return json_real(12.25 + (double)n);
    case K_BOOL:
        return json_boolean(n % 2 == 0);
    case K_DATE:
        return json_string(format("2026-02-%02zu", 1 + n % 28));
    case K_MONEY:
        return json_real(1234.5 + (double)n);
    case K_ENUM:
        return json_string(f->shape.choices[n % f->shape.nchoices].name);
    case K_JSON:
        if (strcmp(f->name, "quantitative") == 0)
            return estimate_for(n);
        if (strcmp(f->name, "loss_tolerance") == 0)
            return json_pack("[{s:i,s:f},{s:i,s:f}]", "loss", (int)n + 1, "probability", 0.5,
                "loss", (int)n + 2, "probability", 0.25);
        if (strcmp(f->name, "dependence") == 0)
            return json_pack("{s:[{s:s,s:i,s:{s:f}}]}", "causes", "key", m->words, "rate",
                (int)n + 1, "hits", thing_of(m->side, rec_type_by_name(SLICE("Risk")), n)->key,
                0.5);
        return json_pack("{s:i,s:[s,n,b]}", "n", (int)n, "list", m->words, 1);
    case K_REF:
        return reference(m, f, n);
    case N_KINDS:
        break;
    }
    return NULL;
}

json_t *
value_for(const struct maker *m, const struct field *f, size_t n)
{
    json_t *v;

    if (!f->shape.list)
        return scalar_for(m, f, n);
    v = json_array();
    json_array_append_new(v, scalar_for(m, f, n));
    json_array_append_new(v, scalar_for(m, f, n + 1));
    if (json_equal(json_array_get(v, 0), json_array_get(v, 1)))
        json_array_remove(v, 1);
    return v;
}

json_t *
record_for(const struct maker *m, const struct rec_type *t, size_t n)
{
    json_t *o = json_object();

    for (size_t i = 0; i < t->nfields; i++) {
        struct maker one = *m;

        one.named = m->named && word_in(t->named_by, t->fields[i].name);
        if (!(t->fields[i].flags & READONLY))
            json_object_set_new(o, t->fields[i].name, value_for(&one, &t->fields[i], n + i));
    }
    if (strcmp(t->name, "Audit") == 0) {        /* of what a membership for one audit reads */
        json_object_set_new(o, "clauses", json_pack("[s]", AUDITED));
        json_object_del(o, "controls");
    }
    if (strcmp(t->name, "Organization") == 0) {
        json_object_set_new(o, "timezone", json_string("UTC"));
        json_object_set_new(o, "currency", json_string("EUR"));
        json_object_set_new(o, "edition", json_string("2022_amd1"));
    }
    return o;
}
