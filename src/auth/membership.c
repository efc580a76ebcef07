/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* membership.c - who belongs to which organisation, with which roles. */
#include "auth/organisation.h"

int
roles_parse(struct ctx *c, const char *codes, unsigned *ret)
{
    unsigned roles = 0;
    char *copy = arena_strdup(c->arena, codes);

    for (char *p = copy; *p; p++)
        if (*p == ',')
            *p = ' ';
    for (struct slice l = slice_of(copy), w; word_next(&l, &w); ) {
        enum role role;

        if (!role_parse(w, &role))
            return fail_field(c, "role", "%.*s is not a role: TM IM RO CO AO PO DO IA APM HR DPO "
                "EM EA SYS.", (int)(w.n < 20 ? w.n : 20), w.p);
        roles |= ROLE_BIT(role);
    }
    if (roles != 0 && roles != ROLE_BIT(ROLE_EA))
        roles |= ROLE_BIT(ROLE_EM);
    *ret = roles;
    return 0;
}

char *
roles_text(struct arena *a, unsigned roles)
{
    char *s = arena_strdup(a, "");

    for (int i = 0; i < N_ROLES; i++)
        if (roles & ROLE_BIT(i))
            s = arena_printf(a, "%s%s%s", s, *s ? " " : "", role_infos[i].code);
    return s;
}

/* May one more belong to it?  Those who do already may always change. */
static int
check_users(struct ctx *c, int64_t account, const char *org)
{
    int64_t most = db_get_int(c, 0, SQL("select limit_users from organisation where org = $org"),
        BINDS(bind_text("org", org)));
    struct membership m;

    if (most == 0 || c->err != E_OK || membership_get(c, account, org, &m) != 0 || m.roles != 0)
        return (int)c->err;
    return organisation_users(c, org) < most ? 0 : fail(c, E_QUOTA, "This organisation may have "
        "%lld users, and it has them. Remove one, or ask the administrator of the installation for "
        "more.", (long long)most);
}

int
membership_set(struct ctx *c, int64_t account, const char *org, unsigned roles,
    const char *person)
{
    if (check_users(c, account, org) != 0)
        return (int)c->err;
    return db_exec(c, SQL("insert into membership (account, org, roles, person) values "
        "($account, $org, $roles, $person) on conflict (account, org) do update set "
        "roles = excluded.roles, person = excluded.person"), BINDS(bind_int("account", account),
        bind_text("org", org), bind_text("roles", roles_text(c->arena, roles)),
        bind_text("person", person)));
}

bool
terms_hold(const struct terms *t, int64_t day)
{
    return (t->from == 0 || t->from <= day) && (t->until == 0 || day <= t->until);
}

static struct bind
bind_day(const char *name, int64_t day)
{
    return day != 0 ? bind_int(name, day) : (struct bind){ .name = name, .kind = BIND_NULL };
}

int
membership_set_terms(struct ctx *c, int64_t account, const char *org, const struct terms *t)
{
    return db_exec(c, SQL("update membership set custom = $custom, valid_from = $from, "
        "valid_until = $until, audit = $audit where account = $account and org = $org"),
        BINDS(bind_text("custom", t->custom), bind_day("from", t->from),
        bind_day("until", t->until), bind_text("audit", t->audit), bind_int("account", account),
        bind_text("org", org)));
}

int
membership_remove(struct ctx *c, int64_t account, const char *org)
{
    return db_exec(c, SQL("delete from membership where account = $account and org = $org"),
        BINDS(bind_int("account", account), bind_text("org", org)));
}

static void
read_row(struct ctx *c, struct stmt *s, struct membership *m)
{
    *m = (struct membership){ .account = { db_int(s, 0), db_strdup(c, s, 1), db_strdup(c, s, 2),
        db_int(s, 3) != 0, db_int(s, 4) != 0 }, .org = db_strdup(c, s, 5),
        .person = db_strdup(c, s, 7), .terms = { .custom = db_strdup(c, s, 8),
            .from = db_int(s, 9), .until = db_int(s, 10), .audit = db_strdup(c, s, 11) } };
    for (struct slice l = db_text(s, 6), w; word_next(&l, &w); ) {
        enum role role;

        if (role_parse(w, &role))
            m->roles |= ROLE_BIT(role);
    }
}

int
membership_get(struct ctx *c, int64_t account, const char *org, struct membership *ret)
{
    struct stmt *s = db_query(c, SQL("select a.id, a.email, a.name, a.admin, a.disabled, m.org, "
        "m.roles, m.person, m.custom, m.valid_from, m.valid_until, m.audit "
        "from membership m join account a on a.id = m.account "
        "where m.account = $account and m.org = $org"), BINDS(bind_int("account", account),
        bind_text("org", org)));

    *ret = (struct membership){ 0 };
    if (db_step(c, s))
        read_row(c, s, ret);
    return db_done(c, s);
}

int
membership_list(struct ctx *c, const char *org, int64_t account, struct membership **ret,
    size_t *ret_n)
{
    struct stmt *s = db_query(c, SQL("select a.id, a.email, a.name, a.admin, a.disabled, m.org, "
        "m.roles, m.person, m.custom, m.valid_from, m.valid_until, m.audit "
        "from membership m join account a on a.id = m.account "
        "where (cast($org as text) is null or m.org = $org) and ($account = 0 or m.account = $account) "
        "order by a.name, a.email, m.org"), BINDS(bind_text("org", org),
        bind_int("account", account)));
    struct membership *list = NULL;
    size_t n = 0, cap = 0;

    while (db_step(c, s))
        read_row(c, s, arena_push(c->arena, list, n, cap));
    *ret = list;
    *ret_n = n;
    return db_done(c, s);
}
