/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Decides, before anything is written, all that a notification will be: whether it may be sent at all (G-104, G-601),
 * to whom (G-102), what of the original goes with it (G-413 to G-415, G-501 to G-508), and its own header values
 * (G-103, G-110, G-606). Takes a builder; gives a draft, or an error that names what is wrong.
 */
#include <stdarg.h>
#include <string.h>
#include "model/dsn-address.h"
#include "write/dsn-builder-private.h"
#include "write/dsn-date.h"
#include "write/dsn-field-rules.h"
#include "write/dsn-wire.h"

#define BOUNDARY_MAX   70      /* RFC 2046 5.1.1 */
#define MESSAGE_ID_MAX 900
#define SEED_EPOCH     G_GINT64_CONSTANT (1767225600) /* 2026-01-01: dates made from a seed lie in the year after it */
#define SEED_SPAN      (365 * 24 * 3600)

static void
clear_recipient (DsnDraftRecipient *recipient)
{
  g_clear_pointer (&recipient->lines, g_ptr_array_unref);
}

void
dsn_draft_free (DsnDraft *self)
{
  g_clear_pointer (&self->report, dsn_report_unref);
  g_clear_pointer (&self->language, dsn_language_free);
  g_array_unref (self->recipients);
  g_ptr_array_unref (self->notes);
  g_free (self->host);
  g_free (self->return_path);
  g_free (self->from);
  g_free (self->subject);
  g_free (self->date);
  g_free (self->message_id);
  g_free (self->boundary);
  g_free (self->text);
  g_free (self);
}

/* What the caller should know: one sentence, made safe. */
void
dsn_draft_note (DsnDraft *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->notes, dsn_wire_make_safe (text, -1));
}

static gboolean
refuse (GError **error, DsnError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, DsnError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error)
    *error = g_error_new_valist (DSN_ERROR, (int) code, format, args);
  va_end (args);
  return FALSE;
}

/* --- may it be sent, and to whom --- */

/* The address between the brackets of a field such as From, or the field if it is an address alone. (nullable) */
static char *
field_address (DsnDraft *self, const char *value)
{
  const char *open = value ? strrchr (value, '<') : NULL, *close = open ? strchr (open, '>') : NULL;
  const char *address;

  if (value == NULL)
    return NULL;
  address = close ? dsn_arena_strndup (self->report->arena, open + 1, (gsize) (close - open - 1)) : value;
  return dsn_address_is_plausible (address) ? g_strdup (address) : NULL;
}

static gboolean
is_null_path (const char *path)
{
  path += strspn (path, " \t");
  return *path == '\0' || (path[0] == '<' && path[1 + strspn (path + 1, " \t")] == '>');
}

/* G-601: multipart/report; report-type=delivery-status */
static gboolean
is_notification (const DsnReturned *original)
{
  const char *type = dsn_returned_lookup (original, "Content-Type");
  g_autofree char *folded = type ? g_ascii_strdown (type, (gssize) MIN (strlen (type), 1000)) : NULL;

  return folded && g_str_has_prefix (folded, "multipart/report") && strstr (folded, "delivery-status");
}

static gboolean
check_may_send (const DsnDraft *self, const DsnBuilder *builder, GError **error)
{
  const char *path = self->original ? dsn_returned_lookup (self->original, "Return-Path") : NULL;

  if (builder->return_path && is_null_path (builder->return_path))
    return refuse (error, DSN_ERROR_SUPPRESSED,
                   "the return path is null, and nothing is ever sent to that (RFC 3461 6)");
  if (path && is_null_path (path))
    return refuse (
      error, DSN_ERROR_SUPPRESSED,
      "the original message has a null return path, and no notification is sent about such a one (RFC 3461 6)");
  if (self->original && is_notification (self->original))
    return refuse (error, DSN_ERROR_SUPPRESSED,
                   "the original message is a delivery notification itself, and none is sent about one (RFC 5321 6.1)");
  return TRUE;
}

static gboolean
check_address (const char *what, const char *address, GError **error)
{
  if (strlen (address) > 900)
    return refuse (error, DSN_ERROR_LIMIT, "%s: the address is longer than 900 bytes", what);
  if (!dsn_address_is_plausible (address))
    return refuse (error, DSN_ERROR_SYNTAX, "%s: '%s' is no mail address", what, address);
  return TRUE;
}

static char *
strip_brackets (const char *address)
{
  gsize length;
  g_autofree char *bare = g_strstrip (g_strdup (address));

  length = strlen (bare);
  if (length > 1 && bare[0] == '<' && bare[length - 1] == '>')
    return g_strndup (bare + 1, length - 2);
  return g_steal_pointer (&bare);
}

/* G-102: the return path and not the author, as long as it is known. */
static gboolean
find_return_path (DsnDraft *self, const DsnBuilder *builder, GError **error)
{
  const DsnReturned *original = self->original;

  if (builder->return_path)
    {
      if (!dsn_field_rules_check_safe ("return path", builder->return_path, error))
        return FALSE;
      self->return_path = strip_brackets (builder->return_path);
      if (!check_address ("return path", self->return_path, error))
        return FALSE;
    }
  if (self->return_path == NULL && original)
    self->return_path = field_address (self, dsn_returned_lookup (original, "Return-Path"));
  if (self->return_path == NULL && original)
    {
      self->return_path = field_address (self, dsn_returned_lookup (original, "From"));
      if (self->return_path)
        dsn_draft_note (self, "no return path was given and the original has no Return-Path: written to its From, %s",
                        self->return_path);
    }
  if (self->return_path == NULL)
    {
      self->return_path = g_strdup_printf ("postmaster@%s", self->host);
      dsn_draft_note (self, "no return path was given and the original names none: written to %s", self->return_path);
    }
  if (self->seven_bit && !g_str_is_ascii (self->return_path))
    return refuse (error, DSN_ERROR_CONFLICT, "the return path %s cannot be reached over a 7-bit way",
                   self->return_path);
  return TRUE;
}

/* --- what of the original goes with it --- */

static gboolean
has_utf8_address (const DsnBuilder *builder)
{
  for (guint i = 0; i < builder->recipients->len; i++)
    {
      const DsnBuilderRecipient *recipient = g_ptr_array_index (builder->recipients, i);
      const char *original = dsn_given_lookup (recipient->fields, "Original-Recipient");
      const char *final = dsn_given_lookup (recipient->fields, "Final-Recipient");

      if (!g_str_is_ascii (recipient->address) || (original && !g_str_is_ascii (original))
          || (final && !g_str_is_ascii (final)))
        return TRUE;
    }
  return FALSE;
}

/* G-506, G-507: the types of RFC 6533 where something would be lost without them. */
static gboolean
needs_global (const DsnDraft *self, const DsnBuilder *builder)
{
  if (self->seven_bit)
    return FALSE;
  return has_utf8_address (builder) || !g_str_is_ascii (self->return_path)
         || (self->original && (dsn_returned_get_traits (self->original) & DSN_RETURNED_UTF8_HEADER));
}

static DsnPart3
decide_part3 (DsnDraft *self, const DsnBuilder *builder)
{
  DsnReturnedTraits traits;
  gsize header;

  if (self->original == NULL)
    return DSN_PART3_NONE;
  traits = dsn_returned_get_traits (self->original);
  dsn_returned_get_header (self->original, &header);
  if (header == 0)
    {
      dsn_draft_note (self, "the original message has no header and is not returned");
      return DSN_PART3_NONE;
    }
  if (builder->returns == DSN_RETURN_HEADERS)
    return DSN_PART3_HEADERS;
  if (self->report->kind != DSN_KIND_BOUNCE)
    {
      if (builder->returns == DSN_RETURN_FULL)
        dsn_draft_note (self, "nothing failed, so only the header of the original is returned (RFC 3461 4.3)");
      return DSN_PART3_HEADERS;
    }
  if (builder->size_limit && dsn_returned_get_size (self->original) > builder->size_limit)
    dsn_draft_note (self, "the original is larger than %" G_GUINT64_FORMAT " bytes: only its header is returned",
                    builder->size_limit);
  else if (traits & DSN_RETURNED_UNSENDABLE)
    dsn_draft_note (self, "the original holds %s: only its header is returned",
                    traits & DSN_RETURNED_NUL       ? "NUL bytes"
                    : traits & DSN_RETURNED_BARE_CR ? "CR without LF"
                                                    : "lines of more than 998 bytes");
  else if (self->seven_bit && (traits & (DSN_RETURNED_8BIT_HEADER | DSN_RETURNED_8BIT_BODY)))
    dsn_draft_note (self, "the original is not 7-bit and the way back is: only its header is returned");
  else
    return DSN_PART3_FULL;
  return DSN_PART3_HEADERS;
}

static void
keep_original_fields (DsnDraft *self)
{
  DsnArena *arena = self->report->arena;

  if (self->part3 == DSN_PART3_NONE)
    return;
  for (guint i = 0; i < dsn_returned_get_n_fields (self->original); i++)
    {
      const DsnField *field = dsn_returned_get_field (self->original, i);

      dsn_report_add_original (self->report, dsn_arena_strdup (arena, field->name),
                               dsn_arena_strdup (arena, field->value), DSN_SPAN_NONE);
    }
}

/* --- its own header --- */

static gboolean
find_host (DsnDraft *self, const DsnBuilder *builder, GError **error)
{
  const char *given = dsn_given_lookup (builder->fields, "Reporting-MTA");
  g_autofree char *value = NULL;
  const char *name;

  if (given == NULL)
    return refuse (error, DSN_ERROR_MISSING, "Reporting-MTA is missing");
  if (!dsn_field_rules_check_safe ("Reporting-MTA", given, error))
    return FALSE;
  value = dsn_field_rules_format (dsn_field_rules_find ("Reporting-MTA", FALSE), given, error);
  if (value == NULL)
    return FALSE;
  name = strchr (value, ';') + 1;
  name += strspn (name, " ");
  self->host = g_strndup (name, strcspn (name, " \t("));
  return TRUE;
}

static gboolean
find_from (DsnDraft *self, const DsnBuilder *builder, GError **error)
{
  if (builder->from && !dsn_field_rules_check_safe ("from", builder->from, error))
    return FALSE;
  self->from = builder->from ? strip_brackets (builder->from) : g_strdup_printf ("postmaster@%s", self->host);
  if (!check_address ("from", self->from, error))
    return FALSE;
  if (!g_str_is_ascii (self->from))
    return refuse (error, DSN_ERROR_SYNTAX, "from: '%s' is no ASCII address, and everybody must be able to answer",
                   self->from);
  return TRUE;
}

static gboolean
find_subject (DsnDraft *self, const DsnBuilder *builder, GError **error)
{
  const char *key = self->report->recipients[0]->action != DSN_ACTION_NONE
                    ? dsn_action_to_string (self->report->recipients[0]->action) : "failed";

  if (self->report->kind == DSN_KIND_BOUNCE)
    key = "failed";
  else if (self->report->kind == DSN_KIND_DELAY)
    key = "delayed";
  self->subject = g_strdup (builder->subject ? builder->subject : dsn_language_get (self->language, "subject", key));
  if (!dsn_field_rules_check_safe ("subject", self->subject, error))
    return FALSE;
  if (self->subject[strspn (self->subject, " \t")] == '\0')
    return refuse (error, DSN_ERROR_SYNTAX, "subject: it is empty");
  return TRUE;
}

static gboolean
find_date (DsnDraft *self, const DsnBuilder *builder, GRand *random, GError **error)
{
  if (builder->date)
    {
      if (!dsn_field_rules_check_safe ("date", builder->date, error))
        return FALSE;
      self->date = dsn_date_normalise (builder->date);
      if (self->date == NULL)
        return refuse (error, DSN_ERROR_SYNTAX, "date: no date of RFC 5322 or ISO 8601 with its zone, as in "
                       "'Sat, 21 Nov 2026 20:20:08 +0000'");
    }
  else if (builder->has_seed)
    self->date = dsn_date_format (SEED_EPOCH + g_rand_int_range (random, 0, SEED_SPAN), 0);
  else
    self->date = dsn_date_format (g_get_real_time () / G_USEC_PER_SEC, 0);
  return TRUE;
}

static gboolean
is_message_id (const char *text)
{
  const char *at = strrchr (text, '@');
  gsize length = strlen (text);

  if (length > MESSAGE_ID_MAX || text[0] != '<' || text[length - 1] != '>' || at == NULL || at == text + 1
      || at + 2 == text + length)
    return FALSE;
  for (const char *p = text + 1; p + 1 < text + length; p++)
    if (*p <= ' ' || *p >= 0x7f || *p == '<' || *p == '>')
      return FALSE;
  return TRUE;
}

/* Sixteen hexadecimal digits, to be freed.  One call after the other: the order of the arguments of one call is up to the compiler. */
static char *
random_digits (GRand *random)
{
  guint32 low = g_rand_int (random), high = g_rand_int (random);

  return g_strdup_printf ("%08x%08x", high, low);
}

static gboolean
find_message_id (DsnDraft *self, const DsnBuilder *builder, GRand *random, GError **error)
{
  if (builder->message_id == NULL)
    {
      g_autofree char *digits = random_digits (random);

      self->message_id = g_strdup_printf ("<dsn.%s@%s>", digits, self->host);
      return TRUE;
    }
  if (!dsn_field_rules_check_safe ("message id", builder->message_id, error))
    return FALSE;
  self->message_id = builder->message_id[0] == '<' ? g_strdup (builder->message_id)
                                                   : g_strdup_printf ("<%s>", builder->message_id);
  if (!is_message_id (self->message_id))
    return refuse (error, DSN_ERROR_SYNTAX, "message id: it has the form <left@right>, in ASCII and without blanks");
  return TRUE;
}

/* G-115 */
static gboolean
find_boundary (DsnDraft *self, const DsnBuilder *builder, GRand *random, GError **error)
{
  const char *boundary = builder->boundary;

  if (boundary == NULL)
    {
      g_autofree char *digits = random_digits (random);

      self->own_boundary = TRUE;
      self->boundary = g_strdup_printf ("=_dsn_%s", digits);
      return TRUE;
    }
  if (!dsn_field_rules_check_safe ("boundary", boundary, error))
    return FALSE;
  if (*boundary == '\0' || strlen (boundary) > BOUNDARY_MAX || boundary[strlen (boundary) - 1] == ' ')
    return refuse (error, DSN_ERROR_SYNTAX,
                   "boundary: it has 1 to %d characters and no blank at the end (RFC 2046 5.1.1)", BOUNDARY_MAX);
  for (const char *p = boundary; *p; p++)
    if (!g_ascii_isalnum (*p) && !strchr ("'()+_,-./:=? ", *p))
      return refuse (error, DSN_ERROR_SYNTAX,
                     "boundary: '%s' holds a character that may not stand in one (RFC 2046 5.1.1)", boundary);
  self->boundary = g_strdup (boundary);
  return TRUE;
}

static gboolean
prepare (DsnDraft *self, DsnBuilder *builder, GError **error)
{
  g_autoptr (GRand)
    random = builder->has_seed
               ? g_rand_new_with_seed_array ((guint32[]){ (guint32) builder->seed, (guint32) (builder->seed >> 32) }, 2)
               : g_rand_new ();

  self->language = dsn_language_new_builtin (builder->language ? builder->language : "en", error);
  if (self->language == NULL
      || (self->original && !dsn_returned_examine (self->original, error))
      || !check_may_send (self, builder, error)
      || !find_host (self, builder, error)
      || !find_from (self, builder, error)
      || !find_return_path (self, builder, error))
    return FALSE;
  self->global = needs_global (self, builder);
  if (!dsn_facts_fill (self, builder, error)
      || !find_subject (self, builder, error)
      || !find_date (self, builder, random, error)
      || !find_message_id (self, builder, random, error)
      || !find_boundary (self, builder, random, error))
    return FALSE;
  self->part3 = decide_part3 (self, builder);
  keep_original_fields (self);
  self->text = dsn_human_write (self);
  return TRUE;
}

DsnDraft *
dsn_draft_new (DsnBuilder *builder, GError **error)
{
  g_autoptr (DsnDraft) self = g_new0 (DsnDraft, 1);

  self->report = dsn_report_new ();
  self->recipients = g_array_new (FALSE, FALSE, sizeof (DsnDraftRecipient));
  g_array_set_clear_func (self->recipients, (GDestroyNotify) clear_recipient);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->original = builder->original;
  self->seven_bit = (builder->flags & DSN_BUILDER_SEVEN_BIT) != 0;
  self->crlf = (builder->flags & DSN_BUILDER_CRLF) != 0;
  return prepare (self, builder, error) ? g_steal_pointer (&self) : NULL;
}

/* Whether the message needs a way that lets 8-bit bytes through. */
gboolean
dsn_draft_is_8bit (const DsnDraft *self)
{
  DsnReturnedTraits traits = self->original ? dsn_returned_get_traits (self->original) : 0;

  if (self->seven_bit)
    return FALSE;
  return self->global || !g_str_is_ascii (self->text)
         || (self->part3 == DSN_PART3_FULL && (traits & (DSN_RETURNED_8BIT_HEADER | DSN_RETURNED_8BIT_BODY)));
}
