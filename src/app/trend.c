/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trend.c - how the colours moved: week by week, and since a week ago. */
#include <stdlib.h>

#include "app/outlook.h"

struct rules_by_id {
    const struct rule_result **p;
    size_t n;
};

static int
compare_results(const void *pa, const void *pb)
{
    const struct rule_result *const *a = pa, *const *b = pb;

    return strcmp((*a)->rule->id, (*b)->rule->id);
}

static int
compare_id(const void *id, const void *p)
{
    return strcmp(id, (*(const struct rule_result *const *)p)->rule->id);
}

static const struct rule_result *
find(const struct rules_by_id *by, const char *id)
{
    const struct rule_result **found = bsearch(id, by->p, by->n, sizeof *by->p, compare_id);

    return found != NULL ? *found : NULL;
}

static enum colour
colour_of(struct slice name)
{
    for (int i = GREY; i <= RED; i++)
        if (slice_eq(name, colour_names[i]))
            return (enum colour)i;
    return GREY;
}

static size_t
clause_index(const char *slug)
{
    size_t i = 0;

    while (i < n_clauses && strcmp(clauses[i].slug, slug) != 0)
        i++;
    return i;
}

/* The last day with a snapshot in each week before this one; newest first. */
static size_t
pick_days(struct ctx *c, int64_t days[static TREND_WEEKS])
{
    size_t n = 0;

    for (int w = 1; w < TREND_WEEKS; w++) {
        int64_t day = db_get_int(c, INT64_MIN, SQL("select max(day) from rule_snapshot "
            "where day <= $until and day > $until - 7"),
            BINDS(bind_int("until", c->today - 7 * w)));

        if (day > 0)
            days[n++] = day;
    }
    return n;
}

static void
note_move(struct ctx *c, struct outlook *o, const struct rule_result *r, enum colour was)
{
    struct moves *m = r->colour > was ? &o->worse : &o->better;

    if (was != GREY && r->colour != GREY && r->colour != was)
        *arena_push(c->arena, m->p, m->n, m->cap) = r->rule;
}

static void
read_day(struct ctx *c, struct outlook *o, const struct rules_by_id *by, int64_t day, size_t at)
{
    struct stmt *s = db_query(c, SQL("select rule, colour from rule_snapshot where day = $day "
        "order by rule"),
        BINDS(bind_int("day", day)));

    while (db_step(c, s)) {
        struct slice id = db_text(s, 0);        /* NUL-terminated by the engine */
        const struct rule_result *r = find(by, id.p);
        enum colour colour = colour_of(db_text(s, 1));

        if (r == NULL)
            continue;
        o->trend[at].n[colour]++;
        o->clauses[clause_index(r->rule->clause)].trend[at].n[colour]++;
        if (at == TREND_WEEKS - 2)
            note_move(c, o, r, colour);
    }
    db_done(c, s);
    o->trend[at].day = day;
    for (size_t i = 0; i < n_clauses; i++)
        o->clauses[i].trend[at].day = day;
}

/* The last entry is this judgement; weeks without a snapshot stay at day 0. */
int
outlook_trend(struct ctx *c, const struct judgement *j, struct outlook *o)
{
    struct rules_by_id by = { arena_alloc(c->arena, j->nrules * sizeof *by.p), j->nrules };
    int64_t days[TREND_WEEKS];
    size_t n = pick_days(c, days), last = TREND_WEEKS - 1;

    for (size_t i = 0; i < j->nrules; i++)
        by.p[i] = &j->rules[i];
    qsort(by.p, by.n, sizeof *by.p, compare_results);
    for (size_t i = 0; i < n; i++)
        read_day(c, o, &by, days[i], last - 1 - i);
    o->trend[last].day = c->today;
    for (size_t i = 0; i < n_clauses; i++)
        o->clauses[i].trend[last].day = c->today;
    for (size_t i = 0; i < j->nrules; i++) {
        const struct rule_result *r = &j->rules[i];

        o->trend[last].n[r->colour]++;
        o->clauses[clause_index(r->rule->clause)].trend[last].n[r->colour]++;
    }
    return (int)c->err;
}
