/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_9_review.c - conformity rules of clause 9.3: management review. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-9.3-01", .clause = "management-review",
      .severity = SEV_MAJOR, .basis = BASIS_P,
      .title = "Management review at planned interval",
      .condition = "today − last ManagementReview.held_on ≤ 365 days; planned review not late",
      .colours = "amber within 30 days; red after or never",
      .why = "Planned intervals.",
      .fix = "Hold the review.",
      .requirements = "9.3-R1",
      .type = "ManagementReview", .field = "planned_for",
      .query =
      "select null, case when x.last is null or $today - x.last > $mr_max_age_days "
      "    then 'red' else 'amber' end, "
      "case when x.last is null then 'no management review yet' "
      "    else 'next management review due' end, x.last + $mr_max_age_days "
      "from (select max(held_on) as last from management_review) x where x.last is null "
      "    or $today - x.last > $mr_max_age_days - 30 "
      "union all select m.key, case when $today - m.planned_for > $overdue_red_days "
      "    then 'red' else 'amber' end, 'planned, but not held', m.planned_for "
      "from management_review m where m.status in ('planned', 'prepared') "
      "    and m.planned_for < $today", },
    { .id = "R-9.3-02", .clause = "management-review",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Top management took part",
      .condition = "FOR ManagementReview held ASSERT chair holds role top_management",
      .colours = "red otherwise",
      .why = "It is a review by top management.",
      .fix = "Repeat with top management.",
      .requirements = "9.3-R1",
      .type = "ManagementReview", .field = "chair",
      .query =
      "select m.key, 'red', 'not led by top management', m.held_on from management_review m "
      "where m.status in ('held', 'minutes_approved') and not exists (select 1 "
      "    from role_assignment ra join role ro on ro.key = ra.role "
      "    where ra.person = m.chair and ra.status = 'active' "
      "    and ro.kind = 'top_management')",
      .population =
      "select 1 where exists (select 1 from management_review "
      "    where status in ('held', 'minutes_approved'))", },
    { .id = "R-9.3-03", .clause = "management-review",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "All inputs considered",
      .condition = "FOR last held ManagementReview (edition 2022) ASSERT one ReviewInput per "
          "category of ten; edition 2013: without c_party_changes",
      .colours = "red per missing category",
      .why = "Each input must be considered, even if \"nothing new\".",
      .fix = "Add the input; hold a short extra review if the review is closed.",
      .requirements = "9.3-R2",
      .type = "ReviewInput", .field = "category",
      .query =
      "with t(c) as (values ('a_previous_actions'), ('b_issue_changes'), "
      "    ('c_party_changes'), ('d1_nonconformities'), ('d2_measurement'), "
      "    ('d3_audit_results'), ('d4_objectives'), ('e_party_feedback'), "
      "    ('f_risk_and_treatment'), ('g_improvement')) "
      "select m.key, 'red', 'not considered: ' || t.c, m.held_on "
      "    from management_review m cross join t "
      "where m.status in ('held', 'minutes_approved') and m.held_on = (select max(held_on) "
      "    from management_review where status in ('held', 'minutes_approved')) "
      "and not (t.c = 'c_party_changes' and exists (select 1 from organization "
      "    where edition = '2013_27003')) "
      "and not exists (select 1 from review_input i where i.review = m.key "
      "    and i.category = t.c)",
      .population =
      "select 1 where exists (select 1 from management_review "
      "    where status in ('held', 'minutes_approved'))", },
    { .id = "R-9.3-04", .clause = "management-review",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Results contain decisions",
      .condition = "FOR held ManagementReview ASSERT ≥ 1 Decision kind=improvement AND ≥ 1 "
          "Decision kind=isms_change (a recorded \"no change needed\" counts)",
      .colours = "amber per missing kind",
      .why = "Decisions on improvement opportunities and needs for change.",
      .fix = "Record the decision, also a negative one.",
      .requirements = "9.3-R3",
      .type = "Decision", .field = "kind",
      .query =
      "with t(k, words) as (values ('improvement', 'improvement'), ('isms_change', "
      "    'changes of the ISMS')) "
      "select m.key, 'amber', 'no decision on ' || t.words, m.held_on "
      "    from management_review m cross join t "
      "where m.status in ('held', 'minutes_approved') and not exists (select 1 "
      "    from decision d where d.review = m.key and d.kind = t.k)",
      .population =
      "select 1 where exists (select 1 from management_review "
      "    where status in ('held', 'minutes_approved'))", },
    { .id = "R-9.3-05", .clause = "management-review",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Decision overdue",
      .condition = "FOR Decision open/in_progress: due",
      .colours = "amber 1–30 days; red later",
      .why = "Decisions that are not carried out show a weak review.",
      .fix = "Do it or take it back to top management.",
      .requirements = "9.3-R3",
      .type = "Decision", .field = "due",
      .query =
      "select x.key, case when $today - x.due > $overdue_red_days then 'red' "
      "    else 'amber' end, 'overdue', x.due "
      "from decision x "
      "where x.status in ('open', 'in_progress') and x.due < $today",
      .population =
      "select 1 where exists (select 1 from decision "
      "    where status in ('open', 'in_progress'))", },
    { .id = "R-9.3-06", .clause = "management-review",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Results retained",
      .condition = "FOR ManagementReview held > 30 days ago ASSERT minutes AND "
          "minutes_approved_on",
      .colours = "red otherwise",
      .why = "Mandatory record.",
      .fix = "Approve the minutes.",
      .requirements = "9.3-R4",
      .type = "ManagementReview", .field = "minutes",
      .query =
      "select m.key, 'red', 'no approved minutes', m.held_on from management_review m "
      "where m.status in ('held', 'minutes_approved') and $today - m.held_on > 30 "
      "    and (m.minutes is null or m.minutes_approved_on is null)",
      .population =
      "select 1 where exists (select 1 from management_review "
      "    where status in ('held', 'minutes_approved'))", },
    { .id = "R-9.3-07", .clause = "management-review",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Audit before review",
      .condition = "last closed internal audit lies before the last held management review",
      .colours = "amber otherwise",
      .why = "The review needs audit results.",
      .fix = "Order the calendar: audit, then review.",
      .requirements = "9.3-R2",
      .type = "Audit",
      .query =
      "select m.key, 'amber', 'no internal audit was closed before it', m.held_on "
      "    from management_review m "
      "where m.status in ('held', 'minutes_approved') and m.held_on = (select max(held_on) "
      "    from management_review where status in ('held', 'minutes_approved')) "
      "and not exists (select 1 from audit a where a.kind = 'internal' "
      "    and a.status = 'closed' and a.conducted_to <= m.held_on)",
      .population =
      "select 1 where exists (select 1 from management_review "
      "    where status in ('held', 'minutes_approved'))", },
};
// clang-format on

const struct rule_group rules_9_review = { rules, sizeof rules / sizeof rules[0] };
