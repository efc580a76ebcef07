/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* parse.c - queries, cookies and forms (WHATWG URL, RFC 6265, RFC 7578). */
#include <strings.h>

#include "http/http.h"

#define MAX_PAIRS 2000

int
query_parse(struct arena *a, struct slice text, struct pair **ret, size_t *ret_n)
{
    struct pair *pairs = NULL;
    size_t n = 0, cap = 0;

    while (text.n > 0) {
        struct slice value = slice_cut(&text, '&'), name, dname, dvalue;

        if (value.n == 0)
            continue;
        name = slice_cut(&value, '=');
        if (n >= MAX_PAIRS)
            return E_LIMIT;
        if (!url_decode(a, name, true, &dname) || !url_decode(a, value, true, &dvalue)
            || !utf8_valid(dname.p, dname.n) || !utf8_valid(dvalue.p, dvalue.n))
            return E_INVALID;
        *arena_push(a, pairs, n, cap) = (struct pair){ arena_strndup(a, dname.p, dname.n),
            { arena_strndup(a, dvalue.p, dvalue.n), dvalue.n } };
    }
    *ret = pairs;
    *ret_n = n;
    return 0;
}

struct slice
cookie_find(struct slice header, const char *name)
{
    while (header.n > 0) {
        struct slice value = slice_trim(slice_cut(&header, ';'));
        struct slice key = slice_cut(&value, '=');

        if (!slice_eq(key, name))
            continue;
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = (struct slice){ value.p + 1, value.n - 2 };
        return value.p != NULL ? value : (struct slice){ "", 0 };
    }
    return (struct slice){ 0 };
}

static const char *
find_bytes(struct slice s, const char *what, size_t n)
{
    return s.n >= n ? memmem(s.p, s.n, what, n) : NULL;
}

/* name="…" of a Content-Disposition; backslash escapes stay as they are. */
static bool
parameter(struct arena *a, struct slice line, const char *name, const char **ret)
{
    char *key = arena_printf(a, "; %s=\"", name);
    const char *at = find_bytes(line, key, strlen(key)), *end;
    struct slice rest;

    if (at == NULL)
        return false;
    at += strlen(key);
    rest = (struct slice){ at, (size_t)(line.p + line.n - at) };
    end = find_bytes(rest, "\"", 1);
    if (end == NULL || memchr(at, '\0', (size_t)(end - at)) != NULL
        || !utf8_valid(at, (size_t)(end - at)))
        return false;
    *ret = arena_strndup(a, at, (size_t)(end - at));
    return true;
}

static const char *
base_name(const char *path)
{
    const char *base = path;

    for (const char *p = path; *p != '\0'; p++)
        if (*p == '/' || *p == '\\')
            base = p + 1;
    return base;
}

static bool
part_headers(struct arena *a, struct slice head, struct part *p)
{
    while (head.n > 0) {
        struct slice line = slice_trim(slice_cut(&head, '\n'));

        if (line.n > 20 && strncasecmp(line.p, "Content-Disposition:", 20) == 0) {
            parameter(a, line, "name", &p->name);
            if (parameter(a, line, "filename", &p->file_name))
                p->file_name = base_name(p->file_name);
        } else if (line.n > 13 && strncasecmp(line.p, "Content-Type:", 13) == 0) {
            line = slice_trim((struct slice){ line.p + 13, line.n - 13 });
            p->type = arena_strndup(a, line.p, line.n);
        }
    }
    return p->name != NULL;
}

static int
bad(const char **ret_why, const char *why)
{
    *ret_why = why;
    return E_INVALID;
}

int
multipart_parse(struct arena *a, struct slice body, const char *boundary, struct form *ret,
    const char **ret_why)
{
    char *mark = arena_printf(a, "\r\n--%s", boundary);
    size_t n = strlen(mark), cap = 0;

    *ret = (struct form){ 0 };
    if (body.n < n - 2 || memcmp(body.p, mark + 2, n - 2) != 0)
        return bad(ret_why, "The form does not begin with its boundary.");
    body = (struct slice){ body.p + n - 2, body.n - (n - 2) };
    while (!(body.n >= 2 && memcmp(body.p, "--", 2) == 0)) {
        struct part part = { 0 };
        const char *head, *end;

        if (ret->nparts >= MAX_FORM_PARTS) {
            *ret_why = "The form has too many parts.";
            return E_LIMIT;
        }
        if (body.n < 2 || memcmp(body.p, "\r\n", 2) != 0
            || (head = find_bytes(body, "\r\n\r\n", 4)) == NULL)
            return bad(ret_why, "A part of the form has no header.");
        if (!part_headers(a, (struct slice){ body.p, (size_t)(head - body.p) }, &part))
            return bad(ret_why, "A part of the form has no name.");
        body = (struct slice){ head + 4, body.n - (size_t)(head + 4 - body.p) };
        end = find_bytes(body, mark, n);
        if (end == NULL)
            return bad(ret_why, "The form ends in the middle.");
        part.data = (struct slice){ arena_strndup(a, body.p, (size_t)(end - body.p)),
            (size_t)(end - body.p) };
        *arena_push(a, ret->parts, ret->nparts, cap) = part;
        body = (struct slice){ end + n, body.n - (size_t)(end + n - body.p) };
    }
    return 0;
}

static int
urlencoded(const struct request *r, struct form *ret, const char **ret_why)
{
    struct pair *pairs;
    size_t n;
    int e = query_parse(r->arena, r->body, &pairs, &n);

    if (e != 0) {
        *ret_why = e == E_LIMIT ? "The form has too many fields." : "The form cannot be decoded.";
        return e;
    }
    ret->parts = arena_alloc(r->arena, (n + 1) * sizeof *ret->parts);
    ret->nparts = n;
    for (size_t i = 0; i < n; i++)
        ret->parts[i] = (struct part){ .name = pairs[i].name, .data = pairs[i].value };
    return 0;
}

int
form_parse(const struct request *r, struct form *ret, const char **ret_why)
{
    const char *type = req_header(r, "Content-Type"), *b;
    size_t n;

    *ret = (struct form){ 0 };
    if (req_is_type(r, "application/x-www-form-urlencoded"))
        return urlencoded(r, ret, ret_why);
    if (!req_is_type(r, "multipart/form-data") || (b = strstr(type, "boundary=")) == NULL)
        return bad(ret_why, "A form is expected.");
    b += strlen("boundary=");
    b += *b == '"';
    n = strcspn(b, "\"; ");
    if (n < 1 || n > 70)
        return bad(ret_why, "The form's boundary is not valid.");
    return multipart_parse(r->arena, r->body, arena_strndup(r->arena, b, n), ret, ret_why);
}

const struct part *
form_part(const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->nparts; i++)
        if (strcmp(f->parts[i].name, name) == 0)
            return &f->parts[i];
    return NULL;
}

const char *
form_get(const struct form *f, const char *name)
{
    const struct part *p = form_part(f, name);

    return p != NULL ? p->data.p : NULL;
}
