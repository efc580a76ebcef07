/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* run.c - see run.h. */
#include "risk/run.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static void
look_first(struct thread *t, size_t n, struct tail *unit, double (*shares)[2])
{
    const struct run *r = t->pass->run;

    for (size_t i = 0; i < r->nseries; i++) {
        unit[i].sum += t->sums[i].sum;
        unit[i].squares += t->sums[i].squares;
        unit[i].count += (double)n;
        shares[i][0] += (double)t->sums[i].some;
    }
    for (size_t i = r->first; i < r->nseries; i++) {
        uint32_t *cells = t->counts + (i - r->first) * 2 * CELLS;

        kernel_best()->count(cells, t->years[i], BLOCK);
        cells[0] -= (uint32_t)(BLOCK - n);      /* years that do not count */
    }
}

static void
add_cells(void *pass, size_t index)
{
    const struct pass *p = pass;
    struct series *s = &p->run->series[p->run->first + index];
    const uint32_t *two = p->total + index * 2 * CELLS;

    for (size_t c = 0; c < CELLS; c++)
        s->cells[c] += two[2 * c] + two[2 * c + 1];
}

static bool
first_pass(struct run *r, struct pass *p, uint32_t to)
{
    bool ok;

    p->first = p->end;
    p->end = to;
    p->counts = 2 * CELLS;
    p->look = look_first;
    ok = pass_run(p);
    crew_do(r->crew, r->nseries - r->first, add_cells, p);
    for (size_t i = 0; i < r->nseries; i++) {
        struct series *s = &r->series[i];

        s->all.sum += p->tails[i].sum;
        s->all.squares += p->tails[i].squares;
        s->all.count += p->tails[i].count;
        s->some += (uint64_t)p->shares[i][0];
    }
    r->trials = (int64_t)r->series[0].all.count;
    pass_end(p);
    return ok;
}

static double
relative_error(const struct run *r)
{
    const struct tail *all = &r->series[r->nseries - 1].all;
    double mean = all->sum / all->count;

    return mean > 0 ? sqrt(fmax(0, all->squares / all->count - mean * mean) / all->count) / mean : 0;
}

/* All trials, or as many as the wanted error needs: at least twice as many in each round. */
static bool
simulate(struct run *r, struct pass *p)
{
    double wanted = r->options->wanted_error;
    double all = ceil((double)r->options->trials / BLOCK), to = wanted > 0 ? 16 : all;

    p->weight = r->kept != NULL ? 1 : 0.25;
    for (;;) {
        double error;

        p->done = 0;
        if (!first_pass(r, p, (uint32_t)fmin(to, all)))
            return false;
        error = relative_error(r);
        if (error <= wanted || to >= all)
            return true;
        to = ceil(to * fmax(2, 1.1 * error * error / (wanted * wanted)));
    }
}

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
place_one(void *run, size_t index)
{
    const struct run *r = run;

    place_cells(&r->series[r->first + index], r->trials);
}

static bool
run(struct run *r)
{
    struct pass p = { .run = r };

    if (!simulate(r, &p))
        return false;
    crew_do(r->crew, r->nseries - r->first, place_one, r);
    return r->kept != NULL ? select_kept(r) : select_streamed(r, &p);
}

/*
 * Room for the years that are kept and for tables.  A run of a usual size leaves it for the
 * next one: to have the pages cleared again would take a tenth of its time.
 */
#define SPARE_MAX ((size_t)16 << 20)

static struct {
    pthread_mutex_t mutex;
    void *p;
    size_t bytes;
} spare = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static void *
room_take(size_t *bytes)
{
    const size_t page = (size_t)2 << 20;
    void *p = NULL;

    pthread_mutex_lock(&spare.mutex);
    if (spare.p != NULL && spare.bytes >= *bytes) {
        p = spare.p;
        *bytes = spare.bytes;
        spare.p = NULL;
    }
    pthread_mutex_unlock(&spare.mutex);
    if (p != NULL)
        return p;
    *bytes = (*bytes + page - 1) / page * page;
    p = aligned_alloc(page, *bytes);
    if (p == NULL)
        abort();
    madvise(p, *bytes, MADV_HUGEPAGE);
    return p;
}

static void
room_give(void *p, size_t bytes)
{
    void *old = p;

    pthread_mutex_lock(&spare.mutex);
    if (p != NULL && bytes <= SPARE_MAX && (spare.p == NULL || spare.bytes < bytes)) {
        old = spare.p;
        spare.p = p;
        spare.bytes = bytes;
    }
    pthread_mutex_unlock(&spare.mutex);
    free(old);
}

static void
series_begin(struct run *r)
{
    size_t n = r->nseries - r->first;

    r->series = calloc(r->nseries, sizeof *r->series);
    r->cells = calloc(n * CELLS, sizeof *r->cells);
    r->slots = calloc(n * CELLS, sizeof *r->slots);
    if (r->series == NULL || r->cells == NULL || r->slots == NULL)
        abort();
    for (size_t i = 0; i < n; i++) {
        r->series[r->first + i].cells = r->cells + i * CELLS;
        r->series[r->first + i].slot = r->slots + i * CELLS;
    }
}

static void
series_end(struct run *r)
{
    free(r->series);
    free(r->cells);
    free(r->slots);
}

struct reports {
    const struct run *run;
    struct risk_results *ret;
};

static void
report_one(void *arg, size_t i)
{
    const struct reports *to = arg;

    report(to->run, i, i + 1 < to->run->nseries ? &to->ret->risks[i] : &to->ret->portfolio);
}

bool
risk_run(const struct risk_model *m, const struct risk_options *o, struct arena *a,
    struct risk_results *ret)
{
    double from = seconds();
    struct run r = { .options = o, .nseries = m->nrisks + 1 };
    size_t blocks = (size_t)((o->trials + BLOCK - 1) / BLOCK);
    size_t bytes = plan_tables(m) * sizeof(struct table);
    size_t kept = 0;
    char *room;
    bool ok;

    *ret = (struct risk_results){ .seed = o->seed };
    r.stride = blocks * BLOCK;
    if (!o->streamed && r.stride * r.nseries <= KEPT_MAX)
        kept = r.stride * r.nseries * sizeof *r.kept;
    bytes += kept;
    room = room_take(&bytes);
    r.kept = kept > 0 ? (float *)room : NULL;
    r.crew = crew_start(o->threads, blocks > m->nrisks ? blocks : m->nrisks);
    r.plan = plan_make(m, o->groups, r.crew, (struct table *)(room + kept), a);
    r.first = o->portfolio_only ? m->nrisks : 0;
    series_begin(&r);
    ok = run(&r);
    ret->stopped = !ok;
    ret->trials = r.trials;
    if (ok) {
        ret->risks = arena_alloc(a, m->nrisks * sizeof *ret->risks);
        crew_do(r.crew, r.nseries, report_one, &(struct reports){ &r, ret });
    }
    room_give(room, bytes);
    series_end(&r);
    crew_end(r.crew);
    ret->seconds = seconds() - from;
    return ok;
}
