/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Change: clause 6.3 (CHG-). */
#include "isms/types.h"
#include "rec/kind.h"
#include "rec/store.h"

enum {
    F_TITLE, F_KIND, F_PLANNED, F_PURPOSE, F_CONSEQUENCES, F_RESOURCES, F_RESPONSIBILITIES,
    F_AFFECTS, F_SIGNIFICANT, F_REQUESTED_BY, F_SOURCE, F_APPROVED_BY, F_APPROVED_ON,
    F_PLANNED_FOR, F_IMPLEMENTED_ON, F_RISK_REVIEW, F_CONSEQUENCES_REVIEW, F_POST_REVIEW_ON,
    F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "isms", "ISMS" },
    { "operational", "Operational" },
};

static const struct choice affects_choices[] = {
    { "scope", "Scope" },
    { "policy", "Policy" },
    { "process", "Process" },
    { "risk", "Risk" },
    { "soa", "Statement of Applicability" },
    { "objective", "Objective" },
    { "documents", "Documents" },
    { "organisation", "Organisation" },
    { "technology", "Technology" },
    { "supplier", "Supplier" },
    { "roles", "Roles" },
};

static const struct choice status_choices[] = {
    { "requested", "Requested" },
    { "assessed", "Assessed" },
    { "approved", "Approved" },
    { "implemented", "Implemented" },
    { "reviewed", "Reviewed" },
    { "rejected", "Rejected" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_PLANNED] = { "planned", "Planned", BOOL, REQUIRED | LISTED,
        .help = "False = unintended change, 8.1 review of consequences" },
    [F_PURPOSE] = { "purpose", "Purpose", TEXT, REQUIRED | SEARCHED,
        .help = "What it is for" },
    [F_CONSEQUENCES] = { "consequences", "Consequences", TEXT, REQUIRED | SEARCHED,
        .help = "What it changes, also what it could break" },
    [F_RESOURCES] = { "resources", "Resources", TEXT, SEARCHED,
        .help = "People, money and tools it takes" },
    [F_RESPONSIBILITIES] = { "responsibilities", "Responsibilities", TEXT, SEARCHED,
        .help = "What the holder has to do" },
    [F_AFFECTS] = { "affects", "Affects", ENUMS(affects_choices), REQUIRED },
    [F_SIGNIFICANT] = { "significant", "Significant", BOOL, REQUIRED | LISTED,
        .help = "A significant change calls for a risk assessment (8.2)" },
    [F_REQUESTED_BY] = { "requested_by", "Requested by", REF("Person"), REQUIRED | LISTED,
        .help = "Who asks for it",
        .inverse = "Changes: requested" },
    [F_SOURCE] = { "source", "Source", REF("*"), LISTED,
        .help = "Where it comes from",
        .inverse = "Changes" },
    [F_APPROVED_BY] = { "approved_by", "Approved by", REF("Person"), LISTED | READONLY,
        .help = "Filled by the approval",
        .inverse = "Changes: approved" },
    [F_APPROVED_ON] = { "approved_on", "Approved on", DATE, LISTED | READONLY,
        .help = "Filled by the approval" },
    [F_PLANNED_FOR] = { "planned_for", "Planned for", DATE, LISTED },
    [F_IMPLEMENTED_ON] = { "implemented_on", "Implemented on", DATE, LISTED },
    [F_RISK_REVIEW] = { "risk_review", "Risk review", REF("*"), LISTED,
        .help = "RiskAssessment done because of it",
        .inverse = "Changes" },
    [F_CONSEQUENCES_REVIEW] = { "consequences_review", "Consequences review", TEXT, SEARCHED,
        .help = "What actually happened; action against adverse effects" },
    [F_POST_REVIEW_ON] = { "post_review_on", "Post review on", DATE, LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "approved implemented reviewed", "planned_for" },
    { "status", "implemented reviewed", "implemented_on" },
    { "status", "reviewed", "post_review_on" },
};
// clang-format on

/* Changes of the ISMS itself are for top management (6.3). */
static int
isms_by_top(struct ctx *c, const struct rec *r)
{
    const char *kind = rec_text(r, F_KIND);

    if (kind != NULL && strcmp(kind, "isms") == 0 && !actor_has(c, ROLE_TM))
        return fail(c, E_DENIED, "A change of the ISMS is decided by top management.");
    return 0;
}

// clang-format off
static const struct step steps[] = {
    { "assess", "Assess", .from = "requested", .to = "assessed", .who = "IM",
      .asks = "significant consequences" },
    { "approve", "Approve", .from = "assessed", .to = "approved", .who = "TM CO PO",
      .differs = "@requested_by author", .sets = "approved_by=@me approved_on=@today",
      .guard = isms_by_top },
    { "reject", "Reject", .from = "assessed", .to = "rejected", .who = "TM CO PO",
      .differs = "@requested_by", .reason = true, .guard = isms_by_top },
    { "implement", "Mark as implemented", .from = "approved", .to = "implemented", .who = "@requested_by IM",
      .sets = "implemented_on=@today" },
    { "review", "Record the review", .from = "implemented", .to = "reviewed", .who = "IM",
      .sets = "post_review_on=@today" },
};
// clang-format on

/* What was approved stays as it was approved; dates move, and what came of it is added. */
static int
check_approved(struct ctx *c, struct rec *r, const struct rec *old)
{
    if (old == NULL || strcmp(rec_state(old), rec_state(r)) != 0
        || !word_in("approved implemented", rec_state(old)))
        return 0;
    for (int i = 0; i < N_FIELDS; i++)
        if (i < F_APPROVED_BY && !value_equal(&r->v[i], &old->v[i]))
            fail_field(c, fields[i].name, "%s was approved as it is: ask for a new change.",
                fields[i].label);
    return (int)c->err;
}

const struct rec_type type_change = {
    .name = "Change", .table = "change", .slug = "changes",
    .label = "Change", .plural = "Changes", .prefix = "CHG",
    .clause = "changes",
    .intro = "Changes of the ISMS and of what it protects, planned before they are made and "
        "looked at afterwards.",
    .examples = { "Move ISMS records from files to one tool",
        "New support desk tool" },
    .review = "None; post-implementation review", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "requested", .final = "reviewed rejected",
    STEPS(steps),
    WHENS(whens),
    .creators = "EM", .editors = "IM @requested_by", .frozen = "reviewed rejected",
    .compute = check_approved,
};
