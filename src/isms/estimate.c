/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* estimate.c - read, check and sum up the estimate of a risk in money. */
#include "isms/estimate.h"

#include <math.h>

const char *const estimate_names[N_EST_INPUTS] = { "tef", "vuln", "plm", "slef", "slm" };
const char *const estimate_on_names[N_EST_ON] = { "frequency", "vulnerability", "loss" };
static const double most[N_EST_INPUTS] = { ESTIMATE_RATE_MAX, 1, ESTIMATE_MONEY_MAX, 1,
    ESTIMATE_MONEY_MAX };

#define TOP "currency tef vuln plm slef slm controls deductible cap"
#define OF_CONTROL "control on effect cost"
#define WIDTH_OF_90 3.2897072539029444  /* standard deviations between 5 % and 95 % */

static void
optional(struct part_reader *r, const json_t *j, const char *member, double none, double *ret)
{
    *ret = none;
    if (j != NULL && !part_number(r, j, member, 0, ESTIMATE_MONEY_MAX, ret))
        *ret = none;
}

static void
control(struct part_reader *r, const json_t *j, const char *path, struct estimate_control *ret)
{
    const char *on;
    size_t i = 0;

    if (!part_members(r, j, path, OF_CONTROL))
        return;
    ret->control = json_string_value(json_object_get(j, "control"));
    if (ret->control == NULL || *ret->control == '\0')
        part_wrong(r, part_path(r, path, "control"), "the key of a control is expected.");
    on = json_string_value(json_object_get(j, "on"));
    while (i < N_EST_ON && (on == NULL || strcmp(on, estimate_on_names[i]) != 0))
        i++;
    if (i == N_EST_ON)
        part_wrong(r, part_path(r, path, "on"), "frequency, vulnerability or loss is expected.");
    ret->on = (enum estimate_on)i;
    part_range(r, json_object_get(j, "effect"), part_path(r, path, "effect"), 1, &ret->effect);
    optional(r, json_object_get(j, "cost"), part_path(r, path, "cost"), 0, &ret->cost);
}

static void
controls(struct part_reader *r, const json_t *list, struct loss_estimate *ret)
{
    json_t *j;
    size_t i;

    if (!part_list(r, list, "controls", ESTIMATE_CONTROLS_MAX))
        return;
    ret->controls = arena_alloc(r->a, (json_array_size(list) + 1) * sizeof *ret->controls);
    json_array_foreach(list, i, j) {
        struct estimate_control *one = &ret->controls[ret->ncontrols++];
        const char *path = arena_printf(r->a, "controls.%zu", i);

        control(r, j, path, one);
        one->control = arena_strdup(r->a, one->control);
        for (size_t k = 0; k < i && one->control != NULL && one->on < N_EST_ON; k++)
            if (ret->controls[k].control != NULL && ret->controls[k].on == one->on
                && strcmp(ret->controls[k].control, one->control) == 0)
                part_wrong(r, part_path(r, path, "on"), "%.30s stands there twice for the same.",
                    one->control);
    }
}

bool
estimate_may_be_open(size_t input)
{
    return input == EST_PLM || input == EST_SLM;
}

static void
open_range(struct part_reader *r, const json_t *j, const char *path, double high,
    struct estimate_range *ret)
{
    const char *dist = json_string_value(json_object_get(j, "dist"));
    const char *p05 = part_path(r, path, "p05"), *p95 = part_path(r, path, "p95");
    bool ok;

    part_members(r, j, path, "dist p05 p95");
    if (dist == NULL || strcmp(dist, "lognormal") != 0)
        part_wrong(r, part_path(r, path, "dist"), "lognormal is expected, or nothing.");
    ok = part_number(r, json_object_get(j, "p05"), p05, 0, high, &ret->p[0]);
    ok &= part_number(r, json_object_get(j, "p95"), p95, 0, high, &ret->p[2]);
    if (ok && ret->p[0] < ESTIMATE_OPEN_MIN)
        part_wrong(r, p05, "more than 0 is expected: 1 in 20 costs less than the lowest.");
    else if (ok && ret->p[2] <= ret->p[0])
        part_wrong(r, p95, "more than the lowest is expected.");
    else if (ok && ret->p[2] > ESTIMATE_OPEN_RATIO * ret->p[0])
        part_wrong(r, p95, "more than %.0f times the lowest.", ESTIMATE_OPEN_RATIO);
    ret->p[1] = sqrt(ret->p[0] * ret->p[2]);
    ret->open = true;
}

bool
estimate_read(struct arena *a, const json_t *j, struct loss_estimate *ret,
    struct part_faults *faults)
{
    struct part_reader r = { a, faults };
    size_t before = faults->n;
    const char *money;

    *ret = (struct loss_estimate){ .deductible = -1, .cap = -1 };
    if (!part_members(&r, j, "", TOP))
        return false;
    money = json_string_value(json_object_get(j, "currency"));
    if (money == NULL || strlen(money) != 3
        || strspn(money, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
        part_wrong(&r, "currency", "three capital letters are expected, such as EUR.");
    ret->currency = arena_strdup(a, money);
    for (size_t i = 0; i < N_EST_INPUTS; i++) {
        const json_t *one = json_object_get(j, estimate_names[i]);
        bool open = estimate_may_be_open(i) && json_object_get(one, "dist") != NULL;

        (open ? open_range : part_range)(&r, one, estimate_names[i], most[i], &ret->in[i]);
    }
    if (json_object_get(j, "controls") != NULL)
        controls(&r, json_object_get(j, "controls"), ret);
    optional(&r, json_object_get(j, "deductible"), "deductible", -1, &ret->deductible);
    optional(&r, json_object_get(j, "cap"), "cap", -1, &ret->cap);
    if (ret->cap >= 0 && ret->cap < ESTIMATE_CAP_MIN)
        part_wrong(&r, "cap", "more than 0 is expected; leave it out when there is none.");
    return faults->n == before;
}

bool
estimate_of_value(struct arena *a, const struct value *v, struct loss_estimate *ret)
{
    struct part_faults faults = { 0 };
    const char *why;
    json_t *j;
    bool ok;

    if (v->t != V_TEXT || (j = json_in(a, (struct slice){ v->s, v->n }, v->n, &why)) == NULL)
        return false;
    ok = estimate_read(a, j, ret, &faults);
    json_decref(j);
    return ok;
}

/* As check_ref of a reference: what the actor read there may stay. */
static bool
control_is_there(struct ctx *c, const char *key, const struct loss_estimate *old)
{
    for (size_t i = 0; old != NULL && i < old->ncontrols; i++)
        if (strcmp(old->controls[i].control, key) == 0)
            return true;
    return part_is_there(c, "Control", key);
}

int
estimate_check(struct ctx *c, const struct field *f, const struct value *v,
    const struct value *old)
{
    struct part_faults faults = { 0 };
    struct loss_estimate e, was;
    const char *why;
    bool had = old != NULL && estimate_of_value(c->arena, old, &was);
    json_t *j = json_in(c->arena, (struct slice){ v->s, v->n }, v->n, &why);

    if (estimate_read(c->arena, j, &e, &faults))
        for (size_t i = 0; i < e.ncontrols; i++)
            if (!control_is_there(c, e.controls[i].control, had ? &was : NULL))
                part_wrong(&(struct part_reader){ c->arena, &faults },
                    arena_printf(c->arena, "controls.%zu.control", i),
                    "there is no control %.30s.", e.controls[i].control);
    json_decref(j);
    return part_tell(c, f, &faults);
}

double
estimate_mean(const struct estimate_range *r)
{
    double low, high, sigma;

    if (!r->open)
        return (r->p[0] + 4 * r->p[1] + r->p[2]) / 6;
    low = log(r->p[0]);
    high = log(r->p[2]);
    sigma = (high - low) / WIDTH_OF_90;
    return exp((low + high) / 2 + sigma * sigma / 2);
}

struct estimate_sums
estimate_sum(const struct loss_estimate *e)
{
    double mean[N_EST_INPUTS], left[N_EST_ON] = { 1, 1, 1 };
    struct estimate_sums s = { 0 };

    for (size_t i = 0; i < N_EST_INPUTS; i++)
        mean[i] = estimate_mean(&e->in[i]);
    for (size_t i = 0; i < e->ncontrols; i++) {
        left[e->controls[i].on] *= 1 - estimate_mean(&e->controls[i].effect);
        s.cost += e->controls[i].cost;
    }
    s.events = mean[EST_TEF] * mean[EST_VULN];
    s.each = mean[EST_PLM] + mean[EST_SLEF] * mean[EST_SLM];
    s.loss = s.events * s.each;
    s.loss_after = s.loss * left[0] * left[1] * left[2];
    return s;
}
