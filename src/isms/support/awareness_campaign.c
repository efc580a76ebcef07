/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Awareness campaign: clause 7.3 (AWC-). */
#include "isms/types.h"

enum {
    F_TITLE, F_TOPICS, F_AUDIENCE, F_MANDATORY, F_INDUCTION, F_CHANNEL, F_START, F_END,
    F_TARGET_PCT, F_EFFECTIVENESS_MEASURE, F_EFFECTIVENESS_TARGET, F_EFFECTIVENESS_RESULT,
    F_OWNER, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice topics_choices[] = {
    { "policy", "Policy" },
    { "contribution", "Contribution" },
    { "implications", "Implications" },
    { "phishing", "Phishing" },
    { "incident_reporting", "Incident reporting" },
    { "remote_work", "Remote work" },
    { "data_protection", "Data protection" },
    { "clear_desk", "Clear desk" },
    { "authentication", "Authentication" },
    { "social_engineering", "Social engineering" },
};

static const struct choice channel_choices[] = {
    { "e_learning", "E-learning" },
    { "workshop", "Workshop" },
    { "phishing_simulation", "Phishing simulation" },
    { "poster_mail", "Poster or mail" },
    { "all_hands", "All hands" },
};

static const struct choice status_choices[] = {
    { "planned", "Planned" },
    { "running", "Running" },
    { "closed", "Closed" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_TOPICS] = { "topics", "Topics", ENUMS(topics_choices), REQUIRED },
    [F_AUDIENCE] = { "audience", "Audience", STR(300), REQUIRED | SEARCHED,
        .help = "Who is addressed" },
    [F_MANDATORY] = { "mandatory", "Mandatory", BOOL, REQUIRED | LISTED },
    [F_INDUCTION] = { "induction", "Induction", BOOL, REQUIRED | LISTED,
        .help = "Part of onboarding" },
    [F_CHANNEL] = { "channel", "Channel", ENUM(channel_choices), REQUIRED | LISTED },
    [F_START] = { "start", "Start", DATE, REQUIRED | LISTED },
    [F_END] = { "end", "End", DATE, REQUIRED | LISTED },
    [F_TARGET_PCT] = { "target_pct", "Target (%)", INT(0, 100), REQUIRED },
    [F_EFFECTIVENESS_MEASURE] = { "effectiveness_measure", "Effectiveness measure", TEXT,
        SEARCHED,
        .help = "Effectiveness measure of this awareness campaign" },
    [F_EFFECTIVENESS_TARGET] = { "effectiveness_target", "Effectiveness target", DEC, 0 },
    [F_EFFECTIVENESS_RESULT] = { "effectiveness_result", "Effectiveness result", DEC, 0 },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of awareness campaigns" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "start", "Start", .from = "planned", .to = "running", .who = "@owner IM" },
    { "close", "Close", .from = "running", .to = "closed", .who = "@owner IM" },
};
// clang-format on

const struct rec_type type_awareness_campaign = {
    .name = "AwarenessCampaign", .table = "awareness_campaign", .slug = "awareness-campaigns",
    .label = "Awareness campaign", .plural = "Awareness campaigns", .prefix = "AWC",
    .clause = "awareness",
    .intro = "How people learn the policy, their contribution and what happens when rules are "
        "not followed.",
    .examples = { "Yearly security course 2026",
        "Induction for joiners" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "planned", .final = "closed",
    STEPS(steps),
    .creators = "IM HR", .editors = "IM HR @owner",
};
