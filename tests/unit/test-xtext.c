/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * xtext and the forms of a utf-8 address, both ways: G-201, G-301, G-418, G-419, G-509 to G-511.
 */
#include <string.h>
#include <dsn/dsn.h>

static void
test_encode (void)
{
  static const struct { const char *text, *xtext;
  } cases[] = {
    { "QQ314159", "QQ314159" },
    { "a+b=c d", "a+2Bb+3Dc+20d" },
    { "", "" },
    { "gr\xc3\xbcn", "gr+C3+BCn" },
    { "~!", "~!" },
    { "\t\x7f", "+09+7F" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xtext = dsn_encode_xtext (cases[i].text), *back = dsn_decode_xtext (xtext, TRUE, NULL);

      g_assert_cmpstr (xtext, ==, cases[i].xtext);
      g_assert_cmpstr (back, ==, cases[i].text);
    }
}

static void
test_decode (void)
{
  static const struct { const char *xtext, *strict, *lenient; } cases[] = {
    { "a+2Bb", "a+b", "a+b" },
    { "a+2bb", NULL, "a+b" },
    { "user+tag@example.com", NULL, "user+tag@example.com" },
    { "a+", NULL, "a+" }, { "a+4", NULL, "a+4" }, { "a=b", NULL, "a=b" }, { "a b", NULL, "a b" },
    { "a+0Ab", NULL, NULL }, { "a+0D", NULL, NULL }, { "+00", NULL, NULL }, { "a\nb", NULL, NULL },
    { "+FF", NULL, NULL }, { "+C3+BC", "\xc3\xbc", "\xc3\xbc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint strict = 0; strict < 2; strict++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *text = dsn_decode_xtext (cases[i].xtext, (gboolean) strict, &error);

        g_assert_cmpstr (text, ==, strict ? cases[i].strict : cases[i].lenient);
        g_assert_cmpint (text == NULL, ==, error != NULL);
      }
}

static void
test_address_forms (void)
{
  static const struct { const char *address, *xtext, *unitext; } cases[] = {
    { "user@example.com", "user@example.com", "user@example.com" },
    { "gr\xc3\xbcn@example.com", "gr\\x{FC}n@example.com", "gr\xc3\xbcn@example.com" },
    { "a+b=c\\d e", "a\\x{2B}b\\x{3D}c\\x{5C}d\\x{20}e", "a\\x{2B}b\\x{3D}c\\x{5C}d\\x{20}e" },
    { "\xe6\x9c\xaa\xf0\x9f\x98\x80", "\\x{672A}\\x{1F600}", "\xe6\x9c\xaa\xf0\x9f\x98\x80" },
    { "\x01\x7f", "\\x{01}\\x{7F}", "\\x{01}\\x{7F}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint form = DSN_ADDRESS_FORM_XTEXT; form <= DSN_ADDRESS_FORM_PLAIN; form++)
      {
        g_autofree char *text = dsn_encode_utf8_address (cases[i].address, (DsnAddressForm) form), *back = NULL;

        g_assert_cmpstr (text, ==, form == DSN_ADDRESS_FORM_XTEXT ? cases[i].xtext
                         : form == DSN_ADDRESS_FORM_UNITEXT ? cases[i].unitext : cases[i].address);
        back = dsn_decode_utf8_address (text, form != DSN_ADDRESS_FORM_PLAIN, NULL);
        g_assert_cmpstr (back, ==, cases[i].address);
      }
}

static void
test_decode_address (void)
{
  static const struct { const char *text, *strict, *lenient;
  } cases[] = {
    { "gr\\x{FC}n", "gr\xc3\xbcn", "gr\xc3\xbcn" },
    { "gr\\x{fc}n", NULL, "gr\xc3\xbcn" },
    { "gr\\x{00FC}n", NULL, "gr\xc3\xbcn" },
    { "\\x{41}", NULL, "A" },
    { "\\x{D800}", NULL, "\\x{D800}" },
    { "\\x{110000}", NULL, "\\x{110000}" },
    { "\\x{}", NULL, "\\x{}" },
    { "\\x{FC", NULL, "\\x{FC" },
    { "\\x{0A}", NULL, NULL },
    { "\\x{0D}", NULL, NULL },
    { "\\x{00}", NULL, NULL },
    { "\\x{0B}", "\x0b", "\x0b" },
    { "a+b", NULL, "a+b" },
    { "a\\b", NULL, "a\\b" },
    { "\xff", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint strict = 0; strict < 2; strict++)
      {
        g_autofree char *text = dsn_decode_utf8_address (cases[i].text, (gboolean) strict, NULL);

        g_assert_cmpstr (text, ==, strict ? cases[i].strict : cases[i].lenient);
      }
}

static void
test_envid (void)
{
  g_autofree char *longest = g_strnfill (100, 'x'), *longer = g_strnfill (101, 'x');

  g_assert_true (dsn_check_envid ("QQ+2B1", NULL));
  g_assert_true (dsn_check_envid (longest, NULL));
  g_assert_false (dsn_check_envid (longer, NULL));
  g_assert_false (dsn_check_envid ("a b", NULL));
  g_assert_false (dsn_check_envid ("+0A", NULL));
  g_assert_false (dsn_check_envid ("+C3+BC", NULL));
  g_assert_false (dsn_check_envid ("+09", NULL));
}

static void
test_orcpt (void)
{
  static const struct { const char *orcpt, *type, *address; } cases[] = {
    { "rfc822;user@example.com", "rfc822", "user@example.com" },
    { "rfc822;a+2Bb@example.com", "rfc822", "a+b@example.com" },
    { "RFC822;a+b@example.com", "RFC822", "a+b@example.com" },
    { "utf-8;gr\\x{FC}n@example.com", "utf-8", "gr\xc3\xbcn@example.com" },
    { "utf-8;gr\xc3\xbcn@example.com", "utf-8", "gr\xc3\xbcn@example.com" },
    { "utf-8;bad\\x{fc}@example.com", "utf-8", "bad\\x{fc}@example.com" },
    { "user@example.com", NULL, NULL }, { ";a", NULL, NULL }, { "rfc822;", NULL, NULL }, { "rfc 822;a", NULL, NULL },
    { "rfc822;a+0Ab", NULL, NULL }, { "utf-8;a\nb", NULL, NULL }, { "utf-8;\xff", NULL, NULL },
  };
  g_autofree char *fill = g_strnfill (500, 'x'), *longer = g_strconcat ("rfc822;", fill, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *type = NULL, *address = NULL;
      g_autoptr (GError) error = NULL;

      address = dsn_decode_orcpt (cases[i].orcpt, &type, &error);
      g_assert_cmpstr (address, ==, cases[i].address);
      g_assert_cmpstr (type, ==, cases[i].type);
      g_assert_cmpint (address == NULL, ==, error != NULL);
    }
  g_assert_null (dsn_decode_orcpt (longer, NULL, NULL));
}

/* Total: any bytes, both ways, and what was encoded always comes back. */
static void
test_random (void)
{
  for (guint32 seed = 0; seed < 20000; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      char bytes[41] = { 0 };
      g_autofree char *a = NULL, *b = NULL, *c = NULL, *d = NULL, *e = NULL, *valid = NULL, *x = NULL, *back = NULL;
      static const char common[] = "\\x{}+=0123456789ABCDEFabcdef;@ ";

      for (guint i = 0; i < 40; i++)
        bytes[i] = g_rand_boolean (random) ? common[g_rand_int_range (random, 0, sizeof common - 1)]
                                           : (char) g_rand_int_range (random, 1, 256);
      a = dsn_decode_xtext (bytes, TRUE, NULL);
      b = dsn_decode_xtext (bytes, FALSE, NULL);
      c = dsn_decode_utf8_address (bytes, TRUE, NULL);
      d = dsn_decode_utf8_address (bytes, FALSE, NULL);
      e = dsn_decode_orcpt (bytes, NULL, NULL);
      valid = g_utf8_make_valid (bytes, -1);
      g_strdelimit (valid, "\r\n", '.');
      x = dsn_encode_xtext (valid);
      back = dsn_decode_xtext (x, TRUE, NULL);
      g_assert_cmpstr (back, ==, valid);
      g_free (x);
      g_free (back);
      x = dsn_encode_utf8_address (valid, DSN_ADDRESS_FORM_XTEXT);
      g_assert_true (g_str_is_ascii (x));
      back = dsn_decode_utf8_address (x, FALSE, NULL);
      g_assert_cmpstr (back, ==, valid);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xtext/g-419/encode", test_encode);
  g_test_add_func ("/xtext/g-419/decode", test_decode);
  g_test_add_func ("/xtext/g-509/address-forms", test_address_forms);
  g_test_add_func ("/xtext/g-510/decode-address", test_decode_address);
  g_test_add_func ("/xtext/g-418/envid", test_envid);
  g_test_add_func ("/xtext/g-511/orcpt", test_orcpt);
  g_test_add_func ("/xtext/random", test_random);

  return g_test_run ();
}
