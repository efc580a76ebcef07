/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_history.c - who changed what and when, before and after. */
#include "rec/kind.h"
#include "web/record.h"

static const struct { const char *action, *words; } actions[] = {
    { "create", "recorded this" }, { "update", "edited" }, { "delete", "deleted this" },
    { "comment", "commented" }, { "attach", "attached a file" },
    { "superseded", "superseded this" }, { "handover", "handed this over" },
    { "tag", "changed the tags" }, { "restrict", "changed who reads this" },
};

/* "step:approve" -> the label of the step. */
static void
action_words(struct buf *h, const struct rec_type *t, const char *action)
{
    const struct step *s = strncmp(action, "step:", 5) == 0
        ? rec_step_find(t, action + 5, NULL) : NULL;

    if (s != NULL) {
        buf_lit(h, "took the step \xe2\x80\x9c");
        html_text(h, s->label);
        buf_lit(h, "\xe2\x80\x9d");
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(actions); i++)
        if (strcmp(actions[i].action, action) == 0) {
            buf_puts(h, actions[i].words);
            return;
        }
    html_text(h, action);
}

#define SHORT 160
static void
side(struct call *k, const struct field *f, const json_t *j)
{
    struct value v = { 0 };
    struct ctx quiet = k->c;
    const char *text;

    if (f == NULL || value_from_json(&quiet, f, j, &v) != 0 || v.t == V_NULL) {
        if (f == NULL && json_is_string(j))
            html_text(k->out, json_string_value(j));
        else
            buf_lit(k->out, "<span class=\"muted\">empty</span>");
        return;
    }
    text = value_text(&k->c, f, &v);
    if (strlen(text) <= SHORT) {
        html_text(k->out, text);
        return;
    }
    buf_lit(k->out, "<details><summary>");
    html_count(k->out, utf8_length(text, strlen(text)), "character", "characters");
    buf_lit(k->out, "</summary><span class=\"prose\">");
    html_text(k->out, text);
    buf_lit(k->out, "</span></details>");
}

static void
change(struct call *k, const struct rec_type *t, const char *name, const json_t *pair)
{
    int i = rec_field_index(t, slice_of(name));
    const struct field *f = i >= 0 ? &t->fields[i] : NULL;
    struct buf *h = k->out;

    buf_lit(h, "<tr><th scope=\"row\">");
    html_text(h, f != NULL ? f->label : name);
    buf_lit(h, "</th><td>");
    if (json_is_array(pair)) {
        side(k, f, json_array_get(pair, 0));
        buf_lit(h, "</td><td>");
        side(k, f, json_array_get(pair, 1));
    } else {
        buf_lit(h, "</td><td>");
        side(k, f, pair);
    }
    buf_lit(h, "</td></tr>");
}

static void
changes(struct call *k, const struct rec_type *t, const struct event *e)
{
    const char *why, *name;
    json_t *tree = json_in(k->c.arena, slice_of(e->changes), BUF_MAX, &why), *pair;
    size_t n = tree != NULL ? json_object_size(tree) : 0;

    if (n > 0) {
        buf_puts(k->out, strcmp(e->action, "create") == 0
            ? "<details><summary>What was recorded</summary>" : "");
        buf_lit(k->out, "<div class=\"scroll\" tabindex=\"0\"><table class=\"changes\"><thead><tr>"
            "<th>Field</th><th>Before</th><th>After</th></tr></thead><tbody>");
        json_object_foreach(tree, name, pair)
            change(k, t, name, pair);
        buf_lit(k->out, "</tbody></table></div>");
        buf_puts(k->out, strcmp(e->action, "create") == 0 ? "</details>" : "");
    }
    json_decref(tree);
}

void
record_history(struct call *k, const struct record_page *p)
{
    struct buf *h = k->out;

    buf_lit(h, "<ol class=\"plain history\">");
    for (size_t i = 0; i < p->nevents; i++) {
        const struct event *e = &p->events[i];

        buf_lit(h, "<li><p><strong>");
        html_text(h, actor_name(k, e->actor));
        buf_lit(h, "</strong> ");
        action_words(h, p->r->type, e->action);
        buf_lit(h, " <span class=\"muted\">");
        html_time(h, e->at);
        buf_printf(h, " UTC \xc2\xb7 revision %d \xc2\xb7 ledger entry %d</span></p>",
            (int)e->revision, (int)e->seq);
        if (e->reason != NULL && *e->reason != '\0') {
            buf_lit(h, "<p class=\"reason\">");
            html_text(h, e->reason);
            buf_lit(h, "</p>");
        }
        changes(k, p->r->type, e);
        buf_lit(h, "</li>");
    }
    buf_lit(h, "</ol>");
    if (p->more) {
        buf_lit(h, "<p><a href=\"?before=");
        buf_int(h, p->events[p->nevents - 1].seq);
        buf_lit(h, "#history\">Older entries</a></p>");
    }
}
