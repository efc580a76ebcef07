/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* organisations.c - the organisations of an account and where each stands. */
#include "api/api.h"
#include "app/portfolio.h"

static void
put_number(struct json_out *j, const char *name, int64_t v)
{
    json_key(j, name);
    json_num(j, v);
}

static void
put_time(struct json_out *j, const char *name, int64_t at)
{
    char text[TIME_LEN + 1];

    time_format(at, text);
    json_kv(j, name, at > 0 ? text : NULL);
}

static void
put_day(struct json_out *j, const char *name, int64_t day)
{
    char text[DATE_LEN + 1];

    date_format(day, text);
    json_kv(j, name, text);
}

static void
put_standing(struct json_out *j, const struct portfolio_row *r)
{
    const struct standing *s = &r->s;

    json_obj(j);
    put_time(j, "judged_at", s->judged_at);
    put_day(j, "day", s->day);
    json_key(j, "behind");
    json_flag(j, r->behind);
    put_number(j, "index", s->readiness);
    put_number(j, "majors", s->majors);
    put_number(j, "red", s->red);
    put_number(j, "amber", s->amber);
    put_number(j, "late", s->late);
    put_time(j, "changed_at", s->changed_at);
    json_key(j, "clauses");
    json_arr(j);
    for (size_t g = 0; g < STANDING_GROUPS; g++) {
        json_obj(j);
        json_kv(j, "number", clause_groups[g].number);
        json_kv(j, "title", clause_groups[g].title);
        json_kv(j, "colour", colour_names[s->colours[g]]);
        json_end_obj(j);
    }
    json_end_arr(j);
    json_key(j, "due");
    json_arr(j);
    for (size_t i = 0; i < s->ndue; i++) {
        json_obj(j);
        put_day(j, "day", s->due[i].day);
        json_kv(j, "what", s->due[i].what);
        json_end_obj(j);
    }
    json_end_arr(j);
    json_end_obj(j);
}

static void
put_roles(struct json_out *j, unsigned roles)
{
    json_key(j, "roles");
    json_arr(j);
    for (int i = 0; i < N_ROLES; i++)
        if (roles & ROLE_BIT(i))
            json_text(j, role_infos[i].code);
    json_end_arr(j);
}

int
api_organisations(struct call *k)
{
    const char *colour = req_query(k->req, "colour"), *sort = req_query(k->req, "sort");
    struct portfolio p;
    struct json_out j;

    if (colour != NULL && !word_in("red amber green unknown archived", colour))
        return fail_field(&k->c, "colour", "Say red, amber, green, unknown or archived.");
    if (sort != NULL && !word_in("worst name", sort))
        return fail_field(&k->c, "sort", "Say worst or name.");
    if (portfolio_read(k, &p) != 0)
        return (int)k->c.err;
    portfolio_filter(&p, req_query(k->req, "q"), colour, sort != NULL && *sort == 'n');
    j = api_json(k, 200);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < p.n; i++) {
        const struct portfolio_row *r = &p.rows[i];

        json_obj(&j);
        json_kv(&j, "slug", r->o.slug);
        json_kv(&j, "name", r->o.name);
        json_kv(&j, "state", r->o.state);
        json_kv(&j, "origin", r->o.origin);
        put_roles(&j, r->roles);
        json_key(&j, "standing");
        if (r->known)
            put_standing(&j, r);
        else
            json_none(&j);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return 0;
}
