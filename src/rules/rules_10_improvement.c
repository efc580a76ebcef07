/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_10_improvement.c - conformity rules of clause 10: improvement. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-10.1-01", .clause = "nonconformity",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Correction in time",
      .condition = "FOR Nonconformity ASSERT correction_done_on within 7 days of detected_on",
      .colours = "amber 8–14 days; red later, while empty",
      .why = "React: control, correct, deal with consequences.",
      .fix = "Record what was done at once.",
      .requirements = "10.1-R1",
      .type = "Nonconformity", .field = "correction_done_on",
      .query =
      "select n.key, case when $today - n.detected_on > 14 then 'red' else 'amber' end, "
      "'not corrected for ' || cast($today - n.detected_on as text) || ' days', "
      "    n.detected_on + $correction_days "
      "from nonconformity n where n.correction_done_on is null and n.status <> 'closed' "
      "    and $today - n.detected_on > $correction_days",
      .population =
      "select 1 where exists (select 1 from nonconformity)", },
    { .id = "R-10.1-02", .clause = "nonconformity",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Cause determined and need for action decided",
      .condition = "FOR Nonconformity older than 30 days ASSERT cause_analysis AND "
          "action_needed ≠ undecided AND (no ⇒ no_action_reason)",
      .colours = "red per nonconformity",
      .why = "Evaluate the need for action to eliminate causes.",
      .fix = "Use five whys or fishbone.",
      .requirements = "10.1-R2",
      .type = "Nonconformity", .field = "cause_analysis",
      .query =
      "select n.key, 'red', case when n.action_needed = 'no' "
      "    then 'no reason why no action is needed' "
      "when n.cause_analysis is null then 'cause not determined' "
      "    else 'need for action not decided' end, n.detected_on + $cause_days "
      "from nonconformity n where $today - n.detected_on > $cause_days "
      "    and ((n.cause_analysis is null and coalesce(n.action_needed, '') <> 'no') "
      "or coalesce(n.action_needed, 'undecided') = 'undecided' or (n.action_needed = 'no' "
      "    and n.no_action_reason is null))",
      .population =
      "select 1 where exists (select 1 from nonconformity)", },
    { .id = "R-10.1-03", .clause = "nonconformity",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Similar nonconformities looked for",
      .condition = "FOR Nonconformity with cause_analysis ASSERT similar_search NOT EMPTY",
      .colours = "amber per nonconformity",
      .why = "Required part of the evaluation.",
      .fix = "Say where you looked and what you found.",
      .requirements = "10.1-R2",
      .type = "Nonconformity", .field = "similar_search",
      .query =
      "select n.key, 'amber', 'nobody looked for similar ones', null from nonconformity n "
      "where n.cause_analysis is not null and n.similar_search is null",
      .population =
      "select 1 where exists (select 1 from nonconformity where cause_analysis is not null)", },
    { .id = "R-10.1-04", .clause = "nonconformity",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Corrective action overdue",
      .condition = "FOR Action kind IN (corrective, correction) open: due",
      .colours = "amber 1–30 days; red later (source grade major: at once)",
      .why = "Appropriate and timely.",
      .fix = "Finish or re-plan with the ISMS manager.",
      .requirements = "10.1-R3",
      .type = "Action", .field = "due",
      .query =
      "select a.key, case when $today - a.due > $overdue_red_days or exists (select 1 "
      "    from nonconformity n "
      "where n.key = a.source and n.grade = 'major') then 'red' "
      "    else 'amber' end, 'overdue', a.due "
      "from action a where a.kind in ('corrective', 'correction') "
      "    and a.status in ('open', 'in_progress') and a.due < $today",
      .population =
      "select 1 where exists (select 1 from action "
      "    where kind in ('corrective', 'correction') "
      "    and status in ('open', 'in_progress'))", },
    { .id = "R-10.1-05", .clause = "nonconformity",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Effectiveness reviewed before closing",
      .condition = "FOR Nonconformity closed with action_needed=yes ASSERT EffectivenessReview "
          "result=effective",
      .colours = "red per nonconformity",
      .why = "Review of effectiveness is required.",
      .fix = "Reopen and review.",
      .requirements = "10.1-R4",
      .type = "EffectivenessReview", .field = "result",
      .query =
      "select n.key, 'red', 'closed without proof that the action worked', n.closed_on "
      "    from nonconformity n "
      "where n.status = 'closed' and n.action_needed = 'yes' "
      "and not exists (select 1 from effectiveness_review e where e.nonconformity = n.key "
      "    and e.result = 'effective')",
      .population =
      "select 1 where exists (select 1 from nonconformity where status = 'closed' "
      "    and action_needed = 'yes')", },
    { .id = "R-10.1-06", .clause = "nonconformity",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Effectiveness review due",
      .condition = "FOR Nonconformity action_implemented: 90 days after the last action",
      .colours = "amber when due within 30 days; red after",
      .why = "As above.",
      .fix = "Plan the review with criteria.",
      .requirements = "10.1-R4",
      .type = "EffectivenessReview", .field = "nonconformity",
      .query =
      "select x.key, case when $today - x.done > $effect_days then 'red' "
      "    else 'amber' end, 'effectiveness review due', x.done + $effect_days "
      "from (select n.key, max(a.completed_on) as done from nonconformity n "
      "    join nonconformity_actions l on l.id = n.id join action a on a.key = l.ref "
      "where n.status = 'action_implemented' group by n.key) x "
      "where $today - x.done > $effect_days - 60 and not exists (select 1 "
      "    from effectiveness_review e where e.nonconformity = x.key) "
      "union all select n.key, 'amber', "
      "    'cannot be judged: no action with a completion date', null from nonconformity n "
      "where n.status = 'action_implemented' and not exists (select 1 "
      "    from nonconformity_actions l join action a on a.key = l.ref "
      "where l.id = n.id and a.completed_on is not null)",
      .population =
      "select 1 where exists (select 1 from nonconformity "
      "    where status = 'action_implemented')", },
    { .id = "R-10.1-07", .clause = "nonconformity",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Reviewer is independent of the action",
      .condition = "FOR EffectivenessReview ASSERT reviewed_by ∉ owners of the actions",
      .colours = "amber",
      .why = "Own work is judged too kindly.",
      .fix = "Let somebody else review.",
      .requirements = "10.1-R4",
      .type = "EffectivenessReview", .field = "reviewed_by",
      .query =
      "select distinct e.key, 'amber', 'the reviewer owns the action', e.reviewed_on "
      "from effectiveness_review e join nonconformity n on n.key = e.nonconformity "
      "    join nonconformity_actions l on l.id = n.id "
      "join action a on a.key = l.ref where a.owner = e.reviewed_by",
      .population =
      "select 1 where exists (select 1 from effectiveness_review)", },
    { .id = "R-10.1-08", .clause = "nonconformity",
      .severity = SEV_MINOR, .basis = BASIS_C,
      .title = "Recurrence",
      .condition = "two Nonconformities with the same requirement_ref and cause_category within "
          "365 days",
      .colours = "red if the first was closed as effective; amber otherwise",
      .why = "The cause was not removed.",
      .fix = "Reopen the cause analysis, look wider.",
      .requirements = "10.1-R2",
      .type = "Nonconformity", .field = "cause_analysis",
      .query =
      "select distinct n.key, case when o.status = 'closed' and exists (select 1 "
      "    from effectiveness_review e "
      "where e.nonconformity = o.key and e.result = 'effective') then 'red' "
      "    else 'amber' end, 'the same cause as ' || o.key, n.detected_on "
      "from nonconformity n join cause_analysis c on c.key = n.cause_analysis "
      "join nonconformity o on o.requirement_ref = n.requirement_ref and o.id <> n.id "
      "and (o.detected_on < n.detected_on or (o.detected_on = n.detected_on "
      "    and o.id < n.id)) "
      "join cause_analysis d on d.key = o.cause_analysis "
      "where c.cause_category = d.cause_category "
      "    and n.detected_on - o.detected_on <= $recurrence_days "
      "    and n.detected_on >= $today - $recurrence_days",
      .population =
      "select 1 where exists (select 1 from nonconformity)", },
    { .id = "R-10.1-09", .clause = "nonconformity",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Nonconformity open too long",
      .condition = "FOR Nonconformity open: age > 90 (major) / 180 (minor) days",
      .colours = "red; amber from 75 %",
      .why = "Slow correction.",
      .fix = "Escalate.",
      .requirements = "10.1-R3",
      .type = "Nonconformity", .field = "status",
      .query =
      "select x.key, case when x.age > x.lim then 'red' "
      "    else 'amber' end, 'open for ' || cast(x.age as text) || ' days', x.detected_on "
      "    + x.lim "
      "from (select n.key, n.detected_on, $today - n.detected_on as age, "
      "case when n.grade = 'major' then $nc_major_open_days "
      "    else $nc_minor_open_days end as lim "
      "from nonconformity n where n.status <> 'closed') x where x.age * 4 >= x.lim * 3",
      .population =
      "select 1 where exists (select 1 from nonconformity where status <> 'closed')", },
    { .id = "R-10.1-10", .clause = "nonconformity",
      .severity = SEV_MAJOR, .basis = BASIS_P,
      .title = "Certification-body deadline",
      .condition = "FOR Nonconformity cb_deadline AND not closed",
      .colours = "amber within 30 days; red after",
      .why = "Certificate at risk.",
      .fix = "Send the answer with evidence.",
      .requirements = "10.1-R3",
      .type = "Nonconformity", .field = "cb_deadline",
      .query =
      "select n.key, case when n.cb_deadline < $today then 'red' "
      "    else 'amber' end, 'answer due to the certification body', n.cb_deadline "
      "from nonconformity n where n.status <> 'closed' and n.cb_deadline <= $today + 30",
      .population =
      "select 1 where exists (select 1 from nonconformity where cb_deadline is not null)", },
    { .id = "R-10.1-11", .clause = "nonconformity",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Ineffective action followed up",
      .condition = "FOR EffectivenessReview result ≠ effective ASSERT follow_up",
      .colours = "red per review",
      .why = "The cycle must go on.",
      .fix = "Plan a new action.",
      .requirements = "10.1-R4",
      .type = "EffectivenessReview", .field = "follow_up",
      .query =
      "select e.key, 'red', 'it did not work, and nothing follows', e.reviewed_on "
      "    from effectiveness_review e "
      "where e.result <> 'effective' and e.follow_up is null",
      .population =
      "select 1 where exists (select 1 from effectiveness_review "
      "    where result <> 'effective')", },
    { .id = "R-10.1-12", .clause = "nonconformity",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "No nonconformities at all",
      .condition = "count(Nonconformity detected within 365 days) = 0 while the ISMS has "
          "operated ≥ 180 days",
      .colours = "amber",
      .why = "A register without entries means that nobody looks.",
      .fix = "Use incidents, measurements and suggestions as sources.",
      .requirements = "10.1-R1",
      .type = "Nonconformity",
      .query =
      "select null, 'amber', 'no nonconformity within a year: is anybody looking?', null "
      "where not exists (select 1 from nonconformity where detected_on >= $today - 365) "
      "and (select min(approved_on) from scope_statement) <= $today - 180",
      .population =
      "select 1 where exists (select 1 from scope_statement "
      "    where approved_on <= $today - 180)", },
    { .id = "R-10.1-13", .clause = "nonconformity",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "All from audits",
      .condition = "share of Nonconformities (365 d) with source audit = 100 % and count ≥ 4",
      .colours = "amber",
      .why = "Own detection is missing.",
      .fix = "Report from operation.",
      .requirements = "10.1-R1",
      .type = "Nonconformity", .field = "source",
      .query =
      "select null, 'amber', 'every nonconformity comes from an audit', null "
      "from (select count(*) as n, sum(case when source in ('internal_audit', "
      "    'external_audit') then 1 else 0 end) as audits "
      "from nonconformity where detected_on >= $today - 365) x where x.n >= 4 "
      "    and x.n = x.audits",
      .population =
      "select 1 where exists (select 1 from nonconformity "
      "    where detected_on >= $today - 365)", },
    { .id = "R-10.2-01", .clause = "improvement",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Improvement takes place",
      .condition = "count(Improvement with implemented_on within 365 days) ≥ 1",
      .colours = "red if none",
      .why = "Continual improvement of suitability, adequacy, effectiveness.",
      .fix = "Pick one idea and do it.",
      .requirements = "10.2-R1",
      .type = "Improvement", .field = "implemented_on",
      .query =
      "select null, 'red', 'no improvement within a year', null "
      "where not exists (select 1 from improvement where implemented_on >= $today - 365)", },
    { .id = "R-10.2-02", .clause = "improvement",
      .severity = SEV_OBS, .basis = BASIS_P,
      .title = "Improvement waits for decision",
      .condition = "FOR Improvement decision=pending older than 60 days; Finding grade=ofi open "
          "without improvement older than 60 days",
      .colours = "amber",
      .why = "Ideas die.",
      .fix = "Decide.",
      .requirements = "10.2-R1",
      .type = "Improvement", .field = "decision",
      .query =
      "select i.key, 'amber', 'waits for a decision', i.proposed_on from improvement i "
      "where i.decision = 'pending' and $today - i.proposed_on > $suggestion_triage_days "
      "union all select f.key, 'amber', 'an opportunity nobody took up', f.raised_on "
      "    from finding f "
      "where f.grade = 'ofi' and f.status = 'open' and f.improvement is null "
      "    and $today - f.raised_on > $suggestion_triage_days",
      .population =
      "select 1 where exists (select 1 from improvement)", },
    { .id = "R-10.2-03", .clause = "improvement",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Benefit evaluated",
      .condition = "FOR Improvement implemented ASSERT benefit_evaluation within 90 days",
      .colours = "amber later",
      .why = "Learning.",
      .fix = "Write one sentence.",
      .requirements = "10.2-R1",
      .type = "Improvement", .field = "benefit_evaluation",
      .query =
      "select i.key, 'amber', 'implemented, but the benefit is not evaluated', "
      "    i.implemented_on from improvement i "
      "where i.implemented_on is not null and i.benefit_evaluation is null "
      "    and $today - i.implemented_on > 90",
      .population =
      "select 1 where exists (select 1 from improvement where implemented_on is not null)", },
    { .id = "R-10.2-04", .clause = "improvement",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Several sources of improvement",
      .condition = "distinct Improvement.source within 365 days ≥ 2",
      .colours = "amber",
      .why = "Improvement only from audits is reactive.",
      .fix = "Open a suggestion channel.",
      .requirements = "10.2-R1",
      .type = "Improvement", .field = "source",
      .query =
      "select null, 'amber', 'all ideas come from one source', null "
      "from (select count(distinct source) as n, count(*) as total from improvement "
      "    where proposed_on >= $today - 365) x where x.total > 0 and x.n < 2",
      .population =
      "select 1 where exists (select 1 from improvement where proposed_on >= $today - 365)", },
};
// clang-format on

const struct rule_group rules_10_improvement = { rules, sizeof rules / sizeof rules[0] };
