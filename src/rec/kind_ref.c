/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kind_ref.c - a reference, stored as the immutable key of its target.
 * Whether the target exists is checked when the record is saved.
 */
#include "rec/kind.h"

static int
from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    const struct rec_type *t;

    s = slice_trim(s);
    t = rec_type_by_prefix(s);
    if (t == NULL)
        return fail_field(c, f->name, "%s must be the key of a record, such as %s-01.", f->label,
            rec_type_by_name(slice_of("Risk")) ? "RSK" : "KEY");
    if (!slice_eq(slice_of(f->shape.targets), "*") && !word_in(f->shape.targets, t->name))
        return fail_field(c, f->name, "%s cannot point to %.*s: it takes %s.", f->label, (int)s.n,
            s.p, f->shape.targets);
    *ret = (struct value){ .t = V_TEXT, .s = arena_strndup(c->arena, s.p, s.n), .n = s.n };
    return 0;
}

static int
from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    if (!json_is_string(j))
        return fail_field(c, f->name, "%s must be the key of a record.", f->label);
    return from_text(c, f, (struct slice){ json_string_value(j), json_string_length(j) }, ret);
}

/* Keys are letters, digits and dashes: they need no escapes. */
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
    json_kv(j, "pattern", "^[A-Z]+-[0-9][0-9.]*$");
    json_kv(j, "x-ismene-ref", f->shape.targets);
}

const struct kind kind_ref = { "ref", true, from_json, from_text, to_json, to_text, schema };
