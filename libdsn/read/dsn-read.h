/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <dsn/dsn-report.h>

/* Reads one message; never fails. */
DsnReport *dsn_read_message (const guint8 *data, gsize size, const DsnLimits *limits, gboolean drop_pages);
