/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The words of notices, in many languages, and what they say.
 */
#pragma once

#include <glib.h>

typedef enum {
  DSN_WORD_FAIL      = 1 << 0,    /* a delivery failed: "could not be delivered" */
  DSN_WORD_DELAY     = 1 << 1,    /* it is late and goes on: "will be retried", "delayed" */
  DSN_WORD_SUCCESS   = 1 << 2,    /* "successfully delivered", "relayed to" */
  DSN_WORD_GAVE_UP   = 1 << 3,    /* tried until the time ran out: "retry timeout exceeded" */
  DSN_WORD_RECIPIENT = 1 << 4,    /* recipients follow or are named: "following addresses" */
  DSN_WORD_CAUSE     = 1 << 5,    /* why: "unknown user", "mailbox full" */
  DSN_WORD_REASON    = 1 << 6,    /* the cause follows: "because", "technical details" */
  DSN_WORD_CONTACT   = 1 << 7,    /* whom to ask: "please contact" */
  DSN_WORD_FINAL     = 1 << 8,    /* no more tries: "permanent error", "giving up" */
} DsnWords;

/* A phrase and where it stands. */
typedef struct {
  guint32 start;
  guint32 end;
  guint   flags;
} DsnWordMark;

/* All phrases of a folded text, in order; elements are DsnWordMark. */
GArray  *dsn_text_mark   (const char *folded, gsize length);
/* All that is said in [start, end) of the text that was marked. */
DsnWords dsn_text_marked (const GArray *marks, gsize start, gsize end);

/* All that is said in text[start, end).  `folded` is what dsn_text_fold() gave for the text. */
DsnWords dsn_text_words (const char *folded, gsize start, gsize end);

/* How a folded word is written besides. */
typedef enum {
  DSN_SPELLING_PLAIN,          /* without accents: "a" for "ä" */
  DSN_SPELLING_LETTERS,        /* as Germans and Danes do without them: "ae" for "ä" */
  DSN_SPELLING_TYPOGRAPHIC,    /* with a curly apostrophe */
} DsnSpelling;

/* The word in that spelling, NULL if it is no other.  Free with g_free(). */
char    *dsn_text_respell (const char *folded, DsnSpelling spelling);

/* The same length as the text: letters in lower case (ASCII, Latin-1, Greek, Cyrillic), any white space a blank.  Free with g_free(). */
char    *dsn_text_fold  (const char *text, gsize length);
