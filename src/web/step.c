/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* step.c - the dialogue of a step: what it will do, what it asks, and taking it. */
#include <inttypes.h>

#include "web/form.h"

static const char *
label_of(const struct field *f, struct slice name)
{
    const struct choice *ch = rec_choice(f, name);

    return ch != NULL ? ch->label : "";
}

/* "Approved by: you (Ines Duarte)", "Approved on: today, 30 Sep 2026". */
static const char *
effect_of(struct call *k, const struct rec *r, struct slice set)
{
    struct slice name = slice_cut(&set, '=');
    int i = rec_field_index(r->type, name);
    const struct field *f = i >= 0 ? &r->type->fields[i] : NULL;
    struct buf b;
    const char *s;

    if (f == NULL)
        return NULL;
    if (slice_eq(set, "@me"))
        return k->person == NULL ? NULL : arena_printf(k->c.arena,
            "\xe2\x80\x9c%s\xe2\x80\x9d will %s you, %s.", f->label,
            f->shape.list ? "include" : "be", k->account.name);
    if (!slice_eq(set, "@today"))
        return arena_printf(k->c.arena, "\xe2\x80\x9c%s\xe2\x80\x9d will be %s.", f->label,
            f->shape.kind == K_ENUM ? label_of(f, set)
            : arena_strndup(k->c.arena, set.p, set.n));
    if (!rec_is_null(r, i))
        return NULL;            /* a date that is there stays */
    buf_init(&b, 100);
    html_day(&b, k->c.today);
    s = arena_printf(k->c.arena, "\xe2\x80\x9c%s\xe2\x80\x9d will be today, %s.", f->label, b.p);
    buf_free(&b);
    return s;
}

static void
tell_effects(struct call *k, struct step_page *p)
{
    const struct rec *r = p->form.rec;
    const struct field *state = &r->type->fields[r->type->state];
    size_t cap = 0;

    *arena_push(k->c.arena, p->effects, p->neffects, cap) = arena_printf(k->c.arena,
        "%s moves from \xe2\x80\x9c%s\xe2\x80\x9d to \xe2\x80\x9c%s\xe2\x80\x9d.", r->key,
        label_of(state, slice_of(rec_state(r))), label_of(state, slice_of(p->step->to)));
    for (struct slice l = slice_of(p->step->sets), w; word_next(&l, &w); ) {
        const char *text = effect_of(k, r, w);

        if (text != NULL)
            *arena_push(k->c.arena, p->effects, p->neffects, cap) = text;
    }
    if (word_in(r->type->frozen, p->step->to) && !word_in(r->type->frozen, rec_state(r)))
        *arena_push(k->c.arena, p->effects, p->neffects, cap) =
            "From then on its content is not edited any more.";
    if (rec_state_is_final(r->type, p->step->to))
        *arena_push(k->c.arena, p->effects, p->neffects, cap) =
            "It is no longer open work.";
}

static bool
sets_field(const struct step *s, const char *name)
{
    for (struct slice l = slice_of(s->sets), w; word_next(&l, &w); )
        if (slice_eq(slice_cut(&w, '='), name))
            return true;
    return false;
}

/* What the new state demands and neither the dialogue nor the step fills. */
static void
find_missing(struct call *k, struct step_page *p)
{
    struct rec *then = rec_copy(&k->c, p->form.rec);
    size_t cap = 0;

    rec_set_text(&k->c, then, then->type->state, p->step->to);
    rec_check_required(&k->c, then);
    for (size_t i = 0; i < k->c.nfields; i++) {
        const char *name = k->c.fields[i].field;
        int at = rec_field_index(then->type, slice_of(name));

        if (at >= 0 && !word_in(p->asked, name) && !sets_field(p->step, name))
            *arena_push(k->c.arena, p->missing, p->nmissing, cap) = &then->type->fields[at];
    }
    ctx_clear(&k->c);
}

/* The guard's answer as the record stands; what the dialogue asks may still change it. */
static void
ask_guard(struct call *k, struct step_page *p)
{
    if (p->step->guard == NULL || *p->asked != '\0')
        return;
    if (p->step->guard(&k->c, p->form.rec) != 0)
        p->guard = k->c.nfields > 0 ? k->c.fields[0].message : k->c.message;
    ctx_clear(&k->c);
}

static int
find_step(struct call *k, const struct rec *r, const struct step **ret)
{
    const char *name = req_param(k->req, "step");

    if (r->type->state < 0 || rec_step_find(r->type, name, NULL) == NULL)
        return fail(&k->c, E_NOTFOUND, "%s has no step of this name.", r->type->label);
    *ret = rec_step_find(r->type, name, rec_state(r));
    if (*ret == NULL)
        *ret = rec_step_find(r->type, name, NULL);
    return 0;
}

/* 0 when the actor may, or may with a written reason to set four eyes aside. */
static int
may_take(struct call *k, const struct rec *r, struct step_page *p)
{
    struct trouble why;

    if (k->at != NULL)
        return fail(&k->c, E_STATE, "This is the organisation as it stood on %s: nothing can be "
            "changed here.", k->at);
    if (rec_step_allowed(&k->c, r, p->step, false) == 0)
        return 0;
    why = (struct trouble){ k->c.err, k->c.message, k->c.fields, k->c.nfields };
    ctx_clear(&k->c);
    if (strcmp(setting_get(&k->c, "four_eyes_override", "no"), "yes") != 0
        || rec_step_allowed(&k->c, r, p->step, true) != 0) {
        trouble_put(k, &why);
        return (int)k->c.err;
    }
    p->override = true;
    p->four_eyes = why.message;
    return 0;
}

/* "@me" is a person's key: an account without one cannot sign. */
static bool
signs_as_nobody(const struct call *k, const struct step *s)
{
    return k->person == NULL && s->sets != NULL && strstr(s->sets, "=@me") != NULL;
}

/* Inputs of the asked fields, required where the new state demands them. */
static void
judge_asked(struct call *k, struct step_page *p)
{
    const struct rec_type *t = p->form.type;
    struct rec *then = rec_copy(&k->c, p->form.rec);
    struct input *inputs = p->form.inputs;

    rec_set_text(&k->c, then, t->state, p->step->to);
    inputs_set(k, &inputs[t->state], &then->v[t->state]);
    inputs_judge(k, then, inputs, &p->form.trouble);
}

static int
show(struct call *k, struct step_page *p)
{
    const struct rec *r = p->form.rec;
    struct frame f = { .active = r->type->clause,
        .title = arena_printf(k->c.arena, "%s: %s", p->step->label, r->key) };
    struct buf *h;

    tell_effects(k, p);
    find_missing(k, p);
    ask_guard(k, p);
    if (signs_as_nobody(k, p->step))
        p->guard = "Your account is not linked to a person of this organisation, and this step "
            "records who took it: ask the system administrator to link it.";
    judge_asked(k, p);
    h = page_begin(k, &f);
    page_step(k, h, p);
    page_end(k, &f);
    return (int)k->c.err;
}

static int
begin(struct call *k, struct rec **ret, struct step_page *p)
{
    bool post = k->req->method == M_POST;
    struct rec *r;

    if (form_record(k, &r) != 0 || find_step(k, r, &p->step) != 0)
        return (int)k->c.err;
    *ret = r;
    p->asked = rec_step_fields(&k->c, r, p->step);
    p->form = (struct form_page){ .type = r->type, .rec = r, .inputs = inputs_of(k, r),
        .back = post ? form_get(&k->form, "_back") : req_query(k->req, "back"),
        .reason = post ? form_get(&k->form, "_reason") : NULL };
    p->override_text = post ? form_get(&k->form, "_override") : NULL;
    return 0;
}

int
web_step_ask(struct call *k)
{
    struct step_page p = { 0 };
    struct rec *r;

    if (begin(k, &r, &p) != 0)
        return (int)k->c.err;
    if (may_take(k, r, &p) != 0)
        return form_refused(k, r->type, r, p.step->label);
    return show(k, &p);
}

/* All that is wrong with what was asked; what was not asked is listed by find_missing. */
static void
tell_all(struct call *k, const struct rec *r, const struct step_page *p)
{
    struct rec *then = rec_copy(&k->c, r);
    size_t n = 0;

    if (k->c.err != E_INVALID || k->c.nfields == 0)
        return;
    rec_set_text(&k->c, then, then->type->state, p->step->to);
    rec_check_required(&k->c, then);
    for (size_t i = 0; i < k->c.nfields; i++)
        if (word_in(p->asked, k->c.fields[i].field)
            || rec_field_index(r->type, slice_of(k->c.fields[i].field)) < 0)
            k->c.fields[n++] = k->c.fields[i];
    k->c.nfields = n;
}

/* The page again with what was typed, over the record as it is now. */
static int
show_again(struct call *k, struct step_page *p)
{
    struct step_page again = { 0 };
    struct rec *now;

    if (!trouble_tells(k))
        return (int)k->c.err;
    p->form.trouble = trouble_take(k);
    if (k->c.err != E_OK || begin(k, &now, &again) != 0)
        return (int)k->c.err;
    again.form.trouble = p->form.trouble;
    again.form.inputs = p->form.inputs;
    if (may_take(k, now, &again) != 0)
        return form_refused(k, now->type, now, again.step->label);
    k->resp->status = err_http(p->form.trouble.err);
    return show(k, &again);
}

static bool
needs_override(struct call *k, const struct rec *r, struct step_page *p)
{
    bool may = may_take(k, r, p) == 0;

    ctx_clear(&k->c);           /* rec_step says why not */
    return may && p->override && slice_trim(slice_of(p->override_text)).n == 0;
}

int
web_step(struct call *k)
{
    const struct judgement *before;
    struct step_page p = { 0 };
    struct step_input in = { 0 };
    struct rec *r, *fresh;
    const char *revision;

    if (begin(k, &r, &p) != 0 || call_judgement(k, &before) != 0)
        return (int)k->c.err;
    revision = form_get(&k->form, "_revision");
    fresh = rec_copy(&k->c, r);
    p.form.rec = fresh;
    in.reason = p.form.reason;
    in.override = p.override_text;
    if (revision == NULL || !slice_int(slice_of(revision), &r->revision))
        return fail(&k->c, E_PRECONDITION, "The form names no revision: open it again.");
    if (needs_override(k, r, &p))
        fail_field(&k->c, "override", "Say why four eyes are set aside.");
    inputs_read(k, r->type, p.form.inputs, p.asked);
    if (inputs_apply(k, p.form.inputs, r) != 0 || rec_step(&k->c, r, p.step, &in) != 0) {
        tell_all(k, r, &p);
        return show_again(k, &p);
    }
    resp_redirect(k->c.arena, k->resp, local_path(k, p.form.back,
        here(k, "/r/%s/%s", r->type->slug, r->key)));
    return form_saved(k, arena_printf(k->c.arena, "%s is now \xe2\x80\x9c%s\xe2\x80\x9d.", r->key,
        label_of(&r->type->fields[r->type->state], slice_of(rec_state(r)))), before, NULL);
}
