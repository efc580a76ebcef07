/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/web.h"
static const struct route routes[] = { { M_GET, "/healthz", "public", "x", 0, 0 } };
static void e(struct call *k) { buf_puts(k->out, k->c.message ? k->c.message : "error"); }
const struct site web_site = { "ui", routes, 1, e };
