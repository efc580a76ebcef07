/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* portfolio.c - the organisations of one account, with their standings. */
#include "app/portfolio.h"

#include <stdlib.h>

#include "app/keeper.h"

const char *const portfolio_colours[N_PC] = { "green", "amber", "unknown", "red" };

static enum portfolio_colour
worst_of(const struct portfolio_row *r)
{
    static const enum portfolio_colour map[] = { [GREY] = PC_UNKNOWN, [GREEN] = PC_GREEN,
        [AMBER] = PC_AMBER, [RED] = PC_RED };

    return r->known ? map[standing_worst(&r->s)] : PC_UNKNOWN;
}

/* Another server of the same database may have changed it: then its stamp tells. */
static bool
is_behind(struct call *k, struct ctx *cc, const struct standing *s)
{
    const char *place = app_dir(k->app);

    return s->day != clock_today(s->timezone, cc->now)
        || keeper_is_behind(call_keeper(k), s->org)
        || (place_is_server(place) && strcmp(s->stamp, org_stamp(cc, place, s->org)) != 0);
}

static void
add(struct call *k, struct ctx *cc, struct portfolio *p, size_t *cap, const struct membership *m)
{
    struct portfolio_row r = { .roles = m->roles };
    bool archived;

    if (organisation_get(cc, m->org, &r.o) != 0) {
        if (cc->err == E_NOTFOUND)
            ctx_clear(cc);
        return;
    }
    archived = organisation_is(&r.o, "archived");
    r.scoped = m->terms.audit != NULL;
    r.known = !r.scoped && standing_get(cc, m->org, &r.s);
    r.behind = r.known && !archived && is_behind(k, cc, &r.s);
    r.worst = worst_of(&r);
    if ((!r.known || r.behind) && !archived && !r.scoped)
        keeper_want(call_keeper(k), r.o.slug);
    if (archived)
        p->narchived++;
    else
        p->count[r.worst]++;
    *arena_push(cc->arena, p->rows, p->n, *cap) = r;
}

int
portfolio_read(struct call *k, struct portfolio *ret)
{
    struct ctx cc = call_control(k);
    struct membership *m;
    size_t n, cap = 0;

    *ret = (struct portfolio){ 0 };
    if (store_read(&cc, app_control(k->app)) == 0
        && membership_list(&cc, NULL, k->account.id, &m, &n) == 0)
        for (size_t i = 0; i < n && cc.err == E_OK; i++)
            if (terms_hold(&m[i].terms, k->c.today))
                add(k, &cc, ret, &cap, &m[i]);
    store_rollback(&cc);
    return call_take(k, &cc);
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* ASCII letters are alike whatever their case; there is nothing to look up for others. */
static bool
contains(const char *text, const char *words)
{
    for (; *text != '\0'; text++) {
        size_t i = 0;

        while (words[i] != '\0' && lower(text[i]) == lower(words[i]))
            i++;
        if (words[i] == '\0')
            return true;
    }
    return *words == '\0';
}

static int
compare_names(const void *pa, const void *pb)
{
    const struct portfolio_row *a = pa, *b = pb;
    const char *x = a->o.name, *y = b->o.name;

    while (*x != '\0' && lower(*x) == lower(*y))
        x++, y++;
    return lower(*x) != lower(*y) ? (unsigned char)lower(*x) - (unsigned char)lower(*y)
        : strcmp(a->o.slug, b->o.slug);
}

static int
order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Archived ones last; then by colour, majors, findings and readiness. */
static int
compare_worst(const void *pa, const void *pb)
{
    const struct portfolio_row *a = pa, *b = pb;
    int d = order(organisation_is(&a->o, "archived"), organisation_is(&b->o, "archived"));

    if (d == 0)
        d = order(b->worst, a->worst);
    if (d == 0)
        d = order(b->s.majors, a->s.majors);
    if (d == 0)
        d = order(b->s.red, a->s.red);
    if (d == 0)
        d = order(a->s.readiness, b->s.readiness);
    return d != 0 ? d : compare_names(a, b);
}

static bool
fits(const struct portfolio_row *r, const char *words, const char *colour)
{
    bool archived = organisation_is(&r->o, "archived");

    if (words != NULL && !contains(r->o.name, words) && !contains(r->o.slug, words))
        return false;
    if (colour == NULL)
        return true;
    if (strcmp(colour, "archived") == 0 || archived)
        return archived && strcmp(colour, "archived") == 0;
    return strcmp(colour, portfolio_colours[r->worst]) == 0;
}

void
portfolio_filter(struct portfolio *p, const char *words, const char *colour, bool by_name)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        if (fits(&p->rows[i], words, colour))
            p->rows[n++] = p->rows[i];
    p->n = n;
    if (n > 1)
        qsort(p->rows, n, sizeof *p->rows, by_name ? compare_names : compare_worst);
}
