/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The word that was probably meant.
 */
#pragma once

#include <glib.h>

/* The word of the list that is nearest to a misspelt one, or NULL if none is near.  Case does not count, adjacent letters
 * that are swapped count as one slip. */
const char *dsn_nearest_word (const char *word, const char * const *words, guint n_words);
