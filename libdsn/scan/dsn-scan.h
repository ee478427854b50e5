/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bytes -> a flat tree of parts and header fields, all of them spans into the bytes.  One pass, no recursion, no copies,
 * every limit hard.  What is odd about the structure becomes a defect.  Nothing is decoded here but what the structure
 * needs: media type, boundary, transfer encoding.
 */
#pragma once

#include <dsn/dsn-limits.h>
#include <dsn/dsn-types.h>
#include "model/dsn-span.h"

typedef enum {
  DSN_MEDIA_OTHER,
  DSN_MEDIA_TEXT_PLAIN,
  DSN_MEDIA_TEXT_HTML,
  DSN_MEDIA_TEXT_OTHER,
  DSN_MEDIA_TEXT_RFC822_HEADERS,
  DSN_MEDIA_MULTIPART_REPORT,
  DSN_MEDIA_MULTIPART_ALTERNATIVE,
  DSN_MEDIA_MULTIPART_RELATED,
  DSN_MEDIA_MULTIPART_OTHER,
  DSN_MEDIA_MESSAGE_RFC822,                  /* also message/news, message/rfc2822 */
  DSN_MEDIA_MESSAGE_GLOBAL,
  DSN_MEDIA_MESSAGE_GLOBAL_HEADERS,
  DSN_MEDIA_MESSAGE_DELIVERY_STATUS,
  DSN_MEDIA_MESSAGE_GLOBAL_DELIVERY_STATUS,
  DSN_MEDIA_MESSAGE_DISPOSITION_NOTIFICATION, /* also global-disposition-notification */
  DSN_MEDIA_MESSAGE_FEEDBACK_REPORT,
  DSN_MEDIA_MESSAGE_TRACKING_STATUS,
  DSN_MEDIA_MESSAGE_PARTIAL,
  DSN_MEDIA_MESSAGE_OTHER,
} DsnMedia;

typedef enum {
  DSN_ENCODING_IDENTITY,                     /* 7bit, 8bit, binary or none given */
  DSN_ENCODING_BASE64,
  DSN_ENCODING_QUOTED_PRINTABLE,
  DSN_ENCODING_UUENCODE,
  DSN_ENCODING_UNKNOWN,
} DsnEncoding;

typedef struct {
  DsnSpan name;              /* without blanks and colon */
  DsnSpan value;             /* the raw bytes after the colon, folds included, the last line end not */
} DsnRawField;

typedef struct {
  int         parent;        /* index in parts; -1: the message itself.  A parent stands before its children */
  int         first_child;   /* -1: none */
  int         next;          /* the next sibling, -1: none */
  guint       depth;         /* 0 for the message itself */
  DsnMedia    media;
  DsnEncoding encoding;
  DsnSpan     header;        /* the header block, its closing empty line not included */
  DsnSpan     body;          /* without the line end that belongs to the boundary after it */
  guint       first_field;   /* index in fields */
  guint       n_fields;
  int         content_type;  /* index of that field, -1: none */
  gboolean    is_message;    /* has one child: the root of the message within */
  gboolean    is_multipart;  /* its children are its parts; or, if no boundary was found, one text/plain leaf: the whole
                              * body; none if the body is blank, as in the returned header of a message */
  DsnDefects  defects;       /* of this part alone; those of all parts together are in the scan */
} DsnPart;

typedef struct {
  const guint8 *data;
  gsize         size;        /* what is read of it; never more than the limit */
  DsnLimits     limits;
  DsnSpan       mbox_from;   /* a leading "From " line, line end not included */
  gboolean      cr_mode;     /* lines end with a bare CR */
  DsnPart      *parts;
  guint         n_parts;     /* at least 1 */
  DsnRawField  *fields;
  guint         n_fields;
  DsnDefects    defects;
} DsnScan;

typedef enum {
  DSN_SCAN_FLAGS_NONE = 0,
  DSN_SCAN_DROP_PAGES = 1 << 0,   /* data is a private read-only file mapping: give pages behind the scan back */
} DsnScanFlags;

DsnScan  *dsn_scan_new            (const guint8 *data, gsize size, const DsnLimits *limits, DsnScanFlags flags);
DsnScan  *dsn_scan_new_fields     (const guint8 *data, gsize size, const DsnLimits *limits);
void      dsn_scan_free           (DsnScan *self);

/* The first field of that name (ASCII case-blind) in the part's own header, or NULL. */
const DsnRawField *dsn_scan_get_field (const DsnScan *self, const DsnPart *part, const char *name);

/* A parameter of a structured field value ("boundary", "charset", "report-type"): its span with quotes taken off.  FALSE if
 * there is none.  Understands folds, comments, quotes and name*=charset''value; of a value in pieces (name*0=) it is the
 * first.  Backslashes, folds and percent codes still stand in the span; _dup_parameter undoes them and joins the pieces.  */
gboolean  dsn_scan_get_parameter  (const DsnScan *self, const DsnRawField *field, const char *name, DsnSpan *value);
char     *dsn_scan_dup_parameter  (const DsnScan *self, const DsnRawField *field, const char *name);

/* The next line of [*offset, end): its content without the line end.  FALSE at the end.  CR, LF and CRLF end a line
 * in CR mode, LF and CRLF otherwise. */
gboolean  dsn_scan_next_line      (const guint8 *data, gsize end, gboolean cr_mode, gsize *offset, DsnSpan *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnScan, dsn_scan_free)
