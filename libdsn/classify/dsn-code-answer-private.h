/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of an answer about codes, for the code that finds the meanings and the code that makes remarks.
 */
#pragma once

#include "classify/dsn-codes.h"

#define DSN_CODE_ANSWER_CODES 8     /* codes in one question */

/* A code of the question. */
typedef struct {
  guint       reply;           /* 0: it is an enhanced code */
  DsnStatus   status;          /* of any class, also of one that is none */
  char       *code;
  char       *place;           /* "permanent failure; addresses" */
  DsnCodeKind kind;
} DsnCodeAsked;

struct _DsnCodeAnswer {
  gatomicrefcount ref_count;
  char        *question;
  char        *remote;         /* or NULL */
  DsnCodeAsked asked[DSN_CODE_ANSWER_CODES];
  guint        n_asked;
  gboolean     line;           /* a whole reply, or a part of one */
  gboolean     known;
  GPtrArray   *infos;          /* DsnCodeInfo */
  GPtrArray   *remarks;        /* strings */
};

static inline gboolean
dsn_code_is_class (guint klass)
{
  return klass == 2 || klass == 4 || klass == 5;
}

/* The first reply code or enhanced code of the question, or NULL. */
const DsnCodeAsked *dsn_code_answer_find     (const DsnCodeAnswer *self, gboolean reply);
gboolean            dsn_code_has_same_digits (const DsnCodeAsked *reply, const DsnCodeAsked *status);
void                dsn_code_answer_remark   (DsnCodeAnswer *self);
