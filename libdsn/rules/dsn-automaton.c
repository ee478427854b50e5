/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Builds the tables of an automaton from its keys.
 *
 * The children of a state stand at base + class.  No two states share a base, so the class that is kept with a place
 * tells whose child it is.  The base of the root is 0; that of the states without children leads behind the last of
 * all.
 */
#include <string.h>
#include "rules/dsn-automaton.h"

#define NO_NODE G_MAXUINT32

typedef struct {
  guint32 first_child, next_sibling;
  guint32 fall_back;       /* a node */
  guint32 place;           /* the number of the state */
  guint32 values;          /* head of a list in `values`, NO_NODE: none */
  guint32 outputs;
  guint8  byte;
} Node;

typedef struct {
  guint32 value, next;
} Value;

struct _DsnAutomatonBuilder {
  GArray *nodes;           /* Node; 0 is the root */
  GArray *values;          /* Value */
};

/* Which places and bases are taken. */
typedef struct {
  GArray  *states;
  GArray  *taken;          /* gboolean of a place */
  GArray  *bases;          /* gboolean of a base */
  guint32  from;           /* below, hardly a place is free */
} Places;

static Node *
get_node (DsnAutomatonBuilder *self, guint32 i)
{
  return &g_array_index (self->nodes, Node, i);
}

static guint32
new_node (DsnAutomatonBuilder *self, guint8 byte)
{
  Node node = { .first_child = NO_NODE, .next_sibling = NO_NODE, .values = NO_NODE, .byte = byte };

  g_array_append_val (self->nodes, node);
  return self->nodes->len - 1;
}

DsnAutomatonBuilder *
dsn_automaton_builder_new (void)
{
  DsnAutomatonBuilder *self = g_new0 (DsnAutomatonBuilder, 1);

  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  self->values = g_array_new (FALSE, FALSE, sizeof (Value));
  new_node (self, 0);
  return self;
}

void
dsn_automaton_builder_free (DsnAutomatonBuilder *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->nodes);
  g_array_unref (self->values);
  g_free (self);
}

static guint32
find_child (DsnAutomatonBuilder *self, guint32 parent, guint8 byte)
{
  guint32 i = get_node (self, parent)->first_child;

  while (i != NO_NODE && get_node (self, i)->byte != byte)
    i = get_node (self, i)->next_sibling;
  return i;
}

/* Children are kept in the order of their bytes, so the tables do not depend on the order of the keys. */
static guint32
add_child (DsnAutomatonBuilder *self, guint32 parent, guint8 byte)
{
  guint32 child = new_node (self, byte), *link = &get_node (self, parent)->first_child;

  while (*link != NO_NODE && get_node (self, *link)->byte < byte)
    link = &get_node (self, *link)->next_sibling;
  get_node (self, child)->next_sibling = *link;
  *link = child;
  return child;
}

/* Only the first DSN_AUTOMATON_KEY_BYTES of a key count.  Values of one key come out in the order in which they went
 * in. */
void
dsn_automaton_builder_add (DsnAutomatonBuilder *self, const char *key, gsize length, guint32 value)
{
  Value new_value = { value, NO_NODE };
  guint32 at = 0, *link;

  g_return_if_fail (length > 0);
  for (gsize i = 0; i < MIN (length, DSN_AUTOMATON_KEY_BYTES); i++)
    {
      guint32 child = find_child (self, at, (guint8) key[i]);

      at = child != NO_NODE ? child : add_child (self, at, (guint8) key[i]);
    }
  g_array_append_val (self->values, new_value);
  link = &get_node (self, at)->values;
  while (*link != NO_NODE)
    link = &g_array_index (self->values, Value, *link).next;
  *link = self->values->len - 1;
}

static void
set_classes (DsnAutomatonBuilder *self, guint8 *classes)
{
  guint8 n = 0;

  memset (classes, 0, 256);
  for (guint32 i = 1; i < self->nodes->len; i++)
    classes[get_node (self, i)->byte] = 1;
  for (guint b = 0; b < 255; b++)        /* 255 is no byte of UTF-8 */
    if (classes[b] != 0)
      classes[b] = ++n;
}

/* Where to go on when the children of a node fail: the longest other beginning of a key that ends the same way. */
static void
set_fall_back (DsnAutomatonBuilder *self, guint32 parent, guint32 child)
{
  guint8 byte = get_node (self, child)->byte;
  guint32 at = parent, found = NO_NODE;

  while (at != 0 && found == NO_NODE)
    {
      at = get_node (self, at)->fall_back;
      found = find_child (self, at, byte);
    }
  get_node (self, child)->fall_back = found != NO_NODE ? found : 0;
}

/* The list of what ends at a node, linked to that of the node it falls back to. */
static void
set_outputs (DsnAutomatonBuilder *self, guint32 i, GArray *outputs)
{
  Node *node = get_node (self, i);
  guint32 shorter = get_node (self, node->fall_back)->outputs, count = 0, start = outputs->len;

  node->outputs = shorter;
  if (node->values == NO_NODE)
    return;
  g_array_append_val (outputs, count);
  for (guint32 v = node->values; v != NO_NODE; v = g_array_index (self->values, Value, v).next)
    {
      g_array_append_val (outputs, g_array_index (self->values, Value, v).value);
      count++;
    }
  g_array_index (outputs, guint32, start) = count;
  g_array_append_val (outputs, shorter);
  node->outputs = start;
}

static void
grow (Places *places, guint32 size)
{
  if (places->states->len < size)
    g_array_set_size (places->states, size);
  if (places->taken->len < size)
    g_array_set_size (places->taken, size);
  if (places->bases->len < size)
    g_array_set_size (places->bases, size);
}

static gboolean
base_fits (DsnAutomatonBuilder *self, Places *places, const guint8 *classes, guint32 first, guint32 base)
{
  grow (places, base + 256);
  if (g_array_index (places->bases, gboolean, base))
    return FALSE;
  for (guint32 i = first; i != NO_NODE; i = get_node (self, i)->next_sibling)
    if (g_array_index (places->taken, gboolean, base + classes[get_node (self, i)->byte]))
      return FALSE;
  return TRUE;
}

/* Gives the children of a node their places. */
static void
place_children (DsnAutomatonBuilder *self, guint32 parent, const guint8 *classes, Places *places)
{
  guint32 first = get_node (self, parent)->first_child, base, tried = 0;

  if (first == NO_NODE)
    return;
  for (base = parent == 0 ? 0 : places->from; parent != 0 && !base_fits (self, places, classes, first, base); base++)
    tried++;
  if (tried > 256)         /* this stretch is nearly full */
    places->from = base;
  g_array_index (places->bases, gboolean, base) = TRUE;
  g_array_index (places->states, DsnAutomatonState, get_node (self, parent)->place).link |= base << 9;
  for (guint32 i = first; i != NO_NODE; i = get_node (self, i)->next_sibling)
    {
      guint32 place = base + classes[get_node (self, i)->byte];

      get_node (self, i)->place = place;
      g_array_index (places->taken, gboolean, place) = TRUE;
      g_array_index (places->states, DsnAutomatonState, place).link = classes[get_node (self, i)->byte];
    }
}

/* From the root and the first bytes of keys, all classes. */
static void
fill_rows (const guint8 *classes, const GArray *states, GArray *rows)
{
  const DsnAutomatonState *all = (const DsnAutomatonState *) (gconstpointer) states->data;
  guint32 n = 1;

  for (guint b = 0; b < 256; b++)
    n = MAX (n, classes[b] + 1u);
  g_array_set_size (rows, 1 + n * n);
  g_array_index (rows, guint32, 0) = n;
  for (guint32 state = 0; state < n; state++)
    for (guint32 c = 1; c < n; c++)
      {
        guint32 next = (all[state].link >> 9) + c;

        /* class c begins a key if it has a state, and falls back to the root if not */
        if ((all[next].link & 0xff) != c)
          next = (all[c].link & 0xff) == c ? c : 0;
        g_array_index (rows, guint32, 1 + state * n + c) = next | (all[next].outputs != 0 ? DSN_AUTOMATON_HIT : 0);
      }
}

static void
place_root (Places *places)
{
  grow (places, 256 + 1);
  for (guint i = 0; i < 256; i++)
    g_array_index (places->taken, gboolean, i) = TRUE;
  g_array_index (places->bases, gboolean, 0) = TRUE;
  places->from = 1;
}

void
dsn_automaton_builder_build (DsnAutomatonBuilder *self, guint8 *classes, GArray *rows, GArray *states, GArray *outputs)
{
  g_autoptr(GArray) taken = g_array_new (FALSE, TRUE, sizeof (gboolean));
  g_autoptr(GArray) bases = g_array_new (FALSE, TRUE, sizeof (gboolean));
  g_autofree guint32 *queue = g_new (guint32, self->nodes->len);
  Places places = { .states = states, .taken = taken, .bases = bases };
  guint32 none = 0, used = 256;
  guint head = 0, tail = 0;

  set_classes (self, classes);
  g_array_append_val (outputs, none);
  place_root (&places);
  queue[tail++] = 0;
  while (head < tail)
    {
      guint32 at = queue[head++];

      if (at != 0)
        set_outputs (self, at, outputs);
      place_children (self, at, classes, &places);
      for (guint32 i = get_node (self, at)->first_child; i != NO_NODE; i = get_node (self, i)->next_sibling)
        {
          set_fall_back (self, at, i);
          used = MAX (used, get_node (self, i)->place + 1);
          queue[tail++] = i;
        }
    }
  g_array_set_size (states, used + 256);       /* any class may be added to any base */
  for (guint32 i = 1; i < self->nodes->len; i++)
    {
      DsnAutomatonState *state = &g_array_index (states, DsnAutomatonState, get_node (self, i)->place);

      state->fall_back = get_node (self, get_node (self, i)->fall_back)->place;
      state->outputs = get_node (self, i)->outputs;
      if (get_node (self, i)->first_child == NO_NODE)
        state->link |= used << 9;
      if (state->outputs != 0)
        state->link |= 0x100;
    }
  fill_rows (classes, states, rows);
}
