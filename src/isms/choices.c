/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* choices.c - lists of values that several record types share. */
#include "isms/choices.h"

const struct choice choices_side[2] = {
    { "internal", "Internal" },
    { "external", "External" },
};

const struct choice choices_effect[3] = {
    { "effective", "Effective" },
    { "partly_effective", "Partly effective" },
    { "ineffective", "Ineffective" },
};

const struct choice choices_classification[4] = {
    { "public", "Public" },
    { "internal", "Internal" },
    { "confidential", "Confidential" },
    { "restricted", "Restricted" },
};

const struct choice choices_level[4] = {
    { "low", "Low" },
    { "medium", "Medium" },
    { "high", "High" },
    { "critical", "Critical" },
};

const struct choice choices_cia[3] = {
    { "C", "Confidentiality" },
    { "I", "Integrity" },
    { "A", "Availability" },
};

const struct choice choices_implementation[4] = {
    { "not_started", "Not started" },
    { "planned", "Planned" },
    { "partially_implemented", "Partially implemented" },
    { "implemented", "Implemented" },
};

const struct choice choices_frequency[4] = {
    { "monthly", "Monthly" },
    { "quarterly", "Quarterly" },
    { "semiannual", "Semiannual" },
    { "annual", "Annual" },
};
