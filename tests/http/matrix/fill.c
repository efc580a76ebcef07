/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fill.c - from a route of the program's tables and an object to a request.  A
 * route that reads needs nothing here as long as its parameters are known; one
 * that writes needs a row that says what it takes and what it asks of the type.
 */
#include "matrix.h"

#include <stdlib.h>

#include "api/api.h"
#include "web/web.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

#define ORG "/o/{org}"
#define V1 ORG "/api/v1"
#define APIREC V1 "/{types}/{key}"
#define REC ORG "/r/{types}/{key}"

/* Bodies. */

void
form_field(struct buf *b, const char *name, const char *value)
{
    if (b->n > 0)
        buf_lit(b, "&");
    url_escape(b, name, strlen(name));
    buf_lit(b, "=");
    url_escape(b, value, strlen(value));
}

/* A JSON value as a form sends it: of a list every element. */
void
form_value(struct buf *b, const char *name, const json_t *v)
{
    size_t i;
    const json_t *one;

    if (json_is_array(v)) {
        json_array_foreach(v, i, one)
            form_value(b, name, one);
        return;
    }
    if (json_is_string(v))
        form_field(b, name, json_string_value(v));
    else if (json_is_boolean(v))
        form_field(b, name, json_is_true(v) ? "true" : "false");
    else if (json_is_real(v))
        form_field(b, name, format("%.2f", json_real_value(v)));
    else
        form_field(b, name, json_canonical(mem, v));
}

struct body
form_body(struct buf *b)
{
    struct body ret = { "application/x-www-form-urlencoded",
        { arena_strndup(mem, b->p != NULL ? b->p : "", b->n), b->n } };

    buf_free(b);
    return ret;
}

struct body
json_body(const json_t *o)
{
    return (struct body){ "application/json", slice_of(json_canonical(mem, o)) };
}

/* Bodies that are the same for every record: "name=value" pairs or JSON, %zu counts. */
static void
put_json(struct filled *f, const char *text)
{
    char *copy = arena_strdup(mem, text);

    for (char *p = copy; *p; p++)
        if (*p == '\'')
            *p = '"';
    f->body = (struct body){ "application/json", slice_of(copy) };
}

static void
put_form(struct filled *f, const char *text)
{
    f->body = (struct body){ "application/x-www-form-urlencoded", slice_of(text) };
}

static int
side_of(const struct question *c)
{
    return c->side >= 0 ? c->side : c->actor->home;
}

static struct maker
maker_of(const struct question *c)
{
    return (struct maker){ .side = &sides[side_of(c)], .words = "plain", .fresh = true, .named = true };
}

/* What the kinds alone do not say: these fields name whoever asks. */
static const struct { const char *type, *field; } own[] = {
    { "RiskAcceptance", "accepted_by" }, { "Acknowledgement", "person" },
    { "CompetenceEvidence", "assessed_by" },
};

json_t *
new_record(const struct question *c)
{
    struct maker m = maker_of(c);
    json_t *o = record_for(&m, c->type, c->n);
    const char *me = c->actor->person[side_of(c)];

    for (size_t i = 0; i < ARRAY_LEN(own) && me != NULL; i++)
        if (strcmp(own[i].type, c->type->name) == 0)
            json_object_set_new(o, own[i].field, json_string(me));
    if (strcmp(c->type->name, "ResourceAllocation") == 0)       /* decided by a step alone */
        json_object_set_new(o, "decision", json_string("pending"));
    return o;
}

static void
create_json(const struct question *c, struct filled *f)
{
    json_t *o = new_record(c);

    f->body = json_body(o);
    json_decref(o);
}

static void
create_form(const struct question *c, struct filled *f)
{
    json_t *o = new_record(c), *v;
    const char *name;
    struct buf b;

    buf_init(&b, BUF_MAX);
    json_object_foreach(o, name, v)
        form_value(&b, name, v);
    f->body = form_body(&b);
    json_decref(o);
}

/* A field of text that everybody who edits may set. */
const struct field *
text_field(const struct rec_type *t)
{
    for (size_t i = 0; i < t->nfields; i++)
        if (!(t->fields[i].flags & READONLY) && !t->fields[i].shape.list
            && (t->fields[i].shape.kind == K_STR || t->fields[i].shape.kind == K_TEXT)
            && strcmp(t->fields[i].name, "timezone") != 0)
            return &t->fields[i];
    return NULL;
}

static json_t *
one_change(const struct question *c)
{
    const struct field *f = text_field(c->type);

    return f != NULL ? json_pack("{s:s}", f->name, format("plain %zu", c->n)) : json_object();
}

static void
edit_json(const struct question *c, struct filled *f)
{
    json_t *o = one_change(c);

    f->headers = "If-Match: *";
    f->body = json_body(o);
    json_decref(o);
}

static const char *
revision_of(const struct question *c)
{
    struct rec *r = c->side >= 0 && c->key != NULL
        && rec_type_by_prefix(slice_of(c->key)) == c->type
        ? peek(&sides[c->side], c->type, c->key) : NULL;

    return format("%lld", r != NULL ? (long long)r->revision : 1LL);
}

static void
edit_form(const struct question *c, struct filled *f)
{
    const struct field *field = text_field(c->type);
    struct buf b;

    buf_init(&b, BUF_MAX);
    form_field(&b, "_revision", revision_of(c));
    if (field != NULL)
        form_field(&b, field->name, format("plain %zu", c->n));
    f->body = form_body(&b);
}

static void
estimate_form(const struct question *c, struct filled *f)
{
    put_form(f, format("_revision=%s&currency=EUR&tef.min=1&tef.mode=2&tef.max=%zu&vuln.min=1"
        "&vuln.mode=2&vuln.max=3&plm.min=1&plm.mode=2&plm.max=3", revision_of(c), c->n + 3));
}

static void
delete_json(const struct question *c, struct filled *f)
{
    (void)c;
    f->headers = "If-Match: *";
}

static void
delete_form(const struct question *c, struct filled *f)
{
    struct buf b;

    buf_init(&b, BUF_MAX);
    form_field(&b, "_revision", revision_of(c));
    form_field(&b, "_reason", "plain");
    f->body = form_body(&b);
}

/* The fields that the step asks for from where the record is. */
static json_t *
asked(const struct question *c)
{
    struct rec *r = c->side >= 0 && rec_type_by_prefix(slice_of(c->key)) == c->type
        ? peek(&sides[c->side], c->type, c->key) : NULL;
    const struct step *s = r != NULL ? step_here(r, c->step) : NULL;
    static const struct actor system = { .system = true };
    struct ctx ctx = { .arena = mem, .actor = &system };
    struct maker m = maker_of(c);
    json_t *o = json_object();

    if (s == NULL)
        return o;
    for (struct slice l = slice_of(rec_step_fields(&ctx, r, s)), w; word_next(&l, &w); ) {
        int i = rec_field_index(c->type, w);

        if (i >= 0)
            json_object_set_new(o, c->type->fields[i].name,
                value_for(&m, &c->type->fields[i], c->n));
    }
    return o;
}

static void
step_json(const struct question *c, struct filled *f)
{
    json_t *o = asked(c);

    json_object_set_new(o, "reason", json_string("plain"));
    f->body = json_body(o);
    json_decref(o);
}

static void
step_form(const struct question *c, struct filled *f)
{
    json_t *o = asked(c), *v;
    const char *name;
    struct buf b;

    buf_init(&b, BUF_MAX);
    form_field(&b, "_revision", revision_of(c));
    form_field(&b, "_reason", "plain");
    json_object_foreach(o, name, v)
        form_value(&b, name, v);
    f->body = form_body(&b);
    json_decref(o);
}

static void
comment_json(const struct question *c, struct filled *f)
{
    put_json(f, format("{'text':'plain %zu'}", c->n));
}

static void
comment_form(const struct question *c, struct filled *f)
{
    put_form(f, format("text=plain+%zu", c->n));
}

static void
tags_json(const struct question *c, struct filled *f)
{
    put_json(f, format("{'tags':['plain%zu']}", c->n));
}

static void
tags_form(const struct question *c, struct filled *f)
{
    put_form(f, format("tags=plain%zu", c->n));
}

static void
file_form(const struct question *c, struct filled *f)
{
    f->body = (struct body){ "multipart/form-data; boundary=qzb", slice_of(format("--qzb\r\n"
        "Content-Disposition: form-data; name=\"file\"; filename=\"plain.txt\"\r\n"
        "Content-Type: text/plain\r\n\r\nplain %zu\r\n--qzb--\r\n", c->n)) };
}

static void
waive_json(const struct question *c, struct filled *f)
{
    char day[DATE_LEN + 1];

    date_format(clock_today("UTC", clock_now()) + 40, day);
    put_json(f, format("{'until':'%s','reason':'plain'%s}", day,
        c->key != NULL ? format(",'key':'%s'", c->key) : ""));
}

static void
waive_form(const struct question *c, struct filled *f)
{
    char day[DATE_LEN + 1];

    date_format(clock_today("UTC", clock_now()) + 40, day);
    put_form(f, format("rule=R-4.1-04&until=%s&reason=plain&key=%s", day,
        c->key != NULL ? c->key : ""));
}

static void
parameters_json(const struct question *c, struct filled *f)
{
    put_json(f, format("{'due_soon_days':%zu}", 20 + c->n % 9));
}

static void
simulate_json(const struct question *c, struct filled *f)
{
    put_json(f, format("{'trials':%zu,'risks':[{'key':'plain','frequency':{'dist':'poisson',"
        "'rate':1},'loss':2}]}", 10 + c->n % 9));
}

static void
settings_form(const struct question *c, struct filled *f)
{
    put_form(f, format("due_soon_days=%zu", 20 + c->n % 9));
}

static void
keep_form(const struct question *c, struct filled *f)
{
    (void)c;
    put_form(f, "assessment=RAM-99999");
}

static void
calibration_form(const struct question *c, struct filled *f)
{
    (void)c;
    put_form(f, "do=begin");
}

/* Roles and person as they are: whoever asks next finds the same people. */
static void
members_form(const struct question *c, struct filled *f)
{
    const struct asker *a = &actors[0];

    while (a->kind != LIVE || a->home != side_of(c) || a->roles[1 - a->home] != NULL)
        a++;
    put_form(f, format("do=roles&id=%s&role=%s&person=%s", c->id != NULL ? c->id
        : format("%lld", (long long)peek_account(a->email)), a->roles[a->home],
        a->person[a->home]));
}

static void
views_form(const struct question *c, struct filled *f)
{
    put_form(f, format("name=plain%zu&query=%s", c->n % 20,
        c->key != NULL ? format("owner%%3D%s", c->key) : "q%3Dplain"));
}

static void
bulk_form(const struct question *c, struct filled *f)
{
    put_form(f, format("do=tag&tag=plain%zu&key=%s", c->n, c->key != NULL ? c->key : ""));
}

static void
handover_form(const struct question *c, struct filled *f)
{
    const struct asker *a = &actors[0];

    while (a->person[side_of(c)] == NULL || (c->key != NULL
            && strcmp(a->person[side_of(c)], c->key) == 0))
        a++;
    put_form(f, format("to=%s", a->person[side_of(c)]));
}

static void
group_json(const struct question *c, struct filled *f)
{
    put_json(f, format("{'name':'plain %zu','members':['EM']}", c->n));
}

static void
group_form(const struct question *c, struct filled *f)
{
    put_form(f, format("code=plain&name=plain+%zu&members=EM", c->n));
}

static void
role_json(const struct question *c, struct filled *f)
{
    put_json(f, format("{'name':'plain %zu','grants':['EM']}", c->n));
}

static void
role_form(const struct question *c, struct filled *f)
{
    put_form(f, format("code=plain&name=plain+%zu&grants=EM", c->n));
}

static void
new_org_form(const struct question *c, struct filled *f)
{
    put_form(f, format("slug=plain%zu&name=plain", c->n));
}

static void
org_form(const struct question *c, struct filled *f)
{
    (void)c;
    put_form(f, "do=ordinary");
}

static void
access_json(const struct question *c, struct filled *f)
{
    (void)c;
    put_json(f, "{'groups':['board'],'reason':'plain'}");
}

static void
access_form(const struct question *c, struct filled *f)
{
    (void)c;
    put_form(f, "groups=board&reason=plain");
}

static void
sign_in_json(const struct question *c, struct filled *f)
{
    (void)c;
    put_json(f, "{'email':'nobody@two.example'}");
}

static void
sign_in_form(const struct question *c, struct filled *f)
{
    (void)c;
    put_form(f, "email=nobody%40two.example");
}

static void
theme_form(const struct question *c, struct filled *f)
{
    (void)c;
    put_form(f, "theme=dark");
}

static void
password_form(const struct question *c, struct filled *f)
{
    (void)c;
    put_form(f, "now=wrong-wrong-wrong&password=another-one-2026");
}

static void
no_body(const struct question *c, struct filled *f)
{
    (void)c;
    (void)f;
}

static const struct knowledge table[] = {
    { M_POST, "/api/v1/session", N_SELF, sign_in_json, .heavy = true },
    { M_DELETE, "/api/v1/session", N_SELF, no_body, .last = true },
    { M_POST, V1 "/session", N_SELF, sign_in_json, .heavy = true },
    { M_DELETE, V1 "/session", N_SELF, no_body, .last = true },
    { M_POST, V1 "/rules/{rule}/waivers", N_WAIVE, waive_json },
    { M_GET, V1 "/search", N_READ, NULL, "q=plain" },
    { M_PATCH, V1 "/parameters", N_SELF, parameters_json },
    { M_POST, V1 "/simulate", N_SELF, simulate_json },
    { M_POST, V1 "/{types}", N_CREATE, create_json },
    { M_PATCH, APIREC, N_EDIT, edit_json },
    { M_DELETE, APIREC, N_DELETE, delete_json },
    { M_POST, APIREC "/steps/{step}", N_STEP, step_json },
    { M_POST, APIREC "/comments", N_COMMENT, comment_json },
    { M_PUT, APIREC "/tags", N_EDIT, tags_json },
    { M_POST, APIREC "/attachments", N_EDIT, file_form },

    { M_PUT, V1 "/groups/{group}", N_SELF, group_json },
    { M_PUT, V1 "/own-roles/{role}", N_SELF, role_json },
    { M_DELETE, V1 "/own-roles/{role}", N_SELF, no_body },
    { M_POST, ORG "/own-roles", N_SELF, role_form },
    { M_PUT, APIREC "/access", N_RESTRICT, access_json },
    { M_GET, APIREC "/reads", N_READERS },
    { M_POST, REC "/access", N_RESTRICT, access_form },
    { M_POST, ORG "/groups", N_SELF, group_form },

    { M_POST, "/installation", N_SELF, new_org_form },
    { M_POST, "/installation/orgs/{slug}", N_SELF, org_form },
    { M_POST, "/signin", N_SELF, sign_in_form, .heavy = true },
    { M_POST, "/signout", N_SELF, no_body, .last = true },
    { M_POST, "/theme", N_SELF, theme_form },
    { M_POST, "/account", N_SELF, password_form, .heavy = true },
    { M_GET, ORG "/r/{types}/new", N_CREATE },
    { M_POST, ORG "/r/{types}", N_CREATE, create_form },
    { M_GET, REC "/edit", N_EDIT },
    { M_POST, REC "/edit", N_EDIT, edit_form },
    { M_GET, REC "/estimate", N_ESTIMATE },
    { M_POST, REC "/estimate", N_ESTIMATE, estimate_form },
    { M_GET, REC "/delete", N_DELETE },
    { M_POST, REC "/delete", N_DELETE, delete_form },
    { M_GET, REC "/steps/{step}", N_STEP },
    { M_POST, REC "/steps/{step}", N_STEP, step_form },
    { M_GET, ORG "/as-of", N_READ, NULL, "date=2026-01-01&path=/r/risks" },
    { M_GET, ORG "/waivers", N_READ, NULL, "rule=R-4.1-04" },
    { M_POST, ORG "/waivers", N_WAIVE, waive_form },
    { M_GET, REC "/handover", N_HANDOVER },
    { M_POST, REC "/handover", N_HANDOVER, handover_form, .last = true },
    { M_POST, REC "/comments", N_COMMENT, comment_form },
    { M_POST, REC "/tags", N_EDIT, tags_form },
    { M_POST, REC "/attachments", N_EDIT, file_form },
    { M_POST, ORG "/r/{types}/bulk", N_BULK, bulk_form },
    { M_POST, ORG "/r/{types}/views", N_SELF, views_form },
    { M_POST, ORG "/settings", N_SELF, settings_form },
    { M_POST, ORG "/calibration", N_SELF, calibration_form },
    { M_POST, ORG "/quantification", N_SELF, keep_form },
    { M_POST, ORG "/members", N_SELF, members_form, .heavy = true },
};

const struct knowledge *
known(const struct route *r)
{
    static const struct knowledge reading = { .method = M_GET, .need = N_READ };

    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (table[i].method == r->method && strcmp(table[i].pattern, r->pattern) == 0)
            return &table[i];
    return r->method == M_GET ? &reading : NULL;
}

/* Paths. */

bool
has_param(const struct route *r, const char *name)
{
    return strstr(r->pattern, format("{%s}", name)) != NULL;
}

/* What stands for a parameter: NULL when nobody has said. */
static const char *
value_of(const struct question *c, struct slice name)
{
    const struct { const char *name, *value; } t[] = {
        { "{org}", c->org }, { "{slug}", c->org }, { "{types}", c->type != NULL ? c->type->slug : "" },
        { "{key}", c->key }, { "{id}", c->id }, { "{step}", c->step }, { "{rule}", c->rule },
        { "{clause}", c->clause }, { "{name}", c->name }, { "{group}", "plain" }, { "{role}", "plain" },
    };

    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        if (slice_eq(name, t[i].name))
            return t[i].value != NULL ? t[i].value : "";
    return NULL;
}

const char *
unknown_param(const struct route *r)
{
    struct question c = { 0 };

    for (const char *at = r->pattern; (at = strchr(at, '{')) != NULL; at++) {
        size_t n = strcspn(at, "}") + 1;

        if (value_of(&c, (struct slice){ at, n }) == NULL)
            return format("%.*s", (int)n, at);
    }
    return NULL;
}

void
fill(const struct question *c, struct filled *ret)
{
    const struct knowledge *k = known(c->route);
    const char *path = c->route->pattern, *query = c->query != NULL ? c->query : k->query;

    *ret = (struct filled){ 0 };
    for (const char *at; (at = strchr(path, '{')) != NULL; ) {
        size_t n = strcspn(at, "}") + 1;

        path = format("%.*s%s%s", (int)(at - path), path, value_of(c, (struct slice){ at, n }),
            at + n);
    }
    ret->path = query != NULL ? format("%s?%s", path, query) : path;
    if (k->body != NULL)
        k->body(c, ret);
}

char *
cell_words(const struct question *c)
{
    struct filled f;

    fill(c, &f);
    return format("%s asks %s %s", c->actor->name, method_name(c->route->method), f.path);
}

enum deed
deed_of(const struct route *r, const char *query)
{
    if (r->method != M_GET)
        return A_WRITE;
    if (query != NULL && strstr(query, "format=csv") != NULL)
        return A_EXPORT;
    if (strstr(r->pattern, "/history") != NULL)
        return A_HISTORY;
    if (strstr(r->pattern, "/attachments") != NULL)
        return A_ATTACHMENT;
    if (strstr(r->pattern, "/pick") != NULL)
        return A_AUTOCOMPLETE;
    if (strstr(r->pattern, "/search") != NULL)
        return A_SEARCH;
    return has_param(r, "types") && !has_param(r, "key") ? A_LIST : A_READ;
}
