/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * limit.c - what is possible with this libmicrohttpd, this SQLite and a buffer:
 * the first 50 risks of a store as JSON, the bytes that Ismene answers, without
 * routing, sessions, permission or records.
 *
 *   limit STORE.db PORT [epoll|threads]
 *
 * epoll (default): one daemon for each core with an external epoll loop and a
 * SO_REUSEPORT socket.  threads: one thread for each connection, as Ismene.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CORES 64
#define STACK_BYTES ((size_t)256 << 10)
#define ROWS 50

/* Columns of a risk: text is quoted, raw is JSON already, a day is written as a date. */
static const struct column {
    const char *name;
    enum { TEXT, RAW, DAY } kind;
} columns[] = {
    { "title", TEXT }, { "approach", TEXT }, { "scenario", TEXT }, { "risk_source", TEXT },
    { "desired_end_state", TEXT }, { "assets", RAW }, { "threat", TEXT },
    { "vulnerabilities", RAW }, { "affects", RAW }, { "owner", TEXT },
    { "identified_in", TEXT }, { "existing_controls", RAW }, { "requirements", RAW },
    { "treatment_option", TEXT }, { "treatment_controls", RAW }, { "quantitative", RAW },
    { "next_review_due", DAY }, { "closed_on", DAY }, { "close_reason", TEXT },
    { "status", TEXT },
};
#define N_COLUMNS (sizeof columns / sizeof *columns)

static const char query[] =
    "select id, key, revision, title, approach, scenario, risk_source, desired_end_state, assets, "
    "threat, vulnerabilities, affects, owner, identified_in, existing_controls, requirements, "
    "treatment_option, treatment_controls, quantitative, next_review_due, closed_on, "
    "close_reason, status from risk order by id limit 51";

struct out {
    char *p;
    size_t n, cap;
};

struct reader {
    sqlite3 *db;
    sqlite3_stmt *s;
    size_t last;                /* bytes of the last answer: the next one begins with as many */
};

static const char *store;
static int port;
static struct reader pool[MAX_CORES * 2];       /* threads: taken by whoever needs one */
static size_t npool, nfree;
static struct reader *spare[MAX_CORES * 2];
static pthread_mutex_t pool_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t pool_wake = PTHREAD_COND_INITIALIZER;

static void
add(struct out *o, const char *p, size_t n)
{
    if (o->n + n > o->cap) {
        o->cap = (o->n + n) * 2;
        o->p = realloc(o->p, o->cap);
        if (o->p == NULL)
            abort();
    }
    memcpy(o->p + o->n, p, n);
    o->n += n;
}

#define lit(o, s) add((o), s, sizeof(s) - 1)

static void
quote(struct out *o, const char *s, size_t n)
{
    size_t from = 0;

    lit(o, "\"");
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        char tmp[8];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        add(o, s + from, i - from);
        if (c >= 0x20)
            add(o, (char[]){ '\\', (char)c }, 2);
        else
            add(o, tmp, (size_t)snprintf(tmp, sizeof tmp, "\\u%04x", c));
        from = i + 1;
    }
    add(o, s + from, n - from);
    lit(o, "\"");
}

static void
day(struct out *o, int64_t z)
{
    char s[40];
    int64_t era, doe, yoe, doy, mp, y, m;

    z += 719468;                /* civil from days, years beginning in March */
    era = z / 146097;
    doe = z - era * 146097;
    yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    mp = (5 * doy + 2) / 153;
    m = mp < 10 ? mp + 3 : mp - 9;
    y = yoe + era * 400 + (m <= 2);
    s[0] = s[11] = '"';
    s[1] = (char)('0' + y / 1000 % 10);
    s[2] = (char)('0' + y / 100 % 10);
    s[3] = (char)('0' + y / 10 % 10);
    s[4] = (char)('0' + y % 10);
    s[5] = s[8] = '-';
    s[6] = (char)('0' + m / 10);
    s[7] = (char)('0' + m % 10);
    s[9] = (char)('0' + (doy - (153 * mp + 2) / 5 + 1) / 10);
    s[10] = (char)('0' + (doy - (153 * mp + 2) / 5 + 1) % 10);
    add(o, s, 12);
}

static void
row(struct out *o, sqlite3_stmt *s)
{
    lit(o, "{\"key\":");
    quote(o, (const char *)sqlite3_column_text(s, 1), (size_t)sqlite3_column_bytes(s, 1));
    lit(o, ",\"type\":\"Risk\",\"revision\":");
    add(o, (const char *)sqlite3_column_text(s, 2), (size_t)sqlite3_column_bytes(s, 2));
    for (size_t i = 0; i < N_COLUMNS; i++) {
        int at = (int)i + 3;

        lit(o, ",\"");
        add(o, columns[i].name, strlen(columns[i].name));
        lit(o, "\":");
        if (sqlite3_column_type(s, at) == SQLITE_NULL) {
            lit(o, "null");
        } else if (columns[i].kind == DAY) {
            day(o, sqlite3_column_int64(s, at));
        } else {
            const char *p = (const char *)sqlite3_column_text(s, at);
            size_t n = (size_t)sqlite3_column_bytes(s, at);

            if (columns[i].kind == RAW)
                add(o, p, n);
            else
                quote(o, p, n);
        }
    }
    lit(o, "}");
}

static struct out
list(struct reader *r)
{
    struct out o = { malloc(r->last + 4096), 0, r->last + 4096 };
    int64_t id = 0;
    char next[40];

    if (o.p == NULL)
        abort();
    lit(&o, "{\"items\":[");
    for (int i = 0; sqlite3_step(r->s) == SQLITE_ROW; i++) {
        if (i == ROWS) {
            snprintf(next, sizeof next, "\"n.%lld\"", (long long)id);
            break;
        }
        if (i > 0)
            lit(&o, ",");
        row(&o, r->s);
        id = sqlite3_column_int64(r->s, 0);
        snprintf(next, sizeof next, "null");
    }
    lit(&o, "],\"next\":");
    add(&o, next, strlen(next));
    lit(&o, "}");
    sqlite3_reset(r->s);
    r->last = o.n;
    return o;
}

static void
open_reader(struct reader *r)
{
    if (sqlite3_open_v2(store, &r->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL)
        || sqlite3_exec(r->db, "pragma cache_size = -2000", NULL, NULL, NULL)
        || sqlite3_prepare_v3(r->db, query, -1, SQLITE_PREPARE_PERSISTENT, &r->s, NULL)) {
        fprintf(stderr, "limit: %s: %s\n", store, sqlite3_errmsg(r->db));
        exit(1);
    }
}

static struct reader *
take(void)
{
    struct reader *r;

    pthread_mutex_lock(&pool_mutex);
    while (nfree == 0)
        pthread_cond_wait(&pool_wake, &pool_mutex);
    r = spare[--nfree];
    pthread_mutex_unlock(&pool_mutex);
    return r;
}

static void
give(struct reader *r)
{
    pthread_mutex_lock(&pool_mutex);
    spare[nfree++] = r;
    pthread_cond_signal(&pool_wake);
    pthread_mutex_unlock(&pool_mutex);
}

static enum MHD_Result
on_access(void *cls, struct MHD_Connection *conn, const char *url, const char *method,
    const char *version, const char *data, size_t *size, void **state)
{
    struct reader *r = cls;
    struct MHD_Response *answer;
    enum MHD_Result ok;
    struct out o;

    (void)url, (void)method, (void)version, (void)data, (void)size;
    if (*state == NULL) {
        *state = conn;
        return MHD_YES;
    }
    if (r == NULL)
        r = take();
    o = list(r);
    if (cls == NULL)
        give(r);
    answer = MHD_create_response_from_buffer(o.n, o.p, MHD_RESPMEM_MUST_FREE);
    MHD_add_response_header(answer, "Content-Type", "application/json");
    ok = MHD_queue_response(conn, 200, answer);
    MHD_destroy_response(answer);
    return ok;
}

static int
listener(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(fd, 512) != 0) {
        perror("limit: listen");
        exit(1);
    }
    return fd;
}

static void *
loop(void *arg)
{
    const union MHD_DaemonInfo *info;
    struct reader *r = calloc(1, sizeof *r);
    struct MHD_Daemon *d;

    (void)arg;
    if (r == NULL)
        abort();
    open_reader(r);
    d = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, on_access, r, MHD_OPTION_LISTEN_SOCKET,
        listener(), MHD_OPTION_CONNECTION_LIMIT, 1024u, MHD_OPTION_END);
    if (d == NULL)
        exit(1);
    info = MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD);
    for (;;) {
        MHD_UNSIGNED_LONG_LONG wait;
        struct pollfd p = { .fd = info->epoll_fd, .events = POLLIN };

        if (MHD_get_timeout(d, &wait) != MHD_YES)
            wait = 1000;
        poll(&p, 1, (int)wait);
        MHD_run(d);
    }
    return NULL;
}

int
main(int argc, char **argv)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    pthread_t t;

    if (argc < 3) {
        fprintf(stderr, "usage: limit STORE.db PORT [epoll|threads]\n");
        return 2;
    }
    store = argv[1];
    port = (int)strtol(argv[2], NULL, 10);
    cores = cores > MAX_CORES ? MAX_CORES : cores;
    signal(SIGPIPE, SIG_IGN);
    if (argc > 3 && strcmp(argv[3], "threads") == 0) {
        for (npool = 0; npool < (size_t)cores * 2; npool++) {
            open_reader(&pool[npool]);
            spare[nfree++] = &pool[npool];
        }
        if (MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION
                | MHD_USE_POLL, 0, NULL, NULL, on_access, NULL, MHD_OPTION_LISTEN_SOCKET,
                listener(), MHD_OPTION_THREAD_STACK_SIZE, STACK_BYTES,
                MHD_OPTION_CONNECTION_LIMIT, 1024u, MHD_OPTION_END) == NULL)
            return 1;
    } else {
        for (long i = 0; i < cores; i++)
            if (pthread_create(&t, NULL, loop, NULL) != 0)
                return 1;
    }
    pause();
    return 0;
}
