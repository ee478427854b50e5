/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One meaning of a code: an entry of the code tables, fitted to the code that was asked for.  The class matters: with
 * class 2 nothing has failed, whatever the rest is registered for, and a failure is never "delivered".
 */
#include <string.h>
#include "classify/dsn-codes.h"

struct _DsnCodeInfo {
  gatomicrefcount     ref_count;
  const DsnCodeEntry *entry;
  char               *code;
  DsnCodeMatch        match;
  gboolean            recognized;
  gboolean            success;
  DsnReason           reasons[DSN_CODE_REASONS];
  guint               n_reasons;
};

static const char * const nothing[] = { NULL };
static const char * const layers[] = { "registered", "vendor", "folk" };
static const char * const kinds[] = { "none", "reply-code", "enhanced-code", "folk" };
static const char * const matches[] = { "exact", "subject", "class" };

G_STATIC_ASSERT (G_N_ELEMENTS (layers) == DSN_CODE_LAYER_LAST);
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == DSN_CODE_KIND_LAST);
G_STATIC_ASSERT (G_N_ELEMENTS (matches) == DSN_CODE_MATCH_LAST);

G_DEFINE_BOXED_TYPE (DsnCodeInfo, dsn_code_info, dsn_code_info_ref, dsn_code_info_unref)

/**
 * dsn_code_layer_to_string:
 * @layer: a layer
 *
 * Returns: (transfer none): its nick, "registered"
 */
const char *
dsn_code_layer_to_string (DsnCodeLayer layer)
{
  g_return_val_if_fail (layer < DSN_CODE_LAYER_LAST, NULL);
  return layers[layer];
}

/**
 * dsn_code_kind_to_string:
 * @kind: what an input was taken for
 *
 * Returns: (transfer none): its nick, "reply-code"
 */
const char *
dsn_code_kind_to_string (DsnCodeKind kind)
{
  g_return_val_if_fail (kind < DSN_CODE_KIND_LAST, NULL);
  return kinds[kind];
}

/**
 * dsn_code_match_to_string:
 * @match: how well a meaning fits
 *
 * Returns: (transfer none): its nick, "exact"
 */
const char *
dsn_code_match_to_string (DsnCodeMatch match)
{
  g_return_val_if_fail (match < DSN_CODE_MATCH_LAST, NULL);
  return matches[match];
}

static void
choose_reasons (DsnCodeInfo *self, char klass)
{
  const DsnCodeEntry *entry = self->entry;
  const DsnReason *reasons = entry->reasons;
  guint n = entry->n_reasons;

  if (klass == '4' && entry->n_temporary > 0)
    {
      reasons = entry->temporary;
      n = entry->n_temporary;
    }
  if (self->success)
    {
      gboolean delivered = n > 0 && reasons[0] == DSN_REASON_DELIVERED;

      self->reasons[self->n_reasons++] = delivered ? DSN_REASON_DELIVERED : DSN_REASON_UNSPECIFIED;
      self->reasons[self->n_reasons++] = delivered ? DSN_REASON_UNSPECIFIED : DSN_REASON_DELIVERED;
      return;
    }
  for (guint i = 0; i < n; i++)
    if (reasons[i] != DSN_REASON_DELIVERED || (klass != '4' && klass != '5'))
      self->reasons[self->n_reasons++] = reasons[i];
  if (self->n_reasons == 0)
    self->reasons[self->n_reasons++] = DSN_REASON_UNSPECIFIED;
}

/* The code is that of the question; its first digit is the class. */
DsnCodeInfo *
dsn_code_info_new (const DsnCodeEntry *entry, const char *code, DsnCodeMatch match, gboolean recognized)
{
  DsnCodeInfo *self = g_new0 (DsnCodeInfo, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->entry = entry;
  self->code = g_strdup (code);
  self->match = match;
  self->recognized = recognized;
  self->success = code[0] == '2';
  choose_reasons (self, code[0]);
  return self;
}

const DsnCodeEntry *
dsn_code_info_get_entry (const DsnCodeInfo *self)
{
  return self->entry;
}

/**
 * dsn_code_info_ref:
 * @self: a meaning
 *
 * Returns: (transfer full): the same with one more reference
 */
DsnCodeInfo *
dsn_code_info_ref (DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * dsn_code_info_unref:
 * @self: (transfer full): a meaning
 *
 * Gives up a reference.
 */
void
dsn_code_info_unref (DsnCodeInfo *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->code);
  g_free (self);
}

/**
 * dsn_code_info_get_code:
 * @self: a meaning
 *
 * Returns: (transfer none): the code that was asked for, "550" or "5.1.1"
 */
const char *
dsn_code_info_get_code (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->code;
}

/**
 * dsn_code_info_get_id:
 * @self: a meaning
 *
 * Returns: (transfer none): the section of the code tables that holds it, "X.1.1" or "microsoft-access-denied"
 */
const char *
dsn_code_info_get_id (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->entry->id;
}

/**
 * dsn_code_info_get_layer:
 * @self: a meaning
 *
 * Returns: who stands behind it
 */
DsnCodeLayer
dsn_code_info_get_layer (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, DSN_CODE_LAYER_FOLK);
  return self->entry->layer;
}

/**
 * dsn_code_info_get_match:
 * @self: a meaning
 *
 * Returns: how well it fits the code (RFC 3463 2)
 */
DsnCodeMatch
dsn_code_info_get_match (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, DSN_CODE_MATCH_CLASS);
  return self->match;
}

/**
 * dsn_code_info_get_vendor:
 * @self: a meaning
 *
 * Returns: (transfer none) (nullable): the mail server or provider that uses the code so
 */
const char *
dsn_code_info_get_vendor (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->entry->vendor;
}

/**
 * dsn_code_info_get_recognized:
 * @self: a meaning
 *
 * Returns: whether words of the question or a host name in it speak for this meaning
 */
gboolean
dsn_code_info_get_recognized (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->recognized;
}

/**
 * dsn_code_info_get_conflict:
 * @self: a meaning
 *
 * Returns: whether a vendor uses the code for something else than the registry does
 */
gboolean
dsn_code_info_get_conflict (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->entry->conflict;
}

/**
 * dsn_code_info_get_title:
 * @self: a meaning
 *
 * Returns: (transfer none): a few words; the registered name where there is one
 */
const char *
dsn_code_info_get_title (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->entry->title;
}

/**
 * dsn_code_info_get_meaning:
 * @self: a meaning
 *
 * Returns: (transfer none): the meaning in one or two sentences
 */
const char *
dsn_code_info_get_meaning (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->success && self->entry->classes != NULL && strchr (self->entry->classes, '2') == NULL)
    return "Success: what was asked for was done. The registered name is for failures and says nothing here.";
  return self->entry->meaning;
}

/**
 * dsn_code_info_get_because:
 * @self: a meaning
 *
 * Returns: (transfer none) (nullable): what speaks for a folk reading
 */
const char *
dsn_code_info_get_because (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->entry->because;
}

/**
 * dsn_code_info_get_see:
 * @self: a meaning
 * @title: (out) (optional) (nullable): the registered name of that code
 *
 * Returns: (transfer none) (nullable): the registered code with which a folk reading agrees
 */
const char *
dsn_code_info_get_see (const DsnCodeInfo *self, const char **title)
{
  const DsnCodeEntry *other;

  g_return_val_if_fail (self != NULL, NULL);

  other = self->entry->see != NULL ? dsn_codes_find (DSN_CODE_LAYER_REGISTERED, FALSE, 0, &self->entry->see_status) : NULL;
  if (title != NULL)
    *title = other != NULL ? other->title : NULL;
  return self->entry->see;
}

/**
 * dsn_code_info_get_basic:
 * @self: a meaning
 *
 * The list is a hint and never exclusive (RFC 5248 2).
 *
 * Returns: (transfer none) (nullable): the reply codes that the registry names beside an enhanced code, "451, 550"
 */
const char *
dsn_code_info_get_basic (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->entry->basic;
}

/**
 * dsn_code_info_get_classes:
 * @self: a meaning
 *
 * Returns: (transfer none) (nullable): the classes with which the code is of use, "4, 5"
 */
const char *
dsn_code_info_get_classes (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->entry->classes;
}

/**
 * dsn_code_info_get_reasons:
 * @self: a meaning
 * @n_reasons: (out): how many
 *
 * Returns: (array length=n_reasons) (transfer none): what the code speaks for, the best first; there is always one
 */
const DsnReason *
dsn_code_info_get_reasons (const DsnCodeInfo *self, guint *n_reasons)
{
  g_return_val_if_fail (self != NULL && n_reasons != NULL, NULL);
  *n_reasons = self->n_reasons;
  return self->reasons;
}

/**
 * dsn_code_info_get_fault:
 * @self: a meaning
 *
 * Returns: who has to act
 */
DsnFault
dsn_code_info_get_fault (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, DSN_FAULT_UNKNOWN);

  if (self->success)
    return DSN_FAULT_NONE;
  return self->entry->has_fault ? self->entry->fault : dsn_reason_get_fault (self->reasons[0]);
}

/**
 * dsn_code_info_get_remedy:
 * @self: a meaning
 *
 * Returns: (transfer none) (nullable): what to do
 */
const char *
dsn_code_info_get_remedy (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* the advice of a failure makes no sense where nothing failed */
  if (self->success && self->entry->n_reasons > 0 && dsn_reason_get_fault (self->entry->reasons[0]) != DSN_FAULT_NONE
      && !(self->entry->has_fault && self->entry->fault == DSN_FAULT_NONE))
    return "Nothing to do.";
  return self->entry->remedy;
}

static const char * const *
strings (const GPtrArray *list)
{
  return list != NULL ? (const char * const *) list->pdata : nothing;
}

/**
 * dsn_code_info_get_checks:
 * @self: a meaning
 *
 * Commands for an operator.  Words in capitals stand for what only they know; docs/codes.md lists them.
 *
 * Returns: (array zero-terminated=1) (transfer none): the commands, perhaps none
 */
const char * const *
dsn_code_info_get_checks (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->success ? nothing : strings (self->entry->checks);
}

/**
 * dsn_code_info_get_references:
 * @self: a meaning
 *
 * Returns: (array zero-terminated=1) (transfer none): the RFCs that define it, perhaps none
 */
const char * const *
dsn_code_info_get_references (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return strings (self->entry->references);
}

/**
 * dsn_code_info_get_tokens:
 * @self: a meaning
 *
 * Returns: (array zero-terminated=1) (transfer none): words by which a vendor's reading is recognised, perhaps none
 */
const char * const *
dsn_code_info_get_tokens (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return strings (self->entry->tokens);
}

/**
 * dsn_code_info_get_sources:
 * @self: a meaning
 *
 * Returns: (array zero-terminated=1) (transfer none): where a vendor's or folk reading is from, perhaps none
 */
const char * const *
dsn_code_info_get_sources (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return strings (self->entry->sources);
}

/**
 * dsn_code_info_get_default:
 * @self: a meaning of a reply code
 * @stage: the SMTP command that was answered, %DSN_STAGE_UNKNOWN for any
 *
 * The enhanced code that fits a reply without one.  For a stage it is %NULL where the general one holds.
 *
 * Returns: (transfer none) (nullable): the code
 */
const DsnStatus *
dsn_code_info_get_default (const DsnCodeInfo *self, DsnStage stage)
{
  g_return_val_if_fail (self != NULL && stage < DSN_STAGE_LAST, NULL);
  return dsn_status_is_set (&self->entry->defaults[stage]) ? &self->entry->defaults[stage] : NULL;
}

/**
 * dsn_code_info_get_n_refinements:
 * @self: a meaning of a reply code
 *
 * Returns: how many texts make another enhanced code fit better
 */
guint
dsn_code_info_get_n_refinements (const DsnCodeInfo *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->entry->refinements->len;
}

/**
 * dsn_code_info_get_refinement:
 * @self: a meaning of a reply code
 * @i: which of them
 * @status: (out): the enhanced code that fits then
 *
 * Returns: (transfer none): words of the server, "quota, full"
 */
const char *
dsn_code_info_get_refinement (const DsnCodeInfo *self, guint i, DsnStatus *status)
{
  const DsnCodeRefinement *refinement;

  g_return_val_if_fail (self != NULL && i < self->entry->refinements->len && status != NULL, NULL);

  refinement = &g_array_index (self->entry->refinements, DsnCodeRefinement, i);
  *status = refinement->status;
  return refinement->words;
}
