/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* organisation.c - the list of organisations in the control store. */
#include "auth/organisation.h"

bool
organisation_is(const struct organisation *o, const char *state)
{
    return strcmp(o->state, state) == 0;
}

int
organisation_add(struct ctx *c, const char *slug, const char *name, const char *origin)
{
    return db_exec(c, SQL("insert into organisation (org, name, state, origin, created_at, "
        "changed_at) values ($slug, $name, 'active', $origin, $now, $now) "
        "on conflict (org) do update set name = excluded.name, state = excluded.state, "
        "origin = excluded.origin, created_at = excluded.created_at, "
        "changed_at = excluded.changed_at, template = 0, limit_records = 0, limit_bytes = 0, "
        "limit_users = 0"), BINDS(bind_text("slug", slug), bind_text("name", name),
        bind_text("origin", origin), bind_int("now", c->now)));
}

int
organisation_take_up(struct ctx *c, const char *const *slugs, size_t n)
{
    for (size_t i = 0; i < n && c->err == E_OK; i++)
        if (db_exec(c, SQL("insert into organisation (org, state, created_at, changed_at) "
                "values ($slug, 'active', $now, $now) on conflict (org) do nothing"),
                BINDS(bind_text("slug", slugs[i]), bind_int("now", c->now))) != 0)
            break;
    return (int)c->err;
}

#define COLUMNS "org, name, state, template, origin, created_at, changed_at, limit_records, " \
    "limit_bytes, limit_users"

static void
read_row(struct ctx *c, struct stmt *s, struct organisation *o)
{
    *o = (struct organisation){ .slug = db_strdup(c, s, 0), .name = db_strdup(c, s, 1),
        .state = db_strdup(c, s, 2), .template = db_int(s, 3) != 0,
        .origin = db_strdup(c, s, 4), .created_at = db_int(s, 5), .changed_at = db_int(s, 6),
        .limits = { { db_int(s, 7), db_int(s, 8), db_int(s, 9) } } };
    o->named = o->name != NULL;
    if (!o->named)
        o->name = o->slug;
}

int
organisation_get(struct ctx *c, const char *slug, struct organisation *ret)
{
    struct stmt *s = db_query(c, SQL("select " COLUMNS " from organisation "
        "where org = $slug and state <> 'erased'"), BINDS(bind_text("slug", slug)));
    bool found = db_step(c, s);

    if (found)
        read_row(c, s, ret);
    if (db_done(c, s) != 0)
        return (int)c->err;
    return found ? 0 : fail(c, E_NOTFOUND, "There is no organisation %.40s.", slug);
}

bool
organisation_was_erased(struct ctx *c, const char *slug)
{
    struct ctx own = *c;

    ctx_clear(&own);
    return db_get_int(&own, 0, SQL("select count(*) from organisation where org = $slug and "
        "state = 'erased'"), BINDS(bind_text("slug", slug))) > 0;
}

int
organisation_list(struct ctx *c, struct organisation **ret, size_t *ret_n)
{
    struct stmt *s = db_query(c, SQL("select " COLUMNS " from organisation "
        "where state <> 'erased' order by lower(coalesce(name, org)), org"), NO_BINDS);
    struct organisation *list = NULL;
    size_t n = 0, cap = 0;

    while (db_step(c, s))
        read_row(c, s, arena_push(c->arena, list, n, cap));
    *ret = list;
    *ret_n = n;
    return db_done(c, s);
}

int
organisation_set_name(struct ctx *c, const char *slug, const char *name)
{
    return db_exec(c, SQL("update organisation set name = $name where org = $slug"),
        BINDS(bind_text("slug", slug), bind_text("name", name)));
}

int
organisation_set_state(struct ctx *c, const char *slug, const char *state)
{
    return db_exec(c, SQL("update organisation set state = $state, changed_at = $now "
        "where org = $slug"), BINDS(bind_text("slug", slug), bind_text("state", state),
        bind_int("now", c->now)));
}

int
organisation_set_template(struct ctx *c, const char *slug, bool template)
{
    return db_exec(c, SQL("update organisation set template = $template, changed_at = $now "
        "where org = $slug"), BINDS(bind_text("slug", slug), bind_int("template", template),
        bind_int("now", c->now)));
}

int
organisation_set_limits(struct ctx *c, const char *slug, const struct limits *l)
{
    return db_exec(c, SQL("update organisation set limit_records = $records, "
        "limit_bytes = $bytes, limit_users = $users, changed_at = $now where org = $slug"),
        BINDS(bind_text("slug", slug), bind_int("records", l->most[LIMIT_RECORDS]),
            bind_int("bytes", l->most[LIMIT_BYTES]), bind_int("users", l->most[LIMIT_USERS]),
            bind_int("now", c->now)));
}

int
organisation_erase(struct ctx *c, const char *slug)
{
    static const char *const texts[] = {
        SQL("delete from membership where org = $slug"),
        SQL("delete from view where org = $slug"),
        SQL("delete from standing where org = $slug"),
        SQL("delete from job where org = $slug"),
        SQL("update organisation set state = 'erased', name = null, origin = null, template = 0, "
            "changed_at = $now, limit_records = 0, limit_bytes = 0, limit_users = 0 "
            "where org = $slug"),
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (db_exec(c, texts[i], BINDS(bind_text("slug", slug), bind_int("now", c->now))) != 0)
            break;
    return (int)c->err;
}

int
organisation_remove(struct ctx *c, const char *slug)
{
    return db_exec(c, SQL("delete from organisation where org = $slug"),
        BINDS(bind_text("slug", slug)));
}

int64_t
organisation_users(struct ctx *c, const char *slug)
{
    return db_get_int(c, 0, SQL("select count(*) from membership m join account a "
        "on a.id = m.account where m.org = $slug and a.disabled = 0"),
        BINDS(bind_text("slug", slug)));
}
