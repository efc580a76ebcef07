/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * copy.c - what a control store knows of one organisation into another control
 * store: every table with a column "org", and the accounts that its rows name.
 * An account that is there already (by its address) stays as it is.
 */
#include "auth/auth.h"
#include "db/copy.h"

struct id {
    const char *table;
    int64_t from, to;
};

struct merge {
    struct ctx *from, *to;
    const char *org;
    const struct facts *facts;
    bool admins;                /* administrators of the installation stay so */
    struct id *ids;             /* rows by their number here and there */
    size_t nids, cap;
};

static bool
has_column(const struct facts *f, const char *table, const char *column)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->p[i].kind == FACT_COLUMN && strcmp(f->p[i].table, table) == 0
            && strcmp(f->p[i].name, column) == 0)
            return true;
    return false;
}

static void
remember(struct merge *m, const char *table, int64_t from, int64_t to)
{
    *arena_push(m->to->arena, m->ids, m->nids, m->cap) = (struct id){ table, from, to };
}

static bool
known(const struct merge *m, struct slice table, int64_t from, int64_t *ret)
{
    for (size_t i = 0; i < m->nids; i++)
        if (m->ids[i].from == from && slice_eq(table, m->ids[i].table)) {
            *ret = m->ids[i].to;
            return true;
        }
    return false;
}

/* The account of that number: there already, or put there as it is here. */
static int
take_account(struct merge *m, int64_t from, int64_t *ret)
{
    struct copy k = { .from = m->from, .to = m->to };
    const char *email = db_get_text(m->from, SQL("select email from account where id = $id"),
        BINDS(bind_int("id", from)));
    struct stmt *s;

    *ret = db_get_int(m->to, 0, SQL("select id from account where email = $email"),
        BINDS(bind_text("email", email)));
    if (*ret != 0 || email == NULL)
        return (int)m->to->err;
    copy_init(&k, m->facts, "account", true);
    s = copy_query(&k, "email", email);
    if (copy_next(&k, s)) {
        for (size_t i = 0; i < k.n; i++)
            if (strcmp(k.columns[i]->name, "admin") == 0 && !m->admins)
                k.row[i].i = 0;
        (void)(copy_insert(&k, ret) != 0);
    }
    db_done(m->from, s);
    return (int)m->to->err;
}

/* A row's reference to another row by its number says the number there. */
static int
translate(struct merge *m, const struct copy *k, size_t i)
{
    struct slice to, rest, column;
    int64_t id = 0;

    for (size_t n = 0; n < m->facts->n && m->to->err == E_OK; n++) {
        const struct fact *f = &m->facts->p[n];

        if (f->kind != FACT_FOREIGN || strcmp(f->table, k->table) != 0
            || strcmp(f->name, k->columns[i]->name) != 0 || k->row[i].kind != BIND_INT
            || !sql_inside(slice_of(f->text), &column, &rest) || !slice_eq(column, "id"))
            continue;
        to = sql_name(slice_of(f->text));
        if (!known(m, to, k->row[i].i, &id) && slice_eq(to, "account")
            && take_account(m, k->row[i].i, &id) == 0 && id != 0)
            remember(m, "account", k->row[i].i, id);
        if (id == 0 && m->to->err == E_OK)
            return fail(m->to, E_DB, "A row of %s names one of %.*s that is not there.", k->table,
                (int)to.n, to.p);
        k->row[i].i = id;
    }
    return (int)m->to->err;
}

static int
merge_table(struct merge *m, const char *table)
{
    bool keyed = has_column(m->facts, table, "id");
    struct copy k = { .from = m->from, .to = m->to };
    struct stmt *s;

    copy_init(&k, m->facts, table, keyed);
    s = copy_query(&k, "org", m->org);
    while (m->to->err == E_OK && copy_next(&k, s)) {
        int64_t id;

        for (size_t i = 0; i < k.n; i++)
            if (translate(m, &k, i) != 0)
                break;
        if (m->to->err == E_OK && copy_insert(&k, keyed ? &id : NULL) == 0 && keyed)
            remember(m, table, k.id, id);
    }
    db_done(m->from, s);
    return m->from->err != E_OK ? fail(m->to, m->from->err, "%s", m->from->message)
        : (int)m->to->err;
}

static int
forget(struct ctx *to, const char *table, const char *org)
{
    struct sql q;
    int e;

    sql_init(&q, to);
    sql_add(&q, SQL("delete from "));
    sql_ident(&q, table);
    sql_add(&q, SQL(" where org = "));
    sql_bind_text(&q, org, strlen(org));
    e = sql_exec(&q);
    sql_free(&q);
    return e;
}

int
control_copy(struct ctx *from, struct ctx *to, const char *org, bool admins, int64_t *ret_members)
{
    struct ctx own = { .arena = to->arena, .actor = to->actor, .now = to->now };
    struct merge m = { .from = from, .to = to, .org = org, .admins = admins };
    const char **tables;
    struct facts f;
    size_t n;

    if (kind_facts(&own, &control_store, &f) != 0)
        return fail(to, own.err, "%s", own.message);
    m.facts = &f;
    if (copy_order(to, &f, &tables, &n) != 0)
        return (int)to->err;
    for (size_t i = n; i-- > 0; )
        if (has_column(&f, tables[i], "org") && forget(to, tables[i], org) != 0)
            return (int)to->err;
    for (size_t i = 0; i < n; i++)
        if (has_column(&f, tables[i], "org") && merge_table(&m, tables[i]) != 0)
            return (int)to->err;
    *ret_members = db_get_int(to, 0, SQL("select count(*) from membership where org = $org"),
        BINDS(bind_text("org", org)));
    return (int)to->err;
}
