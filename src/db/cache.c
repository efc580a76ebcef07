/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cache.c - the statements that a connection keeps, by their text. */
#include <stdlib.h>

#include "db/engine.h"

uint64_t
cache_hash(const char *sql)
{
    uint64_t h = UINT64_C(14695981039346656037);        /* FNV-1a */

    for (; *sql; sql++)
        h = (h ^ (unsigned char)*sql) * UINT64_C(1099511628211);
    return h;
}

struct stmt *
cache_find(struct db *db, const char *sql, uint64_t hash, const struct stmt *after)
{
    struct stmt *s = after != NULL ? after->next : db->buckets[hash % ARRAY_LEN(db->buckets)];

    while (s != NULL && (s->hash != hash || s->busy || strcmp(s->text, sql) != 0))
        s = s->next;
    return s;
}

static void
forget(struct stmt *s)
{
    free(s->text);
    s->text = NULL;
    s->engine->forget(s);
}

/* Give up the statement that was not used for the longest time. */
static void
forget_oldest(struct db *db)
{
    struct stmt **oldest = NULL, *s;

    for (size_t i = 0; i < ARRAY_LEN(db->buckets); i++)
        for (struct stmt **p = &db->buckets[i]; *p != NULL; p = &(*p)->next)
            if (!(*p)->busy && (oldest == NULL || (*p)->used < (*oldest)->used))
                oldest = p;
    if (oldest == NULL)
        return;
    s = *oldest;
    *oldest = s->next;
    db->ncached--;
    forget(s);
}

void
cache_keep(struct db *db, struct stmt *s, const char *sql)
{
    struct stmt **bucket = &db->buckets[s->hash % ARRAY_LEN(db->buckets)];

    if (db->ncached >= db->cache_max)
        forget_oldest(db);
    if (db->ncached >= db->cache_max || (s->text = strdup(sql)) == NULL)
        return;
    db->ncached++;
    s->next = *bucket;
    *bucket = s;
}

void
cache_clear(struct db *db)
{
    for (size_t i = 0; i < ARRAY_LEN(db->buckets); i++)
        for (struct stmt *s = db->buckets[i], *next; s != NULL; s = next) {
            next = s->next;
            forget(s);
        }
    db->ncached = 0;
    memset(db->buckets, 0, sizeof db->buckets);
}
