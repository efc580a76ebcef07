/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * handover.c - everything open that one person answers for goes to another, in
 * one transaction (clause 5.3): ownership by somebody who left is nobody's.
 */
#include "web/record.h"

#define MOST 2000               /* records in one hand-over */

/* The fields of duty; authors and auditors stay who they were. */
static const char *const duty_fields[] = { "owner", "responsible", "handler", "lead" };

static int
duty_field(const struct rec_type *t)
{
    for (size_t i = 0; i < ARRAY_LEN(duty_fields) && !(t->flags & IMMUTABLE); i++) {
        int f = rec_field_index(t, slice_of(duty_fields[i]));

        if (f >= 0 && t->fields[f].shape.kind == K_REF && !t->fields[f].shape.list
            && strcmp(t->fields[f].shape.targets, "Person") == 0)
            return f;
    }
    return -1;
}

static int
add_type(struct call *k, struct handover_page *p, const struct rec_type *t, size_t *cap)
{
    struct rec_query q = { .type = t, .sort = -1, .limit = 200, .open_only = true, .nfilters = 1 };
    const char *key = p->from->key;
    struct rec **list;
    size_t n;

    q.filters[0] = (struct filter){ .field = duty_field(t), .op = OP_EQ, .nvalues = 1,
        .value = { { .t = V_TEXT, .s = key, .n = strlen(key) } } };
    do {
        if (rec_list(&k->c, &q, &list, &n, &q.after) != 0)
            return (int)k->c.err;
        for (size_t i = 0; i < n; i++)
            *arena_push(k->c.arena, p->recs, p->nrecs, *cap) = list[i];
    } while (q.after != NULL && p->nrecs < MOST);
    return 0;
}

static int
collect(struct call *k, struct handover_page *p)
{
    size_t cap = 0;

    for (size_t t = 0; t < n_rec_types; t++)
        if (duty_field(rec_types[t]) >= 0 && add_type(k, p, rec_types[t], &cap) != 0)
            return (int)k->c.err;
    return 0;
}

static bool
may_hand_over(const struct call *k, const struct rec *r)
{
    return k->at == NULL && strcmp(r->type->name, "Person") == 0
        && (actor_has(&k->c, ROLE_IM) || actor_has(&k->c, ROLE_HR));
}

bool
handover_leads_on(struct call *k, const struct record_page *p)
{
    return may_hand_over(k, p->r);
}

static int
load(struct call *k, struct handover_page *p)
{
    struct rec *r;

    if (web_load(k, &r) != 0)
        return (int)k->c.err;
    if (!may_hand_over(k, r))
        return fail(&k->c, E_DENIED, "A hand-over is for the ISMS manager or the people lead, and "
            "begins at a person.");
    p->from = r;
    return collect(k, p);
}

static int
show(struct call *k, struct handover_page *p)
{
    struct frame f = { .title = "Hand over", .active = p->from->type->clause,
        .type = p->from->type };
    struct ctx clean = k->c;

    clean.err = E_OK;
    page_handover(k, page_begin(k, &f), p, &clean);
    page_end(k, &f);
    return 0;
}

int
web_handover_ask(struct call *k)
{
    struct handover_page p = { 0 };

    return load(k, &p) == 0 ? show(k, &p) : (int)k->c.err;
}

static int
take_over(struct call *k, const struct handover_page *p, const struct rec *to)
{
    const char *reason = arena_printf(k->c.arena, "Handed over by %s", rec_title(&k->c, p->from));

    for (size_t i = 0; i < p->nrecs; i++) {
        rec_set_text(&k->c, p->recs[i], duty_field(p->recs[i]->type), to->key);
        if (rec_save_system(&k->c, p->recs[i], "handover", reason) != 0)
            return (int)k->c.err;
    }
    return 0;
}

int
web_handover(struct call *k)
{
    const char *key = form_get(&k->form, "to");
    struct handover_page p = { 0 };
    struct rec *to;

    if (load(k, &p) != 0)
        return (int)k->c.err;
    if (key == NULL || *key == '\0' || strcmp(key, p.from->key) == 0)
        fail_field(&k->c, "to", "Choose who takes over.");
    else if (rec_load(&k->c, p.from->type, key, &to) == 0
        && strcmp(rec_state(to), "active") != 0)
        fail_field(&k->c, "to", "%s is not active here.", rec_title(&k->c, to));
    else if (k->c.err == E_OK && take_over(k, &p, to) == 0) {
        flash_set(k, arena_printf(k->c.arena, "%zu records went from %s to %s.", p.nrecs,
            rec_title(&k->c, p.from), rec_title(&k->c, to)));
        resp_redirect(k->c.arena, k->resp, here(k, "/r/%s/%s", p.from->type->slug, p.from->key));
        return 0;
    }
    if (k->c.err != E_INVALID)
        return (int)k->c.err;
    k->resp->status = err_http(k->c.err);
    k->discard = true;
    show(k, &p);
    ctx_clear(&k->c);
    return 0;
}
