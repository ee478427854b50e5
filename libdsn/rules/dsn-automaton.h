/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Many words looked for at once (Aho and Corasick, 1975), in tables without pointers: a trie as a double array over
 * classes of bytes, each state with the state to fall back to.  One pass over a text costs at most two steps a byte.
 */
#pragma once

#include <glib.h>

#define DSN_AUTOMATON_KEY_BYTES 16      /* the longest key */

#define DSN_AUTOMATON_HIT  0x80000000u    /* with a state: something ends here */

/* State 0 is the root; states 1 to the number of classes are the first bytes of keys, by class. */
typedef struct {
  guint32 link;            /* base << 9 | (256 if something ends here) | class of the byte that leads here */
  guint32 fall_back;
  guint32 outputs;         /* index in the list of outputs; 0: nothing ends here */
} DsnAutomatonState;

/* outputs[i] is a number of values, which follow; after them stands the index of the list of the next shorter keys,
 * 0: none. rows[] begins with the number of rows, which is that of the classes and one more; then come the rows of as
 * many columns: where a byte leads from the root and from the first bytes, without any fall-back. Ordinary text
 * seldom gets farther. */
typedef struct {
  const guint8            *classes;     /* 256 of them; class 0: in no key */
  const guint32           *rows;
  guint32                  n_rows;
  const DsnAutomatonState *states;
  const guint32           *outputs;
} DsnAutomaton;

typedef struct _DsnAutomatonBuilder DsnAutomatonBuilder;

DsnAutomatonBuilder *dsn_automaton_builder_new   (void);
void                 dsn_automaton_builder_free  (DsnAutomatonBuilder *self);
void                 dsn_automaton_builder_add   (DsnAutomatonBuilder *self, const char *key, gsize length, guint32 value);
/* Gives the tables: classes (256 bytes), rows, states, outputs.  The arrays must be empty and set to clear what they
 * grow by. */
void                 dsn_automaton_builder_build (DsnAutomatonBuilder *self, guint8 *classes, GArray *rows, GArray *states,
                                                  GArray *outputs);

/* From a state (without DSN_AUTOMATON_HIT) by a byte to the next, with DSN_AUTOMATON_HIT where something ends. */
static inline guint32
dsn_automaton_step (const DsnAutomaton *self, guint32 state, guchar byte)
{
  guint32 byte_class = self->classes[byte];

  if (byte_class == 0)
    return 0;
  while (state >= self->n_rows)
    {
      guint32 next = (self->states[state].link >> 9) + byte_class, link = self->states[next].link;

      if ((link & 0xff) == byte_class)
        return next | (link & 0x100) << 23;
      state = self->states[state].fall_back;
    }
  return self->rows[1 + state * self->n_rows + byte_class];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnAutomatonBuilder, dsn_automaton_builder_free)
