/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notes.c - comments and attached files. */
#include "api/api.h"

static void
key_time(struct json_out *j, const char *name, int64_t at)
{
    char text[TIME_LEN + 1];

    time_format(at, text);
    json_kv(j, name, text);
}

static void
begin_items(struct json_out *j)
{
    json_obj(j);
    json_key(j, "items");
    json_arr(j);
}

int
api_comments(struct call *k)
{
    struct comment *list;
    struct json_out j;
    struct rec *r;
    size_t n;

    if (api_record(k, &r) != 0 || comment_list(&k->c, r->key, &list, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    begin_items(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_key(&j, "id");
        json_num(&j, list[i].id);
        key_time(&j, "at", list[i].at);
        json_kv(&j, "actor", list[i].actor);
        json_kv(&j, "text", list[i].text);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}

int
api_comment_add(struct call *k)
{
    struct rec *r;
    json_t *body;
    const char *text;

    if (api_record(k, &r) != 0 || api_body_of(k, "text", &body) != 0)
        return (int)k->c.err;
    text = api_text(k, body, "text");
    json_decref(body);
    if (comment_add(&k->c, r, text != NULL ? text : "") != 0)
        return (int)k->c.err;
    api_json(k, 201);
    buf_lit(k->out, "{}");
    return 0;
}

int
api_tags(struct call *k)
{
    const char **tags;
    struct json_out j;
    struct rec *r;
    size_t n;

    if (api_record(k, &r) != 0 || tag_list(&k->c, r->key, &tags, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "tags");
    json_arr(&j);
    for (size_t i = 0; i < n; i++)
        json_text(&j, tags[i]);
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}

/* The body is {"tags": […]}: these and no others. */
int
api_tags_set(struct call *k)
{
    struct rec *r;
    json_t *body;

    if (api_record(k, &r) != 0)
        return (int)k->c.err;
    if (!perm_may(&k->c, r, ACT_TAG))
        return fail(&k->c, E_DENIED, "Your roles may not edit %s.", r->key);
    if (api_body(k, &body) != 0)
        return (int)k->c.err;
    if (json_object_size(body) != 1)
        fail_field(&k->c, "tags", "Send {\"tags\": [\"word\", \xe2\x80\xa6]} and nothing else.");
    else
        (void)!tag_set_json(&k->c, r, json_object_get(body, "tags"));
    json_decref(body);
    return k->c.err == E_OK ? api_tags(k) : (int)k->c.err;
}

int
api_attachments(struct call *k)
{
    struct attachment *list;
    struct json_out j;
    struct rec *r;
    size_t n;

    if (api_record(k, &r) != 0 || attachment_list(&k->c, r->key, &list, &n) != 0)
        return (int)k->c.err;
    j = api_json(k, 200);
    begin_items(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_key(&j, "id");
        json_num(&j, list[i].id);
        key_time(&j, "at", list[i].at);
        json_kv(&j, "actor", list[i].actor);
        json_kv(&j, "name", list[i].name);
        json_kv(&j, "media_type", list[i].type);
        json_key(&j, "size");
        json_num(&j, list[i].size);
        json_kv(&j, "sha256", list[i].sha256);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}

int
api_attachment_add(struct call *k)
{
    const struct part *p = form_part(&k->form, "file");
    struct rec *r;

    if (api_record(k, &r) != 0)
        return (int)k->c.err;
    if (p == NULL || p->file_name == NULL)
        return fail_field(&k->c, "file", "Send the file as the part \"file\" of a form.");
    if (attachment_add(&k->c, r, p->file_name, p->type, p->data) != 0)
        return (int)k->c.err;
    api_json(k, 201);
    buf_lit(k->out, "{}");
    return 0;
}

/* Files are always downloads: what somebody attached never runs as a page of ours. */
int
api_attachment(struct call *k)
{
    struct attachment a;
    struct rec *r;
    int64_t id;

    if (!slice_int(slice_of(req_param(k->req, "id")), &id))
        return fail(&k->c, E_NOTFOUND, "There is no such file.");
    if (api_record(k, &r) != 0 || attachment_read(&k->c, r->key, id, &a, k->out) != 0)
        return (int)k->c.err;
    call_download(k, a.name, "application/octet-stream");
    return 0;
}
