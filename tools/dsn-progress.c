/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A line on stderr that tells how far long work is: only on a terminal, only if stdout is not one too, and only after
 * a second.  And the counts at the end, for those who ask.
 */
#include <unistd.h>
#include "dsn-progress.h"
#include "dsn-tool.h"

#define FIRST_AFTER G_USEC_PER_SEC
#define AGAIN_AFTER (G_USEC_PER_SEC / 10)

void
dsn_progress_init (DsnProgress *self, gboolean wanted)
{
  *self = (DsnProgress) { .started = g_get_monotonic_time () };
  self->next = self->started + FIRST_AFTER;
  self->wanted = wanted && isatty (STDERR_FILENO) && !isatty (STDOUT_FILENO);
}

static guint64
get_rate (const DsnProgress *self, gint64 now)
{
  return self->messages * G_USEC_PER_SEC / MAX (1, now - self->started);
}

void
dsn_progress_clear (DsnProgress *self)
{
  if (self->shown)
    fputs ("\r\033[K", stderr);
  self->shown = FALSE;
}

void
dsn_progress_recipient (DsnProgress *self, DsnReason reason)
{
  self->recipients++;
  self->by_reason[reason]++;
}

void
dsn_progress_message (DsnProgress *self, DsnKind kind)
{
  gint64 now;

  self->messages++;
  self->by_kind[kind]++;
  if (!self->wanted || (now = g_get_monotonic_time ()) < self->next)
    return;

  self->next = now + AGAIN_AFTER;
  self->shown = TRUE;
  fprintf (stderr, "\r\033[K%" G_GUINT64_FORMAT " messages, %" G_GUINT64_FORMAT " a second", self->messages,
           get_rate (self, now));
}

/* "; bounce 3, delay 1" */
static void
append_counts (GString *line, const char *lead, const guint64 *counts, guint n, const char *(*nick) (guint value))
{
  for (guint i = 0; i < n; i++)
    if (counts[i] > 0)
      {
        g_string_append_printf (line, "%s%s %" G_GUINT64_FORMAT, lead, nick (i), counts[i]);
        lead = ", ";
      }
}

static const char *
get_kind_nick (guint kind)
{
  return dsn_kind_to_string (kind);
}

static const char *
get_reason_nick (guint reason)
{
  return dsn_reason_to_string (reason);
}

void
dsn_progress_finish (DsnProgress *self, const char *command, gboolean stats)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GString) line = NULL;

  dsn_progress_clear (self);
  if (!stats)
    return;

  line = g_string_new (NULL);
  g_string_append_printf (line, "%" G_GUINT64_FORMAT " messages", self->messages);
  append_counts (line, ": ", self->by_kind, DSN_KIND_LAST, get_kind_nick);
  g_string_append_printf (line, "; %" G_GUINT64_FORMAT " recipients", self->recipients);
  append_counts (line, ": ", self->by_reason, DSN_REASON_LAST, get_reason_nick);
  if (self->failures > 0)
    g_string_append_printf (line, "; %" G_GUINT64_FORMAT " inputs unreadable", self->failures);
  g_string_append_printf (line, "; %.2f s, %" G_GUINT64_FORMAT " messages a second",
                          (now - self->started) / (double) G_USEC_PER_SEC, get_rate (self, now));
  dsn_tool_error (command, "%s", line->str);
}
