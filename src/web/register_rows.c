/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* register_rows.c - the table of a register: headings that sort, rows, sums. */
#include <inttypes.h>
#include <stdlib.h>

#include "rec/kind.h"
#include "web/register.h"

#define BRIEF_TEXT 140          /* bytes of a long text in a cell */

/* What hits the rows: item by row, NULL where nothing does. */
struct marks {
    const struct item **by_row;
    bool any;
};

static struct marks
marks_of(struct call *k, const struct register_view *v, const struct rec_page *p)
{
    struct marks m = { arena_alloc(k->c.arena, (p->n + 1) * sizeof *m.by_row), false };

    for (size_t i = 0; i < p->n; i++) {
        m.by_row[i] = outlook_item(v->outlook, p->rows[i]->key);
        m.any = m.any || m.by_row[i] != NULL;
    }
    return m;
}

static bool
is_number(const struct field *f)
{
    return !f->shape.list && (f->shape.kind == K_INT || f->shape.kind == K_DEC
        || f->shape.kind == K_MONEY);
}

/* Only what is shown is looked up. */
void
register_forget_hidden(const struct register_view *v, const struct rec_page *p)
{
    bool shown[256] = { false };

    for (size_t i = 0; i < v->ncols; i++)
        shown[v->cols[i] & 255] = true;
    if (v->group >= 0)
        shown[v->group & 255] = true;
    for (size_t f = 0; f < v->type->nfields; f++)
        if (v->type->fields[f].shape.kind == K_REF && !shown[f & 255])
            for (size_t i = 0; i < p->n; i++)
                rec_set_null(p->rows[i], (int)f);
}

/* "in 12 days", "3 days late": the date itself stands behind it. */
static void
when_cell(struct call *k, int64_t day, bool due)
{
    struct buf *h = k->out;
    int64_t days = day - k->c.today, n = days < 0 ? -days : days;
    bool late = due && days < 0;
    char iso[DATE_LEN + 1];

    date_format(day, iso);
    buf_printf(h, "<time datetime=\"%s\" title=\"%s\"%s>", iso, iso, late ? " class=\"late\"" : "");
    if (n > 180) {
        html_day(h, day);
    } else if (n <= 1) {
        buf_puts(h, n == 0 ? "today" : days > 0 ? "tomorrow" : late ? "1 day late" : "yesterday");
    } else {
        buf_puts(h, days > 0 ? "in " : "");
        buf_int(h, n);
        buf_puts(h, days > 0 ? " days" : late ? " days late" : " days ago");
    }
    buf_lit(h, "</time>");
}

static void
text_cell(struct buf *h, struct slice s)
{
    size_t n = s.n < BRIEF_TEXT ? s.n : BRIEF_TEXT;

    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    html_escape(h, s.p, n);
    if (n < s.n)
        buf_lit(h, "\xe2\x80\xa6");
}

static void
enum_cell(struct buf *h, const struct register_view *v, int field, const struct value *x)
{
    const struct choice *ch = rec_choice(&v->type->fields[field], (struct slice){ x->s, x->n });
    const char *label = ch != NULL ? ch->label : x->s;

    if (field != v->type->state) {
        html_text(h, label);
        return;
    }
    buf_puts(h, rec_state_is_final(v->type, x->s) ? "<span class=\"state done\">"
        : "<span class=\"state\">");
    html_text(h, label);
    buf_lit(h, "</span>");
}

static void
cell(struct call *k, const struct register_view *v, const struct rec *r, int field,
    const struct names *names)
{
    const struct field *f = &v->type->fields[field];
    const struct value *x = &r->v[field];
    struct buf *h = k->out;

    buf_lit(h, "<td data-label=\"");
    html_text(h, f->label);
    buf_puts(h, is_number(f) ? "\" class=\"right\">" : field == v->type->state || field == v->owner
        || field == v->due ? "\" class=\"main\">" : "\">");
    if (x->t == V_NULL)
        buf_lit(h, "<span class=\"none\">\xe2\x80\x93</span>");
    else if (f->shape.list)
        html_value(k, f, x, names, true);
    else if (f->shape.kind == K_DATE)
        when_cell(k, x->i, field == v->due && !rec_state_is_final(v->type, rec_state(r)));
    else if (f->shape.kind == K_ENUM)
        enum_cell(h, v, field, x);
    else if (f->shape.kind == K_STR || f->shape.kind == K_TEXT)
        text_cell(h, (struct slice){ x->s, x->n });
    else
        html_value(k, f, x, names, true);
    buf_lit(h, "</td>");
}

/* Mark, key and title lead the row; what is open is said in full when asked for. */
static void
title_cell(struct call *k, const struct register_view *v, const struct rec *r,
    const struct item *it, const struct names *names)
{
    struct buf *h = k->out;
    const struct value *x = &r->v[v->type->title];
    const struct field *f = &v->type->fields[v->type->title];

    buf_lit(h, "<th scope=\"row\"><a class=\"title\" href=\"");
    html_text(h, k->base);
    buf_printf(h, "/r/%s/", v->type->slug);
    html_url(h, r->key);
    buf_lit(h, "\">");
    if (rec_is_named_by_others(v->type))
        html_text(h, name_in(names, r->key));
    else if (x->t == V_NULL)
        buf_puts(h, r->key);
    else if (f->shape.kind == K_REF && !f->shape.list)
        html_text(h, name_in(names, x->s));
    else
        html_text(h, f->shape.kind == K_STR ? x->s : value_text(&k->c, f, x));
    buf_lit(h, "</a>");
    if (it != NULL && v->mark != GREY) {
        buf_lit(h, "<span class=\"why\">");
        html_text(h, it->rule->title);
        if (it->detail != NULL && *it->detail != '\0') {
            buf_lit(h, ": ");
            html_detail(k, it->detail);
        }
        buf_lit(h, "</span>");
    }
    buf_lit(h, "</th>");
}

static void
mark_cell(struct call *k, const struct item *it)
{
    struct buf *h = k->out;

    buf_lit(h, "<td class=\"sign\">");
    if (it != NULL) {
        buf_lit(h, "<span class=\"tip\" title=\"");
        html_text(h, it->rule->title);
        if (it->detail != NULL && *it->detail != '\0') {
            buf_lit(h, ": ");
            html_text(h, it->detail);
        }
        if (it->nrules > 1)
            buf_printf(h, " (and %zu more)", it->nrules - 1);
        buf_lit(h, "\">");
        html_mark(h, it->colour, false);
        buf_lit(h, "</span>");
    }
    buf_lit(h, "</td>");
}

static void
tick_cell(struct call *k, const struct register_view *v, const struct rec *r)
{
    struct buf *h = k->out;

    buf_printf(h, "<td class=\"pick\"><label><input type=\"checkbox\" form=\"bulk\" name=\"key\" "
        "value=\"%s\"", r->key);
    for (size_t i = 0; i < v->nchosen; i++)
        if (strcmp(v->chosen[i], r->key) == 0)
            buf_lit(h, " checked");
    buf_printf(h, "><span class=\"visually-hidden\">Select %s</span></label></td>", r->key);
}

static void
row(struct call *k, const struct register_view *v, const struct rec *r, const struct item *it,
    const struct names *names)
{
    struct buf *h = k->out;

    buf_lit(h, "<tr>");
    if (v->select)
        tick_cell(k, v, r);
    mark_cell(k, it);
    buf_printf(h, "<td class=\"key\">%s</td>", r->key);
    title_cell(k, v, r, it, names);
    for (size_t i = 0; i < v->ncols; i++)
        if (v->cols[i] != v->type->title)
            cell(k, v, r, v->cols[i], names);
    buf_lit(h, "</tr>\n");
}

/* Toggles: up, then down, then up again. */
static void
heading(struct call *k, const struct register_view *v, int field)
{
    const struct field *f = field >= 0 ? &v->type->fields[field] : NULL;
    const char *name = f != NULL ? f->name : "key", *label = f != NULL ? f->label : "Key";
    bool sorted = v->q.sort == field;
    struct buf *h = k->out;

    buf_lit(h, "<th scope=\"col\"");
    if (f != NULL && is_number(f))
        buf_lit(h, " class=\"right\"");
    if (sorted)
        buf_puts(h, v->q.descending ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"");
    buf_lit(h, ">");
    if (f != NULL && !field_sortable(f)) {
        html_text(h, label);
        buf_lit(h, "</th>");
        return;
    }
    buf_printf(h, "<a id=\"s-%s\" href=\"", name);
    register_href(k, v, "sort", sorted && !v->q.descending
        ? arena_printf(k->c.arena, "-%s", name) : name);
    buf_lit(h, "\">");
    html_text(h, label);
    if (sorted)
        buf_puts(h, v->q.descending ? " <span aria-hidden=\"true\">\xe2\x86\x93</span>"
            : " <span aria-hidden=\"true\">\xe2\x86\x91</span>");
    buf_lit(h, "</a></th>");
}

static void
headings(struct call *k, const struct register_view *v)
{
    struct buf *h = k->out;

    buf_lit(h, "<thead hx-boost=\"true\" hx-target=\"#main\" hx-select=\"#main\" "
        "hx-swap=\"outerHTML show:none\"><tr>");
    if (v->select)
        buf_lit(h, "<td class=\"pick\"><label class=\"all\" hidden><input type=\"checkbox\" "
            "data-all><span class=\"visually-hidden\">Select all that are shown</span></label></td>");
    buf_lit(h, "<th scope=\"col\" class=\"sign\"><span class=\"visually-hidden\">Open</span></th>");
    heading(k, v, -1);
    heading(k, v, v->type->title);
    for (size_t i = 0; i < v->ncols; i++)
        if (v->cols[i] != v->type->title)
            heading(k, v, v->cols[i]);
    buf_lit(h, "</tr></thead>\n");
}

static void
group_heading(struct call *k, const struct register_view *v, const struct rec *r,
    const struct names *names)
{
    const struct field *f = &v->type->fields[v->group];
    const struct value *x = &r->v[v->group];
    struct buf *h = k->out;

    buf_printf(h, "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">",
        v->ncols + 2 + v->select);
    if (x->t == V_NULL)
        buf_lit(h, "<span class=\"muted\">None</span>");
    else if (f->shape.kind == K_REF)
        html_text(h, name_in(names, x->s));
    else
        html_text(h, value_text(&k->c, f, x));
    buf_lit(h, "</th></tr>\n");
}

/* Sums where they mean something: money of the rows that are shown. */
static void
sums(struct call *k, const struct register_view *v, const struct rec_page *p)
{
    bool any = false;
    struct buf *h = k->out;

    for (size_t i = 0; i < v->ncols; i++)
        any = any || v->type->fields[v->cols[i]].shape.kind == K_MONEY;
    if (!any || p->n < 2)
        return;
    buf_printf(h, "<tfoot><tr><th scope=\"row\" colspan=\"%d\">%s</th>", 3 + v->select,
        p->next != NULL ? "Sum of this page" : "Sum");
    for (size_t i = 0; i < v->ncols; i++) {
        const struct field *f = &v->type->fields[v->cols[i]];
        struct value sum = { .t = V_INT };

        if (v->cols[i] == v->type->title)
            continue;
        buf_lit(h, "<td class=\"right\">");
        for (size_t r = 0; r < p->n && f->shape.kind == K_MONEY; r++)
            if (__builtin_add_overflow(sum.i, p->rows[r]->v[v->cols[i]].i, &sum.i))
                sum.t = V_NULL;
        if (f->shape.kind == K_MONEY)
            html_value(k, f, &sum, NULL, true);
        buf_lit(h, "</td>");
    }
    buf_lit(h, "</tr></tfoot>");
}

void
register_table(struct call *k, const struct register_view *v, const struct rec_page *p)
{
    struct buf *h = k->out;
    const struct names *names;
    struct marks marks;

    register_forget_hidden(v, p);
    names = names_of(k, (const struct rec *const *)p->rows, p->n);
    marks = marks_of(k, v, p);
    buf_printf(h, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">"
        "<table class=\"list register%s\"><caption class=\"visually-hidden\">%s</caption>",
        v->type->plural, register_get(v, "cols") == NULL ? " usual" : "", v->type->plural);
    headings(k, v);
    buf_lit(h, "<tbody>");
    for (size_t i = 0; i < p->n; i++) {
        if (v->group >= 0 && (i == 0 || !value_equal(&p->rows[i]->v[v->group],
                &p->rows[i - 1]->v[v->group])))
            group_heading(k, v, p->rows[i], names);
        row(k, v, p->rows[i], marks.by_row[i], names);
    }
    buf_lit(h, "</tbody>");
    sums(k, v, p);
    buf_lit(h, "</table></div>\n");
}
