/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* place.c - a directory or a database of a test's own. */
#include "place.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

char place[200], place_dir[100];
static char database[64];

bool
place_is_database(void)
{
    return getenv("ISMENE_TEST_DB") != NULL;
}

const char *
place_option(void)
{
    return place_is_database() ? "--db" : "--data";
}

static int
run(const char *sql)
{
    const char *const keys[] = { "host", "user", "dbname", NULL };
    const char *const values[] = { getenv("ISMENE_TEST_DB"), "ismene", "postgres", NULL };
    PGconn *h = PQconnectdbParams(keys, values, 0);
    PGresult *r = PQexec(h, sql);
    int e = PQresultStatus(r) == PGRES_COMMAND_OK ? 0 : -1;

    if (e != 0)
        fprintf(stderr, "# %s: %s", sql, PQerrorMessage(h));
    PQclear(r);
    PQfinish(h);
    return e;
}

int
place_make(void)
{
    const char *tmp = getenv("TMPDIR");
    char sql[120];

    snprintf(place_dir, sizeof place_dir, "%s/ismene-test-XXXXXX",
        tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
    if (mkdtemp(place_dir) == NULL)
        return -1;
    if (!place_is_database()) {
        snprintf(place, sizeof place, "%s/data", place_dir);
        return 0;
    }
    snprintf(database, sizeof database, "test_%s_%d", strrchr(place_dir, '-') + 1, (int)getpid());
    snprintf(sql, sizeof sql, "create database \"%s\"", database);
    snprintf(place, sizeof place, "postgresql://ismene@/%s?host=%s", database,
        getenv("ISMENE_TEST_DB"));
    return run(sql);
}

void
place_remove(void)
{
    char sql[120];
    pid_t pid = fork();

    if (pid == 0)
        execlp("rm", "rm", "-rf", place_dir, (char *)NULL);
    waitpid(pid, NULL, 0);
    snprintf(sql, sizeof sql, "drop database \"%s\" with (force)", database);
    if (place_is_database())
        run(sql);
}
