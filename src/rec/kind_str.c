/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind_str.c - one line of text. */
#include "rec/kind.h"

static int
from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t')
            return fail_field(c, f->name, "%s is one line: no line breaks or control characters.",
                f->label);
    return text_value(c, f, s.p, s.n, ret);
}

static int
from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    if (!json_is_string(j))
        return fail_field(c, f->name, "%s must be a text.", f->label);
    return from_text(c, f, (struct slice){ json_string_value(j), json_string_length(j) }, ret);
}

static void
to_json(struct json_out *j, const struct value *v)
{
    json_str(j, v->s, v->n);
}

static void
to_text(struct buf *b, const struct field *f, const struct value *v)
{
    (void)f;
    buf_add(b, v->s, v->n);
}

static void
schema(struct json_out *j, const struct field *f)
{
    json_kv(j, "type", "string");
    json_key(j, "maxLength");
    json_num(j, f->shape.max);
}

const struct kind kind_str = { "str", true, from_json, from_text, to_json, to_text, schema };
