/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_verify.c - ismene verify: nothing was altered since it was recorded. */
#include <stdio.h>

#include "cli/cli.h"

static int
run(struct cli *cli)
{
    struct ctx *c = &cli->c;
    struct store *s;
    struct buf report;

    if (cli_open(cli, 0, &s) != 0)
        return (int)c->err;
    buf_init(&report, BUF_MAX);
    if (store_read(c, s) == 0) {
        if (verify_store(c, &report) == 0)
            fwrite(report.p, 1, report.n, stdout);
        store_rollback(c);
    }
    buf_free(&report);
    store_close(s);
    return (int)c->err;
}

const struct command cmd_verify = {
    .name = "verify", .summary = "prove that history, ledger and records agree",
    .usage = "[--org SLUG]", .options = "org",
    .help = "Recomputes the Merkle tree (RFC 6962) over the whole history, compares every record\n"
        "with its last entry and every attached file with its hash. Names the first that differs.\n",
    .run = run,
};
