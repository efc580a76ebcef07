/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * simulate.c - a simulation file again and again in one process, as a server runs it.  Prints
 * the seconds of the best round.
 *
 *   bench_simulate FILE ROUNDS
 */
#include <stdio.h>
#include <stdlib.h>

#include "app/simulation.h"

int
main(int argc, char **argv)
{
    static char text[1 << 20];
    struct ctx c = { .arena = arena_new() };
    struct simulation s;
    double best = 1e9;
    FILE *f = argc == 3 ? fopen(argv[1], "r") : NULL;
    size_t n = f != NULL ? fread(text, 1, sizeof text, f) : 0;

    if (n == 0 || simulation_read(&c, (struct slice){ text, n }, &simulation_own_machine, &s) != 0) {
        fprintf(stderr, "usage: bench_simulate FILE ROUNDS (%s)\n", c.message ? c.message : "");
        return 2;
    }
    fclose(f);
    for (long left = strtol(argv[2], NULL, 10); left > 0; left--) {
        struct arena *a = arena_new();
        struct risk_results r;

        if (!risk_run(&s.model, &s.options, a, &r))
            return 1;
        best = r.seconds < best ? r.seconds : best;
        arena_free(a);
    }
    printf("%.6f\n", best);
    arena_free(c.arena);
    return 0;
}
