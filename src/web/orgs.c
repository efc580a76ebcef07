/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* orgs.c - the organisations of an account: where each stands, worst first. */
#include "web/orgs.h"

int
web_root(struct call *k)
{
    struct ctx cc = call_control(k);
    const char *only = NULL;
    struct membership *m;
    size_t n, held = 0;

    if (store_read(&cc, app_control(k->app)) != 0
        || membership_list(&cc, NULL, k->account.id, &m, &n) != 0) {
        store_rollback(&cc);
        return call_take(k, &cc);
    }
    store_rollback(&cc);
    for (size_t i = 0; i < n; i++)
        if (terms_hold(&m[i].terms, k->c.today)) {
            only = m[i].org;
            held++;
        }
    resp_redirect(k->c.arena, k->resp, held == 1 ? arena_printf(k->c.arena, "/o/%s", only)
        : "/orgs");
    return 0;
}

/* Colour, shape and number of each clause; in words for who does not see them. */
void
html_strip(struct buf *h, const struct portfolio_row *r)
{
    static const char *const shapes[] = { "\xe2\x97\x8b", "\xe2\x97\x8f", "\xe2\x96\xb2",
        "\xe2\x96\xa0" };

    buf_lit(h, "<span class=\"strip\" role=\"img\" aria-label=\"");
    for (size_t g = 0; g < STANDING_GROUPS; g++)
        buf_printf(h, "%s%s %s: %s", g > 0 ? ", " : "", clause_groups[g].number,
            clause_groups[g].title, colour_word(r->s.colours[g]));
    buf_lit(h, "\">");
    for (size_t g = 0; g < STANDING_GROUPS; g++)
        buf_printf(h, "<span class=\"%s\" title=\"%s %s: %s\"><i>%s</i>%s</span>",
            colour_names[r->s.colours[g]], clause_groups[g].number, clause_groups[g].title,
            colour_word(r->s.colours[g]), shapes[r->s.colours[g]], clause_groups[g].number);
    buf_lit(h, "</span>");
}

/* The title answers the page's question. */
static const char *
title_of(struct call *k, const struct portfolio *p)
{
    const char *s = arena_printf(k->c.arena, "%zu organisation%s", p->n, p->n == 1 ? "" : "s");

    if (p->n == 0)
        return "You belong to no organisation yet";
    if (p->count[PC_RED] > 0)
        return arena_printf(k->c.arena, "%s, %zu with something not met", s, p->count[PC_RED]);
    if (p->count[PC_UNKNOWN] > 0)
        return arena_printf(k->c.arena, "%s, %zu not judged yet", s, p->count[PC_UNKNOWN]);
    if (p->count[PC_AMBER] > 0)
        return arena_printf(k->c.arena, "%s, %zu with something to improve", s,
            p->count[PC_AMBER]);
    return arena_printf(k->c.arena, "%s, nothing open", s);
}

int
web_orgs(struct call *k)
{
    struct frame f = { .title = "Organisations", .active = "orgs", .outside = true };
    const char *sort = req_query(k->req, "sort");
    struct orgs_page p = { .words = req_query(k->req, "q"),
        .colour = req_query(k->req, "colour"), .by_name = sort != NULL
        && strcmp(sort, "name") == 0 };

    if (p.words != NULL && *p.words == '\0')
        p.words = NULL;
    if (p.colour != NULL && !word_in("red amber green unknown archived", p.colour))
        p.colour = NULL;
    if (portfolio_read(k, &p.p) != 0)
        return (int)k->c.err;
    p.all = p.p.n;
    p.title = title_of(k, &p.p);
    portfolio_filter(&p.p, p.words, p.colour, p.by_name);
    page_orgs(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return 0;
}
