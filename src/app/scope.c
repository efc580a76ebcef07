/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * scope.c - what a membership sees that is granted for one audit: the registers
 * of the clauses that the audit covers, what it links, and what points to it.
 */
#include <stdlib.h>

#include "app/app.h"
#include "isms/clause.h"

/* Every auditor needs to know whose organisation it is, how far it goes, and who is who. */
#define ALWAYS "Organization ScopeStatement Person"
/* With controls of Annex A in the audit. */
#define WITH_CONTROLS "Control SoA SoAEntry Evidence"

static void
add_key(struct sight *s, struct slice key)
{
    *arena_push(s->arena, s->linked.p, s->linked.n, s->linked.cap) =
        arena_strndup(s->arena, key.p, key.n);
}

/* "6.1" covers 6.1 and all below it. */
static bool
covers(struct slice text, const char *number)
{
    return text.n > 0 && strncmp(number, text.p, text.n) == 0
        && (number[text.n] == '\0' || number[text.n] == '.');
}

static void
take_clauses(struct ctx *c, struct sight *s, const struct value *v, bool old)
{
    struct slice rest = { v->s, v->n }, text;

    while (v->t == V_TEXT && json_array_next(c->arena, &rest, &text))
        for (size_t t = 0; t < n_rec_types; t++) {
            const struct clause *cl = clause_by_slug(rec_types[t]->clause);

            if (cl != NULL && covers(slice_trim(text), clause_number(cl, old)))
                s->types[t] = true;
        }
}

static void
take_types(struct sight *s, const char *names)
{
    for (size_t t = 0; t < n_rec_types; t++)
        if (word_in(names, rec_types[t]->name))
            s->types[t] = true;
}

static void
take_links(struct ctx *c, struct sight *s, const struct rec *r)
{
    for (size_t i = 0; i < r->type->nfields; i++) {
        const struct field *f = &r->type->fields[i];
        struct slice rest = { r->v[i].s, r->v[i].n }, key;

        if (f->shape.kind != K_REF || r->v[i].t != V_TEXT)
            continue;
        if (!f->shape.list)
            add_key(s, rest);
        else
            while (json_array_next(c->arena, &rest, &key))
                add_key(s, key);
    }
}

static int
compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
scope_find(struct ctx *c, struct sight *s)
{
    const struct rec_type *t = rec_type_by_name(SLICE("Audit"));
    static const struct actor system_actor = { .name = "system", .email = "system",
        .system = true };
    const char *key = c->actor->audit;
    struct ctx own = *c;
    struct backlink *links;
    struct rec *r;
    size_t n;

    own.actor = &system_actor;
    own.sight = NULL;
    s->scoped = true;
    s->types = arena_alloc(s->arena, n_rec_types * sizeof *s->types);
    if (rec_load_stored(&own, t, key, &r) != 0 || sight_is_restricted(&own, key)) {
        if (own.err != E_OK && own.err != E_NOTFOUND)
            return fail(c, own.err, "%s", own.message);
        return 0;               /* an audit that is gone grants nothing */
    }
    add_key(s, slice_of(key));
    take_types(s, ALWAYS);
    take_clauses(c, s, &r->v[rec_field_index(t, SLICE("clauses"))], org_edition_is_2013(c));
    if (!rec_is_null(r, rec_field_index(t, SLICE("controls"))))
        take_types(s, WITH_CONTROLS);
    take_links(c, s, r);
    if (rec_pointers(&own, key, &links, &n) != 0)
        return fail(c, own.err, "%s", own.message);
    for (size_t i = 0; i < n; i++)
        add_key(s, slice_of(links[i].key));
    qsort(s->linked.p, s->linked.n, sizeof *s->linked.p, compare_keys);
    return 0;
}
