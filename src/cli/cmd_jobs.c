/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_jobs.c - ismene jobs: what servers do by themselves, and what failed. */
#include <stdio.h>

#include "auth/job.h"
#include "cli/cli.h"

static void
print(const struct job *j)
{
    char due[TIME_LEN + 1];

    time_format(j->due, due);
    printf("%s\t%s\t%s\t%s\t%s\t%d\t%s\n", j->kind, j->org != NULL ? j->org : "", due, j->state,
        j->taken_by != NULL ? j->taken_by : "", j->attempts, j->error != NULL ? j->error : "");
}

static int
run(struct cli *cli)
{
    struct ctx *c = &cli->c;
    struct store *control;
    struct job *list;
    size_t n;

    if (store_open(c, place_control(c->arena, cli->dir), 0, &control) != 0)
        return (int)c->err;
    if (store_read(c, control) == 0 && migrate_check(c, &control_store) == 0
        && job_list(c, cli_flag(cli, "failed"), &list, &n) == 0)
        for (size_t i = 0; i < n; i++)
            print(&list[i]);
    store_rollback(c);
    store_close(control);
    return (int)c->err;
}

const struct command cmd_jobs = {
    .name = "jobs", .summary = "list what servers do by themselves, and what failed",
    .usage = "[--failed]", .flags = "failed",
    .help = "A line a job, with tabs: kind, organisation, when it is due, state (ready, taken,\n"
        "done, failed), who took it last (HOST:PID:…), attempts, and the error of the last one.\n"
        "May be asked while servers run.\n\n"
        "--failed     only those that failed five times; recurring ones are tried again when due\n",
    .run = run,
};
