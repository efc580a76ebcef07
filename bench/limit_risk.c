/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * limit_risk.c - what the machine could do: as many standard normal variates as a simulation has
 * loss events, by the engine's generator and table, and nothing else.  Prints the seconds of the
 * best round.
 *
 *   bench_limit_risk VARIATES THREADS ROUNDS
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "risk/kernel.h"

#define THREADS_MOST 64

struct part {
    const struct table *normal;
    uint32_t index;
    int64_t n;
    float last;                 /* so that nothing is left out */
};

static void *
work(void *arg)
{
    static const int64_t a_key = 1 << 24;       /* words of one, in chunks */
    const struct kernel *k = kernel_best();
    struct part *p = arg;
    uint32_t words[CHUNK];
    float drawn[CHUNK];

    for (int64_t at = 0; at < p->n; at += CHUNK) {
        struct key key = key_of(1, p->index, (uint32_t)(at / a_key));

        k->words(words, CHUNK, key, (uint32_t)(at % a_key / 2));
        k->draw(drawn, words, CHUNK, p->normal);
        p->last += drawn[at / CHUNK % CHUNK];
    }
    return NULL;
}

static double
one_round(const struct table *normal, int64_t n, int threads)
{
    struct part parts[THREADS_MOST];
    pthread_t ids[THREADS_MOST];
    int64_t start = clock_mono();
    float sum = 0;

    for (int i = 0; i < threads; i++) {
        parts[i] = (struct part){ normal, (uint32_t)i, n / threads, 0 };
        if (pthread_create(&ids[i], NULL, work, &parts[i]) != 0)
            abort();
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        sum += parts[i].last;
    }
    return (double)(clock_mono() - start) / 1e6 + (sum > 1e30f ? 1 : 0);
}

int
main(int argc, char **argv)
{
    static struct table normal;
    double best = 1e9;
    int64_t n;
    int threads, rounds;

    if (argc != 4) {
        fprintf(stderr, "usage: bench_limit_risk VARIATES THREADS ROUNDS\n");
        return 2;
    }
    n = (int64_t)strtod(argv[1], NULL);
    threads = (int)strtol(argv[2], NULL, 10);
    rounds = (int)strtol(argv[3], NULL, 10);
    if (threads < 1 || threads > THREADS_MOST)
        return 2;
    table_fill_normal(&normal);
    for (int i = 0; i < rounds; i++) {
        double seconds = one_round(&normal, n, threads);

        best = seconds < best ? seconds : best;
    }
    printf("%.6f\n", best);
    return 0;
}
