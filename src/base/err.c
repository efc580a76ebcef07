/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* err.c - the ten-odd errors with their HTTP status, exit code and name. */
#include "base/base.h"

static const struct { int http, exit; const char *name; } table[] = {
    [E_OK]           = { 200, 0, "ok" },
    [E_INVALID]      = { 422, 2, "invalid" },
    [E_NOTFOUND]     = { 404, 3, "not-found" },
    [E_CONFLICT]     = { 409, 4, "conflict" },
    [E_DENIED]       = { 403, 5, "denied" },
    [E_STATE]        = { 409, 6, "state" },
    [E_LIMIT]        = { 413, 7, "limit" },
    [E_BUSY]         = { 503, 8, "busy" },
    [E_IO]           = { 500, 9, "io" },
    [E_DB]           = { 500, 10, "store" },
    [E_BUG]          = { 500, 70, "bug" },
    [E_AUTH]         = { 401, 5, "unauthenticated" },
    [E_PRECONDITION] = { 428, 4, "precondition-required" },
    [E_STALE]        = { 412, 4, "stale" },
    [E_TOOMANY]      = { 429, 8, "too-many" },
    [E_QUOTA]        = { 409, 7, "quota" },
    [E_UNKNOWN]      = { 503, 11, "outcome-unknown" },
};

int
err_http(enum err e)
{
    return (size_t)e < ARRAY_LEN(table) ? table[e].http : 500;
}

int
err_exit(enum err e)
{
    return (size_t)e < ARRAY_LEN(table) ? table[e].exit : 70;
}

const char *
err_name(enum err e)
{
    return (size_t)e < ARRAY_LEN(table) ? table[e].name : "bug";
}
