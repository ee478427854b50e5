/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SMTP replies (RFC 5321 4.2): "550 5.1.1 User unknown", of one line or many.
 */
#pragma once

#include <dsn/dsn-status.h>

G_BEGIN_DECLS

#define DSN_TYPE_REPLY (dsn_reply_get_type ())

/**
 * DsnReply:
 *
 * One SMTP reply.  Immutable; the reference count is atomic.
 */
typedef struct _DsnReply DsnReply;

DSN_API GType            dsn_reply_get_type   (void);
DSN_API DsnReply        *dsn_reply_parse      (const char *text, GError **error);
DSN_API DsnReply        *dsn_reply_find       (const char *text, gssize length, gsize *offset);
DSN_API DsnReply        *dsn_reply_ref        (DsnReply *self);
DSN_API void             dsn_reply_unref      (DsnReply *self);
DSN_API guint            dsn_reply_get_code   (const DsnReply *self);
DSN_API const DsnStatus *dsn_reply_get_status (const DsnReply *self);
DSN_API const char      *dsn_reply_get_text   (const DsnReply *self);
DSN_API guint            dsn_reply_get_n_lines (const DsnReply *self);
DSN_API const char      *dsn_reply_get_line   (const DsnReply *self, guint i);
DSN_API gboolean         dsn_reply_has_mixed_codes (const DsnReply *self);
DSN_API char            *dsn_reply_to_string  (const DsnReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnReply, dsn_reply_unref)

G_END_DECLS
