/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * many.c - many organisations out of one, for a directory:
 *
 *   many DATA ORG N EMAIL   org-0001 … as copies of ORG's store, each with that
 *                           account as its ISMS manager
 */
#include <stdio.h>
#include <stdlib.h>

#include "app/orgs.h"
#include "rules/engine.h"

/* As the background leaves it every day. */
static int
judge(struct ctx *c, const char *dir, const char *slug)
{
    struct judgement *j;
    struct store *s;

    if (org_open(c, dir, slug, STORE_EXCLUSIVE, &s) != 0)
        return (int)c->err;
    if (store_write(c, s) == 0) {
        org_set_today(c);
        if (rules_judge(c, &j) != 0 || rules_snapshot(c, j) != 0 || rules_keep(c, j) != 0
            || store_commit(c) != 0)
            store_rollback(c);
    }
    store_close(s);
    return (int)c->err;
}

static bool
read_store(struct ctx *c, const char *dir, const char *slug, struct buf *to)
{
    FILE *f = fopen(org_path(c, dir, slug), "rb");
    char chunk[65536];
    size_t n;

    while (f != NULL && (n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_add(to, chunk, n);
    return f != NULL && fclose(f) == 0 && to->n > 0;
}

/* The bytes of the first, with its own name inside. */
static int
make(struct ctx *c, const char *dir, const char *slug, const struct buf *bytes)
{
    FILE *f = fopen(org_path(c, dir, slug), "wb");
    struct store *s;

    if (f == NULL || fwrite(bytes->p, 1, bytes->n, f) != bytes->n || fclose(f) != 0)
        return fail(c, E_IO, "%s cannot be written.", org_path(c, dir, slug));
    if (org_open_any(c, dir, slug, STORE_EXCLUSIVE, &s) != 0)
        return (int)c->err;
    if (store_write(c, s) == 0 && (org_identify(c, slug) != 0 || store_commit(c) != 0))
        store_rollback(c);
    store_close(s);
    return (int)c->err;
}

static int
enter(struct ctx *c, const char *slug, int64_t account)
{
    return organisation_add(c, slug, slug, NULL) != 0 ? (int)c->err
        : membership_set(c, account, slug, ROLE_BIT(ROLE_IM) | ROLE_BIT(ROLE_EM), NULL);
}

static int
make_all(struct ctx *c, char **argv)
{
    const char *dir = argv[1];
    long n = strtol(argv[3], NULL, 10);
    struct store *control;
    struct account a;
    struct buf bytes;

    if (orgs_control(c, dir, &control) != 0)
        return (int)c->err;
    buf_init(&bytes, BUF_MAX);
    if (judge(c, dir, argv[2]) == 0 && !read_store(c, dir, argv[2], &bytes))
        fail(c, E_IO, "The store of %s cannot be read.", argv[2]);
    for (long i = 1; i <= n && c->err == E_OK; i++)
        if (make(c, dir, arena_printf(c->arena, "org-%04ld", i), &bytes) != 0)
            break;
    if (c->err == E_OK && store_write(c, control) == 0) {
        if (account_by_email(c, argv[4], &a) == 0)
            for (long i = 1; i <= n; i++)
                if (enter(c, arena_printf(c->arena, "org-%04ld", i), a.id) != 0)
                    break;
        if (c->err != E_OK || store_commit(c) != 0)
            store_rollback(c);
    }
    buf_free(&bytes);
    store_close(control);
    return (int)c->err;
}

int
main(int argc, char **argv)
{
    static const struct actor system_actor = { .name = "system", .email = "system",
        .system = true };
    struct ctx c = { .actor = &system_actor, .source = "cli", .now = clock_now() };

    if (argc < 5) {
        fprintf(stderr, "usage: many DATA ORG N EMAIL\n");
        return 2;
    }
    c.arena = arena_new();
    if (make_all(&c, argv) != 0)
        fprintf(stderr, "many: %s\n", c.message);
    arena_free(c.arena);
    return c.err == E_OK ? 0 : 1;
}
