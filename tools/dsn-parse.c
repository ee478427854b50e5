/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `dsn parse`: reads messages, prints what they report.
 */
#include "dsn-tool.h"

static const GOptionEntry entries[] = {
  G_OPTION_ENTRY_NULL
};

int
dsn_cmd_parse (int argc, char **argv)
{
  int status;

  if (!dsn_tool_parse_options ("parse", entries, &argc, &argv, &status))
    return status;

  return DSN_EXIT_OK;
}
