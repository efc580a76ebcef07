/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* slice.c - bytes that somebody else owns, and lists of words. */
#include "base/base.h"

struct slice
slice_of(const char *s)
{
    return s == NULL ? (struct slice){ "", 0 } : (struct slice){ s, strlen(s) };
}

bool
slice_eq(struct slice a, const char *s)
{
    return a.n == strlen(s) && (a.n == 0 || memcmp(a.p, s, a.n) == 0);
}

static bool
blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice
slice_trim(struct slice s)
{
    while (s.n > 0 && blank(s.p[0]))
        s.p++, s.n--;
    while (s.n > 0 && blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct slice
slice_cut(struct slice *s, char sep)
{
    const char *at = s->n ? memchr(s->p, sep, s->n) : NULL;
    struct slice head = *s;

    if (at == NULL) {
        s->p += s->n;
        s->n = 0;
        return head;
    }
    head.n = (size_t)(at - s->p);
    s->n -= head.n + 1;
    s->p = at + 1;
    return head;
}

bool
slice_int(struct slice s, int64_t *ret)
{
    return decimal_parse(s, 0, ret);
}

bool
word_next(struct slice *list, struct slice *ret_word)
{
    *list = slice_trim(*list);
    if (list->n == 0)
        return false;
    *ret_word = slice_cut(list, ' ');
    return true;
}

bool
word_in_n(const char *list, const char *word, size_t n)
{
    for (struct slice l = slice_of(list), w; word_next(&l, &w); )
        if (w.n == n && memcmp(w.p, word, n) == 0)
            return true;
    return false;
}

bool
word_in(const char *list, const char *word)
{
    return word != NULL && word_in_n(list, word, strlen(word));
}
