/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* quantified_level.c - from figures to the levels of the risk method, and back to what was said. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "app/quantified.h"

#define SCALE_MAX ((size_t)64 << 10)

/* Bytes of a blank between the digits of one number: also those that do not break. */
static size_t
blank(const char *p)
{
    if (*p == ' ' || *p == ',' || *p == '\'')
        return 1;
    if (strncmp(p, "\xc2\xa0", 2) == 0)
        return 2;
    return strncmp(p, "\xe2\x80\xaf", 3) == 0 || strncmp(p, "\xe2\x80\x89", 3) == 0 ? 3 : 0;
}

static const char *
read_number(const char *p, double *ret)
{
    *ret = 0;
    while (isdigit((unsigned char)*p) || (blank(p) > 0 && isdigit((unsigned char)p[blank(p)]))) {
        if (isdigit((unsigned char)*p))
            *ret = *ret * 10 + (*p++ - '0');
        else
            p += blank(p);
    }
    return p;
}

bool
money_between(const char *text, double *ret_from, double *ret_to)
{
    double numbers[2];
    size_t n = 0;
    bool up = strchr(text, '>') != NULL || strstr(text, "more") != NULL
        || strstr(text, "above") != NULL;

    for (const char *p = text; *p && n < 2; )
        if (isdigit((unsigned char)*p))
            p = read_number(p, &numbers[n++]);
        else
            p++;
    if (n == 0)
        return false;
    *ret_from = n == 2 || up ? numbers[0] : 0;
    *ret_to = n == 2 ? numbers[1] : up ? INFINITY : numbers[0];
    return *ret_from < *ret_to;
}

static bool
spans(const json_t *row, double *from, double *to)
{
    const json_t *f = json_object_get(row, "freq_from"), *t = json_object_get(row, "freq_to");
    const char *financial = json_string_value(json_object_get(row, "financial"));

    if (json_is_number(f)) {
        *from = json_number_value(f);
        *to = json_is_number(t) ? json_number_value(t) : INFINITY;
        return true;
    }
    return financial != NULL && money_between(financial, from, to);
}

/* The row of the scale that x lies in. */
static int64_t
place_on(struct ctx *c, const json_t *scale, double x, const char **ret_name)
{
    const json_t *row;
    size_t i;

    json_array_foreach(scale, i, row) {
        const char *name = json_string_value(json_object_get(row, "name"));
        double from, to;

        if (!spans(row, &from, &to) || x < from || x >= to)
            continue;
        *ret_name = arena_strdup(c->arena, name != NULL ? name : "");
        return json_integer_value(json_object_get(row, "level"));
    }
    return 0;
}

static json_t *
json_of(struct ctx *c, const struct rec *r, const char *name)
{
    const char *text = rec_text(r, rec_field_index(r->type, slice_of(name))), *why;

    return text != NULL ? json_in(c->arena, slice_of(text), SCALE_MAX, &why) : NULL;
}

static const char *
level_name(struct ctx *c, const struct rec *method, int64_t level)
{
    json_t *names = json_of(c, method, "level_names");
    const char *name = level > 0
        ? json_string_value(json_array_get(names, (size_t)level - 1)) : NULL;

    name = name != NULL ? arena_strdup(c->arena, name) : NULL;
    json_decref(names);
    return name;
}

static int
newest(struct ctx *c, struct rec_query *q, struct rec **ret)
{
    const char *next;
    struct rec **list;
    size_t n;

    *ret = NULL;
    q->limit = 1;
    if (rec_list(c, q, &list, &n, &next) == 0 && n > 0)
        *ret = list[0];
    return (int)c->err;
}

static int64_t
number_in(const struct rec *r, const char *name)
{
    return rec_int(r, rec_field_index(r->type, slice_of(name)));
}

/* What the newest analysis of today's risk says. */
static int
read_said(struct ctx *c, const char *risk, const struct rec *method, struct derived_level *ret)
{
    struct rec_query q = { .type = rec_type_by_name(SLICE("RiskAnalysis")) };
    struct rec *a;

    q.sort = rec_field_index(q.type, SLICE("date"));
    q.descending = true;
    if (query_set(c, &q, "risk", risk) != 0 || query_set(c, &q, "kind", "current") != 0
        || newest(c, &q, &a) != 0 || a == NULL)
        return (int)c->err;
    ret->analysis = a->key;
    ret->said_likelihood = number_in(a, "likelihood");
    ret->said_consequence = number_in(a, "consequence");
    ret->said_level = number_in(a, "level");
    ret->said_name = level_name(c, method, ret->said_level);
    return 0;
}

int
derived_level(struct ctx *c, const char *risk, double events, double loss_of_one,
    struct derived_level *ret)
{
    struct rec_query q = { .type = rec_type_by_name(SLICE("RiskMethod")), .sort = -1 };
    json_t *likelihood, *consequence, *matrix;
    struct rec *method;

    *ret = (struct derived_level){ 0 };
    if (query_set(c, &q, "status", "approved") != 0 || newest(c, &q, &method) != 0
        || method == NULL || read_said(c, risk, method, ret) != 0)
        return (int)c->err;
    likelihood = json_of(c, method, "likelihood_scale");
    consequence = json_of(c, method, "consequence_scale");
    matrix = json_of(c, method, "matrix");
    ret->likelihood = place_on(c, likelihood, events, &ret->likelihood_name);
    ret->consequence = place_on(c, consequence, loss_of_one, &ret->consequence_name);
    if (ret->likelihood > 0 && ret->consequence > 0)
        ret->level = json_integer_value(json_array_get(json_array_get(matrix,
            (size_t)ret->consequence - 1), (size_t)ret->likelihood - 1));
    ret->level_name = level_name(c, method, ret->level);
    ret->differs = ret->analysis != NULL && ret->level > 0 && ret->level != ret->said_level;
    json_decref(likelihood);
    json_decref(consequence);
    json_decref(matrix);
    return (int)c->err;
}
