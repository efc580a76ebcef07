/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* access.c - access groups, whom a record is restricted to, and who read such records. */
#include "base/json.h"
#include "web/admin.h"
#include "web/record.h"

#define READS 100

/* Groups. */

static int
read_history(struct call *k, struct groups_page *p)
{
    p->events = arena_alloc(k->c.arena, (p->n + 1) * sizeof *p->events);
    p->nevents = arena_alloc(k->c.arena, (p->n + 1) * sizeof *p->nevents);
    for (size_t i = 0; i < p->n; i++)
        if (event_list(&k->c, p->groups[i].code, INT64_MAX, 20, &p->events[i],
                &p->nevents[i]) != 0)
            break;
    return (int)k->c.err;
}

static int
show_groups(struct call *k, struct groups_page *p)
{
    struct frame f = { .title = "Access groups", .active = "groups" };
    size_t shown = 0;

    p->manages = call_may(k, "manage");
    if (group_list(&k->c, &p->groups, &p->n) != 0)
        return (int)k->c.err;
    for (size_t i = 0; i < p->n; i++)       /* groups of others are for those who manage them */
        if (p->groups[i].mine || p->manages)
            p->groups[shown++] = p->groups[i];
    p->n = shown;
    if (read_history(k, p) != 0)
        return (int)k->c.err;
    page_groups(k, page_begin(k, &f), p);
    page_end(k, &f);
    return (int)k->c.err;
}

int
web_groups(struct call *k)
{
    struct groups_page p = { 0 };

    return show_groups(k, &p);
}

/* A line a member; what stands behind the first word is for people. */
static void
read_members(struct call *k, struct access_group *g, const char *text)
{
    size_t cap = 0;

    for (struct slice rest = slice_of(text); rest.n > 0; ) {
        struct slice line = slice_trim(slice_cut(&rest, '\n')), word = slice_cut(&line, ' ');

        if (word.n > 0 && g->nmembers <= GROUP_MEMBERS_MAX)
            *arena_push(k->c.arena, g->members, g->nmembers, cap) =
                arena_strndup(k->c.arena, word.p, word.n);
    }
}

int
web_groups_save(struct call *k)
{
    struct groups_page p = { .form = &k->form };
    const char *code = form_get(&k->form, "code"), *name = form_get(&k->form, "name");
    struct access_group g = { .code = code != NULL ? code : "", .name = name };

    read_members(k, &g, form_get(&k->form, "members"));
    if (group_set(&k->c, &g) != 0) {
        if (k->c.err != E_INVALID && k->c.err != E_LIMIT)
            return (int)k->c.err;
        return call_refused(k, &p.refused) != 0 ? (int)k->c.err : show_groups(k, &p);
    }
    flash_set(k, arena_printf(k->c.arena, "The group %s is saved.", g.name));
    resp_redirect(k->c.arena, k->resp, here(k, "/groups"));
    return 0;
}

static const char *
or_nothing(const json_t *text)
{
    const char *s = json_string_value(text);

    return s != NULL && *s != '\0' ? s : "nobody";
}

/* {"members": [before, after]} as "Members: PER-04 → PER-04, HR". */
void
html_group_change(struct call *k, const struct event *e)
{
    const char *why, *name;
    json_t *tree = json_in(k->c.arena, slice_of(e->changes), BUF_MAX, &why), *pair;

    json_object_foreach(tree, name, pair) {
        buf_puts(k->out, strcmp(name, "name") == 0 ? "<p>Name: " : "<p>Members: ");
        if (strcmp(name, "members") == 0) {
            html_text(k->out, or_nothing(json_array_get(pair, 0)));
            buf_lit(k->out, " \xe2\x86\x92 ");
        }
        html_text(k->out, or_nothing(json_array_get(pair, 1)));
        buf_lit(k->out, "</p>");
    }
    json_decref(tree);
}

const char *
member_words(struct call *k, const char *who)
{
    enum role role;

    if (role_parse(slice_of(who), &role))
        return arena_printf(k->c.arena, "%s: every %s", who, role_infos[role].words);
    return rec_type_by_prefix(slice_of(who)) == NULL ? who
        : arena_printf(k->c.arena, "%s %s", who, rec_name_of(&k->c, who));
}

/* Of one record. */

const char *
access_group_name(const struct access_page *p, const char *code)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->groups[i].code, code) == 0)
            return p->groups[i].name;
    return code;
}

static int
show_access(struct call *k, struct access_page *p)
{
    struct frame f = { .active = p->r->type->clause, .type = p->r->type };
    struct ctx probe = k->c;

    f.title = arena_printf(k->c.arena, "Who reads %s", p->r->key);
    p->title = rec_title(&k->c, p->r);
    if (group_list(&k->c, &p->groups, &p->n) != 0
        || restriction_list(&k->c, p->r->key, &p->now, &p->nnow) != 0)
        return (int)k->c.err;
    if ((p->nnow > 0 || call_may(k, "audit"))
        && reads_list(&k->c, p->r->key, INT64_MAX, READS, &p->reads, &p->nreads) != 0)
        return (int)k->c.err;
    p->why_not = k->at != NULL ? "This is the past."
        : restriction_allowed(&probe, p->r) != 0 ? probe.message : NULL;
    page_access(k, page_begin(k, &f), p);
    page_end(k, &f);
    return (int)k->c.err;
}

bool
access_leads_on(struct call *k, const struct record_page *p)
{
    return k->at == NULL && p->ngroups == 0
        && (perm_may(&k->c, p->r, ACT_RESTRICT) || call_may(k, "audit"));
}

int
web_access(struct call *k)
{
    struct access_page p = { 0 };

    return web_load(k, &p.r) == 0 ? show_access(k, &p) : (int)k->c.err;
}

int
web_access_save(struct call *k)
{
    struct access_page p = { .form = &k->form };
    const char *groups[GROUPS_OF_RECORD + 1], *key;
    size_t n = 0;

    if (web_load(k, &p.r) != 0)
        return (int)k->c.err;
    for (size_t i = 0; i < k->form.nparts && n < ARRAY_LEN(groups); i++)
        if (strcmp(k->form.parts[i].name, "groups") == 0)
            groups[n++] = k->form.parts[i].data.p;
    if (restriction_set(&k->c, p.r, groups, n, form_get(&k->form, "reason")) != 0) {
        if (k->c.err != E_INVALID)
            return (int)k->c.err;
        return call_refused(k, &p.refused) != 0 ? (int)k->c.err : show_access(k, &p);
    }
    key = p.r->key;
    sight_forget(&k->c);
    flash_set(k, n == 0 ? arena_printf(k->c.arena, "Every member may read %s again.", key)
        : sight_sees(&k->c, key)
        ? arena_printf(k->c.arena, "%s is for members of its groups alone now.", key)
        : "The record is for members of its groups alone now; you are none of them.");
    resp_redirect(k->c.arena, k->resp, sight_sees(&k->c, key)
        ? here(k, "/r/%s/%s/access", p.r->type->slug, key)
        : here(k, "/r/%s", p.r->type->slug));
    return 0;
}

/* All reads, for auditors. */

int
web_reads(struct call *k)
{
    const char *before = req_query(k->req, "before");
    struct frame f = { .title = "Reads of restricted records", .active = "reads" };
    struct reads_page p = { 0 };
    int64_t id = INT64_MAX;

    if (before != NULL && !slice_int(slice_of(before), &id))
        return fail_field(&k->c, "before", "before is the id of an entry.");
    if (reads_list(&k->c, NULL, id, READS + 1, &p.reads, &p.n) != 0)
        return (int)k->c.err;
    p.more = p.n > READS;
    p.n = p.more ? READS : p.n;
    page_reads(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return (int)k->c.err;
}

void
html_read(struct call *k, const struct logged_read *r, bool with_key)
{
    struct buf *h = k->out;

    buf_lit(h, "<tr><td>");
    html_time(h, r->at);
    buf_lit(h, "</td><td>");
    html_text(h, actor_name(k, r->actor));
    buf_lit(h, "</td>");
    if (with_key && sight_sees(&k->c, r->key)) {
        buf_lit(h, "<td>");
        html_link(k, r->key, r->key);
        buf_lit(h, "</td>");
    } else if (with_key) {
        buf_lit(h, "<td class=\"muted\">a restricted record</td>");
    }
    buf_lit(h, "<td>");
    html_text(h, r->how);
    buf_lit(h, "</td><td class=\"route\"><code>");
    html_text(h, r->route);
    buf_lit(h, "</code></td></tr>");
}
