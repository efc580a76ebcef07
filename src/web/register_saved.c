/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* register_saved.c - views of a register kept by a name, each account's own. */
#include "web/register.h"

static size_t
views_of(struct call *k, const struct register_view *v, struct saved_view **ret)
{
    struct ctx cc = call_control(k);
    size_t n = 0;

    if (store_read(&cc, app_control(k->app)) == 0
        && view_list(&cc, k->account.id, v->type->name, ret, &n) != 0)
        n = 0;
    store_rollback(&cc);
    call_take(k, &cc);
    return n;
}

/* The query of this page, as it would be kept. */
static const char *
query_of(struct call *k, const struct register_view *v)
{
    const char *path = register_path(k, v), *query = strchr(path, '?');

    return query != NULL ? query + 1 : "";
}

void
register_saved(struct call *k, const struct register_view *v)
{
    const char *now = query_of(k, v);
    struct buf *h = k->out;
    struct saved_view *views;
    size_t n = views_of(k, v, &views);

    if (n == 0)
        return;
    buf_lit(h, "<nav class=\"saved\" aria-label=\"Saved views\" hx-boost=\"true\" "
        "hx-target=\"#main\" hx-select=\"#main\" hx-swap=\"outerHTML show:none\">");
    for (size_t i = 0; i < n; i++) {
        bool here_now = strcmp(views[i].query, now) == 0;

        buf_printf(h, "<a href=\"%s/r/%s?", k->base, v->type->slug);
        html_text(h, views[i].query);
        buf_puts(h, here_now ? "\" aria-current=\"true\">" : "\">");
        html_text(h, views[i].name);
        buf_lit(h, "</a>");
    }
    buf_lit(h, "</nav>");
}

static void
form_begin(struct call *k, const struct register_view *v)
{
    buf_printf(k->out, "<form method=\"post\" action=\"%s/r/%s/views\" hx-boost=\"false\">",
        k->base, v->type->slug);
    page_csrf(k);
    buf_lit(k->out, "<input type=\"hidden\" name=\"query\" value=\"");
    html_text(k->out, query_of(k, v));
    buf_lit(k->out, "\">");
}

void
register_saved_panel(struct call *k, const struct register_view *v)
{
    struct buf *h = k->out;
    struct saved_view *views;
    size_t n = views_of(k, v, &views);

    buf_lit(h, "<div class=\"panel\"><h2>Save this view</h2>"
        "<p class=\"help\">Filters, columns and order, under a name. Only you see it.</p>");
    form_begin(k, v);
    buf_printf(h, "<p class=\"acts\"><label for=\"f-name\" class=\"visually-hidden\">Name of the "
        "view</label><input class=\"form-control\" id=\"f-name\" name=\"name\" required "
        "maxlength=\"%d\" placeholder=\"Mine, due this quarter\"> <button class=\"btn "
        "btn-primary\" type=\"submit\">Save</button> <a class=\"btn\" href=\"", VIEW_NAME_MAX);
    register_href(k, v, NULL, NULL);
    buf_lit(h, "\">Close</a></p></form>");
    if (n > 0)
        buf_lit(h, "<ul class=\"plain kept\">");
    for (size_t i = 0; i < n; i++) {
        buf_lit(h, "<li>");
        form_begin(k, v);
        html_text(h, views[i].name);
        buf_lit(h, " <button class=\"btn btn-sm\" type=\"submit\" name=\"delete\" value=\"");
        html_text(h, views[i].name);
        buf_lit(h, "\">Delete<span class=\"visually-hidden\"> the view ");
        html_text(h, views[i].name);
        buf_lit(h, "</span></button></form></li>");
    }
    if (n > 0)
        buf_lit(h, "</ul>");
    buf_lit(h, "</div>");
}

static int
change_views(struct call *k, const struct rec_type *t, const char *query)
{
    const char *name = form_get(&k->form, "name"), *gone = form_get(&k->form, "delete");
    struct ctx cc = call_control(k);
    int e;

    if (store_write(&cc, app_control(k->app)) != 0)
        return call_take(k, &cc);
    if (gone != NULL)
        e = view_remove(&cc, k->account.id, t->name, gone);
    else
        e = view_set(&cc, k->account.id, t->name, name != NULL ? name : "", query);
    if (e != 0 || store_commit(&cc) != 0)
        store_rollback(&cc);
    return call_take(k, &cc);
}

/* The query goes through the reader: only what it understands is kept. */
int
web_views(struct call *k)
{
    const char *query = form_get(&k->form, "query");
    struct register_view v;
    struct pair *pairs;
    size_t n;

    if (query == NULL || query_parse(k->c.arena, slice_of(query), &pairs, &n) != 0)
        return fail(&k->c, E_INVALID, "The filters cannot be read.");
    if (register_read(k, pairs, n, &v) != 0 || change_views(k, v.type, query_of(k, &v)) != 0)
        return (int)k->c.err;
    flash_set(k, form_get(&k->form, "delete") != NULL ? "The view is deleted."
        : "The view is saved.");
    resp_redirect(k->c.arena, k->resp, register_path(k, &v));
    return 0;
}
