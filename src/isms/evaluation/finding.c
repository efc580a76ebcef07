/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding: clause 9.2 (FND-). */
#include "isms/types.h"

enum {
    F_AUDIT, F_GRADE, F_CRITERION, F_STATEMENT, F_EVIDENCE_TEXT, F_AUDITEE, F_RAISED_ON,
    F_RESPONSE_DUE, F_NONCONFORMITY, F_IMPROVEMENT, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice grade_choices[] = {
    { "major", "Major" },
    { "minor", "Minor" },
    { "ofi", "Opportunity for improvement" },
    { "positive", "Positive" },
    { "area_of_concern", "Area of concern" },
};

static const struct choice status_choices[] = {
    { "open", "Open" },
    { "responded", "Responded" },
    { "closed", "Closed" },
};

static const struct field fields[] = {
    [F_AUDIT] = { "audit", "Audit", REF("Audit"), REQUIRED | LISTED,
        .help = "The audit it belongs to",
        .inverse = "Findings" },
    [F_GRADE] = { "grade", "Grade", ENUM(grade_choices), REQUIRED | LISTED },
    [F_CRITERION] = { "criterion", "Criterion", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "Clause/control/own rule" },
    [F_STATEMENT] = { "statement", "Statement", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "What is the case" },
    [F_EVIDENCE_TEXT] = { "evidence_text", "Evidence", TEXT, REQUIRED | SEARCHED,
        .help = "What was seen" },
    [F_AUDITEE] = { "auditee", "Auditee", REF("Person"), REQUIRED | LISTED,
        .help = "Who answers for it",
        .inverse = "Auditee of findings" },
    [F_RAISED_ON] = { "raised_on", "Raised on", DATE, REQUIRED | LISTED },
    [F_RESPONSE_DUE] = { "response_due", "Response due", DATE, LISTED },
    [F_NONCONFORMITY] = { "nonconformity", "Nonconformity", REF("Nonconformity"), LISTED,
        .help = "Required for major/minor",
        .inverse = "Findings" },
    [F_IMPROVEMENT] = { "improvement", "Improvement", REF("Improvement"), LISTED,
        .help = "Choose from the register of improvements",
        .inverse = "Findings" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "respond", "Respond", .from = "open", .to = "responded", .who = "@auditee" },
    { "close", "Close", .from = "responded", .to = "closed", .who = "IA APM",
      .differs = "@auditee" },
};
// clang-format on

const struct rec_type type_finding = {
    .name = "Finding", .table = "finding", .slug = "findings",
    .label = "Finding", .plural = "Findings", .prefix = "FND",
    .clause = "internal-audit",
    .intro = "What an audit found, against which criterion, on what evidence.",
    .examples = { "Access rights are not reviewed and removed in the time set by our policy.",
        "Labels are missing on exported files." },
    .review = "Until closed", .review_months = 0,
    FIELDS(fields), .title = F_STATEMENT,
    .state = F_STATUS, .initial = "open", .final = "closed",
    STEPS(steps),
    .creators = "APM IA", .editors = "APM IA @auditee", .frozen = "closed",
};
