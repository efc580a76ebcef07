/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* keeper.c - the colours of the day and the standing of every organisation. */
#include "app/keeper.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/standing.h"
#include "auth/organisation.h"

#define MICROS INT64_C(1000000)
#define STORE_IDLE_S 3600               /* then it is closed */
#define VERDICT_IDLE_S 900              /* then its judgement is forgotten */

struct slugs {
    char (*p)[SLUG_MAX + 1];
    size_t n, cap;
};

struct keeper {
    const char *dir;
    struct store *control;
    struct slots *slots;
    pthread_t thread;
    pthread_mutex_t mutex;              /* guards what follows */
    pthread_cond_t wake;
    bool stopping;
    struct slugs behind, wanted;
    struct slugs looking;               /* were behind, and are until the look is written down */
};

static const struct actor system_actor = { .name = "system", .email = "system", .system = true };

static bool
has(const struct slugs *l, const char *slug)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->p[i], slug) == 0)
            return true;
    return false;
}

static void
add(struct slugs *l, const char *slug)
{
    if (strlen(slug) > SLUG_MAX || has(l, slug))
        return;
    if (l->n == l->cap) {
        l->cap = l->cap > 0 ? 2 * l->cap : 16;
        l->p = realloc(l->p, l->cap * sizeof *l->p);
        if (l->p == NULL)
            abort();
    }
    memcpy(l->p[l->n++], slug, strlen(slug) + 1);
}

static void
drop(struct slugs *l, const char *slug)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->p[i], slug) == 0) {
            memmove(l->p[i], l->p[l->n - 1], sizeof *l->p);
            l->n--;
            return;
        }
}

void
keeper_note(struct keeper *k, const char *slug)
{
    pthread_mutex_lock(&k->mutex);
    add(&k->behind, slug);
    pthread_mutex_unlock(&k->mutex);
}

bool
keeper_is_behind(struct keeper *k, const char *slug)
{
    bool behind;

    pthread_mutex_lock(&k->mutex);
    behind = has(&k->behind, slug) || has(&k->looking, slug);
    pthread_mutex_unlock(&k->mutex);
    return behind;
}

void
keeper_want(struct keeper *k, const char *slug)
{
    pthread_mutex_lock(&k->mutex);
    add(&k->wanted, slug);
    pthread_cond_signal(&k->wake);
    pthread_mutex_unlock(&k->mutex);
}

/* What one look found. */
struct look {
    struct organisation o;
    struct standing s;
    bool known, judged;                 /* there was a standing; there is a new one */
    const char *name;                   /* as the profile has it now */
    bool archived, moved;               /* as the store has it; the list was told so */
    const char *stamp;
};

/* From the control store: is there anything to look at? */
static bool
is_due(struct keeper *k, struct ctx *c, struct look *l)
{
    bool due = false;

    if (store_read(c, k->control) == 0 && organisation_get(c, c->org, &l->o) == 0) {
        l->known = standing_get(c, c->org, &l->s);
        l->stamp = org_stamp(c, k->dir, c->org);
        due = !l->known || !l->o.named || keeper_is_behind(k, c->org);
        if (!organisation_is(&l->o, "archived"))
            due = due || strcmp(l->s.stamp, l->stamp) != 0
                || l->s.day != clock_today(l->s.timezone, c->now);
    }
    store_rollback(c);
    return due && c->err == E_OK;
}

/* Judged once for one state and one day; an archived store is not written to. */
static void
judge(struct ctx *c, struct look *l, struct slot *p)
{
    struct verdict *v = NULL;

    if (slot_judge(c, p, &v) != 0)
        return;
    l->s = standing_of(c, verdict_of(v), verdict_outlook(v));
    l->judged = c->err == E_OK;
    store_rollback(c);
    if (c->err == E_OK && !l->archived && store_write(c, slot_store(p)) == 0
        && (rules_snapshot(c, verdict_whole(v)) != 0 || rules_keep(c, verdict_whole(v)) != 0
            || store_commit(c) != 0))
        store_rollback(c);
    verdict_drop(p, v);
}

static void
open_and_look(struct keeper *k, struct ctx *c, struct look *l)
{
    struct slot *p;

    if (slot_get_aside(c, k->slots, c->org, &p) != 0)
        return;
    pthread_mutex_lock(&k->mutex);
    if (has(&k->behind, c->org))
        add(&k->looking, c->org);
    drop(&k->behind, c->org);           /* what is committed from now on is behind again */
    pthread_mutex_unlock(&k->mutex);
    if (store_read(c, slot_store(p)) == 0) {
        org_set_today(c);
        l->name = db_get_text(c, SQL("select name from organization"), NO_BINDS);
        l->archived = store_is_archived(c);
        if (!l->known || l->s.seq != event_last(c) || l->s.day != c->today)
            judge(c, l, p);
    }
    store_rollback(c);
    slot_put(k->slots, p);              /* may close it, which changes the stamp */
    l->stamp = org_stamp(c, k->dir, c->org);
}

static int
write_down(struct keeper *k, struct ctx *c, struct look *l)
{
    struct organisation still;

    if (store_write(c, k->control) != 0 || organisation_get(c, c->org, &still) != 0)
        return (int)c->err;             /* erased meanwhile */
    if (l->name != NULL && (!l->o.named || strcmp(l->name, l->o.name) != 0)
        && organisation_set_name(c, c->org, l->name) != 0)
        return (int)c->err;
    l->moved = l->archived != organisation_is(&l->o, "archived");  /* brought from a backup */
    if (l->moved && organisation_set_state(c, c->org, l->archived ? "archived" : "active") != 0)
        return (int)c->err;
    if ((l->judged && standing_set(c, &l->s) != 0)
        || standing_set_stamp(c, c->org, l->stamp) != 0)
        return (int)c->err;
    return store_commit(c);
}

/* It cannot be judged: then it is unknown, and not what it was. */
static void
forget(struct keeper *k, struct ctx *c)
{
    fprintf(stderr, "%s cannot be judged: %s\n", c->org, c->message);
    ctx_clear(c);
    if (store_write(c, k->control) == 0
        && (standing_remove(c, c->org) != 0 || store_commit(c) != 0))
        store_rollback(c);
}

bool
keeper_look(struct keeper *k, const char *slug)
{
    struct ctx c = { .actor = &system_actor, .source = "job", .org = slug, .now = clock_now() };
    struct look l = { 0 };
    bool opened = false;

    c.arena = arena_new();
    if (is_due(k, &c, &l)) {
        opened = true;
        open_and_look(k, &c, &l);
        if (c.err == E_OK && write_down(k, &c, &l) != 0)
            store_rollback(&c);
        if (c.err != E_OK && c.err != E_BUSY && c.err != E_NOTFOUND && l.known)
            forget(k, &c);
    }
    pthread_mutex_lock(&k->mutex);
    if ((c.err != E_OK && has(&k->looking, slug)) || l.moved)
        add(&k->behind, slug);          /* what moved it may have changed meanwhile: look again */
    drop(&k->looking, slug);
    pthread_mutex_unlock(&k->mutex);
    arena_free(c.arena);
    return opened;
}

/* Under the mutex. */
static void
wait_for(struct keeper *k, int64_t micros)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += micros / MICROS;
    t.tv_nsec += micros % MICROS * 1000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    while (!k->stopping && k->wanted.n == 0
        && pthread_cond_timedwait(&k->wake, &k->mutex, &t) == 0)
        continue;
}

/* Under the mutex, which is let go meanwhile: those somebody waits for. */
static void
look_at_wanted(struct keeper *k)
{
    char slug[SLUG_MAX + 1];

    while (!k->stopping && k->wanted.n > 0) {
        memcpy(slug, k->wanted.p[0], sizeof slug);
        drop(&k->wanted, slug);
        pthread_mutex_unlock(&k->mutex);
        keeper_look(k, slug);
        pthread_mutex_lock(&k->mutex);
    }
}

/* Between two looks of the thread's own round. */
static bool
pause_here(void *arg, int64_t micros)
{
    struct keeper *k = arg;
    bool go_on;

    pthread_mutex_lock(&k->mutex);
    if (micros > 0)
        wait_for(k, micros);
    look_at_wanted(k);
    go_on = !k->stopping;
    pthread_mutex_unlock(&k->mutex);
    return go_on;
}

int
keeper_round(struct ctx *c, struct keeper *k, keeper_pause *pause, void *arg)
{
    struct organisation *list;
    int64_t wait = 0;
    size_t n = 0;

    if (store_read(c, k->control) != 0 || organisation_list(c, &list, &n) != 0)
        n = 0;
    store_rollback(c);
    for (size_t i = 0; i < n && pause(arg, wait); i++) {
        int64_t began = clock_mono();

        wait = keeper_look(k, list[i].slug) ? 3 * (clock_mono() - began) : 0;
    }
    return (int)c->err;
}

static void
go_round(struct keeper *k)
{
    struct ctx c = { .actor = &system_actor, .source = "job", .now = clock_now() };
    int64_t now = clock_mono();

    c.arena = arena_new();
    if (!place_is_server(k->dir) && keeper_round(&c, k, pause_here, k) != 0)
        fprintf(stderr, "The organisations cannot be listed: %s\n", c.message);
    arena_free(c.arena);
    slots_rest(k->slots, now - STORE_IDLE_S * MICROS, now - VERDICT_IDLE_S * MICROS);
}

static void *
run(void *arg)
{
    struct keeper *k = arg;

    pthread_mutex_lock(&k->mutex);
    while (!k->stopping) {
        int64_t until = clock_mono() + KEEPER_ROUND_S * MICROS;

        pthread_mutex_unlock(&k->mutex);
        go_round(k);
        pthread_mutex_lock(&k->mutex);
        while (!k->stopping && clock_mono() < until) {
            wait_for(k, until - clock_mono());
            look_at_wanted(k);
        }
    }
    pthread_mutex_unlock(&k->mutex);
    return NULL;
}

struct keeper *
keeper_start(const char *dir, struct store *control, struct slots *slots)
{
    struct keeper *k = calloc(1, sizeof *k);

    if (k == NULL)
        abort();
    k->dir = dir;
    k->control = control;
    k->slots = slots;
    pthread_mutex_init(&k->mutex, NULL);
    pthread_cond_init(&k->wake, NULL);
    if (pthread_create(&k->thread, NULL, run, k) != 0)
        abort();
    return k;
}

void
keeper_stop(struct keeper *k)
{
    if (k == NULL)
        return;
    pthread_mutex_lock(&k->mutex);
    k->stopping = true;
    pthread_cond_signal(&k->wake);
    pthread_mutex_unlock(&k->mutex);
    pthread_join(k->thread, NULL);
    pthread_mutex_destroy(&k->mutex);
    pthread_cond_destroy(&k->wake);
    free(k->behind.p);
    free(k->wanted.p);
    free(k->looking.p);
    free(k);
}
