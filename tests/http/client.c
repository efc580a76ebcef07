/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* client.c - a server of our own, and a client for it. */
#include "client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"

#include <cmocka.h>     /* last: it defines a macro fail() */

char server_log[120];
int server_port;
struct arena *mem;

static pid_t server;
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

/* In a child: its standard output becomes out, its standard error the log. */
static void
become(const char *const *args, int out)
{
    char name[] = "ismene", *argv[24] = { name };
    int argc = 1, log = open(server_log, O_WRONLY | O_CREAT | O_APPEND, 0600);

    while (argc < 23 && args[argc - 1] != NULL) {
        argv[argc] = (char *)(uintptr_t)args[argc - 1];
        argc++;
    }
    dup2(out, 1);
    dup2(log, 2);
    exit(cli_main(argc, argv));
}

int
command(const char *const *args)
{
    int status = 0, nothing = open("/dev/null", O_WRONLY);
    pid_t pid = fork();

    if (pid == 0)
        become(args, nothing);
    close(nothing);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void
server_start(void)
{
    const char *const args[] = { "serve", place_option(), place, "--listen", "127.0.0.1:0", NULL };
    char line[200] = "";
    const char *colon;
    size_t n = 0;
    int fds[2];

    assert_int_equal(pipe(fds), 0);
    server = fork();
    if (server == 0) {
        close(fds[0]);
        become(args, fds[1]);
    }
    close(fds[1]);
    while (n < sizeof line - 1 && read(fds[0], line + n, 1) == 1 && line[n] != '\n')
        n++;
    close(fds[0]);
    colon = strrchr(line, ':');
    assert_non_null(colon);
    server_port = atoi(colon + 1);
    assert_true(server_port > 0);
}

void
server_stop(void)
{
    int status = 0;

    kill(server, SIGTERM);
    waitpid(server, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    fprintf(stderr, "# the server ended with status %x, its log:\n", (unsigned)status);
    if (fork() == 0)
        execlp("sed", "sed", "s/^/# /", server_log, (char *)NULL);
    wait(NULL);
    exit(1);                    /* a sanitizer's finding, a leak among them, fails the test */
}

int
server_up(void **state)
{
    const char *const args[] = { "demo", "--no-serve", place_option(), place, NULL };

    (void)state;
    if (place_make() != 0)
        return 1;
    snprintf(server_log, sizeof server_log, "%s/log", place_dir);
    mem = arena_new();
    trees = json_array();
    curl = curl_easy_init();
    if (command(args) != 0)
        return 1;
    server_start();
    return 0;
}

int
server_down(void **state)
{
    (void)state;
    server_stop();
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
    return header_lines(list, lines);
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
    curl_easy_setopt(curl, CURLOPT_URL, format("http://127.0.0.1:%d%s%s", server_port,
        path[0] == '/' ? "" : "/o/demo/api/v1/", path));
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
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
    size_t got = 0;
    ssize_t k;

    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while (n > 0 && (k = send(fd, text, n, MSG_NOSIGNAL)) > 0) {
        text += k;
        n -= (size_t)k;
    }
    shutdown(fd, SHUT_WR);
    while (got < sizeof out - 1 && (k = read(fd, out + got, sizeof out - 1 - got)) > 0)
        got += (size_t)k;
    out[got] = '\0';
    close(fd);
    return out;
}
