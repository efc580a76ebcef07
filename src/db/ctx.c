/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ctx.c - errors of a request, and the roles by their codes. */
#include "db/ctx.h"

const struct role_info role_infos[N_ROLES] = {
    [ROLE_TM]  = { "TM",  "Top management", "top management" },
    [ROLE_IM]  = { "IM",  "ISMS manager", "ISMS manager" },
    [ROLE_RO]  = { "RO",  "Risk owner", "risk owner" },
    [ROLE_CO]  = { "CO",  "Control owner", "control owner" },
    [ROLE_AO]  = { "AO",  "Asset owner", "asset owner" },
    [ROLE_PO]  = { "PO",  "Process owner", "process owner" },
    [ROLE_DO]  = { "DO",  "Document owner", "document owner" },
    [ROLE_IA]  = { "IA",  "Internal auditor", "internal auditor" },
    [ROLE_APM] = { "APM", "Audit programme manager", "audit programme manager" },
    [ROLE_HR]  = { "HR",  "People lead", "people lead" },
    [ROLE_DPO] = { "DPO", "Data protection officer", "data protection officer" },
    [ROLE_EM]  = { "EM",  "Employee", "employee" },
    [ROLE_EA]  = { "EA",  "External auditor", "external auditor" },
    [ROLE_SYS] = { "SYS", "System administrator", "system administrator" },
};

bool
role_parse(struct slice code, enum role *ret)
{
    for (int i = 0; i < N_ROLES; i++) {
        if (slice_eq(code, role_infos[i].code)) {
            *ret = (enum role)i;
            return true;
        }
    }
    return false;
}

int
fail(struct ctx *c, enum err e, const char *fmt, ...)
{
    va_list ap;

    if (c->err != E_OK)
        return (int)c->err;
    va_start(ap, fmt);
    c->err = e;
    c->message = arena_vprintf(c->arena, fmt, ap);
    va_end(ap);
    return (int)e;
}

#define MAX_FIELD_ERRORS 200

int
fail_field(struct ctx *c, const char *field, const char *fmt, ...)
{
    struct field_error *f;
    va_list ap;

    if (c->err == E_OK) {
        c->err = E_INVALID;
        c->message = "Some fields need another look.";
    }
    if (c->nfields >= MAX_FIELD_ERRORS)
        return E_INVALID;
    f = arena_push(c->arena, c->fields, c->nfields, c->fields_cap);
    va_start(ap, fmt);
    *f = (struct field_error){ arena_strdup(c->arena, field),
        arena_vprintf(c->arena, fmt, ap) };
    va_end(ap);
    return E_INVALID;
}

void
ctx_clear(struct ctx *c)
{
    c->err = E_OK;
    c->message = NULL;
    c->fields = NULL;
    c->nfields = c->fields_cap = 0;
}
