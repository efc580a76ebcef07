/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* view.c - views of registers that an account keeps by a name. */
#include "auth/auth.h"

int
view_list(struct ctx *c, int64_t account, const char *type, struct saved_view **ret,
    size_t *ret_n)
{
    struct stmt *s = db_query(c, SQL("select name, query from view where account = $account "
        "and org = $org and type = $type order by name"), BINDS(bind_int("account", account),
        bind_text("org", c->org), bind_text("type", type)));
    struct saved_view *list = NULL;
    size_t n = 0, cap = 0;

    while (db_step(c, s))
        *arena_push(c->arena, list, n, cap) = (struct saved_view){ db_strdup(c, s, 0),
            db_strdup(c, s, 1) };
    *ret = list;
    *ret_n = n;
    return db_done(c, s);
}

static int
check_view(struct ctx *c, int64_t account, const char *type, struct slice name,
    const char *query)
{
    if (name.n == 0)
        return fail_field(c, "name", "Give the view a name.");
    if (!utf8_valid(name.p, name.n) || utf8_length(name.p, name.n) > VIEW_NAME_MAX)
        return fail_field(c, "name", "A name has at most %d characters.", VIEW_NAME_MAX);
    if (strlen(query) > VIEW_QUERY_MAX)
        return fail_field(c, "name", "These filters are too long to be kept.");
    if (db_get_int(c, 0, SQL("select count(*) from view where account = $account and org = $org "
            "and type = $type and name <> $name"), BINDS(bind_int("account", account),
            bind_text("org", c->org), bind_text("type", type), bind_slice("name", name)))
        >= VIEWS_MAX)
        return fail_field(c, "name", "%d views of a register are the most: delete one first.",
            VIEWS_MAX);
    return (int)c->err;
}

int
view_set(struct ctx *c, int64_t account, const char *type, const char *name, const char *query)
{
    struct slice s = slice_trim(slice_of(name));

    if (check_view(c, account, type, s, query) != 0)
        return (int)c->err;
    return db_exec(c, SQL("insert into view (account, org, type, name, query) values ($account, "
        "$org, $type, $name, $query) on conflict (account, org, type, name) do update set "
        "query = excluded.query"), BINDS(bind_int("account", account), bind_text("org", c->org),
        bind_text("type", type), bind_slice("name", s), bind_text("query", query)));
}

int
view_remove(struct ctx *c, int64_t account, const char *type, const char *name)
{
    return db_exec(c, SQL("delete from view where account = $account and org = $org "
        "and type = $type and name = $name"), BINDS(bind_int("account", account),
        bind_text("org", c->org), bind_text("type", type), bind_text("name", name)));
}
