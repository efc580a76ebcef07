/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* clause.c - the clauses with their numbers in both editions, guidance and questions. */
#include "isms/clause.h"

#include <string.h>

// clang-format off
const struct clause clauses[] = {
    { .slug = "context", .number = "4.1", .number_2013 = "4.1",
      .title = "Context of the organisation",
      .guidance = "Activities: start from the purpose (mission, business plan), look outside "
          "(society and culture; politics, law and regulation; money; technology; nature; "
          "competitors) and inside (culture; aims and strategy; structure and governance; "
          "adopted standards; contracts; processes; people and know-how; buildings; information "
          "systems and flows; results of earlier audits and assessments), keep what is "
          "relevant, review it on a rhythm. Inputs: business plan, organisation chart, contract "
          "list, earlier audit and risk reports, threat reports. Outputs: list of issues with "
          "effect; it need not be a separate document, but the tool keeps it as records because "
          "scope and review must refer to it.",
      .questions = "\"How did you find these? Who took part? What changed since last year? Where "
          "do they show up in scope and risks?\"",
      .pitfalls = "copied PESTLE list without effect on the ISMS; no internal issues; climate "
          "question not answered; issues never reviewed after the first year; issues listed but "
          "not used in risk planning." },
    { .slug = "interested-parties", .number = "4.2", .number_2013 = "4.2",
      .title = "Interested parties",
      .guidance = "Activities: list external parties (authorities, owners, suppliers and "
          "sub-suppliers, industry bodies, competitors, customers, activists) and internal ones "
          "(decision makers, owners of processes, systems and information, support functions, "
          "staff, security specialists); find their requirements; decide on relevance. Inputs: "
          "law register, contracts, questionnaires, staff council, insurer's conditions. "
          "Outputs: parties and requirements, feeding scope, policy, risk criteria, objectives "
          "and communication.",
      .questions = "register of parties and requirements, example of a new contract and how its "
          "clauses reached the register, evaluation of legal compliance",
      .pitfalls = "parties without requirements; no decision which requirements the ISMS "
          "addresses; law register is a list of titles; contract security clauses unknown to "
          "the people who must fulfil them; cloud and data-protection duties missing." },
    { .slug = "scope", .number = "4.3", .number_2013 = "4.3",
      .title = "Scope",
      .guidance = "Activities in four steps: a small group drafts a preliminary scope; it is "
          "refined with the functions concerned, support functions and outsourced work "
          "included, looking for ways to reduce interfaces; all managers inside check the final "
          "scope; top management approves. Describe organisational, ICT and physical boundaries "
          "and who is outside. Inputs: issues, requirements, readiness of business areas, "
          "support functions, outsourcing list. Outputs: scope statement with interfaces; "
          "changes after the start are expensive, so simulate them.",
      .questions = "scope document, site list, organisation chart, network and data-flow "
          "picture, cloud responsibility split, certificate wording",
      .pitfalls = "scope names the product but not the people and sites; cloud region or remote "
          "work ignored; interfaces missing; exclusions without reason; scope not updated after "
          "a new office or an acquisition; certificate text wider than reality." },
    { .slug = "isms", .number = "4.4", .number_2013 = "4.4",
      .title = "The management system and its processes",
      .guidance = "the clause is the umbrella: no separate steps; activities are the whole "
          "Plan–Do–Check–Act turn. Inputs: everything of clause 4. Outputs: a working system; a "
          "process map is the most useful single picture.",
      .questions = "process map, one walk-through from input to output, records of the last 12 "
          "months",
      .pitfalls = "documents exist but no operation; processes not named since the 2022 "
          "transition; interactions unclear (risk results do not reach objectives)." },
    { .slug = "leadership", .number = "5.1", .number_2013 = "5.1",
      .title = "Leadership and commitment",
      .guidance = "Activities: lead by example; decide on integration, resources, messages; take "
          "part in reviews; react to reports. If the scope is part of a bigger body, top "
          "management is the people who direct that part. Inputs: reports on performance, "
          "requests. Outputs: decisions, messages, budgets, minutes. A steering group is common "
          "but does not replace the duty.",
      .questions = "interview with top management (strategy link, top risks, last decisions), "
          "budget decisions, speeches, review minutes",
      .pitfalls = "top management cannot name main risks or objectives; everything delegated to "
          "IT; no resources decided; reviews without top management." },
    { .slug = "policy", .number = "5.2", .number_2013 = "5.2",
      .title = "Policy",
      .guidance = "short and high level; easy to understand; names scope, aims, principles, "
          "responsibilities, consequences; stands in a hierarchy: general policies → "
          "information security policy → topic-specific policies → rules and procedures; an "
          "owner reviews it; an external version carries no secrets. Inputs: strategy, issues, "
          "requirements. Outputs: approved policy, communication, acknowledgement.",
      .questions = "policy with approver and date, acknowledgements, how joiners and customers "
          "get it, staff interviews",
      .pitfalls = "approved by IT manager; no commitment to improvement; not known by staff; "
          "contractors not reached; external parties cannot get it; not reviewed after merger." },
    { .slug = "roles", .number = "5.3", .number_2013 = "5.3",
      .title = "Roles and responsibilities",
      .guidance = "Activities: define who coordinates, advises, assesses risk, designs "
          "processes, sets controls, handles incidents, runs audits; include business roles: "
          "owners of information, processes, systems and risks, project leads, line managers, "
          "users. Security duties go into job descriptions. Inputs: organisation chart, process "
          "map. Outputs: role descriptions, assignment list, accepted assignments.",
      .questions = "role descriptions, who reports to whom, deputies, conflict of interest, "
          "leaver hand-over",
      .pitfalls = "responsibilities only in a document that role holders do not know; authority "
          "missing (cannot stop a release); risk owners without authority; deputies missing; "
          "leaver still owns risks; ISMS manager audits own ISMS." },
    { .slug = "risks-opportunities", .number = "6.1.1", .number_2013 = "6.1.1",
      .title = "Risks and opportunities of the ISMS",
      .guidance = "it separates risks to the ISMS as a whole (unclear duties, weak support, poor "
          "awareness, dependence on one person, scope change) from information security risks "
          "(6.1.2); both may share a tool, not a method. Inputs: issues, requirements, scope, "
          "earlier results. Outputs: actions in plans, projects, objectives; evaluation.",
      .questions = "list with link to issues, one opportunity that was used, evaluation of one "
          "action",
      .pitfalls = "only information security risks, nothing on the ISMS itself; no "
          "opportunities; effectiveness never evaluated." },
    { .slug = "risk-assessment-process", .number = "6.1.2", .number_2013 = "6.1.2",
      .title = "Risk assessment process",
      .guidance = "Activities: set criteria (impact scale, likelihood scale, level, acceptance "
          "by whom); choose an identification approach — from events and scenarios, or from "
          "assets, threats and vulnerabilities — any approach is allowed when results are "
          "comparable; owners need accountability and authority; analyse qualitatively, "
          "quantitatively or mixed; write down the reasons; do not go deeper than decisions "
          "need; refine step by step. Inputs: scope, assets, requirements, incidents, threat "
          "information, existing controls. Outputs: method, register, priorities.",
      .questions = "method, criteria, two risks re-rated in front of the auditor by another "
          "person, owner interviews, list of participants",
      .pitfalls = "method not followed (other scale in the register); acceptance criteria "
          "missing; risk owner is \"IT\"; scores without rationale; only technical risks; level "
          "typed by hand; results not comparable after a method change; owner without "
          "authority." },
    { .slug = "risk-treatment-process", .number = "6.1.3", .number_2013 = "6.1.3",
      .title = "Risk treatment process",
      .guidance = "Options: avoid; take or raise risk for an opportunity; change likelihood; "
          "change consequence; share; retain by informed decision. Activities: pick controls "
          "against cause, event or consequence; check each risk against Annex A; a control may "
          "be excluded because no risk needs it, it lies outside the scope, or an own control "
          "replaces it; the SoA is made from treatment, not the other way round. The plan names "
          "risk, option, control, status, owner, date, resources, and evaluation. Inputs: "
          "prioritised risks, requirements. Outputs: SoA, plan, acceptances.",
      .questions = "trace three risks to controls, SoA line, evidence and back; exclusions; "
          "approvals of owners; version history of the SoA",
      .pitfalls = "SoA says \"implemented\" for planned controls; exclusions without or with "
          "wrong reason (for example outsourced development excluded while contractors write "
          "code); justification \"ISO requires it\"; controls in use but not in the SoA; "
          "residual risk not accepted by owners; plan without dates; SoA not updated after a "
          "risk review." },
    { .slug = "objectives", .number = "6.2", .number_2013 = "6.2",
      .title = "Objectives",
      .guidance = "objectives can concern results of security, the ISMS, or risk treatment; may "
          "be set for company, department or project; express the wanted end state and the "
          "measure; review them when policy, risks or business change; failure leads to "
          "evaluation, not to silence. Inputs: policy, risk results, requirements. Outputs: "
          "objectives with plans, linked measures.",
      .questions = "objective sheet with plan, latest progress, who knows it",
      .pitfalls = "objectives are wishes (\"improve security\"); no plan; not monitored; "
          "controls copied as objectives; no link to risks; same objectives for five years." },
    { .slug = "changes", .number = "6.3", .number_2013 = "",
      .title = "Planning of changes",
      .guidance = "none in 27003:2017; by analogy with 9001 and 27003 8.1 consider purpose, "
          "consequences, integrity of the ISMS, resources, and responsibilities. Inputs: review "
          "decisions, audit results, issues. Outputs: approved change, updated records, review.",
      .questions = "one or two ISMS changes (tool, scope, method, roles) from need to review",
      .pitfalls = "scope or tool changed without plan; transition to the 2022 edition without "
          "planned change; change record after the fact." },
    { .slug = "resources", .number = "7.1", .number_2013 = "7.1",
      .title = "Resources",
      .guidance = "people, time, money, information, infrastructure, tools, outside help; "
          "estimate amount and quality, obtain, keep, review against need. Inputs: plan, "
          "treatment plan, objectives. Outputs: allocation and its review.",
      .questions = "budget, staffing, decisions on requests, link to treatment plan",
      .pitfalls = "ISMS manager has no time; treatment actions stop for lack of money without a "
          "decision; audits skipped for lack of people." },
    { .slug = "competence", .number = "7.2", .number_2013 = "7.2",
      .title = "Competence",
      .guidance = "define per role, assess persons, close gaps by training, mentoring, moving, "
          "hiring or contracting; evaluate; outside experts are allowed. Inputs: roles, gaps, "
          "plan. Outputs: matrix, records, training plan.",
      .questions = "matrix for ISMS roles, certificates, evaluation of one training, competence "
          "of internal auditors and risk owners",
      .pitfalls = "no criteria for roles; only certificates of the ISMS manager; effectiveness "
          "of training not evaluated; internal auditor without evidence; expired certificates." },
    { .slug = "awareness", .number = "7.3", .number_2013 = "7.3",
      .title = "Awareness",
      .guidance = "a programme with messages per audience, planned over the year, checked for "
          "understanding (quiz, interview, simulation), embedded in induction; contractors "
          "included. Inputs: policy, incidents, test results. Outputs: campaign, participation, "
          "effect.",
      .questions = "interviews with random staff and one contractor; completion list; effect",
      .pitfalls = "contractors or board left out; joiners wait months; people do not know how to "
          "report; only attendance, no effect." },
    { .slug = "communication", .number = "7.4", .number_2013 = "7.4",
      .title = "Communication",
      .guidance = "contents such as policy, objectives, risk results, roles, incidents, "
          "performance, changes, audit needs; name a speaker; decide trigger, channel, "
          "language, confidentiality; receive as well as send. Inputs: parties and "
          "requirements, incident plan. Outputs: matrix and proof.",
      .questions = "matrix, last authority or customer notice, reporting channel",
      .pitfalls = "no external communication planned (authorities, customers); nobody authorised "
          "to speak in a crisis; matrix not followed." },
    { .slug = "documented-information", .number = "7.5.1", .number_2013 = "7.5.1",
      .title = "Documented information",
      .guidance = "extent depends on size, activity, complexity, competence; any form or medium, "
          "also records in tools; typical additions: results of context work, roles, reports of "
          "the turns of the ISMS, procedures for controls. Inputs: requirements, SoA. Outputs: "
          "document list.",
      .questions = "master list, any mandatory item within a minute",
      .pitfalls = "mandatory item missing; procedures that nobody follows; documents only on one "
          "person's disk." },
    { .slug = "document-creation", .number = "7.5.2", .number_2013 = "7.5.2",
      .title = "Creating and updating",
      .guidance = "a structured way: templates, attributes, naming, who reviews what, criteria "
          "for approval, text that its readers understand. Inputs: need, source, feedback. "
          "Outputs: approved version.",
      .questions = "sample of ten: version, approver, date, next review",
      .pitfalls = "no approval visible; undated procedures; review dates passed; author approves "
          "own text." },
    { .slug = "document-control", .number = "7.5.3", .number_2013 = "7.5.3",
      .title = "Control of documents",
      .guidance = "central place with access rights by classification, version control so that "
          "only the valid text is used, retention by legal and contract need, disposal, "
          "protection of records against change. Inputs: classification scheme, retention "
          "duties. Outputs: controlled library.",
      .questions = "access rights of two folders, obsolete version test, retention of audit "
          "records, external standards list",
      .pitfalls = "two versions in use; printed copies out of date; retention not defined; "
          "external standards outdated; everybody can edit records." },
    { .slug = "operation", .number = "8.1", .number_2013 = "8.1",
      .title = "Operational planning and control",
      .guidance = "Activities: run ISMS processes and control processes on a calendar; keep "
          "proof; find outsourced functions, decide relevance, agree and monitor; manage change "
          "with risk view. Inputs: plan, SoA, calendar, supplier list. Outputs: occurrences "
          "with evidence, change and supplier records.",
      .questions = "three months of records for a sample of controls; changes; supplier reviews; "
          "incidents with lessons",
      .pitfalls = "reviews planned but not done; no records; critical supplier never assessed; "
          "emergency changes without review; incident closed without lessons; exception "
          "register unknown." },
    { .slug = "risk-assessment", .number = "8.2", .number_2013 = "8.2",
      .title = "Risk assessment, performed",
      .guidance = "a plan for assessments; a broad round at least once a year is common, deeper "
          "ones for changes, projects and incidents; participants; results frozen for later "
          "comparison. Inputs: method, changes, incidents, threat news. Outputs: report and "
          "updated register.",
      .questions = "report of the last round, trigger list, comparison with the round before",
      .pitfalls = "register overwritten so that history is lost; new product launched without "
          "assessment; interval passed; incidents do not change ratings." },
    { .slug = "risk-treatment", .number = "8.3", .number_2013 = "8.3",
      .title = "Risk treatment, performed",
      .guidance = "carry out, monitor progress, report to risk owners, verify that the control "
          "works, re-analyse, update plan and SoA. Inputs: approved plan. Outputs: results, "
          "evidence, new level.",
      .questions = "plan status, two finished actions with proof and new risk level, overdue "
          "ones and who agreed",
      .pitfalls = "actions overdue without decision; \"done\" without proof; residual risk "
          "assumed, never checked." },
    { .slug = "monitoring", .number = "9.1", .number_2013 = "9.1",
      .title = "Monitoring and measurement",
      .guidance = "start from information needs of decision makers; few good measures; "
          "performance (is the plan carried out?) and effectiveness (does it have the effect?); "
          "roles: client, planner, reviewer, owner of information, collector, analyst, "
          "communicator. Inputs: objectives, risks, controls. Outputs: results with conclusions "
          "to management review.",
      .questions = "measure sheets, trend of 12 months, an action that came from a bad value",
      .pitfalls = "numbers without evaluation; only technical metrics; method changed silently; "
          "nobody responsible for analysis; ISMS effectiveness not evaluated." },
    { .slug = "internal-audit", .number = "9.2", .number_2013 = "9.2",
      .title = "Internal audit",
      .guidance = "set programme objectives, consider programme risks, cover the whole scope "
          "over time, use competent auditors independent of what they audit (small bodies swap "
          "or hire), plan, sample, report, follow up. Inputs: scope, SoA, risks, previous "
          "results. Outputs: programme, plans, checklists, findings, reports.",
      .questions = "programme, last reports, auditor competence and independence, follow-up, "
          "coverage",
      .pitfalls = "ISMS manager audits the ISMS; not all clauses or sites covered; checklist "
          "ticks without evidence; audit after the management review; findings not followed; "
          "Annex A never audited." },
    { .slug = "management-review", .number = "9.3", .number_2013 = "9.3",
      .title = "Management review",
      .guidance = "can be held in parts and at several levels; prepare inputs in a form that "
          "allows decisions; outputs may concern policy, objectives, criteria, resources, "
          "scope; communicate them. Inputs: the ten items. Outputs: decisions with owner and "
          "date.",
      .questions = "agenda, pack, minutes, attendance, status of decisions",
      .pitfalls = "one input missing (since 2022 usually the change of party needs); top "
          "management absent; no decisions, only \"noted\"; decisions not tracked; no review "
          "before stage 2." },
    { .slug = "nonconformity", .number = "10.2", .number_2013 = "10.1",
      .title = "Nonconformity and corrective action",
      .guidance = "kinds: requirement of the standard, own rule, law or contract not met; people "
          "not following, suppliers not delivering, projects missing outcomes, controls not "
          "working as designed. Sources: activities, ineffective controls, incidents, "
          "complaints, alerts, measurements, missed objectives. Steps: extent and impact → "
          "correction → communicate and verify → decide on corrective action by impact and "
          "repetition → cause → similar cases → plan by priority → implement → check effect. "
          "Outputs: register and records.",
      .questions = "two cases from discovery to proven effect; register; time behaviour",
      .pitfalls = "correction sold as corrective action; cause \"human error\"; no look for "
          "similar cases; closed without effectiveness review; only audit findings in the "
          "register." },
    { .slug = "improvement", .number = "10.1", .number_2013 = "10.2",
      .title = "Continual improvement",
      .guidance = "the world and the organisation move, so the ISMS is judged again and again: "
          "suitable (fits purpose and culture), adequate (complete enough), effective (has "
          "effect); ideas from anyone, systematic decision, results checked. Inputs: review, "
          "audits, measurements, ideas. Outputs: improvements with benefit.",
      .questions = "list of improvements of the year, one with measured benefit, maturity trend",
      .pitfalls = "nothing to show after a year; improvement = correction of audit findings; "
          "ideas never decided." },
    { .slug = "certification", .number = "X", .number_2013 = "X",
      .title = "Certification and project",
      .guidance = "The way to the certificate and the three years after it: stage 1 looks at the "
          "documents and readiness, stage 2 at the working system, surveillance follows each year, "
          "and recertification before the third year ends.",
      .questions = "Is the system in operation long enough? Were all clauses audited? Did a "
          "management review follow the audit?",
      .pitfalls = "stage 2 planned before the system has run; surveillance later than a year after "
          "the decision; recertification begun too late." },
};
// clang-format on
const size_t n_clauses = ARRAY_LEN(clauses);

const struct clause *
clause_by_slug(const char *slug)
{
    for (size_t i = 0; i < n_clauses; i++)
        if (strcmp(clauses[i].slug, slug) == 0)
            return &clauses[i];
    return NULL;
}

const char *
clause_number(const struct clause *cl, bool edition_2013)
{
    return edition_2013 && cl->number_2013[0] != '\0' ? cl->number_2013 : cl->number;
}

const struct clause_group clause_groups[N_CLAUSE_GROUPS] = {
    { "4", "Context" }, { "5", "Leadership" }, { "6", "Planning" }, { "7", "Support" },
    { "8", "Operation" }, { "9", "Evaluation" }, { "10", "Improvement" }, { "X", "Certification" },
};

bool
clause_in_group(const struct clause *cl, const struct clause_group *g, bool edition_2013)
{
    const char *number = clause_number(cl, edition_2013);
    size_t n = strlen(g->number);

    return strncmp(number, g->number, n) == 0 && (number[n] == '.' || number[n] == '\0');
}
