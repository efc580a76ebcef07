/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * quantification.c - what all risks together may cost in a year, without and with the planned
 * controls, beside what the board bears (clauses 6.1.2 and 6.1.3).
 */
#include "web/quantification.h"
#include "web/record.h"

#include <math.h>
#include <stdlib.h>

#define TRIALS 100000
#define SEED 20226

static const char *
money(struct call *k, const struct quantification_page *p, double v)
{
    return money_text(k->c.arena, p->q.currency, v);
}

void
html_money(struct call *k, struct buf *h, const struct quantification_page *p, double v)
{
    html_text(h, money(k, p, v));
}

static struct estimate
mean_of(const struct risk_result *r)
{
    return (struct estimate){ r->mean, fmax(0, r->mean - 1.96 * r->standard_error),
        r->mean + 1.96 * r->standard_error };
}

static void
figure(struct quantification_page *p, size_t i, const char *label, const char *words,
    struct estimate now, struct estimate then)
{
    p->figures[i] = (struct money_figure){ label, words, now, then, false };
}

/* Every figure with the sentence that it stands for. */
static void
figures(struct call *k, struct quantification_page *p)
{
    const struct risk_result *now = &p->r.before.portfolio, *then = &p->r.after.portfolio;
    struct arena *a = k->c.arena;

    figure(p, 0, "Loss to expect", "what the years cost on average; most cost less, a few much more",
        mean_of(now), mean_of(then));
    figure(p, 1, "Any loss at all", arena_printf(a, "a loss, large or small, in %s",
        years_text(a, now->any.value)), now->any, then->any);
    p->figures[1].share = true;
    figure(p, 2, "1 year of 10", arena_printf(a, "in 1 year of 10 the loss is above %s",
        money(k, p, now->quantiles[2].value)), now->quantiles[2], then->quantiles[2]);
    figure(p, 3, "1 year of 20", arena_printf(a, "in 1 year of 20 the loss is above %s",
        money(k, p, now->quantiles[3].value)), now->quantiles[3], then->quantiles[3]);
    figure(p, 4, "1 year of 100", arena_printf(a, "in 1 year of 100 the loss is above %s",
        money(k, p, now->quantiles[4].value)), now->quantiles[4], then->quantiles[4]);
    figure(p, 5, "The worst 1 of 100", arena_printf(a, "and in such a year it is %s on average",
        money(k, p, now->es_99)), (struct estimate){ now->es_99, now->es_low, now->es_high },
        (struct estimate){ then->es_99, then->es_low, then->es_high });
}

static void
chart(struct call *k, struct quantification_page *p)
{
    struct exceedance *limit = arena_alloc(k->c.arena, (p->q.ntolerance + 1) * sizeof *limit);

    p->chart = (struct chart){ .currency = p->q.currency, .title = arena_printf(k->c.arena,
        "How likely it is to lose so much or more in a year. In 1 year of 20: %s.",
        money(k, p, p->r.before.portfolio.quantiles[3].value)) };
    p->chart.lines[p->chart.nlines++] = (struct chart_line){ "Now", "c-now",
        p->r.before.portfolio.curve, p->r.before.portfolio.ncurve, true };
    if (p->r.planned)
        p->chart.lines[p->chart.nlines++] = (struct chart_line){ "With the planned controls",
            "c-then", p->r.after.portfolio.curve, p->r.after.portfolio.ncurve, true };
    if (p->q.ntolerance == 0)
        return;
    for (size_t i = 0; i < p->q.ntolerance; i++)
        limit[i] = (struct exceedance){ .loss = p->q.tolerance[i].loss,
            .probability = p->q.tolerance[i].probability };
    p->chart.lines[p->chart.nlines++] = (struct chart_line){ "What the board bears", "c-limit",
        limit, p->q.ntolerance, false };
}

static int
by_value(const void *a, const void *b)
{
    const struct money_control *x = a, *y = b;

    return (x->value.value < y->value.value) - (x->value.value > y->value.value);
}

static void
controls(struct call *k, struct quantification_page *p)
{
    p->ncontrols = p->q.s.ngroups;
    p->controls = arena_alloc(k->c.arena, (p->ncontrols + 1) * sizeof *p->controls);
    for (size_t g = 0; g < p->ncontrols; g++) {
        p->controls[g] = (struct money_control){ .key = p->q.s.groups[g],
            .title = sight_is_mask(p->q.s.groups[g]) ? NULL
                : rec_name_of(&k->c, p->q.s.groups[g]), .cost = p->q.cost[g] };
        risk_group_value(&p->q.s.model, g, NULL, &p->controls[g].value);
    }
}

/* "12,500" and "12500.00" are numbers. */
static bool
read_amount(const char *text, double *ret)
{
    char plain[32], *end;
    size_t n = 0;

    for (; *text; text++)
        if (*text != ',' && *text != ' ' && *text != '\'') {
            if (n == sizeof plain - 1 || strchr("0123456789.", *text) == NULL)
                return false;
            plain[n++] = *text;
        }
    plain[n] = '\0';
    *ret = strtod(plain, &end);
    return n > 0 && *end == '\0' && *ret <= 1e15;
}

static void
best_set(struct call *k, struct quantification_page *p)
{
    size_t n = p->q.s.ngroups;
    bool *chosen = arena_alloc(k->c.arena, (n + 1) * sizeof *chosen);

    p->budget_text = req_query(k->req, "budget");
    if (p->budget_text == NULL || *p->budget_text == '\0' || n == 0)
        return;
    if (!read_amount(p->budget_text, &p->budget)) {
        p->budget_wrong = "An amount of money is expected, such as 25000.";
        return;
    }
    p->has_budget = true;
    p->is_best = risk_choose(&p->q.s.model, p->q.cost, n, p->budget, chosen);
    for (size_t g = 0; g < n; g++) {
        p->controls[g].chosen = chosen[g];
        p->chosen_cost += chosen[g] ? p->controls[g].cost : 0;
    }
    for (size_t i = 0; i < p->q.n; i++)
        p->chosen_loss += risk_expected_loss(&p->q.s.model, i, chosen);
}

/* Is it more likely than the board bears, as far as the curve can say? */
bool
is_above(const struct chart_line *l, const struct tolerance *t)
{
    bool less;
    double p = risk_probability(l->points, l->n, t->loss, &less);

    return p > t->probability;
}

static int
fill(struct call *k, struct quantification_page *p)
{
    if (quantified_run(&k->c, &p->q, NULL, &p->r) != 0)
        return (int)k->c.err;
    figures(k, p);
    chart(k, p);
    controls(k, p);
    best_set(k, p);
    qsort(p->controls, p->ncontrols, sizeof *p->controls, by_value);
    for (size_t i = 0; i < p->q.ntolerance; i++)
        p->over += is_above(&p->chart.lines[0], &p->q.tolerance[i]);
    return 0;
}

/* Open assessments that the reader may edit, the newest first. */
static int
assessments(struct call *k, struct quantification_page *p)
{
    struct rec_query q = { .type = rec_type_by_name(SLICE("RiskAssessment")), .sort = -1,
        .descending = true, .limit = 20, .open_only = true };
    const char *next;
    struct rec **list;
    size_t n;

    if (k->at != NULL || rec_list(&k->c, &q, &list, &n, &next) != 0)
        return (int)k->c.err;
    p->assessments = arena_alloc(k->c.arena, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++) {
        struct ctx own = k->c;

        if (rec_edit_allowed(&own, list[i]) == 0)
            p->assessments[p->nassessments++] = list[i];
    }
    return (int)k->c.err;
}

/* Keep what the page shows with an assessment. */
int
web_quantification_keep(struct call *k)
{
    const char *key = form_get(&k->form, "assessment");
    struct quantified_results r;
    struct quantified q;
    struct rec *to;

    if (key == NULL || *key == '\0')
        return fail_field(&k->c, "assessment", "Choose the assessment that this belongs to.");
    if (rec_load(&k->c, rec_type_by_name(SLICE("RiskAssessment")), key, &to) == E_NOTFOUND) {
        ctx_clear(&k->c);
        return fail_field(&k->c, "assessment", "There is no such assessment.");
    }
    if (k->c.err != E_OK || rec_edit_allowed(&k->c, to) != 0
        || quantified_read(&k->c, NULL, TRIALS, SEED, &q) != 0)
        return (int)k->c.err;
    if (q.n == 0)
        return fail(&k->c, E_STATE, "No risk is estimated in money.");
    if (quantified_run(&k->c, &q, NULL, &r) != 0 || quantified_keep(&k->c, &q, &r, to) != 0)
        return (int)k->c.err;
    flash_set(k, arena_printf(k->c.arena, "Kept with %s: inputs, seed and figures.", key));
    resp_redirect(k->c.arena, k->resp, here(k, "/r/risk-assessments/%s", key));
    return 0;
}

static double
kept(const json_t *figures, const char *name)
{
    return json_number_value(json_object_get(figures, name));
}

/* Quantiles stand there with their intervals, mean and shortfall with what makes theirs. */
static void
kept_cell(struct call *k, const json_t *figures, const char *name, const char *currency)
{
    const json_t *v = json_object_get(figures, name);
    struct estimate e = { json_number_value(v), kept(figures, "es_99_low"),
        kept(figures, "es_99_high") };
    double half = 1.96 * kept(figures, "standard_error");

    if (json_is_array(v))
        e = (struct estimate){ json_number_value(json_array_get(v, 0)),
            json_number_value(json_array_get(v, 1)), json_number_value(json_array_get(v, 2)) };
    else if (strcmp(name, "mean") == 0)
        e = (struct estimate){ e.value, fmax(0, e.value - half), e.value + half };
    buf_lit(k->out, "<td class=\"right\"><b>");
    html_text(k->out, money_text(k->c.arena, currency, e.value));
    buf_lit(k->out, "</b><span class=\"range\">");
    html_text(k->out, money_text(k->c.arena, currency, e.low));
    buf_lit(k->out, " to ");
    html_text(k->out, money_text(k->c.arena, currency, e.high));
    buf_lit(k->out, "</span></td>");
}

/* How the risks were taken to go together, when there are several. */
static const char *
kept_together(struct call *k, const json_t *inputs)
{
    size_t pairs = json_array_size(json_object_get(inputs, "correlation"));
    size_t causes = json_array_size(json_object_get(inputs, "causes"));

    if (json_array_size(json_object_get(inputs, "risks")) < 2)
        return "";
    if (pairs + causes == 0)
        return ", taken as independent of each other";
    return arena_printf(k->c.arena, ", %zu %s of them correlated, %zu common %s", pairs,
        pairs == 1 ? "pair" : "pairs", causes, causes == 1 ? "cause" : "causes");
}

bool
html_kept_result(struct call *k, const json_t *j)
{
    static const struct { const char *name, *label; } rows[] = { { "mean", "Loss to expect" },
        { "q90", "1 year of 10" }, { "q95", "1 year of 20" }, { "q99", "1 year of 100" },
        { "es_99", "The worst 1 of 100" } };
    const char *currency = json_string_value(json_object_get(j, "currency"));
    const json_t *now = json_object_get(j, "now"), *inputs = json_object_get(j, "inputs");
    const json_t *then = json_object_get(j, "with_planned_controls");
    struct buf *h = k->out;

    if (currency == NULL || !json_is_object(now) || !json_is_object(inputs))
        return false;
    buf_printf(h, "<div class=\"scroll\" tabindex=\"0\"><table class=\"list money\"><thead><tr>"
        "<th scope=\"col\">In a year</th><th scope=\"col\" class=\"right\">Then</th>%s</tr></thead>"
        "<tbody>", then != NULL ? "<th scope=\"col\" class=\"right\">With the planned controls</th>"
        : "");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        buf_printf(h, "<tr><th scope=\"row\">%s</th>", rows[i].label);
        kept_cell(k, now, rows[i].name, currency);
        if (then != NULL)
            kept_cell(k, then, rows[i].name, currency);
        buf_lit(h, "</tr>");
    }
    buf_printf(h, "</tbody></table></div><p class=\"muted\">%s years, seed %lld, %zu risks%s</p>"
        "<details><summary>The inputs, as a simulation file</summary><p class=\"kept\">",
        count_text(k->c.arena, json_integer_value(json_object_get(inputs, "trials"))),
        (long long)json_integer_value(json_object_get(inputs, "seed")),
        json_array_size(json_object_get(inputs, "risks")), kept_together(k, inputs));
    html_text(h, json_canonical(k->c.arena, inputs));
    buf_lit(h, "</p></details>");
    return true;
}

int
web_quantification_file(struct call *k)
{
    struct quantified q;

    if (quantified_read(&k->c, req_query(k->req, "risk"), TRIALS, SEED, &q) != 0)
        return (int)k->c.err;
    if (q.n == 0)
        return fail(&k->c, E_NOTFOUND, "No risk is estimated in money.");
    resp_header(k->c.arena, k->resp, "Content-Disposition",
        "attachment; filename=\"simulation.json\"");
    k->resp->type = "application/json";
    buf_puts(k->out, q.file);
    buf_putc(k->out, '\n');
    return 0;
}

/* What the estimate turns on: inputs by the width of their bars. */
static int
by_width(const void *a, const void *b)
{
    const struct chart_bar *x = a, *y = b;
    double wx = x->high - x->low, wy = y->high - y->low;

    return (wx < wy) - (wx > wy);
}

static void
tornado(struct risk_money_page *p)
{
    static const char *const labels[N_INPUTS] = {
        [INPUT_RATE] = "how often it is tried", [INPUT_VULNERABILITY] = "how often that succeeds",
        [INPUT_PRIMARY] = "what it costs at once",
        [INPUT_SECONDARY_PROBABILITY] = "how often more follows",
        [INPUT_SECONDARY] = "what more costs",
    };
    bool *none = calloc(p->all.q.s.ngroups + 1, sizeof *none);
    struct risk_tornado t;

    if (none == NULL)
        abort();
    risk_tornado(&p->all.q.s.model, 0, none, &t);
    p->middle = risk_expected_loss(&p->all.q.s.model, 0, none);
    free(none);
    for (int i = 0; i < N_INPUTS; i++)
        if (t.low[i] != t.high[i])
            p->bars[p->nbars++] = (struct chart_bar){ labels[i], t.low[i], t.high[i] };
    qsort(p->bars, p->nbars, sizeof *p->bars, by_width);
}

static int
all_risks(struct call *k)
{
    struct frame f = { .title = "Risk in money", .active = "risk-assessment-process",
        .money = true };
    struct quantification_page p = { 0 };

    if (quantified_read(&k->c, NULL, TRIALS, SEED, &p.q) != 0
        || (p.q.n > 0 && (fill(k, &p) != 0 || assessments(k, &p) != 0)))
        return (int)k->c.err;
    p.title = p.q.n == 0 ? "No risk is estimated in money yet"
        : arena_printf(k->c.arena, "In 1 year of 20 the loss is above %s",
            money(k, &p, p.r.before.portfolio.quantiles[3].value));
    page_quantification(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return 0;
}

static int
one_risk(struct call *k, const char *key)
{
    struct frame f = { .title = "Risk in money", .active = "risk-assessment-process",
        .money = true };
    struct risk_money_page p = { 0 };
    struct rec *r;

    if (rec_load(&k->c, rec_type_by_name(SLICE("Risk")), key, &r) != 0
        || quantified_read(&k->c, r->key, TRIALS, SEED, &p.all.q) != 0)
        return (int)k->c.err;
    p.risk = r;
    if (p.all.q.n > 0) {
        if (fill(k, &p.all) != 0)
            return (int)k->c.err;
        const struct risk_result *now = &p.all.r.before.risks[0];

        tornado(&p);
        p.one = now->expected_events > 0 ? now->mean / now->expected_events : 0;
        if (derived_level(&k->c, r->key, now->expected_events, p.one, &p.level) != 0)
            return (int)k->c.err;
        p.all.title = arena_printf(k->c.arena, "In 1 year of 20 it costs more than %s",
            money(k, &p.all, p.all.r.before.portfolio.quantiles[3].value));
    } else {
        p.all.title = "This risk is not estimated in money yet";
    }
    page_risk_money(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return 0;
}

bool
quantification_leads_on(struct call *k, const struct record_page *p)
{
    const struct rec_type *t = p->r->type;

    (void)k;
    return strcmp(t->name, "Risk") == 0
        && !rec_is_null(p->r, rec_field_index(t, SLICE("quantitative")));
}

int
web_quantification(struct call *k)
{
    const char *risk = req_query(k->req, "risk");

    return risk != NULL && *risk != '\0' ? one_risk(k, risk) : all_risks(k);
}
