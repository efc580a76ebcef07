/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * expected.c - expected events and loss of a single risk by arithmetic: inputs are
 * independent of each other, so that means multiply.  Only insurance needs a sample.
 */
#include <math.h>

#include "risk/plan.h"

#define SAMPLE 65536u           /* losses, where there is an insurance */

static double
left_by_controls(const struct risk_model *m, size_t r, const bool *groups, bool on_loss)
{
    double left = 1;

    for (size_t i = 0; i < m->ncontrols; i++) {
        const struct risk_control *k = &m->controls[i];

        if (k->risk == r && (groups == NULL || groups[k->group]) && (k->on == ON_LOSS) == on_loss)
            left *= 1 - dist_mean(&k->effect);
    }
    return left;
}

double
risk_expected_events(const struct risk_model *m, size_t i, const bool *groups)
{
    const struct frequency *f = &m->risks[i].frequency;

    return dist_mean(&f->rate) * dist_mean(&f->vulnerability)
        * left_by_controls(m, i, groups, false);
}

static double
drawn(const struct table *t, size_t r, enum purpose purpose, uint32_t i)
{
    uint32_t w[2] = { i, 0 };

    threefry(key_of(0, STREAM(r, purpose), UINT32_MAX), w);
    return (double)table_draw(t, w[0]);
}

/* The mean of what one event costs after insurance: over the same sample whatever the
 * model, so that differences between two are not noise. */
static double
insured(const struct risk_model *m, size_t r, const bool *groups)
{
    struct risk one = m->risks[r];
    struct risk_model alone = { .risks = &one, .nrisks = 1 };
    struct arena *a = arena_new();
    const struct plan_risk *p = &plan_make(&alone, NULL, NULL, NULL, a)->risks[0];
    double less = left_by_controls(m, r, groups, true), sum = 0;
    double probability = dist_mean(&one.loss.secondary_probability);

    for (uint32_t i = 0; i < SAMPLE; i++) {
        double x = drawn(p->primary, r, FOR_PRIMARY, i);
        uint32_t w[2] = { i, 1 };

        threefry(key_of(0, STREAM(r, FOR_WHETHER), UINT32_MAX), w);
        if (p->secondary != NULL && (double)w[0] * 0x1p-32 < probability)
            x += drawn(p->secondary, r, FOR_SECONDARY, i);
        x *= less;
        sum += x - fmax(0, fmin(x - one.loss.deductible, one.loss.cap));
    }
    arena_free(a);
    return sum / SAMPLE;
}

static double
expected_event(const struct risk_model *m, size_t r, const bool *groups)
{
    const struct loss *l = &m->risks[r].loss;
    double secondary = dist_mean(&l->secondary_probability) * dist_mean(&l->secondary);

    if (l->cap > 0)
        return insured(m, r, groups);
    return (dist_mean(&l->primary) + secondary) * left_by_controls(m, r, groups, true);
}

double
risk_expected_loss(const struct risk_model *m, size_t i, const bool *groups)
{
    return risk_expected_events(m, i, groups) * expected_event(m, i, groups);
}

static struct dist *
input_of(struct risk *r, enum risk_input input)
{
    switch (input) {
    case INPUT_RATE: return &r->frequency.rate;
    case INPUT_VULNERABILITY: return &r->frequency.vulnerability;
    case INPUT_PRIMARY: return &r->loss.primary;
    case INPUT_SECONDARY_PROBABILITY: return &r->loss.secondary_probability;
    default: return &r->loss.secondary;
    }
}

/* The risk's expected loss with that input known. */
static double
known(const struct risk_model *m, size_t i, const bool *groups, enum risk_input input, double p)
{
    struct risk *copy;
    struct risk_model changed = *m;
    struct arena *a = arena_new();
    struct dist *d;
    double ret;

    copy = arena_alloc(a, m->nrisks * sizeof *copy);
    memcpy(copy, m->risks, m->nrisks * sizeof *copy);
    changed.risks = copy;
    d = input_of(&copy[i], input);
    *d = (struct dist){ .kind = DIST_POINT, .a = dist_quantile(d, p, 1 - p) };
    ret = risk_expected_loss(&changed, i, groups);
    arena_free(a);
    return ret;
}

void
risk_tornado(const struct risk_model *m, size_t i, const bool *groups, struct risk_tornado *ret)
{
    for (int k = 0; k < N_INPUTS; k++) {
        ret->low[k] = known(m, i, groups, (enum risk_input)k, 0.1);
        ret->high[k] = known(m, i, groups, (enum risk_input)k, 0.9);
    }
}
