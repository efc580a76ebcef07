/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_user.c - ismene user: accounts and memberships from the command line. */
#include <stdio.h>

#include "app/orgs.h"
#include "cli/cli.h"

/* The Person record with this address, or NULL. */
static const char *
person_of(struct cli *cli, const char *slug, const char *email)
{
    const char *key = NULL;
    struct store *s;

    if (org_open(&cli->c, cli->dir, slug, 0, &s) != 0)
        return NULL;
    if (store_read(&cli->c, s) == 0) {
        key = rec_person_by_email(&cli->c, email);
        store_rollback(&cli->c);
    }
    store_close(s);
    return key;
}

int
cli_read_password(struct cli *cli, const char **ret)
{
    const char *path = cli_option(cli, "password-file");
    struct slice s;
    struct buf b;

    if (path == NULL)
        return fail(&cli->c, E_INVALID, "Say --password-file FILE (\"-\" reads it from standard "
            "input): a password on the command line would be seen by others.");
    if (cli_read_file(cli, path, 4096, &b) != 0)
        return (int)cli->c.err;
    s = (struct slice){ b.p != NULL ? b.p : "", b.n };
    s = slice_cut(&s, '\n');
    *ret = arena_strndup(cli->c.arena, s.p, s.n);
    buf_free(&b);
    return 0;
}

/* hash NULL: keep the password that is there. */
int
cli_add_user(struct cli *cli, const struct new_user *u)
{
    struct ctx *c = &cli->c;
    const char *person = u->person;
    struct store *control;
    int64_t id;

    if (person == NULL && (person = person_of(cli, u->org, u->email)) == NULL
        && c->err != E_OK)
        return (int)c->err;
    if (orgs_control(c, cli->dir, &control) != 0)
        return (int)c->err;
    if (store_write(c, control) == 0) {
        if (account_add(c, u->email, u->name != NULL ? u->name : u->email, u->hash, &id) != 0
            || (u->hash != NULL && account_set_hash(c, id, u->hash) != 0)
            || (u->admin && account_set_admin(c, id, true) != 0)
            || membership_set(c, id, u->org, u->roles, person) != 0
            || membership_set_terms(c, id, u->org, &u->terms) != 0 || store_commit(c) != 0)
            store_rollback(c);
    }
    store_close(control);
    return (int)c->err;
}

static int
read_day(struct cli *cli, const char *name, int64_t *ret)
{
    const char *text = cli_option(cli, name);

    if (text == NULL || date_parse(slice_of(text), ret))
        return 0;
    return fail_field(&cli->c, name, "--%s takes a date, YYYY-MM-DD.", name);
}

static int
read_terms(struct cli *cli, struct terms *t)
{
    t->audit = cli_option(cli, "audit");
    t->custom = cli_option(cli, "custom");
    if (read_day(cli, "from", &t->from) != 0 || read_day(cli, "until", &t->until) != 0)
        return (int)cli->c.err;
    return t->from != 0 && t->until != 0 && t->until < t->from
        ? fail_field(&cli->c, "until", "The last day comes before the first.") : 0;
}

static int
run(struct cli *cli)
{
    struct new_user u = { .email = cli_option(cli, "email"), .name = cli_option(cli, "name"),
        .person = cli_option(cli, "person") };
    const char *roles = cli_option(cli, "role"), *password;
    struct ctx *c = &cli->c;

    if (cli->nargs != 1 || strcmp(cli->args[0], "add") != 0 || u.email == NULL || roles == NULL)
        return fail(c, E_INVALID, "Say: user add --email E --role ROLE --password-file F.");
    if (cli_org(cli, &u.org) != 0 || roles_parse(c, roles, &u.roles) != 0
        || read_terms(cli, &u.terms) != 0
        || cli_read_password(cli, &password) != 0 || password_hash(c, password, &u.hash) != 0
        || cli_add_user(cli, &u) != 0)
        return (int)c->err;
    printf("%s may now sign in to %s as %s.\n", u.email, u.org, roles_text(c->arena, u.roles));
    return 0;
}

const struct command cmd_user = {
    .name = "user", .summary = "add an account, or give it roles and a new password",
    .usage = "add [--org SLUG] --email E --role ROLE --password-file F [--name N] [--person KEY]\n"
        "    [--from DATE] [--until DATE] [--audit KEY] [--custom CODES]",
    .nargs = 1, .options = "org email role password-file name person from until audit custom",
    .help = "ROLE is one or more of TM IM RO CO AO PO DO IA APM HR DPO EM EA SYS, with commas.\n"
        "Everybody but a mere external auditor (EA) is EM, a member of staff, as well.\n"
        "--person names the Person record; without it the record with that address is taken.\n"
        "--from and --until limit it to days (UTC), both included; --audit to what an audit is\n"
        "about. --custom gives roles of the organisation's own, with blanks between.\n"
        "A running server keeps the accounts to itself: use its pages, or stop it first.\n",
    .run = run,
};
