/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a message reports (RFC 3464 2.2, RFC 6522), and nothing that we concluded.
 */
#pragma once

#include <dsn/dsn-recipient.h>
#include <dsn/dsn-limits.h>

G_BEGIN_DECLS

#define DSN_TYPE_REPORT (dsn_report_get_type ())

typedef struct _DsnReport DsnReport;

DSN_API GType           dsn_report_get_type                  (void);
DSN_API DsnReport      *dsn_report_new_from_bytes            (GBytes *bytes, const DsnLimits *limits,
                                                              DsnParseFlags flags, GError **error);
DSN_API DsnReport      *dsn_report_ref                       (DsnReport *self);
DSN_API void            dsn_report_unref                     (DsnReport *self);
DSN_API DsnKind         dsn_report_get_kind                  (const DsnReport *self);
DSN_API const char     *dsn_report_get_dialect               (const DsnReport *self);
DSN_API DsnDefects      dsn_report_get_defects               (const DsnReport *self);
DSN_API const char     *dsn_report_get_original_envelope_id  (const DsnReport *self);
DSN_API const DsnTyped *dsn_report_get_reporting_mta         (const DsnReport *self);
DSN_API const DsnTyped *dsn_report_get_dsn_gateway           (const DsnReport *self);
DSN_API const DsnTyped *dsn_report_get_received_from_mta     (const DsnReport *self);
DSN_API const char     *dsn_report_get_arrival_date          (const DsnReport *self);
DSN_API guint           dsn_report_get_n_fields              (const DsnReport *self);
DSN_API const char     *dsn_report_get_field_name            (const DsnReport *self, guint i);
DSN_API const char     *dsn_report_get_field_value           (const DsnReport *self, guint i);
DSN_API const char     *dsn_report_lookup_field              (const DsnReport *self, const char *name);
DSN_API guint           dsn_report_get_n_recipients          (const DsnReport *self);
DSN_API DsnRecipient   *dsn_report_get_recipient             (const DsnReport *self, guint i);
DSN_API gboolean        dsn_report_has_original              (const DsnReport *self);
DSN_API const char     *dsn_report_lookup_original_field     (const DsnReport *self, const char *name);
DSN_API gboolean        dsn_report_equal                     (const DsnReport *a, const DsnReport *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnReport, dsn_report_unref)

G_END_DECLS
