/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_x_cross.c - conformity rules of cross-cutting: certification, project, integrity of the records. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-X-01", .clause = "certification",
      .severity = SEV_MAJOR, .basis = BASIS_C,
      .title = "Stage 1 readiness",
      .condition = "no red rule with basis S and severity major among R-4 … R-10",
      .colours = "red per red rule",
      .why = "Stage 1 checks that the system is designed and ready.",
      .fix = "Close the list.",
      .requirements = "",
      .composite = true, },
    { .id = "R-X-02", .clause = "certification",
      .severity = SEV_MAJOR, .basis = BASIS_C,
      .title = "Stage 2 readiness",
      .condition = "closed internal audit covering all clauses AND management review held after "
          "it AND ≥ 90 days between the approved SoA and the planned stage 2 AND no open major "
          "nonconformity",
      .colours = "red per missing condition",
      .why = "Certification bodies need a full turn of the wheel.",
      .fix = "Do the missing step before the date.",
      .requirements = "",
      .type = "Audit", .field = "clauses",
      .query =
      "with c as (select s2.planned_from as stage2 from certification_cycle y "
      "    join audit s2 on s2.key = y.stage2 "
      "where y.status in ('planned', 'stage1_done') "
      "    and s2.status in ('planned', 'prepared') order by s2.planned_from nulls first "
      "    limit 1), "
      "t(cl) as (values ('4.1'), ('4.2'), ('4.3'), ('4.4'), ('5.1'), ('5.2'), ('5.3'), "
      "    ('6.1'), ('6.2'), ('7.1'), ('7.2'), ('7.3'), ('7.4'), ('7.5'), ('8.1'), "
      "    ('8.2'), ('8.3'), ('9.1'), ('9.2'), ('9.3'), ('10.1'), ('10.2')), "
      "d(cl) as (select distinct k.value from audit a join audit_clauses k on k.id = a.id "
      "    where a.kind = 'internal' and a.status = 'closed' "
      "    and a.conducted_to >= $today - $audit_full_cycle_days), "
      "l as (select max(a.conducted_to) as last from audit a where a.kind = 'internal' "
      "    and a.status = 'closed') "
      "select null, 'red', 'the internal audits do not cover all clauses', "
      "    cast(null as bigint) from c "
      "where exists (select 1 from t where not exists (select 1 from d where d.cl = t.cl "
      "    or substr(d.cl, 1, length(t.cl) + 1) = t.cl || '.')) "
      "union all select null, 'red', 'no management review after the internal audit', null "
      "    from c cross join l "
      "where not exists (select 1 from management_review "
      "    where held_on >= coalesce(l.last, $today + 1)) "
      "union all select null, 'red', 'less than ' || cast($min_operating_days as text) || "
      "    ' days between the approved SoA and stage 2', c.stage2 from c "
      "where not exists (select 1 from soa where status = 'approved' "
      "    and c.stage2 - approved_on >= $min_operating_days) "
      "union all select n.key, 'red', 'an open major nonconformity', null "
      "    from nonconformity n cross join c "
      "where n.grade = 'major' and n.status <> 'closed'",
      .population =
      "select 1 where exists (select 1 from certification_cycle "
      "    where status in ('planned', 'stage1_done'))", },
    { .id = "R-X-03", .clause = "certification",
      .severity = SEV_MAJOR, .basis = BASIS_C,
      .title = "Surveillance and recertification dates",
      .condition = "FOR CertificationCycle certified: first surveillance planned, and ≤ 12 "
          "months after decision_on; recertification planned ≥ 120 days before valid_to",
      .colours = "amber not planned; red late",
      .why = "17021-1 cycle.",
      .fix = "Book dates with the certification body.",
      .requirements = "",
      .type = "CertificationCycle", .field = "surveillance",
      .query =
      "select c.key, case when $today > c.decision_on + 365 then 'red' "
      "    else 'amber' end, 'first surveillance is not planned', c.decision_on + 365 "
      "from certification_cycle c where c.status = 'certified' and c.surveillance is null "
      "union all select c.key, 'red', "
      "    'first surveillance is later than a year after the decision', c.decision_on + "
      "    365 "
      "from certification_cycle c where c.status = 'certified' "
      "    and c.surveillance is not null "
      "and not exists (select 1 from certification_cycle_surveillance s "
      "    join audit a on a.key = s.ref where s.id = c.id "
      "and coalesce(a.conducted_from, a.planned_from) <= c.decision_on + 365) "
      "union all select c.key, case when c.recertification is null then 'amber' "
      "    else 'red' end, 'recertification is not planned in time', c.valid_to "
      "from certification_cycle c where c.status = 'certified' "
      "    and c.valid_to - $today <= 365 and not exists (select 1 from audit a "
      "where a.key = c.recertification and a.planned_to <= c.valid_to - $cert_renew_days)",
      .population =
      "select 1 where exists (select 1 from certification_cycle where status = 'certified')", },
    { .id = "R-X-04", .clause = "certification",
      .severity = SEV_OBS, .basis = BASIS_P,
      .title = "Project task late",
      .condition = "FOR ProjectTask not done: planned_end; FOR running: all depends_on done",
      .colours = "amber 1–14 days late or started before a predecessor is done; red later",
      .why = "Critical path.",
      .fix = "Re-plan.",
      .requirements = "",
      .type = "ProjectTask", .field = "planned_end",
      .query =
      "select t.key, case when $today - t.planned_end > 14 then 'red' "
      "    else 'amber' end, 'late', t.planned_end "
      "from project_task t where t.status <> 'done' and t.planned_end < $today "
      "union all select distinct t.key, 'amber', 'begun before ' || l.ref || ' is done', "
      "    cast(null as bigint) "
      "from project_task t join project_task_depends_on l on l.id = t.id "
      "    join project_task p on p.key = l.ref "
      "where t.status = 'running' and p.status <> 'done'",
      .population =
      "select 1 where exists (select 1 from project_task)", },
    { .id = "R-X-05", .clause = "certification",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "References intact",
      .condition = "every ref field points to an existing record of the allowed type",
      .colours = "red per dangling reference",
      .why = "Traceability is the product.",
      .fix = "Repair.",
      .requirements = "",
      .derive = rule_derive_references, },
    { .id = "R-X-06", .clause = "certification",
      .severity = SEV_OBS, .basis = BASIS_P,
      .title = "Required fields filled",
      .condition = "FOR every record not in draft ASSERT required fields NOT EMPTY",
      .colours = "amber per record",
      .why = "Half-filled records do not answer the auditor.",
      .fix = "Complete.",
      .requirements = "",
      .derive = rule_derive_required, },
    { .id = "R-X-07", .clause = "certification",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Fields required by the state are filled",
      .condition = "FOR (type, state field, states, fields) IN the state table (A1): record in "
          "one of the states ASSERT fields NOT EMPTY",
      .colours = "amber per record",
      .why = "A record that claims \"done\" or \"approved\" without date, person or result "
          "proves nothing. Rules that need such a field show amber \"cannot be judged\" instead "
          "of a wrong colour.",
      .fix = "Complete, or set the state back.",
      .requirements = "",
      .derive = rule_derive_state_required, },
};
// clang-format on

const struct rule_group rules_x_cross = { rules, sizeof rules / sizeof rules[0] };
