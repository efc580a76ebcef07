/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* visitors.c - a small table of who asked lately; a collision replaces. */
#include "app/visitors.h"

#include <pthread.h>
#include <stdlib.h>

#define PLACES 512
#define TEXT_MAX 300            /* whoever has longer names is read each time */

struct place {
    unsigned char id[SHA256_LEN];       /* of token and organisation: tokens are not kept */
    uint64_t generation;
    struct visit visit;
    bool has_person;
    char email[TEXT_MAX], name[TEXT_MAX], person[32], custom[TEXT_MAX], audit[32];
};

struct visitors {
    pthread_mutex_t mutex;
    struct place *places[PLACES];
};

struct visitors *
visitors_new(void)
{
    struct visitors *v = calloc(1, sizeof *v);

    if (v == NULL)
        abort();
    pthread_mutex_init(&v->mutex, NULL);
    return v;
}

void
visitors_free(struct visitors *v)
{
    if (v == NULL)
        return;
    for (size_t i = 0; i < PLACES; i++)
        free(v->places[i]);
    pthread_mutex_destroy(&v->mutex);
    free(v);
}

static void
identify(const char *token, const char *org, unsigned char id[static SHA256_LEN])
{
    const struct sha256_part parts[] = { { "visit", 6 }, { token, strlen(token) + 1 },
        { org != NULL ? org : "", org != NULL ? strlen(org) : 0 } };

    sha256_parts(parts, ARRAY_LEN(parts), id);
}

static struct place **
place_of(struct visitors *v, const unsigned char id[static SHA256_LEN])
{
    return &v->places[(id[0] | (size_t)id[1] << 8) % PLACES];
}

bool
visitors_find(struct visitors *v, struct arena *a, uint64_t generation, const char *token,
    const char *org, struct visit *ret)
{
    unsigned char id[SHA256_LEN];
    struct place *p;
    bool found;

    identify(token, org, id);
    pthread_mutex_lock(&v->mutex);
    p = *place_of(v, id);
    found = p != NULL && p->generation == generation && memcmp(p->id, id, sizeof id) == 0;
    if (found) {
        *ret = p->visit;
        ret->account.email = arena_strdup(a, p->email);
        ret->account.name = arena_strdup(a, p->name);
        ret->person = p->has_person ? arena_strdup(a, p->person) : NULL;
        ret->terms.custom = *p->custom != '\0' ? arena_strdup(a, p->custom) : NULL;
        ret->terms.audit = *p->audit != '\0' ? arena_strdup(a, p->audit) : NULL;
    }
    pthread_mutex_unlock(&v->mutex);
    return found;
}

static bool
keep_text(char *to, size_t size, const char *text)
{
    size_t n = strlen(text);

    if (n >= size)
        return false;
    memcpy(to, text, n + 1);
    return true;
}

static const char *
or_empty(const char *s)
{
    return s != NULL ? s : "";
}

void
visitors_keep(struct visitors *v, uint64_t generation, const char *token, const char *org,
    const struct visit *visit)
{
    struct place *fresh = calloc(1, sizeof *fresh), **at;

    if (fresh == NULL)
        abort();
    identify(token, org, fresh->id);
    fresh->generation = generation;
    fresh->visit = *visit;
    fresh->has_person = visit->person != NULL;
    if (!keep_text(fresh->email, sizeof fresh->email, visit->account.email)
        || !keep_text(fresh->name, sizeof fresh->name, visit->account.name)
        || (visit->person != NULL
            && !keep_text(fresh->person, sizeof fresh->person, visit->person))
        || !keep_text(fresh->custom, sizeof fresh->custom, or_empty(visit->terms.custom))
        || !keep_text(fresh->audit, sizeof fresh->audit, or_empty(visit->terms.audit))) {
        free(fresh);
        return;
    }
    pthread_mutex_lock(&v->mutex);
    at = place_of(v, fresh->id);
    free(*at);
    *at = fresh;
    pthread_mutex_unlock(&v->mutex);
}
