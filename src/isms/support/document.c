/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Document: clause 7.5.1 (DOC-). */
#include "isms/choices.h"
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_TITLE, F_DOC_TYPE, F_MANDATORY_ITEM, F_ANNEX_REFS, F_OWNER, F_ORIGIN, F_SOURCE,
    F_EDITION_CHECKED_ON, F_CLASSIFICATION, F_ACCESS_GROUPS, F_STORAGE, F_RETENTION_YEARS,
    F_DISPOSAL_METHOD, F_REVIEW_INTERVAL_MONTHS, F_NEXT_REVIEW_DUE, F_EXTERNAL_AVAILABILITY,
    F_CONTENT_CHECKS, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice doc_type_choices[] = {
    { "policy_top", "Information security policy" },
    { "policy_topic", "Topic-specific policy" },
    { "procedure", "Procedure" },
    { "methodology", "Methodology" },
    { "statement", "Statement" },
    { "plan", "Plan" },
    { "register", "Register" },
    { "standard", "Standard" },
    { "guideline", "Guideline" },
    { "form", "Form" },
    { "record", "Record" },
    { "report", "Report" },
    { "agreement", "Agreement" },
    { "external", "External" },
};

static const struct choice mandatory_item_choices[] = {
    { "scope", "Scope" },
    { "is_policy", "Information security policy" },
    { "risk_assessment_process", "Risk assessment process" },
    { "risk_treatment_process", "Risk treatment process" },
    { "soa", "Statement of Applicability" },
    { "risk_treatment_plan", "Risk treatment plan" },
    { "objectives", "Objectives" },
    { "competence_evidence", "Competence evidence" },
    { "operational_control_evidence", "Operational control evidence" },
    { "risk_assessment_results", "Risk assessment results" },
    { "risk_treatment_results", "Risk treatment results" },
    { "monitoring_results", "Monitoring results" },
    { "audit_programme_and_results", "Audit programme and results" },
    { "management_review_results", "Management review results" },
    { "nonconformity_and_results", "Nonconformity and results" },
};

static const struct choice external_availability_choices[] = {
    { "not_available", "Not available" },
    { "on_request", "On request" },
    { "published", "Published" },
};

static const struct choice content_checks_choices[] = {
    { "purpose_appropriate", "Purpose appropriate" },
    { "objectives_framework", "Objectives framework" },
    { "commitment_requirements", "Commitment requirements" },
    { "commitment_improvement", "Commitment improvement" },
};

static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "published", "Published" },
    { "withdrawn", "Withdrawn" },
    { "archived", "Archived" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_DOC_TYPE] = { "doc_type", "Doc type", ENUM(doc_type_choices), REQUIRED | LISTED },
    [F_MANDATORY_ITEM] = { "mandatory_item", "Mandatory item", ENUM(mandatory_item_choices),
        LISTED,
        .help = "Which mandatory item it satisfies" },
    [F_ANNEX_REFS] = { "annex_refs", "Annex A controls", STRS(300), SEARCHED },
    [F_OWNER] = { "owner", "Owner", REF("Person"), REQUIRED | LISTED,
        .help = "The person who answers for this",
        .inverse = "Owner of documents" },
    [F_ORIGIN] = { "origin", "Origin", ENUM(choices_side), REQUIRED | LISTED },
    [F_SOURCE] = { "source", "Source", STR(300), SEARCHED,
        .help = "External: publisher" },
    [F_EDITION_CHECKED_ON] = { "edition_checked_on", "Edition checked on", DATE, LISTED,
        .help = "External: last check that the edition is current" },
    [F_CLASSIFICATION] = { "classification", "Classification", ENUM(choices_classification),
        REQUIRED | LISTED },
    [F_ACCESS_GROUPS] = { "access_groups", "Access groups", STRS(300), REQUIRED | SEARCHED,
        .help = "Who may read it" },
    [F_STORAGE] = { "storage", "Storage", STR(300), REQUIRED | SEARCHED,
        .help = "Where it is kept" },
    [F_RETENTION_YEARS] = { "retention_years", "Retention years", INT(0, 100), REQUIRED },
    [F_DISPOSAL_METHOD] = { "disposal_method", "Disposal method", STR(300), REQUIRED | SEARCHED,
        .help = "How it is destroyed at the end" },
    [F_REVIEW_INTERVAL_MONTHS] = { "review_interval_months", "Review interval months", INT(0, 600),
        0 },
    [F_NEXT_REVIEW_DUE] = { "next_review_due", "Next review due", DATE, LISTED,
        .help = "When somebody looks at this again at the latest" },
    [F_EXTERNAL_AVAILABILITY] = { "external_availability", "External availability", ENUM(external_availability_choices),
        LISTED,
        .help = "Policy_top: required" },
    [F_CONTENT_CHECKS] = { "content_checks", "Content checks", ENUMS(content_checks_choices), 0,
        .help = "Policy_top: all four" },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "doc_type", "external", "source" },
};
// clang-format on

static int
has_published_version(struct ctx *c, const struct rec *r)
{
    if (!rec_exists(c, SQL(
            "select 1 from document_version where document = $key and status = 'published'"),
            r->key))
        return fail(c, E_STATE, "Publish a version first; the document follows by itself.");
    return (int)c->err;
}

// clang-format off
static const struct step steps[] = {
    { "publish", "Publish", .from = "draft", .to = "published", .who = "@owner IM",
      .guard = has_published_version },
    { "withdraw", "Withdraw", .from = "published", .to = "withdrawn", .who = "@owner IM",
      .reason = true },
    { "archive", "Archive", .from = "withdrawn", .to = "archived", .who = "IM" },
};
// clang-format on

const struct rec_type type_document = {
    .name = "Document", .table = "document", .slug = "documents",
    .label = "Document", .plural = "Documents", .prefix = "DOC",
    .clause = "documented-information",
    .intro = "Documented information under control: owner, storage, access, retention and "
        "review.",
    .examples = { "Information security policy",
        "ISMS scope" },
    .review = "Per type, default 12 months", .review_months = 12,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "draft", .final = "archived",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM DO", .editors = "IM @owner",
};
