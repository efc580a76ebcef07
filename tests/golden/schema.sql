create table meta (name text primary key, value text not null);
create table migration (number integer primary key, name text not null,
    hash text not null, at integer not null);
create table record (
    id integer primary key,
    type text not null,
    key text not null unique,
    title text
);
create table key_counter (type text primary key, last integer not null);
create table event (
    seq integer primary key,
    at integer not null,
    actor text not null,
    source text not null,
    action text not null,
    type text not null,
    key text not null,
    revision integer not null,
    changes text not null,
    reason text,
    salt blob not null,
    state blob not null,
    leaf blob not null
);
create trigger event_append_only_u before update on event
    begin select raise(abort, 'the history is append-only'); end;
create trigger event_append_only_d before delete on event
    begin select raise(abort, 'the history is append-only'); end;
create index event_by_key on event (key, seq);
create index event_by_time on event (at, actor) where source <> 'import';
create table ledger (one integer primary key check (one = 1), size integer not null,
    nodes blob not null);
create table comment (id integer primary key, key text not null, at integer not null,
    actor text not null, text text not null);
create index comment_by_key on comment (key, id);
create table tag (key text not null, tag text not null, primary key (key, tag)) without rowid;
create index tag_by_tag on tag (tag, key);
create table blob (sha256 text not null, pos integer not null, data blob not null,
    primary key (sha256, pos)) without rowid;
create table attachment (id integer primary key, key text not null, at integer not null,
    actor text not null, name text not null, type text not null, size integer not null,
    sha256 text not null);
create index attachment_by_key on attachment (key, id);
create table setting (name text primary key, value text not null);
create table waiver (id integer primary key, rule text not null, key text,
    until integer not null, reason text not null, actor text not null,
    at integer not null, ended integer);
create table override (id integer primary key, key text not null, step text not null,
    at integer not null, actor text not null, reason text not null);
create table judgement (seq integer primary key, day integer not null,
    program text not null, result text not null);
create table rule_snapshot (day integer not null, rule text not null,
    colour text not null, offenders integer not null, primary key (day, rule)) without rowid;
create table annex_a (edition text not null, control text not null, title text not null,
    theme text, pos integer not null, primary key (edition, control));
create table access_group (code text primary key, name text not null);
create table group_member (grp text not null, who text not null, primary key (grp, who)) without rowid;
create table restricted (key text not null, grp text not null, primary key (key, grp)) without rowid;
create table custom_role (code text primary key, name text not null);
create table custom_grant (role text not null, base text not null, type text not null,
    action text not null, primary key (role, base, type, action)) without rowid;
create table read_log (id integer primary key, at integer not null, actor text not null,
    source text not null, route text not null, key text not null, how text not null);
create trigger read_log_append_only_u before update on read_log
    begin select raise(abort, 'the history is append-only'); end;
create trigger read_log_append_only_d before delete on read_log
    begin select raise(abort, 'the history is append-only'); end;
create index read_log_by_key on read_log (key, id);
create table calibration (id integer primary key, who text not null, begun integer not null,
    draw integer not null, questions text not null, ended integer, hits integer,
    asked integer, answers text);
create index calibration_by_who on calibration (who, id);
create table idempotency (key text primary key, at integer not null,
    request text not null, status integer not null, body text not null);
create table "organization" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "purpose" text,
    "products_services" text,
    "sector" text,
    "headcount" integer,
    "headcount_in_scope" integer,
    "country" text,
    "timezone" text,
    "currency" text,
    "fiscal_year_start" text,
    "risk_appetite" text,
    "edition" text check ("edition" in ('2022_amd1', '2013_27003'))
);
create index "organization__name" on "organization" ("name", id);
create index "organization__edition" on "organization" ("edition", id);
create table "site" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "kind" text check ("kind" in ('office', 'datacentre', 'cloud_region', 'home_working', 'warehouse', 'other')),
    "address" text,
    "in_scope" integer check ("in_scope" in (0, 1)),
    "headcount" integer,
    "status" text check ("status" in ('active', 'closed'))
);
create index "site__name" on "site" ("name", id);
create index "site__kind" on "site" ("kind", id);
create index "site__in_scope" on "site" ("in_scope", id);
create index "site__status" on "site" ("status", id);
create table "person" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "email" text,
    "kind" text check ("kind" in ('employee', 'contractor', 'temp', 'external')),
    "job_title" text,
    "department" text,
    "manager" text references "person" (key) deferrable initially deferred,
    "site" text references "site" (key) deferrable initially deferred,
    "start_date" integer,
    "end_date" integer,
    "in_scope" integer check ("in_scope" in (0, 1)),
    "user_roles" text,
    "status" text check ("status" in ('active', 'leaver', 'left'))
);
create index "person__name" on "person" ("name", id);
create index "person__kind" on "person" ("kind", id);
create index "person__manager" on "person" ("manager", id);
create index "person__site" on "person" ("site", id);
create index "person__start_date" on "person" ("start_date", id);
create index "person__end_date" on "person" ("end_date", id);
create index "person__in_scope" on "person" ("in_scope", id);
create table "person_user_roles" (id integer not null references "person" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "person_user_roles_by_value" on "person_user_roles" (value, id);
create index "person__status" on "person" ("status", id);
create table "issue" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "origin" text check ("origin" in ('internal', 'external')),
    "category" text check ("category" in ('legal_regulatory', 'political', 'economic_financial', 'social_cultural', 'technological', 'natural_environment', 'competition_market', 'supply_chain', 'threat_landscape', 'governance_structure', 'strategy_objectives', 'culture', 'people_capability', 'processes', 'information_systems', 'facilities', 'contracts', 'previous_audits_assessments', 'other')),
    "topic" text check ("topic" in ('general', 'climate_change')),
    "description" text,
    "effect" text check ("effect" in ('positive', 'negative', 'both', 'none')),
    "effect_on_isms" text,
    "relevance" text check ("relevance" in ('relevant', 'not_relevant')),
    "relevance_rationale" text,
    "requires_action" integer check ("requires_action" in (0, 1)),
    "linked" text,
    "owner" text references "person" (key) deferrable initially deferred,
    "identified_on" integer,
    "next_review_due" integer,
    "status" text check ("status" in ('draft', 'active', 'closed'))
);
create index "issue__title" on "issue" ("title", id);
create index "issue__origin" on "issue" ("origin", id);
create index "issue__category" on "issue" ("category", id);
create index "issue__topic" on "issue" ("topic", id);
create index "issue__effect" on "issue" ("effect", id);
create index "issue__relevance" on "issue" ("relevance", id);
create index "issue__requires_action" on "issue" ("requires_action", id);
create table "issue_linked" (id integer not null references "issue" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "issue_linked_by_ref" on "issue_linked" (ref, id);
create index "issue__owner" on "issue" ("owner", id);
create index "issue__identified_on" on "issue" ("identified_on", id);
create index "issue__next_review_due" on "issue" ("next_review_due", id);
create index "issue__status" on "issue" ("status", id);
create table "interested_party" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "group" text check ("group" in ('customers', 'personnel', 'owners_investors', 'regulators_authorities', 'suppliers_partners', 'insurers', 'certification_body', 'professional_groups', 'society_media')),
    "side" text check ("side" in ('internal', 'external')),
    "relevant" integer check ("relevant" in (0, 1)),
    "influence" integer,
    "interest" integer,
    "contact" text,
    "owner" text references "person" (key) deferrable initially deferred,
    "next_review_due" integer,
    "status" text check ("status" in ('active', 'inactive'))
);
create index "interested_party__name" on "interested_party" ("name", id);
create index "interested_party__group" on "interested_party" ("group", id);
create index "interested_party__side" on "interested_party" ("side", id);
create index "interested_party__relevant" on "interested_party" ("relevant", id);
create index "interested_party__owner" on "interested_party" ("owner", id);
create index "interested_party__next_review_due" on "interested_party" ("next_review_due", id);
create index "interested_party__status" on "interested_party" ("status", id);
create table "requirement" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "party" text references "interested_party" (key) deferrable initially deferred,
    "kind" text check ("kind" in ('legal', 'regulatory', 'contractual', 'standard', 'internal', 'expectation')),
    "reference" text,
    "summary" text,
    "climate_related" integer check ("climate_related" in (0, 1)),
    "addressed_by_isms" text check ("addressed_by_isms" in ('yes', 'partially', 'no', 'undecided')),
    "rationale_if_not" text,
    "fulfilled_by" text,
    "compliance_status" text check ("compliance_status" in ('unknown', 'compliant', 'partially_compliant', 'non_compliant')),
    "last_evaluated_on" integer,
    "owner" text references "person" (key) deferrable initially deferred,
    "valid_from" integer,
    "valid_to" integer,
    "next_review_due" integer,
    "status" text check ("status" in ('draft', 'active', 'ended'))
);
create index "requirement__title" on "requirement" ("title", id);
create index "requirement__party" on "requirement" ("party", id);
create index "requirement__kind" on "requirement" ("kind", id);
create index "requirement__reference" on "requirement" ("reference", id);
create index "requirement__climate_related" on "requirement" ("climate_related", id);
create index "requirement__addressed_by_isms" on "requirement" ("addressed_by_isms", id);
create table "requirement_fulfilled_by" (id integer not null references "requirement" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "requirement_fulfilled_by_by_ref" on "requirement_fulfilled_by" (ref, id);
create index "requirement__compliance_status" on "requirement" ("compliance_status", id);
create index "requirement__last_evaluated_on" on "requirement" ("last_evaluated_on", id);
create index "requirement__owner" on "requirement" ("owner", id);
create index "requirement__valid_from" on "requirement" ("valid_from", id);
create index "requirement__valid_to" on "requirement" ("valid_to", id);
create index "requirement__next_review_due" on "requirement" ("next_review_due", id);
create index "requirement__status" on "requirement" ("status", id);
create table "scope_statement" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "version" text,
    "public_statement" text,
    "description" text,
    "org_units" text,
    "sites" text,
    "processes" text,
    "technology" text,
    "information_types" text,
    "exclusions" text,
    "exclusion_rationale" text,
    "considered_issues" text,
    "considered_requirements" text,
    "approved_by" text references "person" (key) deferrable initially deferred,
    "approved_on" integer,
    "next_review_due" integer,
    "status" text check ("status" in ('draft', 'in_review', 'approved', 'superseded'))
);
create index "scope_statement__version" on "scope_statement" ("version", id);
create table "scope_statement_org_units" (id integer not null references "scope_statement" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "scope_statement_org_units_by_value" on "scope_statement_org_units" (value, id);
create table "scope_statement_sites" (id integer not null references "scope_statement" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "scope_statement_sites_by_ref" on "scope_statement_sites" (ref, id);
create table "scope_statement_processes" (id integer not null references "scope_statement" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "scope_statement_processes_by_ref" on "scope_statement_processes" (ref, id);
create table "scope_statement_considered_issues" (id integer not null references "scope_statement" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "scope_statement_considered_issues_by_ref" on "scope_statement_considered_issues" (ref, id);
create table "scope_statement_considered_requirements" (id integer not null references "scope_statement" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "scope_statement_considered_requirements_by_ref" on "scope_statement_considered_requirements" (ref, id);
create index "scope_statement__approved_by" on "scope_statement" ("approved_by", id);
create index "scope_statement__approved_on" on "scope_statement" ("approved_on", id);
create index "scope_statement__next_review_due" on "scope_statement" ("next_review_due", id);
create index "scope_statement__status" on "scope_statement" ("status", id);
create table "scope_interface" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "scope" text references "scope_statement" (key) deferrable initially deferred,
    "kind" text check ("kind" in ('interface', 'dependency')),
    "name" text,
    "other_party" text references "record" (key) deferrable initially deferred,
    "what_crosses" text,
    "responsibility_split" text,
    "agreement" text references "document" (key) deferrable initially deferred,
    "controls" text,
    "status" text check ("status" in ('active', 'ended'))
);
create index "scope_interface__scope" on "scope_interface" ("scope", id);
create index "scope_interface__kind" on "scope_interface" ("kind", id);
create index "scope_interface__name" on "scope_interface" ("name", id);
create index "scope_interface__other_party" on "scope_interface" ("other_party", id);
create index "scope_interface__agreement" on "scope_interface" ("agreement", id);
create table "scope_interface_controls" (id integer not null references "scope_interface" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "scope_interface_controls_by_ref" on "scope_interface_controls" (ref, id);
create index "scope_interface__status" on "scope_interface" ("status", id);
create table "process" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "kind" text check ("kind" in ('isms', 'business')),
    "core_function" text check ("core_function" in ('leadership_planning', 'risk_management', 'document_control', 'competence_awareness', 'communication', 'change_management', 'supplier_management', 'incident_management', 'monitoring_measurement', 'internal_audit', 'management_review', 'nonconformity_ca', 'none')),
    "owner" text references "person" (key) deferrable initially deferred,
    "purpose" text,
    "inputs" text,
    "outputs" text,
    "criteria" text,
    "upstream" text,
    "downstream" text,
    "sites" text,
    "documents" text,
    "externally_provided" integer check ("externally_provided" in (0, 1)),
    "supplier" text references "supplier" (key) deferrable initially deferred,
    "in_scope" integer check ("in_scope" in (0, 1)),
    "next_review_due" integer,
    "status" text check ("status" in ('draft', 'active', 'retired'))
);
create index "process__name" on "process" ("name", id);
create index "process__kind" on "process" ("kind", id);
create index "process__core_function" on "process" ("core_function", id);
create index "process__owner" on "process" ("owner", id);
create table "process_upstream" (id integer not null references "process" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "process_upstream_by_ref" on "process_upstream" (ref, id);
create table "process_downstream" (id integer not null references "process" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "process_downstream_by_ref" on "process_downstream" (ref, id);
create table "process_sites" (id integer not null references "process" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "process_sites_by_ref" on "process_sites" (ref, id);
create table "process_documents" (id integer not null references "process" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "process_documents_by_ref" on "process_documents" (ref, id);
create index "process__externally_provided" on "process" ("externally_provided", id);
create index "process__supplier" on "process" ("supplier", id);
create index "process__in_scope" on "process" ("in_scope", id);
create index "process__next_review_due" on "process" ("next_review_due", id);
create index "process__status" on "process" ("status", id);
create table "leadership_commitment" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "topic" text check ("topic" in ('policy_objectives_aligned', 'integrated_in_processes', 'resources_available', 'importance_communicated', 'outcomes_achieved', 'persons_supported', 'improvement_promoted', 'other_managers_supported')),
    "description" text,
    "person" text references "person" (key) deferrable initially deferred,
    "date" integer,
    "evidence" text,
    "status" text check ("status" in ('recorded'))
);
create index "leadership_commitment__topic" on "leadership_commitment" ("topic", id);
create index "leadership_commitment__description" on "leadership_commitment" ("description", id);
create index "leadership_commitment__person" on "leadership_commitment" ("person", id);
create index "leadership_commitment__date" on "leadership_commitment" ("date", id);
create table "leadership_commitment_evidence" (id integer not null references "leadership_commitment" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "leadership_commitment_evidence_by_ref" on "leadership_commitment_evidence" (ref, id);
create index "leadership_commitment__status" on "leadership_commitment" ("status", id);
create table "role" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "kind" text check ("kind" in ('top_management', 'isms_manager', 'risk_owner', 'control_owner', 'asset_owner', 'process_owner', 'document_owner', 'internal_auditor', 'audit_programme_manager', 'people_lead', 'dpo', 'incident_manager', 'security_engineer', 'employee', 'other')),
    "responsibilities" text,
    "authorities" text,
    "covers" text,
    "reports_to" text references "role" (key) deferrable initially deferred,
    "key_role" integer check ("key_role" in (0, 1)),
    "incompatible_with" text,
    "next_review_due" integer,
    "status" text check ("status" in ('active', 'retired'))
);
create index "role__title" on "role" ("title", id);
create index "role__kind" on "role" ("kind", id);
create table "role_covers" (id integer not null references "role" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "role_covers_by_value" on "role_covers" (value, id);
create index "role__reports_to" on "role" ("reports_to", id);
create index "role__key_role" on "role" ("key_role", id);
create table "role_incompatible_with" (id integer not null references "role" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "role_incompatible_with_by_ref" on "role_incompatible_with" (ref, id);
create index "role__next_review_due" on "role" ("next_review_due", id);
create index "role__status" on "role" ("status", id);
create table "role_assignment" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "role" text references "role" (key) deferrable initially deferred,
    "person" text references "person" (key) deferrable initially deferred,
    "is_deputy" integer check ("is_deputy" in (0, 1)),
    "assigned_by" text references "person" (key) deferrable initially deferred,
    "start_date" integer,
    "end_date" integer,
    "communicated_on" integer,
    "accepted_on" integer,
    "status" text check ("status" in ('proposed', 'active', 'ended'))
);
create index "role_assignment__role" on "role_assignment" ("role", id);
create index "role_assignment__person" on "role_assignment" ("person", id);
create index "role_assignment__is_deputy" on "role_assignment" ("is_deputy", id);
create index "role_assignment__assigned_by" on "role_assignment" ("assigned_by", id);
create index "role_assignment__start_date" on "role_assignment" ("start_date", id);
create index "role_assignment__end_date" on "role_assignment" ("end_date", id);
create index "role_assignment__communicated_on" on "role_assignment" ("communicated_on", id);
create index "role_assignment__accepted_on" on "role_assignment" ("accepted_on", id);
create index "role_assignment__status" on "role_assignment" ("status", id);
create table "risk_opportunity" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "kind" text check ("kind" in ('risk_to_isms', 'opportunity')),
    "sources" text,
    "description" text,
    "planned_action" text,
    "integration_process" text references "process" (key) deferrable initially deferred,
    "owner" text references "person" (key) deferrable initially deferred,
    "due" integer,
    "evaluation_method" text,
    "completed_on" integer,
    "evaluated_on" integer,
    "evaluation_result" text check ("evaluation_result" in ('effective', 'partly_effective', 'ineffective')),
    "status" text check ("status" in ('open', 'in_progress', 'done', 'evaluated', 'dropped'))
);
create index "risk_opportunity__title" on "risk_opportunity" ("title", id);
create index "risk_opportunity__kind" on "risk_opportunity" ("kind", id);
create table "risk_opportunity_sources" (id integer not null references "risk_opportunity" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "risk_opportunity_sources_by_ref" on "risk_opportunity_sources" (ref, id);
create index "risk_opportunity__integration_process" on "risk_opportunity" ("integration_process", id);
create index "risk_opportunity__owner" on "risk_opportunity" ("owner", id);
create index "risk_opportunity__due" on "risk_opportunity" ("due", id);
create index "risk_opportunity__completed_on" on "risk_opportunity" ("completed_on", id);
create index "risk_opportunity__evaluated_on" on "risk_opportunity" ("evaluated_on", id);
create index "risk_opportunity__evaluation_result" on "risk_opportunity" ("evaluation_result", id);
create index "risk_opportunity__status" on "risk_opportunity" ("status", id);
create table "risk_method" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "version" text,
    "approaches" text,
    "likelihood_scale" text,
    "consequence_scale" text,
    "matrix" text,
    "level_names" text,
    "acceptance_threshold" integer,
    "acceptance_criteria" text,
    "acceptance_authority" text,
    "loss_tolerance" text,
    "dependence" text,
    "criteria_for_performing" text,
    "reassess_interval_months" integer,
    "approved_by" text references "person" (key) deferrable initially deferred,
    "approved_on" integer,
    "next_review_due" integer,
    "status" text check ("status" in ('draft', 'in_review', 'approved', 'superseded'))
);
create index "risk_method__version" on "risk_method" ("version", id);
create table "risk_method_approaches" (id integer not null references "risk_method" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "risk_method_approaches_by_value" on "risk_method_approaches" (value, id);
create table "risk_method_likelihood_scale" (id integer not null references "risk_method" (id),
    a text, b text, c text, num real, text text);
create index "risk_method_likelihood_scale_by_path" on "risk_method_likelihood_scale" (id, a, b, c);
create table "risk_method_consequence_scale" (id integer not null references "risk_method" (id),
    a text, b text, c text, num real, text text);
create index "risk_method_consequence_scale_by_path" on "risk_method_consequence_scale" (id, a, b, c);
create table "risk_method_matrix" (id integer not null references "risk_method" (id),
    a text, b text, c text, num real, text text);
create index "risk_method_matrix_by_path" on "risk_method_matrix" (id, a, b, c);
create table "risk_method_level_names" (id integer not null references "risk_method" (id),
    a text, b text, c text, num real, text text);
create index "risk_method_level_names_by_path" on "risk_method_level_names" (id, a, b, c);
create table "risk_method_acceptance_authority" (id integer not null references "risk_method" (id),
    a text, b text, c text, num real, text text);
create index "risk_method_acceptance_authority_by_path" on "risk_method_acceptance_authority" (id, a, b, c);
create table "risk_method_loss_tolerance" (id integer not null references "risk_method" (id),
    a text, b text, c text, num real, text text);
create index "risk_method_loss_tolerance_by_path" on "risk_method_loss_tolerance" (id, a, b, c);
create table "risk_method_dependence" (id integer not null references "risk_method" (id),
    a text, b text, c text, num real, text text);
create index "risk_method_dependence_by_path" on "risk_method_dependence" (id, a, b, c);
create index "risk_method__approved_by" on "risk_method" ("approved_by", id);
create index "risk_method__approved_on" on "risk_method" ("approved_on", id);
create index "risk_method__next_review_due" on "risk_method" ("next_review_due", id);
create index "risk_method__status" on "risk_method" ("status", id);
create table "risk_assessment" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "method" text references "risk_method" (key) deferrable initially deferred,
    "trigger" text check ("trigger" in ('planned', 'significant_change', 'incident', 'new_supplier', 'project', 'audit_finding')),
    "trigger_ref" text references "record" (key) deferrable initially deferred,
    "scope_text" text,
    "participants" text,
    "started_on" integer,
    "completed_on" integer,
    "report" text references "document" (key) deferrable initially deferred,
    "quantitative" text,
    "status" text check ("status" in ('planned', 'in_progress', 'completed', 'approved'))
);
create index "risk_assessment__title" on "risk_assessment" ("title", id);
create index "risk_assessment__method" on "risk_assessment" ("method", id);
create index "risk_assessment__trigger" on "risk_assessment" ("trigger", id);
create index "risk_assessment__trigger_ref" on "risk_assessment" ("trigger_ref", id);
create table "risk_assessment_participants" (id integer not null references "risk_assessment" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "risk_assessment_participants_by_ref" on "risk_assessment_participants" (ref, id);
create index "risk_assessment__started_on" on "risk_assessment" ("started_on", id);
create index "risk_assessment__completed_on" on "risk_assessment" ("completed_on", id);
create index "risk_assessment__report" on "risk_assessment" ("report", id);
create table "risk_assessment_quantitative" (id integer not null references "risk_assessment" (id),
    a text, b text, c text, num real, text text);
create index "risk_assessment_quantitative_by_path" on "risk_assessment_quantitative" (id, a, b, c);
create index "risk_assessment__status" on "risk_assessment" ("status", id);
create table "asset" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "kind" text check ("kind" in ('information', 'business_process', 'hardware', 'software', 'network', 'cloud_service', 'site', 'people', 'other')),
    "primary" integer check ("primary" in (0, 1)),
    "owner" text references "person" (key) deferrable initially deferred,
    "custodian" text references "person" (key) deferrable initially deferred,
    "classification" text check ("classification" in ('public', 'internal', 'confidential', 'restricted')),
    "confidentiality" integer,
    "integrity" integer,
    "availability" integer,
    "criticality" text check ("criticality" in ('low', 'medium', 'high', 'critical')),
    "contains_personal_data" integer check ("contains_personal_data" in (0, 1)),
    "depends_on" text,
    "site" text references "site" (key) deferrable initially deferred,
    "supplier" text references "supplier" (key) deferrable initially deferred,
    "in_scope" integer check ("in_scope" in (0, 1)),
    "in_use_since" integer,
    "retired_on" integer,
    "next_review_due" integer,
    "status" text check ("status" in ('planned', 'in_use', 'retired', 'disposed'))
);
create index "asset__name" on "asset" ("name", id);
create index "asset__kind" on "asset" ("kind", id);
create index "asset__primary" on "asset" ("primary", id);
create index "asset__owner" on "asset" ("owner", id);
create index "asset__custodian" on "asset" ("custodian", id);
create index "asset__classification" on "asset" ("classification", id);
create index "asset__criticality" on "asset" ("criticality", id);
create index "asset__contains_personal_data" on "asset" ("contains_personal_data", id);
create table "asset_depends_on" (id integer not null references "asset" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "asset_depends_on_by_ref" on "asset_depends_on" (ref, id);
create index "asset__site" on "asset" ("site", id);
create index "asset__supplier" on "asset" ("supplier", id);
create index "asset__in_scope" on "asset" ("in_scope", id);
create index "asset__in_use_since" on "asset" ("in_use_since", id);
create index "asset__retired_on" on "asset" ("retired_on", id);
create index "asset__next_review_due" on "asset" ("next_review_due", id);
create index "asset__status" on "asset" ("status", id);
create table "threat" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "category" text check ("category" in ('physical', 'natural', 'infrastructure', 'technical_failure', 'human_deliberate', 'human_error', 'organisational', 'supply_chain')),
    "description" text
);
create index "threat__name" on "threat" ("name", id);
create index "threat__category" on "threat" ("category", id);
create table "vulnerability" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "category" text check ("category" in ('hardware', 'software', 'network', 'personnel', 'site', 'organisation', 'supplier')),
    "description" text
);
create index "vulnerability__name" on "vulnerability" ("name", id);
create index "vulnerability__category" on "vulnerability" ("category", id);
create table "risk" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "approach" text check ("approach" in ('asset_based', 'event_based')),
    "scenario" text,
    "risk_source" text,
    "desired_end_state" text,
    "assets" text,
    "threat" text references "threat" (key) deferrable initially deferred,
    "vulnerabilities" text,
    "affects" text,
    "owner" text references "person" (key) deferrable initially deferred,
    "identified_in" text references "risk_assessment" (key) deferrable initially deferred,
    "existing_controls" text,
    "requirements" text,
    "treatment_option" text check ("treatment_option" in ('modify', 'retain', 'avoid', 'share')),
    "treatment_controls" text,
    "quantitative" text,
    "next_review_due" integer,
    "closed_on" integer,
    "close_reason" text,
    "status" text check ("status" in ('identified', 'analysed', 'evaluated', 'treatment_planned', 'treated', 'accepted', 'closed'))
);
create index "risk__title" on "risk" ("title", id);
create index "risk__approach" on "risk" ("approach", id);
create table "risk_assets" (id integer not null references "risk" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "risk_assets_by_ref" on "risk_assets" (ref, id);
create index "risk__threat" on "risk" ("threat", id);
create table "risk_vulnerabilities" (id integer not null references "risk" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "risk_vulnerabilities_by_ref" on "risk_vulnerabilities" (ref, id);
create table "risk_affects" (id integer not null references "risk" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "risk_affects_by_value" on "risk_affects" (value, id);
create index "risk__owner" on "risk" ("owner", id);
create index "risk__identified_in" on "risk" ("identified_in", id);
create table "risk_existing_controls" (id integer not null references "risk" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "risk_existing_controls_by_ref" on "risk_existing_controls" (ref, id);
create table "risk_requirements" (id integer not null references "risk" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "risk_requirements_by_ref" on "risk_requirements" (ref, id);
create index "risk__treatment_option" on "risk" ("treatment_option", id);
create table "risk_treatment_controls" (id integer not null references "risk" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "risk_treatment_controls_by_ref" on "risk_treatment_controls" (ref, id);
create table "risk_quantitative" (id integer not null references "risk" (id),
    a text, b text, c text, num real, text text);
create index "risk_quantitative_by_path" on "risk_quantitative" (id, a, b, c);
create index "risk__next_review_due" on "risk" ("next_review_due", id);
create index "risk__closed_on" on "risk" ("closed_on", id);
create index "risk__status" on "risk" ("status", id);
create table "risk_analysis" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "risk" text references "risk" (key) deferrable initially deferred,
    "assessment" text references "risk_assessment" (key) deferrable initially deferred,
    "method" text references "risk_method" (key) deferrable initially deferred,
    "kind" text check ("kind" in ('inherent', 'current', 'residual')),
    "date" integer,
    "likelihood" integer,
    "consequence" integer,
    "consequence_dimensions" text,
    "level" integer,
    "rationale" text,
    "analyst" text references "person" (key) deferrable initially deferred,
    "status" text check ("status" in ('recorded'))
);
create index "risk_analysis__risk" on "risk_analysis" ("risk", id);
create index "risk_analysis__assessment" on "risk_analysis" ("assessment", id);
create index "risk_analysis__method" on "risk_analysis" ("method", id);
create index "risk_analysis__kind" on "risk_analysis" ("kind", id);
create index "risk_analysis__date" on "risk_analysis" ("date", id);
create index "risk_analysis__likelihood" on "risk_analysis" ("likelihood", id);
create index "risk_analysis__consequence" on "risk_analysis" ("consequence", id);
create table "risk_analysis_consequence_dimensions" (id integer not null references "risk_analysis" (id),
    a text, b text, c text, num real, text text);
create index "risk_analysis_consequence_dimensions_by_path" on "risk_analysis_consequence_dimensions" (id, a, b, c);
create index "risk_analysis__level" on "risk_analysis" ("level", id);
create index "risk_analysis__rationale" on "risk_analysis" ("rationale", id);
create index "risk_analysis__analyst" on "risk_analysis" ("analyst", id);
create index "risk_analysis__status" on "risk_analysis" ("status", id);
create table "control" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "annex_refs" text,
    "source" text check ("source" in ('annex_a', 'law', 'contract', 'other_framework', 'own_design')),
    "description" text,
    "owner" text references "person" (key) deferrable initially deferred,
    "processes" text,
    "documents" text,
    "implementation_status" text check ("implementation_status" in ('not_started', 'planned', 'partially_implemented', 'implemented')),
    "implemented_on" integer,
    "effectiveness" text check ("effectiveness" in ('not_tested', 'effective', 'partially_effective', 'ineffective')),
    "last_tested_on" integer,
    "test_interval_months" integer,
    "next_review_due" integer,
    "status" text check ("status" in ('active', 'retired'))
);
create index "control__title" on "control" ("title", id);
create table "control_annex_refs" (id integer not null references "control" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "control_annex_refs_by_value" on "control_annex_refs" (value, id);
create index "control__source" on "control" ("source", id);
create index "control__owner" on "control" ("owner", id);
create table "control_processes" (id integer not null references "control" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "control_processes_by_ref" on "control_processes" (ref, id);
create table "control_documents" (id integer not null references "control" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "control_documents_by_ref" on "control_documents" (ref, id);
create index "control__implementation_status" on "control" ("implementation_status", id);
create index "control__implemented_on" on "control" ("implemented_on", id);
create index "control__effectiveness" on "control" ("effectiveness", id);
create index "control__last_tested_on" on "control" ("last_tested_on", id);
create index "control__next_review_due" on "control" ("next_review_due", id);
create index "control__status" on "control" ("status", id);
create table "soa" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "version" text,
    "edition" text check ("edition" in ('2022', '2013')),
    "scope" text references "scope_statement" (key) deferrable initially deferred,
    "assessment" text references "risk_assessment" (key) deferrable initially deferred,
    "change_summary" text,
    "approved_by" text references "person" (key) deferrable initially deferred,
    "approved_on" integer,
    "next_review_due" integer,
    "status" text check ("status" in ('draft', 'in_review', 'approved', 'superseded'))
);
create index "soa__version" on "soa" ("version", id);
create index "soa__edition" on "soa" ("edition", id);
create index "soa__scope" on "soa" ("scope", id);
create index "soa__assessment" on "soa" ("assessment", id);
create index "soa__approved_by" on "soa" ("approved_by", id);
create index "soa__approved_on" on "soa" ("approved_on", id);
create index "soa__next_review_due" on "soa" ("next_review_due", id);
create index "soa__status" on "soa" ("status", id);
create table "soa_entry" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "soa" text references "soa" (key) deferrable initially deferred,
    "control_ref" text,
    "applicable" integer check ("applicable" in (0, 1)),
    "inclusion_reasons" text,
    "justification" text,
    "implementation_status" text check ("implementation_status" in ('not_started', 'planned', 'partially_implemented', 'implemented')),
    "controls" text,
    "risks" text,
    "requirements" text,
    "changed_on" integer
);
create index "soa_entry__soa" on "soa_entry" ("soa", id);
create index "soa_entry__control_ref" on "soa_entry" ("control_ref", id);
create index "soa_entry__applicable" on "soa_entry" ("applicable", id);
create table "soa_entry_inclusion_reasons" (id integer not null references "soa_entry" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "soa_entry_inclusion_reasons_by_value" on "soa_entry_inclusion_reasons" (value, id);
create index "soa_entry__implementation_status" on "soa_entry" ("implementation_status", id);
create table "soa_entry_controls" (id integer not null references "soa_entry" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "soa_entry_controls_by_ref" on "soa_entry_controls" (ref, id);
create table "soa_entry_risks" (id integer not null references "soa_entry" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "soa_entry_risks_by_ref" on "soa_entry_risks" (ref, id);
create table "soa_entry_requirements" (id integer not null references "soa_entry" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "soa_entry_requirements_by_ref" on "soa_entry_requirements" (ref, id);
create index "soa_entry__changed_on" on "soa_entry" ("changed_on", id);
create table "treatment_plan" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "assessment" text references "risk_assessment" (key) deferrable initially deferred,
    "approved_by" text,
    "approved_on" integer,
    "next_review_due" integer,
    "status" text check ("status" in ('draft', 'in_review', 'approved', 'completed', 'superseded'))
);
create index "treatment_plan__title" on "treatment_plan" ("title", id);
create index "treatment_plan__assessment" on "treatment_plan" ("assessment", id);
create table "treatment_plan_approved_by" (id integer not null references "treatment_plan" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "treatment_plan_approved_by_by_ref" on "treatment_plan_approved_by" (ref, id);
create index "treatment_plan__approved_on" on "treatment_plan" ("approved_on", id);
create index "treatment_plan__next_review_due" on "treatment_plan" ("next_review_due", id);
create index "treatment_plan__status" on "treatment_plan" ("status", id);
create table "treatment_action" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "plan" text references "treatment_plan" (key) deferrable initially deferred,
    "risks" text,
    "controls" text,
    "title" text,
    "priority" text check ("priority" in ('low', 'medium', 'high', 'critical')),
    "owner" text references "person" (key) deferrable initially deferred,
    "resources" text,
    "start" integer,
    "due" integer,
    "completed_on" integer,
    "result" text,
    "evidence" text,
    "status" text check ("status" in ('planned', 'in_progress', 'done', 'cancelled'))
);
create index "treatment_action__plan" on "treatment_action" ("plan", id);
create table "treatment_action_risks" (id integer not null references "treatment_action" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "treatment_action_risks_by_ref" on "treatment_action_risks" (ref, id);
create table "treatment_action_controls" (id integer not null references "treatment_action" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "treatment_action_controls_by_ref" on "treatment_action_controls" (ref, id);
create index "treatment_action__title" on "treatment_action" ("title", id);
create index "treatment_action__priority" on "treatment_action" ("priority", id);
create index "treatment_action__owner" on "treatment_action" ("owner", id);
create index "treatment_action__start" on "treatment_action" ("start", id);
create index "treatment_action__due" on "treatment_action" ("due", id);
create index "treatment_action__completed_on" on "treatment_action" ("completed_on", id);
create table "treatment_action_evidence" (id integer not null references "treatment_action" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "treatment_action_evidence_by_ref" on "treatment_action_evidence" (ref, id);
create index "treatment_action__status" on "treatment_action" ("status", id);
create table "risk_acceptance" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "risk" text references "risk" (key) deferrable initially deferred,
    "analysis" text references "risk_analysis" (key) deferrable initially deferred,
    "level" integer,
    "accepted_by" text references "person" (key) deferrable initially deferred,
    "accepted_on" integer,
    "rationale" text,
    "conditions" text,
    "valid_until" integer,
    "status" text check ("status" in ('active', 'expired', 'revoked'))
);
create index "risk_acceptance__risk" on "risk_acceptance" ("risk", id);
create index "risk_acceptance__analysis" on "risk_acceptance" ("analysis", id);
create index "risk_acceptance__level" on "risk_acceptance" ("level", id);
create index "risk_acceptance__accepted_by" on "risk_acceptance" ("accepted_by", id);
create index "risk_acceptance__accepted_on" on "risk_acceptance" ("accepted_on", id);
create index "risk_acceptance__rationale" on "risk_acceptance" ("rationale", id);
create index "risk_acceptance__valid_until" on "risk_acceptance" ("valid_until", id);
create index "risk_acceptance__status" on "risk_acceptance" ("status", id);
create table "objective" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "policy" text references "document" (key) deferrable initially deferred,
    "functions" text,
    "measurable" integer check ("measurable" in (0, 1)),
    "not_practicable_reason" text,
    "measures" text,
    "baseline" text,
    "target" text,
    "what_will_be_done" text,
    "resources" text,
    "responsible" text references "person" (key) deferrable initially deferred,
    "due" integer,
    "evaluation_method" text,
    "risks" text,
    "requirements" text,
    "communicated_on" integer,
    "last_progress_on" integer,
    "progress_pct" integer,
    "result" text,
    "status" text check ("status" in ('draft', 'approved', 'in_progress', 'achieved', 'missed', 'cancelled'))
);
create index "objective__title" on "objective" ("title", id);
create index "objective__policy" on "objective" ("policy", id);
create table "objective_functions" (id integer not null references "objective" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "objective_functions_by_value" on "objective_functions" (value, id);
create index "objective__measurable" on "objective" ("measurable", id);
create table "objective_measures" (id integer not null references "objective" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "objective_measures_by_ref" on "objective_measures" (ref, id);
create index "objective__responsible" on "objective" ("responsible", id);
create index "objective__due" on "objective" ("due", id);
create table "objective_risks" (id integer not null references "objective" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "objective_risks_by_ref" on "objective_risks" (ref, id);
create table "objective_requirements" (id integer not null references "objective" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "objective_requirements_by_ref" on "objective_requirements" (ref, id);
create index "objective__communicated_on" on "objective" ("communicated_on", id);
create index "objective__last_progress_on" on "objective" ("last_progress_on", id);
create index "objective__progress_pct" on "objective" ("progress_pct", id);
create index "objective__status" on "objective" ("status", id);
create table "change" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "kind" text check ("kind" in ('isms', 'operational')),
    "planned" integer check ("planned" in (0, 1)),
    "purpose" text,
    "consequences" text,
    "resources" text,
    "responsibilities" text,
    "affects" text,
    "significant" integer check ("significant" in (0, 1)),
    "requested_by" text references "person" (key) deferrable initially deferred,
    "source" text references "record" (key) deferrable initially deferred,
    "approved_by" text references "person" (key) deferrable initially deferred,
    "approved_on" integer,
    "planned_for" integer,
    "implemented_on" integer,
    "risk_review" text references "record" (key) deferrable initially deferred,
    "consequences_review" text,
    "post_review_on" integer,
    "status" text check ("status" in ('requested', 'assessed', 'approved', 'implemented', 'reviewed', 'rejected'))
);
create index "change__title" on "change" ("title", id);
create index "change__kind" on "change" ("kind", id);
create index "change__planned" on "change" ("planned", id);
create table "change_affects" (id integer not null references "change" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "change_affects_by_value" on "change_affects" (value, id);
create index "change__significant" on "change" ("significant", id);
create index "change__requested_by" on "change" ("requested_by", id);
create index "change__source" on "change" ("source", id);
create index "change__approved_by" on "change" ("approved_by", id);
create index "change__approved_on" on "change" ("approved_on", id);
create index "change__planned_for" on "change" ("planned_for", id);
create index "change__implemented_on" on "change" ("implemented_on", id);
create index "change__risk_review" on "change" ("risk_review", id);
create index "change__post_review_on" on "change" ("post_review_on", id);
create index "change__status" on "change" ("status", id);
create table "resource_allocation" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "category" text check ("category" in ('people', 'budget', 'tools_infrastructure', 'external_service')),
    "period" text,
    "amount" integer,
    "fte" integer,
    "purpose" text,
    "requested_by" text references "person" (key) deferrable initially deferred,
    "requested_on" integer,
    "decision" text check ("decision" in ('pending', 'approved', 'partially_approved', 'rejected')),
    "decided_by" text references "person" (key) deferrable initially deferred,
    "decided_on" integer,
    "linked" text,
    "status" text check ("status" in ('open', 'decided', 'spent'))
);
create index "resource_allocation__title" on "resource_allocation" ("title", id);
create index "resource_allocation__category" on "resource_allocation" ("category", id);
create index "resource_allocation__period" on "resource_allocation" ("period", id);
create index "resource_allocation__requested_by" on "resource_allocation" ("requested_by", id);
create index "resource_allocation__requested_on" on "resource_allocation" ("requested_on", id);
create index "resource_allocation__decision" on "resource_allocation" ("decision", id);
create index "resource_allocation__decided_by" on "resource_allocation" ("decided_by", id);
create index "resource_allocation__decided_on" on "resource_allocation" ("decided_on", id);
create table "resource_allocation_linked" (id integer not null references "resource_allocation" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "resource_allocation_linked_by_ref" on "resource_allocation_linked" (ref, id);
create index "resource_allocation__status" on "resource_allocation" ("status", id);
create table "competence_requirement" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "role" text references "role" (key) deferrable initially deferred,
    "topic" text,
    "required_level" integer,
    "means" text,
    "reason" text,
    "next_review_due" integer,
    "status" text check ("status" in ('active', 'retired'))
);
create index "competence_requirement__role" on "competence_requirement" ("role", id);
create index "competence_requirement__topic" on "competence_requirement" ("topic", id);
create table "competence_requirement_means" (id integer not null references "competence_requirement" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "competence_requirement_means_by_value" on "competence_requirement_means" (value, id);
create index "competence_requirement__next_review_due" on "competence_requirement" ("next_review_due", id);
create index "competence_requirement__status" on "competence_requirement" ("status", id);
create table "competence_evidence" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "person" text references "person" (key) deferrable initially deferred,
    "requirement" text references "competence_requirement" (key) deferrable initially deferred,
    "level" integer,
    "basis" text check ("basis" in ('education', 'training', 'experience', 'certification', 'assessment')),
    "description" text,
    "obtained_on" integer,
    "expires_on" integer,
    "assessed_by" text references "person" (key) deferrable initially deferred,
    "evidence" text,
    "status" text check ("status" in ('valid', 'expired', 'revoked'))
);
create index "competence_evidence__person" on "competence_evidence" ("person", id);
create index "competence_evidence__requirement" on "competence_evidence" ("requirement", id);
create index "competence_evidence__level" on "competence_evidence" ("level", id);
create index "competence_evidence__basis" on "competence_evidence" ("basis", id);
create index "competence_evidence__description" on "competence_evidence" ("description", id);
create index "competence_evidence__obtained_on" on "competence_evidence" ("obtained_on", id);
create index "competence_evidence__expires_on" on "competence_evidence" ("expires_on", id);
create index "competence_evidence__assessed_by" on "competence_evidence" ("assessed_by", id);
create table "competence_evidence_evidence" (id integer not null references "competence_evidence" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "competence_evidence_evidence_by_ref" on "competence_evidence_evidence" (ref, id);
create index "competence_evidence__status" on "competence_evidence" ("status", id);
create table "training" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "kind" text check ("kind" in ('course', 'mentoring', 'reassignment', 'hiring', 'contracting')),
    "persons" text,
    "requirements" text,
    "planned_for" integer,
    "completed_on" integer,
    "effectiveness_method" text,
    "effectiveness_on" integer,
    "effectiveness_result" text check ("effectiveness_result" in ('effective', 'partly_effective', 'ineffective')),
    "status" text check ("status" in ('planned', 'done', 'evaluated', 'cancelled'))
);
create index "training__title" on "training" ("title", id);
create index "training__kind" on "training" ("kind", id);
create table "training_persons" (id integer not null references "training" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "training_persons_by_ref" on "training_persons" (ref, id);
create table "training_requirements" (id integer not null references "training" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "training_requirements_by_ref" on "training_requirements" (ref, id);
create index "training__planned_for" on "training" ("planned_for", id);
create index "training__completed_on" on "training" ("completed_on", id);
create index "training__effectiveness_on" on "training" ("effectiveness_on", id);
create index "training__effectiveness_result" on "training" ("effectiveness_result", id);
create index "training__status" on "training" ("status", id);
create table "awareness_campaign" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "topics" text,
    "audience" text,
    "mandatory" integer check ("mandatory" in (0, 1)),
    "induction" integer check ("induction" in (0, 1)),
    "channel" text check ("channel" in ('e_learning', 'workshop', 'phishing_simulation', 'poster_mail', 'all_hands')),
    "start" integer,
    "end" integer,
    "target_pct" integer,
    "effectiveness_measure" text,
    "effectiveness_target" integer,
    "effectiveness_result" integer,
    "owner" text references "person" (key) deferrable initially deferred,
    "status" text check ("status" in ('planned', 'running', 'closed'))
);
create index "awareness_campaign__title" on "awareness_campaign" ("title", id);
create table "awareness_campaign_topics" (id integer not null references "awareness_campaign" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "awareness_campaign_topics_by_value" on "awareness_campaign_topics" (value, id);
create index "awareness_campaign__mandatory" on "awareness_campaign" ("mandatory", id);
create index "awareness_campaign__induction" on "awareness_campaign" ("induction", id);
create index "awareness_campaign__channel" on "awareness_campaign" ("channel", id);
create index "awareness_campaign__start" on "awareness_campaign" ("start", id);
create index "awareness_campaign__end" on "awareness_campaign" ("end", id);
create index "awareness_campaign__owner" on "awareness_campaign" ("owner", id);
create index "awareness_campaign__status" on "awareness_campaign" ("status", id);
create table "awareness_participation" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "campaign" text references "awareness_campaign" (key) deferrable initially deferred,
    "person" text references "person" (key) deferrable initially deferred,
    "due" integer,
    "completed_on" integer,
    "score" integer,
    "status" text check ("status" in ('assigned', 'completed', 'exempt'))
);
create index "awareness_participation__campaign" on "awareness_participation" ("campaign", id);
create index "awareness_participation__person" on "awareness_participation" ("person", id);
create index "awareness_participation__due" on "awareness_participation" ("due", id);
create index "awareness_participation__completed_on" on "awareness_participation" ("completed_on", id);
create index "awareness_participation__status" on "awareness_participation" ("status", id);
create table "communication_plan_item" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "subject" text,
    "direction" text check ("direction" in ('internal', 'external')),
    "category" text check ("category" in ('policy', 'objectives', 'roles', 'awareness', 'performance_report', 'change', 'incident_internal', 'breach_authority', 'breach_data_subjects', 'customer_assurance', 'supplier_requirements', 'emergency', 'feedback_channel')),
    "when" text,
    "audience" text,
    "sender" text references "role" (key) deferrable initially deferred,
    "method" text,
    "approval" text,
    "next_due" integer,
    "next_review_due" integer,
    "status" text check ("status" in ('active', 'retired'))
);
create index "communication_plan_item__subject" on "communication_plan_item" ("subject", id);
create index "communication_plan_item__direction" on "communication_plan_item" ("direction", id);
create index "communication_plan_item__category" on "communication_plan_item" ("category", id);
create index "communication_plan_item__sender" on "communication_plan_item" ("sender", id);
create index "communication_plan_item__next_due" on "communication_plan_item" ("next_due", id);
create index "communication_plan_item__next_review_due" on "communication_plan_item" ("next_review_due", id);
create index "communication_plan_item__status" on "communication_plan_item" ("status", id);
create table "communication_log" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "item" text references "communication_plan_item" (key) deferrable initially deferred,
    "date" integer,
    "sender" text references "person" (key) deferrable initially deferred,
    "audience" text,
    "summary" text,
    "evidence" text
);
create index "communication_log__item" on "communication_log" ("item", id);
create index "communication_log__date" on "communication_log" ("date", id);
create index "communication_log__sender" on "communication_log" ("sender", id);
create index "communication_log__summary" on "communication_log" ("summary", id);
create table "communication_log_evidence" (id integer not null references "communication_log" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "communication_log_evidence_by_ref" on "communication_log_evidence" (ref, id);
create table "document" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "doc_type" text check ("doc_type" in ('policy_top', 'policy_topic', 'procedure', 'methodology', 'statement', 'plan', 'register', 'standard', 'guideline', 'form', 'record', 'report', 'agreement', 'external')),
    "mandatory_item" text check ("mandatory_item" in ('scope', 'is_policy', 'risk_assessment_process', 'risk_treatment_process', 'soa', 'risk_treatment_plan', 'objectives', 'competence_evidence', 'operational_control_evidence', 'risk_assessment_results', 'risk_treatment_results', 'monitoring_results', 'audit_programme_and_results', 'management_review_results', 'nonconformity_and_results')),
    "annex_refs" text,
    "owner" text references "person" (key) deferrable initially deferred,
    "origin" text check ("origin" in ('internal', 'external')),
    "source" text,
    "edition_checked_on" integer,
    "classification" text check ("classification" in ('public', 'internal', 'confidential', 'restricted')),
    "access_groups" text,
    "storage" text,
    "retention_years" integer,
    "disposal_method" text,
    "review_interval_months" integer,
    "next_review_due" integer,
    "external_availability" text check ("external_availability" in ('not_available', 'on_request', 'published')),
    "content_checks" text,
    "status" text check ("status" in ('draft', 'published', 'withdrawn', 'archived'))
);
create index "document__title" on "document" ("title", id);
create index "document__doc_type" on "document" ("doc_type", id);
create index "document__mandatory_item" on "document" ("mandatory_item", id);
create table "document_annex_refs" (id integer not null references "document" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "document_annex_refs_by_value" on "document_annex_refs" (value, id);
create index "document__owner" on "document" ("owner", id);
create index "document__origin" on "document" ("origin", id);
create index "document__edition_checked_on" on "document" ("edition_checked_on", id);
create index "document__classification" on "document" ("classification", id);
create table "document_access_groups" (id integer not null references "document" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "document_access_groups_by_value" on "document_access_groups" (value, id);
create index "document__next_review_due" on "document" ("next_review_due", id);
create index "document__external_availability" on "document" ("external_availability", id);
create table "document_content_checks" (id integer not null references "document" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "document_content_checks_by_value" on "document_content_checks" (value, id);
create index "document__status" on "document" ("status", id);
create table "document_version" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "document" text references "document" (key) deferrable initially deferred,
    "version" text,
    "author" text references "person" (key) deferrable initially deferred,
    "created_on" integer,
    "change_summary" text,
    "language" text,
    "format" text,
    "file_name" text,
    "sha256" text,
    "reviewed_by" text references "person" (key) deferrable initially deferred,
    "approved_by" text references "person" (key) deferrable initially deferred,
    "approved_on" integer,
    "published_on" integer,
    "withdrawn_on" integer,
    "status" text check ("status" in ('draft', 'in_review', 'approved', 'published', 'superseded', 'rejected'))
);
create index "document_version__document" on "document_version" ("document", id);
create index "document_version__version" on "document_version" ("version", id);
create index "document_version__author" on "document_version" ("author", id);
create index "document_version__created_on" on "document_version" ("created_on", id);
create index "document_version__reviewed_by" on "document_version" ("reviewed_by", id);
create index "document_version__approved_by" on "document_version" ("approved_by", id);
create index "document_version__approved_on" on "document_version" ("approved_on", id);
create index "document_version__published_on" on "document_version" ("published_on", id);
create index "document_version__withdrawn_on" on "document_version" ("withdrawn_on", id);
create index "document_version__status" on "document_version" ("status", id);
create table "acknowledgement" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "version" text references "document_version" (key) deferrable initially deferred,
    "person" text references "person" (key) deferrable initially deferred,
    "acknowledged_on" integer,
    "method" text check ("method" in ('in_app', 'signature', 'training_module'))
);
create index "acknowledgement__version" on "acknowledgement" ("version", id);
create index "acknowledgement__person" on "acknowledgement" ("person", id);
create index "acknowledgement__acknowledged_on" on "acknowledgement" ("acknowledged_on", id);
create index "acknowledgement__method" on "acknowledgement" ("method", id);
create table "supplier" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "service" text,
    "criticality" text check ("criticality" in ('low', 'medium', 'high', 'critical')),
    "data_access" text check ("data_access" in ('none', 'internal', 'confidential', 'personal_data')),
    "cloud" integer check ("cloud" in (0, 1)),
    "owner" text references "person" (key) deferrable initially deferred,
    "agreement" text references "document" (key) deferrable initially deferred,
    "security_clauses" integer check ("security_clauses" in (0, 1)),
    "dpa" integer check ("dpa" in (0, 1)),
    "assurance" text check ("assurance" in ('none', 'iso27001', 'soc2', 'questionnaire', 'audit')),
    "assurance_valid_until" integer,
    "exit_plan" integer check ("exit_plan" in (0, 1)),
    "review_interval_months" integer,
    "last_reviewed_on" integer,
    "onboarded_on" integer,
    "status" text check ("status" in ('prospect', 'active', 'exiting', 'ended'))
);
create index "supplier__name" on "supplier" ("name", id);
create index "supplier__criticality" on "supplier" ("criticality", id);
create index "supplier__data_access" on "supplier" ("data_access", id);
create index "supplier__cloud" on "supplier" ("cloud", id);
create index "supplier__owner" on "supplier" ("owner", id);
create index "supplier__agreement" on "supplier" ("agreement", id);
create index "supplier__security_clauses" on "supplier" ("security_clauses", id);
create index "supplier__dpa" on "supplier" ("dpa", id);
create index "supplier__assurance" on "supplier" ("assurance", id);
create index "supplier__assurance_valid_until" on "supplier" ("assurance_valid_until", id);
create index "supplier__exit_plan" on "supplier" ("exit_plan", id);
create index "supplier__last_reviewed_on" on "supplier" ("last_reviewed_on", id);
create index "supplier__onboarded_on" on "supplier" ("onboarded_on", id);
create index "supplier__status" on "supplier" ("status", id);
create table "supplier_review" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "supplier" text references "supplier" (key) deferrable initially deferred,
    "date" integer,
    "reviewer" text references "person" (key) deferrable initially deferred,
    "result" text check ("result" in ('satisfactory', 'conditions', 'unsatisfactory')),
    "summary" text,
    "actions" text
);
create index "supplier_review__supplier" on "supplier_review" ("supplier", id);
create index "supplier_review__date" on "supplier_review" ("date", id);
create index "supplier_review__reviewer" on "supplier_review" ("reviewer", id);
create index "supplier_review__result" on "supplier_review" ("result", id);
create index "supplier_review__summary" on "supplier_review" ("summary", id);
create table "supplier_review_actions" (id integer not null references "supplier_review" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "supplier_review_actions_by_ref" on "supplier_review_actions" (ref, id);
create table "recurring_activity" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "clause" text,
    "frequency" text check ("frequency" in ('weekly', 'monthly', 'quarterly', 'semiannual', 'annual', 'biennial', 'triennial')),
    "owner" text references "person" (key) deferrable initially deferred,
    "basis" text check ("basis" in ('standard', 'own_plan', 'legal', 'contractual', 'convention')),
    "critical" integer check ("critical" in (0, 1)),
    "grace_days" integer,
    "next_due" integer,
    "status" text check ("status" in ('active', 'paused', 'retired'))
);
create index "recurring_activity__title" on "recurring_activity" ("title", id);
create index "recurring_activity__frequency" on "recurring_activity" ("frequency", id);
create index "recurring_activity__owner" on "recurring_activity" ("owner", id);
create index "recurring_activity__basis" on "recurring_activity" ("basis", id);
create index "recurring_activity__critical" on "recurring_activity" ("critical", id);
create index "recurring_activity__next_due" on "recurring_activity" ("next_due", id);
create index "recurring_activity__status" on "recurring_activity" ("status", id);
create table "activity_occurrence" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "activity" text references "recurring_activity" (key) deferrable initially deferred,
    "due" integer,
    "done_on" integer,
    "done_by" text references "person" (key) deferrable initially deferred,
    "result" text check ("result" in ('ok', 'issue_found', 'skipped')),
    "skip_reason" text,
    "evidence" text,
    "status" text check ("status" in ('pending', 'done', 'skipped'))
);
create index "activity_occurrence__activity" on "activity_occurrence" ("activity", id);
create index "activity_occurrence__due" on "activity_occurrence" ("due", id);
create index "activity_occurrence__done_on" on "activity_occurrence" ("done_on", id);
create index "activity_occurrence__done_by" on "activity_occurrence" ("done_by", id);
create index "activity_occurrence__result" on "activity_occurrence" ("result", id);
create table "activity_occurrence_evidence" (id integer not null references "activity_occurrence" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "activity_occurrence_evidence_by_ref" on "activity_occurrence_evidence" (ref, id);
create index "activity_occurrence__status" on "activity_occurrence" ("status", id);
create table "incident" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "kind" text check ("kind" in ('event', 'weakness', 'incident')),
    "severity" text check ("severity" in ('low', 'medium', 'high', 'critical')),
    "detected_on" integer,
    "reported_by" text references "person" (key) deferrable initially deferred,
    "handler" text references "person" (key) deferrable initially deferred,
    "affects" text,
    "assets" text,
    "personal_data" integer check ("personal_data" in (0, 1)),
    "notification_decision" text check ("notification_decision" in ('not_required', 'required', 'pending')),
    "authority_notified_on" integer,
    "description" text,
    "containment" text,
    "resolved_on" integer,
    "root_cause" text,
    "lessons_learned" text,
    "risks" text,
    "risk_reviewed" integer check ("risk_reviewed" in (0, 1)),
    "actions" text,
    "closed_on" integer,
    "status" text check ("status" in ('reported', 'assessed', 'contained', 'resolved', 'closed'))
);
create index "incident__title" on "incident" ("title", id);
create index "incident__kind" on "incident" ("kind", id);
create index "incident__severity" on "incident" ("severity", id);
create index "incident__detected_on" on "incident" ("detected_on", id);
create index "incident__reported_by" on "incident" ("reported_by", id);
create index "incident__handler" on "incident" ("handler", id);
create table "incident_affects" (id integer not null references "incident" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "incident_affects_by_value" on "incident_affects" (value, id);
create table "incident_assets" (id integer not null references "incident" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "incident_assets_by_ref" on "incident_assets" (ref, id);
create index "incident__personal_data" on "incident" ("personal_data", id);
create index "incident__notification_decision" on "incident" ("notification_decision", id);
create index "incident__authority_notified_on" on "incident" ("authority_notified_on", id);
create index "incident__resolved_on" on "incident" ("resolved_on", id);
create table "incident_risks" (id integer not null references "incident" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "incident_risks_by_ref" on "incident_risks" (ref, id);
create index "incident__risk_reviewed" on "incident" ("risk_reviewed", id);
create table "incident_actions" (id integer not null references "incident" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "incident_actions_by_ref" on "incident_actions" (ref, id);
create index "incident__closed_on" on "incident" ("closed_on", id);
create index "incident__status" on "incident" ("status", id);
create table "exception" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "from_ref" text references "record" (key) deferrable initially deferred,
    "reason" text,
    "requester" text references "person" (key) deferrable initially deferred,
    "compensating" text,
    "risk" text references "risk" (key) deferrable initially deferred,
    "approved_by" text references "person" (key) deferrable initially deferred,
    "approved_on" integer,
    "expires_on" integer,
    "status" text check ("status" in ('requested', 'approved', 'closed', 'rejected'))
);
create index "exception__title" on "exception" ("title", id);
create index "exception__from_ref" on "exception" ("from_ref", id);
create index "exception__requester" on "exception" ("requester", id);
create index "exception__risk" on "exception" ("risk", id);
create index "exception__approved_by" on "exception" ("approved_by", id);
create index "exception__approved_on" on "exception" ("approved_on", id);
create index "exception__expires_on" on "exception" ("expires_on", id);
create index "exception__status" on "exception" ("status", id);
create table "evidence" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "kind" text check ("kind" in ('document', 'screenshot', 'log_extract', 'ticket', 'report', 'minutes', 'attestation', 'sample', 'export', 'photo')),
    "collected_on" integer,
    "collected_by" text references "person" (key) deferrable initially deferred,
    "period_from" integer,
    "period_to" integer,
    "source" text,
    "sha256" text,
    "supports" text,
    "retention_until" integer,
    "status" text check ("status" in ('valid', 'obsolete'))
);
create index "evidence__title" on "evidence" ("title", id);
create index "evidence__kind" on "evidence" ("kind", id);
create index "evidence__collected_on" on "evidence" ("collected_on", id);
create index "evidence__collected_by" on "evidence" ("collected_by", id);
create index "evidence__period_from" on "evidence" ("period_from", id);
create index "evidence__period_to" on "evidence" ("period_to", id);
create table "evidence_supports" (id integer not null references "evidence" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "evidence_supports_by_ref" on "evidence_supports" (ref, id);
create index "evidence__retention_until" on "evidence" ("retention_until", id);
create index "evidence__status" on "evidence" ("status", id);
create table "measure" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "name" text,
    "information_need" text,
    "kind" text check ("kind" in ('performance', 'effectiveness')),
    "objects" text,
    "base_measures" text,
    "formula" text,
    "unit" text,
    "target" integer,
    "amber_threshold" integer,
    "red_threshold" integer,
    "direction" text check ("direction" in ('higher_is_better', 'lower_is_better')),
    "implementation_evidence" text,
    "frequency_collect" text check ("frequency_collect" in ('weekly', 'monthly', 'quarterly', 'semiannual', 'annual')),
    "frequency_analyse" text check ("frequency_analyse" in ('monthly', 'quarterly', 'semiannual', 'annual')),
    "frequency_report" text check ("frequency_report" in ('monthly', 'quarterly', 'semiannual', 'annual')),
    "information_owner" text references "person" (key) deferrable initially deferred,
    "collector" text references "person" (key) deferrable initially deferred,
    "analyst" text references "person" (key) deferrable initially deferred,
    "data_source" text,
    "reporting_format" text,
    "version" text,
    "valid_from" integer,
    "status" text check ("status" in ('draft', 'active', 'retired'))
);
create index "measure__name" on "measure" ("name", id);
create index "measure__kind" on "measure" ("kind", id);
create table "measure_objects" (id integer not null references "measure" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "measure_objects_by_ref" on "measure_objects" (ref, id);
create index "measure__direction" on "measure" ("direction", id);
create index "measure__frequency_collect" on "measure" ("frequency_collect", id);
create index "measure__frequency_analyse" on "measure" ("frequency_analyse", id);
create index "measure__frequency_report" on "measure" ("frequency_report", id);
create index "measure__information_owner" on "measure" ("information_owner", id);
create index "measure__collector" on "measure" ("collector", id);
create index "measure__analyst" on "measure" ("analyst", id);
create index "measure__version" on "measure" ("version", id);
create index "measure__valid_from" on "measure" ("valid_from", id);
create index "measure__status" on "measure" ("status", id);
create table "measurement" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "measure" text references "measure" (key) deferrable initially deferred,
    "period" text,
    "measured_on" integer,
    "value" integer,
    "collected_by" text references "person" (key) deferrable initially deferred,
    "analysed_by" text references "person" (key) deferrable initially deferred,
    "analysed_on" integer,
    "conclusion" text check ("conclusion" in ('on_target', 'watch', 'off_target')),
    "evaluation" text,
    "actions" text
);
create index "measurement__measure" on "measurement" ("measure", id);
create index "measurement__period" on "measurement" ("period", id);
create index "measurement__measured_on" on "measurement" ("measured_on", id);
create index "measurement__collected_by" on "measurement" ("collected_by", id);
create index "measurement__analysed_by" on "measurement" ("analysed_by", id);
create index "measurement__analysed_on" on "measurement" ("analysed_on", id);
create index "measurement__conclusion" on "measurement" ("conclusion", id);
create table "measurement_actions" (id integer not null references "measurement" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "measurement_actions_by_ref" on "measurement_actions" (ref, id);
create table "audit_programme" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "period_from" integer,
    "period_to" integer,
    "objectives" text,
    "manager" text references "person" (key) deferrable initially deferred,
    "importance_basis" text,
    "prior_results_considered" text,
    "programme_risks" text,
    "methods" text,
    "resources" text,
    "approved_by" text references "person" (key) deferrable initially deferred,
    "approved_on" integer,
    "status" text check ("status" in ('draft', 'approved', 'active', 'closed'))
);
create index "audit_programme__title" on "audit_programme" ("title", id);
create index "audit_programme__period_from" on "audit_programme" ("period_from", id);
create index "audit_programme__period_to" on "audit_programme" ("period_to", id);
create index "audit_programme__manager" on "audit_programme" ("manager", id);
create index "audit_programme__approved_by" on "audit_programme" ("approved_by", id);
create index "audit_programme__approved_on" on "audit_programme" ("approved_on", id);
create index "audit_programme__status" on "audit_programme" ("status", id);
create table "audit" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "programme" text references "audit_programme" (key) deferrable initially deferred,
    "title" text,
    "kind" text check ("kind" in ('internal', 'supplier', 'stage1', 'stage2', 'surveillance', 'recertification', 'special')),
    "objectives" text,
    "scope_text" text,
    "criteria" text,
    "clauses" text,
    "controls" text,
    "processes" text,
    "lead" text references "person" (key) deferrable initially deferred,
    "team" text,
    "external_lead" text,
    "method" text check ("method" in ('onsite', 'remote', 'hybrid')),
    "planned_from" integer,
    "planned_to" integer,
    "conducted_from" integer,
    "conducted_to" integer,
    "report" text references "document" (key) deferrable initially deferred,
    "report_on" integer,
    "report_recipients" text,
    "conclusion" text,
    "status" text check ("status" in ('planned', 'prepared', 'in_progress', 'reporting', 'closed', 'cancelled'))
);
create index "audit__programme" on "audit" ("programme", id);
create index "audit__title" on "audit" ("title", id);
create index "audit__kind" on "audit" ("kind", id);
create table "audit_criteria" (id integer not null references "audit" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "audit_criteria_by_value" on "audit_criteria" (value, id);
create table "audit_clauses" (id integer not null references "audit" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "audit_clauses_by_value" on "audit_clauses" (value, id);
create table "audit_controls" (id integer not null references "audit" (id),
    pos integer not null, value text not null, primary key (id, pos)) without rowid;
create index "audit_controls_by_value" on "audit_controls" (value, id);
create table "audit_processes" (id integer not null references "audit" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "audit_processes_by_ref" on "audit_processes" (ref, id);
create index "audit__lead" on "audit" ("lead", id);
create table "audit_team" (id integer not null references "audit" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "audit_team_by_ref" on "audit_team" (ref, id);
create index "audit__method" on "audit" ("method", id);
create index "audit__planned_from" on "audit" ("planned_from", id);
create index "audit__planned_to" on "audit" ("planned_to", id);
create index "audit__conducted_from" on "audit" ("conducted_from", id);
create index "audit__conducted_to" on "audit" ("conducted_to", id);
create index "audit__report" on "audit" ("report", id);
create index "audit__report_on" on "audit" ("report_on", id);
create table "audit_report_recipients" (id integer not null references "audit" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "audit_report_recipients_by_ref" on "audit_report_recipients" (ref, id);
create index "audit__status" on "audit" ("status", id);
create table "audit_checklist_item" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "audit" text references "audit" (key) deferrable initially deferred,
    "reference" text,
    "question" text,
    "evidence_expected" text,
    "sample" text,
    "auditor" text references "person" (key) deferrable initially deferred,
    "result" text check ("result" in ('not_evaluated', 'conform', 'minor', 'major', 'ofi', 'not_applicable')),
    "evidence_seen" text,
    "notes" text
);
create index "audit_checklist_item__audit" on "audit_checklist_item" ("audit", id);
create index "audit_checklist_item__reference" on "audit_checklist_item" ("reference", id);
create index "audit_checklist_item__question" on "audit_checklist_item" ("question", id);
create index "audit_checklist_item__auditor" on "audit_checklist_item" ("auditor", id);
create index "audit_checklist_item__result" on "audit_checklist_item" ("result", id);
create table "finding" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "audit" text references "audit" (key) deferrable initially deferred,
    "grade" text check ("grade" in ('major', 'minor', 'ofi', 'positive', 'area_of_concern')),
    "criterion" text,
    "statement" text,
    "evidence_text" text,
    "auditee" text references "person" (key) deferrable initially deferred,
    "raised_on" integer,
    "response_due" integer,
    "nonconformity" text references "nonconformity" (key) deferrable initially deferred,
    "improvement" text references "improvement" (key) deferrable initially deferred,
    "status" text check ("status" in ('open', 'responded', 'closed'))
);
create index "finding__audit" on "finding" ("audit", id);
create index "finding__grade" on "finding" ("grade", id);
create index "finding__criterion" on "finding" ("criterion", id);
create index "finding__statement" on "finding" ("statement", id);
create index "finding__auditee" on "finding" ("auditee", id);
create index "finding__raised_on" on "finding" ("raised_on", id);
create index "finding__response_due" on "finding" ("response_due", id);
create index "finding__nonconformity" on "finding" ("nonconformity", id);
create index "finding__improvement" on "finding" ("improvement", id);
create index "finding__status" on "finding" ("status", id);
create table "management_review" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "planned_for" integer,
    "held_on" integer,
    "chair" text references "person" (key) deferrable initially deferred,
    "participants" text,
    "period_covered" text,
    "minutes" text references "document" (key) deferrable initially deferred,
    "minutes_approved_on" integer,
    "next_planned" integer,
    "status" text check ("status" in ('planned', 'prepared', 'held', 'minutes_approved'))
);
create index "management_review__title" on "management_review" ("title", id);
create index "management_review__planned_for" on "management_review" ("planned_for", id);
create index "management_review__held_on" on "management_review" ("held_on", id);
create index "management_review__chair" on "management_review" ("chair", id);
create table "management_review_participants" (id integer not null references "management_review" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "management_review_participants_by_ref" on "management_review_participants" (ref, id);
create index "management_review__minutes" on "management_review" ("minutes", id);
create index "management_review__minutes_approved_on" on "management_review" ("minutes_approved_on", id);
create index "management_review__next_planned" on "management_review" ("next_planned", id);
create index "management_review__status" on "management_review" ("status", id);
create table "review_input" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "review" text references "management_review" (key) deferrable initially deferred,
    "category" text check ("category" in ('a_previous_actions', 'b_issue_changes', 'c_party_changes', 'd1_nonconformities', 'd2_measurement', 'd3_audit_results', 'd4_objectives', 'e_party_feedback', 'f_risk_and_treatment', 'g_improvement')),
    "summary" text,
    "sources" text,
    "trend" text check ("trend" in ('improving', 'stable', 'worsening', 'n_a'))
);
create index "review_input__review" on "review_input" ("review", id);
create index "review_input__category" on "review_input" ("category", id);
create index "review_input__summary" on "review_input" ("summary", id);
create table "review_input_sources" (id integer not null references "review_input" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "review_input_sources_by_ref" on "review_input_sources" (ref, id);
create index "review_input__trend" on "review_input" ("trend", id);
create table "decision" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "review" text references "management_review" (key) deferrable initially deferred,
    "title" text,
    "kind" text check ("kind" in ('improvement', 'isms_change', 'resources', 'risk', 'policy_objectives', 'other')),
    "decided_by" text references "person" (key) deferrable initially deferred,
    "decided_on" integer,
    "owner" text references "person" (key) deferrable initially deferred,
    "due" integer,
    "completed_on" integer,
    "result" text,
    "linked" text,
    "status" text check ("status" in ('open', 'in_progress', 'done', 'cancelled'))
);
create index "decision__review" on "decision" ("review", id);
create index "decision__title" on "decision" ("title", id);
create index "decision__kind" on "decision" ("kind", id);
create index "decision__decided_by" on "decision" ("decided_by", id);
create index "decision__decided_on" on "decision" ("decided_on", id);
create index "decision__owner" on "decision" ("owner", id);
create index "decision__due" on "decision" ("due", id);
create index "decision__completed_on" on "decision" ("completed_on", id);
create table "decision_linked" (id integer not null references "decision" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "decision_linked_by_ref" on "decision_linked" (ref, id);
create index "decision__status" on "decision" ("status", id);
create table "nonconformity" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "source" text check ("source" in ('internal_audit', 'external_audit', 'incident', 'measurement', 'complaint', 'self_detected', 'management_review', 'supplier')),
    "source_ref" text references "record" (key) deferrable initially deferred,
    "requirement_ref" text,
    "grade" text check ("grade" in ('major', 'minor')),
    "description" text,
    "detected_on" integer,
    "detected_by" text references "person" (key) deferrable initially deferred,
    "owner" text references "person" (key) deferrable initially deferred,
    "correction" text,
    "correction_done_on" integer,
    "consequences" text,
    "similar_search" text,
    "action_needed" text check ("action_needed" in ('undecided', 'yes', 'no')),
    "no_action_reason" text,
    "cause_analysis" text references "cause_analysis" (key) deferrable initially deferred,
    "actions" text,
    "effectiveness_review" text references "effectiveness_review" (key) deferrable initially deferred,
    "isms_changes" text,
    "cb_deadline" integer,
    "closed_on" integer,
    "status" text check ("status" in ('reported', 'contained', 'cause_analysed', 'action_planned', 'action_implemented', 'verified', 'closed'))
);
create index "nonconformity__title" on "nonconformity" ("title", id);
create index "nonconformity__source" on "nonconformity" ("source", id);
create index "nonconformity__source_ref" on "nonconformity" ("source_ref", id);
create index "nonconformity__requirement_ref" on "nonconformity" ("requirement_ref", id);
create index "nonconformity__grade" on "nonconformity" ("grade", id);
create index "nonconformity__detected_on" on "nonconformity" ("detected_on", id);
create index "nonconformity__detected_by" on "nonconformity" ("detected_by", id);
create index "nonconformity__owner" on "nonconformity" ("owner", id);
create index "nonconformity__correction_done_on" on "nonconformity" ("correction_done_on", id);
create index "nonconformity__action_needed" on "nonconformity" ("action_needed", id);
create index "nonconformity__cause_analysis" on "nonconformity" ("cause_analysis", id);
create table "nonconformity_actions" (id integer not null references "nonconformity" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "nonconformity_actions_by_ref" on "nonconformity_actions" (ref, id);
create index "nonconformity__effectiveness_review" on "nonconformity" ("effectiveness_review", id);
create table "nonconformity_isms_changes" (id integer not null references "nonconformity" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "nonconformity_isms_changes_by_ref" on "nonconformity_isms_changes" (ref, id);
create index "nonconformity__cb_deadline" on "nonconformity" ("cb_deadline", id);
create index "nonconformity__closed_on" on "nonconformity" ("closed_on", id);
create index "nonconformity__status" on "nonconformity" ("status", id);
create table "cause_analysis" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "nonconformity" text references "nonconformity" (key) deferrable initially deferred,
    "method" text check ("method" in ('five_whys', 'fishbone', 'fault_tree', 'other')),
    "whys" text,
    "root_cause" text,
    "cause_category" text check ("cause_category" in ('people', 'process', 'technology', 'supplier', 'management', 'environment', 'documentation')),
    "analysed_by" text references "person" (key) deferrable initially deferred,
    "analysed_on" integer
);
create index "cause_analysis__nonconformity" on "cause_analysis" ("nonconformity", id);
create index "cause_analysis__method" on "cause_analysis" ("method", id);
create table "cause_analysis_whys" (id integer not null references "cause_analysis" (id),
    a text, b text, c text, num real, text text);
create index "cause_analysis_whys_by_path" on "cause_analysis_whys" (id, a, b, c);
create index "cause_analysis__root_cause" on "cause_analysis" ("root_cause", id);
create index "cause_analysis__cause_category" on "cause_analysis" ("cause_category", id);
create index "cause_analysis__analysed_by" on "cause_analysis" ("analysed_by", id);
create index "cause_analysis__analysed_on" on "cause_analysis" ("analysed_on", id);
create table "action" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "kind" text check ("kind" in ('correction', 'corrective', 'improvement', 'risk_opportunity', 'decision_follow_up', 'incident', 'general')),
    "source" text references "record" (key) deferrable initially deferred,
    "owner" text references "person" (key) deferrable initially deferred,
    "due" integer,
    "completed_on" integer,
    "result" text,
    "evidence" text,
    "priority" text check ("priority" in ('low', 'medium', 'high', 'critical')),
    "status" text check ("status" in ('open', 'in_progress', 'done', 'cancelled'))
);
create index "action__title" on "action" ("title", id);
create index "action__kind" on "action" ("kind", id);
create index "action__source" on "action" ("source", id);
create index "action__owner" on "action" ("owner", id);
create index "action__due" on "action" ("due", id);
create index "action__completed_on" on "action" ("completed_on", id);
create table "action_evidence" (id integer not null references "action" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "action_evidence_by_ref" on "action_evidence" (ref, id);
create index "action__priority" on "action" ("priority", id);
create index "action__status" on "action" ("status", id);
create table "effectiveness_review" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "nonconformity" text references "nonconformity" (key) deferrable initially deferred,
    "reviewed_by" text references "person" (key) deferrable initially deferred,
    "reviewed_on" integer,
    "criteria" text,
    "evidence_text" text,
    "result" text check ("result" in ('effective', 'partly_effective', 'ineffective')),
    "follow_up" text references "action" (key) deferrable initially deferred
);
create index "effectiveness_review__nonconformity" on "effectiveness_review" ("nonconformity", id);
create index "effectiveness_review__reviewed_by" on "effectiveness_review" ("reviewed_by", id);
create index "effectiveness_review__reviewed_on" on "effectiveness_review" ("reviewed_on", id);
create index "effectiveness_review__criteria" on "effectiveness_review" ("criteria", id);
create index "effectiveness_review__result" on "effectiveness_review" ("result", id);
create index "effectiveness_review__follow_up" on "effectiveness_review" ("follow_up", id);
create table "improvement" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "title" text,
    "source" text check ("source" in ('audit_ofi', 'suggestion', 'measurement', 'incident', 'management_review', 'benchmarking', 'supplier', 'technology', 'other')),
    "source_ref" text references "record" (key) deferrable initially deferred,
    "description" text,
    "proposed_by" text references "person" (key) deferrable initially deferred,
    "proposed_on" integer,
    "owner" text references "person" (key) deferrable initially deferred,
    "aspect" text check ("aspect" in ('suitability', 'adequacy', 'effectiveness')),
    "decision" text check ("decision" in ('pending', 'accepted', 'rejected', 'deferred')),
    "decided_on" integer,
    "due" integer,
    "implemented_on" integer,
    "benefit_evaluation" text,
    "status" text check ("status" in ('proposed', 'accepted', 'implemented', 'evaluated', 'rejected'))
);
create index "improvement__title" on "improvement" ("title", id);
create index "improvement__source" on "improvement" ("source", id);
create index "improvement__source_ref" on "improvement" ("source_ref", id);
create index "improvement__proposed_by" on "improvement" ("proposed_by", id);
create index "improvement__proposed_on" on "improvement" ("proposed_on", id);
create index "improvement__owner" on "improvement" ("owner", id);
create index "improvement__aspect" on "improvement" ("aspect", id);
create index "improvement__decision" on "improvement" ("decision", id);
create index "improvement__decided_on" on "improvement" ("decided_on", id);
create index "improvement__due" on "improvement" ("due", id);
create index "improvement__implemented_on" on "improvement" ("implemented_on", id);
create index "improvement__status" on "improvement" ("status", id);
create table "certification_cycle" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "standard" text,
    "body_name" text,
    "accredited" integer check ("accredited" in (0, 1)),
    "scope_text" text,
    "stage1" text references "audit" (key) deferrable initially deferred,
    "stage2" text references "audit" (key) deferrable initially deferred,
    "decision_on" integer,
    "certificate_no" text,
    "valid_from" integer,
    "valid_to" integer,
    "surveillance" text,
    "recertification" text references "audit" (key) deferrable initially deferred,
    "status" text check ("status" in ('planned', 'stage1_done', 'stage2_done', 'certified', 'suspended', 'expired'))
);
create index "certification_cycle__standard" on "certification_cycle" ("standard", id);
create index "certification_cycle__accredited" on "certification_cycle" ("accredited", id);
create index "certification_cycle__stage1" on "certification_cycle" ("stage1", id);
create index "certification_cycle__stage2" on "certification_cycle" ("stage2", id);
create index "certification_cycle__decision_on" on "certification_cycle" ("decision_on", id);
create index "certification_cycle__valid_from" on "certification_cycle" ("valid_from", id);
create index "certification_cycle__valid_to" on "certification_cycle" ("valid_to", id);
create table "certification_cycle_surveillance" (id integer not null references "certification_cycle" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "certification_cycle_surveillance_by_ref" on "certification_cycle_surveillance" (ref, id);
create index "certification_cycle__recertification" on "certification_cycle" ("recertification", id);
create index "certification_cycle__status" on "certification_cycle" ("status", id);
create table "project_phase" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "wbs" text,
    "title" text,
    "planned_start" integer,
    "planned_end" integer,
    "status" text check ("status" in ('not_started', 'running', 'done'))
);
create index "project_phase__title" on "project_phase" ("title", id);
create index "project_phase__planned_start" on "project_phase" ("planned_start", id);
create index "project_phase__planned_end" on "project_phase" ("planned_end", id);
create index "project_phase__status" on "project_phase" ("status", id);
create table "project_task" (
    id integer primary key references record (id),
    key text not null unique references record (key),
    revision integer not null,
    created_at integer not null,
    created_by text,
    updated_at integer not null,
    updated_by text,
    "phase" text references "project_phase" (key) deferrable initially deferred,
    "wbs" text,
    "title" text,
    "clause" text,
    "duration_days" integer,
    "depends_on" text,
    "owner" text references "person" (key) deferrable initially deferred,
    "deliverable" text,
    "planned_start" integer,
    "planned_end" integer,
    "actual_end" integer,
    "status" text check ("status" in ('not_started', 'running', 'blocked', 'done'))
);
create index "project_task__phase" on "project_task" ("phase", id);
create index "project_task__title" on "project_task" ("title", id);
create table "project_task_depends_on" (id integer not null references "project_task" (id),
    pos integer not null, ref text not null references record (key) deferrable initially deferred, primary key (id, pos)) without rowid;
create index "project_task_depends_on_by_ref" on "project_task_depends_on" (ref, id);
create index "project_task__owner" on "project_task" ("owner", id);
create index "project_task__planned_start" on "project_task" ("planned_start", id);
create index "project_task__planned_end" on "project_task" ("planned_end", id);
create index "project_task__actual_end" on "project_task" ("actual_end", id);
create index "project_task__status" on "project_task" ("status", id);
create virtual table search using fts5 (title, body, type unindexed, key unindexed,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
