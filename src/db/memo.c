/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* memo.c - a small table of counts; a collision replaces. */
#include "db/memo.h"

#include <pthread.h>
#include <stdlib.h>

#define PLACES 512

struct memo {
    pthread_mutex_t mutex;
    struct place {
        unsigned char id[SHA256_LEN];   /* of the text and its values */
        uint64_t generation;
        int64_t value;
        bool used;
    } places[PLACES];
};

struct memo *
memo_new(void)
{
    struct memo *m = calloc(1, sizeof *m);

    if (m == NULL)
        abort();
    pthread_mutex_init(&m->mutex, NULL);
    return m;
}

void
memo_free(struct memo *m)
{
    if (m == NULL)
        return;
    pthread_mutex_destroy(&m->mutex);
    free(m);
}

static void
identify(const struct sql *q, unsigned char id[static SHA256_LEN])
{
    struct sha256_part parts[2 + 3 * ARRAY_LEN(q->binds)];
    size_t n = 0;

    parts[n++] = (struct sha256_part){ q->text.p, q->text.n };
    for (size_t i = 0; i < q->nbinds; i++) {
        const struct bind *b = &q->binds[i];

        parts[n++] = (struct sha256_part){ &b->kind, sizeof b->kind };
        if (b->kind == BIND_INT) {
            parts[n++] = (struct sha256_part){ &b->i, sizeof b->i };
        } else if (b->kind != BIND_NULL) {
            parts[n++] = (struct sha256_part){ &b->n, sizeof b->n };
            parts[n++] = (struct sha256_part){ b->p, b->n };
        }
    }
    sha256_parts(parts, n, id);
}

static bool
find(struct memo *m, uint64_t generation, const unsigned char id[static SHA256_LEN], int64_t *ret)
{
    struct place *p = &m->places[(id[0] | (size_t)id[1] << 8) % PLACES];
    bool found;

    pthread_mutex_lock(&m->mutex);
    found = p->used && p->generation == generation && memcmp(p->id, id, SHA256_LEN) == 0;
    if (found)
        *ret = p->value;
    pthread_mutex_unlock(&m->mutex);
    return found;
}

static void
keep(struct memo *m, uint64_t generation, const unsigned char id[static SHA256_LEN], int64_t value)
{
    struct place *p = &m->places[(id[0] | (size_t)id[1] << 8) % PLACES];

    pthread_mutex_lock(&m->mutex);
    memcpy(p->id, id, SHA256_LEN);
    p->generation = generation;
    p->value = value;
    p->used = true;
    pthread_mutex_unlock(&m->mutex);
}

int64_t
sql_count(struct sql *q)
{
    uint64_t generation = 0;
    struct memo *m = db_memo(q->c, &generation);
    unsigned char id[SHA256_LEN];
    struct stmt *s;
    int64_t n = 0;

    if (m != NULL) {
        identify(q, id);
        if (find(m, generation, id, &n))
            return n;
    }
    s = sql_query(q);
    if (db_step(q->c, s))
        n = db_int(s, 0);
    if (db_done(q->c, s) == 0 && m != NULL)
        keep(m, generation, id, n);
    return n;
}
