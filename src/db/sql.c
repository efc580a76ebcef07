/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sql.c - statements put together from literals, identifiers and binds; shortcuts. */
#include <stdio.h>
#include <stdlib.h>

#include "db/db.h"

struct bind
bind_int(const char *name, int64_t v)
{
    return (struct bind){ .name = name, .kind = BIND_INT, .i = v };
}

struct bind
bind_text(const char *name, const char *s)
{
    if (s == NULL)
        return (struct bind){ .name = name };
    return (struct bind){ .name = name, .kind = BIND_TEXT, .p = s, .n = strlen(s) };
}

struct bind
bind_slice(const char *name, struct slice s)
{
    if (s.p == NULL)
        return (struct bind){ .name = name };
    return (struct bind){ .name = name, .kind = BIND_TEXT, .p = s.p, .n = s.n };
}

struct bind
bind_blob(const char *name, const void *p, size_t n)
{
    return (struct bind){ .name = name, .kind = BIND_BLOB, .p = p, .n = n };
}

void
sql_init(struct sql *q, struct ctx *c)
{
    q->c = c;
    q->nbinds = 0;
    buf_init(&q->text, (size_t)1 << 20);
}

void
sql_free(struct sql *q)
{
    buf_free(&q->text);
}

void
sql_add(struct sql *q, const char *literal)
{
    buf_puts(&q->text, literal);
}

/* Identifiers come from our own tables; anything else is our bug. */
static void
check_ident(const char *name)
{
    if (*name == '\0' || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        abort();
}

void
sql_ident(struct sql *q, const char *name)
{
    check_ident(name);
    buf_putc(&q->text, '"');
    buf_puts(&q->text, name);
    buf_putc(&q->text, '"');
}

void
sql_ident2(struct sql *q, const char *table, const char *suffix)
{
    check_ident(table);
    check_ident(suffix);
    buf_putc(&q->text, '"');
    buf_puts(&q->text, table);
    buf_putc(&q->text, '_');
    buf_puts(&q->text, suffix);
    buf_putc(&q->text, '"');
}

static struct bind *
fresh(struct sql *q)
{
    size_t i = q->nbinds++;

    if (i >= ARRAY_LEN(q->binds))
        abort();
    snprintf(q->names[i], sizeof q->names[i], "p%zu", i);
    buf_putc(&q->text, '$');
    buf_puts(&q->text, q->names[i]);
    q->binds[i] = (struct bind){ .name = q->names[i] };
    return &q->binds[i];
}

void
sql_bind_int(struct sql *q, int64_t v)
{
    struct bind *b = fresh(q);

    b->kind = BIND_INT;
    b->i = v;
}

void
sql_bind_text(struct sql *q, const char *p, size_t n)
{
    struct bind *b = fresh(q);

    if (p == NULL)
        return;
    b->kind = BIND_TEXT;
    b->p = p;
    b->n = n;
}

struct stmt *
sql_query(struct sql *q)
{
    return db_query(q->c, q->text.p, q->binds, q->nbinds);
}

int
sql_exec(struct sql *q)
{
    return db_exec(q->c, q->text.p, q->binds, q->nbinds);
}

/* Shortcuts. */

char *
db_strdup(struct ctx *c, struct stmt *s, int col)
{
    struct slice t = db_text(s, col);

    return t.p == NULL ? NULL : arena_strndup(c->arena, t.p, t.n);
}

int
db_exec(struct ctx *c, const char *sql, const struct bind *b, size_t n)
{
    struct stmt *s = db_query(c, sql, b, n);

    while (db_step(c, s))
        ;
    return db_done(c, s);
}

int64_t
db_get_int(struct ctx *c, int64_t fallback, const char *sql, const struct bind *b, size_t n)
{
    struct stmt *s = db_query(c, sql, b, n);
    int64_t v = fallback;

    if (db_step(c, s) && !db_is_null(s, 0))
        v = db_int(s, 0);
    db_done(c, s);
    return v;
}

char *
db_get_text(struct ctx *c, const char *sql, const struct bind *b, size_t n)
{
    struct stmt *s = db_query(c, sql, b, n);
    char *v = db_step(c, s) ? db_strdup(c, s, 0) : NULL;

    db_done(c, s);
    return v;
}
