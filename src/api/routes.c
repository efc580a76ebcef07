/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* routes.c - the address space of the API. */
#include "api/api.h"
#include "app/simulation.h"

#define V1 "/o/{org}/api/v1"
#define BODY ((size_t)1 << 20)
#define UPLOAD ((size_t)25 << 20)

// clang-format off
static const struct route routes[] = {
    { M_POST, "/api/v1/session", "public", "Sign in", api_sign_in, 0 },
    { M_GET, "/api/v1/session", "account", "Who is signed in", api_session, 0 },
    { M_DELETE, "/api/v1/session", "account", "Sign out", api_sign_out, 0 },
    { M_GET, "/api/v1/organisations", "account", "The organisations of the account, and where each stands", api_organisations, 0 },
    { M_GET, "/api/v1/openapi.json", "public", "This description", api_openapi, 0 },
    { M_POST, V1 "/session", "public", "Sign in", api_sign_in, 0 },
    { M_GET, V1 "/session", "account", "Who is signed in", api_session, 0 },
    { M_DELETE, V1 "/session", "account", "Sign out", api_sign_out, 0 },
    { M_GET, V1 "/openapi.json", "public", "This description", api_openapi, 0 },
    { M_GET, V1 "/clauses", "member", "The clauses with their colours", api_clauses, 0 },
    { M_GET, V1 "/rules", "member", "The rules with their colours and offenders", api_rules, 0 },
    { M_POST, V1 "/rules/{rule}/waivers", "member", "Waive an offender until a day", api_waive, 0 },
    { M_GET, V1 "/search", "member", "Search over all records", api_search, 0 },
    { M_GET, V1 "/parameters", "member", "The parameters of the rules", api_parameters, 0 },
    { M_PATCH, V1 "/parameters", "manage", "Change parameters", api_parameters_set, 0 },
    { M_GET, V1 "/permissions", "audit", "Who may do what: the permission matrix", api_permissions, 0 },
    { M_GET, V1 "/groups", "member", "Access groups: one's own, or all", api_groups, 0 },
    { M_PUT, V1 "/groups/{group}", "manage", "Add or change an access group", api_group_set, 0 },
    { M_GET, V1 "/own-roles", "audit", "Roles of the organisation's own", api_roles, 0 },
    { M_PUT, V1 "/own-roles/{role}", "users", "Add or change an own role", api_role_set, 0 },
    { M_DELETE, V1 "/own-roles/{role}", "users", "Remove an own role", api_role_remove, 0 },
    { M_GET, V1 "/reads", "audit", "Who read restricted records", api_reads, 0 },
    { M_POST, V1 "/simulate", "member", "Simulate what risks may cost in a year", api_simulate, SIMULATION_BYTES,
        .apart = true },
    { M_GET, V1 "/{types}", "member", "List records", api_list, 0 },
    { M_POST, V1 "/{types}", "member", "Add a record", api_create, BODY },
    { M_GET, V1 "/{types}/{key}", "member", "Read a record", api_get, 0 },
    { M_PATCH, V1 "/{types}/{key}", "member", "Edit a record", api_patch, BODY },
    { M_DELETE, V1 "/{types}/{key}", "member", "Delete a record", api_delete, 0 },
    { M_POST, V1 "/{types}/{key}/steps/{step}", "member", "Take a step of the work flow", api_step, BODY },
    { M_GET, V1 "/{types}/{key}/history", "member", "The history of a record", api_history, 0 },
    { M_GET, V1 "/{types}/{key}/comments", "member", "The comments on a record", api_comments, 0 },
    { M_POST, V1 "/{types}/{key}/comments", "member", "Comment on a record", api_comment_add, 0 },
    { M_GET, V1 "/{types}/{key}/tags", "member", "The tags of a record", api_tags, 0 },
    { M_PUT, V1 "/{types}/{key}/tags", "member", "Set the tags of a record", api_tags_set, 0 },
    { M_GET, V1 "/{types}/{key}/access", "member", "The access groups of a record", api_access, 0 },
    { M_PUT, V1 "/{types}/{key}/access", "member", "Restrict a record to access groups", api_access_set, 0 },
    { M_GET, V1 "/{types}/{key}/reads", "member", "Who read a restricted record", api_record_reads, 0 },
    { M_GET, V1 "/{types}/{key}/attachments", "member", "The attachments of a record", api_attachments, 0 },
    { M_POST, V1 "/{types}/{key}/attachments", "member", "Attach a file", api_attachment_add, UPLOAD },
    { M_GET, V1 "/{types}/{key}/attachments/{id}", "member", "Read an attached file", api_attachment, 0 },
};
// clang-format on

const struct site api_site = { "api", routes, ARRAY_LEN(routes), api_problem, api_once, api_again };
