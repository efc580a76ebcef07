/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trouble.c - a form after an error: undo, remember what was wrong, write the page again. */
#include "web/form.h"

/*
 * The page is written in a fresh snapshot: what the call had already written
 * is undone first, so that neither the page nor the kept judgement sees it.
 */
struct trouble
trouble_take(struct call *k)
{
    struct trouble t = { k->c.err, k->c.message, k->c.fields, k->c.nfields };

    k->discard = true;
    k->resp->status = err_http(t.err);
    ctx_clear(&k->c);
    trouble_tidy(&t);
    if (k->req->method == M_POST) {
        store_rollback(&k->c);
        if (store_read(&k->c, k->store) != 0)
            k->resp->status = err_http(k->c.err);
    }
    return t;
}

void
trouble_put(struct call *k, const struct trouble *t)
{
    k->c.err = t->err;
    k->c.message = t->message;
    k->c.fields = t->fields;
    k->c.nfields = k->c.fields_cap = t->nfields;
}

void
trouble_show(struct call *k, const struct trouble *t)
{
    if (t->err == E_OK || k->c.err != E_OK)
        return;
    trouble_put(k, t);
    page_errors(k);
    ctx_clear(&k->c);
}

const char *
trouble_at(const struct trouble *t, const char *field)
{
    for (size_t i = 0; t != NULL && i < t->nfields; i++)
        if (strcmp(t->fields[i].field, field) == 0)
            return t->fields[i].message;
    return NULL;
}

/* One error a field: the first says most. */
void
trouble_tidy(struct trouble *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->nfields; i++) {
        bool seen = false;

        for (size_t m = 0; m < n && !seen; m++)
            seen = strcmp(t->fields[m].field, t->fields[i].field) == 0;
        if (!seen)
            t->fields[n++] = t->fields[i];
    }
    t->nfields = n;
}

/* Errors that a form can tell; the rest are pages of their own. */
bool
trouble_tells(const struct call *k)
{
    switch (k->c.err) {
    case E_INVALID:
    case E_CONFLICT:
    case E_DENIED:
    case E_STATE:
    case E_LIMIT:
    case E_STALE:
        return true;
    default:
        return false;
    }
}

const char *
form_lower(struct call *k, const char *label)
{
    char *s = arena_strdup(k->c.arena, label);

    for (const char *p = label + 1; *p != '\0' && *p != ' '; p++)
        if (*p >= 'A' && *p <= 'Z')
            return s;           /* SoA */
    if (*s >= 'A' && *s <= 'Z')
        *s = (char)(*s + 32);
    return s;
}

const char *
form_short(struct call *k, struct slice s, size_t max)
{
    size_t n = s.n;

    if (n > max)
        for (n = max; n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80; n--)
            ;
    return arena_printf(k->c.arena, "%.*s%s", (int)n, s.p != NULL ? s.p : "",
        n < s.n ? "\xe2\x80\xa6" : "");
}

int
form_type(struct call *k, const struct rec_type **ret)
{
    *ret = rec_type_by_slug(slice_of(req_param(k->req, "types")));
    return *ret != NULL ? 0 : fail(&k->c, E_NOTFOUND, "There is no register of this name.");
}

int
form_record(struct call *k, struct rec **ret)
{
    const char *key = req_param(k->req, "key");
    const struct rec_type *t;

    if (form_type(k, &t) != 0)
        return (int)k->c.err;
    if (rec_type_by_prefix(slice_of(key)) != t)
        return fail(&k->c, E_NOTFOUND, "There is no such record.");
    return rec_load(&k->c, t, key, ret);
}

int
form_refused(struct call *k, const struct rec_type *t, const struct rec *r, const char *what)
{
    struct refused_page p = { .type = t, .rec = r, .what = what };
    struct trouble why = trouble_take(k);
    struct frame f = { .title = what, .active = t->clause };
    struct backlink *links = NULL;
    struct buf *h;

    p.why = why.nfields > 0 ? why.fields[0].message : why.message;
    if (r != NULL && why.err == E_CONFLICT && rec_backlinks(&k->c, r->key, &links, &p.nlinks) != 0)
        return (int)k->c.err;
    p.links = links;
    h = page_begin(k, &f);
    page_refused(k, h, &p);
    page_end(k, &f);
    return (int)k->c.err;
}
