/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * openapi.c - the OpenAPI 3.1 description, derived from the route table and
 * the record types: {types} is written out once a type.
 */
#include "api/api.h"
#include "base/embed.h"
#include "rec/kind.h"

static const char *
lower(enum method m)
{
    static const char *const names[] = { "get", "head", "post", "patch", "put", "delete" };

    return names[m];
}

static void
write_ref(struct json_out *j, const char *section, const char *name)
{
    json_obj(j);
    json_key(j, "$ref");
    buf_printf(j->b, "\"#/components/%s/%s\"", section, name);
    j->comma = true;
    json_end_obj(j);
}

static void
write_parameter(struct json_out *j, const char *name, const char *in, bool required,
    const char *about)
{
    json_obj(j);
    json_kv(j, "name", name);
    json_kv(j, "in", in);
    json_key(j, "required");
    json_flag(j, required);
    if (about != NULL)
        json_kv(j, "description", about);
    json_key(j, "schema");
    json_obj(j);
    json_kv(j, "type", "string");
    json_end_obj(j);
    json_end_obj(j);
}

static void
write_path_parameters(struct json_out *j, const char *pattern)
{
    char name[40];

    for (const char *p = strchr(pattern, '{'); p != NULL; p = strchr(p, '{')) {
        size_t n = strcspn(++p, "}");

        if (n >= sizeof name)
            continue;
        memcpy(name, p, n);
        name[n] = '\0';
        write_parameter(j, name, "path", true, strcmp(name, "org") == 0
            ? "Slug of the organisation; slug@YYYY-MM-DD reads it as it stood then" : NULL);
    }
}

static void
write_filters(struct json_out *j, const struct rec_type *t)
{
    write_parameter(j, "limit", "query", false, "1 to 200, usually 50");
    write_parameter(j, "after", "query", false, "The `next` of the page before");
    write_parameter(j, "sort", "query", false, "A field; with - in front: descending");
    write_parameter(j, "q", "query", false, "Words to search for");
    write_parameter(j, "open", "query", false, "true: without closed records");
    for (size_t i = 0; i < t->nfields; i++)
        if (t->fields[i].flags & LISTED)
            write_parameter(j, t->fields[i].name, "query", false, t->fields[i].label);
}

static void
write_content(struct json_out *j, const char *media, const char *section, const char *name)
{
    json_key(j, "content");
    json_obj(j);
    json_key(j, media);
    json_obj(j);
    json_key(j, "schema");
    if (name != NULL) {
        write_ref(j, section, name);
    } else {
        json_obj(j);
        json_end_obj(j);
    }
    json_end_obj(j);
    json_end_obj(j);
}

static void
write_response(struct json_out *j, const char *status, const char *about, const char *media,
    const char *schema)
{
    json_key(j, status);
    json_obj(j);
    json_kv(j, "description", about);
    if (media != NULL)
        write_content(j, media, "schemas", schema);
    json_end_obj(j);
}

/* Bodies that are no records: what is sent and what comes back, by the schemas below. */
static const struct { int (*handler)(struct call *k); const char *status, *in, *out; } others[] = {
    { api_sign_in, "201", "Credentials", "Session" },
    { api_session, "200", NULL, "Session" },
    { api_organisations, "200", NULL, "Organisations" },
    { api_clauses, "200", NULL, "Clauses" },
    { api_rules, "200", NULL, "Rules" },
    { api_waive, "201", "Waiver", "Done" },
    { api_search, "200", NULL, "Hits" },
    { api_parameters, "200", NULL, "Parameters" },
    { api_permissions, "200", NULL, "Permissions" },
    { api_parameters_set, "200", "Parameters", "Parameters" },
    { api_simulate, "200", "Simulation", "SimulationAnswer" },
    { api_step, "200", "Step", NULL },
    { api_history, "200", NULL, "History" },
    { api_comments, "200", NULL, "Comments" },
    { api_comment_add, "201", "Comment", "Done" },
    { api_tags, "200", NULL, "Tags" },
    { api_roles, "200", NULL, "Roles" },
    { api_role_set, "200", "RoleChange", "Roles" },
    { api_groups, "200", NULL, "Groups" },
    { api_group_set, "200", "GroupChange", "Group" },
    { api_access, "200", NULL, "Access" },
    { api_access_set, "200", "AccessChange", "Access" },
    { api_reads, "200", NULL, "Reads" },
    { api_record_reads, "200", NULL, "Reads" },
    { api_tags_set, "200", "Tags", "Tags" },
    { api_attachments, "200", NULL, "Attachments" },
    { api_attachment_add, "201", "Upload", "Done" },
    { api_attachment, "200", NULL, "Bytes" },
    { api_openapi, "200", NULL, "Any" },
    { api_create, "201", NULL, NULL },
};

static const char *
success_of(const struct route *r)
{
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (others[i].handler == r->handler)
            return others[i].status;
    return r->method == M_DELETE ? "204" : "200";
}

static const char *
schema_of(struct arena *a, const struct route *r, const struct rec_type *t)
{
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (others[i].handler == r->handler && others[i].out != NULL)
            return others[i].out;
    if (t == NULL)
        return "Any";
    return r->handler == api_list ? arena_printf(a, "%sList", t->name) : t->name;
}

static void
write_body(struct json_out *j, const struct route *r, const struct rec_type *t)
{
    const char *schema = t != NULL ? t->name : "Any";

    if (r->method != M_POST && r->method != M_PATCH && r->method != M_PUT)
        return;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (others[i].handler == r->handler && others[i].in != NULL)
            schema = others[i].in;
    json_key(j, "requestBody");
    json_obj(j);
    write_content(j, r->handler == api_attachment_add ? "multipart/form-data"
        : "application/json", "schemas", schema);
    json_end_obj(j);
}

static void
write_operation(struct arena *a, struct json_out *j, const struct route *r,
    const struct rec_type *t)
{
    const char *ok = success_of(r);

    json_key(j, lower(r->method));
    json_obj(j);
    json_kv(j, "summary", t != NULL ? arena_printf(a, "%s (%s)", r->summary, t->plural)
        : r->summary);
    if (t != NULL) {
        json_key(j, "tags");
        json_arr(j);
        json_text(j, t->name);
        json_end_arr(j);
    }
    json_key(j, "parameters");
    json_arr(j);
    write_path_parameters(j, r->pattern);
    if (r->handler == api_list)
        write_filters(j, t);
    if (r->handler == api_organisations) {
        write_parameter(j, "q", "query", false, "Words of the name");
        write_parameter(j, "colour", "query", false, "red, amber, green, unknown or archived");
        write_parameter(j, "sort", "query", false, "worst (first) or name");
    }
    if (r->handler == api_patch || r->handler == api_delete)
        write_parameter(j, "If-Match", "header", true, "The ETag as it was read");
    if (r->method != M_GET && !r->apart && strncmp(r->pattern, "/o/", 3) == 0
        && strcmp(r->perm, "public") != 0 && strcmp(r->perm, "account") != 0)
        write_parameter(j, "Idempotency-Key", "header", false, "Repeats are answered once");
    if (r->method != M_GET && strcmp(r->perm, "public") != 0)
        write_parameter(j, "X-CSRF-Token", "header", true, "As the sign-in gave it");
    json_end_arr(j);
    write_body(j, r, t);
    json_key(j, "responses");
    json_obj(j);
    write_response(j, ok, "Done", strcmp(ok, "204") == 0 ? NULL : r->handler == api_attachment
        ? "application/octet-stream" : "application/json", schema_of(a, r, t));
    write_response(j, "default", "A problem (RFC 9457)", "application/problem+json", "Problem");
    json_end_obj(j);
    if (strcmp(r->perm, "public") != 0) {
        json_key(j, "security");
        buf_lit(j->b, "[{\"session\":[]}]");
        j->comma = true;
    }
    json_end_obj(j);
}

/* The pattern with {types} written out. */
static char *
path_of(struct arena *a, const struct route *r, const struct rec_type *t)
{
    const char *at = strstr(r->pattern, "{types}");

    if (t == NULL || at == NULL)
        return arena_strdup(a, r->pattern);
    return arena_printf(a, "%.*s%s%s", (int)(at - r->pattern), r->pattern, t->slug, at + 7);
}

/* All methods of one path, once: at its first row. */
static void
write_path(struct arena *a, struct json_out *j, size_t i, const struct rec_type *t)
{
    const struct route *rows = api_site.routes;

    for (size_t k = 0; k < i; k++)
        if (strcmp(rows[k].pattern, rows[i].pattern) == 0)
            return;
    json_key(j, path_of(a, &rows[i], t));
    json_obj(j);
    for (size_t k = i; k < api_site.nroutes; k++)
        if (strcmp(rows[k].pattern, rows[i].pattern) == 0)
            write_operation(a, j, &rows[k], t);
    json_end_obj(j);
}

static void
write_paths(struct arena *a, struct json_out *j)
{
    json_obj(j);
    for (size_t i = 0; i < api_site.nroutes; i++)
        if (strstr(api_site.routes[i].pattern, "{types}") == NULL)
            write_path(a, j, i, NULL);
    for (size_t t = 0; t < n_rec_types; t++)
        for (size_t i = 0; i < api_site.nroutes; i++)
            if (strstr(api_site.routes[i].pattern, "{types}") != NULL)
                write_path(a, j, i, rec_types[t]);
    json_end_obj(j);
}

static void
nullable(struct json_out *j, const struct field *f)
{
    json_obj(j);
    json_key(j, "anyOf");
    json_arr(j);
    field_schema(j, f);
    buf_lit(j->b, ",{\"type\":\"null\"}");
    json_end_arr(j);
    json_kv(j, "title", f->label);
    json_end_obj(j);
}

static void
write_schema(struct arena *a, struct json_out *j, const struct rec_type *t)
{
    json_key(j, t->name);
    json_obj(j);
    json_kv(j, "type", "object");
    json_kv(j, "description", t->intro != NULL ? t->intro : t->label);
    json_key(j, "properties");
    json_obj(j);
    buf_lit(j->b, "\"key\":{\"type\":\"string\",\"readOnly\":true},"
        "\"type\":{\"type\":\"string\",\"readOnly\":true},"
        "\"revision\":{\"type\":\"integer\",\"readOnly\":true}");
    j->comma = true;
    for (size_t i = 0; i < t->nfields; i++) {
        json_key(j, t->fields[i].name);
        nullable(j, &t->fields[i]);
    }
    json_end_obj(j);
    buf_lit(j->b, ",\"additionalProperties\":false");
    json_end_obj(j);
    json_key(j, arena_printf(a, "%sList", t->name));
    json_obj(j);
    json_kv(j, "type", "object");
    json_key(j, "properties");
    json_obj(j);
    json_key(j, "items");
    json_obj(j);
    json_kv(j, "type", "array");
    json_key(j, "items");
    write_ref(j, "schemas", t->name);
    json_end_obj(j);
    json_key(j, "next");
    buf_lit(j->b, "{\"type\":[\"string\",\"null\"]}");
    json_end_obj(j);
    buf_lit(j->b, ",\"required\":[\"items\",\"next\"],\"additionalProperties\":false");
    json_end_obj(j);
}

/* The schemas that are no record's (data/api-schemas.json), without their closing brace. */
static void
write_shared_schemas(struct buf *out)
{
    const struct embedded *f = embed_find("api-schemas.json");
    struct slice text = f != NULL ? slice_trim(f->data) : SLICE("{}");

    buf_add(out, text.p, text.n - 1);
}

void
openapi_write(struct arena *a, struct buf *out)
{
    struct json_out j = { out, false };

    json_obj(&j);
    json_kv(&j, "openapi", "3.1.0");
    json_key(&j, "info");
    buf_lit(out, "{\"title\":\"Ismene\",\"version\":\"1\",\"description\":\"Records, work flow, "
        "history and judgement of an information security management system.\",\"license\":"
        "{\"name\":\"AGPL-3.0-or-later\",\"identifier\":\"AGPL-3.0-or-later\"}}");
    j.comma = true;
    json_key(&j, "paths");
    write_paths(a, &j);
    json_key(&j, "components");
    json_obj(&j);
    json_key(&j, "securitySchemes");
    buf_lit(out, "{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"ismene\"}}");
    j.comma = true;
    json_key(&j, "schemas");
    write_shared_schemas(out);
    j.comma = true;
    for (size_t i = 0; i < n_rec_types; i++)
        write_schema(a, &j, rec_types[i]);
    json_end_obj(&j);
    json_end_obj(&j);
    json_end_obj(&j);
}

int
api_openapi(struct call *k)
{
    api_json(k, 200);
    openapi_write(k->c.arena, k->out);
    return 0;
}
