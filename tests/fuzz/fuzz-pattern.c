/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The first line as a pattern, the rest as a text: what is found lies in the text, captures lie in what is found, and
 * a rule with that phrase finds the same.
 */
#include <string.h>
#include "rules/dsn-compile.h"
#include "rules/dsn-pattern.h"
#include "rules/dsn-rules.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
find (const char *source, DsnPatternMode mode, const DsnFold *text, gboolean *is_pattern)
{
  g_autoptr(DsnPatternBuilder) builder = dsn_pattern_builder_new ();
  DsnPatternSet set;
  DsnPatternMatch match;
  guint index;

  *is_pattern = dsn_pattern_builder_add (builder, source, mode, &index, NULL);
  if (!*is_pattern)
    return FALSE;
  set = dsn_pattern_builder_get_set (builder);
  if (!dsn_pattern_match (&set, index, text, &match))
    return FALSE;
  g_assert_cmpuint (match.offset + match.length, <=, text->raw_length);
  g_assert_cmpuint (match.n_captures, ==, set.patterns[index].n_captures);
  for (guint i = 0; i < match.n_captures; i++)
    {
      g_assert_cmpuint (match.captures[i].length, >, 0);
      g_assert_cmpuint (match.captures[i].offset, >=, match.offset);
      g_assert_cmpuint (match.captures[i].offset + match.captures[i].length, <=, match.offset + match.length);
    }
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *eol = size > 0 ? memchr (data, '\n', size) : NULL;
  g_autofree char *source = NULL, *file_text = NULL;
  g_auto(DsnFold) text = { 0 };
  gboolean is_pattern, found;
  gsize length;

  if (eol == NULL)
    return 0;
  source = g_strndup ((const char *) data, (gsize) (eol - (const char *) data));
  length = size - (gsize) (eol - (const char *) data) - 1;
  dsn_fold_init (&text, eol + 1, length, NULL, 0);
  find (source, DSN_PATTERN_LINE, &text, &is_pattern);
  found = find (source, DSN_PATTERN_SEARCH, &text, &is_pattern);

  file_text = g_strconcat ("[a]\nText = ", source, "\nReason = spam\nExample = x\n", NULL);
  if (is_pattern)
    {
      DsnKnowledgeFile file = { "f.rules", file_text, strlen (file_text) };
      g_autoptr(GBytes) bytes = dsn_compile (&file, 1, NULL, NULL);
      g_autoptr(DsnRules) rules = bytes != NULL ? dsn_rules_new_from_bytes (bytes) : NULL;
      DsnRuleHit hit;

      /* bytes that no rule file may hold are still fine in a pattern as such */
      if (rules != NULL)
        g_assert_cmpint (dsn_rules_match (rules, &(DsnRuleInput){ .text = eol + 1, .length = length }, &hit, 1) == 1,
                         ==, found);
    }
  return 0;
}
