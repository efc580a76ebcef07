/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * part.h - reading the JSON value of a field, member by member: what is wrong is kept with the
 * path of its member ("controls.0.effect.max"), and reading goes on.
 */
#ifndef ISMENE_PART_H
#define ISMENE_PART_H

#include "base/json.h"
#include "rec/rec.h"

struct part_faults {
    struct field_error *p;
    size_t n, cap;
};

struct part_reader {
    struct arena *a;
    struct part_faults *faults;
};

/* Three numbers: as { "min": 1, "mode": 2, "max": 4 }. */
struct estimate_range {
    double p[3];                /* min, mode, max */
    bool open;                  /* estimate.h: p[0] and p[2] are quantiles, p[1] the median */
};
extern const char *const estimate_points[3];                    /* "min" "mode" "max" */

void part_wrong(struct part_reader *r, const char *member, const char *fmt, ...) PRINTF(3, 4);
const char *part_path(struct part_reader *r, const char *path, const char *name);
/* An object; members that are not known are told. */
bool part_members(struct part_reader *r, const json_t *j, const char *path, const char *known);
/* A list of at most so many. */
bool part_list(struct part_reader *r, const json_t *j, const char *path, int most);
/* True when it is a number from low to high. */
bool part_number(struct part_reader *r, const json_t *j, const char *member, double low,
    double high, double *ret);
void part_range(struct part_reader *r, const json_t *j, const char *path, double high,
    struct estimate_range *ret);

/* Is there a record of this type with this key, which the actor sees? */
bool part_is_there(struct ctx *c, const char *type, const char *key);
/* Tell the faults as errors of the field. */
int part_tell(struct ctx *c, const struct field *f, const struct part_faults *faults);

#endif
