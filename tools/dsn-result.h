/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One message that was read and judged, and what an output format has to do with it.  Recipients pass by one at a time,
 * so that a report about tens of thousands of them costs no more memory than it must.
 */
#pragma once

#include <glib.h>
#include <dsn/dsn.h>

typedef struct _DsnTemplate DsnTemplate;

/* What to tell. */
typedef struct {
  const char * const *headers;   /* (nullable): fields of the returned message to report too */
  gboolean            explain;   /* tell the evidence */
  const DsnTemplate  *template;  /* for the format of that name */
} DsnDetail;

typedef struct {
  const char      *path;         /* NULL: there is no source to be told */
  guint64          index;
  guint64          offset;
  DsnReport       *report;
  DsnDefects       defects;      /* those of the report, and what the reader found */
  const DsnDetail *detail;
  guint            n_written;    /* recipients so far */
  guint            n_refused;    /* of those, the ones that the format left out because they are dangerous */
} DsnResult;

typedef struct {
  const DsnRecipient *recipient;
  const DsnVerdict   *verdict;
} DsnJudged;

/* An output format: .begin, then .recipient for each one that is selected, then .end.  Each may be NULL. */
typedef struct {
  const char *name;
  void      (*header)    (GString *out, const DsnDetail *detail);   /* once, before all messages */
  void      (*begin)     (GString *out, DsnResult *result);
  void      (*recipient) (GString *out, DsnResult *result, const DsnJudged *judged);
  void      (*end)       (GString *out, DsnResult *result);
} DsnFormat;

extern const DsnFormat dsn_format_text;
extern const DsnFormat dsn_format_json;
extern const DsnFormat dsn_format_csv;
extern const DsnFormat dsn_format_addresses;
extern const DsnFormat dsn_format_template;
