/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* calibration.h - the pages of the exercise (isms/calibration.h). */
#ifndef ISMENE_WEB_CALIBRATION_H
#define ISMENE_WEB_CALIBRATION_H

#include "isms/calibration.h"
#include "web/form.h"

struct calibration_page {
    const struct calibration *attempt;  /* asked or answered; NULL: what it is, and how it went */
    const char **low, **high;           /* as typed, one a question */
    const struct trouble *trouble;
    struct calibration *own, *all;      /* all: NULL unless the reader may see them */
    size_t nown, nall;
    int64_t open;                       /* begun and not answered, or 0 */
};
void page_calibration(struct call *k, struct buf *h, const struct calibration_page *p);
/* The number as people write it; a year is not grouped. */
const char *calibration_number(struct arena *a, const struct calibration_question *q, double v,
    bool unit);
extern const char *const calibration_short[];   /* by verdict: "widen them" */

int web_calibration(struct call *k);
int web_calibration_do(struct call *k);

#endif
