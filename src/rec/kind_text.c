/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind_text.c - paragraphs of text (Markdown). */
#include "rec/kind.h"

/* Line ends become LF: browsers send CR LF. */
static int
from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    char *p = arena_alloc(c->arena, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];

        if (ch == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
            continue;
        if (ch < 0x20 && ch != '\n' && ch != '\t')
            return fail_field(c, f->name, "%s holds a control character.", f->label);
        p[n++] = s.p[i];
    }
    return text_value(c, f, p, n, ret);
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

const struct kind kind_text = { "text", true, from_json, from_text, to_json, to_text, schema };
