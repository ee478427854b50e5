/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a draft to the bytes of a message: multipart/report with a part for people, a part for programs and the
 * original or its header (RFC 6522 3, RFC 3464 2, RFC 6533 6).  The two first parts are made in memory, the original
 * is copied through.  Lines end with LF until the last moment.  message/rfc822 is never encoded (G-503), the returned
 * header may be (G-502, G-506).
 */
#include <string.h>
#include <gmime/gmime.h>
#include "write/dsn-builder-private.h"
#include "write/dsn-wire.h"

#define BOUNDARY_TRIES 100

/* --- output --- */

typedef struct {
  GOutputStream *stream;
  GCancellable  *cancellable;
  gboolean       crlf;
} Output;

static gboolean
put_bytes (gpointer data, const char *bytes, gsize length, GError **error)
{
  Output *output = data;

  return g_output_stream_write_all (output->stream, bytes, length, NULL, output->cancellable, error);
}

static gboolean
put_text (Output *output, const char *text, GError **error)
{
  if (!output->crlf)
    return put_bytes (output, text, strlen (text), error);
  while (*text)
    {
      gsize n = strcspn (text, "\n");

      if (!put_bytes (output, text, n, error) || (text[n] && !put_bytes (output, "\r\n", 2, error)))
        return FALSE;
      text += n + (text[n] == '\n');
    }
  return TRUE;
}

/* --- pieces --- */

static void
init_gmime (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      g_mime_init ();
      g_once_init_leave (&once, 1);
    }
}

/* G-117 */
static void
append_encoded (GString *out, const char *name, const char *text)
{
  g_autofree char *encoded = NULL;

  if (!g_str_is_ascii (text))
    {
      init_gmime ();
      encoded = g_mime_utils_header_encode_text (NULL, text, "utf-8");
    }
  dsn_wire_append_field (out, name, encoded ? encoded : text);
}

static void
append_from (GString *out, const DsnDraft *draft)
{
  const char *name = dsn_language_get (draft->language, "language", "Sender");
  g_autofree char *phrase = NULL, *value = NULL;

  if (!g_str_is_ascii (name))
    {
      init_gmime ();
      phrase = g_mime_utils_header_encode_phrase (NULL, name, "utf-8");
    }
  value = g_strdup_printf ("%s <%s>", phrase ? phrase : name, draft->from);
  dsn_wire_append_field (out, "From", value);
}

/* Quoted-printable; data may hold anything, LF ends a line. */
static void
append_quoted_printable (GString *out, const char *data, gsize length)
{
  GMimeEncoding state;
  g_autofree char *encoded = NULL;
  gsize n;

  init_gmime ();
  g_mime_encoding_init_encode (&state, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  encoded = g_malloc (g_mime_encoding_outlen (&state, length) + 1);
  n = g_mime_encoding_flush (&state, data, length, encoded);
  g_string_append_len (out, encoded, (gssize) n);
}

/* A part of text: as it is, or in quoted-printable where the way back is 7-bit and it is not. */
static void
append_text_part (GString *out, const DsnDraft *draft, const char *type, const char *charset, const char *text)
{
  gboolean ascii = g_str_is_ascii (text);

  g_string_append_printf (out, "Content-Type: %s", type);
  if (charset)
    g_string_append_printf (out, "; charset=%s", ascii ? "us-ascii" : charset);
  g_string_append_c (out, '\n');
  if (!ascii)
    g_string_append_printf (out, "Content-Transfer-Encoding: %s\n", draft->seven_bit ? "quoted-printable" : "8bit");
  g_string_append_c (out, '\n');
  if (!ascii && draft->seven_bit)
    append_quoted_printable (out, text, strlen (text));
  else
    g_string_append (out, text);
}

static void
append_fields (GString *out, const DsnField *fields, guint n)
{
  for (guint i = 0; i < n; i++)
    dsn_wire_append_field (out, fields[i].name, fields[i].value);
}

/* A reply goes into its field line by line, as it came (G-309), if the field is that reply and not something else. */
static void
append_diagnostic (GString *out, const DsnDraft *draft, const DsnField *field, const DsnDraftRecipient *extra)
{
  g_autoptr (GString) value = g_string_new ("smtp;");
  g_autofree char *flat = NULL;

  for (guint i = 0; extra->lines && i < extra->lines->len; i++)
    {
      const char *line = g_ptr_array_index (extra->lines, i);

      g_string_append_c (value, i ? '\n' : ' ');
      if (draft->global)
        g_string_append (value, line);
      else
        dsn_wire_escape_ascii (value, line);
    }
  flat = g_strdelimit (g_strdup (value->str), "\n", ' ');
  dsn_wire_append_field (out, field->name, g_str_equal (flat, field->value) ? value->str : field->value);
}

/* RFC 3464 2.1: the fields of the message, then a group for each recipient, each behind an empty line. */
static char *
make_status (const DsnDraft *draft)
{
  const DsnReport *report = draft->report;
  GString *out = g_string_new (NULL);

  append_fields (out, report->fields, report->n_fields);
  for (guint i = 0; i < report->n_recipients; i++)
    {
      const DsnRecipient *recipient = report->recipients[i];

      g_string_append_c (out, '\n');
      for (guint j = 0; j < recipient->n_fields; j++)
        if (!g_ascii_strcasecmp (recipient->fields[j].name, "Diagnostic-Code"))
          append_diagnostic (out, draft, &recipient->fields[j],
                             &g_array_index (draft->recipients, DsnDraftRecipient, i));
        else
          dsn_wire_append_field (out, recipient->fields[j].name, recipient->fields[j].value);
    }
  return g_string_free (out, FALSE);
}

/* --- the returned header --- */

static gboolean
is_sendable (const char *data, gsize length, gboolean eight_bit)
{
  gsize line = 0;

  for (gsize i = 0; i < length; i++)
    {
      line = data[i] == '\n' ? 0 : line + 1;
      if (data[i] == '\0' || data[i] == '\r' || line > DSN_LINE_MUST || ((guchar) data[i] >= 0x80 && !eight_bit))
        return FALSE;
    }
  return TRUE;
}

/* The header of the original with LF at the ends of its lines, nothing else changed (G-502). */
static GString *
copy_header (const DsnDraft *draft)
{
  gsize length;
  const char *data = dsn_returned_get_header (draft->original, &length);
  GString *out = g_string_sized_new (length + 1);
  gboolean cr_only = !memchr (data, '\n', length);

  for (gsize i = 0; i < length; i++)
    if (data[i] != '\r')
      g_string_append_c (out, data[i]);
    else if (i + 1 >= length || data[i + 1] != '\n')
      g_string_append_c (out, cr_only ? '\n' : '\r');
  return out;
}

static void
append_header_part (GString *out, const DsnDraft *draft)
{
  DsnReturnedTraits traits = dsn_returned_get_traits (draft->original);
  gboolean utf8 = (traits & DSN_RETURNED_UTF8_HEADER) != 0, eight = (traits & DSN_RETURNED_8BIT_HEADER) != 0;
  gboolean global = draft->global && utf8;
  g_autoptr (GString) header = copy_header (draft);
  gboolean plain = is_sendable (header->str, header->len, global);

  if (global)
    g_string_append (out, "Content-Type: message/global-headers\n");
  else
    g_string_append_printf (out, "Content-Type: text/rfc822-headers%s\n",
                            utf8 ? "; charset=utf-8" : eight ? "; charset=unknown-8bit" : "");
  if (!plain)
    g_string_append (out, "Content-Transfer-Encoding: quoted-printable\n");
  else if (global)
    g_string_append (out, "Content-Transfer-Encoding: 8bit\n");
  g_string_append_c (out, '\n');
  if (plain)
    g_string_append_len (out, header->str, (gssize) header->len);
  else
    append_quoted_printable (out, header->str, header->len);
}

static void
append_full_part_head (GString *out, const DsnDraft *draft)
{
  DsnReturnedTraits traits = dsn_returned_get_traits (draft->original);
  gboolean global = draft->global && (traits & DSN_RETURNED_UTF8_HEADER);

  g_string_append_printf (out, "Content-Type: %s\n", global ? "message/global" : "message/rfc822");
  if (traits & (DSN_RETURNED_8BIT_HEADER | DSN_RETURNED_8BIT_BODY))
    g_string_append (out, "Content-Transfer-Encoding: 8bit\n");
  g_string_append_c (out, '\n');
}

/* --- the whole --- */

typedef struct {
  GString *human;
  GString *status;
  GString *part3;      /* all of it, or what stands before the original */
} Parts;

static void
make_parts (const DsnDraft *draft, Parts *parts)
{
  g_autofree char *status = make_status (draft);

  parts->human = g_string_new ("Content-Description: Notification\n");
  append_text_part (parts->human, draft, "text/plain", "utf-8", draft->text);
  parts->status = g_string_new ("Content-Description: Delivery report\n");
  append_text_part (parts->status, draft, draft->global ? "message/global-delivery-status" : "message/delivery-status",
                    NULL, status);
  parts->part3 = g_string_new (NULL);
  if (draft->part3 == DSN_PART3_NONE)
    return;
  g_string_append (parts->part3, draft->part3 == DSN_PART3_FULL
                                   ? "Content-Description: Original message\n"
                                   : "Content-Description: Header of the original message\n");
  if (draft->part3 == DSN_PART3_FULL)
    append_full_part_head (parts->part3, draft);
  else
    append_header_part (parts->part3, draft);
}

static void
clear_parts (Parts *parts)
{
  g_string_free (parts->human, TRUE);
  g_string_free (parts->status, TRUE);
  g_string_free (parts->part3, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, clear_parts)

static gboolean
is_boundary_taken (DsnDraft *draft, const Parts *parts, gboolean *taken, GError **error)
{
  g_autofree char *delimiter = g_strconcat ("\n--", draft->boundary, NULL);

  *taken = strstr (parts->human->str, delimiter) || strstr (parts->status->str, delimiter)
           || memmem (parts->part3->str, parts->part3->len, delimiter, strlen (delimiter));
  if (*taken || draft->part3 != DSN_PART3_FULL)
    return TRUE;
  return dsn_returned_has_boundary (draft->original, draft->boundary, taken, error);
}

/* G-115: a boundary that occurs in a part would end it.  A given one is refused then, one of our own is replaced. */
static gboolean
settle_boundary (DsnDraft *draft, const Parts *parts, GError **error)
{
  gboolean taken;

  for (guint i = 0; i < BOUNDARY_TRIES; i++)
    {
      if (!is_boundary_taken (draft, parts, &taken, error))
        return FALSE;
      if (!taken)
        return TRUE;
      if (!draft->own_boundary)
        break;
      {
        char *next = g_strdup_printf ("%.22s_%u", draft->boundary, i);

        g_free (draft->boundary);
        draft->boundary = next;
      }
    }
  g_set_error (error, DSN_ERROR, DSN_ERROR_CONFLICT, "the boundary '%s' occurs in the message itself", draft->boundary);
  return FALSE;
}

static void
append_threading (GString *out, const DsnDraft *draft)
{
  const char *id = draft->original ? dsn_returned_lookup (draft->original, "Message-ID") : NULL;
  g_autofree char *bare = id ? g_strstrip (g_strdup (id)) : NULL;

  if (bare == NULL || strlen (bare) > DSN_LINE_MUST - 100 || bare[0] != '<' || bare[strlen (bare) - 1] != '>')
    return;
  for (const char *p = bare; *p; p++)
    if (*p <= ' ' || *p >= 0x7f)
      return;
  dsn_wire_append_field (out, "In-Reply-To", bare);
  dsn_wire_append_field (out, "References", bare);
}

static char *
make_header (const DsnDraft *draft)
{
  GString *out = g_string_new (NULL);

  append_from (out, draft);
  dsn_wire_append_field (out, "To", draft->return_path);
  append_encoded (out, "Subject", draft->subject);
  dsn_wire_append_field (out, "Date", draft->date);
  dsn_wire_append_field (out, "Message-ID", draft->message_id);
  append_threading (out, draft);
  dsn_wire_append_field (out, "Auto-Submitted", "auto-replied");
  dsn_wire_append_field (out, "MIME-Version", "1.0");
  g_string_append_printf (out, "Content-Type: multipart/report; report-type=delivery-status;\n boundary=\"%s\"\n",
                          draft->boundary);
  if (dsn_draft_is_8bit (draft))
    dsn_wire_append_field (out, "Content-Transfer-Encoding", "8bit");
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static gboolean
put_delimiter (Output *output, const DsnDraft *draft, gboolean first, gboolean last, GError **error)
{
  g_autofree char *line = g_strdup_printf ("%s--%s%s\n", first ? "" : "\n", draft->boundary, last ? "--" : "");

  return put_text (output, line, error);
}

/* Writes the message; the draft may be written any number of times. */
gboolean
dsn_draft_write (DsnDraft *self, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  Output output = { stream, cancellable, self->crlf };
  g_auto (Parts) parts = { NULL, NULL, NULL };
  g_autofree char *header = NULL;

  make_parts (self, &parts);
  if (!settle_boundary (self, &parts, error))
    return FALSE;
  header = make_header (self);
  if (!put_text (&output, header, error)
      || !put_delimiter (&output, self, TRUE, FALSE, error) || !put_text (&output, parts.human->str, error)
      || !put_delimiter (&output, self, FALSE, FALSE, error) || !put_text (&output, parts.status->str, error))
    return FALSE;
  if (self->part3 != DSN_PART3_NONE
      && (!put_delimiter (&output, self, FALSE, FALSE, error) || !put_text (&output, parts.part3->str, error)))
    return FALSE;
  if (self->part3 == DSN_PART3_FULL && !dsn_returned_copy (self->original, self->crlf, put_bytes, &output, error))
    return FALSE;
  return put_delimiter (&output, self, FALSE, TRUE, error);
}
