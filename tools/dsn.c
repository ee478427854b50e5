/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The `dsn` command: finds the subcommand and hands over to it.
 */
#include <stdio.h>
#include <dsn/dsn.h>

int
main (int argc, char **argv)
{
  printf ("dsn %s\n", dsn_get_version ());
  return 0;
}
