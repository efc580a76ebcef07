/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_export.c - ismene export: an organisation as JSON. */
#include "cli/cli.h"

static int
run(struct cli *cli)
{
    const char *format = cli_option(cli, "format");
    struct ctx *c = &cli->c;
    struct store *s;
    struct buf out;

    if (format != NULL && strcmp(format, "json") != 0)
        return fail_field(c, "format", "The format is json.");
    if (cli_open(cli, 0, &s) != 0)
        return (int)c->err;
    buf_init(&out, IMPORT_MAX);
    if (store_read(c, s) == 0) {
        if (org_export(c, &out) != 0)
            buf_reset(&out);
        store_rollback(c);
    }
    store_close(s);
    if (c->err != E_OK || cli_write(cli, &out) != 0)
        buf_reset(&out);
    buf_free(&out);
    return (int)c->err;
}

const struct command cmd_export = {
    .name = "export", .summary = "export an organisation as JSON",
    .usage = "--org SLUG [--format json] [-o FILE]", .options = "org format o",
    .help = "Writes what \"ismene import\" reads: import into a new organisation and its export\n"
        "are the same, byte for byte.\n\n-o FILE  write to FILE instead of standard output\n",
    .run = run,
};
