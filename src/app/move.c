/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * move.c - an organisation from one place to another.  Its memberships go first
 * and its store last, so that it is there only when all of it is; until then
 * running it again begins anew.
 */
#include "app/move.h"

#include "auth/auth.h"

char *
place_words(struct arena *a, const char *place)
{
    const char *name = strstr(place, "://"), *at, *colon;

    if (!place_is_server(place) || name == NULL)
        return arena_strdup(a, place);
    name += 3;
    at = memchr(name, '@', strcspn(name, "/?#"));
    colon = at != NULL ? memchr(name, ':', (size_t)(at - name)) : NULL;
    if (colon == NULL)
        return arena_strndup(a, place, strcspn(place, "?"));
    return arena_printf(a, "%.*s%.*s", (int)(colon - place), place, (int)strcspn(at, "?"), at);
}

static struct ctx
beside(const struct ctx *c)
{
    return (struct ctx){ .arena = c->arena, .actor = c->actor, .source = c->source, .now = c->now,
        .today = c->today };
}

static int
take_error(struct ctx *c, const struct ctx *from)
{
    return from->err == E_OK ? (int)c->err : fail(c, from->err, "%s", from->message);
}

int
move_begin(struct ctx *c, struct move *m)
{
    struct store *control;

    if (org_same_place(m->from, m->to))
        return fail(c, E_INVALID, "%s is where the organisations are now.",
            place_words(c->arena, m->to));
    if (org_data_dir(c, m->to) != 0
        || control_open(c, place_control(c->arena, m->to), STORE_EXCLUSIVE, &control) != 0)
        return (int)c->err;
    if (store_read(c, control) == 0)
        m->admins = db_get_int(c, 0, SQL("select count(*) from account"), NO_BINDS) == 0;
    store_rollback(c);
    store_close(control);
    return (int)c->err;
}

/* Memberships and what goes with them.  A place without a control store has none. */
static int
move_members(struct ctx *c, const struct move *m, const char *slug, int64_t *ret_n)
{
    const char *name = place_control(c->arena, m->from);
    struct store *from = NULL, *to = NULL;
    struct ctx t = beside(c);

    if (!store_exists(c, name))
        return (int)c->err;
    if (store_open(c, name, STORE_EXCLUSIVE, &from) != 0 || store_read(c, from) != 0
        || migrate_check(c, &control_store) != 0
        || control_open(&t, place_control(c->arena, m->to), STORE_EXCLUSIVE, &to) != 0
        || store_write(&t, to) != 0 || control_copy(c, &t, slug, m->admins, ret_n) != 0
        || store_commit(&t) != 0)
        store_rollback(&t);
    store_rollback(c);
    take_error(c, &t);
    store_close(from);
    store_close(to);
    return (int)c->err;
}

static int
root_of(struct ctx *c, struct store *s, char ret[static 2 * SHA256_LEN + 1])
{
    unsigned char root[SHA256_LEN];
    int64_t size;

    if (store_read(c, s) == 0 && ledger_root(c, &size, root) == 0)
        hex_encode(root, sizeof root, ret);
    store_rollback(c);
    return (int)c->err;
}

/* Into a store that nobody finds under the organisation's name yet. */
static int
copy_into(struct ctx *c, struct store *from, struct store *to, const char *slug,
    struct moved *ret)
{
    struct ctx t = beside(c);
    struct buf report;

    buf_init(&report, BUF_MAX);
    if (store_read(c, from) == 0 && store_write(&t, to) == 0 && store_copy(c, &t, &report) == 0
        && org_identify(&t, slug) == 0 && store_commit(&t) == 0)
        ret->report = arena_strndup(c->arena, report.p, report.n);
    store_rollback(&t);
    store_rollback(c);
    buf_free(&report);
    return take_error(c, &t);
}

static int
copy_org(struct ctx *c, const struct move *m, const char *slug, struct store *from,
    struct moved *ret)
{
    char root[2 * SHA256_LEN + 1] = "";
    struct store *to;

    if (org_draft(c, m->to, slug, &to) != 0)
        return (int)c->err;
    copy_into(c, from, to, slug, ret);
    store_close(to);
    if (org_draft_end(c, m->to, slug, c->err == E_OK) != 0
        || org_open(c, m->to, slug, 0, &to) != 0)
        return (int)c->err;
    root_of(c, to, root);
    store_close(to);
    if (c->err == E_OK && strcmp(root, ret->root) != 0)
        fail(c, E_BUG, "The copy of %s has the root %s, not %s.", slug, root, ret->root);
    return (int)c->err;
}

/* What is there under that name: the same history, or another organisation? */
static int
compare(struct ctx *c, const struct move *m, const char *slug, struct moved *ret)
{
    char root[2 * SHA256_LEN + 1] = "";
    struct store *to;

    if (org_open(c, m->to, slug, 0, &to) != 0)
        return (int)c->err;
    root_of(c, to, root);
    store_close(to);
    ret->there = c->err == E_OK && strcmp(root, ret->root) == 0;
    if (c->err == E_OK && !ret->there)
        fail(c, E_CONFLICT, "There is an organisation %s in %s already, with another history. "
            "Nothing was copied.", slug, place_words(c->arena, m->to));
    return (int)c->err;
}

/* Both may be one store under two names: then it stays as it was. */
static int
retire(struct ctx *c, const struct move *m, const char *slug, struct store *from)
{
    const char *before = org_moved_to(c, from);
    struct store *to;
    bool same;

    if (c->err != E_OK || org_retire(c, from, place_words(c->arena, m->to)) != 0
        || org_open_any(c, m->to, slug, 0, &to) != 0)
        return (int)c->err;
    same = org_moved_to(c, to) != NULL;
    store_close(to);
    if (!same || org_retire(c, from, before) != 0)
        return (int)c->err;
    return fail(c, E_INVALID, "%s is where the organisation %s is now.",
        place_words(c->arena, m->to), slug);
}

int
move_org(struct ctx *c, const struct move *m, const char *slug, struct moved *ret)
{
    struct store *from;

    *ret = (struct moved){ 0 };
    if (org_open_any(c, m->from, slug, STORE_EXCLUSIVE, &from) != 0)
        return (int)c->err;
    if (org_check(c, from, slug) == 0 && root_of(c, from, ret->root) == 0) {
        if (store_exists(c, org_path(c, m->to, slug)))
            compare(c, m, slug, ret);
        else if (c->err == E_OK && move_members(c, m, slug, &ret->members) == 0)
            copy_org(c, m, slug, from, ret);
    }
    if (c->err == E_OK && m->retire)
        retire(c, m, slug, from);
    store_close(from);
    return (int)c->err;
}
