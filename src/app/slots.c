/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * slots.c - organisations kept open, each with its last judgement.  A judgement
 * holds for one state of the history and one day; whoever needs a newer one
 * first makes it, the others wait for it, and who needs none is not held up.
 */
#include <pthread.h>
#include <stdlib.h>

#include "app/app.h"

#define MICROS INT64_C(1000000)

static const struct actor system_actor = { .name = "system", .email = "system", .system = true };

struct verdict {
    struct arena *arena;
    struct judgement *j;
    const struct judgement *shown;      /* without what is restricted */
    struct outlook *outlook;
    int refs;
};

struct slot {
    char slug[SLUG_MAX + 1];
    struct store *store;
    pthread_mutex_t mutex;              /* guards what follows, and the refs of verdicts */
    pthread_cond_t judged;
    bool judging;                       /* somebody makes a new judgement */
    struct verdict *last;
    bool offset_known;
    uint64_t offset_generation;
    int64_t offset_quarter, offset_day;
    int64_t kept_seq, kept_day;         /* of the last snapshot */
    struct slot *next;
};

struct slots {
    char *dir;
    pthread_mutex_t mutex;
    struct slot *first;
};

struct slots *
slots_new(const char *dir)
{
    struct slots *s = calloc(1, sizeof *s);

    if (s == NULL || (s->dir = strdup(dir)) == NULL)
        abort();
    pthread_mutex_init(&s->mutex, NULL);
    return s;
}

void
slots_free(struct slots *s)
{
    struct slot *next;

    if (s == NULL)
        return;
    for (struct slot *p = s->first; p != NULL; p = next) {
        next = p->next;
        verdict_drop(p, p->last);
        store_close(p->store);
        pthread_mutex_destroy(&p->mutex);
        pthread_cond_destroy(&p->judged);
        free(p);
    }
    pthread_mutex_destroy(&s->mutex);
    free(s->dir);
    free(s);
}

static struct slot *
open_slot(struct ctx *c, struct slots *s, const char *slug)
{
    struct store *store;
    struct slot *p;

    if (org_open(c, s->dir, slug, STORE_EXCLUSIVE, &store) != 0)
        return NULL;
    p = calloc(1, sizeof *p);
    if (p == NULL)
        abort();
    memcpy(p->slug, slug, strlen(slug) + 1);
    p->store = store;
    pthread_mutex_init(&p->mutex, NULL);
    pthread_cond_init(&p->judged, NULL);
    p->next = s->first;
    s->first = p;
    return p;
}

int
slot_get(struct ctx *c, struct slots *s, const char *slug, struct slot **ret)
{
    struct slot *p;

    pthread_mutex_lock(&s->mutex);
    for (p = s->first; p != NULL && strcmp(p->slug, slug) != 0; p = p->next)
        continue;
    if (p == NULL)
        p = open_slot(c, s, slug);
    pthread_mutex_unlock(&s->mutex);
    *ret = p;
    return p != NULL ? 0 : (int)c->err;
}

struct store *
slot_store(struct slot *s)
{
    return s->store;
}

const struct judgement *
verdict_of(const struct verdict *v)
{
    return v->shown;
}

const struct judgement *
verdict_whole(const struct verdict *v)
{
    return v->j;
}

const struct outlook *
verdict_outlook(const struct verdict *v)
{
    return v->outlook;
}

/* Under the slot's mutex. */
static void
unref(struct verdict *v)
{
    if (v == NULL || --v->refs > 0)
        return;
    arena_free(v->arena);
    free(v);
}

void
verdict_drop(struct slot *s, struct verdict *v)
{
    pthread_mutex_lock(&s->mutex);
    unref(v);
    pthread_mutex_unlock(&s->mutex);
}

/* The offset to UTC holds for a quarter of an hour, while nobody changes the profile. */
void
slot_set_today(struct ctx *c, struct slot *s)
{
    uint64_t generation = db_generation(c);
    int64_t quarter = c->now / (900 * MICROS);
    bool known;

    pthread_mutex_lock(&s->mutex);
    known = s->offset_known && s->offset_generation == generation && s->offset_quarter == quarter;
    if (known)
        c->today = s->offset_day;
    pthread_mutex_unlock(&s->mutex);
    if (known)
        return;
    org_set_today(c);
    pthread_mutex_lock(&s->mutex);
    s->offset_known = true;
    s->offset_generation = generation;
    s->offset_quarter = quarter;
    s->offset_day = c->today;
    pthread_mutex_unlock(&s->mutex);
}

/* A new judgement, held once, in a snapshot of its own. */
static struct verdict *
judge(struct ctx *c, struct slot *s)
{
    struct sight everybody = { .everybody = true };
    struct ctx own = *c;
    struct verdict *v = calloc(1, sizeof *v);

    if (v == NULL)
        abort();
    v->refs = 1;
    v->arena = own.arena = arena_new();
    own.sight = &everybody;
    own.actor = &system_actor;
    if (store_read_job(&own, s->store) == 0 && rules_judge(&own, &v->j) == 0
        && judgement_veil(&own, v->j, &v->shown) == 0
        && outlook_make(&own, v->shown, &v->outlook) == 0) {
        store_rollback(&own);
        return v;
    }
    store_rollback(&own);
    c->err = own.err;
    c->message = arena_strdup(c->arena, own.message);
    unref(v);
    return NULL;
}

static bool
is_current(const struct slot *s, int64_t seq, int64_t today)
{
    return s->last != NULL && s->last->j->seq >= seq && s->last->j->today == today;
}

bool
slot_judged(struct ctx *c, struct slot *s, struct verdict **ret)
{
    int64_t seq = event_last(c);
    bool same;

    pthread_mutex_lock(&s->mutex);
    same = is_current(s, seq, c->today) && s->last->j->seq == seq;
    if (same) {
        *ret = s->last;
        s->last->refs++;
    }
    pthread_mutex_unlock(&s->mutex);
    return same;
}

/* Under s->mutex, which is let go meanwhile. */
static void
renew(struct ctx *c, struct slot *s)
{
    struct verdict *v;

    s->judging = true;
    pthread_mutex_unlock(&s->mutex);
    v = judge(c, s);
    pthread_mutex_lock(&s->mutex);
    s->judging = false;
    if (v != NULL) {
        unref(s->last);
        s->last = v;
    }
    pthread_cond_broadcast(&s->judged);
}

int
slot_judge(struct ctx *c, struct slot *s, struct verdict **ret)
{
    int64_t seq = event_last(c);
    bool waited = false;

    *ret = NULL;
    pthread_mutex_lock(&s->mutex);
    while (c->err == E_OK && !is_current(s, seq, c->today)) {
        if (!waited)
            store_rollback(c);
        waited = true;
        if (s->judging)
            pthread_cond_wait(&s->judged, &s->mutex);
        else
            renew(c, s);
    }
    if (c->err == E_OK) {
        *ret = s->last;
        s->last->refs++;
    }
    pthread_mutex_unlock(&s->mutex);
    return waited && c->err == E_OK ? store_read(c, s->store) : (int)c->err;
}

static void
keep_colours(struct ctx *c, struct slot *s)
{
    struct verdict *v = NULL;

    if (store_read(c, s->store) != 0)
        return;
    org_set_today(c);
    if ((s->kept_day != c->today || s->kept_seq != event_last(c)) && slot_judge(c, s, &v) == 0) {
        store_rollback(c);
        if (store_write(c, s->store) == 0 && rules_snapshot(c, verdict_whole(v)) == 0
            && store_commit(c) == 0) {
            s->kept_day = c->today;
            s->kept_seq = v->j->seq;
        }
    }
    store_rollback(c);
    if (v != NULL)
        verdict_drop(s, v);
}

void
slots_snapshot(struct slots *s)
{
    struct ctx c = { .actor = &system_actor, .source = "job" };
    const char **slugs;
    size_t n;

    c.arena = arena_new();
    c.now = clock_now();
    if (place_list(&c, s->dir, &slugs, &n) != 0)
        n = 0;
    ctx_clear(&c);
    for (size_t i = 0; i < n; i++) {
        struct slot *p;

        c.now = clock_now();
        if (slot_get(&c, s, slugs[i], &p) == 0)
            keep_colours(&c, p);
        ctx_clear(&c);
    }
    arena_free(c.arena);
}
