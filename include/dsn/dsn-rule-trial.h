/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A text shown to the rules: which take it, and why the others do not.
 */
#pragma once

#include <dsn/dsn-ruleset.h>

G_BEGIN_DECLS

#define DSN_TYPE_RULE_TRIAL (dsn_rule_trial_get_type ())

typedef struct _DsnRuleTrial DsnRuleTrial;

DSN_API GType            dsn_rule_trial_get_type       (void);
DSN_API DsnRuleTrial    *dsn_rule_trial_new            (DsnRuleset *rules, const char *text, GError **error);
DSN_API DsnRuleTrial    *dsn_rule_trial_ref            (DsnRuleTrial *self);
DSN_API void             dsn_rule_trial_unref          (DsnRuleTrial *self);
DSN_API const char      *dsn_rule_trial_get_text       (const DsnRuleTrial *self);
DSN_API guint            dsn_rule_trial_get_reply_code (const DsnRuleTrial *self);
DSN_API const DsnStatus *dsn_rule_trial_get_status     (const DsnRuleTrial *self);
DSN_API DsnStage         dsn_rule_trial_get_stage      (const DsnRuleTrial *self);
DSN_API const char      *dsn_rule_trial_get_remote     (const DsnRuleTrial *self);
DSN_API guint            dsn_rule_trial_get_n_hits     (const DsnRuleTrial *self);
DSN_API guint            dsn_rule_trial_get_hit        (const DsnRuleTrial *self, guint i, gsize *offset, gsize *length);
DSN_API char            *dsn_rule_trial_explain        (const DsnRuleTrial *self, guint rule);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnRuleTrial, dsn_rule_trial_unref)

G_END_DECLS
