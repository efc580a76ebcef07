/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Treatment action: clause 8.3 (TRA-). */
#include "isms/choices.h"
#include "isms/types.h"

enum {
    F_PLAN, F_RISKS, F_CONTROLS, F_TITLE, F_PRIORITY, F_OWNER, F_RESOURCES, F_START, F_DUE,
    F_COMPLETED_ON, F_RESULT, F_EVIDENCE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "planned", "Planned" },
    { "in_progress", "In progress" },
    { "done", "Done" },
    { "cancelled", "Cancelled" },
};

static const struct field fields[] = {
    [F_PLAN] = { "plan", "Plan", REF("TreatmentPlan"), REQUIRED | LISTED,
        .help = "The treatment plan it belongs to",
        .inverse = "Treatment actions (plan)" },
    [F_RISKS] = { "risks", "Risks", REFS("Risk"), REQUIRED,
        .help = "Risks concerned",
        .inverse = "Treatment actions" },
    [F_CONTROLS] = { "controls", "Controls", REFS("Control"), 0,
        .help = "Controls that act here",
        .inverse = "Treatment actions" },
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_PRIORITY] = { "priority", "Priority", ENUM(choices_level), REQUIRED | LISTED },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of treatment actions" },
    [F_RESOURCES] = { "resources", "Resources", TEXT, REQUIRED | SEARCHED,
        .help = "People, money and tools it takes" },
    [F_START] = { "start", "Start", DATE, LISTED },
    [F_DUE] = { "due", "Due", DATE, REQUIRED | LISTED,
        .help = "The date by which it is to be done" },
    [F_COMPLETED_ON] = { "completed_on", "Completed on", DATE, LISTED },
    [F_RESULT] = { "result", "Result", TEXT, SEARCHED,
        .help = "Required when done: what was achieved (8.3 results)" },
    [F_EVIDENCE] = { "evidence", "Evidence", REFS("Evidence"), 0,
        .help = "Required when done",
        .inverse = "Treatment actions" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "done", "completed_on result" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "start", "Start", .from = "planned", .to = "in_progress", .who = "@owner IM" },
    { "finish", "Mark as done", .from = "in_progress", .to = "done", .who = "@owner IM",
      .sets = "completed_on=@today", .asks = "result evidence" },
    { "cancel", "Cancel", .from = "planned in_progress", .to = "cancelled", .who = "RO",
      .reason = true },
};
// clang-format on

const struct rec_type type_treatment_action = {
    .name = "TreatmentAction", .table = "treatment_action", .slug = "treatment-actions",
    .label = "Treatment action", .plural = "Treatment actions", .prefix = "TRA",
    .clause = "risk-treatment",
    .intro = "One piece of work of the treatment plan: who, until when, and what came of it.",
    .examples = { "Write-once backups in a separate account",
        "Just-in-time administrator access" },
    .review = "Monthly", .review_months = 1,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "planned", .final = "done cancelled",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM RO", .editors = "IM RO @owner",
};
