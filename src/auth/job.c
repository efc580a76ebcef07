/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* job.c - the queue of jobs: given to one server at a time, and again when that one died. */
#include "auth/job.h"

#include <inttypes.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)
#define FIRST_WAIT_S 10         /* 10 s, 40 s, 160 s, 640 s */
#define COLUMNS "id, kind, org, due, state, taken_by, lease, period, attempts, error"

int
job_add(struct ctx *c, const char *kind, const char *org, int64_t period, int64_t due)
{
    const char *once = NULL;

    if (period > 0)
        once = org == NULL ? kind : arena_printf(c->arena, "%s %s", kind, org);
    return db_exec(c, SQL("insert into job (kind, org, recurring, period, due, state) "
        "values ($kind, $org, $recurring, $period, $due, 'ready') "
        "on conflict (recurring) do update set period = $period"),
        BINDS(bind_text("kind", kind), bind_text("org", org), bind_text("recurring", once),
            bind_int("period", period), bind_int("due", due)));
}

int
job_add_each(struct ctx *c, const char *kind, int64_t period)
{
    static const char *const texts[] = {
        SQL("delete from job where kind = $kind and recurring is not null "
            "and not exists (select 1 from organisation o where o.org = job.org "
            "and o.state = 'active')"),
        SQL("update job set period = $period where kind = $kind and period <> $period"),
        SQL("insert into job (kind, org, recurring, period, due, state) "
            "select cast($kind as text), o.org, cast($kind as text) || ' ' || o.org, "
            "cast($period as bigint), cast($now as bigint) "
            "+ cast($step as bigint) * (row_number() over (order by o.org) - 1), 'ready' "
            "from organisation o where o.state = 'active' and not exists (select 1 from job j "
            "where j.recurring = cast($kind as text) || ' ' || o.org)"),
    };
    int64_t n = db_get_int(c, 0, SQL("select count(*) from organisation"), NO_BINDS);

    for (size_t i = 0; i < ARRAY_LEN(texts) && c->err == E_OK; i++)
        if (db_exec(c, texts[i], BINDS(bind_text("kind", kind), bind_int("period", period),
                bind_int("now", c->now), bind_int("step", period * SECOND / (n > 0 ? n : 1)))) != 0)
            break;
    return (int)c->err;
}

static void
read_row(struct ctx *c, struct stmt *s, struct job *j)
{
    *j = (struct job){ .id = db_int(s, 0), .kind = db_strdup(c, s, 1), .org = db_strdup(c, s, 2),
        .due = db_int(s, 3), .state = db_strdup(c, s, 4), .taken_by = db_strdup(c, s, 5),
        .lease = db_int(s, 6), .period = db_int(s, 7), .attempts = (int)db_int(s, 8),
        .error = db_strdup(c, s, 9) };
}

static void
add_kinds(struct sql *q, const struct job_taker *t)
{
    sql_add(q, SQL(" and kind in ("));
    for (size_t i = 0; i < t->nkinds; i++) {
        sql_add(q, i == 0 ? SQL("") : SQL(", "));
        sql_bind_text(q, t->kinds[i], strlen(t->kinds[i]));
    }
    sql_add(q, SQL(")"));
}

/* A job that ends its server each time would go on doing so. */
static int
give_up(struct ctx *c)
{
    return db_exec(c, SQL("update job set state = 'failed', done_at = $now, "
        "due = $now + period * 1000000, error = 'The server that ran it was gone before it was "
        "done, each time.' where state = 'taken' and lease <= $now and attempts >= $most"),
        BINDS(bind_int("now", c->now), bind_int("most", JOB_ATTEMPTS)));
}

/*
 * Write transactions of a store take turns, on PostgreSQL by the row of the store's clock:
 * two takers never look at the same moment.  The row is locked all the same, and a locked
 * one is passed by: what a job is given to must not hang on how writers take turns.
 */
static int
find(struct ctx *c, const struct job_taker *t, struct job *ret, bool *ret_found)
{
    struct stmt *s;
    struct sql q;

    sql_init(&q, c);
    sql_add(&q, SQL("select " COLUMNS " from job where ((state = 'ready' and due <= "));
    sql_bind_int(&q, c->now);
    sql_add(&q, SQL(") or (state = 'failed' and recurring is not null and due <= "));
    sql_bind_int(&q, c->now);
    sql_add(&q, SQL(") or (state = 'taken' and lease <= "));
    sql_bind_int(&q, c->now);
    sql_add(&q, SQL("))"));
    add_kinds(&q, t);
    sql_add(&q, SQL(" order by due, id limit 1"));
    sql_add(&q, db_skip_locked(c));
    s = sql_query(&q);
    *ret_found = db_step(c, s);
    if (*ret_found)
        read_row(c, s, ret);
    db_done(c, s);
    sql_free(&q);
    return (int)c->err;
}

static char *
new_mark(struct ctx *c)
{
    char host[65] = "", some[17];

    gethostname(host, sizeof host - 1);
    random_hex(some, 8);
    return arena_printf(c->arena, "%s:%d:%s", host, (int)getpid(), some);
}

int
job_take(struct ctx *c, const struct job_taker *t, struct job *ret, bool *ret_found)
{
    *ret_found = false;
    if (give_up(c) != 0 || find(c, t, ret, ret_found) != 0 || !*ret_found)
        return (int)c->err;
    ret->taken_by = new_mark(c);
    ret->lease = c->now + t->lease;
    ret->attempts = strcmp(ret->state, "failed") == 0 ? 1 : ret->attempts + 1;
    ret->state = "taken";
    return db_exec(c, SQL("update job set state = 'taken', taken_by = $by, lease = $lease, "
        "attempts = $attempts where id = $id"), BINDS(bind_text("by", ret->taken_by),
        bind_int("lease", ret->lease), bind_int("attempts", ret->attempts),
        bind_int("id", ret->id)));
}

int64_t
job_next(struct ctx *c, const struct job_taker *t)
{
    int64_t at = INT64_MAX;
    struct stmt *s;
    struct sql q;

    sql_init(&q, c);
    sql_add(&q, SQL("select min(case when state = 'taken' then lease else due end) from job "
        "where (state = 'ready' or state = 'taken' "
        "or (state = 'failed' and recurring is not null))"));
    add_kinds(&q, t);
    s = sql_query(&q);
    if (db_step(c, s) && !db_is_null(s, 0))
        at = db_int(s, 0);
    db_done(c, s);
    sql_free(&q);
    return at;
}

/* The last statement changed the caller's job, or it is somebody else's by now. */
static int
still_held(struct ctx *c, const struct job *j)
{
    if (c->err == E_OK && db_changes(c) != 1)
        return fail(c, E_CONFLICT, "The job %s is not this server's any more: it took longer than "
            "its lease.", j->kind);
    return (int)c->err;
}

int
job_extend(struct ctx *c, struct job *j, int64_t lease)
{
    if (db_exec(c, SQL("update job set lease = $lease where id = $id and state = 'taken' "
            "and taken_by = $by"), BINDS(bind_int("lease", c->now + lease),
            bind_int("id", j->id), bind_text("by", j->taken_by))) != 0
        || still_held(c, j) != 0)
        return (int)c->err;
    j->lease = c->now + lease;
    return 0;
}

int
job_finish(struct ctx *c, const struct job *j)
{
    if (db_exec(c, SQL("update job set state = case when recurring is null then 'done' "
            "else 'ready' end, attempts = case when recurring is null then attempts else 0 end, "
            "due = case when recurring is null then due else $now + period * 1000000 end, "
            "error = null, done_at = $now "
            "where id = $id and state = 'taken' and taken_by = $by"),
            BINDS(bind_int("now", c->now), bind_int("id", j->id),
                bind_text("by", j->taken_by))) != 0)
        return (int)c->err;
    return still_held(c, j);
}

int
job_fail(struct ctx *c, const struct job *j, const char *why)
{
    int64_t wait = FIRST_WAIT_S * SECOND;
    bool over = j->attempts >= JOB_ATTEMPTS;

    for (int i = 1; i < j->attempts; i++)
        wait *= 4;
    if (over)
        wait = j->period * SECOND;
    if (db_exec(c, SQL("update job set state = $state, due = $due, error = $error, "
            "done_at = $now where id = $id and state = 'taken' and taken_by = $by"),
            BINDS(bind_text("state", over ? "failed" : "ready"), bind_int("due", c->now + wait),
                bind_text("error", why), bind_int("now", c->now), bind_int("id", j->id),
                bind_text("by", j->taken_by))) != 0)
        return (int)c->err;
    return still_held(c, j);
}

int
job_list(struct ctx *c, bool failed, struct job **ret, size_t *ret_n)
{
    struct stmt *s = db_query(c, SQL("select " COLUMNS " from job "
        "where $failed = 0 or state = 'failed' order by due, id"),
        BINDS(bind_int("failed", failed)));
    size_t n = 0, cap = 0;

    *ret = NULL;
    while (db_step(c, s))
        read_row(c, s, arena_push(c->arena, *ret, n, cap));
    *ret_n = n;
    return db_done(c, s);
}

int
job_sweep(struct ctx *c)
{
    return db_exec(c, SQL("delete from job where recurring is null "
        "and (state = 'done' or state = 'failed') and done_at < $before"),
        BINDS(bind_int("before", c->now - JOB_KEPT_DAYS * 86400 * SECOND)));
}
