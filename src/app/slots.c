/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * slots.c - organisations kept open, each with its last judgement.  A judgement
 * holds for one state of the history and one day; whoever needs a newer one
 * first makes it, the others wait for it, and who needs none is not held up.
 */
#include "app/app.h"

#include <pthread.h>
#include <stdlib.h>

#define MICROS INT64_C(1000000)
#define BUCKETS 256

static const struct actor system_actor = { .name = "system", .email = "system", .system = true };

struct verdict {
    struct arena *arena;
    struct judgement *j;
    const struct judgement *shown;      /* without what is restricted */
    struct outlook *outlook;
    int refs;
};

enum place { OPENING, OPEN, CLOSING, SHUT };

struct slot {
    char slug[SLUG_MAX + 1];
    struct store *store;
    /* Under the mutex of the table: */
    enum place place;
    int refs;
    bool aside;                         /* opened for the background, and not used otherwise */
    int64_t used;
    struct slot *next, *newer, *older;  /* of the bucket; of those that are open, by use */
    /* Under its own: */
    pthread_mutex_t mutex;              /* also the refs of verdicts */
    pthread_cond_t judged;
    bool judging, judged_before;        /* somebody makes a new judgement; one was made */
    struct verdict *last;
    int64_t last_used;
    bool offset_known;
    uint64_t offset_generation;
    int64_t offset_quarter, offset_day;
    bool archived;
};

struct slots {
    char *dir;
    size_t most, n;                     /* n: that count: neither shut nor aside */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct slot *buckets[BUCKETS];
    struct slot *newest, *oldest;
};

struct slots *
slots_new(const char *dir, size_t most)
{
    struct slots *s = calloc(1, sizeof *s);

    if (s == NULL || (s->dir = strdup(dir)) == NULL)
        abort();
    s->most = most > 0 ? most : SLOTS_MOST;
    pthread_mutex_init(&s->mutex, NULL);
    pthread_cond_init(&s->changed, NULL);
    return s;
}

static struct slot **
bucket_of(struct slots *s, const char *slug)
{
    unsigned h = 2166136261u;           /* FNV-1a */

    for (; *slug; slug++)
        h = (h ^ (unsigned char)*slug) * 16777619u;
    return &s->buckets[h % BUCKETS];
}

static struct slot *
find(struct slots *s, const char *slug)
{
    struct slot *p = *bucket_of(s, slug);

    while (p != NULL && strcmp(p->slug, slug) != 0)
        p = p->next;
    return p;
}

static bool
counts(const struct slot *p)
{
    return p->place != SHUT && !p->aside;
}

static struct slot *
enter(struct slots *s, const char *slug, enum place place, bool aside)
{
    struct slot **bucket = bucket_of(s, slug), *p = calloc(1, sizeof *p);

    if (p == NULL)
        abort();
    memcpy(p->slug, slug, strlen(slug) + 1);
    pthread_mutex_init(&p->mutex, NULL);
    pthread_cond_init(&p->judged, NULL);
    p->place = place;
    p->aside = aside;
    p->refs = 1;
    p->next = *bucket;
    *bucket = p;
    s->n += counts(p);
    return p;
}

static void
take_out(struct slots *s, struct slot *p)
{
    struct slot **at = bucket_of(s, p->slug);

    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
    s->n -= counts(p);
    pthread_mutex_destroy(&p->mutex);
    pthread_cond_destroy(&p->judged);
    free(p);
    pthread_cond_broadcast(&s->changed);
}

static void
unlink_use(struct slots *s, struct slot *p)
{
    *(p->newer != NULL ? &p->newer->older : &s->newest) = p->older;
    *(p->older != NULL ? &p->older->newer : &s->oldest) = p->newer;
    p->newer = p->older = NULL;
}

static void
link_newest(struct slots *s, struct slot *p)
{
    p->older = s->newest;
    p->newer = NULL;
    *(s->newest != NULL ? &s->newest->newer : &s->oldest) = p;
    s->newest = p;
    p->used = clock_mono();
}

/* Under the table's mutex, which is let go meanwhile: nobody holds p, and nobody finds it open. */
static void
close_slot(struct slots *s, struct slot *p)
{
    p->place = CLOSING;
    unlink_use(s, p);
    pthread_mutex_unlock(&s->mutex);
    verdict_drop(p, p->last);
    store_close(p->store);
    pthread_mutex_lock(&s->mutex);
    take_out(s, p);
}

static struct slot *
oldest_idle(struct slots *s)
{
    struct slot *p = s->oldest;

    while (p != NULL && p->refs > 0)
        p = p->newer;
    return p;
}

void
slots_free(struct slots *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->mutex);
    while (s->oldest != NULL)
        close_slot(s, s->oldest);
    pthread_mutex_unlock(&s->mutex);
    for (size_t i = 0; i < BUCKETS; i++)
        while (s->buckets[i] != NULL)
            take_out(s, s->buckets[i]);
    pthread_mutex_destroy(&s->mutex);
    pthread_cond_destroy(&s->changed);
    free(s->dir);
    free(s);
}

/* Wait until something is closed or given back; false when the patience is over. */
static bool
wait_changed(struct slots *s, int64_t until)
{
    struct timespec t;

    if (clock_mono() >= until)
        return false;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec++;
    pthread_cond_timedwait(&s->changed, &s->mutex, &t);
    return true;
}

static struct slot *
use(struct slots *s, struct slot *p, bool aside)
{
    p->refs++;
    if (aside)
        return p;
    s->n += p->aside;
    p->aside = false;
    unlink_use(s, p);
    link_newest(s, p);
    return p;
}

/* A place for the organisation: the open one, or a new one to be opened. */
static struct slot *
find_place(struct ctx *c, struct slots *s, const char *slug, bool aside)
{
    int64_t until = clock_mono() + SLOTS_WAIT_S * MICROS;
    struct slot *p, *idle;

    for (;;) {
        p = find(s, slug);
        if (p != NULL && p->place == OPEN)
            return use(s, p, aside);
        if (p != NULL && p->place == SHUT) {
            fail(c, E_BUSY, "This organisation is being worked on. Try again in a moment.");
            return NULL;
        }
        if (p == NULL && (aside || s->n < s->most)) {
            return enter(s, slug, OPENING, aside);
        }
        idle = p == NULL ? oldest_idle(s) : NULL;
        if (idle != NULL)
            close_slot(s, idle);
        else if (!wait_changed(s, until)) {
            fail(c, E_BUSY, "Too many organisations are in use at the same time. Try again in a "
                "moment.");
            return NULL;
        }
    }
}

/* Under the mutex, which is let go meanwhile. */
static struct slot *
open_slot(struct ctx *c, struct slots *s, struct slot *p)
{
    int e;

    pthread_mutex_unlock(&s->mutex);
    e = org_open(c, s->dir, p->slug, STORE_EXCLUSIVE, &p->store);
    pthread_mutex_lock(&s->mutex);
    if (e != 0) {
        take_out(s, p);
        return NULL;
    }
    p->place = OPEN;
    link_newest(s, p);
    pthread_cond_broadcast(&s->changed);
    return p;
}

static int
get(struct ctx *c, struct slots *s, const char *slug, bool aside, struct slot **ret)
{
    struct slot *p;

    *ret = NULL;
    pthread_mutex_lock(&s->mutex);
    p = find(s, slug);
    pthread_mutex_unlock(&s->mutex);
    if (p == NULL && !org_exists(c, s->dir, slug))      /* nobody makes room for it */
        return fail(c, E_NOTFOUND, "There is no organisation %.40s.", slug);
    pthread_mutex_lock(&s->mutex);
    p = find_place(c, s, slug, aside);
    if (p != NULL && p->place == OPENING)
        p = open_slot(c, s, p);
    pthread_mutex_unlock(&s->mutex);
    *ret = p;
    return (int)c->err;
}

int
slot_get(struct ctx *c, struct slots *s, const char *slug, struct slot **ret)
{
    return get(c, s, slug, false, ret);
}

int
slot_get_aside(struct ctx *c, struct slots *s, const char *slug, struct slot **ret)
{
    return get(c, s, slug, true, ret);
}

void
slot_put(struct slots *s, struct slot *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&s->mutex);
    if (--p->refs == 0 && p->aside)
        close_slot(s, p);
    else if (p->refs == 0)
        pthread_cond_broadcast(&s->changed);
    while (s->n > s->most && (p = oldest_idle(s)) != NULL)
        close_slot(s, p);
    pthread_mutex_unlock(&s->mutex);
}

int
slots_shut(struct ctx *c, struct slots *s, const char *slug)
{
    int64_t until = clock_mono() + SLOTS_WAIT_S * MICROS;
    struct slot *p;

    pthread_mutex_lock(&s->mutex);
    while ((p = find(s, slug)) != NULL) {
        if (p->place == OPEN && p->refs == 0)
            close_slot(s, p);
        else if (p->place == SHUT || !wait_changed(s, until))
            break;
    }
    if (p != NULL)
        fail(c, E_BUSY, "This organisation is in use. Try again in a moment.");
    else
        enter(s, slug, SHUT, false);
    pthread_mutex_unlock(&s->mutex);
    return (int)c->err;
}

void
slots_open_up(struct slots *s, const char *slug)
{
    struct slot *p;

    pthread_mutex_lock(&s->mutex);
    p = find(s, slug);
    if (p != NULL && p->place == SHUT)
        take_out(s, p);
    pthread_mutex_unlock(&s->mutex);
}

struct slots_count
slots_count(struct slots *s)
{
    struct slots_count n = { 0 };

    pthread_mutex_lock(&s->mutex);
    for (struct slot *p = s->newest; p != NULL; p = p->older) {
        n.open++;
        pthread_mutex_lock(&p->mutex);
        n.judged += p->last != NULL;
        pthread_mutex_unlock(&p->mutex);
    }
    pthread_mutex_unlock(&s->mutex);
    return n;
}

static void unref(struct verdict *v);

void
slots_rest(struct slots *s, int64_t stores_since, int64_t verdicts_since)
{
    struct slot *p;

    pthread_mutex_lock(&s->mutex);
    while ((p = oldest_idle(s)) != NULL && p->used < stores_since)
        close_slot(s, p);
    for (p = s->newest; p != NULL; p = p->older) {
        pthread_mutex_lock(&p->mutex);
        if (p->last != NULL && p->last_used < verdicts_since) {
            unref(p->last);
            p->last = NULL;
        }
        pthread_mutex_unlock(&p->mutex);
    }
    pthread_mutex_unlock(&s->mutex);
}

struct store *
slot_store(struct slot *s)
{
    return s->store;
}

const char *
slot_slug(const struct slot *s)
{
    return s->slug;
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
    bool known, writes = store_is_writing(c);   /* its number is that of what it will have changed */

    pthread_mutex_lock(&s->mutex);
    known = !writes && s->offset_known && s->offset_generation == generation
        && s->offset_quarter == quarter;
    if (known) {
        c->today = s->offset_day;
        c->archived = s->archived;
    }
    pthread_mutex_unlock(&s->mutex);
    if (known)
        return;
    org_set_today(c);
    c->archived = store_is_archived(c);
    if (writes)
        return;
    pthread_mutex_lock(&s->mutex);
    s->offset_known = true;
    s->archived = c->archived;
    s->offset_generation = generation;
    s->offset_quarter = quarter;
    s->offset_day = c->today;
    pthread_mutex_unlock(&s->mutex);
}

/* A new judgement, held once: in a snapshot of its own, unless c has one in hand. */
static struct verdict *
judge(struct ctx *c, struct slot *s)
{
    struct sight everybody = { .everybody = true };
    struct ctx own = *c;
    bool apart = c->db == NULL;
    struct verdict *v = calloc(1, sizeof *v);

    if (v == NULL)
        abort();
    v->refs = 1;
    v->arena = own.arena = arena_new();
    own.sight = &everybody;
    own.actor = &system_actor;
    if ((!apart || store_read_job(&own, s->store) == 0)
        && ((v->j = rules_kept(&own)) != NULL || rules_judge(&own, &v->j) == 0)
        && judgement_veil(&own, v->j, &v->shown) == 0
        && outlook_make(&own, v->shown, &v->outlook) == 0) {
        if (apart)
            store_rollback(&own);
        return v;
    }
    if (apart)
        store_rollback(&own);
    c->err = own.err;
    c->message = arena_strdup(c->arena, own.message);
    unref(v);
    return NULL;
}

static struct verdict *
hold(struct slot *s)
{
    s->last->refs++;
    s->last_used = clock_mono();
    return s->last;
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
    if (same)
        *ret = hold(s);
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
    s->judged_before = true;
    if (v != NULL) {
        unref(s->last);
        s->last = v;
    }
    pthread_cond_broadcast(&s->judged);
}

/* The first judgement after opening is made on the reader at hand: it saves opening another
 * connection.  Later ones have the connection for jobs, which keeps all their statements. */
int
slot_judge(struct ctx *c, struct slot *s, struct verdict **ret)
{
    int64_t seq = event_last(c);
    bool waited = false;

    *ret = NULL;
    pthread_mutex_lock(&s->mutex);
    while (c->err == E_OK && !is_current(s, seq, c->today)) {
        if (s->judging || s->judged_before) {
            if (!waited)
                store_rollback(c);
            waited = true;
        }
        if (s->judging)
            pthread_cond_wait(&s->judged, &s->mutex);
        else
            renew(c, s);
    }
    if (c->err == E_OK)
        *ret = hold(s);
    pthread_mutex_unlock(&s->mutex);
    return waited && c->err == E_OK ? store_read(c, s->store) : (int)c->err;
}
