/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* routes.c - the address space of the pages. */
#include "web/form.h"
#include "web/record.h"

#define ORG "/o/{org}"
#define REC ORG "/r/{types}/{key}"
#define UPLOAD ((size_t)25 << 20)

// clang-format off
static const struct route routes[] = {
    { M_GET, "/", "account", "To the only organisation, or to all of them", web_root, 0 },
    { M_GET, "/orgs", "account", "The organisations of an account, with their colours", web_orgs, 0 },
    { M_GET, "/installation", "admin", "All organisations of the installation", web_installation, 0 },
    { M_POST, "/installation", "admin", "Make an organisation", web_installation_make, 0 },
    { M_GET, "/installation/orgs/{slug}", "admin", "One organisation: limits, archive, copy, erasure",
        web_installation_org, 0 },
    { M_POST, "/installation/orgs/{slug}", "admin", "Limit, archive, copy or erase an organisation",
        web_installation_do, 0 },
    { M_GET, "/installation/proofs/{id}", "admin", "The signed proof of an erasure", web_proof, 0 },
    { M_GET, "/installation/key", "admin", "The public key that proofs are checked with", web_seal, 0 },
    { M_GET, "/healthz", "public", "Is the server there", web_health, 0 },
    { M_GET, "/assets/{name}", "public", "Styles, scripts and icons", web_asset, 0 },
    { M_GET, "/signin", "public", "The sign-in page", web_sign_in_form, 0 },
    { M_POST, "/signin", "public", "Sign in", web_sign_in, 0 },
    { M_POST, "/signout", "public", "Sign out", web_sign_out, 0 },
    { M_POST, "/theme", "public", "Light, dark or the system's theme", web_theme, 0 },
    { M_GET, "/account", "account", "The own password", web_account, 0 },
    { M_GET, ORG "/r/{types}/new", "member", "The form of a new record", web_new, 0 },
    { M_POST, ORG "/r/{types}", "member", "Add a record", web_create, FORM_BODY },
    { M_GET, REC "/edit", "member", "The form of a record", web_edit, 0 },
    { M_POST, REC "/edit", "member", "Save a record", web_update, FORM_BODY },
    { M_GET, REC "/delete", "member", "What deleting a record does", web_delete_ask, 0 },
    { M_POST, REC "/delete", "member", "Delete a record", web_delete, 0 },
    { M_GET, REC "/steps/{step}", "member", "What a step does, and what it asks", web_step_ask, 0 },
    { M_POST, REC "/steps/{step}", "member", "Take a step of the work flow", web_step, FORM_BODY },
    { M_GET, ORG "/pick", "member", "Records to point to, as JSON", web_pick, 0 },
    { M_POST, "/account", "account", "Change the own password", web_password, 0 },
    { M_GET, ORG, "member", "The board of all clauses", web_board, 0 },
    { M_GET, ORG "/as-of", "member", "Turn to a day of the past", web_as_of, 0 },
    { M_GET, ORG "/work", "member", "What is mine", web_work, 0 },
    { M_GET, ORG "/c/{clause}", "member", "A clause", web_clause, 0 },
    { M_GET, ORG "/waivers", "member", "Ask for a waiver", web_waive_form, 0 },
    { M_POST, ORG "/waivers", "member", "Waive a finding until a day", web_waive, 0 },
    { M_GET, REC, "member", "A record", web_record, 0 },
    { M_GET, REC "/handover", "member", "What a person would hand over", web_handover_ask, 0 },
    { M_POST, REC "/handover", "member", "Hand everything open to another person", web_handover, 0 },
    { M_POST, REC "/comments", "member", "Comment on a record", web_comment, 0 },
    { M_POST, REC "/tags", "member", "Set the tags of a record", web_tags, 0 },
    { M_POST, REC "/attachments", "member", "Attach a file", web_attach, UPLOAD },
    { M_GET, REC "/access", "member", "Who reads a record", web_access, 0 },
    { M_POST, REC "/access", "member", "Restrict a record to access groups", web_access_save, 0 },
    { M_GET, REC "/attachments/{id}", "member", "An attached file", web_file, 0 },
    { M_GET, ORG "/r/{types}", "member", "A register: its rows, filtered and sorted; or as CSV",
        web_register, 0 },
    { M_GET, ORG "/r/{types}/bulk", "member", "Ways to change several records", web_bulk_ways, 0 },
    { M_POST, ORG "/r/{types}/bulk", "member", "Change several records, all or none", web_bulk,
        256 << 10 },
    { M_POST, ORG "/r/{types}/views", "member", "Keep or delete a view of a register", web_views,
        0 },
    { M_GET, ORG "/search", "member", "Search over everything", web_search, 0 },
    { M_GET, ORG "/k/{key}", "member", "To the record of a key", web_key, 0 },
    { M_GET, ORG "/settings", "manage", "Settings of the organisation", web_settings, 0 },
    { M_POST, ORG "/settings", "manage", "Change the settings", web_settings_save, 0 },
    { M_GET, ORG "/groups", "member", "Access groups: one's own, or all", web_groups, 0 },
    { M_POST, ORG "/groups", "manage", "Add and change access groups", web_groups_save, 0 },
    { M_GET, ORG "/reads", "audit", "Who read restricted records", web_reads, 0 },
    { M_GET, ORG "/permissions", "audit", "Who may do what", web_permissions, 0 },
    { M_GET, ORG "/own-roles", "audit", "Roles of the organisation's own", web_roles, 0 },
    { M_POST, ORG "/own-roles", "users", "Add, change and remove own roles", web_roles_save, 0 },
    { M_GET, ORG "/members", "users", "Who can sign in, with which roles", web_members, 0 },
    { M_POST, ORG "/members", "users", "Add, change and remove members", web_members_save, 0,
        .apart = true },
};
// clang-format on

const struct site web_site = { "ui", routes, ARRAY_LEN(routes), web_error, web_once, NULL };
