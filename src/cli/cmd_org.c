/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_org.c - ismene org: the organisations of an installation, from the command line. */
#include <stdio.h>

#include "app/erase.h"
#include "app/seal.h"
#include "app/standing.h"
#include "cli/cli.h"

static const char *
words_of(struct cli *cli, const struct organisation *o)
{
    const char *words = "";

    for (int i = 0; i < N_LIMITS; i++)
        if (o->limits.most[i] > 0)
            words = arena_printf(cli->c.arena, "%s%s%s", words, *words ? ", " : "at most ",
                limit_words(cli->c.arena, (enum limit)i, o->limits.most[i]));
    if (o->template)
        words = arena_printf(cli->c.arena, "%s%stemplate", words, *words ? ", " : "");
    if (o->origin != NULL)
        words = arena_printf(cli->c.arena, "%s%s%s", words, *words ? ", " : "", o->origin);
    return words;
}

/* slug, name, state, bytes, and what else is to be said: with tabs. */
static int
list(struct cli *cli, const struct orgs *o)
{
    struct organisation *rows;
    size_t n;

    if (orgs_list(&cli->c, o, &rows, &n) != 0)
        return (int)cli->c.err;
    for (size_t i = 0; i < n; i++)
        printf("%s\t%s\t%s\t%s\t%s\n", rows[i].slug, rows[i].name, rows[i].state,
            limit_words(cli->c.arena, LIMIT_BYTES, org_size(&cli->c, o->dir, rows[i].slug)),
            words_of(cli, &rows[i]));
    return 0;
}

static int
create(struct cli *cli, const struct orgs *o)
{
    const char *from = cli_option(cli, "from");

    if (cli_option(cli, "name") == NULL)
        return fail(&cli->c, E_INVALID, "Say --name NAME.");
    if (orgs_create(&cli->c, o, cli->args[1], cli_option(cli, "name"), from) == 0)
        printf("%s is ready%s%s.\n", cli->args[1], from != NULL ? ", made from " : "",
            from != NULL ? from : "");
    return (int)cli->c.err;
}

static int
copy(struct cli *cli, const struct orgs *o)
{
    if (cli->nargs != 3)
        return fail(&cli->c, E_INVALID, "Say: org copy SLUG NEW-SLUG.");
    if (orgs_copy(&cli->c, o, cli->args[1], cli->args[2]) == 0)
        printf("%s is a copy of %s, with its history.\n", cli->args[2], cli->args[1]);
    return (int)cli->c.err;
}

static int
set_archived(struct cli *cli, const struct orgs *o, bool archived)
{
    const char *reason = cli_option(cli, "reason");

    if (reason == NULL)
        return fail(&cli->c, E_INVALID, "Say why: --reason TEXT stays in the history.");
    if (orgs_archive(&cli->c, o, cli->args[1], archived, reason) == 0)
        printf(archived ? "%s is archived: it can be read, and nothing in it changes.\n"
            : "%s is back.\n", cli->args[1]);
    return (int)cli->c.err;
}

static int
archive(struct cli *cli, const struct orgs *o)
{
    return set_archived(cli, o, true);
}

static int
restore(struct cli *cli, const struct orgs *o)
{
    return set_archived(cli, o, false);
}

static int
template(struct cli *cli, const struct orgs *o)
{
    bool on = !cli_flag(cli, "off");

    if (orgs_set_template(&cli->c, o, cli->args[1], on) == 0)
        printf(on ? "New organisations can be made from %s.\n" : "%s is no template any more.\n",
            cli->args[1]);
    return (int)cli->c.err;
}

/* Those that are not named stay as they are. */
static int
set_limits(struct cli *cli, const struct orgs *o)
{
    struct organisation row;
    bool any = false;

    if (orgs_get(&cli->c, o, cli->args[1], &row) != 0)
        return (int)cli->c.err;
    for (int i = 0; i < N_LIMITS; i++) {
        const char *s = cli_option(cli, limit_names[i]);

        any = any || s != NULL;
        if (s != NULL && !limit_parse((enum limit)i, slice_of(s), &row.limits.most[i]))
            return fail_field(&cli->c, limit_names[i], "A number is expected, or none%s.",
                i == LIMIT_BYTES ? "; KB, MB and GB may follow" : "");
    }
    if (!any)
        return fail(&cli->c, E_INVALID, "Say --records N, --bytes N or --users N.");
    if (orgs_set_limits(&cli->c, o, cli->args[1], &row.limits) == 0)
        printf("%s: %s.\n", cli->args[1], *words_of(cli, &row) ? words_of(cli, &row)
            : "no limits");
    return (int)cli->c.err;
}

/* Both steps are taken by an administrator who proves who it is, as on the pages. */
static int
find_administrator(struct cli *cli, const struct orgs *o, struct account *ret)
{
    const char *email = cli_option(cli, "by"), *password;

    if (email == NULL)
        return fail(&cli->c, E_INVALID, "Say --by EMAIL --password-file F of an administrator of "
            "the installation: one asks, another confirms.");
    if (cli_read_password(cli, &password) != 0)
        return (int)cli->c.err;
    return sign_in(&cli->c, o->control, email, password, "command line", ret);
}

static int
erase(struct cli *cli, const struct orgs *o)
{
    const char *slug = cli->args[1], *proof;
    struct ctx *c = &cli->c;
    struct account by;
    struct buf out;
    int e;

    if (find_administrator(cli, o, &by) != 0)
        return (int)c->err;
    if (cli_flag(cli, "cancel")) {
        if (!by.admin)
            return fail(c, E_DENIED, "Only administrators of the installation do this.");
        if (erase_cancel(c, o, slug) == 0)
            printf("%s stays.\n", slug);
        return (int)c->err;
    }
    if (!cli_flag(cli, "confirm")) {
        if (erase_ask(c, o, &by, slug, slug, cli_option(cli, "reason")) == 0)
            printf("Asked for. Within %d days another administrator has to confirm it:\n"
                "  ismene org erase %s --confirm --by EMAIL --password-file F -o PROOF\n",
                ERASE_DAYS, slug);
        return (int)c->err;
    }
    if (erase_confirm(c, o, &by, slug, slug, &proof) != 0)
        return (int)c->err;
    buf_init(&out, BUF_MAX);
    buf_puts(&out, proof);
    e = cli_write(cli, &out);
    buf_free(&out);
    return e;
}

static int
key(struct cli *cli, const struct orgs *o)
{
    struct seal seal;

    if (seal_load(&cli->c, o->dir, o->control, &seal) == 0)
        printf("%s\n", seal_public(cli->c.arena, &seal));
    return (int)cli->c.err;
}

static int
proofs(struct cli *cli, const struct orgs *o)
{
    struct erasure *rows;
    size_t n;

    if (erase_list(&cli->c, o, &rows, &n) != 0)
        return (int)cli->c.err;
    for (size_t i = 0; i < n; i++)
        printf("%s%s", i > 0 ? "\n" : "", rows[i].proof);
    return 0;
}

static const struct {
    const char *name;
    size_t nargs;               /* at least, the name among them */
    int (*run)(struct cli *cli, const struct orgs *o);
} verbs[] = {
    { "list", 1, list }, { "create", 2, create }, { "copy", 2, copy }, { "archive", 2, archive },
    { "restore", 2, restore }, { "template", 2, template }, { "limit", 2, set_limits },
    { "erase", 2, erase }, { "proofs", 1, proofs }, { "key", 1, key },
};

static int
run(struct cli *cli)
{
    struct orgs o = { .dir = cli->dir };
    size_t i = 0;
    int e;

    while (i < ARRAY_LEN(verbs)
        && (cli->nargs < verbs[i].nargs || strcmp(cli->args[0], verbs[i].name) != 0))
        i++;
    if (i == ARRAY_LEN(verbs))
        return fail(&cli->c, E_INVALID, "Say what to do: \"ismene org --help\" lists it.");
    if (orgs_control(&cli->c, cli->dir, &o.control) != 0)
        return (int)cli->c.err;
    e = verbs[i].run(cli, &o);
    store_close(o.control);
    return e;
}

const struct command cmd_org = {
    .name = "org", .summary = "list, make, copy, archive, limit and erase organisations",
    .usage = "list | create SLUG | copy SLUG NEW | archive SLUG | restore SLUG | template SLUG | "
        "limit SLUG | erase SLUG | proofs | key",
    .nargs = 3, .options = "name from reason records bytes users by password-file o",
    .flags = "off confirm cancel",
    .help = "list                          slug, name, state, size and limits, with tabs\n"
        "create SLUG --name N          an empty organisation; --from TEMPLATE takes method,\n"
        "                              controls, drafts and plans of an organisation that is\n"
        "                              marked as a template, or of the sample (@sample)\n"
        "template SLUG [--off]         mark it as a template, or no longer\n"
        "copy SLUG NEW                 whole, with its history, for tests and training\n"
        "archive SLUG --reason R       it can be read, and nothing in it changes any more\n"
        "restore SLUG --reason R       as before\n"
        "limit SLUG --records N --bytes N --users N\n"
        "                              what it may use; \"none\" takes a limit away\n"
        "erase SLUG --by EMAIL --password-file F --reason R\n"
        "erase SLUG --by EMAIL --password-file F --confirm [-o PROOF]\n"
        "                              for good, by two administrators of the installation;\n"
        "                              --cancel takes the first step back. The proof is signed:\n"
        "                              see verify-proof\n"
        "proofs                        of all that was erased\n"
        "key                           the public key that proofs are checked with\n\n"
        "A running server keeps the list to itself: use its pages, or stop it first.\n",
    .run = run,
};

static int
verify_proof(struct cli *cli)
{
    const char *given = cli_option(cli, "key");
    struct buf note;

    if (cli->nargs != 1 || given == NULL)
        return fail(&cli->c, E_INVALID, "Say: verify-proof FILE --key PUBLIC-KEY.");
    if (cli_read_file(cli, cli->args[0], (size_t)1 << 20, &note) != 0)
        return (int)cli->c.err;
    if (seal_verify(&cli->c, (struct slice){ note.p != NULL ? note.p : "", note.n }, given) == 0)
        printf("The signature is good: this is what that installation signed.\n");
    buf_free(&note);
    return (int)cli->c.err;
}

const struct command cmd_verify_proof = {
    .name = "verify-proof", .summary = "check the signature of a proof",
    .usage = "FILE --key PUBLIC-KEY", .nargs = 1, .options = "key", .no_data = true,
    .help = "FILE is a proof as \"ismene org erase\" or the pages gave it (\"-\": standard input);\n"
        "PUBLIC-KEY is the line that \"ismene org key\" prints, as it was told beforehand. The\n"
        "format is C2SP signed-note with Ed25519: other programs can check it too.\n",
    .run = verify_proof,
};
