/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Improvement: clause 10.2 (IMP-). */
#include "isms/types.h"

enum {
    F_TITLE, F_SOURCE, F_SOURCE_REF, F_DESCRIPTION, F_PROPOSED_BY, F_PROPOSED_ON, F_OWNER,
    F_ASPECT, F_DECISION, F_DECIDED_ON, F_DUE, F_IMPLEMENTED_ON, F_BENEFIT_EVALUATION, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice source_choices[] = {
    { "audit_ofi", "Opportunity from an audit" },
    { "suggestion", "Suggestion" },
    { "measurement", "Measurement" },
    { "incident", "Incident" },
    { "management_review", "Management review" },
    { "benchmarking", "Benchmarking" },
    { "supplier", "Supplier" },
    { "technology", "Technology" },
    { "other", "Other" },
};

static const struct choice aspect_choices[] = {
    { "suitability", "Suitability" },
    { "adequacy", "Adequacy" },
    { "effectiveness", "Effectiveness" },
};

static const struct choice decision_choices[] = {
    { "pending", "Pending" },
    { "accepted", "Accepted" },
    { "rejected", "Rejected" },
    { "deferred", "Deferred" },
};

static const struct choice status_choices[] = {
    { "proposed", "Proposed" },
    { "accepted", "Accepted" },
    { "implemented", "Implemented" },
    { "evaluated", "Evaluated" },
    { "rejected", "Rejected" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_SOURCE] = { "source", "Source", ENUM(source_choices), REQUIRED | LISTED,
        .help = "Where it comes from" },
    [F_SOURCE_REF] = { "source_ref", "Source", REF("*"), LISTED,
        .help = "The record it comes from",
        .inverse = "Improvements" },
    [F_DESCRIPTION] = { "description", "Description", TEXT, REQUIRED | SEARCHED,
        .help = "What it is, in a few sentences" },
    [F_PROPOSED_BY] = { "proposed_by", "Proposed by", REF("Person"), REQUIRED | LISTED,
        .help = "Whose idea it is",
        .inverse = "Improvements: proposed" },
    [F_PROPOSED_ON] = { "proposed_on", "Proposed on", DATE, REQUIRED | LISTED },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of improvements" },
    [F_ASPECT] = { "aspect", "Aspect", ENUM(aspect_choices), REQUIRED | LISTED },
    [F_DECISION] = { "decision", "Decision", ENUM(decision_choices), REQUIRED | LISTED },
    [F_DECIDED_ON] = { "decided_on", "Decided on", DATE, LISTED },
    [F_DUE] = { "due", "Due", DATE, LISTED,
        .help = "The date by which it is to be done" },
    [F_IMPLEMENTED_ON] = { "implemented_on", "Implemented on", DATE, LISTED },
    [F_BENEFIT_EVALUATION] = { "benefit_evaluation", "Benefit evaluation", TEXT, SEARCHED,
        .help = "Benefit evaluation of this improvement" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "implemented evaluated", "implemented_on" },
    { "decision", "accepted rejected deferred", "decided_on" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "accept", "Accept", .from = "proposed", .to = "accepted", .who = "IM TM",
      .sets = "decision=accepted decided_on=@today" },
    { "reject", "Reject", .from = "proposed", .to = "rejected", .who = "IM TM",
      .sets = "decision=rejected decided_on=@today", .reason = true },
    { "implement", "Mark as implemented", .from = "accepted", .to = "implemented", .who = "@owner IM",
      .sets = "implemented_on=@today" },
    { "evaluate", "Evaluate the benefit", .from = "implemented", .to = "evaluated", .who = "IM",
      .asks = "benefit_evaluation" },
};
// clang-format on

const struct rec_type type_improvement = {
    .name = "Improvement", .table = "improvement", .slug = "improvements",
    .label = "Improvement", .plural = "Improvements", .prefix = "IMP",
    .clause = "improvement",
    .intro = "Ideas that make the ISMS more suitable, adequate or effective. Everybody may "
        "propose one.",
    .examples = { "One form for objective progress",
        "Report button for phishing in mail client" },
    .review = "Quarterly triage", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "proposed", .final = "evaluated rejected",
    STEPS(steps),
    WHENS(whens),
    .creators = "EM", .editors = "IM @owner @proposed_by",
};
