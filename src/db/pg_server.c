/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pg_server.c - the servers this process talks to: for each URL a bounded pool
 * of connections that all its stores share, and one that listens for commits of
 * other processes.  The list is the process's, as file descriptors are.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "db/pg.h"

#define MOST 32                 /* connections of a class */
#define SWITCHES 500            /* of a schema, then the server's memory for it is given back */
#define CACHED 300
#define CACHED_JOB 500

struct pg_server {
    char *url;
    int users;
    pthread_mutex_t mutex;      /* guards the connections' in_use and the list of stores */
    pthread_cond_t freed;
    struct pg_conn conns[N_PG_CLASSES][MOST];
    size_t most[N_PG_CLASSES];
    uint64_t uses;
    struct pg_store *stores;
    pthread_t ear;
    bool has_ear;
    uint64_t epoch;             /* grows when we begin or cease to hear of commits */
    bool listening;             /* both under the mutex */
    _Atomic bool stopping;
    struct pg_server *next;
};

static pthread_mutex_t all_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct pg_server *all;

static void
pause_ms(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* "SCHEMA GENERATION" was committed somewhere. */
static void
hear(struct pg_server *s, const char *text)
{
    const char *blank = strchr(text, ' ');
    uint64_t g = blank != NULL ? strtoull(blank + 1, NULL, 10) : 0;

    pthread_mutex_lock(&s->mutex);
    for (struct pg_store *st = s->stores; st != NULL && blank != NULL; st = st->next)
        if (strlen(st->schema) == (size_t)(blank - text)
            && memcmp(st->schema, text, (size_t)(blank - text)) == 0
            && st->base.generation < g)
            st->base.generation = g;
    pthread_mutex_unlock(&s->mutex);
}

static void
heard(struct pg_server *s, PGconn *h)
{
    PGnotify *n;

    while ((n = PQnotifies(h)) != NULL) {
        hear(s, n->extra);
        PQfreemem(n);
    }
}

/* What was missed meanwhile is not known: every store reads its clock again. */
static void
set_listening(struct pg_server *s, bool yes)
{
    pthread_mutex_lock(&s->mutex);
    s->listening = yes;
    s->epoch++;
    for (struct pg_store *st = s->stores; st != NULL; st = st->next)
        st->base.generation = 0;
    pthread_mutex_unlock(&s->mutex);
}

static void
listen_until_lost(struct pg_server *s, PGconn *h)
{
    PGresult *r = PQexec(h, "listen ismene");
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;

    PQclear(r);
    if (!ok)
        return;
    set_listening(s, true);
    while (!s->stopping && PQstatus(h) == CONNECTION_OK) {
        struct pollfd p = { .fd = PQsocket(h), .events = POLLIN };

        if (poll(&p, 1, 200) > 0 && !PQconsumeInput(h))
            break;
        heard(s, h);
    }
    set_listening(s, false);
}

static void *
ear(void *arg)
{
    struct pg_server *s = arg;

    while (!s->stopping) {
        PGconn *h = pg_connection(s->url);

        if (PQstatus(h) == CONNECTION_OK)
            listen_until_lost(s, h);
        PQfinish(h);
        if (!s->stopping)
            pause_ms(300);
    }
    return NULL;
}

uint64_t
pg_epoch(struct pg_server *s)
{
    uint64_t epoch;

    pthread_mutex_lock(&s->mutex);
    epoch = s->epoch;
    pthread_mutex_unlock(&s->mutex);
    return epoch;
}

void
pg_store_heard(struct pg_store *st, uint64_t generation, uint64_t epoch)
{
    pthread_mutex_lock(&st->server->mutex);
    if (epoch == 0 || epoch == st->server->epoch) {
        if (st->base.generation < generation)
            st->base.generation = generation;
        if (epoch != 0)
            st->epoch = epoch;
    }
    pthread_mutex_unlock(&st->server->mutex);
}

/* Who asks wants to keep something: from now on somebody listens. */
uint64_t
pg_store_generation(struct pg_store *st)
{
    static uint64_t never = UINT64_MAX / 2;
    struct pg_server *s = st->server;
    uint64_t g;

    pthread_mutex_lock(&s->mutex);
    if (!s->has_ear) {
        s->has_ear = true;
        if (pthread_create(&s->ear, NULL, ear, s) != 0)
            abort();
    }
    g = s->listening && st->epoch == s->epoch ? st->base.generation : never++;
    pthread_mutex_unlock(&s->mutex);
    return g;
}

static struct pg_server *
server_new(const char *url)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct pg_server *s = calloc(1, sizeof *s);

    if (s == NULL || (s->url = strdup(url)) == NULL)
        abort();
    s->most[PG_ORG] = cores < 4 ? 8 : cores > MOST / 2 ? MOST : (size_t)cores * 2;
    s->most[PG_CONTROL] = 4;
    s->most[PG_JOB] = 2;
    pthread_mutex_init(&s->mutex, NULL);
    pthread_cond_init(&s->freed, NULL);
    for (int k = 0; k < N_PG_CLASSES; k++)
        for (size_t i = 0; i < MOST; i++) {
            s->conns[k][i].base = (struct db){ .engine = &engine_postgres,
                .cache_max = k == PG_JOB ? CACHED_JOB : CACHED };
            s->conns[k][i].server = s;
            s->conns[k][i].class = (enum pg_class)k;
        }
    s->epoch = 1;
    return s;
}

static void
server_free(struct pg_server *s)
{
    s->stopping = true;
    if (s->has_ear)
        pthread_join(s->ear, NULL);
    for (int k = 0; k < N_PG_CLASSES; k++)
        for (size_t i = 0; i < MOST; i++)
            if (s->conns[k][i].h != NULL)
                pg_close(&s->conns[k][i]);
    pthread_mutex_destroy(&s->mutex);
    pthread_cond_destroy(&s->freed);
    free(s->url);
    free(s);
}

struct pg_server *
pg_server_get(const char *url)
{
    struct pg_server *s;

    pthread_mutex_lock(&all_mutex);
    for (s = all; s != NULL && strcmp(s->url, url) != 0; s = s->next)
        continue;
    if (s == NULL) {
        s = server_new(url);
        s->next = all;
        all = s;
    }
    s->users++;
    pthread_mutex_unlock(&all_mutex);
    return s;
}

void
pg_server_drop(struct pg_server *s)
{
    struct pg_server **p;

    pthread_mutex_lock(&all_mutex);
    if (--s->users > 0) {
        pthread_mutex_unlock(&all_mutex);
        return;
    }
    for (p = &all; *p != s; p = &(*p)->next)
        continue;
    *p = s->next;
    pthread_mutex_unlock(&all_mutex);
    server_free(s);
}

void
pg_server_add(struct pg_server *s, struct pg_store *st)
{
    pthread_mutex_lock(&s->mutex);
    st->next = s->stores;
    s->stores = st;
    pthread_mutex_unlock(&s->mutex);
}

void
pg_server_remove(struct pg_server *s, struct pg_store *st)
{
    struct pg_store **p;

    pthread_mutex_lock(&s->mutex);
    for (p = &s->stores; *p != st; p = &(*p)->next)
        continue;
    *p = st->next;
    pthread_mutex_unlock(&s->mutex);
}

/* The best of the free ones: last used for this schema, else not connected yet, else
 * the one that rested longest. */
static struct pg_conn *
choose(struct pg_server *s, enum pg_class class, const char *schema)
{
    struct pg_conn *fresh = NULL, *same = NULL, *oldest = NULL;

    for (size_t i = 0; i < s->most[class]; i++) {
        struct pg_conn *conn = &s->conns[class][i];

        if (conn->in_use)
            continue;
        if (conn->h == NULL)
            fresh = fresh == NULL ? conn : fresh;
        else if (strcmp(conn->schema, schema) == 0 && (same == NULL
                || conn->last_used > same->last_used))
            same = conn;
        else if (oldest == NULL || conn->last_used < oldest->last_used)
            oldest = conn;
    }
    return same != NULL ? same : fresh != NULL ? fresh : oldest;
}

int
pg_take(struct ctx *c, struct pg_server *s, enum pg_class class, const char *schema,
    struct pg_conn **ret)
{
    struct pg_conn *conn;

    pthread_mutex_lock(&s->mutex);
    while ((conn = choose(s, class, schema)) == NULL)
        pthread_cond_wait(&s->freed, &s->mutex);
    conn->in_use = true;
    conn->last_used = ++s->uses;
    pthread_mutex_unlock(&s->mutex);
    if (conn->leaving) {
        struct ctx own = { .arena = c->arena };

        conn->leaving = false;
        if (!pg_finish(&own, conn, PG_SECONDS))
            conn->broken = true;
    }
    if (conn->h != NULL && (!pg_alive(conn) || pg_speaks(conn) || (conn->switches >= SWITCHES
            && strcmp(conn->schema, schema) != 0)))
        pg_close(conn);
    if (conn->h == NULL && pg_connect(c, conn, s->url) != 0) {
        pg_give(conn);
        return (int)c->err;
    }
    *ret = conn;
    return 0;
}

void
pg_rest_is_dead(struct pg_server *s)
{
    pthread_mutex_lock(&s->mutex);
    for (int k = 0; k < N_PG_CLASSES; k++)
        for (size_t i = 0; i < s->most[k]; i++)
            if (!s->conns[k][i].in_use && s->conns[k][i].h != NULL)
                pg_close(&s->conns[k][i]);
    pthread_mutex_unlock(&s->mutex);
}

void
pg_give(struct pg_conn *conn)
{
    struct pg_server *s = conn->server;

    if (conn->h != NULL && !pg_alive(conn))
        pg_close(conn);
    pthread_mutex_lock(&s->mutex);
    conn->in_use = false;
    pthread_cond_broadcast(&s->freed);
    pthread_mutex_unlock(&s->mutex);
}
