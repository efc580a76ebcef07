/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pg_stmt.c - prepared statements of PostgreSQL: named parameters, kinds, rows. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "db/pg.h"

#define MOST_PARAMS 64

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25 };

struct pg_stmt {
    struct stmt base;
    char name[24];              /* "" while not prepared */
    size_t n;                   /* parameters */
    const char *params[MOST_PARAMS];    /* their names in text, not NUL-terminated */
    uint8_t lens[MOST_PARAMS];
    enum bind_kind kinds[MOST_PARAMS];  /* BIND_NULL: not known yet */
    char *text;                 /* with $1, $2, … */
    char *source;               /* the text that params point into */
    PGresult *rows;
    int row;
    unsigned char **bytes;      /* decoded values of the present row, by column */
};

static struct pg_conn *
conn_of(struct ctx *c)
{
    return (struct pg_conn *)c->db;
}

/* The number of the parameter, taken up when it is new. */
static size_t
number(struct pg_stmt *s, const char *p, size_t len)
{
    size_t i = 0;

    while (i < s->n && (s->lens[i] != len || memcmp(s->params[i], p, len) != 0))
        i++;
    if (i >= MOST_PARAMS || len > UINT8_MAX)
        abort();
    if (i == s->n) {
        s->params[i] = p;
        s->lens[i] = (uint8_t)len;
        s->n++;
    }
    return i + 1;
}

/* $name becomes $1 and so on; what stands in quotes is left alone. */
static void
number_all(struct pg_stmt *s)
{
    const char *p = s->source;
    struct buf b;

    buf_init(&b, BUF_MAX);
    while (*p) {
        size_t n = 1;

        if (*p == '\'' || *p == '"') {
            while (p[n] && p[n] != *p)
                n++;
            n += p[n] != '\0';
        } else if (*p == '$' && isalpha((unsigned char)p[1])) {
            while (isalnum((unsigned char)p[n]) || p[n] == '_')
                n++;
            buf_printf(&b, "$%zu", number(s, p + 1, n - 1));
            p += n;
            continue;
        }
        buf_add(&b, p, n);
        p += n;
    }
    buf_add(&b, "", 1);
    s->text = strdup(b.p);
    buf_free(&b);
}

static const struct bind *
find(const struct pg_stmt *s, size_t i, const struct bind *b, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (strncmp(b[k].name, s->params[i], s->lens[i]) == 0 && b[k].name[s->lens[i]] == '\0')
            return &b[k];
    return NULL;
}

static enum bind_kind
kind_of(const struct pg_stmt *s, size_t i, const struct bind *b, size_t n)
{
    const struct bind *one = find(s, i, b, n);

    return one != NULL ? one->kind : BIND_NULL;
}

/* A statement's parameters have types: those of the values it was first used with. */
static bool
fits(const struct pg_stmt *s, const struct bind *b, size_t n)
{
    for (size_t i = 0; i < s->n; i++) {
        enum bind_kind kind = kind_of(s, i, b, n);

        if (kind != BIND_NULL && kind != s->kinds[i])
            return false;
    }
    return true;
}

static struct pg_stmt *
statement_new(struct pg_conn *conn, const char *sql, uint64_t hash, const struct bind *b, size_t n)
{
    struct pg_stmt *s = calloc(1, sizeof *s);

    if (s == NULL || (s->source = strdup(sql)) == NULL)
        abort();
    s->base = (struct stmt){ .engine = &engine_postgres, .db = &conn->base, .hash = hash };
    number_all(s);
    for (size_t i = 0; i < s->n; i++)
        s->kinds[i] = kind_of(s, i, b, n);
    return s;
}

void
pg_forget(struct stmt *stmt)
{
    struct pg_stmt *s = (struct pg_stmt *)stmt;
    struct pg_conn *conn = (struct pg_conn *)stmt->db;

    if (s->name[0] != '\0' && pg_alive(conn) && (conn->reading
            || (PQtransactionStatus(conn->h) != PQTRANS_INERROR
                && PQtransactionStatus(conn->h) != PQTRANS_ACTIVE))) {
        char sql[64];

        snprintf(sql, sizeof sql, "deallocate %s", s->name);
        if (PQsendQueryParams(conn->h, sql, 0, NULL, NULL, NULL, NULL, 0) && pg_sent(conn))
            for (PGresult *r; (r = pg_result(conn, PG_SECONDS)) != NULL; )
                PQclear(r);
    }
    PQclear(s->rows);
    free(s->source);
    free(s->text);
    free(s);
}

/* What the server took for the parameters that were NULL. */
static bool
describe(struct ctx *c, struct pg_conn *conn, struct pg_stmt *s)
{
    bool open = false;
    PGresult *r;

    for (size_t i = 0; i < s->n; i++)
        open = open || s->kinds[i] == BIND_NULL;
    if (!open)
        return true;
    if (!PQsendDescribePrepared(conn->h, s->name) || !pg_sent(conn)) {
        pg_gone(c);
        return false;
    }
    while ((r = pg_result(conn, PG_SECONDS)) != NULL) {
        for (size_t i = 0; i < s->n && PQresultStatus(r) == PGRES_COMMAND_OK; i++) {
            Oid type = PQparamtype(r, (int)i);

            if (s->kinds[i] == BIND_NULL)
                s->kinds[i] = type == OID_INT8 ? BIND_INT : type == OID_TEXT ? BIND_TEXT
                    : type == OID_BYTEA ? BIND_BLOB : BIND_NULL;
        }
        PQclear(r);
    }
    return true;
}

static bool
prepare(struct ctx *c, struct pg_conn *conn, struct pg_stmt *s)
{
    Oid types[MOST_PARAMS];

    for (size_t i = 0; i < s->n; i++)
        types[i] = s->kinds[i] == BIND_INT ? OID_INT8 : s->kinds[i] == BIND_TEXT ? OID_TEXT
            : s->kinds[i] == BIND_BLOB ? OID_BYTEA : 0;
    snprintf(s->name, sizeof s->name, "s%" PRIu64, ++conn->names);
    if (!pg_alive(conn) || !PQsendPrepare(conn->h, s->name, s->text, (int)s->n, types)
        || !pg_sent(conn)) {
        pg_gone(c);
        return false;
    }
    if (!pg_finish(c, conn, PG_SECONDS)) {
        s->name[0] = '\0';
        return false;
    }
    return describe(c, conn, s);
}

static void
encode(const struct bind *b, unsigned char number_be[static 8], const char **value, int *len)
{
    *value = NULL;
    *len = 0;
    if (b == NULL || b->kind == BIND_NULL)
        return;
    if (b->kind == BIND_INT) {
        for (int k = 0; k < 8; k++)
            number_be[k] = (unsigned char)((uint64_t)b->i >> (56 - 8 * k));
        *value = (const char *)number_be;
        *len = 8;
        return;
    }
    *value = b->p != NULL ? b->p : "";
    *len = (int)b->n;
}

static bool
send(struct pg_conn *conn, struct pg_stmt *s, const struct bind *b, size_t n)
{
    unsigned char numbers[MOST_PARAMS][8];
    const char *values[MOST_PARAMS];
    int lens[MOST_PARAMS], formats[MOST_PARAMS];

    for (size_t i = 0; i < s->n; i++) {
        encode(find(s, i, b, n), numbers[i], &values[i], &lens[i]);
        formats[i] = 1;
    }
    return pg_alive(conn)
        && PQsendQueryPrepared(conn->h, s->name, (int)s->n, values, lens, formats, 0)
        && (conn->base.last ? pg_end_snapshot(conn) : pg_sent(conn));
}

static bool
run(struct ctx *c, struct pg_conn *conn, struct pg_stmt *s)
{
    PGresult *r;

    while ((r = pg_result(conn, PG_SECONDS * (conn->class == PG_JOB ? 10 : 1))) != NULL) {
        ExecStatusType status = PQresultStatus(r);

        if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
            PQclear(s->rows);
            s->rows = r;
            continue;
        }
        pg_fail(c, conn, r);
        PQclear(r);
    }
    if (s->rows == NULL || !pg_alive(conn))
        pg_gone(c);
    if (c->err != E_OK)
        return false;
    conn->changes = strtoll(PQcmdTuples(s->rows), NULL, 10);
    s->row = -1;
    return true;
}

struct stmt *
pg_query(struct ctx *c, const char *sql, const struct bind *b, size_t n)
{
    struct pg_conn *conn = conn_of(c);
    uint64_t hash = cache_hash(sql);
    struct stmt *found = NULL;
    struct pg_stmt *s;

    do
        found = cache_find(&conn->base, sql, hash, found);
    while (found != NULL && !fits((struct pg_stmt *)found, b, n));
    s = (struct pg_stmt *)found;
    if (s == NULL) {
        if (conn->believing && !pg_settle(c, conn))
            return NULL;
        s = statement_new(conn, sql, hash, b, n);
        if (!prepare(c, conn, s)) {
            pg_forget(&s->base);
            return NULL;
        }
        cache_keep(&conn->base, &s->base, sql);
    }
    s->base.used = ++conn->base.uses;
    s->base.busy = true;
    if (!send(conn, s, b, n))
        pg_gone(c);
    else if ((!conn->believing || pg_compare(c, conn)) && run(c, conn, s))
        return &s->base;
    pg_done(&s->base);
    return NULL;
}

bool
pg_step(struct ctx *c, struct stmt *stmt)
{
    struct pg_stmt *s = (struct pg_stmt *)stmt;

    (void)c;
    if (s->rows == NULL || s->row + 1 >= PQntuples(s->rows))
        return false;
    s->row++;
    return true;
}

static void
forget_bytes(struct pg_stmt *s)
{
    for (int i = 0; s->bytes != NULL && i < PQnfields(s->rows); i++)
        PQfreemem(s->bytes[i]);
    free(s->bytes);
    s->bytes = NULL;
}

void
pg_done(struct stmt *stmt)
{
    struct pg_stmt *s = (struct pg_stmt *)stmt;

    forget_bytes(s);
    PQclear(s->rows);
    s->rows = NULL;
    stmt->busy = false;
    if (stmt->text == NULL)
        pg_forget(stmt);
}

bool
pg_is_null(struct stmt *stmt, int col)
{
    struct pg_stmt *s = (struct pg_stmt *)stmt;

    return PQgetisnull(s->rows, s->row, col);
}

/* Comparisons are 0 and 1 as in SQLite; a number with decimals loses them. */
int64_t
pg_int(struct stmt *stmt, int col)
{
    struct pg_stmt *s = (struct pg_stmt *)stmt;
    const char *p = PQgetvalue(s->rows, s->row, col);

    if (PQftype(s->rows, col) == OID_BOOL)
        return *p == 't';
    return strtoll(p, NULL, 10);
}

struct slice
pg_text(struct stmt *stmt, int col)
{
    struct pg_stmt *s = (struct pg_stmt *)stmt;
    size_t n = (size_t)PQgetlength(s->rows, s->row, col);

    if (n == 0 && PQgetisnull(s->rows, s->row, col))
        return (struct slice){ 0 };
    return (struct slice){ PQgetvalue(s->rows, s->row, col), n };
}

struct slice
pg_blob(struct stmt *stmt, int col)
{
    struct pg_stmt *s = (struct pg_stmt *)stmt;
    size_t n = 0;

    if (PQgetisnull(s->rows, s->row, col))
        return (struct slice){ 0 };
    if (PQftype(s->rows, col) != OID_BYTEA)
        return pg_text(stmt, col);
    if (s->bytes == NULL)
        s->bytes = calloc((size_t)PQnfields(s->rows), sizeof *s->bytes);
    if (s->bytes == NULL)
        abort();
    PQfreemem(s->bytes[col]);
    s->bytes[col] = PQunescapeBytea((unsigned char *)PQgetvalue(s->rows, s->row, col), &n);
    if (s->bytes[col] == NULL)
        abort();
    return (struct slice){ (char *)s->bytes[col], n };
}
