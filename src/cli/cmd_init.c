/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_init.c - ismene init: an empty organisation. */
#include <stdio.h>

#include "cli/cli.h"

/* The profile is the first record; the rules say what is missing in it. */
static int
add_profile(struct ctx *c, const char *name)
{
    const struct rec_type *t = rec_type_by_name(slice_of("Organization"));
    struct rec *r = rec_new(c, t);

    rec_set_text(c, r, rec_field_index(t, slice_of("name")), name);
    rec_set_text(c, r, rec_field_index(t, slice_of("timezone")), "UTC");
    rec_set_text(c, r, rec_field_index(t, slice_of("currency")), "EUR");
    rec_set_text(c, r, rec_field_index(t, slice_of("edition")), "2022_amd1");
    return rec_create(c, r, SAVE_IMPORT);
}

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
run(struct cli *cli)
{
    const char *slug = cli_option(cli, "org"), *name = cli_option(cli, "name");
    struct ctx *c = &cli->c;
    bool made = false;
    struct store *s;

    if (slug == NULL || name == NULL)
        return fail(c, E_INVALID, "Say --org SLUG and --name NAME.");
    if (!utf8_valid(name, strlen(name)) || utf8_length(name, strlen(name)) > 300)
        return fail_field(c, "name", "A name has at most 300 characters of valid UTF-8.");
    if (org_create(c, cli->dir, slug, &s) != 0)
        return (int)c->err;
    if (store_write(c, s) == 0) {
        if (add_profile(c, name) != 0)
            store_rollback(c);
        else if (store_commit(c) == 0)
            made = true;
    }
    store_close(s);
    if (made && add_admin(cli, slug) == 0)
        printf("%s is ready in %s.\n", slug, cli->dir);
    if (c->err != E_OK)
        org_remove(c, cli->dir, slug);
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
