/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_6_assessment.c - conformity rules of clause 6.1.2: risk assessment. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-6.1.2-01", .clause = "risk-assessment-process",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Approved risk method in force",
      .condition = "count(RiskMethod approved) = 1",
      .colours = "red otherwise",
      .why = "The process must be defined and documented before assessing.",
      .fix = "Approve one version.",
      .requirements = "6.1.2-R1,6.1.2-R8",
      .type = "RiskMethod", .field = "status",
      .query =
      "select null, 'red', 'no risk method in force', null where not exists (select 1 "
      "    from risk_method where status = 'approved') "
      "union all select m.key, 'red', 'more than one method in force', null "
      "    from risk_method m "
      "where m.status = 'approved' and (select count(*) from risk_method "
      "    where status = 'approved') > 1", },
    { .id = "R-6.1.2-02", .clause = "risk-assessment-process",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Criteria defined",
      .condition = "RiskMethod in force ASSERT acceptance_criteria, acceptance_threshold, "
          "acceptance_authority, criteria_for_performing NOT EMPTY",
      .colours = "red per missing",
      .why = "Acceptance criteria and criteria for performing assessments are both required.",
      .fix = "Complete the method.",
      .requirements = "6.1.2-R1,6.1.2-R2",
      .type = "RiskMethod", .field = "acceptance_criteria",
      .query =
      "select x.key, 'red', 'acceptance criteria missing', null "
      "from risk_method x where x.status = 'approved' and x.acceptance_criteria is null "
      "union all select x.key, 'red', 'acceptance threshold missing', null "
      "from risk_method x where x.status = 'approved' and x.acceptance_threshold is null "
      "union all select x.key, 'red', 'acceptance authority missing', null "
      "from risk_method x where x.status = 'approved' and x.acceptance_authority is null "
      "union all select x.key, 'red', 'criteria for performing missing', null "
      "from risk_method x where x.status = 'approved' and x.criteria_for_performing is null",
      .population =
      "select 1 where exists (select 1 from risk_method where status = 'approved')", },
    { .id = "R-6.1.2-03", .clause = "risk-assessment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Scales and matrix give repeatable results",
      .condition = "FOR method ASSERT every level of both scales has a definition, the matrix "
          "has |consequence| rows × |likelihood| columns and never falls when likelihood or "
          "consequence rises",
      .colours = "red on size or monotony error; amber for a level without definition",
      .why = "Consistent, valid and comparable results need written anchors.",
      .fix = "Define levels in measurable words; repair the matrix.",
      .requirements = "6.1.2-R3",
      .type = "RiskMethod", .field = "matrix",
      .query =
      "with m as (select id, key from risk_method where status = 'approved'), "
      "d as (select m.id, m.key, "
      "(select count(distinct c.a) from risk_method_consequence_scale c "
      "    where c.id = m.id) as nc, "
      "(select count(distinct l.a) from risk_method_likelihood_scale l "
      "    where l.id = m.id) as nl, "
      "(select count(distinct x.a) from risk_method_matrix x where x.id = m.id) as rows, "
      "(select count(*) from risk_method_matrix x where x.id = m.id) as cells from m), "
      "cell as (select id, num, a, b, case when trim(a, '0123456789') = '' "
      "    and length(a) between 1 and 9 then cast(a as bigint) end as r, "
      "    case when trim(b, '0123456789') = '' and length(b) between 1 and 9 "
      "    then cast(b as bigint) end as c from risk_method_matrix) "
      "select d.key, 'red', 'the matrix does not fit the scales', null from d "
      "    where d.rows <> d.nc or d.cells <> d.nc * d.nl "
      "union all select distinct m.key, 'red', "
      "    'the matrix falls where the likelihood or consequence rises', null "
      "from m join cell x on x.id = m.id join cell y on y.id = m.id "
      "where y.num < x.num and ((y.a = x.a and y.c = x.c + 1) "
      "    or (y.b = x.b and y.r = x.r + 1)) "
      "union all select m.key, 'amber', 'a likelihood level has no definition', null from m "
      "where exists (select 1 from risk_method_likelihood_scale l where l.id = m.id "
      "    and l.b = 'level' "
      "and not exists (select 1 from risk_method_likelihood_scale k where k.id = m.id "
      "    and k.a = l.a and k.b = 'definition')) "
      "union all select m.key, 'amber', 'a consequence level has no definition', null "
      "    from m "
      "where exists (select 1 from risk_method_consequence_scale l where l.id = m.id "
      "    and l.b = 'level' "
      "and not exists (select 1 from risk_method_consequence_scale k where k.id = m.id "
      "    and k.a = l.a "
      "and k.b not in ('level', 'name') and k.text is not null))",
      .population =
      "select 1 where exists (select 1 from risk_method where status = 'approved')", },
    { .id = "R-6.1.2-04", .clause = "risk-assessment-process",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Every open risk has an owner",
      .condition = "FOR Risk not closed ASSERT owner active AND owner holds role risk_owner or "
          "top_management or isms_manager",
      .colours = "red if missing or gone; amber if without a deciding role",
      .why = "Risk owners approve plan and residual risk; they need authority.",
      .fix = "Assign somebody who can decide and pay.",
      .requirements = "6.1.2-R5",
      .type = "Risk", .field = "owner",
      .query =
      "select k.key, case when exists (select 1 from person p where p.key = k.owner "
      "    and p.status = 'active') then 'amber' else 'red' end, "
      "case when k.owner is null then 'no owner' when exists (select 1 from person p "
      "    where p.key = k.owner and p.status = 'active') "
      "then 'the owner holds no deciding role' else 'the owner has left' end, null "
      "from risk k where k.status <> 'closed' and (not exists (select 1 from person p "
      "    where p.key = k.owner and p.status = 'active') "
      "or not exists (select 1 from role_assignment a join role o on o.key = a.role "
      "    where a.person = k.owner "
      "and a.status = 'active' and o.kind in ('risk_owner', 'top_management', "
      "    'isms_manager')))",
      .population =
      "select 1 where exists (select 1 from risk where status <> 'closed')", },
    { .id = "R-6.1.2-05", .clause = "risk-assessment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Loss of C, I or A named",
      .condition = "FOR Risk not closed ASSERT affects NOT EMPTY",
      .colours = "red per risk",
      .why = "6.1.2 c) speaks of loss of confidentiality, integrity and availability.",
      .fix = "Tick what is lost.",
      .requirements = "6.1.2-R4",
      .type = "Risk", .field = "affects",
      .query =
      "select k.key, 'red', 'no loss of confidentiality, integrity or availability named', "
      "    null "
      "from risk k where k.status <> 'closed' and k.affects is null",
      .population =
      "select 1 where exists (select 1 from risk where status <> 'closed')", },
    { .id = "R-6.1.2-06", .clause = "risk-assessment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Current analysis exists",
      .condition = "FOR Risk status ≥ analysed ASSERT EXISTS RiskAnalysis kind=current",
      .colours = "red per risk",
      .why = "Likelihood, consequence and level are required.",
      .fix = "Analyse with the risk owner.",
      .requirements = "6.1.2-R6",
      .type = "RiskAnalysis",
      .query =
      "select k.key, 'red', 'no current analysis', null from risk k "
      "where k.status in ('analysed', 'evaluated', 'treatment_planned', 'treated', "
      "    'accepted') "
      "and not exists (select 1 from risk_analysis a where a.risk = k.key "
      "    and a.kind = 'current')",
      .population =
      "select 1 where exists (select 1 from risk "
      "    where status in ('analysed', 'evaluated', 'treatment_planned', 'treated', "
      "    'accepted'))", },
    { .id = "R-6.1.2-07", .clause = "risk-assessment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Stored level equals the matrix",
      .condition = "FOR RiskAnalysis ASSERT level = method.matrix[consequence][likelihood]",
      .colours = "red per mismatch",
      .why = "Hand-set levels make results incomparable.",
      .fix = "Recompute; if the matrix is wrong, issue a new method version.",
      .requirements = "6.1.2-R3,6.1.2-R6",
      .type = "RiskAnalysis",
      .query =
      "select a.key, 'red', 'level ' || cast(a.level as text) || "
      "    ' is not what the matrix gives', a.\"date\" "
      "from risk_analysis a left join risk_method m on m.key = a.method "
      "left join risk_method_matrix x on x.id = m.id "
      "    and x.a = cast(a.consequence - 1 as text) "
      "    and x.b = cast(a.likelihood - 1 as text) "
      "where x.num is null or x.num <> a.level or a.level is null",
      .population =
      "select 1 where exists (select 1 from risk_analysis)", },
    { .id = "R-6.1.2-08", .clause = "risk-assessment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Analysis uses the method in force",
      .condition = "FOR latest current RiskAnalysis of open risks ASSERT method = RiskMethod in "
          "force",
      .colours = "amber per risk",
      .why = "Mixed method versions are not comparable.",
      .fix = "Re-analyse in the next round or document the conversion.",
      .requirements = "6.1.2-R3",
      .type = "RiskAnalysis", .field = "method",
      .query =
      "select k.key, 'amber', 'analysed by a method that is not in force', a.\"date\" "
      "from risk k join risk_analysis a on a.risk = k.key and a.kind = 'current' "
      "    and not exists (select 1 from risk_analysis z "
      "where z.risk = a.risk and z.kind = a.kind and (z.\"date\" > a.\"date\" "
      "    or (z.\"date\" = a.\"date\" and z.id > a.id))) "
      "where k.status <> 'closed' and exists (select 1 from risk_method "
      "    where status = 'approved') "
      "and not exists (select 1 from risk_method m where m.key = a.method "
      "    and m.status = 'approved')",
      .population =
      "select 1 where exists (select 1 from risk where status <> 'closed')", },
    { .id = "R-6.1.2-09", .clause = "risk-assessment-process",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Risk evaluated and prioritised",
      .condition = "FOR Risk with current analysis ASSERT treatment_option NOT EMPTY within 30 "
          "days of the analysis",
      .colours = "amber ≤ 30 days; red later",
      .why = "Analysis results must be compared with criteria and prioritised.",
      .fix = "Evaluate: choose an option.",
      .requirements = "6.1.2-R7",
      .type = "Risk", .field = "treatment_option",
      .query =
      "select k.key, case when $today - a.\"date\" > 30 then 'red' else 'amber' end, "
      "'analysed, but not decided what to do', a.\"date\" "
      "from risk k join risk_analysis a on a.risk = k.key and a.kind = 'current' "
      "    and not exists (select 1 from risk_analysis z "
      "where z.risk = a.risk and z.kind = a.kind and (z.\"date\" > a.\"date\" "
      "    or (z.\"date\" = a.\"date\" and z.id > a.id))) where k.status <> 'closed' "
      "    and k.treatment_option is null",
      .population =
      "select 1 where exists (select 1 from risk_analysis where kind = 'current')", },
    { .id = "R-6.1.2-10", .clause = "risk-assessment-process",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Approach fields complete",
      .condition = "asset_based ⇒ assets, threat, vulnerabilities NOT EMPTY; event_based ⇒ "
          "risk_source NOT EMPTY",
      .colours = "amber per risk",
      .why = "Needed to apply the chosen 27005 approach consistently.",
      .fix = "Fill the fields or switch the approach.",
      .requirements = "6.1.2-R3",
      .type = "Risk", .field = "assets",
      .query =
      "select k.key, 'amber', case when k.approach = 'event_based' "
      "    then 'risk source missing' "
      "when k.assets is null then 'assets missing' when k.threat is null "
      "    then 'threat missing' else 'vulnerabilities missing' end, null "
      "from risk k where k.status <> 'closed' and ((k.approach = 'event_based' "
      "    and k.risk_source is null) "
      "or (k.approach = 'asset_based' and (k.assets is null or k.threat is null "
      "    or k.vulnerabilities is null)))",
      .population =
      "select 1 where exists (select 1 from risk where status <> 'closed')", },
    { .id = "R-6.1.2-11", .clause = "risk-assessment-process",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Critical assets appear in a risk",
      .condition = "FOR Asset in_scope in_use criticality=critical ASSERT EXISTS open "
          "Risk.assets ∋ asset",
      .colours = "amber per asset",
      .why = "A critical asset without any scenario suggests a gap in identification.",
      .fix = "Add a scenario or explain.",
      .requirements = "6.1.2-R4",
      .type = "Risk", .field = "assets",
      .query =
      "select a.key, 'amber', 'a critical asset in no open risk', null from asset a "
      "where a.in_scope = 1 and a.status = 'in_use' and a.criticality = 'critical' "
      "and not exists (select 1 from risk_assets l join risk k on k.id = l.id "
      "    where l.ref = a.key and k.status <> 'closed')",
      .population =
      "select 1 where exists (select 1 from asset where in_scope = 1 and status = 'in_use' "
      "    and criticality = 'critical')", },
    { .id = "R-6.1.2-12", .clause = "risk-assessment-process",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Quantitative inputs plausible",
      .condition = "FOR Risk.quantitative ASSERT min ≤ mode ≤ max, probabilities within 0..1, "
          "currency given, its controls exist",
      .colours = "red per error",
      .why = "Wrong ranges give nonsense.",
      .fix = "Correct the estimate.",
      .requirements = "6.1.2-R6",
      .type = "Risk", .field = "quantitative",
      .query =
      "select distinct k.key, 'red', q.a || "
      "    ': the smallest is above the likely or the largest', null "
      "from risk k join risk_quantitative q on q.id = k.id "
      "    join risk_quantitative p on p.id = k.id and p.a = q.a "
      "where k.status <> 'closed' and q.num > p.num and ((q.b = 'min' "
      "    and p.b in ('mode', 'max')) or (q.b = 'mode' and p.b = 'max')) "
      "union all select distinct k.key, 'red', q.a || ': a probability outside 0 to 1', "
      "    null "
      "from risk k join risk_quantitative q on q.id = k.id "
      "where k.status <> 'closed' and q.a = 'vuln' and (q.num < 0 or q.num > 1) "
      "union all select k.key, 'red', 'no currency', null from risk k "
      "where k.status <> 'closed' and k.quantitative is not null "
      "and not exists (select 1 from risk_quantitative q where q.id = k.id "
      "    and q.a = 'currency' and q.text is not null) "
      "union all select distinct k.key, 'red', q.text || ' is no control (any more)', null "
      "from risk k join risk_quantitative q on q.id = k.id "
      "where k.status <> 'closed' and q.a = 'controls' and q.c = 'control' "
      "and not exists (select 1 from control o where o.key = q.text)",
      .population =
      "select 1 where exists (select 1 from risk where quantitative is not null)", },
    { .id = "R-6.1.2-13", .clause = "risk-assessment-process",
      .severity = SEV_MINOR, .basis = BASIS_C,
      .title = "Asset inventory quality",
      .condition = "FOR Asset in_use ASSERT owner active, classification set, next_review_due "
          "not passed, (supporting cloud_service ⇒ supplier)",
      .colours = "amber per gap; red if owner missing",
      .why = "A.5.9; the assessment stands on it.",
      .fix = "Complete and review.",
      .requirements = "6.1.2-R4",
      .type = "Asset", .field = "owner",
      .query =
      "select a.key, 'red', 'owner missing or gone', null from asset a "
      "    where a.status = 'in_use' "
      "and not exists (select 1 from person p where p.key = a.owner "
      "    and p.status = 'active') "
      "union all select a.key, 'amber', case when a.classification is null "
      "    then 'not classified' "
      "when a.kind = 'cloud_service' and a.\"primary\" = 0 and a.supplier is null "
      "    then 'no supplier' else 'review due' end, a.next_review_due "
      "from asset a where a.status = 'in_use' and exists (select 1 from person p "
      "    where p.key = a.owner and p.status = 'active') "
      "and (a.classification is null or a.next_review_due < $today "
      "or (a.kind = 'cloud_service' and a.\"primary\" = 0 and a.supplier is null))",
      .population =
      "select 1 where exists (select 1 from asset where status = 'in_use')", },
};
// clang-format on

const struct rule_group rules_6_assessment = { rules, sizeof rules / sizeof rules[0] };
