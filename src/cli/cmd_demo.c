/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_demo.c - ismene demo: a company of 60 people with its dates moved to today. */
#include <stdio.h>
#include <unistd.h>

#include "base/embed.h"
#include "cli/cli.h"
#include "rules/engine.h"

#define SAMPLE_DAY 20726        /* 2026-09-30: the day the sample was written for */
#define DEMO_WEEKS 12

static const char demo_password[] = "ismene-demo-2026";

static const struct {
    const char *email, *name, *roles, *job;
} people[] = {
    { "ines.duarte@quillbeck.example", "Ines Duarte", "IM SYS", "information security manager" },
    { "maeve.corrigan@quillbeck.example", "Maeve Corrigan", "TM", "top management" },
    { "niamh.doyle@quillbeck.example", "Niamh Doyle", "IA APM", "internal auditor" },
    { "rafael.okoye@quillbeck.example", "Rafael Okoye", "RO CO AO PO DO", "risk and control owner" },
    { "clara.weiss@quillbeck.example", "Clara Weiss", "HR", "people lead" },
    { "orla.quinn@quillbeck.example", "Orla Quinn", "EM", "employee" },
};

/* What the rules would have said week by week, over the records as they are. */
static int
add_trend(struct ctx *c)
{
    int64_t today = c->today;
    struct judgement *j;

    for (int week = DEMO_WEEKS; week >= 1 && c->err == E_OK; week--) {
        c->today = today - 7 * week;
        if (rules_judge(c, &j) == 0 && rules_snapshot(c, j) != 0)
            break;
    }
    c->today = today;
    return (int)c->err;
}

static int
import(struct cli *cli, struct store *s)
{
    const struct embedded *f = embed_find("demo-organisation.json");
    struct ctx *c = &cli->c;

    if (f == NULL)
        return fail(c, E_BUG, "The demo organisation is missing from the program.");
    if (store_write(c, s) != 0)
        return (int)c->err;
    c->source = "import";
    if (org_import(c, f->data, clock_today("Europe/Dublin", c->now) - SAMPLE_DAY, NULL) != 0
        || setting_set(c, "demo", "yes") != 0) {
        store_rollback(c);
        return (int)c->err;
    }
    org_set_today(c);
    if (add_trend(c) != 0)
        store_rollback(c);
    return c->err == E_OK ? store_commit(c) : (int)c->err;
}

static int
add_people(struct cli *cli)
{
    const char *hash;

    if (password_hash(&cli->c, demo_password, &hash) != 0)
        return (int)cli->c.err;
    for (size_t i = 0; i < ARRAY_LEN(people); i++) {
        struct new_user u = { .org = "demo", .email = people[i].email, .name = people[i].name,
            .hash = hash };

        if (roles_parse(&cli->c, people[i].roles, &u.roles) != 0 || cli_add_user(cli, &u) != 0)
            return (int)cli->c.err;
    }
    return 0;
}

static int
make(struct cli *cli)
{
    struct store *s;
    int e;

    if (org_create(&cli->c, cli->dir, "demo", &s) != 0)
        return (int)cli->c.err;
    e = import(cli, s);
    store_close(s);
    if (e == 0)
        e = cli_enter(cli, "demo", NULL);
    if (e == 0)
        e = add_people(cli);
    if (e != 0)
        org_remove(&cli->c, cli->dir, "demo");
    return e;
}

static int
run(struct cli *cli)
{
    const char *listen_on = cli_option(cli, "listen");

    if (!store_exists(&cli->c, org_path(&cli->c, cli->dir, "demo")) && make(cli) != 0)
        return (int)cli->c.err;
    if (listen_on == NULL)
        listen_on = "127.0.0.1:8080";
    printf("\nQuillbeck Software Ltd, an invented company of 60 people, is ready in %s.\n\n",
        cli->dir);
    for (size_t i = 0; i < ARRAY_LEN(people); i++)
        printf("  %-34s %s\n", people[i].email, people[i].job);
    printf("\nPassword of all: %s\n\n", demo_password);
    return cli_flag(cli, "no-serve") ? 0 : cli_serve(cli, listen_on);
}

const struct command cmd_demo = {
    .name = "demo", .summary = "make a demo organisation and serve it",
    .usage = "[--listen 127.0.0.1:8080] [--no-serve]", .options = "listen", .flags = "no-serve",
    .help = "Makes the organisation \"demo\" with its dates moved to today, prints who may sign\n"
        "in, and serves it. Made once, it is kept.\n",
    .run = run,
};
