/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The scanner: trees, headers, defects and limits by tables; samples cut at every byte and with other line ends; time
 * that grows no faster than the input; pages that are given back.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../support/scan-check.h"

#define MIXED "Content-Type: multipart/mixed; boundary=BB\n\n"

typedef struct {
  const char *name;
  const char *text;
  const char *tree;
  DsnDefects  defects;
} TreeRow;

/* The trees of scan_to_string(). */
static const TreeRow tree_rows[] = {
  { "empty", "", "plain''", DSN_DEFECT_EMPTY },
  { "blank", "\n \n\n", "plain''", DSN_DEFECT_EMPTY },
  { "plain", "A: b\n\nhello\n", "plain'hello\n'", 0 },
  { "header-only", "A: b\n", "plain''", 0 },
  { "no-header", "hello there\n\nworld\n", "plain'hello there\n\nworld\n'", DSN_DEFECT_MISSING_BLANK },
  { "two-parts", MIXED "--BB\n\none\n--BB\n\ntwo\n--BB--\n", "multipart(plain'one' plain'two')", 0 },
  { "preamble-epilogue", MIXED "pre\n--BB\n\none\n--BB--\nepi\n--BB\n\nx", "multipart(plain'one')", 0 },
  { "no-part-header", MIXED "--BB\ntext\n--BB--\n", "multipart(plain'text')", DSN_DEFECT_MISSING_BLANK },
  { "empty-parts", MIXED "--BB\n\n--BB\n\n\n--BB--\n", "multipart(plain'' plain'')", 0 },
  { "boundary-pairs", MIXED "--BB\n--BB\n\none\n--BB\n--BB--\n", "multipart(plain'one')", 0 },
  { "no-part", MIXED "--BB\n--BB--\n", "multipart()", 0 },
  { "part-header-only", MIXED "--BB\nA: b\n--BB--\n", "multipart(plain'')", 0 },
  { "blanks-after-boundary", MIXED "--BB \t\n\none\n--BB-- \n", "multipart(plain'one')", 0 },
  { "boundary-prefix", MIXED "--BB\n\n--BBx\n--BB-\n --BB\n--BB--x\n--BB--", "multipart(plain'--BBx\n--BB-\n --BB\n--BB--x')", 0 },
  { "boundary-ends-data", MIXED "--BB\n\none\n--BB", "multipart(plain'one' plain'')",
    DSN_DEFECT_BOUNDARY_OPEN | DSN_DEFECT_TRUNCATED },
  { "open", MIXED "--BB\n\none\n", "multipart(plain'one\n')", DSN_DEFECT_BOUNDARY_OPEN | DSN_DEFECT_TRUNCATED },
  { "missing", MIXED "one\n--BBx\ntwo\n", "multipart(plain'one\n--BBx\ntwo\n')", DSN_DEFECT_BOUNDARY_MISSING },
  { "missing-blank-body", MIXED "\n\n", "multipart()", DSN_DEFECT_BOUNDARY_MISSING },
  { "only-closed", MIXED "one\n--BB--\n", "multipart(plain'one')", DSN_DEFECT_BOUNDARY_MISSING },
  { "guessed", MIXED "pre\n--x\n--CC\nContent-Type: text/html\n\none\n--CC\n\ntwo\n--CC--\n",
    "multipart(html'one' plain'two')", DSN_DEFECT_BOUNDARY_MISSING },
  { "no-parameter", "Content-Type: multipart/mixed\n\n--CC \ncontent-id: x\n\none\n--CC--\n", "multipart(plain'one')",
    DSN_DEFECT_NO_BOUNDARY },
  { "no-parameter-text", "Content-Type: multipart/mixed\n\n--CC\n\none\n", "multipart(plain'--CC\n\none\n')",
    DSN_DEFECT_NO_BOUNDARY },
  { "empty-parameter", "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\none\n", "multipart(plain'--\n\none\n')",
    DSN_DEFECT_NO_BOUNDARY },
  { "nested", MIXED "--BB\nContent-Type: multipart/alternative; boundary=CC\n\n--CC\n\n1\n--CC\n\n2\n--CC--\n\n--BB\n\n3\n--BB--\n",
    "multipart(alternative(plain'1' plain'2') plain'3')", 0 },
  { "outer-ends-inner", MIXED "--BB\nContent-Type: multipart/mixed; boundary=CC\n\n--CC\n\n1\n--BB\n\n3\n--BB--\n",
    "multipart(multipart(plain'1') plain'3')", DSN_DEFECT_BOUNDARY_OPEN },
  { "inner-missing", MIXED "--BB\nContent-Type: multipart/mixed; boundary=CC\n\n1\n--BB\n\n3\n--BB--\n",
    "multipart(multipart(plain'1') plain'3')", DSN_DEFECT_BOUNDARY_MISSING },
  { "inner-guessed", MIXED "--BB\nContent-Type: multipart/mixed\n\n--C\nContent-ID: 1\n\n1\n--BB\n\n3\n--BB--\n",
    "multipart(multipart(plain'1') plain'3')", DSN_DEFECT_BOUNDARY_OPEN | DSN_DEFECT_NO_BOUNDARY },
  { "guess-not-outer", MIXED "--BB\nContent-Type: multipart/mixed\n\n1\n--BB\nContent-ID: 1\n\n3\n--BB--\n",
    "multipart(multipart(plain'1') plain'3')", DSN_DEFECT_NO_BOUNDARY },
  { "same-boundary", MIXED "--BB\n" MIXED "--BB\n\n1\n--BB--\n--BB\n\n2\n--BB--\n",
    "multipart(multipart(plain'1') plain'2')", 0 },
  { "extended-boundary", MIXED "--BB\nContent-Type: multipart/mixed; boundary=BBB\n\n--BBB\n\n1\n--BBB--\n--BB--\n",
    "multipart(multipart(plain'1'))", 0 },
  { "message", "Content-Type: message/rfc822\n\nA: b\n\nhello\n", "rfc822(plain'hello\n')", 0 },
  { "message-unknown-encoding", "Content-Type: message/global\nContent-Transfer-Encoding: x-y\n\nA: b\n\n1\n",
    "global/4(plain'1\n')", 0 },
  { "message-base64", "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQTog\n", "rfc822/1'QTog\n'", 0 },
  { "message-in-message", "Content-Type: message/rfc822\n\nContent-Type: message/news\n\nA: b\n\n1", "rfc822(rfc822(plain'1'))", 0 },
  { "message-blank-lines", "Content-Type: message/rfc822\n\n\n\nA: b\n\n1", "rfc822(plain'1')", 0 },
  { "message-from-line", "Content-Type: message/rfc822\n\n>From a b\nA: b\n\n1", "rfc822(plain'1')", 0 },
  { "message-empty", MIXED "--BB\nContent-Type: message/rfc822\n\n--BB\nContent-Type: message/rfc822\n--BB--\n",
    "multipart(rfc822(plain'') rfc822(plain''))", 0 },
  { "message-text", "Content-Type: message/rfc822\n\nno header\n", "rfc822(plain'no header\n')", DSN_DEFECT_MISSING_BLANK },
  { "returned-header", MIXED "--BB\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=CC\n\n--BB--\n",
    "multipart(rfc822(multipart()))", 0 },
  { "digest", "Content-Type: multipart/digest; boundary=BB\n\n--BB\n\nA: b\n\n1\n--BB\nContent-Type: text/html\n\n2\n--BB--\n",
    "multipart(rfc822(plain'1') html'2')", 0 },
  { "encoded-multipart", MIXED "--BB\nContent-Transfer-Encoding: base64\n\nMQ==\n--BB--\n", "multipart(plain/1'MQ==')", 0 },
  { "encoding-of-lost-text", "Content-Type: multipart/mixed; boundary=B\nContent-Transfer-Encoding: base64\n\nMQ==\n",
    "multipart/1(plain/1'MQ==\n')", DSN_DEFECT_BOUNDARY_MISSING },
  { "status", "Content-Type: message/delivery-status\n\nA: b\n\nC: d\n", "status'A: b\n\nC: d\n'", 0 },
  { "cr-between-crlf", "A: b\r\n" MIXED "--BB\r\r\n\r\r\none\r\r\n--BB--\r\r\n", "multipart(plain'one\\015')", 0 },
};

static const TreeRow boundary_rows[] = {
  { "quoted", "boundary=\"a b\"", "a b", 0 },
  { "specials", "boundary=_=x/y:z?(q)", "_=x/y:z?(q)", 0 },
  { "comment", "(x; boundary=no) boundary (y) = (z \\) z) \"BB\" (end)", "BB", 0 },
  { "folded", "charset=x;\n\tboundary\n =\n \"BB\"", "BB", 0 },
  { "single-quotes", "boundary='BB'", "'BB'", 0 },
  { "backslash", "boundary=\"B\\B\\\"\"", "BB\"", 0 },
  { "folded-within", "boundary=\"B\n B\"", "B B", 0 },
  { "blank-at-end", "boundary=\"BB \"", "BB", 0 },
  { "rfc2231", "boundary*=us-ascii'en'B%42", "BB", 0 },
  { "pieces", "boundary*0=B; boundary*1*=%42; boundary*2=\"C\"", "BBC", 0 },
  { "upper-case", "BOUNDARY=BB", "BB", 0 },
  { "longer-name", "xboundary=no; boundaryx=no; boundary=BB", "BB", 0 },
  { "first-counts", "boundary=BB; boundary=no", "BB", 0 },
  { "no-semicolon", "x=y boundary=BB", "BB", 0 },
  { "empty-names", ";; =x; boundary=BB;", "BB", 0 },
  { "open-quote", "boundary=\"BB", "BB", 0 },
  { "no-value", "boundary; x=1; boundary=BB", "BB", 0 },
  { "lost-indentation", "report-type=x;\nboundary=\"BB\"", "BB", DSN_DEFECT_MALFORMED_HEADER },
};

/* As scan_to_string(), with the fields. */
static const TreeRow header_rows[] = {
  { "folds", "A: b\n c\n\td\nE:\n f\n\n1", "plain{A: b\n c\n\td|E:\n f}'1'", 0 },
  { "blank-fold", "A: b\n \n c\n\n1", "plain{A: b\n \n c}'1'", 0 },
  { "blank-before-colon", "A \t: b\n\n1", "plain{A: b}'1'", 0 },
  { "no-blank-after-colon", "A:b\nC:\n\n1", "plain{A:b|C:}'1'", 0 },
  { "leading-blank-lines", "\n \n\r\nA: b\n\n1", "plain{A: b}'1'", 0 },
  { "from-line", "From a@b.example Thu Jan  1\nA: b\n\n1", "plain{A: b}'1'", 0 },
  { "escaped-from-line", ">From a@b.example Thu Jan  1\nA: b\n\n1", "plain{A: b}'1'", 0 },
  { "from-line-later", "A: b\nFrom a@b.example\n\n1", "plain{A: b}'From a@b.example\n\n1'", DSN_DEFECT_MISSING_BLANK },
  { "text-ends-header", "A: b\nThis is text\nMore: c\n", "plain{A: b}'This is text\nMore: c\n'", DSN_DEFECT_MISSING_BLANK },
  { "quoted-header-in-text", "A: b\nYou wrote\nFrom: x\nTo: y\n\n1", "plain{A: b}'You wrote\nFrom: x\nTo: y\n\n1'",
    DSN_DEFECT_MISSING_BLANK },
  { "address-ends-header", "A: b\n<u@example.com>: no such user\n", "plain{A: b}'<u@example.com>: no such user\n'",
    DSN_DEFECT_MISSING_BLANK },
  { "dashes-end-header", "A: b\n--x: y\nContent-Type: text/html\n\n1", "plain{A: b}'--x: y\nContent-Type: text/html\n\n1'",
    DSN_DEFECT_MISSING_BLANK },
  { "lost-indentation", "Subject: a\nb c\nd: e f\nReceived: g\n\n1", "plain{Subject: a\nb c|d: e f|Received: g}'1'",
    DSN_DEFECT_MALFORMED_HEADER },
  { "lost-indentation-twice", "Received: from a\n(1.2.3.4) by\n(5.6.7.8)\n id 1\nX-A: g\n\n1",
    "plain{Received: from a\n(1.2.3.4) by\n(5.6.7.8)\n id 1|X-A: g}'1'", DSN_DEFECT_MALFORMED_HEADER },
  { "junk-first", "some junk\nReceived: g\n\n1", "plain{Received: g}'1'", DSN_DEFECT_MALFORMED_HEADER },
  { "junk-last", "A: b\nsome junk: c\n d\n\n1", "plain{A: b}'1'", DSN_DEFECT_MALFORMED_HEADER },
  { "no-name", "A: b\n: c\n\n1", "plain{A: b}'1'", DSN_DEFECT_MALFORMED_HEADER },
  { "fold-first", " a: b\n\n1", "plain' a: b\n\n1'", DSN_DEFECT_MISSING_BLANK },
  { "cut", "A: b\nSubj", "plain{A: b}''", DSN_DEFECT_TRUNCATED },
  { "cut-text", "A: b\nSome words", "plain{A: b}'Some words'", DSN_DEFECT_MISSING_BLANK },
  { "cut-in-value", "A: b\nSubject: x", "plain{A: b|Subject: x}''", DSN_DEFECT_TRUNCATED },
  { "cr-first", "A: b\rC: d\r\n\r\n1", "plain{A: b|C: d}'1'", 0 },
  { "bare-cr", "X: y\nA: b\rC: d\n\n1\r2", "plain{X: y|A: b\\015C: d}'1\\0152'", DSN_DEFECT_BARE_CR },
  { "cr-mode", "A: b\rC: d\r e\r\r1\r2\n3\r\n4", "plain{A: b|C: d\n e}'1\n2\n3\n4'", 0 },
  { "crcrlf", "A: b\r\r\nC: d\r\r\n\r\r\n1", "plain{A: b|C: d}'1'", 0 },
  { "8-bit-name", "\303\204: b\n\n1", "plain'\\303\\204: b\n\n1'", DSN_DEFECT_MISSING_BLANK },
};

static const struct { const char *value; DsnMedia media; } media_rows[] = {
  { "text/plain; charset=utf-8", DSN_MEDIA_TEXT_PLAIN },
  { "TEXT/HTML", DSN_MEDIA_TEXT_HTML },
  { "text", DSN_MEDIA_TEXT_PLAIN },
  { "", DSN_MEDIA_TEXT_PLAIN },
  { "(c) text (d) / (e) html;", DSN_MEDIA_TEXT_HTML },
  { "text/calendar", DSN_MEDIA_TEXT_OTHER },
  { "text/rfc822-headers", DSN_MEDIA_TEXT_RFC822_HEADERS },
  { "\n multipart/report;", DSN_MEDIA_MULTIPART_REPORT },
  { "multipart/related", DSN_MEDIA_MULTIPART_RELATED },
  { "multipart/x", DSN_MEDIA_MULTIPART_OTHER },
  { "message/rfc822", DSN_MEDIA_MESSAGE_RFC822 },
  { "message/rfc2822", DSN_MEDIA_MESSAGE_RFC822 },
  { "message/global", DSN_MEDIA_MESSAGE_GLOBAL },
  { "message/global-headers", DSN_MEDIA_MESSAGE_GLOBAL_HEADERS },
  { "Message/Delivery-Status", DSN_MEDIA_MESSAGE_DELIVERY_STATUS },
  { "message/global-delivery-status", DSN_MEDIA_MESSAGE_GLOBAL_DELIVERY_STATUS },
  { "message/disposition-notification", DSN_MEDIA_MESSAGE_DISPOSITION_NOTIFICATION },
  { "message/feedback-report", DSN_MEDIA_MESSAGE_FEEDBACK_REPORT },
  { "message/tracking-status", DSN_MEDIA_MESSAGE_TRACKING_STATUS },
  { "message/partial", DSN_MEDIA_MESSAGE_PARTIAL },
  { "message/x", DSN_MEDIA_MESSAGE_OTHER },
  { "image/png", DSN_MEDIA_OTHER },
  { "text/plainx", DSN_MEDIA_TEXT_OTHER },
  { "texts/plain", DSN_MEDIA_OTHER },
};

static const struct { const char *value; DsnEncoding encoding; } encoding_rows[] = {
  { "7bit", DSN_ENCODING_IDENTITY },
  { "8BIT", DSN_ENCODING_IDENTITY },
  { "", DSN_ENCODING_IDENTITY },
  { "(c) Base64 (d)", DSN_ENCODING_BASE64 },
  { "\n quoted-printable;", DSN_ENCODING_QUOTED_PRINTABLE },
  { "\"base64\"", DSN_ENCODING_BASE64 },
  { "x-uuencode", DSN_ENCODING_UUENCODE },
  { "base65", DSN_ENCODING_UNKNOWN },
};

/* A copy of exactly that size, so that the sanitizer sees a byte read too far. */
static DsnScan *
scan_bytes (const char *text, gsize size, const DsnLimits *limits)
{
  guint8 *copy = g_memdup2 (text, size);
  DsnScan *scan = dsn_scan_new (copy, size, limits, DSN_SCAN_FLAGS_NONE);

  check_scan (scan);
  return scan;
}

static void
free_scan (DsnScan *scan)
{
  if (scan->size)
    g_free ((guint8 *) scan->data);
  dsn_scan_free (scan);
}

static void
check_tree (const char *name, const char *text, const char *tree, DsnDefects defects, gboolean with_fields)
{
  DsnScan *scan = scan_bytes (text, strlen (text), NULL);
  g_autofree char *found = scan_to_string (scan, with_fields);

  g_test_message ("%s", name);
  g_assert_cmpstr (found, ==, tree);
  g_assert_cmphex (scan->defects, ==, defects);
  free_scan (scan);
}

static void
test_trees (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tree_rows); i++)
    check_tree (tree_rows[i].name, tree_rows[i].text, tree_rows[i].tree, tree_rows[i].defects, FALSE);
}

static void
test_boundaries (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (boundary_rows); i++)
    {
      const TreeRow *row = &boundary_rows[i];
      g_autofree char *text = g_strdup_printf ("Content-Type: multipart/mixed; %s\n\n--%s\n\n1\n--%s--\n", row->text,
                                               row->tree, row->tree);
      check_tree (row->name, text, "multipart(plain'1')", row->defects, FALSE);
    }
}

static void
test_headers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (header_rows); i++)
    check_tree (header_rows[i].name, header_rows[i].text, header_rows[i].tree, header_rows[i].defects, TRUE);
}

static void
test_media (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (media_rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("Content-Type:%s\n\n", media_rows[i].value);
      DsnScan *scan = scan_bytes (text, strlen (text), NULL);
      g_test_message ("%s", media_rows[i].value);
      g_assert_cmpint (scan->parts[0].media, ==, media_rows[i].media);
      free_scan (scan);
    }
}

static void
test_encodings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (encoding_rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("Content-Transfer-Encoding:%s\n\n", encoding_rows[i].value);
      DsnScan *scan = scan_bytes (text, strlen (text), NULL);
      g_test_message ("%s", encoding_rows[i].value);
      g_assert_cmpint (scan->parts[0].encoding, ==, encoding_rows[i].encoding);
      free_scan (scan);
    }
}

static void
test_fields (void)
{
  const char *text = "subject: a\nTO: b\nSubject: c\ncontent-TYPE: text/html\nContent-Type: text/plain\n\n";
  DsnScan *scan = scan_bytes (text, strlen (text), NULL);
  const DsnPart *part = &scan->parts[0];

  g_assert_true (dsn_scan_get_field (scan, part, "Subject") == &scan->fields[0]);
  g_assert_true (dsn_scan_get_field (scan, part, "to") == &scan->fields[1]);
  g_assert_null (dsn_scan_get_field (scan, part, "Subjec"));
  g_assert_null (dsn_scan_get_field (scan, part, "Subjects"));
  g_assert_cmpint (part->content_type, ==, 3);
  g_assert_cmpint (part->media, ==, DSN_MEDIA_TEXT_HTML);
  free_scan (scan);
}

static void
test_parameters (void)
{
  const char *text = "A: x; one=\"a\\\"b\n c\"; two*=utf-8''%41; three*1=d; three*0=e; four*=q%4; five*0*=u''%41; five*1=%41\n\n";
  static const struct { const char *name, *raw, *whole; } rows[] = {
    { "one", "a\\\"b\n c", "a\"b c" },
    { "TWO", "%41", "A" },
    { "three", "e", "e" },
    { "four", "q%4", "q%4" },
    { "five", "%41", "A%41" },
    { "six", NULL, NULL },
  };
  DsnScan *scan = scan_bytes (text, strlen (text), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DsnSpan span;
      gboolean found = dsn_scan_get_parameter (scan, &scan->fields[0], rows[i].name, &span);
      g_autofree char *raw = found ? g_strndup ((const char *) scan->data + span.offset, span.length) : NULL;
      g_autofree char *whole = dsn_scan_dup_parameter (scan, &scan->fields[0], rows[i].name);
      g_assert_cmpstr (raw, ==, rows[i].raw);
      g_assert_cmpstr (whole, ==, rows[i].whole);
    }
  free_scan (scan);
}

static void
test_mbox_from (void)
{
  const char *text = "\nFrom a@b.example Thu\r\nFrom c\nA: b\n\nFrom d";
  DsnScan *scan = scan_bytes (text, strlen (text), NULL);

  g_assert_cmpuint (scan->mbox_from.offset, ==, 1);
  g_assert_cmpuint (scan->mbox_from.length, ==, strlen ("From a@b.example Thu"));
  g_assert_cmpuint (scan->n_fields, ==, 1);
  free_scan (scan);
}

static void
test_nul (void)
{
  const char text[] = "A: b\0c\nD: e\n\nf\0g\n";
  DsnScan *scan = scan_bytes (text, sizeof text - 1, NULL);

  g_assert_cmphex (scan->defects, ==, DSN_DEFECT_NUL);
  g_assert_cmpuint (scan->n_fields, ==, 2);
  g_assert_cmpuint (scan->fields[0].value.length, ==, 4);
  free_scan (scan);
}

static void
test_no_data (void)
{
  g_autoptr(DsnScan) scan = dsn_scan_new (NULL, 0, NULL, DSN_SCAN_DROP_PAGES);

  check_scan (scan);
  g_assert_cmphex (scan->defects, ==, DSN_DEFECT_EMPTY);
}

static void
test_defects_of_parts (void)
{
  const char *text = MIXED "--BB\nA: b\nno field\n--BB\n\n--BB--\n";
  DsnScan *scan = scan_bytes (text, strlen (text), NULL);

  g_assert_cmphex (scan->defects, ==, DSN_DEFECT_MISSING_BLANK);
  g_assert_cmphex (scan->parts[0].defects, ==, 0);
  g_assert_cmphex (scan->parts[1].defects, ==, DSN_DEFECT_MISSING_BLANK);
  g_assert_cmphex (scan->parts[2].defects, ==, 0);
  free_scan (scan);
}

static void
test_new_fields (void)
{
  const char *text = "\nFrom a\nSubject: a\n b\nContent-Type: multipart/mixed; boundary=BB\n\n--BB\n\nc\n";
  g_autoptr(DsnScan) scan = dsn_scan_new_fields ((const guint8 *) text, strlen (text), NULL);
  g_autofree char *tree = scan_to_string (scan, TRUE);

  check_scan (scan);
  g_assert_cmpstr (tree, ==, "plain{Subject: a\n b|Content-Type: multipart/mixed; boundary=BB}'--BB\n\nc\n'");
}

static void
test_next_line (void)
{
  static const struct { const char *text; gboolean cr_mode; const char *lines; } rows[] = {
    { "", FALSE, "" },
    { "a", FALSE, "[a]" },
    { "a\n\r\nb\r\r\n\rc\n", FALSE, "[a][][b][\rc]" },
    { "a\r", FALSE, "[a]" },
    { "a\rb\n\r\nc\r\r", TRUE, "[a][b][][c][]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GString) lines = g_string_new (NULL);
      gsize offset = 0;
      DsnSpan line;
      while (dsn_scan_next_line ((const guint8 *) rows[i].text, strlen (rows[i].text), rows[i].cr_mode, &offset, &line))
        g_string_append_printf (lines, "[%.*s]", (int) line.length, rows[i].text + line.offset);
      g_assert_cmpstr (lines->str, ==, rows[i].lines);
    }
}

/* One limit at a time, and what is left of the same message. */
static void
test_limits (void)
{
  const char *text = "X-A: 123456789\n 123456789\nX-B: c\n" MIXED "--BB\nContent-Type: message/rfc822\n\nA: b\n\n1\n--BB\n\n2\n--BB--\n";
  static const struct { const char *name; DsnLimits limits; const char *tree; DsnDefects defects; } rows[] = {
    { "none", { 0 }, "multipart{X-A: 123456789\n 123456789|X-B: c|Content-Type: multipart/mixed; boundary=BB}"
      "(rfc822{Content-Type: message/rfc822}(plain{A: b}'1') plain'2')", 0 },
    { "message", { .message_bytes = 119 }, "multipart{X-A: 123456789\n 123456789|X-B: c|Content-Type: multipart/mixed; "
      "boundary=BB}(rfc822{Content-Type: message/rfc822}(plain{A: b}'1'))",
      DSN_DEFECT_LIMIT_MESSAGE | DSN_DEFECT_BOUNDARY_OPEN | DSN_DEFECT_TRUNCATED },
    { "header", { .header_bytes = 10 }, "multipart{X-A: 123456789\n 123456789|Content-Type: multipart/mixed; boundary=BB}"
      "(rfc822{Content-Type: message/rfc822}(plain{A: b}'1') plain'2')", DSN_DEFECT_LIMIT_HEADER },
    { "field", { .field_bytes = 10 }, "plain{X-A: 12345|X-B: c|Content-Ty:}'--BB\nContent-Type: message/rfc822\n\nA: b"
      "\n\n1\n--BB\n\n2\n--BB--\n'", DSN_DEFECT_LIMIT_FIELD },
    { "fields", { .fields = 1 }, "multipart{X-A: 123456789\n 123456789|Content-Type: multipart/mixed; boundary=BB}"
      "(rfc822{Content-Type: message/rfc822}(plain{A: b}'1') plain'2')", DSN_DEFECT_LIMIT_FIELDS },
    { "parts", { .parts = 2 }, "multipart{X-A: 123456789\n 123456789|X-B: c|Content-Type: multipart/mixed; boundary=BB}"
      "(rfc822{Content-Type: message/rfc822}'A: b\n\n1')", DSN_DEFECT_LIMIT_PARTS },
    { "part", { .parts = 1 }, "multipart{X-A: 123456789\n 123456789|X-B: c|Content-Type: multipart/mixed; boundary=BB}"
      "'--BB\nContent-Type: message/rfc822\n\nA: b\n\n1\n--BB\n\n2\n--BB--\n'", DSN_DEFECT_LIMIT_PARTS },
    { "depth", { .depth = 1 }, "multipart{X-A: 123456789\n 123456789|X-B: c|Content-Type: multipart/mixed; boundary=BB}"
      "(rfc822{Content-Type: message/rfc822}'A: b\n\n1' plain'2')", DSN_DEFECT_LIMIT_DEPTH },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DsnScan *scan = scan_bytes (text, strlen (text), &rows[i].limits);
      g_autofree char *tree = scan_to_string (scan, TRUE);
      g_test_message ("%s", rows[i].name);
      g_assert_cmpstr (tree, ==, rows[i].tree);
      g_assert_cmphex (scan->defects, ==, rows[i].defects);
      free_scan (scan);
    }
}

/* Calls check (text, size) for each message of samples/. */
static void
each_sample (void (*check) (const char *text, gsize size))
{
  g_autofree char *top = g_test_build_filename (G_TEST_DIST, "..", "..", "samples", NULL);
  g_autoptr(GDir) origins = g_dir_open (top, 0, NULL);
  const char *origin, *name;
  guint n = 0;

  while (origins && (origin = g_dir_read_name (origins)))
    {
      g_autofree char *folder = g_build_filename (top, origin, NULL);
      g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
      while (dir && (name = g_dir_read_name (dir)))
        {
          g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
          gsize size;
          if (!g_str_has_suffix (name, ".eml") || !g_file_get_contents (path, &text, &size, NULL))
            continue;
          g_test_message ("%s/%s", origin, name);
          check (text, size);
          n++;
        }
    }
  g_assert_cmpuint (n, >, 0);
}

static gboolean
is_under_valgrind (void)
{
  return strstr (g_getenv ("LD_PRELOAD") ? g_getenv ("LD_PRELOAD") : "", "vgpreload") != NULL;
}

/* Every length of short messages; for long ones fewer, so that the time stays the same. */
static void
check_all_lengths (const char *text, gsize size)
{
  gsize step = (1 + size / 4096) * (is_under_valgrind () ? 32 : 1);

  for (gsize length = 0; length <= size; length += step)
    free_scan (scan_bytes (text, length, NULL));
}

static void
test_all_lengths (void)
{
  each_sample (check_all_lengths);
}

static char *
with_line_ends (const char *text, const char *line_end)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line; line++)
    while (g_str_has_suffix (*line, "\r"))
      (*line)[strlen (*line) - 1] = 0;
  return g_strjoinv (line_end, lines);
}

static void
check_line_ends (const char *text, gsize size)
{
  static const char *const line_ends[] = { "\n", "\r\n", "\r" };
  g_autofree char *first = NULL;

  /* A bare CR means something else in each of the forms, and a NUL ends what this test can turn. */
  for (gsize i = 0; i < size; i++)
    if (!text[i] || (text[i] == '\r' && text[i + 1] != '\n' && text[i + 1] != '\r'))
      return;
  for (guint i = 0; i < G_N_ELEMENTS (line_ends); i++)
    {
      g_autofree char *turned = with_line_ends (text, line_ends[i]);
      DsnScan *scan = scan_bytes (turned, strlen (turned), NULL);
      g_autofree char *tree = scan_to_string (scan, TRUE);
      if (!first)
        first = g_strdup_printf ("%x %s", scan->defects, tree);
      else
        {
          g_autofree char *found = g_strdup_printf ("%x %s", scan->defects, tree);
          g_assert_cmpstr (found, ==, first);
        }
      free_scan (scan);
    }
}

static void
test_line_ends (void)
{
  each_sample (check_line_ends);
}

/* Text that repeats: head, n times unit, tail. */
static const struct { const char *name, *head, *unit, *tail; } growth_rows[] = {
  { "newlines", MIXED "", "\n", "" },
  { "lines", MIXED "", "abcdefghijkl\n", "" },
  { "crs", "A: b\r", "\r", "" },
  { "crs-before-lf", MIXED, "\r", "\n" },
  { "boundary-like", MIXED, "--BBx\n", "" },
  { "long-boundary-like", MIXED "--BB", " ", "x" },
  { "boundaries", MIXED, "--BB\n", "" },
  { "parts", MIXED, "--BB\nA: b\n\nc\n", "" },
  { "fields", "", "A: b\n", "\n" },
  { "colons", "", ":\n", "\n" },
  { "folds", "A: b\n", "\tc\n", "\n" },
  { "long-field", "A: ", "b", "\n\n" },
  { "junk-in-header", "A: b\n", "Received: c\nno field\n", "\n" },
  { "folds-after-junk", "A: b\n", "no field\n c\n", "\n" },
  { "parameters", "Content-Type: multipart/mixed", "; a=b", "\n\n--\n" },
  { "parameter-pieces", "Content-Type: multipart/mixed", "; boundary*1=b", "\n\n--\n" },
  { "quotes", "Content-Type: multipart/mixed; ", "\"", "\n\n" },
  { "backslashes", "Content-Type: multipart/mixed; boundary=\"", "\\", "\n\n" },
  { "comments", "Content-Type: ", "(", "\n\n" },
  { "nested", MIXED, "--BB\n" MIXED, "" },
  { "nested-without-boundary", "", "Content-Type: multipart/mixed\n\n--BB\n", "" },
  { "messages", "", "Content-Type: message/rfc822\n\n", "" },
  { "dashes", "Content-Type: multipart/mixed\n\n", "--\n", "" },
};

/* Processor time, best of some, so that a busy machine does not count. */
static double
scan_time (guint row, gsize n, const DsnLimits *limits)
{
  g_autoptr(GString) text = g_string_new (growth_rows[row].head);
  double best = G_MAXDOUBLE;

  for (gsize i = 0; i < n; i++)
    g_string_append (text, growth_rows[row].unit);
  g_string_append (text, growth_rows[row].tail);
  for (int i = 0; i < 5; i++)
    {
      clock_t start = clock ();
      dsn_scan_free (dsn_scan_new ((const guint8 *) text->str, text->len, limits, DSN_SCAN_FLAGS_NONE));
      best = MIN (best, (double) (clock () - start) / CLOCKS_PER_SEC);
    }
  return best;
}

/* Sixteen times the input may take 16 times the time and some more; what is quadratic takes 256 times.  Without limits
 * on what is recorded, so that these do not hide it. */
static void
test_growth (void)
{
  const DsnLimits wide = { .header_bytes = G_MAXUINT32, .field_bytes = G_MAXUINT32, .fields = G_MAXUINT32,
                           .parts = G_MAXINT32 };

  for (guint i = 0; i < G_N_ELEMENTS (growth_rows); i++)
    {
      double small = scan_time (i, 2000, &wide), large = scan_time (i, 32000, &wide);
      g_test_message ("%s: %.6f s, %.6f s", growth_rows[i].name, small, large);
      g_assert_cmpfloat (large, <, small * 64 + 0.02);
    }
}

static gsize
resident_pages (void)
{
  g_autofree char *text = NULL;
  gsize total = 0, resident = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT, &total, &resident);
  return resident;
}

/* A mapped file of 64 MiB is scanned with a few MiB of it in memory: head, and then lines of that length. */
static void
check_drop_pages (const char *head, gsize line_length, guint n_parts)
{
  const gsize size = 64 * 1024 * 1024;
  g_autofree char *name = NULL, *block = g_strnfill (1 << 16, 'x');
  int fd = g_file_open_tmp ("dsn-test-XXXXXX", &name, NULL);
  gsize before, after;
  DsnScan *scan;
  guint8 *data;

  g_assert_cmpint (fd, >=, 0);
  for (gsize i = line_length; i < 1 << 16; i += line_length)
    block[i] = '\n';
  g_assert_cmpint (write (fd, head, strlen (head)), >, 0);
  for (gsize i = 0; i < size; i += 1 << 16)
    g_assert_cmpint (write (fd, block, 1 << 16), ==, 1 << 16);
  data = mmap (NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
  g_assert_true (data != MAP_FAILED);
  before = resident_pages ();
  scan = dsn_scan_new (data, size, NULL, DSN_SCAN_DROP_PAGES);
  after = resident_pages ();
  check_scan (scan);
  g_assert_cmpuint (scan->n_parts, ==, n_parts);
  if (before)
    g_assert_cmpuint (after, <, before + 8 * 1024 * 1024 / sysconf (_SC_PAGESIZE));
  dsn_scan_free (scan);
  munmap (data, size);
  close (fd);
  unlink (name);
}

static void
test_drop_pages (void)
{
  check_drop_pages (MIXED "--BB\n\n", 76, 2);
  check_drop_pages (MIXED "--BB\n\n", 1 << 16, 2);
  check_drop_pages ("A: b\nC: ", 1 << 16, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/trees", test_trees);
  g_test_add_func ("/scan/boundaries", test_boundaries);
  g_test_add_func ("/scan/headers", test_headers);
  g_test_add_func ("/scan/media", test_media);
  g_test_add_func ("/scan/encodings", test_encodings);
  g_test_add_func ("/scan/fields", test_fields);
  g_test_add_func ("/scan/parameters", test_parameters);
  g_test_add_func ("/scan/mbox-from", test_mbox_from);
  g_test_add_func ("/scan/nul", test_nul);
  g_test_add_func ("/scan/no-data", test_no_data);
  g_test_add_func ("/scan/defects-of-parts", test_defects_of_parts);
  g_test_add_func ("/scan/new-fields", test_new_fields);
  g_test_add_func ("/scan/next-line", test_next_line);
  g_test_add_func ("/scan/limits", test_limits);
  g_test_add_func ("/scan/all-lengths", test_all_lengths);
  g_test_add_func ("/scan/line-ends", test_line_ends);
  g_test_add_func ("/scan/growth", test_growth);
  g_test_add_func ("/scan/drop-pages", test_drop_pages);
  return g_test_run ();
}
