/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* threads.c - see threads.h. */
#include "risk/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

int
threads_for(int wanted, size_t work)
{
    long n = wanted > 0 ? wanted : sysconf(_SC_NPROCESSORS_ONLN);

    n = n > THREADS_MAX ? THREADS_MAX : n;
    return n < 1 || work < 2 ? 1 : (size_t)n > work ? (int)work : (int)n;
}

struct share_out {
    void (*one)(void *, size_t);
    void *arg;
    size_t n;
    _Atomic size_t next;
};

static void *
shared_out(void *arg)
{
    struct share_out *s = arg;

    for (size_t i; (i = atomic_fetch_add(&s->next, 1)) < s->n; )
        s->one(s->arg, i);
    return NULL;
}

void
in_threads(int wanted, size_t n, void (*one)(void *, size_t), void *arg)
{
    struct share_out s = { .one = one, .arg = arg, .n = n };
    pthread_t ids[THREADS_MAX];
    int k = threads_for(wanted, n), started = 1;

    while (started < k && pthread_create(&ids[started], NULL, shared_out, &s) == 0)
        started++;
    shared_out(&s);
    for (int i = 1; i < started; i++)
        pthread_join(ids[i], NULL);
}
