/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a builder was told, and the draft of a notification that is made of it.
 *
 *   dsn_draft_new()          checks everything and decides everything
 *     dsn_facts_fill()         dsn-facts.c: what was told -> DsnReport (RFC 3464 fields)
 *     dsn_human_write()        dsn-human.c: report -> text for people
 *   dsn_draft_write()        dsn-compose.c: draft -> MIME message (RFC 6522), the original copied through
 */
#pragma once

#include <dsn/dsn-builder.h>
#include "model/dsn-report-private.h"
#include "write/dsn-language.h"
#include "write/dsn-returned.h"
#include "write/dsn-status-map.h"

typedef struct {
  char *name;
  char *value;
} DsnGiven;

typedef struct {
  char     *address;
  GArray   *fields;          /* of DsnGiven */
  char     *reply;
  DsnStage  stage;
  DsnCause  cause;
  DsnExpiry expiry;
  DsnRecipientFlags flags;
  gboolean  has_notify;
  DsnNotify notify;
} DsnBuilderRecipient;

typedef struct _DsnDraft DsnDraft;

struct _DsnBuilder {
  GObject parent_instance;

  GArray     *fields;        /* of DsnGiven */
  GPtrArray  *recipients;    /* of DsnBuilderRecipient */
  DsnProfile  profile;

  DsnReturned *original;
  DsnReturn   returns;
  guint64     size_limit;    /* 0: none */
  char       *return_path;

  char       *from;
  char       *subject;
  char       *date;
  char       *message_id;
  char       *boundary;
  char       *language;
  gboolean    has_seed;
  guint64     seed;
  DsnBuilderFlags flags;

  DsnDraft   *draft;         /* made of the above when it is asked for, dropped when that changes */
};

typedef enum {
  DSN_PART3_NONE,
  DSN_PART3_FULL,
  DSN_PART3_HEADERS,
} DsnPart3;

/* What the writer needs to know of a recipient beyond the report. */
typedef struct {
  GPtrArray *lines;          /* of the reply, made safe; NULL: none */
  DsnMapping mapping;
  DsnStage   stage;
  DsnExpiry  expiry;
} DsnDraftRecipient;

struct _DsnDraft {
  DsnReport    *report;
  GArray       *recipients;  /* of DsnDraftRecipient, as in the report */
  DsnLanguage  *language;
  GPtrArray    *notes;

  DsnReturned  *original;    /* of the builder; NULL: none */
  DsnPart3      part3;
  gboolean      global;      /* RFC 6533: UTF-8 in the machine part and in the returned header */
  gboolean      seven_bit;
  gboolean      crlf;

  char         *host;        /* of the reporting MTA */
  char         *return_path;
  char         *from;
  char         *subject;
  char         *date;
  char         *message_id;
  char         *boundary;
  gboolean      own_boundary;
  char         *text;        /* for people */
};

DsnDraft *dsn_draft_new   (DsnBuilder *builder, GError **error);
void      dsn_draft_free  (DsnDraft *self);
void      dsn_draft_note  (DsnDraft *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean  dsn_draft_write (DsnDraft *self, GOutputStream *stream, GCancellable *cancellable, GError **error);
gboolean  dsn_draft_is_8bit (const DsnDraft *self);

gboolean  dsn_facts_fill  (DsnDraft *draft, DsnBuilder *builder, GError **error);
char     *dsn_human_write (const DsnDraft *draft);

const char *dsn_given_lookup (GArray *fields, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsnDraft, dsn_draft_free)
