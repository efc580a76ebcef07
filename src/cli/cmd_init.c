/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_init.c - ismene init: an empty organisation. */
#include <stdio.h>

#include "app/orgs.h"
#include "cli/cli.h"

static int
add_admin(struct cli *cli, const char *slug)
{
    struct new_user u = { .org = slug, .email = cli_option(cli, "admin"), .admin = true,
        .roles = ROLE_BIT(ROLE_SYS) | ROLE_BIT(ROLE_IM) | ROLE_BIT(ROLE_EM) };
    const char *password;

    if (u.email == NULL)
        return 0;
    if (cli_read_password(cli, &password) != 0 || password_hash(&cli->c, password, &u.hash) != 0)
        return (int)cli->c.err;
    return cli_add_user(cli, &u);
}

static int
make(struct cli *cli, const char *slug, const char *name)
{
    struct orgs o = { .dir = cli->dir };
    int e;

    if (orgs_control(&cli->c, cli->dir, &o.control) != 0)
        return (int)cli->c.err;
    e = orgs_create(&cli->c, &o, slug, name, NULL);
    store_close(o.control);
    return e;
}

/* Its administrator was refused: the first try leaves nothing behind. */
static void
unmake(struct cli *cli, const char *slug)
{
    struct ctx own = { .arena = cli->c.arena, .actor = cli->c.actor, .now = cli->c.now };
    struct store *control;

    org_remove(&own, cli->dir, slug);
    if (orgs_control(&own, cli->dir, &control) != 0)
        return;
    if (store_write(&own, control) == 0
        && (organisation_remove(&own, slug) != 0 || store_commit(&own) != 0))
        store_rollback(&own);
    store_close(control);
}

static int
run(struct cli *cli)
{
    const char *slug = cli_option(cli, "org"), *name = cli_option(cli, "name");
    struct ctx *c = &cli->c;

    if (slug == NULL || name == NULL)
        return fail(c, E_INVALID, "Say --org SLUG and --name NAME.");
    if (make(cli, slug, name) != 0)
        return (int)c->err;
    if (add_admin(cli, slug) == 0)
        printf("%s is ready in %s.\n", slug, cli->dir);
    else
        unmake(cli, slug);
    return (int)c->err;
}

const struct command cmd_init = {
    .name = "init", .summary = "make an empty organisation",
    .usage = "--org SLUG --name NAME [--admin EMAIL --password-file F]",
    .options = "org name admin password-file",
    .help = "Makes the organisation SLUG with its profile. A slug is what stands in addresses:\n"
        "a-z, 0-9 and \"-\".\n\n"
        "--admin EMAIL      the administrator: ISMS manager here, and of the whole installation\n"
        "--password-file F  the first line of this file is the password (\"-\": standard input)\n",
    .run = run,
};
