/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * oracle.c - what a cell must answer, from the permission word of the route, the
 * words of the type tables and the record as it is; said a second time, so that
 * the program's own check is not asked whether it is right.
 */
#include "matrix.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

static bool
stands_in(const struct asker *a, int side, const struct rec *r, struct slice field)
{
    int i = rec_field_index(r->type, field);
    const char *me = a->person[side];

    if (i < 0 || me == NULL || r->v[i].t != V_TEXT)
        return false;
    if (!r->type->fields[i].shape.list)
        return strcmp(rec_text(r, i), me) == 0;
    return strstr(rec_text(r, i), format("\"%s\"", me)) != NULL;
}

static bool
is_author(const struct asker *a, int side, const struct rec *r)
{
    const char *by = r->created_by;

    return (by != NULL && (strcmp(by, a->email) == 0 || (a->person[side] != NULL
            && strcmp(by, a->person[side]) == 0))) || peek_wrote(&sides[side], r->key, a->email);
}

/* "IM RO @owner author": an owner's role counts for what the person owns.  r NULL: what is new. */
static bool
words_hold(const char *words, const struct asker *a, int side, const struct rec_type *t,
    const struct rec *r)
{
    for (struct slice l = slice_of(words), w; word_next(&l, &w); ) {
        enum role role;

        if (w.p[0] == '@' && stands_in(a, side, r, (struct slice){ w.p + 1, w.n - 1 }))
            return true;
        if (slice_eq(w, "author") && is_author(a, side, r))
            return true;
        if (w.p[0] == '@' || slice_eq(w, "author"))
            continue;
        assert_true(role_parse(w, &role));
        if (!(roles_on(a, side, t) & ROLE_BIT(role)))
            continue;
        if (!word_in("RO CO AO PO DO", role_infos[role].code) || r == NULL
            || rec_field_index(r->type, SLICE("owner")) < 0
            || stands_in(a, side, r, SLICE("owner")))
            return true;
    }
    return false;
}

static bool
names_key(const struct rec *r, const char *key)
{
    for (size_t i = 0; i < r->type->nfields; i++)
        if (r->type->fields[i].shape.kind == K_REF && r->v[i].t == V_TEXT
            && (strcmp(r->v[i].s, key) == 0 || strstr(r->v[i].s, format("\"%s\"", key)) != NULL))
            return true;
    return false;
}

/* What a membership for one audit reads: its clauses, what it links and what points to it. */
static bool
is_of_audit(int side, const struct rec *r, const char *key)
{
    const struct rec *audit = peek(&sides[side], rec_type_by_name(SLICE("Audit")), key);

    return is_audited(r->type) || strcmp(r->key, key) == 0 || names_key(r, key)
        || (audit != NULL && names_key(audit, r->key));
}

bool
may_read(const struct asker *a, int side, const struct rec *r)
{
    const char *state = r != NULL ? rec_state(r) : NULL;

    if (r == NULL || a->bits[side] == 0
        || (!is_on_board(a, side) && peek_restricted(&sides[side], r->key))
        || (audit_of(a) != NULL && !is_of_audit(side, r, audit_of(a))))
        return false;
    return a->bits[side] != ROLE_BIT(ROLE_EA) || state == NULL || strcmp(state, "draft") != 0;
}

bool
may_edit(const struct asker *a, int side, const struct rec *r)
{
    return words_hold(r->type->editors != NULL ? r->type->editors : "IM", a, side, r->type, r);
}

bool
may_create(const struct asker *a, int side, const struct rec_type *t)
{
    return words_hold(t->creators != NULL ? t->creators : "IM", a, side, t, NULL);
}

const struct step *
step_here(const struct rec *r, const char *name)
{
    for (size_t i = 0; i < r->type->nsteps; i++) {
        const struct step *s = &r->type->steps[i];

        if (strcmp(s->name, name) == 0 && (word_in(s->from, rec_state(r))
                || (strcmp(s->from, "*") == 0 && strcmp(s->to, rec_state(r)) != 0)))
            return s;
    }
    return NULL;
}

static bool
has_step(const struct rec_type *t, const char *name)
{
    for (size_t i = 0; i < t->nsteps; i++)
        if (strcmp(t->steps[i].name, name) == 0)
            return true;
    return false;
}

static enum ruling
about_step(const struct question *c, const struct rec *r)
{
    const struct step *s;

    if (!has_step(r->type, c->step))
        return GONE;
    s = step_here(r, c->step);
    if (s == NULL)
        return NOT_NOW;
    if (!words_hold(s->who, c->actor, c->side, c->type, r))
        return MAY_NOT;
    return s->differs != NULL && words_hold(s->differs, c->actor, c->side, c->type, r) ? MAY_NOT : MAY;
}

/* Who holds a permission word, by roles; "public", "account" and "admin" ask for none. */
static const struct { const char *perm; unsigned bits; } perms[] = {
    { "public", ~0u }, { "account", ~0u }, { "admin", 0 }, { "member", ~0u }, { "users", ROLE_BIT(ROLE_SYS) },
    { "manage", ROLE_BIT(ROLE_SYS) | ROLE_BIT(ROLE_IM) },
    { "audit", ROLE_BIT(ROLE_SYS) | ROLE_BIT(ROLE_IM) | ROLE_BIT(ROLE_IA) | ROLE_BIT(ROLE_APM)
        | ROLE_BIT(ROLE_EA) },
};

bool
knows_perm(const char *perm)
{
    for (size_t i = 0; i < ARRAY_LEN(perms); i++)
        if (strcmp(perms[i].perm, perm) == 0)
            return true;
    return false;
}

static bool
holds_perm(const char *perm, unsigned bits)
{
    for (size_t i = 0; i < ARRAY_LEN(perms); i++)
        if (strcmp(perms[i].perm, perm) == 0)
            return (perms[i].bits & bits) != 0;
    return false;
}

/* What the type's table says of this actor and record. */
static enum ruling
about_record(const struct question *c, enum need need, const struct rec *r)
{
    const struct asker *a = c->actor;
    unsigned bits = a->bits[c->side];
    bool yes = true;

    switch (need) {
    case N_READ:
    case N_SELF:
        break;
    case N_EDIT:
    case N_DELETE:
        yes = may_edit(a, c->side, r);
        break;
    case N_ESTIMATE:    /* of risks alone */
        if (strcmp(c->type->name, "Risk") != 0)
            return GONE;
        yes = may_edit(a, c->side, r);
        break;
    case N_BULK:
        yes = r != NULL && !(c->type->flags & SINGLETON) && may_edit(a, c->side, r);
        break;
    case N_CREATE:      /* the form of what exists once leads to it */
        yes = may_create(a, c->side, c->type)
            || (c->type->flags & SINGLETON && c->route->method == M_GET);
        break;
    case N_STEP:
        return about_step(c, r);
    case N_COMMENT:     /* an external auditor changes nothing */
        yes = bits != ROLE_BIT(ROLE_EA);
        break;
    case N_WAIVE:
        yes = (bits & (ROLE_BIT(ROLE_TM) | ROLE_BIT(ROLE_IM))) != 0;
        break;
    case N_RESTRICT:
        if (c->type->flags & SINGLETON || strcmp(c->type->name, "Person") == 0)
            return NOT_NOW;
        yes = words_hold(peek_restricted(&sides[c->side], r->key) ? "TM IM HR DPO"
            : "TM IM HR DPO author", a, c->side, c->type, r);
        break;
    case N_READERS:     /* who has read it is for its readers, and for auditors */
        yes = holds_perm("audit", bits) || peek_restricted(&sides[c->side], r->key);
        break;
    case N_HANDOVER:
        yes = strcmp(c->type->name, "Person") == 0
            && (bits & (ROLE_BIT(ROLE_IM) | ROLE_BIT(ROLE_HR))) != 0;
        break;
    }
    return yes ? MAY : MAY_NOT;
}

/* For administrators alone; of an organisation that there is, and no proof is there yet. */
static enum ruling
about_installation(const struct question *c)
{
    if (c->actor->kind != ADMIN)
        return MAY_NOT;
    return has_param(c->route, "id") || (has_param(c->route, "slug") && c->side < 0) ? GONE : MAY;
}

enum ruling
expect(const struct question *c)
{
    const struct asker *a = c->actor;
    const struct knowledge *k = known(c->route);
    bool keyed = has_param(c->route, "key") && c->type != NULL;
    struct rec *r = NULL;

    if (strcmp(c->route->perm, "public") == 0)
        return MAY;
    if (a->kind == NOBODY || a->kind == ENDED || a->kind == DISABLED)
        return OUT;
    if (strcmp(c->route->perm, "account") == 0)
        return MAY;
    if (strcmp(c->route->perm, "admin") == 0)
        return about_installation(c);
    if (c->side < 0 || a->bits[c->side] == 0)
        return GONE;
    if (!holds_perm(c->route->perm, a->bits[c->side]))
        return MAY_NOT;
    if (c->key != NULL && c->type != NULL
        && rec_type_by_prefix(slice_of(c->key)) == c->type)
        r = peek(&sides[c->side], c->type, c->key);
    if (keyed && !may_read(a, c->side, r))
        return GONE;
    if (k->need == N_BULK && !may_read(a, c->side, r))
        r = NULL;
    return about_record(c, k->need, r);
}

static bool
to_sign_in(const struct answer *a)
{
    const char *to = head_of(a, "Location");

    return a->status == 303 && to != NULL && strncmp(to, "/signin", 7) == 0;
}

static bool
is_web(const struct question *c)
{
    return strcmp(c->site->source, "ui") == 0;
}

/* Somebody with the right may still be refused for what was sent or by the record's state. */
static bool
is_fair(const struct question *c, int status)
{
    const struct rec *r;
    const struct step *s;

    if (status == 200 || status == 303)
        return true;
    if (c->route->method == M_GET)
        return status == 409 && known(c->route)->need != N_READ;
    if (status == 403 && known(c->route)->need == N_STEP) {     /* a guard may know more */
        r = peek(&sides[c->side], c->type, c->key);
        s = r != NULL ? step_here(r, c->step) : NULL;
        return s != NULL && s->guard != NULL;
    }
    if (status == 403 && known(c->route)->need == N_BULK)
        return (c->type->flags & IMMUTABLE) != 0;
    return status == 201 || status == 204 || status == 409 || status == 422;
}

bool
agrees(const struct question *c, enum ruling v, const struct answer *a)
{
    switch (v) {
    case OUT:
        return is_web(c) && c->route->method == M_GET ? to_sign_in(a) : a->status == 401;
    case GONE:
        return a->status == 404;
    case MAY_NOT:               /* of several at once, one that is not there may be told first */
        return a->status == 403 || (a->status == 404 && known(c->route)->need == N_BULK
            && !may_read(c->actor, c->side, peek(&sides[c->side], c->type, c->key)));
    case NOT_NOW:
        return a->status == 409;
    case MAY:
        return is_fair(c, a->status) && !to_sign_in(a);
    }
    return false;
}
