/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Any bytes as a message: the scan keeps what it promises, with the usual limits and with tiny ones; parameters and
 * lines of it can be asked for; and the tree is the same with LF and with CRLF.
 */
#include "../support/scan-check.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_tiny_limits (const guint8 *data, gsize size)
{
  const DsnLimits tiny = { .message_bytes = 2000, .header_bytes = 200, .field_bytes = 50, .fields = 5, .parts = 4,
                           .depth = 2 };
  g_autoptr(DsnScan) scan = dsn_scan_new (data, size, &tiny, DSN_SCAN_FLAGS_NONE);

  check_scan (scan);
}

static void
check_fields (const guint8 *data, gsize size)
{
  g_autoptr(DsnScan) scan = dsn_scan_new_fields (data, size, NULL);

  check_scan (scan);
  for (guint i = 0; i < scan->n_fields; i++)
    {
      g_autofree char *whole = dsn_scan_dup_parameter (scan, &scan->fields[i], "charset");
      DsnSpan all = scan->fields[i].value, value;
      if (dsn_scan_get_parameter (scan, &scan->fields[i], "charset", &value))
        g_assert_true (whole && span_within (value, all.offset, dsn_span_end (all)));
    }
}

static void
check_lines (const guint8 *data, gsize size, gboolean cr_mode)
{
  gsize offset = 0, end = 0;
  DsnSpan line;

  while (dsn_scan_next_line (data, size, cr_mode, &offset, &line))
    {
      g_assert_cmpuint (line.offset, ==, end);
      g_assert_cmpuint (dsn_span_end (line), <=, offset);
      end = offset;
    }
  g_assert_cmpuint (end, ==, size);
}

static char *
tree_of (const guint8 *data, gsize size)
{
  const DsnLimits wide = { .header_bytes = G_MAXUINT32, .field_bytes = G_MAXUINT32, .fields = 10000, .parts = 10000 };
  g_autoptr(DsnScan) scan = dsn_scan_new (data, size, &wide, DSN_SCAN_FLAGS_NONE);
  g_autofree char *tree = scan_to_string (scan, TRUE);

  check_scan (scan);
  return g_strdup_printf ("%x %s", scan->defects, tree);
}

static void
check_line_ends (const guint8 *data, gsize size)
{
  g_autoptr(GByteArray) crlf = g_byte_array_new ();
  g_autofree char *first = NULL, *second = NULL;

  if (size > 20000 || memchr (data, '\r', size))
    return;
  for (gsize i = 0; i < size; i++)
    g_byte_array_append (crlf, data[i] == '\n' ? (const guint8 *) "\r\n" : data + i, data[i] == '\n' ? 2 : 1);
  first = tree_of (data, size);
  second = tree_of (crlf->data, crlf->len);
  g_assert_cmpstr (first, ==, second);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(DsnScan) scan = dsn_scan_new (data, size, NULL, DSN_SCAN_FLAGS_NONE);

  check_scan (scan);
  check_tiny_limits (data, size);
  check_lines (data, size, scan->cr_mode);
  if (size)
    {
      check_fields (data, size);
      check_line_ends (data, size);
    }
  return 0;
}
