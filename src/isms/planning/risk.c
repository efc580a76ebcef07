/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Risk: clause 6.1.2 (RSK-). */
#include "isms/choices.h"
#include "isms/estimate.h"
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_TITLE, F_APPROACH, F_SCENARIO, F_RISK_SOURCE, F_DESIRED_END_STATE, F_ASSETS, F_THREAT,
    F_VULNERABILITIES, F_AFFECTS, F_OWNER, F_IDENTIFIED_IN, F_EXISTING_CONTROLS, F_REQUIREMENTS,
    F_TREATMENT_OPTION, F_TREATMENT_CONTROLS, F_QUANTITATIVE, F_NEXT_REVIEW_DUE, F_CLOSED_ON,
    F_CLOSE_REASON, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice approach_choices[] = {
    { "asset_based", "Asset based" },
    { "event_based", "Event based" },
};

static const struct choice treatment_option_choices[] = {
    { "modify", "Modify" },
    { "retain", "Retain" },
    { "avoid", "Avoid" },
    { "share", "Share" },
};

static const struct choice status_choices[] = {
    { "identified", "Identified" },
    { "analysed", "Analysed" },
    { "evaluated", "Evaluated" },
    { "treatment_planned", "Treatment planned" },
    { "treated", "Treated" },
    { "accepted", "Accepted" },
    { "closed", "Closed" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_APPROACH] = { "approach", "Approach", ENUM(approach_choices), REQUIRED | LISTED },
    [F_SCENARIO] = { "scenario", "Scenario", TEXT, REQUIRED | SEARCHED,
        .help = "Cause, event and consequence in one sentence" },
    [F_RISK_SOURCE] = { "risk_source", "Risk source", STR(300), SEARCHED,
        .help = "Event based: who or what acts" },
    [F_DESIRED_END_STATE] = { "desired_end_state", "Desired end state", STR(300), SEARCHED,
        .help = "Event based: what the source wants to reach" },
    [F_ASSETS] = { "assets", "Assets", REFS("Asset"), 0,
        .help = "Needed when the approach is asset based",
        .inverse = "Risks" },
    [F_THREAT] = { "threat", "Threat", REF("Threat"), LISTED,
        .help = "Needed when the approach is asset based",
        .inverse = "Risks" },
    [F_VULNERABILITIES] = { "vulnerabilities", "Vulnerabilities", REFS("Vulnerability"), 0,
        .help = "Needed when the approach is asset based",
        .inverse = "Risks (vulnerabilities)" },
    [F_AFFECTS] = { "affects", "Affects", ENUMS(choices_cia), REQUIRED },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of risks" },
    [F_IDENTIFIED_IN] = { "identified_in", "Identified in", REF("RiskAssessment"),
        REQUIRED | LISTED,
        .help = "The assessment in which it was found",
        .inverse = "Risks (identified in)" },
    [F_EXISTING_CONTROLS] = { "existing_controls", "Existing controls", REFS("Control"), 0,
        .help = "Any number of controls",
        .inverse = "Risks" },
    [F_REQUIREMENTS] = { "requirements", "Requirements", REFS("Requirement"), 0,
        .help = "Requirements concerned",
        .inverse = "Risks" },
    [F_TREATMENT_OPTION] = { "treatment_option", "Treatment option", ENUM(treatment_option_choices),
        LISTED,
        .help = "What is decided about the risk; needed once it is evaluated" },
    [F_TREATMENT_CONTROLS] = { "treatment_controls", "Treatment controls", REFS("Control"), 0,
        .help = "Needed when the option is to modify the risk",
        .inverse = "Risks" },
    [F_QUANTITATIVE] = { "quantitative", "Estimate in money", JSON, 0,
        .help = "{currency,tef:{min,mode,max},vuln:{…},plm:{…},slef:{…},slm:{…},"
            "controls:[{control,on,effect:{…},cost}],deductible,cap}",
        .check = estimate_check },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_CLOSED_ON] = { "closed_on", "Closed on", DATE, LISTED },
    [F_CLOSE_REASON] = { "close_reason", "Close reason", STR(300), SEARCHED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "evaluated treatment_planned treated accepted", "treatment_option" },
    { "status", "closed", "closed_on close_reason" },
};
// clang-format on

static int
is_analysed(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from risk_analysis where risk = $key and kind = 'current'"),
            r->key))
        return fail(c, E_STATE, "There is no current analysis yet: add a risk analysis of kind current first.");
    return (int)c->err;
}

static int
is_planned(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from treatment_action a join treatment_action_risks l on l.id = a.id join treatment_plan p on p.key = a.plan where l.ref = $key and p.status = 'approved'"),
            r->key))
        return fail(c, E_STATE, "No approved treatment plan holds an action for this risk.");
    return (int)c->err;
}

static int
is_treated(struct ctx *c, const struct rec *r)
{
    if (rec_exists(c, SQL(
            "select 1 from treatment_action a join treatment_action_risks l on l.id = a.id where l.ref = $key and a.status in ('planned', 'in_progress')"),
            r->key))
        return fail(c, E_STATE, "Actions for this risk are still open.");
    return (int)c->err;
}

static int
is_accepted(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from risk_acceptance where risk = $key and status = 'active' and valid_until >= $today"),
            r->key))
        return fail(c, E_STATE, "Record the risk acceptance first: who accepts it, why, and until when.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "analyse", "Analysis is done", .from = "identified", .to = "analysed", .who = "RO IM",
      .guard = is_analysed },
    { "evaluate", "Evaluate", .from = "analysed", .to = "evaluated", .who = "IM RO",
      .asks = "treatment_option" },
    { "plan", "Plan treatment", .from = "evaluated", .to = "treatment_planned", .who = "RO",
      .guard = is_planned },
    { "treat", "Mark as treated", .from = "treatment_planned", .to = "treated", .who = "RO IM",
      .guard = is_treated },
    { "accept", "Accept", .from = "evaluated treated", .to = "accepted", .who = "RO TM",
      .guard = is_accepted },
    { "close", "Close", .from = "*", .to = "closed", .who = "RO", .sets = "closed_on=@today",
      .asks = "close_reason", .reason = true },
    { "reopen", "Reopen", .from = "closed accepted", .to = "identified", .who = "RO IM",
      .reason = true },
};
// clang-format on

const struct rec_type type_risk = {
    .name = "Risk", .table = "risk", .slug = "risks",
    .label = "Risk", .plural = "Risks", .prefix = "RSK",
    .clause = "risk-assessment-process",
    .intro = "Information security risks: cause, event and consequence in one sentence, an "
        "owner, and a decision what to do about it.",
    .examples = { "Ransomware through supplier access",
        "Cross-tenant data exposure" },
    .review = "Per method; at least 12 months", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "identified", .final = "closed",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM RO", .editors = "IM @owner",
};
