/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* choices.h - lists of values that several record types share. */
#ifndef ISMENE_CHOICES_H
#define ISMENE_CHOICES_H

#include "rec/rec.h"

extern const struct choice choices_side[2];
extern const struct choice choices_effect[3];
extern const struct choice choices_classification[4];
extern const struct choice choices_level[4];
extern const struct choice choices_cia[3];
extern const struct choice choices_implementation[4];
extern const struct choice choices_frequency[4];

#endif
