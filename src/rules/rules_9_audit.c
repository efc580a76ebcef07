/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_9_audit.c - conformity rules of clauses 9.1 and 9.2: measurement and internal audit. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-9.1-01", .clause = "monitoring",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Performance and effectiveness are measured",
      .condition = "count(Measure active kind=performance) ≥ 1 AND count(kind=effectiveness) ≥ "
          "1",
      .colours = "red per missing kind",
      .why = "Both information security performance and ISMS effectiveness are evaluated.",
      .fix = "Start with five measures.",
      .requirements = "9.1-R1,9.1-R7",
      .type = "Measure", .field = "kind",
      .query =
      "with t(k) as (values ('performance'), ('effectiveness')) "
      "select null, 'red', 'nothing measures ' || t.k, null from t "
      "    where not exists (select 1 from measure m where m.kind = t.k "
      "    and m.status = 'active')", },
    { .id = "R-9.1-02", .clause = "monitoring",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Measure defined",
      .condition = "FOR Measure active ASSERT objects, formula, frequency_collect, collector, "
          "frequency_analyse, analyst, target",
      .colours = "red per missing",
      .why = "What, method, when, who measures, when and who analyses.",
      .fix = "Complete the construct.",
      .requirements = "9.1-R1,9.1-R2,9.1-R3,9.1-R4,9.1-R5,9.1-R6",
      .type = "Measure", .field = "formula",
      .query =
      "select x.key, 'red', 'objects is missing', null "
      "from measure x where x.status = 'active' and x.objects is null "
      "union all select x.key, 'red', 'formula is missing', null "
      "from measure x where x.status = 'active' and x.formula is null "
      "union all select x.key, 'red', 'frequency of collection is missing', null "
      "from measure x where x.status = 'active' and x.frequency_collect is null "
      "union all select x.key, 'red', 'collector is missing', null "
      "from measure x where x.status = 'active' and x.collector is null "
      "union all select x.key, 'red', 'frequency of analysis is missing', null "
      "from measure x where x.status = 'active' and x.frequency_analyse is null "
      "union all select x.key, 'red', 'analyst is missing', null "
      "from measure x where x.status = 'active' and x.analyst is null "
      "union all select x.key, 'red', 'target is missing', null "
      "from measure x where x.status = 'active' and x.target is null",
      .population =
      "select 1 where exists (select 1 from measure where status = 'active')", },
    { .id = "R-9.1-03", .clause = "monitoring",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Measurement late",
      .condition = "FOR Measure active: today − last Measurement.measured_on > frequency + 10 "
          "days",
      .colours = "amber; red after two periods",
      .why = "Own plan not kept.",
      .fix = "Collect the value.",
      .requirements = "9.1-R3",
      .type = "Measurement", .field = "measured_on",
      .query =
      "select x.key, case when $today - x.last > 2 * x.days then 'red' else 'amber' end, "
      "'last measured ' || cast($today - x.last as text) || ' days ago', x.last + x.days "
      "from (select m.key, case m.frequency_collect when 'weekly' then 7 when 'monthly' "
      "    then 31 when 'quarterly' then 92 when 'semiannual' then 183 "
      "    else 365 end as days, "
      "coalesce((select max(r.measured_on) from measurement r "
      "    where r.measure = m.key), m.valid_from) as last "
      "from measure m where m.status = 'active') x where $today - x.last > x.days + 10",
      .population =
      "select 1 where exists (select 1 from measure where status = 'active')", },
    { .id = "R-9.1-04", .clause = "monitoring",
      .severity = SEV_MINOR, .basis = BASIS_C,
      .title = "Off target twice without action",
      .condition = "FOR Measure: last two Measurement conclusions = off_target AND no actions "
          "on either",
      .colours = "red; amber if one off_target without action",
      .why = "Evaluation without reaction.",
      .fix = "Open an action or change the target with a decision.",
      .requirements = "9.1-R7",
      .type = "Action", .field = "source",
      .query =
      "select m.key, case when b.conclusion = 'off_target' and b.actions is null "
      "    then 'red' else 'amber' end, "
      "case when b.conclusion = 'off_target' and b.actions is null "
      "    then 'off target twice, and nothing is done' "
      "    else 'off target, and nothing is done' end, a.measured_on "
      "from measure m join measurement a on a.measure = m.key and not exists (select 1 "
      "    from measurement z where z.measure = a.measure "
      "    and (z.measured_on > a.measured_on or (z.measured_on = a.measured_on "
      "    and z.id > a.id))) "
      "left join measurement b on b.measure = m.key and b.id <> a.id "
      "    and (b.measured_on < a.measured_on or (b.measured_on = a.measured_on "
      "    and b.id < a.id)) "
      "and not exists (select 1 from measurement y where y.measure = m.key "
      "    and y.id <> a.id and y.id <> b.id "
      "and (y.measured_on > b.measured_on or (y.measured_on = b.measured_on "
      "    and y.id > b.id))) "
      "where m.status = 'active' and a.conclusion = 'off_target' and a.actions is null "
      "    and not (b.conclusion = 'off_target' and b.actions is not null)",
      .population =
      "select 1 where exists (select 1 from measurement)", },
    { .id = "R-9.1-05", .clause = "monitoring",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Results analysed and evaluated",
      .condition = "FOR Measurement ASSERT analysed_on, conclusion AND evaluation NOT EMPTY",
      .colours = "amber per result",
      .why = "Numbers without meaning do not count as evaluation.",
      .fix = "Write one sentence.",
      .requirements = "9.1-R5,9.1-R7",
      .type = "Measurement", .field = "evaluation",
      .query =
      "select r.key, 'amber', 'not analysed and evaluated', r.measured_on "
      "    from measurement r "
      "where r.analysed_on is null or r.conclusion is null or r.evaluation is null",
      .population =
      "select 1 where exists (select 1 from measurement)", },
    { .id = "R-9.1-06", .clause = "monitoring",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Objectives are measured",
      .condition = "FOR Objective open measurable ASSERT measures have ≥ 1 Measurement",
      .colours = "amber per objective",
      .why = "6.2 and 9.1 belong together.",
      .fix = "Link a measure and collect.",
      .requirements = "9.1-R1",
      .type = "Measurement", .field = "measure",
      .query =
      "select x.key, 'amber', 'no measure of it has a result', null from objective x "
      "where x.status in ('approved', 'in_progress') and x.measurable = 1 "
      "    and not exists (select 1 from objective_measures l "
      "    join measurement r on r.measure = l.ref where l.id = x.id)",
      .population =
      "select 1 where exists (select 1 from objective "
      "    where status in ('approved', 'in_progress') and measurable = 1)", },
    { .id = "R-9.2-01", .clause = "internal-audit",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Audit programme approved and current",
      .condition = "EXISTS AuditProgramme approved/active with period covering today",
      .colours = "red if none",
      .why = "9.2.2.",
      .fix = "Plan and approve.",
      .requirements = "9.2-R3,9.2-R8",
      .type = "AuditProgramme", .field = "status",
      .query =
      "select null, 'red', 'no approved audit programme covers today', null "
      "    where not exists (select 1 from audit_programme "
      "where status in ('approved', 'active') and $today between period_from and period_to)", },
    { .id = "R-9.2-02", .clause = "internal-audit",
      .severity = SEV_MAJOR, .basis = BASIS_P,
      .title = "No internal audit older than the planned interval",
      .condition = "today − last closed internal Audit.conducted_to ≤ 365 days",
      .colours = "amber within 30 days of the limit; red after or never",
      .why = "Planned intervals; certification bodies expect a full cycle before stage 2 and "
          "yearly.",
      .fix = "Conduct the next audit.",
      .requirements = "9.2-R1",
      .type = "Audit", .field = "conducted_to",
      .query =
      "select null, case when x.last is null or $today - x.last > $audit_max_age_days "
      "    then 'red' else 'amber' end, "
      "case when x.last is null then 'no internal audit yet' "
      "    else 'next internal audit due' end, x.last + $audit_max_age_days "
      "from (select max(a.conducted_to) as last from audit a where a.kind = 'internal' "
      "    and a.status = 'closed') x where x.last is null "
      "    or $today - x.last > $audit_max_age_days - 30", },
    { .id = "R-9.2-03", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "All clauses audited in the cycle",
      .condition = "FOR clause IN 4.1 … 10.2 ASSERT EXISTS closed internal Audit within 365 "
          "days (own plan) with clauses ∋ clause",
      .colours = "amber per clause",
      .why = "The programme must show conformity with the whole standard.",
      .fix = "Add the clause to the next audit.",
      .requirements = "9.2-R1,9.2-R3",
      .type = "Audit", .field = "clauses",
      .query =
      "with t(c) as (values ('4.1'), ('4.2'), ('4.3'), ('4.4'), ('5.1'), ('5.2'), ('5.3'), "
      "    ('6.1'), ('6.2'), ('7.1'), ('7.2'), ('7.3'), ('7.4'), ('7.5'), ('8.1'), "
      "    ('8.2'), ('8.3'), ('9.1'), ('9.2'), ('9.3'), ('10.1'), ('10.2')), "
      "d(c) as (select distinct k.value from audit a join audit_clauses k on k.id = a.id "
      "    where a.kind = 'internal' and a.status = 'closed' "
      "    and a.conducted_to >= $today - 365) "
      "select null, 'amber', 'clause ' || t.c || ' was not audited within the year', null "
      "    from t "
      "where not exists (select 1 from d where d.c = t.c "
      "    or substr(d.c, 1, length(t.c) + 1) = t.c || '.') "
      "    and exists (select 1 from audit a where a.kind = 'internal' "
      "    and a.status = 'closed')",
      .population =
      "select 1 where exists (select 1 from audit where kind = 'internal' "
      "    and status = 'closed')", },
    { .id = "R-9.2-04", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Applicable controls audited within the cycle",
      .condition = "FOR applicable SoAEntry ASSERT control_ref IN controls of a closed audit (1 "
          "095 days) OR of a planned audit of the programme",
      .colours = "amber per control not planned; report shows % done",
      .why = "Three-year rotation is common.",
      .fix = "Plan the rest.",
      .requirements = "9.2-R1",
      .type = "Audit", .field = "controls",
      .query =
      "with done(c) as (select distinct k.value from audit a "
      "    join audit_controls k on k.id = a.id "
      "where (a.status = 'closed' and a.conducted_to >= $today - $audit_full_cycle_days) "
      "or (a.status in ('planned', 'prepared', 'in_progress', 'reporting') "
      "    and a.programme is not null)) "
      "select null, 'amber', cast(x.n as text) || ' of ' || cast(x.total as text) || "
      "    ' applicable controls are neither audited nor planned', null "
      "from (select sum(case when d.c is null then 1 else 0 end) as n, count(*) as total "
      "from soa s join soa_entry e on e.soa = s.key left join done d on d.c = e.control_ref "
      "where s.status = 'approved' and e.applicable = 1) x where x.n > 0",
      .population =
      "select 1 where exists (select 1 from soa where status = 'approved')", },
    { .id = "R-9.2-05", .clause = "internal-audit",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Auditor did not audit own work",
      .condition = "FOR internal Audit: lead and team ∩ (owners of audited processes ∪ owners "
          "of controls implementing audited annex refs) = ∅; in a conducted audit an owner may "
          "have been in the team if the checklist shows that other auditors took the controls "
          "he or she owns",
      .colours = "red per audit (planned audits: warn before start)",
      .why = "Objectivity and impartiality.",
      .fix = "Replace the auditor or take the area out of the person's part.",
      .requirements = "9.2-R6",
      .type = "Audit", .field = "team",
      .query =
      "with who(id, key, person, conducted) as (select a.id, a.key, a.lead, case "
      "    when a.conducted_from is null then 0 else 1 end "
      "from audit a where a.kind = 'internal' and a.status <> 'cancelled' "
      "    and a.lead is not null "
      "union select a.id, a.key, t.ref, case when a.conducted_from is null then 0 "
      "    else 1 end "
      "from audit a join audit_team t on t.id = a.id where a.kind = 'internal' "
      "    and a.status <> 'cancelled') "
      "select x.key, 'red', min(x.person) || ' would audit own work', null from ( "
      "select w.key, w.person from who w join audit_processes l on l.id = w.id "
      "    join process p on p.key = l.ref where p.owner = w.person "
      "union select w.key, w.person from who w join audit_controls k on k.id = w.id "
      "    join control_annex_refs r on r.value = k.value join control c on c.id = r.id "
      "where c.owner = w.person and c.status = 'active' and not (w.conducted = 1 "
      "and exists (select 1 from audit_checklist_item i where i.audit = w.key "
      "    and i.auditor <> w.person) "
      "and not exists (select 1 from audit_checklist_item j where j.audit = w.key "
      "    and j.reference = k.value and j.auditor = w.person)) "
      ") x group by x.key",
      .population =
      "select 1 where exists (select 1 from audit where kind = 'internal' "
      "    and status <> 'cancelled')", },
    { .id = "R-9.2-06", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Audit plan elements",
      .condition = "FOR Audit internal ASSERT objectives, scope_text, criteria, lead",
      .colours = "red per missing",
      .why = "Criteria and scope for each audit are required.",
      .fix = "Complete before preparing.",
      .requirements = "9.2-R5",
      .type = "Audit", .field = "criteria",
      .query =
      "select x.key, 'red', 'objectives is missing', null "
      "from audit x where x.kind = 'internal' and x.status <> 'cancelled' "
      "    and x.objectives is null "
      "union all select x.key, 'red', 'scope is missing', null "
      "from audit x where x.kind = 'internal' and x.status <> 'cancelled' "
      "    and x.scope_text is null "
      "union all select x.key, 'red', 'criteria is missing', null "
      "from audit x where x.kind = 'internal' and x.status <> 'cancelled' "
      "    and x.criteria is null "
      "union all select x.key, 'red', 'lead auditor is missing', null "
      "from audit x where x.kind = 'internal' and x.status <> 'cancelled' "
      "    and x.lead is null",
      .population =
      "select 1 where exists (select 1 from audit where kind = 'internal' "
      "    and status <> 'cancelled')", },
    { .id = "R-9.2-07", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Results reported to relevant management",
      .condition = "FOR Audit internal conducted ASSERT report AND report_on ≤ conducted_to + "
          "30 days AND report_recipients contains a person of top management",
      .colours = "red without report after 30 days; amber late",
      .why = "9.2.2 c).",
      .fix = "Issue the report.",
      .requirements = "9.2-R7,9.2-R8",
      .type = "Audit", .field = "report_recipients",
      .query =
      "select a.key, case when a.report is null and $today - a.conducted_to > $report_days "
      "    then 'red' else 'amber' end, "
      "case when a.report is null then 'no report yet' "
      "    when a.report_on > a.conducted_to + $report_days then 'reported late' "
      "else 'top management did not get the report' end, a.conducted_to + $report_days "
      "from audit a where a.kind = 'internal' and a.conducted_to is not null "
      "    and a.status <> 'cancelled' "
      "and ((a.report is null and $today > a.conducted_to + $report_days) "
      "    or (a.report is not null and (a.report_on > a.conducted_to + $report_days "
      "or not exists (select 1 from audit_report_recipients t where t.id = a.id "
      "    and exists (select 1 from role_assignment ra join role ro on ro.key = ra.role "
      "    where ra.person = t.ref and ra.status = 'active' "
      "    and ro.kind = 'top_management')))))",
      .population =
      "select 1 where exists (select 1 from audit where kind = 'internal' "
      "    and conducted_to is not null)", },
    { .id = "R-9.2-08", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Nonconforming findings are handled",
      .condition = "FOR Finding major/minor/area_of_concern ASSERT nonconformity",
      .colours = "red per finding older than 7 days; amber before",
      .why = "Finding without corrective path.",
      .fix = "Create the nonconformity from the finding.",
      .requirements = "9.2-R2",
      .type = "Finding", .field = "nonconformity",
      .query =
      "select f.key, case when $today - f.raised_on > 7 then 'red' "
      "    else 'amber' end, 'no nonconformity follows from it', f.raised_on "
      "from finding f where f.grade in ('major', 'minor', 'area_of_concern') "
      "    and f.nonconformity is null",
      .population =
      "select 1 where exists (select 1 from finding "
      "    where grade in ('major', 'minor', 'area_of_concern'))", },
    { .id = "R-9.2-09", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Planned audit late",
      .condition = "FOR Audit planned/prepared: planned_to",
      .colours = "amber 1–30 days; red later",
      .why = "Programme not kept.",
      .fix = "Conduct or re-plan with approval.",
      .requirements = "9.2-R1",
      .type = "Audit", .field = "planned_to",
      .query =
      "select x.key, case when $today - x.planned_to > $overdue_red_days then 'red' "
      "    else 'amber' end, 'planned audit is late', x.planned_to "
      "from audit x "
      "where x.status in ('planned', 'prepared') and x.planned_to < $today",
      .population =
      "select 1 where exists (select 1 from audit where status in ('planned', 'prepared'))", },
    { .id = "R-9.2-10", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Checklist complete at closure",
      .condition = "FOR Audit closed internal: no AuditChecklistItem not_evaluated AND each "
          "item conform/minor/major/ofi has evidence_seen",
      .colours = "amber per item",
      .why = "A tick without evidence is no audit evidence.",
      .fix = "Add what was seen, or mark as not audited.",
      .requirements = "9.2-R8",
      .type = "AuditChecklistItem", .field = "result",
      .query =
      "select i.key, 'amber', case when i.result is null or i.result = 'not_evaluated' "
      "    then 'not evaluated' else 'evidence seen is missing' end, null "
      "from audit_checklist_item i join audit a on a.key = i.audit "
      "    where a.kind = 'internal' and a.status = 'closed' "
      "and (i.result is null or i.result = 'not_evaluated' "
      "    or (i.result in ('conform', 'minor', 'major', 'ofi') "
      "    and i.evidence_seen is null))",
      .population =
      "select 1 where exists (select 1 from audit_checklist_item)", },
    { .id = "R-9.2-11", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Programme considers importance and earlier results",
      .condition = "FOR AuditProgramme active ASSERT importance_basis AND "
          "prior_results_considered",
      .colours = "amber per missing",
      .why = "9.2.2.",
      .fix = "Write the reasoning.",
      .requirements = "9.2-R4",
      .type = "AuditProgramme", .field = "importance_basis",
      .query =
      "select x.key, 'amber', 'basis of importance is missing', null "
      "from audit_programme x where x.status = 'active' and x.importance_basis is null "
      "union all select x.key, 'amber', 'use of earlier results is missing', null "
      "from audit_programme x where x.status = 'active' "
      "    and x.prior_results_considered is null",
      .population =
      "select 1 where exists (select 1 from audit_programme where status = 'active')", },
    { .id = "R-9.2-12", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Auditors are competent",
      .condition = "FOR lead, team of internal audits not cancelled ASSERT active "
          "RoleAssignment of a role kind=internal_auditor (its competence is judged by "
          "R-7.2-02)",
      .colours = "red per person",
      .why = "Selected auditors must ensure objectivity and be competent (7.2).",
      .fix = "Assign the role and record evidence.",
      .requirements = "9.2-R6",
      .type = "RoleAssignment", .field = "person",
      .query =
      "select distinct x.key, 'red', x.person || ' is not appointed as internal auditor', "
      "    null "
      "from (select a.key, a.lead as person from audit a where a.kind = 'internal' "
      "    and a.status <> 'cancelled' and a.lead is not null "
      "union select a.key, t.ref from audit a join audit_team t on t.id = a.id "
      "    where a.kind = 'internal' and a.status <> 'cancelled') x "
      "where not exists (select 1 from role_assignment ra join role o on o.key = ra.role "
      "where ra.person = x.person and ra.status = 'active' and o.kind = 'internal_auditor')",
      .population =
      "select 1 where exists (select 1 from audit where kind = 'internal' "
      "    and status <> 'cancelled')", },
    { .id = "R-9.2-13", .clause = "internal-audit",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Finding answered in time",
      .condition = "FOR Finding open: response_due",
      .colours = "amber within 14 days or late up to 14; red later",
      .why = "Delay of correction (2013 wording: without undue delay).",
      .fix = "Answer.",
      .requirements = "9.2-R2",
      .type = "Finding", .field = "response_due",
      .query =
      "select f.key, case when $today - f.response_due > 14 then 'red' else 'amber' end, "
      "case when f.response_due < $today then 'answer overdue' "
      "    else 'answer due' end, f.response_due "
      "from finding f where f.status = 'open' and f.response_due <= $today + 14",
      .population =
      "select 1 where exists (select 1 from finding where status = 'open')", },
};
// clang-format on

const struct rule_group rules_9_audit = { rules, sizeof rules / sizeof rules[0] };
