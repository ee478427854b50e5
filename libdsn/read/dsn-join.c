/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes recipients that a delivery-status part named and the notice beside it; adds to each what the notice says of it, found
 * by its address: OpenSMTPD and Exim tell the cause nowhere else, sendmail and Courier print the dialogue there, Postfix the
 * command that was answered.  The fields stay what they are: everything goes in as further evidence with its source.
 * A recipient that the notice names and no group does is not added: the fields are the report.
 */
#include <string.h>
#include "model/dsn-address.h"
#include "read/dsn-join.h"
#include "read/dsn-text-address.h"

/* The names of a recipient that a notice may use for it, best first. */
static guint
collect_names (const DsnRecipient *recipient, const char **names, guint room)
{
  guint n = 0;

  if (n < room && recipient->address)
    names[n++] = recipient->address;
  if (n < room && recipient->final_recipient.value)
    names[n++] = recipient->final_recipient.value;
  if (n < room && recipient->original_recipient.value)
    names[n++] = recipient->original_recipient.value;
  for (guint i = 0; i < recipient->n_identities && n < room; i++)
    names[n++] = recipient->identities[i].address;
  return n;
}

static const DsnTextHit *
find_hit (GHashTable *index, const DsnTextScan *scan, const DsnRecipient *recipient)
{
  const char *names[16];
  guint n = collect_names (recipient, names, G_N_ELEMENTS (names));

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = names[i] ? dsn_text_address_key (names[i], strlen (names[i])) : NULL;
      guint at = key ? GPOINTER_TO_UINT (g_hash_table_lookup (index, key)) : 0;

      if (at > 0)
        return &g_array_index (scan->hits, DsnTextHit, at - 1);
    }
  return NULL;
}

void
dsn_join_text (DsnRecipient **recipients, guint n_recipients, DsnArena *arena, const DsnNotice *notice, const DsnTextHints *hints)
{
  g_autoptr(DsnTextScan) scan = dsn_text_scan (arena, notice, hints);
  g_autoptr(GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = scan->hits->len; i-- > 0;)
    {
      const DsnTextHit *hit = &g_array_index (scan->hits, DsnTextHit, i);

      if (hit->expanded_from)
        g_hash_table_replace (index, dsn_text_address_key (hit->expanded_from, strlen (hit->expanded_from)), GUINT_TO_POINTER (i + 1));
    }
  for (guint i = scan->hits->len; i-- > 0;)
    {
      const DsnTextHit *hit = &g_array_index (scan->hits, DsnTextHit, i);

      g_hash_table_replace (index, dsn_text_address_key (hit->address, strlen (hit->address)), GUINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < n_recipients; i++)
    {
      const DsnTextHit *hit = find_hit (index, scan, recipients[i]);

      /* Somebody else's paragraph is no use; a text that names nobody is about the only recipient. */
      if (hit == NULL && n_recipients == 1 && scan->hits->len == 1 && scan->hits->len > 0 &&
          g_array_index (scan->hits, DsnTextHit, 0).score >= DSN_TEXT_SCORE_SURE)
        hit = &g_array_index (scan->hits, DsnTextHit, 0);
      if (hit != NULL || n_recipients == 1)
        dsn_text_apply (recipients[i], scan, hit, notice->part);
    }
}
