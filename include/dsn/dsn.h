/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <dsn/dsn-macros.h>
#include <dsn/dsn-types.h>
#include <dsn/dsn-limits.h>
#include <dsn/dsn-status.h>
#include <dsn/dsn-reply.h>
#include <dsn/dsn-recipient.h>
#include <dsn/dsn-report.h>
#include <dsn/dsn-verdict.h>
#include <dsn/dsn-ruleset.h>
#include <dsn/dsn-policy.h>
#include <dsn/dsn-rule-trial.h>
#include <dsn/dsn-log-line.h>
#include <dsn/dsn-reader.h>
#include <dsn/dsn-notify.h>
#include <dsn/dsn-xtext.h>
#include <dsn/dsn-builder.h>
#include <dsn/dsn-codes.h>

G_BEGIN_DECLS

DSN_API const char *dsn_get_version (void);

G_END_DECLS
