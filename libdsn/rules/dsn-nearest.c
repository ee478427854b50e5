/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The word that was probably meant (Damerau and Levenshtein's distance of words), for error messages.
 */
#include <string.h>
#include "rules/dsn-nearest.h"

/* Slips between two words without regard to case: letters changed, lost, added, or swapped with the next one. */
static guint
word_distance (const char *a, const char *b)
{
  guint rows[3][33];
  gsize la = strlen (a), lb = strlen (b);

  if (la > 32 || lb > 32)
    return G_MAXUINT;
  for (guint j = 0; j <= lb; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= la; i++)
    {
      guint *row = rows[i % 3], *before = rows[(i + 2) % 3], *before2 = rows[(i + 1) % 3];

      row[0] = i;
      for (guint j = 1; j <= lb; j++)
        {
          char x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[j - 1]);
          guint best = before[j - 1] + (x == y ? 0 : 1);

          best = MIN (best, MIN (before[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]))
            best = MIN (best, before2[j - 2] + 1);
          row[j] = best;
        }
    }
  return rows[la % 3][lb];
}

const char *
dsn_nearest_word (const char *word, const char * const *words, guint n_words)
{
  const char *best = NULL;
  guint least = MIN (3, (guint) strlen (word) / 2) + 1;

  for (guint i = 0; i < n_words; i++)
    {
      guint d = word_distance (word, words[i]);

      if (d < least)
        {
          least = d;
          best = words[i];
        }
    }
  return best;
}
