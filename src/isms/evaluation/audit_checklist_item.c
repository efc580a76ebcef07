/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Checklist item: clause 9.2 (CHK-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_AUDIT, F_REFERENCE, F_QUESTION, F_EVIDENCE_EXPECTED, F_SAMPLE, F_AUDITOR, F_RESULT,
    F_EVIDENCE_SEEN, F_NOTES, N_FIELDS
};

// clang-format off
static const struct choice result_choices[] = {
    { "not_evaluated", "Not evaluated" },
    { "conform", "Conform" },
    { "minor", "Minor" },
    { "major", "Major" },
    { "ofi", "Opportunity for improvement" },
    { "not_applicable", "Not applicable" },
};

static const struct field fields[] = {
    [F_AUDIT] = { "audit", "Audit", REF("Audit"), REQUIRED | LISTED,
        .help = "The audit it belongs to",
        .inverse = "Audit checklists" },
    [F_REFERENCE] = { "reference", "Reference", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "Clause or control" },
    [F_QUESTION] = { "question", "Question", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "What is asked" },
    [F_EVIDENCE_EXPECTED] = { "evidence_expected", "Evidence expected", TEXT, SEARCHED,
        .help = "Evidence expected of this checklist item" },
    [F_SAMPLE] = { "sample", "Sample", TEXT, SEARCHED,
        .help = "Sample of this checklist item" },
    [F_AUDITOR] = { "auditor", "Auditor", REF("Person"), LISTED,
        .help = "Choose from the register of people",
        .inverse = "Auditor of audit checklists" },
    [F_RESULT] = { "result", "Result", ENUM(result_choices), REQUIRED | LISTED,
        .help = "What came of it" },
    [F_EVIDENCE_SEEN] = { "evidence_seen", "Evidence seen", TEXT, SEARCHED,
        .help = "Required unless not_evaluated / not_applicable" },
    [F_NOTES] = { "notes", "Notes", TEXT, SEARCHED,
        .help = "Notes of this checklist item" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

static int
audit_is_open(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from audit where key = $key and status in ('planned', 'prepared', 'in_progress')"),
            rec_text(r, F_AUDIT) != NULL ? rec_text(r, F_AUDIT) : ""))
        return fail(c, E_STATE, "This audit is being reported or closed: its checklist is frozen.");
    return (int)c->err;
}

const struct rec_type type_audit_checklist_item = {
    .name = "AuditChecklistItem", .table = "audit_checklist_item", .slug = "audit-checklist-items",
    .label = "Checklist item", .plural = "Audit checklists", .prefix = "CHK",
    .clause = "internal-audit",
    .intro = "One question of an audit, the evidence seen and the result.",
    .examples = { "Show how issues were found and what changed since then",
        "Which requirements are addressed by the ISMS?" },
    .review = "Per audit", .review_months = 0,
    FIELDS(fields), .title = F_QUESTION,
    NO_STATE,
    .creators = "APM IA", .editors = "APM IA",
    .editable = audit_is_open,
};
