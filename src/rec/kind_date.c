/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind_date.c - calendar dates, stored as day numbers. */
#include "rec/kind.h"

static int
from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    int64_t day;

    if (!date_parse(slice_trim(s), &day))
        return fail_field(c, f->name, "%s must be a date such as 2026-09-30.", f->label);
    *ret = int_value(day);
    return 0;
}

static int
from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    if (!json_is_string(j))
        return fail_field(c, f->name, "%s must be a date such as \"2026-09-30\".", f->label);
    return from_text(c, f, (struct slice){ json_string_value(j), json_string_length(j) }, ret);
}

static void
to_json(struct json_out *j, const struct value *v)
{
    char s[DATE_LEN + 1];

    date_format(v->i, s);
    json_str(j, s, DATE_LEN);
}

static void
to_text(struct buf *b, const struct field *f, const struct value *v)
{
    char s[DATE_LEN + 1];

    (void)f;
    date_format(v->i, s);
    buf_puts(b, s);
}

static void
schema(struct json_out *j, const struct field *f)
{
    (void)f;
    json_kv(j, "type", "string");
    json_kv(j, "format", "date");
}

const struct kind kind_date = { "date", false, from_json, from_text, to_json, to_text, schema };
