/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * place.h - where a test keeps its stores: a new directory, or, when
 * $ISMENE_TEST_DB names the socket directory of a PostgreSQL server, a new
 * database there.
 */
#ifndef ISMENE_TEST_PLACE_H
#define ISMENE_TEST_PLACE_H

#include <stdbool.h>

extern char place[200];         /* for --data or --db, and for the functions of db.h */
extern char place_dir[100];     /* a directory for other files of the test */
bool place_is_database(void);
const char *place_option(void); /* "--data" or "--db" */
int place_make(void);           /* 0, or -1 */
void place_remove(void);

#endif
