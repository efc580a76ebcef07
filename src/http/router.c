/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * router.c - finds the row of the route table.  Literal segments win whatever
 * the method: "rules" is not a {types} for a method that it does not take.
 */
#include "http/http.h"

static size_t
segment(const char *s)
{
    size_t n = 0;

    while (s[n] != '\0' && s[n] != '/')
        n++;
    return n;
}

/*
 * Literal segments matched, or -1; fills the parameters of r unless it is NULL.  Every
 * request is compared with every row: most of them differ within a few bytes.
 */
static int
match(const char *pattern, const char *path, struct request *r)
{
    const char *p = pattern + 1, *q = path + 1;
    int literals = 0;

    if (r != NULL)
        r->nparams = 0;
    for (;; p++, q++) {
        if (*p == '{') {
            size_t np = segment(p), nq = segment(q);

            if (nq == 0 || (r != NULL && r->nparams >= MAX_PATH_PARAMS))
                return -1;
            if (r != NULL)
                r->params[r->nparams++] = (struct pair){
                    arena_strndup(r->arena, p + 1, np - 2),
                    { arena_strndup(r->arena, q, nq), nq } };
            p += np;
            q += nq;
        } else {
            for (; *p == *q && *p != '\0' && *p != '/'; p++, q++)
                continue;
            literals++;
        }
        if (*p != *q)           /* both at a slash, or both at the end */
            return -1;
        if (*p == '\0')
            return literals;
    }
}

/* The methods of the rows that match this path best, for Allow. */
static const char *
allowed(const struct route *const *tables, const size_t *sizes, size_t ntables,
    struct request *r, int best)
{
    const char *list = "";

    for (size_t t = 0; t < ntables; t++)
        for (size_t i = 0; i < sizes[t]; i++)
            if (match(tables[t][i].pattern, r->path, NULL) == best)
                list = arena_printf(r->arena, "%s%s%s", list, *list ? ", " : "",
                    method_name(tables[t][i].method));
    return list;
}

enum route_result
route_find(const struct route *const *tables, const size_t *sizes, size_t ntables,
    enum method m, struct request *r, const struct route **ret, const char **ret_allow)
{
    enum method want = m == M_HEAD ? M_GET : m;
    const struct route *found = NULL;
    int best = -1;

    *ret_allow = "";
    for (size_t t = 0; t < ntables; t++)
        for (size_t i = 0; i < sizes[t]; i++) {
            const struct route *row = &tables[t][i];
            int literals = match(row->pattern, r->path, NULL);

            if (literals < 0 || literals < best)
                continue;
            if (literals > best)
                found = NULL;
            best = literals;
            if (row->method == want && found == NULL)
                found = row;
        }
    if (found == NULL) {
        r->nparams = 0;
        if (best < 0)
            return ROUTE_NONE;
        *ret_allow = allowed(tables, sizes, ntables, r, best);
        return ROUTE_METHOD;
    }
    match(found->pattern, r->path, r);
    *ret = found;
    return ROUTE_FOUND;
}
