/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pass.c - one pass over blocks of years, by several threads. */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "risk/run.h"

#define UNITS 1024u             /* of a run, about */

struct team {
    struct pass *pass;
    uint32_t unit, nunits;      /* blocks a unit */
    struct tail *tails;         /* [units][nseries] */
    double (*shares)[2];
    struct thread *threads;     /* [of the crew]: begun by whoever works with it */
    _Atomic uint32_t next;
    _Atomic bool stop;
};

static void *
zeroed(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);

    if (p == NULL)
        abort();
    return p;
}

static void
one_block(struct thread *t, uint32_t block, struct tail *unit, double (*shares)[2])
{
    struct run *r = t->pass->run;
    struct block_result to = { t->years, t->sums, t->events };
    int64_t left = r->options->trials - (int64_t)block * BLOCK;
    size_t n = left < BLOCK ? (size_t)left : BLOCK;

    for (size_t i = 0; i < r->nseries; i++)
        t->years[i] = r->kept != NULL ? r->kept + i * r->stride + (size_t)block * BLOCK
            : t->room + i * BLOCK;
    block_simulate(t->worker, block, n, &to);
    t->pass->look(t, n, unit, shares);
}

static void
thread_begin(struct thread *t, struct pass *p)
{
    const struct run *r = p->run;

    t->pass = p;
    t->worker = worker_new(r->plan, r->options->seed);
    t->room = r->kept == NULL ? zeroed(r->nseries * BLOCK, sizeof *t->room) : NULL;
    t->years = zeroed(r->nseries, sizeof *t->years);
    t->counts = zeroed((r->nseries - r->first) * p->counts, sizeof *t->counts);
    t->events = zeroed(r->nseries, sizeof *t->events);
    t->sums = zeroed(r->nseries, sizeof *t->sums);
}

/* A thread's part, until no unit is left. */
static void
work(void *arg, size_t index)
{
    struct team *team = arg;
    struct thread *t = &team->threads[index];
    struct pass *p = team->pass;
    const struct risk_options *o = p->run->options;
    size_t nseries = p->run->nseries;
    bool tells = o->progress != NULL && crew_is_caller(p->run->crew);

    for (;;) {
        uint32_t unit = atomic_fetch_add(&team->next, 1), at = p->first + unit * team->unit;

        if (at >= p->end || team->stop)
            break;
        if (t->worker == NULL)
            thread_begin(t, p);
        for (uint32_t b = at; b < at + team->unit && b < p->end; b++)
            one_block(t, b, team->tails + unit * nseries, team->shares + unit * nseries);
        if (tells && !o->progress(o->progress_arg, fmin(1,
                p->done + p->weight * (double)(at - p->first) / (double)(p->end - p->first))))
            team->stop = true;
    }
}

static void
thread_end(struct thread *t, struct pass *p)
{
    struct run *r = p->run;

    if (t->worker == NULL)
        return;
    for (size_t i = 0; i < r->nseries && p->done == 0; i++)
        r->series[i].events += t->events[i];
    worker_free(t->worker);
    free(t->room);
    free(t->years);
    free(t->counts);
    free(t->events);
    free(t->sums);
}

/* A series' counts of all threads: whole numbers, so that their order is all the same. */
static void
add_counts(void *arg, size_t index)
{
    struct team *team = arg;
    size_t n = team->pass->counts;
    uint32_t *total = team->pass->total + index * n;

    for (size_t k = 0; k < crew_size(team->pass->run->crew); k++)
        for (size_t i = 0; i < n && team->threads[k].worker != NULL; i++)
            total[i] += team->threads[k].counts[index * n + i];
}

/* What units found, in their order. */
static void
add_units(struct team *team)
{
    struct pass *p = team->pass;
    size_t nseries = p->run->nseries;

    for (uint32_t u = 0; u < team->nunits; u++)
        for (size_t i = 0; i < nseries; i++) {
            const struct tail *from = &team->tails[u * nseries + i];

            p->tails[i].sum += from->sum;
            p->tails[i].squares += from->squares;
            p->tails[i].count += from->count;
            p->shares[i][0] += team->shares[u * nseries + i][0];
            p->shares[i][1] += team->shares[u * nseries + i][1];
        }
}

bool
pass_run(struct pass *p)
{
    size_t nseries = p->run->nseries, n = crew_size(p->run->crew);
    uint32_t all = (uint32_t)((p->run->options->trials + BLOCK - 1) / BLOCK);
    struct team team = { .pass = p, .unit = (all + UNITS - 1) / UNITS };

    team.nunits = (p->end - p->first + team.unit - 1) / team.unit;
    team.tails = zeroed(team.nunits * nseries, sizeof *team.tails);
    team.shares = zeroed(team.nunits * nseries, sizeof *team.shares);
    team.threads = zeroed(n, sizeof *team.threads);
    p->tails = zeroed(nseries, sizeof *p->tails);
    p->shares = zeroed(nseries, sizeof *p->shares);
    p->total = zeroed((nseries - p->run->first) * p->counts, sizeof *p->total);
    crew_do(p->run->crew, n, work, &team);
    crew_do(p->run->crew, nseries - p->run->first, add_counts, &team);
    for (size_t i = 0; i < n; i++)
        thread_end(&team.threads[i], p);
    add_units(&team);
    free(team.threads);
    free(team.tails);
    free(team.shares);
    p->done += p->weight;
    return !team.stop;
}

void
pass_end(struct pass *p)
{
    free(p->tails);
    free(p->shares);
    free(p->total);
}
