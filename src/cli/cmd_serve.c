/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_serve.c - ismene serve: the web pages and the API. */
#include <signal.h>
#include <stdio.h>

#include "api/api.h"
#include "cli/cli.h"
#include "web/web.h"

const struct site *const cli_sites[] = { &api_site, &web_site };
const size_t n_cli_sites = ARRAY_LEN(cli_sites);

static void
block_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static int
serve_until_signal(struct cli *cli, const char *listen_on)
{
    struct http_config cfg = { .listen = listen_on, .limit = app_limit, .handle = app_handle };
    struct http_server *server;
    struct app *app;
    char why[200];
    sigset_t set;
    int e, sig;

    block_signals(&set);
    if (app_open(&cli->c, cli->dir, cli_sites, n_cli_sites, &app) != 0)
        return (int)cli->c.err;
    cfg.app = app;
    e = http_start(&cfg, &server, why);
    if (e != 0) {
        app_close(app);
        return fail(&cli->c, (enum err)e, "%s", why);
    }
    printf("Ismene answers on http://%.*s:%d/\n", (int)(strrchr(listen_on, ':') - listen_on),
        listen_on, http_port(server));
    fflush(stdout);
    sigwait(&set, &sig);
    http_stop(server);
    app_close(app);
    return 0;
}

/* Serve until SIGINT or SIGTERM; running requests are finished. */
int
cli_serve(struct cli *cli, const char *listen_on)
{
    int e;

    password_helper_start();
    e = serve_until_signal(cli, listen_on);
    password_helper_stop();
    return e;
}

static int
run(struct cli *cli)
{
    const char *listen_on = cli_option(cli, "listen");

    return cli_serve(cli, listen_on != NULL ? listen_on : "127.0.0.1:8080");
}

const struct command cmd_serve = {
    .name = "serve", .summary = "serve the web pages and the API",
    .usage = "[--listen 127.0.0.1:8080]", .options = "listen",
    .help = "Serves all organisations of DATA until it is stopped (SIGINT, SIGTERM).\n\n"
        "--listen ADDRESS:PORT  port 0 takes any free one and prints it\n\n"
        "Put nginx or Caddy in front for TLS; they must send X-Forwarded-Proto\n"
        "and X-Forwarded-For.\n",
    .run = run,
};
