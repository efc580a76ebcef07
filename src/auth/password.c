/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * password.c - Argon2id (RFC 9106) by libsodium.  A server hashes in a process
 * of its own: a hash maps and fills 24 MiB, and in the server's process every
 * other thread would wait for that (decision 5).
 */
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/auth.h"

/* OWASP's first choice for Argon2id asks for 19 MiB and two passes; this is above it. */
#define PASSES 3
#define MEMORY ((size_t)24 << 20)
#define PATIENCE_MS 1000        /* for the helper, which gets the time that nobody else wants */

/* What is asked of the helper, and its answer: one message each. */
struct task {
    uint64_t number;            /* of the answer as of the question */
    bool make, ok;              /* make a hash, or check against it */
    char hash[crypto_pwhash_STRBYTES];
    char password[PASSWORD_MAX + 1];
};

/* One hash at a time: guesses can fill neither the memory nor all cores. */
static pthread_mutex_t hashing = PTHREAD_MUTEX_INITIALIZER;
static int helper = -1;         /* the socket to it; -1: hash here */
static pid_t helper_pid;

static void
work(struct task *t)
{
    size_t n = strlen(t->password);

    t->ok = t->make ? crypto_pwhash_str(t->hash, t->password, n, PASSES, MEMORY) == 0
        : crypto_pwhash_str_verify(t->hash, t->password, n) == 0;
}

/* Ends when the server does: its end of the socket is closed then. */
static void
help(int fd)
{
    struct task t;

    prctl(PR_SET_DUMPABLE, 0);
    (void)sched_setscheduler(0, SCHED_IDLE, &(struct sched_param){ 0 });
    while (recv(fd, &t, sizeof t, 0) == (ssize_t)sizeof t) {
        work(&t);
        sodium_memzero(t.password, sizeof t.password);
        if (send(fd, &t, sizeof t, MSG_NOSIGNAL) != (ssize_t)sizeof t)
            break;
    }
    _exit(0);
}

void
password_helper_start(void)
{
    int ends[2];
    pid_t pid;

    if (helper >= 0 || sodium_init() < 0
        || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return;
    pid = fork();
    if (pid == 0) {
        signal(SIGINT, SIG_IGN);        /* of a terminal: the server ends first */
        signal(SIGTERM, SIG_IGN);
        dup2(ends[1], 3);
        closefrom(4);
        help(3);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return;
    }
    helper = ends[0];
    helper_pid = pid;
}

/* Under hashing. */
static void
let_go(void)
{
    close(helper);
    helper = -1;
    waitpid(helper_pid, NULL, 0);
}

void
password_helper_stop(void)
{
    pthread_mutex_lock(&hashing);
    if (helper >= 0)
        let_go();
    pthread_mutex_unlock(&hashing);
}

/* Under hashing: true when the helper answered; one that died is let go. */
static bool
ask(struct task *t)
{
    static uint64_t number;
    int64_t until = clock_mono() + PATIENCE_MS * 1000;
    struct task answer;
    ssize_t n;

    t->number = ++number;
    if (send(helper, t, sizeof *t, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)sizeof *t)
        return false;
    for (;;) {
        struct pollfd p = { .fd = helper, .events = POLLIN };
        int64_t left = until - clock_mono();

        if (left <= 0 || poll(&p, 1, (int)(left / 1000) + 1) == 0)
            return false;
        n = recv(helper, &answer, sizeof answer, MSG_DONTWAIT);
        if (n == 0) {
            let_go();
            return false;
        }
        if (n == (ssize_t)sizeof answer && answer.number == number) {
            *t = answer;
            return true;
        }
    }
}

static void
run(struct task *t)
{
    pthread_mutex_lock(&hashing);
    if (helper < 0 || !ask(t))
        work(t);
    pthread_mutex_unlock(&hashing);
    sodium_memzero(t->password, sizeof t->password);
}

int
password_hash(struct ctx *c, const char *password, const char **ret)
{
    size_t n = strlen(password);
    struct task t = { .make = true };

    if (!utf8_valid(password, n) || utf8_length(password, n) < PASSWORD_MIN)
        return fail_field(c, "password", "A password has at least %d characters.", PASSWORD_MIN);
    if (n > PASSWORD_MAX)
        return fail_field(c, "password", "A password has at most %d bytes.", PASSWORD_MAX);
    memcpy(t.password, password, n);
    run(&t);
    if (!t.ok)
        return fail(c, E_BUSY, "There is not enough memory to hash a password now.");
    *ret = arena_strdup(c->arena, t.hash);
    return 0;
}

bool
password_matches(const char *hash, const char *password)
{
    size_t n = strlen(password), m = strlen(hash);
    struct task t = { 0 };

    if (n > PASSWORD_MAX || m >= sizeof t.hash)
        return false;
    memcpy(t.hash, hash, m);
    memcpy(t.password, password, n);
    run(&t);
    return t.ok;
}
