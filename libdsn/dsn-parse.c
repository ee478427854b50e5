/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * START HERE.  From bytes to a report: calls the stages in order and does nothing else.
 */
#include <dsn/dsn.h>
