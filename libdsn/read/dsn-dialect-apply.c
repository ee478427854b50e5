/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Takes a notice and the dialect it is written in; gives what the dialect's patterns find, line by line from the Start line to
 * the Stop line.  A dialect with Recipient patterns decides who the recipients are: what the general reader took besides is
 * dropped.  What became of each is taken from the dialect's own Diagnostic, Reply, Status, RemoteHost, ExpandedFrom and Action
 * patterns where they hold; else it is what the general reader found about the address; else the paragraph below its line.
 * A diagnostic before the first recipient is about all of them.
 */
#include <string.h>
#include "model/dsn-address.h"
#include "read/dsn-dialect.h"
#include "read/dsn-text-reading.h"

#define LINE_BYTES  4000

typedef struct {
  const DsnDialectMatch *match;
  DsnArena              *arena;
  const DsnNotice       *notice;
  DsnTextScan           *scan;
  GArray                *hits;        /* of DsnTextHit: what the dialect found */
  GString               *diagnostic;  /* pieces of the diagnostic of the last one */
  DsnSpan                place;
  gsize                  start, end;  /* the paragraph below it; end 0: none */
  gboolean               open;        /* it goes on */
} Applier;

/* What a capture took, {text} standing for any. */
static const char *
captured (const Applier *self, const DsnLine *line, const DsnPatternMatch *match, const DsnCaptureType *types, guint n, gsize *start, gsize *end)
{
  for (guint i = 0; i < n; i++)
    {
      const DsnCapture *capture = dsn_pattern_match_get (match, types[i]);

      if (capture != NULL && capture->length > 0)
        {
          *start = line->content + capture->offset;
          *end = *start + capture->length;
          return dsn_arena_strndup (self->arena, self->notice->text + *start, capture->length);
        }
    }
  return NULL;
}

static DsnTextHit *
last_hit (const Applier *self)
{
  return self->hits->len ? &g_array_index (self->hits, DsnTextHit, self->hits->len - 1) : NULL;
}

/* Closes the recipient that was read last. */
static void
close_recipient (Applier *self)
{
  DsnTextHit *hit = last_hit (self);
  DsnTextPiece said = { NULL, self->place };

  if (self->diagnostic->len > 0)
    said.text = dsn_arena_strndup (self->arena, self->diagnostic->str, self->diagnostic->len);
  if (hit == NULL)
    {
      if (said.text)
        self->scan->common = said;
    }
  else if (said.text)
    hit->transcript = said;               /* the dialect's word; put in its place by merge() */
  else if (self->end > self->start)
    {
      const char *unfolded = dsn_text_unfold (self->arena, self->notice->text, self->start, self->end, 0);
      DsnDiagnostic found;
      const char *text = dsn_text_refine (self->arena, unfolded, &found);

      hit->text = (DsnTextPiece) { text[0] ? text : NULL, dsn_notice_span (self->notice, self->start, self->end) };
      hit->remote_host = hit->remote_host ? hit->remote_host : found.remote_host;
      hit->stage = hit->stage ? hit->stage : found.stage;
      hit->expanded_from = hit->expanded_from ? hit->expanded_from : found.expanded_from;
      hit->gave_up = found.gave_up;
    }
  g_string_truncate (self->diagnostic, 0);
  self->place = DSN_SPAN_NONE;
  self->end = 0;
  self->open = FALSE;
}

static void
add_recipient (Applier *self, guint index, const DsnPatternMatch *match)
{
  static const DsnCaptureType types[] = { DSN_CAPTURE_ADDR, DSN_CAPTURE_TEXT };
  static const DsnCaptureType text[] = { DSN_CAPTURE_TEXT };
  const DsnLine *line = &self->notice->lines[index];
  DsnTextHit hit = { .form = DSN_TEXT_FORM_HEAD, .score = DSN_TEXT_SCORE_SURE, .first_line = index, .last_line = index };
  gsize start = 0, end = 0;
  const char *address = captured (self, line, match, types, G_N_ELEMENTS (types), &start, &end);

  hit.address = address ? dsn_address_clean (self->arena, address, strlen (address)) : NULL;
  if (hit.address == NULL || dsn_text_is_daemon (hit.address, strlen (hit.address)))
    return;
  close_recipient (self);
  g_array_append_val (self->hits, hit);
  self->open = TRUE;
  self->start = line->end;
  if (dsn_pattern_match_get (match, DSN_CAPTURE_ADDR) && captured (self, line, match, text, 1, &start, &end))
    {
      self->start = start;
      self->end = end;
    }
}

static void
add_diagnostic (Applier *self, const DsnLine *line, const DsnPatternMatch *match, const DsnCaptureType *types, guint n)
{
  gsize start, end;
  const char *text = captured (self, line, match, types, n, &start, &end);

  if (text == NULL)
    return;
  if (self->diagnostic->len > 0)
    g_string_append_c (self->diagnostic, ' ');
  else
    self->place = dsn_notice_span (self->notice, start, end);
  g_string_append (self->diagnostic, text);
}

/* A line that names no recipient: whether one of the other keys takes it. */
static gboolean
take_fact (Applier *self, const DsnLine *line, const DsnFold *fold)
{
  static const DsnCaptureType hosts[] = { DSN_CAPTURE_HOST, DSN_CAPTURE_IP, DSN_CAPTURE_TEXT };
  static const DsnCaptureType addresses[] = { DSN_CAPTURE_ADDR, DSN_CAPTURE_TEXT };
  static const DsnCaptureType texts[] = { DSN_CAPTURE_TEXT, DSN_CAPTURE_CODE, DSN_CAPTURE_STATUS };
  static const DsnCaptureType codes[] = { DSN_CAPTURE_CODE, DSN_CAPTURE_STATUS, DSN_CAPTURE_TEXT };
  const DsnDialects *set = self->match->set;
  guint dialect = self->match->dialect;
  DsnTextHit *hit = last_hit (self);
  DsnPatternMatch match;
  gsize start, end;
  gboolean taken = FALSE;

  if (hit && dsn_dialects_match_any (set, dialect, DSN_DIALECT_EXPANDED_FROM, fold, &match) >= 0)
    {
      hit->expanded_from = captured (self, line, &match, addresses, G_N_ELEMENTS (addresses), &start, &end);
      taken = TRUE;
    }
  if (dsn_dialects_match_any (set, dialect, DSN_DIALECT_REMOTE_HOST, fold, &match) >= 0)
    {
      const char *host = captured (self, line, &match, hosts, G_N_ELEMENTS (hosts), &start, &end);

      if (hit)
        hit->remote_host = host;
      else
        self->scan->remote_host = host;
      taken = TRUE;
    }
  if (dsn_dialects_match_any (set, dialect, DSN_DIALECT_ACTION, fold, &match) >= 0)
    {
      const char *nick = captured (self, line, &match, texts, 1, &start, &end);
      DsnAction action;

      if (nick != NULL && dsn_action_from_string (nick, &action))
        {
          if (hit)
            hit->action = action;
          else
            self->scan->action = action;
        }
      taken = TRUE;
    }
  if (dsn_dialects_match_any (set, dialect, DSN_DIALECT_DIAGNOSTIC, fold, &match) >= 0)
    {
      add_diagnostic (self, line, &match, texts, G_N_ELEMENTS (texts));
      return TRUE;
    }
  for (DsnDialectKey key = DSN_DIALECT_REPLY; key <= DSN_DIALECT_STATUS; key++)
    if (dsn_dialects_match_any (set, dialect, key, fold, &match) >= 0)
      {
        add_diagnostic (self, line, &match, codes, G_N_ELEMENTS (codes));
        taken = TRUE;
      }
  return taken;
}

static void
apply_line (Applier *self, guint index)
{
  const DsnLine *line = &self->notice->lines[index];
  char scratch[DSN_FOLD_STACK];
  g_auto(DsnFold) fold = { 0 };
  DsnPatternMatch match;

  if (dsn_line_is_blank (line))
    {
      self->open = self->open && self->end == 0;
      return;
    }
  dsn_fold_init (&fold, self->notice->text + line->content, MIN (line->end - line->content, LINE_BYTES), scratch, sizeof scratch);
  if (index > self->match->first && dsn_dialects_match_any (self->match->set, self->match->dialect, DSN_DIALECT_STOP, &fold, &match) >= 0)
    {
      self->match = NULL;
      return;
    }
  if (dsn_dialects_match_any (self->match->set, self->match->dialect, DSN_DIALECT_RECIPIENT, &fold, &match) >= 0)
    add_recipient (self, index, &match);
  else if (take_fact (self, line, &fold))
    return;
  else if (self->open)
    self->end = line->end;
}

/* The general reader's hit for the same address, or NULL. */
static DsnTextHit *
find_general (GHashTable *index, const DsnTextScan *scan, const char *address)
{
  g_autofree char *key = dsn_text_address_key (address, strlen (address));
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (index, key));

  return at ? &g_array_index (scan->hits, DsnTextHit, at - 1) : NULL;
}

/* Puts the dialect's recipients in the place of the general reader's, and keeps what that one found about them. */
static void
merge (Applier *self)
{
  g_autoptr(GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GArray) merged = g_array_new (FALSE, FALSE, sizeof (DsnTextHit));

  for (guint i = self->scan->hits->len; i-- > 0;)
    {
      const char *address = g_array_index (self->scan->hits, DsnTextHit, i).address;

      g_hash_table_replace (index, dsn_text_address_key (address, strlen (address)), GUINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < self->hits->len; i++)
    {
      DsnTextHit hit = g_array_index (self->hits, DsnTextHit, i);
      DsnTextHit *general = find_general (index, self->scan, hit.address);
      DsnTextPiece said = hit.transcript;

      hit.transcript = (DsnTextPiece) { NULL, DSN_SPAN_NONE };
      if (!g_hash_table_add (seen, dsn_text_address_key (hit.address, strlen (hit.address))))
        continue;
      if (general != NULL)
        {
          hit.transcript = general->transcript;
          hit.text = general->text.text ? general->text : hit.text;
          hit.action = hit.action ? hit.action : general->action;
          hit.remote_host = hit.remote_host ? hit.remote_host : general->remote_host;
          hit.stage = hit.stage ? hit.stage : general->stage;
          hit.expanded_from = hit.expanded_from ? hit.expanded_from : general->expanded_from;
          hit.gave_up = hit.gave_up || general->gave_up;
        }
      if (said.text)
        hit.text = said;
      g_array_append_val (merged, hit);
    }
  g_array_set_size (self->scan->hits, 0);
  g_array_append_vals (self->scan->hits, merged->data, merged->len);
}

void
dsn_dialect_apply (const DsnDialectMatch *match, DsnArena *arena, const DsnNotice *notice, DsnTextScan *scan)
{
  g_autoptr(GArray) hits = g_array_new (FALSE, TRUE, sizeof (DsnTextHit));
  g_autoptr(GString) diagnostic = g_string_new (NULL);
  Applier self = { .match = match, .arena = arena, .notice = notice, .scan = scan, .hits = hits, .diagnostic = diagnostic };

  if (dsn_dialects_get_n_values (match->set, match->dialect, DSN_DIALECT_RECIPIENT) == 0)
    return;
  for (guint i = match->first; i < MIN (match->end, notice->n_lines) && self.match != NULL; i++)
    apply_line (&self, i);
  close_recipient (&self);
  if (hits->len > 0)
    merge (&self);
}
