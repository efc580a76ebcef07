/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Awareness participation: clause 7.3 (AWP-). */
#include "isms/types.h"

enum {
    F_CAMPAIGN, F_PERSON, F_DUE, F_COMPLETED_ON, F_SCORE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "assigned", "Assigned" },
    { "completed", "Completed" },
    { "exempt", "Exempt" },
};

static const struct field fields[] = {
    [F_CAMPAIGN] = { "campaign", "Campaign", REF("AwarenessCampaign"), REQUIRED | LISTED,
        .help = "The campaign",
        .inverse = "Awareness participations (campaign)" },
    [F_PERSON] = { "person", "Person", REF("Person"), REQUIRED | LISTED,
        .help = "The person concerned",
        .inverse = "Person of awareness participations" },
    [F_DUE] = { "due", "Due", DATE, REQUIRED | LISTED,
        .help = "The date by which it is to be done" },
    [F_COMPLETED_ON] = { "completed_on", "Completed on", DATE, LISTED },
    [F_SCORE] = { "score", "Score", DEC, 0 },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "completed", "completed_on" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "complete", "Completed", .from = "assigned", .to = "completed", .who = "@person IM HR",
      .sets = "completed_on=@today" },
    { "exempt", "Exempt", .from = "assigned", .to = "exempt", .who = "IM", .reason = true },
};
// clang-format on

const struct rec_type type_awareness_participation = {
    .name = "AwarenessParticipation", .table = "awareness_participation", .slug = "awareness-participations",
    .label = "Awareness participation", .plural = "Awareness participations", .prefix = "AWP",
    .clause = "awareness",
    .intro = "Who was to take part, and who did.",
    .review = "As the work goes on", .review_months = 0,
    FIELDS(fields), .title = F_CAMPAIGN, .named_by = "campaign person",
    .state = F_STATUS, .initial = "assigned", .final = "completed exempt",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM HR", .editors = "IM HR",
};
