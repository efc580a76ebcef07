/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Leadership commitment: clause 5.1 (LCM-). */
#include "isms/types.h"

enum {
    F_TOPIC, F_DESCRIPTION, F_PERSON, F_DATE, F_EVIDENCE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice topic_choices[] = {
    { "policy_objectives_aligned", "Policy objectives aligned" },
    { "integrated_in_processes", "Integrated in processes" },
    { "resources_available", "Resources available" },
    { "importance_communicated", "Importance communicated" },
    { "outcomes_achieved", "Outcomes achieved" },
    { "persons_supported", "Persons supported" },
    { "improvement_promoted", "Improvement promoted" },
    { "other_managers_supported", "Other managers supported" },
};

static const struct choice status_choices[] = {
    { "recorded", "Recorded" },
};

static const struct field fields[] = {
    [F_TOPIC] = { "topic", "Topic", ENUM(topic_choices), REQUIRED | LISTED,
        .help = "The eight duties 5.1 a–h" },
    [F_DESCRIPTION] = { "description", "Description", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "What it is, in a few sentences" },
    [F_PERSON] = { "person", "Person", REF("Person"), REQUIRED | LISTED,
        .help = "A member of top management",
        .inverse = "Person of leadership commitments" },
    [F_DATE] = { "date", "Date", DATE, REQUIRED | LISTED },
    [F_EVIDENCE] = { "evidence", "Evidence", REFS("*"), 0,
        .help = "Evidence records that show it",
        .inverse = "Leadership commitments" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

const struct rec_type type_leadership_commitment = {
    .name = "LeadershipCommitment", .table = "leadership_commitment", .slug = "leadership-commitments",
    .label = "Leadership commitment", .plural = "Leadership commitments", .prefix = "LCM",
    .clause = "leadership",
    .intro = "Evidence that top management does its eight duties of 5.1, where no other record "
        "shows it.",
    .examples = { "Policy and objectives compared with the three-year plan in the board away "
            "day.",
        "Security checks added to product intake and hiring." },
    .review = "As the work goes on", .review_months = 0,
    .flags = IMMUTABLE,
    FIELDS(fields), .title = F_DESCRIPTION,
    .state = F_STATUS, .initial = "recorded",
    .creators = "IM TM",
};
