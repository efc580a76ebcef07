/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* threads.c - see threads.h. */
#include "risk/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS_MAX 64
#define LOOKS 1000              /* for what it waits for, before a thread sleeps: tens of us */

struct crew {
    pthread_t caller, ids[THREADS_MAX];
    size_t size;
    pthread_mutex_t mutex;
    pthread_cond_t begun, left;
    /* The piece of work at hand, open to whoever comes until nothing is left of it. */
    void (*one)(void *, size_t);
    void *arg;
    size_t n;
    _Atomic size_t next;
    _Atomic unsigned piece;     /* goes up with each of them, and when all is over */
    bool open, over;
    _Atomic size_t busy;        /* helpers that are at it */
};

static void
share(struct crew *c)
{
    for (size_t i; (i = atomic_fetch_add(&c->next, 1)) < c->n; )
        c->one(c->arg, i);
}

static void
rest(void)
{
#if RISK_X86
    __builtin_ia32_pause();
#endif
}

static void *
help(void *arg)
{
    struct crew *c = arg;
    unsigned seen = 0;

    for (;;) {
        for (int i = 0; i < LOOKS && atomic_load(&c->piece) == seen; i++)
            rest();
        pthread_mutex_lock(&c->mutex);
        while (!c->over && !(c->open && c->piece != seen))
            pthread_cond_wait(&c->begun, &c->mutex);
        seen = c->piece;
        c->busy += !c->over;
        pthread_mutex_unlock(&c->mutex);
        if (c->over)
            return NULL;
        share(c);
        pthread_mutex_lock(&c->mutex);
        c->busy--;
        pthread_cond_signal(&c->left);
        pthread_mutex_unlock(&c->mutex);
    }
}

struct crew *
crew_start(int wanted, size_t most)
{
    struct crew *c = calloc(1, sizeof *c);
    long n = wanted > 0 ? wanted : sysconf(_SC_NPROCESSORS_ONLN);

    if (c == NULL)
        abort();
    n = n > THREADS_MAX ? THREADS_MAX : n > (long)most ? (long)most : n;
    c->caller = pthread_self();
    pthread_mutex_init(&c->mutex, NULL);
    pthread_cond_init(&c->begun, NULL);
    pthread_cond_init(&c->left, NULL);
    for (c->size = 1; (long)c->size < n; c->size++)
        if (pthread_create(&c->ids[c->size], NULL, help, c) != 0)
            break;
    return c;
}

static void
announce(struct crew *c, bool over)
{
    pthread_mutex_lock(&c->mutex);
    c->open = true;
    c->over = over;
    c->piece++;
    pthread_cond_broadcast(&c->begun);
    pthread_mutex_unlock(&c->mutex);
}

void
crew_end(struct crew *c)
{
    if (c == NULL)
        return;
    announce(c, true);
    for (size_t i = 1; i < c->size; i++)
        pthread_join(c->ids[i], NULL);
    pthread_cond_destroy(&c->left);
    pthread_cond_destroy(&c->begun);
    pthread_mutex_destroy(&c->mutex);
    free(c);
}

size_t
crew_size(const struct crew *c)
{
    return c != NULL ? c->size : 1;
}

void
crew_do(struct crew *c, size_t n, void (*one)(void *, size_t), void *arg)
{
    if (c == NULL || c->size < 2 || n < 2) {
        for (size_t i = 0; i < n; i++)
            one(arg, i);
        return;
    }
    c->one = one;
    c->arg = arg;
    c->n = n;
    c->next = 0;
    announce(c, false);
    share(c);
    for (int i = 0; i < LOOKS && atomic_load(&c->busy) > 0; i++)
        rest();
    pthread_mutex_lock(&c->mutex);
    c->open = false;            /* who comes now comes too late */
    while (c->busy > 0)
        pthread_cond_wait(&c->left, &c->mutex);
    pthread_mutex_unlock(&c->mutex);
}

bool
crew_is_caller(const struct crew *c)
{
    return pthread_equal(pthread_self(), c->caller);
}
