/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * workflow.c - steps of the work flow: from this state, by this person, under
 * this condition, with four eyes (separation of duties, A2).
 */
#include "rec/kind.h"
#include "rec/store.h"

const struct step *
rec_step_find(const struct rec_type *t, const char *name, const char *state)
{
    for (size_t i = 0; i < t->nsteps; i++) {
        const struct step *s = &t->steps[i];

        if (strcmp(s->name, name) != 0)
            continue;
        if (state == NULL || word_in(s->from, state)
            || (strcmp(s->from, "*") == 0 && strcmp(s->to, state) != 0))
            return s;
    }
    return NULL;
}

static bool
from_here(const struct step *s, const char *state)
{
    return word_in(s->from, state) || (strcmp(s->from, "*") == 0 && strcmp(s->to, state) != 0);
}

static const char *
state_label(const struct rec *r, const char *state)
{
    const struct choice *ch = rec_choice(&r->type->fields[r->type->state], slice_of(state));

    return ch != NULL ? ch->label : state;
}

/* "the ISMS manager or the owner": who may, in words. */
char *
rec_who_words(struct ctx *c, const struct rec_type *t, const char *who)
{
    struct buf b;
    char *s;
    bool first = true;

    buf_init(&b, 1000);
    for (struct slice l = slice_of(who), w; word_next(&l, &w); first = false) {
        enum role role;
        int i = w.p[0] == '@' ? rec_field_index(t, (struct slice){ w.p + 1, w.n - 1 }) : -1;

        if (!first)
            buf_lit(&b, " or ");
        if (i >= 0)
            buf_printf(&b, "the person under \xe2\x80\x9c%s\xe2\x80\x9d",
                t->fields[i].label);
        else if (role_parse(w, &role))
            buf_printf(&b, "%s%s", role == ROLE_TM ? "" : "the ", role_infos[role].words);
    }
    s = arena_strndup(c->arena, b.p != NULL ? b.p : "", b.n);
    buf_free(&b);
    return s;
}

int
rec_step_allowed(struct ctx *c, const struct rec *r, const struct step *s, bool override)
{
    enum perm answer;

    if (c->archived)
        return archived_refuse(c);
    if (!from_here(s, rec_state(r)))
        return fail(c, E_STATE, "%s is %s: \xe2\x80\x9c%s\xe2\x80\x9d is not possible from here.",
            r->key, state_label(r, rec_state(r)), s->label);
    answer = perm_ask(c, &(struct perm_question){ r->type, r, ACT_STEP, s });
    if (answer == PERM_WHO)
        return fail(c, E_DENIED, "\xe2\x80\x9c%s\xe2\x80\x9d is for %s.", s->label,
            rec_who_words(c, r->type, s->who));
    if (answer == PERM_EYES && !override)
        return fail(c, E_DENIED, "Four eyes: somebody other than you has to do this, because you "
            "wrote, requested or own what is decided here.");
    return 0;
}

/* "field=@me field=@today field=word" */
static void
apply_sets(struct ctx *c, struct rec *r, const char *sets)
{
    for (struct slice l = slice_of(sets), w; word_next(&l, &w); ) {
        struct slice name = slice_cut(&w, '=');
        int i = rec_field_index(r->type, name);
        const struct field *f;

        if (i < 0)
            continue;
        f = &r->type->fields[i];
        if (slice_eq(w, "@today") && r->v[i].t == V_NULL)
            rec_set_int(r, i, c->today);
        else if (slice_eq(w, "@me") && c->actor->person != NULL && !f->shape.list)
            rec_set_text(c, r, i, c->actor->person);
        else if (slice_eq(w, "@me") && c->actor->person != NULL && !actor_is(c, r,
                arena_printf(c->arena, "@%s", f->name)))
            rec_set_text(c, r, i, r->v[i].t == V_NULL
                ? arena_printf(c->arena, "[\"%s\"]", c->actor->person)
                : arena_printf(c->arena, "%.*s,\"%s\"]", (int)r->v[i].n - 1, r->v[i].s,
                    c->actor->person));
        else if (w.n > 0 && w.p[0] != '@')
            rec_set_text(c, r, i, arena_strndup(c->arena, w.p, w.n));
    }
}

static bool
set_by(const struct step *s, struct slice field)
{
    for (struct slice l = slice_of(s->sets), w; word_next(&l, &w); ) {
        struct slice name = slice_cut(&w, '=');

        if (name.n == field.n && memcmp(name.p, field.p, name.n) == 0)
            return true;
    }
    return false;
}

/* What the step's dialogue must ask: required in the new state, empty, and not set by it. */
char *
rec_step_fields(struct ctx *c, const struct rec *r, const struct step *s)
{
    const struct rec_type *t = r->type;
    struct buf b;
    char *words;

    buf_init(&b, 4000);
    if (s->asks != NULL)
        buf_puts(&b, s->asks);
    for (size_t i = 0; i < t->nwhens; i++) {
        if (t->state < 0 || strcmp(t->whens[i].field, t->fields[t->state].name) != 0
            || !word_in(t->whens[i].values, s->to))
            continue;
        for (struct slice l = slice_of(t->whens[i].required), w; word_next(&l, &w); ) {
            int at = rec_field_index(t, w);

            if (at < 0 || r->v[at].t != V_NULL || set_by(s, w)
                || word_in_n(b.p, w.p, w.n))
                continue;
            buf_putc(&b, ' ');
            buf_add(&b, w.p, w.n);
        }
    }
    words = arena_strndup(c->arena, b.p != NULL ? b.p : "", b.n);
    buf_free(&b);
    return words;
}

static int
record_override(struct ctx *c, const struct rec *r, const struct step *s, const char *reason)
{
    if (strcmp(setting_get(c, "four_eyes_override", "no"), "yes") != 0)
        return fail(c, E_DENIED, "Setting four eyes aside is switched off in the settings of this "
            "organisation.");
    return db_exec(c, SQL("insert into override (key, step, at, actor, reason) values ($key, "
        "$step, $at, $actor, $reason)"), BINDS(bind_text("key", r->key),
        bind_text("step", s->name), bind_int("at", c->now), bind_text("actor", c->actor->email),
        bind_text("reason", reason)));
}

#define REASON_MAX 2000

int
reason_check(struct ctx *c, const char *field, const char *text)
{
    size_t n = text != NULL ? strlen(text) : 0;

    if (n > 0 && (!utf8_valid(text, n) || utf8_length(text, n) > REASON_MAX))
        return fail_field(c, field, "A reason has at most %d characters.", REASON_MAX);
    return 0;
}

static bool
is_blank(const char *s)
{
    return s == NULL || slice_trim(slice_of(s)).n == 0;
}

int
rec_step(struct ctx *c, struct rec *r, const struct step *s, const struct step_input *in)
{
    bool conflict = s->differs != NULL && !c->actor->system && actor_is(c, r, s->differs);
    bool override = conflict && !is_blank(in->override);
    struct rec *old;

    if (rec_load_stored(c, r->type, r->key, &old) != 0)
        return (int)c->err;
    sight_restore(c, r, old);
    if (old->revision != r->revision)
        return fail(c, E_STALE, "%s was changed meanwhile: look at it again.", r->key);
    if (sight_put_back(c, r, old) != 0)
        return (int)c->err;
    if (rec_step_allowed(c, old, s, override) != 0)
        return (int)c->err;
    if (s->reason && is_blank(in->reason))
        return fail_field(c, "reason", "Say why: the reason stays in the history.");
    if (reason_check(c, "reason", in->reason) != 0
        || reason_check(c, "override", in->override) != 0)
        return (int)c->err;
    if (override && record_override(c, r, s, in->override) != 0)
        return (int)c->err;
    apply_sets(c, r, s->sets);
    rec_set_text(c, r, r->type->state, s->to);
    if (rec_check_required(c, r) != 0)
        return (int)c->err;
    if (s->guard != NULL && s->guard(c, r) != 0)
        return (int)c->err;
    if (rec_save_system(c, r, arena_printf(c->arena, "step:%s", s->name),
            override ? arena_printf(c->arena, "[four eyes set aside: %s] %s", in->override,
                in->reason != NULL ? in->reason : "") : in->reason) != 0)
        return (int)c->err;
    if (s->after != NULL && s->after(c, r) != 0)
        return (int)c->err;
    sight_redact(c, r);
    return 0;
}
