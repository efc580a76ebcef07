/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* quota.c - what an organisation may not do any more: grow past its limits, change in the archive. */
#include "rec/store.h"

bool
store_is_archived(struct ctx *c)
{
    return db_get_int(c, 0, SQL("select 1 from setting where name = 'archived'"), NO_BINDS) != 0;
}

int
archived_refuse(struct ctx *c)
{
    return fail(c, E_STATE, "This organisation is archived: it can be read, and nothing in it can "
        "be changed. An administrator of the installation can bring it back.");
}

/* The event first or last, so that it is written while writing is possible. */
int
store_set_archived(struct ctx *c, bool archived, const char *reason)
{
    if (store_is_archived(c) == archived)
        return fail(c, E_STATE, archived ? "It is archived already." : "It is not archived.");
    if (reason_check(c, "reason", reason) != 0)
        return (int)c->err;
    if (archived)
        return event_write(c, "archive", NULL, "{}", reason) != 0 ? (int)c->err
            : db_exec(c, SQL("insert into setting (name, value) values ('archived', 'yes')"),
                NO_BINDS);
    return db_exec(c, SQL("delete from setting where name = 'archived'"), NO_BINDS) != 0
        ? (int)c->err : event_write(c, "restore", NULL, "{}", reason);
}

static const char *
bytes_words(struct ctx *c, int64_t n)
{
    return n >= 1 << 20 ? arena_printf(c->arena, "%lld MB", (long long)(n >> 20))
        : arena_printf(c->arena, "%lld KB", (long long)((n + 1023) >> 10));
}

int
quota_check(struct ctx *c, int64_t records, size_t bytes)
{
    const struct quota *q = c->quota;

    if (q == NULL)
        return 0;
    if (q->records > 0 && records > 0 && records + db_get_int(c, 0,
            SQL("select count(*) from record"), NO_BINDS) > q->records)
        return fail(c, E_QUOTA, "This organisation may have %lld records, and they are used. "
            "Delete what is not needed, or ask the administrator of the installation for more.",
            (long long)q->records);
    if (q->bytes > 0 && q->size + (int64_t)bytes > q->bytes)
        return fail(c, E_QUOTA, "This organisation may use %s, and with this it would use %s. "
            "Ask the administrator of the installation for more.", bytes_words(c, q->bytes),
            bytes_words(c, q->size + (int64_t)bytes));
    return (int)c->err;
}
