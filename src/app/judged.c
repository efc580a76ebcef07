/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * judged.c - the judgement of a call: the kept one of its organisation, one of
 * the past, or one of what this request has changed; without drafts for those
 * who may not see them.
 */
#include <stdlib.h>

#include "app/app.h"

/*
 * What all members are shown of a judgement: what is restricted counts, and is
 * not named.  Nor are those that it names in the findings of others.
 */

struct secrets {
    struct key_set keys;
    const char **titles;
};

static int
read_secrets(struct ctx *c, struct secrets *s)
{
    struct stmt *q = db_query(c, SQL("select distinct x.key, r.title from restricted x "
        "left join record r on r.key = x.key order by x.key"), NO_BINDS);
    size_t cap = 0;

    while (db_step(c, q)) {
        size_t i = s->keys.n;

        *arena_push(c->arena, s->keys.p, s->keys.n, s->keys.cap) = db_strdup(c, q, 0);
        (void)arena_push(c->arena, s->titles, i, cap);
        s->titles[s->keys.n - 1] = db_strdup(c, q, 1);
    }
    return db_done(c, q);
}

/* A word of a sentence without what stands around it. */
static struct slice
without_stops(struct slice w)
{
    while (w.n > 0 && strchr(",.;:()", w.p[w.n - 1]) != NULL)
        w.n--;
    while (w.n > 0 && w.p[0] == '(')
        w = (struct slice){ w.p + 1, w.n - 1 };
    return w;
}

#define TITLE_MIN 4             /* shorter ones are words of every sentence */

static bool
tells(struct ctx *c, const struct secrets *s, const char *detail)
{
    for (struct slice l = slice_of(detail), w; word_next(&l, &w); ) {
        w = without_stops(w);
        if (rec_type_by_prefix(w) != NULL
            && key_set_has(&s->keys, arena_strndup(c->arena, w.p, w.n)))
            return true;
    }
    for (size_t i = 0; detail != NULL && i < s->keys.n; i++)
        if (s->titles[i] != NULL && strlen(s->titles[i]) >= TITLE_MIN
            && strstr(detail, s->titles[i]) != NULL)
            return true;
    return false;
}

static struct rule_result
veiled(struct ctx *c, const struct rule_result *r, const struct secrets *s)
{
    struct rule_result copy = *r;
    enum colour worst = GREY;
    size_t n = 0;

    copy.offenders = arena_alloc(c->arena, (r->n + 1) * sizeof *copy.offenders);
    copy.n = copy.nwaived = 0;
    for (size_t i = 0; i < r->n; i++) {
        struct offender *o = &copy.offenders[copy.n];

        *o = r->offenders[i];
        if (key_set_has(&s->keys, o->key)) {
            n += !o->waived;
            worst = !o->waived && o->colour > worst ? o->colour : worst;
            continue;
        }
        if (tells(c, s, o->detail))
            o->detail = "concerns a restricted record";
        copy.nwaived += o->waived;
        copy.n++;
    }
    if (n > 0)
        copy.offenders[copy.n++] = (struct offender){ .colour = worst,
            .detail = n == 1 ? "1 restricted record"
            : arena_printf(c->arena, "%zu restricted records", n) };
    return copy;
}

int
judgement_veil(struct ctx *c, const struct judgement *from, const struct judgement **ret)
{
    struct judgement *j;
    struct secrets s = { 0 };

    *ret = from;
    if (read_secrets(c, &s) != 0 || s.keys.n == 0)
        return (int)c->err;
    j = arena_new_of(c->arena, struct judgement);
    *j = *from;
    j->rules = arena_alloc(c->arena, from->nrules * sizeof *j->rules);
    for (size_t i = 0; i < from->nrules; i++)
        j->rules[i] = veiled(c, &from->rules[i], &s);
    rules_add_up(c, j);
    *ret = j;
    return 0;
}

static int
compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
add_drafts(struct ctx *c, struct key_set *drafts, const struct rec_type *t)
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

static bool
names_unseen(struct ctx *c, const char *detail)
{
    for (struct slice l = slice_of(detail), w; word_next(&l, &w); ) {
        w = without_stops(w);
        if (rec_type_by_prefix(w) != NULL
            && !sight_sees(c, arena_strndup(c->arena, w.p, w.n)))
            return true;
    }
    return false;
}

static struct rule_result
without(struct ctx *c, const struct rule_result *r, const struct key_set *drafts)
{
    struct rule_result copy = *r;

    copy.offenders = arena_alloc(c->arena, (r->n + 1) * sizeof *copy.offenders);
    copy.n = copy.nwaived = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct offender *o = &r->offenders[i];

        if (key_set_has(drafts, o->key) || (o->key != NULL && !sight_sees(c, o->key)))
            continue;
        copy.nwaived += o->waived;
        copy.offenders[copy.n] = *o;
        if (names_unseen(c, o->detail))
            copy.offenders[copy.n].detail = "concerns a record that is not for you";
        copy.n++;
    }
    return copy;
}

/* The colours stay as judged; the drafts behind them, and what an audit is not about, are not named. */
static int
without_drafts(struct call *k, const struct judgement *from)
{
    struct ctx *c = &k->c;
    struct judgement *j = arena_new_of(c->arena, struct judgement);
    struct key_set drafts = { 0 };

    for (size_t t = 0; t < n_rec_types && actor_hides_drafts(c); t++)
        add_drafts(c, &drafts, rec_types[t]);
    if (c->err != E_OK)
        return (int)c->err;
    if (drafts.n > 1)
        qsort(drafts.p, drafts.n, sizeof *drafts.p, compare_keys);
    *j = *from;
    j->rules = arena_alloc(c->arena, from->nrules * sizeof *j->rules);
    for (size_t i = 0; i < from->nrules; i++)
        j->rules[i] = without(c, &from->rules[i], &drafts);
    rules_add_up(c, j);
    k->judgement = j;
    return 0;
}

/* The past, or what this request has changed: for this call alone. */
static int
judge_own(struct call *k)
{
    struct judgement *whole;
    const struct judgement *shown;

    if (rules_judge(&k->c, &whole) != 0 || judgement_veil(&k->c, whole, &shown) != 0)
        return (int)k->c.err;
    k->whole = whole;
    k->judgement = shown;
    return 0;
}

/* Both as they are, with what is restricted, and as they are shown. */
static int
judge(struct call *k)
{
    if (k->past != NULL && k->judgement != NULL)
        return 0;
    if (k->past != NULL || (k->verdict == NULL && store_is_writing(&k->c)
            && !slot_judged(&k->c, k->slot, &k->verdict))
        || (k->verdict != NULL && store_is_writing(&k->c)
            && verdict_of(k->verdict)->seq != event_last(&k->c)))
        return judge_own(k);
    if (k->verdict == NULL && slot_judge(&k->c, k->slot, &k->verdict) != 0)
        return (int)k->c.err;
    k->whole = verdict_whole(k->verdict);
    k->judgement = verdict_of(k->verdict);
    return 0;
}

int
call_judgement(struct call *k, const struct judgement **ret)
{
    bool drafts = actor_hides_drafts(&k->c) || sight_of(&k->c)->scoped;

    if (drafts && k->judgement != NULL) {
        *ret = k->judgement;
        return 0;
    }
    if (judge(k) != 0 || (drafts && without_drafts(k, k->judgement) != 0))
        return (int)k->c.err;
    *ret = k->judgement;
    return 0;
}

int
call_findings(struct call *k, const char *key, const struct judgement **ret)
{
    if (call_judgement(k, ret) != 0)
        return (int)k->c.err;
    if (sight_is_restricted(&k->c, key) && sight_sees(&k->c, key))
        *ret = k->whole;
    return (int)k->c.err;
}

int
call_outlook(struct call *k, const struct outlook **ret)
{
    const struct judgement *j;
    struct sight everybody = { .everybody = true };
    struct ctx c;
    struct outlook *own;

    if (call_judgement(k, &j) != 0)
        return (int)k->c.err;
    if (k->verdict != NULL && j == verdict_of(k->verdict)) {
        *ret = verdict_outlook(k->verdict);
        return 0;
    }
    everybody.arena = k->c.arena;
    everybody.scoped = k->sight.scoped;
    everybody.types = k->sight.types;
    everybody.linked = k->sight.linked;
    c = k->c;
    c.sight = &everybody;
    if (outlook_make(&c, j, &own) != 0)
        return call_take(k, &c);
    *ret = own;
    return 0;
}
