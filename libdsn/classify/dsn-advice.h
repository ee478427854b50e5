/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <dsn/dsn-types.h>

/* What a failure for that reason means for the address, and what a list manager should do. */
DsnBounceType dsn_advice_find (DsnReason reason, DsnAction action, gboolean temporary, DsnAdvice *advice);
