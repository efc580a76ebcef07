/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * arena.c - memory of one request, given back at once.  Under AddressSanitizer
 * every object is a block of its own, so that overruns are seen.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

#if defined(__SANITIZE_ADDRESS__)
#define ONE_BLOCK_AN_OBJECT 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_BLOCK_AN_OBJECT 1
#endif
#endif
#ifndef ONE_BLOCK_AN_OBJECT
#define ONE_BLOCK_AN_OBJECT 0
#endif

#define BLOCK ((size_t)32 << 10)
#define ALIGN ((size_t)16)

struct block {
    struct block *next;
    size_t used, size;
    _Alignas(16) char data[];
};

struct arena {
    struct block *head;
};

static struct block *
block_new(size_t size)
{
    struct block *b = malloc(sizeof *b + size);

    if (b == NULL) {
        fputs("ismene: out of memory\n", stderr);
        abort();
    }
    b->next = NULL;
    b->used = 0;
    b->size = size;
    return b;
}

struct arena *
arena_new(void)
{
    struct arena *a = calloc(1, sizeof *a);

    if (a == NULL) {
        fputs("ismene: out of memory\n", stderr);
        abort();
    }
    return a;
}

static void
free_blocks(struct block *b)
{
    while (b != NULL) {
        struct block *next = b->next;

        free(b);
        b = next;
    }
}

void
arena_free(struct arena *a)
{
    if (a == NULL)
        return;
    free_blocks(a->head);
    free(a);
}

/* Keep one ordinary block, so that the next request allocates nothing. */
void
arena_reset(struct arena *a)
{
    struct block *keep = a->head;

    if (keep == NULL)
        return;
    if (ONE_BLOCK_AN_OBJECT || keep->size != BLOCK) {
        free_blocks(keep);
        a->head = NULL;
        return;
    }
    free_blocks(keep->next);
    keep->next = NULL;
    keep->used = 0;
}

void *
arena_alloc(struct arena *a, size_t n)
{
    size_t need = (n + ALIGN - 1) / ALIGN * ALIGN;
    struct block *b = a->head;
    void *p;

    if (n > SIZE_MAX / 2)
        abort();
    if (ONE_BLOCK_AN_OBJECT || need > BLOCK / 4) {
        b = block_new(ONE_BLOCK_AN_OBJECT ? n : need);
        if (a->head != NULL && !ONE_BLOCK_AN_OBJECT) {  /* keep filling the block at the head */
            b->next = a->head->next;
            a->head->next = b;
        } else {
            b->next = a->head;
            a->head = b;
        }
        b->used = b->size;
        return memset(b->data, 0, n);
    }
    if (b == NULL || b->size - b->used < need) {
        b = block_new(BLOCK);
        b->next = a->head;
        a->head = b;
    }
    p = b->data + b->used;
    b->used += need;
    return memset(p, 0, need);
}

void *
arena_grow(struct arena *a, void *p, size_t old_bytes, size_t new_bytes)
{
    void *q = arena_alloc(a, new_bytes);

    if (p != NULL && old_bytes > 0)
        memcpy(q, p, old_bytes);
    return q;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *p = arena_alloc(a, n + 1);

    if (n > 0)
        memcpy(p, s, n);
    return p;
}

char *
ascii_lower(struct arena *a, const char *s)
{
    char *copy = arena_strdup(a, s);

    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + ('a' - 'A'));
    return copy;
}

char *
arena_strdup(struct arena *a, const char *s)
{
    return s == NULL ? NULL : arena_strndup(a, s, strlen(s));
}

char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    va_list again;
    char small[256], *p;
    int n;

    va_copy(again, ap);
    n = vsnprintf(small, sizeof small, fmt, ap);
    if (n < 0)
        abort();
    p = arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof small)
        memcpy(p, small, (size_t)n);
    else
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    char *p;

    va_start(ap, fmt);
    p = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return p;
}
