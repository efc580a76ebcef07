/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stores.c - ismene schema diff, migrate, adopt and grant: the tables of stores that are there. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"

/* What is done with one store; slug NULL: the control store.  Errors are told and the rest
 * goes on. */
typedef int work(struct cli *cli, const char *slug, void *arg);

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
one(struct cli *cli, const char *slug, work *fn, void *arg)
{
    struct ctx *c = &cli->c;

    if (fn(cli, slug, arg) == 0)
        return;
    fflush(stdout);
    fprintf(stderr, "ismene: %s: %s\n", slug != NULL ? slug : "accounts", c->message);
    if (cli->status == 0 || cli->status == 1)
        cli->status = err_exit(c->err);
    ctx_clear(c);
}

/* The control store and every organisation, or only --org. */
static int
each(struct cli *cli, work *fn, void *arg)
{
    const char *only = cli_option(cli, "org"), **slugs;
    struct ctx *c = &cli->c;
    size_t n;

    if (only != NULL) {
        one(cli, only, fn, arg);
        return 0;
    }
    if (place_list(c, cli->dir, &slugs, &n) != 0)
        return (int)c->err;
    if (n > 0)
        qsort(slugs, n, sizeof *slugs, by_name);
    if (store_exists(c, place_control(c->arena, cli->dir)))
        one(cli, NULL, fn, arg);
    else if (n == 0)
        return fail(c, E_NOTFOUND, "There is no store yet.");
    for (size_t i = 0; i < n; i++)
        one(cli, slugs[i], fn, arg);
    return 0;
}

static const struct store_kind *
kind(const char *slug)
{
    return slug != NULL ? &organisation_store : &control_store;
}

static int
open_any(struct cli *cli, const char *slug, unsigned flags, struct store **ret)
{
    struct ctx *c = &cli->c;

    if (slug != NULL)
        return org_open_any(c, cli->dir, slug, flags, ret);
    return store_open(c, place_control(c->arena, cli->dir), flags, ret);
}

struct wanted {
    struct facts org, control;
    struct buf *out;
};

static int
diff(struct cli *cli, const char *slug, void *arg)
{
    struct wanted *w = arg;
    struct facts *want = slug != NULL ? &w->org : &w->control, live;
    struct ctx *c = &cli->c;
    struct store *s;
    struct buf found;

    if (open_any(cli, slug, 0, &s) != 0)
        return (int)c->err;
    buf_init(&found, BUF_MAX);
    if ((want->n > 0 || kind_facts(c, kind(slug), want) == 0) && store_read(c, s) == 0
        && db_describe(c, &live) == 0
        && facts_diff(c->arena, want, &live, kind(slug)->ddl(c->arena), &found) > 0) {
        buf_printf(w->out, "-- %s\n%s", slug != NULL ? slug : "accounts", found.p);
        cli->status = cli->status == 0 ? 1 : cli->status;
    }
    store_rollback(c);
    store_close(s);
    buf_free(&found);
    return (int)c->err;
}

int
cli_schema_diff(struct cli *cli, struct buf *out)
{
    struct wanted w = { .out = out };

    return each(cli, diff, &w);
}

static int
migrate(struct cli *cli, const char *slug, void *arg)
{
    const struct store_kind *k = kind(slug);
    struct ctx *c = &cli->c;
    struct store *s;
    int from = 0;

    (void)arg;
    if (open_any(cli, slug, STORE_EXCLUSIVE, &s) != 0)
        return (int)c->err;
    if (migrate_run(c, s, k, &from) == 0)
        printf(from == kind_newest(k) ? "%s: schema %d\n" : "%s: schema %d, was %d\n",
            slug != NULL ? slug : "accounts", kind_newest(k), from);
    fflush(stdout);
    store_close(s);
    if (c->err == E_OK && slug != NULL && org_open(c, cli->dir, slug, STORE_EXCLUSIVE, &s) == 0)
        store_close(s);                 /* it knows whose it is now */
    return (int)c->err;
}

int
cli_schema_migrate(struct cli *cli)
{
    return each(cli, migrate, NULL);
}

int
cli_schema_adopt(struct cli *cli)
{
    const char *slug = cli_option(cli, "org");

    if (slug == NULL)
        return fail(&cli->c, E_INVALID, "Say which one with --org.");
    if (org_adopt(&cli->c, cli->dir, slug) == 0)
        printf("What stands at the name %s is the organisation %s from now on.\n", slug, slug);
    return (int)cli->c.err;
}

static int
grant(struct cli *cli, const char *slug, void *role)
{
    struct ctx *c = &cli->c;
    struct store *s;

    if (open_any(cli, slug, STORE_EXCLUSIVE, &s) != 0)
        return (int)c->err;
    if (store_write(c, s) == 0 && db_grant(c, role) == 0 && store_commit(c) == 0)
        printf("%s: granted\n", slug != NULL ? slug : "accounts");
    store_rollback(c);
    store_close(s);
    return (int)c->err;
}

int
cli_schema_grant(struct cli *cli)
{
    struct ctx *c = &cli->c;
    const char **slugs;
    size_t n;

    if (cli->nargs != 2)
        return fail(c, E_INVALID, "Say: schema grant ROLE.");
    if (!place_is_server(cli->dir))
        return fail(c, E_INVALID, "There are no roles in a directory: only a database server has "
            "them.");
    if (!store_exists(c, place_control(c->arena, cli->dir)))
        return fail(c, E_NOTFOUND, "There is no store yet: make an organisation first.");
    if (grant(cli, NULL, (void *)(uintptr_t)cli->args[1]) != 0
        || place_list(c, cli->dir, &slugs, &n) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++)
        one(cli, slugs[i], grant, (void *)(uintptr_t)cli->args[1]);
    return (int)c->err;
}
