/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* json.c - a streaming JSON writer, and jansson with limits for reading. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"

static void
sep(struct json_out *j)
{
    if (j->comma)
        buf_putc(j->b, ',');
    j->comma = true;
}

static void
open_with(struct json_out *j, char c)
{
    sep(j);
    buf_putc(j->b, c);
    j->comma = false;
}

static void
close_with(struct json_out *j, char c)
{
    buf_putc(j->b, c);
    j->comma = true;
}

void json_obj(struct json_out *j) { open_with(j, '{'); }
void json_end_obj(struct json_out *j) { close_with(j, '}'); }
void json_arr(struct json_out *j) { open_with(j, '['); }
void json_end_arr(struct json_out *j) { close_with(j, ']'); }

/* Names of members are ours: they need no escapes. */
void
json_key(struct json_out *j, const char *name)
{
    sep(j);
    buf_putc(j->b, '"');
    buf_puts(j->b, name);
    buf_lit(j->b, "\":");
    j->comma = false;
}

static const char *
escape_of(unsigned char c, char tmp[static 7])
{
    static const char hex[] = "0123456789abcdef";

    switch (c) {
    case '"':  return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default:
        memcpy(tmp, "\\u0000", 7);
        tmp[4] = hex[c >> 4];
        tmp[5] = hex[c & 15];
        return tmp;
    }
}

/* Do eight bytes stand for themselves?  (Bit tricks: no byte below 0x20, no '"', no '\\'.) */
static bool
is_plain(const char *s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t w, quote, slash;

    memcpy(&w, s, sizeof w);
    quote = w ^ ones * '"';
    slash = w ^ ones * '\\';
    return (((w - ones * 0x20) | (quote - ones) | (slash - ones)) & ~w & high) == 0;
}

void
json_quote(struct buf *b, const char *s, size_t n)
{
    size_t from = 0;
    char tmp[7];

    buf_putc(b, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c;

        while (n - i > 8 && is_plain(s + i))
            i += 8;
        c = (unsigned char)s[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(b, s + from, i - from);
        buf_puts(b, escape_of(c, tmp));
        from = i + 1;
    }
    buf_add(b, s + from, n - from);
    buf_putc(b, '"');
}

void
json_str(struct json_out *j, const char *s, size_t n)
{
    sep(j);
    json_quote(j->b, s, n);
}

void
json_text(struct json_out *j, const char *s)
{
    if (s == NULL)
        json_none(j);
    else
        json_str(j, s, strlen(s));
}

void
json_num(struct json_out *j, int64_t v)
{
    sep(j);
    buf_int(j->b, v);
}

void
json_double(struct json_out *j, double v)
{
    char tmp[32];

    sep(j);
    if (!isfinite(v)) {
        buf_lit(j->b, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(tmp, sizeof tmp, "%.*g", digits, v);
        if (strtod(tmp, NULL) == v)
            break;
    }
    buf_puts(j->b, v == 0 ? "0" : tmp);         /* and minus nothing */
}

void
json_flag(struct json_out *j, bool v)
{
    sep(j);
    buf_puts(j->b, v ? "true" : "false");
}

void
json_none(struct json_out *j)
{
    sep(j);
    buf_lit(j->b, "null");
}

void
json_raw(struct json_out *j, const char *s, size_t n)
{
    sep(j);
    buf_add(j->b, s, n);
}

/* jansson allows 2,048 levels; we stop at 32 before it builds anything. */
static bool
too_deep(struct slice s)
{
    int depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > 32)
                return true;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return false;
}

json_t *
json_in(struct arena *a, struct slice text, size_t max, const char **ret_why)
{
    json_error_t e;
    json_t *tree;

    if (text.n > max) {
        *ret_why = arena_printf(a, "larger than the limit of %zu bytes", max);
        return NULL;
    }
    if (too_deep(text)) {
        *ret_why = "nested more than 32 levels deep";
        return NULL;
    }
    tree = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (tree == NULL)
        *ret_why = arena_printf(a, "line %d, column %d: %s", e.line, e.column, e.text);
    return tree;
}

/* Whole numbers are written whole (1.0 as 1), others in the shortest form
 * that reads back the same, so that export and import meet. */
static void
write_real(struct buf *b, double v)
{
    bool plain = (v < 0 ? -v : v) >= 1e-9 && (v < 0 ? -v : v) < 1e15;
    char tmp[48];

    if (v == 0) {               /* and minus nothing */
        buf_putc(b, '0');
        return;
    }
    for (int digits = 0; digits <= 17; digits++) {
        snprintf(tmp, sizeof tmp, plain ? "%.*f" : "%.*g", digits, v);
        if (strtod(tmp, NULL) == v)
            break;
    }
    buf_puts(b, tmp);
}

static void
write_tree(struct buf *b, const json_t *t)
{
    const char *name;
    json_t *v;
    size_t i;
    bool first = true;

    switch (json_typeof(t)) {
    case JSON_OBJECT:
        buf_putc(b, '{');
        for (void *it = json_object_iter((json_t *)(uintptr_t)t); it != NULL;
             it = json_object_iter_next((json_t *)(uintptr_t)t, it), first = false) {
            name = json_object_iter_key(it);
            if (!first)
                buf_putc(b, ',');
            json_quote(b, name, strlen(name));
            buf_putc(b, ':');
            write_tree(b, json_object_iter_value(it));
        }
        buf_putc(b, '}');
        break;
    case JSON_ARRAY:
        buf_putc(b, '[');
        json_array_foreach(t, i, v) {
            if (i > 0)
                buf_putc(b, ',');
            write_tree(b, v);
        }
        buf_putc(b, ']');
        break;
    case JSON_STRING:
        json_quote(b, json_string_value(t), json_string_length(t));
        break;
    case JSON_INTEGER:
        buf_int(b, json_integer_value(t));
        break;
    case JSON_REAL:
        write_real(b, json_real_value(t));
        break;
    case JSON_TRUE:
        buf_lit(b, "true");
        break;
    case JSON_FALSE:
        buf_lit(b, "false");
        break;
    case JSON_NULL:
        buf_lit(b, "null");
        break;
    }
}

char *
json_canonical(struct arena *a, const json_t *tree)
{
    struct buf b;
    char *s;

    buf_init(&b, BUF_MAX);
    write_tree(&b, tree);
    s = arena_strndup(a, b.p, b.n);
    buf_free(&b);
    return s;
}

/* Our own canonical arrays of strings only: [ "…" , "…" ] without surprises. */
bool
json_array_next(struct arena *a, struct slice *text, struct slice *ret)
{
    size_t i = 0, start;
    bool escaped = false;

    while (i < text->n && text->p[i] != '"')
        i++;
    if (i == text->n)
        return false;
    start = i++;
    while (i < text->n && text->p[i] != '"') {
        escaped |= text->p[i] == '\\';
        i += text->p[i] == '\\' ? 2 : 1;
    }
    if (i >= text->n)
        return false;
    if (escaped) {
        json_t *s = json_loadb(text->p + start, i + 1 - start, JSON_DECODE_ANY, NULL);

        if (s == NULL)
            return false;
        ret->n = json_string_length(s);
        ret->p = arena_strndup(a, json_string_value(s), ret->n);
        json_decref(s);
    } else {
        ret->n = i - start - 1;
        ret->p = arena_strndup(a, text->p + start + 1, ret->n);
    }
    text->p += i + 1;
    text->n -= i + 1;
    return true;
}
