/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* guess.c - a fixed table of counters; the oldest of a bucket gives way. */
#include <pthread.h>

#include "auth/guess.h"

#define BUCKETS 1024
#define WAYS 4

struct counter {
    unsigned char id[SHA256_LEN];
    int64_t since;              /* monotonic microseconds of the first guess */
    int n;
};

static struct counter table[BUCKETS][WAYS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* The counter of that name; made at the place of the oldest when make is set. */
static struct counter *
counter_of(char kind, const char *email, const char *peer, bool make)
{
    const struct sha256_part parts[] = { { &kind, 1 }, { email, strlen(email) + 1 },
        { peer, strlen(peer) } };
    unsigned char id[SHA256_LEN];
    struct counter *row, *oldest;
    int64_t now = clock_mono();

    sha256_parts(parts, ARRAY_LEN(parts), id);
    row = table[(id[0] | id[1] << 8) % BUCKETS];
    oldest = &row[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (row[i].n > 0 && now - row[i].since > (int64_t)GUESS_WINDOW_S * 1000000)
            row[i].n = 0;
        if (row[i].n > 0 && memcmp(row[i].id, id, sizeof id) == 0)
            return &row[i];
        if (row[i].n == 0 || (oldest->n > 0 && row[i].since < oldest->since))
            oldest = &row[i];
    }
    if (!make)
        return NULL;
    *oldest = (struct counter){ .since = now };
    memcpy(oldest->id, id, sizeof id);
    return oldest;
}

static bool
below(char kind, const char *email, const char *peer, int most)
{
    const struct counter *k = counter_of(kind, email, peer, false);

    return k == NULL || k->n < most;
}

bool
guess_allowed(const char *email, const char *peer)
{
    bool ok;

    pthread_mutex_lock(&mutex);
    ok = below('b', email, peer, GUESSES_PER_PAIR) && below('p', "", peer, GUESSES_PER_PEER)
        && below('e', email, "", GUESSES_PER_EMAIL);
    pthread_mutex_unlock(&mutex);
    return ok;
}

void
guess_record(const char *email, const char *peer, bool right)
{
    struct counter *k;

    pthread_mutex_lock(&mutex);
    if (right) {
        if ((k = counter_of('b', email, peer, false)) != NULL)
            k->n = 0;
    } else {
        counter_of('b', email, peer, true)->n++;
        counter_of('p', "", peer, true)->n++;
        counter_of('e', email, "", true)->n++;
    }
    pthread_mutex_unlock(&mutex);
}
