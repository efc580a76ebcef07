/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* register_view.c - a register's address: read, checked, written again. */
#include <stdio.h>
#include <stdlib.h>

#include "rec/kind.h"
#include "web/register.h"

#define DEFAULT_COLS 6
#define PAGE_ROWS 50
#define STATE_MAX 60            /* parameters kept */

bool
field_filterable(const struct field *f)
{
    return f->shape.kind != K_JSON && f->shape.kind != K_TEXT;
}

bool
field_sortable(const struct field *f)
{
    return f->flags & LISTED && !f->shape.list;
}

static bool
has_col(const struct register_view *v, int field)
{
    for (size_t i = 0; i < v->ncols; i++)
        if (v->cols[i] == field)
            return true;
    return false;
}

static void
add_col(struct register_view *v, int field)
{
    if (field >= 0 && v->ncols < COLS_MAX && !has_col(v, field))
        v->cols[v->ncols++] = field;
}

/* Short values say most for their width: words, then figures and dates, then names. */
static int
width_class(const struct field *f)
{
    switch (f->shape.kind) {
    case K_ENUM: case K_BOOL:
        return f->shape.list ? 2 : 0;
    case K_INT: case K_DEC: case K_MONEY: case K_DATE:
        return 1;
    default:
        return 2;
    }
}

/* Title and state first, owner and next date last, between them what the type lists. */
static void
default_cols(struct register_view *v)
{
    const struct rec_type *t = v->type;
    bool picked[256] = { false };
    size_t room = DEFAULT_COLS - 1 - (t->state >= 0) - (v->owner >= 0) - (v->due >= 0);

    for (int width = 0; width <= 2; width++)
        for (size_t i = 0; i < t->nfields && i < ARRAY_LEN(picked) && room > 0; i++) {
            if (!(t->fields[i].flags & LISTED) || width_class(&t->fields[i]) != width
                || (int)i == t->title || (int)i == t->state || (int)i == v->owner
                || (int)i == v->due)
                continue;
            picked[i] = true;
            room--;
        }
    v->ncols = 0;
    add_col(v, t->title);
    add_col(v, t->state);
    for (size_t i = 0; i < t->nfields && i < ARRAY_LEN(picked); i++)
        if (picked[i])
            add_col(v, (int)i);
    add_col(v, v->owner);
    add_col(v, v->due);
}

static int
read_cols(struct call *k, struct register_view *v, const char *list)
{
    v->ncols = 0;
    add_col(v, v->type->title);
    for (struct slice rest = slice_of(list); rest.n > 0; ) {
        struct slice name = slice_cut(&rest, ',');
        int f = rec_field_index(v->type, name);

        if (f < 0 || v->type->fields[f].shape.kind == K_JSON)
            return fail_field(&k->c, "cols", "%s have no column \xe2\x80\x9c%.*s\xe2\x80\x9d.",
                v->type->plural, (int)(name.n < 40 ? name.n : 40), name.p);
        add_col(v, f);
    }
    return 0;
}

static int
read_group(struct call *k, struct register_view *v, const char *name)
{
    int f = rec_field_index(v->type, slice_of(name));

    if (f < 0 || !field_sortable(&v->type->fields[f])
        || (v->type->fields[f].shape.kind != K_ENUM && v->type->fields[f].shape.kind != K_REF
            && v->type->fields[f].shape.kind != K_BOOL))
        return fail_field(&k->c, "group", "Rows cannot be grouped by \xe2\x80\x9c%.40s"
            "\xe2\x80\x9d.", name);
    v->group = f;
    return 0;
}

static int
read_mark(struct call *k, struct register_view *v, const char *value)
{
    for (int i = AMBER; i <= RED; i++)
        if (strcmp(value, colour_names[i]) == 0) {
            v->mark = (enum colour)i;
            return 0;
        }
    return fail_field(&k->c, "mark", "mark is red or amber.");
}

static int
read_open(struct call *k, struct register_view *v, const char *value)
{
    if (strcmp(value, "true") != 0)
        return fail_field(&k->c, "open", "open is true, or left out.");
    v->q.open_only = true;
    return 0;
}

static int
read_one(struct call *k, struct register_view *v, const struct pair *p)
{
    const char *value = p->value.p;

    if (strcmp(p->name, "cols") == 0)
        return read_cols(k, v, value);
    if (strcmp(p->name, "group") == 0)
        return read_group(k, v, value);
    if (strcmp(p->name, "mark") == 0)
        return read_mark(k, v, value);
    if (strcmp(p->name, "open") == 0)
        return read_open(k, v, value);
    return query_set(&k->c, &v->q, p->name, value);
}

/* The same filter twice (a list of ticked boxes) becomes one with commas. */
static bool
merge(struct call *k, struct register_view *v, const struct pair *p)
{
    const char *name = strcmp(p->name, "col") == 0 ? "cols" : p->name;

    for (size_t i = 0; i < v->nstate; i++) {
        struct pair *have = &v->state[i];

        if (strcmp(have->name, name) != 0)
            continue;
        have->value.p = arena_printf(k->c.arena, "%s,%s", have->value.p, p->value.p);
        have->value.n += 1 + p->value.n;
        v->untidy = true;
        return true;
    }
    return false;
}

static void
collect(struct call *k, struct register_view *v, const struct pair *query, size_t n)
{
    v->state = arena_alloc(k->c.arena, (STATE_MAX + 1) * sizeof *v->state);
    for (size_t i = 0; i < n; i++) {
        const struct pair *p = &query[i];

        if (strcmp(p->name, "panel") == 0) {
            v->panel = p->value.p;
        } else if (strcmp(p->name, "format") == 0) {
            continue;
        } else if (p->value.n == 0 || v->nstate == STATE_MAX) {
            v->untidy = true;
        } else if (!merge(k, v, p)) {
            v->state[v->nstate] = *p;
            if (strcmp(p->name, "col") == 0) {
                v->state[v->nstate].name = "cols";
                v->untidy = true;
            }
            v->nstate++;
        }
    }
}

static void
drop(struct register_view *v, size_t i)
{
    memmove(&v->state[i], &v->state[i + 1], (v->nstate - i - 1) * sizeof *v->state);
    v->nstate--;
}

/* What cannot be read is left out, and the page says so. */
static void
note_problem(struct call *k, struct register_view *v, const char *name)
{
    const char *why = k->c.nfields > 0 ? k->c.fields[0].message : k->c.message;

    if (v->problem == NULL && rec_field_index(v->type, slice_of(name)) >= 0)
        v->problem = arena_printf(k->c.arena, "%s It was left out.", why);
    else if (v->problem == NULL)
        v->problem = arena_printf(k->c.arena, "\xe2\x80\x9c%.60s\xe2\x80\x9d in the address: %s "
            "It was left out.", name, why);
    ctx_clear(&k->c);
}

/* The address without its place in the list; "after" belongs to one order of the rows. */
static void
apply(struct call *k, struct register_view *v)
{
    size_t nfilters;

    for (size_t i = 0; i < v->nstate; ) {
        nfilters = v->q.nfilters;
        if (read_one(k, v, &v->state[i]) != 0) {
            v->q.nfilters = nfilters;
            note_problem(k, v, v->state[i].name);
            drop(v, i);
        } else if (strcmp(v->state[i].name, "after") == 0) {
            drop(v, i);
        } else {
            i++;
        }
    }
}

int
register_read(struct call *k, const struct pair *query, size_t n, struct register_view *v)
{
    const struct rec_type *t = rec_type_by_slug(slice_of(req_param(k->req, "types")));

    if (t == NULL)
        return fail(&k->c, E_NOTFOUND, "There is no register of this name.");
    *v = (struct register_view){ .type = t, .group = -1,
        .owner = strcmp(t->name, "Person") == 0 ? -1 : type_owner_field(t),
        .due = type_due_field(t), .q = { .type = t, .sort = -1, .limit = PAGE_ROWS } };
    default_cols(v);
    collect(k, v, query, n);
    apply(k, v);
    if (v->ncols == 0)
        default_cols(v);
    if (v->group >= 0 && v->q.sort != v->group) {
        v->q.sort = v->group;
        v->q.descending = false;
    }
    v->select = register_may_select(k, t);
    return (int)k->c.err;
}

int
register_judge(struct call *k, struct register_view *v)
{
    const char **keys;

    if (call_outlook(k, &v->outlook) != 0)
        return (int)k->c.err;
    if (v->mark == GREY)
        return 0;
    keys = arena_alloc(k->c.arena, (v->outlook->nitems + 1) * sizeof *keys);
    v->q.only = keys;
    v->q.nonly = 0;
    for (size_t i = 0; i < v->outlook->nitems; i++) {
        const struct item *it = &v->outlook->items[i];

        if (it->type == v->type && it->key != NULL && it->colour == v->mark)
            keys[v->q.nonly++] = it->key;
    }
    return 0;
}

const char *
register_get(const struct register_view *v, const char *name)
{
    for (size_t i = 0; i < v->nstate; i++)
        if (strcmp(v->state[i].name, name) == 0)
            return v->state[i].value.p;
    return NULL;
}

/* Names of fields are words, but those of the address come from outside. */
static void
write_pair(struct buf *b, const char **sep, const char *and, const char *name, const char *value)
{
    buf_puts(b, *sep);
    url_escape(b, name, strlen(name));
    buf_putc(b, '=');
    url_escape(b, value, strlen(value));
    *sep = and;
}

static void
write_path(struct call *k, struct buf *b, const struct register_view *v, const char *name,
    const char *value, const char *and)
{
    const char *sep = "?";
    bool done = value == NULL;

    html_text(b, k->base);
    buf_printf(b, "/r/%s", v->type->slug);
    for (size_t i = 0; i < v->nstate; i++) {
        bool this = name != NULL && strcmp(v->state[i].name, name) == 0;

        if (this && (done || value == NULL))
            continue;
        write_pair(b, &sep, and, v->state[i].name, this ? value : v->state[i].value.p);
        done = done || this;
    }
    if (!done)
        write_pair(b, &sep, and, name, value);
}

void
register_href(struct call *k, const struct register_view *v, const char *name, const char *value)
{
    write_path(k, k->out, v, name, value, "&amp;");
}

char *
register_path(struct call *k, const struct register_view *v)
{
    struct buf b;
    char *path;

    buf_init(&b, (size_t)64 << 10);
    write_path(k, &b, v, NULL, NULL, "&");
    path = arena_strndup(k->c.arena, b.p, b.n);
    buf_free(&b);
    return path;
}

void
register_hidden(struct call *k, const struct register_view *v, const char *without)
{
    for (size_t i = 0; i < v->nstate; i++) {
        if (word_in(without, v->state[i].name))
            continue;
        buf_lit(k->out, "<input type=\"hidden\" name=\"");
        html_text(k->out, v->state[i].name);
        buf_lit(k->out, "\" value=\"");
        html_text(k->out, v->state[i].value.p);
        buf_lit(k->out, "\">");
    }
}

bool
register_has_filters(const struct register_view *v)
{
    return v->q.nfilters > 0 || v->q.text != NULL || v->q.tag != NULL
        || v->q.open_only || v->mark != GREY;
}
