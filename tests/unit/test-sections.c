/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The section parser: what it takes, and the words of its errors.
 */
#include <string.h>
#include <glib/gstdio.h>
#include <dsn/dsn-types.h>
#include "rules/dsn-nearest.h"
#include "rules/dsn-sections.h"

static const DsnSectionKey keys[] = {
  { "Text",   DSN_VALUE_TEXT,   TRUE,  FALSE },
  { "Reason", DSN_VALUE_WORD,   FALSE, TRUE },
  { "Need",   DSN_VALUE_NUMBER, FALSE, FALSE },
  { "Expired", DSN_VALUE_YES_NO, FALSE, FALSE },
};

static DsnSections *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  DsnSections *sections = dsn_sections_parse (text, -1, "t.rules", keys, G_N_ELEMENTS (keys), &error);

  g_assert_no_error (error);
  return sections;
}

static void
test_order_and_lines (void)
{
  g_autoptr(DsnSections) sections = parse ("# head\n"
                                           "[one]\n"
                                           "Text = b\n"
                                           "\n"
                                           "  Text=a = c  \r\n"
                                           "Reason = x\n"
                                           "[5.1.1]\n"
                                           "\tReason\t=\ty");
  const DsnSection *one = dsn_sections_get (sections, 0), *two = dsn_sections_lookup (sections, "5.1.1");
  const DsnSectionEntry *entry;

  g_assert_cmpstr (dsn_sections_get_file (sections), ==, "t.rules");
  g_assert_cmpuint (dsn_sections_get_n (sections), ==, 2);
  g_assert_cmpstr (one->id, ==, "one");
  g_assert_cmpuint (one->line, ==, 2);
  g_assert_cmpuint (one->n_entries, ==, 3);
  entry = dsn_section_next (one, "Text", NULL);
  g_assert_cmpstr (entry->value, ==, "b");
  g_assert_cmpuint (entry->line, ==, 3);
  entry = dsn_section_next (one, "Text", entry);
  g_assert_cmpstr (entry->value, ==, "a = c");
  g_assert_cmpuint (entry->line, ==, 5);
  g_assert_cmpint (entry->index, ==, 0);
  g_assert_null (dsn_section_next (one, "Text", entry));
  g_assert_true (two == dsn_sections_get (sections, 1));
  g_assert_cmpuint (two->line, ==, 7);
  g_assert_cmpstr (dsn_section_get (two, "Reason"), ==, "y");
  g_assert_null (dsn_section_get (two, "Text"));
  g_assert_null (dsn_sections_lookup (sections, "three"));
}

static void
test_empty_is_fine (void)
{
  static const char * const texts[] = { "", "\n", "# only a comment", "\xef\xbb\xbf# mark\n", "\r\n\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(DsnSections) sections = parse (texts[i]);

      g_assert_cmpuint (dsn_sections_get_n (sections), ==, 0);
    }
}

static void
test_yes_no (void)
{
  g_autoptr(DsnSections) sections = parse ("[a]\nReason = x\nExpired = yes\n[b]\nReason = x\nExpired = no\n[c]\nReason = x\n");

  g_assert_true (dsn_section_is_yes (dsn_sections_get (sections, 0), "Expired"));
  g_assert_false (dsn_section_is_yes (dsn_sections_get (sections, 1), "Expired"));
  g_assert_false (dsn_section_is_yes (dsn_sections_get (sections, 2), "Expired"));
}

static void
test_without_list_of_keys (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(DsnSections) sections = dsn_sections_parse ("[a]\nAny = 1\nAny = 2\n", -1, "t", NULL, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (dsn_sections_get (sections, 0)->n_entries, ==, 2);
  g_assert_cmpint (dsn_sections_get (sections, 0)->entries[0].index, ==, -1);
}

static void
test_errors (void)
{
  static const struct { const char *text, *message; } rows[] = {
    { "[a]\nStauts = 1\nReason = x", "t.rules:2: unknown key 'Stauts'" },
    { "[a]\nReson = x", "t.rules:2: unknown key 'Reson' (did you mean 'Reason'?)" },
    { "[a]\nreason = x", "t.rules:2: unknown key 'reason' (did you mean 'Reason'?)" },
    { "[a]\nRaeson = x", "t.rules:2: unknown key 'Raeson' (did you mean 'Reason'?)" },
    { "[a]\nText = x\n", "t.rules:1: section [a] has no key 'Reason'" },
    { "[a]\nText = x\n[b]\nReason = x\n", "t.rules:1: section [a] has no key 'Reason'" },
    { "[a]\nReason = x\nReason = y\n", "t.rules:3: key 'Reason' was given already in line 2" },
    { "[a]\nReason = x\n\n[a]\nReason = x\n", "t.rules:4: section [a] stands already in line 1" },
    { "Reason = x\n", "t.rules:1: a key before the first section" },
    { "[a]\nReason =\n", "t.rules:2: key 'Reason' has no value" },
    { "[a]\nReason = two words\n", "t.rules:2: key 'Reason': 'two words' is not one word" },
    { "[a]\nReason = x\nNeed = two", "t.rules:3: key 'Need': 'two' is not a number" },
    { "[a]\nReason = x\nNeed = -1", "t.rules:3: key 'Need': '-1' is not a number" },
    { "[a]\nReason = x\nExpired = 1", "t.rules:3: key 'Expired': '1' is neither yes nor no" },
    { "[a]\nReason = x\n  continued\n", "t.rules:3: neither a section nor 'key = value': 'continued'" },
    { "[a\nReason = x\n", "t.rules:1: a section line must end with ']'" },
    { "[a] # note\n", "t.rules:1: a section line must end with ']'" },
    { "[]\n", "t.rules:1: section id '' must be made of letters, digits and . _ - + / : @" },
    { "[a b]\n", "t.rules:1: section id 'a b' must be made of letters, digits and . _ - + / : @" },
    { "[a]\n= x\n", "t.rules:2: '' is not a key" },
    { "[a]\nText = caf\xe9\n", "t.rules:2: byte 0xe9 is not UTF-8 text" },
    { "[a]\nText = \x1b[31m\n", "t.rules:2: control character 0x1b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(DsnSections) sections = dsn_sections_parse (rows[i].text, -1, "t.rules", keys, G_N_ELEMENTS (keys), &error);

      g_test_message ("%s", rows[i].message);
      g_assert_null (sections);
      g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

static void
test_nul_and_long_lines (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_malloc (DSN_SECTIONS_LINE_BYTES + 2);

  g_assert_null (dsn_sections_parse ("[a]\nText = \0x\n", 14, "t", keys, G_N_ELEMENTS (keys), &error));
  g_assert_cmpstr (error->message, ==, "t:2: byte 0x00 is not UTF-8 text");
  g_clear_error (&error);
  memset (text, '#', DSN_SECTIONS_LINE_BYTES + 1);
  text[DSN_SECTIONS_LINE_BYTES + 1] = '\0';
  g_assert_null (dsn_sections_parse (text, -1, "t", keys, G_N_ELEMENTS (keys), &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
  text[DSN_SECTIONS_LINE_BYTES] = '\0';
  dsn_sections_free (parse (text));
}

static void
test_load (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("dsn-XXXXXX", NULL), *path = g_build_filename (dir, "a.rules", NULL);
  g_autoptr(DsnSections) sections = NULL;

  g_assert_null (dsn_sections_load (path, keys, G_N_ELEMENTS (keys), &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (dsn_sections_load (dir, keys, G_N_ELEMENTS (keys), &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_IO);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "[a]\nReason = x\n", -1, NULL));
  sections = dsn_sections_load (path, keys, G_N_ELEMENTS (keys), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (dsn_sections_get_file (sections), ==, path);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
test_nearest_word (void)
{
  static const char * const words[] = { "Status", "Stage", "Text", "Reporting" };

  g_assert_cmpstr (dsn_nearest_word ("Sttaus", words, 4), ==, "Status");
  g_assert_cmpstr (dsn_nearest_word ("stage", words, 4), ==, "Stage");
  g_assert_cmpstr (dsn_nearest_word ("Reportnig", words, 4), ==, "Reporting");
  g_assert_null (dsn_nearest_word ("Banana", words, 4));
  g_assert_null (dsn_nearest_word ("", words, 4));
  g_assert_null (dsn_nearest_word ("a word that is much longer than any key is", words, 4));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sections/order-and-lines", test_order_and_lines);
  g_test_add_func ("/sections/empty", test_empty_is_fine);
  g_test_add_func ("/sections/yes-no", test_yes_no);
  g_test_add_func ("/sections/any-keys", test_without_list_of_keys);
  g_test_add_func ("/sections/errors", test_errors);
  g_test_add_func ("/sections/nul-and-long-lines", test_nul_and_long_lines);
  g_test_add_func ("/sections/load", test_load);
  g_test_add_func ("/sections/nearest-word", test_nearest_word);
  return g_test_run ();
}
