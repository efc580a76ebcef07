/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kind.h - one table of functions for each kind of value, and the functions
 * over fields that use it (lists are made of their element kind here).
 */
#ifndef ISMENE_KIND_H
#define ISMENE_KIND_H

#include "base/json.h"
#include "rec/rec.h"

struct kind {
    const char *name;           /* in schemas and documentation */
    bool text;                  /* the column holds text, else an integer */
    /* Read one element; fail_field() and an error on bad input. */
    int (*from_json)(struct ctx *c, const struct field *f, const json_t *j, struct value *ret);
    int (*from_text)(struct ctx *c, const struct field *f, struct slice s, struct value *ret);
    void (*to_json)(struct json_out *j, const struct value *v);
    void (*to_text)(struct buf *b, const struct field *f, const struct value *v);
    void (*schema)(struct json_out *j, const struct field *f);  /* members of a JSON Schema */
};

extern const struct kind kind_str, kind_text, kind_int, kind_dec, kind_bool, kind_date,
    kind_money, kind_enum, kind_json, kind_ref;
const struct kind *kind_of(const struct field *f);

#define LIST_MAX 1000           /* elements of a list */

/* A whole field: null, scalar or list. */
int value_from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret);
/* From a form or a CSV cell; lists are separated by commas or line ends. */
int value_from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret);
/* From several form parts of the same name (multiple select). */
int value_from_words(struct ctx *c, const struct field *f, const struct slice *s, size_t n,
    struct value *ret);
void value_to_json(struct json_out *j, const struct field *f, const struct value *v);
/* For people and CSV: enum labels, ISO dates, lists with commas. */
void value_to_text(struct ctx *c, struct buf *b, const struct field *f, const struct value *v);
char *value_text(struct ctx *c, const struct field *f, const struct value *v);
void field_schema(struct json_out *j, const struct field *f);
bool value_equal(const struct value *a, const struct value *b);
bool field_is_integer(const struct field *f);   /* the column's type */

/* For the kinds: checked UTF-8 text of a length, trimmed; NULL value when empty. */
int text_value(struct ctx *c, const struct field *f, const char *p, size_t n, struct value *ret);
struct value int_value(int64_t i);

#endif
