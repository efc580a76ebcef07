/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * title.c - what a record is called.  Most have a field for it; others are
 * named by what they connect ("Access control policy · 1.1") and follow when
 * one of those is renamed.
 */
#include "rec/kind.h"
#include "rec/store.h"

bool
rec_is_named_by_others(const struct rec_type *t)
{
    return t->naming != NULL || t->named_by != NULL;
}

/* In a title that all may read, whoever writes it. */
static const char *
open_name(struct ctx *c, const char *key)
{
    const char *title;

    if (sight_is_restricted(c, key))
        return "restricted record";
    title = rec_stored_title(c, key);
    return title != NULL ? title : key;
}

static const char *
part(struct ctx *c, const struct rec *r, struct slice word)
{
    int i = rec_field_index(r->type, word);

    if (slice_eq(word, "@label"))
        return r->type->label;
    if (i < 0 || r->v[i].t == V_NULL)
        return NULL;
    if (r->type->fields[i].shape.kind == K_REF)
        return open_name(c, r->v[i].s);
    return value_text(c, &r->type->fields[i], &r->v[i]);
}

static const char *
joined(struct ctx *c, const struct rec *r)
{
    const char *all = NULL;

    for (struct slice l = slice_of(r->type->named_by), w; word_next(&l, &w); ) {
        const char *one = part(c, r, w);

        if (one != NULL)
            all = all == NULL ? one : arena_printf(c->arena, "%s \xc2\xb7 %s", all, one);
    }
    return all;
}

const char *
rec_title(struct ctx *c, const struct rec *r)
{
    const struct value *v = &r->v[r->type->title];
    const char *title = NULL;

    if (r->type->naming != NULL)
        title = r->type->naming(c, r);
    else if (r->type->named_by != NULL)
        title = joined(c, r);
    else if (v->t != V_NULL)
        title = value_text(c, &r->type->fields[r->type->title], v);
    if (title != NULL)
        return title;
    return r->key != NULL ? r->key : r->type->label;
}

static int
retitle(struct ctx *c, const struct rec *r)
{
    const char *title = rec_title(c, r), *stored = rec_stored_title(c, r->key);

    if (stored != NULL && strcmp(title, stored) == 0)
        return 0;
    if (db_exec(c, SQL("update record set title = $title where id = $id"),
            BINDS(bind_text("title", title), bind_int("id", r->id))) != 0
        || search_index(c, r) != 0)
        return (int)c->err;
    return rec_retitle_after(c, r);
}

/* Of one type: all, or those whose field points at a key. */
static int
retitle_list(struct ctx *c, const struct rec_type *t, int field, const char *key)
{
    struct rec_query q = { .type = t, .sort = -1, .limit = 200, .nfilters = key != NULL,
        .whole = true };
    struct rec **list;
    size_t n;

    if (key != NULL)
        q.filters[0] = (struct filter){ .field = field, .op = OP_EQ, .nvalues = 1,
            .value = { { .t = V_TEXT, .s = key, .n = strlen(key) } } };
    do {
        if (rec_list(c, &q, &list, &n, &q.after) != 0)
            return (int)c->err;
        for (size_t i = 0; i < n; i++)
            if (retitle(c, list[i]) != 0)
                return (int)c->err;
    } while (q.after != NULL);
    return 0;
}

int
rec_retitle_after(struct ctx *c, const struct rec *r)
{
    for (size_t t = 0; t < n_rec_types; t++)
        for (struct slice l = slice_of(rec_types[t]->named_by), w; word_next(&l, &w); ) {
            int i = rec_field_index(rec_types[t], w);

            if (i >= 0 && rec_types[t]->fields[i].shape.kind == K_REF
                && word_in(rec_types[t]->fields[i].shape.targets, r->type->name)
                && retitle_list(c, rec_types[t], i, r->key) != 0)
                return (int)c->err;
        }
    return 0;
}

int
rec_retitle_all(struct ctx *c)
{
    for (size_t t = 0; t < n_rec_types; t++)
        if (rec_types[t]->named_by != NULL && retitle_list(c, rec_types[t], -1, NULL) != 0)
            return (int)c->err;
    return 0;
}
