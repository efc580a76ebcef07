/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* value.c - values of fields in and out of JSON and text, lists included. */
#include "rec/kind.h"

static const struct kind *const kinds[N_KINDS] = {
    [K_STR] = &kind_str, [K_TEXT] = &kind_text, [K_INT] = &kind_int, [K_DEC] = &kind_dec,
    [K_BOOL] = &kind_bool, [K_DATE] = &kind_date, [K_MONEY] = &kind_money,
    [K_ENUM] = &kind_enum, [K_JSON] = &kind_json, [K_REF] = &kind_ref,
};

const struct kind *
kind_of(const struct field *f)
{
    return kinds[f->shape.kind];
}

bool
field_is_integer(const struct field *f)
{
    return !f->shape.list && !kind_of(f)->text;
}

struct value
int_value(int64_t i)
{
    return (struct value){ .t = V_INT, .i = i };
}

int
text_value(struct ctx *c, const struct field *f, const char *p, size_t n, struct value *ret)
{
    struct slice s;

    if (!utf8_valid(p, n))
        return fail_field(c, f->name, "%s is not valid UTF-8.", f->label);
    s = slice_trim((struct slice){ p, n });
    if (utf8_length(s.p, s.n) > (size_t)f->shape.max)
        return fail_field(c, f->name, "%s is longer than %d characters.", f->label,
            (int)f->shape.max);
    *ret = (struct value){ 0 };
    if (s.n > 0)
        *ret = (struct value){ .t = V_TEXT, .s = arena_strndup(c->arena, s.p, s.n), .n = s.n };
    return 0;
}

/* Collects the elements of a list as canonical JSON. */
struct list {
    struct buf b;
    struct json_out j;
    size_t n;
};

static void
list_begin(struct list *l)
{
    buf_init(&l->b, (size_t)1 << 20);
    l->j = (struct json_out){ &l->b, false };
    l->n = 0;
    json_arr(&l->j);
}

static bool
already_there(struct ctx *c, const struct list *l, const struct value *v)
{
    struct slice rest = { l->b.p, l->b.n }, s;

    while (json_array_next(c->arena, &rest, &s))
        if (s.n == v->n && memcmp(s.p, v->s, s.n) == 0)
            return true;
    return false;
}

static int
list_add(struct ctx *c, const struct field *f, struct list *l, const struct value *v)
{
    if (v->t == V_NULL || already_there(c, l, v))
        return 0;
    if (++l->n > LIST_MAX)
        return fail_field(c, f->name, "%s takes at most %d entries.", f->label, LIST_MAX);
    json_str(&l->j, v->s, v->n);
    return 0;
}

static void
list_end(struct ctx *c, struct list *l, struct value *ret)
{
    json_end_arr(&l->j);
    *ret = (struct value){ 0 };
    if (l->n > 0)
        *ret = (struct value){ .t = V_TEXT, .n = l->b.n,
            .s = arena_strndup(c->arena, l->b.p, l->b.n) };
    buf_free(&l->b);
}

static int
list_from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    struct list l;
    json_t *item;
    size_t i;
    int e = 0;

    if (!json_is_array(j))
        return fail_field(c, f->name, "%s must be a list.", f->label);
    list_begin(&l);
    json_array_foreach(j, i, item) {
        struct value v = { 0 };

        e = kind_of(f)->from_json(c, f, item, &v);
        if (e == 0)
            e = list_add(c, f, &l, &v);
        if (e != 0)
            break;
    }
    list_end(c, &l, ret);
    return e;
}

int
value_from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    *ret = (struct value){ 0 };
    if (json_is_null(j))
        return 0;
    return f->shape.list ? list_from_json(c, f, j, ret) : kind_of(f)->from_json(c, f, j, ret);
}

int
value_from_words(struct ctx *c, const struct field *f, const struct slice *s, size_t n,
    struct value *ret)
{
    struct list l;
    int e = 0;

    list_begin(&l);
    for (size_t i = 0; i < n && e == 0; i++) {
        struct value v = { 0 };
        struct slice word = slice_trim(s[i]);

        if (word.n == 0)
            continue;
        e = kind_of(f)->from_text(c, f, word, &v);
        if (e == 0)
            e = list_add(c, f, &l, &v);
    }
    list_end(c, &l, ret);
    return e;
}

static int
list_from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    struct slice words[LIST_MAX + 1];
    size_t n = 0;
    char sep = memchr(s.p, '\n', s.n) != NULL ? '\n' : ',';

    while (s.n > 0 && n < ARRAY_LEN(words))
        words[n++] = slice_cut(&s, sep);
    return value_from_words(c, f, words, n, ret);
}

int
value_from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    *ret = (struct value){ 0 };
    if (slice_trim(s).n == 0)
        return 0;
    return f->shape.list ? list_from_text(c, f, s, ret) : kind_of(f)->from_text(c, f, s, ret);
}

void
value_to_json(struct json_out *j, const struct field *f, const struct value *v)
{
    if (v->t == V_NULL)
        json_none(j);
    else if (f->shape.list)
        json_raw(j, v->s, v->n);
    else
        kind_of(f)->to_json(j, v);
}

void
value_to_text(struct ctx *c, struct buf *b, const struct field *f, const struct value *v)
{
    struct slice rest, s;
    bool first = true;

    if (v->t == V_NULL)
        return;
    if (!f->shape.list) {
        kind_of(f)->to_text(b, f, v);
        return;
    }
    for (rest = (struct slice){ v->s, v->n }; json_array_next(c->arena, &rest, &s); first = false) {
        struct value item = { .t = V_TEXT, .s = s.p, .n = s.n };

        if (!first)
            buf_lit(b, ", ");
        kind_of(f)->to_text(b, f, &item);
    }
}

char *
value_text(struct ctx *c, const struct field *f, const struct value *v)
{
    struct buf b;
    char *s;

    buf_init(&b, (size_t)1 << 20);
    value_to_text(c, &b, f, v);
    s = arena_strndup(c->arena, b.p != NULL ? b.p : "", b.n);
    buf_free(&b);
    return s;
}

void
field_schema(struct json_out *j, const struct field *f)
{
    json_obj(j);
    if (f->shape.list) {
        json_kv(j, "type", "array");
        json_key(j, "items");
        json_obj(j);
        kind_of(f)->schema(j, f);
        json_end_obj(j);
    } else {
        kind_of(f)->schema(j, f);
    }
    if (f->help != NULL)
        json_kv(j, "description", f->help);
    if (f->flags & READONLY) {
        json_key(j, "readOnly");
        json_flag(j, true);
    }
    json_end_obj(j);
}

bool
value_equal(const struct value *a, const struct value *b)
{
    if (a->t != b->t)
        return false;
    if (a->t == V_INT)
        return a->i == b->i;
    return a->t == V_NULL || (a->n == b->n && memcmp(a->s, b->s, a->n) == 0);
}
