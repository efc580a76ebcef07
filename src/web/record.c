/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record.c - the page of one record, its comments and files. */
#include "rec/group.h"
#include "web/record.h"

#define EVENTS 20

int
web_load(struct call *k, struct rec **ret)
{
    const struct rec_type *t = rec_type_by_slug(slice_of(req_param(k->req, "types")));
    const char *key = req_param(k->req, "key");

    if (t == NULL)
        return fail(&k->c, E_NOTFOUND, "There is no register of this name.");
    if (rec_type_by_prefix(slice_of(key)) != t)
        return fail(&k->c, E_NOTFOUND, "There is no such record.");
    return rec_load(&k->c, t, key, ret);
}

const char *
actor_name(struct call *k, const char *mark)
{
    const char *name;

    if (mark == NULL || strcmp(mark, "system") == 0)
        return "the command line";
    if (rec_type_by_prefix(slice_of(mark)) != NULL)
        return rec_name_of(&k->c, mark);
    name = db_get_text(&k->c, SQL("select name from person where email = $mark order by id "
        "limit 1"),
        BINDS(bind_text("mark", mark)));
    return name != NULL ? name : mark;
}

/* Why nobody, or not this person, edits the record; NULL: it may be edited. */
static const char *
why_not(struct call *k, const struct rec *r)
{
    struct ctx probe = k->c;

    if (k->at != NULL)
        return "This is the past.";
    return rec_edit_allowed(&probe, r) != 0 ? probe.message : NULL;
}

static size_t
count_findings(const struct judgement *j, const char *key)
{
    size_t nremarks, n = 0;
    const struct remark *remarks = judgement_remarks(j, key, &nremarks);

    for (size_t i = 0; i < nremarks; i++)
        n += !remarks[i].offender->waived;
    return n;
}

static int
load_parts(struct call *k, struct record_page *p)
{
    const char *before = req_query(k->req, "before");
    int64_t seq = INT64_MAX;
    const char *key = p->r->key;

    if (before != NULL && !slice_int(slice_of(before), &seq))
        return fail_field(&k->c, "before", "The history begins at a number.");
    if (call_findings(k, key, &p->j) != 0
        || rec_backlinks(&k->c, key, &p->links, &p->nlinks) != 0
        || tag_list(&k->c, key, &p->tags, &p->ntags) != 0
        || restriction_list(&k->c, key, &p->groups, &p->ngroups) != 0
        || comment_list(&k->c, key, &p->comments, &p->ncomments) != 0
        || attachment_list(&k->c, key, &p->files, &p->nfiles) != 0
        || event_list(&k->c, key, seq, EVENTS + 1, &p->events, &p->nevents) != 0)
        return (int)k->c.err;
    if (p->nevents > EVENTS) {
        p->nevents = EVENTS;
        p->more = true;
    }
    p->nfindings = count_findings(p->j, key);
    p->names = names_of(k, (const struct rec *const *)&p->r, 1);
    return (int)k->c.err;
}

static int
show(struct call *k, struct rec *r, const char *comment)
{
    struct record_page p = { .r = r, .comment = comment };
    struct ctx saved = k->c, probe;
    struct frame f = { .active = r->type->clause, .type = r->type };

    ctx_clear(&k->c);
    p.title = rec_title(&k->c, r);
    f.title = arena_printf(k->c.arena, "%s %s", r->key, p.title);
    if (load_parts(k, &p) != 0)
        return (int)k->c.err;
    p.why_not = why_not(k, r);
    probe = k->c;
    p.may_edit = p.why_not == NULL;
    p.may_delete = p.may_edit && rec_delete_allowed(&probe, r) == 0;
    k->c.err = saved.err;
    k->c.message = saved.message;
    k->c.fields = saved.fields;
    k->c.nfields = saved.nfields;
    page_record(k, page_begin(k, &f), &p);
    page_end(k, &f);
    ctx_clear(&k->c);
    return 0;
}

int
web_record(struct call *k)
{
    struct rec *r;

    return web_load(k, &r) == 0 ? show(k, r, NULL) : (int)k->c.err;
}

/* Back to the record, at its part of the page. */
static int
back_to(struct call *k, const struct rec *r, const char *part)
{
    resp_redirect(k->c.arena, k->resp, here(k, "/r/%s/%s#%s", r->type->slug, r->key, part));
    return 0;
}

static int
refused(struct call *k, struct rec *r, const char *text)
{
    if (k->c.err != E_INVALID && k->c.err != E_LIMIT)
        return (int)k->c.err;
    k->resp->status = err_http(k->c.err);
    k->discard = true;
    return show(k, r, text);
}

int
web_comment(struct call *k)
{
    const char *text = form_get(&k->form, "text");
    struct rec *r;

    if (web_load(k, &r) != 0)
        return (int)k->c.err;
    if (comment_add(&k->c, r, text != NULL ? text : "") != 0)
        return refused(k, r, text);
    return back_to(k, r, "comments");
}

/* Tags in one line, with commas between them. */
int
web_tags(struct call *k)
{
    const char *text = form_get(&k->form, "tags");
    struct slice words[TAGS_MAX + 1], rest = slice_of(text);
    struct rec *r;
    size_t n = 0;

    if (web_load(k, &r) != 0)
        return (int)k->c.err;
    while (rest.n > 0 && n < ARRAY_LEN(words)) {
        words[n] = slice_trim(slice_cut(&rest, ','));
        n += words[n].n > 0;
    }
    if (tag_set(&k->c, r, words, n) != 0)
        return refused(k, r, NULL);
    return back_to(k, r, "main");
}

int
web_attach(struct call *k)
{
    const struct part *p = form_part(&k->form, "file");
    struct rec *r;

    if (web_load(k, &r) != 0)
        return (int)k->c.err;
    if (p == NULL || p->file_name == NULL || *p->file_name == '\0')
        fail_field(&k->c, "file", "Choose a file first.");
    else if (attachment_add(&k->c, r, p->file_name, p->type, p->data) == 0)
        return back_to(k, r, "files");
    return refused(k, r, NULL);
}

/* Files are always downloads: what somebody attached never runs as a page of ours. */
int
web_file(struct call *k)
{
    struct attachment a;
    struct rec *r;
    int64_t id;

    if (!slice_int(slice_of(req_param(k->req, "id")), &id))
        return fail(&k->c, E_NOTFOUND, "There is no such file.");
    if (web_load(k, &r) != 0 || attachment_read(&k->c, r->key, id, &a, k->out) != 0)
        return (int)k->c.err;
    call_download(k, a.name, "application/octet-stream");
    return 0;
}
