/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What we conclude about one recipient, and why.
 */
#pragma once

#include <dsn/dsn-types.h>
#include <dsn/dsn-status.h>

G_BEGIN_DECLS

#define DSN_TYPE_VERDICT (dsn_verdict_get_type ())

typedef struct _DsnVerdict DsnVerdict;

DSN_API GType            dsn_verdict_get_type          (void);
DSN_API DsnVerdict      *dsn_verdict_ref               (DsnVerdict *self);
DSN_API void             dsn_verdict_unref             (DsnVerdict *self);
DSN_API DsnAction        dsn_verdict_get_action        (const DsnVerdict *self);
DSN_API const DsnStatus *dsn_verdict_get_status        (const DsnVerdict *self);
DSN_API const char      *dsn_verdict_get_status_source (const DsnVerdict *self);
DSN_API guint            dsn_verdict_get_reply_code    (const DsnVerdict *self);
DSN_API const char      *dsn_verdict_get_reply_code_source (const DsnVerdict *self);
DSN_API const char      *dsn_verdict_get_diagnostic    (const DsnVerdict *self);
DSN_API DsnReason        dsn_verdict_get_reason        (const DsnVerdict *self);
DSN_API DsnBounceType    dsn_verdict_get_bounce_type   (const DsnVerdict *self);
DSN_API DsnFault         dsn_verdict_get_fault         (const DsnVerdict *self);
DSN_API DsnAdvice        dsn_verdict_get_advice        (const DsnVerdict *self);
DSN_API gboolean         dsn_verdict_get_expired       (const DsnVerdict *self);
DSN_API DsnConfidence    dsn_verdict_get_confidence    (const DsnVerdict *self);
DSN_API const char      *dsn_verdict_get_rule          (const DsnVerdict *self);
DSN_API const char      *dsn_verdict_get_rule_origin   (const DsnVerdict *self);
DSN_API const char      *dsn_verdict_get_policy        (const DsnVerdict *self, const char **origin, DsnAdvice *usual);
DSN_API DsnConflicts     dsn_verdict_get_conflicts     (const DsnVerdict *self);
DSN_API const char      *dsn_verdict_get_evidence      (const DsnVerdict *self, const char **source, guint *part,
                                                        gsize *offset, gsize *length);
DSN_API guint            dsn_verdict_get_n_candidates  (const DsnVerdict *self);
DSN_API DsnReason        dsn_verdict_get_candidate     (const DsnVerdict *self, guint i, const char **rule, const char **why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnVerdict, dsn_verdict_unref)

G_END_DECLS
