/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * DsnReport: what a message reports.  Immutable once handed out; the reference count is atomic, so it may be read from
 * any thread.  Absent is NULL, empty is "".
 */
#include <string.h>
#include "model/dsn-report-private.h"

G_DEFINE_BOXED_TYPE (DsnReport, dsn_report, dsn_report_ref, dsn_report_unref)

DsnReport *
dsn_report_new (void)
{
  DsnArena *arena = dsn_arena_new ();
  DsnReport *self = dsn_arena_new0 (arena, DsnReport, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->arena = arena;
  return self;
}

void
dsn_report_add_field (DsnReport *self, const char *name, const char *value, DsnSpan span)
{
  self->fields = dsn_arena_grow (self->arena, self->fields, self->n_fields, sizeof (DsnField));
  self->fields[self->n_fields++] = (DsnField) { name, value, span };
}

void
dsn_report_add_original (DsnReport *self, const char *name, const char *value, DsnSpan span)
{
  self->original = dsn_arena_grow (self->arena, self->original, self->n_original, sizeof (DsnField));
  self->original[self->n_original++] = (DsnField) { name, value, span };
  self->has_original = TRUE;
}

void
dsn_report_add_recipient (DsnReport *self, DsnRecipient *recipient)
{
  self->recipients = dsn_arena_grow (self->arena, self->recipients, self->n_recipients, sizeof (DsnRecipient *));
  self->recipients[self->n_recipients++] = recipient;
}

/**
 * dsn_report_ref:
 * @self: a report
 *
 * Returns: (transfer full): @self
 */
DsnReport *
dsn_report_ref (DsnReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_report_unref:
 * @self: (transfer full): a report
 */
void
dsn_report_unref (DsnReport *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_recipients; i++)
    dsn_recipient_unref (self->recipients[i]);
  dsn_arena_unref (self->arena);
}

/**
 * dsn_report_get_kind:
 * @self: a report
 *
 * Returns: what the message is
 */
DsnKind
dsn_report_get_kind (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, DSN_KIND_ORDINARY);
  return self->kind;
}

/**
 * dsn_report_get_dialect:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): which mail server wrote it ("postfix"), %NULL if that is not known
 */
const char *
dsn_report_get_dialect (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->dialect;
}

/**
 * dsn_report_get_defects:
 * @self: a report
 *
 * Returns: what is wrong with the form of the message
 */
DsnDefects
dsn_report_get_defects (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->defects;
}

/**
 * dsn_report_get_original_envelope_id:
 * @self: a report
 *
 * RFC 3464 2.2.1.
 *
 * Returns: (transfer none) (nullable): Original-Envelope-Id, %NULL if absent
 */
const char *
dsn_report_get_original_envelope_id (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->original_envelope_id;
}

static const DsnTyped *
given (const DsnTyped *typed)
{
  return typed->verbatim ? typed : NULL;
}

/**
 * dsn_report_get_reporting_mta:
 * @self: a report
 *
 * RFC 3464 2.2.2.
 *
 * Returns: (transfer none) (nullable): Reporting-MTA, %NULL if absent
 */
const DsnTyped *
dsn_report_get_reporting_mta (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return given (&self->reporting_mta);
}

/**
 * dsn_report_get_dsn_gateway:
 * @self: a report
 *
 * RFC 3464 2.2.3.
 *
 * Returns: (transfer none) (nullable): DSN-Gateway, %NULL if absent
 */
const DsnTyped *
dsn_report_get_dsn_gateway (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return given (&self->dsn_gateway);
}

/**
 * dsn_report_get_received_from_mta:
 * @self: a report
 *
 * RFC 3464 2.2.4.
 *
 * Returns: (transfer none) (nullable): Received-From-MTA, %NULL if absent
 */
const DsnTyped *
dsn_report_get_received_from_mta (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return given (&self->received_from_mta);
}

/**
 * dsn_report_get_arrival_date:
 * @self: a report
 *
 * RFC 3464 2.2.5.
 *
 * Returns: (transfer none) (nullable): Arrival-Date as it stands, %NULL if absent
 */
const char *
dsn_report_get_arrival_date (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->arrival_date;
}

/**
 * dsn_report_get_n_fields:
 * @self: a report
 *
 * Returns: how many per-message fields it has, unknown ones included
 */
guint
dsn_report_get_n_fields (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_fields;
}

/**
 * dsn_report_get_field_name:
 * @self: a report
 * @i: which field, from 0
 *
 * Returns: (transfer none) (nullable): the name of the field as it stands, %NULL if there are not so many
 */
const char *
dsn_report_get_field_name (const DsnReport *self, guint i)
{
  g_return_val_if_fail (self != NULL, NULL);
  return i < self->n_fields ? self->fields[i].name : NULL;
}

/**
 * dsn_report_get_field_value:
 * @self: a report
 * @i: which field, from 0
 *
 * Returns: (transfer none) (nullable): the unfolded value of the field, %NULL if there are not so many
 */
const char *
dsn_report_get_field_value (const DsnReport *self, guint i)
{
  g_return_val_if_fail (self != NULL, NULL);
  return i < self->n_fields ? self->fields[i].value : NULL;
}

/**
 * dsn_report_lookup_field:
 * @self: a report
 * @name: a field name, in any letter case
 *
 * Returns: (transfer none) (nullable): the unfolded value of the first per-message field of that name, %NULL if there is none
 */
const char *
dsn_report_lookup_field (const DsnReport *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);
  return dsn_fields_lookup (self->fields, self->n_fields, name);
}

/**
 * dsn_report_get_n_recipients:
 * @self: a report
 *
 * Returns: how many recipients it names
 */
guint
dsn_report_get_n_recipients (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_recipients;
}

/**
 * dsn_report_get_recipient:
 * @self: a report
 * @i: which recipient, from 0, in the order of the message
 *
 * Returns: (transfer none) (nullable): the recipient, %NULL if there are not so many
 */
DsnRecipient *
dsn_report_get_recipient (const DsnReport *self, guint i)
{
  g_return_val_if_fail (self != NULL, NULL);
  return i < self->n_recipients ? self->recipients[i] : NULL;
}

/**
 * dsn_report_has_original:
 * @self: a report
 *
 * Returns: whether header fields of the returned message were found
 */
gboolean
dsn_report_has_original (const DsnReport *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->has_original;
}

/**
 * dsn_report_lookup_original_field:
 * @self: a report
 * @name: a field name, in any letter case
 *
 * Looks a header field of the returned message up. Encoded words (RFC 2047) are decoded.
 *
 * Returns: (transfer none) (nullable): the unfolded value of the first field of that name, %NULL if there is none
 */
const char *
dsn_report_lookup_original_field (const DsnReport *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);
  return dsn_fields_lookup (self->original, self->n_original, name);
}

static gboolean
same_fields (const DsnField *a, guint n_a, const DsnField *b, guint n_b)
{
  if (n_a != n_b)
    return FALSE;
  for (guint i = 0; i < n_a; i++)
    if (g_ascii_strcasecmp (a[i].name, b[i].name) || strcmp (a[i].value, b[i].value))
      return FALSE;
  return TRUE;
}

static gboolean
same_recipient (const DsnRecipient *a, const DsnRecipient *b)
{
  return !g_strcmp0 (a->address, b->address)
    && a->action == b->action
    && dsn_status_equal (&a->status, &b->status)
    && same_fields (a->fields, a->n_fields, b->fields, b->n_fields);
}

/**
 * dsn_report_equal:
 * @a: a report
 * @b: another
 *
 * Compares what two messages report: kind, all fields of the message and of each recipient, in order, and the fields of the
 * returned message. Where the facts stood, defects and dialect do not count.
 *
 * Returns: whether both report the same
 */
gboolean
dsn_report_equal (const DsnReport *a, const DsnReport *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->kind != b->kind || a->n_recipients != b->n_recipients || a->has_original != b->has_original
      || !same_fields (a->fields, a->n_fields, b->fields, b->n_fields)
      || !same_fields (a->original, a->n_original, b->original, b->n_original))
    return FALSE;
  for (guint i = 0; i < a->n_recipients; i++)
    if (!same_recipient (a->recipients[i], b->recipients[i]))
      return FALSE;
  return TRUE;
}
