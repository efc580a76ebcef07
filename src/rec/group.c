/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* group.c - access groups, and the step that restricts a record to some of them. */
#include "rec/group.h"

static bool
code_ok(const char *code)
{
    size_t n = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return code[n] == '\0' && n >= 1 && n <= GROUP_CODE_MAX && code[0] >= 'a' && code[0] <= 'z';
}

static int
read_members(struct ctx *c, struct access_group *g)
{
    struct stmt *s = db_query(c, SQL("select who from group_member where grp = $grp order by who"),
        BINDS(bind_text("grp", g->code)));
    size_t cap = 0;

    while (db_step(c, s))
        *arena_push(c->arena, g->members, g->nmembers, cap) = db_strdup(c, s, 0);
    return db_done(c, s);
}

static bool
is_mine(struct ctx *c, const struct access_group *g)
{
    enum role role;

    for (size_t i = 0; i < g->nmembers; i++) {
        const char *who = g->members[i];

        if (role_parse(slice_of(who), &role) ? (c->actor->roles & ROLE_BIT(role)) != 0
            : (c->actor->person != NULL && strcmp(who, c->actor->person) == 0)
            || (c->actor->email != NULL && strcmp(who, c->actor->email) == 0))
            return true;
    }
    return false;
}

int
group_list(struct ctx *c, struct access_group **ret, size_t *ret_n)
{
    struct stmt *s = db_query(c, SQL("select code, name from access_group order by name, code"),
        NO_BINDS);
    struct access_group *list = NULL;
    size_t n = 0, cap = 0;

    while (db_step(c, s))
        *arena_push(c->arena, list, n, cap) = (struct access_group){ .code = db_strdup(c, s, 0),
            .name = db_strdup(c, s, 1) };
    if (db_done(c, s) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++) {
        if (read_members(c, &list[i]) != 0)
            return (int)c->err;
        list[i].mine = is_mine(c, &list[i]);
    }
    *ret = list;
    *ret_n = n;
    return 0;
}

int
group_get(struct ctx *c, const char *code, struct access_group *ret)
{
    *ret = (struct access_group){ .code = arena_strdup(c->arena, code),
        .name = db_get_text(c, SQL("select name from access_group where code = $code"),
        BINDS(bind_text("code", code))) };
    if (c->err == E_OK && ret->name == NULL)
        return fail(c, E_NOTFOUND, "There is no access group %.24s.", code);
    if (c->err == E_OK && read_members(c, ret) == 0)
        ret->mine = is_mine(c, ret);
    return (int)c->err;
}

/* A person of the register, an account's address, or a role; not "whoever runs the server". */
static int
check_member(struct ctx *c, const char *who)
{
    const struct rec_type *t = rec_type_by_prefix(slice_of(who));
    enum role role;

    if (role_parse(slice_of(who), &role))
        return role != ROLE_SYS ? 0 : fail_field(c, "members", "Nobody belongs to a group by being "
            "the system administrator: name the person.");
    if (t != NULL && strcmp(t->name, "Person") == 0
        && db_get_int(c, 0, SQL("select count(*) from person where key = $key"),
            BINDS(bind_text("key", who))) == 1)
        return 0;
    if (t == NULL && strchr(who, '@') != NULL && strlen(who) <= 254 && strpbrk(who, " ,") == NULL)
        return 0;
    return fail_field(c, "members", "%.60s is no person of the register, no e-mail address and no "
        "role.", who);
}

static int
check_group(struct ctx *c, const struct access_group *g)
{
    struct slice name = slice_trim(slice_of(g->name));

    if (!code_ok(g->code))
        fail_field(c, "code", "A code has 1 to %d of a-z, 0-9 and \"-\", and begins with a letter.",
            GROUP_CODE_MAX);
    if (name.n == 0 || !utf8_valid(name.p, name.n) || utf8_length(name.p, name.n) > GROUP_NAME_MAX)
        fail_field(c, "name", "A name has 1 to %d characters.", GROUP_NAME_MAX);
    if (g->nmembers > GROUP_MEMBERS_MAX)
        return fail_field(c, "members", "A group has at most %d members.", GROUP_MEMBERS_MAX);
    for (size_t i = 0; i < g->nmembers && (c->err == E_OK || c->err == E_INVALID); i++) {
        struct ctx probe = *c;

        probe.err = E_OK;
        if (check_member(&probe, g->members[i]) != 0) {
            *c = probe;
            return (int)c->err;
        }
    }
    return (int)c->err;
}

static const char *
joined(struct ctx *c, const char *const *list, size_t n)
{
    const char *s = "";

    for (size_t i = 0; i < n; i++)
        s = arena_printf(c->arena, "%s%s%s", s, i > 0 ? ", " : "", list[i]);
    return s;
}

/* {"name": [before, after], …} of what differs. */
static const char *
changed(struct ctx *c, const char *const (*list)[3], size_t n)
{
    struct buf b;
    struct json_out j = { &b, false };
    const char *s;

    buf_init(&b, (size_t)1 << 20);
    json_obj(&j);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i][1], list[i][2]) == 0)
            continue;
        json_key(&j, list[i][0]);
        json_arr(&j);
        json_text(&j, list[i][1]);
        json_text(&j, list[i][2]);
        json_end_arr(&j);
    }
    json_end_obj(&j);
    s = arena_strndup(c->arena, b.p, b.n);
    buf_free(&b);
    return s;
}

static int
write_group(struct ctx *c, const struct access_group *g)
{
    if (db_exec(c, SQL("insert into access_group (code, name) values ($code, $name) "
            "on conflict (code) do update set name = excluded.name"),
            BINDS(bind_text("code", g->code), bind_text("name", g->name))) != 0
        || db_exec(c, SQL("delete from group_member where grp = $grp"),
            BINDS(bind_text("grp", g->code))) != 0)
        return (int)c->err;
    for (size_t i = 0; i < g->nmembers; i++)
        if (db_exec(c, SQL("insert into group_member (grp, who) values ($grp, $who) "
                "on conflict (grp, who) do nothing"),
                BINDS(bind_text("grp", g->code), bind_text("who", g->members[i]))) != 0)
            break;
    sight_forget(c);
    return (int)c->err;
}

int
group_set(struct ctx *c, const struct access_group *g)
{
    struct access_group before = { 0 }, after;
    const char *changes;

    if (check_group(c, g) != 0)
        return (int)c->err;
    if (group_get(c, g->code, &before) == E_NOTFOUND) {
        ctx_clear(c);
        if (db_get_int(c, 0, SQL("select count(*) from access_group"), NO_BINDS) >= GROUPS_MAX)
            return fail(c, E_LIMIT, "An organisation has at most %d access groups.", GROUPS_MAX);
    }
    if (c->err != E_OK || write_group(c, g) != 0 || group_get(c, g->code, &after) != 0)
        return (int)c->err;
    changes = changed(c, (const char *const [][3]){
        { "name", before.name != NULL ? before.name : "", after.name },
        { "members", joined(c, before.members, before.nmembers),
            joined(c, after.members, after.nmembers) } }, 2);
    return strcmp(changes, "{}") == 0 ? 0
        : event_write_about(c, "group", "AccessGroup", g->code, changes, NULL);
}

/* What every page names stays open: the people, and what there is exactly one of. */
bool
type_is_restrictable(const struct rec_type *t)
{
    return !(t->flags & SINGLETON) && strcmp(t->name, "Person") != 0;
}

int
restriction_list(struct ctx *c, const char *key, const char ***ret, size_t *ret_n)
{
    struct stmt *s = db_query(c, SQL("select grp from restricted where key = $key order by grp"),
        BINDS(bind_text("key", key)));
    const char **list = NULL;
    size_t n = 0, cap = 0;

    while (db_step(c, s))
        *arena_push(c->arena, list, n, cap) = db_strdup(c, s, 0);
    *ret = list;
    *ret_n = n;
    return db_done(c, s);
}

int
restriction_allowed(struct ctx *c, const struct rec *r)
{
    enum action a = sight_is_restricted(c, r->key) ? ACT_RELEASE : ACT_RESTRICT;

    if (!type_is_restrictable(r->type))
        return fail(c, E_STATE, "%s cannot be restricted: every page names them.",
            r->type->plural);
    if (c->err == E_OK && !perm_may(c, r, a))
        return fail(c, E_DENIED, "Your roles may not change who reads %s.", r->key);
    return (int)c->err;
}

static int
put(struct ctx *c, const char *key, const char *const *groups, size_t n)
{
    if (db_exec(c, SQL("delete from restricted where key = $key"), BINDS(bind_text("key", key))))
        return (int)c->err;
    for (size_t i = 0; i < n; i++) {
        struct access_group g;

        if (group_get(c, groups[i], &g) == E_NOTFOUND) {
            ctx_clear(c);
            return fail_field(c, "groups", "There is no access group %.24s.", groups[i]);
        }
        if (c->err != E_OK || db_exec(c, SQL("insert into restricted (key, grp) values ($key, $grp) "
                "on conflict (key, grp) do nothing"),
                BINDS(bind_text("key", key), bind_text("grp", groups[i]))) != 0)
            return (int)c->err;
    }
    sight_forget(c);
    return 0;
}

int
restriction_set(struct ctx *c, const struct rec *r, const char *const *groups, size_t n,
    const char *reason)
{
    const char **before, **after, *changes;
    size_t nbefore, nafter;

    if (restriction_allowed(c, r) != 0 || reason_check(c, "reason", reason) != 0)
        return (int)c->err;
    if (n > GROUPS_OF_RECORD)
        return fail_field(c, "groups", "A record is restricted to at most %d groups.",
            GROUPS_OF_RECORD);
    if (restriction_list(c, r->key, &before, &nbefore) != 0)
        return (int)c->err;
    if (n == 0 && nbefore > 0 && (reason == NULL || slice_trim(slice_of(reason)).n == 0))
        return fail_field(c, "reason", "Say why everybody may read it again: the reason stays in "
            "the history.");
    if (put(c, r->key, groups, n) != 0 || restriction_list(c, r->key, &after, &nafter) != 0)
        return (int)c->err;
    changes = changed(c, (const char *const [][3]){ { "access groups",
        joined(c, before, nbefore), joined(c, after, nafter) } }, 1);
    if (strcmp(changes, "{}") == 0)
        return 0;
    if (event_write(c, "restrict", r, changes, reason) != 0)
        return (int)c->err;
    return rec_retitle_after(c, r);     /* what is named by it says so no longer, or again */
}
