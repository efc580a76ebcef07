/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_6_isms.c - conformity rules of clause 6.1.1: risks and opportunities of the ISMS. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-6.1.1-01", .clause = "risks-opportunities",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Risks and opportunities of the ISMS determined",
      .condition = "count(RiskOpportunity kind=risk_to_isms) ≥ 1 AND count(kind=opportunity) ≥ "
          "1",
      .colours = "red if both 0; amber if one is 0",
      .why = "6.1.1 is separate from the information security risk assessment and asks for "
          "opportunities too.",
      .fix = "Derive them from issues and requirements.",
      .requirements = "6.1.1-R2",
      .type = "RiskOpportunity", .field = "kind",
      .query =
      "with t(k) as (values ('risk_to_isms'), ('opportunity')), "
      "m as (select t.k from t where not exists (select 1 from risk_opportunity x "
      "    where x.kind = t.k and x.status <> 'dropped')) "
      "select null, case when (select count(*) from m) = 2 then 'red' else 'amber' end, "
      "case when m.k = 'opportunity' then 'no opportunity of the ISMS' "
      "    else 'no risk to the ISMS' end, null from m", },
    { .id = "R-6.1.1-02", .clause = "risks-opportunities",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Action planned, integrated, evaluable",
      .condition = "FOR RiskOpportunity not dropped ASSERT planned_action, owner, due, "
          "integration_process, evaluation_method",
      .colours = "amber per missing field",
      .why = "Actions must be integrated in the processes and their effectiveness evaluated.",
      .fix = "Complete the record.",
      .requirements = "6.1.1-R3,6.1.1-R4",
      .type = "RiskOpportunity", .field = "planned_action",
      .query =
      "select x.key, 'amber', 'action is missing', null "
      "from risk_opportunity x where x.status <> 'dropped' and x.planned_action is null "
      "union all select x.key, 'amber', 'owner is missing', null "
      "from risk_opportunity x where x.status <> 'dropped' and x.owner is null "
      "union all select x.key, 'amber', 'due date is missing', null "
      "from risk_opportunity x where x.status <> 'dropped' and x.due is null "
      "union all select x.key, 'amber', 'process is missing', null "
      "from risk_opportunity x where x.status <> 'dropped' "
      "    and x.integration_process is null "
      "union all select x.key, 'amber', 'way to evaluate is missing', null "
      "from risk_opportunity x where x.status <> 'dropped' and x.evaluation_method is null",
      .population =
      "select 1 where exists (select 1 from risk_opportunity where status <> 'dropped')", },
    { .id = "R-6.1.1-03", .clause = "risks-opportunities",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Action overdue",
      .condition = "FOR RiskOpportunity status IN (open,in_progress): due",
      .colours = "amber 1–30 days; red later",
      .why = "Plan not kept.",
      .fix = "Finish, re-plan with reason, or drop.",
      .requirements = "6.1.1-R3",
      .type = "RiskOpportunity", .field = "due",
      .query =
      "select x.key, case when $today - x.due > $overdue_red_days then 'red' "
      "    else 'amber' end, 'action overdue', x.due "
      "from risk_opportunity x "
      "where x.status in ('open', 'in_progress') and x.due < $today",
      .population =
      "select 1 where exists (select 1 from risk_opportunity "
      "    where status in ('open', 'in_progress'))", },
    { .id = "R-6.1.1-04", .clause = "risks-opportunities",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Effectiveness evaluated",
      .condition = "FOR RiskOpportunity status=done ASSERT evaluated_on within 90 days of "
          "completed_on",
      .colours = "amber until 90 days; red later",
      .why = "6.1.1 e) 2.",
      .fix = "Evaluate with the method chosen at planning.",
      .requirements = "6.1.1-R4",
      .type = "RiskOpportunity", .field = "evaluated_on",
      .query =
      "select x.key, case when $today - x.completed_on > 90 then 'red' else 'amber' end, "
      "case when x.completed_on is null then 'cannot be judged: no completion date' "
      "    else 'done, but its effect is not evaluated' end, x.completed_on "
      "from risk_opportunity x where x.status = 'done' and x.evaluated_on is null",
      .population =
      "select 1 where exists (select 1 from risk_opportunity "
      "    where status in ('done', 'evaluated'))", },
};
// clang-format on

const struct rule_group rules_6_isms = { rules, sizeof rules / sizeof rules[0] };
