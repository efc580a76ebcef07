/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Exception: clause 8.1 (EXC-). */
#include "isms/types.h"

enum {
    F_TITLE, F_FROM_REF, F_REASON, F_REQUESTER, F_COMPENSATING, F_RISK, F_APPROVED_BY,
    F_APPROVED_ON, F_EXPIRES_ON, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "requested", "Requested" },
    { "approved", "Approved" },
    { "closed", "Closed" },
    { "rejected", "Rejected" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_FROM_REF] = { "from_ref", "Deviates from", REF("*"), REQUIRED | LISTED,
        .help = "Control or Document",
        .inverse = "Exceptions" },
    [F_REASON] = { "reason", "Reason", TEXT, REQUIRED | SEARCHED,
        .help = "Why it is needed" },
    [F_REQUESTER] = { "requester", "Requester", REF("Person"), REQUIRED | LISTED,
        .help = "Who asks for it",
        .inverse = "Requester of exceptions" },
    [F_COMPENSATING] = { "compensating", "Compensating", TEXT, REQUIRED | SEARCHED,
        .help = "What protects instead" },
    [F_RISK] = { "risk", "Risk", REF("Risk"), LISTED,
        .help = "The risk concerned",
        .inverse = "Exceptions" },
    [F_APPROVED_BY] = { "approved_by", "Approved by", REF("Person"), LISTED | READONLY,
        .help = "Filled by the approval",
        .inverse = "Exceptions: approved" },
    [F_APPROVED_ON] = { "approved_on", "Approved on", DATE, LISTED | READONLY,
        .help = "Filled by the approval" },
    [F_EXPIRES_ON] = { "expires_on", "Expires on", DATE, REQUIRED | LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "approved closed", "approved_by approved_on" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "approve", "Approve", .from = "requested", .to = "approved", .who = "RO TM",
      .differs = "@requester author", .sets = "approved_by=@me approved_on=@today" },
    { "reject", "Reject", .from = "requested", .to = "rejected", .who = "RO TM",
      .differs = "@requester", .reason = true },
    { "close", "Close", .from = "approved", .to = "closed", .who = "@requester IM" },
};
// clang-format on

const struct rec_type type_exception = {
    .name = "Exception", .table = "exception", .slug = "exceptions",
    .label = "Exception", .plural = "Exceptions", .prefix = "EXC",
    .clause = "operation",
    .intro = "A permitted deviation from a policy or control, with a reason, something in its "
        "place, and an end.",
    .examples = { "Old reporting server without endpoint agent",
        "Shared account for the office display" },
    .review = "At expires_on, at most 12 months", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "requested", .final = "closed rejected",
    STEPS(steps),
    WHENS(whens),
    .creators = "EM", .editors = "IM @requester", .frozen = "approved closed rejected",
};
