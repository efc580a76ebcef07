/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sight_json.c - keys of records in JSON values, whatever the field: what the actor does not
 * see stands there as "restricted-1", and a value that is sent back gets it back.
 */
#include <stdlib.h>

#include "rec/kind.h"
#include "rec/store.h"

#define MASK "restricted-"

bool
sight_is_mask(const char *text)
{
    return strncmp(text, MASK, sizeof MASK - 1) == 0;
}

/* One tree on its way out or in. */
struct walk {
    struct arena *a;
    const struct sight *sight;  /* NULL: back in */
    struct masks *masks;
    bool *met;                  /* of masks->keys, on the way in */
};

static const char *
mask_of(struct walk *w, const char *key)
{
    struct masks *m = w->masks;
    size_t i = 0;

    while (i < m->n && strcmp(m->keys[i], key) != 0)
        i++;
    if (i == m->n)
        *arena_push(w->a, m->keys, m->n, m->cap) = arena_strdup(w->a, key);
    return arena_printf(w->a, MASK "%zu", i + 1);
}

const char *
masks_key(const struct masks *m, const char *text)
{
    int64_t i;

    return sight_is_mask(text) && slice_int(slice_of(text + sizeof MASK - 1), &i) && i >= 1
        && (size_t)i <= m->n ? m->keys[i - 1] : text;
}

static const char *
other_text(struct walk *w, const char *text)
{
    const char *key;

    if (w->sight != NULL)
        return rec_type_by_prefix(slice_of(text)) != NULL && sight_hides(w->sight, text)
            ? mask_of(w, text) : text;
    key = masks_key(w->masks, text);
    for (size_t i = 0; i < w->masks->n; i++)
        w->met[i] = w->met[i] || w->masks->keys[i] == key;
    return key;
}

/* A tree of its own; names of members are keys as well as texts are. */
static json_t *
walk(struct walk *w, const json_t *j)
{
    const char *name;
    json_t *to, *v;
    size_t i;

    switch (json_typeof(j)) {
    case JSON_OBJECT:
        to = json_object();
        json_object_foreach((json_t *)(uintptr_t)j, name, v)
            json_object_set_new(to, other_text(w, name), walk(w, v));
        return to;
    case JSON_ARRAY:
        to = json_array();
        json_array_foreach(j, i, v)
            json_array_append_new(to, walk(w, v));
        return to;
    case JSON_STRING:
        return json_string(other_text(w, json_string_value(j)));
    default:
        return json_incref((json_t *)(uintptr_t)j);
    }
}

json_t *
sight_json(struct ctx *c, const json_t *tree, struct masks *ret)
{
    struct walk w = { c->arena, sight_of(c), ret, NULL };

    *ret = (struct masks){ 0 };
    return walk(&w, tree);
}

/* What cannot be read is not shown. */
struct value
sight_json_value(struct ctx *c, const struct value *v, struct masks *ret)
{
    const char *why, *text;
    json_t *tree, *shown;

    *ret = (struct masks){ 0 };
    if (v->t != V_TEXT || memchr(v->s, '-', v->n) == NULL || sight_sees_all(c))
        return *v;
    tree = json_in(c->arena, (struct slice){ v->s, v->n }, BUF_MAX, &why);
    if (tree == NULL)
        return (struct value){ 0 };
    shown = sight_json(c, tree, ret);
    text = json_canonical(c->arena, shown);
    json_decref(shown);
    json_decref(tree);
    return ret->n == 0 ? *v : (struct value){ .t = V_TEXT, .s = text, .n = strlen(text) };
}

/* The masks of the stored value, all of them, become the keys again. */
static int
put_back(struct ctx *c, const struct field *f, struct value *v, struct masks *masks)
{
    struct walk w = { c->arena, NULL, masks, arena_alloc(c->arena, masks->n * sizeof(bool)) };
    const char *why, *text;
    json_t *tree = NULL, *back;

    memset(w.met, 0, masks->n * sizeof(bool));
    if (v->t == V_TEXT && (tree = json_in(c->arena, (struct slice){ v->s, v->n }, BUF_MAX, &why))) {
        back = walk(&w, tree);
        text = json_canonical(c->arena, back);
        *v = (struct value){ .t = V_TEXT, .s = text, .n = strlen(text) };
        json_decref(back);
        json_decref(tree);
    }
    for (size_t i = 0; i < masks->n; i++)
        if (!w.met[i])
            fail_field(c, f->name, "%s names records that you may not see, and nobody removes "
                "what he does not see: leave \xe2\x80\x9c" MASK "%zu\xe2\x80\x9d as it stands.",
                f->label, i + 1);
    return (int)c->err;
}

int
sight_put_back(struct ctx *c, struct rec *r, const struct rec *old)
{
    struct masks masks;

    for (size_t i = 0; i < r->type->nfields && !sight_sees_all(c); i++) {
        const struct field *f = &r->type->fields[i];

        if (f->shape.kind != K_JSON || value_equal(&r->v[i], &old->v[i]))
            continue;
        (void)sight_json_value(c, &old->v[i], &masks);
        if (masks.n > 0)
            put_back(c, f, &r->v[i], &masks);
    }
    return (int)c->err;
}
