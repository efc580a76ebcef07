/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * load.c - a load generator: one thread, epoll, keep-alive connections to
 * 127.0.0.1, and nothing but libc.
 *
 *   load sign-in PORT EMAIL PASSWORD      prints "COOKIE CSRF"
 *   load get PORT PATH [COOKIE]           prints the body; fails unless 200
 *   load start PORT PATH COMMAND…         milliseconds from exec to the first answer
 *   load run PORT [OPTION…]               requests/s, p50, p99, max (microseconds), failures
 *     --path P | --file F   one GET, or lines "METHOD PATH [BODY]" in turn
 *     --cookie C --csrf T   sent with each request
 *     -c CONNECTIONS  -d SECONDS  -n REQUESTS  --pace MICROSECONDS (of each connection)
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_MAX ((size_t)8 << 20)

struct text {
    char *p;
    size_t n;
};

struct conn {
    int fd, timer;
    char *buf;
    size_t n, cap;
    int64_t sent, due;          /* microseconds */
    const struct text *request;
    bool busy;
};

struct plan {
    int port, connections;
    double seconds;
    int64_t requests, pace;
    const char *path, *file, *cookie, *csrf;
    struct text *texts;
    size_t ntexts, next;
};

struct tally {
    uint32_t *us;
    size_t n, cap, failed;
    int64_t started;
};

static void
die(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t
now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int
dial(int port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

    if (fd < 0)
        die("socket");
    if (connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
        close(fd);
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static struct text
request_text(const struct plan *p, const char *method, const char *path, const char *body)
{
    struct text t;
    int n = asprintf(&t.p, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: load\r\n"
        "Accept: %s\r\n%s%s%s%s%s%sContent-Type: application/json\r\n"
        "Content-Length: %zu\r\n\r\n%s", method, path, p->port,
        strstr(path, "/api/") != NULL ? "application/json" : "text/html",
        p->cookie != NULL ? "Cookie: " : "", p->cookie != NULL ? p->cookie : "",
        p->cookie != NULL ? "\r\n" : "", p->csrf != NULL ? "X-CSRF-Token: " : "",
        p->csrf != NULL ? p->csrf : "", p->csrf != NULL ? "\r\n" : "", strlen(body), body);

    if (strcmp(method, "GET") == 0) {   /* what a GET of a browser sends: no body, no type */
        free(t.p);
        n = asprintf(&t.p, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: load\r\n"
            "Accept: %s\r\n%s%s%s\r\n", path, p->port,
            strstr(path, "/api/") != NULL ? "application/json" : "text/html",
            p->cookie != NULL ? "Cookie: " : "", p->cookie != NULL ? p->cookie : "",
            p->cookie != NULL ? "\r\n" : "");
    }
    if (n < 0)
        die("memory");
    t.n = (size_t)n;
    return t;
}

/* Length of the whole answer in buf, or 0 when more must come; *ret_body: its beginning. */
static size_t
answer_size(const char *buf, size_t n, size_t *ret_body)
{
    const char *end = memmem(buf, n, "\r\n\r\n", 4), *p;
    size_t body, length = 0;

    if (end == NULL)
        return 0;
    body = (size_t)(end + 4 - buf);
    *ret_body = body;
    for (p = buf; p < end; p = (const char *)memchr(p, '\n', n) + 1)
        if (strncasecmp(p, "Content-Length:", 15) == 0)
            length = strtoul(p + 15, NULL, 10);
    return n >= body + length ? body + length : 0;
}

static bool
is_good(const char *buf)
{
    return strlen(buf) > 10 && buf[9] == '2';
}

/* One exchange, waiting for it; the answer is kept in a buffer of its own. */
static char *
exchange(int port, struct text request, size_t *ret_n, size_t *ret_body)
{
    int fd = dial(port);
    char *buf = calloc(1, ANSWER_MAX + 1);
    size_t n = 0;

    if (buf == NULL)
        die("memory");
    if (fd < 0 || send(fd, request.p, request.n, MSG_NOSIGNAL) != (ssize_t)request.n) {
        free(buf);
        return NULL;
    }
    while ((*ret_n = answer_size(buf, n, ret_body)) == 0) {
        ssize_t got = recv(fd, buf + n, ANSWER_MAX - n, 0);

        if (got <= 0) {
            free(buf);
            close(fd);
            return NULL;
        }
        n += (size_t)got;
    }
    close(fd);
    return buf;
}

static int
sign_in(int port, const char *email, const char *password)
{
    struct plan p = { .port = port };
    char *body, *answer, *cookie, *csrf;
    size_t n, at;

    if (asprintf(&body, "{\"email\":\"%s\",\"password\":\"%s\"}", email, password) < 0)
        die("memory");
    answer = exchange(port, request_text(&p, "POST", "/api/v1/session", body), &n, &at);
    if (answer == NULL || !is_good(answer)
        || (cookie = strcasestr(answer, "\nSet-Cookie: ")) == NULL
        || (csrf = strstr(answer + at, "\"csrf\":\"")) == NULL) {
        fprintf(stderr, "load: signing in failed: %s\n", answer != NULL ? answer : "no answer");
        return 1;
    }
    cookie += 13;
    printf("%.*s %.*s\n", (int)strcspn(cookie, ";\r"), cookie, (int)strcspn(csrf + 8, "\""),
        csrf + 8);
    return 0;
}

static int
get(int port, const char *path, const char *cookie)
{
    struct plan p = { .port = port, .cookie = cookie };
    size_t n, at;
    char *answer = exchange(port, request_text(&p, "GET", path, ""), &n, &at);

    if (answer == NULL || !is_good(answer)) {
        fprintf(stderr, "load: %s: %.200s\n", path, answer != NULL ? answer : "no answer");
        return 1;
    }
    fwrite(answer + at, 1, n - at, stdout);
    return 0;
}

/* From exec to the first answer; the program is stopped afterwards. */
static int
start(int port, const char *path, char **command)
{
    struct plan p = { .port = port };
    struct text request = request_text(&p, "GET", path, "");
    int64_t began = now_us();
    size_t n, at;
    char *answer = NULL;
    pid_t pid = fork();

    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (freopen("/dev/null", "w", stdout) != NULL)
            execvp(command[0], command);
        _exit(127);
    }
    while (answer == NULL && now_us() - began < 10000000) {
        answer = exchange(port, request, &n, &at);
        if (answer == NULL)
            usleep(500);
    }
    printf("%.1f\n", (double)(now_us() - began) / 1000);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    return answer == NULL;
}

static void
add_text(struct plan *p, const char *method, const char *path, const char *body)
{
    p->texts = realloc(p->texts, (p->ntexts + 1) * sizeof *p->texts);
    if (p->texts == NULL)
        die("memory");
    p->texts[p->ntexts++] = request_text(p, method, path, body);
}

static void
read_texts(struct plan *p)
{
    FILE *f = fopen(p->file, "r");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;

    if (f == NULL)
        die(p->file);
    while ((n = getline(&line, &cap, f)) > 0) {
        char *rest = line, *method, *path;

        line[strcspn(line, "\n")] = '\0';
        method = strsep(&rest, " ");
        path = strsep(&rest, " ");
        if (path != NULL)
            add_text(p, method, path, rest != NULL ? rest : "");
    }
    free(line);
    fclose(f);
}

static void
count(struct tally *t, int64_t us)
{
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 65536;
        t->us = realloc(t->us, t->cap * sizeof *t->us);
        if (t->us == NULL)
            die("memory");
    }
    t->us[t->n++] = (uint32_t)us;
}

static void
send_next(struct conn *k, struct plan *p, struct tally *t)
{
    if (p->requests > 0 && t->started >= p->requests) {
        k->busy = false;
        return;
    }
    t->started++;
    k->request = &p->texts[p->next++ % p->ntexts];
    k->busy = true;
    k->n = 0;
    k->sent = now_us();
    if (send(k->fd, k->request->p, k->request->n, MSG_NOSIGNAL) != (ssize_t)k->request->n)
        die("send");
}

static void
arm(struct conn *k, int64_t wait)
{
    struct itimerspec t = { .it_value = { .tv_sec = wait / 1000000,
        .tv_nsec = wait % 1000000 * 1000 + 1 } };

    timerfd_settime(k->timer, 0, &t, NULL);
}

/* Time counts from the moment at which a request was due: a stall is not left out. */
static void
after_answer(struct conn *k, struct plan *p, struct tally *t)
{
    int64_t now = now_us();

    count(t, now - (p->pace > 0 && k->due < k->sent ? k->due : k->sent));
    if (p->pace == 0) {
        send_next(k, p, t);
        return;
    }
    k->busy = false;
    k->due += p->pace;
    if (k->due <= now)
        send_next(k, p, t);
    else
        arm(k, k->due - now);
}

/* False: the server closed the connection. */
static bool
on_readable(struct conn *k, struct plan *p, struct tally *t)
{
    size_t body, size;
    ssize_t got;

    if (k->cap - k->n < 65536) {
        k->cap = k->cap * 2 + 131072;
        k->buf = realloc(k->buf, k->cap + 1);
        if (k->buf == NULL)
            die("memory");
    }
    got = recv(k->fd, k->buf + k->n, k->cap - k->n, MSG_DONTWAIT);
    if (got <= 0)
        return got < 0 && errno == EAGAIN;
    k->n += (size_t)got;
    k->buf[k->n] = '\0';
    size = answer_size(k->buf, k->n, &body);
    if (size == 0)
        return true;
    t->failed += !is_good(k->buf);
    after_answer(k, p, t);
    return true;
}

static int
by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static void
open_all(struct plan *p, struct conn *k, int ep)
{
    for (int i = 0; i < p->connections; i++) {
        struct epoll_event e = { .events = EPOLLIN, .data.u64 = (uint64_t)i * 2 };

        k[i].fd = dial(p->port);
        if (k[i].fd < 0)
            die("connect");
        epoll_ctl(ep, EPOLL_CTL_ADD, k[i].fd, &e);
        if (p->pace == 0)
            continue;
        k[i].timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
        e.data.u64++;
        epoll_ctl(ep, EPOLL_CTL_ADD, k[i].timer, &e);
        k[i].due = now_us() + p->pace * (i + 1) / p->connections;
        arm(&k[i], k[i].due - now_us());
    }
}

static void
handle(struct epoll_event *e, struct conn *all, struct plan *p, struct tally *t, int ep)
{
    struct conn *k = &all[e->data.u64 / 2];
    uint64_t ticks;

    if (e->data.u64 % 2 == 1) {
        if (read(k->timer, &ticks, sizeof ticks) > 0 && !k->busy)
            send_next(k, p, t);
        return;
    }
    if (on_readable(k, p, t))
        return;
    t->failed += k->busy;
    close(k->fd);
    if ((k->fd = dial(p->port)) < 0)
        die("connect");
    epoll_ctl(ep, EPOLL_CTL_ADD, k->fd, &(struct epoll_event){ .events = EPOLLIN,
        .data.u64 = e->data.u64 });
    if (k->busy)
        send_next(k, p, t);
}

static int
run(struct plan *p)
{
    struct conn *k = calloc((size_t)p->connections, sizeof *k);
    struct epoll_event events[256];
    struct tally t = { 0 };
    int ep = epoll_create1(EPOLL_CLOEXEC);
    int64_t began, end, took;

    if (p->file != NULL)
        read_texts(p);
    else
        add_text(p, "GET", p->path, "");
    open_all(p, k, ep);
    began = now_us();
    end = began + (int64_t)(p->seconds * 1e6);
    for (int i = 0; i < p->connections && p->pace == 0; i++)
        send_next(&k[i], p, &t);
    while (p->requests > 0 ? (int64_t)(t.n + t.failed) < p->requests : now_us() < end) {
        int n = epoll_wait(ep, events, 256, 100);

        for (int i = 0; i < n; i++)
            handle(&events[i], k, p, &t, ep);
    }
    took = now_us() - began;
    if (t.n == 0)
        return 1;
    qsort(t.us, t.n, sizeof *t.us, by_size);
    printf("%.0f %u %u %u %zu\n", (double)t.n * 1e6 / (double)took, t.us[t.n / 2],
        t.us[t.n - 1 - t.n / 100], t.us[t.n - 1], t.failed);
    return 0;
}

static int
run_options(int port, char **a)
{
    struct plan p = { .port = port, .connections = 16, .seconds = 2, .path = "/" };

    for (; a[0] != NULL && a[1] != NULL; a += 2) {
        if (strcmp(a[0], "--path") == 0)
            p.path = a[1];
        else if (strcmp(a[0], "--file") == 0)
            p.file = a[1];
        else if (strcmp(a[0], "--cookie") == 0)
            p.cookie = a[1];
        else if (strcmp(a[0], "--csrf") == 0)
            p.csrf = a[1];
        else if (strcmp(a[0], "-c") == 0)
            p.connections = (int)strtol(a[1], NULL, 10);
        else if (strcmp(a[0], "-d") == 0)
            p.seconds = strtod(a[1], NULL);
        else if (strcmp(a[0], "-n") == 0)
            p.requests = strtoll(a[1], NULL, 10);
        else if (strcmp(a[0], "--pace") == 0)
            p.pace = strtoll(a[1], NULL, 10);
        else
            break;
    }
    if (a[0] != NULL) {
        fprintf(stderr, "load: %s is not an option.\n", a[0]);
        return 2;
    }
    return run(&p);
}

int
main(int argc, char **argv)
{
    int port = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;

    if (argc >= 5 && strcmp(argv[1], "sign-in") == 0)
        return sign_in(port, argv[3], argv[4]);
    if (argc >= 4 && strcmp(argv[1], "get") == 0)
        return get(port, argv[3], argv[4]);
    if (argc >= 5 && strcmp(argv[1], "start") == 0)
        return start(port, argv[3], argv + 4);
    if (argc >= 3 && strcmp(argv[1], "run") == 0)
        return run_options(port, argv + 3);
    fprintf(stderr, "usage: load sign-in|get|start|run PORT …  (see the head of load.c)\n");
    return 2;
}
