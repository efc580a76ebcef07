/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_8_operation.c - conformity rules of clause 8: operation. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-8.1-01", .clause = "operation",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Recurrent obligation late",
      .condition = "FOR ActivityOccurrence pending: due + grace",
      .colours = "amber within grace or due within 7 days; red after grace if critical, else "
          "after 30 days",
      .why = "Operation as planned is what 8.1 is about.",
      .fix = "Do it and attach the evidence, or skip with reason.",
      .requirements = "8.1-R1",
      .type = "ActivityOccurrence", .field = "done_on",
      .query =
      "select o.key, case when $today > o.due + a.grace_days and (a.critical = 1 "
      "    or $today > o.due + a.grace_days + 30) then 'red' else 'amber' end, "
      "a.title || case when $today > o.due then ' is late' else ' is due' end, o.due "
      "from activity_occurrence o join recurring_activity a on a.key = o.activity "
      "where o.status = 'pending' and a.status = 'active' and o.due <= $today + 7",
      .population =
      "select 1 where exists (select 1 from activity_occurrence)", },
    { .id = "R-8.1-02", .clause = "operation",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Evidence that it was done",
      .condition = "FOR ActivityOccurrence done of critical activities ASSERT evidence NOT "
          "EMPTY",
      .colours = "amber per occurrence",
      .why = "Documented information to the extent necessary to have confidence.",
      .fix = "Attach.",
      .requirements = "8.1-R3",
      .type = "ActivityOccurrence", .field = "evidence",
      .query =
      "select o.key, 'amber', 'done, but nothing shows it', o.done_on "
      "from activity_occurrence o join recurring_activity a on a.key = o.activity "
      "where o.status = 'done' and a.critical = 1 and o.evidence is null",
      .population =
      "select 1 where exists (select 1 from activity_occurrence where status = 'done')", },
    { .id = "R-8.1-03", .clause = "operation",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Unintended changes reviewed",
      .condition = "FOR Change planned=false ASSERT consequences_review NOT EMPTY within 14 "
          "days",
      .colours = "amber before; red later",
      .why = "Consequences of unintended changes must be reviewed and adverse effects "
          "mitigated.",
      .fix = "Write the review.",
      .requirements = "8.1-R4",
      .type = "Change", .field = "consequences_review",
      .query =
      "select c.key, case when $today - coalesce(c.implemented_on, c.planned_for, $today) "
      "    > 14 then 'red' else 'amber' end, "
      "'unintended, and its consequences are not reviewed', c.implemented_on "
      "from \"change\" c where c.planned = 0 and c.consequences_review is null "
      "    and c.status <> 'rejected'",
      .population =
      "select 1 where exists (select 1 from \"change\" where planned = 0)", },
    { .id = "R-8.1-04", .clause = "operation",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Externally provided processes controlled",
      .condition = "FOR Process in_scope externally_provided ASSERT supplier active; FOR "
          "Supplier active criticality ≥ high ASSERT security_clauses AND agreement AND "
          "(personal_data ⇒ dpa)",
      .colours = "red without clauses or processing agreement; amber without linked agreement",
      .why = "2022 8.1: externally provided processes, products or services that are relevant "
          "are controlled.",
      .fix = "Complete the contract.",
      .requirements = "8.1-R5",
      .type = "Supplier", .field = "agreement",
      .query =
      "select s.key, case when coalesce(s.security_clauses, 0) = 0 "
      "    or (s.data_access = 'personal_data' and coalesce(s.dpa, 0) = 0) then 'red' "
      "    else 'amber' end, "
      "case when coalesce(s.security_clauses, 0) = 0 then 'no security clauses' "
      "when s.data_access = 'personal_data' and coalesce(s.dpa, 0) = 0 "
      "    then 'no data processing agreement' else 'no agreement linked' end, null "
      "from supplier s where s.status = 'active' and s.criticality in ('high', 'critical') "
      "    and (coalesce(s.security_clauses, 0) = 0 "
      "or s.agreement is null or (s.data_access = 'personal_data' "
      "    and coalesce(s.dpa, 0) = 0)) "
      "union all select p.key, 'red', 'provided from outside, but by no active supplier', "
      "    null from process p "
      "where p.in_scope = 1 and p.externally_provided = 1 and p.status = 'active' "
      "and not exists (select 1 from supplier s where s.key = p.supplier "
      "    and s.status = 'active')",
      .population =
      "select 1 where exists (select 1 from supplier where status = 'active')", },
    { .id = "R-8.1-05", .clause = "operation",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Supplier review overdue",
      .condition = "FOR Supplier active: last_reviewed_on + review_interval_months",
      .colours = "amber 1–30 days late or within 30 days; red later (critical: at once)",
      .why = "A.5.22.",
      .fix = "Review and record.",
      .requirements = "8.1-R5",
      .type = "SupplierReview", .field = "supplier",
      .query =
      "select x.key, case when $today - x.due > $overdue_red_days or (x.due < $today "
      "    and x.criticality = 'critical') then 'red' else 'amber' end, "
      "case when x.last_reviewed_on is null then 'never reviewed' "
      "    else 'review due' end, x.due "
      "from (select s.key, s.criticality, s.last_reviewed_on, coalesce(s.last_reviewed_on, "
      "    s.onboarded_on) + s.review_interval_months * 365 / 12 as due "
      "from supplier s where s.status = 'active') x where x.due <= $today + $due_soon_days",
      .population =
      "select 1 where exists (select 1 from supplier where status = 'active')", },
    { .id = "R-8.1-06", .clause = "operation",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Supplier assurance valid",
      .condition = "FOR Supplier active criticality ≥ high ASSERT assurance ≠ none AND "
          "assurance_valid_until ≥ today",
      .colours = "red if expired and critical; amber if none, expired or within 30 days",
      .why = "Certificates and reports have an end.",
      .fix = "Ask for the new one.",
      .requirements = "8.1-R5",
      .type = "Supplier", .field = "assurance_valid_until",
      .query =
      "select s.key, case when s.assurance_valid_until < $today "
      "    and s.criticality = 'critical' then 'red' else 'amber' end, "
      "case when s.assurance = 'none' or s.assurance is null then 'no assurance' "
      "    when s.assurance_valid_until is null then 'no end of the assurance known' "
      "else 'assurance ends' end, s.assurance_valid_until "
      "from supplier s where s.status = 'active' and s.criticality in ('high', 'critical') "
      "    and (s.assurance is null or s.assurance = 'none' "
      "or s.assurance_valid_until is null or s.assurance_valid_until <= $today + "
      "    $due_soon_days)",
      .population =
      "select 1 where exists (select 1 from supplier where status = 'active' "
      "    and criticality in ('high', 'critical'))", },
    { .id = "R-8.1-07", .clause = "operation",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Exit plan for critical suppliers",
      .condition = "FOR Supplier active criticality=critical ASSERT exit_plan",
      .colours = "amber",
      .why = "A.5.23; concentration risk.",
      .fix = "Write one page: data export, replacement, time.",
      .requirements = "8.1-R5",
      .type = "Supplier", .field = "exit_plan",
      .query =
      "select s.key, 'amber', 'no exit plan', null from supplier s "
      "where s.status = 'active' and s.criticality = 'critical' "
      "    and coalesce(s.exit_plan, 0) = 0",
      .population =
      "select 1 where exists (select 1 from supplier where status = 'active' "
      "    and criticality = 'critical')", },
    { .id = "R-8.1-08", .clause = "operation",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Exception expired or not approved",
      .condition = "FOR Exception requested/approved: expires_on",
      .colours = "red if passed; amber within 30 days",
      .why = "An expired exception is an uncontrolled deviation.",
      .fix = "Close, renew with reason, or fix.",
      .requirements = "8.1-R1",
      .type = "Exception", .field = "expires_on",
      .query =
      "select e.key, case when e.expires_on < $today then 'red' else 'amber' end, "
      "case when e.expires_on < $today then 'expired, and not closed' "
      "    else 'expires soon' end, e.expires_on "
      "from \"exception\" e where e.status in ('requested', 'approved') "
      "    and e.expires_on <= $today + $due_soon_days",
      .population =
      "select 1 where exists (select 1 from \"exception\" "
      "    where status in ('requested', 'approved'))", },
    { .id = "R-8.1-09", .clause = "operation",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Incident not closed in time",
      .condition = "FOR Incident not closed: age of detected_on vs limit of severity "
          "(60/30/14/7 days)",
      .colours = "amber from 75 % of the limit; red after",
      .why = "Open incidents hide harm.",
      .fix = "Close or re-plan.",
      .requirements = "8.1-R1",
      .type = "Incident", .field = "status",
      .query =
      "select x.key, case when x.age > x.lim then 'red' "
      "    else 'amber' end, 'open for ' || cast(x.age as text) || ' days', x.detected_on "
      "    + x.lim "
      "from (select i.key, i.detected_on, $today - i.detected_on as age, case i.severity "
      "    when 'low' then $incident_sla_low_days "
      "when 'medium' then $incident_sla_medium_days when 'high' "
      "    then $incident_sla_high_days else $incident_sla_critical_days end as lim "
      "from incident i where i.status <> 'closed') x where x.age * 4 >= x.lim * 3",
      .population =
      "select 1 where exists (select 1 from incident where status <> 'closed')", },
    { .id = "R-8.1-10", .clause = "operation",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Lessons learned and risk review after incidents",
      .condition = "FOR Incident closed, kind=incident, severity ≥ medium ASSERT root_cause, "
          "lessons_learned AND risk_reviewed",
      .colours = "red without cause or lessons; amber without risk review",
      .why = "A.5.27; feeds 8.2 and 10.",
      .fix = "Hold the review.",
      .requirements = "8.1-R1,10.1-R2",
      .type = "Incident", .field = "lessons_learned",
      .query =
      "select i.key, case when i.root_cause is null or i.lessons_learned is null "
      "    then 'red' else 'amber' end, "
      "case when i.root_cause is null then 'cause missing' when i.lessons_learned is null "
      "    then 'lessons missing' else 'risks not reviewed' end, i.closed_on "
      "from incident i where i.status = 'closed' and i.kind = 'incident' "
      "    and i.severity in ('medium', 'high', 'critical') "
      "and (i.root_cause is null or i.lessons_learned is null "
      "    or coalesce(i.risk_reviewed, 0) = 0)",
      .population =
      "select 1 where exists (select 1 from incident where status = 'closed' "
      "    and kind = 'incident')", },
    { .id = "R-8.1-11", .clause = "operation",
      .severity = SEV_MAJOR, .basis = BASIS_P,
      .title = "Breach notification decision",
      .condition = "FOR Incident personal_data ASSERT notification_decision ≠ pending within 72 "
          "h AND (required ⇒ authority_notified_on)",
      .colours = "amber while pending within 3 days; red later",
      .why = "Statutory time limit.",
      .fix = "Decide with the data protection officer; notify.",
      .requirements = "8.1-R1,4.2-R5",
      .type = "Incident", .field = "notification_decision",
      .query =
      "select i.key, case when ($today - i.detected_on) * 24 > $breach_hours then 'red' "
      "    else 'amber' end, "
      "case when i.notification_decision = 'required' then 'the authority is not notified' "
      "    else 'notification not decided' end, i.detected_on + $breach_hours / 24 "
      "from incident i where i.personal_data = 1 and (i.notification_decision is null "
      "    or i.notification_decision = 'pending' "
      "or (i.notification_decision = 'required' and i.authority_notified_on is null))",
      .population =
      "select 1 where exists (select 1 from incident where personal_data = 1)", },
    { .id = "R-8.1-12", .clause = "operation",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Control test overdue",
      .condition = "FOR Control implemented active: last_tested_on + test_interval_months",
      .colours = "amber never tested (after 180 days) or late",
      .why = "Design is not operation.",
      .fix = "Test a sample.",
      .requirements = "8.1-R1",
      .type = "Control", .field = "last_tested_on",
      .query =
      "select c.key, 'amber', case when c.last_tested_on is null then 'never tested' "
      "    else 'test overdue' end, "
      "coalesce(c.last_tested_on + c.test_interval_months * 365 / 12, c.implemented_on + "
      "    180) "
      "from control c where c.status = 'active' and c.implementation_status = 'implemented' "
      "and ((c.last_tested_on is null and $today - c.implemented_on > 180) "
      "or c.last_tested_on + c.test_interval_months * 365 / 12 < $today)",
      .population =
      "select 1 where exists (select 1 from control where status = 'active' "
      "    and implementation_status = 'implemented')", },
    { .id = "R-8.1-13", .clause = "operation",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Ineffective control has an action",
      .condition = "FOR Control effectiveness=ineffective ASSERT open Nonconformity or Action "
          "names it",
      .colours = "red per control",
      .why = "A known failure without reaction.",
      .fix = "Open a nonconformity.",
      .requirements = "8.1-R1,10.1-R1",
      .type = "Action", .field = "source",
      .query =
      "select c.key, 'red', 'ineffective, and nothing is done', c.last_tested_on "
      "    from control c "
      "where c.status = 'active' and c.effectiveness = 'ineffective' "
      "and not exists (select 1 from action a where a.source = c.key "
      "    and a.status in ('open', 'in_progress')) "
      "and not exists (select 1 from nonconformity n where (n.source_ref = c.key "
      "    or n.requirement_ref = c.key) and n.status <> 'closed')",
      .population =
      "select 1 where exists (select 1 from control where status = 'active' "
      "    and effectiveness = 'ineffective')", },
    { .id = "R-8.2-01", .clause = "risk-assessment",
      .severity = SEV_MAJOR, .basis = BASIS_P,
      .title = "Risk assessment at planned interval",
      .condition = "today − max(RiskAssessment planned, approved .completed_on) ≤ "
          "method.reassess_interval_months (+30 days)",
      .colours = "amber within 30 days before or after; red later or never",
      .why = "Assessments at planned intervals.",
      .fix = "Start the next round.",
      .requirements = "8.2-R1",
      .type = "RiskAssessment", .field = "completed_on",
      .query =
      "select null, case when x.last is null or $today - x.due > $ra_grace_days then 'red' "
      "    else 'amber' end, "
      "case when x.last is null then 'no approved risk assessment' "
      "    else 'next assessment due' end, x.due "
      "from (select y.last, y.last + y.months * 365 / 12 as due from (select "
      "(select max(completed_on) from risk_assessment where status = 'approved' "
      "    and \"trigger\" = 'planned') as last, "
      "(select max(reassess_interval_months) from risk_method "
      "    where status = 'approved') as months) y) x "
      "where x.last is null or x.due is null or x.due <= $today + $due_soon_days", },
    { .id = "R-8.2-02", .clause = "risk-assessment",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Significant change leads to assessment",
      .condition = "FOR Change significant, status IN (approved, implemented, reviewed) ASSERT "
          "risk_review",
      .colours = "red if implemented without; amber if approved without",
      .why = "8.2: when significant changes are proposed or occur.",
      .fix = "Run a small assessment on the change.",
      .requirements = "8.2-R2",
      .type = "Change", .field = "risk_review",
      .query =
      "select c.key, case when c.status in ('implemented', 'reviewed') then 'red' "
      "    else 'amber' end, "
      "'significant, but its risks were not assessed', c.planned_for "
      "from \"change\" c where c.significant = 1 and c.status in ('approved', 'implemented', "
      "    'reviewed') and c.risk_review is null",
      .population =
      "select 1 where exists (select 1 from \"change\" where significant = 1)", },
    { .id = "R-8.2-03", .clause = "risk-assessment",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Open risk reviewed",
      .condition = "FOR Risk not closed: next_review_due",
      .colours = "amber 1–30 days late; red later",
      .why = "Stale risk.",
      .fix = "Review with the owner.",
      .requirements = "8.2-R1",
      .type = "Risk", .field = "next_review_due",
      .query =
      "select x.key, case when $today - x.next_review_due > $overdue_red_days then 'red' "
      "    else 'amber' end, 'review overdue', x.next_review_due "
      "from risk x "
      "where x.status <> 'closed' and x.next_review_due < $today "
      "union all select x.key, 'amber', 'cannot be judged: no review date', null "
      "    from risk x "
      "where x.status <> 'closed' and x.next_review_due is null",
      .population =
      "select 1 where exists (select 1 from risk where status <> 'closed')", },
    { .id = "R-8.2-04", .clause = "risk-assessment",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Results retained",
      .condition = "FOR RiskAssessment completed/approved ASSERT report OR ≥ 1 RiskAnalysis",
      .colours = "red per run",
      .why = "Mandatory records.",
      .fix = "Attach the report; lock the snapshot.",
      .requirements = "8.2-R3",
      .type = "RiskAssessment", .field = "report",
      .query =
      "select a.key, 'red', 'neither a report nor an analysis', a.completed_on "
      "    from risk_assessment a "
      "where a.status in ('completed', 'approved') and a.report is null "
      "and not exists (select 1 from risk_analysis n where n.assessment = a.key)",
      .population =
      "select 1 where exists (select 1 from risk_assessment "
      "    where status in ('completed', 'approved'))", },
    { .id = "R-8.2-05", .clause = "risk-assessment",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "New critical asset or supplier assessed",
      .condition = "FOR Asset (criticality ≥ high, in_use_since ≤ 90 d) / Supplier (≥ high, "
          "onboarded ≤ 90 d) ASSERT an open Risk names the asset; for the supplier a "
          "RiskAssessment with trigger new_supplier or significant_change within ± 60 days of "
          "onboarding",
      .colours = "amber per item",
      .why = "Change enters through new things.",
      .fix = "Assess before use.",
      .requirements = "8.2-R2",
      .type = "Risk", .field = "assets",
      .query =
      "select a.key, 'amber', 'new and important, but in no open risk', a.in_use_since "
      "    from asset a "
      "where a.criticality in ('high', 'critical') and a.status = 'in_use' "
      "    and a.in_use_since between $today - 90 and $today "
      "and not exists (select 1 from risk_assets l join risk k on k.id = l.id "
      "    where l.ref = a.key and k.status <> 'closed') "
      "union all select s.key, 'amber', 'a new supplier, but no assessment for it', "
      "    s.onboarded_on from supplier s "
      "where s.criticality in ('high', 'critical') and s.status = 'active' "
      "    and s.onboarded_on between $today - 90 and $today "
      "and not exists (select 1 from risk_assessment m "
      "    where m.\"trigger\" in ('new_supplier', 'significant_change') "
      "and m.started_on between s.onboarded_on - 60 and s.onboarded_on + 60)",
      .population =
      "select 1 where exists (select 1 from asset where in_use_since >= $today - 90)", },
    { .id = "R-8.3-01", .clause = "risk-treatment",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Treatment action overdue",
      .condition = "FOR TreatmentAction planned/in_progress: due",
      .colours = "amber 1–30 days late; red later (priority critical: at once)",
      .why = "The plan must be implemented.",
      .fix = "Finish, or have the risk owner move the date.",
      .requirements = "8.3-R1",
      .type = "TreatmentAction", .field = "due",
      .query =
      "select x.key, case when $today - x.due > $overdue_red_days "
      "    or x.priority = 'critical' then 'red' else 'amber' end, 'overdue', x.due "
      "from treatment_action x where x.status in ('planned', 'in_progress') "
      "    and x.due < $today",
      .population =
      "select 1 where exists (select 1 from treatment_action "
      "    where status in ('planned', 'in_progress'))", },
    { .id = "R-8.3-02", .clause = "risk-treatment",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Results of treatment recorded",
      .condition = "FOR TreatmentAction done ASSERT result AND evidence NOT EMPTY",
      .colours = "red without result; amber without evidence",
      .why = "Mandatory records of 8.3.",
      .fix = "Write what was achieved and attach proof.",
      .requirements = "8.3-R2",
      .type = "TreatmentAction", .field = "result",
      .query =
      "select x.key, case when x.result is null then 'red' else 'amber' end, "
      "case when x.result is null then 'done, but without a result' "
      "    else 'done, but without evidence' end, x.completed_on "
      "from treatment_action x where x.status = 'done' and (x.result is null "
      "    or x.evidence is null)",
      .population =
      "select 1 where exists (select 1 from treatment_action where status = 'done')", },
    { .id = "R-8.3-03", .clause = "risk-treatment",
      .severity = SEV_MINOR, .basis = BASIS_C,
      .title = "Risk re-analysed after treatment",
      .condition = "FOR Risk with all actions done: latest current RiskAnalysis.date ≥ "
          "max(completed_on); limit 45 days",
      .colours = "amber after the limit; red > 120 days",
      .why = "Otherwise nobody knows whether it worked.",
      .fix = "Analyse again; compare with the expected residual level.",
      .requirements = "8.3-R2",
      .type = "RiskAnalysis", .field = "date",
      .query =
      "select x.key, case when $today - x.done > 120 then 'red' "
      "    else 'amber' end, 'treated, but not analysed again', x.done "
      "from (select k.key, max(a.completed_on) as done from risk k "
      "    join treatment_action_risks l on l.ref = k.key "
      "join treatment_action a on a.id = l.id where k.status <> 'closed' "
      "    and a.status <> 'cancelled' "
      "group by k.key having sum(case when a.status = 'done' then 0 else 1 end) = 0) x "
      "where $today - x.done > $reanalysis_days "
      "and not exists (select 1 from risk_analysis n where n.risk = x.key "
      "    and n.kind = 'current' and n.\"date\" >= x.done)",
      .population =
      "select 1 where exists (select 1 from treatment_action where status = 'done')", },
    { .id = "R-8.3-04", .clause = "risk-treatment",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Result worse than planned",
      .condition = "FOR Risk treated: re-analysed current level > residual level AND no new "
          "action or acceptance of that level",
      .colours = "red per risk",
      .why = "Treatment was not effective.",
      .fix = "Plan more, or accept at the real level.",
      .requirements = "8.3-R1",
      .type = "RiskAcceptance",
      .query =
      "select k.key, 'red', 'level ' || cast(a.level as text) || "
      "    ' instead of the planned ' || cast(b.level as text), a.\"date\" "
      "from risk k join risk_analysis a on a.risk = k.key and a.kind = 'current' "
      "    and not exists (select 1 from risk_analysis z "
      "where z.risk = a.risk and z.kind = a.kind and (z.\"date\" > a.\"date\" "
      "    or (z.\"date\" = a.\"date\" and z.id > a.id))) "
      "    join risk_analysis b on b.risk = k.key and b.kind = 'residual' "
      "    and not exists (select 1 from risk_analysis z "
      "where z.risk = b.risk and z.kind = b.kind and (z.\"date\" > b.\"date\" "
      "    or (z.\"date\" = b.\"date\" and z.id > b.id))) "
      "where k.status = 'treated' and a.level > b.level and a.\"date\" > b.\"date\" "
      "and not exists (select 1 from treatment_action t "
      "    join treatment_action_risks l on l.id = t.id where l.ref = k.key "
      "    and t.status in ('planned', 'in_progress')) "
      "and not exists (select 1 from risk_acceptance c where c.risk = k.key "
      "    and c.status = 'active' and c.level >= a.level and c.valid_until >= $today)",
      .population =
      "select 1 where exists (select 1 from risk where status = 'treated')", },
};
// clang-format on

const struct rule_group rules_8_operation = { rules, sizeof rules / sizeof rules[0] };
