/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Document version: clause 7.5.2 (DVR-). */
#include "isms/types.h"
#include "rec/store.h"

enum {
    F_DOCUMENT, F_VERSION, F_AUTHOR, F_CREATED_ON, F_CHANGE_SUMMARY, F_LANGUAGE, F_FORMAT,
    F_FILE_NAME, F_SHA256, F_REVIEWED_BY, F_APPROVED_BY, F_APPROVED_ON, F_PUBLISHED_ON,
    F_WITHDRAWN_ON, F_STATUS, N_FIELDS
};

// clang-format off
static const struct choice status_choices[] = {
    { "draft", "Draft" },
    { "in_review", "In review" },
    { "approved", "Approved" },
    { "published", "Published" },
    { "superseded", "Superseded" },
    { "rejected", "Rejected" },
};

static const struct field fields[] = {
    [F_DOCUMENT] = { "document", "Document", REF("Document"), REQUIRED | LISTED,
        .help = "The document it belongs to",
        .inverse = "Document versions" },
    [F_VERSION] = { "version", "Version", STR(300), REQUIRED | LISTED | SEARCHED,
        .help = "A number or date that tells versions apart" },
    [F_AUTHOR] = { "author", "Author", REF("Person"), REQUIRED | LISTED,
        .help = "Who wrote it",
        .inverse = "Author of document versions" },
    [F_CREATED_ON] = { "created_on", "Created on", DATE, REQUIRED | LISTED },
    [F_CHANGE_SUMMARY] = { "change_summary", "Change summary", TEXT, REQUIRED | SEARCHED,
        .help = "What changed since the version before" },
    [F_LANGUAGE] = { "language", "Language", STR(300), REQUIRED,
        .help = "For example en" },
    [F_FORMAT] = { "format", "Format", STR(300), REQUIRED,
        .help = "For example PDF" },
    [F_FILE_NAME] = { "file_name", "File name", STR(300), REQUIRED,
        .help = "Name of the file" },
    [F_SHA256] = { "sha256", "SHA-256", STR(64), REQUIRED,
        .help = "SHA-256 of the file in hexadecimal" },
    [F_REVIEWED_BY] = { "reviewed_by", "Reviewed by", REF("Person"), LISTED,
        .help = "Who reviewed",
        .inverse = "Document versions: reviewed" },
    [F_APPROVED_BY] = { "approved_by", "Approved by", REF("Person"), LISTED | READONLY,
        .help = "Filled by the approval",
        .inverse = "Document versions: approved" },
    [F_APPROVED_ON] = { "approved_on", "Approved on", DATE, LISTED | READONLY,
        .help = "Filled by the approval" },
    [F_PUBLISHED_ON] = { "published_on", "Published on", DATE, LISTED },
    [F_WITHDRAWN_ON] = { "withdrawn_on", "Withdrawn on", DATE, LISTED },
    [F_STATUS] = { "status", "Status", ENUM(status_choices), REQUIRED | LISTED | READONLY,
        .help = "Where it stands; changed by the buttons of the work flow" },
};
ALL_DECLARED(fields, N_FIELDS);

static const struct when whens[] = {
    { "status", "approved published superseded", "approved_by approved_on" },
    { "status", "published superseded", "published_on" },
    { "status", "superseded", "withdrawn_on" },
};
// clang-format on

/* The top policy is approved by top management (5.2). */
static int
policy_by_top(struct ctx *c, const struct rec *r)
{
    if (actor_has(c, ROLE_TM) || rec_text(r, F_DOCUMENT) == NULL)
        return 0;
    if (rec_exists(c, SQL("select 1 from document where key = $key and doc_type = 'policy_top'"),
            rec_text(r, F_DOCUMENT)))
        return fail(c, E_DENIED, "The information security policy is approved by top management.");
    return (int)c->err;
}

static int
withdraw(struct ctx *c, const struct rec *r, const char *key)
{
    struct rec *old;

    if (rec_load_stored(c, r->type, key, &old) != 0)
        return (int)c->err;
    rec_set_text(c, old, F_STATUS, "superseded");
    if (rec_is_null(old, F_WITHDRAWN_ON))
        rec_set_int(old, F_WITHDRAWN_ON, c->today);
    return rec_save_system(c, old, "superseded", NULL);
}

/* One version is current: the one before is withdrawn in the same step (7.5.3). */
static int
replace_published(struct ctx *c, const struct rec *r)
{
    char *before = db_get_text(c, SQL("select key from document_version where document = $doc "
        "and status = 'published' and key <> $key order by id limit 1"),
        BINDS(bind_text("doc", rec_text(r, F_DOCUMENT)), bind_text("key", r->key)));
    struct rec *doc;

    if (before != NULL && withdraw(c, r, before) != 0)
        return (int)c->err;
    if (rec_load_stored(c, rec_type_by_name(SLICE("Document")), rec_text(r, F_DOCUMENT), &doc) != 0)
        return (int)c->err;
    if (strcmp(rec_state(doc), "draft") != 0)
        return 0;
    rec_set_text(c, doc, doc->type->state, "published");
    return rec_save_system(c, doc, "published", NULL);
}

// clang-format off
static const struct step steps[] = {
    { "submit", "Submit for review", .from = "draft", .to = "in_review", .who = "@author IM" },
    { "approve", "Approve", .from = "in_review", .to = "approved", .who = "TM IM DO",
      .differs = "@author author", .sets = "approved_by=@me approved_on=@today",
      .guard = policy_by_top },
    { "reject", "Reject", .from = "in_review", .to = "rejected", .who = "TM IM DO",
      .reason = true },
    { "publish", "Publish", .from = "approved", .to = "published", .who = "DO IM",
      .sets = "published_on=@today", .after = replace_published },
};
// clang-format on

const struct rec_type type_document_version = {
    .name = "DocumentVersion", .table = "document_version", .slug = "document-versions",
    .label = "Document version", .plural = "Document versions", .prefix = "DVR",
    .clause = "document-creation",
    .intro = "One version of a document, from draft to withdrawal, approved by somebody other "
        "than its author.",
    .examples = { "1.0",
        "1.1" },
    .review = "As the work goes on", .review_months = 0,
    FIELDS(fields), .title = F_VERSION, .named_by = "document version",
    .state = F_STATUS, .initial = "draft", .final = "superseded rejected",
    STEPS(steps),
    WHENS(whens),
    .creators = "IM DO",
    .editors = "IM @author",
    .frozen = "in_review approved published superseded rejected",
};
