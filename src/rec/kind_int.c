/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind_int.c - whole numbers within the field's range. */
#include <inttypes.h>

#include "rec/kind.h"

static int
checked(struct ctx *c, const struct field *f, int64_t v, struct value *ret)
{
    if (v < f->shape.min || v > f->shape.max)
        return fail_field(c, f->name, "%s must lie between %" PRId64 " and %" PRId64 ".",
            f->label, f->shape.min, f->shape.max);
    *ret = int_value(v);
    return 0;
}

static int
from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    if (!json_is_integer(j))
        return fail_field(c, f->name, "%s must be a whole number.", f->label);
    return checked(c, f, json_integer_value(j), ret);
}

static int
from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    int64_t v;

    if (!slice_int(slice_trim(s), &v))
        return fail_field(c, f->name, "%s must be a whole number.", f->label);
    return checked(c, f, v, ret);
}

static void
to_json(struct json_out *j, const struct value *v)
{
    json_num(j, v->i);
}

static void
to_text(struct buf *b, const struct field *f, const struct value *v)
{
    (void)f;
    buf_int(b, v->i);
}

static void
schema(struct json_out *j, const struct field *f)
{
    json_kv(j, "type", "integer");
    json_key(j, "minimum");
    json_num(j, f->shape.min);
    json_key(j, "maximum");
    json_num(j, f->shape.max);
}

const struct kind kind_int = { "int", false, from_json, from_text, to_json, to_text, schema };
