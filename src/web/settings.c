/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* settings.c - what this organisation sets for itself: parameters of the rules, four eyes. */
#include <inttypes.h>
#include <stdlib.h>

#include "web/admin.h"

const struct setting_group setting_groups[] = {
    { "Dates and waiting", "When a date turns amber, and when red; how long things may lie.",
      "due_soon_days overdue_red_days draft_stuck_days decision_wait_days escalation_days" },
    { "Context and risk", "How old reviews, assessments and evidence may get.",
      "context_interval_days ra_grace_days reanalysis_days evidence_age_days post_review_days" },
    { "People", "Acknowledgement, awareness and training.",
      "ack_green_pct ack_amber_pct aware_green_pct aware_amber_pct induction_days "
      "training_effect_days" },
    { "Audit and management review", "Your own planned intervals.",
      "audit_max_age_days audit_full_cycle_days report_days mr_max_age_days" },
    { "Nonconformity and improvement", "How fast a finding is corrected, explained and closed.",
      "correction_days cause_days effect_days nc_major_open_days nc_minor_open_days "
      "recurrence_days suggestion_triage_days" },
    { "Incidents", "How fast incidents are closed and breaches told.",
      "breach_hours incident_sla_low_days incident_sla_medium_days incident_sla_high_days "
      "incident_sla_critical_days" },
    { "Certification", "What the certification body expects.",
      "min_operating_days cert_renew_days" },
    { "Others", "", NULL },     /* NULL: what no other group names */
};
const size_t n_setting_groups = ARRAY_LEN(setting_groups);

const char *
setting_shown(struct call *k, const struct settings_page *p, const struct rule_param *param)
{
    const char *entered = p->form != NULL ? form_get(p->form, param->name) : NULL;

    return entered != NULL ? entered
        : arena_printf(k->c.arena, "%" PRId64, rule_param_value(&k->c, param));
}

int
call_refused(struct call *k, struct refusal *ret)
{
    *ret = (struct refusal){ k->c.err, k->c.message };
    k->c.err = E_OK;
    k->c.message = NULL;
    k->resp->status = err_http(ret->err);
    return call_start_over(k);
}

void
html_refusal(struct call *k, const struct refusal *r)
{
    k->c.err = r->err;
    k->c.message = r->message;
    page_errors(k);
    k->c.err = E_OK;
    k->c.message = NULL;
}

/* What this organisation uses of what it may use. */
static int
read_usage(struct call *k, struct settings_page *p)
{
    struct ctx cc = call_control(k);
    struct organisation row = { 0 };

    if (store_read(&cc, app_control(k->app)) == 0
        && organisation_get(&cc, k->c.org, &row) == 0)
        p->usage.used[LIMIT_USERS] = organisation_users(&cc, k->c.org);
    store_rollback(&cc);
    p->limits = row.limits;
    p->usage.used[LIMIT_RECORDS] = db_get_int(&k->c, 0, SQL("select count(*) from record"),
        NO_BINDS);
    p->usage.used[LIMIT_BYTES] = org_size(&k->c, app_dir(k->app), k->c.org);
    return call_take(k, &cc);
}

static int
show(struct call *k, struct settings_page *p)
{
    const struct rec_type *t = rec_type_by_name(SLICE("Organization"));
    struct frame f = { .title = "Settings", .active = "settings" };
    struct rec *r;
    int i;

    if (read_usage(k, p) != 0)
        return (int)k->c.err;
    if (rec_load_singleton(&k->c, t, &r) == 0) {
        p->org_key = r->key;
        i = rec_field_index(t, SLICE("edition"));
        p->edition = i >= 0 && !rec_is_null(r, i)
            ? rec_choice(&t->fields[i], slice_of(rec_text(r, i)))->label : NULL;
    } else if (k->c.err == E_NOTFOUND) {
        ctx_clear(&k->c);
    }
    p->override = p->form != NULL ? form_get(p->form, "four_eyes_override") != NULL
        : strcmp(setting_get(&k->c, "four_eyes_override", "no"), "yes") == 0;
    page_settings(k, page_begin(k, &f), p);
    page_end(k, &f);
    return (int)k->c.err;
}

int
web_settings(struct call *k)
{
    struct settings_page p = { 0 };

    return show(k, &p);
}

static const struct rule_param *
param_of(const char *name)
{
    for (size_t i = 0; i < n_rule_params; i++)
        if (strcmp(rule_params[i].name, name) == 0)
            return &rule_params[i];
    return NULL;
}

/* A share that is amber cannot be above the one that is green. */
static void
check_order(struct call *k, const char *amber, const char *green)
{
    const struct rule_param *a = param_of(amber), *g = param_of(green);

    if (a != NULL && g != NULL && rule_param_value(&k->c, a) > rule_param_value(&k->c, g))
        fail_field(&k->c, amber, "Amber cannot begin above green (%" PRId64 " %%).",
            rule_param_value(&k->c, g));
}

static int
save_params(struct call *k)
{
    for (size_t i = 0; i < n_rule_params; i++) {
        const struct rule_param *p = &rule_params[i];
        const char *text = form_get(&k->form, p->name);
        int64_t v;

        if (text == NULL)
            continue;
        if (!slice_int(slice_trim(slice_of(text)), &v))
            fail_field(&k->c, p->name, "\xe2\x80\x9c%s\xe2\x80\x9d takes a whole number.",
                p->help);
        else if (rule_param_set(&k->c, p->name, v) != 0 && k->c.err != E_INVALID)
            break;
    }
    if (k->c.err == E_OK) {
        check_order(k, "ack_amber_pct", "ack_green_pct");
        check_order(k, "aware_amber_pct", "aware_green_pct");
    }
    return (int)k->c.err;
}

static int
save_override(struct call *k)
{
    const char *wanted = form_get(&k->form, "four_eyes_override") != NULL ? "yes" : "no";

    if (strcmp(setting_get(&k->c, "four_eyes_override", "no"), wanted) == 0)
        return (int)k->c.err;
    return setting_set(&k->c, "four_eyes_override", wanted);
}

static int
reset_one(struct call *k, const char *name)
{
    const struct rule_param *p = param_of(name);

    if (p == NULL)
        return fail(&k->c, E_INVALID, "There is no parameter of this name.");
    return rule_param_set(&k->c, p->name, p->value);
}

int
web_settings_save(struct call *k)
{
    const char *reset = form_get(&k->form, "reset");
    struct settings_page p = { .form = reset == NULL ? &k->form : NULL };

    if (reset != NULL ? reset_one(k, reset) != 0
            : save_params(k) != 0 || save_override(k) != 0) {
        if (k->c.err != E_INVALID)
            return (int)k->c.err;
        return call_refused(k, &p.refused) != 0 ? (int)k->c.err : show(k, &p);
    }
    flash_set(k, reset != NULL ? "The parameter has its default again."
        : "The settings are saved.");
    resp_redirect(k->c.arena, k->resp, here(k, "/settings"));
    return 0;
}
