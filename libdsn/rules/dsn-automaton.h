/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Many words looked for at once (Aho and Corasick, 1975), in tables without pointers: a trie as a double array over classes of
 * bytes, each state with the state to fall back to.  One pass over a text costs at most two steps a byte.
 */
#pragma once

#include <glib.h>

#define DSN_AUTOMATON_KEY_BYTES 16      /* the longest key */

/* The place of a state is its number.  State 0 is the root. */
typedef struct {
  guint32 base_class;      /* base << 8 | class of the byte that leads here */
  guint32 fall_back;
  guint32 outputs;         /* index in the list of outputs; 0: nothing ends here */
} DsnAutomatonState;

/* outputs[i] is a number of values, which follow; after them stands the index of the list of the next shorter keys, 0: none */
typedef struct {
  const guint8            *classes;     /* 256 of them; class 0: in no key */
  const DsnAutomatonState *states;
  const guint32           *outputs;
} DsnAutomaton;

typedef struct _DsnAutomatonBuilder DsnAutomatonBuilder;

DsnAutomatonBuilder *dsn_automaton_builder_new   (void);
void                 dsn_automaton_builder_free  (DsnAutomatonBuilder *self);
void                 dsn_automaton_builder_add   (DsnAutomatonBuilder *self, const char *key, gsize length, guint32 value);
/* Gives the tables: classes (256 bytes), states, outputs. */
void                 dsn_automaton_builder_build (DsnAutomatonBuilder *self, guint8 *classes, GArray *states, GArray *outputs);

static inline guint32
dsn_automaton_step (const DsnAutomaton *self, guint32 state, guint byte_class)
{
  for (;;)
    {
      guint32 next = (self->states[state].base_class >> 8) + byte_class;

      if ((self->states[next].base_class & 0xff) == byte_class)
        return next;
      if (state == 0)
        return 0;
      state = self->states[state].fall_back;
    }
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnAutomatonBuilder, dsn_automaton_builder_free)
