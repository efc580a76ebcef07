/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* board.c - the home page: all clauses, the next ten things and how it moved. */
#include <inttypes.h>

#include "web/record.h"

/* Can the rule's field be filled on a record of this type? */
bool
mends_here(const struct rule *rule, const struct rec_type *type)
{
    int i = rule->field != NULL && type != NULL ? rec_field_index(type, slice_of(rule->field)) : -1;

    return i >= 0 && !(type->fields[i].flags & READONLY);
}

/* Where to mend: the field when the rule names one of this type, else the record or its register. */
void
html_mend_href(struct call *k, const struct rule *rule, const struct rec_type *type,
    const char *key)
{
    struct buf *h = k->out;

    if (key == NULL) {
        html_text(h, k->base);
        buf_lit(h, "/r/");
        html_url(h, type != NULL ? type->slug : "");
        return;
    }
    html_href(k, key);
    if (k->at == NULL && mends_here(rule, type)) {
        buf_printf(h, "/edit?rule=%s&amp;back=", rule->id);
        html_url(h, k->req->target);
        buf_printf(h, "#f-%s", rule->field);
    }
}

/* One thing to do: what, why now, whose, and the way to it. */
void
html_item(struct call *k, const struct item *it, bool owner)
{
    struct buf *h = k->out;

    html_mark(h, it->colour, false);
    buf_lit(h, "<div class=\"what\"><a href=\"");
    html_mend_href(k, it->rule, it->type, it->key);
    buf_lit(h, "\">");
    html_text(h, it->title);
    buf_lit(h, "</a>");
    if (it->key != NULL) {
        buf_lit(h, " <span class=\"key\">");
        html_text(h, it->key);
        buf_lit(h, "</span>");
    }
    buf_lit(h, "<p>");
    if (it->key != NULL)
        html_text(h, it->rule->title);
    if (it->detail != NULL && *it->detail != '\0') {
        buf_puts(h, it->key != NULL ? ": " : "");
        html_detail(k, it->detail);
    }
    if (it->nrules > 1)
        buf_printf(h, " \xc2\xb7 and %zu more %s", it->nrules - 1,
            it->nrules == 2 ? "finding" : "findings");
    buf_lit(h, "</p><p class=\"fix\">");
    html_icon(h, "arrow-right");
    html_text(h, it->rule->fix);
    buf_lit(h, "</p></div>");
    if (owner || it->has_due) {
        buf_lit(h, "<div class=\"who\">");
        if (owner && it->owner_name != NULL)
            html_person(h, it->owner_name);
        else if (owner && it->key != NULL && type_owner_field(it->type) >= 0)
            buf_lit(h, "<span class=\"muted\">nobody named</span>");
        if (it->has_due)
            html_date(h, it->due, k->c.today);
        buf_lit(h, "</div>");
    }
}

/* A bar a week: not met below, to improve above it, with the newest figures beside it. */
#define BAR 16
#define TALL 72
void
html_trend(struct call *k, const struct trend *t)
{
    struct buf *h = k->out;
    const struct trend *now = &t[TREND_WEEKS - 1], *first = NULL;
    size_t most = 4;

    for (int i = 0; i < TREND_WEEKS; i++) {
        if (t[i].n[RED] + t[i].n[AMBER] > most)
            most = t[i].n[RED] + t[i].n[AMBER];
        if (first == NULL && t[i].day != 0)
            first = &t[i];
    }
    if (first == now) {
        buf_lit(h, "<p class=\"muted\">");
        buf_printf(h, "%zu rules are not met and %zu need attention today. ", now->n[RED],
            now->n[AMBER]);
        buf_lit(h, "Colours are kept every day; a trend shows after a week.</p>");
        return;
    }
    buf_printf(h, "<svg class=\"trend\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
        TREND_WEEKS * (BAR + 4) + 76, TALL + 24);
    buf_printf(h, "Rules not met: %zu now, %zu at first. Rules to improve: %zu now, %zu at first."
        "\">", now->n[RED], first->n[RED], now->n[AMBER], first->n[AMBER]);
    for (int i = 0; i < TREND_WEEKS; i++) {
        int red = (int)(t[i].n[RED] * TALL / most), amber = (int)(t[i].n[AMBER] * TALL / most);
        int x = i * (BAR + 4);

        if (t[i].day == 0)
            continue;
        buf_printf(h, "<g><title>%zu not met, %zu to improve, ", t[i].n[RED], t[i].n[AMBER]);
        html_day(h, t[i].day);
        buf_printf(h, "</title><rect class=\"b-red\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
            "<rect class=\"b-amber\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></g>", x,
            TALL - red, BAR, red, x, TALL - red - amber - 1, BAR, amber);
    }
    buf_printf(h, "<line x1=\"0\" x2=\"%d\" y1=\"%d.5\" y2=\"%d.5\"/><text x=\"0\" y=\"%d\">",
        TREND_WEEKS * (BAR + 4) - 4, TALL, TALL, TALL + 17);
    html_day(h, first->day);
    buf_printf(h, "</text><text class=\"end\" x=\"%d\" y=\"%d\">today</text>",
        TREND_WEEKS * (BAR + 4) - 4, TALL + 17);
    buf_printf(h, "<text class=\"t-red\" x=\"%d\" y=\"%d\">%zu not met</text>"
        "<text class=\"t-amber\" x=\"%d\" y=\"%d\">%zu to improve</text></svg>",
        TREND_WEEKS * (BAR + 4) + 2, TALL - 2, now->n[RED], TREND_WEEKS * (BAR + 4) + 2,
        TALL - 20, now->n[AMBER]);
}

/* Who changed something within the week: "14 changes by Ines Duarte and 2 others". */
static void
count_changes(struct call *k, struct board_page *p)
{
    int64_t since = k->c.now - 7 * INT64_C(86400000000);
    struct stmt *s = db_query(&k->c, SQL("select actor, count(*) from event where at >= $since "
        "and source <> 'import' group by actor order by 2 desc, 1 limit 50"),
        BINDS(bind_int("since", since)));

    while (db_step(&k->c, s)) {
        if (p->nactors++ == 0)
            p->actor = actor_name(k, db_strdup(&k->c, s, 0));
        p->changes += db_int(s, 1);
    }
    db_done(&k->c, s);
}

int
web_board(struct call *k)
{
    struct frame f = { .title = "Board", .active = "board" };
    struct board_page p = { .old = org_edition_is_2013(&k->c) };

    if (call_judgement(k, &p.j) != 0 || call_outlook(k, &p.o) != 0)
        return (int)k->c.err;
    for (size_t i = 0; i < n_clauses; i++) {
        p.nred += p.j->clauses[i].nred;
        p.namber += p.j->clauses[i].namber;
        p.nadvice += p.j->clauses[i].nadvice;
    }
    count_changes(k, &p);
    for (size_t i = 0; i < p.o->nitems; i++)
        p.mine += item_is_mine(k, &p.o->items[i]);
    page_board(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return (int)k->c.err;
}

/* The date of the menu goes into the path, so that every link stays in that day. */
int
web_as_of(struct call *k)
{
    const char *date = req_query(k->req, "date"), *path = req_query(k->req, "path");
    char text[DATE_LEN + 1];
    int64_t day;

    if (date == NULL || !date_parse(slice_of(date), &day))
        return fail_field(&k->c, "date", "A date is written YYYY-MM-DD.");
    date_format(day, text);
    if (local_path(k, path, NULL) == NULL)
        path = "";
    resp_redirect(k->c.arena, k->resp, day >= k->c.today
        ? arena_printf(k->c.arena, "/o/%s%s", k->c.org, path)
        : arena_printf(k->c.arena, "/o/%s@%s%s", k->c.org, text, path));
    return 0;
}
