/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Risk or opportunity of the ISMS: clause 6.1.1 (ROP-). */
#include "isms/choices.h"
#include "isms/types.h"

enum {
    F_TITLE, F_KIND, F_SOURCES, F_DESCRIPTION, F_PLANNED_ACTION, F_INTEGRATION_PROCESS, F_OWNER,
    F_DUE, F_EVALUATION_METHOD, F_COMPLETED_ON, F_EVALUATED_ON, F_EVALUATION_RESULT, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "risk_to_isms", "Risk to ISMS" },
    { "opportunity", "Opportunity" },
};

static const struct choice status_choices[] = {
    { "open", "Open" },
    { "in_progress", "In progress" },
    { "done", "Done" },
    { "evaluated", "Evaluated" },
    { "dropped", "Dropped" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_SOURCES] = { "sources", "Sources", REFS("*"), REQUIRED,
        .help = "Issue, Requirement",
        .inverse = "Risks and opportunities of the ISMS" },
    [F_DESCRIPTION] = { "description", "Description", TEXT, REQUIRED | SEARCHED,
        .help = "What it is, in a few sentences" },
    [F_PLANNED_ACTION] = { "planned_action", "Planned action", TEXT, REQUIRED | SEARCHED,
        .help = "What will be done" },
    [F_INTEGRATION_PROCESS] = { "integration_process", "Integration process", REF("Process"),
        REQUIRED | LISTED,
        .help = "Where the action is built in",
        .inverse = "Risks and opportunities of the ISMS" },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of risks and opportunities of the ISMS" },
    [F_DUE] = { "due", "Due", DATE, REQUIRED | LISTED,
        .help = "The date by which it is to be done" },
    [F_EVALUATION_METHOD] = { "evaluation_method", "Evaluation method", TEXT, REQUIRED | SEARCHED,
        .help = "How effectiveness will be judged" },
    [F_COMPLETED_ON] = { "completed_on", "Completed on", DATE, LISTED },
    [F_EVALUATED_ON] = { "evaluated_on", "Evaluated on", DATE, LISTED },
    [F_EVALUATION_RESULT] = { "evaluation_result", "Evaluation result", ENUM(choices_effect),
        LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "done evaluated", "completed_on" },
    { "status", "evaluated", "evaluated_on evaluation_result" },
};
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "start", "Start", .from = "open", .to = "in_progress", .who = "@owner IM" },
    { "finish", "Mark as done", .from = "in_progress", .to = "done", .who = "@owner IM",
      .sets = "completed_on=@today" },
    { "evaluate", "Evaluate", .from = "done", .to = "evaluated", .who = "IM",
      .sets = "evaluated_on=@today", .asks = "evaluation_result" },
    { "drop", "Drop", .from = "open", .to = "dropped", .who = "IM", .reason = true },
};
// clang-format on

const struct rec_type type_risk_opportunity = {
    .name = "RiskOpportunity", .table = "risk_opportunity", .slug = "risk-opportunities",
    .label = "Risk or opportunity of the ISMS", .plural = "Risks and opportunities of the ISMS", .prefix = "ROP",
    .clause = "risks-opportunities",
    .intro = "What could keep the management system itself from working, or make it better. "
        "Information security risks have their own register.",
    .examples = { "ISMS depends on one person",
        "Certificate as sales argument" },
    .review = "6 months", .review_months = 6,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "open", .final = "evaluated dropped",
    STEPS(steps),
    WHENS(whens),
    .editors = "IM @owner",
};
