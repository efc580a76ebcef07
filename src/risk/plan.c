/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan.c - see plan.h. */
#include <math.h>

#include "risk/plan.h"

/* Below this share of proposed events that happen, each year's count is drawn by itself. */
#define WORTHWHILE 0.1

/* A table that is filled later, by one thread or another: it costs more than all the rest. */
struct job {
    struct table *table;
    struct dist dist;
    double scale, high;
};

struct planning {
    struct arena *a;
    struct table *room;         /* for all of them, or NULL */
    struct job *jobs;
    size_t njobs, cap;
};

static struct table *
table_of(struct planning *g, const struct dist *d, double scale, double high)
{
    struct table *t = g->room != NULL ? &g->room[g->njobs] : arena_alloc(g->a, sizeof *t);

    *arena_push(g->a, g->jobs, g->njobs, g->cap) = (struct job){ t, *d, scale, high };
    return t;
}

static void
fill_table(void *jobs, size_t i)
{
    const struct job *j = (const struct job *)jobs + i;

    table_fill(j->table, &j->dist, j->scale, 0, j->high);
}

static bool
is_certain(const struct dist *d)
{
    return dist_min(d) == dist_max(d);
}

/*
 * What varies becomes a factor of the most it can be; returns that.  A distribution without
 * a bound has one here: what the last cell of its table gives.  What is drawn beyond
 * RISK_RATE_MAX is cut to it.
 */
static double
factor_of(struct planning *g, const struct dist *d, uint32_t purpose, struct factor *list, size_t *n)
{
    double most = dist_max(d);

    if (is_certain(d))
        return dist_mean(d);
    if (!isfinite(most))
        most = dist_quantile(d, 1 - 0x1p-33, 0x1p-33);
    if (most > RISK_RATE_MAX)
        most = RISK_RATE_MAX;
    if (most > 0)
        list[(*n)++] = (struct factor){ .table = table_of(g, d, 1 / most, 1),
            .purpose = purpose };
    return most;
}

static void
plan_controls(struct plan_risk *p, const struct risk_model *m, size_t r, const bool *groups,
    struct planning *g)
{
    size_t index = 0;

    p->stay = arena_alloc(g->a, (m->ncontrols + 1) * sizeof *p->stay);
    p->less = arena_alloc(g->a, (m->ncontrols + 1) * sizeof *p->less);
    for (size_t i = 0; i < m->ncontrols; i++) {
        const struct risk_control *k = &m->controls[i];
        struct factor *f;

        if (k->risk != r)
            continue;
        index++;                /* also of those left out: a control keeps its stream */
        if (groups != NULL && !groups[k->group])
            continue;
        f = k->on == ON_LOSS ? &p->less[p->nless++] : &p->stay[p->nstay++];
        *f = (struct factor){ .complement = true, .same = (float)dist_mean(&k->effect),
            .purpose = FOR_CONTROL + (uint32_t)(index - 1) };
        if (!is_certain(&k->effect))
            f->table = table_of(g, &k->effect, 1, 1);
    }
}

static bool
has_score(const double *matrix, size_t n, size_t r)
{
    for (size_t i = 0; matrix != NULL && i < n; i++)
        if (i != r && matrix[r * n + i] != 0)
            return true;
    return false;
}

static double
mean_share(const struct plan_risk *p, const struct risk *r)
{
    double mean = dist_mean(&r->frequency.rate) * dist_mean(&r->frequency.vulnerability);

    return p->most > 0 ? mean / p->most : 1;
}

static void
plan_frequency(struct plan_risk *p, const struct risk *r, struct planning *g)
{
    const struct frequency *f = &r->frequency;

    p->kind = f->kind;
    p->size = f->size;
    p->most = factor_of(g, &f->rate, FOR_RATE, p->rate, &p->nrate);
    p->most *= factor_of(g, &f->vulnerability, FOR_VULNERABILITY, p->rate, &p->nrate);
    p->way = f->kind == FREQ_POISSON ? SCATTERED : f->kind == FREQ_BERNOULLI ? SKIPPING : COUNTED;
    if (p->scored[0] || p->scored[1] || mean_share(p, r) < WORTHWHILE)
        p->way = COUNTED;
    if (p->way == COUNTED && p->nrate == 0)
        p->steps = count_steps(p->kind, p->most, p->size, g->a, &p->nsteps);
}

static void
plan_loss(struct plan_risk *p, const struct loss *l, struct planning *g)
{
    p->primary = table_of(g, &l->primary, 1, RISK_LOSS_MAX);
    p->deductible = (float)l->deductible;
    p->cap = (float)l->cap;
    p->insured = l->cap > 0;
    if (dist_max(&l->secondary_probability) <= 0 || dist_max(&l->secondary) <= 0)
        return;
    p->secondary = table_of(g, &l->secondary, 1, RISK_LOSS_MAX);
    p->probability = (struct factor){ .same = (float)dist_mean(&l->secondary_probability),
        .purpose = FOR_PROBABILITY };
    if (!is_certain(&l->secondary_probability))
        p->probability.table = table_of(g, &l->secondary_probability, 1, 1);
}

static void
plan_causes(struct planning *g, struct plan *p, const struct risk_model *m)
{
    p->ncauses = m->ncauses;
    p->causes = arena_alloc(g->a, (m->ncauses + 1) * sizeof *p->causes);
    for (size_t i = 0; i < m->ncauses; i++) {
        struct plan_cause *c = &p->causes[i];
        size_t varies = 0;

        c->rate.same = 1;
        c->most = factor_of(g, &m->causes[i].rate, FOR_RATE, &c->rate, &varies);
        c->counted = dist_mean(&m->causes[i].rate) < WORTHWHILE * c->most;
        c->hits = m->causes[i].hits;
    }
}

static void
plan_copula(struct plan *p, int which, const double *matrix, struct arena *a)
{
    p->triangle[which] = arena_alloc(a, p->nrisks * p->nrisks * sizeof(float));
    correlation_triangle(matrix, p->nrisks, p->triangle[which]);
}

size_t
plan_tables(const struct risk_model *m)
{
    return 5 * m->nrisks + m->ncontrols + m->ncauses;
}

struct plan *
plan_make(const struct risk_model *m, const bool *groups, struct crew *c, struct table *room,
    struct arena *a)
{
    struct plan *p = arena_alloc(a, sizeof *p);
    struct planning g = { .a = a, .room = room };
    size_t n = m->nrisks;

    p->normal = table_normal();
    p->nrisks = n;
    p->risks = arena_alloc(a, n * sizeof *p->risks);
    for (size_t r = 0; r < n; r++) {
        p->risks[r].scored[0] = has_score(m->frequency, n, r);
        p->risks[r].scored[1] = has_score(m->severity, n, r);
        plan_frequency(&p->risks[r], &m->risks[r], &g);
        plan_loss(&p->risks[r], &m->risks[r].loss, &g);
        plan_controls(&p->risks[r], m, r, groups, &g);
    }
    plan_causes(&g, p, m);
    for (int i = 0; i < 2; i++)
        if ((i == 0 ? m->frequency : m->severity) != NULL)
            plan_copula(p, i, i == 0 ? m->frequency : m->severity, a);
    crew_do(c, g.njobs, fill_table, g.jobs);
    return p;
}
