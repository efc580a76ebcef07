/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Issue: clause 4.1 (ISS-). */
#include "isms/choices.h"
#include "isms/types.h"

enum {
    F_TITLE, F_ORIGIN, F_CATEGORY, F_TOPIC, F_DESCRIPTION, F_EFFECT, F_EFFECT_ON_ISMS,
    F_RELEVANCE, F_RELEVANCE_RATIONALE, F_REQUIRES_ACTION, F_LINKED, F_OWNER, F_IDENTIFIED_ON,
    F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice category_choices[] = {
    { "legal_regulatory", "Law and regulation" },
    { "political", "Political" },
    { "economic_financial", "Economy and finance" },
    { "social_cultural", "Society and culture" },
    { "technological", "Technological" },
    { "natural_environment", "Natural environment" },
    { "competition_market", "Competition and market" },
    { "supply_chain", "Supply chain" },
    { "threat_landscape", "Threat landscape" },
    { "governance_structure", "Governance and structure" },
    { "strategy_objectives", "Strategy and objectives" },
    { "culture", "Culture" },
    { "people_capability", "People and capability" },
    { "processes", "Processes" },
    { "information_systems", "Information systems" },
    { "facilities", "Facilities" },
    { "contracts", "Contracts" },
    { "previous_audits_assessments", "Previous audits assessments" },
    { "other", "Other" },
};

static const struct choice topic_choices[] = {
    { "general", "General" },
    { "climate_change", "Climate change" },
};

static const struct choice effect_choices[] = {
    { "positive", "Positive" },
    { "negative", "Negative" },
    { "both", "Both" },
    { "none", "None" },
};

static const struct choice relevance_choices[] = {
    { "relevant", "Relevant" },
    { "not_relevant", "Not relevant" },
};

static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "active", "Active" },
    { "closed", "Closed" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_ORIGIN] = { "origin", "Origin", ENUM(choices_side), REQUIRED | LISTED },
    [F_CATEGORY] = { "category", "Category", ENUM(category_choices), REQUIRED | LISTED },
    [F_TOPIC] = { "topic", "Topic", ENUM(topic_choices), REQUIRED | LISTED,
        .help = "Climate_change marks the Amd 1:2024 determination" },
    [F_DESCRIPTION] = { "description", "Description", TEXT, REQUIRED | SEARCHED,
        .help = "What it is, in a few sentences" },
    [F_EFFECT] = { "effect", "Effect", ENUM(effect_choices), REQUIRED | LISTED },
    [F_EFFECT_ON_ISMS] = { "effect_on_isms", "Effect on ISMS", TEXT, SEARCHED,
        .help = "How it helps or hinders the intended outcomes; required when relevance = "
            "relevant" },
    [F_RELEVANCE] = { "relevance", "Relevance", ENUM(relevance_choices), REQUIRED | LISTED },
    [F_RELEVANCE_RATIONALE] = { "relevance_rationale", "Relevance rationale", TEXT,
        REQUIRED | SEARCHED,
        .help = "Always, also for 'not relevant'" },
    [F_REQUIRES_ACTION] = { "requires_action", "Requires action", BOOL, REQUIRED | LISTED },
    [F_LINKED] = { "linked", "Related records", REFS("*"), 0,
        .help = "RiskOpportunity, Risk, Objective, Requirement, Action",
        .inverse = "Issues" },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of issues" },
    [F_IDENTIFIED_ON] = { "identified_on", "Identified on", DATE, REQUIRED | LISTED },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "activate", "Activate", .from = "draft", .to = "active", .who = "IM" },
    { "close", "Close", .from = "active", .to = "closed", .who = "IM", .reason = true },
    { "reopen", "Reopen", .from = "closed", .to = "active", .who = "IM" },
};
// clang-format on

const struct rec_type type_issue = {
    .name = "Issue", .table = "issue", .slug = "issues",
    .label = "Issue", .plural = "Issues", .prefix = "ISS",
    .clause = "context",
    .intro = "What outside and inside the organisation helps or hinders information security. An "
        "auditor asks how you found them and where they show in scope and risks.",
    .examples = { "Health customers demand certified security",
        "NIS2 supply-chain duties of customers" },
    .review = "12 months and at each management review", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "draft", .final = "closed",
    STEPS(steps),
    .editors = "IM @owner",
};
