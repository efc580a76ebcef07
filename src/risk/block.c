/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * block.c - the events of a block of years and what they cost.
 *
 * The events of a Poisson process fall into the years of a block independently and evenly:
 * so a block's number of events is drawn, and a year for each.  Where the rate differs from
 * year to year, events are proposed at the greatest rate and stay with the probability
 * rate / greatest (thinning; Lewis and Shedler 1979).  Controls on frequency and
 * vulnerability work the same way, on the same words: with them there are the same events,
 * less some, so that what a control is worth has little noise.
 */
#include "risk/block.h"

#include <math.h>
#include <stdlib.h>

struct worker {
    const struct plan *plan;
    const struct kernel *kernel;
    uint64_t seed;
    uint32_t block;
    size_t n;                   /* years that count */
    float own[BLOCK];           /* 0 between risks, as total between blocks */
    double total[BLOCK];
    float stay[BLOCK], less[BLOCK], probability[BLOCK], rate[BLOCK], factor[BLOCK];
    float score[2][BLOCK];      /* of the risk at hand: frequency, severity */
    uint32_t words[BLOCK], year[BLOCK], count[BLOCK];
    float loss[CHUNK], extra[CHUNK];
    float *normal[2];           /* [nrisks * BLOCK] of the copula: frequency, severity */
    uint32_t *cause_years[RISK_CAUSES_MAX];
    size_t cause_n[RISK_CAUSES_MAX], cause_cap[RISK_CAUSES_MAX];
};

/* The events of one risk in a block, as they come. */
struct events {
    const struct plan_risk *p;
    size_t risk;
    struct key primary;
    uint32_t from;              /* of all its streams, in pairs of words */
    bool stays, lessens;        /* worker.stay and worker.less hold factors */
    const float *score;         /* of the first event in a year, or NULL */
    uint64_t happened;
    size_t n;                   /* waiting in worker.year */
};

#define FIRST (1u << 31)        /* marks a year: it is the first event in it */

struct worker *
worker_new(const struct plan *p, uint64_t seed)
{
    struct worker *w = aligned_alloc(64, (sizeof *w + 63) / 64 * 64);

    if (w == NULL)
        abort();
    memset(w, 0, sizeof *w);
    w->plan = p;
    w->kernel = kernel_best();
    w->seed = seed;
    for (int i = 0; i < 2; i++)
        if (p->triangle[i] != NULL
            && (w->normal[i] = malloc(p->nrisks * BLOCK * sizeof(float))) == NULL)
            abort();
    return w;
}

void
worker_free(struct worker *w)
{
    if (w == NULL)
        return;
    for (size_t i = 0; i < RISK_CAUSES_MAX; i++)
        free(w->cause_years[i]);
    free(w->normal[0]);
    free(w->normal[1]);
    free(w);
}

static struct key
stream(const struct worker *w, uint32_t what)
{
    return key_of(w->seed, what, w->block);
}

static size_t
whole(size_t n)
{
    return (n + WORDS - 1) / WORDS * WORDS;
}

/* ret is multiplied by the factor of each year. */
static void
multiply(struct worker *w, float *ret, const struct factor *f, uint32_t risk_stream)
{
    if (f->table == NULL) {
        for (size_t i = 0; i < BLOCK; i++)
            w->factor[i] = f->same;
    } else {
        w->kernel->words(w->words, BLOCK, stream(w, risk_stream), 0);
        w->kernel->draw(w->factor, w->words, BLOCK, f->table);
    }
    if (f->complement)
        for (size_t i = 0; i < BLOCK; i++)
            w->factor[i] = 1 - w->factor[i];
    w->kernel->multiply(ret, w->factor, BLOCK);
}

/* The factors' product in ret; false, and ret untouched, when there are none. */
static bool
product(struct worker *w, float *ret, size_t r, const struct factor *list, size_t n)
{
    for (size_t i = 0; i < BLOCK && n > 0; i++)
        ret[i] = 1;
    for (size_t i = 0; i < n; i++)
        multiply(w, ret, &list[i], STREAM(r, list[i].purpose));
    return n > 0;
}

static void
take_words(struct worker *w, const struct events *e, enum purpose purpose, size_t n)
{
    w->kernel->words(w->words, whole(n), stream(w, STREAM(e->risk, purpose)), e->from);
}

/* The first event of a year has the loss that the year's score says. */
static void
take_scores(struct worker *w, const struct events *e, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t y = w->year[i] & ~FIRST;

        if (w->year[i] & FIRST)
            w->words[i] = table_word(normal_cdf((double)e->score[y]),
                normal_cdf(-(double)e->score[y]));
    }
}

/* The last block may be cut short: its other years have no events. */
static size_t
that_count(struct worker *w, size_t n)
{
    size_t kept = 0;

    if (w->n == BLOCK)
        return n;
    for (size_t i = 0; i < n; i++)
        if ((w->year[i] & ~FIRST) < w->n)
            w->year[kept++] = w->year[i];
    return kept;
}

/* Do events cost what is drawn for them, and nothing else comes into it? */
static bool
is_plain(const struct events *e)
{
    return e->score == NULL && e->p->secondary == NULL && !e->lessens && !e->p->insured && !e->stays;
}

/* The losses of n events of worker.year into their years; returns how many happened. */
static size_t
lose(struct worker *w, const struct events *e, size_t n)
{
    const struct kernel *k = w->kernel;
    const struct plan_risk *p = e->p;
    size_t happened = n;

    k->words(w->words, whole(n), e->primary, e->from);
    if (e->score != NULL)
        take_scores(w, e, n);
    for (size_t i = 0; i < n && p->way == COUNTED; i++)
        w->year[i] &= ~FIRST;
    k->draw(w->loss, w->words, n, p->primary);
    if (p->secondary != NULL) {
        take_words(w, e, FOR_SECONDARY, n);
        k->draw(w->extra, w->words, n, p->secondary);
        take_words(w, e, FOR_WHETHER, n);
        k->add_some(w->loss, w->extra, w->words, w->year,
            p->probability.table != NULL ? w->probability : NULL, p->probability.same, n);
    }
    if (e->lessens)
        k->scale(w->loss, w->year, w->less, n);
    if (p->insured)
        k->insure(w->loss, p->deductible, p->cap, n);
    if (e->stays) {
        take_words(w, e, FOR_STAY, n);
        happened = k->thin(w->loss, w->year, w->words, w->stay, n);
    }
    k->scatter(w->own, w->year, w->loss, n);
    return happened;
}

/* What the events in worker.year cost. */
static void
settle(struct worker *w, struct events *e, size_t waiting)
{
    size_t n = that_count(w, waiting);

    if (is_plain(e)) {
        for (size_t i = 0; i < n && e->p->way == COUNTED; i++)
            w->year[i] &= ~FIRST;
        w->kernel->fall(w->own, w->year, n, e->primary, e->from, e->p->primary);
        e->happened += n;
    } else {
        e->happened += lose(w, e, n);
    }
    e->from += (uint32_t)(whole(waiting) / 2);
    e->n = 0;
}

static void
one_event(struct worker *w, struct events *e, uint32_t year)
{
    w->year[e->n++] = year;
    if (e->n == CHUNK)
        settle(w, e, e->n);
}

static void
scattered(struct worker *w, struct events *e)
{
    struct uniforms u = { stream(w, STREAM(e->risk, FOR_COUNT)), 0 };
    struct key years = stream(w, STREAM(e->risk, FOR_YEAR));
    int64_t left = poisson_draw(&u, e->p->most * BLOCK);
    uint32_t from = 0;

    for (size_t n; left > 0; left -= (int64_t)n) {
        n = left < CHUNK ? (size_t)left : CHUNK;
        w->kernel->words(w->words, whole((n + 1) / 2), years, from);
        w->kernel->years(w->year, w->words, n + n % 2);
        from += CHUNK / 4;
        settle(w, e, n);
    }
}

static void
skipping(struct worker *w, struct events *e)
{
    struct uniforms u = { stream(w, STREAM(e->risk, FOR_COUNT)), 0 };
    double by = log1p(-e->p->most), y = -1;

    if (e->p->most <= 0)
        return;
    for (;;) {
        y += 1 + (e->p->most < 1 ? floor(log(uniform_next(&u)) / by) : 0);
        if (y >= BLOCK)
            break;
        one_event(w, e, (uint32_t)y);
    }
}

/* Each year's count: that of its score, a normal of its own or the copula's. */
static void
counted(struct worker *w, struct events *e, const float *score)
{
    const struct plan_risk *p = e->p;
    const struct kernel *k = w->kernel;
    bool varies = product(w, w->rate, e->risk, p->rate, p->nrate);

    if (score == NULL) {
        k->words(w->words, BLOCK, stream(w, STREAM(e->risk, FOR_COUNT)), 0);
        k->draw(w->score[0], w->words, BLOCK, w->plan->normal);
        score = w->score[0];
    }
    if (p->steps != NULL)
        k->steps(w->count, score, BLOCK, p->steps, p->nsteps);
    for (uint32_t y = 0; y < BLOCK; y++) {
        double z = (double)score[y];
        uint32_t n = p->steps != NULL ? w->count[y] : count_quantile(p->kind,
            varies ? p->most * (double)w->rate[y] : p->most, p->size, z);

        for (uint32_t i = 0; i < n; i++)
            one_event(w, e, i == 0 ? y | FIRST : y);
    }
}

/* Independent normals for each risk that takes part, once a block. */
static void
draw_normals(struct worker *w, int which)
{
    const struct plan *p = w->plan;

    for (size_t r = 0; r < p->nrisks && w->normal[which] != NULL; r++) {
        if (!p->risks[r].scored[which])
            continue;
        w->kernel->words(w->words, BLOCK,
            stream(w, STREAM(r, which == 0 ? FOR_FREQUENCY_SCORE : FOR_SEVERITY_SCORE)), 0);
        w->kernel->draw(w->normal[which] + r * BLOCK, w->words, BLOCK, p->normal);
    }
}

/* The scores of a risk's years: its row of the triangle times the normals; or NULL. */
static const float *
score_of(struct worker *w, size_t r, int which)
{
    const struct plan *p = w->plan;
    float *ret = w->score[which];

    if (!p->risks[r].scored[which])
        return NULL;
    memset(ret, 0, sizeof w->score[which]);
    for (size_t j = 0; j <= r; j++) {
        float factor = p->triangle[which][r * p->nrisks + j];

        if (factor != 0)
            w->kernel->accumulate(ret, w->normal[which] + j * BLOCK, factor, BLOCK);
    }
    return ret;
}

static void
room_for_cause(struct worker *w, size_t i, size_t n)
{
    if (n <= w->cause_cap[i])
        return;
    w->cause_cap[i] = 2 * n;
    w->cause_years[i] = realloc(w->cause_years[i], w->cause_cap[i] * sizeof(uint32_t));
    if (w->cause_years[i] == NULL)
        abort();
}

/* Of a rate that is mostly far below the most it can be: most proposals would be in vain. */
static void
count_cause(struct worker *w, size_t i, struct uniforms *u)
{
    size_t n = 0;

    for (uint32_t y = 0; y < BLOCK; y++) {
        size_t some = (size_t)poisson_draw(u, w->plan->causes[i].most * (double)w->rate[y]);

        room_for_cause(w, i, n + some);
        for (size_t k = 0; k < some; k++)
            w->cause_years[i][n++] = y;
    }
    w->cause_n[i] = n;
}

/* As many as there would be at the most. */
static void
propose_cause(struct worker *w, size_t i, struct uniforms *u)
{
    struct key years = stream(w, STREAM_CAUSE(i, FOR_YEAR));
    size_t n = (size_t)poisson_draw(u, w->plan->causes[i].most * BLOCK);
    uint32_t from = 0;

    room_for_cause(w, i, whole(n) + CHUNK);
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;

        w->kernel->words(w->words, whole((some + 1) / 2), years, from);
        w->kernel->years(w->cause_years[i] + at, w->words, some + some % 2);
        from += CHUNK / 4;
    }
    w->cause_n[i] = n;
}

/* The years in which a cause strikes: the same for all risks. */
static void
draw_cause(struct worker *w, size_t i)
{
    const struct plan_cause *k = &w->plan->causes[i];
    struct uniforms u = { stream(w, STREAM_CAUSE(i, FOR_COUNT)), 0 };
    size_t n = 0;

    for (size_t y = 0; y < BLOCK; y++)
        w->rate[y] = 1;
    if (k->rate.table != NULL)
        multiply(w, w->rate, &k->rate, STREAM_CAUSE(i, FOR_RATE));
    if (k->counted) {
        count_cause(w, i, &u);
        return;
    }
    propose_cause(w, i, &u);
    if (k->rate.table == NULL)
        return;
    u = (struct uniforms){ stream(w, STREAM_CAUSE(i, FOR_STAY)), 0 };
    for (size_t at = 0; at < w->cause_n[i]; at++)
        if (uniform_next(&u) < (double)w->rate[w->cause_years[i][at]])
            w->cause_years[i][n++] = w->cause_years[i][at];
    w->cause_n[i] = n;
}

static void
from_cause(struct worker *w, struct events *e, size_t i)
{
    double p = w->plan->causes[i].hits[e->risk];
    struct uniforms u = { stream(w, STREAM(e->risk, FOR_HIT + i)), 0 };

    for (size_t at = 0; at < w->cause_n[i] && p > 0; at++)
        if (uniform_next(&u) < p)
            one_event(w, e, w->cause_years[i][at]);
}

static void
one_risk(struct worker *w, size_t r, struct events *e)
{
    const struct plan_risk *p = &w->plan->risks[r];
    const float *counts = score_of(w, r, 0);

    *e = (struct events){ .p = p, .risk = r, .primary = stream(w, STREAM(r, FOR_PRIMARY)),
        .score = score_of(w, r, 1) };
    e->lessens = product(w, w->less, r, p->less, p->nless);
    if (p->probability.table != NULL)
        product(w, w->probability, r, &p->probability, 1);
    if (p->way == COUNTED) {
        e->stays = product(w, w->stay, r, p->stay, p->nstay);
        counted(w, e, counts);
    } else {
        e->stays = product(w, w->stay, r, p->rate, p->nrate);
        if (!e->stays)
            e->stays = product(w, w->stay, r, p->stay, p->nstay);
        else
            for (size_t i = 0; i < p->nstay; i++)
                multiply(w, w->stay, &p->stay[i], STREAM(r, p->stay[i].purpose));
        if (p->way == SCATTERED)
            scattered(w, e);
        else
            skipping(w, e);
    }
    if (e->n > 0)
        settle(w, e, e->n);
}

/* What a cause brings is not thinned by the risk's own rate, but by its controls. */
static void
caused(struct worker *w, size_t r, struct events *e)
{
    const struct plan_risk *p = &w->plan->risks[r];

    if (w->plan->ncauses == 0)
        return;
    e->score = NULL;
    e->stays = product(w, w->stay, r, p->stay, p->nstay);
    for (size_t i = 0; i < w->plan->ncauses; i++)
        from_cause(w, e, i);
    if (e->n > 0)
        settle(w, e, e->n);
}

void
block_simulate(struct worker *w, uint32_t block, size_t n, const struct block_result *ret)
{
    const struct plan *p = w->plan;

    w->block = block;
    w->n = n;
    draw_normals(w, 0);
    draw_normals(w, 1);
    for (size_t i = 0; i < p->ncauses; i++)
        draw_cause(w, i);
    for (size_t r = 0; r < p->nrisks; r++) {
        struct events e;

        one_risk(w, r, &e);
        caused(w, r, &e);
        w->kernel->close(w->own, ret->years[r], w->total, BLOCK, &ret->sums[r]);
        ret->events[r] += e.happened;
        ret->events[p->nrisks] += e.happened;
    }
    w->kernel->finish(w->total, ret->years[p->nrisks], BLOCK, &ret->sums[p->nrisks]);
}
