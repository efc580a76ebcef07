/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* custom.c - roles of the organisation's own. */
#include "rec/custom.h"

bool
role_is_known(struct ctx *c, const char *code)
{
    return db_get_int(c, 0, SQL("select count(*) from custom_role where code = $code"),
        BINDS(bind_text("code", code))) > 0;
}

static bool
action_parse(struct slice word, int *ret)
{
    for (int i = 0; i < N_ACTIONS; i++)
        if (slice_eq(word, action_names[i])) {
            *ret = i;
            return true;
        }
    return false;
}

static bool
grant_parse(struct slice base, struct slice type, struct slice action, struct custom_grant *ret)
{
    *ret = (struct custom_grant){ .action = -1 };
    if (!role_parse(base, &ret->base) || ret->base == ROLE_SYS)
        return false;
    if (type.n > 0 && !slice_eq(type, "*")
        && (ret->type = rec_type_by_name(type)) == NULL)
        return false;
    return action.n == 0 || slice_eq(action, "*") || action_parse(action, &ret->action);
}

int
custom_grant_parse(struct ctx *c, struct slice words, struct custom_grant *ret)
{
    struct slice all = slice_trim(words), rest = all, part[3] = { { 0 } };
    size_t n = 0;

    for (struct slice w; n < 3 && word_next(&rest, &w); n++)
        part[n] = w;
    if (n == 0 || slice_trim(rest).n > 0 || !grant_parse(part[0], part[1], part[2], ret))
        return fail_field(c, "grants", "%.*s is no grant: a role (not SYS), then a type or *, then "
            "an action or *.", (int)(all.n < 60 ? all.n : 60), all.p);
    return 0;
}

const char *
custom_grant_text(struct arena *a, const struct custom_grant *g)
{
    return arena_printf(a, "%s %s %s", role_infos[g->base].code,
        g->type != NULL ? g->type->name : "*", g->action >= 0 ? action_names[g->action] : "*");
}

static int
read_grants(struct ctx *c, struct custom_role *r)
{
    struct stmt *s = db_query(c, SQL("select base, type, action from custom_grant "
        "where role = $role order by base, type, action"), BINDS(bind_text("role", r->code)));
    size_t cap = 0;

    while (db_step(c, s)) {
        struct custom_grant g;

        if (grant_parse(db_text(s, 0), db_text(s, 1), db_text(s, 2), &g))
            *arena_push(c->arena, r->grants, r->ngrants, cap) = g;
    }
    return db_done(c, s);
}

int
custom_role_list(struct ctx *c, struct custom_role **ret, size_t *ret_n)
{
    struct stmt *s = db_query(c, SQL("select code, name from custom_role order by name, code"),
        NO_BINDS);
    struct custom_role *list = NULL;
    size_t n = 0, cap = 0;

    while (db_step(c, s))
        *arena_push(c->arena, list, n, cap) = (struct custom_role){ .code = db_strdup(c, s, 0),
            .name = db_strdup(c, s, 1) };
    if (db_done(c, s) != 0)
        return (int)c->err;
    for (size_t i = 0; i < n; i++)
        if (read_grants(c, &list[i]) != 0)
            return (int)c->err;
    *ret = list;
    *ret_n = n;
    return 0;
}

static const char *
grants_text(struct ctx *c, const struct custom_role *r)
{
    const char *s = "";

    for (size_t i = 0; i < r->ngrants; i++)
        s = arena_printf(c->arena, "%s%s%s", s, i > 0 ? ", " : "",
            custom_grant_text(c->arena, &r->grants[i]));
    return s;
}

static bool
code_ok(const char *code)
{
    size_t n = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return code[n] == '\0' && n >= 1 && n <= ROLE_CODE_MAX && code[0] >= 'a' && code[0] <= 'z';
}

static int
check_role(struct ctx *c, const struct custom_role *r)
{
    struct slice name = slice_trim(slice_of(r->name));

    if (!code_ok(r->code))
        fail_field(c, "code", "A code has 1 to %d of a-z, 0-9 and \"-\", and begins with a letter.",
            ROLE_CODE_MAX);
    if (name.n == 0 || !utf8_valid(name.p, name.n) || utf8_length(name.p, name.n) > 80)
        fail_field(c, "name", "A name has 1 to 80 characters.");
    if (r->ngrants == 0 || r->ngrants > CUSTOM_GRANTS_MAX)
        fail_field(c, "grants", "A role has 1 to %d grants.", CUSTOM_GRANTS_MAX);
    return (int)c->err;
}

int
custom_role_write(struct ctx *c, const struct custom_role *r)
{
    if (db_exec(c, SQL("insert into custom_role (code, name) values ($code, $name) "
            "on conflict (code) do update set name = excluded.name"),
            BINDS(bind_text("code", r->code), bind_text("name", r->name))) != 0
        || db_exec(c, SQL("delete from custom_grant where role = $code"),
            BINDS(bind_text("code", r->code))) != 0)
        return (int)c->err;
    for (size_t i = 0; i < r->ngrants; i++) {
        const struct custom_grant *g = &r->grants[i];

        if (db_exec(c, SQL("insert into custom_grant (role, base, type, action) values ($role, "
                "$base, $type, $action) on conflict (role, base, type, action) do nothing"),
                BINDS(bind_text("role", r->code), bind_text("base", role_infos[g->base].code),
                bind_text("type", g->type != NULL ? g->type->name : "*"),
                bind_text("action", g->action >= 0 ? action_names[g->action] : "*"))) != 0)
            break;
    }
    sight_forget(c);
    return (int)c->err;
}

/* Name and grants before and after, as the history keeps them. */
static int
note_change(struct ctx *c, const struct custom_role *before, const struct custom_role *after,
    const char *code)
{
    struct buf b;
    struct json_out j = { &b, false };
    const char *was = before != NULL ? grants_text(c, before) : NULL;
    const char *is = after != NULL ? grants_text(c, after) : NULL;
    const char *changes;

    buf_init(&b, 1 << 16);
    json_obj(&j);
    json_key(&j, "name");
    json_arr(&j);
    json_text(&j, before != NULL ? before->name : NULL);
    json_text(&j, after != NULL ? after->name : NULL);
    json_end_arr(&j);
    json_key(&j, "grants");
    json_arr(&j);
    json_text(&j, was);
    json_text(&j, is);
    json_end_arr(&j);
    json_end_obj(&j);
    changes = arena_strndup(c->arena, b.p, b.n);
    buf_free(&b);
    if (before != NULL && after != NULL && strcmp(before->name, after->name) == 0
        && strcmp(was, is) == 0)
        return 0;
    return event_write_about(c, "role", "Role", code, changes, NULL);
}

static int
find(struct ctx *c, const char *code, struct custom_role *kept, const struct custom_role **ret,
    size_t *ret_n)
{
    struct custom_role *list;

    *ret = NULL;
    if (custom_role_list(c, &list, ret_n) != 0)
        return (int)c->err;
    for (size_t i = 0; i < *ret_n; i++)
        if (strcmp(list[i].code, code) == 0) {
            *kept = list[i];
            *ret = kept;
        }
    return 0;
}

int
custom_role_set(struct ctx *c, const struct custom_role *r)
{
    const struct custom_role *before, *after;
    struct custom_role was, is;
    size_t n;

    if (check_role(c, r) != 0 || find(c, r->code, &was, &before, &n) != 0)
        return (int)c->err;
    if (before == NULL && n >= CUSTOM_ROLES_MAX)
        return fail(c, E_LIMIT, "An organisation has at most %d roles of its own.",
            CUSTOM_ROLES_MAX);
    if (custom_role_write(c, r) != 0 || find(c, r->code, &is, &after, &n) != 0)
        return (int)c->err;
    return note_change(c, before, after, r->code);
}

int
custom_role_remove(struct ctx *c, const char *code)
{
    const struct custom_role *before;
    struct custom_role was;
    size_t n;

    if (find(c, code, &was, &before, &n) != 0)
        return (int)c->err;
    if (before == NULL)
        return fail(c, E_NOTFOUND, "There is no role %.24s.", code);
    if (db_exec(c, SQL("delete from custom_grant where role = $code"),
            BINDS(bind_text("code", code))) != 0
        || db_exec(c, SQL("delete from custom_role where code = $code"),
            BINDS(bind_text("code", code))) != 0)
        return (int)c->err;
    sight_forget(c);
    return note_change(c, before, NULL, code);
}

static bool
is_for(const struct custom_grant *g, const struct rec_type *t, enum action a)
{
    return (g->type == NULL || g->type == t) && (g->action < 0 || g->action == (int)a);
}

enum cell
custom_cell(const struct custom_role *r, const struct perm_row *row)
{
    enum cell best = CELL_NO;

    for (size_t i = 0; i < r->ngrants; i++)
        if (is_for(&r->grants[i], row->type, row->grant.action)
            && row->cells[r->grants[i].base] > best)
            best = row->cells[r->grants[i].base];
    return best;
}

unsigned
custom_bits(const struct ctx *c, const struct rec_type *t, enum action a)
{
    struct ctx probe = *c;
    const struct sight *s;
    unsigned bits = 0;

    if (c->actor->custom == NULL)
        return 0;
    s = sight_of(&probe);
    for (size_t i = 0; probe.err == E_OK && i < s->nroles; i++)
        for (size_t k = 0; k < s->roles[i].ngrants; k++)
            if (word_in(c->actor->custom, s->roles[i].code)
                && is_for(&s->roles[i].grants[k], t, a))
                bits |= ROLE_BIT(s->roles[i].grants[k].base);
    return bits;
}
