/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The version of the library as a running program sees it.
 */
#include <dsn/dsn.h>

/**
 * dsn_get_version:
 *
 * Returns: (transfer none): the version of the library, such as "0.1.0"
 */
const char *
dsn_get_version (void)
{
  return DSN_VERSION;
}
