/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text joined to recipient groups by address.
 */
#pragma once

#include "read/dsn-text.h"

/* Completes the recipients that the fields named with what the notice says of them. */
void dsn_join_text (DsnRecipient **recipients, guint n_recipients, DsnArena *arena, const DsnNotice *notice, const DsnTextHints *hints);
