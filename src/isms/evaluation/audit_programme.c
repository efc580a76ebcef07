/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Audit programme: clause 9.2 (APG-). */
#include "isms/types.h"

enum {
    F_TITLE, F_PERIOD_FROM, F_PERIOD_TO, F_OBJECTIVES, F_MANAGER, F_IMPORTANCE_BASIS,
    F_PRIOR_RESULTS_CONSIDERED, F_PROGRAMME_RISKS, F_METHODS, F_RESOURCES, F_APPROVED_BY,
    F_APPROVED_ON, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "approved", "Approved" },
    { "active", "Active" },
    { "closed", "Closed" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_PERIOD_FROM] = { "period_from", "Period from", DATE, REQUIRED | LISTED },
    [F_PERIOD_TO] = { "period_to", "Period to", DATE, REQUIRED | LISTED },
    [F_OBJECTIVES] = { "objectives", "Objectives", TEXT, REQUIRED | SEARCHED,
        .help = "What it is to find out" },
    [F_MANAGER] = { "manager", "Manager", REF("Person"), REQUIRED | LISTED,
        .help = "Who runs it",
        .inverse = "Manager of audit programmes" },
    [F_IMPORTANCE_BASIS] = { "importance_basis", "Importance basis", TEXT, REQUIRED | SEARCHED,
        .help = "How importance of processes drives frequency" },
    [F_PRIOR_RESULTS_CONSIDERED] = { "prior_results_considered", "Prior results considered", TEXT,
        REQUIRED | SEARCHED,
        .help = "What earlier audits taught" },
    [F_PROGRAMME_RISKS] = { "programme_risks", "Programme risks", TEXT, SEARCHED,
        .help = "19011: risks and opportunities of the programme" },
    [F_METHODS] = { "methods", "Methods", TEXT, REQUIRED | SEARCHED,
        .help = "How it is done" },
    [F_RESOURCES] = { "resources", "Resources", TEXT, REQUIRED | SEARCHED,
        .help = "People, money and tools it takes" },
    [F_APPROVED_BY] = { "approved_by", "Approved by", REF("Person"), LISTED | READONLY,
        .help = "Filled by the approval",
        .inverse = "Audit programmes: approved" },
    [F_APPROVED_ON] = { "approved_on", "Approved on", DATE, LISTED | READONLY,
        .help = "Filled by the approval" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "approved active closed", "approved_by approved_on" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "approve", "Approve", .from = "draft", .to = "approved", .who = "TM", .differs = "author",
      .sets = "approved_by=@me approved_on=@today" },
    { "activate", "Activate", .from = "approved", .to = "active", .who = "APM" },
    { "close", "Close", .from = "active", .to = "closed", .who = "APM" },
};
// clang-format on

const struct rec_type type_audit_programme = {
    .name = "AuditProgramme", .table = "audit_programme", .slug = "audit-programmes",
    .label = "Audit programme", .plural = "Audit programmes", .prefix = "APG",
    .clause = "internal-audit",
    .intro = "Which audits take place over the coming years, and why these.",
    .examples = { "Internal audit programme 2026–2028" },
    .review = "12 months; covers up to 3 years", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "draft", .final = "closed",
    STEPS(steps),
    WHENS(whens),
    .creators = "APM", .editors = "APM @manager", .frozen = "active closed",
};
