/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rules.c - how long all rules take over an organisation:
 *
 *   rules DATA ORG [each]
 *
 * Prints milliseconds of the first judgement, which prepares the statements,
 * and the median of the next ones.  each: the slowest rules of one more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/org.h"
#include "rules/engine.h"

#define ROUNDS 9

static int
by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* One judgement in a snapshot of its own; microseconds. */
static int64_t
judge(struct ctx *c, struct store *s)
{
    struct judgement *j;
    int64_t began = clock_mono();

    if (store_read_job(c, s) == 0) {
        date_parse(SLICE("2026-09-30"), &c->today);
        if (rules_judge(c, &j) != 0)
            fprintf(stderr, "rules: %s\n", c->message);
    }
    store_rollback(c);
    arena_reset(c->arena);
    return clock_mono() - began;
}

/* The queries alone, one by one, as the engine binds them. */
static void
each(struct ctx *c, struct store *s)
{
    const struct rule *r;

    if (store_read_job(c, s) != 0)
        return;
    date_parse(SLICE("2026-09-30"), &c->today);
    for (size_t i = 0; (r = rules_at(i)) != NULL; i++) {
        struct rule_result result = { .rule = r };
        int64_t began = clock_mono();

        if (!r->composite && rules_run(c, &result) == 0)
            printf("%8.2f ms  %s  %zu offenders\n", (double)(clock_mono() - began) / 1000, r->id,
                result.n);
    }
    store_rollback(c);
}

int
main(int argc, char **argv)
{
    static const struct actor system_actor = { .name = "system", .email = "system",
        .system = true };
    struct ctx c = { .actor = &system_actor, .source = "cli", .now = clock_now() };
    int64_t first, took[ROUNDS];
    struct store *s;

    if (argc < 3) {
        fprintf(stderr, "usage: rules DATA ORG [each]\n");
        return 2;
    }
    c.arena = arena_new();
    if (org_open(&c, argv[1], argv[2], 0, &s) != 0) {
        fprintf(stderr, "rules: %s\n", c.message);
        return 1;
    }
    first = judge(&c, s);
    for (int i = 0; i < ROUNDS; i++)
        took[i] = judge(&c, s);
    qsort(took, ROUNDS, sizeof *took, by_value);
    printf("%.1f %.1f\n", (double)first / 1000, (double)took[ROUNDS / 2] / 1000);
    if (argc > 3 && strcmp(argv[3], "each") == 0)
        each(&c, s);
    store_close(s);
    arena_free(c.arena);
    return 0;
}
