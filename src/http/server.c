/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * server.c - libmicrohttpd, and it alone: one thread a connection with a small
 * stack, so that no slow request stalls another (decision 3).
 */
#include <arpa/inet.h>
#include <malloc.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "http/http.h"

#define STACK_BYTES ((size_t)512 << 10)
#define MAX_TARGET 8192
#define DRAIN ((int64_t)64 << 20)       /* of a refused body behind a proxy; more is cut off */
#define ARENAS 4                /* of malloc; one for each thread would keep what each once needed */
#define TOO_LARGE "The body is larger than this address takes."

struct http_server {
    struct MHD_Daemon *daemon;
    struct http_config cfg;
    int port;
};

/* One request while it is being received. */
struct exchange {
    struct arena *arena;
    char *target;
    bool begun, refused;
    bool too_large;             /* said when the body is over */
    struct request req;
    struct buf body;
};

static void *
on_uri(void *cls, const char *target, struct MHD_Connection *conn)
{
    struct exchange *x = calloc(1, sizeof *x);

    (void)cls;
    (void)conn;
    if (x == NULL)
        abort();
    x->arena = arena_new();
    x->target = arena_strndup(x->arena, target, strnlen(target, MAX_TARGET + 1));
    return x;
}

static void
on_done(void *cls, struct MHD_Connection *conn, void **state, enum MHD_RequestTerminationCode code)
{
    struct exchange *x = *state;

    (void)cls;
    (void)conn;
    (void)code;
    if (x == NULL)
        return;
    buf_free(&x->body);
    arena_free(x->arena);
    free(x);
    *state = NULL;
}

static enum MHD_Result
answer(struct MHD_Connection *conn, struct response *r, bool close_after)
{
    const void *p = r->fixed != NULL ? r->fixed : r->body.p;
    size_t n = r->fixed != NULL ? r->nfixed : r->body.n;
    enum MHD_Result ok;
    struct MHD_Response *out = MHD_create_response_from_buffer(n, (void *)(uintptr_t)p,
        r->fixed != NULL || p == NULL ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_FREE);

    if (out == NULL)
        return MHD_NO;
    if (r->fixed == NULL)       /* the library frees it when it is sent */
        r->body.p = NULL;
    if (r->type != NULL)
        MHD_add_response_header(out, "Content-Type", r->type);
    for (size_t i = 0; i < r->nheaders; i++)
        MHD_add_response_header(out, r->headers[i].name, r->headers[i].value.p);
    if (close_after)
        MHD_add_response_header(out, "Connection", "close");
    ok = MHD_queue_response(conn, (unsigned)r->status, out);
    MHD_destroy_response(out);
    return ok;
}

static enum MHD_Result
refuse(struct MHD_Connection *conn, struct exchange *x, int status, const char *why)
{
    struct response r = { .status = status, .type = "text/plain; charset=utf-8" };
    enum MHD_Result ok;

    x->refused = true;
    buf_init(&r.body, 1000);
    buf_printf(&r.body, "%s\n", why);
    ok = answer(conn, &r, true);
    buf_free(&r.body);          /* what was not handed over */
    return ok;
}

struct header_list {
    struct arena *a;
    struct gate_header *h;
    size_t n, cap;
};

static enum MHD_Result
on_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len,
    const char *value, size_t value_len)
{
    struct header_list *l = cls;

    (void)kind;
    *arena_push(l->a, l->h, l->n, l->cap) = (struct gate_header){ name, name_len,
        value != NULL ? value : "", value != NULL ? value_len : 0 };
    return MHD_YES;
}

static enum method
method_of(const char *name)
{
    for (int m = M_GET; m < M_OTHER; m++)
        if (strcmp(name, method_name((enum method)m)) == 0)
            return (enum method)m;
    return M_OTHER;
}

static const char *
peer_of(struct MHD_Connection *conn, struct arena *a)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char host[INET6_ADDRSTRLEN] = "?";
    const struct sockaddr *sa = i != NULL ? i->client_addr : NULL;

    if (sa != NULL && sa->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, host,
            sizeof host);
    else if (sa != NULL)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, host,
            sizeof host);
    return arena_strdup(a, host);
}

/* "//", "." and ".." have no place in a path. */
static bool
clean_path(const char *p)
{
    size_t n = strlen(p);

    return strstr(p, "//") == NULL && strstr(p, "/./") == NULL && strstr(p, "/../") == NULL
        && !(n >= 2 && strcmp(p + n - 2, "/.") == 0) && !(n >= 3 && strcmp(p + n - 3, "/..") == 0);
}

/* Fill the request; NULL, or why it is refused. */
static const char *
begin(struct MHD_Connection *conn, struct exchange *x, const char *method, const char *version)
{
    struct header_list l = { .a = x->arena };
    struct request *r = &x->req;
    struct slice rest = slice_of(x->target), path, query;
    const char *why;

    MHD_get_connection_values_n(conn, MHD_HEADER_KIND, on_header, &l);
    if ((why = gate_check(version, x->target, l.h, l.n)) != NULL)
        return why;
    path = slice_cut(&rest, '?');
    *r = (struct request){ .arena = x->arena, .method = method_of(method), .target = x->target };
    if (!url_decode(x->arena, path, false, &query) || !utf8_valid(query.p, query.n))
        return "The path cannot be decoded.";
    r->path = arena_strndup(x->arena, query.p, query.n);
    r->query_text = arena_strndup(x->arena, rest.n ? rest.p : "", rest.n);
    if (!clean_path(r->path))
        return "The path holds empty or dot segments.";
    if (query_parse(x->arena, rest, (struct pair **)(uintptr_t)&r->query, &r->nquery) != 0)
        return "The query cannot be decoded.";
    r->nheaders = l.n;
    r->headers = arena_alloc(x->arena, (l.n + 1) * sizeof *r->headers);
    for (size_t i = 0; i < l.n; i++)
        ((struct pair *)(uintptr_t)r->headers)[i] = (struct pair){
            arena_strndup(x->arena, l.h[i].name, l.h[i].name_len),
            { arena_strndup(x->arena, l.h[i].value, l.h[i].value_len), l.h[i].value_len } };
    r->peer = peer_of(conn, x->arena);
    return NULL;
}

static enum MHD_Result
first(struct http_server *s, struct MHD_Connection *conn, struct exchange *x, const char *method,
    const char *version)
{
    const char *why = strlen(x->target) > MAX_TARGET ? "The request target is too long."
        : begin(conn, x, method, version);
    const char *length;
    int64_t n = 0;
    size_t limit;

    x->begun = true;
    if (why != NULL)
        return refuse(conn, x, 400, why);
    limit = s->cfg.limit(s->cfg.app, &x->req);
    length = req_header(&x->req, "Content-Length");
    if (length != NULL && (!slice_int(slice_of(length), &n) || (uint64_t)n > limit)) {
        /* A proxy that still writes takes a closed connection for a failure: let it finish. */
        x->too_large = req_header(&x->req, "X-Forwarded-For") != NULL && n > 0 && n <= DRAIN;
        return x->too_large ? MHD_YES : refuse(conn, x, 413, TOO_LARGE);
    }
    buf_init(&x->body, limit);
    return MHD_YES;
}

static enum MHD_Result
on_access(void *cls, struct MHD_Connection *conn, const char *url, const char *method,
    const char *version, const char *data, size_t *size, void **state)
{
    struct http_server *s = cls;
    struct exchange *x = *state;
    struct response r = { .status = 200 };
    enum MHD_Result ok;

    (void)url;
    if (x == NULL)
        return MHD_NO;
    if (!x->begun)
        return first(s, conn, x, method, version);
    if (*size > 0) {
        if (!x->refused && !x->too_large)
            buf_add(&x->body, data, *size);
        *size = 0;
        return MHD_YES;
    }
    if (x->refused)
        return MHD_YES;
    if (x->too_large)
        return refuse(conn, x, 413, TOO_LARGE);
    x->req.body = (struct slice){ x->body.p != NULL ? x->body.p : "", x->body.n };
    buf_init(&r.body, BUF_MAX);
    s->cfg.handle(s->cfg.app, &x->req, &r);
    ok = answer(conn, &r, false);
    buf_free(&r.body);
    return ok;
}

static int
bind_to(const char *listen_on, int *ret_fd, char why[static 200])
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICHOST },
        *ai = NULL;
    const char *colon = strrchr(listen_on, ':');
    char host[64];
    size_t n;
    int fd, one = 1;

    if (colon == NULL || (n = (size_t)(colon - listen_on)) >= sizeof host) {
        snprintf(why, 200, "--listen takes ADDRESS:PORT, for example 127.0.0.1:8080.");
        return E_INVALID;
    }
    snprintf(host, sizeof host, "%.*s", (int)n, listen_on);
    if (host[0] == '[' && n > 2) {
        memmove(host, host + 1, n - 2);
        host[n - 2] = '\0';
    }
    if (getaddrinfo(host, colon + 1, &hints, &ai) != 0) {
        snprintf(why, 200, "%.100s is not an address and a port.", listen_on);
        return E_INVALID;
    }
    fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || bind(fd, ai->ai_addr, ai->ai_addrlen) != 0 || listen(fd, 512) != 0) {
        snprintf(why, 200, "%.100s cannot be used: is another server running there?", listen_on);
        freeaddrinfo(ai);
        if (fd >= 0)
            close(fd);
        return E_BUSY;
    }
    freeaddrinfo(ai);
    *ret_fd = fd;
    return 0;
}

static int
port_of(int fd)
{
    struct sockaddr_storage a;
    socklen_t n = sizeof a;

    if (getsockname(fd, (struct sockaddr *)&a, &n) != 0)
        return 0;
    return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port
        : ((struct sockaddr_in *)&a)->sin_port);
}

int
http_start(const struct http_config *cfg, struct http_server **ret, char why[static 200])
{
    struct http_server *s;
    int fd, e = bind_to(cfg->listen, &fd, why);

    if (e != 0)
        return e;
    s = calloc(1, sizeof *s);
    if (s == NULL)
        abort();
    s->cfg = *cfg;
    s->port = port_of(fd);
    mallopt(M_ARENA_MAX, ARENAS);
    s->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION
        | MHD_USE_POLL, 0, NULL, NULL, on_access, s,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)fd,
        MHD_OPTION_CONNECTION_LIMIT, cfg->max_connections ? cfg->max_connections : 512u,
        MHD_OPTION_CONNECTION_TIMEOUT, cfg->timeout_s ? cfg->timeout_s : 30u,
        MHD_OPTION_THREAD_STACK_SIZE, STACK_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_uri, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_done, NULL, MHD_OPTION_END);
    if (s->daemon == NULL) {
        snprintf(why, 200, "The server cannot be started.");
        close(fd);
        free(s);
        return E_IO;
    }
    *ret = s;
    return 0;
}

int
http_port(const struct http_server *s)
{
    return s->port;
}

void
http_stop(struct http_server *s)
{
    if (s == NULL)
        return;
    MHD_stop_daemon(s->daemon);
    free(s);
}
