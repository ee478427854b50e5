/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The human-readable parts of a message: makes notices of them, takes the returned message's header out of the text where no part carries
 * it, joins what the notices say to the recipients that the fields named, or lets the general reader find the recipients where
 * there are no fields and the header speaks for a mail system.
 */
#include <string.h>
#include "read/dsn-dialect.h"
#include "read/dsn-fields.h"
#include "read/dsn-html.h"
#include "read/dsn-join.h"
#include "read/dsn-read-private.h"
#include "read/dsn-text-address.h"

#define ENOUGH_WORDS 12       /* bytes behind the codes of a reply that make it more than a number */
#define MAX_HINTS      64                    /* addresses of a kind that are looked at */
#define FIRST_BYTES    4096                  /* of a notice that tell its dialect */
#define MAX_LIST_BYTES (64 * 1024 * 1024)    /* of a notice that goes on naming recipients */

/* A part as a notice, with at most `limit` bytes of it looked at; NULL if there is nothing in it. */
static const DsnNotice *
make_notice (DsnReading *self, int index, gsize limit, DsnDefects *defects)
{
  const DsnPart *part = &self->scan->parts[index];
  gboolean exact;
  gsize length;
  const char *text;

  *defects = 0;
  text = dsn_decode_text (self->arena, self->scan, part, limit, &length, &exact, defects);
  if (part->media == DSN_MEDIA_TEXT_HTML && length > 0)
    {
      text = dsn_html_to_text (self->arena, text, length, &length);
      exact = FALSE;
    }
  return length > 0 ? dsn_notice_new (self->arena, text, length, (guint) index, exact, part->body.offset) : NULL;
}

static void
make_notices (DsnReading *self)
{
  gsize left = self->limits->text_bytes;

  for (guint i = 0; i < self->texts->len && left > 0; i++)
    {
      int index = g_array_index (self->texts, int, i);
      gsize size = self->scan->parts[index].body.length, limit = left;
      DsnDefects defects;
      const DsnNotice *notice = make_notice (self, index, limit, &defects);

      /* The limit is there against long texts, not against long lists: these are read on. */
      while (notice && size > limit && limit < MAX_LIST_BYTES && dsn_notice_is_list (notice))
        notice = make_notice (self, index, limit *= 4, &defects);
      left -= MIN (left, size);
      if (notice)
        g_ptr_array_add (self->notices, (gpointer) notice);
      self->report->defects |= defects;
    }
}

static void
find_original (DsnReading *self)
{
  for (guint i = 0; i < self->notices->len && !self->report->has_original; i++)
    {
      const DsnNotice *notice = g_ptr_array_index (self->notices, i);
      gsize length;
      const char *text = dsn_notice_get_original (notice, self->arena, &length);
      gboolean in_place = text && notice->exact && text >= notice->text && text < notice->text + notice->length;

      if (text)
        dsn_original_read_text (self, text, length, in_place ? notice->base + (gsize) (text - notice->text) : G_MAXSIZE);
    }
}

/* The addresses of a header field, in order. */
static void
take_addresses (DsnReading *self, const char *value, GPtrArray *addresses)
{
  gsize from = 0, length = value ? MIN (strlen (value), self->limits->address_bytes) : 0;
  DsnTextAddress found;

  while (length && addresses->len < MAX_HINTS && dsn_text_find_address (value, &from, length, &found))
    g_ptr_array_add (addresses, dsn_arena_strndup (self->arena, value + found.start, found.end - found.start));
}

/* "Received: ... for <address>; date" of the returned message */
static void
take_received (DsnReading *self, GPtrArray *addresses)
{
  for (guint i = 0; i < self->report->n_original; i++)
    {
      const char *value = self->report->original[i].value, *place;

      if (g_ascii_strcasecmp (self->report->original[i].name, "Received") || !(place = strstr (value, " for ")))
        continue;
      g_autofree char *piece = g_strndup (place + 5, strcspn (place + 5, ";"));
      take_addresses (self, piece, addresses);
    }
}

/* Length of a line that begins a block of delivery-status fields. */
static gboolean
begins_fields (const char *line, gsize length)
{
  static const char * const names[] = { "Reporting-MTA:", "Final-Recipient:", "Original-Recipient:", "Action:" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (length > strlen (names[i]) && !g_ascii_strncasecmp (line, names[i], strlen (names[i])))
      return TRUE;
  return FALSE;
}

/* Some servers print the fields into the text instead of a part of their own (WorkMail, old sendmail in front of a converter): what lies
 * between the first of them and the end of the notice is read as a report if it names a recipient. */
static void
read_flat_report (DsnReading *self, const DsnNotice *notice)
{
  for (guint i = 0; i < notice->n_lines; i++)
    {
      const DsnLine *line = &notice->lines[i];
      const char *text = notice->text + line->content;
      DsnBody body = { .data = (const guint8 *) text, .size = notice->end - line->content, .exact = notice->exact,
                       .base = notice->base + line->content, .utf8 = TRUE };

      if (line->indent > 0 || !begins_fields (text, line->end - line->content))
        continue;
      dsn_fields_read (self->report, &body, self->limits);
      dsn_fields_fill_report (self->report);
      for (guint k = 0; k < self->report->n_recipients; k++)
        dsn_fields_fill_recipient (self->report, self->report->recipients[k], notice->part);
      self->fielded = self->report->n_recipients > 0;
      if (self->fielded)
        self->report->defects |= DSN_DEFECT_NOT_REPORT;
      return;
    }
}

static const char *
domain_of (const char *address)
{
  const char *at = address ? strrchr (address, '@') : NULL;

  return at && at[1] ? at + 1 : NULL;
}

/* Does the header say clearly enough that this is a mail system's notice?  Where it only might, the text has to be sure. */
static gboolean
is_notice (const DsnSigns *signs)
{
  return signs->named && signs->bounce >= DSN_SIGNS_LIKELY;
}

static gboolean
may_be_notice (const DsnSigns *signs)
{
  return is_notice (signs) || signs->bounce >= DSN_SIGNS_POSSIBLE || (signs->daemon && signs->bounce > 0);
}

static gboolean
has_permanent_reply (const DsnRecipient *recipient)
{
  DsnReplyFound found;

  for (guint i = 0; i < recipient->n_evidence; i++)
    if (dsn_reply_scan (recipient->evidence[i].text, strlen (recipient->evidence[i].text), 0, &found) && found.code >= 500)
      return TRUE;
  return FALSE;
}

/* Names the dialect of the mail, once; it then has the last word about who the recipients are. */
static gboolean
name_dialect (DsnReading *self, const DsnNotice *notice, DsnTextScan *scan)
{
  g_autoptr (DsnDialectMail) mail = NULL;
  DsnDialectMatch match;

  if (self->report->dialect)
    return TRUE;
  mail = dsn_dialect_mail_new (self, scan ? dsn_text_count (scan) : 0, self->trace != NULL);
  if (self->trace)
    dsn_dialect_trace (self->dialects, mail, notice, self->trace);
  if (!dsn_dialect_choose (self->dialects, mail, notice, &match))
    return FALSE;
  self->report->dialect = dsn_arena_strdup (self->arena, dsn_dialects_get_name (match.set, match.dialect));
  if (scan)
    dsn_dialect_apply (&match, self->arena, notice, scan);
  return TRUE;
}

static void
work_on (DsnReading *self, const DsnSigns *signs, const DsnNotice *notice, const DsnTextHints *hints)
{
  if (self->report->n_recipients == 0)
    read_flat_report (self, notice);
  if (self->fielded)
    name_dialect (self, notice, NULL);
  if (self->fielded)
    dsn_join_text (self->report->recipients, self->report->n_recipients, self->arena, notice, hints);
  else
    {
      g_autoptr (GPtrArray) found = g_ptr_array_new ();
      g_autoptr (DsnTextScan) scan = dsn_text_scan (self->arena, notice, hints);
      gboolean known = name_dialect (self, notice, scan);
      int score = dsn_text_take (scan, self->arena, notice->part, found);
      gboolean sure = known || is_notice (signs) || score >= DSN_TEXT_SCORE_SURE;

      self->says_failed = self->says_failed || (scan->words & (DSN_WORD_FAIL | DSN_WORD_CAUSE | DSN_WORD_DELAY | DSN_WORD_SUCCESS)) != 0;
      self->about_us = self->about_us || (scan->about_us && found->len == 0);
      for (guint i = 0; i < found->len; i++)
        {
          DsnRecipient *recipient = g_ptr_array_index (found, i);

          if (signs->delay_subject && recipient->action == DSN_ACTION_FAILED && !has_permanent_reply (recipient))
            recipient->action = DSN_ACTION_DELAYED;
          if (sure)
            dsn_report_add_recipient (self->report, recipient);
          else
            dsn_recipient_unref (recipient);
        }
    }
}

static void
read_notices (DsnReading *self, const DsnSigns *signs)
{
  g_autoptr (GPtrArray) never = g_ptr_array_new (), returned = g_ptr_array_new (), failed = g_ptr_array_new ();
  static const char * const own[] = { "To", "From", "Reply-To", "Sender", "Return-Path", "Delivered-To", "X-Original-To" };
  DsnTextHints hints = { .subject = dsn_reading_get_header (self, "Subject"), .certain = signs->named && signs->bounce >= DSN_SIGNS_CERTAIN };

  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    take_addresses (self, dsn_reading_get_header (self, own[i]), never);
  take_addresses (self, dsn_report_lookup_original_field (self->report, "To"), returned);
  take_addresses (self, dsn_report_lookup_original_field (self->report, "Cc"), returned);
  take_received (self, returned);
  take_addresses (self, dsn_reading_get_header (self, "X-Failed-Recipients"), failed);
  {
    g_autoptr (GPtrArray) from = g_ptr_array_new ();

    take_addresses (self, dsn_reading_get_header (self, "From"), from);
    hints.domain = domain_of (from->len ? g_ptr_array_index (from, 0) : NULL);
  }
  g_ptr_array_add (never, NULL);
  g_ptr_array_add (returned, NULL);
  g_ptr_array_add (failed, NULL);
  hints.never = (const char * const *) never->pdata;
  hints.returned = (const char * const *) returned->pdata;
  hints.failed = (const char * const *) failed->pdata;

  for (guint i = 0; i < self->notices->len && (self->fielded || self->report->n_recipients == 0); i++)
    work_on (self, signs, g_ptr_array_index (self->notices, i), &hints);
}

/* A permanent reply with words or a full code: the notice could add nothing to it. */
static gboolean
tells_all (const DsnEvidence *evidence)
{
  gsize length = strlen (evidence->text);
  DsnReplyFound found;

  return evidence->source == DSN_SOURCE_DIAGNOSTIC_CODE && dsn_reply_scan (evidence->text, length, 0, &found)
         && found.code >= 500 && (dsn_status_rank (&found.status) == 4 || length - found.text >= ENOUGH_WORDS);
}

static gboolean
is_complete (const DsnReading *self)
{
  for (guint i = 0; i < self->report->n_recipients; i++)
    if (self->report->recipients[i]->n_evidence == 0 || !tells_all (&self->report->recipients[i]->evidence[0]))
      return FALSE;
  return self->report->n_recipients > 0;
}

/* The fields tell all; the notice is only looked at to know who wrote it. */
static void
name_by_first_lines (DsnReading *self)
{
  DsnDefects ignored;
  const DsnNotice *notice = self->texts->len ? make_notice (self, g_array_index (self->texts, int, 0), FIRST_BYTES, &ignored) : NULL;

  name_dialect (self, notice, NULL);
}

/* A user's dialect may know a mail by its header that nobody else takes for a notice. */
static gboolean
is_expected (DsnReading *self)
{
  g_autoptr (DsnDialectMail) mail = self->dialects || self->trace ? dsn_dialect_mail_new (self, 0, FALSE) : NULL;

  return mail && (self->trace || dsn_dialect_expected (self->dialects, mail));
}

void
dsn_human_read (DsnReading *self, const DsnSigns *signs)
{
  gboolean wanted = self->status >= 0 ? !is_complete (self)
                    : self->feedback < 0 && self->disposition < 0 && (may_be_notice (signs) || is_expected (self));

  if (!wanted && self->fielded)
    name_by_first_lines (self);
  if (!wanted)
    return;
  make_notices (self);
  find_original (self);
  read_notices (self, signs);
}
