/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* search.c - search over everything, and any record by its key. */
#include <ctype.h>
#include <stdlib.h>

#include "web/admin.h"

#define HITS_MAX 200

/* "rsk-7" is RSK-07: keys are typed from memory.  NULL: no such record. */
static const char *
key_of(struct call *k, const char *text)
{
    struct slice s = slice_trim(slice_of(text));
    char *key = arena_strndup(k->c.arena, s.p, s.n);
    int64_t n;

    if (s.n > KEY_MAX)
        return NULL;
    for (char *p = key; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - ('a' - 'A'));
    if (s.n == 5 && key[3] == '-' && slice_int(slice_of(key + 4), &n) && n >= 0)
        key = arena_printf(k->c.arena, "%.4s0%c", key, key[4]);
    return rec_type_by_prefix(slice_of(key)) != NULL ? key : NULL;
}

/* Send the browser to the record of this key, if there is one to be seen. */
static bool
go_to(struct call *k, const char *key)
{
    struct rec *r;

    if (key == NULL)
        return false;
    if (rec_load_any(&k->c, key, &r) != 0) {
        if (k->c.err == E_NOTFOUND)
            ctx_clear(&k->c);
        return false;
    }
    resp_redirect(k->c.arena, k->resp, here(k, "/r/%s/%s", r->type->slug, r->key));
    return true;
}

int
web_key(struct call *k)
{
    const char *key = req_param(k->req, "key");

    if (go_to(k, key_of(k, key)) || k->c.err != E_OK)
        return (int)k->c.err;
    return fail(&k->c, E_NOTFOUND, "There is no record %.24s.", key);
}

static struct search_group *
group_of(struct call *k, struct search_page *p, const struct rec_type *t)
{
    if (p->groups == NULL)
        p->groups = arena_alloc(k->c.arena, n_rec_types * sizeof *p->groups);
    for (size_t i = 0; i < p->ngroups; i++)
        if (p->groups[i].type == t)
            return &p->groups[i];
    p->groups[p->ngroups].type = t;
    return &p->groups[p->ngroups++];
}

/* Groups in the order of their best hit. */
static int
find_records(struct call *k, struct search_page *p)
{
    struct hit *hits;
    size_t n;

    if (rec_search(&k->c, p->words, NULL, HITS_MAX, &hits, &n) != 0)
        return (int)k->c.err;
    for (size_t i = 0; i < n; i++) {
        struct search_group *g = group_of(k, p, hits[i].type);

        if (g->nhits < ARRAY_LEN(g->hits))
            g->hits[g->nhits++] = &hits[i];
        g->n++;
    }
    p->n = n;
    p->more = n == HITS_MAX;
    return 0;
}

/* Does every word begin a word of the name? */
static bool
named_by(const char *name, const char *words)
{
    size_t asked = 0;

    for (struct slice l = slice_of(words), w; word_next(&l, &w); asked++) {
        bool found = false;

        for (const char *at = name; *at != '\0' && !found; at++)
            found = (at == name || !isalnum((unsigned char)at[-1]))
                && strncasecmp(at, w.p, w.n) == 0;
        if (!found)
            return false;
    }
    return asked > 0;
}

static void
find_names(struct call *k, struct search_page *p)
{
    p->types = arena_alloc(k->c.arena, n_rec_types * sizeof *p->types);
    p->clauses = arena_alloc(k->c.arena, n_clauses * sizeof *p->clauses);
    for (size_t i = 0; i < n_rec_types; i++)
        if (named_by(rec_types[i]->plural, p->words) || named_by(rec_types[i]->label, p->words))
            p->types[p->ntypes++] = rec_types[i];
    for (size_t i = 0; i < n_clauses; i++)
        if (named_by(clauses[i].title, p->words)
            || strcmp(clause_number(&clauses[i], p->old), p->words) == 0)
            p->clauses[p->nclauses++] = &clauses[i];
}

/* Does the text go on with s, whatever is marked?  Returns what comes behind. */
static const char *
behind(const char *text, const char *s)
{
    const char *p = text;

    for (; *s != '\0'; s++, p++) {
        while (*p == '\x01' || *p == '\x02')
            p++;
        if (*p != *s)
            return text;
    }
    return p;
}

/* Key and title stand above it already; lines of the record are parted by a dot. */
void
html_snippet(struct buf *h, const struct hit *hit)
{
    const char *p = behind(hit->snippet, hit->key);
    bool marked = false;

    p += strspn(p, "\n \x02");
    p = behind(p, hit->title);
    p += strspn(p, "\n \x02");
    if (strchr(p, '\x01') == NULL)      /* the hit is in the title */
        return;
    for (; *p != '\0'; p++) {
        if (*p == '\x01' && !marked) {
            buf_lit(h, "<mark>");
            marked = true;
        } else if (*p == '\x02' && marked) {
            buf_lit(h, "</mark>");
            marked = false;
        } else if (*p == '\n') {
            buf_lit(h, " \xc2\xb7 ");
        } else if ((unsigned char)*p >= ' ') {
            html_escape(h, p, 1);
        }
    }
    if (marked)
        buf_lit(h, "</mark>");
}

int
web_search(struct call *k)
{
    const char *q = req_query(k->req, "q");
    struct frame f = { .title = "Search" };
    struct search_page p = { .old = org_edition_is_2013(&k->c) };

    if (q != NULL && strlen(q) > 400)
        return fail(&k->c, E_INVALID, "A search has at most 400 characters.");
    if (q != NULL && slice_trim(slice_of(q)).n > 0) {
        struct slice words = slice_trim(slice_of(q));

        if (go_to(k, key_of(k, q)) || k->c.err != E_OK)
            return (int)k->c.err;
        p.words = arena_strndup(k->c.arena, words.p, words.n);
        find_names(k, &p);
        if (find_records(k, &p) != 0)
            return (int)k->c.err;
    }
    page_search(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return (int)k->c.err;
}
