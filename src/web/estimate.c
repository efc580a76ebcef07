/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* estimate.c - the form of a risk in money: from what is typed to Risk.quantitative and back. */
#include <stdio.h>
#include <stdlib.h>

#include "web/estimate.h"
#include "web/record.h"

static bool
is_risk(const struct rec *r)
{
    return strcmp(r->type->name, "Risk") == 0;
}

bool
estimate_leads_on(struct call *k, const struct record_page *p)
{
    (void)k;
    return p->may_edit && is_risk(p->r);
}

static int
risk_of_path(struct call *k, struct rec **ret)
{
    if (form_record(k, ret) != 0)
        return (int)k->c.err;
    return is_risk(*ret) ? 0 : fail(&k->c, E_NOTFOUND, "Only risks are estimated in money.");
}

static int
field_of(const struct rec *r, const char *name)
{
    return rec_field_index(r->type, slice_of(name));
}

static bool
is_percent(size_t input)
{
    return input == EST_VULN || input == EST_SLEF;
}

/* What stands in the store. */

static void
from_estimate(struct call *k, struct estimate_page *p, const struct loss_estimate *e, size_t *cap)
{
    struct arena *a = k->c.arena;

    p->currency = e->currency;
    for (size_t i = 0; i < N_EST_INPUTS; i++)
        for (size_t m = 0; m < 3; m++)
            p->in[i][m] = e->in[i].open && m == 1 ? ""
                : estimate_number(a, e->in[i].p[m], is_percent(i));
    for (size_t i = 0; i < N_EST_INPUTS; i++)
        p->open[i] = e->in[i].open;
    if (e->deductible >= 0)
        p->deductible = estimate_number(a, e->deductible, false);
    if (e->cap >= 0)
        p->cap = estimate_number(a, e->cap, false);
    for (size_t i = 0; i < e->ncontrols; i++) {
        const struct estimate_control *c = &e->controls[i];
        struct estimate_row *row;

        if (sight_is_mask(c->control)) {
            p->nhidden++;
            continue;
        }
        row = arena_push(a, p->rows, p->nrows, *cap);
        *row = (struct estimate_row){ .key = c->control, .on = estimate_on_names[c->on],
            .cost = estimate_number(a, c->cost, false) };
        for (size_t m = 0; m < 3; m++)
            row->effect[m] = estimate_number(a, c->effect.p[m], true);
    }
}

/* A row for each control of the treatment that has none, and one to choose in. */
static void
add_rows(struct call *k, struct estimate_page *p, size_t *cap)
{
    for (size_t i = 0; i < p->ncontrols; i++) {
        bool there = false;

        for (size_t m = 0; m < p->nrows; m++)
            there |= strcmp(p->rows[m].key, p->controls[i].key) == 0;
        if (!there)
            *arena_push(k->c.arena, p->rows, p->nrows, *cap) =
                (struct estimate_row){ .key = p->controls[i].key };
    }
    if (p->ncontrols > 0)
        *arena_push(k->c.arena, p->rows, p->nrows, *cap) = (struct estimate_row){ .key = "" };
}

static void
from_record(struct call *k, struct estimate_page *p)
{
    struct loss_estimate *e = arena_new_of(k->c.arena, struct loss_estimate);
    size_t cap = 0;

    p->given = estimate_of_value(k->c.arena, &p->rec->v[field_of(p->rec, "quantitative")], e);
    if (p->given) {
        p->whole = e;
        from_estimate(k, p, e, &cap);
    } else {
        p->currency = db_get_text(&k->c, SQL("select currency from organization order by id "
            "limit 1"), NO_BINDS);
    }
    add_rows(k, p, &cap);
}

/* What was typed. */

static const char *
typed(struct call *k, const char *part)
{
    const char *s = form_get(&k->form, part);

    return s != NULL ? s : "";
}

static const char *
capitals(struct call *k, const char *s)
{
    char *copy = arena_strdup(k->c.arena, s);

    for (char *p = copy; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 32);
    return copy;
}

static void
from_form(struct call *k, struct estimate_page *p)
{
    size_t cap = 0;

    p->currency = capitals(k, typed(k, "currency"));
    p->deductible = typed(k, "deductible");
    p->cap = typed(k, "cap");
    for (size_t i = 0; i < N_EST_INPUTS; i++)
        for (size_t m = 0; m < 3; m++)
            p->in[i][m] = typed(k, arena_printf(k->c.arena, "%s.%s", estimate_names[i],
                estimate_points[m]));
    for (size_t i = 0; i < N_EST_INPUTS; i++)
        p->open[i] = estimate_may_be_open(i) && form_get(&k->form,
            arena_printf(k->c.arena, "%s.open", estimate_names[i])) != NULL;
    for (size_t i = 0; i <= 2 * ESTIMATE_CONTROLS_MAX; i++) {
        const char *at = arena_printf(k->c.arena, "controls.%zu", i);
        struct estimate_row row = { .key = form_get(&k->form,
            arena_printf(k->c.arena, "%s.control", at)) };

        if (row.key == NULL)
            break;
        row.on = typed(k, arena_printf(k->c.arena, "%s.on", at));
        row.cost = typed(k, arena_printf(k->c.arena, "%s.cost", at));
        for (size_t m = 0; m < 3; m++)
            row.effect[m] = typed(k, arena_printf(k->c.arena, "%s.effect.%s", at,
                estimate_points[m]));
        *arena_push(k->c.arena, p->rows, p->nrows, cap) = row;
    }
}

/* Everything typed becomes JSON; what is no number is an error of its box. */
struct making {
    struct call *k;
    const struct estimate_page *p;
    size_t *row_of;             /* element of the list -> row of the form */
};

static bool
is_blank(const char *s)
{
    return s == NULL || slice_trim(slice_of(s)).n == 0;
}

static bool
is_gap(const char *s, size_t *n)
{
    static const char *const gaps[] = { " ", "'", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89" };

    for (size_t i = 0; i < ARRAY_LEN(gaps); i++)
        if (strncmp(s, gaps[i], *n = strlen(gaps[i])) == 0)
            return true;
    return false;
}

bool
typed_number(const char *text, bool percent, double *ret)
{
    char digits[64];
    size_t n = 0, gap;
    bool point = false, any = false;

    for (const char *s = text; *s != '\0'; s++) {
        if (is_gap(s, &gap)) {
            s += gap - 1;
            continue;
        }
        if (n >= 40 || !((*s >= '0' && *s <= '9') || (*s == '.' && !point)
                || (*s == '-' && n == 0)))
            return false;
        point |= *s == '.';
        any |= *s >= '0' && *s <= '9';
        digits[n++] = *s;
    }
    memcpy(digits + n, percent ? "e-2" : "", percent ? 4 : 1);
    *ret = any ? strtod(digits, NULL) : 0;
    return any;
}

/* Whole numbers stay whole. */
static json_t *
json_of(double v)
{
    return v >= -1e15 && v <= 1e15 && v == (double)(json_int_t)v ? json_integer((json_int_t)v)
        : json_real(v);
}

static void
put_number(struct making *m, json_t *to, const char *name, const char *path, const char *text)
{
    bool percent = strstr(path, "vuln.") == path || strstr(path, "slef.") == path
        || strstr(path, ".effect.") != NULL;
    double v;

    if (is_blank(text))
        return;
    if (!typed_number(text, percent, &v))
        fail_field(&m->k->c, path, "\xe2\x80\x9c%s\xe2\x80\x9d is not a number: write digits, "
            "with a point before decimals, such as 220000 or 0.5.",
            form_short(m->k, slice_of(text), 30));
    else
        json_object_set_new(to, name, json_of(v));
}

static bool
blank_range(const char *const box[3])
{
    return is_blank(box[0]) && is_blank(box[1]) && is_blank(box[2]);
}

static json_t *
range_json(struct making *m, const char *path, const char *const box[3])
{
    json_t *o = json_object();

    for (size_t i = 0; i < 3; i++)
        put_number(m, o, estimate_points[i], arena_printf(m->k->c.arena, "%s.%s", path,
            estimate_points[i]), box[i]);
    return o;
}

/* The ends are the quantiles; how likely what lies between is follows from them. */
static json_t *
open_json(struct making *m, const char *path, const char *const box[3])
{
    json_t *o = json_pack("{s:s}", "dist", "lognormal");

    put_number(m, o, "p05", arena_printf(m->k->c.arena, "%s.min", path), box[0]);
    put_number(m, o, "p95", arena_printf(m->k->c.arena, "%s.max", path), box[2]);
    return o;
}

static bool
blank_row(const struct estimate_row *r)
{
    return is_blank(r->on) && blank_range(r->effect) && (is_blank(r->cost)
        || strcmp(r->cost, "0") == 0);
}

static json_t *
rows_json(struct making *m)
{
    const struct estimate_page *p = m->p;
    json_t *list = json_array();

    m->row_of = arena_alloc(m->k->c.arena, (p->nrows + 1) * sizeof *m->row_of);
    for (size_t i = 0; i < p->nrows; i++) {
        const char *path = arena_printf(m->k->c.arena, "controls.%zu", i);
        json_t *o;

        if (blank_row(&p->rows[i]))
            continue;
        m->row_of[json_array_size(list)] = i;
        o = json_object();
        json_object_set_new(o, "control", json_string(p->rows[i].key));
        json_object_set_new(o, "on", json_string(p->rows[i].on));
        json_object_set_new(o, "effect", range_json(m, arena_printf(m->k->c.arena, "%s.effect",
            path), p->rows[i].effect));
        put_number(m, o, "cost", arena_printf(m->k->c.arena, "%s.cost", path), p->rows[i].cost);
        json_array_append_new(list, o);
    }
    return list;
}

/* What this person does not see of it stays as it is. */
static void
keep_hidden(struct making *m, json_t *list)
{
    const struct value *v = &m->p->rec->v[field_of(m->p->rec, "quantitative")];
    const char *why, *key;
    json_t *old, *one;
    size_t i;

    if (v->t != V_TEXT)
        return;
    old = json_in(m->k->c.arena, (struct slice){ v->s, v->n }, v->n, &why);
    json_array_foreach(json_object_get(old, "controls"), i, one) {
        key = json_string_value(json_object_get(one, "control"));
        if (key != NULL && sight_is_mask(key))
            json_array_append(list, one);
    }
    json_decref(old);
}

static bool
nothing_typed(const struct estimate_page *p)
{
    for (size_t i = 0; i < N_EST_INPUTS; i++)
        if (!blank_range(p->in[i]))
            return false;
    for (size_t i = 0; i < p->nrows; i++)
        if (!blank_row(&p->rows[i]))
            return false;
    return is_blank(p->deductible) && is_blank(p->cap);
}

/* The caller json_decref()s it. */
static json_t *
typed_json(struct making *m)
{
    static const char *const none[3] = { "0", "0", "0" };
    const struct estimate_page *p = m->p;
    json_t *kept = json_array(), *list, *o = json_object();
    bool alone = blank_range(p->in[EST_SLEF]) && blank_range(p->in[EST_SLM]);

    keep_hidden(m, kept);
    json_object_set_new(o, "currency", json_stringn(p->currency,
        strlen(p->currency) < 40 ? strlen(p->currency) : 40));
    for (size_t i = 0; i < N_EST_INPUTS; i++) {
        bool nobody = alone && i >= EST_SLEF;

        json_object_set_new(o, estimate_names[i], p->open[i] && !nobody
            ? open_json(m, estimate_names[i], p->in[i])
            : range_json(m, estimate_names[i], nobody ? none : p->in[i]));
    }
    list = rows_json(m);
    json_array_extend(list, kept);
    json_decref(kept);
    if (json_array_size(list) > 0)
        json_object_set(o, "controls", list);
    json_decref(list);
    put_number(m, o, "deductible", "deductible", p->deductible);
    put_number(m, o, "cap", "cap", p->cap);
    return o;
}

/* The member's path in the form, and what it is called there. */
static const char *
part_of(struct making *m, const char *member)
{
    char *end;
    size_t i;

    for (i = 0; i < N_EST_INPUTS; i++)
        if (strncmp(member, estimate_names[i], strlen(estimate_names[i])) == 0
            && strncmp(member + strlen(estimate_names[i]), ".p", 2) == 0)
            return arena_printf(m->k->c.arena, "%s.%s", estimate_names[i],
                strcmp(strchr(member, '.'), ".p05") == 0 ? "min" : "max");
    if (strncmp(member, "controls.", 9) != 0)
        return member;
    i = (size_t)strtoul(member + 9, &end, 10);
    return arena_printf(m->k->c.arena, "controls.%zu%s", m->row_of[i], end);
}

static const char *
label_of(struct making *m, const char *part)
{
    for (size_t i = 0; i < N_EST_INPUTS; i++)
        if (strncmp(part, estimate_names[i], strlen(estimate_names[i])) == 0
            && strchr(".", part[strlen(estimate_names[i])]) != NULL)
            return estimate_words[i].label;
    if (strncmp(part, "controls.", 9) == 0) {
        size_t row = (size_t)strtoul(part + 9, NULL, 10);

        return row < m->p->nrows && *m->p->rows[row].key != '\0' ? m->p->rows[row].key
            : "Planned controls";
    }
    return strcmp(part, "cap") == 0 ? "Cap" : strcmp(part, "deductible") == 0 ? "Deductible"
        : "Currency";
}

/* Messages of numbers that are none stand already. */
static void
tell_faults(struct making *m, const struct part_faults *faults)
{
    for (size_t i = 0; i < faults->n; i++) {
        const char *part = part_of(m, faults->p[i].field);

        if (page_error(m->k, part) == NULL)
            fail_field(&m->k->c, part, "%s: %s", label_of(m, part), faults->p[i].message);
    }
}

/* The field's value as typed; ret_whole: the estimate, unless something is missing or wrong. */
static int
read_typed(struct call *k, struct estimate_page *p, struct value *ret)
{
    struct loss_estimate *e = arena_new_of(k->c.arena, struct loss_estimate);
    struct making m = { .k = k, .p = p };
    struct part_faults faults = { 0 };
    json_t *o;
    char *text;

    *ret = (struct value){ 0 };
    if (nothing_typed(p))
        return 0;
    p->given = true;
    o = typed_json(&m);
    if (estimate_read(k->c.arena, o, e, &faults) && k->c.err == E_OK)
        p->whole = e;
    tell_faults(&m, &faults);
    text = json_canonical(k->c.arena, o);
    json_decref(o);
    *ret = (struct value){ .t = V_TEXT, .s = text, .n = strlen(text) };
    if (k->c.err == E_OK && ret->n > 20000)
        fail_field(&k->c, "currency", "This is more than can be kept: leave out some controls.");
    return (int)k->c.err;
}

/* Pages. */

static int
treatment(struct call *k, struct estimate_page *p)
{
    const struct value *v = &p->rec->v[field_of(p->rec, "treatment_controls")];
    struct slice rest = { v->s, v->n }, s;
    size_t cap = 0;

    while (v->t == V_TEXT && json_array_next(k->c.arena, &rest, &s)) {
        const char *key = arena_strndup(k->c.arena, s.p, s.n);

        *arena_push(k->c.arena, p->controls, p->ncontrols, cap) = (struct pick){ .key = key,
            .title = rec_name_of(&k->c, key) };
    }
    return (int)k->c.err;
}

static int
show(struct call *k, struct estimate_page *p)
{
    struct frame f = { .active = p->rec->type->clause, .type = p->rec->type,
        .title = arena_printf(k->c.arena, "Estimate %s in money", p->rec->key) };

    if (calibration_newest(&k->c, &p->newest) != 0)
        return (int)k->c.err;
    for (size_t i = 0; i < p->nrows; i++)
        p->rows[i].title = *p->rows[i].key != '\0' ? rec_name_of(&k->c, p->rows[i].key) : NULL;
    page_estimate(k, page_begin(k, &f), p);
    page_end(k, &f);
    return (int)k->c.err;
}

int
web_estimate(struct call *k)
{
    struct estimate_page p = { 0 };
    struct rec *r;

    if (risk_of_path(k, &r) != 0)
        return (int)k->c.err;
    if (form_not_then(k) != 0 || rec_edit_allowed(&k->c, r) != 0)
        return form_refused(k, r->type, r, "Estimate in money");
    p.rec = r;
    if (treatment(k, &p) != 0)
        return (int)k->c.err;
    from_record(k, &p);
    return show(k, &p);
}

/* Shown again with what was typed: after an error, and to see what it comes to. */
static int
show_again(struct call *k, struct estimate_page *p)
{
    struct trouble t;

    if (k->c.err != E_OK && !trouble_tells(k))
        return (int)k->c.err;
    t = trouble_take(k);
    if (t.err == E_OK)
        k->resp->status = 200;
    p->trouble = &t;
    return k->c.err == E_OK && treatment(k, p) == 0 ? show(k, p) : (int)k->c.err;
}

static int
conflict(struct call *k, const struct estimate_page *p, struct rec *r, int field)
{
    struct form_page form = { .type = r->type, .rec = r, .inputs = inputs_of(k, r),
        .reason = p->reason };

    form.inputs[field].given = true;
    return form_conflict(k, &form, r);
}

int
web_estimate_save(struct call *k)
{
    struct estimate_page p = { 0 };
    const struct judgement *before;
    const char *act = form_get(&k->form, "_do");
    struct value v;
    struct rec *r;
    int64_t was;
    int field;

    if (risk_of_path(k, &r) != 0 || call_judgement(k, &before) != 0)
        return (int)k->c.err;
    if (!rec_may_edit(&k->c, r) && rec_edit_allowed(&k->c, r) != 0)
        return form_refused(k, r->type, r, "Estimate in money");
    p.rec = rec_copy(&k->c, r);
    p.reason = form_reason(k);
    field = field_of(r, "quantitative");
    if (form_revision(k, r) != 0)
        return (int)k->c.err;
    ((struct rec *)(uintptr_t)p.rec)->revision = was = r->revision;
    from_form(k, &p);
    if (read_typed(k, &p, &v) != 0 || (act != NULL && strcmp(act, "check") == 0))
        return show_again(k, &p);
    r->v[field] = v;
    if (rec_update(&k->c, r, p.reason) != 0)
        return k->c.err == E_STALE ? conflict(k, &p, r, field) : show_again(k, &p);
    resp_redirect(k->c.arena, k->resp, here(k, "/r/%s/%s#v-quantitative", r->type->slug, r->key));
    return form_saved(k, r->revision == was ? arena_printf(k->c.arena, "Nothing was changed in "
        "%s.", r->key) : arena_printf(k->c.arena, v.t == V_NULL ? "Removed the estimate of %s."
        : "Saved the estimate of %s.", r->key), before, NULL);
}
