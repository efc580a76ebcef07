/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* param.c - parameters of the rules, editable for each organisation. */
#include "rules/param.h"

#include "rec/store.h"

// clang-format off
const struct rule_param rule_params[] = {
    { "due_soon_days", 30, "days",
      "Amber window before a due date" },
    { "overdue_red_days", 30, "days",
      "Days after a due date at which amber becomes red (critical items: at once)" },
    { "context_interval_days", 365, "days",
      "Review interval of issues, parties, scope" },
    { "audit_max_age_days", 365, "days",
      "Own planned interval between internal audits" },
    { "mr_max_age_days", 365, "days",
      "Own planned interval between management reviews" },
    { "ra_grace_days", 30, "days",
      "Grace after the reassessment interval of the method" },
    { "ack_green_pct", 95, "%",
      "Policy acknowledgement: green from" },
    { "ack_amber_pct", 80, "%",
      "Policy acknowledgement: amber from" },
    { "aware_green_pct", 95, "%",
      "Awareness completion: green from" },
    { "aware_amber_pct", 85, "%",
      "Awareness completion: amber from" },
    { "induction_days", 30, "days",
      "Days after start by which induction must be done" },
    { "correction_days", 7, "days",
      "Days to record correction/containment of a nonconformity" },
    { "cause_days", 30, "days",
      "Days to finish cause analysis" },
    { "effect_days", 90, "days",
      "Days after the last corrective action to review effectiveness" },
    { "nc_major_open_days", 90, "days",
      "Age at which an open major nonconformity turns red" },
    { "nc_minor_open_days", 180, "days",
      "Age at which an open minor nonconformity turns red" },
    { "recurrence_days", 365, "days",
      "Window for recurrence" },
    { "report_days", 30, "days",
      "Days from end of audit to report" },
    { "draft_stuck_days", 90, "days",
      "Age of a draft or version in review" },
    { "decision_wait_days", 60, "days",
      "Days a request may wait for a decision" },
    { "escalation_days", 30, "days",
      "Days an item may wait for top management" },
    { "evidence_age_days", 365, "days",
      "Evidence of an implemented control not older than" },
    { "training_effect_days", 90, "days",
      "Days to evaluate training" },
    { "post_review_days", 60, "days",
      "Days to review an implemented change" },
    { "reanalysis_days", 45, "days",
      "Days to re-analyse a risk after its treatment is complete" },
    { "breach_hours", 72, "hours",
      "Statutory breach notice (GDPR Art. 33), configurable" },
    { "incident_sla_low_days", 60, "days", "Days to close an incident of low severity" },
    { "incident_sla_medium_days", 30, "days", "Days to close an incident of medium severity" },
    { "incident_sla_high_days", 14, "days", "Days to close an incident of high severity" },
    { "incident_sla_critical_days", 7, "days", "Days to close an incident of critical severity" },
    { "suggestion_triage_days", 60, "days",
      "Days to decide on an improvement" },
    { "min_operating_days", 90, "days",
      "Records needed before stage 2 (certification-body convention)" },
    { "cert_renew_days", 120, "days",
      "Days before expiry at which recertification must be planned" },
    { "audit_full_cycle_days", 1095, "days",
      "All applicable controls audited within" },
};
// clang-format on
const size_t n_rule_params = ARRAY_LEN(rule_params);

int64_t
rule_param_value(struct ctx *c, const struct rule_param *p)
{
    const char *set = setting_get(c, p->name, NULL);
    int64_t v;

    return set != NULL && slice_int(slice_of(set), &v) ? v : p->value;
}

int
rule_param_set(struct ctx *c, const char *name, int64_t value)
{
    for (size_t i = 0; i < n_rule_params; i++) {
        const struct rule_param *p = &rule_params[i];
        int64_t most = strcmp(p->unit, "%") == 0 ? 100 : 3660;

        if (strcmp(p->name, name) != 0)
            continue;
        if (value < 0 || value > most)
            return fail_field(c, name, "A number from 0 to %d is expected.", (int)most);
        if (value == rule_param_value(c, p))
            return 0;
        return setting_set(c, name, arena_printf(c->arena, "%d", (int)value));
    }
    return fail_field(c, name, "There is no parameter of this name.");
}
