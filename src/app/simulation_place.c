/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* simulation_place.c - what stands at a place of the file, and telling that it is wrong. */
#include <inttypes.h>
#include <math.h>

#include "app/simulation_in.h"

/* A name of the file's own making, so that it can be shown: short, without controls. */
static const char *
shown(struct arena *a, const char *name)
{
    size_t n = strlen(name);
    char *s;

    if (n > 60)
        for (n = 60; ((unsigned char)name[n] & 0xc0) == 0x80; )
            n--;
    s = arena_strndup(a, name, n);
    for (char *p = s; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    return name[n] == '\0' ? s : arena_printf(a, "%s…", s);
}

static const char *
path_of(struct arena *a, const struct place *p)
{
    const char *up;

    if (p->up == NULL)
        return "";
    up = path_of(a, p->up);
    if (p->name == NULL)
        return arena_printf(a, "%s[%zu]", up, p->index);
    return arena_printf(a, "%s%s%s", up, *up ? "." : "", shown(a, p->name));
}

bool
wrong(struct reading *r, const struct place *p, const char *fmt, ...)
{
    struct arena *a = r->c->arena;
    const char *path;
    va_list ap;

    if (r->nwrong++ >= WRONG_MOST)
        return false;
    path = path_of(a, p);
    va_start(ap, fmt);
    fail_field(r->c, *path ? path : "file", "%s", arena_vprintf(a, fmt, ap));
    va_end(ap);
    return false;
}

bool
member(const struct place *of, const char *name, struct place *ret)
{
    *ret = (struct place){ of, name, 0, json_object_get(of->v, name) };
    return ret->v != NULL;
}

struct place
element(const struct place *of, size_t index)
{
    return (struct place){ of, NULL, index, json_array_get(of->v, index) };
}

bool
missing(struct reading *r, const struct place *of, const char *name)
{
    struct place p = { of, name, 0, NULL };

    return wrong(r, &p, "This is missing.");
}

bool
is_object(struct reading *r, const struct place *p, const char *names)
{
    bool right = true;

    if (!json_is_object(p->v))
        return wrong(r, p, "An object is expected: {…}.");
    for (void *it = json_object_iter((json_t *)(uintptr_t)p->v); it != NULL && r->nwrong < WRONG_MOST;
         it = json_object_iter_next((json_t *)(uintptr_t)p->v, it)) {
        struct place one = { p, json_object_iter_key(it), 0, NULL };

        if (!word_in(names, one.name))
            right = wrong(r, &one, "There is no such member; these are: %s.", names);
    }
    return right;
}

bool
is_list(struct reading *r, const struct place *p, size_t most)
{
    if (!json_is_array(p->v))
        return wrong(r, p, "A list is expected: […].");
    if (json_array_size(p->v) > most)
        return wrong(r, p, "There are %zu of them; %zu are possible.", json_array_size(p->v), most);
    return true;
}

bool
read_text(struct reading *r, const struct place *p, const char **ret)
{
    const char *s = json_string_value(p->v);

    if (s == NULL || *s == STRANGE)
        return wrong(r, p, "A text is expected.");
    *ret = arena_strdup(r->c->arena, s);
    return true;
}

bool
read_key(struct reading *r, const struct place *of, const char **ret)
{
    struct place p;

    *ret = NULL;
    if (!member(of, "key", &p))
        return missing(r, of, "key");
    if (!read_text(r, &p, ret))
        return false;
    if (**ret != '\0' && strlen(*ret) <= KEY_MOST)
        return true;
    *ret = NULL;
    return wrong(r, &p, "A key has 1 to %d bytes.", KEY_MOST);
}

static bool
number_at(struct reading *r, const struct place *p, double *ret)
{
    const char *s = json_string_value(p->v);

    if (s != NULL && *s == STRANGE)
        return wrong(r, p, "%s is not a finite number that can be calculated with.", s + 1);
    if (!json_is_number(p->v))
        return wrong(r, p, "A number is expected.");
    *ret = json_number_value(p->v);
    return isfinite(*ret) || wrong(r, p, "A finite number is expected.");
}

bool
read_number(struct reading *r, const struct place *p, double low, double high, double *ret)
{
    double v;

    if (!number_at(r, p, &v))
        return false;
    if (v < low || v > high)
        return wrong(r, p, "A number from %.15g to %.15g is expected.", low, high);
    *ret = v;
    return true;
}

/* 1e6 is a whole number too. */
bool
read_whole(struct reading *r, const struct place *p, int64_t low, int64_t high, int64_t *ret)
{
    int64_t v;
    double d;

    if (!number_at(r, p, &d))
        return false;
    v = json_is_integer(p->v) ? (int64_t)json_integer_value(p->v)
        : d == floor(d) && fabs(d) < 0x1p63 ? (int64_t)d : -1;
    if (v < low || v > high)
        return wrong(r, p, "A whole number from %" PRId64 " to %" PRId64 " is expected.", low,
            high);
    *ret = v;
    return true;
}
