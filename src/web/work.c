/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* work.c - what is mine: findings on my records, what is due, and what waits for my step. */
#include "web/web.h"

#define AHEAD 60                /* days */
#define WAITING 30              /* records that wait, a type */

bool
item_is_mine(const struct call *k, const struct item *it)
{
    return k->person != NULL && it->owner != NULL && strcmp(k->person, it->owner) == 0;
}

/* Does the step need somebody's decision (four eyes), and may this actor take it now? */
static const struct step *
my_step(struct call *k, const struct rec *r)
{
    for (size_t i = 0; i < r->type->nsteps; i++) {
        const struct step *s = &r->type->steps[i];
        struct ctx probe = k->c;

        if (s->differs != NULL && word_in(s->from, rec_state(r))
            && rec_step_allowed(&probe, r, s, false) == 0)
            return s;
    }
    return NULL;
}

static bool
has_decisions(const struct rec_type *t)
{
    for (size_t i = 0; i < t->nsteps; i++)
        if (t->steps[i].differs != NULL)
            return true;
    return false;
}

/* Open records of types with decisions that are not in their first state. */
static int
collect_waiting(struct call *k, struct work_page *p)
{
    size_t cap = 0;

    for (size_t t = 0; t < n_rec_types; t++) {
        struct rec_query q = { .type = rec_types[t], .sort = -1, .descending = true,
            .limit = WAITING, .open_only = true };
        struct rec **list;
        const char *next;
        size_t n;

        if (!has_decisions(rec_types[t]))
            continue;
        if (rec_list(&k->c, &q, &list, &n, &next) != 0)
            return (int)k->c.err;
        for (size_t i = 0; i < n; i++) {
            const struct step *s = my_step(k, list[i]);

            if (s != NULL)
                *arena_push(k->c.arena, p->waiting, p->nwaiting, cap) = (struct waiting){
                    list[i]->key, rec_name_of(&k->c, list[i]->key), s };
        }
    }
    return 0;
}

int
web_work(struct call *k)
{
    struct frame f = { .title = "My work", .active = "work" };
    struct work_page p = { .until = k->c.today + AHEAD };

    if (call_outlook(k, &p.o) != 0)
        return (int)k->c.err;
    for (size_t i = 0; i < p.o->nitems; i++)
        p.nmine += item_is_mine(k, &p.o->items[i]);
    if (k->person != NULL
        && duties_of(&k->c, k->person, p.until, &p.duties, &p.nduties) != 0)
        return (int)k->c.err;
    if (k->at == NULL && collect_waiting(k, &p) != 0)
        return (int)k->c.err;
    page_work(k, page_begin(k, &f), &p);
    page_end(k, &f);
    return (int)k->c.err;
}
