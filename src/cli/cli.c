/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cli.c - finds the command, reads its options, says what went wrong. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/orgs.h"

static const struct command *const commands[] = {
    &cmd_init, &cmd_demo, &cmd_serve, &cmd_import, &cmd_export, &cmd_check, &cmd_verify,
    &cmd_schema, &cmd_migrate, &cmd_routes, &cmd_user, &cmd_org, &cmd_jobs,
    &cmd_verify_proof, &cmd_risk,
};

static const struct actor system_actor = { .name = "system", .email = "system", .system = true };

const char *
cli_option(const struct cli *cli, const char *name)
{
    for (size_t i = 0; i < cli->noptions; i++)
        if (strcmp(cli->names[i], name) == 0)
            return cli->values[i];
    return NULL;
}

bool
cli_flag(const struct cli *cli, const char *name)
{
    return cli_option(cli, name) != NULL;
}

int
cli_org(struct cli *cli, const char **ret_slug)
{
    *ret_slug = cli_option(cli, "org");
    return *ret_slug != NULL ? 0 : org_only(&cli->c, cli->dir, ret_slug);
}

int
cli_open(struct cli *cli, unsigned flags, struct store **ret)
{
    const char *slug;

    if (cli_org(cli, &slug) != 0)
        return (int)cli->c.err;
    cli->c.org = slug;
    return org_open(&cli->c, cli->dir, slug, flags, ret);
}

static const char *
name_of(struct cli *cli, const char *slug)
{
    const char *name = NULL;
    struct store *s;

    if (org_open(&cli->c, cli->dir, slug, 0, &s) != 0)
        return NULL;
    if (store_read(&cli->c, s) == 0)
        name = db_get_text(&cli->c, SQL("select name from organization"), NO_BINDS);
    store_rollback(&cli->c);
    store_close(s);
    return name;
}

int
cli_enter(struct cli *cli, const char *slug, const char *name)
{
    struct store *control;
    int e;

    if (orgs_control(&cli->c, cli->dir, &control) != 0)
        return (int)cli->c.err;
    e = orgs_enter(&cli->c, control, slug, name != NULL ? name : name_of(cli, slug));
    store_close(control);
    return e;
}

int
cli_read_file(struct cli *cli, const char *path, size_t max, struct buf *ret)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char chunk[65536];
    size_t n;

    if (f == NULL)
        return fail(&cli->c, E_IO, "%s cannot be read: %s.", path, strerror(errno));
    buf_init(ret, max);
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_add(ret, chunk, n);
    if (ferror(f))
        fail(&cli->c, E_IO, "%s cannot be read: %s.", path, strerror(errno));
    else if (ret->over)
        fail(&cli->c, E_LIMIT, "%s is larger than %zu bytes.", path, max);
    if (f != stdin)
        fclose(f);
    if (cli->c.err != E_OK)
        buf_free(ret);
    return (int)cli->c.err;
}

/* Of an empty buffer there is nothing to write. */
static bool
wrote(FILE *f, const struct buf *b)
{
    return b->n == 0 || fwrite(b->p, 1, b->n, f) == b->n;
}

int
cli_write(struct cli *cli, const struct buf *b)
{
    const char *path = cli_option(cli, "o"), *tmp = NULL;
    FILE *f = stdout;
    struct stat st;
    bool ok;

    if (path != NULL && stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        f = fopen(path, "wb");          /* a device or a pipe: never put a file in its place */
        if (f == NULL)
            return fail(&cli->c, E_IO, "%s cannot be written: %s.", path, strerror(errno));
        ok = wrote(f, b);
        ok = fclose(f) == 0 && ok;
        return ok ? 0 : fail(&cli->c, E_IO, "%s cannot be written: %s.", path, strerror(errno));
    }
    if (path != NULL) {
        tmp = arena_printf(cli->c.arena, "%s.tmp", path);
        if ((f = fopen(tmp, "wb")) == NULL)
            return fail(&cli->c, E_IO, "%s cannot be written: %s.", path, strerror(errno));
    }
    ok = wrote(f, b) && fflush(f) == 0;
    if (path != NULL) {
        ok = ok && fsync(fileno(f)) == 0;
        ok = fclose(f) == 0 && ok && rename(tmp, path) == 0;
        if (!ok)
            unlink(tmp);
    }
    return ok ? 0 : fail(&cli->c, E_IO, "The output cannot be written: %s.", strerror(errno));
}

static void
usage(FILE *out)
{
    fprintf(out, "Ismene runs an information security management system (ISO/IEC 27001).\n\n"
        "usage: ismene COMMAND [--data DIR | --db URL] [--org SLUG] …\n\n");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        fprintf(out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(out, "  %-12s %s\n\n\"ismene COMMAND --help\" says more.\n", "help", "this text");
}

static void
command_help(const struct command *cmd)
{
    printf("ismene %s - %s\n\nusage: ismene %s %s\n\n%s\n"
        "--data DIR   where everything is kept (default: $ISMENE_DATA, else ./ismene-data)\n"
        "--db URL     a PostgreSQL database instead: postgresql://HOST/NAME (default: $ISMENE_DB)\n",
        cmd->name, cmd->summary, cmd->name, cmd->usage, cmd->help);
}

static int
read_options(struct cli *cli, int argc, char **argv)
{
    const char **args = arena_alloc(cli->c.arena, (size_t)(argc + 1) * sizeof *args);

    cli->args = args;
    for (int i = 2; i < argc; i++) {
        const char *a = argv[i], *name;

        if (a[0] != '-' || a[1] == '\0') {
            args[cli->nargs++] = a;
            continue;
        }
        name = a + (a[1] == '-' ? 2 : 1);
        if (cli->noptions >= ARRAY_LEN(cli->names))
            return fail(&cli->c, E_INVALID, "Too many options.");
        cli->names[cli->noptions] = name;
        if (word_in(cli->cmd->flags, name) || strcmp(name, "help") == 0)
            cli->values[cli->noptions++] = "";
        else if (!word_in("data db", name) && !word_in(cli->cmd->options, name))
            return fail(&cli->c, E_INVALID, "%s is not an option of \"%s\".", a, cli->cmd->name);
        else if (i + 1 >= argc)
            return fail(&cli->c, E_INVALID, "%s needs a value.", a);
        else
            cli->values[cli->noptions++] = argv[++i];
    }
    return 0;
}

/* --db URL, else --data DIR, else the environment's. */
static int
find_place(struct cli *cli)
{
    const char *dir = cli_option(cli, "data"), *url = cli_option(cli, "db");

    if (dir != NULL && url != NULL)
        return fail(&cli->c, E_INVALID, "Give --data or --db, not both.");
    if (dir == NULL && url == NULL)
        url = getenv("ISMENE_DB");
    if (url != NULL && *url != '\0' && !place_is_server(url))
        return fail(&cli->c, E_INVALID, "A database is named postgresql://HOST/NAME.");
    if (url == NULL || *url == '\0')
        url = dir != NULL ? dir : getenv("ISMENE_DATA");
    cli->dir = url != NULL && *url != '\0' ? url : "./ismene-data";
    return 0;
}

static int
run(struct cli *cli, int argc, char **argv)
{
    if (read_options(cli, argc, argv) != 0)
        return (int)cli->c.err;
    if (cli_flag(cli, "help")) {
        command_help(cli->cmd);
        return 0;
    }
    if (cli->nargs > cli->cmd->nargs)
        return fail(&cli->c, E_INVALID, "%s is too much: \"ismene %s --help\" says what belongs "
            "there.", cli->args[cli->cmd->nargs], cli->cmd->name);
    if (find_place(cli) != 0 || (!cli->cmd->no_data && org_data_dir(&cli->c, cli->dir) != 0))
        return (int)cli->c.err;
    return cli->cmd->run(cli);
}

static int
complain(const struct cli *cli)
{
    const struct ctx *c = &cli->c;

    if (c->err == E_OK)
        return 0;
    if (c->nfields == 0 && c->message != NULL)
        fprintf(stderr, "ismene: %s\n", c->message);
    for (size_t i = 0; i < c->nfields; i++)
        fprintf(stderr, "ismene: %s: %s\n", c->fields[i].field, c->fields[i].message);
    return err_exit(c->err);
}

int
cli_main(int argc, char **argv)
{
    struct cli cli = { .c = { .actor = &system_actor, .source = "cli", .now = clock_now() } };
    int code = 2;

    char *asks[] = { argv[0], argc > 2 ? argv[2] : NULL, (char[]){ "--help" }, NULL };

    if (argc == 3 && strcmp(argv[1], "help") == 0)
        argv = asks;
    if (argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) {
        usage(argc < 2 ? stderr : stdout);
        return argc < 2 ? 2 : 0;
    }
    cli.c.arena = arena_new();
    cli.c.today = clock_today("UTC", cli.c.now);
    for (size_t i = 0; i < ARRAY_LEN(commands) && cli.cmd == NULL; i++)
        if (strcmp(commands[i]->name, argv[1]) == 0)
            cli.cmd = commands[i];
    if (cli.cmd == NULL) {
        fprintf(stderr, "ismene: there is no command \"%s\".\n\n", argv[1]);
        usage(stderr);
    } else {
        int e = run(&cli, argc, argv);

        code = complain(&cli);
        if (code == 0 && e != 0)
            code = err_exit((enum err)e);
        if (code == 0)
            code = cli.status;
    }
    arena_free(cli.c.arena);
    return code;
}
