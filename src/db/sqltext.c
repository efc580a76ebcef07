/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sqltext.c - reads the text of SQL definitions: statements, parts, names, conditions. */
#include <ctype.h>

#include "db/describe.h"

static bool
word_char(char ch)
{
    return isalnum((unsigned char)ch) || ch == '_';
}

static size_t
token_length(const char *p, size_t max)
{
    static const char operators[] = "<>=!:|";
    size_t n = 1;

    if (*p == '\'' || *p == '"') {
        while (n < max && p[n] != *p)
            n++;
        return n < max ? n + 1 : max;
    }
    if (strchr(operators, *p) != NULL)
        while (n < max && strchr(operators, p[n]) != NULL)
            n++;
    else if (word_char(*p))
        while (n < max && word_char(p[n]))
            n++;
    return n;
}

/* A word, a number, something in quotes, an operator or one character; n 0 at the end. */
static struct slice
token(struct slice *rest)
{
    struct slice t;

    while (rest->n > 0 && isspace((unsigned char)*rest->p)) {
        rest->p++;
        rest->n--;
    }
    t = (struct slice){ rest->p, rest->n > 0 ? token_length(rest->p, rest->n) : 0 };
    rest->p += t.n;
    rest->n -= t.n;
    return t;
}

/* Keywords in any case; word is in lower case. */
static bool
is(struct slice t, struct slice word)
{
    if (t.n != word.n)
        return false;
    for (size_t i = 0; i < t.n; i++)
        if (tolower((unsigned char)t.p[i]) != word.p[i])
            return false;
    return true;
}

struct slice
sql_name(struct slice text)
{
    struct slice t = token(&text);

    return t.n >= 2 && t.p[0] == '"' ? (struct slice){ t.p + 1, t.n - 2 } : t;
}

bool
sql_words(struct slice text, const char *words, struct slice *ret_rest)
{
    while (text.n > 0) {
        struct slice ahead = text, l = slice_of(words), w;
        bool all = true;

        while (all && word_next(&l, &w))
            all = is(token(&ahead), w);
        if (all) {
            *ret_rest = ahead;
            return true;
        }
        token(&text);
    }
    return false;
}

bool
sql_inside(struct slice text, struct slice *ret, struct slice *ret_rest)
{
    const char *begin = NULL;
    int depth = 0;

    while (text.n > 0) {
        struct slice t = token(&text);

        if (is(t, SLICE("(")) && depth++ == 0)
            begin = t.p + 1;
        if (is(t, SLICE(")")) && --depth == 0) {
            *ret = (struct slice){ begin, (size_t)(t.p - begin) };
            *ret_rest = text;
            return true;
        }
    }
    return false;
}

bool
sql_part(struct slice *list, struct slice *ret)
{
    const char *begin = list->p;
    int depth = 0;

    if (list->n == 0)
        return false;
    for (;;) {
        struct slice t = token(list);

        depth += is(t, SLICE("(")) ? 1 : is(t, SLICE(")")) ? -1 : 0;
        if (t.n == 0 || (depth == 0 && is(t, SLICE(",")))) {
            *ret = slice_trim((struct slice){ begin, (size_t)(t.p - begin) });
            return true;
        }
    }
}

bool
sql_statement(struct slice *script, struct slice *ret)
{
    bool trigger = false, body = false;
    const char *begin;
    struct slice t = token(script);

    for (begin = t.p; t.n > 0; t = token(script)) {
        trigger |= is(t, SLICE("trigger"));
        body = (body || (trigger && is(t, SLICE("begin")))) && !is(t, SLICE("end"));
        if (is(t, SLICE(";")) && !body)
            break;
    }
    *ret = slice_trim((struct slice){ begin, (size_t)(t.p - begin) });
    return ret->n > 0;
}

/* What PostgreSQL adds to a condition and what stands only for itself. */
static bool
says_nothing(struct slice t, struct slice *rest)
{
    struct slice ahead;

    if (is(t, SLICE("::"))) {           /* a cast: its type may have two words, or be a list */
        t = token(rest);
        ahead = *rest;
        if (is(t, SLICE("double")) || is(t, SLICE("character")))
            *rest = (token(&ahead), ahead);
        return true;
    }
    return t.n == 1 ? strchr("()[]", t.p[0]) != NULL : is(t, SLICE("array"));
}

/* "in" stands before a list: of one value it is "=". */
static void
put_in(struct buf *b, struct slice rest)
{
    struct slice t;

    do
        t = token(&rest);
    while (t.n > 0 && says_nothing(t, &rest));
    do
        t = token(&rest);
    while (t.n > 0 && says_nothing(t, &rest));
    buf_puts(b, is(t, SLICE(",")) ? "in" : "=");
}

static void
put_token(struct buf *b, struct slice t, struct slice *rest)
{
    struct slice ahead = *rest;

    if (b->n > 0)
        buf_putc(b, ' ');
    if (is(t, SLICE("=")) && is(token(&ahead), SLICE("any")))
        *rest = ahead, put_in(b, ahead);
    else if (is(t, SLICE("in")))
        put_in(b, *rest);
    else if (is(t, SLICE("!=")))
        buf_lit(b, "<>");
    else if (t.p[0] == '"')
        buf_add(b, t.p + 1, t.n - 2);
    else if (t.p[0] == '\'')
        buf_add(b, t.p, t.n);
    else
        for (size_t i = 0; i < t.n; i++)
            buf_putc(b, (char)tolower((unsigned char)t.p[i]));
}

char *
sql_canonical(struct arena *a, struct slice text)
{
    struct buf b;
    struct slice t;
    char *s;

    buf_init(&b, BUF_MAX);
    for (t = token(&text); t.n > 0; t = token(&text))
        if (!says_nothing(t, &text))
            put_token(&b, t, &text);
    s = arena_strndup(a, b.n > 0 ? b.p : "", b.n);
    buf_free(&b);
    return s;
}
