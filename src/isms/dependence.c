/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* dependence.c - read and check how risks go together. */
#include "isms/dependence.h"

#include "isms/estimate.h"

static const char *
text_of(struct part_reader *r, const json_t *of, const char *path, const char *name,
    const char *what)
{
    const char *text = json_string_value(json_object_get(of, name));

    if (text == NULL || *text == '\0' || strlen(text) > DEPENDENCE_NAME_MAX) {
        part_wrong(r, part_path(r, path, name), "%s is expected.", what);
        text = "";
    }
    return arena_strdup(r->a, text);
}

static void
strength(struct part_reader *r, const json_t *j, const char *path, struct dependence_pair *ret)
{
    static const char *const names[] = { "correlation", "frequency", "severity" };
    double v[3] = { 0 };
    bool said[3];

    for (size_t i = 0; i < 3; i++) {
        const json_t *one = json_object_get(j, names[i]);

        said[i] = one != NULL;
        if (said[i])
            part_number(r, one, part_path(r, path, names[i]), -1, 1, &v[i]);
    }
    if (said[0] == (said[1] || said[2]))
        part_wrong(r, part_path(r, path, names[0]), "correlation is expected, or frequency and "
            "severity in its place.");
    ret->frequency = said[0] ? v[0] : v[1];
    ret->severity = said[0] ? v[0] : v[2];
}

static bool
is_same_pair(const struct dependence_pair *x, const struct dependence_pair *y)
{
    return (strcmp(x->a, y->a) == 0 && strcmp(x->b, y->b) == 0)
        || (strcmp(x->a, y->b) == 0 && strcmp(x->b, y->a) == 0);
}

static void
pairs(struct part_reader *r, const json_t *list, struct dependence *ret)
{
    json_t *j;
    size_t i;

    if (!part_list(r, list, "correlation", DEPENDENCE_PAIRS_MAX))
        return;
    ret->pairs = arena_alloc(r->a, (json_array_size(list) + 1) * sizeof *ret->pairs);
    json_array_foreach(list, i, j) {
        const char *path = arena_printf(r->a, "correlation.%zu", i);
        struct dependence_pair *p = &ret->pairs[ret->npairs];

        if (!part_members(r, j, path, "a b correlation frequency severity"))
            continue;
        p->a = text_of(r, j, path, "a", "the key of a risk");
        p->b = text_of(r, j, path, "b", "the key of a risk");
        strength(r, j, path, p);
        if (*p->a != '\0' && strcmp(p->a, p->b) == 0)
            part_wrong(r, part_path(r, path, "b"), "a risk goes with itself: name another.");
        for (size_t k = 0; k < ret->npairs; k++)
            if (is_same_pair(p, &ret->pairs[k]))
                part_wrong(r, part_path(r, path, "b"), "these two stand there twice.");
        ret->npairs++;
    }
}

static void
rate(struct part_reader *r, const json_t *j, const char *path, struct estimate_range *ret)
{
    double v;

    if (json_is_object(j)) {
        part_range(r, j, path, ESTIMATE_RATE_MAX, ret);
    } else if (part_number(r, j, path, 0, ESTIMATE_RATE_MAX, &v)) {
        *ret = (struct estimate_range){ { v, v, v } };
    }
}

static void
hits(struct part_reader *r, const json_t *j, const char *path, struct dependence_cause *ret)
{
    const char *name;
    json_t *v;

    if (!json_is_object(j) || json_object_size(j) == 0) {
        part_wrong(r, path, "an object of keys of risks and probabilities is expected.");
        return;
    }
    ret->hits = arena_alloc(r->a, json_object_size(j) * sizeof *ret->hits);
    json_object_foreach((json_t *)(uintptr_t)j, name, v) {
        struct dependence_hit *one = &ret->hits[ret->nhits++];

        one->risk = arena_strdup(r->a, name);
        part_number(r, v, part_path(r, path, arena_printf(r->a, "%.40s", name)), 0, 1, &one->p);
    }
}

static void
causes(struct part_reader *r, const json_t *list, struct dependence *ret)
{
    json_t *j;
    size_t i;

    if (!part_list(r, list, "causes", DEPENDENCE_CAUSES_MAX))
        return;
    ret->causes = arena_alloc(r->a, (json_array_size(list) + 1) * sizeof *ret->causes);
    json_array_foreach(list, i, j) {
        const char *path = arena_printf(r->a, "causes.%zu", i);
        struct dependence_cause *one = &ret->causes[ret->ncauses];

        if (!part_members(r, j, path, "key rate hits"))
            continue;
        *one = (struct dependence_cause){ .key = text_of(r, j, path, "key", "what happens") };
        rate(r, json_object_get(j, "rate"), part_path(r, path, "rate"), &one->rate);
        hits(r, json_object_get(j, "hits"), part_path(r, path, "hits"), one);
        for (size_t k = 0; k < ret->ncauses; k++)
            if (*one->key != '\0' && strcmp(ret->causes[k].key, one->key) == 0)
                part_wrong(r, part_path(r, path, "key"), "another cause is called so.");
        ret->ncauses++;
    }
}

static bool
read_value(struct part_reader *r, const struct value *v, struct dependence *ret)
{
    const char *why;
    json_t *j, *part;

    *ret = (struct dependence){ 0 };
    if (v->t != V_TEXT || (j = json_in(r->a, (struct slice){ v->s, v->n }, v->n, &why)) == NULL)
        return false;
    if (part_members(r, j, "", "correlation causes")) {
        if ((part = json_object_get(j, "correlation")) != NULL)
            pairs(r, part, ret);
        if ((part = json_object_get(j, "causes")) != NULL)
            causes(r, part, ret);
    }
    json_decref(j);
    return r->faults->n == 0;
}

bool
dependence_of_value(struct arena *a, const struct value *v, struct dependence *ret)
{
    struct part_faults faults = { 0 };

    if (read_value(&(struct part_reader){ a, &faults }, v, ret))
        return true;
    *ret = (struct dependence){ 0 };
    return false;
}

/* What the actor read there may stay. */
static bool
names_risk(const struct dependence *d, const char *key)
{
    for (size_t i = 0; i < d->npairs; i++)
        if (strcmp(d->pairs[i].a, key) == 0 || strcmp(d->pairs[i].b, key) == 0)
            return true;
    for (size_t i = 0; i < d->ncauses; i++)
        for (size_t k = 0; k < d->causes[i].nhits; k++)
            if (strcmp(d->causes[i].hits[k].risk, key) == 0)
                return true;
    return false;
}

struct looking {
    struct ctx *c;
    struct part_reader r;
    struct dependence was;
};

static void
look_up(struct looking *l, const char *key, const char *path)
{
    if (!names_risk(&l->was, key) && !part_is_there(l->c, "Risk", key))
        part_wrong(&l->r, path, "there is no risk %.30s.", key);
}

int
dependence_check(struct ctx *c, const struct field *f, const struct value *v,
    const struct value *old)
{
    struct part_faults faults = { 0 };
    struct looking l = { c, { c->arena, &faults }, { 0 } };
    struct dependence d;

    if (old != NULL)
        (void)dependence_of_value(c->arena, old, &l.was);
    if (!read_value(&l.r, v, &d))
        return part_tell(c, f, &faults);
    for (size_t i = 0; i < d.npairs; i++) {
        look_up(&l, d.pairs[i].a, arena_printf(c->arena, "correlation.%zu.a", i));
        look_up(&l, d.pairs[i].b, arena_printf(c->arena, "correlation.%zu.b", i));
    }
    for (size_t i = 0; i < d.ncauses; i++)
        for (size_t k = 0; k < d.causes[i].nhits; k++)
            look_up(&l, d.causes[i].hits[k].risk, arena_printf(c->arena, "causes.%zu.hits", i));
    return part_tell(c, f, &faults);
}
