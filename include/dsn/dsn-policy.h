/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The user's own advice: what to do about a failure, by what is known of it.
 */
#pragma once

#include <dsn/dsn-ruleset.h>

G_BEGIN_DECLS

#define DSN_TYPE_POLICY (dsn_policy_get_type ())

typedef struct _DsnPolicy DsnPolicy;

DSN_API GType       dsn_policy_get_type       (void);
DSN_API DsnPolicy  *dsn_policy_new_from_files (const char * const *paths, GError **error);
DSN_API DsnPolicy  *dsn_policy_ref            (DsnPolicy *self);
DSN_API void        dsn_policy_unref          (DsnPolicy *self);
DSN_API DsnAdvice   dsn_policy_get_advice     (const DsnPolicy *self, const DsnVerdict *verdict, const char *address,
                                               const char *remote, const char **section, const char **origin);

DSN_API DsnRuleset *dsn_ruleset_new_with_policy (DsnRuleset *self, DsnPolicy *policy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnPolicy, dsn_policy_unref)

G_END_DECLS
