/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Action: clause 10.1 (ACT-). */
#include "isms/choices.h"
#include "isms/types.h"

enum {
    F_TITLE, F_KIND, F_SOURCE, F_OWNER, F_DUE, F_COMPLETED_ON, F_RESULT, F_EVIDENCE, F_PRIORITY,
    F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "correction", "Correction" },
    { "corrective", "Corrective" },
    { "improvement", "Improvement" },
    { "risk_opportunity", "Risk opportunity" },
    { "decision_follow_up", "Decision follow up" },
    { "incident", "Incident" },
    { "general", "General" },
};

static const struct choice status_choices[] = {
    { "open", "Open" },
    { "in_progress", "In progress" },
    { "done", "Done" },
    { "cancelled", "Cancelled" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_SOURCE] = { "source", "Source", REF("*"), LISTED,
        .help = "Where it comes from",
        .inverse = "Actions" },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of actions" },
    [F_DUE] = { "due", "Due", DATE, REQUIRED | LISTED,
        .help = "The date by which it is to be done" },
    [F_COMPLETED_ON] = { "completed_on", "Completed on", DATE, LISTED },
    [F_RESULT] = { "result", "Result", TEXT, SEARCHED,
        .help = "What came of it" },
    [F_EVIDENCE] = { "evidence", "Evidence", REFS("Evidence"), 0,
        .help = "Evidence records that show it",
        .inverse = "Actions" },
    [F_PRIORITY] = { "priority", "Priority", ENUM(choices_level), REQUIRED | LISTED },
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
    { "start", "Start", .from = "open", .to = "in_progress", .who = "@owner IM" },
    { "finish", "Mark as done", .from = "in_progress", .to = "done", .who = "@owner IM",
      .sets = "completed_on=@today", .asks = "result" },
    { "cancel", "Cancel", .from = "open in_progress", .to = "cancelled", .who = "IM",
      .reason = true },
};
// clang-format on

const struct rec_type type_action = {
    .name = "Action", .table = "action", .slug = "actions",
    .label = "Action", .plural = "Actions", .prefix = "ACT",
    .clause = "nonconformity",
    .intro = "Work that follows from a nonconformity, an incident, a decision or an idea.",
    .examples = { "Access reviews as calendar duty with escalation",
        "Leaver checklist generated from asset list" },
    .review = "Until done", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "open", .final = "done cancelled",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM TM RO CO AO PO DO IA DPO", .editors = "IM @owner",
};
