/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A message/delivery-status body -> the per-message fields and recipient groups of a report.
 */
#pragma once

#include "model/dsn-report-private.h"
#include "read/dsn-decode.h"

/* Adds to the report what the body says; `limits` bounds the number of recipients. */
void dsn_fields_read (DsnReport *report, const DsnBody *body, const DsnLimits *limits);

/* Fills the typed members of a report or recipient from its fields; part: the MIME part they stand in. */
void dsn_fields_fill_report    (DsnReport *report);
void dsn_fields_fill_recipient (DsnReport *report, DsnRecipient *recipient, guint part);
