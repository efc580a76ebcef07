/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_migrate.c - ismene migrate: organisations to another directory or database. */
#include <stdio.h>

#include "app/move.h"
#include "cli/cli.h"

/* All --org, or every organisation there is. */
static int
slugs_of(struct cli *cli, const char ***ret, size_t *ret_n)
{
    struct ctx *c = &cli->c;
    size_t n = 0, cap = 0;

    *ret = NULL;
    for (size_t i = 0; i < cli->noptions; i++)
        if (strcmp(cli->names[i], "org") == 0)
            *arena_push(c->arena, *ret, n, cap) = cli->values[i];
    *ret_n = n;
    return n > 0 ? 0 : place_list(c, cli->dir, ret, ret_n);
}

static void
tell(const struct moved *is, const char *slug)
{
    if (is->there)
        printf("%s: is there already, with the same root %s\n", slug, is->root);
    else
        printf("%s: %.*s, %lld members; the same root here and there: %s\n", slug,
            (int)strcspn(is->report, "\n"), is->report, (long long)is->members, is->root);
    fflush(stdout);
}

static int
run(struct cli *cli)
{
    struct move m = { .from = cli->dir, .to = cli_option(cli, "to"),
        .retire = cli_flag(cli, "retire") };
    struct ctx *c = &cli->c;
    const char **slugs;
    size_t n, bad = 0;

    if (m.to == NULL || *m.to == '\0')
        return fail(c, E_INVALID, "Say where to: --to DIR or --to postgresql://HOST/NAME.");
    if (slugs_of(cli, &slugs, &n) != 0)
        return (int)c->err;
    if (n == 0)
        return fail(c, E_NOTFOUND, "There is no organisation in %s.",
            place_words(c->arena, m.from));
    if (move_begin(c, &m) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++) {
        struct moved is;

        if (move_org(c, &m, slugs[i], &is) == 0) {
            tell(&is, slugs[i]);
            continue;
        }
        fprintf(stderr, "ismene: %s: %s\n", slugs[i], c->message);
        cli->status = bad++ == 0 ? err_exit(c->err) : cli->status;
        ctx_clear(c);
    }
    if (bad < n)
        printf(m.retire ? "What is left of it in %s may only be read from now on.\n"
            : "What is in %s stays there as it was.\n", place_words(c->arena, m.from));
    return 0;
}

const struct command cmd_migrate = {
    .name = "migrate", .summary = "copy organisations to another directory or database",
    .usage = "--to DIR|URL [--org SLUG]… [--retire]", .options = "to org", .flags = "retire",
    .no_data = true,
    .help = "Copies the organisations, or those named by --org, with history, ledger, files,\n"
        "comments, tags, waivers and settings, and their accounts, memberships and views.\n"
        "Each is all or nothing, verified before it counts, and has the same root of its\n"
        "ledger afterwards. Interrupted, it is run again; what is there already is left.\n"
        "Stop the servers of both places first.\n\n"
        "--to DIR     a data directory, made at need\n"
        "--to URL     a PostgreSQL database: postgresql://HOST/NAME\n"
        "--retire     what stays behind may only be read from then on; without it, it stays\n"
        "             in use as it was\n",
    .run = run,
};
