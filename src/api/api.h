/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* api.h - the JSON API: handlers of the route table in routes.c. */
#ifndef ISMENE_API_H
#define ISMENE_API_H

#include "app/app.h"

extern const struct site api_site;

/* records.c */
int api_list(struct call *k);
int api_create(struct call *k);
int api_get(struct call *k);
int api_patch(struct call *k);
int api_delete(struct call *k);
int api_step(struct call *k);
int api_history(struct call *k);
/* notes.c */
int api_comments(struct call *k);
int api_comment_add(struct call *k);
int api_tags(struct call *k);
int api_tags_set(struct call *k);
int api_attachments(struct call *k);
int api_attachment_add(struct call *k);
int api_attachment(struct call *k);
/* conform.c */
int api_clauses(struct call *k);
int api_rules(struct call *k);
int api_waive(struct call *k);
int api_search(struct call *k);
int api_parameters(struct call *k);
int api_parameters_set(struct call *k);
/* access.c */
int api_groups(struct call *k);
int api_group_set(struct call *k);
int api_access(struct call *k);
int api_access_set(struct call *k);
int api_reads(struct call *k);
int api_record_reads(struct call *k);
/* roles.c */
int api_roles(struct call *k);
int api_role_set(struct call *k);
int api_role_remove(struct call *k);
/* permissions.c */
int api_permissions(struct call *k);
/* simulate.c */
int api_simulate(struct call *k);
/* session.c */
int api_sign_in(struct call *k);
int api_session(struct call *k);
int api_sign_out(struct call *k);
/* organisations.c */
int api_organisations(struct call *k);
/* openapi.c */
int api_openapi(struct call *k);
void openapi_write(struct arena *a, struct buf *out);

/* Shared. */
void api_problem(struct call *k);               /* RFC 9457 */
struct json_out api_json(struct call *k, int status);   /* begin a JSON response */
int api_type(struct call *k, const struct rec_type **ret) MUST_USE;     /* of {types} */
int api_record(struct call *k, struct rec **ret) MUST_USE;      /* of {types}/{key}, readable */
/* The JSON object of the body; decref it. */
int api_body(struct call *k, json_t **ret) MUST_USE;
/* The same with these members alone, blank-separated. */
int api_body_of(struct call *k, const char *names, json_t **ret) MUST_USE;
/* A text member, kept by the call; NULL when it is absent or no text. */
const char *api_text(struct call *k, const json_t *body, const char *name);
/* If-Match against the record: E_PRECONDITION without, E_STALE when it differs. */
int api_precondition(struct call *k, const struct rec *r) MUST_USE;
void api_one(struct call *k, const struct rec *r, int status);  /* the record with its ETag */
void api_location(struct call *k, const struct rec_type *t, const char *key);
const char *api_once(struct call *k);           /* Idempotency-Key */
void api_again(struct call *k, struct slice body);      /* the headers of an answer given again */

#endif
