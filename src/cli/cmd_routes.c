/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_routes.c - ismene routes: method, path, permission. */
#include <stdio.h>

#include "cli/cli.h"

/* First which role calls which route, then what each role does with the records of each type. */
static int
print_matrix(struct cli *cli)
{
    struct buf b;

    buf_init(&b, BUF_MAX);
    entry_matrix(cli_sites, n_cli_sites, &b);
    buf_putc(&b, '\n');
    perm_matrix(cli->c.arena, &b);
    fwrite(b.p, 1, b.n, stdout);
    buf_free(&b);
    return 0;
}

static int
run(struct cli *cli)
{
    if (cli_flag(cli, "matrix"))
        return print_matrix(cli);
    for (size_t i = 0; i < n_cli_sites; i++)
        for (size_t k = 0; k < cli_sites[i]->nroutes; k++) {
            const struct route *r = &cli_sites[i]->routes[k];

            printf("%-7s %-50s %-8s %s\n", method_name(r->method), r->pattern, r->perm,
                r->summary);
        }
    return 0;
}

const struct command cmd_routes = {
    .name = "routes", .summary = "print every address the server knows",
    .usage = "[--matrix]", .flags = "matrix", .no_data = true,
    .help = "Method, path, who may, and what it does. --matrix prints the permissions as two tables\n"
        "of tab-separated values: route by role, then type by action, state and role.\n",
    .run = run,
};
