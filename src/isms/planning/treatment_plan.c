/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Risk treatment plan: clause 6.1.3 (RTP-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_TITLE, F_ASSESSMENT, F_APPROVED_BY, F_APPROVED_ON, F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "in_review", "In review" },
    { "approved", "Approved" },
    { "completed", "Completed" },
    { "superseded", "Superseded" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_ASSESSMENT] = { "assessment", "Assessment", REF("RiskAssessment"), REQUIRED | LISTED,
        .help = "The assessment it belongs to",
        .inverse = "Risk treatment plans (assessment)" },
    [F_APPROVED_BY] = { "approved_by", "Approved by", REFS("Person"), READONLY,
        .help = "Every risk owner concerned",
        .inverse = "Risk treatment plans: approved" },
    [F_APPROVED_ON] = { "approved_on", "Approved on", DATE, LISTED | READONLY,
        .help = "Filled by the approval" },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "approved completed", "approved_by approved_on" },
};
// clang-format on

static int
all_owners_signed(struct ctx *c, const struct rec *r)
{
    if (rec_exists(c, SQL(
            "select 1 from treatment_action a join treatment_action_risks l on l.id = a.id join risk k on k.key = l.ref where a.plan = $key and not exists (select 1 from treatment_plan p join treatment_plan_approved_by s on s.id = p.id where p.key = $key and s.ref = k.owner)"),
            r->key))
        return fail(c, E_STATE, "Not every owner of the risks in this plan has signed yet.");
    return (int)c->err;
}

static int
all_actions_over(struct ctx *c, const struct rec *r)
{
    if (rec_exists(c, SQL(
            "select 1 from treatment_action where plan = $key and status in ('planned', 'in_progress')"),
            r->key))
        return fail(c, E_STATE, "Actions of this plan are still open.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "submit", "Submit for review", .from = "draft", .to = "in_review", .who = "IM" },
    { "sign", "Sign as risk owner", .from = "in_review", .to = "in_review", .who = "RO",
      .sets = "approved_by=@me" },
    { "approve", "Put into force", .from = "in_review", .to = "approved", .who = "RO TM",
      .differs = "author", .sets = "approved_on=@today", .guard = all_owners_signed },
    { "return", "Return to draft", .from = "in_review", .to = "draft", .who = "RO TM IM",
      .reason = true },
    { "complete", "Complete", .from = "approved", .to = "completed", .who = "IM",
      .guard = all_actions_over },
    { "supersede", "Supersede", .from = "approved", .to = "superseded", .who = "IM",
      .reason = true },
};
// clang-format on

const struct rec_type type_treatment_plan = {
    .name = "TreatmentPlan", .table = "treatment_plan", .slug = "treatment-plans",
    .label = "Risk treatment plan", .plural = "Risk treatment plans", .prefix = "RTP",
    .clause = "risk-treatment-process",
    .intro = "What will be done about the risks of an assessment. Every risk owner concerned "
        "signs it.",
    .examples = { "Risk treatment plan 2026" },
    .review = "12 months; monthly progress", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "draft", .final = "completed superseded",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM RO", .frozen = "in_review approved completed superseded",
};
