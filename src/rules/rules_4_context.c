/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_4_context.c - conformity rules of clause 4: context of the organization. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-4.1-01", .clause = "context",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Issues determined",
      .condition = "count(Issue active, relevant, origin=internal) ≥ 1 AND count(… external) ≥ "
          "1",
      .colours = "red if either count is 0; amber if fewer than 3 of either",
      .why = "Without issues on both sides the scope, risks and objectives have no base.",
      .fix = "Run a 90-minute workshop; use the category list as prompts.",
      .requirements = "4.1-R1,4.1-R2",
      .type = "Issue",
      .query =
      "with t(side) as (values ('internal'), ('external')), "
      "n as (select t.side, (select count(*) from issue i where i.origin = t.side "
      "    and i.status = 'active' and i.relevance = 'relevant') as n from t) "
      "select null, case when n = 0 then 'red' else 'amber' end, "
      "case when n = 0 then 'no ' || side || ' issue' "
      "    else 'only ' || cast(n as text) || ' ' || side || ' issues' end, null "
      "from n where n < 3", },
    { .id = "R-4.1-02", .clause = "context",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Climate change determination",
      .condition = "EXISTS Issue WHERE topic=climate_change AND status=active AND "
          "relevance_rationale NOT EMPTY",
      .colours = "red if none",
      .why = "Amendment 1:2024 asks for a decision whether climate change is relevant; \"not "
          "relevant\" is a valid answer but must be reasoned.",
      .fix = "Add one issue with topic climate change and write the reasoning.",
      .requirements = "4.1-R4",
      .type = "Issue", .field = "relevance_rationale",
      .query =
      "select null, 'red', 'no reasoned decision on climate change', null "
      "where not exists (select 1 from issue where topic = 'climate_change' "
      "    and status = 'active' "
      "and relevance_rationale is not null)", },
    { .id = "R-4.1-03", .clause = "context",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Effect of each issue on the ISMS",
      .condition = "FOR Issue active AND relevance=relevant ASSERT effect_on_isms NOT EMPTY",
      .colours = "red per issue without text",
      .why = "A list of headlines does not show why an issue matters to the intended outcomes.",
      .fix = "Complete the sentence \"this helps/hinders the ISMS because …\".",
      .requirements = "4.1-R3",
      .type = "Issue", .field = "effect_on_isms",
      .query =
      "select i.key, 'red', 'effect on the ISMS is missing', null from issue i "
      "where i.status = 'active' and i.relevance = 'relevant' and i.effect_on_isms is null",
      .population =
      "select 1 where exists (select 1 from issue where status = 'active' "
      "    and relevance = 'relevant')", },
    { .id = "R-4.1-04", .clause = "context",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Issue review overdue",
      .condition = "FOR Issue active: next_review_due vs today",
      .colours = "amber 1–30 days late or due within 30 days; red later",
      .why = "Context that is never looked at again is the most common 4.1 finding at "
          "surveillance.",
      .fix = "Review, confirm or change, set the next date.",
      .requirements = "4.1-R5",
      .type = "Issue", .field = "next_review_due",
      .query =
      "select x.key, case when $today - x.next_review_due > $overdue_red_days then 'red' "
      "    else 'amber' end, 'review due', x.next_review_due "
      "from issue x "
      "where x.status = 'active' and x.next_review_due <= $today + $due_soon_days "
      "union all select x.key, 'amber', 'cannot be judged: no review date', null "
      "    from issue x "
      "where x.status = 'active' and x.next_review_due is null",
      .population =
      "select 1 where exists (select 1 from issue where status = 'active')", },
    { .id = "R-4.1-05", .clause = "context",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Issues that need action lead somewhere",
      .condition = "FOR Issue active AND requires_action ASSERT linked NOT EMPTY",
      .colours = "amber per issue without link",
      .why = "6.1.1 requires the issues to be considered when planning.",
      .fix = "Link a risk, opportunity, objective or requirement, or untick \"requires action\" "
          "with a reason.",
      .requirements = "4.1-R5,6.1.1-R1",
      .type = "Issue", .field = "linked",
      .query =
      "select i.key, 'amber', 'needs action, but leads nowhere', null from issue i "
      "where i.status = 'active' and i.requires_action = 1 and i.linked is null",
      .population =
      "select 1 where exists (select 1 from issue where status = 'active' "
      "    and requires_action = 1)", },
    { .id = "R-4.2-01", .clause = "interested-parties",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Interested parties determined",
      .condition = "count(InterestedParty active, relevant) ≥ 1; groups customers, personnel, "
          "regulators_authorities, suppliers_partners, owners_investors all present",
      .colours = "red if 0; amber per missing group",
      .why = "Missing groups usually mean missing legal or contract duties.",
      .fix = "Add the party or record a reason why the group does not exist.",
      .requirements = "4.2-R1",
      .type = "InterestedParty",
      .query =
      "with t(g) as (values ('customers'), ('personnel'), ('regulators_authorities'), "
      "    ('suppliers_partners'), ('owners_investors')) "
      "select null, 'red', 'no relevant interested party', null "
      "where not exists (select 1 from interested_party where status = 'active' "
      "    and relevant = 1) "
      "union all select null, 'amber', 'no party of the group ' || t.g, null from t "
      "where not exists (select 1 from interested_party p where p.\"group\" = t.g "
      "    and p.status = 'active' and p.relevant = 1) "
      "and exists (select 1 from interested_party where status = 'active' and relevant = 1)", },
    { .id = "R-4.2-02", .clause = "interested-parties",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Requirements per relevant party",
      .condition = "FOR InterestedParty active AND relevant ASSERT EXISTS Requirement(party) "
          "active",
      .colours = "amber per party without requirement",
      .why = "A relevant party without any requirement is not relevant, or its requirements are "
          "unknown.",
      .fix = "Ask the party or its contract/law; add at least one line.",
      .requirements = "4.2-R2",
      .type = "InterestedParty",
      .query =
      "select p.key, 'amber', 'no requirement of this party', null from interested_party p "
      "where p.status = 'active' and p.relevant = 1 "
      "and not exists (select 1 from requirement q where q.party = p.key "
      "    and q.status = 'active')",
      .population =
      "select 1 where exists (select 1 from interested_party where status = 'active' "
      "    and relevant = 1)", },
    { .id = "R-4.2-03", .clause = "interested-parties",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Decision whether the ISMS addresses the requirement",
      .condition = "FOR Requirement active ASSERT addressed_by_isms ≠ undecided AND (no ⇒ "
          "rationale_if_not) AND (yes|partially ⇒ fulfilled_by)",
      .colours = "red if undecided for more than 60 days or \"no\" without reason; amber if "
          "undecided for less, or yes without link",
      .why = "New in 2022: the organisation determines which requirements are addressed through "
          "the ISMS.",
      .fix = "Decide; link the control, process or document that fulfils it.",
      .requirements = "4.2-R3",
      .type = "Requirement", .field = "addressed_by_isms",
      .query =
      "select q.key, case when q.addressed_by_isms = 'no' then 'red' "
      "when q.addressed_by_isms in ('yes', 'partially') then 'amber' "
      "when $today - q.created_at / 86400000000 > $decision_wait_days then 'red' "
      "    else 'amber' end, "
      "case when q.addressed_by_isms = 'no' then 'not addressed, and no reason given' "
      "when q.addressed_by_isms in ('yes', 'partially') "
      "    then 'addressed, but nothing linked that fulfils it' "
      "else 'undecided' end, null "
      "from requirement q where q.status = 'active' and (q.addressed_by_isms is null "
      "    or q.addressed_by_isms = 'undecided' "
      "or (q.addressed_by_isms = 'no' and q.rationale_if_not is null) "
      "or (q.addressed_by_isms in ('yes', 'partially') and q.fulfilled_by is null))",
      .population =
      "select 1 where exists (select 1 from requirement where status = 'active')", },
    { .id = "R-4.2-04", .clause = "interested-parties",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Legal and contract requirements evaluated",
      .condition = "FOR Requirement active AND kind IN (legal,regulatory,contractual) ASSERT "
          "last_evaluated_on within 365 days AND next_review_due not passed",
      .colours = "amber late or never evaluated; red if compliance_status = non_compliant "
          "without open Action",
      .why = "A.5.31 and 9.1 expect to know whether duties are met.",
      .fix = "Evaluate and record the status; open an action where not compliant.",
      .requirements = "4.2-R5",
      .type = "Requirement", .field = "last_evaluated_on",
      .query =
      "select q.key, case when q.compliance_status = 'non_compliant' "
      "    and not exists (select 1 from action a "
      "where a.source = q.key and a.status in ('open', 'in_progress')) then 'red' "
      "    else 'amber' end, "
      "case when q.compliance_status = 'non_compliant' then 'not compliant' "
      "when q.last_evaluated_on is null then 'never evaluated' "
      "when q.last_evaluated_on < $today - $context_interval_days "
      "    then 'last evaluated long ago' else 'review passed' end, "
      "coalesce(q.last_evaluated_on, q.next_review_due) "
      "from requirement q where q.status = 'active' "
      "    and q.kind in ('legal', 'regulatory', 'contractual') "
      "and (q.last_evaluated_on is null or q.last_evaluated_on < $today - "
      "    $context_interval_days or q.next_review_due < $today "
      "or (q.compliance_status = 'non_compliant' and not exists (select 1 from action a "
      "where a.source = q.key and a.status in ('open', 'in_progress'))))",
      .population =
      "select 1 where exists (select 1 from requirement where status = 'active' "
      "    and kind in ('legal', 'regulatory', 'contractual'))", },
    { .id = "R-4.2-05", .clause = "interested-parties",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Requirement past its end",
      .condition = "FOR Requirement active AND valid_to < today",
      .colours = "amber",
      .why = "Ended contracts keep producing work, or a renewal was missed.",
      .fix = "End it or enter the renewal.",
      .requirements = "4.2-R5",
      .type = "Requirement", .field = "valid_to",
      .query =
      "select q.key, 'amber', 'past its end, still active', q.valid_to from requirement q "
      "where q.status = 'active' and q.valid_to < $today",
      .population =
      "select 1 where exists (select 1 from requirement where status = 'active' "
      "    and valid_to is not null)", },
    { .id = "R-4.2-06", .clause = "interested-parties",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Party review overdue",
      .condition = "FOR InterestedParty active: next_review_due",
      .colours = "amber due within 30 days or up to 30 late; red later",
      .why = "Needs change; 9.3.2 c) (2022) asks top management to look at the change.",
      .fix = "Review party and requirements together.",
      .requirements = "4.2-R1,4.2-R2",
      .type = "InterestedParty", .field = "next_review_due",
      .query =
      "select x.key, case when $today - x.next_review_due > $overdue_red_days then 'red' "
      "    else 'amber' end, 'review due', x.next_review_due "
      "from interested_party x "
      "where x.status = 'active' and x.next_review_due <= $today + $due_soon_days "
      "union all select x.key, 'amber', 'cannot be judged: no review date', null "
      "    from interested_party x "
      "where x.status = 'active' and x.next_review_due is null",
      .population =
      "select 1 where exists (select 1 from interested_party where status = 'active')", },
    { .id = "R-4.2-07", .clause = "interested-parties",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Climate-related requirements considered",
      .condition = "IF an active Issue topic=climate_change is relevant THEN EXISTS Requirement "
          "climate_related (addressed or reasoned \"no\")",
      .colours = "amber",
      .why = "The note to 4.2 (Amd 1) reminds that parties can have such requirements; a note "
          "is not a requirement.",
      .fix = "Ask the two most influential parties; record also a \"no\".",
      .requirements = "4.2-R4",
      .type = "Requirement", .field = "climate_related",
      .query =
      "select null, 'amber', 'no climate-related requirement considered', null "
      "where exists (select 1 from issue where topic = 'climate_change' "
      "    and status = 'active' and relevance = 'relevant') "
      "and not exists (select 1 from requirement where climate_related = 1 "
      "    and status = 'active' "
      "and (addressed_by_isms in ('yes', 'partially') or (addressed_by_isms = 'no' "
      "    and rationale_if_not is not null)))",
      .population =
      "select 1 where exists (select 1 from issue where topic = 'climate_change' "
      "    and status = 'active' and relevance = 'relevant')", },
    { .id = "R-4.3-01", .clause = "scope",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "One approved scope in force",
      .condition = "count(ScopeStatement status=approved) = 1 AND approved_by holds role "
          "top_management",
      .colours = "red if 0 or >1; amber if approver is not top management",
      .why = "The scope must be available as documented information; everything else hangs on "
          "it.",
      .fix = "Approve one version, supersede others.",
      .requirements = "4.3-R1",
      .type = "ScopeStatement", .field = "approved_by",
      .query =
      "select null, 'red', 'no scope is in force', cast(null as bigint) "
      "where not exists (select 1 from scope_statement where status = 'approved') "
      "union all select s.key, 'red', 'more than one scope is in force', null "
      "    from scope_statement s "
      "where s.status = 'approved' and (select count(*) from scope_statement "
      "    where status = 'approved') > 1 "
      "union all select s.key, 'amber', 'not approved by top management', s.approved_on "
      "    from scope_statement s "
      "where s.status = 'approved' and not exists (select 1 from role_assignment ra "
      "    join role ro on ro.key = ra.role where ra.person = s.approved_by "
      "    and ra.status = 'active' and ro.kind = 'top_management')", },
    { .id = "R-4.3-02", .clause = "scope",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Scope content complete",
      .condition = "FOR ScopeStatement approved ASSERT org_units, sites, processes, technology, "
          "information_types, considered_issues, considered_requirements NOT EMPTY AND "
          "(exclusions ⇒ exclusion_rationale)",
      .colours = "red per missing element",
      .why = "Boundaries must be clear enough for an outsider; 4.3 names issues, requirements "
          "and interfaces as inputs.",
      .fix = "Fill the missing part.",
      .requirements = "4.3-R1,4.3-R2",
      .type = "ScopeStatement",
      .query =
      "select x.key, 'red', 'organisational units not given', null "
      "from scope_statement x where x.status = 'approved' and x.org_units is null "
      "union all select x.key, 'red', 'sites not given', null "
      "from scope_statement x where x.status = 'approved' and x.sites is null "
      "union all select x.key, 'red', 'processes not given', null "
      "from scope_statement x where x.status = 'approved' and x.processes is null "
      "union all select x.key, 'red', 'technology not given', null "
      "from scope_statement x where x.status = 'approved' and x.technology is null "
      "union all select x.key, 'red', 'information types not given', null "
      "from scope_statement x where x.status = 'approved' and x.information_types is null "
      "union all select x.key, 'red', 'issues considered not given', null "
      "from scope_statement x where x.status = 'approved' and x.considered_issues is null "
      "union all select x.key, 'red', 'requirements considered not given', null "
      "from scope_statement x where x.status = 'approved' "
      "    and x.considered_requirements is null "
      "union all select x.key, 'red', 'exclusions without a reason', null "
      "    from scope_statement x "
      "where x.status = 'approved' and x.exclusions is not null "
      "    and x.exclusion_rationale is null",
      .population =
      "select 1 where exists (select 1 from scope_statement where status = 'approved')", },
    { .id = "R-4.3-03", .clause = "scope",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Interfaces and dependencies described",
      .condition = "count(ScopeInterface of scope in force) ≥ 1; FOR each ASSERT what_crosses, "
          "responsibility_split NOT EMPTY AND (agreement OR controls)",
      .colours = "red if 0; amber per interface without agreement and controls",
      .why = "Work done by others must be visible at the boundary.",
      .fix = "Add cloud, outsourced and group services; link agreement or controls.",
      .requirements = "4.3-R3",
      .type = "ScopeInterface", .field = "agreement",
      .query =
      "select s.key, 'red', 'no interface or dependency described', null "
      "    from scope_statement s "
      "where s.status = 'approved' and not exists (select 1 from scope_interface i "
      "    where i.scope = s.key and i.status = 'active') "
      "union all select i.key, 'amber', case when i.agreement is null "
      "    and i.controls is null then 'no agreement and no controls' "
      "else 'what crosses or who answers is not said' end, null "
      "from scope_interface i join scope_statement s on s.key = i.scope "
      "    where s.status = 'approved' and i.status = 'active' "
      "and ((i.agreement is null and i.controls is null) or i.what_crosses is null "
      "    or i.responsibility_split is null)",
      .population =
      "select 1 where exists (select 1 from scope_statement where status = 'approved')", },
    { .id = "R-4.3-04", .clause = "scope",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Sites of in-scope processes are in scope",
      .condition = "FOR Process in_scope: every site IN scope.sites OR other_party of a "
          "ScopeInterface",
      .colours = "amber per process/site",
      .why = "A process in scope at a place out of scope is a hole in the boundary.",
      .fix = "Add the site or describe the interface.",
      .requirements = "4.3-R4",
      .type = "Process", .field = "sites",
      .query =
      "select distinct p.key, 'amber', 'site ' || l.ref || ' is not in the scope', null "
      "from process p join process_sites l on l.id = p.id "
      "where p.in_scope = 1 and p.status = 'active' "
      "and not exists (select 1 from scope_statement s "
      "    join scope_statement_sites x on x.id = s.id "
      "where s.status = 'approved' and x.ref = l.ref) "
      "and not exists (select 1 from scope_interface i where i.other_party = l.ref "
      "    and i.status = 'active')",
      .population =
      "select 1 where exists (select 1 from process where in_scope = 1 and status = 'active' "
      "    and sites is not null)", },
    { .id = "R-4.3-05", .clause = "scope",
      .severity = SEV_MINOR, .basis = BASIS_C,
      .title = "Scope equals certificate text",
      .condition = "FOR CertificationCycle (not expired) ASSERT scope_text = "
          "ScopeStatement.public_statement",
      .colours = "red if different",
      .why = "A certificate that promises more than the ISMS covers misleads customers.",
      .fix = "Align the texts with the certification body.",
      .requirements = "4.3-R1",
      .type = "CertificationCycle", .field = "scope_text",
      .query =
      "select c.key, 'red', 'differs from the scope in force', null "
      "    from certification_cycle c "
      "where c.status <> 'expired' and not exists (select 1 from scope_statement s "
      "where s.status = 'approved' and s.public_statement = c.scope_text)",
      .population =
      "select 1 where exists (select 1 from certification_cycle where status <> 'expired')", },
    { .id = "R-4.3-06", .clause = "scope",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Scope follows changes",
      .condition = "FOR Change WHERE affects ∋ scope AND implemented_on > scope.approved_on",
      .colours = "red per change",
      .why = "A scope-changing event (new site, new service) must show in the scope.",
      .fix = "Issue a new scope version.",
      .requirements = "4.3-R1",
      .type = "ScopeStatement",
      .query =
      "select c.key, 'red', 'changed the scope after its approval', c.implemented_on "
      "from \"change\" c join change_affects a on a.id = c.id "
      "where a.value = 'scope' and c.implemented_on > (select max(approved_on) "
      "    from scope_statement where status = 'approved')",
      .population =
      "select 1 where exists (select 1 from scope_statement where status = 'approved')", },
    { .id = "R-4.3-07", .clause = "scope",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Scope review overdue",
      .condition = "ScopeStatement approved: next_review_due",
      .colours = "amber due within 30 days or late; red > 30 days late",
      .why = "Planned review not done.",
      .fix = "Review and confirm.",
      .requirements = "4.3-R1",
      .type = "ScopeStatement", .field = "next_review_due",
      .query =
      "select x.key, case when $today - x.next_review_due > $overdue_red_days then 'red' "
      "    else 'amber' end, 'review due', x.next_review_due "
      "from scope_statement x "
      "where x.status = 'approved' and x.next_review_due <= $today + $due_soon_days "
      "union all select x.key, 'amber', 'cannot be judged: no review date', null "
      "    from scope_statement x "
      "where x.status = 'approved' and x.next_review_due is null",
      .population =
      "select 1 where exists (select 1 from scope_statement where status = 'approved')", },
    { .id = "R-4.4-01", .clause = "isms",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "ISMS processes determined",
      .condition = "FOR f IN 12 core functions ASSERT EXISTS Process kind=isms AND "
          "core_function=f AND active",
      .colours = "red if fewer than 6 exist; amber per missing function",
      .why = "2022 4.4: the processes needed and their interactions.",
      .fix = "Add the process or name the one that covers the function.",
      .requirements = "4.4-R2",
      .type = "Process", .field = "core_function",
      .query =
      "with t(f) as (values ('leadership_planning'), ('risk_management'), "
      "    ('document_control'), ('competence_awareness'), ('communication'), "
      "    ('change_management'), ('supplier_management'), ('incident_management'), "
      "    ('monitoring_measurement'), ('internal_audit'), ('management_review'), "
      "    ('nonconformity_ca')), "
      "m as (select t.f from t where not exists (select 1 from process p "
      "    where p.kind = 'isms' and p.core_function = t.f and p.status = 'active')) "
      "select null, case when (select count(*) from m) > 6 then 'red' "
      "    else 'amber' end, 'no process for ' || m.f, null from m", },
    { .id = "R-4.4-02", .clause = "isms",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Process has owner, inputs, outputs, criteria",
      .condition = "FOR Process kind=isms active ASSERT owner active AND inputs AND outputs AND "
          "criteria",
      .colours = "amber per gap; red if owner missing or gone",
      .why = "A process without owner or criteria cannot be controlled (8.1).",
      .fix = "Complete the process card.",
      .requirements = "4.4-R3,8.1-R2",
      .type = "Process", .field = "criteria",
      .query =
      "select p.key, 'red', 'owner missing or gone', null from process p "
      "where p.kind = 'isms' and p.status = 'active' and not exists (select 1 "
      "    from person o where o.key = p.owner and o.status = 'active') "
      "union all select p.key, 'amber', case when p.inputs is null then 'inputs missing' "
      "    when p.outputs is null then 'outputs missing' "
      "else 'criteria missing' end, null from process p where p.kind = 'isms' "
      "    and p.status = 'active' and (p.inputs is null or p.outputs is null "
      "    or p.criteria is null)",
      .population =
      "select 1 where exists (select 1 from process where kind = 'isms' "
      "    and status = 'active')", },
    { .id = "R-4.4-03", .clause = "isms",
      .severity = SEV_OBS, .basis = BASIS_S,
      .title = "Process interactions shown",
      .condition = "FOR Process kind=isms active ASSERT upstream OR downstream NOT EMPTY",
      .colours = "amber per isolated process",
      .why = "Interactions are part of 4.4 since 2022.",
      .fix = "Link neighbours in the map.",
      .requirements = "4.4-R2",
      .type = "Process", .field = "upstream",
      .query =
      "select p.key, 'amber', 'stands alone: nothing before or after it', null "
      "    from process p "
      "where p.kind = 'isms' and p.status = 'active' and p.upstream is null "
      "    and p.downstream is null",
      .population =
      "select 1 where exists (select 1 from process where kind = 'isms' "
      "    and status = 'active')", },
    { .id = "R-4.4-04", .clause = "isms",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "ISMS is alive",
      .condition = "FOR ISMS Process ASSERT EXISTS Evidence supporting it with collected_on "
          "within 365 days",
      .colours = "amber per process without evidence",
      .why = "An ISMS must be maintained, not only established.",
      .fix = "Attach one recent record per process.",
      .requirements = "4.4-R1",
      .type = "Evidence", .field = "supports",
      .query =
      "select p.key, 'amber', 'no evidence within the year', null from process p "
      "where p.kind = 'isms' and p.status = 'active' and not exists (select 1 "
      "    from evidence_supports s join evidence e on e.id = s.id "
      "where s.ref = p.key and e.collected_on >= $today - $evidence_age_days)",
      .population =
      "select 1 where exists (select 1 from process where kind = 'isms' "
      "    and status = 'active')", },
};
// clang-format on

const struct rule_group rules_4_context = { rules, sizeof rules / sizeof rules[0] };
