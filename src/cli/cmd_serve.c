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
serve_until_signal(struct cli *cli, const char *listen_on, size_t organisations)
{
    struct app_config app_cfg = { .dir = cli->dir, .sites = cli_sites, .nsites = n_cli_sites,
        .organisations = organisations, .proxies = cli_option(cli, "proxy") };
    struct http_config cfg = { .listen = listen_on, .limit = app_limit, .handle = app_handle };
    struct http_server *server;
    struct app *app;
    char why[200];
    sigset_t set;
    int e, sig;

    block_signals(&set);
    if (app_open(&cli->c, &app_cfg, &app) != 0)
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
    const char *most = cli_option(cli, "open-organisations");
    int64_t n = 0;
    int e;

    if (most != NULL && (!slice_int(slice_of(most), &n) || n < 1 || n > 10000))
        return fail_field(&cli->c, "open-organisations", "A number from 1 to 10000 is expected.");
    password_helper_start();
    e = serve_until_signal(cli, listen_on, (size_t)n);
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
    .usage = "[--listen 127.0.0.1:8080] [--proxy ADDRESSES] [--open-organisations N]",
    .options = "listen proxy open-organisations",
    .help = "Serves all organisations of DATA until it is stopped (SIGINT, SIGTERM).\n\n"
        "--listen ADDRESS:PORT    port 0 takes any free one and prints it\n"
        "--proxy ADDRESSES        of proxies on other machines, with blanks between: what they\n"
        "                         say of visitors in X-Forwarded-For counts\n"
        "--open-organisations N   keep at most N of them open (32); the one that was not used\n"
        "                         for the longest time makes room\n\n"
        "Put nginx or Caddy in front for TLS; they must send X-Forwarded-Proto\n"
        "and X-Forwarded-For.\n",
    .run = run,
};
