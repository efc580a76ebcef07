/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_5_leadership.c - conformity rules of clause 5: leadership. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-5.1-01", .clause = "leadership",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Top management named",
      .condition = "EXISTS RoleAssignment active of a role kind=top_management with active "
          "person",
      .colours = "red if none",
      .why = "5.1 addresses people, not a department.",
      .fix = "Assign the role to the persons who direct the organisation in scope.",
      .requirements = "5.1-R1,5.1-R2,5.1-R3,5.1-R4,5.1-R5,5.1-R6,5.1-R7,5.1-R8",
      .type = "RoleAssignment",
      .query =
      "select null, 'red', 'nobody is named as top management', null "
      "where not exists (select 1 from role_assignment ra join role ro on ro.key = ra.role "
      "    join person p on p.key = ra.person "
      "where ra.status = 'active' and ro.kind = 'top_management' and p.status = 'active')", },
    { .id = "R-5.1-02", .clause = "leadership",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Evidence for each leadership duty",
      .condition = "FOR t IN eight duties ASSERT EXISTS LeadershipCommitment(topic=t, person "
          "holds top_management, age ≤ 365 d) OR derived evidence (policy approval, "
          "ResourceAllocation approved, ManagementReview held)",
      .colours = "red if fewer than 4 duties evidenced; amber per missing duty",
      .why = "Auditors interview top management and ask for traces.",
      .fix = "Log the trace or do the duty.",
      .requirements = "5.1-R1,5.1-R2,5.1-R3,5.1-R4,5.1-R5,5.1-R6,5.1-R7,5.1-R8",
      .type = "LeadershipCommitment", .field = "topic",
      .query =
      "with t(d) as (values ('policy_objectives_aligned'), ('integrated_in_processes'), "
      "    ('resources_available'), ('importance_communicated'), ('outcomes_achieved'), "
      "    ('persons_supported'), ('improvement_promoted'), ('other_managers_supported')), "
      "m as (select t.d from t where not exists (select 1 from leadership_commitment l "
      "    where l.topic = t.d "
      "and l.\"date\" >= $today - $context_interval_days and exists (select 1 "
      "    from role_assignment ra join role ro on ro.key = ra.role "
      "    where ra.person = l.person and ra.status = 'active' "
      "    and ro.kind = 'top_management')) "
      "and not (t.d = 'policy_objectives_aligned' and exists (select 1 "
      "    from document_version v join document d on d.key = v.document "
      "where d.doc_type = 'policy_top' and v.status = 'published' and exists (select 1 "
      "    from role_assignment ra join role ro on ro.key = ra.role "
      "    where ra.person = v.approved_by and ra.status = 'active' "
      "    and ro.kind = 'top_management'))) "
      "and not (t.d = 'resources_available' and exists (select 1 "
      "    from resource_allocation a where a.decision in ('approved', "
      "    'partially_approved') "
      "and a.decided_on >= $today - $context_interval_days)) "
      "and not (t.d = 'outcomes_achieved' and exists (select 1 from management_review v "
      "    where v.held_on >= $today - $mr_max_age_days))) "
      "select null, case when (select count(*) from m) > 4 then 'red' "
      "    else 'amber' end, 'no evidence for the duty ' || m.d, null from m", },
    { .id = "R-5.1-03", .clause = "leadership",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Items waiting for top management",
      .condition = "ResourceAllocation decision=pending (since requested_on) and "
          "DocumentVersion in_review of policy_top, statement, methodology (since created_on) "
          "waiting > 30 days",
      .colours = "amber; red > 60 days",
      .why = "Long waiting time is the visible sign of missing commitment.",
      .fix = "Decide or delegate.",
      .requirements = "5.1-R3",
      .type = "ResourceAllocation", .field = "decision",
      .query =
      "select x.key, case when $today - x.since > 2 * $escalation_days then 'red' "
      "    else 'amber' end, "
      "'waiting for ' || cast($today - x.since as text) || ' days', x.since "
      "from (select a.key, a.requested_on as since from resource_allocation a "
      "    where a.decision = 'pending' "
      "union all select v.key, v.created_on from document_version v "
      "    join document d on d.key = v.document "
      "where v.status = 'in_review' and d.doc_type in ('policy_top', 'statement', "
      "    'methodology')) x "
      "where $today - x.since > $escalation_days",
      .population =
      "select 1 where exists (select 1 from resource_allocation)", },
    { .id = "R-5.2-01", .clause = "policy",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Information security policy in force",
      .condition = "EXISTS Document doc_type=policy_top published with one published version",
      .colours = "red if none",
      .why = "Mandatory documented information.",
      .fix = "Publish the policy.",
      .requirements = "5.2-R1,5.2-R5",
      .type = "Document", .field = "doc_type",
      .query =
      "select null, 'red', 'no information security policy in force', null "
      "where not exists (select 1 from document d where d.doc_type = 'policy_top' "
      "    and d.status = 'published' "
      "and (select count(*) from document_version v where v.document = d.key "
      "    and v.status = 'published') = 1)", },
    { .id = "R-5.2-02", .clause = "policy",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Policy established by top management",
      .condition = "FOR published policy_top version ASSERT approved_by holds role "
          "top_management",
      .colours = "red otherwise",
      .why = "Top management establishes the policy; a security manager cannot.",
      .fix = "Have it approved by a member of top management.",
      .requirements = "5.2-R1",
      .type = "DocumentVersion", .field = "approved_by",
      .query =
      "select v.key, 'red', 'not approved by top management', v.approved_on "
      "from document d join document_version v on v.document = d.key "
      "where d.doc_type = 'policy_top' and d.status = 'published' "
      "    and v.status = 'published' and not exists (select 1 from role_assignment ra "
      "    join role ro on ro.key = ra.role where ra.person = v.approved_by "
      "    and ra.status = 'active' and ro.kind = 'top_management')",
      .population =
      "select 1 where exists (select 1 from document where doc_type = 'policy_top' "
      "    and status = 'published')", },
    { .id = "R-5.2-03", .clause = "policy",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Policy content",
      .condition = "FOR policy_top ASSERT content_checks = {purpose_appropriate, "
          "objectives_framework, commitment_requirements, commitment_improvement}",
      .colours = "red per missing element",
      .why = "The four elements are required content.",
      .fix = "Add the sentence and tick the check at approval.",
      .requirements = "5.2-R1,5.2-R2,5.2-R3,5.2-R4",
      .type = "Document", .field = "content_checks",
      .query =
      "with t(e) as (values ('purpose_appropriate'), ('objectives_framework'), "
      "    ('commitment_requirements'), ('commitment_improvement')) "
      "select d.key, 'red', 'content not confirmed: ' || t.e, null from document d cross "
      "    join t "
      "where d.doc_type = 'policy_top' and d.status = 'published' and not exists (select 1 "
      "    from document_content_checks k where k.id = d.id and k.value = t.e)",
      .population =
      "select 1 where exists (select 1 from document where doc_type = 'policy_top' "
      "    and status = 'published')", },
    { .id = "R-5.2-04", .clause = "policy",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Policy communicated within the organisation",
      .condition = "count(distinct Acknowledgement.person of the published version ∩ active "
          "in-scope persons) / count(active in-scope persons)",
      .colours = "green ≥ 95 %; amber 80–95 %; red below",
      .why = "Communication must reach the persons; acknowledgement is the cheapest proof "
          "(27002 5.1).",
      .fix = "Remind the listed persons.",
      .requirements = "5.2-R5",
      .type = "Acknowledgement",
      .query =
      "select x.key, case when x.done * 100 < x.everybody * $ack_amber_pct then 'red' "
      "    else 'amber' end, "
      "'read by ' || cast(x.done as text) || ' of ' || cast(x.everybody as text) || "
      "    ' people', null "
      "from (select v.key, (select count(distinct a.person) from acknowledgement a "
      "    join person p on p.key = a.person "
      "where a.version = v.key and p.status = 'active' and p.in_scope = 1 "
      "    and p.kind <> 'external') as done, "
      "(select count(*) from person p where p.status = 'active' and p.in_scope = 1 "
      "    and p.kind <> 'external') as everybody "
      "from document d join document_version v on v.document = d.key "
      "    where d.doc_type = 'policy_top' and d.status = 'published' "
      "    and v.status = 'published') x "
      "where x.done * 100 < x.everybody * $ack_green_pct",
      .population =
      "select 1 where exists (select 1 from document where doc_type = 'policy_top' "
      "    and status = 'published')", },
    { .id = "R-5.2-05", .clause = "policy",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Policy available to interested parties",
      .condition = "FOR policy_top ASSERT external_availability ∈ {on_request, published}",
      .colours = "amber if not_available or empty",
      .why = "The policy must be available to interested parties as appropriate; \"not "
          "available\" needs a reason.",
      .fix = "Choose how parties get it.",
      .requirements = "5.2-R5",
      .type = "Document", .field = "external_availability",
      .query =
      "select d.key, 'amber', 'not available to interested parties', null from document d "
      "where d.doc_type = 'policy_top' and d.status = 'published' "
      "    and (d.external_availability is null or d.external_availability = "
      "    'not_available')",
      .population =
      "select 1 where exists (select 1 from document where doc_type = 'policy_top' "
      "    and status = 'published')", },
    { .id = "R-5.2-06", .clause = "policy",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Topic-specific policies for applicable controls",
      .condition = "FOR (control, topic) IN the topic table WHERE SoAEntry applicable ASSERT "
          "EXISTS Document published with annex_refs ∋ control",
      .colours = "amber per missing topic",
      .why = "A.5.1 expects topic-specific policies where useful; auditors look for these "
          "eight.",
      .fix = "Write it or cover the topic in another document and link it.",
      .requirements = "5.2-R1",
      .type = "Document", .field = "annex_refs",
      .query =
      "with t(c, topic) as (values ('A.5.15', 'access control'), ('A.5.9', "
      "    'asset management'), "
      "('A.6.7', 'remote working'), ('A.5.24', 'incident management'), ('A.8.13', "
      "    'backup'), "
      "('A.8.24', 'cryptography'), ('A.5.19', 'supplier security'), ('A.8.25', "
      "    'secure development')) "
      "select e.key, 'amber', 'no topic-specific policy: ' || t.topic, null "
      "from t join soa_entry e on e.control_ref = t.c join soa s on s.key = e.soa "
      "where s.status = 'approved' and e.applicable = 1 "
      "and not exists (select 1 from document_annex_refs a join document d on d.id = a.id "
      "where a.value = t.c and d.status = 'published')",
      .population =
      "select 1 where exists (select 1 from soa where status = 'approved' "
      "    and edition = '2022')", },
    { .id = "R-5.3-01", .clause = "roles",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Both mandatory responsibilities assigned",
      .condition = "FOR c IN (conformity, performance_reporting) ASSERT EXISTS Role covers ∋ c "
          "with active assignment",
      .colours = "red per missing",
      .why = "5.3 a) and b).",
      .fix = "Add the duty to a role and assign it.",
      .requirements = "5.3-R2,5.3-R3",
      .type = "Role", .field = "covers",
      .query =
      "with t(c) as (values ('conformity'), ('performance_reporting')) "
      "select null, 'red', 'nobody holds the responsibility for ' || t.c, null from t "
      "where not exists (select 1 from role_covers k join role o on o.id = k.id "
      "    join role_assignment a on a.role = o.key "
      "where k.value = t.c and a.status = 'active')", },
    { .id = "R-5.3-02", .clause = "roles",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Every active role is held",
      .condition = "FOR Role active ASSERT EXISTS RoleAssignment active not deputy",
      .colours = "red for key roles, amber otherwise",
      .why = "Unfilled roles mean undone work.",
      .fix = "Assign or retire the role.",
      .requirements = "5.3-R1",
      .type = "RoleAssignment",
      .query =
      "select o.key, case when o.key_role = 1 then 'red' "
      "    else 'amber' end, 'nobody holds this role', null "
      "from role o where o.status = 'active' and not exists (select 1 "
      "    from role_assignment a "
      "where a.role = o.key and a.status = 'active' and a.is_deputy = 0)",
      .population =
      "select 1 where exists (select 1 from role where status = 'active')", },
    { .id = "R-5.3-03", .clause = "roles",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Roles communicated",
      .condition = "FOR RoleAssignment active ASSERT communicated_on AND accepted_on",
      .colours = "amber per gap; red if not communicated 30 days after start",
      .why = "Responsibilities must be communicated within the organisation.",
      .fix = "Send and have it accepted.",
      .requirements = "5.3-R1",
      .type = "RoleAssignment", .field = "accepted_on",
      .query =
      "select a.key, case when a.communicated_on is null and $today - a.start_date > 30 "
      "    then 'red' else 'amber' end, "
      "case when a.communicated_on is null then 'not communicated' "
      "    else 'not accepted' end, a.start_date "
      "from role_assignment a where a.status = 'active' and (a.communicated_on is null "
      "    or a.accepted_on is null)",
      .population =
      "select 1 where exists (select 1 from role_assignment where status = 'active')", },
    { .id = "R-5.3-04", .clause = "roles",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "No ownership by people who left",
      .condition = "FOR owner fields of active Asset, Risk, Control, Document, Process, "
          "Supplier, RecurringActivity, Action, TreatmentAction, Objective, RoleAssignment "
          "ASSERT person.status = active",
      .colours = "red per record",
      .why = "Ownership by a leaver is nobody's.",
      .fix = "Hand over all that the person owns, from the page of the person.",
      .requirements = "5.3-R1",
      .type = "Person", .field = "owner",
      .query =
      "select x.key, 'red', 'the owner, ' || p.name || ', is no longer active', p.end_date "
      "from person p join ( "
      "select t.key, t.owner as holder from \"asset\" t "
      "    where t.status in ('planned', 'in_use') "
      "union all select t.key, t.owner as holder from \"risk\" t where t.status <> 'closed' "
      "union all select t.key, t.owner as holder from \"control\" t where t.status = 'active' "
      "union all select t.key, t.owner as holder from \"document\" t "
      "    where t.status in ('draft', 'published') "
      "union all select t.key, t.owner as holder from \"process\" t "
      "    where t.status in ('draft', 'active') "
      "union all select t.key, t.owner as holder from \"supplier\" t "
      "    where t.status <> 'ended' "
      "union all select t.key, t.owner as holder from \"recurring_activity\" t "
      "    where t.status = 'active' "
      "union all select t.key, t.owner as holder from \"action\" t "
      "    where t.status in ('open', 'in_progress') "
      "union all select t.key, t.owner as holder from \"treatment_action\" t "
      "    where t.status in ('planned', 'in_progress') "
      "union all select t.key, t.responsible as holder from \"objective\" t "
      "    where t.status in ('draft', 'approved', 'in_progress') "
      "union all select t.key, t.person as holder from \"role_assignment\" t "
      "    where t.status = 'active' "
      ") x on x.holder = p.key where p.status <> 'active'",
      .population =
      "select 1 where exists (select 1 from person)", },
    { .id = "R-5.3-05", .clause = "roles",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "No incompatible roles in one hand",
      .condition = "FOR RoleAssignment a,b active, same person: b.role IN "
          "a.role.incompatible_with",
      .colours = "red per person",
      .why = "Auditor objectivity (9.2) and segregation of duties (A.5.3).",
      .fix = "Move one role; if impossible, record a compensating control and an exception.",
      .requirements = "5.3-R1,9.2-R6",
      .type = "RoleAssignment", .field = "role",
      .query =
      "select a.person, 'red', 'holds ' || a.role || ' and ' || b.role || "
      "    ', which do not go together', null "
      "from role_incompatible_with i join role o on o.id = i.id "
      "    join role_assignment a on a.role = o.key "
      "join role_assignment b on b.person = a.person and b.role = i.ref "
      "where a.status = 'active' and b.status = 'active' and a.key <> b.key",
      .population =
      "select 1 where exists (select 1 from role_assignment where status = 'active')", },
    { .id = "R-5.3-06", .clause = "roles",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Deputies for key roles",
      .condition = "FOR Role key_role ASSERT EXISTS RoleAssignment active is_deputy",
      .colours = "amber per role",
      .why = "One illness must not stop the ISMS.",
      .fix = "Name and train a deputy.",
      .requirements = "5.3-R1",
      .type = "RoleAssignment", .field = "is_deputy",
      .query =
      "select o.key, 'amber', 'no deputy', null from role o where o.status = 'active' "
      "    and o.key_role = 1 "
      "and not exists (select 1 from role_assignment a where a.role = o.key "
      "    and a.status = 'active' and a.is_deputy = 1)",
      .population =
      "select 1 where exists (select 1 from role where status = 'active' and key_role = 1)", },
};
// clang-format on

const struct rule_group rules_5_leadership = { rules, sizeof rules / sizeof rules[0] };
