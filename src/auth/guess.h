/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* guess.h - how often somebody guessed a password lately; kept in memory. */
#ifndef ISMENE_GUESS_H
#define ISMENE_GUESS_H

#include "base/base.h"

#define GUESS_WINDOW_S 900
#define GUESSES_PER_PAIR 8      /* one address from one peer */
#define GUESSES_PER_PEER 40     /* all addresses from one peer */
#define GUESSES_PER_EMAIL 60    /* one address from all peers */

bool guess_allowed(const char *email, const char *peer);
void guess_record(const char *email, const char *peer, bool right);     /* right: forget the pair */

#endif
