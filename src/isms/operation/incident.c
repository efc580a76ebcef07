/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Incident: clause 8.1 (INC-). */
#include "isms/choices.h"
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_TITLE, F_KIND, F_SEVERITY, F_DETECTED_ON, F_REPORTED_BY, F_HANDLER, F_AFFECTS, F_ASSETS,
    F_PERSONAL_DATA, F_NOTIFICATION_DECISION, F_AUTHORITY_NOTIFIED_ON, F_DESCRIPTION,
    F_CONTAINMENT, F_RESOLVED_ON, F_ROOT_CAUSE, F_LESSONS_LEARNED, F_RISKS, F_RISK_REVIEWED,
    F_ACTIONS, F_CLOSED_ON, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "event", "Event" },
    { "weakness", "Weakness" },
    { "incident", "Incident" },
};

static const struct choice notification_decision_choices[] = {
    { "not_required", "Not required" },
    { "required", "Required" },
    { "pending", "Pending" },
};

static const struct choice status_choices[] = {
    { "reported", "Reported" },
    { "assessed", "Assessed" },
    { "contained", "Contained" },
    { "resolved", "Resolved" },
    { "closed", "Closed" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_SEVERITY] = { "severity", "Severity", ENUM(choices_level), REQUIRED | LISTED },
    [F_DETECTED_ON] = { "detected_on", "Detected on", DATE, REQUIRED | LISTED },
    [F_REPORTED_BY] = { "reported_by", "Reported by", REF("Person"), REQUIRED | LISTED,
        .help = "Who noticed it",
        .inverse = "Incidents: reported" },
    [F_HANDLER] = { "handler", "Handler", REF("Person"), REQUIRED | LISTED,
        .help = "Who takes it to the end",
        .inverse = "Handler of incidents" },
    [F_AFFECTS] = { "affects", "Affects", ENUMS(choices_cia), 0 },
    [F_ASSETS] = { "assets", "Assets", REFS("Asset"), 0,
        .help = "Assets concerned",
        .inverse = "Incidents" },
    [F_PERSONAL_DATA] = { "personal_data", "Personal data", BOOL, REQUIRED | LISTED },
    [F_NOTIFICATION_DECISION] = { "notification_decision", "Notification decision", ENUM(notification_decision_choices),
        REQUIRED | LISTED },
    [F_AUTHORITY_NOTIFIED_ON] = { "authority_notified_on", "Authority notified on", DATE, LISTED },
    [F_DESCRIPTION] = { "description", "Description", TEXT, REQUIRED | SEARCHED,
        .help = "What it is, in a few sentences" },
    [F_CONTAINMENT] = { "containment", "Containment", TEXT, SEARCHED,
        .help = "Containment of this incident" },
    [F_RESOLVED_ON] = { "resolved_on", "Resolved on", DATE, LISTED },
    [F_ROOT_CAUSE] = { "root_cause", "Root cause", TEXT, SEARCHED,
        .help = "The cause without which it would not have happened" },
    [F_LESSONS_LEARNED] = { "lessons_learned", "Lessons learned", TEXT, SEARCHED,
        .help = "Lessons learned of this incident" },
    [F_RISKS] = { "risks", "Risks", REFS("Risk"), 0,
        .help = "Risks concerned",
        .inverse = "Incidents" },
    [F_RISK_REVIEWED] = { "risk_reviewed", "Risk reviewed", BOOL, REQUIRED | LISTED },
    [F_ACTIONS] = { "actions", "Actions", REFS("Action"), 0,
        .help = "Actions that follow",
        .inverse = "Incidents" },
    [F_CLOSED_ON] = { "closed_on", "Closed on", DATE, LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "resolved closed", "resolved_on" },
    { "status", "closed", "closed_on" },
    { "personal_data", "true", "notification_decision" },
};
// clang-format on

/* From medium severity on, closing needs lessons and a look at the risks. */
static int
lessons_written(struct ctx *c, const struct rec *r)
{
    const char *severity = rec_text(r, F_SEVERITY);

    if (severity != NULL && strcmp(severity, "low") == 0)
        return 0;
    if (rec_is_null(r, F_ROOT_CAUSE))
        fail_field(c, "root_cause", "Write down the cause before closing.");
    if (rec_is_null(r, F_LESSONS_LEARNED))
        fail_field(c, "lessons_learned", "Write down what was learned before closing.");
    if (!rec_int(r, F_RISK_REVIEWED))
        fail_field(c, "risk_reviewed", "Look at the risks concerned before closing.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "assess", "Assess", .from = "reported", .to = "assessed", .who = "IM @handler",
      .asks = "kind severity" },
    { "contain", "Contained", .from = "assessed", .to = "contained", .who = "@handler IM",
      .asks = "containment" },
    { "resolve", "Resolved", .from = "contained", .to = "resolved", .who = "@handler IM",
      .sets = "resolved_on=@today" },
    { "close", "Close", .from = "resolved", .to = "closed", .who = "IM",
      .sets = "closed_on=@today", .guard = lessons_written },
};
// clang-format on

const struct rec_type type_incident = {
    .name = "Incident", .table = "incident", .slug = "incidents",
    .label = "Incident", .plural = "Incidents", .prefix = "INC",
    .clause = "operation",
    .intro = "Events, weaknesses and incidents. Anybody may report one; a handler takes it to "
        "the end and writes down what was learned.",
    .examples = { "Mail with roster export sent to wrong customer",
        "Phishing mail, one password entered" },
    .review = "Per severity", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "reported", .final = "closed",
    STEPS(steps),
    WHENS(whens),
    .creators = "EM", .editors = "IM @handler",
};
