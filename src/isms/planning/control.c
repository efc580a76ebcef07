/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Control: clause 6.1.3 (CTL-). */
#include "isms/choices.h"
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_TITLE, F_ANNEX_REFS, F_SOURCE, F_DESCRIPTION, F_OWNER, F_PROCESSES, F_DOCUMENTS,
    F_IMPLEMENTATION_STATUS, F_IMPLEMENTED_ON, F_EFFECTIVENESS, F_LAST_TESTED_ON,
    F_TEST_INTERVAL_MONTHS, F_NEXT_REVIEW_DUE, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice source_choices[] = {
    { "annex_a", "Annex a" },
    { "law", "Law" },
    { "contract", "Contract" },
    { "other_framework", "Other framework" },
    { "own_design", "Own design" },
};

static const struct choice effectiveness_choices[] = {
    { "not_tested", "Not tested" },
    { "effective", "Effective" },
    { "partially_effective", "Partially effective" },
    { "ineffective", "Ineffective" },
};

static const struct choice status_choices[] = {
    { "active", "Active" },
    { "retired", "Retired" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_ANNEX_REFS] = { "annex_refs", "Annex A controls", STRS(300), SEARCHED,
        .help = "Annex A numbers of the edition in use" },
    [F_SOURCE] = { "source", "Source", ENUM(source_choices), REQUIRED | LISTED,
        .help = "Where it comes from" },
    [F_DESCRIPTION] = { "description", "Description", TEXT, REQUIRED | SEARCHED,
        .help = "What is done here, by whom, how often" },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of controls" },
    [F_PROCESSES] = { "processes", "Processes", REFS("Process"), 0,
        .help = "Processes concerned",
        .inverse = "Controls" },
    [F_DOCUMENTS] = { "documents", "Documents", REFS("Document"), 0,
        .help = "Documents that describe it",
        .inverse = "Controls" },
    [F_IMPLEMENTATION_STATUS] = { "implementation_status", "Implementation status", ENUM(choices_implementation),
        REQUIRED | LISTED },
    [F_IMPLEMENTED_ON] = { "implemented_on", "Implemented on", DATE, LISTED },
    [F_EFFECTIVENESS] = { "effectiveness", "Effectiveness", ENUM(effectiveness_choices),
        REQUIRED | LISTED },
    [F_LAST_TESTED_ON] = { "last_tested_on", "Last tested on", DATE, LISTED },
    [F_TEST_INTERVAL_MONTHS] = { "test_interval_months", "Test interval months", INT(0, 600), 0 },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, REQUIRED | LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "implementation_status", "implemented", "implemented_on" },
};
// clang-format on

static int
not_in_use(struct ctx *c, const struct rec *r)
{
    if (rec_exists(c, SQL(
            "select 1 from soa_entry e join soa_entry_controls l on l.id = e.id join soa s on s.key = e.soa where l.ref = $key and s.status = 'approved' union all select 1 from risk k join risk_treatment_controls l on l.id = k.id where l.ref = $key and k.status <> 'closed'"),
            r->key))
        return fail(c, E_STATE, "The Statement of Applicability in force or an open risk still uses this control.");
    return (int)c->err;
}

/* "Implemented" needs something to look at. */
static int
check_evidence(struct ctx *c, struct rec *r, const struct rec *old)
{
    const char *now = rec_text(r, F_IMPLEMENTATION_STATUS);
    const char *was = old != NULL ? rec_text(old, F_IMPLEMENTATION_STATUS) : NULL;

    if (now == NULL || strcmp(now, "implemented") != 0 || (was != NULL && strcmp(was, now) == 0))
        return 0;
    if (r->key == NULL || !rec_exists(c, SQL("select 1 from evidence_supports where ref = $key"),
            r->key))
        return fail_field(c, "implementation_status", "Implemented needs at least one evidence "
            "record that supports this control.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "retire", "Retire", .from = "active", .to = "retired", .who = "IM", .guard = not_in_use },
};
// clang-format on

const struct rec_type type_control = {
    .name = "Control", .table = "control", .slug = "controls",
    .label = "Control", .plural = "Controls", .prefix = "CTL",
    .clause = "risk-treatment-process",
    .intro = "What is really done here to change risk, by whom and how often, whether from Annex "
        "A or of your own design.",
    .examples = { "Policy framework and written procedures",
        "Roles, duties and management responsibility" },
    .review = "12 months; test interval own", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "active", .final = "retired",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM CO", .editors = "IM @owner",
    .compute = check_evidence,
};
