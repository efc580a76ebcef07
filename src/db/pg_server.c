/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pg_server.c - the servers this process talks to: for each URL a bounded pool
 * of connections that all its stores share, and the clocks of these as last read.
 * The list is the process's, as file descriptors are.
 */
#include <stdlib.h>
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
    pthread_cond_t freed[N_PG_CLASSES];
    struct pg_conn conns[N_PG_CLASSES][MOST];
    size_t most[N_PG_CLASSES];
    uint64_t uses;
    struct pg_store *stores;
    struct pg_server *next;
};

static pthread_mutex_t all_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct pg_server *all;

void
pg_store_heard(struct pg_store *st, uint64_t generation)
{
    uint64_t known = st->base.generation;

    while (known < generation
        && !atomic_compare_exchange_weak(&st->base.generation, &known, generation))
        continue;
}

static struct pg_store *
control_of(struct pg_server *s)
{
    struct pg_store *st = s->stores;

    while (st != NULL && strcmp(st->schema, PG_CONTROL_SCHEMA) != 0)
        st = st->next;
    return st;
}

bool
pg_control_is_open(struct pg_server *s, uint64_t *ret_known)
{
    struct pg_store *st;
    bool open;

    pthread_mutex_lock(&s->mutex);
    st = control_of(s);
    open = st != NULL && !st->missing;
    *ret_known = open ? st->base.generation : 0;
    pthread_mutex_unlock(&s->mutex);
    return open;
}

void
pg_control_heard(struct pg_server *s, uint64_t generation)
{
    struct pg_store *st;

    pthread_mutex_lock(&s->mutex);
    st = control_of(s);
    if (st != NULL)
        pg_store_heard(st, generation);
    pthread_mutex_unlock(&s->mutex);
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
    for (int k = 0; k < N_PG_CLASSES; k++) {
        pthread_cond_init(&s->freed[k], NULL);
        for (size_t i = 0; i < MOST; i++) {
            s->conns[k][i].base = (struct db){ .engine = &engine_postgres,
                .cache_max = k == PG_JOB ? CACHED_JOB : CACHED };
            s->conns[k][i].server = s;
            s->conns[k][i].class = (enum pg_class)k;
        }
    }
    return s;
}

static void
server_free(struct pg_server *s)
{
    for (int k = 0; k < N_PG_CLASSES; k++)
        for (size_t i = 0; i < MOST; i++)
            if (s->conns[k][i].h != NULL)
                pg_close(&s->conns[k][i]);
    pthread_mutex_destroy(&s->mutex);
    for (int k = 0; k < N_PG_CLASSES; k++)
        pthread_cond_destroy(&s->freed[k]);
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
    const struct timespec until = pg_until(PG_WAIT_SECONDS);
    struct pg_conn *conn;

    pthread_mutex_lock(&s->mutex);
    while ((conn = choose(s, class, schema)) == NULL)
        if (pthread_cond_clockwait(&s->freed[class], &s->mutex, CLOCK_MONOTONIC, &until) != 0) {
            pthread_mutex_unlock(&s->mutex);
            return fail(c, E_BUSY, "All connections to the database have been busy for too long. "
                "Nothing was saved: try again in a moment.");
        }
    conn->in_use = true;
    conn->last_used = ++s->uses;
    pthread_mutex_unlock(&s->mutex);
    if (conn->leaving)
        pg_left(conn);
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

    if (conn->h != NULL && (conn->spoiled || !pg_alive(conn)))
        pg_close(conn);
    pthread_mutex_lock(&s->mutex);
    conn->in_use = false;
    pthread_cond_signal(&s->freed[conn->class]);
    pthread_mutex_unlock(&s->mutex);
}
