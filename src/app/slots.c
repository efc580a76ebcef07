/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * slots.c - organisations kept open, each with its last judgement.  A judgement
 * holds for one state of the history and one day; whoever needs a newer one
 * first makes it, the others wait for it.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>

#include "app/app.h"

struct verdict {
    struct arena *arena;
    struct judgement *j;
    struct outlook *outlook;
    int refs;
};

struct slot {
    char slug[SLUG_MAX + 1];
    struct store *store;
    pthread_mutex_t judging;
    struct verdict *last;
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
        pthread_mutex_destroy(&p->judging);
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
    pthread_mutex_init(&p->judging, NULL);
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
    return v->j;
}

const struct outlook *
verdict_outlook(const struct verdict *v)
{
    return v->outlook;
}

/* Under s->judging. */
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
    pthread_mutex_lock(&s->judging);
    unref(v);
    pthread_mutex_unlock(&s->judging);
}

/* Under s->judging: a new judgement, held once. */
static struct verdict *
judge(struct ctx *c)
{
    struct ctx own = *c;
    struct verdict *v = calloc(1, sizeof *v);

    if (v == NULL)
        abort();
    v->refs = 1;
    v->arena = own.arena = arena_new();
    if (rules_judge(&own, &v->j) == 0 && outlook_make(&own, v->j, &v->outlook) == 0)
        return v;
    c->err = own.err;
    c->message = arena_strdup(c->arena, own.message);
    unref(v);
    return NULL;
}

int
slot_judge(struct ctx *c, struct slot *s, struct verdict **ret)
{
    int64_t seq = event_last(c);
    struct verdict *v;

    pthread_mutex_lock(&s->judging);
    v = s->last;
    if (v == NULL || v->j->seq != seq || v->j->today != c->today) {
        v = judge(c);
        if (v != NULL && (s->last == NULL || s->last->j->seq <= seq)) {
            unref(s->last);
            s->last = v;
        } else if (v != NULL) {
            v->refs--;          /* an older snapshot than the kept one: for this call alone */
        }
    }
    if (v != NULL)
        v->refs++;
    pthread_mutex_unlock(&s->judging);
    *ret = v;
    return v != NULL ? 0 : (int)c->err;
}

static void
keep_colours(struct ctx *c, struct slot *s)
{
    struct verdict *v = NULL;

    if (store_write(c, s->store) != 0)
        return;
    org_set_today(c);
    if ((s->kept_day != c->today || s->kept_seq != event_last(c)) && slot_judge(c, s, &v) == 0
        && rules_snapshot(c, verdict_of(v)) == 0) {
        s->kept_day = c->today;
        s->kept_seq = v->j->seq;
    }
    if (v != NULL)
        verdict_drop(s, v);
    if (store_commit(c) != 0)
        s->kept_day = 0;
}

void
slots_snapshot(struct slots *s)
{
    static const struct actor system_actor = { .name = "system", .email = "system",
        .system = true };
    struct ctx c = { .actor = &system_actor, .source = "job" };
    struct dirent *e;
    DIR *d;

    c.arena = arena_new();
    d = opendir(arena_printf(c.arena, "%s/orgs", s->dir));
    while (d != NULL && (e = readdir(d)) != NULL) {
        size_t n = strlen(e->d_name);
        struct slot *p;

        if (n <= 3 || n > SLUG_MAX + 3 || strcmp(e->d_name + n - 3, ".db") != 0)
            continue;
        c.now = clock_now();
        if (slot_get(&c, s, arena_strndup(c.arena, e->d_name, n - 3), &p) == 0)
            keep_colours(&c, p);
        ctx_clear(&c);
    }
    if (d != NULL)
        closedir(d);
    arena_free(c.arena);
}
