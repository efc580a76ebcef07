/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * register_bulk.c - several records changed at once: an owner, a date, a word
 * or a step of the work flow.  All of them or none: a refusal names each
 * record and why, and the selection stays.
 */
#include <stdlib.h>

#include "rec/custom.h"
#include "rec/kind.h"
#include "web/register.h"

/* Could any of these words be this person?  Each record is asked again when saved. */
static bool
perhaps(const struct call *k, const struct rec_type *t, enum action a, const char *who)
{
    unsigned roles = k->c.actor->roles | custom_bits(&k->c, t, a);

    for (struct slice l = slice_of(who), w; word_next(&l, &w); ) {
        enum role role;

        if (w.p[0] == '@' ? k->person != NULL
                : role_parse(w, &role) && (roles & ROLE_BIT(role)) != 0)
            return true;
    }
    return false;
}

static bool
may_edit_some(const struct call *k, const struct rec_type *t)
{
    return !(t->flags & IMMUTABLE)
        && perhaps(k, t, ACT_EDIT, t->editors != NULL ? t->editors : "IM");
}

bool
register_may_select(const struct call *k, const struct rec_type *t)
{
    if (k->at != NULL || t->flags & SINGLETON)
        return false;
    for (size_t i = 0; i < t->nsteps; i++)
        if (perhaps(k, t, ACT_STEP, t->steps[i].who))
            return true;
    return may_edit_some(k, t);
}

/* One value for many records: no lists, no texts, nothing that the work flow sets. */
static bool
field_settable(const struct register_view *v, size_t i)
{
    const struct field *f = &v->type->fields[i];

    if (f->flags & READONLY || f->shape.list)
        return false;
    return (int)i == v->owner || f->shape.kind == K_DATE || f->shape.kind == K_ENUM
        || f->shape.kind == K_BOOL;
}

static void
set_button(struct buf *h, const char *what, const char *label)
{
    buf_printf(h, "<button class=\"btn\" type=\"submit\" form=\"bulk\" name=\"do\" value=\"%s\">"
        "%s</button></div>", what, label);
}

static void
owner_row(struct call *k, const struct register_view *v, struct buf *h)
{
    const struct rec_type *person = rec_type_by_name(SLICE("Person"));
    const struct field *f = &v->type->fields[v->owner];
    struct stmt *s = db_query(&k->c, SQL("select key, name from person "
        "order by name nulls first, id limit 500"), NO_BINDS);

    (void)person;
    buf_lit(h, "<div><label for=\"bulk-owner\">");
    html_text(h, f->label);
    buf_lit(h, "</label><select class=\"form-select\" form=\"bulk\" id=\"bulk-owner\" "
        "name=\"owner\"><option value=\"\">Choose a person</option>");
    while (db_step(&k->c, s)) {
        buf_lit(h, "<option value=\"");
        html_slice(h, db_text(s, 0));
        buf_lit(h, "\">");
        html_slice(h, db_text(s, 1));
        buf_lit(h, "</option>");
    }
    db_done(&k->c, s);
    buf_lit(h, "</select>");
    set_button(h, "owner", "Set");
}

static size_t
count_kind(const struct register_view *v, bool dates)
{
    size_t n = 0;

    for (size_t i = 0; i < v->type->nfields; i++)
        n += (int)i != v->owner && field_settable(v, i)
            && (v->type->fields[i].shape.kind == K_DATE) == dates;
    return n;
}

static void
date_row(const struct register_view *v, struct buf *h)
{
    buf_lit(h, "<div><label for=\"bulk-field\">Date</label>"
        "<select class=\"form-select\" form=\"bulk\" id=\"bulk-field\" name=\"field\">");
    for (size_t i = 0; i < v->type->nfields; i++) {
        if ((int)i == v->owner || !field_settable(v, i)
            || v->type->fields[i].shape.kind != K_DATE)
            continue;
        buf_printf(h, "<option value=\"%s\"%s>", v->type->fields[i].name,
            (int)i == v->due ? " selected" : "");
        html_text(h, v->type->fields[i].label);
        buf_lit(h, "</option>");
    }
    buf_lit(h, "</select><input class=\"form-control\" form=\"bulk\" type=\"date\" name=\"date\" "
        "aria-label=\"The date\">");
    set_button(h, "date", "Set");
}

/* Field and word in one select: "priority=high". */
static void
word_row(const struct register_view *v, struct buf *h)
{
    static const struct choice yes_no[] = { { "true", "Yes" }, { "false", "No" } };

    buf_lit(h, "<div><label for=\"bulk-word\">Other</label>"
        "<select class=\"form-select\" form=\"bulk\" id=\"bulk-word\" name=\"word\">"
        "<option value=\"\">Choose</option>");
    for (size_t i = 0; i < v->type->nfields; i++) {
        const struct field *f = &v->type->fields[i];
        bool flag = f->shape.kind == K_BOOL;
        const struct choice *ch = flag ? yes_no : f->shape.choices;

        if ((int)i == v->owner || !field_settable(v, i) || f->shape.kind == K_DATE)
            continue;
        buf_lit(h, "<optgroup label=\"");
        html_text(h, f->label);
        buf_lit(h, "\">");
        for (size_t c = 0; c < (flag ? 2 : f->shape.nchoices); c++) {
            buf_printf(h, "<option value=\"%s=%s\">", f->name, ch[c].name);
            html_text(h, f->label);
            buf_lit(h, ": ");
            html_text(h, ch[c].label);
            buf_lit(h, "</option>");
        }
        buf_lit(h, "</optgroup>");
    }
    buf_lit(h, "</select>");
    set_button(h, "word", "Set");
}

static bool
step_seen(const struct rec_type *t, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(t->steps[k].name, t->steps[i].name) == 0)
            return true;
    return false;
}

static void
step_row(struct call *k, const struct register_view *v, struct buf *h)
{
    const struct rec_type *t = v->type;

    buf_lit(h, "<div><label for=\"bulk-step\">Step</label>"
        "<select class=\"form-select\" form=\"bulk\" id=\"bulk-step\" name=\"step\">"
        "<option value=\"\">Choose a step</option>");
    for (size_t i = 0; i < t->nsteps; i++) {
        if (step_seen(t, i) || !perhaps(k, v->type, ACT_STEP, t->steps[i].who))
            continue;
        buf_printf(h, "<option value=\"%s\">", t->steps[i].name);
        html_text(h, t->steps[i].label);
        buf_lit(h, "</option>");
    }
    buf_lit(h, "</select><input class=\"form-control\" form=\"bulk\" name=\"reason\" "
        "maxlength=\"1000\" placeholder=\"Reason\" aria-label=\"Reason, where the step asks for "
        "one\">");
    set_button(h, "step", "Take the step");
}

static void
tag_row(struct buf *h)
{
    buf_lit(h, "<div><label for=\"bulk-tag\">Tag</label>"
        "<input class=\"form-control\" form=\"bulk\" id=\"bulk-tag\" name=\"tag\" "
        "maxlength=\"40\" autocomplete=\"off\">");
    buf_lit(h, "<button class=\"btn\" type=\"submit\" form=\"bulk\" name=\"do\" "
        "value=\"untag\">Remove</button>");
    set_button(h, "tag", "Add");
}

static void
bulk_fields(struct call *k, const struct register_view *v)
{
    struct buf *h = k->out;
    bool edits = may_edit_some(k, v->type);

    buf_lit(h, "<div class=\"ways\">");
    if (edits && v->owner >= 0 && field_settable(v, (size_t)v->owner))
        owner_row(k, v, h);
    if (edits && count_kind(v, true) > 0)
        date_row(v, h);
    if (edits && count_kind(v, false) > 0)
        word_row(v, h);
    if (edits)
        tag_row(h);
    if (v->type->nsteps > 0)
        step_row(k, v, h);
    buf_lit(h, "</div>");
}

/*
 * The bar is short until it is needed: its controls come with a refused
 * change, by the button (without script), or when a first row is ticked.
 */
void
register_bulk_bar(struct call *k, const struct register_view *v)
{
    struct buf *h = k->out;

    buf_printf(h, "<form id=\"bulk\" method=\"post\" action=\"%s/r/%s/bulk\">", k->base,
        v->type->slug);
    page_csrf(k);
    buf_lit(h, "<input type=\"hidden\" name=\"back\" value=\"");
    html_text(h, register_path(k, v));
    buf_printf(h, "\"></form><fieldset class=\"bulk%s\" data-bulk=\"%s/r/%s/bulk\">"
        "<legend class=\"visually-hidden\">Change the selected %s</legend>"
        "<p class=\"chosen\" data-chosen>%s</p><div id=\"bulk-ways\">",
        v->nchosen > 0 ? " on" : "", k->base, v->type->slug, v->type->plural,
        v->nchosen > 0 ? arena_printf(k->c.arena, "%zu selected", v->nchosen)
            : "Tick the rows to change.");
    if (v->nchosen > 0)
        bulk_fields(k, v);
    else
        buf_lit(h, "<button class=\"btn\" type=\"submit\" form=\"bulk\" name=\"do\" value=\"ask\">"
            "Change the selected\xe2\x80\xa6</button>");
    buf_lit(h, "</div></fieldset>");
}

/* The controls alone, for the page that is already there. */
int
web_bulk_ways(struct call *k)
{
    struct register_view v;

    if (register_read(k, NULL, 0, &v) != 0)
        return (int)k->c.err;
    k->resp->type = "text/html; charset=utf-8";
    if (v.select)
        bulk_fields(k, &v);
    return (int)k->c.err;
}

/* What one request asks for each of its records. */
struct change {
    const char *what;           /* owner, date, word, tag, untag or step */
    int field;
    struct value value;
    const char *step, *reason, *tag;
};

static int
read_field(struct call *k, const struct register_view *v, const char *name, const char *text,
    struct change *ret)
{
    int f = name != NULL ? rec_field_index(v->type, slice_of(name)) : -1;

    if (f < 0 || !field_settable(v, (size_t)f))
        return fail(&k->c, E_INVALID, "Choose what to set.");
    if (text == NULL || *text == '\0')
        return fail(&k->c, E_INVALID, "Choose a value for \xe2\x80\x9c%s\xe2\x80\x9d.",
            v->type->fields[f].label);
    ret->field = f;
    if (value_from_text(&k->c, &v->type->fields[f], slice_of(text), &ret->value) != 0) {
        k->c.message = k->c.fields[0].message;
        k->c.nfields = 0;
    }
    return (int)k->c.err;
}

static int
read_change(struct call *k, const struct register_view *v, struct change *ret)
{
    const char *word = form_get(&k->form, "word"), *eq;

    *ret = (struct change){ .what = form_get(&k->form, "do"), .field = -1,
        .step = form_get(&k->form, "step"), .reason = form_get(&k->form, "reason") };
    if (ret->what == NULL)
        return fail(&k->c, E_INVALID, "Choose what to change.");
    if (strcmp(ret->what, "owner") == 0)
        return read_field(k, v, v->owner >= 0 ? v->type->fields[v->owner].name : NULL,
            form_get(&k->form, "owner"), ret);
    if (strcmp(ret->what, "date") == 0)
        return read_field(k, v, form_get(&k->form, "field"), form_get(&k->form, "date"), ret);
    if (strcmp(ret->what, "tag") == 0 || strcmp(ret->what, "untag") == 0) {
        ret->tag = form_get(&k->form, "tag");
        return ret->tag != NULL && slice_trim(slice_of(ret->tag)).n > 0 ? 0
            : fail(&k->c, E_INVALID, "Write the tag first.");
    }
    if (strcmp(ret->what, "word") == 0) {
        eq = word != NULL ? strchr(word, '=') : NULL;
        return read_field(k, v, eq != NULL ? arena_strndup(k->c.arena, word, (size_t)(eq - word))
            : NULL, eq != NULL ? eq + 1 : NULL, ret);
    }
    if (ret->step == NULL || *ret->step == '\0'
        || rec_step_find(v->type, ret->step, NULL) == NULL)
        return fail(&k->c, E_INVALID, "Choose a step.");
    return 0;
}

static int
change_one(struct ctx *c, const struct rec_type *t, const char *key, const struct change *ch)
{
    struct step_input in = { .reason = ch->reason };
    const struct step *s;
    struct rec *r;

    if (rec_type_by_prefix(slice_of(key)) != t)
        return fail(c, E_NOTFOUND, "There is no such record here.");
    if (rec_load(c, t, key, &r) != 0)
        return (int)c->err;
    if (ch->tag != NULL)
        return tag_change(c, r, ch->tag, strcmp(ch->what, "tag") == 0);
    if (ch->field >= 0) {
        r->v[ch->field] = ch->value;
        return rec_update(c, r, NULL);
    }
    s = rec_step_find(t, ch->step, rec_state(r));
    if (s == NULL)
        s = rec_step_find(t, ch->step, NULL);
    return rec_step(c, r, s, &in);
}

/* Why one record was refused, in a sentence: all its fields' messages. */
static const char *
why_of(const struct ctx *c)
{
    const char *s = c->nfields > 0 ? c->fields[0].message : c->message;

    for (size_t i = 1; i < c->nfields; i++)
        s = arena_printf(c->arena, "%s %s", s, c->fields[i].message);
    return s;
}

/* Every record is tried, so that all refusals are told at once. */
static int
change_all(struct call *k, const struct register_view *v, const struct change *ch)
{
    struct ctx refused = k->c;
    enum err worst = E_OK;

    for (size_t i = 0; i < v->nchosen; i++) {
        if (change_one(&k->c, v->type, v->chosen[i], ch) == 0)
            continue;
        worst = k->c.err;
        if (worst == E_DB || worst == E_IO || worst == E_BUG)
            return (int)worst;
        fail_field(&refused, v->chosen[i], "%s", why_of(&k->c));
        ctx_clear(&k->c);
    }
    if (worst == E_OK)
        return 0;
    k->c.err = worst;
    k->c.fields = refused.fields;
    k->c.nfields = refused.nfields;
    k->c.fields_cap = refused.fields_cap;
    k->c.message = v->nchosen == 1 ? "Nothing was changed."
        : "Nothing was changed, because not all of the selected records could be:";
    return (int)worst;
}

static int
read_chosen(struct call *k, struct register_view *v)
{
    const char **keys = arena_alloc(k->c.arena, (k->form.nparts + 1) * sizeof *keys);
    size_t n = 0;

    for (size_t i = 0; i < k->form.nparts; i++)
        if (strcmp(k->form.parts[i].name, "key") == 0)
            keys[n++] = k->form.parts[i].data.p;
    if (n > SELECT_MAX)
        return fail(&k->c, E_LIMIT, "At most %d records can be changed at once.", SELECT_MAX);
    v->chosen = keys;
    v->nchosen = n;
    return 0;
}

/* The page that the selection was made on, from its own address. */
static int
read_back(struct call *k, struct register_view *v)
{
    const char *back = local_path(k, form_get(&k->form, "back"), NULL);
    const char *query = back != NULL ? strchr(back, '?') : NULL;
    struct pair *pairs = NULL;
    size_t n = 0;

    if (query != NULL && query_parse(k->c.arena, slice_of(query + 1), &pairs, &n) != 0)
        n = 0;
    return register_read(k, pairs, n, v);
}

static int
show_again(struct call *k, struct register_view *v)
{
    struct ctx refused = k->c;
    struct register_view again;

    ctx_clear(&k->c);
    if (call_start_over(k) != 0 || read_back(k, &again) != 0)
        return (int)k->c.err;
    again.chosen = v->chosen;
    again.nchosen = v->nchosen;
    k->c.err = refused.err;
    k->c.message = refused.message;
    k->c.fields = refused.fields;
    k->c.nfields = refused.nfields;
    if (refused.err != E_OK)
        k->resp->status = err_http(refused.err);
    return register_show(k, &again);
}

int
web_bulk(struct call *k)
{
    struct register_view v;
    struct change ch;

    if (read_back(k, &v) != 0 || read_chosen(k, &v) != 0)
        return (int)k->c.err;
    if (!v.select)
        return fail(&k->c, E_DENIED, "Your roles may not change %s.", v.type->plural);
    if (v.nchosen == 0) {
        fail(&k->c, E_INVALID, "Tick the rows to change first.");
        return show_again(k, &v);
    }
    if (form_get(&k->form, "do") != NULL && strcmp(form_get(&k->form, "do"), "ask") == 0)
        return show_again(k, &v);
    if (read_change(k, &v, &ch) != 0 || change_all(k, &v, &ch) != 0)
        return show_again(k, &v);
    flash_set(k, arena_printf(k->c.arena, "Changed %s.",
        register_counted(k, v.type, (int64_t)v.nchosen)));
    resp_redirect(k->c.arena, k->resp, register_path(k, &v));
    return 0;
}
