/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_parts.c - facts, work flow, findings and relations of a record's page. */
#include "isms/estimate.h"
#include "web/record.h"

#define RELATIONS_SHOWN 8

/* Facts: what is filled, by the groups of the table; the rest is named in one line. */

static bool
is_long(const struct field *f)
{
    return f->shape.kind == K_TEXT || f->shape.kind == K_JSON;
}

static void
fact(struct call *k, const struct record_page *p, size_t i)
{
    const struct field *f = &p->r->type->fields[i];
    struct buf *h = k->out;

    buf_printf(h, "<div%s id=\"v-%s\"><dt>", is_long(f) ? " class=\"long\"" : "", f->name);
    html_text(h, f->label);
    buf_lit(h, "</dt><dd>");
    html_value(k, f, &p->r->v[i], p->names, false);
    buf_lit(h, "</dd></div>");
}

static void
empty_fields(struct call *k, const struct record_page *p)
{
    const struct rec_type *t = p->r->type;
    size_t n = 0;

    for (size_t i = 0; i < t->nfields; i++) {
        if (!rec_is_null(p->r, (int)i) || (int)i == t->title)
            continue;
        buf_puts(k->out, n++ == 0 ? "<p class=\"muted empty-fields\">Empty: " : ", ");
        if (p->may_edit && !(t->fields[i].flags & READONLY)) {
            buf_lit(k->out, "<a href=\"");
            html_href(k, p->r->key);
            if (t->fields[i].check == estimate_check)
                buf_lit(k->out, "/estimate\">");
            else
                buf_printf(k->out, "/edit#f-%s\">", t->fields[i].name);
            html_text(k->out, t->fields[i].label);
            buf_lit(k->out, "</a>");
        } else {
            html_text(k->out, t->fields[i].label);
        }
    }
    if (n > 0)
        buf_lit(k->out, "</p>");
}

static void
fact_group(struct call *k, const struct record_page *p, enum field_group group)
{
    const struct rec_type *t = p->r->type;
    bool open = false;

    for (size_t i = 0; i < t->nfields; i++) {
        if (field_group(&t->fields[i]) != group || rec_is_null(p->r, (int)i)
            || ((int)i == t->title && t->named_by == NULL) || (int)i == t->state)
            continue;
        if (!open)
            buf_printf(k->out, "<h2%s>%s</h2><dl class=\"facts\">",
                group == GROUP_FACTS ? " class=\"visually-hidden\"" : "",
                field_group_labels[group]);
        open = true;
        fact(k, p, i);
    }
    buf_puts(k->out, open ? "</dl>" : "");
}

void
record_facts(struct call *k, const struct record_page *p)
{
    for (int g = 0; g < N_FIELD_GROUPS; g++)
        fact_group(k, p, (enum field_group)g);
    empty_fields(k, p);
}

/* Where it stands: the states in their order and the steps from here. */

static void
states(struct call *k, const struct rec *r)
{
    const struct field *f = &r->type->fields[r->type->state];

    buf_lit(k->out, "<ol class=\"plain states\">");
    for (size_t i = 0; i < f->shape.nchoices; i++) {
        bool now = strcmp(f->shape.choices[i].name, rec_state(r)) == 0;

        buf_puts(k->out, now ? "<li aria-current=\"step\">" : "<li>");
        html_text(k->out, f->shape.choices[i].label);
        buf_lit(k->out, "</li>");
    }
    buf_lit(k->out, "</ol>");
}

static bool
leads_from(const struct step *s, const char *state)
{
    return word_in(s->from, state) || (strcmp(s->from, "*") == 0 && strcmp(s->to, state) != 0);
}

static void
step_link(struct call *k, const struct rec *r, const struct step *s, bool main)
{
    buf_printf(k->out, "<a class=\"btn%s\" href=\"", main ? " btn-primary" : "");
    html_href(k, r->key);
    buf_printf(k->out, "/steps/%s\">", s->name);
    html_text(k->out, s->label);
    buf_lit(k->out, "</a>");
}

void
record_flow(struct call *k, const struct record_page *p)
{
    const struct rec_type *t = p->r->type;
    bool main = true;

    if (t->state < 0)
        return;
    states(k, p->r);
    if (k->at != NULL)
        return;
    buf_lit(k->out, "<ul class=\"plain flow-steps\">");
    for (size_t i = 0; i < t->nsteps; i++) {
        const struct step *s = &t->steps[i];
        struct ctx probe = k->c;

        if (!leads_from(s, rec_state(p->r)))
            continue;
        buf_lit(k->out, "<li>");
        if (rec_step_allowed(&probe, p->r, s, false) == 0) {
            step_link(k, p->r, s, main);
            main = false;
        } else {
            buf_lit(k->out, "<button class=\"btn\" type=\"button\" disabled>");
            html_icon(k->out, "lock");
            html_text(k->out, s->label);
            buf_lit(k->out, "</button><p class=\"help\">");
            html_text(k->out, probe.message);
            if (s->differs != NULL && actor_is(&k->c, p->r, s->who)
                && strcmp(setting_get(&k->c, "four_eyes_override", "no"), "yes") == 0) {
                buf_lit(k->out, " <a href=\"");
                html_href(k, p->r->key);
                buf_printf(k->out, "/steps/%s\">Set four eyes aside with a reason</a>", s->name);
            }
            buf_lit(k->out, "</p>");
        }
        buf_lit(k->out, "</li>");
    }
    buf_lit(k->out, "</ul>");
}

/* The rules that hit this record. */

/* The first field of t that can point at this type; NULL: none. */
static const struct field *
pointing_field(const struct rec_type *t, const char *type)
{
    for (size_t i = 0; i < t->nfields; i++)
        if (t->fields[i].shape.kind == K_REF && !(t->fields[i].flags & READONLY)
            && word_in(t->fields[i].shape.targets, type))
            return &t->fields[i];
    return NULL;
}

/* To the field, to a new record that is missing, or to the register where the mend lies. */
static void
mend_link(struct call *k, const struct record_page *p, const struct rule *rule)
{
    const struct rec_type *t = rec_type_by_name(slice_of(rule->type));
    const struct field *f = t != NULL ? pointing_field(t, p->r->type->name) : NULL;
    struct buf *h = k->out;

    if (mends_here(rule, p->r->type)) {
        if (!p->may_edit)
            return;
        buf_lit(h, " <a href=\"");
        html_mend_href(k, rule, p->r->type, p->r->key);
        buf_lit(h, "\">Go to the field</a>");
    } else if (t == p->r->type) {
        return;         /* by a step: see where it stands */
    } else if (t != NULL && f != NULL && rec_may_create(&k->c, t)) {
        buf_lit(h, " <a href=\"");
        html_text(h, k->base);
        buf_printf(h, "/r/%s/new?%s=%s&amp;rule=%s&amp;back=", t->slug, f->name, p->r->key,
            rule->id);
        html_url(h, k->req->target);
        buf_printf(h, "\">New %s</a>", t->label);
    } else if (t != NULL) {
        buf_lit(h, " <a href=\"");
        html_text(h, k->base);
        buf_printf(h, "/r/%s\">%s</a>", t->slug, t->plural);
    }
}

static void
finding(struct call *k, const struct record_page *p, const struct rule_result *r,
    const struct offender *o)
{
    struct buf *h = k->out;

    buf_lit(h, "<li>");
    html_mark(h, o->waived ? GREY : o->colour, false);
    buf_lit(h, "<div><p><a href=\"");
    html_text(h, k->base);
    buf_printf(h, "/c/%s#%s\">", r->rule->clause, r->rule->id);
    html_text(h, r->rule->title);
    buf_lit(h, "</a>: ");
    html_detail(k, o->detail != NULL ? o->detail : "");
    if (o->has_due) {
        buf_lit(h, " \xc2\xb7 ");
        html_date(h, o->due, k->c.today);
    }
    buf_puts(h, o->waived ? " <span class=\"state\">waived</span>" : "");
    buf_lit(h, "</p><p class=\"muted\">");
    html_text(h, r->rule->why);
    buf_lit(h, "</p><p class=\"fix\"><strong>Mend it:</strong> ");
    html_text(h, r->rule->fix);
    if (k->at == NULL)
        mend_link(k, p, r->rule);
    buf_lit(h, "</p></div></li>");
}

void
record_findings(struct call *k, const struct record_page *p)
{
    size_t n;
    const struct remark *remarks = judgement_remarks(p->j, p->r->key, &n);

    buf_lit(k->out, "<ul class=\"plain findings\">");
    for (size_t i = 0; i < n; i++)
        finding(k, p, remarks[i].rule, remarks[i].offender);
    buf_lit(k->out, "</ul>");
}

/* Relations from the other end; those from here are among the facts. */

static void
relation_head(struct call *k, const struct backlink *b)
{
    html_text(k->out, b->field->inverse != NULL ? b->field->inverse : b->type->plural);
}

static void
relation(struct call *k, const struct backlink *b)
{
    buf_lit(k->out, "<li>");
    html_link(k, b->key, b->title);
    buf_lit(k->out, " <span class=\"key\">");
    html_text(k->out, b->key);
    buf_lit(k->out, "</span>");
    if (b->state != NULL) {
        const struct choice *ch = rec_choice(&b->type->fields[b->type->state],
            slice_of(b->state));

        buf_lit(k->out, " <span class=\"state\">");
        html_text(k->out, ch != NULL ? ch->label : b->state);
        buf_lit(k->out, "</span>");
    }
    buf_lit(k->out, "</li>");
}

/* The rest of a long list is a register with a filter. */
static void
relation_rest(struct call *k, const struct record_page *p, const struct backlink *b, size_t n)
{
    buf_lit(k->out, "</ul>");
    if (n > RELATIONS_SHOWN) {
        buf_lit(k->out, "<p><a href=\"");
        html_text(k->out, k->base);
        buf_printf(k->out, "/r/%s?%s=", b->type->slug, b->field->name);
        html_url(k->out, p->r->key);
        buf_puts(k->out, n >= BACKLINKS_MOST ? "\">All of them</a></p>" : "\">");
        if (n < BACKLINKS_MOST)
            buf_printf(k->out, "All %zu</a></p>", n);
    }
    buf_lit(k->out, "</div>");
}

void
record_relations(struct call *k, const struct record_page *p)
{
    for (size_t i = 0; i < p->nlinks; ) {
        const struct backlink *b = &p->links[i];
        size_t n = 0;

        buf_lit(k->out, "<div class=\"relation\"><h3>");
        relation_head(k, b);
        buf_lit(k->out, "</h3><ul class=\"plain\">");
        for (; i < p->nlinks && p->links[i].field == b->field; i++)
            if (n++ < RELATIONS_SHOWN)
                relation(k, &p->links[i]);
        relation_rest(k, p, b, n);
    }
}

/* New records that begin with a reference to this one; a person is in too many fields. */
void
record_add_menu(struct call *k, const struct record_page *p)
{
    const char *me = p->r->type->name;
    size_t n = 0;

    for (size_t t = 0; t < n_rec_types && k->at == NULL && strcmp(me, "Person") != 0; t++)
        for (size_t i = 0; i < rec_types[t]->nfields; i++) {
            const struct field *f = &rec_types[t]->fields[i];

            if (f->shape.kind != K_REF || f->flags & READONLY
                || !rec_may_create(&k->c, rec_types[t])
                || !(word_in(f->shape.targets, me) || (strcmp(f->shape.targets, "*") == 0
                    && strcmp(rec_types[t]->name, "Evidence") == 0)))
                continue;
            if (n++ == 0)
                buf_lit(k->out, "<details class=\"menu add-menu\"><summary class=\"btn\">"
                    "Add related</summary><div class=\"pop\">");
            buf_lit(k->out, "<a href=\"");
            html_text(k->out, k->base);
            buf_printf(k->out, "/r/%s/new?%s=%s&amp;back=", rec_types[t]->slug, f->name,
                p->r->key);
            html_url(k->out, k->req->target);
            buf_lit(k->out, "\">");
            html_text(k->out, rec_types[t]->label);
            buf_lit(k->out, " <span class=\"muted\">");
            html_text(k->out, f->label);
            buf_lit(k->out, "</span></a>");
        }
    if (n > 0)
        buf_lit(k->out, "</div></details>");
}

static const struct record_way ways[] = {
    { "Estimate in money", NULL, "/estimate", estimate_leads_on },
    { "What it may cost", "/quantification?risk=", "", quantification_leads_on },
    { "Who reads it", NULL, "/access", access_leads_on },
    { "Hand over", NULL, "/handover", handover_leads_on },
};

void
record_ways(struct call *k, const struct record_page *p)
{
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        if (!ways[i].leads_on(k, p))
            continue;
        buf_lit(k->out, "<a class=\"btn\" href=\"");
        if (ways[i].before == NULL) {
            html_href(k, p->r->key);
        } else {
            html_text(k->out, k->base);
            html_text(k->out, ways[i].before);
            url_escape(k->out, p->r->key, strlen(p->r->key));
        }
        buf_printf(k->out, "%s\">%s</a>\n", ways[i].after, ways[i].words);
    }
}
