/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* value.c - values of fields for people: words, dates, names with links. */
#include <stdlib.h>

#include "rec/kind.h"
#include "web/estimate.h"
#include "web/quantification.h"

struct names {
    struct rec_name *p;
    size_t n;
};

struct key_list {
    const char **p;
    size_t n, cap;
};

static int
compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
add_keys(struct call *k, struct key_list *l, const struct field *f, const struct value *v)
{
    struct slice rest = { v->s, v->n }, key;

    if (!f->shape.list) {
        *arena_push(k->c.arena, l->p, l->n, l->cap) = v->s;
        return;
    }
    while (json_array_next(k->c.arena, &rest, &key))
        *arena_push(k->c.arena, l->p, l->n, l->cap) = arena_strndup(k->c.arena, key.p, key.n);
}

struct names *
names_of(struct call *k, const struct rec *const *recs, size_t n)
{
    struct names *names = arena_new_of(k->c.arena, struct names);
    struct key_list l = { 0 };
    size_t distinct = 0;

    for (size_t i = 0; i < n; i++) {
        if (rec_is_named_by_others(recs[i]->type) && recs[i]->key != NULL)
            *arena_push(k->c.arena, l.p, l.n, l.cap) = recs[i]->key;
        for (size_t f = 0; f < recs[i]->type->nfields; f++)
            if (recs[i]->type->fields[f].shape.kind == K_REF && !rec_is_null(recs[i], (int)f))
                add_keys(k, &l, &recs[i]->type->fields[f], &recs[i]->v[f]);
    }
    if (l.n == 0)
        return names;
    qsort(l.p, l.n, sizeof *l.p, compare_keys);
    for (size_t i = 0; i < l.n; i++)
        if (i == 0 || strcmp(l.p[i], l.p[i - 1]) != 0)
            l.p[distinct++] = l.p[i];
    names->p = arena_alloc(k->c.arena, distinct * sizeof *names->p);
    if (rec_names(&k->c, l.p, distinct, names->p) == 0)
        names->n = distinct;
    return names;
}

const char *
name_in(const struct names *names, const char *key)
{
    size_t lo = 0, hi = names->n;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int order = strcmp(names->p[mid].key, key);

        if (order == 0)
            return names->p[mid].title;
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return key;
}

void
html_href(struct call *k, const char *key)
{
    const struct rec_type *t = rec_type_by_prefix(slice_of(key));

    html_text(k->out, k->base);
    buf_lit(k->out, "/r/");
    buf_puts(k->out, t != NULL ? t->slug : "");
    buf_lit(k->out, "/");
    html_url(k->out, key);
}

void
html_link(struct call *k, const char *key, const char *title)
{
    const struct rec_type *t = rec_type_by_prefix(slice_of(key));

    buf_lit(k->out, "<a href=\"");
    html_href(k, key);
    buf_lit(k->out, "\">");
    if (t != NULL && strcmp(t->name, "Person") == 0)
        html_person(k->out, title);
    else
        html_text(k->out, title);
    buf_lit(k->out, "</a>");
}

#define BRIEF_ITEMS 3

static void
list_value(struct call *k, const struct field *f, const struct value *v, const struct names *names,
    bool brief)
{
    struct buf *h = k->out;
    struct slice rest = { v->s, v->n }, s;
    size_t n = 0, more = 0;

    buf_puts(h, brief ? "<span class=\"values\">" : "<ul class=\"plain values\">");
    while (json_array_next(k->c.arena, &rest, &s)) {
        const char *word = arena_strndup(k->c.arena, s.p, s.n);
        struct field one = *f;

        if (brief && n == BRIEF_ITEMS) {
            more++;
            continue;
        }
        one.shape.list = false;
        if (brief && n > 0)
            buf_lit(h, ", ");
        buf_puts(h, brief ? "" : "<li>");
        html_value(k, &one, &(struct value){ .t = V_TEXT, .s = word, .n = s.n }, names, brief);
        n++;
    }
    if (more > 0)
        buf_printf(h, " <span class=\"muted\">and %zu more</span>", more);
    buf_puts(h, brief ? "</span>" : "</ul>");
}

/* "freq_from" -> "freq from": names and stored words within JSON. */
static void
json_word(struct buf *h, const char *s)
{
    for (; *s != '\0'; s++)
        html_slice(h, *s == '_' ? SLICE(" ") : (struct slice){ s, 1 });
}

static void json_value(struct buf *h, const json_t *j);

/* Objects of one kind: no row has a member that the first lacks. */
static bool
is_table(const json_t *j)
{
    const char *name;
    json_t *row, *cell;
    size_t i;

    json_array_foreach(j, i, row) {
        if (!json_is_object(row) || json_object_size(row) == 0)
            return false;
        json_object_foreach(row, name, cell)
            if (json_object_get(json_array_get(j, 0), name) == NULL)
                return false;
    }
    return json_array_size(j) > 1;
}

/* The members of the first give the columns. */
static void
json_table(struct buf *h, const json_t *j)
{
    json_t *first = json_array_get(j, 0), *row, *cell;
    const char *name;
    size_t i;

    buf_lit(h, "<div class=\"scroll\" tabindex=\"0\"><table class=\"list json\"><thead><tr>");
    json_object_foreach(first, name, cell) {
        buf_lit(h, "<th scope=\"col\">");
        json_word(h, name);
        buf_lit(h, "</th>");
    }
    buf_lit(h, "</tr></thead><tbody>");
    json_array_foreach(j, i, row) {
        buf_lit(h, "<tr>");
        json_object_foreach(first, name, cell) {
            const json_t *v = json_object_get(row, name);

            buf_lit(h, "<td>");
            if (v != NULL)
                json_value(h, v);
            buf_lit(h, "</td>");
        }
        buf_lit(h, "</tr>");
    }
    buf_lit(h, "</tbody></table></div>");
}

static void
json_terms(struct buf *h, const json_t *j)
{
    const char *name;
    json_t *item;

    buf_lit(h, "<dl class=\"json\">");
    json_object_foreach((json_t *)(uintptr_t)j, name, item) {
        buf_lit(h, "<div><dt>");
        json_word(h, name);
        buf_lit(h, "</dt><dd>");
        json_value(h, item);
        buf_lit(h, "</dd></div>");
    }
    buf_lit(h, "</dl>");
}

static void
json_list(struct buf *h, const json_t *j)
{
    json_t *item;
    size_t i;

    buf_lit(h, "<ol class=\"json\">");
    json_array_foreach(j, i, item) {
        buf_lit(h, "<li>");
        json_value(h, item);
        buf_lit(h, "</li>");
    }
    buf_lit(h, "</ol>");
}

/* JSON for people: a list of objects is a table, an object its terms. */
static void
json_value(struct buf *h, const json_t *j)
{
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        json_terms(h, j);
        break;
    case JSON_ARRAY:
        if (is_table(j))
            json_table(h, j);
        else
            json_list(h, j);
        break;
    case JSON_STRING:
        json_word(h, json_string_value(j));
        break;
    case JSON_INTEGER:
        buf_int(h, json_integer_value(j));
        break;
    case JSON_REAL:
        buf_printf(h, "%.10g", json_real_value(j));
        break;
    default:
        buf_puts(h, json_is_true(j) ? "yes" : json_is_false(j) ? "no" : "\xe2\x80\x93");
    }
}

static void
show_json(struct call *k, const struct field *f, const struct value *v)
{
    const char *why;
    struct loss_estimate e;
    struct dependence d;
    json_t *j;

    if (f->check == estimate_check && estimate_of_value(k->c.arena, v, &e)) {
        html_estimate(k, &e);
        return;
    }
    if (f->check == dependence_check && dependence_of_value(k->c.arena, v, &d)) {
        html_dependence(k, k->out, &d);
        return;
    }
    j = json_in(k->c.arena, (struct slice){ v->s, v->n }, v->n, &why);
    if (j == NULL)
        return;
    if (!html_kept_result(k, j))
        json_value(k->out, j);
    json_decref(j);
}

/* 1234567.50 -> 1 234 567.50, with thin spaces. */
static void
show_money(struct buf *h, const char *text)
{
    size_t whole = strcspn(text, "."), from = text[0] == '-';

    for (size_t i = 0; text[i] != '\0'; i++) {
        if (i > from && i < whole && (whole - i) % 3 == 0)
            buf_lit(h, "\xe2\x80\xaf");
        buf_putc(h, text[i]);
    }
}

static void
show_state(struct call *k, const struct field *f, const struct value *v)
{
    buf_lit(k->out, "<span class=\"state\">");
    html_text(k->out, value_text(&k->c, f, v));
    buf_lit(k->out, "</span>");
}

void
html_value(struct call *k, const struct field *f, const struct value *v, const struct names *names,
    bool brief)
{
    struct buf *h = k->out;

    if (v->t == V_NULL) {
        if (!brief)
            buf_lit(h, "<span class=\"muted\">\xe2\x80\x93</span>");
        return;
    }
    if (f->shape.list) {
        list_value(k, f, v, names, brief);
        return;
    }
    switch (f->shape.kind) {
    case K_REF:
        html_link(k, v->s, name_in(names, v->s));
        break;
    case K_DATE:
        html_date(h, v->i, k->c.today);
        break;
    case K_MONEY:
        show_money(h, value_text(&k->c, f, v));
        break;
    case K_JSON:
        show_json(k, f, v);
        break;
    case K_TEXT:
        buf_lit(h, "<span class=\"prose\">");
        html_slice(h, (struct slice){ v->s, v->n });
        buf_lit(h, "</span>");
        break;
    default:
        if (f->flags & READONLY && f->shape.kind == K_ENUM)
            show_state(k, f, v);
        else
            html_text(h, value_text(&k->c, f, v));
    }
}

/* The label of a choice of any type: "c_party_changes" in a finding's detail. */
static const char *
choice_label(struct slice word)
{
    for (size_t t = 0; t < n_rec_types; t++)
        for (size_t f = 0; f < rec_types[t]->nfields; f++) {
            const struct choice *ch = rec_choice(&rec_types[t]->fields[f], word);

            if (ch != NULL)
                return ch->label;
        }
    return NULL;
}

static bool
in_word(char ch)
{
    return ch == '_' || ch == '-' || (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z')
        || (ch >= 'A' && ch <= 'Z');
}

static void
detail_word(struct call *k, struct slice word)
{
    const char *text = arena_strndup(k->c.arena, word.p, word.n), *label;

    if (rec_type_by_prefix(word) != NULL && !sight_sees(&k->c, text)) {
        buf_lit(k->out, "a restricted record");
    } else if (rec_type_by_prefix(word) != NULL) {
        html_link(k, text, rec_name_of(&k->c, text));
    } else if (memchr(word.p, '_', word.n) != NULL && (label = choice_label(word)) != NULL) {
        buf_lit(k->out, "\xe2\x80\x9c");
        html_text(k->out, label);
        buf_lit(k->out, "\xe2\x80\x9d");
    } else {
        html_slice(k->out, word);
    }
}

/* What a rule says of a record: keys become names, stored words become labels. */
void
html_detail(struct call *k, const char *text)
{
    while (*text != '\0') {
        size_t n = 0;

        while (in_word(text[n]))
            n++;
        if (n > 0)
            detail_word(k, (struct slice){ text, n });
        else
            html_slice(k->out, (struct slice){ text, n = 1 });
        text += n;
    }
}
