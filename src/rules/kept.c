/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kept.c - the last judgement, kept in the store beside the colours of the day:
 * who opens an organisation that nobody changed since need not run all rules.
 * It holds for one state of the history, one day and the rules of one program;
 * "ismene check" never reads it.
 */
#include <pthread.h>

#include "rules/engine.h"
#include "rules/param.h"

#define KEPT_MAX ((size_t)1 << 20)      /* what is larger is judged anew */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char program[2 * SHA256_LEN + 1];        /* of all that decides what the rules find */

static void
describe(void)
{
    struct arena *a = arena_new();
    unsigned char hash[SHA256_LEN];
    const struct rule *r;
    struct buf b;

    buf_init(&b, BUF_MAX);
    for (size_t i = 0; (r = rules_at(i)) != NULL; i++)
        buf_printf(&b, "%s\n%s\n%d %c %d\n%s\n%s\n", r->id, r->clause, (int)r->severity,
            (char)r->basis, r->composite, r->query != NULL ? r->query
            : r->derive != NULL ? r->derive(a) : "", r->population != NULL ? r->population : "");
    for (size_t i = 0; i < n_rule_params; i++)
        buf_printf(&b, "%s %lld\n", rule_params[i].name, (long long)rule_params[i].value);
    sha256(b.p, b.n, hash);
    hex_encode(hash, sizeof hash, program);
    buf_free(&b);
    arena_free(a);
}

static void
write_rule(struct json_out *j, const struct rule_result *r)
{
    json_arr(j);
    json_text(j, r->rule->id);
    json_num(j, (int64_t)r->colour);
    for (size_t i = 0; i < r->n; i++) {
        const struct offender *o = &r->offenders[i];

        json_text(j, o->key);
        json_num(j, (int64_t)o->colour);
        json_text(j, o->detail);
        if (o->has_due)
            json_num(j, o->due);
        else
            json_none(j);
        json_flag(j, o->waived);
    }
    json_end_arr(j);
}

int
rules_keep(struct ctx *c, const struct judgement *j)
{
    struct json_out out;
    struct buf b;
    int e;

    pthread_once(&once, describe);
    buf_init(&b, KEPT_MAX);
    out = (struct json_out){ &b, false };
    json_arr(&out);
    for (size_t i = 0; i < j->nrules; i++)
        write_rule(&out, &j->rules[i]);
    json_end_arr(&out);
    e = db_exec(c, SQL("delete from judgement"), NO_BINDS);
    if (e == 0 && !b.over)
        e = db_exec(c, SQL("insert into judgement (seq, day, program, result) values ($seq, $day, "
            "$program, $result)"), BINDS(bind_int("seq", j->seq), bind_int("day", j->today),
            bind_text("program", program), bind_slice("result", (struct slice){ b.p, b.n })));
    buf_free(&b);
    return e;
}

#define OFFENDER_CELLS 5

static bool
read_rule(struct ctx *c, const json_t *row, struct rule_result *r)
{
    const char *id = json_string_value(json_array_get(row, 0));
    int64_t colour = json_integer_value(json_array_get(row, 1));

    if (id == NULL || strcmp(id, r->rule->id) != 0 || colour < GREY || colour > RED
        || (json_array_size(row) - 2) % OFFENDER_CELLS != 0)
        return false;
    r->colour = (enum colour)colour;
    r->n = r->cap = (json_array_size(row) - 2) / OFFENDER_CELLS;
    r->offenders = arena_alloc(c->arena, (r->n + 1) * sizeof *r->offenders);
    for (size_t i = 0; i < r->n; i++) {
        size_t at = 2 + i * OFFENDER_CELLS;
        const json_t *due = json_array_get(row, at + 3);

        r->offenders[i] = (struct offender){
            .key = arena_strdup(c->arena, json_string_value(json_array_get(row, at))),
            .colour = (enum colour)json_integer_value(json_array_get(row, at + 1)),
            .detail = arena_strdup(c->arena, json_string_value(json_array_get(row, at + 2))),
            .has_due = json_is_integer(due), .due = json_integer_value(due),
            .waived = json_is_true(json_array_get(row, at + 4)) };
        r->nwaived += r->offenders[i].waived;
    }
    return true;
}

static struct judgement *
read_result(struct ctx *c, struct slice text)
{
    struct judgement *j = arena_new_of(c->arena, struct judgement);
    const char *why;
    json_t *tree = json_in(c->arena, text, KEPT_MAX, &why);
    bool ok = json_array_size(tree) == rules_count();

    j->nrules = rules_count();
    j->rules = arena_alloc(c->arena, j->nrules * sizeof *j->rules);
    for (size_t i = 0; ok && i < j->nrules; i++) {
        j->rules[i].rule = rules_at(i);
        ok = read_rule(c, json_array_get(tree, i), &j->rules[i]);
    }
    json_decref(tree);
    return ok ? j : NULL;
}

struct judgement *
rules_kept(struct ctx *c)
{
    int64_t seq = event_last(c);
    struct judgement *j = NULL;
    struct stmt *s;

    pthread_once(&once, describe);
    s = db_query(c, SQL("select result from judgement where seq = $seq and day = $today and "
        "program = $program"), BINDS(bind_int("seq", seq), bind_int("today", c->today),
        bind_text("program", program)));
    if (db_step(c, s))
        j = read_result(c, db_text(s, 0));
    if (db_done(c, s) != 0 || j == NULL)
        return NULL;
    j->seq = seq;
    j->today = c->today;
    rules_add_up(c, j);
    return j;
}
