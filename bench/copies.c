/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * copies.c - a large organisation to import, made of a small one:
 *
 *   copies FILE N         N copies of all its records with keys renamed; the
 *                         references of a copy stay within it
 *   copies FILE 1 RISKS   one copy, and risks copied until there are so many
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *keys;            /* the set of all keys of the file */

/* "RSK-07" of copy 3 is "RSK-3007"; the profile of the organisation is one. */
static const char *
renamed(const char *key, int copy, char out[static 64])
{
    const char *number = strchr(key, '-');
    char *rest;
    long n;

    if (copy == 0 || number == NULL || strncmp(key, "ORG-", 4) == 0)
        return key;
    n = strtol(number + 1, &rest, 10);
    snprintf(out, 64, "%.*s-%ld%s", (int)(number - key), key, (long)copy * 1000 + n, rest);
    return out;
}

static json_t *
copy_of(const json_t *v, int copy)
{
    const char *name;
    char text[64];
    json_t *item, *to;
    size_t i;

    if (json_is_string(v) && json_object_get(keys, json_string_value(v)) != NULL)
        return json_string(renamed(json_string_value(v), copy, text));
    if (json_is_array(v)) {
        to = json_array();
        json_array_foreach(v, i, item)
            json_array_append_new(to, copy_of(item, copy));
        return to;
    }
    if (!json_is_object(v))
        return json_deep_copy(v);
    to = json_object();
    json_object_foreach((json_t *)(uintptr_t)v, name, item)
        json_object_set_new(to, name, copy_of(item, copy));
    return to;
}

static void
put(const json_t *record, bool *first)
{
    if (!*first)
        puts(",");
    *first = false;
    json_dumpf(record, stdout, JSON_COMPACT);
}

static bool
is_type(const json_t *record, const char *type)
{
    return strcmp(json_string_value(json_object_get(record, "type")), type) == 0;
}

static void
put_copy(const json_t *list, int copy, bool *first)
{
    json_t *r;
    size_t i;

    json_array_foreach(list, i, r) {
        json_t *made;

        if (copy > 0 && is_type(r, "Organization"))
            continue;
        made = copy_of(r, copy);
        put(made, first);
        json_decref(made);
    }
}

/* More risks: the references stay those of the original. */
static void
put_risks(const json_t *list, long want, bool *first)
{
    long have = 0, n;
    char text[256];
    json_t *r;
    size_t i;

    json_array_foreach(list, i, r)
        have += is_type(r, "Risk");
    for (n = have; n < want; )
        json_array_foreach(list, i, r) {
            json_t *made;

            if (!is_type(r, "Risk") || n >= want)
                continue;
            made = json_copy(r);
            snprintf(text, sizeof text, "RSK-%ld", 1000 + n);
            json_object_set_new(made, "key", json_string(text));
            snprintf(text, sizeof text, "%.150s (%ld)",
                json_string_value(json_object_get(r, "title")), n);
            json_object_set_new(made, "title", json_string(text));
            put(made, first);
            json_decref(made);
            n++;
        }
}

int
main(int argc, char **argv)
{
    json_error_t why;
    json_t *tree = argc > 2 ? json_load_file(argv[1], 0, &why) : NULL, *list, *r;
    bool first = true;
    size_t i;

    if (tree == NULL) {
        fprintf(stderr, "usage: copies FILE N [RISKS]%s%s\n", argc > 2 ? ": " : "",
            argc > 2 ? why.text : "");
        return 2;
    }
    list = json_object_get(tree, "records");
    keys = json_object();
    json_array_foreach(list, i, r)
        json_object_set_new(keys, json_string_value(json_object_get(r, "key")), json_true());
    printf("{\"records\":[\n");
    for (int copy = 0; copy < strtol(argv[2], NULL, 10); copy++)
        put_copy(list, copy, &first);
    if (argc > 3)
        put_risks(list, strtol(argv[3], NULL, 10), &first);
    printf("\n]}\n");
    json_decref(keys);
    json_decref(tree);
    return 0;
}
