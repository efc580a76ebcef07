/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * input.c - one field of a form: label, control, help and error, by the kind
 * of the field.  Every control works without scripts; form.js only adds to it.
 */
#include <inttypes.h>

#include "web/form.h"

#define RADIOS 4                /* choices shown side by side; more become a list */

bool
input_filled(const struct input *in)
{
    for (size_t i = 0; i < in->n; i++)
        if (slice_trim(in->words[i]).n > 0)
            return true;
    return false;
}

/* What a scalar shows: of several parts the last counts, as when it is read. */
static struct slice
word_of(const struct input *in)
{
    return in->n > 0 ? in->words[in->n - 1] : (struct slice){ "", 0 };
}

static bool
holds(const struct input *in, const char *word)
{
    for (size_t i = 0; i < in->n; i++)
        if (slice_eq(slice_trim(in->words[i]), word))
            return true;
    return false;
}

static bool
is_group(const struct field *f)
{
    if (f->shape.kind == K_BOOL)
        return true;
    return f->shape.kind == K_ENUM && (f->shape.list || f->shape.nchoices <= RADIOS);
}

static void
describe(struct buf *h, const struct input *in)
{
    if (in->f->help == NULL && in->error == NULL && in->f->shape.kind != K_INT)
        return;
    buf_lit(h, " aria-describedby=\"");
    if (in->error != NULL)
        buf_printf(h, "e-%s ", in->f->name);
    if (in->f->help != NULL || in->f->shape.kind == K_INT)
        buf_printf(h, "h-%s", in->f->name);
    buf_lit(h, "\"");
}

/* id, name and what readers are told; names of fields are ours. */
static void
attributes(struct buf *h, const struct input *in)
{
    buf_printf(h, " id=\"f-%s\" name=\"%s\"", in->f->name, in->f->name);
    if (in->required)
        buf_lit(h, " aria-required=\"true\"");
    if (in->error != NULL)
        buf_lit(h, " aria-invalid=\"true\"");
    describe(h, in);
}

static void
line(struct buf *h, const struct input *in, const char *more)
{
    buf_printf(h, "<input class=\"form-control\" %s", more);
    attributes(h, in);
    buf_lit(h, " value=\"");
    html_slice(h, word_of(in));
    buf_lit(h, "\">");
}

/* A browser empties a date field that holds no date: what was typed stays as text. */
static void
date(struct buf *h, const struct input *in)
{
    struct slice word = slice_trim(word_of(in));
    int64_t day;

    line(h, in, word.n == 0 || date_parse(word, &day) ? "type=\"date\"" : "type=\"text\"");
}

static void
area(struct buf *h, const struct input *in, int rows)
{
    buf_printf(h, "<textarea class=\"form-control%s\" rows=\"%d\"%s",
        in->f->shape.kind == K_JSON ? " code" : "", rows,
        in->f->shape.kind == K_JSON ? " spellcheck=\"false\"" : "");
    attributes(h, in);
    buf_lit(h, ">\n");          /* a first line break is the parser's */
    for (size_t i = 0; i < in->n; i++) {
        if (i > 0)
            buf_lit(h, "\n");
        html_slice(h, in->words[i]);
    }
    buf_lit(h, "</textarea>");
}

static void
tick(struct buf *h, const struct input *in, const char *type, const char *value,
    const char *label, bool on)
{
    bool invalid = in->error != NULL && strcmp(type, "checkbox") == 0;

    buf_printf(h, "<label class=\"tick\"><input type=\"%s\" name=\"%s\" value=\"%s\"%s%s><span>",
        type, in->f->name, value, on ? " checked" : "", invalid ? " aria-invalid=\"true\"" : "");
    html_text(h, label);
    buf_lit(h, "</span></label>");
}

/* An empty part goes first, so that "nothing chosen" is told from "not asked". */
static void
ticks(struct buf *h, const struct input *in)
{
    const struct field *f = in->f;
    const char *type = f->shape.list ? "checkbox" : "radio";

    buf_printf(h, "<input type=\"hidden\" name=\"%s\" value=\"\">", f->name);
    buf_printf(h, "<div class=\"ticks%s\">", f->shape.nchoices > RADIOS ? " many" : "");
    if (f->shape.kind == K_BOOL) {
        tick(h, in, type, "true", "Yes", holds(in, "true") || holds(in, "yes"));
        tick(h, in, type, "false", "No", holds(in, "false") || holds(in, "no"));
    }
    for (size_t i = 0; i < f->shape.nchoices; i++)
        tick(h, in, type, f->shape.choices[i].name, f->shape.choices[i].label,
            holds(in, f->shape.choices[i].name));
    if (!f->shape.list && !(f->flags & REQUIRED))
        tick(h, in, type, "", "Not said", !input_filled(in));
    buf_lit(h, "</div>");
}

static void
option(struct buf *h, const char *value, bool on)
{
    buf_lit(h, "<option value=\"");
    html_text(h, value);
    buf_puts(h, on ? "\" selected>" : "\">");
}

static void
choices(struct buf *h, const struct input *in)
{
    const struct field *f = in->f;
    bool known = false;

    buf_lit(h, "<select class=\"form-select\"");
    attributes(h, in);
    buf_lit(h, ">");
    option(h, "", !input_filled(in));
    buf_puts(h, f->flags & REQUIRED ? "Choose\xe2\x80\xa6</option>" : "Not said</option>");
    for (size_t i = 0; i < f->shape.nchoices; i++) {
        bool on = holds(in, f->shape.choices[i].name);

        known = known || on;
        option(h, f->shape.choices[i].name, on);
        html_text(h, f->shape.choices[i].label);
        buf_lit(h, "</option>");
    }
    if (!known && input_filled(in)) {   /* a word that is none of them: kept as it came */
        buf_lit(h, "<option selected>");
        html_slice(h, word_of(in));
        buf_lit(h, "</option>");
    }
    buf_lit(h, "</select>");
}

/* References. */

static void
pick_text(struct buf *h, const struct pick *p, bool typed)
{
    html_text(h, p->title);
    buf_lit(h, " \xc2\xb7 ");
    html_text(h, p->key);
    if (typed) {
        buf_lit(h, " \xc2\xb7 ");
        html_text(h, p->type->label);
    }
}

static bool
listed(const struct picks *s, struct slice key)
{
    for (size_t i = 0; i < s->n; i++)
        if (slice_eq(key, s->p[i].key))
            return true;
    return false;
}

/* What form.js needs: where to search, and which types the person may add. */
static void
pick_data(struct call *k, const struct field *f)
{
    struct buf *h = k->out;
    bool any = strcmp(f->shape.targets, "*") == 0;
    size_t n = 0;

    buf_puts(h, f->shape.list ? " data-pick=\"many\" data-types=\"" : " data-pick=\"one\""
        " data-types=\"");
    for (struct slice l = slice_of(f->shape.targets), w; word_next(&l, &w); n++)
        buf_printf(h, "%s%.*s", n > 0 ? "," : "", (int)w.n, w.p);
    buf_lit(h, "\" data-create=\"");
    n = 0;
    for (size_t i = 0; i < n_rec_types && !any; i++) {
        const struct rec_type *t = rec_types[i];

        if (targets_take(f->shape.targets, t) && rec_may_create(&k->c, t)
            && !(t->flags & SINGLETON))
            buf_printf(h, "%s%s|%s|%s", n++ > 0 ? ";" : "", t->slug, t->label,
                t->fields[t->title].name);
    }
    buf_lit(h, "\"");
}

static void
pick_select(struct call *k, const struct input *in, const struct picks *s)
{
    struct buf *h = k->out;
    const struct field *f = in->f;
    bool several = strchr(f->shape.targets, ' ') != NULL;

    if (f->shape.list)
        buf_printf(h, "<input type=\"hidden\" name=\"%s\" value=\"\">", f->name);
    buf_printf(h, "<select class=\"form-select\"%s", f->shape.list ? " multiple size=\"6\"" : "");
    attributes(h, in);
    pick_data(k, f);
    buf_lit(h, ">");
    if (!f->shape.list) {
        option(h, "", !input_filled(in));
        buf_puts(h, in->required ? "Choose\xe2\x80\xa6</option>" : "Nobody or nothing</option>");
    }
    for (size_t i = 0; i < s->n; i++) {
        option(h, s->p[i].key, holds(in, s->p[i].key));
        pick_text(h, &s->p[i], several);
        buf_lit(h, "</option>");
    }
    for (size_t i = 0; i < in->n; i++) {        /* what is no longer there, or was typed */
        struct slice word = slice_trim(in->words[i]);

        if (word.n == 0 || listed(s, word))
            continue;
        option(h, arena_strndup(k->c.arena, word.p, word.n), true);
        html_slice(h, word);
        buf_lit(h, "</option>");
    }
    buf_lit(h, "</select>");
}

static const char *
title_in(struct call *k, struct slice word)
{
    const char *key = arena_strndup(k->c.arena, word.p, word.n);

    return rec_type_by_prefix(word) != NULL ? rec_name_of(&k->c, key) : key;
}

/* Too many to list: type a key or a title, with the most recent ones to choose from. */
static void
pick_line(struct call *k, const struct input *in, const struct picks *s)
{
    struct buf *h = k->out;
    const struct field *f = in->f;

    buf_printf(h, "<input class=\"form-control\" type=\"text\" autocomplete=\"off\" "
        "list=\"l-%s\"", f->name);
    attributes(h, in);
    pick_data(k, f);
    buf_lit(h, " value=\"");
    for (size_t i = 0; i < in->n; i++) {
        if (in->words[i].n == 0)
            continue;
        if (i > 0 && in->words[i - 1].n > 0)
            buf_lit(h, ",");
        html_slice(h, in->words[i]);
    }
    buf_lit(h, "\">");
    buf_printf(h, "<datalist id=\"l-%s\">", f->name);
    for (size_t i = 0; i < s->n; i++) {
        option(h, s->p[i].key, false);
        pick_text(h, &s->p[i], true);
        buf_lit(h, "</option>");
    }
    buf_lit(h, "</datalist><span hidden class=\"titles\">");
    for (size_t i = 0; i < in->n; i++) {
        struct slice word = slice_trim(in->words[i]);

        buf_lit(h, "<span data-key=\"");
        html_slice(h, word);
        buf_lit(h, "\">");
        html_text(h, title_in(k, word));
        buf_lit(h, "</span>");
    }
    buf_lit(h, "</span>");
}

static void
reference(struct call *k, struct form_page *p, const struct input *in)
{
    const struct picks *s = picks_of(k, p, in->f->shape.targets);
    struct buf *h = k->out;

    if (s->all)
        pick_select(k, in, s);
    else
        pick_line(k, in, s);
    if (!s->all || in->f->shape.list)
        buf_printf(h, "<noscript><p class=\"help\">%s</p></noscript>",
            s->all ? "Hold Ctrl (or Cmd) to choose several."
            : in->f->shape.list ? "Keys of records, separated by commas, such as RSK-07, AST-02."
            : "The key or the whole title of a record.");
}

static void
control(struct call *k, struct form_page *p, const struct input *in)
{
    struct buf *h = k->out;
    const struct shape *s = &in->f->shape;

    switch (s->kind) {
    case K_REF:
        reference(k, p, in);
        break;
    case K_ENUM:
        choices(h, in);
        break;
    case K_DATE:
        date(h, in);
        break;
    case K_INT:
        line(h, in, "type=\"text\" inputmode=\"numeric\" autocomplete=\"off\"");
        break;
    case K_DEC:
    case K_MONEY:
        line(h, in, "type=\"text\" inputmode=\"decimal\" autocomplete=\"off\"");
        break;
    case K_TEXT:
        area(h, in, 3);
        break;
    case K_JSON:
        area(h, in, 6);
        break;
    default:
        if (s->list)
            area(h, in, 3);
        else
            line(h, in, "type=\"text\" autocomplete=\"off\"");
    }
}

/* The line under the control. */
static void
help(struct buf *h, const struct input *in)
{
    const struct field *f = in->f;

    if (f->help != NULL || f->shape.kind == K_INT)
        buf_printf(h, "<p class=\"help\" id=\"h-%s\">", f->name);
    if (f->shape.kind == K_JSON && f->help != NULL
        && (f->help[0] == '[' || f->help[0] == '{')) {
        buf_lit(h, "Written as JSON, in the form of <code>");
        html_text(h, f->help);
        buf_lit(h, "</code>");
    } else if (f->shape.kind == K_JSON && f->help != NULL) {
        html_text(h, f->help);
        buf_lit(h, ". Written as JSON, such as <code>{\"name\": \"value\"}</code> or "
            "<code>[1, 2]</code>");
    } else {
        html_text(h, f->help);
    }
    if (f->shape.kind == K_INT)
        buf_printf(h, "%sA whole number from %" PRId64 " to %" PRId64,
            f->help != NULL ? ". " : "", f->shape.min, f->shape.max);
    if (f->help != NULL || f->shape.kind == K_INT)
        buf_lit(h, "</p>");
    if (f->shape.list && f->shape.kind == K_STR)
        buf_lit(h, "<p class=\"help\">One a line.</p>");
}

static void
need(struct buf *h, const struct input *in)
{
    if (in->need == NULL)
        return;
    buf_lit(h, " <span class=\"needed\">");
    html_text(h, in->need);
    buf_lit(h, "</span>");
}

static void
fault(struct buf *h, const struct input *in)
{
    if (in->error == NULL)
        return;
    buf_printf(h, "<p class=\"field-error\" id=\"e-%s\">", in->f->name);
    html_text(h, in->error);
    buf_lit(h, "</p>");
}

static const char *
width(const struct field *f)
{
    switch (f->shape.kind) {
    case K_INT:
    case K_DEC:
    case K_DATE:
    case K_MONEY:
        return " short";
    case K_REF:
        return f->shape.list ? "" : " medium";
    case K_ENUM:
        return " medium";
    default:
        return "";
    }
}

void
html_input(struct call *k, struct form_page *p, const struct input *in)
{
    struct buf *h = k->out;
    const struct field *f = in->f;

    if (is_group(f)) {
        buf_printf(h, "<fieldset class=\"field\" id=\"f-%s\" tabindex=\"-1\"%s", f->name,
            f->shape.list ? "" : " role=\"radiogroup\"");
        if (!f->shape.list && in->required)
            buf_lit(h, " aria-required=\"true\"");
        if (!f->shape.list && in->error != NULL)
            buf_lit(h, " aria-invalid=\"true\"");
        describe(h, in);
        buf_lit(h, "><legend>");
    } else {
        buf_printf(h, "<div class=\"field%s\"><label for=\"f-%s\">", width(f), f->name);
    }
    html_text(h, f->label);
    need(h, in);
    buf_puts(h, is_group(f) ? "</legend>" : "</label>");
    if (is_group(f))
        ticks(h, in);
    else
        control(k, p, in);
    fault(h, in);
    help(h, in);
    buf_puts(h, is_group(f) ? "</fieldset>" : "</div>");
}
