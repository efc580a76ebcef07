/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* calibration.c - attempts at the exercise: drawn, kept and judged. */
#include "isms/calibration.h"

#include <inttypes.h>

#include "base/json.h"
#include "rec/store.h"

const struct calibration_question *
calibration_find(struct slice id)
{
    for (size_t i = 0; i < n_calibration_pool; i++)
        if (slice_eq(id, calibration_pool[i].id))
            return &calibration_pool[i];
    return NULL;
}

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t
next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void
calibration_draw(int64_t draw, const struct calibration_question *ret[CALIBRATION_ASKED])
{
    uint64_t rounds = n_calibration_pool / CALIBRATION_ASKED, state = (uint64_t)draw / rounds;
    size_t first = (size_t)((uint64_t)draw % rounds) * CALIBRATION_ASKED;
    uint16_t order[1000];

    for (size_t i = 0; i < n_calibration_pool && i < ARRAY_LEN(order); i++)
        order[i] = (uint16_t)i;
    for (size_t i = n_calibration_pool - 1; i > 0; i--) {
        size_t k = (size_t)(next(&state) % (i + 1));
        uint16_t t = order[i];

        order[i] = order[k];
        order[k] = t;
    }
    for (size_t i = 0; i < CALIBRATION_ASKED; i++)
        ret[i] = &calibration_pool[order[first + i]];
}

enum calibration_verdict
calibration_judge(int64_t hits, size_t asked)
{
    if (hits * 10 <= (int64_t)asked * 6)
        return CAL_FAR_TOO_NARROW;
    if (hits * 4 <= (int64_t)asked * 3)
        return CAL_TOO_NARROW;
    return hits < (int64_t)asked ? CAL_FITS : CAL_WIDE;
}

static int
insert(struct ctx *c, int64_t draw, int64_t *ret_id)
{
    const struct calibration_question *q[CALIBRATION_ASKED];
    const char *ids = "";
    struct stmt *s;

    calibration_draw(draw, q);
    for (size_t i = 0; i < CALIBRATION_ASKED; i++)
        ids = arena_printf(c->arena, "%s%s%s", ids, i > 0 ? " " : "", q[i]->id);
    s = db_query(c, SQL("insert into calibration (who, begun, draw, questions) "
        "values ($who, $now, $draw, $ids) returning id"), BINDS(bind_text("who", c->actor->email),
        bind_int("now", c->now), bind_int("draw", draw), bind_text("ids", ids)));
    if (db_step(c, s))
        *ret_id = db_int(s, 0);
    return db_done(c, s);
}

/* The first draw is anybody's guess, the next ones go on from it. */
int
calibration_begin(struct ctx *c, int64_t *ret_id)
{
    const int64_t rounds = (int64_t)(n_calibration_pool / CALIBRATION_ASKED);
    uint32_t series;
    int64_t draw;

    if (c->archived)
        return archived_refuse(c);
    *ret_id = db_get_int(c, 0, SQL("select id from calibration where who = $who "
        "and ended is null"), BINDS(bind_text("who", c->actor->email)));
    if (*ret_id != 0 || c->err != E_OK)
        return (int)c->err;
    random_bytes(&series, sizeof series);
    draw = db_get_int(c, (int64_t)series * rounds - 1, SQL("select draw from calibration "
        "where who = $who order by id desc limit 1"), BINDS(bind_text("who", c->actor->email))) + 1;
    return c->err != E_OK ? (int)c->err : insert(c, draw, ret_id);
}

/* A question that is asked no more is left out of an attempt that was begun with it. */
static void
read_questions(struct ctx *c, const char *ids, struct calibration *ret)
{
    size_t cap = 0;

    for (struct slice l = slice_of(ids), w; word_next(&l, &w); ) {
        const struct calibration_question *q = calibration_find(w);

        if (q != NULL)
            *arena_push(c->arena, ret->a, ret->n, cap) =
                (struct calibration_answer){ .q = q, .truth = q->truth };
    }
}

/* [{"q":"moon","low":1,"high":2,"truth":3,"hit":false}]: the truth as it was told then. */
static int
read_answers(struct ctx *c, const char *text, struct calibration *ret)
{
    static const struct calibration_question gone = { .id = "",
        .text = "A question that is asked no more", .unit = "" };
    const char *why;
    json_t *list = json_in(c->arena, slice_of(text), BUF_MAX, &why), *j;
    size_t i, cap = 0;

    if (list == NULL)
        return fail(c, E_DB, "The answers of an attempt cannot be read: %s.", why);
    json_array_foreach(list, i, j) {
        const struct calibration_question *q =
            calibration_find(slice_of(json_string_value(json_object_get(j, "q"))));

        *arena_push(c->arena, ret->a, ret->n, cap) = (struct calibration_answer){
            .q = q != NULL ? q : &gone, .hit = json_is_true(json_object_get(j, "hit")),
            .low = json_number_value(json_object_get(j, "low")),
            .high = json_number_value(json_object_get(j, "high")),
            .truth = json_number_value(json_object_get(j, "truth")) };
    }
    json_decref(list);
    return 0;
}

int
calibration_get(struct ctx *c, int64_t id, struct calibration *ret)
{
    const char *questions = NULL, *answers = NULL;
    struct stmt *s = db_query(c, SQL("select id, who, begun, ended, hits, questions, answers "
        "from calibration where id = $id and who = $who"), BINDS(bind_int("id", id),
        bind_text("who", c->actor->email)));

    *ret = (struct calibration){ 0 };
    if (db_step(c, s)) {
        *ret = (struct calibration){ .id = db_int(s, 0), .who = db_strdup(c, s, 1),
            .begun = db_int(s, 2), .ended = db_is_null(s, 3) ? 0 : db_int(s, 3),
            .hits = db_is_null(s, 4) ? 0 : db_int(s, 4) };
        questions = db_strdup(c, s, 5);
        answers = db_strdup(c, s, 6);
    }
    if (db_done(c, s) != 0)
        return (int)c->err;
    if (ret->id == 0)
        return fail(c, E_NOTFOUND, "There is no such attempt of yours.");
    if (answers != NULL)
        return read_answers(c, answers, ret);
    read_questions(c, questions, ret);
    return 0;
}

static void
write_answer(json_t *list, const struct calibration_answer *a)
{
    json_array_append_new(list, json_pack("{s:s, s:f, s:f, s:f, s:b}", "q", a->q->id, "low", a->low,
        "high", a->high, "truth", a->truth, "hit", a->hit));
}

int
calibration_end(struct ctx *c, struct calibration *a)
{
    json_t *list;
    char *text;

    if (a->ended != 0)
        return fail(c, E_STATE, "This attempt was answered before: begin another one.");
    if (c->archived)
        return archived_refuse(c);
    list = json_array();
    a->hits = 0;
    for (size_t i = 0; i < a->n; i++) {
        a->a[i].hit = a->a[i].low <= a->a[i].truth && a->a[i].truth <= a->a[i].high;
        a->hits += a->a[i].hit;
        write_answer(list, &a->a[i]);
    }
    text = json_canonical(c->arena, list);
    json_decref(list);
    a->ended = c->now;
    return db_exec(c, SQL("update calibration set ended = $now, hits = $hits, asked = $asked, "
        "answers = $answers where id = $id and who = $who and ended is null"),
        BINDS(bind_int("now", c->now), bind_int("hits", a->hits), bind_int("asked", (int64_t)a->n),
            bind_text("answers", text), bind_int("id", a->id), bind_text("who", c->actor->email)));
}

static int
read_list(struct ctx *c, struct stmt *s, struct calibration **ret, size_t *ret_n)
{
    size_t cap = 0;

    *ret = NULL;
    *ret_n = 0;
    while (db_step(c, s))
        *arena_push(c->arena, *ret, *ret_n, cap) = (struct calibration){ .id = db_int(s, 0),
            .who = db_strdup(c, s, 1), .ended = db_int(s, 2), .hits = db_int(s, 3),
            .n = (size_t)db_int(s, 4) };
    return db_done(c, s);
}

int
calibration_list(struct ctx *c, bool of_all, struct calibration **ret, size_t *ret_n)
{
    return read_list(c, of_all
        ? db_query(c, SQL("select id, who, ended, hits, asked from calibration c "
            "where ended is not null and id = (select max(d.id) from calibration d "
            "where d.who = c.who and d.ended is not null) order by who"), NO_BINDS)
        : db_query(c, SQL("select id, who, ended, hits, asked from calibration "
            "where ended is not null and who = $who order by id desc limit 50"),
            BINDS(bind_text("who", c->actor->email))), ret, ret_n);
}

int
calibration_newest(struct ctx *c, struct calibration *ret)
{
    struct calibration *list;
    size_t n;

    *ret = (struct calibration){ 0 };
    if (calibration_list(c, false, &list, &n) == 0 && n > 0)
        *ret = list[0];
    return (int)c->err;
}
