/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* perm.c - the grants of the permission matrix, and whether one of them fits an actor. */
#include "rec/perm.h"

#include "rec/custom.h"
#include "rec/kind.h"
#include "rec/store.h"

/* An owner's role counts for the records that the person owns. */
#define OWNER_ROLES (ROLE_BIT(ROLE_RO) | ROLE_BIT(ROLE_CO) | ROLE_BIT(ROLE_AO) \
    | ROLE_BIT(ROLE_PO) | ROLE_BIT(ROLE_DO))

const char *const action_names[N_ACTIONS] = {
    [ACT_READ] = "read", [ACT_HISTORY] = "history", [ACT_EXPORT] = "export",
    [ACT_CREATE] = "create", [ACT_EDIT] = "edit", [ACT_DELETE] = "delete", [ACT_STEP] = "step",
    [ACT_COMMENT] = "comment", [ACT_ATTACH] = "attach", [ACT_TAG] = "tag",
    [ACT_RESTRICT] = "restrict", [ACT_RELEASE] = "release",
};

/* What holds for every type.  An external auditor changes nothing and sees no draft. */
static const struct grant for_all[] = {
    { ACT_READ, .who = "member", .states = "*", .fields = "all" },
    { ACT_READ, .who = "EA", .states = "draft", .but = true, .fields = "all" },
    { ACT_HISTORY, .who = "member", .states = "*", .fields = "all" },
    { ACT_HISTORY, .who = "EA", .states = "draft", .but = true, .fields = "all" },
    { ACT_EXPORT, .who = "member", .states = "*", .fields = "all" },
    { ACT_EXPORT, .who = "EA", .states = "draft", .but = true, .fields = "all" },
    { ACT_COMMENT, .who = "member", .states = "*", .fields = "" },
    /* To access groups; then to other groups or to none: for members of its groups alone. */
    { ACT_RESTRICT, .who = "TM IM HR DPO author", .states = "*", .fields = "" },
    { ACT_RELEASE, .who = "TM IM HR DPO", .states = "*", .fields = "" },
};

static const char *
or_manager(const char *who)
{
    return who != NULL ? who : "IM";
}

/* What the row of the type says. */
static struct grant
of_type(const struct rec_type *t, enum action a, const struct step *s)
{
    struct grant g = { a, s, .who = or_manager(t->editors), .states = "*", .fields = "" };

    if (a == ACT_CREATE) {
        g.who = or_manager(t->creators);
        g.fields = "content";
    } else if (a == ACT_EDIT) {
        g.states = t->flags & IMMUTABLE ? "" : t->frozen != NULL ? t->frozen : "*";
        g.but = t->frozen != NULL;
        g.fields = "content";
    } else if (a == ACT_DELETE) {
        g.states = t->flags & (SINGLETON | IMMUTABLE) ? "" : t->state < 0 ? "*" : t->initial;
    } else if (a == ACT_STEP) {
        g.who = s->who;
        g.differs = s->differs;
        g.but = strcmp(s->from, "*") == 0;
        g.states = g.but ? s->to : s->from;
        g.fields = s->asks != NULL ? s->asks : "";
    }
    return g;
}

size_t
perm_grants(const struct rec_type *t, enum action a, const struct step *s,
    struct grant ret[static GRANTS_MOST])
{
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(for_all); i++)
        if (for_all[i].action == a)
            ret[n++] = for_all[i];
    if (n == 0)
        ret[n++] = of_type(t, a, s);
    return n;
}

static bool
in_states(const struct grant *g, const char *state)
{
    if (strcmp(g->states, "*") == 0)
        return true;
    return *g->states != '\0' && word_in(g->states, state) != g->but;
}

/* What a word of a grant gives to a role. */
static enum cell
cell_of(const struct rec_type *t, const struct grant *g, struct slice word, enum role role)
{
    enum role named;

    if (slice_eq(word, "member"))
        return role != ROLE_EA ? CELL_YES : CELL_NO;
    if (!role_parse(word, &named) || named != role)
        return CELL_NO;
    return OWNER_ROLES & ROLE_BIT(role) && g->action != ACT_CREATE
        && rec_field_index(t, SLICE("owner")) >= 0 ? CELL_OWN : CELL_YES;
}

enum cell
perm_cell(const struct rec_type *t, const struct grant *g, enum role role)
{
    enum cell best = CELL_NO;

    for (struct slice l = slice_of(g->who), w; word_next(&l, &w); ) {
        enum cell one = cell_of(t, g, w, role);

        best = one > best ? one : best;
    }
    return best;
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

static bool
is_named(const struct ctx *c, const struct rec *r, struct slice word)
{
    if (word.p[0] == '@')
        return is_in_field(c, r, (struct slice){ word.p + 1, word.n - 1 });
    return slice_eq(word, "author") && (is_author(c, r) || is_editor(c, r));
}

static bool
fits(const struct ctx *c, const struct perm_question *q, const struct grant *g)
{
    unsigned roles = c->actor->roles | custom_bits(c, q->type, q->action);

    for (int role = 0; role < N_ROLES; role++) {
        enum cell cell = roles & ROLE_BIT(role)
            ? perm_cell(q->type, g, (enum role)role) : CELL_NO;

        if (cell == CELL_YES || (cell == CELL_OWN
                && (q->rec == NULL || is_in_field(c, q->rec, SLICE("owner")))))
            return true;
    }
    for (struct slice l = slice_of(g->who), w; q->rec != NULL && word_next(&l, &w); )
        if (is_named(c, q->rec, w))
            return true;
    return false;
}

enum perm
perm_ask(const struct ctx *c, const struct perm_question *q)
{
    const char *state = q->rec != NULL ? rec_state(q->rec) : NULL;
    struct grant list[GRANTS_MOST];
    size_t n = perm_grants(q->type, q->action, q->step, list);
    enum perm best = PERM_WHO;

    for (size_t i = 0; i < n && best != PERM_OK; i++) {
        enum perm one = PERM_OK;

        if (!c->actor->system && !fits(c, q, &list[i]))
            continue;
        if (q->rec != NULL && !in_states(&list[i], state))
            one = PERM_STATE;
        else if (list[i].differs != NULL && !c->actor->system
            && actor_is(c, q->rec, list[i].differs))
            one = PERM_EYES;
        best = one < best ? one : best;
    }
    return best;
}

bool
actor_has(const struct ctx *c, enum role role)
{
    return c->actor->system || (c->actor->roles & ROLE_BIT(role)) != 0;
}

bool
actor_is(const struct ctx *c, const struct rec *r, const char *who)
{
    const struct perm_question q = { r->type, r, ACT_STEP, NULL };
    const struct grant g = { ACT_STEP, .who = who };

    return fits(c, &q, &g);
}

bool
perm_may(const struct ctx *c, const struct rec *r, enum action a)
{
    return perm_ask(c, &(struct perm_question){ r->type, r, a, NULL }) == PERM_OK;
}

bool
rec_may_read(const struct ctx *c, const struct rec *r)
{
    return perm_may(c, r, ACT_READ);
}

bool
rec_may_create(const struct ctx *c, const struct rec_type *t)
{
    return perm_ask(c, &(struct perm_question){ t, NULL, ACT_CREATE, NULL }) == PERM_OK;
}

bool
rec_may_edit(const struct ctx *c, const struct rec *r)
{
    return perm_ask(c, &(struct perm_question){ r->type, r, ACT_EDIT, NULL }) != PERM_WHO;
}

const char *
perm_unread_states(const struct ctx *c, const struct rec_type *t, enum action a)
{
    const struct perm_question q = { t, NULL, a, NULL };
    struct grant list[GRANTS_MOST];
    size_t n = perm_grants(t, a, NULL, list);
    const char *states = NULL;

    if (c->actor->system || t->state < 0)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (!fits(c, &q, &list[i]))
            continue;
        if (!list[i].but)
            return NULL;
        states = list[i].states;
    }
    return states;
}

bool
actor_hides_drafts(const struct ctx *c)
{
    for (size_t i = 0; i < n_rec_types; i++)
        if (perm_unread_states(c, rec_types[i], ACT_READ) != NULL)
            return true;
    return false;
}
