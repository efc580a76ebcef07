/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* types.h - the record types by name, for registry.c and their own files. */
#ifndef ISMENE_TYPES_H
#define ISMENE_TYPES_H

#include "rec/rec.h"

extern const struct rec_type type_organization;
extern const struct rec_type type_site;
extern const struct rec_type type_person;
extern const struct rec_type type_issue;
extern const struct rec_type type_interested_party;
extern const struct rec_type type_requirement;
extern const struct rec_type type_scope_statement;
extern const struct rec_type type_scope_interface;
extern const struct rec_type type_process;
extern const struct rec_type type_leadership_commitment;
extern const struct rec_type type_role;
extern const struct rec_type type_role_assignment;
extern const struct rec_type type_risk_opportunity;
extern const struct rec_type type_risk_method;
extern const struct rec_type type_risk_assessment;
extern const struct rec_type type_asset;
extern const struct rec_type type_threat;
extern const struct rec_type type_vulnerability;
extern const struct rec_type type_risk;
extern const struct rec_type type_risk_analysis;
extern const struct rec_type type_control;
extern const struct rec_type type_soa;
extern const struct rec_type type_soa_entry;
extern const struct rec_type type_treatment_plan;
extern const struct rec_type type_treatment_action;
extern const struct rec_type type_risk_acceptance;
extern const struct rec_type type_objective;
extern const struct rec_type type_change;
extern const struct rec_type type_resource_allocation;
extern const struct rec_type type_competence_requirement;
extern const struct rec_type type_competence_evidence;
extern const struct rec_type type_training;
extern const struct rec_type type_awareness_campaign;
extern const struct rec_type type_awareness_participation;
extern const struct rec_type type_communication_plan_item;
extern const struct rec_type type_communication_log;
extern const struct rec_type type_document;
extern const struct rec_type type_document_version;
extern const struct rec_type type_acknowledgement;
extern const struct rec_type type_supplier;
extern const struct rec_type type_supplier_review;
extern const struct rec_type type_recurring_activity;
extern const struct rec_type type_activity_occurrence;
extern const struct rec_type type_incident;
extern const struct rec_type type_exception;
extern const struct rec_type type_evidence;
extern const struct rec_type type_measure;
extern const struct rec_type type_measurement;
extern const struct rec_type type_audit_programme;
extern const struct rec_type type_audit;
extern const struct rec_type type_audit_checklist_item;
extern const struct rec_type type_finding;
extern const struct rec_type type_management_review;
extern const struct rec_type type_review_input;
extern const struct rec_type type_decision;
extern const struct rec_type type_nonconformity;
extern const struct rec_type type_cause_analysis;
extern const struct rec_type type_action;
extern const struct rec_type type_effectiveness_review;
extern const struct rec_type type_improvement;
extern const struct rec_type type_certification_cycle;
extern const struct rec_type type_project_phase;
extern const struct rec_type type_project_task;

#endif
