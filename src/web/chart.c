/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* chart.c - see chart.h.  Positions are whole pixels of the drawing, so that texts stay small. */
#include "web/chart.h"

#include <math.h>

#include "app/quantified.h"
#include "web/web.h"

#define WIDE 760
#define TALL 360
#define LEFT 100
#define RIGHT 20
#define TOP 16
#define BOTTOM 52

/* Minor ones are not labelled where there is little room. */
static const struct { int years; const char *label; bool minor; } ticks[] = {
    { 1, "every year", false }, { 2, "1 of 2", true }, { 5, "1 of 5", false },
    { 10, "1 of 10", true }, { 20, "1 of 20", false }, { 50, "1 of 50", true },
    { 100, "1 of 100", false }, { 200, "1 of 200", true }, { 1000, "1 of 1,000", false },
};

struct axes {
    double from, to;            /* losses, powers of ten */
    double least;               /* probability at the bottom */
};

static double
x_of(const struct axes *a, double loss)
{
    double x = (log10(fmax(loss, a->from)) - log10(a->from)) / (log10(a->to) - log10(a->from));

    return LEFT + fmin(1, x) * (WIDE - LEFT - RIGHT);
}

static double
y_of(const struct axes *a, double p)
{
    double y = log(fmin(1, fmax(p, a->least))) / log(a->least);

    return TOP + y * (TALL - TOP - BOTTOM);
}

/* From where one year of two loses more (or from a hundredth of the worst) to one of 1,000. */
static struct axes
axes_of(const struct chart *c)
{
    struct axes a = { INFINITY, 0, 0.0008 };

    for (size_t i = 0; i < c->nlines; i++)
        for (size_t k = 0; k < c->lines[i].n; k++) {
            const struct exceedance *e = &c->lines[i].points[k];

            if (e->probability < a.least || e->loss <= 0)
                continue;
            a.to = fmax(a.to, e->loss);
            if (k + 1 == c->lines[i].n || c->lines[i].points[k + 1].probability
                < 0.93 * c->lines[i].points[0].probability)
                a.from = fmin(a.from, e->loss);
        }
    if (!isfinite(a.from) || a.to <= 0)
        return (struct axes){ 1000, 1000000, a.least };
    a.to = pow(10, ceil(log10(a.to * 1.02)));
    a.from = pow(10, floor(log10(fmax(a.from, a.to / 1e4))));
    return a.from < a.to ? a : (struct axes){ a.to / 10, a.to, a.least };
}

/* "€10k", "€2M": for the axis. */
static const char *
short_money(struct arena *a, const char *currency, double v)
{
    static const char *const suffixes[] = { "", "k", "M", "bn", "tn" };
    size_t k = 0;

    for (; v >= 999.5 && k + 1 < ARRAY_LEN(suffixes); k++)
        v /= 1000;
    return arena_printf(a, "%s%s", money_text(a, currency, v), suffixes[k]);
}

static void
grid(struct buf *h, struct arena *a, const struct axes *x, const char *currency)
{
    for (size_t i = 0; i < ARRAY_LEN(ticks); i++) {
        int y = (int)y_of(x, 1.0 / ticks[i].years);

        buf_printf(h, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%d.5\" y2=\"%d.5\"/>"
            "<text class=\"end%s\" x=\"%d\" y=\"%d\">%s</text>", LEFT, WIDE - RIGHT, y, y,
            ticks[i].minor ? " minor" : "", LEFT - 8, y + 5, ticks[i].label);
    }
    for (double v = x->from; v <= x->to * 1.001; v *= 10) {
        int at = (int)x_of(x, v);
        bool ends = v * 10 > x->to * 1.001;

        buf_printf(h, "<line class=\"grid\" x1=\"%d.5\" x2=\"%d.5\" y1=\"%d\" y2=\"%d\"/>"
            "<text class=\"%s\" x=\"%d\" y=\"%d\">", at, at, TOP, TALL - BOTTOM,
            ends ? "end" : "middle", ends ? at + 12 : at, TALL - BOTTOM + 20);
        html_text(h, short_money(a, currency, v));
        buf_lit(h, "</text>");
    }
    buf_printf(h, "<text class=\"end axis\" x=\"%d\" y=\"%d\">loss in a year, or more</text>",
        WIDE - RIGHT, TALL - 8);
}

static bool
is_shown(const struct axes *x, const struct exceedance *e)
{
    return e->probability >= x->least && e->loss >= x->from;
}

static void
band(struct buf *h, const struct axes *x, const struct chart_line *l)
{
    const char *to = "M";

    buf_printf(h, "<path class=\"band %s\" d=\"", l->class);
    for (size_t i = 0; i < l->n; i++)
        if (is_shown(x, &l->points[i])) {
            buf_printf(h, "%s%.1f %.1f", to, x_of(x, l->points[i].loss),
                y_of(x, l->points[i].high));
            to = "L";
        }
    for (size_t i = l->n; i-- > 0; )
        if (is_shown(x, &l->points[i]))
            buf_printf(h, "L%.1f %.1f", x_of(x, l->points[i].loss), y_of(x, l->points[i].low));
    buf_lit(h, "Z\"/>");
}

static void
line(struct buf *h, const struct axes *x, const struct chart_line *l)
{
    const char *to = "M";
    bool any = false;

    for (size_t i = 0; i < l->n; i++)
        any = any || is_shown(x, &l->points[i]);
    if (!any)
        return;
    if (l->band)
        band(h, x, l);
    buf_printf(h, "<path class=\"line %s\" d=\"", l->class);
    for (size_t i = 0; i < l->n; i++)
        if (is_shown(x, &l->points[i])) {
            buf_printf(h, "%s%.1f %.1f", to, x_of(x, l->points[i].loss),
                y_of(x, l->points[i].probability));
            to = "L";
        }
    buf_lit(h, "\"/>");
}

void
html_probability(struct buf *h, const struct chart_line *l, double loss)
{
    bool less;
    double p = risk_probability(l->points, l->n, loss, &less);

    if (less)
        buf_printf(h, "under %.2g %%", p * 100);
    else
        buf_printf(h, "%.*f %%", p < 0.01 ? 2 : 1, p * 100);
}

static void
data(struct buf *h, struct arena *a, const struct chart *c, const struct axes *x)
{
    static const double steps[] = { 1, 2, 5 };

    buf_lit(h, "<details class=\"data\"><summary>The figures of this chart</summary>"
        "<table class=\"list\"><thead><tr><th scope=\"col\">Loss in a year, or more</th>");
    for (size_t i = 0; i < c->nlines; i++) {
        buf_lit(h, "<th scope=\"col\" class=\"right\">");
        html_text(h, c->lines[i].label);
        buf_lit(h, "</th>");
    }
    buf_lit(h, "</tr></thead><tbody>");
    for (double v = x->from; v < x->to; v *= 10)
        for (size_t s = 0; s < ARRAY_LEN(steps); s++) {
            buf_lit(h, "<tr><th scope=\"row\">");
            html_text(h, money_text(a, c->currency, v * steps[s]));
            buf_lit(h, "</th>");
            for (size_t i = 0; i < c->nlines; i++) {
                buf_lit(h, "<td class=\"right\">");
                html_probability(h, &c->lines[i], v * steps[s]);
                buf_lit(h, "</td>");
            }
            buf_lit(h, "</tr>");
        }
    buf_lit(h, "</tbody></table></details>");
}

void
html_exceedance(struct buf *h, struct arena *a, const struct chart *c)
{
    struct axes x = axes_of(c);

    buf_lit(h, "<figure class=\"chart\"><figcaption>");
    for (size_t i = 0; i < c->nlines; i++) {
        buf_printf(h, "<span class=\"key-of %s\">", c->lines[i].class);
        html_text(h, c->lines[i].label);
        buf_lit(h, "</span>");
    }
    buf_printf(h, "</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDE, TALL);
    html_text(h, c->title);
    buf_lit(h, "\">");
    grid(h, a, &x, c->currency);
    for (size_t i = c->nlines; i-- > 0; )
        line(h, &x, &c->lines[i]);
    buf_lit(h, "</svg>");
    data(h, a, c, &x);
    buf_lit(h, "</figure>");
}

void
html_tornado(struct buf *h, struct arena *a, const char *currency, double middle,
    const struct chart_bar *bars, size_t n)
{
    double most = middle;

    for (size_t i = 0; i < n; i++)
        most = fmax(most, bars[i].high);
    buf_lit(h, "<table class=\"list tornado\"><thead><tr><th scope=\"col\">If it were known that"
        "</th><th scope=\"col\" class=\"right\">is low</th><th scope=\"col\"><span "
        "class=\"visually-hidden\">as a bar</span></th><th scope=\"col\" class=\"right\">is high"
        "</th></tr></thead><tbody>");
    for (size_t i = 0; i < n; i++) {
        double from = 200 * bars[i].low / most, to = 200 * bars[i].high / most;

        buf_lit(h, "<tr><th scope=\"row\">");
        html_text(h, bars[i].label);
        buf_lit(h, "</th><td class=\"right\">");
        html_text(h, money_text(a, currency, bars[i].low));
        buf_printf(h, "</td><td class=\"bar\"><svg viewBox=\"0 0 200 16\" aria-hidden=\"true\">"
            "<rect x=\"%.1f\" y=\"3\" width=\"%.1f\" height=\"10\"/><line x1=\"%.1f\" x2=\"%.1f\" "
            "y1=\"0\" y2=\"16\"/></svg></td><td class=\"right\">", from, fmax(1, to - from),
            200 * middle / most, 200 * middle / most);
        html_text(h, money_text(a, currency, bars[i].high));
        buf_lit(h, "</td></tr>");
    }
    buf_lit(h, "</tbody></table>");
}
