/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * wire.c - one connection that is kept, and the stores read beside the server:
 * what an answer claims is compared with what is there.
 */
#include "matrix.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>     /* last: it defines a macro fail() */

static int fd = -1;

static char last[300];                  /* what was asked before the line broke */

static void
dial(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)server_port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { .tv_sec = 60 };
    int one = 1;

    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
        fail_msg("the server is gone (%s) after %s", strerror(errno), last);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

static void
hang_up(void)
{
    close(fd);
    fd = -1;
}

static bool
write_all(const char *p, size_t n)
{
    while (n > 0) {
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);

        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

static const char *
in_head(struct slice head, const char *name)
{
    size_t n = strlen(name);

    while (head.n > 0) {
        struct slice line = slice_cut(&head, '\n');

        if (line.n > n && line.p[n] == ':' && strncasecmp(line.p, name, n) == 0) {
            line = slice_trim((struct slice){ line.p + n + 1, line.n - n - 1 });
            return arena_strndup(mem, line.p, line.n);
        }
    }
    return NULL;
}

const char *
head_of(const struct answer *a, const char *name)
{
    return in_head(a->head, name);
}

/* Read until the head ends and as many bytes of the body as it says. */
static bool
read_answer(struct answer *ret)
{
    static char *in;
    static size_t cap;
    size_t n = 0, want = 0, head = 0;
    const char *length;

    for (;;) {
        char *end;
        ssize_t k;

        if (cap - n < 65536)
            in = realloc(in, cap += 1 << 20);
        k = recv(fd, in + n, cap - n - 1, 0);
        if (k <= 0)
            return false;
        n += (size_t)k;
        in[n] = '\0';
        if (head == 0 && (end = strstr(in, "\r\n\r\n")) != NULL) {
            head = (size_t)(end - in) + 4;
            length = in_head((struct slice){ in, head }, "Content-Length");
            want = head + (length != NULL ? strtoul(length, NULL, 10) : 0);
        }
        if (head > 0 && n >= want)
            break;
    }
    ret->status = (int)strtol(in + 9, NULL, 10);
    ret->head = (struct slice){ arena_strndup(mem, in, head), head };
    ret->body = (struct slice){ arena_strndup(mem, in + head, n - head), n - head };
    return true;
}

static char *
request_head(const struct session *s, const char *method, const char *path,
    const struct body *body, const char *headers)
{
    const char *lines = "";

    for (struct slice rest = slice_of(headers); rest.n > 0; ) {
        struct slice line = slice_cut(&rest, '\n');

        lines = format("%s%.*s\r\n", lines, (int)line.n, line.p);
    }
    if (s != NULL)
        lines = format("%sCookie: %s\r\n", lines, s->cookie);
    if (s != NULL && strcmp(method, "GET") != 0 && strstr(lines, "X-CSRF-Token") == NULL)
        lines = format("%sX-CSRF-Token: %s\r\n", lines, s->csrf);
    if (body != NULL && body->type != NULL)
        lines = format("%sContent-Type: %s\r\nContent-Length: %zu\r\n", lines, body->type,
            body->data.n);
    else if (strcmp(method, "GET") != 0)
        lines = format("%sContent-Length: 0\r\n", lines);
    return format("%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", method, path, server_port,
        lines);
}

struct answer
send_to(const struct session *s, const char *method, const char *path, const struct body *body,
    const char *headers)
{
    struct slice head = slice_of(request_head(s, method, path, body, headers));
    size_t n = body != NULL && body->type != NULL ? body->data.n : 0;
    char *all = arena_alloc(mem, head.n + n + 1);
    struct answer ret = { 0 };
    const char *connection;

    memcpy(all, head.p, head.n);
    if (n > 0)
        memcpy(all + head.n, body->data.p, n);
    for (int try = 0; ret.status == 0 && try < 2; try++) {
        if (fd < 0)
            dial();
        snprintf(last, sizeof last, "%s %s", method, path);
        if (!write_all(all, head.n + n) || !read_answer(&ret))
            hang_up();
    }
    if (ret.status == 0)
        fail_msg("%s %s: no answer", method, path);
    connection = head_of(&ret, "Connection");
    if (connection != NULL && strcasecmp(connection, "close") == 0)
        hang_up();
    return ret;
}

/* The stores beside the server. */

static const struct actor system_actor = { .system = true };

static struct ctx
begin(const struct side *s)
{
    struct ctx c = { .arena = mem, .actor = &system_actor, .org = s->slug, .source = "cli",
        .now = clock_now() };

    assert_int_equal(store_read(&c, s->store), 0);
    return c;
}

struct rec *
peek(const struct side *s, const struct rec_type *t, const char *key)
{
    struct ctx c = begin(s);
    struct rec *r = NULL;

    if (rec_load(&c, t, key, &r) != 0)
        r = NULL;
    store_rollback(&c);
    return r;
}

int64_t
peek_last(const struct side *s)
{
    struct ctx c = begin(s);
    int64_t n = event_last(&c);

    store_rollback(&c);
    return n;
}

/* Those after since, newest first. */
size_t
peek_events(const struct side *s, int64_t since, struct event **ret)
{
    struct ctx c = begin(s);
    int64_t more = event_last(&c) - since;
    size_t n = 0;

    if (more > 0)
        assert_int_equal(event_list(&c, NULL, INT64_MAX, (size_t)more, ret, &n), 0);
    store_rollback(&c);
    return n;
}

bool
peek_wrote(const struct side *s, const char *key, const char *email)
{
    struct ctx c = begin(s);
    bool wrote = db_get_int(&c, 0, SQL("select count(*) from event where key = $key and actor = "
        "$email and action in ('create', 'update')"), BINDS(bind_text("key", key),
        bind_text("email", email))) > 0;

    store_rollback(&c);
    return wrote;
}

bool
peek_restricted(const struct side *s, const char *key)
{
    struct ctx c = begin(s);
    bool yes = db_get_int(&c, 0, SQL("select count(*) from restricted where key = $key"),
        BINDS(bind_text("key", key))) > 0;

    store_rollback(&c);
    return yes;
}

/* Rows as text: what no export holds. */
static void
dump_rows(struct ctx *c, struct buf *b, const char *sql, int columns)
{
    struct stmt *s = db_query(c, sql, NO_BINDS);

    buf_printf(b, "%s\n", sql);
    while (db_step(c, s)) {
        for (int i = 0; i < columns; i++) {
            char *v = db_strdup(c, s, i);

            buf_printf(b, "%s\t", v != NULL ? v : "-");
        }
        buf_lit(b, "\n");
    }
    assert_int_equal(db_done(c, s), 0);
}

static void
dump_side(const struct side *s, struct buf *b)
{
    struct ctx c = begin(s);
    unsigned char root[SHA256_LEN];
    char hex[2 * SHA256_LEN + 1];
    int64_t size;

    assert_int_equal(org_export(&c, b), 0);
    assert_int_equal(ledger_root(&c, &size, root), 0);
    hex_encode(root, sizeof root, hex);
    buf_printf(b, "ledger %lld %s\n", (long long)size, hex);
    dump_rows(&c, b, "select key, text from comment order by id", 2);
    dump_rows(&c, b, "select key, name, sha256 from attachment order by id", 3);
    dump_rows(&c, b, "select key, tag from tag order by key, tag", 2);
    dump_rows(&c, b, "select rule, key, reason from waiver order by id", 3);
    dump_rows(&c, b, "select name, value from setting order by name", 2);
    dump_rows(&c, b, "select key, step, reason from override order by id", 3);
    dump_rows(&c, b, "select key, type, title from record order by id", 3);
    dump_rows(&c, b, "select code, name from access_group order by code", 2);
    dump_rows(&c, b, "select code, name from custom_role order by code", 2);
    dump_rows(&c, b, "select grp, who from group_member order by grp, who", 2);
    dump_rows(&c, b, "select key, grp from restricted order by key, grp", 2);
    store_rollback(&c);
}

static struct ctx
begin_control(struct store **ret)
{
    struct ctx c = { .arena = mem, .actor = &system_actor, .now = clock_now() };

    assert_int_equal(control_open(&c, place_control(mem, place), 0, ret), 0);
    assert_int_equal(store_read(&c, *ret), 0);
    return c;
}

int64_t
peek_account(const char *email)
{
    struct account a = { 0 };
    struct store *control;
    struct ctx c = begin_control(&control);

    assert_int_equal(account_by_email(&c, email, &a), 0);
    store_rollback(&c);
    store_close(control);
    return a.id;
}

static void
dump_people(struct ctx *c, struct buf *b)
{
    dump_rows(c, b, "select email, name, password, admin, disabled from account order by id", 5);
    dump_rows(c, b, "select account, org, roles, person from membership order by account, org",
        4);
}

char *
peek_people(void)
{
    struct store *control;
    struct ctx c = begin_control(&control);
    struct buf b;
    char *text;

    buf_init(&b, BUF_MAX);
    dump_people(&c, &b);
    store_rollback(&c);
    store_close(control);
    text = arena_strndup(mem, b.p, b.n);
    buf_free(&b);
    return text;
}

char *
peek_all(void)
{
    struct store *control;
    struct ctx c;
    struct buf b;
    char *text;

    buf_init(&b, BUF_MAX);
    for (int i = 0; i < SIDES; i++)
        dump_side(&sides[i], &b);
    c = begin_control(&control);
    dump_people(&c, &b);
    dump_rows(&c, &b, "select account, org, type, name, query from view order by account, org, "
        "type, name", 5);
    store_rollback(&c);
    store_close(control);
    text = arena_strndup(mem, b.p, b.n);
    buf_free(&b);
    return text;
}

static json_t *
records_of(const struct side *s)
{
    struct ctx c = begin(s);
    json_t *all, *by_key = json_object(), *one;
    struct buf b;
    size_t i;

    buf_init(&b, BUF_MAX);
    assert_int_equal(org_export(&c, &b), 0);
    store_rollback(&c);
    all = json_loadb(b.p, b.n, 0, NULL);
    buf_free(&b);
    assert_non_null(all);
    json_array_foreach(json_object_get(all, "records"), i, one)
        json_object_set(by_key, text_of(one, "key"), one);
    json_decref(all);
    return by_key;
}

struct picture
picture_take(void)
{
    struct picture p;

    for (int i = 0; i < SIDES; i++) {
        p.records[i] = records_of(&sides[i]);
        p.last[i] = peek_last(&sides[i]);
    }
    return p;
}

static bool
has_event(const struct side *s, const char *key, int64_t since)
{
    struct ctx c = begin(s);
    bool yes = db_get_int(&c, 0, SQL("select count(*) from event where key = $key and seq > "
        "$since"), BINDS(bind_text("key", key), bind_int("since", since))) > 0;

    store_rollback(&c);
    return yes;
}

void
picture_compare(struct picture *before, struct tally *t)
{
    for (int i = 0; i < SIDES; i++) {
        json_t *now = records_of(&sides[i]), *one;
        const char *key;

        json_object_foreach(now, key, one)
            if (!json_equal(one, json_object_get(before->records[i], key))
                && !has_event(&sides[i], key, before->last[i]))
                complain(t, "%s of %s changed, and its history does not say how", key,
                    sides[i].slug);
        json_object_foreach(before->records[i], key, one)
            if (json_object_get(now, key) == NULL
                && !has_event(&sides[i], key, before->last[i]))
                complain(t, "%s of %s is gone, and its history does not say how", key,
                    sides[i].slug);
        json_decref(now);
        json_decref(before->records[i]);
    }
}
