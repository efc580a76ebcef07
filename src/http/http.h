/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * http.h - HTTP/1.1 (RFC 9110, 9112) as handlers see it.  Knows no records.
 *
 * server.c alone includes microhttpd.h.  gate.c refuses ambiguous framing
 * before a handler runs; router.c finds the row of a const route table.
 */
#ifndef ISMENE_HTTP_H
#define ISMENE_HTTP_H

#include "base/base.h"

enum method { M_GET, M_HEAD, M_POST, M_PATCH, M_PUT, M_DELETE, M_OTHER };

const char *method_name(enum method m);

struct pair {
    const char *name;
    struct slice value;         /* decoded; NUL-terminated as well */
};

#define MAX_PATH_PARAMS 8

struct request {
    struct arena *arena;
    enum method method;         /* HEAD is given to handlers as GET; the body is cut later */
    const char *target;         /* the raw target as sent, path and query */
    const char *path;           /* percent-decoded, never with NUL, "//" or dot segments */
    const char *query_text;     /* raw, without '?', or "" */
    const struct pair *query;   /* decoded, in order */
    size_t nquery;
    const struct pair *headers; /* names as sent */
    size_t nheaders;
    struct slice body;          /* whole, within the route's limit */
    const char *peer;           /* address of the client, text */
    struct pair params[MAX_PATH_PARAMS];        /* {name} of the matched pattern */
    size_t nparams;
};

/* First value of that name, or NULL. Header names are case-insensitive. */
const char *req_header(const struct request *r, const char *name);
const char *req_query(const struct request *r, const char *name);
const char *req_param(const struct request *r, const char *name);
/* First cookie of that name (RFC 6265), copied into the arena, or NULL. */
const char *req_cookie(const struct request *r, const char *name);
/* Is that media type the Content-Type (parameters ignored)? */
bool req_is_type(const struct request *r, const char *media_type);
bool req_wants_json(const struct request *r);   /* Accept prefers JSON over HTML */

struct response {
    int status;                 /* 200 to begin with */
    const char *type;           /* Content-Type; NULL: none */
    struct buf body;            /* what the handler writes */
    /* A constant body in place of buf (embedded files); the memory must outlive the server. */
    const void *fixed;
    size_t nfixed;
    struct pair headers[16];
    size_t nheaders;
};

/* Set a header; CR, LF and NUL in the value are refused (the header is left out). */
void resp_header(struct arena *a, struct response *r, const char *name, const char *value);
void resp_redirect(struct arena *a, struct response *r, const char *local_path);   /* 303 */
/* Set-Cookie: HttpOnly, SameSite=Lax, Path=/; Secure and the __Host- prefix when secure. */
void resp_cookie(struct arena *a, struct response *r, const char *name, const char *value,
    int max_age_s, bool secure);

/*
 * Routes.  A pattern is a path whose segments are literal or {name}; literal
 * segments win over parameters.  The table is const; `perm` is printed by
 * `ismene routes` and checked by the caller before the handler runs.
 */
struct call;

struct route {
    enum method method;
    const char *pattern;        /* "/o/{org}/api/v1/{types}/{key}" */
    const char *perm;           /* one of app/entry.c: public, account, member, … */
    const char *summary;        /* one line, for OpenAPI and `ismene routes` */
    int (*handler)(struct call *k);     /* struct call is the dispatcher's */
    size_t max_body;            /* bytes; 0: 64 KiB */
    bool apart;                 /* the handler begins transactions by itself (slow hashes) */
};

enum route_result { ROUTE_FOUND, ROUTE_NONE, ROUTE_METHOD };

/* Find the row; fills r->params.  ROUTE_METHOD: the path exists with other
 * methods, named in ret_allow ("GET, POST", in the arena). */
enum route_result route_find(const struct route *const *tables, const size_t *sizes, size_t ntables,
    enum method m, struct request *r, const struct route **ret, const char **ret_allow);

/* Forms: application/x-www-form-urlencoded and multipart/form-data (RFC 7578). */
struct part {
    const char *name;
    const char *file_name;      /* NULL: a plain field; else the base name only */
    const char *type;           /* as sent, or NULL */
    struct slice data;          /* NUL-terminated */
};

struct form {
    struct part *parts;
    size_t nparts;
};

#define MAX_FORM_PARTS 2000

/* E_INVALID with *ret_why on broken input, E_LIMIT past MAX_FORM_PARTS. */
int form_parse(const struct request *r, struct form *ret, const char **ret_why) MUST_USE;
const char *form_get(const struct form *f, const char *name);       /* first value or NULL */
const struct part *form_part(const struct form *f, const char *name);
/* The pieces form_parse uses; fuzz targets of their own. */
int query_parse(struct arena *a, struct slice text, struct pair **ret, size_t *ret_n) MUST_USE;
int multipart_parse(struct arena *a, struct slice body, const char *boundary, struct form *ret,
    const char **ret_why) MUST_USE;
struct slice cookie_find(struct slice header, const char *name);    /* p NULL: absent */

/*
 * The framing gate, as a pure function over the header lines (for tests and
 * the server): NULL when fine, else why the request is refused with 400.
 */
struct gate_header { const char *name; size_t name_len; const char *value; size_t value_len; };
const char *gate_check(const char *version, const char *raw_target,
    const struct gate_header *h, size_t n);

/*
 * The server.  `limit` is asked when the headers are there, before the body
 * is read, and returns the largest body in bytes; `handle` runs for every
 * request, in the connection's own thread, and must fill the response.
 */
struct http_config {
    const char *listen;         /* "127.0.0.1:8080", "[::1]:0"; port 0: any free one */
    unsigned max_connections;   /* 0: 512 */
    unsigned timeout_s;         /* idle connections; 0: 30 */
    size_t (*limit)(void *app, struct request *r);
    void (*handle)(void *app, struct request *r, struct response *ret);
    void *app;
};

struct http_server;

/* 0, or E_INVALID (listen), E_BUSY (address in use), E_IO; *ret_why says more. */
int http_start(const struct http_config *cfg, struct http_server **ret, char why[static 200])
    MUST_USE;
int http_port(const struct http_server *s);
void http_stop(struct http_server *s);          /* waits for running requests; takes NULL */

#endif
