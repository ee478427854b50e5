/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a message says about one recipient (RFC 3464 2.3), and nothing that we concluded.
 */
#pragma once

#include <dsn/dsn-types.h>
#include <dsn/dsn-status.h>

G_BEGIN_DECLS

#define DSN_TYPE_RECIPIENT (dsn_recipient_get_type ())

typedef struct _DsnRecipient DsnRecipient;

/**
 * DsnTyped:
 * @type: (nullable): the type as written ("rfc822", "dns", "smtp"), %NULL if there was none
 * @value: the value, comments and encodings undone, valid UTF-8
 * @comment: (nullable): the comment that stood beside it
 * @verbatim: the whole field value as it stands, unfolded, valid UTF-8
 *
 * A field of the form "type; value".  It belongs to the report or recipient that gave it.
 */
typedef struct {
  const char *type;
  const char *value;
  const char *comment;
  const char *verbatim;
} DsnTyped;

DSN_API GType           dsn_recipient_get_type               (void);
DSN_API DsnRecipient   *dsn_recipient_ref                    (DsnRecipient *self);
DSN_API void            dsn_recipient_unref                  (DsnRecipient *self);
DSN_API const char     *dsn_recipient_get_address            (const DsnRecipient *self);
DSN_API const DsnTyped *dsn_recipient_get_original_recipient (const DsnRecipient *self);
DSN_API const DsnTyped *dsn_recipient_get_final_recipient    (const DsnRecipient *self);
DSN_API DsnAction       dsn_recipient_get_action             (const DsnRecipient *self);
DSN_API const DsnStatus *dsn_recipient_get_status            (const DsnRecipient *self);
DSN_API const DsnTyped *dsn_recipient_get_remote_mta         (const DsnRecipient *self);
DSN_API const DsnTyped *dsn_recipient_get_diagnostic_code    (const DsnRecipient *self);
DSN_API const char     *dsn_recipient_get_last_attempt_date  (const DsnRecipient *self);
DSN_API const char     *dsn_recipient_get_final_log_id       (const DsnRecipient *self);
DSN_API const char     *dsn_recipient_get_will_retry_until   (const DsnRecipient *self);
DSN_API guint           dsn_recipient_get_n_fields           (const DsnRecipient *self);
DSN_API const char     *dsn_recipient_get_field_name         (const DsnRecipient *self, guint i);
DSN_API const char     *dsn_recipient_get_field_value        (const DsnRecipient *self, guint i);
DSN_API const char     *dsn_recipient_lookup_field           (const DsnRecipient *self, const char *name);

DSN_API guint           dsn_recipient_get_n_identities       (const DsnRecipient *self);
DSN_API const char     *dsn_recipient_get_identity           (const DsnRecipient *self, guint i, const char **source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnRecipient, dsn_recipient_unref)

G_END_DECLS
