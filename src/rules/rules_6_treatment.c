/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_6_treatment.c - conformity rules of clause 6.1.3: risk treatment. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-6.1.3-01", .clause = "risk-treatment-process",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Approved Statement of Applicability in force",
      .condition = "count(SoA approved) = 1 with edition = the edition in use",
      .colours = "red otherwise",
      .why = "Mandatory; the certificate names its version.",
      .fix = "Approve the SoA.",
      .requirements = "6.1.3-R4",
      .type = "SoA", .field = "status",
      .query =
      "select null, 'red', 'no Statement of Applicability in force', null "
      "    where not exists (select 1 from soa where status = 'approved') "
      "union all select s.key, 'red', 'more than one in force', null from soa s "
      "where s.status = 'approved' and (select count(*) from soa "
      "    where status = 'approved') > 1 "
      "union all select s.key, 'red', 'of another edition than the one in use', null "
      "    from soa s join organization o on 1 = 1 "
      "where s.status = 'approved' and s.edition <> case when o.edition = '2013_27003' "
      "    then '2013' else '2022' end", },
    { .id = "R-6.1.3-02", .clause = "risk-treatment-process",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "SoA covers every Annex A control",
      .condition = "FOR c IN Annex A (93 or 114) ASSERT exactly one SoAEntry",
      .colours = "red per missing or double",
      .why = "The comparison with Annex A must be complete.",
      .fix = "Generate the missing lines.",
      .requirements = "6.1.3-R3,6.1.3-R4",
      .type = "SoAEntry", .field = "control_ref",
      .query =
      "select s.key, 'red', a.control || case when n.n is null then ' has no entry' "
      "    else ' has two entries' end, null "
      "from soa s join annex_a a on a.edition = s.edition "
      "left join (select soa, control_ref, count(*) as n "
      "    from soa_entry group by soa, control_ref) n on n.soa = s.key "
      "    and n.control_ref = a.control "
      "where s.status = 'approved' and (n.n is null or n.n > 1)",
      .population =
      "select 1 where exists (select 1 from soa where status = 'approved')", },
    { .id = "R-6.1.3-03", .clause = "risk-treatment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Applicable control: justification and status",
      .condition = "FOR SoAEntry applicable ASSERT justification, inclusion_reasons AND "
          "implementation_status NOT EMPTY",
      .colours = "red per entry",
      .why = "6.1.3 d): necessary controls, justification for inclusion, whether implemented.",
      .fix = "Fill the line.",
      .requirements = "6.1.3-R4",
      .type = "SoAEntry", .field = "justification",
      .query =
      "select e.key, 'red', case when e.justification is null then 'justification missing' "
      "when e.inclusion_reasons is null then 'reason of inclusion missing' "
      "    else 'implementation status missing' end, null "
      "from soa_entry e join soa s on s.key = e.soa where s.status = 'approved' "
      "    and e.applicable = 1 "
      "and (e.justification is null or e.inclusion_reasons is null "
      "    or e.implementation_status is null)",
      .population =
      "select 1 where exists (select 1 from soa where status = 'approved')", },
    { .id = "R-6.1.3-04", .clause = "risk-treatment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Excluded control: justification",
      .condition = "FOR SoAEntry NOT applicable ASSERT justification NOT EMPTY AND length ≥ 20 "
          "characters",
      .colours = "red per entry",
      .why = "Exclusions must be justified; \"n/a\" is not a reason.",
      .fix = "Explain from scope or risk why it is not needed.",
      .requirements = "6.1.3-R4",
      .type = "SoAEntry", .field = "justification",
      .query =
      "select e.key, 'red', e.control_ref || ' is excluded without a real reason', null "
      "from soa_entry e join soa s on s.key = e.soa where s.status = 'approved' "
      "    and e.applicable = 0 "
      "and (e.justification is null or length(e.justification) < 20)",
      .population =
      "select 1 where exists (select 1 from soa where status = 'approved')", },
    { .id = "R-6.1.3-05", .clause = "risk-treatment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Excluded control is not used",
      .condition = "FOR SoAEntry NOT applicable ASSERT no active Control with annex_refs ∋ "
          "control_ref that is used by an open Risk, TreatmentAction or Requirement",
      .colours = "red per entry",
      .why = "The SoA contradicts the treatment.",
      .fix = "Make it applicable or correct the link.",
      .requirements = "6.1.3-R4",
      .type = "SoAEntry", .field = "applicable",
      .query =
      "select distinct e.key, 'red', e.control_ref || ' is excluded, but ' || c.key || "
      "    ' uses it', null "
      "from soa_entry e join soa s on s.key = e.soa "
      "    join control_annex_refs r on r.value = e.control_ref "
      "    join control c on c.id = r.id "
      "where s.status = 'approved' and e.applicable = 0 and c.status = 'active' "
      "and (exists (select 1 from risk_treatment_controls l join risk k on k.id = l.id "
      "    where l.ref = c.key and k.status <> 'closed') "
      "or exists (select 1 from treatment_action_controls l "
      "    join treatment_action t on t.id = l.id where l.ref = c.key "
      "    and t.status <> 'cancelled') "
      "or exists (select 1 from requirement_fulfilled_by l "
      "    join requirement q on q.id = l.id where l.ref = c.key and q.status = 'active'))",
      .population =
      "select 1 where exists (select 1 from soa_entry where applicable = 0)", },
    { .id = "R-6.1.3-06", .clause = "risk-treatment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Inclusion reason is backed by a link",
      .condition = "FOR SoAEntry applicable: reason risk ⇒ risks; legal/contractual ⇒ "
          "requirements NOT EMPTY",
      .colours = "amber per entry",
      .why = "The auditor traces from risk to control and back.",
      .fix = "Link, or change the reason.",
      .requirements = "6.1.3-R4",
      .type = "SoAEntry", .field = "risks",
      .query =
      "select distinct e.key, 'amber', e.control_ref || case when i.value = 'risk' "
      "    then ': no risk linked' else ': no requirement linked' end, null "
      "from soa_entry e join soa s on s.key = e.soa "
      "    join soa_entry_inclusion_reasons i on i.id = e.id "
      "where s.status = 'approved' and e.applicable = 1 and ((i.value = 'risk' "
      "    and e.risks is null) "
      "or (i.value in ('legal', 'contractual') and e.requirements is null))",
      .population =
      "select 1 where exists (select 1 from soa_entry where applicable = 1)", },
    { .id = "R-6.1.3-07", .clause = "risk-treatment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Treatment controls are in the SoA",
      .condition = "FOR Control used in treatment ASSERT every annex_ref has an applicable "
          "SoAEntry; own controls (no annex_ref) have an entry by key",
      .colours = "red per control",
      .why = "All necessary controls belong in the SoA, also those not from Annex A.",
      .fix = "Add the line.",
      .requirements = "6.1.3-R2,6.1.3-R4",
      .type = "SoAEntry", .field = "applicable",
      .query =
      "with used as (select l.ref as key from risk_treatment_controls l "
      "    join risk k on k.id = l.id where k.status <> 'closed' "
      "union select l.ref from treatment_action_controls l "
      "    join treatment_action t on t.id = l.id where t.status <> 'cancelled') "
      "select distinct c.key, 'red', a.value || ' is not an applicable entry', null "
      "from used u join control c on c.key = u.key join control_annex_refs a on a.id = c.id "
      "where c.status = 'active' and exists (select 1 from soa s "
      "    where s.status = 'approved') and not exists (select 1 from soa_entry e "
      "    join soa s on s.key = e.soa "
      "where s.status = 'approved' and e.control_ref = a.value and e.applicable = 1) "
      "union all select c.key, 'red', 'this own control has no entry', null from used u "
      "    join control c on c.key = u.key "
      "where c.status = 'active' and c.annex_refs is null and exists (select 1 from soa s "
      "    where s.status = 'approved') "
      "and not exists (select 1 from soa_entry e join soa s on s.key = e.soa "
      "    where s.status = 'approved' and e.control_ref = c.key)",
      .population =
      "select 1 where exists (select 1 from soa where status = 'approved')", },
    { .id = "R-6.1.3-08", .clause = "risk-treatment-process",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Risk above acceptance has a treatment",
      .condition = "FOR Risk evaluated with current level > threshold ASSERT treatment_option "
          "IN (modify, avoid, share) OR (retain AND active RiskAcceptance)",
      .colours = "red per risk",
      .why = "A risk over the line may not be left alone.",
      .fix = "Choose an option or have it accepted.",
      .requirements = "6.1.3-R1",
      .type = "Risk", .field = "treatment_option",
      .query =
      "select k.key, 'red', 'level ' || cast(a.level as text) || "
      "    ' is above acceptance, and nothing is done', a.\"date\" "
      "from risk k join risk_analysis a on a.risk = k.key and a.kind = 'current' "
      "    and not exists (select 1 from risk_analysis z "
      "where z.risk = a.risk and z.kind = a.kind and (z.\"date\" > a.\"date\" "
      "    or (z.\"date\" = a.\"date\" and z.id > a.id))) "
      "where k.status in ('evaluated', 'treatment_planned', 'treated', 'accepted') "
      "    and a.level > (select max(acceptance_threshold) from risk_method "
      "    where status = 'approved') "
      "and not (coalesce(k.treatment_option, '') in ('modify', 'avoid', 'share') "
      "    or (coalesce(k.treatment_option, '') = 'retain' and exists (select 1 "
      "from risk_acceptance c where c.risk = k.key and c.status = 'active' "
      "    and c.valid_until >= $today)))",
      .population =
      "select 1 where exists (select 1 from risk "
      "    where status in ('evaluated', 'treatment_planned', 'treated', 'accepted'))", },
    { .id = "R-6.1.3-09", .clause = "risk-treatment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Modify means controls and actions",
      .condition = "FOR Risk option=modify ASSERT treatment_controls NOT EMPTY AND "
          "(TreatmentAction exists OR all controls implemented)",
      .colours = "red without controls; amber without action",
      .why = "A treatment without a control changes nothing.",
      .fix = "Select controls, plan actions.",
      .requirements = "6.1.3-R2,6.1.3-R5",
      .type = "Risk", .field = "treatment_controls",
      .query =
      "select k.key, case when k.treatment_controls is null then 'red' else 'amber' end, "
      "case when k.treatment_controls is null then 'modify, but no control' "
      "    else 'no action, and controls are not all implemented' end, null "
      "from risk k where k.status <> 'closed' and k.treatment_option = 'modify' "
      "    and (k.treatment_controls is null or (not exists (select 1 "
      "    from treatment_action_risks l "
      "where l.ref = k.key) and exists (select 1 from risk_treatment_controls x "
      "    join control c on c.key = x.ref "
      "where x.id = k.id and c.implementation_status <> 'implemented')))",
      .population =
      "select 1 where exists (select 1 from risk where treatment_option = 'modify' "
      "    and status <> 'closed')", },
    { .id = "R-6.1.3-10", .clause = "risk-treatment-process",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Treatment plan approved by the risk owners",
      .condition = "FOR TreatmentPlan approved ASSERT approved_by ⊇ owners of all risks in its "
          "actions",
      .colours = "red per missing owner; red if no approved plan exists",
      .why = "6.1.3 f).",
      .fix = "Collect the missing approvals.",
      .requirements = "6.1.3-R5,6.1.3-R6",
      .type = "TreatmentPlan", .field = "approved_by",
      .query =
      "select null, 'red', 'no approved risk treatment plan', null "
      "where not exists (select 1 from treatment_plan "
      "    where status in ('approved', 'completed')) "
      "union all select distinct p.key, 'red', 'not signed by ' || k.owner, null "
      "from treatment_plan p join treatment_action a on a.plan = p.key "
      "    join treatment_action_risks l on l.id = a.id join risk k on k.key = l.ref "
      "where p.status = 'approved' and not exists (select 1 "
      "    from treatment_plan_approved_by s where s.id = p.id and s.ref = k.owner)", },
    { .id = "R-6.1.3-11", .clause = "risk-treatment-process",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Residual risk accepted",
      .condition = "FOR open Risk with latest residual level > threshold ASSERT EXISTS "
          "RiskAcceptance active, valid_until ≥ today",
      .colours = "red per risk (also when expired)",
      .why = "Risk owners accept residual risks; acceptance has an end.",
      .fix = "Accept again, or treat further.",
      .requirements = "6.1.3-R6",
      .type = "RiskAcceptance",
      .query =
      "select k.key, 'red', 'residual level ' || cast(a.level as text) || "
      "    ' without a valid acceptance', a.\"date\" "
      "from risk k join risk_analysis a on a.risk = k.key and a.kind = 'residual' "
      "    and not exists (select 1 from risk_analysis z "
      "where z.risk = a.risk and z.kind = a.kind and (z.\"date\" > a.\"date\" "
      "    or (z.\"date\" = a.\"date\" and z.id > a.id))) where k.status <> 'closed' "
      "    and a.level > (select max(acceptance_threshold) from risk_method "
      "    where status = 'approved') "
      "and not exists (select 1 from risk_acceptance c where c.risk = k.key "
      "    and c.status = 'active' and c.valid_until >= $today) "
      "union all select k.key, 'red', 'retained at level ' || cast(a.level as text) || "
      "    ' without a valid acceptance', a.\"date\" "
      "from risk k join risk_analysis a on a.risk = k.key and a.kind = 'current' "
      "    and not exists (select 1 from risk_analysis z "
      "where z.risk = a.risk and z.kind = a.kind and (z.\"date\" > a.\"date\" "
      "    or (z.\"date\" = a.\"date\" and z.id > a.id))) where k.status <> 'closed' "
      "    and a.level > (select max(acceptance_threshold) from risk_method "
      "    where status = 'approved') and k.treatment_option = 'retain' "
      "and not exists (select 1 from risk_analysis z where z.risk = k.key "
      "    and z.kind = 'residual') "
      "and not exists (select 1 from risk_acceptance c where c.risk = k.key "
      "    and c.status = 'active' and c.valid_until >= $today)",
      .population =
      "select 1 where exists (select 1 from risk_analysis)", },
    { .id = "R-6.1.3-12", .clause = "risk-treatment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Acceptance by the right person",
      .condition = "FOR RiskAcceptance active ASSERT accepted_by = risk.owner OR holds "
          "top_management; level needing top_management is accepted by it; \"none\" levels "
          "never accepted",
      .colours = "red per acceptance",
      .why = "Acceptance by somebody without authority is void.",
      .fix = "Have the right person accept.",
      .requirements = "6.1.3-R6",
      .type = "RiskAcceptance", .field = "accepted_by",
      .query =
      "select c.key, 'red', case when u.text = 'none' then 'nobody may accept this level' "
      "when u.text = 'top_management' then 'this level is for top management' "
      "    else 'accepted by neither the owner nor top management' end, c.accepted_on "
      "from risk_acceptance c join risk k on k.key = c.risk left "
      "    join risk_method m on m.status = 'approved' "
      "left join risk_method_acceptance_authority u on u.id = m.id "
      "    and u.a = cast(c.level as text) "
      "where c.status = 'active' and (coalesce(u.text, '') = 'none' "
      "or (coalesce(u.text, '') = 'top_management' and not exists (select 1 "
      "    from role_assignment ra join role ro on ro.key = ra.role "
      "    where ra.person = c.accepted_by and ra.status = 'active' "
      "    and ro.kind = 'top_management')) "
      "or (c.accepted_by <> k.owner and not exists (select 1 from role_assignment ra "
      "    join role ro on ro.key = ra.role where ra.person = c.accepted_by "
      "    and ra.status = 'active' and ro.kind = 'top_management')))",
      .population =
      "select 1 where exists (select 1 from risk_acceptance where status = 'active')", },
    { .id = "R-6.1.3-13", .clause = "risk-treatment-process",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Acceptance runs out soon",
      .condition = "FOR RiskAcceptance active: valid_until within 30 days",
      .colours = "amber",
      .why = "Leave time to decide.",
      .fix = "Plan the renewal or treatment.",
      .requirements = "6.1.3-R6",
      .type = "RiskAcceptance", .field = "valid_until",
      .query =
      "select c.key, 'amber', 'acceptance runs out', c.valid_until from risk_acceptance c "
      "where c.status = 'active' and c.valid_until between $today "
      "    and $today + $due_soon_days",
      .population =
      "select 1 where exists (select 1 from risk_acceptance where status = 'active')", },
    { .id = "R-6.1.3-14", .clause = "risk-treatment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "SoA status equals control status",
      .condition = "FOR SoAEntry applicable ASSERT implementation_status = weakest status of "
          "the linked controls",
      .colours = "amber per difference",
      .why = "The SoA must say truthfully whether a control is implemented.",
      .fix = "Issue a new SoA version at the next milestone.",
      .requirements = "6.1.3-R4",
      .type = "SoAEntry", .field = "implementation_status",
      .query =
      "select x.key, 'amber', x.control_ref || ': the linked controls say otherwise', null "
      "from (select e.key, e.control_ref, case e.implementation_status when 'not_started' "
      "    then 0 when 'planned' then 1 when 'partially_implemented' then 2 "
      "    else 3 end as said, min(case c.implementation_status when 'not_started' then 0 "
      "    when 'planned' then 1 when 'partially_implemented' then 2 else 3 end) as weakest "
      "from soa_entry e join soa s on s.key = e.soa "
      "    join soa_entry_controls l on l.id = e.id join control c on c.key = l.ref "
      "where s.status = 'approved' and e.applicable = 1 "
      "    and e.implementation_status is not null group by e.key, e.control_ref, "
      "    e.implementation_status) x "
      "where x.said <> x.weakest",
      .population =
      "select 1 where exists (select 1 from soa_entry where applicable = 1 "
      "    and controls is not null)", },
    { .id = "R-6.1.3-15", .clause = "risk-treatment-process",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Implemented control has recent evidence",
      .condition = "FOR Control implemented ASSERT EXISTS Evidence supports ∋ control, "
          "collected_on within 365 days",
      .colours = "amber per control",
      .why = "\"Implemented\" without a trace will not survive stage 2.",
      .fix = "Attach one record of operation.",
      .requirements = "6.1.3-R4",
      .type = "Evidence", .field = "supports",
      .query =
      "select c.key, 'amber', 'no evidence within the year', null from control c "
      "where c.status = 'active' and c.implementation_status = 'implemented' "
      "and not exists (select 1 from evidence_supports s join evidence e on e.id = s.id "
      "where s.ref = c.key and e.collected_on >= $today - $evidence_age_days)",
      .population =
      "select 1 where exists (select 1 from control where status = 'active' "
      "    and implementation_status = 'implemented')", },
    { .id = "R-6.1.3-16", .clause = "risk-treatment-process",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Applicable control without owner record",
      .condition = "FOR SoAEntry applicable ASSERT controls NOT EMPTY",
      .colours = "amber per entry",
      .why = "Nobody runs it.",
      .fix = "Create or link the control.",
      .requirements = "6.1.3-R2",
      .type = "SoAEntry", .field = "controls",
      .query =
      "select e.key, 'amber', e.control_ref || ' is applicable, but no control is linked', "
      "    null "
      "from soa_entry e join soa s on s.key = e.soa where s.status = 'approved' "
      "    and e.applicable = 1 and e.controls is null",
      .population =
      "select 1 where exists (select 1 from soa_entry where applicable = 1)", },
    { .id = "R-6.1.3-17", .clause = "risk-treatment-process",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Treatment lowers the risk",
      .condition = "FOR Risk option=modify ASSERT residual.level < current.level at planning",
      .colours = "amber per risk",
      .why = "If nothing changes the money is wasted or the rating is wrong.",
      .fix = "Check rating or choose other controls.",
      .requirements = "6.1.3-R1",
      .type = "RiskAnalysis", .field = "kind",
      .query =
      "select k.key, 'amber', 'the residual level is not below the current one', b.\"date\" "
      "from risk k join risk_analysis b on b.risk = k.key and b.kind = 'residual' "
      "    and not exists (select 1 from risk_analysis z "
      "where z.risk = b.risk and z.kind = b.kind and (z.\"date\" > b.\"date\" "
      "    or (z.\"date\" = b.\"date\" and z.id > b.id))) "
      "    join risk_analysis a on a.risk = k.key and a.kind = 'current' "
      "and a.\"date\" <= b.\"date\" and not exists (select 1 from risk_analysis y "
      "    where y.risk = k.key and y.kind = 'current' "
      "and y.\"date\" <= b.\"date\" and (y.\"date\" > a.\"date\" or (y.\"date\" = a.\"date\" "
      "    and y.id > a.id))) "
      "where k.status <> 'closed' and k.treatment_option = 'modify' and b.level >= a.level",
      .population =
      "select 1 where exists (select 1 from risk where treatment_option = 'modify' "
      "    and status <> 'closed')", },
};
// clang-format on

const struct rule_group rules_6_treatment = { rules, sizeof rules / sizeof rules[0] };
