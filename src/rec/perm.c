/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * perm.c - who may do what (domain specification, matrix A2).  The types name
 * role codes and @fields; here they meet the actor.
 */
#include "rec/kind.h"
#include "rec/store.h"

#define OWNER_ROLES (ROLE_BIT(ROLE_RO) | ROLE_BIT(ROLE_CO) | ROLE_BIT(ROLE_AO) \
    | ROLE_BIT(ROLE_PO) | ROLE_BIT(ROLE_DO))

bool
actor_has(const struct ctx *c, enum role role)
{
    return c->actor->system || (c->actor->roles & ROLE_BIT(role)) != 0;
}

/* Is the person of the actor in that field of the record? */
static bool
is_in_field(const struct ctx *c, const struct rec *r, struct slice name)
{
    int i = rec_field_index(r->type, name);
    const char *me = c->actor->person;
    struct slice rest, key;

    if (i < 0 || me == NULL || r->v[i].t != V_TEXT)
        return false;
    rest = (struct slice){ r->v[i].s, r->v[i].n };
    if (!r->type->fields[i].shape.list)
        return slice_eq(rest, me);
    while (json_array_next(c->arena, &rest, &key))
        if (slice_eq(key, me))
            return true;
    return false;
}

static bool
is_author(const struct ctx *c, const struct rec *r)
{
    const char *by = r->created_by;

    if (by == NULL)
        return false;
    return (c->actor->person != NULL && strcmp(by, c->actor->person) == 0)
        || (c->actor->email != NULL && strcmp(by, c->actor->email) == 0);
}

/* Whoever wrote or edited the content is an author: four eyes cannot be got
 * around by letting a colleague press "new". */
static bool
is_editor(const struct ctx *c, const struct rec *r)
{
    struct ctx probe = *c;

    return c->actor->email != NULL && r->key != NULL && db_get_int(&probe, 0,
        SQL("select 1 from event where key = $key and actor = $actor "
        "and action in ('create', 'update') limit 1"),
        BINDS(bind_text("key", r->key), bind_text("actor", c->actor->email))) != 0;
}

/* An owner's role counts for the records that the person owns. */
static bool
matches(const struct ctx *c, const struct rec *r, struct slice word)
{
    enum role role;

    if (word.p[0] == '@')
        return is_in_field(c, r, (struct slice){ word.p + 1, word.n - 1 });
    if (slice_eq(word, "author"))
        return is_author(c, r) || is_editor(c, r);
    if (!role_parse(word, &role) || !(c->actor->roles & ROLE_BIT(role)))
        return false;
    if (!(OWNER_ROLES & ROLE_BIT(role)) || r == NULL
        || rec_field_index(r->type, SLICE("owner")) < 0)
        return true;
    return is_in_field(c, r, SLICE("owner"));
}

bool
actor_is(const struct ctx *c, const struct rec *r, const char *who)
{
    for (struct slice l = slice_of(who), w; word_next(&l, &w); )
        if (matches(c, r, w))
            return true;
    return false;
}

/* An external auditor who holds no other role does not see drafts. */
bool
actor_hides_drafts(const struct ctx *c)
{
    return !c->actor->system && c->actor->roles == ROLE_BIT(ROLE_EA);
}

bool
rec_may_read(const struct ctx *c, const struct rec *r)
{
    const char *state = rec_state(r);

    if (c->actor->system)
        return true;
    if (c->actor->roles == 0)
        return false;
    return !(actor_hides_drafts(c) && state != NULL && strcmp(state, "draft") == 0);
}

bool
rec_may_create(const struct ctx *c, const struct rec_type *t)
{
    if (c->actor->system)
        return true;
    for (struct slice l = slice_of(t->creators != NULL ? t->creators : "IM"), w;
         word_next(&l, &w); ) {
        enum role role;

        if (role_parse(w, &role) && c->actor->roles & ROLE_BIT(role))
            return true;
    }
    return false;
}

bool
rec_may_edit(const struct ctx *c, const struct rec *r)
{
    if (c->actor->system)
        return true;
    return actor_is(c, r, r->type->editors != NULL ? r->type->editors : "IM");
}
