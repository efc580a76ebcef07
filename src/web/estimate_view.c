/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* estimate_view.c - an estimate in money, in words and as a table. */
#include <stdio.h>
#include <stdlib.h>

#include "app/quantified.h"
#include "web/estimate.h"

#define THIN "\xe2\x80\xaf"     /* narrow no-break space: between groups of digits */

const struct estimate_words estimate_words[N_EST_INPUTS] = {
    [EST_TEF] = { "Attempts a year",
        "How many times a year does somebody try this, or does the mishap begin, whether or not "
        "it gets through?",
        "Phishing that reaches the support desk: 20, 60, 200. A fire that starts: 0.01, 0.03, 0.1.",
        "a year" },
    [EST_VULN] = { "Attempts that succeed",
        "Of 100 such attempts, how many get past the controls that work today, so that there is a "
        "loss?",
        "Phishing against staff with two-factor sign-in: 0.5, 2, 6.",
        "%" },
    [EST_PLM] = { "Direct cost of one event",
        "What does one event cost you directly: work of your people, lost revenue, repair, "
        "replacement?",
        "Production stands still for one to ten days: 60" THIN "000, 220" THIN "000, 900" THIN "000.",
        NULL },
    [EST_SLEF] = { "How often others react",
        "Of 100 such events, after how many do others react: customers, an authority, a court, "
        "the press?",
        "Personal data of customers seen by strangers: 20, 50, 80. Nobody ever reacts: leave empty.",
        "%" },
    [EST_SLM] = { "Cost of their reaction",
        "What does that cost when it comes: fines, compensation, lawyers, customers who leave?",
        "A complaint is settled, or half of the customers leave: 20" THIN "000, 120" THIN "000, "
        "900" THIN "000.",
        NULL },
};
const char *const estimate_on_labels[N_EST_ON] = { "Fewer attempts", "Fewer succeed",
    "Each costs less" };

static const char *
grouped(struct arena *a, double v)
{
    char digits[40], out[120];
    size_t n = (size_t)snprintf(digits, sizeof digits, "%.0f", v), at = 0;
    size_t first = digits[0] == '-';

    for (size_t i = 0; i < n; i++) {
        if (i > first && (n - i) % 3 == 0) {
            memcpy(out + at, THIN, sizeof THIN - 1);
            at += sizeof THIN - 1;
        }
        out[at++] = digits[i];
    }
    return arena_strndup(a, out, at);
}

/* Three digits say enough of an estimate. */
static double
three_digits(double v)
{
    double unit = 1;

    while (v / unit >= 1000)
        unit *= 10;
    return (double)(int64_t)(v / unit + .5) * unit;
}

static const char *
short_number(struct arena *a, double v)
{
    if (v >= 1000)
        return grouped(a, three_digits(v));
    return v > 0 && v < 0.001 ? "less than 0.001" : arena_printf(a, "%.3g", v);
}

const char *
estimate_times(struct arena *a, double a_year)
{
    if (a_year <= 0)
        return "never";
    if (a_year >= 1.5)
        return arena_printf(a, "about %s times a year", a_year < 10
            ? arena_printf(a, "%.2g", a_year) : grouped(a, three_digits(a_year)));
    if (a_year > 1 / 1.5)
        return "about once a year";
    if (a_year < 0.0001)
        return arena_printf(a, "less than once in %s years", grouped(a, 10000));
    return arena_printf(a, "about once in %s years", grouped(a, three_digits(1 / a_year)));
}

/* The shortest text that is read as the same number, in groups of digits. */
const char *
estimate_number(struct arena *a, double v, bool percent)
{
    char *s = arena_printf(a, "%.0f", percent ? v * 100 : v);
    size_t whole;

    for (int digits = 1; digits <= 17
        && strtod(percent ? arena_printf(a, "%se-2", s) : s, NULL) != v; digits++)
        s = arena_printf(a, "%.*f", digits, percent ? v * 100 : v);
    whole = strcspn(s, ".");
    return arena_printf(a, "%s%s", grouped(a, strtod(arena_strndup(a, s, whole), NULL)), s + whole);
}

const char *const estimate_line_names[N_EST_LINES] = { "events", "each", "loss", "controls" };

void
estimate_lines(struct call *k, const struct loss_estimate *e, const char *ret[N_EST_LINES])
{
    struct arena *a = k->c.arena;
    struct estimate_sums s = estimate_sum(e);

    ret[0] = arena_printf(a, "A loss event happens %s.", estimate_times(a, s.events));
    ret[1] = arena_printf(a, "One costs %s on average.", money_text(a, e->currency, s.each));
    ret[2] = arena_printf(a, "Expected loss: %s a year%s.", money_text(a, e->currency, s.loss),
        e->deductible >= 0 || e->cap >= 0 ? ", before insurance" : "");
    ret[3] = e->ncontrols == 0 ? NULL : arena_printf(a, "With the planned controls: %s a year, for "
        "%s a year.", money_text(a, e->currency, s.loss_after),
        money_text(a, e->currency, s.cost));
}

static void
cells(struct call *k, const struct estimate_range *r, bool percent)
{
    for (size_t i = 0; i < 3; i++)
        if (r->open && i == 1)
            buf_lit(k->out, "<td class=\"right\">\xe2\x80\x93</td>");
        else
            buf_printf(k->out, "<td class=\"right\">%s%s</td>", percent
                ? arena_printf(k->c.arena, "%.3g", r->p[i] * 100)
                : short_number(k->c.arena, r->p[i]), percent ? THIN "%" : "");
}

#define POINTS "<th scope=\"col\" class=\"right\">Lowest</th><th scope=\"col\" class=\"right\">" \
    "Most likely</th><th scope=\"col\" class=\"right\">Highest</th>"

static void
inputs(struct call *k, const struct loss_estimate *e)
{
    struct buf *h = k->out;

    buf_lit(h, "<div class=\"scroll\" tabindex=\"0\"><table class=\"list estimate\"><thead><tr>"
        "<th scope=\"col\"><span class=\"visually-hidden\">What</span></th>" POINTS
        "</tr></thead><tbody>");
    for (size_t i = 0; i < N_EST_INPUTS; i++) {
        buf_printf(h, "<tr><th scope=\"row\">%s", estimate_words[i].label);
        if (estimate_words[i].unit == NULL) {
            buf_lit(h, ", ");
            html_text(h, e->currency);
        }
        if (e->in[i].open)
            buf_lit(h, "<span class=\"muted\">1 in 20 above the highest</span>");
        buf_lit(h, "</th>");
        cells(k, &e->in[i], i == EST_VULN || i == EST_SLEF);
        buf_lit(h, "</tr>");
    }
    buf_lit(h, "</tbody></table></div>");
}

static void
control_rows(struct call *k, const struct loss_estimate *e)
{
    struct buf *h = k->out;

    if (e->ncontrols == 0)
        return;
    buf_lit(h, "<div class=\"scroll\" tabindex=\"0\"><table class=\"list estimate\"><thead><tr>"
        "<th scope=\"col\">Planned control</th><th scope=\"col\">Effect</th>" POINTS
        "<th scope=\"col\" class=\"right\">Cost a year</th></tr></thead><tbody>");
    for (size_t i = 0; i < e->ncontrols; i++) {
        const struct estimate_control *c = &e->controls[i];

        buf_lit(h, "<tr><td>");
        if (sight_is_mask(c->control))
            buf_lit(h, "a restricted record");
        else
            html_link(k, c->control, rec_name_of(&k->c, c->control));
        buf_printf(h, "</td><td>%s</td>", estimate_on_labels[c->on]);
        cells(k, &c->effect, true);
        buf_lit(h, "<td class=\"right\">");
        html_text(h, money_text(k->c.arena, e->currency, c->cost));
        buf_lit(h, "</td></tr>");
    }
    buf_lit(h, "</tbody></table></div>");
}

void
html_estimate(struct call *k, const struct loss_estimate *e)
{
    const char *lines[N_EST_LINES];
    struct buf *h = k->out;

    estimate_lines(k, e, lines);
    buf_lit(h, "<p class=\"comes-to\">");
    for (size_t i = 0; i < N_EST_LINES; i++) {
        html_text(h, lines[i]);
        buf_lit(h, " ");
    }
    buf_lit(h, "</p>");
    inputs(k, e);
    control_rows(k, e);
    if (e->deductible >= 0 || e->cap >= 0) {
        buf_lit(h, "<p>Insurance, of each event: ");
        if (e->deductible >= 0)
            html_text(h, arena_printf(k->c.arena, "deductible %s", money_text(k->c.arena,
                e->currency, e->deductible)));
        buf_puts(h, e->deductible >= 0 && e->cap >= 0 ? ", " : "");
        if (e->cap >= 0)
            html_text(h, arena_printf(k->c.arena, "cap %s", money_text(k->c.arena, e->currency,
                e->cap)));
        buf_lit(h, ".</p>");
    }
}
