/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The public face of writing: takes what is to be reported, keeps it as it was given, and hands it to dsn-draft.c,
 * which checks it.  Nothing is refused before a notification is asked for, so the order of the calls does not matter.
 */
#include "write/dsn-builder-private.h"

G_DEFINE_FINAL_TYPE (DsnBuilder, dsn_builder, G_TYPE_OBJECT)

static void
given_clear (DsnGiven *given)
{
  g_free (given->name);
  g_free (given->value);
}

static GArray *
given_array_new (void)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (DsnGiven));

  g_array_set_clear_func (array, (GDestroyNotify) given_clear);
  return array;
}

static void
recipient_free (DsnBuilderRecipient *recipient)
{
  g_free (recipient->address);
  g_free (recipient->reply);
  g_array_unref (recipient->fields);
  g_free (recipient);
}

static void
dsn_builder_finalize (GObject *object)
{
  DsnBuilder *self = DSN_BUILDER (object);

  g_clear_pointer (&self->draft, dsn_draft_free);
  g_array_unref (self->fields);
  g_ptr_array_unref (self->recipients);
  dsn_returned_free (self->original);
  g_free (self->return_path);
  g_free (self->from);
  g_free (self->subject);
  g_free (self->date);
  g_free (self->message_id);
  g_free (self->boundary);
  g_free (self->language);
  G_OBJECT_CLASS (dsn_builder_parent_class)->finalize (object);
}

static void
dsn_builder_class_init (DsnBuilderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dsn_builder_finalize;
}

static void
dsn_builder_init (DsnBuilder *self)
{
  self->fields = given_array_new ();
  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) recipient_free);
}

/* Something changes: what was drafted no longer holds. */
static void
touch (DsnBuilder *self)
{
  g_clear_pointer (&self->draft, dsn_draft_free);
}

static void
set_string (DsnBuilder *self, char **place, const char *value)
{
  touch (self);
  g_free (*place);
  *place = g_strdup (value);
}

static void
set_given (DsnBuilder *self, GArray *fields, const char *name, const char *value)
{
  DsnGiven given = { NULL, NULL };

  touch (self);
  for (guint i = 0; i < fields->len; i++)
    if (!g_ascii_strcasecmp (g_array_index (fields, DsnGiven, i).name, name))
      {
        g_array_remove_index (fields, i);
        break;
      }
  if (value == NULL)
    return;
  given.name = g_strdup (name);
  given.value = g_strdup (value);
  g_array_append_val (fields, given);
}

const char *
dsn_given_lookup (GArray *fields, const char *name)
{
  for (guint i = 0; i < fields->len; i++)
    if (!g_ascii_strcasecmp (g_array_index (fields, DsnGiven, i).name, name))
      return g_array_index (fields, DsnGiven, i).value;
  return NULL;
}

static DsnBuilderRecipient *
get_recipient (DsnBuilder *self, guint recipient)
{
  touch (self);
  return g_ptr_array_index (self->recipients, recipient);
}

/**
 * dsn_builder_new:
 * @reporting_mta: the name of the host that reports, with or without its type: "mx.example.org", "dns; mx.example.org"
 *
 * Begins a notification. A name that is not qualified gets the type x-local-hostname (RFC 3464 2.2.2).
 *
 * Returns: (transfer full): a builder
 */
DsnBuilder *
dsn_builder_new (const char *reporting_mta)
{
  DsnBuilder *self;

  g_return_val_if_fail (reporting_mta != NULL, NULL);

  self = g_object_new (DSN_TYPE_BUILDER, NULL);
  dsn_builder_set_field (self, "Reporting-MTA", reporting_mta);
  return self;
}

/**
 * dsn_builder_set_field:
 * @self: a builder
 * @name: a per-message field of RFC 3464 2.2, or the name of an own one, which begins with "X-"
 * @value: (nullable): its value, %NULL to have none. A type ("dns; ") may be left out; an Original-Envelope-Id is
 *   decoded
 *   (see RFC 3461 4.4), a date is one of RFC 5322 or ISO 8601
 *
 * Sets a field of the message as a whole.
 */
void
dsn_builder_set_field (DsnBuilder *self, const char *name, const char *value)
{
  g_return_if_fail (DSN_IS_BUILDER (self));
  g_return_if_fail (name != NULL);

  set_given (self, self->fields, name, value);
}

/**
 * dsn_builder_add_recipient:
 * @self: a builder
 * @address: the address as it was in the envelope
 *
 * Adds a recipient; the order stays.
 *
 * Returns: the number by which the other functions know it, from 0
 */
guint
dsn_builder_add_recipient (DsnBuilder *self, const char *address)
{
  DsnBuilderRecipient *recipient;

  g_return_val_if_fail (DSN_IS_BUILDER (self), 0);
  g_return_val_if_fail (address != NULL, 0);

  touch (self);
  recipient = g_new0 (DsnBuilderRecipient, 1);
  recipient->address = g_strdup (address);
  recipient->fields = given_array_new ();
  g_ptr_array_add (self->recipients, recipient);
  return self->recipients->len - 1;
}

/**
 * dsn_builder_set_recipient_field:
 * @self: a builder
 * @recipient: which recipient
 * @name: a per-recipient field of RFC 3464 2.3, or the name of an own one, which begins with "X-"
 * @value: (nullable): its value, %NULL to have none. A type ("rfc822; ", "dns; ") may be left out
 *
 * Sets a field of one recipient. Action, Status and Diagnostic-Code follow from the reply or the cause where they are
 * not set.
 */
void
dsn_builder_set_recipient_field (DsnBuilder *self, guint recipient, const char *name, const char *value)
{
  g_return_if_fail (DSN_IS_BUILDER (self));
  g_return_if_fail (recipient < self->recipients->len);
  g_return_if_fail (name != NULL);

  set_given (self, get_recipient (self, recipient)->fields, name, value);
}

/**
 * dsn_builder_set_recipient_reply:
 * @self: a builder
 * @recipient: which recipient
 * @reply: (nullable): what the server replied, word for word, of one line or many; it may hold anything
 * @stage: the command that it answers
 *
 * Sets the reply that decided about a recipient.
 */
void
dsn_builder_set_recipient_reply (DsnBuilder *self, guint recipient, const char *reply, DsnStage stage)
{
  DsnBuilderRecipient *r;

  g_return_if_fail (DSN_IS_BUILDER (self));
  g_return_if_fail (recipient < self->recipients->len);

  r = get_recipient (self, recipient);
  g_free (r->reply);
  r->reply = g_strdup (reply);
  r->stage = stage;
}

/**
 * dsn_builder_set_recipient_cause:
 * @self: a builder
 * @recipient: which recipient
 * @cause: what went wrong
 *
 * Says why a delivery did not succeed where no server replied.
 */
void
dsn_builder_set_recipient_cause (DsnBuilder *self, guint recipient, DsnCause cause)
{
  g_return_if_fail (DSN_IS_BUILDER (self));
  g_return_if_fail (recipient < self->recipients->len);
  g_return_if_fail ((guint) cause < DSN_CAUSE_LAST);

  get_recipient (self, recipient)->cause = cause;
}

/**
 * dsn_builder_set_recipient_expiry:
 * @self: a builder
 * @recipient: which recipient
 * @expiry: whether the time ran out, and what status that gives
 *
 * Says that a delivery was given up because it could not be done in time.
 */
void
dsn_builder_set_recipient_expiry (DsnBuilder *self, guint recipient, DsnExpiry expiry)
{
  g_return_if_fail (DSN_IS_BUILDER (self));
  g_return_if_fail (recipient < self->recipients->len);

  get_recipient (self, recipient)->expiry = expiry;
}

/**
 * dsn_builder_set_recipient_flags:
 * @self: a builder
 * @recipient: which recipient
 * @flags: what is special about it
 */
void
dsn_builder_set_recipient_flags (DsnBuilder *self, guint recipient, DsnRecipientFlags flags)
{
  g_return_if_fail (DSN_IS_BUILDER (self));
  g_return_if_fail (recipient < self->recipients->len);

  get_recipient (self, recipient)->flags = flags;
}

/**
 * dsn_builder_set_recipient_notify:
 * @self: a builder
 * @recipient: which recipient
 * @notify: what the sender asked for
 *
 * Leaves the recipient out where no notification is due (RFC 3461 6.1). Where this is not called, one always is.
 */
void
dsn_builder_set_recipient_notify (DsnBuilder *self, guint recipient, DsnNotify notify)
{
  DsnBuilderRecipient *r;

  g_return_if_fail (DSN_IS_BUILDER (self));
  g_return_if_fail (recipient < self->recipients->len);

  r = get_recipient (self, recipient);
  r->has_notify = TRUE;
  r->notify = notify;
}

/**
 * dsn_builder_set_profile:
 * @self: a builder
 * @profile: how a reply becomes a status
 */
void
dsn_builder_set_profile (DsnBuilder *self, DsnProfile profile)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  touch (self);
  self->profile = profile;
}

/**
 * dsn_builder_set_original:
 * @self: a builder
 * @message: (nullable): the message that could not be delivered
 */
void
dsn_builder_set_original (DsnBuilder *self, GBytes *message)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  touch (self);
  g_clear_pointer (&self->original, dsn_returned_free);
  if (message)
    self->original = dsn_returned_new_from_bytes (message);
}

/**
 * dsn_builder_set_original_fd:
 * @self: a builder
 * @fd: a regular file, open for reading; it is duplicated and its position is not used
 * @error: return location for a #GError
 *
 * As dsn_builder_set_original(), for a message that is not to be held in memory.
 *
 * Returns: %FALSE with %DSN_ERROR_IO if the file cannot be used
 */
gboolean
dsn_builder_set_original_fd (DsnBuilder *self, int fd, GError **error)
{
  g_return_val_if_fail (DSN_IS_BUILDER (self), FALSE);

  touch (self);
  g_clear_pointer (&self->original, dsn_returned_free);
  self->original = dsn_returned_new_from_fd (fd, error);
  return self->original != NULL;
}

/**
 * dsn_builder_set_return:
 * @self: a builder
 * @what: how much of the original to return
 * @size_limit: the size in bytes from which on only the header is returned, 0 for none
 */
void
dsn_builder_set_return (DsnBuilder *self, DsnReturn what, guint64 size_limit)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  touch (self);
  self->returns = what;
  self->size_limit = size_limit;
}

/**
 * dsn_builder_set_return_path:
 * @self: a builder
 * @address: (nullable): the envelope sender of the original message; "" or "<>" is the null one, to which nothing is
 *   sent.
 *   %NULL: what its Return-Path says, else its From, else the postmaster
 */
void
dsn_builder_set_return_path (DsnBuilder *self, const char *address)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  set_string (self, &self->return_path, address);
}

/**
 * dsn_builder_set_from:
 * @self: a builder
 * @address: (nullable): who is to be asked about the notification, %NULL for the postmaster of the reporting host
 */
void
dsn_builder_set_from (DsnBuilder *self, const char *address)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  set_string (self, &self->from, address);
}

/**
 * dsn_builder_set_subject:
 * @self: a builder
 * @subject: (nullable): the subject, %NULL for that of the language
 */
void
dsn_builder_set_subject (DsnBuilder *self, const char *subject)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  set_string (self, &self->subject, subject);
}

/**
 * dsn_builder_set_date:
 * @self: a builder
 * @date: (nullable): the date of the notification as in RFC 5322 or ISO 8601, or "@" and seconds since 1970; %NULL
 *   for now
 */
void
dsn_builder_set_date (DsnBuilder *self, const char *date)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  set_string (self, &self->date, date);
}

/**
 * dsn_builder_set_message_id:
 * @self: a builder
 * @message_id: (nullable): its Message-ID, %NULL for a new one
 */
void
dsn_builder_set_message_id (DsnBuilder *self, const char *message_id)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  set_string (self, &self->message_id, message_id);
}

/**
 * dsn_builder_set_boundary:
 * @self: a builder
 * @boundary: (nullable): what divides its parts (RFC 2046 5.1.1), %NULL for one that occurs nowhere in it
 */
void
dsn_builder_set_boundary (DsnBuilder *self, const char *boundary)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  set_string (self, &self->boundary, boundary);
}

/**
 * dsn_builder_set_seed:
 * @self: a builder
 * @seed: any number
 *
 * Makes the date, the Message-ID and the boundary that are not given follow from @seed, so that the same input gives
 * the same bytes.
 */
void
dsn_builder_set_seed (DsnBuilder *self, guint64 seed)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  touch (self);
  self->has_seed = TRUE;
  self->seed = seed;
}

/**
 * dsn_builder_set_language:
 * @self: a builder
 * @language: (nullable): the tag of the language to write in, such as "en"; %NULL for English
 */
void
dsn_builder_set_language (DsnBuilder *self, const char *language)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  set_string (self, &self->language, language);
}

/**
 * dsn_builder_set_flags:
 * @self: a builder
 * @flags: how to write
 */
void
dsn_builder_set_flags (DsnBuilder *self, DsnBuilderFlags flags)
{
  g_return_if_fail (DSN_IS_BUILDER (self));

  touch (self);
  self->flags = flags;
}

static DsnDraft *
ensure_draft (DsnBuilder *self, GError **error)
{
  if (self->draft == NULL)
    self->draft = dsn_draft_new (self, error);
  return self->draft;
}

/**
 * dsn_builder_build:
 * @self: a builder
 * @error: return location for a #GError
 *
 * Gives what the notification will say. Errors: %DSN_ERROR_SUPPRESSED if by the RFCs it must not be sent,
 * %DSN_ERROR_UNSAFE for a value that would break the message, %DSN_ERROR_SYNTAX, %DSN_ERROR_LIMIT,
 * %DSN_ERROR_MISSING, %DSN_ERROR_CONFLICT and %DSN_ERROR_IO; each message names the field or part.
 *
 * Returns: (transfer full): the report
 */
DsnReport *
dsn_builder_build (DsnBuilder *self, GError **error)
{
  g_return_val_if_fail (DSN_IS_BUILDER (self), NULL);

  return ensure_draft (self, error) ? dsn_report_ref (self->draft->report) : NULL;
}

/**
 * dsn_builder_write:
 * @self: a builder
 * @stream: where to write the message
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Writes the notification (RFC 6522). Nothing is written if it cannot be built. Memory does not grow with the
 * original message. Errors are those of dsn_builder_build() and of @stream.
 *
 * Returns: whether all of it was written
 */
gboolean
dsn_builder_write (DsnBuilder *self, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (DSN_IS_BUILDER (self), FALSE);
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), FALSE);

  return ensure_draft (self, error) && dsn_draft_write (self->draft, stream, cancellable, error);
}

/**
 * dsn_builder_to_bytes:
 * @self: a builder
 * @error: return location for a #GError
 *
 * As dsn_builder_write(), into memory.
 *
 * Returns: (transfer full): the message
 */
GBytes *
dsn_builder_to_bytes (DsnBuilder *self, GError **error)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();

  if (!dsn_builder_write (self, stream, NULL, error) || !g_output_stream_close (stream, NULL, error))
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

/**
 * dsn_builder_dup_envelope:
 * @self: a builder
 * @error: return location for a #GError
 *
 * Gives the envelope to send the notification with, as SMTP commands on two lines: the sender is null, there is no
 * RET and no NOTIFY but NEVER (RFC 3461 6.1).
 *
 * Returns: (transfer full): the commands, lines ended by LF
 */
char *
dsn_builder_dup_envelope (DsnBuilder *self, GError **error)
{
  DsnDraft *draft;

  g_return_val_if_fail (DSN_IS_BUILDER (self), NULL);

  draft = ensure_draft (self, error);
  if (draft == NULL)
    return NULL;
  return g_strdup_printf ("MAIL FROM:<>%s%s\nRCPT TO:<%s> NOTIFY=NEVER\n",
                          dsn_draft_is_8bit (draft) ? " BODY=8BITMIME" : "",
                          g_str_is_ascii (draft->return_path) ? "" : " SMTPUTF8", draft->return_path);
}

/**
 * dsn_builder_dup_notes:
 * @self: a builder
 *
 * Gives what the caller should know about the notification that was built last: what was mended, what was left out,
 * and why.
 *
 * Returns: (transfer full) (array zero-terminated=1): sentences in English, perhaps none
 */
char **
dsn_builder_dup_notes (DsnBuilder *self)
{
  GStrvBuilder *notes;
  char **result;

  g_return_val_if_fail (DSN_IS_BUILDER (self), NULL);

  notes = g_strv_builder_new ();
  for (guint i = 0; self->draft && i < self->draft->notes->len; i++)
    g_strv_builder_add (notes, g_ptr_array_index (self->draft->notes, i));
  result = g_strv_builder_end (notes);
  g_strv_builder_unref (notes);
  return result;
}
