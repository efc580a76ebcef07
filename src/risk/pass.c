/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pass.c - one pass over blocks of years, by several threads. */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "risk/run.h"
#include "risk/threads.h"

#define UNITS 1024u             /* of a run, about */

struct team {
    struct pass *pass;
    uint32_t unit, nunits;      /* blocks a unit */
    struct tail *tails;         /* [units][nseries] */
    double (*shares)[2];
    _Atomic uint32_t next;
    _Atomic bool stop;
};

struct member {
    struct thread thread;
    struct team *team;
    pthread_t id;
    bool runs;
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

static void *
work(void *arg)
{
    struct member *m = arg;
    struct team *team = m->team;
    struct pass *p = team->pass;
    const struct risk_options *o = p->run->options;
    size_t nseries = p->run->nseries;

    for (;;) {
        uint32_t unit = atomic_fetch_add(&team->next, 1), at = p->first + unit * team->unit;

        if (at >= p->end || team->stop)
            break;
        for (uint32_t b = at; b < at + team->unit && b < p->end; b++)
            one_block(&m->thread, b, team->tails + unit * nseries, team->shares + unit * nseries);
        if (!m->thread.helps && o->progress != NULL && !o->progress(o->progress_arg, fmin(1,
                p->done + p->weight * (double)(at - p->first) / (double)(p->end - p->first))))
            team->stop = true;
    }
    return NULL;
}

static void
member_begin(struct member *m, struct team *team, bool helps)
{
    const struct run *r = team->pass->run;
    struct thread *t = &m->thread;

    m->team = team;
    t->pass = team->pass;
    t->worker = worker_new(r->plan, r->options->seed);
    t->room = r->kept == NULL ? zeroed(r->nseries * BLOCK, sizeof *t->room) : NULL;
    t->years = zeroed(r->nseries, sizeof *t->years);
    t->counts = zeroed((r->nseries - r->first) * t->pass->counts, sizeof *t->counts);
    t->events = zeroed(r->nseries, sizeof *t->events);
    t->sums = zeroed(r->nseries, sizeof *t->sums);
    t->helps = helps;           /* before it runs: it asks */
    m->runs = helps && pthread_create(&m->id, NULL, work, m) == 0;
}

static void
member_end(struct member *m)
{
    struct thread *t = &m->thread;
    struct run *r = t->pass->run;

    for (size_t i = 0; i < (r->nseries - r->first) * t->pass->counts; i++)
        t->pass->total[i] += t->counts[i];
    for (size_t i = 0; i < r->nseries && t->pass->done == 0; i++)
        r->series[i].events += t->events[i];
    worker_free(t->worker);
    free(t->room);
    free(t->years);
    free(t->counts);
    free(t->events);
    free(t->sums);
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
    size_t nseries = p->run->nseries;
    uint32_t all = (uint32_t)((p->run->options->trials + BLOCK - 1) / BLOCK);
    struct team team = { .pass = p, .unit = (all + UNITS - 1) / UNITS };
    struct member *members;
    int n;

    team.nunits = (p->end - p->first + team.unit - 1) / team.unit;
    team.tails = zeroed(team.nunits * nseries, sizeof *team.tails);
    team.shares = zeroed(team.nunits * nseries, sizeof *team.shares);
    p->tails = zeroed(nseries, sizeof *p->tails);
    p->shares = zeroed(nseries, sizeof *p->shares);
    p->total = zeroed((nseries - p->run->first) * p->counts, sizeof *p->total);
    n = threads_for(p->run->options->threads, team.nunits);
    members = zeroed((size_t)n, sizeof *members);
    for (int i = n - 1; i >= 0; i--)
        member_begin(&members[i], &team, i > 0);
    work(&members[0]);
    for (int i = 1; i < n; i++)
        if (members[i].runs)
            pthread_join(members[i].id, NULL);
    for (int i = 0; i < n; i++)
        member_end(&members[i]);
    add_units(&team);
    free(members);
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
