/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bench-classify [REPEAT] < TEXTS: classifies each line of the input as a bare reply, the whole REPEAT times over, and
 * says how many it were.  Two runs that differ in REPEAT tell what one text costs, the start of the process not
 * counted:
 *
 *     dsn parse --format=json FOLDER | jq -r '.recipients[].diagnostic // empty' > texts
 *     valgrind --tool=callgrind bench-classify 1 < texts
 *     valgrind --tool=callgrind bench-classify 3 < texts
 */
#include <stdlib.h>
#include <stdio.h>
#include <dsn/dsn.h>

int
main (int argc, char *argv[])
{
  guint repeat = argc > 1 ? (guint) atoi (argv[1]) : 1, reasons = 0;
  DsnRuleset *rules = dsn_ruleset_get_default ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  char *line = NULL;
  gsize size = 0;
  gssize length;

  while ((length = getline (&line, &size, stdin)) > 0)
    {
      length -= line[length - 1] == '\n';
      g_ptr_array_add (texts, g_utf8_make_valid (line, length));
    }
  free (line);
  for (guint n = 0; n < repeat; n++)
    for (guint i = 0; i < texts->len; i++)
      {
        const char *text = g_ptr_array_index (texts, i);
        g_autoptr (DsnVerdict) verdict = dsn_ruleset_classify_reply (rules, text, DSN_STAGE_UNKNOWN, NULL);

        reasons += dsn_verdict_get_reason (verdict) != DSN_REASON_UNSPECIFIED;
      }
  printf ("%u texts, %u with a reason\n", repeat * texts->len, reasons);
  return 0;
}
