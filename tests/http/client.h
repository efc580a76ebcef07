/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * client.h - what the HTTP tests share: the demo organisation in a place of its
 * own (place.h), the server forked over it on a free port, and a client by libcurl.
 */
#ifndef ISMENE_TEST_CLIENT_H
#define ISMENE_TEST_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/json.h"

#include "../place.h"

#define PASSWORD "ismene-demo-2026"

/* Group fixtures: make the demo organisation and serve it; stop and remove. */
int server_up(void **state);
int server_down(void **state);
int data_up(void);              /* an empty place, and no server yet */

/* servers.c: the program as a process. */
void server_stop(void);         /* and start again over the same data */
void server_start(void);
void servers_end(void);         /* stop, and remove what is nginx's */
int server_count(void);         /* that nginx stands before; 1: no nginx */
/* Are we behind nginx?  why_not, unless NULL, is printed then: why something is left out. */
bool behind_nginx(const char *why_not);
bool served_by_role(void);      /* by one that owns nothing: $ISMENE_TEST_ROLE */
/* Run a command of the program; returns its exit code. args ends with NULL. */
int command(const char *const *args);
int command_to(const char *path, const char *const *args);      /* standard output into a file */

extern char server_log[120];      /* what the servers write to their standard error */
extern int server_port, server_tls_port;        /* tls: behind nginx alone */
extern int server_ports[];      /* of each, past nginx */
extern struct arena *mem;       /* of the group; reset by nobody */

/* Who asks. NULL stands for nobody: no cookie and no token. */
struct session {
    char cookie[160];           /* "ismene=…" */
    char csrf[80];
};

/* By first name: ines maeve niamh rafael clara orla, or a whole address. */
struct session *sign_in_as(const char *who);

struct reply {
    long status;
    const char *headers;
    struct slice body;          /* NUL-terminated */
    json_t *json;               /* NULL: not JSON; freed with the group */
    double seconds;
};

/*
 * Ask. A path without a leading slash stands below /o/demo/api/v1/. In body,
 * ' stands for "; headers are lines ("If-Match: *\nAccept: x") or NULL.
 */
struct reply ask(const struct session *s, const char *method, const char *path, const char *body);
struct reply ask_with(const struct session *s, const char *method, const char *path,
    const char *body, const char *headers);
/* A body as it is: nothing is replaced and no Content-Type set. */
struct reply ask_raw(const struct session *s, const char *method, const char *path,
    struct slice body, const char *headers);
/* How the next ones come: over TLS; from another address (NULL: from here).  Without nginx
 * the headers that it would set say so; behind it they come so. */
extern bool via_tls;
extern int via_server;          /* 1, 2, …: ask that one, past nginx; 0: as everybody does */
extern const char *via_peer;
const char *header_of(const struct reply *r, const char *name);         /* NULL: absent */
const char *text_of(const json_t *object, const char *name);            /* "" when absent */
int64_t number_of(const json_t *object, const char *name);              /* -1 when absent */
/* The message of problem+json about that field, or NULL. */
const char *error_of(const struct reply *r, const char *field);
/* If-Match of the record as it is now, as a header line. */
const char *match_of(const struct session *s, const char *path);

char *format(const char *fmt, ...) PRINTF(1, 2);        /* in mem */

/* Bytes over a plain socket, and what comes back until the other side closes. */
const char *talk(const char *text, size_t n);

void want_status(struct reply r, long status, const char *file, int line);
void want_error(struct reply r, const char *field, const char *file, int line);
#define WANT(r, status) want_status((r), (status), __FILE__, __LINE__)
/* The body says these words. */
void want_words(struct reply r, const char *words, const char *file, int line);
#define HAS(r, words) want_words((r), (words), __FILE__, __LINE__)
#define WANT_ERROR(r, field) want_error((r), (field), __FILE__, __LINE__)

#endif
