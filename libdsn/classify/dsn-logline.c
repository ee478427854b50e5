/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * DsnLogLine: a line of a log, or a bare reply, as facts about one recipient.  Immutable and thread-safe once made;
 * everything lives in one arena.  How the lines are read: dsn-logline-read.c.
 */
#include <string.h>
#include "classify/dsn-logline.h"

G_DEFINE_BOXED_TYPE (DsnLogLine, dsn_log_line, dsn_log_line_ref, dsn_log_line_unref)

/**
 * dsn_log_line_new:
 * @text: a line, without its end; any bytes, NUL too
 * @length: its length in bytes, -1 if it ends with a NUL
 *
 * Reads one line: of the log of Postfix, Exim, sendmail, OpenSMTPD or qmail, with or without what syslog puts in
 * front, or a bare reply such as "550 5.1.1 User unknown". A line of another kind is taken as it stands.
 *
 * Returns: (transfer full): what the line says
 */
DsnLogLine *
dsn_log_line_new (const char *text, gssize length)
{
  g_autofree char *valid = NULL;
  DsnArena *arena;
  DsnLogLine *self;
  gsize size;

  g_return_val_if_fail (text != NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  arena = dsn_arena_new ();
  self = dsn_arena_new0 (arena, DsnLogLine, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->arena = arena;
  if (g_utf8_validate (text, (gssize) size, NULL))
    self->text = dsn_arena_strndup (arena, text, size);
  else
    {
      valid = g_utf8_make_valid (text, (gssize) size);
      self->text = dsn_arena_strdup (arena, valid);
    }
  self->recipient = dsn_recipient_new (arena);
  dsn_log_line_read (self);
  return self;
}

/**
 * dsn_log_line_ref:
 * @self: a line
 *
 * Returns: (transfer full): @self
 */
DsnLogLine *
dsn_log_line_ref (DsnLogLine *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_log_line_unref:
 * @self: (transfer full): a line
 */
void
dsn_log_line_unref (DsnLogLine *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  dsn_recipient_unref (self->recipient);
  dsn_arena_unref (self->arena);
}

/**
 * dsn_log_line_get_text:
 * @self: a line
 *
 * Returns: (transfer none): the whole line as valid UTF-8
 */
const char *
dsn_log_line_get_text (const DsnLogLine *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->text;
}

/**
 * dsn_log_line_get_format:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): the mail server that writes such lines ("postfix", "exim", "sendmail",
 *   "opensmtpd", "qmail"), %NULL if it is a bare reply or the line of another program
 */
const char *
dsn_log_line_get_format (const DsnLogLine *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->format;
}

/**
 * dsn_log_line_get_recipient:
 * @self: a line
 *
 * The facts of the line: the address, the Action, the status code and the queue id (as Final-Log-Id), as far as the
 * line tells them. Its fields are the named values of the line.
 *
 * Returns: (transfer none): the recipient, which lives as long as @self
 */
DsnRecipient *
dsn_log_line_get_recipient (const DsnLogLine *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->recipient;
}

/**
 * dsn_log_line_get_stage:
 * @self: a line
 *
 * Returns: the command that was answered, %DSN_STAGE_UNKNOWN if the line does not tell
 */
DsnStage
dsn_log_line_get_stage (const DsnLogLine *self)
{
  g_return_val_if_fail (self != NULL, DSN_STAGE_UNKNOWN);
  return self->recipient->stage;
}

/**
 * dsn_log_line_get_remote:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): the host that answered, %NULL if the line does not tell
 */
const char *
dsn_log_line_get_remote (const DsnLogLine *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->recipient->remote_host;
}
