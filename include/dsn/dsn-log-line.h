/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A line of a mail server's log, or a bare reply, and nothing that we concluded.
 */
#pragma once

#include <dsn/dsn-recipient.h>
#include <dsn/dsn-ruleset.h>

G_BEGIN_DECLS

#define DSN_TYPE_LOG_LINE (dsn_log_line_get_type ())

typedef struct _DsnLogLine DsnLogLine;

DSN_API GType         dsn_log_line_get_type      (void);
DSN_API DsnLogLine   *dsn_log_line_new           (const char *text, gssize length);
DSN_API DsnLogLine   *dsn_log_line_ref           (DsnLogLine *self);
DSN_API void          dsn_log_line_unref         (DsnLogLine *self);
DSN_API const char   *dsn_log_line_get_text      (const DsnLogLine *self);
DSN_API const char   *dsn_log_line_get_format    (const DsnLogLine *self);
DSN_API DsnRecipient *dsn_log_line_get_recipient (const DsnLogLine *self);
DSN_API DsnStage      dsn_log_line_get_stage     (const DsnLogLine *self);
DSN_API const char   *dsn_log_line_get_remote    (const DsnLogLine *self);

DSN_API DsnVerdict   *dsn_ruleset_classify_line  (DsnRuleset *self, const DsnLogLine *line, DsnStage stage,
                                                  const char *remote);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnLogLine, dsn_log_line_unref)

G_END_DECLS
