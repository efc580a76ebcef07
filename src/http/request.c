/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* request.c - what handlers ask of a request and put into a response. */
#include <stdio.h>
#include <strings.h>

#include "http/http.h"

static const char *const methods[] = { "GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "?" };

const char *
method_name(enum method m)
{
    return methods[m];
}

const char *
req_header(const struct request *r, const char *name)
{
    for (size_t i = 0; i < r->nheaders; i++)
        if (strcasecmp(r->headers[i].name, name) == 0)
            return r->headers[i].value.p;
    return NULL;
}

static const char *
find(const struct pair *p, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(p[i].name, name) == 0)
            return p[i].value.p;
    return NULL;
}

const char *
req_query(const struct request *r, const char *name)
{
    return find(r->query, r->nquery, name);
}

const char *
req_param(const struct request *r, const char *name)
{
    return find(r->params, r->nparams, name);
}

const char *
req_cookie(const struct request *r, const char *name)
{
    const char *h = req_header(r, "Cookie");
    struct slice v = h != NULL ? cookie_find(slice_of(h), name) : (struct slice){ 0 };

    return v.p != NULL ? arena_strndup(r->arena, v.p, v.n) : NULL;
}

bool
req_is_type(const struct request *r, const char *media_type)
{
    const char *h = req_header(r, "Content-Type");
    size_t n = strlen(media_type);

    return h != NULL && strncasecmp(h, media_type, n) == 0
        && (h[n] == '\0' || h[n] == ';' || h[n] == ' ');
}

bool
req_wants_json(const struct request *r)
{
    const char *h = req_header(r, "Accept"), *json, *html;

    if (h == NULL)
        return false;
    json = strstr(h, "json");
    html = strstr(h, "text/html");
    return json != NULL && (html == NULL || json < html);
}

void
resp_header(struct arena *a, struct response *r, const char *name, const char *value)
{
    if (r->nheaders >= ARRAY_LEN(r->headers) || strpbrk(value, "\r\n") != NULL)
        return;
    r->headers[r->nheaders++] = (struct pair){ name, slice_of(arena_strdup(a, value)) };
}

/* "//host" and "/\host" would leave this site. */
void
resp_redirect(struct arena *a, struct response *r, const char *local_path)
{
    bool local = local_path[0] == '/' && local_path[1] != '/' && local_path[1] != '\\';

    r->status = 303;
    resp_header(a, r, "Location", local ? local_path : "/");
}

void
resp_cookie(struct arena *a, struct response *r, const char *name, const char *value,
    int max_age_s, bool secure)
{
    resp_header(a, r, "Set-Cookie", arena_printf(a, "%s%s=%s; Path=/; HttpOnly; SameSite=Lax; "
        "Max-Age=%d%s", secure ? "__Host-" : "", name, value, max_age_s,
        secure ? "; Secure" : ""));
}
