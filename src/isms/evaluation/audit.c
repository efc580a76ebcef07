/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Audit: clause 9.2 (AUD-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_PROGRAMME, F_TITLE, F_KIND, F_OBJECTIVES, F_SCOPE_TEXT, F_CRITERIA, F_CLAUSES, F_CONTROLS,
    F_PROCESSES, F_LEAD, F_TEAM, F_EXTERNAL_LEAD, F_METHOD, F_PLANNED_FROM, F_PLANNED_TO,
    F_CONDUCTED_FROM, F_CONDUCTED_TO, F_REPORT, F_REPORT_ON, F_REPORT_RECIPIENTS, F_CONCLUSION,
    F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "internal", "Internal" },
    { "supplier", "Supplier" },
    { "stage1", "Stage 1" },
    { "stage2", "Stage 2" },
    { "surveillance", "Surveillance" },
    { "recertification", "Recertification" },
    { "special", "Special" },
};

static const struct choice method_choices[] = {
    { "onsite", "Onsite" },
    { "remote", "Remote" },
    { "hybrid", "Hybrid" },
};

static const struct choice status_choices[] = {
    { "planned", "Planned" },
    { "prepared", "Prepared" },
    { "in_progress", "In progress" },
    { "reporting", "Reporting" },
    { "closed", "Closed" },
    { "cancelled", "Cancelled" },
};

static const struct field fields[] = {
    [F_PROGRAMME] = { "programme", "Programme", REF("AuditProgramme"), LISTED,
        .help = "Required for kind internal",
        .inverse = "Audits (programme)" },
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_OBJECTIVES] = { "objectives", "Objectives", TEXT, REQUIRED | SEARCHED,
        .help = "What it is to find out" },
    [F_SCOPE_TEXT] = { "scope_text", "Coverage", TEXT, REQUIRED | SEARCHED,
        .help = "What is covered" },
    [F_CRITERIA] = { "criteria", "Criteria", STRS(300), REQUIRED | SEARCHED,
        .help = "What is judged against" },
    [F_CLAUSES] = { "clauses", "Clauses", STRS(300), REQUIRED | SEARCHED,
        .help = "Clauses of the standard covered" },
    [F_CONTROLS] = { "controls", "Controls", STRS(300), SEARCHED,
        .help = "Controls that act here" },
    [F_PROCESSES] = { "processes", "Processes", REFS("Process"), 0,
        .help = "Processes concerned",
        .inverse = "Audits" },
    [F_LEAD] = { "lead", "Lead", REF("Person"), LISTED,
        .help = "Internal kinds: required",
        .inverse = "Lead of audits" },
    [F_TEAM] = { "team", "Team", REFS("Person"), 0,
        .help = "Any number of people",
        .inverse = "Team of audits" },
    [F_EXTERNAL_LEAD] = { "external_lead", "External lead", STR(300), SEARCHED },
    [F_METHOD] = { "method", "Method", ENUM(method_choices), REQUIRED | LISTED,
        .help = "The risk method used" },
    [F_PLANNED_FROM] = { "planned_from", "Planned from", DATE, REQUIRED | LISTED },
    [F_PLANNED_TO] = { "planned_to", "Planned to", DATE, REQUIRED | LISTED },
    [F_CONDUCTED_FROM] = { "conducted_from", "Conducted from", DATE, LISTED },
    [F_CONDUCTED_TO] = { "conducted_to", "Conducted to", DATE, LISTED },
    [F_REPORT] = { "report", "Report", REF("Document"), LISTED,
        .help = "Choose from the register of documents",
        .inverse = "Audits (report)" },
    [F_REPORT_ON] = { "report_on", "Report on", DATE, LISTED },
    [F_REPORT_RECIPIENTS] = { "report_recipients", "Report recipients", REFS("Person"), 0,
        .help = "Any number of people",
        .inverse = "Report recipients of audits" },
    [F_CONCLUSION] = { "conclusion", "Conclusion", TEXT, SEARCHED,
        .help = "Conclusion of this audit" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "kind", "internal", "programme lead" },
    { "status", "reporting closed", "conducted_from conducted_to" },
    { "status", "closed", "report report_on conclusion" },
};
// clang-format on

static int
is_impartial(struct ctx *c, const struct rec *r)
{
    if (rec_exists(c, SQL(
            "select 1 from audit a join audit_processes l on l.id = a.id join process p on p.key = l.ref where a.key = $key and (p.owner = a.lead or exists (select 1 from audit_team t where t.id = a.id and t.ref = p.owner))"),
            r->key))
        return fail(c, E_STATE, "Nobody audits their own work: the lead or a member of the team owns an audited process.");
    return (int)c->err;
}

static int
findings_handled(struct ctx *c, const struct rec *r)
{
    if (rec_exists(c, SQL(
            "select 1 from finding where audit = $key and grade in ('major', 'minor') and nonconformity is null"),
            r->key))
        return fail(c, E_STATE, "Every major or minor finding needs its nonconformity before the audit is closed.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "prepare", "Prepared", .from = "planned", .to = "prepared", .who = "@lead APM",
      .guard = is_impartial },
    { "start", "Start", .from = "prepared", .to = "in_progress", .who = "@lead APM",
      .sets = "conducted_from=@today", .guard = is_impartial },
    { "report", "Write the report", .from = "in_progress", .to = "reporting", .who = "@lead APM",
      .sets = "conducted_to=@today" },
    { "close", "Close", .from = "reporting", .to = "closed", .who = "APM",
      .sets = "report_on=@today", .asks = "report conclusion", .guard = findings_handled },
    { "cancel", "Cancel", .from = "planned", .to = "cancelled", .who = "APM", .reason = true },
};
// clang-format on

const struct rec_type type_audit = {
    .name = "Audit", .table = "audit", .slug = "audits",
    .label = "Audit", .plural = "Audits", .prefix = "AUD",
    .clause = "internal-audit",
    .intro = "One audit with its plan, team, report and conclusion.",
    .examples = { "IA-2026-1 Clauses 4–10 and first control set",
        "IA-2026-2 Suppliers, cloud, continuity, office" },
    .review = "Per programme", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "planned", .final = "closed cancelled",
    STEPS(steps),
    WHENS(whens),
    .creators = "APM IA", .editors = "APM @lead", .frozen = "closed cancelled",
};
