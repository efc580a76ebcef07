/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* client.c - a server of our own, and a client for it. */
#include "client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>     /* last: it defines a macro fail() */

struct arena *mem;
bool via_tls;
int via_server;
const char *via_peer;

static CURL *curl;
static json_t *trees;           /* all answers, freed with the group */

char *
format(const char *fmt, ...)
{
    va_list ap;
    char *s;

    va_start(ap, fmt);
    s = arena_vprintf(mem, fmt, ap);
    va_end(ap);
    return s;
}

int
data_up(void)
{
    if (place_make() != 0)
        return 1;
    snprintf(server_log, sizeof server_log, "%s/log", place_dir);
    mem = arena_new();
    trees = json_array();
    curl = curl_easy_init();
    return 0;
}

int
server_up(void **state)
{
    const char *const args[] = { "demo", "--no-serve", place_option(), place, NULL };

    (void)state;
    if (data_up() != 0 || command(args) != 0)
        return 1;
    server_start();
    return 0;
}

int
server_down(void **state)
{
    (void)state;
    servers_end();
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    json_decref(trees);
    arena_free(mem);
    place_remove();
    return 0;
}

/* One request. */

static size_t
take(char *p, size_t size, size_t n, void *to)
{
    buf_add(to, p, size * n);
    return size * n;
}

static struct curl_slist *
header_lines(struct curl_slist *list, const char *lines)
{
    struct slice rest = slice_of(lines);

    while (rest.n > 0) {
        struct slice line = slice_cut(&rest, '\n');

        list = curl_slist_append(list, arena_strndup(mem, line.p, line.n));
    }
    return list;
}

static struct curl_slist *
all_headers(const struct session *s, const char *method, const char *lines)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");

    if (s != NULL) {
        list = curl_slist_append(list, format("Cookie: %s", s->cookie));
        if (strcmp(method, "GET") != 0
            && (lines == NULL || strstr(lines, "X-CSRF-Token") == NULL))
            list = curl_slist_append(list, format("X-CSRF-Token: %s", s->csrf));
    }
    list = header_lines(list, lines);
    if (via_peer != NULL && !behind_nginx(NULL))
        list = curl_slist_append(list, format("X-Forwarded-For: %s", via_peer));
    if (via_tls && !behind_nginx(NULL))
        list = curl_slist_append(list, "X-Forwarded-Proto: https");
    return list;
}

/* Where to: nginx sees for itself by what and from where a visitor comes. */
static void
aim(const char *path)
{
    bool tls = via_tls && behind_nginx(NULL);
    int a, b, c, d;

    curl_easy_setopt(curl, CURLOPT_URL, format("http%s://127.0.0.1:%d%s%s", tls ? "s" : "",
        via_server > 0 ? server_ports[via_server - 1] : tls ? server_tls_port : server_port,
        path[0] == '/' ? "" : "/o/demo/api/v1/", path));
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    if (tls) {
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (via_peer != NULL && behind_nginx(NULL)
        && sscanf(via_peer, "%d.%d.%d.%d", &a, &b, &c, &d) == 4)
        curl_easy_setopt(curl, CURLOPT_INTERFACE, format("host!127.%d.%d.%d", b, c, d));
}

struct reply
ask_raw(const struct session *s, const char *method, const char *path, struct slice body,
    const char *headers)
{
    struct reply r = { 0 };
    struct curl_slist *list = all_headers(s, method, headers);
    struct buf in, heads;
    CURLcode e;

    buf_init(&in, BUF_MAX);
    buf_init(&heads, BUF_MAX);
    curl_easy_reset(curl);
    aim(path);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_NOBODY, (long)(strcmp(method, "HEAD") == 0));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 120L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &in);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &heads);
    if (body.p != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.p);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
    }
    e = curl_easy_perform(curl);
    if (e != CURLE_OK)
        fprintf(stderr, "# %s %s: %s\n", method, path, curl_easy_strerror(e));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &r.status);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &r.seconds);
    curl_slist_free_all(list);
    r.headers = arena_strndup(mem, heads.p != NULL ? heads.p : "", heads.n);
    r.body = (struct slice){ arena_strndup(mem, in.p != NULL ? in.p : "", in.n), in.n };
    r.json = json_loadb(r.body.p, r.body.n, JSON_REJECT_DUPLICATES, NULL);
    if (r.json != NULL)
        json_array_append_new(trees, r.json);
    buf_free(&in);
    buf_free(&heads);
    return r;
}

struct reply
ask_with(const struct session *s, const char *method, const char *path, const char *body,
    const char *headers)
{
    char *copy = arena_strdup(mem, body);

    if (copy == NULL)
        return ask_raw(s, method, path, (struct slice){ 0 }, headers);
    for (char *p = copy; *p; p++)
        if (*p == '\'')
            *p = '"';
    return ask_raw(s, method, path, slice_of(copy), format("Content-Type: application/json%s%s",
        headers != NULL ? "\n" : "", headers != NULL ? headers : ""));
}

struct reply
ask(const struct session *s, const char *method, const char *path, const char *body)
{
    return ask_with(s, method, path, body, NULL);
}

const char *
header_of(const struct reply *r, const char *name)
{
    struct slice rest = slice_of(r->headers);
    size_t n = strlen(name);

    while (rest.n > 0) {
        struct slice line = slice_cut(&rest, '\n');

        if (line.n > n && line.p[n] == ':' && strncasecmp(line.p, name, n) == 0) {
            line = slice_trim((struct slice){ line.p + n + 1, line.n - n - 1 });
            return arena_strndup(mem, line.p, line.n);
        }
    }
    return NULL;
}

const char *
text_of(const json_t *object, const char *name)
{
    const char *s = json_string_value(json_object_get(object, name));

    return s != NULL ? s : "";
}

int64_t
number_of(const json_t *object, const char *name)
{
    const json_t *v = json_object_get(object, name);

    return json_is_integer(v) ? json_integer_value(v) : -1;
}

const char *
error_of(const struct reply *r, const char *field)
{
    const json_t *errors = json_object_get(r->json, "errors"), *e;
    size_t i;

    json_array_foreach(errors, i, e)
        if (strcmp(text_of(e, "field"), field) == 0 && *text_of(e, "message"))
            return text_of(e, "message");
    return NULL;
}

const char *
match_of(const struct session *s, const char *path)
{
    struct reply r = ask(s, "GET", path, NULL);

    WANT(r, 200);
    assert_non_null(header_of(&r, "ETag"));
    return format("If-Match: %s", header_of(&r, "ETag"));
}

void
want_status(struct reply r, long status, const char *file, int line)
{
    if (r.status == status)
        return;
    fprintf(stderr, "# wanted %ld, got %ld: %.600s\n", status, r.status, r.body.p);
    _fail(file, line);
}

void
want_words(struct reply r, const char *words, const char *file, int line)
{
    if (r.body.p != NULL && strstr(r.body.p, words) != NULL)
        return;
    fprintf(stderr, "# not said: %s\n", words);
    _fail(file, line);
}

void
want_error(struct reply r, const char *field, const char *file, int line)
{
    if (r.status == 422 && error_of(&r, field) != NULL)
        return;
    fprintf(stderr, "# wanted an error about %s, got %ld: %.600s\n", field, r.status, r.body.p);
    _fail(file, line);
}

static const char *
address_of(const char *who)
{
    static const char *const people[] = { "ines.duarte", "maeve.corrigan", "niamh.doyle",
        "rafael.okoye", "clara.weiss", "orla.quinn" };

    for (size_t i = 0; i < ARRAY_LEN(people); i++)
        if (strncmp(people[i], who, strlen(who)) == 0)
            return format("%s@quillbeck.example", people[i]);
    return who;
}

struct session *
sign_in_as(const char *who)
{
    struct session *s = arena_new_of(mem, struct session);
    struct reply r = ask(NULL, "POST", "/api/v1/session",
        format("{'email':'%s','password':'" PASSWORD "'}", address_of(who)));
    const char *cookie = header_of(&r, "Set-Cookie");

    WANT(r, 201);
    assert_non_null(cookie);
    snprintf(s->cookie, sizeof s->cookie, "%.*s", (int)strcspn(cookie, ";"), cookie);
    snprintf(s->csrf, sizeof s->csrf, "%s", text_of(r.json, "csrf"));
    return s;
}

const char *
talk(const char *text, size_t n)
{
    static _Thread_local char out[1 << 17];
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)server_port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { .tv_sec = 20 };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    const char *from = text;
    size_t got = 0, whole = n;
    ssize_t k;

    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while (n > 0 && (k = send(fd, text, n, MSG_NOSIGNAL)) > 0) {
        text += k;
        n -= (size_t)k;
    }
    /* nginx takes this for somebody who left, unless it is to close when it has answered. */
    if (!behind_nginx(NULL) || memmem(from, whole, "Connection: close", 17) == NULL)
        shutdown(fd, SHUT_WR);
    while (got < sizeof out - 1 && (k = read(fd, out + got, sizeof out - 1 - got)) > 0)
        got += (size_t)k;
    out[got] = '\0';
    close(fd);
    return out;
}
