/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The rules that turn facts into a verdict: built-in ones, and the user's own before them.
 */
#pragma once

#include <dsn/dsn-report.h>
#include <dsn/dsn-verdict.h>

G_BEGIN_DECLS

#define DSN_TYPE_RULESET (dsn_ruleset_get_type ())

typedef struct _DsnRuleset DsnRuleset;

DSN_API GType       dsn_ruleset_get_type       (void);
DSN_API DsnRuleset *dsn_ruleset_get_default    (void);
DSN_API DsnRuleset *dsn_ruleset_new_from_paths (const char * const *paths, GError **error);
DSN_API DsnRuleset *dsn_ruleset_new_from_good_paths (const char * const *paths, char ***problems, GError **error);
DSN_API DsnRuleset *dsn_ruleset_ref            (DsnRuleset *self);
DSN_API void        dsn_ruleset_unref          (DsnRuleset *self);
DSN_API DsnVerdict *dsn_ruleset_classify       (DsnRuleset *self, const DsnReport *report, const DsnRecipient *recipient);
DSN_API DsnVerdict *dsn_ruleset_classify_reply (DsnRuleset *self, const char *reply, DsnStage stage, const char *remote);

/* Reading with the user's dialects. */
DSN_API DsnReport  *dsn_ruleset_read           (DsnRuleset *self, GBytes *bytes, const DsnLimits *limits, DsnParseFlags flags);
DSN_API char      **dsn_ruleset_try_dialects   (DsnRuleset *self, GBytes *bytes, const DsnLimits *limits);

/* The rules one by one, and the dialects, in the order in which they are tried. */
DSN_API guint       dsn_ruleset_get_n_rules     (DsnRuleset *self);
DSN_API const char *dsn_ruleset_get_rule_name   (DsnRuleset *self, guint i);
DSN_API const char *dsn_ruleset_get_rule_origin (DsnRuleset *self, guint i);
DSN_API guint       dsn_ruleset_get_rule_layer  (DsnRuleset *self, guint i);
DSN_API DsnReason   dsn_ruleset_get_rule_reason (DsnRuleset *self, guint i);
DSN_API gboolean    dsn_ruleset_is_rule_builtin (DsnRuleset *self, guint i);
DSN_API gboolean    dsn_ruleset_is_rule_enabled (DsnRuleset *self, guint i);
DSN_API guint       dsn_ruleset_get_n_dialects  (DsnRuleset *self);
DSN_API const char *dsn_ruleset_get_dialect     (DsnRuleset *self, guint i, const char **origin);
DSN_API gboolean    dsn_ruleset_check           (DsnRuleset *self, char ***errors, char ***warnings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnRuleset, dsn_ruleset_unref)

G_END_DECLS
