/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * json.h - JSON out: a streaming writer over a buffer; JSON in: jansson with
 * limits (depth 32, size by the caller).  RFC 8259.
 */
#ifndef ISMENE_JSON_H
#define ISMENE_JSON_H

#include <jansson.h>

#include "base/base.h"

/* Commas are kept by the writer; nesting is the caller's. */
struct json_out {
    struct buf *b;
    bool comma;
};

void json_obj(struct json_out *j);
void json_end_obj(struct json_out *j);
void json_arr(struct json_out *j);
void json_end_arr(struct json_out *j);
void json_key(struct json_out *j, const char *name);
void json_str(struct json_out *j, const char *s, size_t n);
void json_text(struct json_out *j, const char *s);      /* NULL writes null */
void json_num(struct json_out *j, int64_t v);
void json_double(struct json_out *j, double v);   /* short, and read back the same; no number: null */
void json_flag(struct json_out *j, bool v);
void json_none(struct json_out *j);
void json_raw(struct json_out *j, const char *s, size_t n);     /* already JSON */
#define json_kv(j, name, s) (json_key((j), (name)), json_text((j), (s)))

void json_quote(struct buf *b, const char *s, size_t n);        /* one string with quotes */

/*
 * Parse at most max bytes of one JSON text.  NULL on error with *ret_why in
 * the arena ("line 3, column 9: …").  The caller json_decref()s the tree.
 */
json_t *json_in(struct arena *a, struct slice text, size_t max, const char **ret_why);

/* The canonical text of a tree: compact, members in their order, in the arena. */
char *json_canonical(struct arena *a, const json_t *tree);

/* The next string of a JSON array of strings ("[…]"), decoded into the arena. */
bool json_array_next(struct arena *a, struct slice *text, struct slice *ret);

#endif
