/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Objective: clause 6.2 (OBJ-). */
#include "isms/types.h"

enum {
    F_TITLE, F_POLICY, F_FUNCTIONS, F_MEASURABLE, F_NOT_PRACTICABLE_REASON, F_MEASURES,
    F_BASELINE, F_TARGET, F_WHAT_WILL_BE_DONE, F_RESOURCES, F_RESPONSIBLE, F_DUE,
    F_EVALUATION_METHOD, F_RISKS, F_REQUIREMENTS, F_COMMUNICATED_ON, F_LAST_PROGRESS_ON,
    F_PROGRESS_PCT, F_RESULT, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "approved", "Approved" },
    { "in_progress", "In progress" },
    { "achieved", "Achieved" },
    { "missed", "Missed" },
    { "cancelled", "Cancelled" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_POLICY] = { "policy", "Policy", REF("Document"), REQUIRED | LISTED,
        .help = "The policy it serves",
        .inverse = "Objectives (policy)" },
    [F_FUNCTIONS] = { "functions", "Functions", STRS(300), REQUIRED | SEARCHED,
        .help = "Functions and levels it applies to" },
    [F_MEASURABLE] = { "measurable", "Measurable", BOOL, REQUIRED | LISTED },
    [F_NOT_PRACTICABLE_REASON] = { "not_practicable_reason", "Not practicable reason", TEXT,
        SEARCHED,
        .help = "Required when not measurable" },
    [F_MEASURES] = { "measures", "Measures", REFS("Measure"), 0,
        .help = "Any number of measures",
        .inverse = "Objectives" },
    [F_BASELINE] = { "baseline", "Baseline", STR(300), SEARCHED },
    [F_TARGET] = { "target", "Target", STR(300), REQUIRED | SEARCHED,
        .help = "The value or state to reach" },
    [F_WHAT_WILL_BE_DONE] = { "what_will_be_done", "What will be done", TEXT, REQUIRED | SEARCHED,
        .help = "The work that leads there" },
    [F_RESOURCES] = { "resources", "Resources", TEXT, REQUIRED | SEARCHED,
        .help = "People, money and tools it takes" },
    [F_RESPONSIBLE] = { "responsible", "Responsible", REF("Person"), REQUIRED | LISTED,
        .help = "Who answers for reaching it",
        .inverse = "Responsible of objectives" },
    [F_DUE] = { "due", "Due", DATE, REQUIRED | LISTED,
        .help = "The date by which it is to be done" },
    [F_EVALUATION_METHOD] = { "evaluation_method", "Evaluation method", TEXT, REQUIRED | SEARCHED,
        .help = "How you will know that it worked" },
    [F_RISKS] = { "risks", "Risks", REFS("Risk"), 0,
        .help = "Risks concerned",
        .inverse = "Objectives" },
    [F_REQUIREMENTS] = { "requirements", "Requirements", REFS("Requirement"), 0,
        .help = "Requirements concerned",
        .inverse = "Objectives" },
    [F_COMMUNICATED_ON] = { "communicated_on", "Communicated on", DATE, LISTED },
    [F_LAST_PROGRESS_ON] = { "last_progress_on", "Last progress on", DATE, LISTED },
    [F_PROGRESS_PCT] = { "progress_pct", "Progress (%)", INT(0, 100), LISTED },
    [F_RESULT] = { "result", "Result", TEXT, SEARCHED,
        .help = "What came of it" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "measurable", "false", "not_practicable_reason" },
    { "measurable", "true", "target measures" },
    { "status", "achieved missed", "result" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "approve", "Approve", .from = "draft", .to = "approved", .who = "TM", .differs = "author" },
    { "start", "Start", .from = "approved", .to = "in_progress", .who = "@responsible IM" },
    { "achieve", "Achieved", .from = "in_progress", .to = "achieved", .who = "IM",
      .asks = "result" },
    { "miss", "Missed", .from = "in_progress", .to = "missed", .who = "IM", .asks = "result" },
    { "cancel", "Cancel", .from = "draft approved in_progress", .to = "cancelled", .who = "TM",
      .reason = true },
};
// clang-format on

const struct rec_type type_objective = {
    .name = "Objective", .table = "objective", .slug = "objectives",
    .label = "Objective", .plural = "Objectives", .prefix = "OBJ",
    .clause = "objectives",
    .intro = "What information security is to reach: measurable, owned, with a date, and linked "
        "to policy and risks.",
    .examples = { "Accredited certificate by end of 2026",
        "Critical flaws fixed in 7 days" },
    .review = "Quarterly progress; 12 months", .review_months = 3,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "draft", .final = "achieved missed cancelled",
    STEPS(steps),
    WHENS(whens),
    .editors = "IM @responsible",
};
