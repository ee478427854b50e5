/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Enhanced mail system status codes (RFC 3463, RFC 5248) as plain values: "5.1.1".
 */
#pragma once

#include <dsn/dsn-macros.h>

G_BEGIN_DECLS

#define DSN_TYPE_STATUS (dsn_status_get_type ())

/**
 * DsnStatus:
 * @klass: 2, 4 or 5; 0 means that there is no code
 * @subject: 0 to 999
 * @detail: 0 to 999
 *
 * An enhanced status code.
 */
typedef struct {
  guint16 klass;
  guint16 subject;
  guint16 detail;
} DsnStatus;

DSN_API GType     dsn_status_get_type  (void);
DSN_API gboolean  dsn_status_parse     (const char *text, DsnStatus *status);
DSN_API gboolean  dsn_status_find      (const char *text, gssize length, DsnStatus *status, gsize *offset);
DSN_API gboolean  dsn_status_is_set    (const DsnStatus *status);
DSN_API gboolean  dsn_status_equal     (const DsnStatus *a, const DsnStatus *b);
DSN_API int       dsn_status_rank      (const DsnStatus *status);
DSN_API char     *dsn_status_to_string (const DsnStatus *status);

G_END_DECLS
