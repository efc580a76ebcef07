/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_import.c - ismene import: an organisation from JSON, all or nothing. */
#include <stdio.h>

#include "app/orgs.h"
#include "cli/cli.h"

/* What the organisation may use, as the list says. */
static int
limit(struct cli *cli, struct store *control, const char *slug, struct quota *q)
{
    struct orgs o = { .dir = cli->dir, .control = control };
    struct organisation row;

    if (orgs_get(&cli->c, &o, slug, &row) != 0)
        return (int)cli->c.err;
    *q = (struct quota){ .records = row.limits.most[LIMIT_RECORDS],
        .bytes = row.limits.most[LIMIT_BYTES], .size = org_size(&cli->c, cli->dir, slug) };
    cli->c.quota = q;
    return 0;
}

static int
into(struct cli *cli, struct store *s, const struct buf *text, int64_t days)
{
    bool dry = cli_flag(cli, "dry-run");
    struct slice all = { text->p, text->n };
    struct ctx *c = &cli->c;
    struct buf report;

    buf_init(&report, BUF_MAX);
    if (store_write(c, s) == 0) {
        c->source = "import";
        if (org_import(c, all, days, dry ? &report : NULL) != 0 || dry)
            store_rollback(c);
        else if (store_commit(c) == 0)
            fprintf(stderr, "imported.\n");
    }
    c->quota = NULL;
    if (dry) {
        if (report.n > 0)
            fwrite(report.p, 1, report.n, stdout);
        fflush(stdout);
        fprintf(stderr, "dry run: nothing was written.\n");
    }
    buf_free(&report);
    return (int)c->err;
}

static int
into_new(struct cli *cli, struct store *control, const char *slug, const struct buf *text,
    int64_t days)
{
    bool dry = cli_flag(cli, "dry-run");
    struct ctx *c = &cli->c;
    const char *name = NULL;
    struct store *s;

    if (org_create(c, cli->dir, slug, &s) != 0)
        return (int)c->err;
    if (into(cli, s, text, days) == 0 && !dry && store_read(c, s) == 0)
        name = db_get_text(c, SQL("select name from organization"), NO_BINDS);
    store_rollback(c);
    store_close(s);
    if (dry || c->err != E_OK || orgs_enter(c, control, slug, name) != 0)
        org_remove(c, cli->dir, slug);
    return (int)c->err;
}

static int
into_old(struct cli *cli, struct store *control, const struct buf *text, int64_t days)
{
    struct quota q;
    struct store *s;

    if (cli_open(cli, STORE_EXCLUSIVE, &s) != 0)
        return (int)cli->c.err;
    if (limit(cli, control, cli->c.org, &q) == 0)
        into(cli, s, text, days);
    store_close(s);
    return (int)cli->c.err;
}

static int
run(struct cli *cli)
{
    const char *slug = cli_option(cli, "org"), *shift = cli_option(cli, "shift-days");
    bool fresh = cli_option(cli, "new") != NULL;
    struct ctx *c = &cli->c;
    struct store *control;
    struct buf text;
    int64_t days = 0;

    if (cli->nargs != 1)
        return fail(c, E_INVALID, "Name one file.");
    if (shift != NULL && !slice_int(slice_of(shift), &days))
        return fail_field(c, "shift-days", "A whole number of days is expected.");
    if (fresh && slug == NULL)
        return fail(c, E_INVALID, "--new needs --org SLUG.");
    if (cli_read_file(cli, cli->args[0], IMPORT_MAX, &text) != 0)
        return (int)c->err;
    if (orgs_control(c, cli->dir, &control) == 0) {
        if (fresh)
            into_new(cli, control, slug, &text, days);
        else
            into_old(cli, control, &text, days);
        store_close(control);
    }
    buf_free(&text);
    return (int)c->err;
}

const struct command cmd_import = {
    .name = "import", .summary = "import an organisation from JSON, all or nothing",
    .usage = "--org SLUG [--new NAME] [--dry-run] [--shift-days N] FILE.json",
    .options = "org new shift-days", .nargs = 1, .flags = "dry-run",
    .help = "FILE holds {\"records\": [{\"type\": …, \"key\": …, fields by their names}, …]}.\n"
        "Wrong types, unknown fields and values and dangling references are refused with the\n"
        "record and the field, and nothing is written. Missing required fields are taken as\n"
        "found; rule R-X-06 reports them.\n\n"
        "--new NAME      make the organisation SLUG first\n"
        "--dry-run       report on each record, good or bad, write nothing\n"
        "--shift-days N  move every date by N days\n",
    .run = run,
};
