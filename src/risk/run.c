/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* run.c - see run.h: threads take units of blocks; what has an order is added in that of units. */
#include "risk/run.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define UNITS 1024u             /* of a run, about */
#define THREADS_MAX 64

struct pass;

struct thread {
    struct pass *pass;
    struct worker *worker;
    float *room, **years;       /* [nseries] of the block at hand */
    uint32_t *counts;           /* [nseries * pass.counts] */
    uint64_t *events;           /* [nseries] */
    double (*sums)[2];          /* [nseries] */
    pthread_t id;
    bool started;
};

/* One pass over the years from first to end. */
struct pass {
    struct run *run;
    size_t counts;              /* for each series */
    /* Look at the n years of a block; what has an order is added to the unit's tails. */
    void (*look)(struct thread *t, size_t n, struct tail *unit, double (*shares)[2]);
    bool simulates;             /* the first one, or nothing is kept */
    uint32_t first, end, unit;  /* blocks */
    struct tail *tails;         /* [units][nseries] */
    double (*shares)[2];        /* [units][nseries] */
    double done, weight;        /* for the progress */
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

static size_t
years_in(const struct run *r, uint32_t block)
{
    int64_t left = r->options->trials - (int64_t)block * BLOCK;

    return left < BLOCK ? (size_t)left : BLOCK;
}

static void
one_block(struct thread *t, uint32_t block, struct tail *unit, double (*shares)[2])
{
    struct pass *p = t->pass;
    struct run *r = p->run;

    for (size_t i = 0; i < r->nseries; i++)
        t->years[i] = r->kept != NULL ? r->kept + i * r->stride + (size_t)block * BLOCK
            : t->room + i * BLOCK;
    if (p->simulates) {
        struct block_result to = { t->years, t->counts, t->sums, t->events };
        uint32_t *spare = p->counts != CELLS ? t->counts + r->nseries * p->counts : t->counts;

        to.cells = spare;
        block_simulate(t->worker, block, years_in(r, block), &to);
    }
    p->look(t, years_in(r, block), unit, shares);
}

static void *
work(void *arg)
{
    struct thread *t = arg;
    struct pass *p = t->pass;
    size_t nseries = p->run->nseries;
    const struct risk_options *o = p->run->options;

    for (;;) {
        uint32_t unit = atomic_fetch_add(&p->next, 1), at = p->first + unit * p->unit;

        if (at >= p->end || p->stop)
            break;
        for (uint32_t b = at; b < at + p->unit && b < p->end; b++)
            one_block(t, b, p->tails + unit * nseries, p->shares + unit * nseries);
        if (!t->started && o->progress != NULL && !o->progress(o->progress_arg, fmin(1, p->done
                + p->weight * (double)(at - p->first) / (double)(p->end - p->first))))
            p->stop = true;
    }
    return NULL;
}

static int
thread_count(const struct run *r, uint32_t units)
{
    long cores = r->options->threads > 0 ? r->options->threads : sysconf(_SC_NPROCESSORS_ONLN);

    if (cores > (long)units)
        cores = (long)units;
    return cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : (int)cores;
}

static void
thread_begin(struct thread *t, struct pass *p)
{
    const struct run *r = p->run;
    size_t spare = p->simulates && p->counts != CELLS ? CELLS : 0;

    *t = (struct thread){ .pass = p };
    if (p->simulates)
        t->worker = worker_new(r->plan, r->options->seed);
    t->room = r->kept == NULL ? zeroed(r->nseries * BLOCK, sizeof *t->room) : NULL;
    t->years = zeroed(r->nseries, sizeof *t->years);
    t->counts = zeroed(r->nseries * (p->counts + spare), sizeof *t->counts);
    t->events = zeroed(r->nseries, sizeof *t->events);
    t->sums = zeroed(r->nseries, sizeof *t->sums);
}

/* What a thread counted goes to the first one. */
static void
thread_end(struct thread *t, struct thread *to)
{
    const struct run *r = t->pass->run;

    for (size_t i = 0; i < r->nseries * t->pass->counts && t != to; i++)
        to->counts[i] += t->counts[i];
    for (size_t i = 0; i < r->nseries && t != to; i++)
        to->events[i] += t->events[i];
    worker_free(t->worker);
    free(t->room);
    free(t->years);
    free(t->sums);
    if (t != to) {
        free(t->counts);
        free(t->events);
    }
}

/* Run the pass; the counts of all threads stay in ret, to be freed by counted_free. */
static bool
pass_run(struct pass *p, struct thread *ret)
{
    uint32_t units = (p->end - p->first + p->unit - 1) / p->unit;
    int n = thread_count(p->run, units);
    struct thread *threads = zeroed((size_t)n, sizeof *threads);

    p->tails = zeroed(units * p->run->nseries, sizeof *p->tails);
    p->shares = zeroed(units * p->run->nseries, sizeof *p->shares);
    for (int i = 0; i < n; i++)
        thread_begin(&threads[i], p);
    for (int i = 1; i < n; i++) {
        threads[i].started = true;
        threads[i].started = pthread_create(&threads[i].id, NULL, work, &threads[i]) == 0;
    }
    work(&threads[0]);
    for (int i = 1; i < n; i++)
        if (threads[i].started)
            pthread_join(threads[i].id, NULL);
    for (int i = n - 1; i >= 0; i--)
        thread_end(&threads[i], &threads[0]);
    *ret = threads[0];
    free(threads);
    for (uint32_t u = 1; u < units; u++)
        for (size_t i = 0; i < p->run->nseries; i++) {
            struct tail *to = &p->tails[i], *from = &p->tails[u * p->run->nseries + i];

            *to = (struct tail){ to->sum + from->sum, to->squares + from->squares,
                to->count + from->count };
            for (int k = 0; k < 2; k++)
                p->shares[i][k] += p->shares[u * p->run->nseries + i][k];
        }
    p->done += p->weight;
    return !p->stop;
}

static void
pass_end(struct pass *p, struct thread *t)
{
    free(t->counts);
    free(t->events);
    free(p->tails);
    free(p->shares);
    p->next = 0;
}

/* The four looks. */

static void
look_first(struct thread *t, size_t n, struct tail *unit, double (*shares)[2])
{
    (void)shares;
    for (size_t i = 0; i < t->pass->run->nseries; i++) {
        unit[i].sum += t->sums[i][0];
        unit[i].squares += t->sums[i][1];
        unit[i].count += (double)n;
    }
}

static void
look_middle(struct thread *t, size_t n, struct tail *unit, double (*shares)[2])
{
    const struct run *r = t->pass->run;

    (void)unit;
    (void)shares;
    for (size_t i = 0; i < r->nseries; i++) {
        const uint8_t *slot = r->series[i].slot;
        uint32_t *counts = t->counts + i * RISK_QUANTILES * MIDDLE;
        const float *x = t->years[i];

        for (size_t y = 0; y < n; y++) {
            uint32_t bits, q = slot[cell_of(x[y])];

            if (q == 0)
                continue;
            memcpy(&bits, &x[y], sizeof bits);
            counts[(q - 1) * MIDDLE + (bits >> 6 & (MIDDLE - 1))]++;
        }
    }
}

static void
look_last(struct thread *t, size_t n, struct tail *unit, double (*shares)[2])
{
    const struct run *r = t->pass->run;

    (void)unit;
    (void)shares;
    for (size_t i = 0; i < r->nseries; i++) {
        const struct series *s = &r->series[i];
        uint32_t *counts = t->counts + i * RISK_QUANTILES * LAST;
        const float *x = t->years[i];

        for (size_t y = 0; y < n; y++) {
            uint32_t bits, q = s->slot[cell_of(x[y])];

            if (q == 0)
                continue;
            memcpy(&bits, &x[y], sizeof bits);
            for (unsigned k = q - 1; k < RISK_QUANTILES; k++)
                if (!s->places[k].found && s->places[k].leader == q - 1
                    && s->places[k].middle == (bits >> 6 & (MIDDLE - 1)))
                    counts[k * LAST + (bits & (LAST - 1))]++;
        }
    }
}

static void
look_above(struct thread *t, size_t n, struct tail *unit, double (*shares)[2])
{
    const struct run *r = t->pass->run;
    const float *total = t->years[r->nseries - 1];
    float portfolio = r->series[r->nseries - 1].places[AT_99].value;

    for (size_t i = 0; i < r->nseries; i++) {
        float var = r->series[i].places[AT_99].value;
        const float *x = t->years[i];

        for (size_t y = 0; y < n; y++)
            if (x[y] > var) {
                unit[i].sum += (double)x[y];
                unit[i].squares += (double)x[y] * (double)x[y];
                unit[i].count++;
            }
    }
    for (size_t y = 0; y < n; y++)
        if (total[y] >= portfolio)
            for (size_t i = 0; i < r->nseries; i++)
                shares[i][total[y] == portfolio] += i < r->nseries - 1 ? (double)t->years[i][y] : 1;
}

/* The passes in turn. */

static bool
first_pass(struct run *r, struct pass *p, uint32_t to)
{
    struct thread t;
    bool ok;

    p->first = p->end;
    p->end = to;
    p->simulates = true;
    p->counts = CELLS;
    p->look = look_first;
    ok = pass_run(p, &t);
    for (size_t i = 0; i < r->nseries; i++) {
        struct series *s = &r->series[i];

        for (size_t c = 0; c < CELLS; c++)
            s->cells[c] += t.counts[i * CELLS + c];
        s->events += t.events[i];
        s->all.sum += p->tails[i].sum;
        s->all.squares += p->tails[i].squares;
        s->all.count += p->tails[i].count;
    }
    r->trials = (int64_t)r->series[0].all.count;
    pass_end(p, &t);
    return ok;
}

static double
relative_error(const struct run *r)
{
    const struct tail *all = &r->series[r->nseries - 1].all;
    double mean = all->sum / all->count;

    return mean > 0 ? sqrt(fmax(0, all->squares / all->count - mean * mean) / all->count) / mean : 0;
}

/* All trials, or as many as the wanted error needs: more in each round. */
static bool
simulate(struct run *r, struct pass *p)
{
    double wanted = r->options->wanted_error, error;
    uint32_t all = (uint32_t)((r->options->trials + BLOCK - 1) / BLOCK), to = all;

    p->weight = r->kept != NULL ? 0.9 : 0.25;
    if (wanted <= 0)
        return first_pass(r, p, all);
    for (to = 16;; to = (uint32_t)fmin(all, ceil(to * fmax(2, 1.1 * error * error / (wanted * wanted))))) {
        if (!first_pass(r, p, to < all ? to : all))
            return false;
        error = relative_error(r);
        if (error <= wanted || p->end == all)
            return true;
    }
}

static bool
later_pass(struct run *r, struct pass *p, size_t counts, void (*look)(struct thread *, size_t,
    struct tail *, double (*)[2]), struct thread *ret)
{
    (void)r;
    p->counts = counts;
    p->look = look;
    return pass_run(p, ret);
}

static bool
passes(struct run *r)
{
    struct pass p = { .run = r };
    struct thread t;
    bool ok = true;

    p.unit = (uint32_t)((r->options->trials + (int64_t)BLOCK * UNITS - 1) / ((int64_t)BLOCK * UNITS));
    if (!simulate(r, &p))
        return false;
    p.first = 0;
    p.simulates = r->kept == NULL;
    p.weight = r->kept != NULL ? 0.03 : 0.25;
    for (size_t i = 0; i < r->nseries; i++)
        place_cells(&r->series[i], r->trials);
    ok = later_pass(r, &p, RISK_QUANTILES * MIDDLE, look_middle, &t);
    for (size_t i = 0; i < r->nseries; i++)
        place_middle(&r->series[i], (const uint32_t (*)[MIDDLE])t.counts + i * RISK_QUANTILES);
    pass_end(&p, &t);
    ok = ok && later_pass(r, &p, RISK_QUANTILES * LAST, look_last, &t);
    if (!ok)
        return false;
    for (size_t i = 0; i < r->nseries; i++)
        place_last(&r->series[i], (const uint32_t (*)[LAST])t.counts + i * RISK_QUANTILES);
    pass_end(&p, &t);
    ok = later_pass(r, &p, 0, look_above, &t);
    for (size_t i = 0; i < r->nseries; i++) {
        r->series[i].above = p.tails[i];
        r->series[i].share = p.shares[i][0];
        r->series[i].share_at = p.shares[i][1];
    }
    r->series[r->nseries - 1].at_var = p.shares[r->nseries - 1][1];
    pass_end(&p, &t);
    return ok;
}

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

bool
risk_run(const struct risk_model *m, const struct risk_options *o, struct arena *a,
    struct risk_results *ret)
{
    double from = seconds();
    struct run r = { .model = m, .options = o, .nseries = m->nrisks + 1 };
    size_t blocks = (size_t)((o->trials + BLOCK - 1) / BLOCK);
    bool ok;

    *ret = (struct risk_results){ .seed = o->seed };
    r.plan = plan_make(m, o->groups, a);
    r.stride = blocks * BLOCK;
    r.series = zeroed(r.nseries, sizeof *r.series);
    if (r.stride * r.nseries <= KEPT_MAX
        && (r.kept = malloc(r.stride * r.nseries * sizeof *r.kept)) == NULL)
        abort();
    ok = passes(&r);
    ret->stopped = !ok;
    ret->trials = r.trials;
    if (ok) {
        ret->risks = arena_alloc(a, m->nrisks * sizeof *ret->risks);
        for (size_t i = 0; i < m->nrisks; i++)
            report(&r, i, &ret->risks[i]);
        report(&r, m->nrisks, &ret->portfolio);
        for (size_t i = 0; i < m->nrisks; i++)
            ret->portfolio.expected_events += ret->risks[i].expected_events;
    }
    free(r.kept);
    free(r.series);
    ret->seconds = seconds() - from;
    return ok;
}
