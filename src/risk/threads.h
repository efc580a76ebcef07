/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* threads.h - work that several threads share. */
#ifndef ISMENE_RISK_THREADS_H
#define ISMENE_RISK_THREADS_H

#include <stddef.h>

#define THREADS_MAX 64

/* How many for so many pieces of work: wanted, or one a core where it is 0. */
int threads_for(int wanted, size_t work);
/* Call it for all of 0..n-1, on so many threads. */
void in_threads(int wanted, size_t n, void (*one)(void *, size_t), void *arg);

#endif
