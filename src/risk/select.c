/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* select.c - quantiles and what lies above them, of years that were kept. */
#include <math.h>
#include <stdlib.h>

#include "risk/run.h"

struct selection {
    struct run *run;
    uint32_t *worst;            /* the portfolio's years from its value at risk on */
    size_t nworst;
};

/* The years in the wanted cells, by cell. */
struct found {
    float *values[RISK_QUANTILES];      /* of each leader */
    size_t n[RISK_QUANTILES];
};

static int
by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* Puts the element of index k, were they sorted, there; none after it is less (Hoare 1961). */
static float
nth(float *x, size_t n, size_t k)
{
    size_t low = 0, high = n;   /* it is in low..high-1 */

    while (high - low > 1) {
        float pivot = x[low + (high - low) / 2];
        size_t i = low, j = high - 1;

        for (;;) {
            float other;

            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i >= j)
                break;
            other = x[i];
            x[i++] = x[j];
            x[j--] = other;
        }
        if (k < i)
            high = i;
        else if (k > j)
            low = i > j ? i : j + 1;
        else
            break;
    }
    return x[k];
}

static void
add_above(struct series *s, float x)
{
    s->above.sum += (double)x;
    s->above.squares += (double)x * (double)x;
    s->above.count++;
}

static void
take(struct selection *g, struct series *s, struct found *f, size_t year, float x)
{
    uint32_t cell = cell_of(x), q = s->slot[cell], at = s->places[AT_99].cell;

    if (q != 0)
        f->values[q - 1][f->n[q - 1]++] = x;
    if (cell > at)
        add_above(s, x);
    if (cell >= at && s == &g->run->series[g->run->nseries - 1])
        g->worst[g->nworst++] = (uint32_t)year;
}

static void
look_through(struct selection *g, struct series *s, const float *x, struct found *f)
{
    const struct kernel *k = kernel_best();
    uint32_t keys[MARKS], edge_bits = (s->places[AT_99].cell + 1 + CELL_FIRST) << CELL_SHIFT;
    size_t n = (size_t)g->run->trials;
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
            for (; eight != 0; eight &= eight - 1) {
                size_t y = i + (size_t)(__builtin_ctzll(eight) / 8);

                if (y < some)
                    take(g, s, f, at + y, x[at + y]);
            }
        }
    }
}

/* Those of its cell that are above the value at risk, in the order of size. */
static void
above_in_cell(struct series *s, struct found *f)
{
    const struct place *p = &s->places[AT_99];
    float *x = f->values[p->leader];
    size_t n = f->n[p->leader];

    nth(x, n, p->rank - 1);
    qsort(x + p->rank, n - p->rank, sizeof *x, by_value);
    for (size_t i = p->rank; i < n; i++)
        if (x[i] > p->value)
            add_above(s, x[i]);
}

static void
select_one(void *selection, size_t index)
{
    struct selection *g = selection;
    struct run *r = g->run;
    struct series *s = &r->series[r->first + index];
    struct found f = { 0 };

    for (unsigned q = 0; q < RISK_QUANTILES; q++)
        if (!s->places[q].found && s->places[q].leader == q
            && (f.values[q] = malloc(s->cells[s->places[q].cell] * sizeof(float))) == NULL)
            abort();
    look_through(g, s, r->kept + (r->first + index) * r->stride, &f);
    for (unsigned q = 0; q < RISK_QUANTILES; q++) {
        struct place *p = &s->places[q];

        if (!p->found)
            p->value = nth(f.values[p->leader], f.n[p->leader], p->rank - 1);
    }
    if (!s->places[AT_99].found)
        above_in_cell(s, &f);
    for (unsigned q = 0; q < RISK_QUANTILES; q++)
        free(f.values[q]);
}

static void
share_one(void *selection, size_t index)
{
    const struct selection *g = selection;
    const struct run *r = g->run;
    const float *own = r->kept + index * r->stride, *total = r->kept + (r->nseries - 1) * r->stride;
    struct series *s = &r->series[index];
    float var = r->series[r->nseries - 1].places[AT_99].value;

    for (size_t i = 0; i < g->nworst; i++) {
        uint32_t y = g->worst[i];

        *(total[y] > var ? &s->share : &s->share_at) += (double)own[y];
    }
}

/* Leaves out what is in the same cell as the value at risk, but less, or nothing. */
static void
only_worst(struct selection *g)
{
    struct run *r = g->run;
    const float *total = r->kept + (r->nseries - 1) * r->stride;
    float var = r->series[r->nseries - 1].places[AT_99].value;
    size_t n = 0;

    for (size_t i = 0; i < g->nworst; i++) {
        float x = total[g->worst[i]];

        if (x < var || x <= 0)
            continue;
        g->worst[n++] = g->worst[i];
        r->at_var += x == var;
    }
    g->nworst = n;
}

bool
select_kept(struct run *r)
{
    struct selection g = { .run = r };
    const struct series *all = &r->series[r->nseries - 1];
    size_t n = 0;

    for (uint32_t c = all->places[AT_99].cell; c < CELLS; c++)
        n += all->cells[c];
    g.worst = malloc((n + 1) * sizeof *g.worst);
    if (g.worst == NULL)
        abort();
    crew_do(r->crew, r->nseries - r->first, select_one, &g);
    only_worst(&g);
    crew_do(r->crew, r->nseries - 1, share_one, &g);
    free(g.worst);
    return true;
}
