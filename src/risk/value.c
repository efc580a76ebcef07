/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* value.c - what controls are worth, and the best set of them under a budget. */
#include <math.h>
#include <stdlib.h>

#include "risk/risk.h"

#define LOCAL_MAX 12            /* groups on one risk whose sets have a table */
#define LOOKS_MAX 2000000       /* sets that are looked at */

static double
expected(const struct risk_model *m, const bool *groups)
{
    double sum = 0;

    for (size_t i = 0; i < m->nrisks; i++)
        sum += risk_expected_loss(m, i, groups);
    return sum;
}

/* The expected loss when the group's effects are known to be at that percentile. */
static double
expected_at(const struct risk_model *m, size_t group, const bool *groups, double p)
{
    struct risk_model changed = *m;
    struct risk_control *copy = calloc(m->ncontrols + 1, sizeof *copy);
    double ret;

    if (copy == NULL)
        abort();
    memcpy(copy, m->controls, m->ncontrols * sizeof *copy);
    for (size_t i = 0; i < m->ncontrols; i++)
        if (copy[i].group == group)
            copy[i].effect = (struct dist){ .kind = DIST_POINT,
                .a = dist_quantile(&m->controls[i].effect, p, 1 - p) };
    changed.controls = copy;
    ret = expected(&changed, groups);
    free(copy);
    return ret;
}

static size_t
group_count(const struct risk_model *m)
{
    size_t n = 0;

    for (size_t i = 0; i < m->ncontrols; i++)
        n = m->controls[i].group >= n ? m->controls[i].group + 1 : n;
    return n;
}

void
risk_group_value(const struct risk_model *m, size_t group, const bool *groups,
    struct risk_value *ret)
{
    size_t n = group_count(m);
    bool *on = calloc(n + group + 1, sizeof *on);
    double without;

    if (on == NULL)
        abort();
    for (size_t i = 0; i < n; i++)
        on[i] = groups == NULL || groups[i];
    on[group] = false;
    without = expected(m, on);
    on[group] = true;
    ret->value = without - expected(m, on);
    ret->low = without - expected_at(m, group, on, 0.1);
    ret->high = without - expected_at(m, group, on, 0.9);
    free(on);
}

/* The groups on one risk, and its expected loss under each set of them (NAN: not yet known). */
struct local {
    size_t groups[LOCAL_MAX], n;
    bool too_many;
    double *table;
};

struct search {
    const struct risk_model *m;
    const double *cost;
    size_t ngroups;
    struct local *locals;       /* [nrisks] */
    bool *now, *best;
    double best_loss, best_cost, budget;
    uint64_t looks;
};

static void
find_local(const struct risk_model *m, size_t risk, struct local *l)
{
    for (size_t i = 0; i < m->ncontrols; i++) {
        const struct risk_control *k = &m->controls[i];
        size_t at = 0;

        while (at < l->n && l->groups[at] != k->group)
            at++;
        if (k->risk != risk || at < l->n)
            continue;
        if (l->n == LOCAL_MAX) {
            l->too_many = true;
            return;
        }
        l->groups[l->n++] = k->group;
    }
    l->table = malloc(sizeof *l->table << l->n);
    if (l->table == NULL)
        abort();
    for (size_t i = 0; i < (size_t)1 << l->n; i++)
        l->table[i] = NAN;
}

static double
loss_of(struct search *s, const bool *groups)
{
    double sum = 0;

    s->looks++;
    for (size_t r = 0; r < s->m->nrisks; r++) {
        struct local *l = &s->locals[r];
        size_t set = 0, bit = 1;

        if (l->too_many) {
            sum += risk_expected_loss(s->m, r, groups);
            continue;
        }
        for (size_t i = 0; i < l->n; i++, bit *= 2)
            set += groups[l->groups[i]] ? bit : 0;
        if (isnan(l->table[set]))
            l->table[set] = risk_expected_loss(s->m, r, groups);
        sum += l->table[set];
    }
    return sum;
}

/* Depth first: with or without this group.  With all that are left, at no cost, a set must be
 * better than the best: else none that begins like this is. */
static void
search(struct search *s, size_t at, double cost)
{
    double loss;

    if (s->looks > LOOKS_MAX)
        return;
    for (size_t i = at; i < s->ngroups; i++)
        s->now[i] = true;
    loss = loss_of(s, s->now);
    if (loss > s->best_loss || (loss == s->best_loss && cost >= s->best_cost))
        return;
    if (at == s->ngroups) {
        s->best_loss = loss;
        s->best_cost = cost;
        memcpy(s->best, s->now, s->ngroups * sizeof *s->now);
        return;
    }
    if (cost + s->cost[at] <= s->budget)
        search(s, at + 1, cost + s->cost[at]);
    s->now[at] = false;
    search(s, at + 1, cost);
}

bool
risk_choose(const struct risk_model *m, const double *cost, size_t ngroups, double budget,
    bool *chosen)
{
    struct search s = { .m = m, .cost = cost, .ngroups = ngroups, .budget = budget,
        .best = chosen, .best_loss = INFINITY, .best_cost = INFINITY };

    s.now = calloc(ngroups + 1, sizeof *s.now);
    s.locals = calloc(m->nrisks + 1, sizeof *s.locals);
    if (s.now == NULL || s.locals == NULL)
        abort();
    memset(chosen, 0, ngroups * sizeof *chosen);
    for (size_t r = 0; r < m->nrisks; r++)
        find_local(m, r, &s.locals[r]);
    search(&s, 0, 0);
    for (size_t r = 0; r < m->nrisks; r++)
        free(s.locals[r].table);
    free(s.locals);
    free(s.now);
    return s.looks <= LOOKS_MAX;
}
