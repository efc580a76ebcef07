/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * calibration.h - the exercise that teaches to be 90 % sure: twenty questions with known
 * answers, each answered by a range, and how many of the ranges held the truth.
 *
 * An attempt is kept in the store (table calibration) from the moment it is begun, with its
 * questions: what is judged is what was asked, and each attempt is judged once.  It belongs
 * to an account's address.  It is no record: it is in no history, no export and no
 * template; a copy of the whole store has it.
 *
 * The exercise: Alpert and Raiffa, "A progress report on the training of probability
 * assessors", in Kahneman, Slovic and Tversky (eds.), Judgment under Uncertainty, 1982.
 */
#ifndef ISMENE_CALIBRATION_H
#define ISMENE_CALIBRATION_H

#include "db/db.h"

#define CALIBRATION_ASKED 20

struct calibration_question {
    const char *id;             /* never reused */
    const char *text;
    const char *unit;           /* "year": digits are not grouped */
    double truth;
};
extern const struct calibration_question calibration_pool[];
extern const size_t n_calibration_pool;
/* NULL: there is none, perhaps any more. */
const struct calibration_question *calibration_find(struct slice id);

/* The questions of a draw: draws 0, 1, … of one series (n_calibration_pool / CALIBRATION_ASKED
 * of them) ask different ones; another series begins in another order. */
void calibration_draw(int64_t draw, const struct calibration_question *ret[CALIBRATION_ASKED]);

struct calibration_answer {
    const struct calibration_question *q;
    double low, high, truth;
    bool hit;
};

struct calibration {
    int64_t id, begun, ended;   /* ended 0: not answered yet */
    const char *who;            /* address */
    int64_t hits;
    struct calibration_answer *a;       /* asked, and once it has ended answered */
    size_t n;
};

/* Begin one, or take up the one that was begun. */
int calibration_begin(struct ctx *c, int64_t *ret_id) MUST_USE;
/* One's own; E_NOTFOUND otherwise. */
int calibration_get(struct ctx *c, int64_t id, struct calibration *ret) MUST_USE;
/* low and high of a->a are filled in: judge it and keep it.  E_STATE: it was judged before. */
int calibration_end(struct ctx *c, struct calibration *a) MUST_USE;
/* Those that ended, newest first, without their answers: one's own, or of each member the
 * newest, by address. */
int calibration_list(struct ctx *c, bool of_all, struct calibration **ret, size_t *ret_n) MUST_USE;
/* The own newest that ended; n 0: there is none. */
int calibration_newest(struct ctx *c, struct calibration *ret) MUST_USE;

/*
 * What so many hits tell.  Of 20 ranges that are held with 90 %, 15 or fewer hold the truth
 * in 4 of 100 attempts, all 20 in 12.
 */
enum calibration_verdict { CAL_FAR_TOO_NARROW, CAL_TOO_NARROW, CAL_FITS, CAL_WIDE };
enum calibration_verdict calibration_judge(int64_t hits, size_t asked);

#endif
