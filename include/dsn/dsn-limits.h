/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How much of a message is read.  Over a limit the result is partial and carries a defect; it is never an error.
 */
#pragma once

#include <dsn/dsn-macros.h>

G_BEGIN_DECLS

#define DSN_LIMIT_MESSAGE_BYTES  (G_GUINT64_CONSTANT (1) << 30)  /* one message */
#define DSN_LIMIT_HEADER_BYTES   (256 * 1024)                    /* one header block */
#define DSN_LIMIT_FIELD_BYTES    (64 * 1024)                     /* one field, folds included */
#define DSN_LIMIT_ADDRESS_BYTES  (16 * 1024)                     /* one field with addresses */
#define DSN_LIMIT_LINE_BYTES     (1024 * 1024)                   /* one line of text that is looked at */
#define DSN_LIMIT_FIELDS         2000                            /* fields in one block */
#define DSN_LIMIT_PARTS          1000                            /* parts of a message, nested ones included */
#define DSN_LIMIT_DEPTH          20                              /* levels of nesting */
#define DSN_LIMIT_TEXT_BYTES     (256 * 1024)                    /* human-readable text that is looked at */
#define DSN_LIMIT_REPORT_BYTES   (128 * 1024 * 1024)             /* a machine-readable part */
#define DSN_LIMIT_RECIPIENTS     100000                          /* recipients of a report */

/**
 * DsnLimits:
 *
 * A set of limits; each is a number of bytes or of things, 0 stands for the default.
 */
typedef struct {
  guint64 message_bytes;
  guint64 header_bytes;
  guint64 field_bytes;
  guint64 address_bytes;
  guint64 line_bytes;
  guint64 fields;
  guint64 parts;
  guint64 depth;
  guint64 text_bytes;
  guint64 report_bytes;
  guint64 recipients;
} DsnLimits;

DSN_API void      dsn_limits_init (DsnLimits *limits);
DSN_API void      dsn_limits_complete (DsnLimits *limits);
DSN_API gboolean  dsn_limits_parse (DsnLimits *limits, const char *text, GError **error);

G_END_DECLS
