/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Supplier review: clause 8.1 (SRV-). */
#include "isms/types.h"

enum {
    F_SUPPLIER, F_DATE, F_REVIEWER, F_RESULT, F_SUMMARY, F_ACTIONS, N_FIELDS
};

// clang-format off
static const struct choice result_choices[] = {
    { "satisfactory", "Satisfactory" },
    { "conditions", "Conditions" },
    { "unsatisfactory", "Unsatisfactory" },
};

static const struct field fields[] = {
    [F_SUPPLIER] = { "supplier", "Supplier", REF("Supplier"), REQUIRED | LISTED,
        .help = "The supplier",
        .inverse = "Supplier reviews" },
    [F_DATE] = { "date", "Date", DATE, REQUIRED | LISTED },
    [F_REVIEWER] = { "reviewer", "Reviewer", REF("Person"), REQUIRED | LISTED,
        .help = "Who did the review",
        .inverse = "Reviewer of supplier reviews" },
    [F_RESULT] = { "result", "Result", ENUM(result_choices), REQUIRED | LISTED,
        .help = "What came of it" },
    [F_SUMMARY] = { "summary", "Summary", TEXT, REQUIRED | LISTED | SEARCHED,
        .help = "The main points in a few sentences" },
    [F_ACTIONS] = { "actions", "Actions", REFS("Action"), 0,
        .help = "Actions that follow",
        .inverse = "Supplier reviews" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

const struct rec_type type_supplier_review = {
    .name = "SupplierReview", .table = "supplier_review", .slug = "supplier-reviews",
    .label = "Supplier review", .plural = "Supplier reviews", .prefix = "SRV",
    .clause = "operation",
    .intro = "The regular look at a supplier and what came of it.",
    .examples = { "Certificate and control mapping read; two shared-responsibility points "
            "clarified",
        "Report read, one exception not relevant" },
    .review = "See supplier", .review_months = 0,
    FIELDS(fields), .title = F_SUMMARY, .named_by = "supplier date",
    NO_STATE,
    .creators = "IM PO RO", .editors = "IM @reviewer",
};
