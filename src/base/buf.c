/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* buf.c - a growing byte buffer with a maximum. */
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

void
buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){ .max = max };
}

void
buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){ .max = b->max };
}

void
buf_reset(struct buf *b)
{
    b->n = 0;
    b->over = false;
    if (b->p != NULL)
        b->p[0] = '\0';
}

static bool
reserve(struct buf *b, size_t n)
{
    size_t cap = b->cap;

    if (b->over || n > b->max - b->n) {
        b->over = true;
        return false;
    }
    if (b->n + n + 1 <= cap)
        return true;
    cap = cap ? cap : 1024;
    while (cap < b->n + n + 1)
        cap *= cap < 65536 ? 4 : 2;
    if (cap > b->max)           /* room never goes past the maximum: see buf_add */
        cap = b->max + 1;
    b->p = realloc(b->p, cap);
    if (b->p == NULL) {
        fputs("ismene: out of memory\n", stderr);
        abort();
    }
    b->cap = cap;
    return true;
}

void
buf_add_more(struct buf *b, const void *p, size_t n)
{
    if (n == 0 || !reserve(b, n))
        return;
    memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = '\0';
}

void
buf_int(struct buf *b, int64_t v)
{
    char tmp[20], *p = tmp + sizeof tmp;
    uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;

    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        *--p = '-';
    buf_add(b, p, (size_t)(tmp + sizeof tmp - p));
}

/* Written where there is room in most cases; measured and written again otherwise. */
void
buf_printf(struct buf *b, const char *fmt, ...)
{
    size_t room = b->over ? 0 : b->cap - b->n;
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(room > 0 ? b->p + b->n : NULL, room, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n < room) {
        b->n += (size_t)n;
        return;
    }
    if (room > 0)
        b->p[b->n] = '\0';
    if (n < 0 || !reserve(b, (size_t)n))
        return;
    va_start(ap, fmt);
    vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}
