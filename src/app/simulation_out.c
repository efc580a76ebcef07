/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* simulation_out.c - the answer of a simulation as JSON. */
#include "app/simulation.h"

static void
member_real(struct json_out *j, const char *name, double v)
{
    json_key(j, name);
    json_double(j, v);
}

/* "0.99": a name that says the number as people write it. */
static void
key_of_quantile(struct json_out *j, struct arena *a, double q)
{
    json_key(j, arena_printf(a, "%.4g", q));
}

static void
write_quantiles(struct json_out *j, struct arena *a, const struct risk_result *r)
{
    static const char *const names[] = { "quantiles", "quantiles_low", "quantiles_high" };

    for (size_t k = 0; k < ARRAY_LEN(names); k++) {
        json_key(j, names[k]);
        json_obj(j);
        for (size_t i = 0; i < RISK_QUANTILES; i++) {
            const struct estimate *e = &r->quantiles[i];

            key_of_quantile(j, a, risk_quantiles[i]);
            json_double(j, k == 0 ? e->value : k == 1 ? e->low : e->high);
        }
        json_end_obj(j);
    }
}

static void
write_curve(struct json_out *j, const struct risk_result *r)
{
    static const char *const names[] = { "exceedance", "exceedance_low", "exceedance_high" };

    for (size_t k = 0; k < ARRAY_LEN(names); k++) {
        json_key(j, names[k]);
        json_arr(j);
        for (size_t i = 0; i < r->ncurve; i++) {
            const struct exceedance *e = &r->curve[i];

            json_arr(j);
            json_double(j, e->loss);
            json_double(j, k == 0 ? e->probability : k == 1 ? e->low : e->high);
            json_end_arr(j);
        }
        json_end_arr(j);
    }
}

/* whole: with what needs all its years. */
static void
write_result(struct json_out *j, struct arena *a, const struct risk_result *r, bool whole)
{
    member_real(j, "mean", r->mean);
    member_real(j, "standard_error", r->standard_error);
    member_real(j, "deviation", r->deviation);
    member_real(j, "expected_events", r->expected_events);
    member_real(j, "p_any", r->any.value);
    member_real(j, "p_any_low", r->any.low);
    member_real(j, "p_any_high", r->any.high);
    if (!whole)
        return;
    write_quantiles(j, a, r);
    member_real(j, "var_99", r->var_99);
    member_real(j, "es_99", r->es_99);
    member_real(j, "es_99_low", r->es_low);
    member_real(j, "es_99_high", r->es_high);
    member_real(j, "share_of_es", r->share_of_es);
    write_curve(j, r);
}

static void
write_risks(struct json_out *j, struct arena *a, const struct simulation *s,
    const struct risk_results *r)
{
    json_key(j, "risks");
    json_arr(j);
    for (size_t i = 0; i < s->model.nrisks; i++) {
        json_obj(j);
        json_kv(j, "key", s->keys[i]);
        write_result(j, a, &r->risks[i], !s->options.portfolio_only);
        json_end_obj(j);
    }
    json_end_arr(j);
}

/* Which controls were not in force, and what was done to the correlation. */
static void
write_notes(struct json_out *j, const struct simulation *s)
{
    if (s->ngroups > 0) {
        json_key(j, "without");
        json_arr(j);
        for (size_t i = 0; i < s->ngroups; i++)
            if (!s->options.groups[i])
                json_text(j, s->groups[i]);
        json_end_arr(j);
    }
    if (s->moved[0] <= 0 && s->moved[1] <= 0)
        return;
    json_key(j, "correlation_repaired");
    json_obj(j);
    member_real(j, "frequency", s->moved[0]);
    member_real(j, "severity", s->moved[1]);
    json_kv(j, "about", "The correlation given is none that there can be; the nearest one was "
        "taken. No entry was changed by more than this.");
    json_end_obj(j);
}

void
simulation_write(const struct simulation *s, const struct risk_results *r, struct buf *out)
{
    struct json_out j = { out, false };
    struct arena *a = arena_new();

    json_obj(&j);
    json_key(&j, "trials");
    json_num(&j, r->trials);
    json_key(&j, "seed");
    json_num(&j, (int64_t)r->seed);
    json_kv(&j, "generator", SIMULATION_GENERATOR);
    member_real(&j, "seconds", r->seconds);
    if (s->options.wanted_error > 0)
        member_real(&j, "wanted_error", s->options.wanted_error);
    write_notes(&j, s);
    json_key(&j, "portfolio");
    json_obj(&j);
    write_result(&j, a, &r->portfolio, true);
    json_end_obj(&j);
    write_risks(&j, a, s, r);
    json_end_obj(&j);
    arena_free(a);
}
