/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind_bool.c - yes or no. */
#include "rec/kind.h"

static int
from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    if (!json_is_boolean(j))
        return fail_field(c, f->name, "%s must be true or false.", f->label);
    *ret = int_value(json_is_true(j));
    return 0;
}

static int
from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    s = slice_trim(s);
    if (slice_eq(s, "true") || slice_eq(s, "yes") || slice_eq(s, "1"))
        *ret = int_value(1);
    else if (slice_eq(s, "false") || slice_eq(s, "no") || slice_eq(s, "0"))
        *ret = int_value(0);
    else
        return fail_field(c, f->name, "%s must be yes or no.", f->label);
    return 0;
}

static void
to_json(struct json_out *j, const struct value *v)
{
    json_flag(j, v->i != 0);
}

static void
to_text(struct buf *b, const struct field *f, const struct value *v)
{
    (void)f;
    buf_puts(b, v->i ? "Yes" : "No");
}

static void
schema(struct json_out *j, const struct field *f)
{
    (void)f;
    json_kv(j, "type", "boolean");
}

const struct kind kind_bool = { "bool", false, from_json, from_text, to_json, to_text, schema };
