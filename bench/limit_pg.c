/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * limit_pg.c - what is possible with this libpq and this PostgreSQL: the query of
 * the list of 50 risks, prepared once a connection, run again and again and its
 * values read; no server of ours, no snapshot, no session, no JSON.
 *
 *   limit_pg URL SCHEMA CONNECTIONS SECONDS      prints runs a second
 */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_CONNECTIONS 64

/* As rec_list puts it together. */
static const char query[] =
    "select t.id, t.key, t.revision, t.created_at, t.created_by, t.updated_at, t.updated_by, "
    "t.title, t.approach, t.scenario, t.risk_source, t.desired_end_state, t.assets, t.threat, "
    "t.vulnerabilities, t.affects, t.owner, t.identified_in, t.existing_controls, "
    "t.requirements, t.treatment_option, t.treatment_controls, t.quantitative, "
    "t.next_review_due, t.closed_on, t.close_reason, t.status from risk t where 1 = 1 "
    "order by t.id limit $1";

static _Atomic int stop;
static _Atomic uint64_t bytes;

struct worker {
    const char *url, *schema;
    uint64_t runs;
    pthread_t thread;
};

static void
check(PGconn *h, PGresult *r, ExecStatusType want)
{
    if (PQresultStatus(r) != want) {
        fprintf(stderr, "limit_pg: %s", PQerrorMessage(h));
        exit(1);
    }
}

static void *
work(void *arg)
{
    static const char limit[8] = { 0, 0, 0, 0, 0, 0, 0, 51 };
    const char *values[] = { limit };
    const int lengths[] = { 8 }, formats[] = { 1 };
    const Oid types[] = { 20 };
    struct worker *w = arg;
    PGconn *h = PQconnectdb(w->url);
    char path[100];
    PGresult *r;

    snprintf(path, sizeof path, "set search_path to \"%s\"", w->schema);
    r = PQexec(h, path);
    check(h, r, PGRES_COMMAND_OK);
    PQclear(r);
    r = PQprepare(h, "q", query, 1, types);
    check(h, r, PGRES_COMMAND_OK);
    PQclear(r);
    while (!stop) {
        uint64_t n = 0;

        r = PQexecPrepared(h, "q", 1, values, lengths, formats, 0);
        check(h, r, PGRES_TUPLES_OK);
        for (int i = 0; i < PQntuples(r); i++)
            for (int k = 0; k < PQnfields(r); k++)
                n += strlen(PQgetvalue(r, i, k));
        PQclear(r);
        bytes += n;
        w->runs++;
    }
    PQfinish(h);
    return NULL;
}

int
main(int argc, char **argv)
{
    struct worker workers[MAX_CONNECTIONS] = { 0 };
    int n = argc == 5 ? atoi(argv[3]) : 0, seconds = argc == 5 ? atoi(argv[4]) : 0;
    uint64_t runs = 0;

    if (n < 1 || n > MAX_CONNECTIONS || seconds < 1) {
        fputs("usage: limit_pg URL SCHEMA CONNECTIONS SECONDS\n", stderr);
        return 2;
    }
    for (int i = 0; i < n; i++) {
        workers[i].url = argv[1];
        workers[i].schema = argv[2];
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            abort();
    }
    nanosleep(&(struct timespec){ .tv_sec = seconds }, NULL);
    stop = 1;
    for (int i = 0; i < n; i++) {
        pthread_join(workers[i].thread, NULL);
        runs += workers[i].runs;
    }
    printf("%.1f\n", (double)runs / seconds);
    return 0;
}
