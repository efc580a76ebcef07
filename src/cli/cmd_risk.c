/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_risk.c - ismene risk: losses in numbers. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "app/simulation.h"
#include "cli/cli.h"

#define BAR 40                  /* columns */
#define INTERRUPTED 130         /* exit code, as a shell tells it */

static volatile sig_atomic_t stop_asked;

static void
ask_to_stop(int sig)
{
    (void)sig;
    stop_asked = 1;
}

struct bar {
    bool shown;                 /* somebody looks at it */
    int64_t since, last;        /* microseconds */
};

/* Ten times a second, and not for what is over at once. */
static bool
show(void *arg, double done)
{
    struct bar *b = arg;
    int64_t now = clock_mono();
    double gone = (double)(now - b->since) / 1e6;
    int n = done < 0 ? 0 : done > 1 ? BAR : (int)(done * BAR);

    if (!b->shown || now - b->last < 100000 || gone < 0.3)
        return !stop_asked;
    b->last = now;
    fprintf(stderr, "\r[%.*s%*s] %3d %%", n, "########################################", BAR - n,
        "", (int)(done * 100));
    if (done > 0.01)
        fprintf(stderr, ", %.0f s to go  ", gone / done - gone);
    fflush(stderr);
    return !stop_asked;
}

/* Ctrl-C and a polite kill end the run, not the program. */
static bool
run_stoppable(struct cli *cli, struct simulation *s, struct risk_results *ret)
{
    struct sigaction act = { .sa_handler = ask_to_stop }, was[2];
    struct bar bar = { .shown = isatty(STDERR_FILENO) == 1, .since = clock_mono() };
    bool done;

    stop_asked = 0;
    s->options.progress = show;
    s->options.progress_arg = &bar;
    sigaction(SIGINT, &act, &was[0]);
    sigaction(SIGTERM, &act, &was[1]);
    done = risk_run(&s->model, &s->options, cli->c.arena, ret);
    sigaction(SIGINT, &was[0], NULL);
    sigaction(SIGTERM, &was[1], NULL);
    if (bar.last != 0)
        fprintf(stderr, "\r\033[K");
    return done;
}

static int
simulate(struct cli *cli)
{
    struct ctx *c = &cli->c;
    struct risk_results results;
    struct simulation s;
    struct buf text, out;
    int e;

    if (cli_read_file(cli, cli->args[1], SIMULATION_BYTES, &text) != 0)
        return (int)c->err;
    e = simulation_read(c, (struct slice){ text.p != NULL ? text.p : "", text.n },
        &simulation_own_machine, &s);
    buf_free(&text);
    if (e != 0)
        return e;
    if (!run_stoppable(cli, &s, &results)) {
        fprintf(stderr, "ismene: stopped before the end: there is no answer.\n");
        cli->status = INTERRUPTED;
        return 0;
    }
    buf_init(&out, BUF_MAX);
    simulation_write(&s, &results, &out);
    buf_lit(&out, "\n");
    e = cli_write(cli, &out);
    buf_free(&out);
    return e;
}

static int
run(struct cli *cli)
{
    if (cli->nargs != 2 || strcmp(cli->args[0], "simulate") != 0)
        return fail(&cli->c, E_INVALID, "Say: risk simulate FILE.json.");
    return simulate(cli);
}

const struct command cmd_risk = {
    .name = "risk", .summary = "simulate how much risks may cost in a year",
    .usage = "simulate FILE.json [-o FILE]", .nargs = 2, .options = "o", .no_data = true,
    .help = "Reads risks with their frequencies and losses from FILE (\"-\": standard input) and\n"
        "prints what a year may cost, of each and of all together, as JSON: mean, quantiles,\n"
        "the chance of losing at least so much, the mean of the worst 1 % of the years.\n"
        "doc/quantification.md describes the file and the answer.\n\n"
        "The same file with the same seed gives the same answer, on any machine. Ctrl-C stops\n"
        "it, without an answer and with exit code 130. No organisation is read or changed.\n",
    .run = run,
};
