/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* form.c - new records, edits and deletions. */
#include <inttypes.h>

#include "web/form.h"

static const char *
sent(struct call *k, const char *name)
{
    return k->req->method == M_GET ? req_query(k->req, name[0] == '_' ? name + 1 : name)
        : form_get(&k->form, name);
}

const char *
form_reason(struct call *k)
{
    const char *reason = form_get(&k->form, "_reason");

    return slice_trim(slice_of(reason)).n > 0 ? reason : NULL;
}

static struct form_page
page_of(struct call *k, const struct rec *r)
{
    const char *rule = sent(k, "_rule");

    return (struct form_page){ .type = r->type, .rec = r, .inputs = inputs_of(k, r),
        .rule = rule != NULL ? rule_by_id(rule) : NULL, .back = sent(k, "_back"),
        .from = k->req->method == M_GET ? k->req->query_text : form_get(&k->form, "_from"),
        .reason = form_reason(k) };
}

static int
show(struct call *k, struct form_page *p)
{
    struct frame f = { .active = p->type->clause };
    struct buf *h;

    f.title = p->rec->key == NULL
        ? arena_printf(k->c.arena, "New %s", form_lower(k, p->type->label))
        : arena_printf(k->c.arena, "Edit %s", p->rec->key);
    h = page_begin(k, &f);
    inputs_judge(k, p->rec, p->inputs, &p->trouble);
    page_form(k, h, p);
    page_end(k, &f);
    return (int)k->c.err;
}

/* Every field that is wrong is told at once: what is missing with what is ill-typed. */
static int
show_again(struct call *k, struct form_page *p, const struct rec *r)
{
    if (!trouble_tells(k))
        return (int)k->c.err;
    if (k->c.err == E_INVALID && k->c.nfields > 0)
        rec_check_required(&k->c, r);
    p->trouble = trouble_take(k);
    return k->c.err == E_OK ? show(k, p) : (int)k->c.err;
}

static const char *
record_path(struct call *k, const struct rec *r)
{
    return here(k, "/r/%s/%s", r->type->slug, r->key);
}

int
form_not_then(struct call *k)
{
    return k->at == NULL ? 0 : fail(&k->c, E_STATE, "This is the organisation as it stood on %s: "
        "nothing can be changed here.", k->at);
}

int
web_new(struct call *k)
{
    const struct rec_type *t;
    struct form_page p;
    struct rec *r;

    if (form_type(k, &t) != 0)
        return (int)k->c.err;
    if (t->flags & SINGLETON && rec_load_singleton(&k->c, t, &r) == 0) {
        resp_redirect(k->c.arena, k->resp, record_path(k, r));
        return 0;
    }
    if (k->c.err == E_NOTFOUND)
        ctx_clear(&k->c);
    if (form_not_then(k) != 0 || rec_create_allowed(&k->c, t) != 0)
        return form_refused(k, t, NULL, arena_printf(k->c.arena, "New %s",
            form_lower(k, t->label)));
    p = page_of(k, rec_new(&k->c, t));
    inputs_prefill(k, t, p.inputs);
    return show(k, &p);
}

/* A record added from within another form: the picker wants its key. */
static int
answer_picker(struct call *k, const struct rec *r)
{
    struct json_out j = { k->out, false };

    k->resp->status = 201;
    k->resp->type = "application/json";
    json_obj(&j);
    json_kv(&j, "key", r->key);
    json_kv(&j, "title", rec_title(&k->c, r));
    json_kv(&j, "type", r->type->label);
    json_end_obj(&j);
    return 0;
}

int
web_create(struct call *k)
{
    const struct judgement *before;
    const struct rec_type *t;
    struct form_page p;
    struct rec *r;

    if (form_type(k, &t) != 0 || call_judgement(k, &before) != 0)
        return (int)k->c.err;
    if (rec_create_allowed(&k->c, t) != 0)
        return form_refused(k, t, NULL, arena_printf(k->c.arena, "New %s",
            form_lower(k, t->label)));
    r = rec_new(&k->c, t);
    p = page_of(k, r);
    inputs_read(k, t, p.inputs, NULL);
    if (inputs_apply(k, p.inputs, r) != 0
        || rec_create(&k->c, r, 0) != 0) {
        r->key = NULL;
        return show_again(k, &p, r);
    }
    if (form_get(&k->form, "_picker") != NULL)
        return answer_picker(k, r);
    resp_redirect(k->c.arena, k->resp, local_path(k, p.back, record_path(k, r)));
    return form_saved(k, arena_printf(k->c.arena, "Added %s.", r->key), before, p.rule);
}

int
web_edit(struct call *k)
{
    struct form_page p;
    struct rec *r;

    if (form_record(k, &r) != 0)
        return (int)k->c.err;
    if (form_not_then(k) != 0 || rec_edit_allowed(&k->c, r) != 0)
        return form_refused(k, r->type, r, "Edit");
    p = page_of(k, r);
    inputs_prefill(k, r->type, p.inputs);
    return show(k, &p);
}

/* After a conflict: where the other version is to stay, what was typed gives way. */
static void
keep_theirs(struct call *k, const struct rec *now, struct input *inputs)
{
    for (size_t i = 0; i < now->type->nfields; i++) {
        const char *keep = form_get(&k->form, arena_printf(k->c.arena, "_keep-%s",
            now->type->fields[i].name));

        if (keep != NULL && strcmp(keep, "theirs") == 0) {
            inputs_set(k, &inputs[i], &now->v[i]);
            inputs[i].given = false;
        }
    }
}

int
form_revision(struct call *k, struct rec *r)
{
    const char *revision = form_get(&k->form, "_revision");

    if (revision == NULL || !slice_int(slice_of(revision), &r->revision))
        return fail(&k->c, E_PRECONDITION, "The form names no revision: open it again.");
    return 0;
}

int
web_update(struct call *k)
{
    const struct judgement *before;
    struct form_page p;
    struct rec *r, *now;
    bool changed;

    if (form_record(k, &r) != 0 || call_judgement(k, &before) != 0)
        return (int)k->c.err;
    if (!rec_may_edit(&k->c, r) && rec_edit_allowed(&k->c, r) != 0)
        return form_refused(k, r->type, r, "Edit");
    now = rec_copy(&k->c, r);
    p = page_of(k, r);
    if (form_revision(k, r) != 0)
        return (int)k->c.err;
    inputs_read(k, r->type, p.inputs, NULL);
    keep_theirs(k, now, p.inputs);
    if (inputs_apply(k, p.inputs, r) != 0 || rec_update(&k->c, r, p.reason) != 0)
        return k->c.err == E_STALE ? form_conflict(k, &p, r) : show_again(k, &p, r);
    changed = r->revision != now->revision;
    resp_redirect(k->c.arena, k->resp, local_path(k, p.back, record_path(k, r)));
    return form_saved(k, arena_printf(k->c.arena, changed ? "Saved %s." : "Nothing was changed "
        "in %s.", r->key), before, p.rule);
}

/* Deletion. */

static int
show_delete(struct call *k, const struct rec *r, const struct trouble *t)
{
    struct delete_page p = { .rec = r };
    struct frame f = { .active = r->type->clause };
    struct attachment *files;
    struct comment *comments;
    struct buf *h;

    f.title = arena_printf(k->c.arena, "Delete %s", r->key);
    if (t != NULL)
        p.trouble = *t;
    p.reason = form_reason(k);
    if (attachment_list(&k->c, r->key, &files, &p.nattachments) != 0
        || comment_list(&k->c, r->key, &comments, &p.ncomments) != 0)
        return (int)k->c.err;
    h = page_begin(k, &f);
    page_delete(k, h, &p);
    page_end(k, &f);
    return (int)k->c.err;
}

int
web_delete_ask(struct call *k)
{
    struct rec *r;

    if (form_record(k, &r) != 0)
        return (int)k->c.err;
    if (form_not_then(k) != 0 || rec_delete_allowed(&k->c, r) != 0)
        return form_refused(k, r->type, r, "Delete");
    return show_delete(k, r, NULL);
}

int
web_delete(struct call *k)
{
    const struct judgement *before;
    const char *title;
    struct trouble t;
    struct rec *r;

    if (form_record(k, &r) != 0 || call_judgement(k, &before) != 0)
        return (int)k->c.err;
    if (!rec_may_edit(&k->c, r) && rec_delete_allowed(&k->c, r) != 0)
        return form_refused(k, r->type, r, "Delete");
    title = rec_title(&k->c, r);
    if (form_revision(k, r) != 0 || rec_delete(&k->c, r, form_reason(k)) != 0) {
        if (!trouble_tells(k))
            return (int)k->c.err;
        if (k->c.err != E_STALE)
            return form_refused(k, r->type, r, "Delete");
        t = trouble_take(k);
        return form_record(k, &r) == 0 ? show_delete(k, r, &t) : (int)k->c.err;
    }
    resp_redirect(k->c.arena, k->resp, here(k, "/r/%s", r->type->slug));
    return form_saved(k, arena_printf(k->c.arena, "Deleted %s, %s. Its history is kept.",
        r->key, form_short(k, slice_of(title), 80)), before, NULL);
}
