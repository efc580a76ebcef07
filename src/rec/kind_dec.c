/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind_dec.c - decimal numbers in millionths, and money in minor units: exact. */
#include "rec/kind.h"

#define DEC_SCALE 6
#define MONEY_SCALE 2

static int
parse(struct ctx *c, const struct field *f, struct slice s, int scale, struct value *ret)
{
    int64_t v;

    if (!decimal_parse(slice_trim(s), scale, &v))
        return fail_field(c, f->name, "%s must be a number with at most %d decimals.", f->label,
            scale);
    *ret = int_value(v);
    return 0;
}

static int
from_number(struct ctx *c, const struct field *f, const json_t *j, int scale, struct value *ret)
{
    if (!json_is_number(j))
        return fail_field(c, f->name, "%s must be a number.", f->label);
    return parse(c, f, slice_of(json_canonical(c->arena, j)), scale, ret);
}

static void
out(struct json_out *j, const struct value *v, int scale)
{
    struct buf b;

    buf_init(&b, 64);
    decimal_format(&b, v->i, scale);
    json_raw(j, b.p, b.n);
    buf_free(&b);
}

static void
schema(struct json_out *j, const struct field *f)
{
    (void)f;
    json_kv(j, "type", "number");
}

static int
dec_from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    return from_number(c, f, j, DEC_SCALE, ret);
}

static int
dec_from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    return parse(c, f, s, DEC_SCALE, ret);
}

static void
dec_to_json(struct json_out *j, const struct value *v)
{
    out(j, v, DEC_SCALE);
}

static void
dec_to_text(struct buf *b, const struct field *f, const struct value *v)
{
    (void)f;
    decimal_format(b, v->i, DEC_SCALE);
}

static int
money_from_json(struct ctx *c, const struct field *f, const json_t *j, struct value *ret)
{
    return from_number(c, f, j, MONEY_SCALE, ret);
}

static int
money_from_text(struct ctx *c, const struct field *f, struct slice s, struct value *ret)
{
    return parse(c, f, s, MONEY_SCALE, ret);
}

static void
money_to_json(struct json_out *j, const struct value *v)
{
    out(j, v, MONEY_SCALE);
}

static void
money_to_text(struct buf *b, const struct field *f, const struct value *v)
{
    (void)f;
    decimal_format(b, v->i, MONEY_SCALE);
}

const struct kind kind_dec = { "dec", false, dec_from_json, dec_from_text, dec_to_json,
    dec_to_text, schema };
const struct kind kind_money = { "money", false, money_from_json, money_from_text, money_to_json,
    money_to_text, schema };
