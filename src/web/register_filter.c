/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* register_filter.c - filters of a register in words, and the panels that set them. */
#include <stdlib.h>

#include "rec/kind.h"
#include "web/register.h"

#define USED_MAX 200            /* values offered in a select */

/* What a filter asks for, in words. */
static void
filter_words(struct call *k, const struct register_view *v, const struct filter *ft)
{
    const struct field *f = &v->type->fields[ft->field];
    struct field one = *f;
    struct buf *h = k->out;

    one.shape.list = false;
    html_text(h, f->label);
    switch (ft->op) {
    case OP_EMPTY:
        buf_lit(h, " is empty");
        return;
    case OP_FILLED:
        buf_lit(h, " is filled");
        return;
    case OP_MIN:
        buf_puts(h, f->shape.kind == K_DATE ? " from " : " at least ");
        break;
    case OP_MAX:
        buf_puts(h, f->shape.kind == K_DATE ? " until " : " at most ");
        break;
    case OP_EQ:
        buf_puts(h, f->shape.list ? " has " : " is ");
    }
    for (size_t i = 0; i < ft->nvalues; i++) {
        const struct value *x = &ft->value[i];

        buf_puts(h, i > 0 ? " or <b>" : "<b>");
        if (f->shape.kind == K_REF && x->t == V_TEXT)
            html_text(h, rec_name_of(&k->c, x->s));
        else if (f->shape.kind == K_DATE && x->t == V_INT)
            html_day(h, x->i);
        else
            html_text(h, value_text(&k->c, &one, x));
        buf_lit(h, "</b>");
    }
}

static const char *
filter_param(struct call *k, const struct register_view *v, const struct filter *ft)
{
    return arena_printf(k->c.arena, "%s%s", v->type->fields[ft->field].name,
        ft->op == OP_MIN ? ".min" : ft->op == OP_MAX ? ".max" : "");
}

static void
chip_end(struct call *k, const struct register_view *v, const char *param)
{
    struct buf *h = k->out;

    buf_printf(h, " <a class=\"off\" id=\"x-%s\" href=\"", param);
    register_href(k, v, param, NULL);
    buf_lit(h, "\"><span aria-hidden=\"true\">\xc3\x97</span>"
        "<span class=\"visually-hidden\">Remove this filter</span></a></li>");
}

void
register_chips(struct call *k, const struct register_view *v)
{
    struct buf *h = k->out;

    if (!register_has_filters(v))
        return;
    buf_lit(h, "<ul class=\"chips\" aria-label=\"Filters\">");
    if (v->mark != GREY) {
        buf_lit(h, "<li>");
        html_mark(h, v->mark, true);
        chip_end(k, v, "mark");
    }
    if (v->q.open_only) {
        buf_lit(h, "<li>still <b>open</b>");
        chip_end(k, v, "open");
    }
    if (v->q.text != NULL) {
        buf_lit(h, "<li>has the words <b>");
        html_text(h, v->q.text);
        buf_lit(h, "</b>");
        chip_end(k, v, "q");
    }
    if (v->q.tag != NULL) {
        buf_lit(h, "<li>is tagged <b>#");
        html_text(h, v->q.tag);
        buf_lit(h, "</b>");
        chip_end(k, v, "tag");
    }
    for (size_t i = 0; i < v->q.nfilters; i++) {
        buf_lit(h, "<li>");
        filter_words(k, v, &v->q.filters[i]);
        chip_end(k, v, filter_param(k, v, &v->q.filters[i]));
    }
    buf_printf(h, "</ul>");
}

/* The distinct values of an indexed column, one probe of the index each. */
static void
used_scalars(struct sql *q, const struct rec_type *t, const struct field *f)
{
    sql_add(q, SQL("with recursive v(x, n) as (select min("));
    sql_ident(q, f->name);
    sql_add(q, SQL("), 1 from "));
    sql_ident(q, t->table);
    sql_add(q, SQL(" union all select (select min("));
    sql_ident(q, f->name);
    sql_add(q, SQL(") from "));
    sql_ident(q, t->table);
    sql_add(q, SQL(" where "));
    sql_ident(q, f->name);
    sql_add(q, SQL(" > v.x), v.n + 1 from v where v.x is not null and v.n < "));
    sql_bind_int(q, USED_MAX);
    sql_add(q, SQL(") select v.x, r.title from v join record r on r.key = v.x order by v.n"));
}

static void
used_lists(struct sql *q, const struct rec_type *t, const struct field *f)
{
    sql_add(q, SQL("select distinct l.ref, r.title from "));
    sql_ident2(q, t->table, f->name);
    sql_add(q, SQL(" l join record r on r.key = l.ref order by l.ref limit "));
    sql_bind_int(q, USED_MAX);
}

/* Where something is hidden: does a record that the actor sees point to one that he sees? */
static bool
is_used_here(struct call *k, const struct rec_type *t, const struct field *f, const char *key)
{
    struct rec_query q = { .type = t, .sort = -1, .limit = 1, .nfilters = 1 };
    const struct rec_type *to = rec_type_by_prefix(slice_of(key));

    if (sight_sees_all(&k->c) && !actor_hides_drafts(&k->c))
        return true;
    q.filters[0] = (struct filter){ .field = (int)(f - t->fields), .op = OP_EQ, .nvalues = 1,
        .value = { { .t = V_TEXT, .s = key, .n = strlen(key) } } };
    return to != NULL && rec_is_seen(&k->c, to, key) && rec_count(&k->c, &q) > 0;
}

void
register_used(struct call *k, const struct rec_type *t, const struct field *f, const char *chosen)
{
    struct buf *h = k->out;
    bool found = chosen == NULL;
    struct stmt *s;
    struct sql q;

    sql_init(&q, &k->c);
    if (f->shape.list)
        used_lists(&q, t, f);
    else
        used_scalars(&q, t, f);
    s = sql_query(&q);
    while (db_step(&k->c, s)) {
        struct slice key = db_text(s, 0);
        bool this = chosen != NULL && slice_eq(key, chosen);

        if (!is_used_here(k, t, f, arena_strndup(k->c.arena, key.p, key.n)))
            continue;
        found = found || this;
        buf_lit(h, "<option value=\"");
        html_slice(h, key);
        buf_puts(h, this ? "\" selected>" : "\">");
        html_slice(h, db_text(s, 1));
        buf_lit(h, "</option>");
    }
    db_done(&k->c, s);
    sql_free(&q);
    if (!found && strcmp(chosen, "-") != 0 && strcmp(chosen, "*") != 0) {
        buf_lit(h, "<option selected value=\"");
        html_text(h, chosen);
        buf_lit(h, "\">");
        html_text(h, rec_name_of(&k->c, chosen));
        buf_lit(h, "</option>");
    }
}

static void
option(struct buf *h, const char *value, const char *label, bool on)
{
    buf_lit(h, "<option value=\"");
    html_text(h, value);
    buf_puts(h, on ? "\" selected>" : "\">");
    html_text(h, label);
    buf_lit(h, "</option>");
}

/* One of several words parted by commas? */
static bool
among(const char *list, const char *word)
{
    for (struct slice rest = slice_of(list); rest.n > 0; )
        if (slice_eq(slice_cut(&rest, ','), word))
            return true;
    return false;
}

static void
choices_control(struct call *k, const struct field *f, const char *now)
{
    struct buf *h = k->out;

    buf_lit(h, "<fieldset><legend>");
    html_text(h, f->label);
    buf_lit(h, "</legend><div class=\"boxes\">");
    for (size_t i = 0; i < f->shape.nchoices; i++) {
        const struct choice *ch = &f->shape.choices[i];

        buf_printf(h, "<label><input type=\"checkbox\" name=\"%s\" value=\"%s\"%s> ", f->name,
            ch->name, among(now, ch->name) ? " checked" : "");
        html_text(h, ch->label);
        buf_lit(h, "</label>");
    }
    buf_lit(h, "</div></fieldset>");
}

static void
select_control(struct call *k, const struct register_view *v, const struct field *f,
    const char *now)
{
    struct buf *h = k->out;
    const char *set = now != NULL ? now : "";

    buf_printf(h, "<div><label for=\"q-%s\">", f->name);
    html_text(h, f->label);
    buf_printf(h, "</label><select class=\"form-select\" id=\"q-%s\" name=\"%s\">", f->name,
        f->name);
    option(h, "", "Any", now == NULL);
    if (f->shape.kind == K_BOOL) {
        option(h, "true", "Yes", strcmp(set, "true") == 0);
        option(h, "false", "No", strcmp(set, "false") == 0);
    } else {
        register_used(k, v->type, f, strchr(set, ',') == NULL ? now : NULL);
        if (strchr(set, ',') != NULL)
            option(h, set, "Several, as now", true);
    }
    option(h, "-", "None", strcmp(set, "-") == 0);
    buf_lit(h, "</select></div>");
}

static void
range_control(struct call *k, const struct register_view *v, const struct field *f)
{
    static const char *const ends[] = { "min", "max" };
    bool date = f->shape.kind == K_DATE;
    struct buf *h = k->out;

    buf_lit(h, "<fieldset><legend>");
    html_text(h, f->label);
    buf_lit(h, "</legend><div class=\"range\">");
    for (int i = 0; i < 2; i++) {
        const char *name = arena_printf(k->c.arena, "%s.%s", f->name, ends[i]);

        buf_printf(h, "<label><span>%s</span><input class=\"form-control\" type=\"%s\" "
            "name=\"%s\" value=\"", i == 0 ? "from" : "to", date ? "date" : "text", name);
        html_text(h, register_get(v, name));
        buf_puts(h, date ? "\"></label>" : "\" inputmode=\"decimal\"></label>");
    }
    buf_lit(h, "</div></fieldset>");
}

static void
control(struct call *k, const struct register_view *v, const struct field *f)
{
    const char *now = register_get(v, f->name);

    switch (f->shape.kind) {
    case K_ENUM:
        choices_control(k, f, now);
        break;
    case K_BOOL: case K_REF:
        select_control(k, v, f, now);
        break;
    case K_DATE: case K_INT: case K_DEC: case K_MONEY:
        range_control(k, v, f);
        break;
    default:
        break;
    }
}

/* Does the panel have a control for this parameter?  Others go along hidden. */
static const char *
panel_params(struct call *k, const struct register_view *v)
{
    struct buf b;
    const char *words;

    buf_init(&b, 8000);
    for (size_t i = 0; i < v->type->nfields; i++) {
        const struct field *f = &v->type->fields[i];

        if (!(f->flags & LISTED) || f->shape.kind == K_STR || !field_filterable(f))
            continue;
        buf_printf(&b, " %s %s.min %s.max", f->name, f->name, f->name);
    }
    buf_lit(&b, " open");
    words = arena_strndup(k->c.arena, b.p, b.n);
    buf_free(&b);
    return words;
}

static void
panel_begin(struct call *k, const struct register_view *v, const char *title)
{
    struct buf *h = k->out;

    buf_printf(h, "<form class=\"panel\" method=\"get\" action=\"%s/r/%s\" "
        "aria-labelledby=\"panel-title\"><h2 id=\"panel-title\">%s</h2>", k->base, v->type->slug,
        title);
}

static void
panel_end(struct call *k, const struct register_view *v, const char *button)
{
    buf_printf(k->out, "<p class=\"acts\"><button class=\"btn btn-primary\" type=\"submit\">%s"
        "</button> <a class=\"btn\" href=\"", button);
    register_href(k, v, NULL, NULL);
    buf_lit(k->out, "\">Close</a></p></form>");
}

static void
filter_panel(struct call *k, const struct register_view *v)
{
    const struct rec_type *t = v->type;
    struct buf *h = k->out;

    panel_begin(k, v, "Show only");
    register_hidden(k, v, panel_params(k, v));
    buf_lit(h, "<div class=\"controls\">");
    if (t->state >= 0)
        control(k, v, &t->fields[t->state]);
    for (size_t i = 0; i < t->nfields; i++)
        if (t->fields[i].flags & LISTED && (int)i != t->state)
            control(k, v, &t->fields[i]);
    buf_lit(h, "</div>");
    if (t->state >= 0 && t->final != NULL)
        buf_printf(h, "<p><label><input type=\"checkbox\" name=\"open\" value=\"true\"%s> "
            "only what is still open</label></p>", v->q.open_only ? " checked" : "");
    buf_lit(h, "<p><label for=\"q-tag\">Tag</label> <input class=\"form-control\" id=\"q-tag\" "
        "name=\"tag\" maxlength=\"40\" autocomplete=\"off\" value=\"");
    html_text(h, v->q.tag);
    buf_lit(h, "\"></p>");
    panel_end(k, v, "Show these");
}

static bool
shown(const struct register_view *v, size_t field)
{
    for (size_t i = 0; i < v->ncols; i++)
        if (v->cols[i] == (int)field)
            return true;
    return false;
}

static void
sort_options(struct call *k, const struct register_view *v)
{
    const char *now = register_get(v, "sort");
    struct buf *h = k->out;

    buf_lit(h, "<div><label for=\"q-sort\">Sort by</label>"
        "<select class=\"form-select\" id=\"q-sort\" name=\"sort\">");
    option(h, "", "Key", now == NULL);
    option(h, "-key", "Key, newest first", now != NULL && strcmp(now, "-key") == 0);
    for (size_t i = 0; i < v->type->nfields; i++) {
        const struct field *f = &v->type->fields[i];
        const char *down = arena_printf(k->c.arena, "-%s", f->name);

        if (!field_sortable(f))
            continue;
        option(h, f->name, f->label, now != NULL && strcmp(now, f->name) == 0);
        option(h, down, arena_printf(k->c.arena, "%s, downwards", f->label),
            now != NULL && strcmp(now, down) == 0);
    }
    buf_lit(h, "</select></div>");
}

static void
group_options(struct call *k, const struct register_view *v)
{
    struct buf *h = k->out;

    buf_lit(h, "<div><label for=\"q-group\">Group by</label>"
        "<select class=\"form-select\" id=\"q-group\" name=\"group\">");
    option(h, "", "Nothing", v->group < 0);
    for (size_t i = 0; i < v->type->nfields; i++) {
        const struct field *f = &v->type->fields[i];

        if (field_sortable(f) && (f->shape.kind == K_ENUM || f->shape.kind == K_REF
                || f->shape.kind == K_BOOL))
            option(h, f->name, f->label, v->group == (int)i);
    }
    buf_lit(h, "</select></div>");
}

static void
column_panel(struct call *k, const struct register_view *v)
{
    static const char *const sizes[] = { "25", "50", "100", "200" };
    const char *size = register_get(v, "limit");
    struct buf *h = k->out;

    panel_begin(k, v, "Columns and order");
    register_hidden(k, v, "cols sort group limit");
    buf_lit(h, "<div class=\"controls\">");
    sort_options(k, v);
    group_options(k, v);
    buf_lit(h, "<div><label for=\"q-limit\">Rows a page</label>"
        "<select class=\"form-select\" id=\"q-limit\" name=\"limit\">");
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
        option(h, i == 1 ? "" : sizes[i], sizes[i], size == NULL ? i == 1
            : strcmp(size, sizes[i]) == 0);
    buf_lit(h, "</select></div></div><fieldset><legend>Columns</legend>"
        "<div class=\"boxes wide\">");
    for (size_t i = 0; i < v->type->nfields; i++) {
        const struct field *f = &v->type->fields[i];

        if (f->shape.kind == K_JSON || (int)i == v->type->title)
            continue;
        buf_printf(h, "<label><input type=\"checkbox\" name=\"col\" value=\"%s\"%s> ", f->name,
            shown(v, i) ? " checked" : "");
        html_text(h, f->label);
        buf_lit(h, "</label>");
    }
    buf_lit(h, "</div></fieldset>");
    panel_end(k, v, "Show them");
}

void
register_panel(struct call *k, const struct register_view *v)
{
    if (v->panel == NULL)
        return;
    if (strcmp(v->panel, "filter") == 0)
        filter_panel(k, v);
    else if (strcmp(v->panel, "columns") == 0)
        column_panel(k, v);
    else if (strcmp(v->panel, "views") == 0)
        register_saved_panel(k, v);
}
