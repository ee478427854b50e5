/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Folding and the pattern language.
 */
#include <string.h>
#include <dsn/dsn-types.h>
#include "rules/dsn-fold.h"
#include "rules/dsn-pattern.h"

static void
test_fold (void)
{
  static const struct { const char *raw, *folded; } rows[] = {
    { "User  Unknown", "user unknown" },
    { " \t a\r\n\t b \n", "a b" },
    { "", "" },
    { " \r\n ", "" },
    { "can\xe2\x80\x99t \xe2\x80\x9cx\xe2\x80\x9d", "can't \"x\"" },
    { "a\xc2\xa0\xc2\xa0" "b\xe3\x80\x80" "c", "a b c" },
    { "soft\xc2\xadhyphen, 5\xe2\x80\x93" "6", "softhyphen, 5-6" },
    { "\xef\xbb\xbf\xe2\x80\x8bx", "x" },
    { "Gr\xc3\xb6\xc3\x9f" "E", "gr\xc3\xb6\xc3\x9f" "e" },
    { "\xe5\xae\x9b\xe5\x85\x88", "\xe5\xae\x9b\xe5\x85\x88" },
    { "bad \xff\xc2 \xe2\x80", "bad \xff\xc2 \xe2\x80" },
    { "\xc2", "\xc2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char scratch[64];
      g_auto(DsnFold) fold = { 0 };
      g_autofree char *got = NULL;

      dsn_fold_init (&fold, rows[i].raw, strlen (rows[i].raw), scratch, sizeof scratch);
      got = g_strndup (fold.text, fold.length);
      g_assert_cmpstr (got, ==, rows[i].folded);
    }
}

static void
test_fold_on_the_heap (void)
{
  g_autofree char *raw = g_strnfill (100000, 'A');
  g_auto(DsnFold) fold = { 0 };
  char scratch[16];

  dsn_fold_init (&fold, raw, 100000, scratch, sizeof scratch);
  g_assert_cmpuint (fold.length, ==, 100000);
  g_assert_cmpint (fold.text[99999], ==, 'a');
}

/* Every place of a folded text leads back to the raw bytes. */
static void
test_fold_raw_span (void)
{
  static const char raw[] = "  It\xe2\x80\x99s  \r\n\tFULL now ";
  g_auto(DsnFold) fold = { 0 };
  char scratch[64];
  gsize offset, length;

  dsn_fold_init (&fold, raw, strlen (raw), scratch, sizeof scratch);
  g_assert_cmpmem (fold.text, fold.length, "it's full now", 13);
  dsn_fold_raw_span (&fold, 0, 4, &offset, &length);
  g_assert_cmpmem (raw + offset, length, "It\xe2\x80\x99s", 6);
  dsn_fold_raw_span (&fold, 5, 9, &offset, &length);
  g_assert_cmpmem (raw + offset, length, "FULL", 4);
  dsn_fold_raw_span (&fold, 10, 13, &offset, &length);
  g_assert_cmpmem (raw + offset, length, "now", 3);
  dsn_fold_raw_span (&fold, 5, 5, &offset, &length);
  g_assert_cmpuint (length, ==, 0);
}

static DsnPatternBuilder *
compile (const char *source, DsnPatternMode mode)
{
  g_autoptr(GError) error = NULL;
  DsnPatternBuilder *builder = dsn_pattern_builder_new ();
  guint index = G_MAXUINT;

  dsn_pattern_builder_add (builder, source, mode, &index, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (index, ==, 0);
  return builder;
}

/* What the pattern matches of the text, with captures as " type=value"; NULL if nothing */
static char *
match (const char *source, DsnPatternMode mode, const char *text)
{
  g_autoptr(DsnPatternBuilder) builder = compile (source, mode);
  DsnPatternSet set = dsn_pattern_builder_get_set (builder);
  g_auto(DsnFold) fold = { 0 };
  char scratch[DSN_FOLD_STACK];
  DsnPatternMatch found;
  GString *out;

  dsn_fold_init (&fold, text, strlen (text), scratch, sizeof scratch);
  if (!dsn_pattern_match (&set, 0, &fold, &found))
    return NULL;
  out = g_string_new_len (text + found.offset, (gssize) found.length);
  for (guint i = 0; i < found.n_captures; i++)
    g_string_append_printf (out, " %s=%.*s", dsn_capture_type_to_string (found.captures[i].type),
                            (int) found.captures[i].length, text + found.captures[i].offset);
  return g_string_free (out, FALSE);
}

typedef struct {
  const char *pattern, *text, *match;
} Row;

static void
run_rows (const Row *rows, guint n, DsnPatternMode mode)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *got = match (rows[i].pattern, mode, rows[i].text);

      g_test_message ("%s | %s", rows[i].pattern, rows[i].text);
      g_assert_cmpstr (got, ==, rows[i].match);
    }
}

static void
test_search (void)
{
  static const Row rows[] = {
    { "user unknown", "550 5.1.1 User unknown", "User unknown" },
    { "user unknown", "550-User \r\n 	UNKNOWN; sorry", "User \r\n 	UNKNOWN" },
    { "  user   unknown ", "user unknown", "user unknown" },
    { "user unknown", "user  is unknown", NULL },
    { "full", "mailbox full", "full" },
    /* word borders */
    { "full", "fully", NULL },
    { "full", "bountifull", NULL },
    { "full", "over_full-ish", "full" },
    { "5.1.1", "5.1.10", NULL },
    { "5.1.1", "45.1.1", NULL },
    { "5.1.1", "(#5.1.1)", "5.1.1" },
    { "full*", "fully", "full" },
    { "*full*", "bountifully", "full" },
    { "(full)", "is(full)y", "(full)" },
    { "sorry,", "sorry,x", "sorry," },
    { "\xe5\xad\x98\xe5\x9c\xa8", "\xe3\x81\xaf\xe5\xad\x98\xe5\x9c\xa8\xe3\x81\x97", "\xe5\xad\x98\xe5\x9c\xa8" },
    { "unknown", "\xc3\xa9unknown\xc3\xa9", "unknown" },
    /* runs */
    { "user * unknown", "the user foo@bar is unknown here", "user foo@bar is unknown" },
    { "user * unknown", "user unknown", "user unknown" },
    { "user * unknown", "userx yunknown", NULL },
    { "user*unknown", "user:unknown", "user:unknown" },
    { "user*unknown", "userunknown", "userunknown" },
    { "user * unknown", "user a user b unknown c unknown", "user b unknown" },
    { "a * b * c", "a a b c b c", "a b c" },
    { "unknown * user", "user unknown", NULL },
    { "rejected * rejected", "address rejected and address rejected", "rejected and address rejected" },
    { "x ** y", "x y", "x y" },
    /* typographic forms */
    { "doesn't exist", "user doesn\xe2\x80\x99t exist", "doesn\xe2\x80\x99t exist" },
    { "over\xc2\xa0quota", "over quota", "over quota" },
    { "{status}", "550 (#5.1.1) x", "5.1.1 status=5.1.1" },
    { "{status} {text}", "550 5.1.1 x y", "5.1.1 x y status=5.1.1 text=x y" },
    /* escapes */
    { "\\*\\{a\\}\\\\", "x*{a}\\y", "*{a}\\" },
  };

  run_rows (rows, G_N_ELEMENTS (rows), DSN_PATTERN_SEARCH);
}

static void
test_search_gap_is_limited (void)
{
  g_autoptr(GString) text = g_string_new ("user ");
  g_autofree char *near = NULL, *far = NULL;

  for (guint i = 0; i < (DSN_PATTERN_GAP - 2) / 2; i++)
    g_string_append (text, "x ");
  near = g_strconcat (text->str, "unknown", NULL);
  far = g_strconcat (text->str, "x x unknown", NULL);
  g_free (g_steal_pointer (&near));
  near = match ("user * unknown", DSN_PATTERN_SEARCH, far);
  g_assert_null (near);
  g_string_truncate (text, DSN_PATTERN_GAP);
  g_string_append (text, " unknown");
  near = match ("user * unknown", DSN_PATTERN_SEARCH, text->str);
  g_assert_cmpstr (near, ==, text->str);
}

static void
test_line (void)
{
  static const Row rows[] = {
    { "Hi. This is the qmail*", "  hi.  this is the qmail-send program", "hi.  this is the qmail-send program" },
    { "Hi. This is the qmail", "Hi. This is the qmail-send program", NULL },
    { "Hi.", "> Hi.", NULL },
    { "--- Below this line is a copy*", "--- Below this line is a copy of the message.", "--- Below this line is a copy of the message." },
    { "*", "", "" },
    { "*", "anything", "anything" },
    { "a*b*c", "a b b c c", "a b b c c" },
    { "a*b*c", "a c b", NULL },
    { "a * b", "a b", "a b" },
    { "a * b", "ab", NULL },
    { "Subject: *", "Subject:", "Subject:" },
    { "Subject: *", "Subject:x", NULL },
    { "a*aab", "aab", NULL },
    { "a*aab", "aaab", "aaab" },
    { "*ab", "abab", "abab" },
    /* captures */
    { "<{addr}>:", "<User@Example.COM>:", "<User@Example.COM>: addr=User@Example.COM" },
    { "<{addr}>:", "<user@example.com>: no", NULL },
    { "{addr}", "user@example.com", "user@example.com addr=user@example.com" },
    { "{text} <{addr}>", "John Doe <j@example.com>", "John Doe <j@example.com> text=John Doe addr=j@example.com" },
    { "Reason: {text}", "Reason:   Mailbox  full ", "Reason:   Mailbox  full text=Mailbox  full" },
    { "Reason: {text}", "Reason:", NULL },
    { "Reason: {text}", "Reason:  ", NULL },
    { "{text}", "", NULL },
    { "{text}", "a", "a text=a" },
    { "[{text}] {text}", "[a] b] c", "[a] b] c text=a text=b] c" },
    { "host {host} said: {code} {status} {text}", "host mx.example.org[192.0.2.1] said: 550 5.1.1 <x>",
      "host mx.example.org[192.0.2.1] said: 550 5.1.1 <x> host=mx.example.org code=550 status=5.1.1 text=<x>" },
    { "{host}[{ip}]", "mx.example.org[192.0.2.1]", "mx.example.org[192.0.2.1] host=mx.example.org ip=192.0.2.1" },
    { "{host} ({ip}): {num} tries", "mx.example.org (2001:db8::1): 12 tries",
      "mx.example.org (2001:db8::1): 12 tries host=mx.example.org ip=2001:db8::1 num=12" },
  };

  run_rows (rows, G_N_ELEMENTS (rows), DSN_PATTERN_LINE);
}

static void
test_addr (void)
{
  static const struct { const char *text, *addr; } rows[] = {
    { "user@example.com", "user@example.com" },
    { "to user@example.com.", "user@example.com" },
    { "(user+tag=x@sub.example.com)", "user+tag=x@sub.example.com" },
    { "<user@example.com>", "user@example.com" },
    { "rfc822;user@example.com;", "user@example.com" },
    { "mailto:user@example.com,", "user@example.com" },
    { "'user@example.com'", "user@example.com" },
    { "\"user@example.com\"", "user@example.com" },
    { "\"john doe\"@example.com", "\"john doe\"@example.com" },
    { "\"a\\\"b\"@example.com", "\"a\\\"b\"@example.com" },
    { "user@[192.0.2.1]", "user@[192.0.2.1]" },
    { "user@[IPv6:2001:db8::1]", "user@[IPv6:2001:db8::1]" },
    { "user@localhost", "user@localhost" },
    { "user@-x, y@z", "y@z" },
    { "a@ b@c", "b@c" },
    { "user@", NULL },
    { "@example.com", NULL },
    { "user example.com", NULL },
    { "user@example.com@example.org", "user@example.com" },
    /* RFC 6531, and writing without blanks */
    { "j\xc3\xb6rg@b\xc3\xbc" "cher.example", "j\xc3\xb6rg@b\xc3\xbc" "cher.example" },
    { "\xe7\x94\xa8\xe6\x88\xb7@\xe4\xbe\x8b\xe5\xad\x90.example", "\xe7\x94\xa8\xe6\x88\xb7@\xe4\xbe\x8b\xe5\xad\x90.example" },
    { "\xe5\xae\x9b\xe5\x85\x88user@example.com\xe3\x81\xaf", "user@example.com" },
    { "\xe3\x80\x8cuser@example.com\xe3\x80\x8d", "user@example.com" },
    { "user@example.com\xff", "user@example.com" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = match ("*{addr}*", DSN_PATTERN_LINE, rows[i].text);
      g_autofree char *wanted = rows[i].addr != NULL ? g_strconcat (rows[i].text, " addr=", rows[i].addr, NULL) : NULL;

      g_assert_cmpstr (got, ==, wanted);
    }
}

static void
test_other_captures (void)
{
  static const struct { const char *pattern, *text, *capture; } rows[] = {
    { "*{host}*", "mx1.example.com.", "mx1.example.com" },
    { "*{host}*", "-- mx_1.example.com-", "mx_1.example.com" },
    { "by {host}*", "by [192.0.2.7] x", "192.0.2.7" },
    { "by {host}:*", "by mx.example.com (192.0.2.7): x", "mx.example.com" },
    { "*{ip}*", "at 192.0.2.1:25", "192.0.2.1" },
    { "*{ip}*", "at 192.0.2.1.", "192.0.2.1" },
    { "*{ip}*", "at 192.0.2.256", NULL },
    { "*{ip}*", "[IPv6:2001:db8::25]", "IPv6:2001:db8::25" },
    { "*{ip}*", "at 12:34:56", NULL },
    { "*{code}*", "said 550-no", "550" },
    { "*{code}*", "said 650 1550 5501 x550", NULL },
    { "*{status}*", "(#5.1.10)", "5.1.10" },
    { "*{status}*", "15.1.1 5.1.1.1 5.1.1111 3.1.1", NULL },
    { "*{status}*", "5.1.1.", "5.1.1" },
    { "*{num}*", "retry 7x", "7" },
    { "*{num}*", "x1234567890123456789012", NULL },
    { "S{num}", "S3150", "3150" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = match (rows[i].pattern, DSN_PATTERN_LINE, rows[i].text);

      g_test_message ("%s | %s", rows[i].pattern, rows[i].text);
      if (rows[i].capture == NULL)
        g_assert_null (got);
      else
        {
          g_assert_nonnull (got);
          g_assert_cmpstr (strrchr (got, '=') + 1, ==, rows[i].capture);
        }
    }
}

static void
test_errors (void)
{
  static const struct { const char *pattern; DsnPatternMode mode; const char *message; } rows[] = {
    { "<{adr}>", DSN_PATTERN_LINE, "unknown capture {adr} (did you mean {addr}?)" },
    { "{banana}", DSN_PATTERN_LINE, "unknown capture {banana}; a '{' as such is written \\{" },
    { "a { b", DSN_PATTERN_LINE, "'{' without '}'; a '{' as such is written \\{" },
    { "a } b", DSN_PATTERN_LINE, "'}' without '{'; a '}' as such is written \\}" },
    { "a \\b", DSN_PATTERN_LINE, "'\\' must stand before '*', '{', '}' or '\\'" },
    { "a \\", DSN_PATTERN_LINE, "'\\' must stand before '*', '{', '}' or '\\'" },
    { "{text}*", DSN_PATTERN_LINE, "two runs side by side: nothing tells where {text} ends" },
    { "{text} {text}", DSN_PATTERN_LINE, "two runs side by side: nothing tells where {text} ends" },
    { " ", DSN_PATTERN_LINE, "pattern has nothing but blanks" },
    { "", DSN_PATTERN_LINE, "pattern has nothing but blanks" },
    { "*", DSN_PATTERN_SEARCH, "pattern has no text to look for" },
    { "{num} *", DSN_PATTERN_SEARCH, "pattern has no text to look for" },
    { "a*b*c*d*e*f*g*h*i", DSN_PATTERN_LINE, "too many '*' and {text}" },
    { "{num},{num},{num},{num},{num},{num},{num},{num},{num}", DSN_PATTERN_LINE, "too many captures" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(DsnPatternBuilder) builder = dsn_pattern_builder_new ();
      g_autoptr(GError) error = NULL;
      guint index = 77, n_segments, n_pieces;

      g_test_message ("%s", rows[i].pattern);
      g_assert_false (dsn_pattern_builder_add (builder, rows[i].pattern, rows[i].mode, &index, &error));
      g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, rows[i].message);
      g_assert_cmpuint (dsn_pattern_builder_get_n (builder, &n_segments, &n_pieces), ==, 0);
      g_assert_cmpuint (n_segments + n_pieces, ==, 0);
      g_assert_cmpuint (index, ==, 77);
    }
}

static void
test_long_pattern (void)
{
  g_autoptr(DsnPatternBuilder) builder = dsn_pattern_builder_new ();
  g_autofree char *source = g_strnfill (DSN_PATTERN_BYTES + 1, 'a');
  g_autoptr(GError) error = NULL;
  guint index;

  g_assert_false (dsn_pattern_builder_add (builder, source, DSN_PATTERN_SEARCH, &index, &error));
  g_assert_error (error, DSN_ERROR, DSN_ERROR_SYNTAX);
  source[DSN_PATTERN_BYTES] = '\0';
  g_assert_true (dsn_pattern_builder_add (builder, source, DSN_PATTERN_SEARCH, &index, NULL));
}

/* Patterns and texts made to make a matcher go back and forth: twice the text costs about twice the time. */
static void
test_hostile_is_linear (void)
{
  static const struct { const char *pattern; DsnPatternMode mode; const char *unit; } rows[] = {
    { "a*a*a*a*a*a*a*b", DSN_PATTERN_LINE, "a" },
    { "a*a*a*a*a*a*a*b", DSN_PATTERN_SEARCH, "a" },
    { "a * a * a * b", DSN_PATTERN_SEARCH, "a " },
    { "*aaaaaaaaaaaaaaaaaaaaaaaaaaab", DSN_PATTERN_LINE, "a" },
    { "*{addr}x", DSN_PATTERN_LINE, "\"" },
    { "*{addr}x", DSN_PATTERN_LINE, "a@" },
    { "*{addr}x", DSN_PATTERN_LINE, "!" },
    { "*{addr} x", DSN_PATTERN_LINE, "a@b " },
    { "*{host}:x", DSN_PATTERN_LINE, "a." },
    { "*{ip}x", DSN_PATTERN_LINE, "1:" },
    { "*{ip}x", DSN_PATTERN_LINE, "1." },
    { "*1{num}x", DSN_PATTERN_LINE, "1" },
    { "{text}b{text}c", DSN_PATTERN_LINE, "ab" },
    { "a b", DSN_PATTERN_SEARCH, "\t \n" },
    { "user unknown", DSN_PATTERN_SEARCH, "user user\n" },
  };
  enum { SIZE = 1 << 17 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(DsnPatternBuilder) builder = compile (rows[i].pattern, rows[i].mode);
      DsnPatternSet set = dsn_pattern_builder_get_set (builder);
      g_autoptr(GString) text = g_string_new (NULL);
      g_auto(DsnFold) fold = { 0 };
      g_autoptr(GTimer) timer = g_timer_new ();

      while (text->len < SIZE)
        g_string_append (text, rows[i].unit);
      dsn_fold_init (&fold, text->str, text->len, NULL, 0);
      g_assert_false (dsn_pattern_match (&set, 0, &fold, NULL));
      g_test_message ("%s: %.1f ms", rows[i].pattern, g_timer_elapsed (timer, NULL) * 1000);
      /* a quadratic matcher needs 10 s and more; sanitizers and valgrind are given room */
      g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 5.0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fold/table", test_fold);
  g_test_add_func ("/fold/heap", test_fold_on_the_heap);
  g_test_add_func ("/fold/raw-span", test_fold_raw_span);
  g_test_add_func ("/pattern/search", test_search);
  g_test_add_func ("/pattern/search/gap", test_search_gap_is_limited);
  g_test_add_func ("/pattern/line", test_line);
  g_test_add_func ("/pattern/capture/addr", test_addr);
  g_test_add_func ("/pattern/capture/others", test_other_captures);
  g_test_add_func ("/pattern/errors", test_errors);
  g_test_add_func ("/pattern/long", test_long_pattern);
  g_test_add_func ("/pattern/hostile", test_hostile_is_linear);
  return g_test_run ();
}
