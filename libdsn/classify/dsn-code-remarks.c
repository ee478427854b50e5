/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Remarks on a question about codes: what is not as it should be (RFC 3463 2, RFC 2034, RFC 5321 4.2.1), and where
 * folk lists write a code in another way (rules M-20, M-21, M-24, M-26).
 */
#include <string.h>
#include "classify/dsn-code-answer-private.h"

static void add (DsnCodeAnswer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add (DsnCodeAnswer *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->remarks, g_strdup_vprintf (format, args));
  va_end (args);
}

/* Some lists write 550 as 5.5.0. */
static void
remark_dotted (DsnCodeAnswer *self, const DsnCodeAsked *asked)
{
  const GPtrArray *entries = dsn_codes_get_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);
      const DsnCodePattern *p = &g_array_index (entry->patterns, DsnCodePattern, 0);
      DsnStatus status = { p->klass, p->subject, p->first };
      const DsnCodeEntry *registered;

      if (entry->layer != DSN_CODE_LAYER_FOLK || entry->reply != asked->reply || p->kind != DSN_CODE_KIND_ENHANCED)
        continue;
      registered = dsn_code_is_class (status.klass) ? dsn_codes_find (DSN_CODE_LAYER_REGISTERED, FALSE, 0, &status) : NULL;
      if (registered != NULL)
        add (self, "Some lists write %u as %u.%u.%u. That is another code, registered as \"%s\".", asked->reply, status.klass,
             status.subject, status.detail, registered->title);
      else
        add (self, "Some lists write %u as %u.%u.%u. There is no such code in the registry.", asked->reply, status.klass,
             status.subject, status.detail);
      return;
    }
}

static void
remark_reply (DsnCodeAnswer *self, const DsnCodeAsked *asked)
{
  if (asked->reply < 200)
    add (self, "SMTP has no replies that begin with 1: %u comes from a program, not from a server.", asked->reply);
  else if (asked->reply > 599)
    add (self, "%u is no reply code of SMTP: the first digit is 2, 3, 4 or 5.", asked->reply);
  else if (asked->kind == DSN_CODE_KIND_FOLK)
    add (self, "No RFC defines the reply code %u; a program goes by its first digit (RFC 5321 4.2.1).", asked->reply);
  else if (!dsn_codes_is_standard_reply (asked->reply))
    add (self, "Nobody defines the reply code %u; all that is known is its first digit (RFC 5321 4.2.1).", asked->reply);
  if (!self->line)
    remark_dotted (self, asked);
}

/* Some lists write 5.1.1 as 511. */
static void
remark_undotted (DsnCodeAnswer *self, const DsnCodeAsked *asked)
{
  const GPtrArray *entries = dsn_codes_get_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const DsnCodeEntry *entry = g_ptr_array_index (entries, i);

      if (entry->see == NULL || !dsn_status_equal (&entry->see_status, &asked->status)
          || dsn_code_entry_takes (entry, 0, &asked->status))
        continue;
      add (self, "Some lists write it without dots, %u, and mean the same.", entry->reply);
      return;
    }
}

static void
remark_class (DsnCodeAnswer *self, const DsnCodeAsked *asked)
{
  const DsnCodeEntry *entry = dsn_codes_find (DSN_CODE_LAYER_REGISTERED, FALSE, 0, &asked->status);

  if (entry == NULL || entry->classes == NULL || strchr (entry->classes, '0' + asked->status.klass) != NULL)
    return;
  if (asked->status.klass == 2)
    add (self, "Class 2 is success, whatever the rest of %s is registered for.", asked->code);
  else if (asked->status.klass == 4)
    add (self, "The registry has %s for other classes only (%s); with class 4 it is met all the same and means: try again.", entry->id,
         entry->classes);
  else
    add (self, "The registry has %s for other classes only (%s); with class 5 it is met all the same and means that the server "
         "has given up.", entry->id, entry->classes);
}

static void
remark_status (DsnCodeAnswer *self, const DsnCodeAsked *asked)
{
  if (!dsn_code_is_class (asked->status.klass))
    {
      add (self, "%s is no enhanced status code: its class can only be 2, 4 or 5 (RFC 3463 2).", asked->code);
      return;
    }
  if (asked->status.subject > 7)
    add (self, "%s is not registered, nor is its subject; RFC 3463 2 has it read by its class.", asked->code);
  else if (!dsn_codes_is_registered (&asked->status))
    add (self, "%s is not registered; RFC 3463 2 has it read by its subject.", asked->code);
  remark_class (self, asked);
  if (!self->line)
    remark_undotted (self, asked);
}

static void
remark_pair (DsnCodeAnswer *self, const DsnCodeAsked *reply, const DsnCodeAsked *status)
{
  if (reply->reply / 100 == 3)
    add (self, "A reply that begins with 3 carries no enhanced code (RFC 2034).");
  else if (reply->reply / 100 != status->status.klass)
    add (self, "The first digits of %s and %s differ, which RFC 2034 forbids: %s tells whether to try again, %s names the reason.",
         reply->code, status->code, reply->code, status->code);
  else if (dsn_code_has_same_digits (reply, status) && dsn_codes_is_standard_reply (reply->reply))
    add (self, "%s may be no more than %s with dots: go by the reply and its text.", status->code, reply->code);
}

void
dsn_code_answer_remark (DsnCodeAnswer *self)
{
  if (self->n_asked == 0)
    add (self, "There is neither a reply code nor an enhanced status code in it.");
  for (guint i = 0; i < self->n_asked; i++)
    if (self->asked[i].reply != 0)
      remark_reply (self, &self->asked[i]);
    else
      remark_status (self, &self->asked[i]);
  for (guint i = 0; i < self->n_asked; i++)
    for (guint j = 0; j < self->n_asked; j++)
      if (self->asked[i].reply != 0 && self->asked[j].reply == 0)
        remark_pair (self, &self->asked[i], &self->asked[j]);
}
