/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * DsnRecipient: what a message says about one recipient.  Immutable once its report is handed out; the reference count is
 * atomic, so it may be read from any thread.
 */
#include <string.h>
#include "model/dsn-report-private.h"

#define MAX_EVIDENCE   64     /* texts about one recipient, names of one: more come from nobody who means well */
#define MAX_IDENTITIES 64

G_DEFINE_BOXED_TYPE (DsnRecipient, dsn_recipient, dsn_recipient_ref, dsn_recipient_unref)

static const char * const sources[] = {
  [DSN_SOURCE_NONE]            = "none",
  [DSN_SOURCE_DIAGNOSTIC_CODE] = "Diagnostic-Code",
  [DSN_SOURCE_SUPPLEMENTARY]   = "X-Supplementary-Info",
  [DSN_SOURCE_TEXT]            = "text",
  [DSN_SOURCE_TRANSCRIPT]      = "transcript",
  [DSN_SOURCE_STATUS]          = "Status",
  [DSN_SOURCE_NOTICE]          = "notice",
  [DSN_SOURCE_WHOLE_NOTICE]    = "notice",
  [DSN_SOURCE_SUBJECT]         = "Subject",
  [DSN_SOURCE_INPUT]           = "input",
};

const char *
dsn_source_to_string (DsnSource source)
{
  return (guint) source < G_N_ELEMENTS (sources) ? sources[source] : NULL;
}

DsnRecipient *
dsn_recipient_new (DsnArena *arena)
{
  DsnRecipient *self = dsn_arena_new0 (arena, DsnRecipient, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->arena = dsn_arena_ref (arena);
  return self;
}

void
dsn_recipient_add_field (DsnRecipient *self, const char *name, const char *value, DsnSpan span)
{
  self->fields = dsn_arena_grow (self->arena, self->fields, self->n_fields, sizeof (DsnField));
  self->fields[self->n_fields++] = (DsnField) { name, value, span };
}

void
dsn_recipient_add_evidence (DsnRecipient *self, DsnSource source, const char *text, guint part, DsnSpan span)
{
  guint at;

  for (guint i = 0; i < self->n_evidence; i++)
    if (self->evidence[i].source == source && !strcmp (self->evidence[i].text, text))
      return;
  if (self->n_evidence >= MAX_EVIDENCE)
    {
      /* what is trusted least has to go */
      if (self->evidence[self->n_evidence - 1].source <= source)
        return;
      self->n_evidence--;
    }
  self->evidence = dsn_arena_grow (self->arena, self->evidence, self->n_evidence, sizeof (DsnEvidence));
  /* kept in the order of trust; equals stay in the order in which they came */
  for (at = self->n_evidence; at > 0 && self->evidence[at - 1].source > source; at--)
    self->evidence[at] = self->evidence[at - 1];
  self->evidence[at] = (DsnEvidence) { source, text, part, span };
  self->n_evidence++;
}

void
dsn_recipient_add_identity (DsnRecipient *self, const char *address, const char *source)
{
  for (guint i = 0; i < self->n_identities; i++)
    if (!strcmp (self->identities[i].address, address) && !strcmp (self->identities[i].source, source))
      return;
  if (self->n_identities >= MAX_IDENTITIES)
    return;
  self->identities = dsn_arena_grow (self->arena, self->identities, self->n_identities, sizeof (DsnIdentity));
  self->identities[self->n_identities++] = (DsnIdentity) { address, source };
}

/**
 * dsn_recipient_ref:
 * @self: a recipient
 *
 * Returns: (transfer full): @self
 */
DsnRecipient *
dsn_recipient_ref (DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_recipient_unref:
 * @self: (transfer full): a recipient
 */
void
dsn_recipient_unref (DsnRecipient *self)
{
  g_return_if_fail (self != NULL);
  /* it lives in the arena, which goes with its last user */
  if (g_atomic_ref_count_dec (&self->ref_count))
    dsn_arena_unref (self->arena);
}

/**
 * dsn_recipient_get_address:
 * @self: a recipient
 *
 * The address to report, as far as the message tells the one that our mail was sent to: domain in lower case, local part
 * as it stands.
 *
 * Returns: (transfer none) (nullable): the address, valid as long as @self; %NULL if the message names none
 */
const char *
dsn_recipient_get_address (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->address;
}

static const DsnTyped *
given (const DsnTyped *typed)
{
  return typed->verbatim ? typed : NULL;
}

/**
 * dsn_recipient_get_original_recipient:
 * @self: a recipient
 *
 * RFC 3464 2.3.1.
 *
 * Returns: (transfer none) (nullable): Original-Recipient, %NULL if absent
 */
const DsnTyped *
dsn_recipient_get_original_recipient (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return given (&self->original_recipient);
}

/**
 * dsn_recipient_get_final_recipient:
 * @self: a recipient
 *
 * RFC 3464 2.3.2.
 *
 * Returns: (transfer none) (nullable): Final-Recipient, %NULL if absent
 */
const DsnTyped *
dsn_recipient_get_final_recipient (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return given (&self->final_recipient);
}

/**
 * dsn_recipient_get_action:
 * @self: a recipient
 *
 * RFC 3464 2.3.3.
 *
 * Returns: the Action as stated, %DSN_ACTION_NONE if absent or unknown
 */
DsnAction
dsn_recipient_get_action (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, DSN_ACTION_NONE);
  return self->action;
}

/**
 * dsn_recipient_get_status:
 * @self: a recipient
 *
 * RFC 3464 2.3.4.
 *
 * Returns: (transfer none) (nullable): the Status as stated, %NULL if absent or no code
 */
const DsnStatus *
dsn_recipient_get_status (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return dsn_status_is_set (&self->status) ? &self->status : NULL;
}

/**
 * dsn_recipient_get_remote_mta:
 * @self: a recipient
 *
 * RFC 3464 2.3.5.
 *
 * Returns: (transfer none) (nullable): Remote-MTA, %NULL if absent
 */
const DsnTyped *
dsn_recipient_get_remote_mta (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return given (&self->remote_mta);
}

/**
 * dsn_recipient_get_diagnostic_code:
 * @self: a recipient
 *
 * RFC 3464 2.3.6.
 *
 * Returns: (transfer none) (nullable): Diagnostic-Code, %NULL if absent
 */
const DsnTyped *
dsn_recipient_get_diagnostic_code (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return given (&self->diagnostic_code);
}

/**
 * dsn_recipient_get_last_attempt_date:
 * @self: a recipient
 *
 * RFC 3464 2.3.7.
 *
 * Returns: (transfer none) (nullable): Last-Attempt-Date as it stands, %NULL if absent
 */
const char *
dsn_recipient_get_last_attempt_date (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->last_attempt_date;
}

/**
 * dsn_recipient_get_final_log_id:
 * @self: a recipient
 *
 * RFC 3464 2.3.8.
 *
 * Returns: (transfer none) (nullable): Final-Log-ID, %NULL if absent
 */
const char *
dsn_recipient_get_final_log_id (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->final_log_id;
}

/**
 * dsn_recipient_get_will_retry_until:
 * @self: a recipient
 *
 * RFC 3464 2.3.9.
 *
 * Returns: (transfer none) (nullable): Will-Retry-Until as it stands, %NULL if absent
 */
const char *
dsn_recipient_get_will_retry_until (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->will_retry_until;
}

/**
 * dsn_recipient_get_n_fields:
 * @self: a recipient
 *
 * Returns: how many fields its group has, unknown ones included
 */
guint
dsn_recipient_get_n_fields (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_fields;
}

/**
 * dsn_recipient_get_field_name:
 * @self: a recipient
 * @i: which field, from 0
 *
 * Returns: (transfer none) (nullable): the name of the field as it stands, %NULL if there are not so many
 */
const char *
dsn_recipient_get_field_name (const DsnRecipient *self, guint i)
{
  g_return_val_if_fail (self != NULL, NULL);
  return i < self->n_fields ? self->fields[i].name : NULL;
}

/**
 * dsn_recipient_get_field_value:
 * @self: a recipient
 * @i: which field, from 0
 *
 * Returns: (transfer none) (nullable): the unfolded value of the field, %NULL if there are not so many
 */
const char *
dsn_recipient_get_field_value (const DsnRecipient *self, guint i)
{
  g_return_val_if_fail (self != NULL, NULL);
  return i < self->n_fields ? self->fields[i].value : NULL;
}

const char *
dsn_fields_lookup (const DsnField *fields, guint n_fields, const char *name)
{
  for (guint i = 0; i < n_fields; i++)
    if (!g_ascii_strcasecmp (fields[i].name, name))
      return fields[i].value;
  return NULL;
}

/**
 * dsn_recipient_lookup_field:
 * @self: a recipient
 * @name: a field name, in any letter case
 *
 * Returns: (transfer none) (nullable): the unfolded value of the first field of that name, %NULL if there is none
 */
const char *
dsn_recipient_lookup_field (const DsnRecipient *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);
  return dsn_fields_lookup (self->fields, self->n_fields, name);
}

/**
 * dsn_recipient_get_n_identities:
 * @self: a recipient
 *
 * Returns: under how many addresses the message knows the recipient, counted once for each source
 */
guint
dsn_recipient_get_n_identities (const DsnRecipient *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_identities;
}

/**
 * dsn_recipient_get_identity:
 * @self: a recipient
 * @i: which identity, from 0
 * @source: (out) (optional) (transfer none) (nullable): who says so: a field name such as "Final-Recipient", "text",
 *   "expanded-from" or "returned"
 *
 * An address under which the message knows the recipient: the one that failed, the one that the sender wrote, the alias in between.
 *
 * Returns: (transfer none) (nullable): the address, %NULL if there are not so many
 */
const char *
dsn_recipient_get_identity (const DsnRecipient *self, guint i, const char **source)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (source)
    *source = i < self->n_identities ? self->identities[i].source : NULL;
  return i < self->n_identities ? self->identities[i].address : NULL;
}
