/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Evidence: clause 7.5.1 (EVD-). */
#include "isms/types.h"

enum {
    F_TITLE, F_KIND, F_COLLECTED_ON, F_COLLECTED_BY, F_PERIOD_FROM, F_PERIOD_TO, F_SOURCE,
    F_SHA256, F_SUPPORTS, F_RETENTION_UNTIL, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "document", "Document" },
    { "screenshot", "Screenshot" },
    { "log_extract", "Log extract" },
    { "ticket", "Ticket" },
    { "report", "Report" },
    { "minutes", "Minutes" },
    { "attestation", "Attestation" },
    { "sample", "Sample" },
    { "export", "Export" },
    { "photo", "Photo" },
};

static const struct choice status_choices[] = {
    { "valid", "Valid" },
    { "obsolete", "Obsolete" },
};

static const struct field fields[] = {
    [F_TITLE] = { "title", "Title", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A short name that people recognise in a list" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_COLLECTED_ON] = { "collected_on", "Collected on", DATE, REQUIRED | LISTED },
    [F_COLLECTED_BY] = { "collected_by", "Collected by", REF("Person"), REQUIRED | LISTED,
        .help = "Who collected it",
        .inverse = "Evidence: collected" },
    [F_PERIOD_FROM] = { "period_from", "Period from", DATE, LISTED },
    [F_PERIOD_TO] = { "period_to", "Period to", DATE, LISTED },
    [F_SOURCE] = { "source", "Source", STR(300), REQUIRED | SEARCHED,
        .help = "Where it comes from" },
    [F_SHA256] = { "sha256", "SHA-256", STR(64), 0,
        .help = "SHA-256 of the file in hexadecimal" },
    [F_SUPPORTS] = { "supports", "Supports", REFS("*"), REQUIRED,
        .help = "Control, Process, ActivityOccurrence, TreatmentAction, Objective, …",
        .inverse = "Evidence" },
    [F_RETENTION_UNTIL] = { "retention_until", "Retention until", DATE, LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "retire", "Mark as obsolete", .from = "valid", .to = "obsolete", .who = "IM",
      .reason = true },
};
// clang-format on

const struct rec_type type_evidence = {
    .name = "Evidence", .table = "evidence", .slug = "evidence",
    .label = "Evidence", .plural = "Evidence", .prefix = "EVD",
    .clause = "documented-information",
    .intro = "What an auditor can look at: the document, log extract or ticket that shows a "
        "control or activity at work.",
    .examples = { "Storage policy export",
        "List of standing administrator rights (empty)" },
    .review = "Per control / activity", .review_months = 0,
    FIELDS(fields), .title = F_TITLE,
    .state = F_STATUS, .initial = "valid", .final = "obsolete",
    STEPS(steps),
    .creators = "IM CO AO PO DO RO IA HR", .editors = "IM @collected_by",
};
