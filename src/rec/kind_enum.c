/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind_enum.c - one of the field's choices, stored by name. */
#include "rec/kind.h"

static int
from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    const struct choice *ch = rec_choice(f, slice_trim(s));
    struct buf names;

    if (ch != NULL) {
        *ret = (struct value){ .t = V_TEXT, .s = ch->name, .n = strlen(ch->name) };
        return 0;
    }
    buf_init(&names, 2000);
    for (size_t i = 0; i < f->shape.nchoices; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", f->shape.choices[i].name);
    fail_field(c, f->name, "%s must be one of: %s.", f->label, names.p);
    buf_free(&names);
    return E_INVALID;
}

static int
from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    struct slice s = { json_string_value(j), json_string_length(j) };

    return from_text(c, f, json_is_string(j) ? s : slice_of("?"), ret);
}

static void
to_json(struct json_out *j, const struct value *v)
{
    json_str(j, v->s, v->n);
}

static void
to_text(struct buf *b, const struct field *f, const struct value *v)
{
    const struct choice *ch = rec_choice(f, (struct slice){ v->s, v->n });

    buf_puts(b, ch != NULL ? ch->label : v->s);
}

static void
schema(struct json_out *j, const struct field *f)
{
    json_kv(j, "type", "string");
    json_key(j, "enum");
    json_arr(j);
    for (size_t i = 0; i < f->shape.nchoices; i++)
        json_text(j, f->shape.choices[i].name);
    json_end_arr(j);
}

const struct kind kind_enum = { "enum", true, from_json, from_text, to_json, to_text, schema };
