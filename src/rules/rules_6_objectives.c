/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_6_objectives.c - conformity rules of clauses 6.2 and 6.3: objectives and changes. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-6.2-01", .clause = "objectives",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Objectives established",
      .condition = "count(Objective status IN (approved,in_progress,achieved) and due within "
          "the last 12 months or later) ≥ 1",
      .colours = "red if 0",
      .why = "Mandatory documented information.",
      .fix = "Set three to seven objectives.",
      .requirements = "6.2-R1",
      .type = "Objective",
      .query =
      "select null, 'red', 'no information security objective', null "
      "    where not exists (select 1 from objective "
      "where status in ('approved', 'in_progress', 'achieved') and due >= $today - 365)", },
    { .id = "R-6.2-02", .clause = "objectives",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Measurable, if practicable",
      .condition = "FOR Objective open ASSERT (measurable AND target AND measures) OR "
          "not_practicable_reason",
      .colours = "red per objective",
      .why = "6.2 b).",
      .fix = "Add target and measure, or the reason.",
      .requirements = "6.2-R2",
      .type = "Objective", .field = "measures",
      .query =
      "select x.key, 'red', case when x.measurable = 1 then 'no target or no measure' "
      "    else 'not measurable, and no reason given' end, null "
      "from objective x where x.status in ('approved', 'in_progress') "
      "    and x.not_practicable_reason is null "
      "and not (coalesce(x.measurable, 0) = 1 and x.target is not null "
      "    and x.measures is not null)",
      .population =
      "select 1 where exists (select 1 from objective "
      "    where status in ('approved', 'in_progress'))", },
    { .id = "R-6.2-03", .clause = "objectives",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Plan: what, resources, who, when, how evaluated",
      .condition = "FOR Objective open ASSERT the five plan fields NOT EMPTY",
      .colours = "red per missing field",
      .why = "The five planning questions are required.",
      .fix = "Fill the plan.",
      .requirements = "6.2-R5",
      .type = "Objective", .field = "what_will_be_done",
      .query =
      "select x.key, 'red', 'what will be done is missing', null "
      "from objective x where x.status in ('approved', 'in_progress') "
      "    and x.what_will_be_done is null "
      "union all select x.key, 'red', 'resources is missing', null "
      "from objective x where x.status in ('approved', 'in_progress') "
      "    and x.resources is null "
      "union all select x.key, 'red', 'responsible person is missing', null "
      "from objective x where x.status in ('approved', 'in_progress') "
      "    and x.responsible is null "
      "union all select x.key, 'red', 'due date is missing', null "
      "from objective x where x.status in ('approved', 'in_progress') and x.due is null "
      "union all select x.key, 'red', 'way to evaluate is missing', null "
      "from objective x where x.status in ('approved', 'in_progress') "
      "    and x.evaluation_method is null",
      .population =
      "select 1 where exists (select 1 from objective "
      "    where status in ('approved', 'in_progress'))", },
    { .id = "R-6.2-04", .clause = "objectives",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Linked to policy, risk results or requirements",
      .condition = "FOR Objective ASSERT policy AND (risks OR requirements)",
      .colours = "amber per objective",
      .why = "Objectives must fit the policy and take account of requirements and risk results.",
      .fix = "Add the link.",
      .requirements = "6.2-R1,6.2-R3",
      .type = "Objective", .field = "policy",
      .query =
      "select x.key, 'amber', case when x.policy is null then 'no policy linked' "
      "    else 'no risk and no requirement linked' end, null "
      "from objective x where x.status in ('approved', 'in_progress') "
      "    and (x.policy is null or (x.risks is null and x.requirements is null))",
      .population =
      "select 1 where exists (select 1 from objective "
      "    where status in ('approved', 'in_progress'))", },
    { .id = "R-6.2-05", .clause = "objectives",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Monitored",
      .condition = "FOR Objective in_progress ASSERT last_progress_on within 100 days",
      .colours = "amber 100–130 days; red later or never",
      .why = "\"Be monitored\" was added in 2022.",
      .fix = "Record progress.",
      .requirements = "6.2-R4",
      .type = "Objective", .field = "last_progress_on",
      .query =
      "select x.key, case when x.last_progress_on is null "
      "    or $today - x.last_progress_on > 130 then 'red' else 'amber' end, "
      "case when x.last_progress_on is null then 'progress never recorded' "
      "    else 'no progress recorded for ' || cast($today - x.last_progress_on as text) "
      "    || ' days' end, x.last_progress_on "
      "from objective x where x.status = 'in_progress' and (x.last_progress_on is null "
      "    or $today - x.last_progress_on > 100)",
      .population =
      "select 1 where exists (select 1 from objective where status = 'in_progress')", },
    { .id = "R-6.2-06", .clause = "objectives",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Objective overdue",
      .condition = "FOR Objective approved/in_progress: due",
      .colours = "amber 1–30 days; red later",
      .why = "The result must be evaluated even when missed.",
      .fix = "Evaluate: achieved, missed, new date with decision.",
      .requirements = "6.2-R5",
      .type = "Objective", .field = "due",
      .query =
      "select x.key, case when $today - x.due > $overdue_red_days then 'red' "
      "    else 'amber' end, 'overdue', x.due "
      "from objective x "
      "where x.status in ('approved', 'in_progress') and x.due < $today",
      .population =
      "select 1 where exists (select 1 from objective "
      "    where status in ('approved', 'in_progress'))", },
    { .id = "R-6.2-07", .clause = "objectives",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Communicated",
      .condition = "FOR Objective approved/in_progress ASSERT communicated_on",
      .colours = "amber per objective",
      .why = "6.2 requires communication.",
      .fix = "Send to the functions concerned.",
      .requirements = "6.2-R4",
      .type = "Objective", .field = "communicated_on",
      .query =
      "select x.key, 'amber', 'not communicated', null from objective x "
      "    where x.status in ('approved', 'in_progress') and x.communicated_on is null",
      .population =
      "select 1 where exists (select 1 from objective "
      "    where status in ('approved', 'in_progress'))", },
    { .id = "R-6.3-01", .clause = "changes",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "ISMS change planned before it is made",
      .condition = "FOR Change kind=isms planned status IN (approved,implemented,reviewed) "
          "ASSERT purpose, consequences, resources, responsibilities, approved_by AND "
          "approved_on ≤ implemented_on",
      .colours = "red if implemented without or before approval; amber per missing field",
      .why = "2022 6.3: changes are carried out in a planned manner.",
      .fix = "Use the change form before acting.",
      .requirements = "6.3-R1",
      .type = "Change", .field = "approved_on",
      .query =
      "select x.key, case when x.status in ('implemented', 'reviewed') "
      "    and (x.approved_by is null or x.approved_on is null "
      "    or x.approved_on > x.implemented_on) "
      "then 'red' else 'amber' end, case when x.status in ('implemented', 'reviewed') "
      "    and (x.approved_by is null or x.approved_on is null "
      "    or x.approved_on > x.implemented_on) "
      "then 'implemented without or before approval' "
      "    else 'purpose, consequences, resources or responsibilities missing' end, "
      "    x.implemented_on "
      "from \"change\" x where x.kind = 'isms' and x.planned = 1 "
      "    and x.status in ('approved', 'implemented', 'reviewed') "
      "and (x.purpose is null or x.consequences is null or x.resources is null "
      "    or x.responsibilities is null "
      "or x.approved_by is null or x.approved_on is null "
      "    or x.approved_on > x.implemented_on)",
      .population =
      "select 1 where exists (select 1 from \"change\" where kind = 'isms' and planned = 1 "
      "    and status in ('approved', 'implemented', 'reviewed'))", },
    { .id = "R-6.3-02", .clause = "changes",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Change overdue",
      .condition = "FOR Change status IN (assessed, approved): planned_for",
      .colours = "amber 1–30 days or due within 30 days while not approved; red later",
      .why = "Open changes age.",
      .fix = "Do, re-plan or reject.",
      .requirements = "6.3-R1",
      .type = "Change", .field = "planned_for",
      .query =
      "select x.key, case when $today - x.planned_for > $overdue_red_days then 'red' "
      "    else 'amber' end, "
      "case when x.planned_for < $today then 'overdue' "
      "    else 'planned soon, not approved yet' end, x.planned_for "
      "from \"change\" x where x.status in ('assessed', 'approved') "
      "    and (x.planned_for < $today "
      "or (x.status = 'assessed' and x.planned_for <= $today + $due_soon_days))",
      .population =
      "select 1 where exists (select 1 from \"change\" "
      "    where status in ('assessed', 'approved'))", },
    { .id = "R-6.3-03", .clause = "changes",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Post-implementation review",
      .condition = "FOR Change implemented ASSERT post_review_on within 60 days",
      .colours = "amber later",
      .why = "Shows whether consequences were as expected.",
      .fix = "Review and close.",
      .requirements = "6.3-R1",
      .type = "Change", .field = "post_review_on",
      .query =
      "select x.key, 'amber', 'implemented, not reviewed', x.implemented_on from \"change\" x "
      "where x.status = 'implemented' and x.post_review_on is null "
      "    and $today - x.implemented_on > $post_review_days",
      .population =
      "select 1 where exists (select 1 from \"change\" "
      "    where status in ('implemented', 'reviewed'))", },
    { .id = "R-6.3-04", .clause = "changes",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Review decisions to change the ISMS have a change record",
      .condition = "FOR Decision kind=isms_change ASSERT linked ∋ Change OR status=done with "
          "result",
      .colours = "amber per decision",
      .why = "Keeps 9.3 and 6.3 together.",
      .fix = "Create the change from the decision.",
      .requirements = "6.3-R1",
      .type = "Decision", .field = "linked",
      .query =
      "select d.key, 'amber', 'no change record follows from it', d.due from decision d "
      "where d.kind = 'isms_change' and d.status <> 'cancelled' and not (d.status = 'done' "
      "    and d.result is not null) "
      "and not exists (select 1 from decision_linked l join record k on k.key = l.ref "
      "    where l.id = d.id and k.type = 'Change')",
      .population =
      "select 1 where exists (select 1 from decision where kind = 'isms_change')", },
};
// clang-format on

const struct rule_group rules_6_objectives = { rules, sizeof rules / sizeof rules[0] };
