/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* typed.c - from forms and queries to inputs, from inputs to records and back. */
#include "rec/kind.h"
#include "web/form.h"

static void
new_line(struct buf *b, int depth)
{
    buf_printf(b, "\n%*s", 2 * depth, "");
}

/* JSON is edited over several lines; the text itself, numbers above all, stays as it is. */
static struct slice
indented(struct call *k, const struct value *v)
{
    bool quoted = false;
    struct slice ret;
    struct buf b;
    int depth = 0;

    buf_init(&b, BUF_MAX);
    for (size_t i = 0; i < v->n; i++) {
        char ch = v->s[i];
        bool empty = i + 1 < v->n && (v->s[i + 1] == '}' || v->s[i + 1] == ']');

        if (!quoted && (ch == '}' || ch == ']') && i > 0 && v->s[i - 1] != '{'
            && v->s[i - 1] != '[')
            new_line(&b, --depth);
        buf_putc(&b, ch);
        if (ch == '"')
            quoted = !quoted;
        else if (quoted && ch == '\\' && i + 1 < v->n)
            buf_putc(&b, v->s[++i]);
        else if (!quoted && ch == ':')
            buf_putc(&b, ' ');
        else if (!quoted && ch == ',')
            new_line(&b, depth);
        else if (!quoted && (ch == '{' || ch == '[') && !empty)
            new_line(&b, ++depth);
    }
    ret = (struct slice){ arena_strndup(k->c.arena, b.p, b.n), b.n };
    buf_free(&b);
    return ret;
}

static struct slice
scalar_word(struct call *k, const struct field *f, const struct value *v)
{
    if (f->shape.kind == K_JSON)
        return indented(k, v);
    if (f->shape.kind == K_BOOL)
        return slice_of(v->i != 0 ? "true" : "false");
    if (v->t == V_TEXT)
        return (struct slice){ v->s, v->n };
    return slice_of(value_text(&k->c, f, v));
}

void
inputs_set(struct call *k, struct input *in, const struct value *v)
{
    struct slice rest = { v->s, v->n }, s;
    size_t cap = 0;

    in->words = NULL;
    in->n = 0;
    if (v->t == V_NULL)
        return;
    if (!in->f->shape.list) {
        *arena_push(k->c.arena, in->words, in->n, cap) = scalar_word(k, in->f, v);
        return;
    }
    while (json_array_next(k->c.arena, &rest, &s))
        *arena_push(k->c.arena, in->words, in->n, cap) =
            (struct slice){ arena_strndup(k->c.arena, s.p, s.n), s.n };
}

struct input *
inputs_of(struct call *k, const struct rec *r)
{
    struct input *inputs = arena_alloc(k->c.arena, r->type->nfields * sizeof *inputs);

    for (size_t i = 0; i < r->type->nfields; i++) {
        inputs[i].f = &r->type->fields[i];
        inputs_set(k, &inputs[i], &r->v[i]);
    }
    return inputs;
}

/* The first part of a name replaces what stood there; more parts are added. */
static void
take_word(struct call *k, struct input *in, struct slice word)
{
    size_t cap = in->given ? in->n : 0;

    if (!in->given) {
        in->given = true;
        in->words = NULL;
        in->n = 0;
    }
    *arena_push(k->c.arena, in->words, in->n, cap) = word;
}

void
inputs_prefill(struct call *k, const struct rec_type *t, struct input *inputs)
{
    for (size_t i = 0; i < k->req->nquery; i++) {
        int at = rec_field_index(t, slice_of(k->req->query[i].name));

        if (at >= 0 && !(t->fields[at].flags & READONLY))
            take_word(k, &inputs[at], k->req->query[i].value);
    }
}

void
inputs_read(struct call *k, const struct rec_type *t, struct input *inputs, const char *asked)
{
    for (size_t i = 0; i < k->form.nparts; i++) {
        const struct part *p = &k->form.parts[i];
        int at = rec_field_index(t, slice_of(p->name));

        if (p->name[0] == '_')
            continue;
        if (at < 0)
            fail_field(&k->c, p->name, "%s has no field \xe2\x80\x9c%s\xe2\x80\x9d.", t->label,
                form_short(k, slice_of(p->name), 40));
        else if (asked != NULL ? !word_in(asked, p->name)
                : (t->fields[at].flags & READONLY) != 0)
            fail_field(&k->c, p->name, "%s is not set by this form.", t->fields[at].label);
        else
            take_word(k, &inputs[at], p->data);
    }
}

/* Several lines in one part; of keys and choices, which hold no commas, commas as well. */
static struct slice *
elements(struct call *k, const struct input *in, size_t *ret_n)
{
    struct slice *words = NULL;
    size_t n = 0, cap = 0;

    for (size_t i = 0; i < in->n; i++) {
        struct slice text = in->words[i];

        while (text.n > 0) {
            struct slice line = slice_cut(&text, '\n');

            while (line.n > 0) {
                struct slice word = slice_trim(in->f->shape.kind == K_STR ? line
                    : slice_cut(&line, ','));

                if (word.n > 0)
                    *arena_push(k->c.arena, words, n, cap) = word;
                if (in->f->shape.kind == K_STR)
                    break;
            }
        }
    }
    *ret_n = n;
    return words;
}

/* People type keys, or pick "RSK-07 · Title" from a list, or a title. */
static int
find_keys(struct call *k, const struct field *f, struct slice *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *key;

        if (slice_trim(words[i]).n == 0)
            continue;
        key = pick_key(k, f->shape.targets, words[i]);
        if (key == NULL)
            return fail_field(&k->c, f->name, "%s: no single record is called \xe2\x80\x9c%s"
                "\xe2\x80\x9d. Choose one from the list, or write its key.", f->label,
                form_short(k, words[i], 80));
        words[i] = slice_of(key);
    }
    return 0;
}

static bool
among(const struct slice *words, size_t n, struct slice s)
{
    for (size_t i = 0; i < n; i++)
        if (words[i].n == s.n && memcmp(words[i].p, s.p, s.n) == 0)
            return true;
    return false;
}

/* Boxes and lists are sent in their own order: what stood there keeps its place. */
static struct slice *
in_old_order(struct call *k, const struct value *old, struct slice *words, size_t *n)
{
    struct slice *ret = arena_alloc(k->c.arena, (*n + 1) * sizeof *ret), s;
    struct slice rest = { old->s, old->n };
    size_t kept = 0, total;

    while (kept < *n && old->t == V_TEXT && json_array_next(k->c.arena, &rest, &s))
        if (among(words, *n, s))
            ret[kept++] = s;
    total = kept;
    for (size_t i = 0; i < *n && total < *n; i++)
        if (!among(ret, kept, words[i]))
            ret[total++] = words[i];
    *n = total;
    return ret;
}

/* Queries do not run after an error: what was wrong before is kept aside meanwhile. */
static void
apply_one(struct call *k, const struct input *in, struct value *ret)
{
    struct trouble before = { k->c.err, k->c.message, k->c.fields, k->c.nfields };
    size_t cap = k->c.fields_cap, n = in->n;
    struct slice *words = in->words, last = n > 0 ? in->words[n - 1] : (struct slice){ "", 0 };

    ctx_clear(&k->c);
    if (in->f->shape.list)
        words = elements(k, in, &n);
    else
        words = &last, n = 1;
    if (in->f->shape.kind != K_REF || find_keys(k, in->f, words, n) == 0) {
        if (in->f->shape.list && in->f->shape.kind != K_STR)
            words = in_old_order(k, ret, words, &n);
        if (in->f->shape.list)
            value_from_words(&k->c, in->f, words, n, ret);
        else
            value_from_text(&k->c, in->f, last, ret);
    }
    if (before.err != E_OK) {
        struct trouble now = { k->c.err, k->c.message, k->c.fields, k->c.nfields };

        k->c.err = before.err;
        k->c.message = before.message;
        k->c.fields = before.fields;
        k->c.nfields = before.nfields;
        k->c.fields_cap = cap;
        for (size_t i = 0; i < now.nfields; i++)
            fail_field(&k->c, now.fields[i].field, "%s", now.fields[i].message);
    }
}

int
inputs_apply(struct call *k, const struct input *inputs, struct rec *r)
{
    for (size_t i = 0; i < r->type->nfields; i++)
        if (inputs[i].given)
            apply_one(k, &inputs[i], &r->v[i]);
    return (int)k->c.err;
}

static bool
holds(const struct input *in, const char *values)
{
    for (size_t i = 0; i < in->n; i++)
        if (word_in_n(values, in->words[i].p, in->words[i].n))
            return true;
    return false;
}

/* "required when Kind is Internal or External" */
static const char *
when_words(struct call *k, const struct field *on, const char *values)
{
    const char *text = arena_printf(k->c.arena, "required when %s is ", on->label);
    bool first = true;

    for (struct slice l = slice_of(values), w; word_next(&l, &w); first = false) {
        const struct choice *ch = rec_choice(on, w);
        const char *label = ch != NULL ? ch->label : slice_eq(w, "true") ? "Yes" : "No";

        text = arena_printf(k->c.arena, "%s%s\xe2\x80\x9c%s\xe2\x80\x9d", text,
            first ? "" : " or ", label);
    }
    return text;
}

static void
judge_when(struct call *k, const struct rec_type *t, struct input *inputs, const struct when *w)
{
    int on = rec_field_index(t, slice_of(w->field));

    for (struct slice l = slice_of(w->required), name; on >= 0 && word_next(&l, &name); ) {
        int at = rec_field_index(t, name);

        if (at < 0 || inputs[at].required)
            continue;
        if (holds(&inputs[on], w->values)) {
            inputs[at].required = true;
            inputs[at].need = "required";
        } else if (!(t->fields[on].flags & READONLY)) {
            inputs[at].need = when_words(k, &t->fields[on], w->values);
        }
    }
}

void
inputs_judge(struct call *k, const struct rec *r, struct input *inputs, const struct trouble *t)
{
    for (size_t i = 0; i < r->type->nfields; i++) {
        struct input *in = &inputs[i];

        in->required = (in->f->flags & REQUIRED) != 0;
        in->need = in->required ? "required" : NULL;
        for (size_t m = 0; t != NULL && m < t->nfields && in->error == NULL; m++)
            if (strcmp(t->fields[m].field, in->f->name) == 0)
                in->error = t->fields[m].message;
    }
    for (size_t i = 0; i < r->type->nwhens; i++)
        judge_when(k, r->type, inputs, &r->type->whens[i]);
}
