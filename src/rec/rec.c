/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rec.c - types by their names, and the values of a record. */
#include "rec/rec.h"
#include "rec/kind.h"

const struct rec_type *
rec_type_by_name(struct slice name)
{
    for (size_t i = 0; i < n_rec_types; i++)
        if (slice_eq(name, rec_types[i]->name))
            return rec_types[i];
    return NULL;
}

const struct rec_type *
rec_type_by_slug(struct slice slug)
{
    for (size_t i = 0; i < n_rec_types; i++)
        if (slice_eq(slug, rec_types[i]->slug))
            return rec_types[i];
    return NULL;
}

/* A key is three capitals, a dash and up to nine digits. */
const struct rec_type *
rec_type_by_prefix(struct slice key)
{
    if (key.n < 5 || key.n > KEY_MAX || key.p[3] != '-')
        return NULL;
    for (size_t i = 4; i < key.n; i++)
        if (!(key.p[i] >= '0' && key.p[i] <= '9') && !(key.p[i] >= 'A' && key.p[i] <= 'Z')
            && !(key.p[i] >= 'a' && key.p[i] <= 'z') && key.p[i] != '.')
            return NULL;
    for (size_t i = 0; i < n_rec_types; i++)
        if (memcmp(rec_types[i]->prefix, key.p, 3) == 0)
            return rec_types[i];
    return NULL;
}

int
rec_field_index(const struct rec_type *t, struct slice name)
{
    for (size_t i = 0; i < t->nfields; i++)
        if (slice_eq(name, t->fields[i].name))
            return (int)i;
    return -1;
}

const struct choice *
rec_choice(const struct field *f, struct slice name)
{
    for (size_t i = 0; i < f->shape.nchoices; i++)
        if (slice_eq(name, f->shape.choices[i].name))
            return &f->shape.choices[i];
    return NULL;
}

bool
rec_state_is_final(const struct rec_type *t, const char *state)
{
    return word_in(t->final, state);
}

bool
rec_is_null(const struct rec *r, int field)
{
    return r->v[field].t == V_NULL;
}

int64_t
rec_int(const struct rec *r, int field)
{
    return r->v[field].i;
}

const char *
rec_text(const struct rec *r, int field)
{
    return r->v[field].t == V_TEXT ? r->v[field].s : NULL;
}

void
rec_set_int(struct rec *r, int field, int64_t v)
{
    r->v[field] = int_value(v);
}

void
rec_set_text(struct ctx *c, struct rec *r, int field, const char *s)
{
    rec_set_null(r, field);
    if (s != NULL && *s != '\0')
        r->v[field] = (struct value){ .t = V_TEXT, .n = strlen(s),
            .s = arena_strdup(c->arena, s) };
}

void
rec_set_null(struct rec *r, int field)
{
    r->v[field] = (struct value){ 0 };
}

const char *
rec_state(const struct rec *r)
{
    return r->type->state < 0 ? NULL : rec_text(r, r->type->state);
}

const char *const field_group_labels[N_FIELD_GROUPS] = { "The facts", "Responsibility and dates",
    "Connections" };

enum field_group
field_group(const struct field *f)
{
    if (f->shape.kind == K_DATE)
        return GROUP_PEOPLE_DATES;
    if (f->shape.kind != K_REF)
        return GROUP_FACTS;
    return strcmp(f->shape.targets, "Person") == 0 ? GROUP_PEOPLE_DATES : GROUP_LINKS;
}
