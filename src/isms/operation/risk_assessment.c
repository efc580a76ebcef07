/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Risk assessment: clause 8.2 (RAM-). */
#include "isms/types.h"

enum {
    F_TITLE, F_METHOD, F_TRIGGER, F_TRIGGER_REF, F_SCOPE_TEXT, F_PARTICIPANTS, F_STARTED_ON,
    F_COMPLETED_ON, F_REPORT, F_QUANTITATIVE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice trigger_choices[] = {
    { "planned", "Planned" },
    { "significant_change", "Significant change" },
    { "incident", "Incident" },
    { "new_supplier", "New supplier" },
    { "project", "Project" },
    { "audit_finding", "Audit finding" },
};

static const struct choice status_choices[] = {
    { "planned", "Planned" },
    { "in_progress", "In progress" },
    { "completed", "Completed" },
    { "approved", "Approved" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_METHOD] = { "method", "Method", REF("RiskMethod"), REQUIRED | LISTED,
        .help = "The risk method used",
        .inverse = "Risk assessments (method)" },
    [F_TRIGGER] = { "trigger", "Trigger", ENUM(trigger_choices), REQUIRED | LISTED },
    [F_TRIGGER_REF] = { "trigger_ref", "Triggered by", REF("*"), LISTED,
        .help = "A record of any type",
        .inverse = "Risk assessments" },
    [F_SCOPE_TEXT] = { "scope_text", "Coverage", TEXT, REQUIRED | SEARCHED,
        .help = "What is covered" },
    [F_PARTICIPANTS] = { "participants", "Participants", REFS("Person"), REQUIRED,
        .help = "Who took part",
        .inverse = "Participants of risk assessments" },
    [F_STARTED_ON] = { "started_on", "Started on", DATE, REQUIRED | LISTED },
    [F_COMPLETED_ON] = { "completed_on", "Completed on", DATE, LISTED },
    [F_REPORT] = { "report", "Report", REF("Document"), LISTED,
        .help = "Required to approve",
        .inverse = "Risk assessments (report)" },
    [F_QUANTITATIVE] = { "quantitative", "Result in money", LONG_JSON, READONLY,
        .help = "Kept from the page of risks in money: its inputs, seed and figures" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "completed approved", "completed_on" },
    { "status", "approved", "report" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "start", "Start", .from = "planned", .to = "in_progress", .who = "IM" },
    { "complete", "Complete", .from = "in_progress", .to = "completed", .who = "IM",
      .sets = "completed_on=@today" },
    { "approve", "Approve", .from = "completed", .to = "approved", .who = "TM",
      .differs = "author", .asks = "report" },
};
// clang-format on

const struct rec_type type_risk_assessment = {
    .name = "RiskAssessment", .table = "risk_assessment", .slug = "risk-assessments",
    .label = "Risk assessment", .plural = "Risk assessments", .prefix = "RAM",
    .clause = "risk-assessment",
    .intro = "One run of the risk method: who took part, what was covered, and when. Each "
        "analysis belongs to a run.",
    .examples = { "Yearly assessment 2026",
        "Move of the support desk to a new tool" },
    .review = "Per method interval (12 months)", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "planned", .final = "approved",
    STEPS(steps),
    WHENS(whens),
    .editors = "IM", .frozen = "approved",
};
