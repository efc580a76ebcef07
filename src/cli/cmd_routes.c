/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_routes.c - ismene routes: method, path, permission. */
#include <stdio.h>

#include "cli/cli.h"

static int
run(struct cli *cli)
{
    (void)cli;
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
    .usage = "", .no_data = true,
    .help = "Method, path, who may, and what it does. Records have permissions of their own\n"
        "beyond these: see \"ismene schema json\".\n",
    .run = run,
};
