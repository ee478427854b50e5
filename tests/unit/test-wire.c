/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Remote text made safe and field values folded: G-114, G-309, G-318, G-319; and dates: G-205.
 */
#include <string.h>
#include "write/dsn-date.h"
#include "write/dsn-wire.h"

static void
test_safe (void)
{
  static const struct { const char *text; gssize length; const char *safe; } cases[] = {
    { "plain", -1, "plain" },
    { "  ends  ", -1, "ends" },
    { "tab\there", -1, "tab here" },
    { "\033[31mred\a", -1, "\\x1B[31mred\\x07" },
    { "a\rb\nc", -1, "a\\x0Db\\x0Ac" },
    { "nul\0here", 8, "nul\\x00here" },
    { "gr\xc3\xbcn", -1, "gr\xc3\xbcn" },
    { "gr\xfcn", -1, "gr\\xFCn" },
    { "cut\xc3", -1, "cut\\xC3" },
    { "c1\xc2\x9b", -1, "c1\\u009B" },
    { "\xe2\x80\xae" "evil", -1, "\\u202Eevil" },
    { "line\xe2\x80\xa8sep", -1, "line\\u2028sep" },
    { "\x7f", -1, "\\x7F" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *safe = dsn_wire_make_safe (cases[i].text, cases[i].length);

      g_assert_cmpstr (safe, ==, cases[i].safe);
      g_assert_true (dsn_wire_is_safe (safe));
    }
  g_assert_false (dsn_wire_is_safe ("a\nb"));
  g_assert_false (dsn_wire_is_safe ("a\rb"));
  g_assert_false (dsn_wire_is_safe ("a\033b"));
  g_assert_false (dsn_wire_is_safe ("\xff"));
}

static void
test_ascii (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  dsn_wire_escape_ascii (out, "gr\xc3\xbcn \xf0\x9f\x98\x80 \\x{41} a\\b");
  g_assert_cmpstr (out->str, ==, "gr\\x{FC}n \\x{1F600} \\x{5C}x{41} a\\b");
}

/* Taking the folds out, as readers do, must give the value. */
static char *
unfold (const char *field)
{
  GString *out = g_string_new (NULL);

  for (const char *p = field; *p; p++)
    if (*p == '\n' && p[1] == ' ')
      ;
    else if (*p != '\n')
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

static void
check_lines (const char *field)
{
  g_auto (GStrv) lines = g_strsplit (field, "\n", -1);

  for (guint i = 0; lines[i + 1]; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, DSN_LINE_MUST);
      g_assert_cmpuint (strspn (lines[i], " \t"), <, strlen (lines[i]));
      if (i > 0)
        g_assert_true (lines[i][0] == ' ');
    }
}

static void
test_fold (void)
{
  GRand *random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GString) value = g_string_new ("x"), out = g_string_new (NULL);
      g_autofree char *flat = NULL, *wanted = NULL;
      guint words = (guint) g_rand_int_range (random, 0, 60);

      for (guint w = 0; w < words; w++)
        {
          guint blanks = g_rand_int_range (random, 0, 10) ? 1 : (guint) g_rand_int_range (random, 1, 5);
          guint length = (guint) g_rand_int_range (random, 1, g_rand_int_range (random, 0, 20) ? 20 : 300);

          for (guint k = 0; k < blanks; k++)
            g_string_append_c (value, ' ');
          for (guint k = 0; k < length; k++)
            g_string_append_c (value, (char) g_rand_int_range (random, '!', '~'));
        }
      dsn_wire_append_field (out, "Diagnostic-Code", value->str);
      check_lines (out->str);
      flat = unfold (out->str);
      wanted = g_strconcat ("Diagnostic-Code: ", value->str, NULL);
      g_assert_cmpstr (flat, ==, wanted);
    }
  g_rand_free (random);
}

static void
test_fold_prefers_short (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  dsn_wire_append_field (out, "Diagnostic-Code",
                         "smtp; 550 5.1.1 a reply that is longer than a line of seventy-eight characters may be");
  g_assert_cmpstr (out->str, ==, "Diagnostic-Code: smtp; 550 5.1.1 a reply that is longer than a line of\n"
                   " seventy-eight characters may be\n");
}

static void
test_fold_long_word (void)
{
  g_autofree char *word = g_strnfill (5000, 'x');
  g_autoptr (GString) out = g_string_new (NULL), umlauts = g_string_new (NULL), wide = g_string_new (NULL);

  dsn_wire_append_field (out, "X", word);
  check_lines (out->str);
  for (guint i = 0; i < 3000; i++)
    g_string_append (umlauts, "\xc3\xbc");
  dsn_wire_append_field (wide, "X", umlauts->str);
  check_lines (wide->str);
  g_assert_true (g_utf8_validate (wide->str, -1, NULL));
}

/* G-319: no line of a reply can be a field, a group or an empty line */
static void
test_hostile_reply (void)
{
  g_autoptr (GPtrArray)
    lines = dsn_wire_split_reply ("550-no\r\n\r\n550-Final-Recipient: rfc822; victim@example.net\r\n   \r\n"
                                  "Action: delivered\r\r\n\n550 \033]0;x\a end\n\n");
  g_autoptr (GString) value = g_string_new (NULL), out = g_string_new (NULL);

  g_assert_cmpuint (lines->len, ==, 4);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (value, "%s\n", (const char *) g_ptr_array_index (lines, i));
  dsn_wire_append_field (out, "Diagnostic-Code", value->str);
  check_lines (out->str);
  g_assert_cmpstr (out->str, ==, "Diagnostic-Code: 550-no\n 550-Final-Recipient: rfc822; victim@example.net\n"
                   " Action: delivered\n 550 \\x1B]0;x\\x07 end\n");
}

static void
test_empty_field (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  dsn_wire_append_field (out, "X-Empty", " \n \n");
  g_assert_cmpstr (out->str, ==, "");
}

static void
test_dates (void)
{
  static const struct { const char *text, *date; } cases[] = {
    { "Sat, 21 Nov 2026 20:20:08 +0000", "Sat, 21 Nov 2026 20:20:08 +0000" },
    { "Sat, 21 Nov 2026 20:20:08 +0100 (CET)", "Sat, 21 Nov 2026 20:20:08 +0100 (CET)" },
    { "21 Nov 2026 20:20 GMT", "Sat, 21 Nov 2026 20:20:00 +0000" },
    { "21 nov 2026 20:20:08 EST", "Sat, 21 Nov 2026 20:20:08 -0500" },
    { "2026-11-21T20:20:08Z", "Sat, 21 Nov 2026 20:20:08 +0000" },
    { "2026-11-21T20:20:08+05:30", "Sat, 21 Nov 2026 20:20:08 +0530" },
    { "@0", "Thu, 1 Jan 1970 00:00:00 +0000" },
    { "@1795292408", "Sat, 21 Nov 2026 20:20:08 +0000" },
    { "yesterday", NULL }, { "", NULL }, { "@", NULL }, { "@x", NULL },
    { "2026-11-21T20:20:08", NULL },                  /* no zone */
    { "Sat, 21 Nov 26 20:20:08 +0000", NULL },        /* two digits */
    { "Sat, 31 Nov 2026 20:20:08 +0000", NULL },
    { "Sat, 21 Nov 2026 20:20:08", NULL },
    { "Sat, 21 Nov 2026 20:20:08 +0000 x", NULL },
    { "Sat, 21 Nov 2026 25:20:08 +0000", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *date = dsn_date_normalise (cases[i].text);

      g_assert_cmpstr (date, ==, cases[i].date);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/g-318/safe", test_safe);
  g_test_add_func ("/wire/g-315/ascii", test_ascii);
  g_test_add_func ("/wire/g-114/fold", test_fold);
  g_test_add_func ("/wire/g-114/short", test_fold_prefers_short);
  g_test_add_func ("/wire/g-114/long-word", test_fold_long_word);
  g_test_add_func ("/wire/g-319/hostile-reply", test_hostile_reply);
  g_test_add_func ("/wire/empty-field", test_empty_field);
  g_test_add_func ("/wire/g-205/dates", test_dates);

  return g_test_run ();
}
