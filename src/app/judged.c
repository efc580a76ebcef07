/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * judged.c - the judgement of a call: the kept one of its organisation, one of
 * the past, or one of what this request has changed; without drafts for those
 * who may not see them.
 */
#include <stdlib.h>

#include "app/app.h"

struct keys {
    const char **p;
    size_t n, cap;
};

static int
compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
add_drafts(struct ctx *c, struct keys *drafts, const struct rec_type *t)
{
    struct sql q;
    struct stmt *s;

    if (t->state < 0 || rec_choice(&t->fields[t->state], SLICE("draft")) == NULL)
        return;
    sql_init(&q, c);
    sql_add(&q, SQL("select key from "));
    sql_ident(&q, t->table);
    sql_add(&q, SQL(" where "));
    sql_ident(&q, t->fields[t->state].name);
    sql_add(&q, SQL(" = 'draft'"));
    s = sql_query(&q);
    while (db_step(c, s))
        *arena_push(c->arena, drafts->p, drafts->n, drafts->cap) = db_strdup(c, s, 0);
    db_done(c, s);
    sql_free(&q);
}

static struct rule_result
without(struct ctx *c, const struct rule_result *r, const struct keys *drafts)
{
    struct rule_result copy = *r;

    copy.offenders = arena_alloc(c->arena, (r->n + 1) * sizeof *copy.offenders);
    copy.n = copy.nwaived = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct offender *o = &r->offenders[i];

        if (o->key != NULL && drafts->n > 0
            && bsearch(&o->key, drafts->p, drafts->n, sizeof *drafts->p, compare_keys) != NULL)
            continue;
        copy.nwaived += o->waived;
        copy.offenders[copy.n++] = *o;
    }
    return copy;
}

/* The colours stay as judged; the drafts behind them are not named. */
static int
without_drafts(struct call *k, const struct judgement *from)
{
    struct ctx *c = &k->c;
    struct judgement *j = arena_new_of(c->arena, struct judgement);
    struct keys drafts = { 0 };

    for (size_t t = 0; t < n_rec_types; t++)
        add_drafts(c, &drafts, rec_types[t]);
    if (c->err != E_OK)
        return (int)c->err;
    qsort(drafts.p, drafts.n, sizeof *drafts.p, compare_keys);
    *j = *from;
    j->rules = arena_alloc(c->arena, from->nrules * sizeof *j->rules);
    for (size_t i = 0; i < from->nrules; i++)
        j->rules[i] = without(c, &from->rules[i], &drafts);
    rules_add_up(c, j);
    k->judgement = j;
    return 0;
}

static int
judge_whole(struct call *k, const struct judgement **ret)
{
    if (k->past != NULL || (k->verdict == NULL && store_is_writing(&k->c)
            && !slot_judged(&k->c, k->slot, &k->verdict))
        || (k->verdict != NULL && store_is_writing(&k->c)
            && verdict_of(k->verdict)->seq != event_last(&k->c))) {
        /* The past, or what this request has changed: for this call alone. */
        if (rules_judge(&k->c, &k->judgement) != 0)
            return (int)k->c.err;
        *ret = k->judgement;
        return 0;
    }
    if (k->verdict == NULL && slot_judge(&k->c, k->slot, &k->verdict) != 0)
        return (int)k->c.err;
    *ret = verdict_of(k->verdict);
    return 0;
}

int
call_judgement(struct call *k, const struct judgement **ret)
{
    bool kept = k->past != NULL || actor_hides_drafts(&k->c);

    if (kept && k->judgement != NULL) {
        *ret = k->judgement;
        return 0;
    }
    if (judge_whole(k, ret) != 0)
        return (int)k->c.err;
    if (actor_hides_drafts(&k->c)) {
        if (without_drafts(k, *ret) != 0)
            return (int)k->c.err;
        *ret = k->judgement;
    }
    return 0;
}

int
call_outlook(struct call *k, const struct outlook **ret)
{
    const struct judgement *j;
    struct outlook *own;

    if (call_judgement(k, &j) != 0)
        return (int)k->c.err;
    if (k->verdict != NULL && j == verdict_of(k->verdict)) {
        *ret = verdict_outlook(k->verdict);
        return 0;
    }
    if (outlook_make(&k->c, j, &own) != 0)
        return (int)k->c.err;
    *ret = own;
    return 0;
}
