/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* clause.c - one clause: what must exist, what is open, where to do it; and waivers. */
#include "web/web.h"

#define SHOWN 12                /* offenders of a rule before the rest is folded */
#define MOST 100                /* beyond that the register is the place to look */

const struct rule_result *
result_of(const struct judgement *j, struct slice id)
{
    for (size_t i = 0; i < j->nrules; i++)
        if (slice_eq(id, j->rules[i].rule->id))
            return &j->rules[i];
    return NULL;
}

/* The worst colour of the rules that support a statement; advice gives at most amber. */
enum colour
requirement_colour(const struct judgement *j, const struct requirement *q)
{
    enum colour worst = GREY;

    for (struct slice rest = slice_of(q->rules); rest.n > 0; ) {
        const struct rule_result *r = result_of(j, slice_trim(slice_cut(&rest, ',')));
        enum colour colour = r == NULL ? GREY : r->rule->basis == BASIS_C && r->colour == RED
            ? AMBER : r->colour;

        if (colour > worst)
            worst = colour;
    }
    return worst;
}

/* "Judged over Issues, Interested parties": the registers of a statement's rules. */
void
html_shown_by(struct call *k, const struct judgement *j, const struct requirement *q)
{
    const struct rec_type *seen[12];
    size_t n = 0;

    for (struct slice rest = slice_of(q->rules); rest.n > 0; ) {
        const struct rule_result *r = result_of(j, slice_trim(slice_cut(&rest, ',')));
        const struct rec_type *t = r != NULL ? rec_type_by_name(slice_of(r->rule->type)) : NULL;
        size_t i = 0;

        while (i < n && seen[i] != t)
            i++;
        if (t == NULL || i < n || n == ARRAY_LEN(seen))
            continue;
        buf_puts(k->out, n == 0 ? "Shown by " : ", ");
        buf_lit(k->out, "<a href=\"");
        html_text(k->out, k->base);
        buf_printf(k->out, "/r/%s\">", t->slug);
        html_text(k->out, t->plural);
        buf_lit(k->out, "</a>");
        seen[n++] = t;
    }
    if (n == 0)
        buf_lit(k->out, "No rule can judge this: a person has to look.");
}

static void
waive_link(struct call *k, const struct rule *rule, const char *key)
{
    buf_lit(k->out, "<a class=\"muted\" href=\"");
    html_text(k->out, k->base);
    buf_printf(k->out, "/waivers?rule=%s&amp;key=", rule->id);
    html_url(k->out, key != NULL ? key : "");
    buf_lit(k->out, "\">Waive</a>");
}

static void
offender(struct call *k, const struct rule *rule, const struct offender *o, bool may_waive)
{
    struct buf *h = k->out;
    const struct rec_type *t = o->key != NULL ? rec_type_by_prefix(slice_of(o->key))
        : rec_type_by_name(slice_of(rule->type));

    buf_puts(h, o->waived ? "<li class=\"waived\">" : "<li>");
    html_mark(h, o->waived ? GREY : o->colour, false);
    buf_lit(h, "<span><a href=\"");
    html_mend_href(k, rule, t, o->key);
    buf_lit(h, "\">");
    html_text(h, o->key != NULL ? rec_name_of(&k->c, o->key) : t != NULL ? t->plural : "Look");
    buf_lit(h, "</a> <span class=\"detail\">");
    if (o->key != NULL) {
        html_text(h, o->key);
        buf_lit(h, " \xc2\xb7 ");
    }
    html_detail(k, o->detail != NULL ? o->detail : "");
    if (o->has_due) {
        buf_lit(h, " \xc2\xb7 ");
        html_date(h, o->due, k->c.today);
    }
    buf_lit(h, "</span></span><span class=\"do\">");
    if (o->waived)
        buf_lit(h, "waived");
    else if (may_waive)
        waive_link(k, rule, o->key);
    buf_lit(h, "</span></li>");
}

void
html_offenders(struct call *k, const struct rule_result *r)
{
    bool may_waive = k->at == NULL && (actor_has(&k->c, ROLE_TM) || actor_has(&k->c, ROLE_IM));

    buf_lit(k->out, "<ul class=\"plain offenders\">");
    for (size_t i = 0; i < r->n && i < MOST; i++) {
        if (i == SHOWN)
            buf_printf(k->out, "</ul><details class=\"fold\"><summary>%zu more</summary>"
                "<ul class=\"plain offenders\">", r->n - SHOWN);
        offender(k, r->rule, &r->offenders[i], may_waive);
    }
    buf_puts(k->out, r->n > SHOWN ? "</ul></details>" : "</ul>");
    if (r->n > MOST)
        buf_printf(k->out, "<p class=\"muted\">%zu are not shown here.</p>", r->n - MOST);
}

/* "Inputs: …" and "Outputs: …" begin a paragraph of their own. */
void
html_guidance(struct buf *h, const char *text)
{
    static const char *const heads[] = { "Activities:", "Inputs:", "Outputs:", "Steps:",
        "Sources:" };

    buf_lit(h, "<p>");
    while (*text != '\0') {
        size_t i = 0;

        while (i < ARRAY_LEN(heads) && strncmp(text, heads[i], strlen(heads[i])) != 0)
            i++;
        if (i < ARRAY_LEN(heads)) {
            buf_lit(h, "</p><p><strong>");
            buf_puts(h, heads[i]);
            buf_lit(h, "</strong>");
            text += strlen(heads[i]);
        } else {
            html_slice(h, (struct slice){ text++, 1 });
        }
    }
    buf_lit(h, "</p>");
}

int
web_clause(struct call *k)
{
    const struct clause *cl = clause_by_slug(req_param(k->req, "clause"));
    struct clause_page p = { .clause = cl, .old = org_edition_is_2013(&k->c) };
    struct frame f = { 0 };

    if (cl == NULL)
        return fail(&k->c, E_NOTFOUND, "There is no clause of this name.");
    if (call_judgement(k, &p.j) != 0 || call_outlook(k, &p.o) != 0)
        return (int)k->c.err;
    p.index = (size_t)(cl - clauses);
    p.r = &p.j->clauses[p.index];
    for (size_t i = 0; i < p.j->nrules; i++) {
        const struct rule_result *r = &p.j->rules[i];

        if (strcmp(r->rule->clause, cl->slug) == 0)
            p.count[r->colour]++;
    }
    f.title = arena_printf(k->c.arena, "%s %s", clause_number(cl, p.old), cl->title);
    f.active = cl->slug;
    page_clause(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return (int)k->c.err;
}

/* Waivers: the page that asks, and what it sends. */

static const char *
given(struct call *k, const char *name)
{
    const char *v = k->req->method == M_GET ? req_query(k->req, name) : form_get(&k->form, name);

    return v != NULL ? v : "";
}

int
web_waive_form(struct call *k)
{
    struct waive_page p = { .rule = rule_by_id(given(k, "rule")), .key = given(k, "key"),
        .reason = given(k, "reason"), .until = given(k, "until") };
    struct frame f = { .title = "Waive a finding" };
    char day[DATE_LEN + 1];

    if (p.rule == NULL)
        return fail(&k->c, E_NOTFOUND, "There is no such rule.");
    if (*p.until == '\0') {
        date_format(k->c.today + 90, day);
        p.until = arena_strdup(k->c.arena, day);
    }
    f.active = p.rule->clause;
    page_waive(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return 0;
}

int
web_waive(struct call *k)
{
    const char *key = given(k, "key"), *id = given(k, "rule");
    const struct rule *rule = rule_by_id(id);
    int64_t day = 0;

    if (!date_parse(slice_of(given(k, "until")), &day))
        fail_field(&k->c, "until", "The day on which the finding returns is needed.");
    else if (rules_waive(&k->c, id, *key ? key : NULL, day, given(k, "reason")) == 0) {
        flash_set(k, arena_printf(k->c.arena, "Waived: \xe2\x80\x9c%s\xe2\x80\x9d. It returns on "
            "that day.", rule->title));
        resp_redirect(k->c.arena, k->resp, here(k, "/c/%s#%s", rule->clause, rule->id));
        return 0;
    }
    if (rule == NULL || k->c.err != E_INVALID)
        return (int)k->c.err;
    k->resp->status = err_http(k->c.err);
    k->discard = true;
    web_waive_form(k);
    ctx_clear(&k->c);
    return 0;
}
