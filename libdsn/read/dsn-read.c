/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From bytes to a report (RFC 6522, RFC 3464): finds out which part is which and lets each reader read its own.  Parts that lie within
 * a returned message are never read: a report in there is somebody else's, perhaps forged.
 */
#include <string.h>
#include "model/dsn-address.h"
#include "read/dsn-fields.h"
#include "read/dsn-read-private.h"
#include "read/dsn-read.h"

const char *
dsn_reading_get_header (DsnReading *self, const char *name)
{
  const DsnRawField *field = dsn_scan_get_field (self->scan, &self->scan->parts[self->root], name);
  DsnDefects ignored = 0;

  return field ? dsn_decode_header (self->arena, self->scan->data + field->value.offset, field->value.length, &ignored) : NULL;
}

static void
take_first (int *slot, guint i)
{
  if (*slot < 0)
    *slot = (int) i;
}

/* In multipart/alternative the plain text is enough; HTML counts where there is no other. */
static gboolean
has_plain_sibling (const DsnScan *scan, const DsnPart *part)
{
  if (part->parent < 0 || scan->parts[part->parent].media != DSN_MEDIA_MULTIPART_ALTERNATIVE)
    return FALSE;
  for (int i = scan->parts[part->parent].first_child; i >= 0; i = scan->parts[i].next)
    if (scan->parts[i].media == DSN_MEDIA_TEXT_PLAIN && scan->parts[i].body.length > 0)
      return TRUE;
  return FALSE;
}

static void
sort_part (DsnReading *self, guint i)
{
  const DsnPart *part = &self->scan->parts[i];

  switch (part->media)
    {
    case DSN_MEDIA_MESSAGE_DELIVERY_STATUS:
    case DSN_MEDIA_MESSAGE_GLOBAL_DELIVERY_STATUS:
    case DSN_MEDIA_MESSAGE_TRACKING_STATUS:
      take_first (&self->status, i);
      break;
    case DSN_MEDIA_MESSAGE_FEEDBACK_REPORT:
      take_first (&self->feedback, i);
      break;
    case DSN_MEDIA_MESSAGE_DISPOSITION_NOTIFICATION:
      take_first (&self->disposition, i);
      break;
    case DSN_MEDIA_MESSAGE_RFC822:
    case DSN_MEDIA_MESSAGE_GLOBAL:
    case DSN_MEDIA_MESSAGE_GLOBAL_HEADERS:
    case DSN_MEDIA_TEXT_RFC822_HEADERS:
    case DSN_MEDIA_MESSAGE_PARTIAL:
      take_first (&self->returned, i);
      break;
    case DSN_MEDIA_TEXT_PLAIN:
    case DSN_MEDIA_TEXT_OTHER:
      {
        int index = (int) i;
        g_array_append_val (self->texts, index);
      }
      break;
    case DSN_MEDIA_TEXT_HTML:
      if (!has_plain_sibling (self->scan, part))
        {
          int index = (int) i;
          g_array_append_val (self->texts, index);
        }
      break;
    default:
      break;
    }
}

/* Parts come in the order of the message, a parent before its children. */
static void
sort_parts (DsnReading *self)
{
  const DsnScan *scan = self->scan;
  g_autofree gboolean *within = g_new0 (gboolean, scan->n_parts);

  self->status = self->feedback = self->disposition = self->returned = -1;
  g_array_set_size (self->texts, 0);
  for (guint i = self->root; i < scan->n_parts; i++)
    {
      int parent = scan->parts[i].parent;

      /* what lies outside the root, or within a message below it */
      within[i] = i > self->root && (parent < (int) self->root || within[parent] || scan->parts[parent].is_message);
      if (!within[i])
        sort_part (self, i);
    }
}

/* Every machine part counts, since some servers write one for each recipient. */
static void
read_status_parts (DsnReading *self)
{
  const DsnScan *scan = self->scan;
  DsnReport *report = self->report;
  guint filled = 0;

  for (int i = self->status; i >= 0; i = scan->parts[i].next)
    {
      const DsnPart *part = &scan->parts[i];
      DsnBody body;

      if (part->media != DSN_MEDIA_MESSAGE_DELIVERY_STATUS && part->media != DSN_MEDIA_MESSAGE_GLOBAL_DELIVERY_STATUS
          && part->media != DSN_MEDIA_MESSAGE_TRACKING_STATUS)
        continue;
      dsn_decode_body (self->arena, scan, part, self->limits->report_bytes, &body);
      report->defects |= body.defects;
      if (part->encoding == DSN_ENCODING_BASE64
          || (part->encoding == DSN_ENCODING_QUOTED_PRINTABLE && part->media == DSN_MEDIA_MESSAGE_DELIVERY_STATUS))
        report->defects |= DSN_DEFECT_ENCODED_REPORT;
      body.utf8 = part->media == DSN_MEDIA_MESSAGE_GLOBAL_DELIVERY_STATUS;
      dsn_fields_read (report, &body, self->limits);
      for (; filled < report->n_recipients; filled++)
        dsn_fields_fill_recipient (report, report->recipients[filled], (guint) i);
    }
  dsn_fields_fill_report (report);
  self->fielded = report->n_recipients > 0;
}

/* RFC 3464 2: the report's form is part of its word */
static void
check_form (DsnReading *self)
{
  const DsnScan *scan = self->scan;
  const DsnPart *part = &scan->parts[self->status];
  const DsnPart *parent = part->parent >= 0 ? &scan->parts[part->parent] : NULL;
  DsnSpan type;

  if (!parent || parent->media != DSN_MEDIA_MULTIPART_REPORT)
    self->report->defects |= DSN_DEFECT_NOT_REPORT;
  else if (!dsn_scan_get_parameter (scan, &scan->fields[parent->content_type], "report-type", &type)
           || type.length != strlen ("delivery-status")
           || g_ascii_strncasecmp ((const char *) scan->data + type.offset, "delivery-status", type.length))
    self->report->defects |= DSN_DEFECT_REPORT_TYPE;
  if (!self->report->reporting_mta.verbatim)
    self->report->defects |= DSN_DEFECT_MISSING_FIELD;
}

/* Mail programs put the parts of a report that a person forwards beside that person's words, and lists send that on: it is a letter.  A server
 * that writes no multipart/report gives itself a name. */
static gboolean
is_letter (DsnReading *self)
{
  int parent = self->status >= 0 ? self->scan->parts[self->status].parent : -1;
  DsnSigns signs = { 0 };

  if (parent < 0 || self->scan->parts[parent].media == DSN_MEDIA_MULTIPART_REPORT)
    return FALSE;
  dsn_signs_read (self, &signs);
  return !signs.daemon && signs.bounce < 0;
}

static void
read_level (DsnReading *self, guint root, DsnSigns *signs)
{
  self->root = root;
  g_ptr_array_set_size (self->notices, 0);
  sort_parts (self);
  if (is_letter (self))
    self->status = -1;
  if (self->status >= 0)
    {
      read_status_parts (self);
      check_form (self);
    }
  dsn_original_read (self);
  if (self->report->n_recipients == 0)
    dsn_signs_read (self, signs);
  dsn_human_read (self, signs);
}

/* RFC 3834 5: a machine has sent the message on. */
static gboolean
is_forwarded (DsnReading *self)
{
  const char *submitted = dsn_reading_get_header (self, "Auto-Submitted");

  return submitted && !g_ascii_strncasecmp (submitted, "auto-forwarded", 14);
}

/* A relay or gateway has sent a whole report on within a message of its own that says nothing: the root of that report, -1 if there is none.  Both
 * must have been written by machines; what a person forwards is a letter. */
static int
find_wrapped (DsnReading *self, const DsnSigns *outer)
{
  const DsnPart *part = self->returned >= 0 ? &self->scan->parts[self->returned] : NULL;
  guint before = self->root;
  DsnSigns inner = { 0 };
  int root = part && part->is_message ? part->first_child : -1;

  if (self->report->n_recipients > 0 || root < 0 || !((outer->daemon && outer->bounce >= DSN_SIGNS_LIKELY) || is_forwarded (self))
      || self->scan->parts[root].media != DSN_MEDIA_MULTIPART_REPORT)
    return -1;
  self->root = (guint) root;
  dsn_signs_read (self, &inner);
  self->root = before;
  return inner.daemon && inner.bounce >= DSN_SIGNS_LIKELY ? root : -1;
}

/* What the sender wrote, for those who know their recipients by nothing else. */
static void
prefer_original (DsnReport *report)
{
  for (guint i = 0; i < report->n_recipients; i++)
    {
      DsnRecipient *recipient = report->recipients[i];

      if (recipient->original_recipient.value && dsn_address_is_plausible (recipient->original_recipient.value))
        recipient->address = recipient->original_recipient.value;
    }
}

DsnReport *
dsn_read_message (const guint8 *data, gsize size, const DsnLimits *limits, DsnParseFlags flags)
{
  return dsn_read_message_with (data, size, limits, flags, NULL, NULL);
}

DsnReport *
dsn_read_message_with (const guint8 *data, gsize size, const DsnLimits *given, DsnParseFlags flags,
                       const DsnDialects *dialects, GPtrArray *trace)
{
  DsnLimits limits = given ? *given : (DsnLimits) { 0 };
  g_autoptr (DsnScan) scan = NULL;
  g_autoptr (GArray) texts = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GPtrArray) notices = g_ptr_array_new ();
  DsnReport *report = dsn_report_new ();
  DsnSigns signs = { 0 };
  DsnReading reading = { .limits = &limits, .report = report, .arena = report->arena, .texts = texts, .notices = notices,
                         .dialects = dialects, .trace = trace };
  int wrapped;

  dsn_limits_complete (&limits);
  reading.scan = scan = dsn_scan_new (data, size, &limits, flags & DSN_PARSE_FLAGS_DROP_PAGES ? DSN_SCAN_DROP_PAGES : DSN_SCAN_FLAGS_NONE);
  report->defects = scan->defects;
  read_level (&reading, 0, &signs);
  wrapped = find_wrapped (&reading, &signs);
  if (wrapped >= 0)
    {
      report->n_original = 0;
      report->has_original = FALSE;
      read_level (&reading, (guint) wrapped, &signs);
    }
  if (flags & DSN_PARSE_FLAGS_PREFER_ORIGINAL)
    prefer_original (report);
  dsn_kind_decide (&reading, &signs);
  return report;
}
