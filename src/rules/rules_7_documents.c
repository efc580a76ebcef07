/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rules_7_documents.c - conformity rules of clause 7.5: documented information. */
#include "rules/rule.h"

// clang-format off
static const struct rule rules[] = {
    { .id = "R-7.5.1-01", .clause = "documented-information",
      .severity = SEV_MAJOR, .basis = BASIS_S,
      .title = "Mandatory documented information exists",
      .condition = "FOR m IN 15 mandatory items ASSERT EXISTS Document mandatory_item=m "
          "published OR the native records of the tool that serve it (method serves both "
          "process items)",
      .colours = "red per missing item",
      .why = "The list of the standard; native records count, no double paper is needed.",
      .fix = "Publish the document or confirm that the register is the record.",
      .requirements = "7.5.1-R1,6.1.3-R7,10.1-R6",
      .type = "Document", .field = "mandatory_item",
      .query =
      "with t(m, native) as ( "
      "select 'scope', case when exists (select 1 from scope_statement "
      "    where status = 'approved') then 1 else 0 end "
      "union all select 'is_policy', case when exists (select 1 from document d "
      "    join document_version v on v.document = d.key where d.doc_type = 'policy_top' "
      "    and v.status = 'published') then 1 else 0 end "
      "union all select 'risk_assessment_process', case when exists (select 1 "
      "    from risk_method where status = 'approved') then 1 else 0 end "
      "union all select 'risk_treatment_process', case when exists (select 1 "
      "    from risk_method where status = 'approved') then 1 else 0 end "
      "union all select 'soa', case when exists (select 1 from soa "
      "    where status = 'approved') then 1 else 0 end "
      "union all select 'risk_treatment_plan', case when exists (select 1 "
      "    from treatment_plan where status in ('approved', 'completed')) then 1 else 0 end "
      "union all select 'objectives', case when exists (select 1 from objective "
      "    where status <> 'draft') then 1 else 0 end "
      "union all select 'competence_evidence', case when exists (select 1 "
      "    from competence_evidence) then 1 else 0 end "
      "union all select 'operational_control_evidence', case when exists (select 1 "
      "    from activity_occurrence where status = 'done') then 1 else 0 end "
      "union all select 'risk_assessment_results', case when exists (select 1 "
      "    from risk_analysis) then 1 else 0 end "
      "union all select 'risk_treatment_results', case when exists (select 1 "
      "    from treatment_action where result is not null) then 1 else 0 end "
      "union all select 'monitoring_results', case when exists (select 1 from measurement) "
      "    then 1 else 0 end "
      "union all select 'audit_programme_and_results', case when exists (select 1 "
      "    from audit where kind = 'internal' and status = 'closed') then 1 else 0 end "
      "union all select 'management_review_results', case when exists (select 1 "
      "    from management_review where held_on is not null) then 1 else 0 end "
      "union all select 'nonconformity_and_results', case when exists (select 1 "
      "    from nonconformity) then 1 else 0 end "
      ") "
      "select null, 'red', 'not documented: ' || t.m, null from t where t.native = 0 "
      "and not exists (select 1 from document d where d.mandatory_item = t.m "
      "    and d.status = 'published')", },
    { .id = "R-7.5.1-02", .clause = "documented-information",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Size of the document set",
      .condition = "count(Document internal, policy/procedure, published)",
      .colours = "amber if 0 or > 60 for fewer than 250 persons",
      .why = "27003: extent depends on size, complexity, competence; too many documents are not "
          "read.",
      .fix = "Merge or retire.",
      .requirements = "7.5.1-R2",
      .type = "Document",
      .query =
      "select null, 'amber', case when x.n = 0 then 'no policy or procedure' "
      "    else cast(x.n as text) || ' policies and procedures are many for this size' "
      "    end, null "
      "from (select count(*) as n from document where origin = 'internal' "
      "    and status = 'published' "
      "and doc_type in ('policy_top', 'policy_topic', 'procedure')) x "
      "where x.n = 0 or (x.n > 60 and (select count(*) from person "
      "    where status = 'active') < 250)",
      .population =
      "select 1 where exists (select 1 from document)", },
    { .id = "R-7.5.2-01", .clause = "document-creation",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Identification and approval",
      .condition = "FOR published DocumentVersion ASSERT version, author, created_on, format, "
          "language, approved_by, approved_on",
      .colours = "red per missing",
      .why = "Identification, format, review and approval for suitability and adequacy.",
      .fix = "Complete or re-approve.",
      .requirements = "7.5.2-R1,7.5.2-R2,7.5.2-R3",
      .type = "DocumentVersion", .field = "approved_by",
      .query =
      "select x.key, 'red', 'version is missing', null "
      "from document_version x where x.status = 'published' and x.version is null "
      "union all select x.key, 'red', 'author is missing', null "
      "from document_version x where x.status = 'published' and x.author is null "
      "union all select x.key, 'red', 'date is missing', null "
      "from document_version x where x.status = 'published' and x.created_on is null "
      "union all select x.key, 'red', 'format is missing', null "
      "from document_version x where x.status = 'published' and x.format is null "
      "union all select x.key, 'red', 'language is missing', null "
      "from document_version x where x.status = 'published' and x.language is null "
      "union all select x.key, 'red', 'approver is missing', null "
      "from document_version x where x.status = 'published' and x.approved_by is null "
      "union all select x.key, 'red', 'date of approval is missing', null "
      "from document_version x where x.status = 'published' and x.approved_on is null",
      .population =
      "select 1 where exists (select 1 from document_version where status = 'published')", },
    { .id = "R-7.5.2-02", .clause = "document-creation",
      .severity = SEV_OBS, .basis = BASIS_C,
      .title = "Author is not approver",
      .condition = "FOR published DocumentVersion of internal origin ASSERT author ≠ "
          "approved_by",
      .colours = "amber",
      .why = "Four eyes.",
      .fix = "Next version: another approver.",
      .requirements = "7.5.2-R3",
      .type = "DocumentVersion", .field = "approved_by",
      .query =
      "select v.key, 'amber', 'approved by its author', v.approved_on "
      "    from document_version v join document d on d.key = v.document "
      "where v.status = 'published' and d.origin = 'internal' and v.author = v.approved_by",
      .population =
      "select 1 where exists (select 1 from document_version where status = 'published')", },
    { .id = "R-7.5.2-03", .clause = "document-creation",
      .severity = SEV_MINOR, .basis = BASIS_P,
      .title = "Document review overdue",
      .condition = "FOR Document published with next_review_due",
      .colours = "amber 1–30 days late or within 30 days; red > 30 days late",
      .why = "Own interval not kept.",
      .fix = "Review: confirm or revise.",
      .requirements = "7.5.2-R3",
      .type = "Document", .field = "next_review_due",
      .query =
      "select x.key, case when $today - x.next_review_due > $overdue_red_days then 'red' "
      "    else 'amber' end, 'review due', x.next_review_due "
      "from document x "
      "where x.status = 'published' and x.next_review_due <= $today + $due_soon_days",
      .population =
      "select 1 where exists (select 1 from document where status = 'published' "
      "    and next_review_due is not null)", },
    { .id = "R-7.5.2-04", .clause = "document-creation",
      .severity = SEV_OBS, .basis = BASIS_P,
      .title = "Version stuck",
      .condition = "FOR DocumentVersion status IN (draft,in_review) older than 90 days",
      .colours = "amber",
      .why = "People use the old text while the new one waits.",
      .fix = "Approve or reject.",
      .requirements = "7.5.2-R3",
      .type = "DocumentVersion", .field = "status",
      .query =
      "select v.key, 'amber', 'has been in the making for long', v.created_on "
      "    from document_version v "
      "where v.status in ('draft', 'in_review') "
      "    and $today - v.created_on > $draft_stuck_days",
      .population =
      "select 1 where exists (select 1 from document_version "
      "    where status in ('draft', 'in_review'))", },
    { .id = "R-7.5.3-01", .clause = "document-control",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "One current version",
      .condition = "FOR Document published ASSERT count(DocumentVersion published) = 1",
      .colours = "red otherwise",
      .why = "Unintended use of obsolete documents.",
      .fix = "Withdraw the older one.",
      .requirements = "7.5.3-R1,7.5.3-R3",
      .type = "DocumentVersion", .field = "status",
      .query =
      "select x.key, 'red', case when x.n = 0 then 'no published version' "
      "    else cast(x.n as text) || ' published versions at once' end, null "
      "from (select d.key, (select count(*) from document_version v "
      "    where v.document = d.key and v.status = 'published') as n "
      "from document d where d.status = 'published') x where x.n <> 1",
      .population =
      "select 1 where exists (select 1 from document where status = 'published')", },
    { .id = "R-7.5.3-02", .clause = "document-control",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Old versions withdrawn",
      .condition = "FOR DocumentVersion superseded ASSERT withdrawn_on",
      .colours = "red per version",
      .why = "As above.",
      .fix = "Set the withdrawal.",
      .requirements = "7.5.3-R3",
      .type = "DocumentVersion", .field = "withdrawn_on",
      .query =
      "select v.key, 'red', 'superseded, but not withdrawn', v.published_on "
      "    from document_version v "
      "where v.status = 'superseded' and v.withdrawn_on is null",
      .population =
      "select 1 where exists (select 1 from document_version where status = 'superseded')", },
    { .id = "R-7.5.3-03", .clause = "document-control",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Protection, access, retention, disposal",
      .condition = "FOR Document published ASSERT classification, access_groups, storage, "
          "retention_years, disposal_method",
      .colours = "amber per gap",
      .why = "7.5.3 lists distribution, access, storage, retention and disposition.",
      .fix = "Fill from the document-type template.",
      .requirements = "7.5.3-R2,7.5.3-R3",
      .type = "Document", .field = "access_groups",
      .query =
      "select d.key, 'amber', case when d.classification is null then 'not classified' "
      "    when d.access_groups is null then 'access not decided' "
      "when d.storage is null then 'storage missing' when d.retention_years is null "
      "    then 'retention missing' else 'disposal missing' end, null "
      "from document d where d.status = 'published' and (d.classification is null "
      "    or d.access_groups is null or d.storage is null "
      "or d.retention_years is null or d.disposal_method is null)",
      .population =
      "select 1 where exists (select 1 from document where status = 'published')", },
    { .id = "R-7.5.3-04", .clause = "document-control",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "External documents identified and controlled",
      .condition = "FOR Document origin=external published (doc_type agreement, external) "
          "ASSERT source AND edition_checked_on within 365 days",
      .colours = "amber per document",
      .why = "Standards and agreements change.",
      .fix = "Check the edition.",
      .requirements = "7.5.3-R4",
      .type = "Document", .field = "edition_checked_on",
      .query =
      "select d.key, 'amber', case when d.source is null then 'source missing' "
      "    when d.edition_checked_on is null then 'edition never checked' "
      "else 'edition checked long ago' end, d.edition_checked_on "
      "from document d where d.origin = 'external' and d.status = 'published' "
      "    and d.doc_type in ('agreement', 'external') "
      "and (d.source is null or d.edition_checked_on is null "
      "    or $today - d.edition_checked_on > 365)",
      .population =
      "select 1 where exists (select 1 from document where origin = 'external' "
      "    and status = 'published' and doc_type in ('agreement', 'external'))", },
    { .id = "R-7.5.3-05", .clause = "document-control",
      .severity = SEV_MINOR, .basis = BASIS_S,
      .title = "Integrity of files",
      .condition = "FOR DocumentVersion published, Evidence valid ASSERT stored sha256 = hash "
          "of the stored file (the oracle has no files and checks only the form of the hash)",
      .colours = "red per mismatch",
      .why = "Loss of integrity of records.",
      .fix = "Restore from backup; open an incident.",
      .requirements = "7.5.3-R2",
      .type = "DocumentVersion", .field = "sha256",
      .query =
      "select v.key, 'red', 'no valid SHA-256 of the file', null from document_version v "
      "where v.status = 'published' and (v.sha256 is null or length(v.sha256) <> 64 "
      "or trim(lower(v.sha256), '0123456789abcdef') <> '') "
      "union all select e.key, 'red', 'no valid SHA-256 of the file', null from evidence e "
      "where e.status = 'valid' and e.sha256 is not null and (length(e.sha256) <> 64 "
      "    or trim(lower(e.sha256), '0123456789abcdef') <> '') "
      "union all select d.key, 'red', 'the stored file has another SHA-256', null "
      "from (select x.key, x.sha256 from document_version x where x.status = 'published' "
      "union all select y.key, y.sha256 from evidence y where y.status = 'valid') d "
      "where d.sha256 is not null and exists (select 1 from attachment a "
      "    where a.key = d.key) "
      "and not exists (select 1 from attachment a where a.key = d.key "
      "    and a.sha256 = lower(d.sha256))",
      .population =
      "select 1 where exists (select 1 from document_version where status = 'published')", },
    { .id = "R-7.5.3-06", .clause = "document-control",
      .severity = SEV_OBS, .basis = BASIS_P,
      .title = "Retention ended",
      .condition = "FOR Evidence valid: retention_until < today",
      .colours = "amber",
      .why = "Keeping personal data too long breaks other duties.",
      .fix = "Dispose with log, or extend with reason.",
      .requirements = "7.5.3-R3",
      .type = "Evidence", .field = "retention_until",
      .query =
      "select e.key, 'amber', 'kept longer than decided', e.retention_until from evidence e "
      "where e.status = 'valid' and e.retention_until < $today",
      .population =
      "select 1 where exists (select 1 from evidence where status = 'valid' "
      "    and retention_until is not null)", },
};
// clang-format on

const struct rule_group rules_7_documents = { rules, sizeof rules / sizeof rules[0] };
