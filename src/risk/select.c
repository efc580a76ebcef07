/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* select.c - quantiles and what lies above them, of years that were kept. */
#include <math.h>
#include <stdlib.h>

#include "risk/run.h"
#include "risk/threads.h"

static int
by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* The years in the wanted cells, by cell, and the sums of those in cells above. */
struct found {
    float *values[RISK_QUANTILES];      /* of each leader */
    size_t n[RISK_QUANTILES];
};

static void
take(struct series *s, struct found *f, float x, uint32_t above)
{
    uint32_t cell = cell_of(x), q = s->slot[cell];

    if (q != 0)
        f->values[q - 1][f->n[q - 1]++] = x;
    if (cell > above) {
        s->above.sum += (double)x;
        s->above.squares += (double)x * (double)x;
        s->above.count++;
    }
}

static void
look_through(struct series *s, const float *x, size_t n, struct found *f)
{
    const struct kernel *k = kernel_best();
    uint32_t keys[MARKS], above = s->places[AT_99].cell;
    uint32_t edge_bits = (above + 1 + CELL_FIRST) << CELL_SHIFT;
    uint8_t marks[BLOCK];
    float edge;

    memcpy(&edge, &edge_bits, sizeof edge);
    for (unsigned q = 0; q < RISK_QUANTILES; q++)
        keys[q] = s->places[q].found ? UINT32_MAX : s->places[q].cell + CELL_FIRST;
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t some = n - at < BLOCK ? n - at : BLOCK;

        k->mark(marks, x + at, BLOCK, keys, edge);
        for (size_t i = 0; i < some; i += 8) {
            uint64_t eight;

            memcpy(&eight, marks + i, sizeof eight);
            for (; eight != 0; eight &= eight - 1)
                if (i + (size_t)(__builtin_ctzll(eight) / 8) < some)
                    take(s, f, x[at + i + (size_t)(__builtin_ctzll(eight) / 8)], above);
        }
    }
}

static void
select_one(void *run, size_t index)
{
    struct run *r = run;
    struct series *s = &r->series[index];
    struct found f = { 0 };
    float var;

    if (!s->detailed)
        return;
    for (unsigned q = 0; q < RISK_QUANTILES; q++)
        if (!s->places[q].found && s->places[q].leader == q
            && (f.values[q] = malloc(s->cells[s->places[q].cell] * sizeof(float))) == NULL)
            abort();
    look_through(s, r->kept + index * r->stride, (size_t)r->trials, &f);
    for (unsigned q = 0; q < RISK_QUANTILES; q++)
        if (f.n[q] > 0)
            qsort(f.values[q], f.n[q], sizeof(float), by_value);
    for (unsigned q = 0; q < RISK_QUANTILES; q++)
        if (!s->places[q].found)
            s->places[q].value = f.values[s->places[q].leader][s->places[q].rank - 1];
    var = s->places[AT_99].value;
    for (size_t i = 0; !s->places[AT_99].found && i < f.n[s->places[AT_99].leader]; i++) {
        float x = f.values[s->places[AT_99].leader][i];

        if (x > var) {
            s->above.sum += (double)x;
            s->above.squares += (double)x * (double)x;
            s->above.count++;
        }
    }
    for (unsigned q = 0; q < RISK_QUANTILES; q++)
        free(f.values[q]);
}

static void
share_out(struct run *r)
{
    const float *total = r->kept + (r->nseries - 1) * r->stride;
    float var = r->series[r->nseries - 1].places[AT_99].value;

    for (size_t y = 0; y < (size_t)r->trials; y++) {
        if (total[y] < var || total[y] <= 0)
            continue;
        for (size_t i = 0; i + 1 < r->nseries; i++)
            *(total[y] > var ? &r->series[i].share : &r->series[i].share_at)
                += (double)r->kept[i * r->stride + y];
        r->at_var += total[y] == var;
    }
}

bool
select_kept(struct run *r)
{
    in_threads(r->options->threads, r->nseries, select_one, r);
    share_out(r);
    return true;
}
