/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * guess.h - how often somebody guessed a password lately.  The counters stand in
 * the control store: however many servers there are and however often they are
 * started again, an account has the same few guesses.
 */
#ifndef ISMENE_GUESS_H
#define ISMENE_GUESS_H

#include "db/db.h"

#define GUESS_WINDOW_S 900
#define GUESSES_PER_PAIR 8      /* one address from one peer */
#define GUESSES_PER_PEER 40     /* all addresses from one peer */
#define GUESSES_PER_EMAIL 60    /* one address from all peers */

/* Inside transactions of the control store; guess_wrong and guess_right write. */
int guess_check(struct ctx *c, const char *email, const char *peer) MUST_USE;   /* E_TOOMANY */
int guess_wrong(struct ctx *c, const char *email, const char *peer) MUST_USE;   /* E_TOOMANY too */
bool guess_is_counted(struct ctx *c, const char *email, const char *peer);
int guess_right(struct ctx *c, const char *email, const char *peer) MUST_USE;   /* forget the pair */
int guess_sweep(struct ctx *c) MUST_USE;        /* remove old ones */

#endif
