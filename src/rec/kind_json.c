/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind_json.c - a structured value (risk scales, matrices, estimates). */
#include "rec/kind.h"

static int
from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    char *text;

    if (!json_is_object(j) && !json_is_array(j))
        return fail_field(c, f->name, "%s must be a JSON object or array.", f->label);
    text = json_canonical(c->arena, j);
    if (strlen(text) > (size_t)f->shape.max)
        return fail_field(c, f->name, "%s is longer than %d bytes.", f->label, (int)f->shape.max);
    *ret = (struct value){ .t = V_TEXT, .s = text, .n = strlen(text) };
    return 0;
}

static int
from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    const char *why = "";
    json_t *j = json_in(c->arena, s, (size_t)f->shape.max, &why);
    int e;

    if (j == NULL)
        return fail_field(c, f->name, "%s is not JSON: %s.", f->label, why);
    e = from_json(c, f, j, ret);
    json_decref(j);
    return e;
}

static void
to_json(struct json_out *j, const struct value *v)
{
    json_raw(j, v->s, v->n);
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
    (void)f;
    json_key(j, "type");
    json_arr(j);
    json_text(j, "object");
    json_text(j, "array");
    json_end_arr(j);
}

const struct kind kind_json = { "json", true, from_json, from_text, to_json, to_text, schema };
