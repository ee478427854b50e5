/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The message that a notification is about: looked through once, copied through once, never held.
 */
#pragma once

#include <gio/gio.h>
#include "model/dsn-report-private.h"

typedef struct _DsnReturned DsnReturned;

typedef enum {
  DSN_RETURNED_8BIT_HEADER = 1 << 0,   /* bytes beyond ASCII in the header */
  DSN_RETURNED_UTF8_HEADER = 1 << 1,   /* and they are UTF-8 */
  DSN_RETURNED_8BIT_BODY   = 1 << 2,
  DSN_RETURNED_NUL         = 1 << 3,
  DSN_RETURNED_BARE_CR     = 1 << 4,
  DSN_RETURNED_LONG_LINE   = 1 << 5,   /* over 998 bytes */
  DSN_RETURNED_CUT_HEADER  = 1 << 6,   /* the header is longer than what is looked at */
} DsnReturnedTraits;

/* These cannot go through SMTP as they are. */
#define DSN_RETURNED_UNSENDABLE (DSN_RETURNED_NUL | DSN_RETURNED_BARE_CR | DSN_RETURNED_LONG_LINE)

DsnReturned *dsn_returned_new_from_bytes (GBytes *bytes);
DsnReturned *dsn_returned_new_from_fd    (int fd, GError **error);
void         dsn_returned_free           (DsnReturned *self);

gboolean           dsn_returned_examine    (DsnReturned *self, GError **error);
DsnReturnedTraits  dsn_returned_get_traits (const DsnReturned *self);
guint64            dsn_returned_get_size   (const DsnReturned *self);
const char        *dsn_returned_get_header (const DsnReturned *self, gsize *length);
guint              dsn_returned_get_n_fields (const DsnReturned *self);
const DsnField    *dsn_returned_get_field  (const DsnReturned *self, guint i);
const char        *dsn_returned_lookup     (const DsnReturned *self, const char *name);

/* Whether a line of it begins with "--" and the boundary (RFC 2046 5.1.1). */
gboolean           dsn_returned_has_boundary (DsnReturned *self, const char *boundary, gboolean *found, GError **error);

typedef gboolean (*DsnReturnedSink) (gpointer data, const char *bytes, gsize length, GError **error);

/* All of it, line ends made LF or CR LF. */
gboolean dsn_returned_copy (DsnReturned *self, gboolean crlf, DsnReturnedSink sink, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnReturned, dsn_returned_free)
