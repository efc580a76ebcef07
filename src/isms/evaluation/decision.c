/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decision: clause 9.3 (DEC-). */
#include "isms/types.h"

enum {
    F_REVIEW, F_TITLE, F_KIND, F_DECIDED_BY, F_DECIDED_ON, F_OWNER, F_DUE, F_COMPLETED_ON,
    F_RESULT, F_LINKED, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "improvement", "Improvement" },
    { "isms_change", "Change of the ISMS" },
    { "resources", "Resources" },
    { "risk", "Risk" },
    { "policy_objectives", "Policy and objectives" },
    { "other", "Other" },
};

static const struct choice status_choices[] = {
    { "open", "Open" },
    { "in_progress", "In progress" },
    { "done", "Done" },
    { "cancelled", "Cancelled" },
};

static const struct field fields[] = {
    [F_REVIEW] = { "review", "Review", REF("ManagementReview"), LISTED,
        .help = "The management review",
        .inverse = "Decisions (review)" },
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_DECIDED_BY] = { "decided_by", "Decided by", REF("Person"), REQUIRED | LISTED,
        .help = "Who decided",
        .inverse = "Decisions: decided" },
    [F_DECIDED_ON] = { "decided_on", "Decided on", DATE, REQUIRED | LISTED },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of decisions" },
    [F_DUE] = { "due", "Due", DATE, REQUIRED | LISTED,
        .help = "The date by which it is to be done" },
    [F_COMPLETED_ON] = { "completed_on", "Completed on", DATE, LISTED },
    [F_RESULT] = { "result", "Result", TEXT, SEARCHED,
        .help = "What came of it" },
    [F_LINKED] = { "linked", "Related records", REFS("*"), 0,
        .help = "Related records of any type",
        .inverse = "Decisions" },
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
    { "cancel", "Cancel", .from = "open in_progress", .to = "cancelled", .who = "TM",
      .reason = true },
};
// clang-format on

const struct rec_type type_decision = {
    .name = "Decision", .table = "decision", .slug = "decisions",
    .label = "Decision", .plural = "Decisions", .prefix = "DEC",
    .clause = "management-review",
    .intro = "What top management decided, who does it, until when.",
    .examples = { "Start second region",
        "Extra phishing training for customer success and sales" },
    .review = "Until done", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "open", .final = "done cancelled",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM TM", .editors = "IM TM @owner",
};
