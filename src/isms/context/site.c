/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Site: clause 4.3 (SIT-). */
#include "isms/types.h"

enum {
    F_NAME, F_KIND, F_ADDRESS, F_IN_SCOPE, F_HEADCOUNT, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice kind_choices[] = {
    { "office", "Office" },
    { "datacentre", "Data centre" },
    { "cloud_region", "Cloud region" },
    { "home_working", "Home working" },
    { "warehouse", "Warehouse" },
    { "other", "Other" },
};

static const struct choice status_choices[] = {
    { "active", "Active" },
    { "closed", "Closed" },
};

static const struct field fields[] = {
    [F_NAME] = { "name", "Name", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "The name people use" },
    [F_KIND] = { "kind", "Kind", ENUM(kind_choices), REQUIRED | LISTED },
    [F_ADDRESS] = { "address", "Address", TEXT, SEARCHED,
        .help = "Address of this site" },
    [F_IN_SCOPE] = { "in_scope", "In scope", BOOL, REQUIRED | LISTED },
    [F_HEADCOUNT] = { "headcount", "Headcount", INT(0, 1000000), 0 },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);
// clang-format on

// clang-format off
static const struct step steps[] = {
    { "close", "Close", .from = "active", .to = "closed", .who = "IM" },
};
// clang-format on

const struct rec_type type_site = {
    .name = "Site", .table = "site", .slug = "sites",
    .label = "Site", .plural = "Sites", .prefix = "SIT",
    .clause = "scope",
    .intro = "Every place where work under your control happens: offices, data centres, cloud "
        "regions and homes. The scope and the audit programme refer to them.",
    .examples = { "Galway office",
        "Home working places" },
    .review = "12 months", .review_months = 12,
    FIELDS(fields), .title = F_NAME,
    .state = F_STATUS, .initial = "active", .final = "closed",
    STEPS(steps),
};
