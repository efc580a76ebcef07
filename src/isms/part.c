/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* part.c - see part.h. */
#include "isms/part.h"

#include <math.h>

#include "rec/store.h"

const char *const estimate_points[3] = { "min", "mode", "max" };

#define OF_RANGE "min mode max"

void
part_wrong(struct part_reader *r, const char *member, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    *arena_push(r->a, r->faults->p, r->faults->n, r->faults->cap) =
        (struct field_error){ member, arena_vprintf(r->a, fmt, ap) };
    va_end(ap);
}

const char *
part_path(struct part_reader *r, const char *path, const char *name)
{
    return *path == '\0' ? name : arena_printf(r->a, "%s.%s", path, name);
}

/* "a b c" as "a, b, c". */
static const char *
enumerated(struct arena *a, const char *words)
{
    struct slice rest = slice_of(words);
    const char *out = "";

    while (rest.n > 0) {
        struct slice one = slice_cut(&rest, ' ');

        out = arena_printf(a, "%s%s%.*s", out, *out != '\0' ? ", " : "", (int)one.n, one.p);
    }
    return out;
}

/* The names are cut: nobody has to read a page of them. */
bool
part_members(struct part_reader *r, const json_t *j, const char *path, const char *known)
{
    const char *name, *first = arena_strndup(r->a, known, strcspn(known, " "));
    json_t *v;

    if (!json_is_object(j)) {
        part_wrong(r, *path != '\0' ? path : first, "an object with %s is expected.",
            enumerated(r->a, known));
        return false;
    }
    json_object_foreach((json_t *)(uintptr_t)j, name, v)
        if (!word_in(known, name))
            part_wrong(r, part_path(r, path, arena_printf(r->a, "%.40s", name)),
                "there is no such member, only %s.", enumerated(r->a, known));
    return true;
}

bool
part_list(struct part_reader *r, const json_t *j, const char *path, int most)
{
    if (json_is_array(j) && json_array_size(j) <= (size_t)most)
        return true;
    part_wrong(r, path, "a list of at most %d is expected.", most);
    return false;
}

bool
part_number(struct part_reader *r, const json_t *j, const char *member, double low, double high,
    double *ret)
{
    *ret = json_number_value(j);
    if (j == NULL || json_is_null(j))
        part_wrong(r, member, "a number is missing.");
    else if (!json_is_number(j) || !isfinite(*ret))
        part_wrong(r, member, "a number is expected.");
    else if (*ret < low)
        part_wrong(r, member, "less than %.0f.", low);
    else if (*ret > high && high == 1 && low == 0)
        part_wrong(r, member, "a probability is at most 1, which is 100 %%.");
    else if (*ret > high)
        part_wrong(r, member, "more than %.0f.", high);
    else
        return true;
    return false;
}

void
part_range(struct part_reader *r, const json_t *j, const char *path, double high,
    struct estimate_range *ret)
{
    bool ok = true;

    if (j == NULL || json_is_null(j))
        part_wrong(r, path, "the three numbers min, mode and max are missing.");
    if (j == NULL || json_is_null(j) || !part_members(r, j, path, OF_RANGE))
        return;
    for (size_t i = 0; i < 3; i++)
        ok &= part_number(r, json_object_get(j, estimate_points[i]), part_path(r, path,
            estimate_points[i]), 0, high, &ret->p[i]);
    if (ok && ret->p[0] > ret->p[1])
        part_wrong(r, part_path(r, path, "min"), "the lowest is more than the most likely.");
    if (ok && ret->p[1] > ret->p[2])
        part_wrong(r, part_path(r, path, "mode"), "the most likely is more than the highest.");
}

bool
part_is_there(struct ctx *c, const char *type, const char *key)
{
    struct ctx probe = *c;      /* other fields may be wrong already */

    ctx_clear(&probe);
    return db_get_int(&probe, 0, SQL("select count(*) from record where key = $key "
        "and type = $type"), BINDS(bind_text("key", key), bind_text("type", type))) > 0
        && sight_sees(&probe, key);
}

int
part_tell(struct ctx *c, const struct field *f, const struct part_faults *faults)
{
    for (size_t i = 0; i < faults->n; i++)
        fail_field(c, f->name, "%s, %s: %s", f->label, faults->p[i].field, faults->p[i].message);
    return (int)c->err;
}
