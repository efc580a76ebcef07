/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_7_people.c - conformity rules of clauses 7.1 to 7.4: resources, competence, awareness, communication. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-7.1-01", .clause = "resources",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Resources determined and provided",
      .condition = "FOR category IN (people, budget) ASSERT EXISTS ResourceAllocation "
          "decision=approved for the current period",
      .colours = "red if neither; amber if one",
      .why = "Resources must be determined and provided, not only wished for.",
      .fix = "Enter need and decision for the period.",
      .requirements = "7.1-R1,7.1-R2",
      .type = "ResourceAllocation", .field = "decision",
      .query =
      "with t(c) as (values ('people'), ('budget')), "
      "m as (select t.c from t where not exists (select 1 from resource_allocation a "
      "    where a.category = t.c "
      "and a.decision in ('approved', 'partially_approved') "
      "    and a.decided_on >= $today - 400)) "
      "select null, case when (select count(*) from m) = 2 then 'red' "
      "    else 'amber' end, 'no approved ' || m.c || ' for this period', null from m", },
    { .id = "R-7.1-02", .clause = "resources",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Resource request waiting",
      .condition = "FOR ResourceAllocation pending > 60 days",
      .colours = "amber",
      .why = "Delays treatment.",
      .fix = "Decide.",
      .requirements = "7.1-R2",
      .type = "ResourceAllocation", .field = "decision",
      .query =
      "select a.key, 'amber', 'waits for a decision', a.requested_on "
      "    from resource_allocation a "
      "where a.decision = 'pending' and $today - a.requested_on > $decision_wait_days",
      .population =
      "select 1 where exists (select 1 from resource_allocation)", },
    { .id = "R-7.1-03", .clause = "resources",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Refused resource that blocks a treatment",
      .condition = "FOR ResourceAllocation rejected with linked Risk ASSERT EXISTS "
          "RiskAcceptance active of that risk",
      .colours = "red per request",
      .why = "Refusal is a risk decision and must be taken as one.",
      .fix = "Accept the risk or find another way.",
      .requirements = "7.1-R2",
      .type = "RiskAcceptance",
      .query =
      "select distinct a.key, 'red', 'refused, but the risk ' || k.key || "
      "    ' is not accepted', a.decided_on "
      "from resource_allocation a join resource_allocation_linked l on l.id = a.id "
      "    join risk k on k.key = l.ref "
      "where a.decision = 'rejected' and k.status <> 'closed' "
      "and not exists (select 1 from risk_acceptance c where c.risk = k.key "
      "    and c.status = 'active' and c.valid_until >= $today)",
      .population =
      "select 1 where exists (select 1 from resource_allocation "
      "    where decision = 'rejected')", },
    { .id = "R-7.2-01", .clause = "competence",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Competence determined per role",
      .condition = "FOR Role active, held ASSERT EXISTS CompetenceRequirement active",
      .colours = "amber per role; red for key roles",
      .why = "Needed competence must be determined.",
      .fix = "Add at least one requirement.",
      .requirements = "7.2-R1",
      .type = "CompetenceRequirement", .field = "role",
      .query =
      "select o.key, case when o.key_role = 1 then 'red' "
      "    else 'amber' end, 'no competence is required of this role', null "
      "from role o where o.status = 'active' and exists (select 1 from role_assignment a "
      "    where a.role = o.key and a.status = 'active') "
      "and not exists (select 1 from competence_requirement q where q.role = o.key "
      "    and q.status = 'active')",
      .population =
      "select 1 where exists (select 1 from role where status = 'active')", },
    { .id = "R-7.2-02", .clause = "competence",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Holders are competent, with evidence",
      .condition = "FOR RoleAssignment active × CompetenceRequirement(role) ASSERT max(level of "
          "valid CompetenceEvidence) ≥ required_level",
      .colours = "red if gap and no Training planned for the person and requirement; amber if "
          "planned",
      .why = "Evidence of competence is mandatory documented information.",
      .fix = "Record evidence or plan training, mentoring, hiring.",
      .requirements = "7.2-R2,7.2-R4",
      .type = "CompetenceEvidence", .field = "requirement",
      .query =
      "select a.key, case when exists (select 1 from training_persons p "
      "    join training t on t.id = p.id "
      "join training_requirements y on y.id = t.id where p.ref = a.person "
      "    and y.ref = q.key and t.status = 'planned') then 'amber' else 'red' end, "
      "a.person || ' lacks ' || q.topic, null "
      "from role_assignment a join competence_requirement q on q.role = a.role "
      "where a.status = 'active' and q.status = 'active' and not exists (select 1 "
      "    from competence_evidence e "
      "where e.requirement = q.key and e.person = a.person and e.status = 'valid' "
      "    and e.level >= q.required_level "
      "and (e.expires_on is null or e.expires_on >= $today))",
      .population =
      "select 1 where exists (select 1 from competence_requirement where status = 'active')", },
    { .id = "R-7.2-03", .clause = "competence",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Evidence expiring",
      .condition = "FOR CompetenceEvidence valid: expires_on",
      .colours = "red if passed; amber within 90 days",
      .why = "Certificates run out silently.",
      .fix = "Renew or replace the evidence.",
      .requirements = "7.2-R4",
      .type = "CompetenceEvidence", .field = "expires_on",
      .query =
      "select e.key, case when e.expires_on < $today then 'red' else 'amber' end, "
      "case when e.expires_on < $today then 'expired' else 'expires soon' end, e.expires_on "
      "from competence_evidence e where e.status = 'valid' and e.expires_on <= $today + 90",
      .population =
      "select 1 where exists (select 1 from competence_evidence where status = 'valid' "
      "    and expires_on is not null)", },
    { .id = "R-7.2-04", .clause = "competence",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Effectiveness of training evaluated",
      .condition = "FOR Training status=done ASSERT effectiveness_on within 90 days of "
          "completed_on",
      .colours = "silent until 90 days; amber later; red > 180 days",
      .why = "7.2 c) asks to evaluate the effectiveness of the actions.",
      .fix = "Evaluate with the stated method.",
      .requirements = "7.2-R3",
      .type = "Training", .field = "effectiveness_on",
      .query =
      "select t.key, case when $today - t.completed_on > 2 * $training_effect_days "
      "    then 'red' else 'amber' end, "
      "'done ' || cast($today - t.completed_on as text) || ' days ago, not evaluated', "
      "    t.completed_on "
      "from training t where t.status = 'done' and t.effectiveness_on is null "
      "    and $today - t.completed_on > $training_effect_days "
      "union all select t.key, 'amber', 'cannot be judged: no completion date', null "
      "from training t where t.status = 'done' and t.completed_on is null",
      .population =
      "select 1 where exists (select 1 from training where status in ('done', 'evaluated'))", },
    { .id = "R-7.2-05", .clause = "competence",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Assessor is not the person",
      .condition = "FOR CompetenceEvidence ASSERT assessed_by ≠ person",
      .colours = "amber",
      .why = "Self-assessment is weak evidence.",
      .fix = "Let the manager confirm.",
      .requirements = "7.2-R4",
      .type = "CompetenceEvidence", .field = "assessed_by",
      .query =
      "select e.key, 'amber', 'assessed by the person', e.obtained_on "
      "    from competence_evidence e "
      "where e.status = 'valid' and e.assessed_by = e.person",
      .population =
      "select 1 where exists (select 1 from competence_evidence where status = 'valid')", },
    { .id = "R-7.3-01", .clause = "awareness",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Induction of joiners",
      .condition = "FOR Person active, start within 365 days: completed participation in an "
          "induction campaign ≤ 30 days after start",
      .colours = "amber while due within 10 days; red after the limit",
      .why = "Joiners are the weakest link.",
      .fix = "Assign and remind.",
      .requirements = "7.3-R1,7.3-R2,7.3-R3",
      .type = "AwarenessParticipation", .field = "completed_on",
      .query =
      "select p.key, case when $today - p.start_date > $induction_days then 'red' "
      "    else 'amber' end, "
      "'no induction since the start ' || cast($today - p.start_date as text) || "
      "    ' days ago', p.start_date "
      "from person p where p.status = 'active' and p.in_scope = 1 and p.kind <> 'external' "
      "and p.start_date between $today - 365 and $today "
      "and $today - p.start_date > $induction_days - 10 "
      "and not exists (select 1 from awareness_participation a "
      "    join awareness_campaign c on c.key = a.campaign "
      "where a.person = p.key and c.induction = 1 and a.status in ('completed', 'exempt'))",
      .population =
      "select 1 where exists (select 1 from person where status = 'active' "
      "    and start_date >= $today - 365)", },
    { .id = "R-7.3-02", .clause = "awareness",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Yearly awareness coverage",
      .condition = "completed / assigned of the latest mandatory non-induction campaign",
      .colours = "green ≥ 95 %; amber 85–95 %; red below",
      .why = "All persons under the organisation's control must be aware.",
      .fix = "Remind the listed persons; escalate to managers.",
      .requirements = "7.3-R1,7.3-R2,7.3-R3",
      .type = "AwarenessParticipation", .field = "completed_on",
      .query =
      "select x.key, case when x.done * 100 < x.n * $aware_amber_pct then 'red' "
      "    else 'amber' end, "
      "cast(x.done as text) || ' of ' || cast(x.n as text) || ' people took part', null "
      "from (select c.key, count(*) as n, sum(case when p.status = 'completed' then 1 "
      "    else 0 end) as done "
      "from (select c.key, c.target_pct from awareness_campaign c where c.mandatory = 1 "
      "    and c.induction = 0 and c.status in ('running', 'closed') "
      "and c.\"start\" <= $today order by c.\"start\" desc, c.id desc limit 1) c "
      "    join awareness_participation p on p.campaign = c.key "
      "    where p.status <> 'exempt' group by c.key) x "
      "where x.done * 100 < x.n * $aware_green_pct "
      "union all select null, 'red', 'no mandatory awareness campaign', null "
      "where not exists (select 1 from awareness_campaign where mandatory = 1 "
      "    and induction = 0 and status in ('running', 'closed'))",
      .population =
      "select 1 where exists (select 1 from person where status = 'active')", },
    { .id = "R-7.3-03", .clause = "awareness",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "The three required topics are covered",
      .condition = "UNION(topics of mandatory campaigns in 365 days) ⊇ {policy, contribution, "
          "implications}",
      .colours = "red per missing topic",
      .why = "7.3 a–c.",
      .fix = "Add the topic to the course.",
      .requirements = "7.3-R1,7.3-R2,7.3-R3",
      .type = "AwarenessCampaign", .field = "topics",
      .query =
      "with t(x) as (values ('policy'), ('contribution'), ('implications')) "
      "select null, 'red', 'not covered: ' || t.x, null from t where not exists (select 1 "
      "    from awareness_campaign_topics k "
      "join awareness_campaign c on c.id = k.id where k.value = t.x and c.mandatory = 1 "
      "    and c.status in ('running', 'closed') and c.\"end\" >= $today - 365)", },
    { .id = "R-7.3-04", .clause = "awareness",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Effect of awareness",
      .condition = "FOR AwarenessCampaign closed with target ASSERT result meets "
          "effectiveness_target (lower is better for phishing_simulation)",
      .colours = "amber if missed; red if missed by more than half",
      .why = "Attendance is not awareness.",
      .fix = "Change the method; aim at the groups that fail.",
      .requirements = "7.3-R2",
      .type = "AwarenessCampaign", .field = "effectiveness_result",
      .query =
      "select c.key, case when (c.channel = 'phishing_simulation' "
      "    and 2 * c.effectiveness_result > 3 * c.effectiveness_target) "
      "or (c.channel <> 'phishing_simulation' "
      "    and 2 * c.effectiveness_result < c.effectiveness_target) then 'red' "
      "    else 'amber' end, "
      "case when c.effectiveness_result is null then 'cannot be judged: no result' "
      "    else 'the target was missed' end, null "
      "from awareness_campaign c where c.status = 'closed' "
      "    and c.effectiveness_target is not null and (c.effectiveness_result is null "
      "or (c.channel = 'phishing_simulation' and c.effectiveness_result > "
      "    c.effectiveness_target) "
      "or (c.channel <> 'phishing_simulation' "
      "    and c.effectiveness_result < c.effectiveness_target))",
      .population =
      "select 1 where exists (select 1 from awareness_campaign where status = 'closed' "
      "    and effectiveness_target is not null)", },
    { .id = "R-7.3-05", .clause = "awareness",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Contractors included",
      .condition = "FOR Person kind IN (contractor,temp) active in_scope ASSERT participation "
          "in the latest mandatory campaign",
      .colours = "amber per person",
      .why = "Persons doing work under the organisation's control, not only employees.",
      .fix = "Assign them.",
      .requirements = "7.3-R1,7.3-R2,7.3-R3",
      .type = "AwarenessParticipation", .field = "person",
      .query =
      "select p.key, 'amber', 'not in the latest mandatory campaign', null "
      "    from person p, (select c.key, c.target_pct from awareness_campaign c "
      "    where c.mandatory = 1 and c.induction = 0 and c.status in ('running', 'closed') "
      "and c.\"start\" <= $today order by c.\"start\" desc, c.id desc limit 1) c "
      "where p.kind in ('contractor', 'temp') and p.status = 'active' and p.in_scope = 1 "
      "and not exists (select 1 from awareness_participation a where a.person = p.key "
      "    and a.campaign = c.key)",
      .population =
      "select 1 where exists (select 1 from person where kind in ('contractor', 'temp') "
      "    and status = 'active' and in_scope = 1)", },
    { .id = "R-7.4-01", .clause = "communication",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Communication need determined",
      .condition = "count(CommunicationPlanItem active) ≥ 1; FOR each ASSERT subject, when, "
          "audience, method (and sender)",
      .colours = "red if none; amber per gap",
      .why = "On what, when, with whom, how.",
      .fix = "Fill the matrix.",
      .requirements = "7.4-R1,7.4-R2,7.4-R3,7.4-R4",
      .type = "CommunicationPlanItem",
      .query =
      "select null, 'red', 'no communication is planned', null "
      "where not exists (select 1 from communication_plan_item where status = 'active') "
      "union all select c.key, 'amber', "
      "    'subject, time, audience, method or sender missing', null "
      "    from communication_plan_item c "
      "where c.status = 'active' and (c.subject is null or c.\"when\" is null "
      "    or c.audience is null or c.method is null or c.sender is null)", },
    { .id = "R-7.4-02", .clause = "communication",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Expected lines present",
      .condition = "FOR category IN (policy, objectives, roles, incident_internal, "
          "breach_authority, customer_assurance, supplier_requirements, performance_report) "
          "ASSERT EXISTS active item",
      .colours = "amber per missing",
      .why = "These eight are asked for in nearly every audit.",
      .fix = "Add the line.",
      .requirements = "7.4-R1",
      .type = "CommunicationPlanItem", .field = "category",
      .query =
      "with t(c) as (values ('policy'), ('objectives'), ('roles'), ('incident_internal'), "
      "    ('breach_authority'), ('customer_assurance'), ('supplier_requirements'), "
      "    ('performance_report')) "
      "select null, 'amber', 'no line for ' || t.c, null from t "
      "where not exists (select 1 from communication_plan_item i where i.category = t.c "
      "    and i.status = 'active')",
      .population =
      "select 1 where exists (select 1 from communication_plan_item "
      "    where status = 'active')", },
    { .id = "R-7.4-03", .clause = "communication",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Planned communication late",
      .condition = "FOR CommunicationPlanItem active: next_due",
      .colours = "amber 1–30 days; red later",
      .why = "The plan is not kept.",
      .fix = "Send and log, or change the plan.",
      .requirements = "7.4-R2",
      .type = "CommunicationLog", .field = "item",
      .query =
      "select x.key, case when $today - x.next_due > $overdue_red_days then 'red' "
      "    else 'amber' end, 'not sent in time', x.next_due "
      "from communication_plan_item x "
      "where x.status = 'active' and x.next_due < $today",
      .population =
      "select 1 where exists (select 1 from communication_plan_item "
      "    where status = 'active' and next_due is not null)", },
};
// clang-format on

const struct rule_group rules_7_people = { rules, sizeof rules / sizeof rules[0] };
