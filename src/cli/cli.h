/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cli.h - the commands of the program: one file and one row a command. */
#ifndef ISMENE_CLI_H
#define ISMENE_CLI_H

#include "app/app.h"

struct cli;

struct command {
    const char *name;
    const char *summary;        /* one line */
    const char *usage;          /* what follows the name */
    const char *options;        /* names that take a value, blank-separated */
    const char *flags;          /* names that take none */
    size_t nargs;               /* words beside the options, at most */
    bool no_data;               /* needs no data directory */
    const char *help;           /* paragraphs */
    int (*run)(struct cli *cli);        /* 0 or an error, told in cli->c */
};

struct cli {
    struct ctx c;
    const struct command *cmd;
    const char *dir;            /* --data, or the URL of --db */
    const char *const *args;    /* what is not an option */
    size_t nargs;
    const char *names[32], *values[32];
    size_t noptions;
    int status;                 /* exit code of a command that ran without an error */
};

const char *cli_option(const struct cli *cli, const char *name);        /* NULL: not given */
bool cli_flag(const struct cli *cli, const char *name);
/* --org, or the only organisation. */
int cli_org(struct cli *cli, const char **ret_slug) MUST_USE;
int cli_open(struct cli *cli, unsigned flags, struct store **ret) MUST_USE;
int cli_read_file(struct cli *cli, const char *path, size_t max, struct buf *ret) MUST_USE;
/* To -o FILE (written aside and renamed) or to standard output. */
int cli_write(struct cli *cli, const struct buf *b) MUST_USE;
int cli_main(int argc, char **argv);

int cli_serve(struct cli *cli, const char *listen_on);

/* The first line of --password-file. */
int cli_read_password(struct cli *cli, const char **ret) MUST_USE;
struct new_user {
    const char *org, *email, *name, *person, *hash;     /* hash NULL: no new password */
    unsigned roles;
    struct terms terms;
    bool admin;
};
int cli_add_user(struct cli *cli, const struct new_user *u) MUST_USE;

/* stores.c */
int cli_schema_diff(struct cli *cli, struct buf *out);
int cli_schema_migrate(struct cli *cli);
int cli_schema_adopt(struct cli *cli);
int cli_schema_grant(struct cli *cli) MUST_USE;
/* Put an organisation that was made into the list; name NULL: as its profile says. */
int cli_enter(struct cli *cli, const char *slug, const char *name) MUST_USE;

extern const struct site *const cli_sites[];
extern const size_t n_cli_sites;

extern const struct command cmd_init, cmd_demo, cmd_serve, cmd_import, cmd_export, cmd_check,
    cmd_verify, cmd_schema, cmd_migrate, cmd_routes, cmd_user, cmd_org, cmd_jobs,
    cmd_verify_proof, cmd_risk;

#endif
