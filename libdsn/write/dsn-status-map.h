/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a reply, a stage and an outcome to an enhanced status code.
 */
#pragma once

#include <dsn/dsn-builder.h>

/* Where a status came from (M-05). */
typedef enum {
  DSN_MAP_GIVEN,        /* by the caller */
  DSN_MAP_REPLY,        /* the reply carries it */
  DSN_MAP_TEXT,         /* words of the reply */
  DSN_MAP_STAGE,        /* the command that the reply answers */
  DSN_MAP_TABLE,        /* the reply code alone */
  DSN_MAP_CAUSE,        /* no reply: what went wrong here */
  DSN_MAP_ACTION,       /* nothing but the outcome */
} DsnMapSource;

typedef struct {
  GPtrArray  *lines;    /* of the reply, made safe; NULL: there was none */
  DsnStage    stage;
  DsnAction   action;   /* DSN_ACTION_NONE: what follows from the rest */
  DsnStatus   status;   /* klass 0: not given */
  DsnCause    cause;
  DsnExpiry   expiry;
  DsnProfile  profile;
  gboolean    soft_bounce;
} DsnMapQuery;

typedef struct {
  guint         reply;       /* 0: none */
  gboolean      is_smtp;     /* the lines are an SMTP reply */
  DsnAction     action;
  DsnStatus     status;
  DsnMapSource  source;
  DsnConfidence confidence;
  DsnConflicts  conflicts;
} DsnMapping;

gboolean    dsn_status_map     (const DsnMapQuery *query, DsnMapping *mapping, GError **error);
gboolean    dsn_status_map_row (guint reply, DsnStage stage, const char *text, DsnStatus *status, DsnMapSource *source);
gboolean    dsn_status_map_is_registered_pair (const DsnStatus *status, guint reply);

const char *dsn_cause_get_text   (DsnCause cause);
DsnStatus   dsn_cause_get_status (DsnCause cause, DsnAction action);
