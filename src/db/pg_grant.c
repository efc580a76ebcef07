/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pg_grant.c - the role that serves owns nothing.  The owner of the database names
 * it once; the name stays in the control schema, and whatever the owner makes or
 * changes from then on is granted to it in the same transaction.
 */
#include "db/pg.h"

#define ROLES "\"" PG_CONTROL_SCHEMA "\".db_grant"

/* Reading and adding everywhere; changing and deleting but where rows stay as they are. */
static const char grant_text[] =
    "do $$declare r record; t record; s text := '%s';\n"
    "begin\n"
    "    if to_regclass('" ROLES "') is null then return; end if;\n"
    "    for r in select g.role from " ROLES " g join pg_roles p on p.rolname = g.role loop\n"
    "        execute format('grant usage on schema %%I to %%I', s, r.role);\n"
    "        for t in select c.relname, exists (select 1 from pg_trigger g where g.tgrelid = c.oid\n"
    "                and g.tgname = 'append_only') as fixed from pg_class c\n"
    "                join pg_namespace n on n.oid = c.relnamespace\n"
    "                where n.nspname = s and c.relkind in ('r', 'p') loop\n"
    "            execute format('revoke all on %%I.%%I from %%I', s, t.relname, r.role);\n"
    "            execute format('grant %%s on %%I.%%I to %%I', case\n"
    "                when t.relname in ('migration', 'db_grant') then 'select'\n"
    "                when t.relname = 'db_clock' then 'select, update'\n"
    "                when t.fixed then 'select, insert'\n"
    "                else 'select, insert, update, delete' end, s, t.relname, r.role);\n"
    "        end loop;\n"
    "        execute format('grant usage, select, update on all sequences in schema %%I to %%I',\n"
    "            s, r.role);\n"
    "    end loop;\n"
    "end$$";

bool
pg_grant_again(struct ctx *c, struct pg_conn *conn, const char *schema)
{
    return pg_run(c, conn, arena_printf(c->arena, grant_text, schema), PG_SCRIPT_SECONDS);
}

static int
check_role(struct ctx *c, const char *role)
{
    struct stmt *s = db_query(c, SQL("select rolsuper, pg_has_role(rolname, current_user, 'USAGE') "
        "from pg_roles where rolname = $role"), BINDS(bind_text("role", role)));
    bool found = db_step(c, s), super = found && db_int(s, 0), owner = found && db_int(s, 1);

    if (db_done(c, s) != 0)
        return (int)c->err;
    if (!found)
        return fail(c, E_NOTFOUND, "The server has no role %s. Make it with \xe2\x80\x9c" "create role "
            "%s login\xe2\x80\x9d.", role, role);
    if (super || owner)
        return fail(c, E_INVALID, "The role %s %s: it may do everything already. Take one that "
            "owns nothing.", role, super ? "is a superuser" : "is or has the owner's");
    return 0;
}

int
pg_grant(struct ctx *c, const char *role)
{
    struct pg_conn *conn = (struct pg_conn *)c->db;
    const struct pg_store *st = (const struct pg_store *)conn->base.store;

    conn->made = true;
    if (st->class != PG_CONTROL)
        return 0;
    if (check_role(c, role) != 0 || db_raw(c, SQL("create table if not exists " ROLES
            " (role text primary key)")) != 0)
        return (int)c->err;
    return db_exec(c, SQL("insert into " ROLES " (role) values ($role) on conflict do nothing"),
        BINDS(bind_text("role", role)));
}

int
pg_owner_only(struct ctx *c, const struct pg_conn *conn)
{
    if (strcmp(conn->state, "42501") != 0 || c->err == E_OK)
        return (int)c->err;
    c->err = E_DENIED;
    c->message = "The database role of this server may not make, change or remove tables, and that "
        "is as it should be. The owner of the database does it, with the command line: see "
        "\xe2\x80\x9cRoles and grants\xe2\x80\x9d in doc/operations.md.";
    return (int)c->err;
}

int
pg_remake_allowed(struct ctx *c, struct pg_conn *conn, const char *schema)
{
    bool may = false;
    PGresult *r;

    if (pg_ask(c, conn, SQL("select has_database_privilege(current_database(), 'CREATE') and "
            "coalesce((select pg_has_role(nspowner, 'USAGE') from pg_namespace "
            "where nspname = $1), true)"), schema, &r))
        may = PQgetvalue(r, 0, 0)[0] == 't';
    PQclear(r);
    if (may || c->err != E_OK)
        return (int)c->err;
    fail(c, E_DENIED, "The owner of the database has to do this.");
    memcpy(conn->state, "42501", 6);
    return pg_owner_only(c, conn);
}
