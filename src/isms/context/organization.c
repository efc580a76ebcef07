/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Organisation: clause 4.1 (ORG-). */
#include "isms/types.h"

enum {
    F_NAME, F_PURPOSE, F_PRODUCTS_SERVICES, F_SECTOR, F_HEADCOUNT, F_HEADCOUNT_IN_SCOPE,
    F_COUNTRY, F_TIMEZONE, F_CURRENCY, F_FISCAL_YEAR_START, F_RISK_APPETITE, F_EDITION, N_FIELDS
};

// clang-format off
static const struct choice edition_choices[] = {
    { "2022_amd1", "2022 with Amendment 1" },
    { "2013_27003", "2013 (ISO/IEC 27003:2017)" },
};

static const struct field fields[] = {
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The name people use" },
    [F_PURPOSE] = { "purpose", "Purpose", TEXT, REQUIRED | SEARCHED,
        .help = "Why the organisation exists; issues are judged against it" },
    [F_PRODUCTS_SERVICES] = { "products_services", "Products services", TEXT, REQUIRED | SEARCHED,
        .help = "What you offer to whom" },
    [F_SECTOR] = { "sector", "Sector", STR(300), SEARCHED },
    [F_HEADCOUNT] = { "headcount", "Headcount", INT(0, 1000000), REQUIRED },
    [F_HEADCOUNT_IN_SCOPE] = { "headcount_in_scope", "Headcount in scope", INT(0, 1000000),
        REQUIRED,
        .help = "Drives certification audit time" },
    [F_COUNTRY] = { "country", "Country", STR(300), SEARCHED },
    [F_TIMEZONE] = { "timezone", "Time zone", STR(300), REQUIRED,
        .help = "Name of the IANA time zone, for example Europe/Dublin" },
    [F_CURRENCY] = { "currency", "Currency", STR(300), REQUIRED,
        .help = "ISO 4217 code, for example EUR" },
    [F_FISCAL_YEAR_START] = { "fiscal_year_start", "Fiscal year start", STR(300), 0,
        .help = "MM-DD" },
    [F_RISK_APPETITE] = { "risk_appetite", "Risk appetite", TEXT, SEARCHED,
        .help = "One paragraph, approved by top management" },
    [F_EDITION] = { "edition", "Edition", ENUM(edition_choices), REQUIRED | LISTED,
        .help = "Which clause numbering the UI shows" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

const struct rec_type type_organization = {
    .name = "Organization", .table = "organization", .slug = "organizations",
    .label = "Organisation", .plural = "Organisation profile", .prefix = "ORG",
    .clause = "context",
    .intro = "Who you are: purpose, size, time zone and currency. Issues and risks are judged "
        "against the purpose, and the certification body takes audit time from the headcount.",
    .examples = { "Quillbeck Software Ltd (fictional example)" },
    .review = "12 months", .review_months = 12,
    .flags = SINGLETON,
    FIELDS(fields), .title = F_NAME,
    NO_STATE,
    .editors = "IM TM SYS",
};
