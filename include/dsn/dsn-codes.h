/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What codes mean: reply codes (RFC 5321 4.2) and enhanced status codes (RFC 3463, RFC 5248), for people who look one up.
 */
#pragma once

#include <dsn/dsn-types.h>
#include <dsn/dsn-status.h>

G_BEGIN_DECLS

/**
 * DsnCodeLayer:
 * @DSN_CODE_LAYER_REGISTERED: an RFC or the IANA registry says so
 * @DSN_CODE_LAYER_VENDOR: one mail server or provider uses the code so
 * @DSN_CODE_LAYER_FOLK: reference lists and hearsay; no authority
 *
 * How far a meaning can be trusted, the best first.
 */
typedef enum {
  DSN_CODE_LAYER_REGISTERED,
  DSN_CODE_LAYER_VENDOR,
  DSN_CODE_LAYER_FOLK,
  /*< private >*/
  DSN_CODE_LAYER_LAST
} DsnCodeLayer;

/**
 * DsnCodeKind:
 * @DSN_CODE_KIND_NONE: no code
 * @DSN_CODE_KIND_REPLY: a reply code of SMTP, "550"
 * @DSN_CODE_KIND_ENHANCED: an enhanced status code, "5.1.1"
 * @DSN_CODE_KIND_FOLK: looks like one of the two, but only folk lists know it, "512" or "1.0.1"
 *
 * What an input was taken for.
 */
typedef enum {
  DSN_CODE_KIND_NONE,
  DSN_CODE_KIND_REPLY,
  DSN_CODE_KIND_ENHANCED,
  DSN_CODE_KIND_FOLK,
  /*< private >*/
  DSN_CODE_KIND_LAST
} DsnCodeKind;

/**
 * DsnCodeMatch:
 * @DSN_CODE_MATCH_EXACT: the meaning is of this very code
 * @DSN_CODE_MATCH_SUBJECT: nobody knows the detail; the meaning is that of the subject (RFC 3463 2)
 * @DSN_CODE_MATCH_CLASS: only the first digit is known (RFC 3463 2, RFC 5321 4.2.1)
 *
 * How well a meaning fits a code.
 */
typedef enum {
  DSN_CODE_MATCH_EXACT,
  DSN_CODE_MATCH_SUBJECT,
  DSN_CODE_MATCH_CLASS,
  /*< private >*/
  DSN_CODE_MATCH_LAST
} DsnCodeMatch;

#define DSN_TYPE_CODE_INFO (dsn_code_info_get_type ())

/**
 * DsnCodeInfo:
 *
 * One meaning of a code.  Immutable; the reference count is atomic.
 */
typedef struct _DsnCodeInfo DsnCodeInfo;

DSN_API GType               dsn_code_info_get_type       (void);
DSN_API DsnCodeInfo        *dsn_code_info_ref            (DsnCodeInfo *self);
DSN_API void                dsn_code_info_unref          (DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_code       (const DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_id         (const DsnCodeInfo *self);
DSN_API DsnCodeLayer        dsn_code_info_get_layer      (const DsnCodeInfo *self);
DSN_API DsnCodeMatch        dsn_code_info_get_match      (const DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_vendor     (const DsnCodeInfo *self);
DSN_API gboolean            dsn_code_info_get_recognized (const DsnCodeInfo *self);
DSN_API gboolean            dsn_code_info_get_conflict   (const DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_title      (const DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_meaning    (const DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_because    (const DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_see        (const DsnCodeInfo *self, const char **title);
DSN_API const char         *dsn_code_info_get_basic      (const DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_classes    (const DsnCodeInfo *self);
DSN_API const DsnReason    *dsn_code_info_get_reasons    (const DsnCodeInfo *self, guint *n_reasons);
DSN_API DsnFault            dsn_code_info_get_fault      (const DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_remedy     (const DsnCodeInfo *self);
DSN_API const char * const *dsn_code_info_get_checks     (const DsnCodeInfo *self);
DSN_API const char * const *dsn_code_info_get_references (const DsnCodeInfo *self);
DSN_API const char * const *dsn_code_info_get_tokens     (const DsnCodeInfo *self);
DSN_API const char * const *dsn_code_info_get_sources    (const DsnCodeInfo *self);
DSN_API const DsnStatus    *dsn_code_info_get_default    (const DsnCodeInfo *self, DsnStage stage);
DSN_API guint               dsn_code_info_get_n_refinements (const DsnCodeInfo *self);
DSN_API const char         *dsn_code_info_get_refinement (const DsnCodeInfo *self, guint i, DsnStatus *status);

#define DSN_TYPE_CODE_ANSWER (dsn_code_answer_get_type ())

/**
 * DsnCodeAnswer:
 *
 * All that is known about the codes in a question.  Immutable; the reference count is atomic.
 */
typedef struct _DsnCodeAnswer DsnCodeAnswer;

DSN_API GType          dsn_code_answer_get_type       (void);
DSN_API DsnCodeAnswer *dsn_code_answer_new            (const char *question, const char *remote);
DSN_API DsnCodeAnswer *dsn_code_answer_ref            (DsnCodeAnswer *self);
DSN_API void           dsn_code_answer_unref          (DsnCodeAnswer *self);
DSN_API gboolean       dsn_code_answer_is_known       (const DsnCodeAnswer *self);
DSN_API gboolean       dsn_code_answer_is_reply_line  (const DsnCodeAnswer *self);
DSN_API guint          dsn_code_answer_get_n_codes    (const DsnCodeAnswer *self);
DSN_API const char    *dsn_code_answer_get_code       (const DsnCodeAnswer *self, guint i, DsnCodeKind *kind,
                                                       const char **place);
DSN_API guint          dsn_code_answer_get_n_infos    (const DsnCodeAnswer *self);
DSN_API DsnCodeInfo   *dsn_code_answer_get_info       (const DsnCodeAnswer *self, guint i);
DSN_API guint          dsn_code_answer_get_n_remarks  (const DsnCodeAnswer *self);
DSN_API const char    *dsn_code_answer_get_remark     (const DsnCodeAnswer *self, guint i);

DSN_API const char    *dsn_code_layer_to_string       (DsnCodeLayer layer);
DSN_API const char    *dsn_code_kind_to_string        (DsnCodeKind kind);
DSN_API const char    *dsn_code_match_to_string       (DsnCodeMatch match);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnCodeInfo, dsn_code_info_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnCodeAnswer, dsn_code_answer_unref)

G_END_DECLS
