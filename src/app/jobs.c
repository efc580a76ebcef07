/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* jobs.c - the kinds of jobs, and the thread that does them. */
#include "app/jobs.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/app.h"
#include "auth/guess.h"
#include "auth/job.h"

#define MICROS INT64_C(1000000)
#define LEASE (JOB_LEASE_S * MICROS)
#define LOOK_S 30               /* at least so often: other servers may have added jobs */

struct jobs {
    struct jobs_at at;
    pthread_t thread;
    pthread_mutex_t mutex;      /* guards what follows */
    pthread_cond_t wake;
    bool stopping;
};

static const struct actor system_actor = { .name = "system", .email = "system", .system = true };

/* A job that runs. */
struct run {
    struct ctx c;
    struct jobs *jobs;
    struct job job;
    int64_t extended;           /* clock_mono */
    const char *stopped;        /* why it was left before its end, or NULL */
};

struct kind {
    const char *name;
    int64_t period;             /* seconds */
    bool server_only;           /* where several servers may share the place */
    bool each;                  /* one of every organisation in use: c->org */
    /* One of them.  work is in no transaction and may be done twice; effect is in the
     * transaction of the control store that finishes the job. */
    int (*work)(struct run *r);
    int (*effect)(struct ctx *c);
};

static int sweep_control(struct ctx *c);
static int sweep_organisation(struct run *r);
static int look(struct run *r);

static const struct kind kinds[] = {
    { "look", KEEPER_ROUND_S, .server_only = true, .work = look },
    { "sweep-control", 3600, .effect = sweep_control },
    { "sweep-organisation", 86400, .each = true, .work = sweep_organisation },
};

static struct ctx
context(void)
{
    return (struct ctx){ .arena = arena_new(), .actor = &system_actor, .source = "job",
        .now = clock_now() };
}

/* False: stop. */
static bool
wait_for(struct jobs *j, int64_t micros)
{
    struct timespec t;
    bool go_on;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += micros / MICROS;
    t.tv_nsec += micros % MICROS * 1000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&j->mutex);
    while (micros > 0 && !j->stopping && pthread_cond_timedwait(&j->wake, &j->mutex, &t) == 0)
        continue;
    go_on = !j->stopping;
    pthread_mutex_unlock(&j->mutex);
    return go_on;
}

/* The pause of jobs that take long: waits, keeps the lease, says whether to go on. */
static bool
pause_job(void *arg, int64_t micros)
{
    struct run *r = arg;
    struct ctx c;

    if (!wait_for(r->jobs, micros)) {
        r->stopped = "The server was stopped meanwhile.";
        return false;
    }
    if (clock_mono() - r->extended < LEASE / 3)
        return true;
    c = context();
    if (store_write(&c, r->jobs->at.control) != 0 || job_extend(&c, &r->job, LEASE) != 0
        || store_commit(&c) != 0)
        store_rollback(&c);
    if (c.err == E_CONFLICT)            /* other errors may pass before the lease ends */
        r->stopped = "It took longer than its lease.";
    else if (c.err == E_OK)
        r->extended = clock_mono();
    arena_free(c.arena);
    return r->stopped == NULL;
}

static int
look(struct run *r)
{
    if (keeper_round(&r->c, r->jobs->at.keeper, pause_job, r) == 0 && r->stopped != NULL)
        return fail(&r->c, E_BUSY, "%s", r->stopped);
    return (int)r->c.err;
}

static int
sweep_control(struct ctx *c)
{
    if (session_sweep(c) != 0 || guess_sweep(c) != 0 || job_sweep(c) != 0)
        return (int)c->err;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (kinds[i].each && job_add_each(c, kinds[i].name, kinds[i].period) != 0)
            break;
    return (int)c->err;
}

/* Nothing is written where there is nothing to remove. */
static int
sweep_organisation(struct run *r)
{
    struct ctx *c = &r->c;
    bool old = false;
    struct slot *p;

    if (slot_get_aside(c, r->jobs->at.slots, c->org, &p) != 0)
        return (int)c->err;
    if (store_read(c, slot_store(p)) == 0)
        old = !store_is_archived(c) && once_has_old(c);
    store_rollback(c);
    if (c->err == E_OK && old && (store_write(c, slot_store(p)) != 0 || once_sweep(c) != 0
            || store_commit(c) != 0))
        store_rollback(c);
    slot_put(r->jobs->at.slots, p);
    return (int)c->err;
}

static const struct kind *
kind_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    abort();                    /* only known ones are taken */
}

static int
finish(struct run *r, const struct kind *k)
{
    struct ctx *c = &r->c;

    c->now = clock_now();
    if (store_write(c, r->jobs->at.control) != 0 || job_finish(c, &r->job) != 0
        || (k->effect != NULL && k->effect(c) != 0) || store_commit(c) != 0)
        store_rollback(c);
    return (int)c->err;
}

/* Not when it is somebody else's, and not when it is perhaps done: then the lease decides. */
static void
complain(struct run *r)
{
    struct ctx c = context();

    if (r->stopped == NULL)
        fprintf(stderr, "The job %s%s%s: %s\n", r->job.kind, r->job.org != NULL ? " of " : "",
            r->job.org != NULL ? r->job.org : "", r->c.message);
    if (r->c.err != E_UNKNOWN && (store_write(&c, r->jobs->at.control) != 0
            || job_fail(&c, &r->job, r->c.message) != 0 || store_commit(&c) != 0))
        store_rollback(&c);
    arena_free(c.arena);
}

static struct job_taker
taker(const struct jobs *j, const char *names[static ARRAY_LEN(kinds)])
{
    struct job_taker t = { .kinds = names, .lease = LEASE };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (!kinds[i].server_only || place_is_server(j->at.dir))
            names[t.nkinds++] = kinds[i].name;
    return t;
}

/* Take one and do it; false: there was none. */
static bool
do_one(struct jobs *j)
{
    const char *names[ARRAY_LEN(kinds)];
    struct job_taker t = taker(j, names);
    struct run r = { .c = context(), .jobs = j };
    bool found = false;

    if (store_write(&r.c, j->at.control) != 0 || job_take(&r.c, &t, &r.job, &found) != 0
        || !found || store_commit(&r.c) != 0)
        store_rollback(&r.c);
    found = found && r.c.err == E_OK;
    if (found) {
        const struct kind *k = kind_of(r.job.kind);

        r.extended = clock_mono();
        r.c.org = r.job.org;
        if ((k->work != NULL && k->work(&r) != 0) || finish(&r, k) != 0)
            complain(&r);
    }
    arena_free(r.c.arena);
    return found;
}

/* The row of each recurring kind; those of organisations come with sweep-control. */
static bool
plan(struct jobs *j)
{
    struct ctx c = context();
    bool ok;

    if (store_write(&c, j->at.control) == 0)
        for (size_t i = 0; i < ARRAY_LEN(kinds) && c.err == E_OK; i++)
            if (!kinds[i].each && (!kinds[i].server_only || place_is_server(j->at.dir)))
                (void)(job_add(&c, kinds[i].name, NULL, kinds[i].period, c.now) != 0);
    if (c.err != E_OK || store_commit(&c) != 0)
        store_rollback(&c);
    ok = c.err == E_OK;
    arena_free(c.arena);
    return ok;
}

/* Microseconds until there is one to take, as far as is known. */
static int64_t
time_to_next(struct jobs *j)
{
    const char *names[ARRAY_LEN(kinds)];
    struct job_taker t = taker(j, names);
    struct ctx c = context();
    int64_t wait = LOOK_S * MICROS, at;

    if (store_read(&c, j->at.control) == 0) {
        at = job_next(&c, &t);
        if (c.err == E_OK && at < c.now + wait)
            wait = at > c.now ? at - c.now : 0;
    }
    store_rollback(&c);
    arena_free(c.arena);
    return wait;
}

static void *
run(void *arg)
{
    struct jobs *j = arg;
    bool planned = false;
    int64_t wait = 0;

    while (wait_for(j, wait)) {
        planned = planned || plan(j);
        wait = time_to_next(j);
        if (wait == 0 && !do_one(j))
            wait = MICROS;              /* another one was quicker, or it cannot be taken now */
    }
    return NULL;
}

struct jobs *
jobs_start(const struct jobs_at *at)
{
    struct jobs *j = calloc(1, sizeof *j);

    if (j == NULL)
        abort();
    j->at = *at;
    pthread_mutex_init(&j->mutex, NULL);
    pthread_cond_init(&j->wake, NULL);
    if (pthread_create(&j->thread, NULL, run, j) != 0)
        abort();
    return j;
}

void
jobs_stop(struct jobs *j)
{
    if (j == NULL)
        return;
    pthread_mutex_lock(&j->mutex);
    j->stopping = true;
    pthread_cond_signal(&j->wake);
    pthread_mutex_unlock(&j->mutex);
    pthread_join(j->thread, NULL);
    pthread_mutex_destroy(&j->mutex);
    pthread_cond_destroy(&j->wake);
    free(j);
}
