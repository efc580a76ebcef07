/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * conflict.c - somebody else saved first: both versions side by side.  From
 * the history comes what the record was when the form was opened, so that the
 * page can tell who changed what; only what both changed has to be decided.
 */
#include "rec/kind.h"
#include "web/form.h"

#define LOOK_BACK 200           /* events read to find the version that the person saw */

/* Undo one event on r: its changes are {"field": [before, after]}. */
static bool
undo(struct call *k, struct rec *r, const struct event *e)
{
    const char *why, *name;
    json_t *changes = json_in(k->c.arena, slice_of(e->changes), strlen(e->changes), &why), *pair;
    bool ok = json_is_object(changes);

    json_object_foreach(changes, name, pair) {
        int i = rec_field_index(r->type, slice_of(name));
        const json_t *before = json_array_get(pair, 0);

        if (i < 0 || before == NULL
            || value_from_json(&k->c, &r->type->fields[i], before, &r->v[i]) != 0)
            ok = false;
    }
    json_decref(changes);
    ctx_clear(&k->c);
    return ok;
}

/* The record at an older revision, or NULL when the history does not reach there. */
static struct rec *
at_revision(struct call *k, const struct rec *now, int64_t revision)
{
    struct rec *r = rec_copy(&k->c, now);
    struct event *events;
    size_t n;

    if (event_list(&k->c, now->key, INT64_MAX, LOOK_BACK, &events, &n) != 0)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (events[i].revision <= revision)
            return r;
        if (!undo(k, r, &events[i]))
            return NULL;
    }
    return NULL;
}

static void
weigh(struct change *ch, const struct value *base)
{
    if (base != NULL && value_equal(ch->mine, base)) {
        ch->keep = "theirs";
        ch->note = "Only they changed this.";
    } else if (base != NULL && value_equal(ch->theirs, base)) {
        ch->keep = "mine";
        ch->note = "Only you changed this.";
    } else {
        ch->note = "You both changed this: choose one.";
    }
}

static void
compare(struct call *k, struct conflict_page *p, const struct rec *mine)
{
    const struct rec *base = at_revision(k, p->now, mine->revision);
    struct input *inputs = p->form->inputs;
    size_t cap = 0;

    for (size_t i = 0; i < mine->type->nfields; i++) {
        struct change *ch;

        if (!inputs[i].given || value_equal(&mine->v[i], &p->now->v[i]))
            continue;
        ch = arena_push(k->c.arena, p->changes, p->n, cap);
        *ch = (struct change){ .in = &inputs[i], .mine = &mine->v[i], .theirs = &p->now->v[i] };
        weigh(ch, base != NULL ? &base->v[i] : NULL);
    }
}

static const char *
who_saved(struct call *k, const struct rec *r)
{
    if (r->updated_by == NULL)
        return "The system";
    return rec_type_by_prefix(slice_of(r->updated_by)) != NULL
        ? rec_name_of(&k->c, r->updated_by) : r->updated_by;
}

int
form_conflict(struct call *k, struct form_page *form, struct rec *mine)
{
    struct conflict_page p = { .form = form };
    struct frame f = { .active = form->type->clause };
    struct rec *now;
    struct buf *h;

    form->trouble = trouble_take(k);
    if (k->c.err != E_OK || rec_load(&k->c, mine->type, mine->key, &now) != 0)
        return (int)k->c.err;
    p.now = now;
    compare(k, &p, mine);
    if (p.n == 0) {
        k->resp->status = 303;
        flash_set(k, arena_printf(k->c.arena, "%s already held what you wrote: somebody saved the "
            "same meanwhile.", now->key));
        resp_redirect(k->c.arena, k->resp, here(k, "/r/%s/%s", now->type->slug, now->key));
        return 0;
    }
    p.names = names_of(k, (const struct rec *const[]){ now, mine }, 2);
    p.who = who_saved(k, now);
    f.title = arena_printf(k->c.arena, "Two versions of %s", now->key);
    h = page_begin(k, &f);
    page_conflict(k, h, &p);
    page_end(k, &f);
    return (int)k->c.err;
}
