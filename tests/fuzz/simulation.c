/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* simulation.c - fuzz: a simulation file; what is small among those that are right is run. */
#include "app/simulation.h"
#include "fuzz.h"

#include <math.h>

static void
must_be_sane(const struct risk_result *r, bool whole)
{
    MUST(isfinite(r->mean) && r->mean >= 0 && isfinite(r->standard_error));
    MUST(r->any.value >= 0 && r->any.value <= 1);
    if (!whole)
        return;
    for (size_t i = 0; i + 1 < RISK_QUANTILES; i++)
        MUST(r->quantiles[i].value <= r->quantiles[i + 1].value);
    MUST(isfinite(r->es_99) && r->es_99 >= r->var_99 * (1 - 1e-6));
    MUST(r->ncurve <= RISK_CURVE);
}

static void
run(struct arena *a, struct simulation *s)
{
    struct risk_results results;
    const char *why;
    struct buf out;
    json_t *tree;

    if (s->options.trials > 1000)
        s->options.trials = 1000;
    s->options.threads = 1;
    MUST(risk_run(&s->model, &s->options, a, &results));
    for (size_t i = 0; i < s->model.nrisks; i++)
        must_be_sane(&results.risks[i], !s->options.portfolio_only);
    must_be_sane(&results.portfolio, true);
    buf_init(&out, BUF_MAX);
    simulation_write(s, &results, &out);
    tree = json_in(a, (struct slice){ out.p, out.n }, BUF_MAX, &why);
    MUST(tree != NULL);
    json_decref(tree);
    buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct ctx c = { .arena = arena_new() };
    double events = 0;
    struct simulation s;

    if (simulation_read(&c, (struct slice){ (const char *)data, n }, &simulation_on_server, &s) != 0) {
        MUST(c.err == E_INVALID && c.message != NULL);
        for (size_t i = 0; i < c.nfields; i++)
            MUST(utf8_valid(c.fields[i].field, strlen(c.fields[i].field)));
    } else {
        for (size_t i = 0; i < s.model.nrisks; i++)
            events += dist_mean(&s.model.risks[i].frequency.rate);
        for (size_t i = 0; i < s.model.ncauses; i++)
            events += dist_mean(&s.model.causes[i].rate);
        if (s.model.nrisks <= 4 && events <= 200)
            run(c.arena, &s);
    }
    arena_free(c.arena);
    return 0;
}
