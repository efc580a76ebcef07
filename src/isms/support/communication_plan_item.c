/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Communication plan item: clause 7.4 (COM-). */
#include "isms/choices.h"
#include "isms/types.h"

enum {
    F_SUBJECT, F_DIRECTION, F_CATEGORY, F_WHEN, F_AUDIENCE, F_SENDER, F_METHOD, F_APPROVAL,
    F_NEXT_DUE, F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice category_choices[] = {
    { "policy", "Policy" },
    { "objectives", "Objectives" },
    { "roles", "Roles" },
    { "awareness", "Awareness" },
    { "performance_report", "Performance report" },
    { "change", "Change" },
    { "incident_internal", "Incident internal" },
    { "breach_authority", "Breach authority" },
    { "breach_data_subjects", "Breach data subjects" },
    { "customer_assurance", "Customer assurance" },
    { "supplier_requirements", "Supplier requirements" },
    { "emergency", "Emergency" },
    { "feedback_channel", "Feedback channel" },
};

static const struct choice status_choices[] = {
    { "active", "Active" },
    { "retired", "Retired" },
};

static const struct field fields[] = {
    [F_SUBJECT] = { "subject", "Subject", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "What is told" },
    [F_DIRECTION] = { "direction", "Direction", ENUM(choices_side), REQUIRED | LISTED },
    [F_CATEGORY] = { "category", "Category", ENUM(category_choices), REQUIRED | LISTED },
    [F_WHEN] = { "when", "When", STR(300), REQUIRED | SEARCHED,
        .help = "Trigger or frequency" },
    [F_AUDIENCE] = { "audience", "Audience", STR(300), REQUIRED | SEARCHED,
        .help = "Who is addressed" },
    [F_SENDER] = { "sender", "Sender", REF("Role"), REQUIRED | LISTED,
        .help = "2013 'who'; 2022 folds it into 'how'",
        .inverse = "Communication plan (sender)" },
    [F_METHOD] = { "method", "Method", STR(300), REQUIRED | SEARCHED,
        .help = "The risk method used" },
    [F_APPROVAL] = { "approval", "Approval", STR(300), SEARCHED },
    [F_NEXT_DUE] = { "next_due", "Next due", DATE, LISTED,
        .help = "Only for periodic items" },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "retire", "Retire", .from = "active", .to = "retired", .who = "IM" },
};
// clang-format on

const struct rec_type type_communication_plan_item = {
    .name = "CommunicationPlanItem", .table = "communication_plan_item", .slug = "communication-plan-items",
    .label = "Communication plan item", .plural = "Communication plan", .prefix = "COM",
    .clause = "communication",
    .intro = "What is told to whom, when, how and by whom; authorities and customers too.",
    .examples = { "Security policy",
        "Objectives and progress" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_SUBJECT,
    .state = F_STATUS, .initial = "active", .final = "retired",
    STEPS(steps),
};
