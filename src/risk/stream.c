/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stream.c - quantiles and what lies above them, of years that are made again. */
#include "risk/run.h"

static void
look_middle(struct thread *t, size_t n, struct tail *unit, double (*shares)[2])
{
    const struct run *r = t->pass->run;

    (void)unit;
    (void)shares;
    for (size_t i = r->first; i < r->nseries; i++) {
        const uint8_t *slot = r->series[i].slot;
        uint32_t *counts = t->counts + (i - r->first) * RISK_QUANTILES * MIDDLE;
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
count_last(const struct series *s, float x, uint32_t *counts)
{
    uint32_t bits, q = s->slot[cell_of(x)];

    if (q == 0)
        return;
    memcpy(&bits, &x, sizeof bits);
    for (unsigned k = q - 1; k < RISK_QUANTILES; k++)
        if (!s->places[k].found && s->places[k].leader == q - 1
            && s->places[k].middle == (bits >> 6 & (MIDDLE - 1)))
            counts[k * LAST + (bits & (LAST - 1))]++;
}

static void
look_last(struct thread *t, size_t n, struct tail *unit, double (*shares)[2])
{
    const struct run *r = t->pass->run;

    (void)unit;
    (void)shares;
    for (size_t i = r->first; i < r->nseries; i++)
        for (size_t y = 0; y < n; y++)
            count_last(&r->series[i], t->years[i][y],
                t->counts + (i - r->first) * RISK_QUANTILES * LAST);
}

static void
look_above(struct thread *t, size_t n, struct tail *unit, double (*shares)[2])
{
    const struct run *r = t->pass->run;
    const float *total = t->years[r->nseries - 1];
    float portfolio = r->series[r->nseries - 1].places[AT_99].value;

    for (size_t i = r->first; i < r->nseries; i++) {
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
        if (total[y] >= portfolio && total[y] > 0)
            for (size_t i = 0; i < r->nseries; i++)
                shares[i][total[y] == portfolio] += i + 1 < r->nseries ? (double)t->years[i][y] : 1;
}

bool
select_streamed(struct run *r, struct pass *p)
{
    bool ok;

    p->first = 0;
    p->counts = RISK_QUANTILES * MIDDLE;
    p->look = look_middle;
    ok = pass_run(p);
    for (size_t i = r->first; i < r->nseries; i++)
        place_middle(&r->series[i],
            (const uint32_t (*)[MIDDLE])p->total + (i - r->first) * RISK_QUANTILES);
    pass_end(p);
    if (!ok)
        return false;
    p->counts = RISK_QUANTILES * LAST;
    p->look = look_last;
    ok = pass_run(p);
    for (size_t i = r->first; i < r->nseries; i++)
        place_last(&r->series[i],
            (const uint32_t (*)[LAST])p->total + (i - r->first) * RISK_QUANTILES);
    pass_end(p);
    if (!ok)
        return false;
    p->counts = 0;
    p->look = look_above;
    ok = pass_run(p);
    for (size_t i = 0; i < r->nseries; i++) {
        r->series[i].above = p->tails[i];
        r->series[i].share = p->shares[i][0];
        r->series[i].share_at = p->shares[i][1];
    }
    r->at_var = p->shares[r->nseries - 1][1];
    pass_end(p);
    return ok;
}
