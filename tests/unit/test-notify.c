/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * NOTIFY: G-304, G-401 to G-405, and what the builder makes of it (G-106).
 */
#include <string.h>
#include <dsn/dsn.h>

#define S DSN_NOTIFY_SUCCESS
#define F DSN_NOTIFY_FAILURE
#define D DSN_NOTIFY_DELAY

static void
test_parse (void)
{
  static const struct { const char *text; int notify; const char *back;
  } cases[] = {
    { "NEVER", DSN_NOTIFY_NEVER, "NEVER" },
    { "never", DSN_NOTIFY_NEVER, "NEVER" },
    { "SUCCESS", S, "SUCCESS" },
    { "DELAY,FAILURE,SUCCESS", S | F | D, "SUCCESS,FAILURE,DELAY" },
    { "NEVER,FAILURE", -1, NULL },
    { "", -1, NULL },
    { "FAILURE,", -1, NULL },
    { ",FAILURE", -1, NULL },
    { "FAILURE,FAILURE", -1, NULL },
    { "FAIL", -1, NULL },
    { "FAILURE, DELAY", -1, NULL },
    { "SUCCESS,FAILURE,DELAY,SUCCESS,NEVER", -1, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DsnNotify notify = DSN_NOTIFY_ABSENT;
      g_autoptr (GError) error = NULL;
      g_autofree char *back = NULL;

      g_assert_cmpint (dsn_notify_parse (cases[i].text, &notify, &error), ==, cases[i].notify >= 0);
      back = dsn_notify_to_string (notify);
      g_assert_cmpstr (back, ==, cases[i].back);
      g_assert_cmpint (error == NULL, ==, cases[i].notify >= 0);
    }
}

static void
test_due (void)
{
  /* failed, delayed, delivered, relayed, expanded */
  static const struct { DsnNotify notify; gboolean due[5]; } cases[] = {
    { DSN_NOTIFY_ABSENT, { TRUE, TRUE, FALSE, FALSE, FALSE } },
    { DSN_NOTIFY_NEVER, { FALSE, FALSE, FALSE, FALSE, FALSE } },
    { F, { TRUE, FALSE, FALSE, FALSE, FALSE } },
    { D, { FALSE, TRUE, FALSE, FALSE, FALSE } },
    { S, { FALSE, FALSE, TRUE, TRUE, TRUE } },
    { F | D, { TRUE, TRUE, FALSE, FALSE, FALSE } },
    { S | F | D, { TRUE, TRUE, TRUE, TRUE, TRUE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < 5; j++)
      {
        const char *why = NULL;

        g_assert_cmpint (dsn_notify_is_due (cases[i].notify, (DsnAction) (DSN_ACTION_FAILED + j), &why), ==,
                         cases[i].due[j]);
        g_assert_nonnull (why);
      }
}

/* only those are listed for whom a notification is due; none at all if there are none */
static void
test_builder (void)
{
  g_autoptr (DsnBuilder) builder = dsn_builder_new ("mx.example.org");
  guint a = dsn_builder_add_recipient (builder, "a@example.com"),
        b = dsn_builder_add_recipient (builder, "b@example.com");
  g_autoptr (DsnReport) report = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) notes = NULL;

  dsn_builder_set_return_path (builder, "s@example.org");
  dsn_builder_set_recipient_notify (builder, a, DSN_NOTIFY_NEVER);
  dsn_builder_set_recipient_notify (builder, b, F);
  report = dsn_builder_build (builder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dsn_report_get_n_recipients (report), ==, 1);
  g_assert_cmpstr (dsn_recipient_get_address (dsn_report_get_recipient (report, 0)), ==, "b@example.com");
  notes = dsn_builder_dup_notes (builder);
  g_assert_cmpuint (g_strv_length (notes), ==, 1);
  g_assert_nonnull (strstr (notes[0], "a@example.com"));

  dsn_builder_set_recipient_notify (builder, b, D);
  none = dsn_builder_build (builder, &error);
  g_assert_null (none);
  g_assert_error (error, DSN_ERROR, DSN_ERROR_SUPPRESSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/notify/g-402/parse", test_parse);
  g_test_add_func ("/notify/g-401/due", test_due);
  g_test_add_func ("/notify/g-106/builder", test_builder);

  return g_test_run ();
}
