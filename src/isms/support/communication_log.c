/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Communication: clause 7.4 (CML-). */
#include "isms/types.h"

enum {
    F_ITEM, F_DATE, F_SENDER, F_AUDIENCE, F_SUMMARY, F_EVIDENCE, N_FIELDS
};

// clang-format off
static const struct field fields[] = {
    [F_ITEM] = { "item", "Item", REF("CommunicationPlanItem"), REQUIRED | LISTED,
        .help = "The line of the communication plan",
        .inverse = "Communication log (item)" },
    [F_DATE] = { "date", "Date", DATE, REQUIRED | LISTED },
    [F_SENDER] = { "sender", "Sender", REF("Person"), REQUIRED | LISTED,
        .help = "Who tells it",
        .inverse = "Sender of communication log" },
    [F_AUDIENCE] = { "audience", "Audience", STR(300), REQUIRED | SEARCHED,
        .help = "Who is addressed" },
    [F_SUMMARY] = { "summary", "Summary", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "The main points in a few sentences" },
    [F_EVIDENCE] = { "evidence", "Evidence", REFS("Evidence"), 0,
        .help = "Evidence records that show it",
        .inverse = "Communication log" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

const struct rec_type type_communication_log = {
    .name = "CommunicationLog", .table = "communication_log", .slug = "communication-logs",
    .label = "Communication", .plural = "Communication log", .prefix = "CML",
    .clause = "communication",
    .intro = "What was told to whom: the trace that the plan lives.",
    .examples = { "Policy 1.0 sent with acknowledgement request",
        "Objectives 2026, phishing story" },
    .review = "As the work goes on", .review_months = 0,
    FIELDS(fields), .title = F_SUMMARY,
    NO_STATE,
    .creators = "IM TM DPO",
};
