/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* quantified.c - see quantified.h (clause 6.1.2, quantitative analysis). */
#include "app/quantified.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "isms/estimate.h"

#define ESTIMATE_MAX ((size_t)64 << 10)

static int
field_of(const struct rec_type *t, const char *name)
{
    return rec_field_index(t, slice_of(name));
}

static json_t *
estimate_of(struct ctx *c, const struct value *v)
{
    const char *why;

    return json_in(c->arena, (struct slice){ v->s, v->n }, ESTIMATE_MAX, &why);
}

/* As it is stored: controls that the reader does not see work for him as well. */
static int
stored_estimate(struct ctx *c, const struct rec *r, struct value *ret)
{
    int field = field_of(r->type, "quantitative");
    struct rec *stored = NULL;
    struct loss_estimate e;
    bool masked = false;

    *ret = r->v[field];
    if (estimate_of_value(c->arena, ret, &e))
        for (size_t i = 0; i < e.ncontrols; i++)
            masked |= sight_is_mask(e.controls[i].control);
    if (masked && rec_load_stored(c, r->type, r->key, &stored) == 0)
        *ret = stored->v[field];
    return (int)c->err;
}

static void
put(json_t *to, const char *name, const json_t *from, const char *member)
{
    json_t *v = json_object_get(from, member);

    if (v != NULL)
        json_object_set(to, name, v);
}

/* As the file has it: threat events that become losses, a loss with its second part. */
static json_t *
frequency_of(const json_t *estimate)
{
    json_t *o = json_pack("{s:s}", "dist", "poisson");

    put(o, "rate", estimate, "tef");
    put(o, "vulnerability", estimate, "vuln");
    return o;
}

static json_t *
loss_of(const json_t *estimate)
{
    json_t *o = json_object();

    put(o, "primary", estimate, "plm");
    put(o, "secondary_probability", estimate, "slef");
    put(o, "secondary", estimate, "slm");
    put(o, "deductible", estimate, "deductible");
    put(o, "cap", estimate, "cap");
    return o;
}

static json_t *
controls_of(const json_t *estimate)
{
    json_t *list = json_array(), *one;
    size_t i;

    json_array_foreach(json_object_get(estimate, "controls"), i, one) {
        json_t *o = json_object();

        put(o, "key", one, "control");
        put(o, "on", one, "on");
        put(o, "effect", one, "effect");
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *
risk_of(const struct rec *r, const json_t *estimate)
{
    return json_pack("{s:s, s:o, s:o, s:o}", "key", r->key, "frequency", frequency_of(estimate),
        "loss", loss_of(estimate), "controls", controls_of(estimate));
}

/* The open risks, a page at a time. */
static int
open_risks(struct ctx *c, const char *only, struct rec ***ret, size_t *ret_n)
{
    struct rec_query q = { .type = rec_type_by_name(SLICE("Risk")), .sort = -1, .limit = 200,
        .open_only = true };
    size_t n = 0, cap = 0;

    *ret = NULL;
    if (only != NULL) {
        q.only = &only;
        q.nonly = 1;
        q.open_only = false;
    }
    do {
        struct rec **list;
        size_t found;

        if (rec_list(c, &q, &list, &found, &q.after) != 0)
            return (int)c->err;
        for (size_t i = 0; i < found; i++)
            *arena_push(c->arena, *ret, n, cap) = list[i];
    } while (q.after != NULL && n < RISK_RISKS_MAX);
    *ret_n = n < RISK_RISKS_MAX ? n : RISK_RISKS_MAX;
    return 0;
}

static int
by_loss(const void *a, const void *b)
{
    const struct tolerance *x = a, *y = b;

    return (x->loss > y->loss) - (x->loss < y->loss);
}

/* What the method that is in force says of the board's tolerance, and of risks together. */
static int
read_method(struct ctx *c, struct quantified *q, struct dependence *ret)
{
    struct rec_query rq = { .type = rec_type_by_name(SLICE("RiskMethod")), .sort = -1,
        .limit = 1 };
    const char *next, *text, *why;
    json_t *list, *one;
    struct rec **found;
    size_t n, i;

    if (query_set(c, &rq, "status", "approved") != 0
        || rec_list(c, &rq, &found, &n, &next) != 0 || n == 0)
        return (int)c->err;
    q->method = found[0]->key;
    (void)dependence_of_value(c->arena, &found[0]->v[field_of(rq.type, "dependence")], ret);
    text = rec_text(found[0], field_of(rq.type, "loss_tolerance"));
    if (text == NULL || (list = json_in(c->arena, slice_of(text), ESTIMATE_MAX, &why)) == NULL)
        return 0;
    q->tolerance = arena_alloc(c->arena, (json_array_size(list) + 1) * sizeof *q->tolerance);
    json_array_foreach(list, i, one)
        q->tolerance[q->ntolerance++] = (struct tolerance){
            json_number_value(json_object_get(one, "loss")),
            json_number_value(json_object_get(one, "probability")) };
    json_decref(list);
    qsort(q->tolerance, q->ntolerance, sizeof *q->tolerance, by_loss);
    return 0;
}

/* Entries of one control on a risk add up; a control that several risks name is paid once: the
 * most that one of them says. */
static void
read_costs(struct ctx *c, struct quantified *q)
{
    q->cost = arena_alloc(c->arena, (q->s.ngroups + 1) * sizeof *q->cost);
    for (size_t r = 0; r < q->n; r++) {
        struct loss_estimate e;

        if (!estimate_of_value(c->arena, &q->estimates[r], &e))
            continue;
        for (size_t g = 0; g < q->s.ngroups; g++) {
            double sum = 0;

            for (size_t i = 0; i < e.ncontrols; i++)
                sum += strcmp(e.controls[i].control,
                    masks_key(&q->masks, q->s.groups[g])) == 0 ? e.controls[i].cost : 0;
            q->cost[g] = fmax(q->cost[g], sum);
        }
    }
}

/* The caller json_decref()s the list. */
static json_t *
take_risks(struct ctx *c, struct rec **all, size_t n, struct quantified *q)
{
    struct value *estimates = arena_alloc(c->arena, (n + 1) * sizeof *estimates);
    json_t *list = json_array();

    q->estimates = estimates;
    q->risks = arena_alloc(c->arena, (n + 1) * sizeof(struct rec *));
    q->bare = arena_alloc(c->arena, (n + 1) * sizeof(struct rec *));
    q->odd = arena_alloc(c->arena, (n + 1) * sizeof(struct rec *));
    q->wrong = arena_alloc(c->arena, (n + 1) * sizeof(struct rec *));
    for (size_t i = 0; i < n; i++) {
        struct value *v = &estimates[q->n];
        struct loss_estimate e;
        json_t *estimate;

        if (stored_estimate(c, all[i], v) != 0)
            break;
        if (v->t == V_NULL) {
            q->bare[q->nbare++] = all[i];
        } else if (!estimate_of_value(c->arena, v, &e)) {       /* older than its check */
            q->wrong[q->nwrong++] = all[i];
        } else if (q->currency != NULL && strcmp(e.currency, q->currency) != 0) {
            q->odd[q->nodd++] = all[i];
        } else {
            q->currency = e.currency;
            q->risks[q->n++] = all[i];
            estimate = estimate_of(c, v);
            json_array_append_new(list, risk_of(all[i], estimate));
            json_decref(estimate);
        }
    }
    return list;
}

int
quantified_read(struct ctx *c, const char *only, int64_t trials, uint64_t seed,
    struct quantified *ret)
{
    struct dependence said = { 0 };
    json_t *whole, *file, *risks;
    struct rec **all;
    size_t n;

    *ret = (struct quantified){ 0 };
    if (read_method(c, ret, &said) != 0 || open_risks(c, only, &all, &n) != 0)
        return (int)c->err;
    risks = take_risks(c, all, n, ret);
    whole = json_pack("{s:I, s:I, s:o}", "trials", (json_int_t)trials, "seed", (json_int_t)seed,
        "risks", risks);
    if (only == NULL)
        quantified_depend(c, &said, ret, whole);
    ret->whole = json_canonical(c->arena, whole);
    file = sight_json(c, whole, &ret->masks);
    ret->file = json_canonical(c->arena, file);
    json_decref(file);
    json_decref(whole);
    if (ret->n == 0 || c->err != E_OK)
        return (int)c->err;
    if (simulation_read(c, slice_of(ret->file), &simulation_on_server, &ret->s) != 0)
        return (int)c->err;
    read_costs(c, ret);
    return 0;
}

int
quantified_run(struct ctx *c, const struct quantified *q, const bool *chosen,
    struct quantified_results *ret)
{
    struct risk_options o = q->s.options;

    ret->planned = q->s.ngroups > 0;
    o.groups = arena_alloc(c->arena, (q->s.ngroups + 1) * sizeof(bool));
    o.ngroups = q->s.ngroups;
    if (!risk_run(&q->s.model, &o, c->arena, &ret->before))
        return fail(c, E_BUSY, "The simulation was stopped.");
    ret->after = ret->before;
    o.groups = chosen;
    if (ret->planned && !risk_run(&q->s.model, &o, c->arena, &ret->after))
        return fail(c, E_BUSY, "The simulation was stopped.");
    return 0;
}

static json_t *
figures_of(const struct risk_result *r)
{
    json_t *o = json_pack("{s:f, s:f, s:f, s:f, s:f, s:f}", "mean", r->mean, "standard_error",
        r->standard_error, "p_any", r->any.value, "es_99", r->es_99, "es_99_low", r->es_low,
        "es_99_high", r->es_high);

    for (int i = 0; i < RISK_QUANTILES; i++) {
        char name[16];

        snprintf(name, sizeof name, "q%g", risk_quantiles[i] * 100);
        json_object_set_new(o, name, json_pack("[f, f, f]", r->quantiles[i].value,
            r->quantiles[i].low, r->quantiles[i].high));
    }
    return o;
}

int
quantified_keep(struct ctx *c, const struct quantified *q, const struct quantified_results *r,
    struct rec *to)
{
    int field = field_of(to->type, "quantitative");
    const char *why, *text;
    json_t *o;

    o = json_pack("{s:s, s:s, s:o, s:o}", "currency", q->currency, "generator",
        SIMULATION_GENERATOR, "inputs", json_in(c->arena, slice_of(q->whole), SIMULATION_BYTES, &why),
        "now", figures_of(&r->before.portfolio));
    if (r->planned)
        json_object_set_new(o, "with_planned_controls", figures_of(&r->after.portfolio));
    text = json_canonical(c->arena, o);
    json_decref(o);
    if (strlen(text) > (size_t)to->type->fields[field].shape.max)
        return fail(c, E_LIMIT, "These are too many risks to keep with a record.");
    rec_set_text(c, to, field, text);
    return rec_save_system(c, to, "simulate", NULL);
}

const char *
count_text(struct arena *a, int64_t n)
{
    if (n < 1000)
        return arena_printf(a, "%lld", (long long)n);
    return arena_printf(a, "%s,%03lld", count_text(a, n / 1000), (long long)(n % 1000));
}

const char *
money_text(struct arena *a, const char *currency, double amount)
{
    static const struct { const char *code, *sign; } signs[] = {
        { "EUR", "\xe2\x82\xac" }, { "GBP", "\xc2\xa3" }, { "USD", "$" },
    };
    const char *sign = arena_printf(a, "%s%s", currency, *currency ? " " : "");
    double unit = 1;

    for (size_t i = 0; i < ARRAY_LEN(signs); i++)
        if (strcmp(currency, signs[i].code) == 0)
            sign = signs[i].sign;
    if (amount > 0 && amount < 1)
        return arena_printf(a, "less than %s1", sign);
    if (!(amount < 1e18))
        return arena_printf(a, "%s%.3g", sign, amount);
    while (amount / unit >= 1000)
        unit *= 10;
    return arena_printf(a, "%s%s", sign,
        count_text(a, (int64_t)(floor(amount / unit + 0.5) * unit)));
}

const char *
years_text(struct arena *a, double p)
{
    if (p <= 0)
        return "none of the simulated years";
    if (p >= 0.995)
        return "every year";
    if (p > 0.3)
        return arena_printf(a, "%.0f years of 10", fmax(3, fmin(9, round(p * 10))));
    if (p > 0.1)
        return arena_printf(a, "1 year of %.0f", round(1 / p));
    if (p > 0.01)
        return arena_printf(a, "1 year of %.0f", 1 / p < 20 ? round(1 / p) : round(1 / p / 5) * 5);
    return arena_printf(a, "1 year of %s", count_text(a, (int64_t)(1 / p < 1000
        ? round(1 / p / 10) * 10 : round(1 / p / 100) * 100)));
}
