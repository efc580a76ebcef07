/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmd_schema.c - ismene schema: the record types as JSON or SQL. */
#include <stdio.h>

#include "api/api.h"
#include "cli/cli.h"
#include "rec/kind.h"

static void
type_json(struct json_out *j, const struct rec_type *t)
{
    json_obj(j);
    json_kv(j, "name", t->name);
    json_kv(j, "slug", t->slug);
    json_kv(j, "label", t->label);
    json_kv(j, "prefix", t->prefix);
    json_kv(j, "clause", t->clause);
    json_key(j, "fields");
    json_arr(j);
    for (size_t i = 0; i < t->nfields; i++) {
        const struct field *f = &t->fields[i];

        json_obj(j);
        json_kv(j, "name", f->name);
        json_kv(j, "label", f->label);
        json_kv(j, "kind", kind_of(f)->name);
        json_key(j, "list");
        json_flag(j, f->shape.list);
        json_key(j, "required");
        json_flag(j, f->flags & REQUIRED);
        json_key(j, "schema");
        field_schema(j, f);
        json_end_obj(j);
    }
    json_end_arr(j);
    json_key(j, "steps");
    json_arr(j);
    for (size_t i = 0; i < t->nsteps; i++) {
        json_obj(j);
        json_kv(j, "name", t->steps[i].name);
        json_kv(j, "from", t->steps[i].from);
        json_kv(j, "to", t->steps[i].to);
        json_kv(j, "who", t->steps[i].who);
        json_end_obj(j);
    }
    json_end_arr(j);
    json_end_obj(j);
}

static void
types_json(struct buf *out)
{
    struct json_out j = { out, false };

    json_arr(&j);
    for (size_t i = 0; i < n_rec_types; i++)
        type_json(&j, rec_types[i]);
    json_end_arr(&j);
    buf_lit(out, "\n");
}

static int
print(struct cli *cli, const char *what)
{
    struct buf out;

    buf_init(&out, BUF_MAX);
    if (strcmp(what, "sql") == 0) {
        buf_puts(&out, schema_ddl(cli->c.arena, DB_SQLITE));
    } else if (strcmp(what, "postgresql") == 0) {
        buf_puts(&out, schema_ddl(cli->c.arena, DB_POSTGRES));
    } else if (strcmp(what, "tables") == 0) {
        buf_puts(&out, schema_tables(cli->c.arena));
    } else if (strcmp(what, "accounts") == 0) {
        buf_puts(&out, control_ddl(cli->c.arena));
    } else if (strcmp(what, "json") == 0) {
        types_json(&out);
    } else if (strcmp(what, "openapi") == 0) {
        openapi_write(cli->c.arena, &out);
        buf_lit(&out, "\n");
    } else if (strcmp(what, "diff") == 0) {
        cli_schema_diff(cli, &out);
    } else {
        fail(&cli->c, E_INVALID, "Say json, sql, postgresql, tables, accounts, openapi, diff, "
            "migrate, adopt or grant.");
    }
    if (cli->c.err != E_OK || cli_write(cli, &out) != 0)
        buf_reset(&out);
    buf_free(&out);
    return (int)cli->c.err;
}

static int
run(struct cli *cli)
{
    const char *what = cli->nargs > 0 ? cli->args[0] : "";

    if (strcmp(what, "grant") == 0)
        return cli_schema_grant(cli);
    if (cli->nargs > 1)
        return fail(&cli->c, E_INVALID, "%s is too much: \"ismene schema --help\" says what belongs "
            "there.", cli->args[1]);
    if (strcmp(what, "migrate") == 0)
        return cli_schema_migrate(cli);
    return strcmp(what, "adopt") == 0 ? cli_schema_adopt(cli) : print(cli, what);
}

const struct command cmd_schema = {
    .name = "schema", .summary = "print the record types, tables or API; bring stores up",
    .usage = "json|sql|postgresql|tables|accounts|openapi|diff|migrate|adopt|grant ROLE "
        "[--org SLUG] [-o FILE]",
    .options = "o org", .nargs = 2, .no_data = true,
    .help = "json: every type with its fields, values and work flow. sql: the tables\n"
        "of SQLite; postgresql: those of PostgreSQL; tables: in the words of migrations,\n"
        "which stand for both, and accounts: those of the control store.\n"
        "openapi: the description of the API (OpenAPI 3.1).\n\n"
        "diff: how the tables of the stores in DATA differ from the program's, with the\n"
        "statements that are missing; nothing and exit code 0 when they are the same.\n"
        "migrate: bring the accounts and all organisations, or --org, up to this program;\n"
        "run it again when it was interrupted.\n"
        "adopt: what stands at the name --org is that organisation from now on, although it\n"
        "says that it is another or was moved away.\n"
        "grant ROLE: let this role of the database server, which owns nothing, serve what is\n"
        "there and what will be made; run by the owner of the database.\n",
    .run = run,
};
