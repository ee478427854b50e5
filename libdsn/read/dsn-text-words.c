/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes text of a notice; gives what its words say, as flags.  The phrases are those that mail servers and providers write in
 * their notices, in the languages they write them in.  One table, one hash over the first bytes of a phrase, words
 * compared where words begin: the cost is linear in the text whatever is in it.
 * Leaves alone: what a diagnostic means (rules decide that); here it only matters that it is one.
 */
#include <string.h>
#include "read/dsn-text-phrases.h"
#include "read/dsn-text-words.h"

#define BUCKETS    4096
#define HASH_BYTES 4          /* no phrase is shorter */

/* A phrase in one of its spellings.  The first bytes, up to eight and no blank among them, turn most of a bucket away by one comparison. */
typedef struct {
  const char *phrase;
  guint       flags;
  guint       next;           /* in the bucket + 1 */
  guint64     head, mask;
} Entry;

static guint   buckets[BUCKETS];              /* index of the first entry + 1 */
static GArray *entries;                       /* of Entry */

/* U+00E0 to U+017F without their marks. */
static const char plain_letters[] =
  "aaaaaaaceeeeiiiidnooooo/ouuuuyty"
  "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll"
  "nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

G_STATIC_ASSERT (sizeof plain_letters == 0x180 - 0xe0 + 1);

/* A small letter of U+00DF to U+021B as it is written where only ASCII is at hand; NULL if it is none or needs no other writing. */
static const char *
respell_letter (gunichar letter, DsnSpelling spelling, char plain[2])
{
  if (spelling == DSN_SPELLING_LETTERS)
    switch (letter)
      {
      case 0xe4: case 0xe6: return "ae";
      case 0xf6: case 0xf8: case 0x153: return "oe";
      case 0xfc: return "ue";
      case 0xe5: return "aa";
      default: break;
      }
  if (letter == 0xdf)
    return "ss";
  if (letter == 0x219 || letter == 0x21b)
    return letter == 0x219 ? "s" : "t";
  if (letter < 0xe0 || letter >= 0x180 || letter == 0xf7)
    return NULL;
  plain[0] = plain_letters[letter - 0xe0];
  plain[1] = '\0';
  return plain;
}

char *
dsn_text_respell (const char *folded, DsnSpelling spelling)
{
  g_autoptr(GString) out = NULL;
  gboolean other = FALSE;
  const char *odd = folded;

  while (*odd && *odd != '\'' && (guchar) *odd < 0x80)
    odd++;
  if (!*odd)
    return NULL;
  out = g_string_new (NULL);

  for (const char *p = folded; *p; p = g_utf8_next_char (p))
    {
      char plain[2];
      const char *form = NULL;

      if (spelling == DSN_SPELLING_TYPOGRAPHIC)
        form = *p == '\'' ? "\xe2\x80\x99" : NULL;
      else if ((guchar) *p >= 0x80)
        form = respell_letter (g_utf8_get_char (p), spelling, plain);
      other = other || form != NULL;
      if (form)
        g_string_append (out, form);
      else
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
  return other ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

static guint
hash_begin (const char *p)
{
  return ((guchar) p[0] * 1021u + (guchar) p[1] * 263u + (guchar) p[2] * 37u + (guchar) p[3]) % BUCKETS;
}

static inline guint64
load_head (const char *p, gsize length)
{
  guint64 head = 0;

  if (length >= sizeof head)
    memcpy (&head, p, sizeof head);
  else
    memcpy (&head, p, length);
  return head;
}

static void
add_entry (const char *phrase, guint flags)
{
  const guint64 ones = G_MAXUINT64;
  gsize length = strcspn (phrase, " *");
  Entry entry = { phrase, flags, 0, load_head (phrase, length), load_head ((const char *) &ones, MIN (length, sizeof ones)) };
  guint *bucket = &buckets[hash_begin (phrase)];

  g_assert (strlen (phrase) >= HASH_BYTES);
  entry.next = *bucket;
  g_array_append_val (entries, entry);
  *bucket = entries->len;
}

static void
fill_buckets (void)
{
  entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), G_N_ELEMENTS (phrases) * 3 / 2);
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      add_entry (phrases[i].phrase, phrases[i].flags);
      for (DsnSpelling spelling = DSN_SPELLING_PLAIN; spelling <= DSN_SPELLING_TYPOGRAPHIC; spelling++)
        {
          char *other = dsn_text_respell (phrases[i].phrase, spelling);     /* stays as long as the table */

          if (other)
            add_entry (other, phrases[i].flags);
        }
    }
}

static inline const Entry *
entry_at (guint k)
{
  return &g_array_index (entries, Entry, k - 1);
}

static gboolean
is_word_char (char c)
{
  return g_ascii_isalnum (c);
}

/* Where the phrase that stands at `at` ends, 0 if it does not; blanks match any run of them. */
static gsize
match_end (const char *folded, gsize at, gsize end, const char *phrase)
{
  char last = 0;

  for (; *phrase; phrase++)
    {
      if (*phrase == '*')
        {
          if (phrase[1] == '\0')
            return at;
          while (at < end && (is_word_char (folded[at]) || (guchar) folded[at] >= 0x80))
            at++;
          last = 'x';
          continue;
        }
      if (*phrase == ' ')
        {
          if (at >= end || folded[at] != ' ')
            return 0;
          while (at < end && folded[at] == ' ')
            at++;
          last = ' ';
          continue;
        }
      if (at >= end || folded[at] != *phrase)
        return 0;
      last = *phrase;
      at++;
    }
  return !is_word_char (last) || at >= end || !is_word_char (folded[at]) ? at : 0;
}

static void
prepare (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      fill_buckets ();
      g_once_init_leave (&once, 1);
    }
}

/* The next place from `at` on where a phrase may begin: not within a word of ASCII letters. */
static inline gsize
next_start (const char *folded, gsize at, gsize start, gsize end)
{
  while (at < end && (folded[at] == ' ' || (at > start && is_word_char (folded[at]) && is_word_char (folded[at - 1]))))
    at++;
  return at;
}

GArray *
dsn_text_mark (const char *folded, gsize length)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (DsnWordMark));

  prepare ();
  for (gsize i = next_start (folded, 0, 0, length); i + HASH_BYTES <= length; i = next_start (folded, i + 1, 0, length))
    {
      guint k = buckets[hash_begin (folded + i)];
      guint64 head = k ? load_head (folded + i, length - i) : 0;

      for (const Entry *entry; k; k = entry->next)
        {
          entry = entry_at (k);
          if ((head & entry->mask) == entry->head)
            {
              gsize end = match_end (folded, i, length, entry->phrase);
              DsnWordMark mark = { (guint32) i, (guint32) end, entry->flags };

              if (end > 0)
                g_array_append_val (marks, mark);
            }
        }
    }
  return marks;
}

DsnWords
dsn_text_marked (const GArray *marks, gsize start, gsize end)
{
  const DsnWordMark *all = (const DsnWordMark *) (gconstpointer) marks->data;
  guint low = 0, high = marks->len, found = 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (all[middle].start < start)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < marks->len && all[low].start < end; low++)
    if (all[low].end <= end)
      found |= all[low].flags;
  return found;
}

DsnWords
dsn_text_words (const char *folded, gsize start, gsize end)
{
  guint found = 0;

  prepare ();
  for (gsize i = next_start (folded, start, start, end); i + HASH_BYTES <= end; i = next_start (folded, i + 1, start, end))
    {
      const Entry *entry;

      for (guint k = buckets[hash_begin (folded + i)]; k; k = entry->next)
        {
          entry = entry_at (k);
          if ((entry->flags & ~found) && (load_head (folded + i, end - i) & entry->mask) == entry->head
              && match_end (folded, i, end, entry->phrase))
            found |= entry->flags;
        }
    }
  return found;
}

/* U+0100 to U+017E, where big letters stand before their small ones, but for those whose small one begins with another byte. */
static gboolean
is_big_extended (guchar c, guchar d)
{
  if (c == 0xc4)
    return (d >= 0x80 && d < 0xb8 && !(d & 1) && d != 0xb0) || (d >= 0xb9 && d < 0xbf && (d & 1));
  return c == 0xc5 && ((d >= 0x81 && d < 0x89 && (d & 1)) || (d >= 0x8a && d < 0xb8 && !(d & 1)) || (d >= 0xb9 && d < 0xbf && (d & 1)));
}

char *
dsn_text_fold (const char *text, gsize length)
{
  char *folded = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) text[i], d = i + 1 < length ? (guchar) text[i + 1] : 0;

      folded[i] = c <= ' ' ? ' ' : g_ascii_tolower ((char) c);
      if (c < 0xc3 || c > 0xd0)
        continue;
      if (c == 0xc3 && d >= 0x80 && d <= 0x9e && d != 0x97)                   /* À to Þ */
        folded[i] = text[i], folded[++i] = (char) (d + 0x20);
      else if (is_big_extended (c, d))
        folded[i] = text[i], folded[++i] = (char) (d + 1);
      else if (c == 0xce && d >= 0x91 && d <= 0x9f)                           /* Α to Ο */
        folded[i] = text[i], folded[++i] = (char) (d + 0x20);
      else if (c == 0xce && d >= 0xa0 && d <= 0xa9)                           /* Π to Ω */
        folded[i] = (char) 0xcf, folded[++i] = (char) (d - 0x20);
      else if (c == 0xd0 && d >= 0x90 && d <= 0x9f)                           /* А to П */
        folded[i] = text[i], folded[++i] = (char) (d + 0x20);
      else if (c == 0xd0 && d >= 0xa0 && d <= 0xaf)                           /* Р to Я */
        folded[i] = (char) 0xd1, folded[++i] = (char) (d - 0x20);
      else if (c == 0xd0 && d >= 0x80 && d <= 0x8f)                           /* Ѐ to Џ */
        folded[i] = (char) 0xd1, folded[++i] = (char) (d + 0x10);
    }
  folded[length] = '\0';
  return folded;
}
