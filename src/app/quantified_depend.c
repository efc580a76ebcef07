/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * quantified_depend.c - how the risks of a simulation go together: what the risk method says of
 * those that take part.
 */
#include "app/quantified.h"

static bool
takes_part(const struct quantified *q, const char *risk)
{
    for (size_t i = 0; i < q->n; i++)
        if (strcmp(q->risks[i]->key, risk) == 0)
            return true;
    return false;
}

static void
split_pairs(struct ctx *c, const struct dependence *said, struct quantified *q)
{
    struct dependence *in = &q->together, *out = &q->apart;

    in->pairs = arena_alloc(c->arena, (said->npairs + 1) * sizeof *in->pairs);
    out->pairs = arena_alloc(c->arena, (said->npairs + 1) * sizeof *out->pairs);
    for (size_t i = 0; i < said->npairs; i++) {
        const struct dependence_pair *p = &said->pairs[i];

        if (takes_part(q, p->a) && takes_part(q, p->b))
            in->pairs[in->npairs++] = *p;
        else
            out->pairs[out->npairs++] = *p;
    }
}

/* A cause of which no risk takes part is left out, and so are risks of one that stays. */
static void
split_causes(struct ctx *c, const struct dependence *said, struct quantified *q)
{
    struct dependence *part[2] = { &q->apart, &q->together };

    for (size_t k = 0; k < 2; k++)
        part[k]->causes = arena_alloc(c->arena, (said->ncauses + 1) * sizeof *said->causes);
    for (size_t i = 0; i < said->ncauses; i++) {
        const struct dependence_cause *from = &said->causes[i];

        for (size_t k = 0; k < 2; k++) {
            struct dependence_cause *to = &part[k]->causes[part[k]->ncauses];

            *to = *from;
            to->nhits = 0;
            to->hits = arena_alloc(c->arena, (from->nhits + 1) * sizeof *to->hits);
            for (size_t h = 0; h < from->nhits; h++)
                if (takes_part(q, from->hits[h].risk) == (k == 1))
                    to->hits[to->nhits++] = from->hits[h];
            part[k]->ncauses += to->nhits > 0;
        }
    }
}

static json_t *
rate_of(const struct estimate_range *r)
{
    if (r->p[0] == r->p[2])
        return json_real(r->p[0]);
    return json_pack("{s:f, s:f, s:f}", "min", r->p[0], "mode", r->p[1], "max", r->p[2]);
}

void
quantified_depend(struct ctx *c, const struct dependence *said, struct quantified *q,
    json_t *file)
{
    json_t *pairs = json_array(), *causes = json_array();

    split_pairs(c, said, q);
    split_causes(c, said, q);
    for (size_t i = 0; i < q->together.npairs; i++) {
        const struct dependence_pair *p = &q->together.pairs[i];

        json_array_append_new(pairs, json_pack("{s:s, s:s, s:f, s:f}", "a", p->a, "b", p->b,
            "frequency", p->frequency, "severity", p->severity));
    }
    for (size_t i = 0; i < q->together.ncauses; i++) {
        const struct dependence_cause *one = &q->together.causes[i];
        json_t *hits = json_object();

        for (size_t h = 0; h < one->nhits; h++)
            json_object_set_new(hits, one->hits[h].risk, json_real(one->hits[h].p));
        json_array_append_new(causes, json_pack("{s:s, s:o, s:o}", "key", one->key, "rate",
            rate_of(&one->rate), "hits", hits));
    }
    if (json_array_size(pairs) > 0)
        json_object_set(file, "correlation", pairs);
    if (json_array_size(causes) > 0)
        json_object_set(file, "causes", causes);
    json_decref(pairs);
    json_decref(causes);
}
