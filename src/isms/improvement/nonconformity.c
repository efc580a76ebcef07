/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Nonconformity: clause 10.1 (NCR-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_TITLE, F_SOURCE, F_SOURCE_REF, F_REQUIREMENT_REF, F_GRADE, F_DESCRIPTION, F_DETECTED_ON,
    F_DETECTED_BY, F_OWNER, F_CORRECTION, F_CORRECTION_DONE_ON, F_CONSEQUENCES,
    F_SIMILAR_SEARCH, F_ACTION_NEEDED, F_NO_ACTION_REASON, F_CAUSE_ANALYSIS, F_ACTIONS,
    F_EFFECTIVENESS_REVIEW, F_ISMS_CHANGES, F_CB_DEADLINE, F_CLOSED_ON, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice source_choices[] = {
    { "internal_audit", "Internal audit" },
    { "external_audit", "External audit" },
    { "incident", "Incident" },
    { "measurement", "Measurement" },
    { "complaint", "Complaint" },
    { "self_detected", "Self detected" },
    { "management_review", "Management review" },
    { "supplier", "Supplier" },
};

static const struct choice grade_choices[] = {
    { "major", "Major" },
    { "minor", "Minor" },
};

static const struct choice action_needed_choices[] = {
    { "undecided", "Undecided" },
    { "yes", "Yes" },
    { "no", "No" },
};

static const struct choice status_choices[] = {
    { "reported", "Reported" },
    { "contained", "Contained" },
    { "cause_analysed", "Cause analysed" },
    { "action_planned", "Action planned" },
    { "action_implemented", "Action implemented" },
    { "verified", "Verified" },
    { "closed", "Closed" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_SOURCE] = { "source", "Source", ENUM(source_choices), REQUIRED | LISTED,
        .help = "Where it comes from" },
    [F_SOURCE_REF] = { "source_ref", "Source", REF("*"), LISTED,
        .help = "The record it comes from",
        .inverse = "Nonconformities" },
    [F_REQUIREMENT_REF] = { "requirement_ref", "Requirement not met", STR(300),
        REQUIRED | LISTED | SEARCHED,
        .help = "Clause, control, or own rule not met" },
    [F_GRADE] = { "grade", "Grade", ENUM(grade_choices), REQUIRED | LISTED },
    [F_DESCRIPTION] = { "description", "Description", TEXT, REQUIRED | SEARCHED,
        .help = "What it is, in a few sentences" },
    [F_DETECTED_ON] = { "detected_on", "Detected on", DATE, REQUIRED | LISTED },
    [F_DETECTED_BY] = { "detected_by", "Detected by", REF("Person"), REQUIRED | LISTED,
        .help = "Who found it",
        .inverse = "Nonconformities: detected" },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of nonconformities" },
    [F_CORRECTION] = { "correction", "Correction", TEXT, SEARCHED,
        .help = "Containment / correction" },
    [F_CORRECTION_DONE_ON] = { "correction_done_on", "Correction done on", DATE, LISTED },
    [F_CONSEQUENCES] = { "consequences", "Consequences", TEXT, SEARCHED,
        .help = "Dealing with consequences" },
    [F_SIMILAR_SEARCH] = { "similar_search", "Similar search", TEXT, SEARCHED,
        .help = "Do similar nonconformities exist or could they occur" },
    [F_ACTION_NEEDED] = { "action_needed", "Action needed", ENUM(action_needed_choices),
        REQUIRED | LISTED },
    [F_NO_ACTION_REASON] = { "no_action_reason", "No action reason", TEXT, SEARCHED,
        .help = "Needed when the answer is no" },
    [F_CAUSE_ANALYSIS] = { "cause_analysis", "Cause analysis", REF("CauseAnalysis"), LISTED,
        .help = "Choose from the register of cause analyses",
        .inverse = "Nonconformities" },
    [F_ACTIONS] = { "actions", "Actions", REFS("Action"), 0,
        .help = "Actions that follow",
        .inverse = "Nonconformities" },
    [F_EFFECTIVENESS_REVIEW] = { "effectiveness_review", "Effectiveness review", REF("EffectivenessReview"),
        LISTED,
        .help = "Choose from the register of effectiveness reviews",
        .inverse = "Nonconformities" },
    [F_ISMS_CHANGES] = { "isms_changes", "Changes of the ISMS", REFS("Change"), 0,
        .help = "Any number of changes",
        .inverse = "Nonconformities" },
    [F_CB_DEADLINE] = { "cb_deadline", "Answer due to the certification body", DATE, LISTED,
        .help = "External findings: answer date set by the certification body" },
    [F_CLOSED_ON] = { "closed_on", "Closed on", DATE, LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "action_needed", "no", "no_action_reason" },
    { "status", "contained cause_analysed action_planned action_implemented verified closed", "correction correction_done_on" },
    { "status", "closed", "closed_on" },
};
// clang-format on

static int
cause_known(struct ctx *c, const struct rec *r)
{
    if (rec_is_null(r, F_CAUSE_ANALYSIS))
        fail_field(c, "cause_analysis", "Add the cause analysis and link it here.");
    if (rec_is_null(r, F_SIMILAR_SEARCH))
        fail_field(c, "similar_search", "Say whether similar nonconformities exist.");
    return (int)c->err;
}

static int
action_known(struct ctx *c, const struct rec *r)
{
    const char *needed = rec_text(r, F_ACTION_NEEDED);

    if (needed == NULL || strcmp(needed, "yes") != 0)
        fail_field(c, "action_needed", "Decide that action is needed, or close without action.");
    if (rec_is_null(r, F_ACTIONS))
        fail_field(c, "actions", "Link at least one action.");
    return (int)c->err;
}

static int
no_action_needed(struct ctx *c, const struct rec *r)
{
    const char *needed = rec_text(r, F_ACTION_NEEDED);

    if (needed == NULL || strcmp(needed, "no") != 0)
        fail_field(c, "action_needed", "Closing without action needs the decision \"no\".");
    if (rec_is_null(r, F_NO_ACTION_REASON))
        fail_field(c, "no_action_reason", "Say why no action is needed.");
    return (int)c->err;
}

static int
actions_over(struct ctx *c, const struct rec *r)
{
    if (rec_exists(c, SQL(
            "select 1 from nonconformity n join nonconformity_actions l on l.id = n.id join action a on a.key = l.ref where n.key = $key and a.status in ('open', 'in_progress')"),
            r->key))
        return fail(c, E_STATE, "Actions are still open.");
    return (int)c->err;
}

/* The reviewer owns none of the actions (10.1 e). */
static int
review_exists(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from nonconformity n join effectiveness_review e on e.nonconformity = n.key where n.key = $key and not exists (select 1 from nonconformity_actions l join action a on a.key = l.ref where l.id = n.id and a.owner = e.reviewed_by)"),
            r->key))
        return fail(c, E_STATE, "Add an effectiveness review by somebody who does not own the actions.");
    return (int)c->err;
}

static int
was_effective(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from effectiveness_review where nonconformity = $key and result = 'effective'"),
            r->key))
        return fail(c, E_STATE, "No effectiveness review says that the action worked: go back to the cause.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "contain", "Corrected", .from = "reported", .to = "contained", .who = "@owner IM",
      .sets = "correction_done_on=@today", .asks = "correction" },
    { "analyse", "Cause found", .from = "contained", .to = "cause_analysed", .who = "@owner IM",
      .asks = "cause_analysis similar_search action_needed", .guard = cause_known },
    { "plan", "Action planned", .from = "cause_analysed", .to = "action_planned", .who = "@owner IM",
      .asks = "actions", .guard = action_known },
    { "implement", "Action implemented", .from = "action_planned", .to = "action_implemented", .who = "@owner IM",
      .guard = actions_over },
    { "verify", "Verified", .from = "action_implemented", .to = "verified", .who = "IM IA TM CO PO RO AO",
      .differs = "@owner", .asks = "effectiveness_review", .guard = review_exists },
    { "reopen", "Not effective: back to the cause", .from = "verified", .to = "cause_analysed", .who = "IM",
      .reason = true },
    { "close", "Close", .from = "verified", .to = "closed", .who = "IM",
      .sets = "closed_on=@today", .guard = was_effective },
    { "close_without", "Close without action", .from = "cause_analysed", .to = "closed", .who = "IM",
      .sets = "closed_on=@today", .asks = "no_action_reason", .guard = no_action_needed },
};
// clang-format on

const struct rec_type type_nonconformity = {
    .name = "Nonconformity", .table = "nonconformity", .slug = "nonconformities",
    .label = "Nonconformity", .plural = "Nonconformities", .prefix = "NCR",
    .clause = "nonconformity",
    .intro = "A requirement that is not met. Correct it, find the cause, act, and check that it "
        "worked.",
    .examples = { "Access reviews late, leaver accounts active",
        "Labels missing on exports" },
    .review = "Until closed", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "reported", .final = "closed",
    STEPS(steps),
    WHENS(whens),
    .creators = "EM IA APM", .editors = "IM @owner", .frozen = "closed",
};
