/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The second half of the general reader: finds the diagnostic that names no address, holds the addresses against the rest of
 * the message, and turns what is believed into recipients.
 */
#include <string.h>
#include "model/dsn-address.h"
#include "model/dsn-text-private.h"
#include "read/dsn-text-reading.h"

#define WHOLE_BYTES   3000
#define COMMON_BYTES  4000
#define FOLLOW_BYTES  400         /* of what still belongs to a cause after an empty line */
#define ECHO_BYTES    24          /* a reply in the dialogue and the same in a paragraph begin alike */

static gboolean
begins_with_code (const char *text, const DsnLine *line)
{
  const char *p = text + line->content;
  gsize length = line->end - line->content;

  return length > 3 && strchr ("45", p[0]) && g_ascii_isdigit (p[1]) && g_ascii_isdigit (p[2]) && strchr (" -", p[3]);
}

/* A block that describes the message: "From: ...", "Subject: ...". */
static gboolean
is_description (const DsnTextReading *reading, guint first, guint last)
{
  static const char * const labels[] = { "subject:", "from:", "date:", "sent:", "message-id:", "betreff:", "objet:", "asunto:", "件名", "тема:" };

  for (guint i = first; i <= last; i++)
    for (guint k = 0; k < G_N_ELEMENTS (labels); k++)
      {
        const DsnLine *line = &reading->notice->lines[i];
        gsize n = strlen (labels[k]);

        if (line->end - line->content >= n && !memcmp (reading->folded + line->content, labels[k], n))
          return TRUE;
      }
  return FALSE;
}

/* How likely lines[first..last] tell the cause; *start: where it then begins. */
static int
weigh_paragraph (const DsnTextReading *reading, guint first, guint last, gboolean announced, gsize *start)
{
  const DsnNotice *notice = reading->notice;
  gsize from = notice->lines[first].content, to = notice->lines[last].end;
  DsnWords words = dsn_text_said (reading, from, to);
  DsnReplyFound reply;
  DsnStatus status;
  int score = 0;

  *start = from;
  if (dsn_reply_scan (reading->text + from, to - from, 0, &reply) && reply.code >= 400)
    score += 3;
  else if (dsn_status_find (reading->text + from, (gssize) (to - from), &status, NULL) && status.klass != 2)
    score += 3;
  for (guint i = first; i <= last; i++)
    if (begins_with_code (reading->text, &notice->lines[i]))
      {
        *start = notice->lines[i].content;
        score += 1;
        break;
      }
  score += (words & DSN_WORD_REASON) != 0;
  score += (words & DSN_WORD_CAUSE) != 0;
  score += announced ? 2 : 0;
  if (is_description (reading, first, last))
    score -= 4;
  return score;
}

static const char *
refine_paragraph (const DsnTextReading *reading, gsize start, gsize end, DsnDiagnostic *found)
{
  return dsn_text_refine (reading->arena, dsn_text_unfold (reading->arena, reading->text, start, end, COMMON_BYTES), found);
}

/* An announced reason may take more than one paragraph: where the short ones about a cause end that follow. */
static gsize
follow_paragraphs (const DsnTextReading *reading, guint last, gsize end)
{
  const DsnNotice *notice = reading->notice;
  gsize limit = end + FOLLOW_BYTES;

  for (guint i = last + 1; i < notice->n_lines && notice->lines[i].end < limit && !reading->taken[i]; i++)
    {
      const DsnLine *line = &notice->lines[i];
      DsnWords words = dsn_text_said (reading, line->content, line->end);

      if (dsn_line_is_blank (line))
        continue;
      if (!(words & DSN_WORD_CAUSE) || (words & DSN_WORD_CONTACT) || reading->text[line->end - 1] == ':')
        break;
      end = line->end;
    }
  return end;
}

/* The paragraph outside of all blocks that tells best why. */
void
dsn_text_find_common (DsnTextReading *reading)
{
  const DsnNotice *notice = reading->notice;
  DsnTextScan *scan = reading->scan;
  gboolean announced = FALSE;
  int best = 1;

  scan->whole.text = dsn_text_unfold (reading->arena, reading->text, 0, notice->end, WHOLE_BYTES);
  scan->whole.span = dsn_notice_span (notice, 0, MIN (notice->end, WHOLE_BYTES));
  if (scan->common.text != NULL)
    return;
  for (guint i = 0; i < notice->n_lines;)
    {
      guint last = i;
      gsize start, end, from = notice->lines[i].content;
      const char *text;
      DsnDiagnostic found;
      gboolean was_announced;
      int score;

      if (dsn_line_is_blank (&notice->lines[i]) || reading->taken[i])
        {
          announced = announced && !reading->taken[i];
          i++;
          continue;
        }
      while (last + 1 < notice->n_lines && !dsn_line_is_blank (&notice->lines[last + 1]) && !reading->taken[last + 1])
        last++;
      score = weigh_paragraph (reading, i, last, announced, &start);
      end = notice->lines[last].end;
      was_announced = announced;
      announced = strchr (":-", reading->text[notice->lines[last].end - 1]) &&
                  (dsn_text_said (reading, notice->lines[last].content, notice->lines[last].end) & (DSN_WORD_REASON | DSN_WORD_FAIL));
      i = last + 1;
      if (score <= best)
        continue;
      if (was_announced && score >= 4)
        end = follow_paragraphs (reading, last, end);
      text = refine_paragraph (reading, from, end, &found);
      if (start > from && !g_ascii_isdigit (text[0]))
        text = refine_paragraph (reading, start, end, &found);
      if (text[0] == '\0')
        continue;
      best = score;
      scan->common.text = text;
      scan->common.span = dsn_notice_span (notice, start, MIN (end, start + COMMON_BYTES));
      scan->remote_host = found.remote_host;
      scan->stage = found.stage;
      scan->gave_up = scan->gave_up || found.gave_up;
      scan->has_reply = scan->has_reply || score >= 3;
    }
}

static gboolean
is_listed (const char * const *list, const char *address)
{
  for (guint i = 0; list && list[i]; i++)
    if (dsn_address_equal (list[i], address, TRUE))
      return TRUE;
  return FALSE;
}

static void
add_bare (DsnTextReading *reading, const char *address, DsnTextForm form, int score)
{
  DsnTextHit hit = { .form = form, .score = score, .first_line = 1 };
  g_autofree char *key = dsn_text_address_key (address, strlen (address));

  if (g_hash_table_lookup (reading->index, key))
    return;
  hit.address = dsn_address_clean (reading->arena, address, strlen (address));
  if (hit.address == NULL || dsn_text_is_daemon (hit.address, strlen (hit.address)))
    return;
  g_array_append_val (reading->scan->hits, hit);
  g_hash_table_insert (reading->index, g_steal_pointer (&key), GUINT_TO_POINTER (reading->scan->hits->len));
}

/* A word that may be a local part, alone on its line but for a remark in brackets. */
static gboolean
read_local_part (const DsnTextReading *reading, const DsnLine *line, gsize *stop)
{
  const char *text = reading->text;
  gsize at = line->content;

  while (at < line->end && (g_ascii_isalnum (text[at]) || (text[at] && strchr ("._+-'=", text[at]))))
    at++;
  *stop = at;
  if (at - line->content < 2 || at - line->content > 64 || strchr (".-:", text[at - 1]) || !g_ascii_isalnum (text[line->content]))
    return FALSE;
  while (at < line->end && text[at] == ' ')
    at++;
  return at == line->end || text[at] == '(';
}

/* The returned message's address with this local part, else the local part at the domain that sent the notice. */
static const char *
complete (const DsnTextReading *reading, const DsnTextHints *hints, const char *local, gsize length)
{
  gsize offset = 0;

  for (guint i = 0; hints->returned && hints->returned[i]; i++)
    if (!g_ascii_strncasecmp (hints->returned[i], local, length) && hints->returned[i][length] == '@')
      return hints->returned[i];
  if (hints->domain == NULL)
    return NULL;
  char *address = dsn_arena_alloc (reading->arena, length + strlen (hints->domain) + 2);
  memcpy (address, local, length);
  offset = length;
  address[offset++] = '@';
  memcpy (address + offset, hints->domain, strlen (hints->domain));
  return address;
}

/* "Your mail to the following recipients could not be delivered:" and then local parts alone: the server's own users. */
static void
find_local_parts (DsnTextReading *reading, const DsnTextHints *hints)
{
  const DsnNotice *notice = reading->notice;
  gboolean open = FALSE;

  for (guint i = 0; i < notice->n_lines; i++)
    {
      const DsnLine *line = &notice->lines[i];
      gsize stop;

      if (dsn_line_is_blank (line))
        continue;
      if (open && read_local_part (reading, line, &stop))
        {
          const char *address = complete (reading, hints, reading->text + line->content, stop - line->content);
          guint n = reading->scan->hits->len;

          if (address)
            add_bare (reading, address, DSN_TEXT_FORM_ALONE, DSN_TEXT_SCORE_ACCEPT);
          if (reading->scan->hits->len > n && stop < line->end)
            g_array_index (reading->scan->hits, DsnTextHit, n).text =
              (DsnTextPiece) { dsn_text_unfold (reading->arena, reading->text, stop, line->end, 0), dsn_notice_span (notice, stop, line->end) };
          continue;
        }
      open = reading->text[line->end - 1] == ':';
      if (open)
        {
          gsize start = notice->lines[i > 3 ? i - 3 : 0].start;
          DsnWords words = dsn_text_said (reading, MAX (start, line->end > 1000 ? line->end - 1000 : 0), line->end);

          open = (words & (DSN_WORD_FAIL | DSN_WORD_DELAY)) && (words & DSN_WORD_RECIPIENT);
        }
    }
}

static DsnTextHit *
find_hit (const DsnTextReading *reading, const char *address)
{
  g_autofree char *key = dsn_text_address_key (address, strlen (address));
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (reading->index, key));

  return index ? &g_array_index (reading->scan->hits, DsnTextHit, index - 1) : NULL;
}

static int
best_score (const DsnTextScan *scan, gboolean structured)
{
  int best = 0;

  for (guint i = 0; i < scan->hits->len; i++)
    {
      const DsnTextHit *hit = &g_array_index (scan->hits, DsnTextHit, i);

      if (!structured || hit->form != DSN_TEXT_FORM_SENTENCE)
        best = MAX (best, hit->score);
    }
  return best;
}

/* Addresses that only stand beside a better one: the alias it came by, or a sentence where a list tells. */
static void
drop_lesser (DsnTextReading *reading)
{
  GArray *hits = reading->scan->hits;
  gboolean sure = best_score (reading->scan, TRUE) >= DSN_TEXT_SCORE_SURE;

  for (guint i = 0; i < hits->len; i++)
    {
      DsnTextHit *hit = &g_array_index (hits, DsnTextHit, i);
      DsnTextHit *alias = hit->expanded_from ? find_hit (reading, hit->expanded_from) : NULL;

      if (sure && hit->form == DSN_TEXT_FORM_SENTENCE)
        hit->score -= 3;
      if (alias != NULL && alias != hit && alias->text.text == NULL && alias->transcript.text == NULL)
        alias->score = 0;
    }
}

/* In what is certainly a notice the only address that may be a recipient is one, however it stands there. */
static void
promote_lone (DsnTextReading *reading, const DsnTextHints *hints)
{
  GArray *hits = reading->scan->hits;
  int best = best_score (reading->scan, FALSE);
  DsnTextHit *lone = NULL;
  guint n = 0;

  for (guint i = 0; i < hits->len; i++)
    {
      DsnTextHit *hit = &g_array_index (hits, DsnTextHit, i);

      n += hit->score > 0 && hit->score >= best - 1;
      lone = hit->score == best ? hit : lone;
    }
  if (n == 1 && best > 0 && (is_listed (hints->returned, lone->address) || !is_listed (hints->never, lone->address)) &&
      (dsn_text_said (reading, 0, reading->notice->end) & (DSN_WORD_FAIL | DSN_WORD_CAUSE | DSN_WORD_DELAY)))
    lone->score = DSN_TEXT_SCORE_ACCEPT;
}

/* "Warning: could not send message for past 4 hours" over a list of addresses that says nothing about time. */
static void
take_subject (DsnTextScan *scan, const char *subject)
{
  gsize length = subject ? MIN (strlen (subject), 1000) : 0;
  g_autofree char *folded = length ? dsn_text_fold (subject, length) : NULL;
  DsnWords words = length ? dsn_text_words (folded, 0, length) : 0;

  if ((words & DSN_WORD_DELAY) && !(words & DSN_WORD_FINAL) && !(scan->words & DSN_WORD_FINAL))
    scan->action = DSN_ACTION_DELAYED;
  else if (scan->action == DSN_ACTION_NONE && (words & DSN_WORD_FAIL))
    scan->action = DSN_ACTION_FAILED;
}

/* Holds the hits against what the rest of the message tells. */
void
dsn_text_weigh (DsnTextReading *reading, const DsnTextHints *hints)
{
  DsnTextScan *scan = reading->scan;
  guint n_returned = 0;

  for (guint i = 0; i < scan->hits->len; i++)
    {
      DsnTextHit *hit = &g_array_index (scan->hits, DsnTextHit, i);
      gboolean returned = is_listed (hints->returned, hit->address);

      if (is_listed (hints->failed, hit->address))
        hit->score += 4;
      if (returned)
        hit->score += 2;
      else if (is_listed (hints->never, hit->address))
        {
          hit->score -= 4;
          scan->about_us = scan->about_us || hit->score > 0;
        }
      if (!returned && dsn_text_is_role (hit->address, strlen (hit->address)))
        hit->score -= 2;
      scan->has_reply = scan->has_reply || hit->transcript.text != NULL;
    }
  drop_lesser (reading);
  take_subject (scan, hints->subject);
  if (best_score (scan, FALSE) >= DSN_TEXT_SCORE_ACCEPT)
    return;
  if (hints->certain)
    promote_lone (reading, hints);
  if (best_score (scan, FALSE) >= DSN_TEXT_SCORE_ACCEPT)
    return;
  for (guint i = 0; hints->failed && hints->failed[i]; i++)
    add_bare (reading, hints->failed[i], DSN_TEXT_FORM_FIELD, 5);
  if (best_score (scan, FALSE) < DSN_TEXT_SCORE_ACCEPT)
    find_local_parts (reading, hints);
  if (best_score (scan, FALSE) >= DSN_TEXT_SCORE_ACCEPT)
    return;
  for (guint i = 0; hints->returned && hints->returned[i]; i++)
    n_returned += i == 0 || !dsn_address_equal (hints->returned[0], hints->returned[i], TRUE);
  if (n_returned == 1 && (scan->words & (DSN_WORD_FAIL | DSN_WORD_CAUSE | DSN_WORD_DELAY)))
    add_bare (reading, hints->returned[0], DSN_TEXT_FORM_RETURNED, scan->has_reply || scan->common.text ? 4 : 3);
}

static gboolean
has_reply (const DsnTextPiece *piece)
{
  DsnReplyFound found;

  return piece->text && dsn_reply_scan (piece->text, strlen (piece->text), 0, &found);
}

/* Whether what names no address may be about this hit: it is the only one, or nothing is said about any. */
static gboolean
is_common (const DsnTextScan *scan, const DsnTextHit *hit)
{
  guint others = 0;

  for (guint i = 0; i < scan->hits->len; i++)
    {
      const DsnTextHit *other = &g_array_index (scan->hits, DsnTextHit, i);

      if (other == hit || other->score < DSN_TEXT_SCORE_ACCEPT)
        continue;
      if (other->text.text || other->transcript.text)
        return FALSE;
      others++;
    }
  return others == 0 || !hit || !(hit->text.text || hit->transcript.text);
}

/* A reply that accepted something says nothing about a failure: sendmail prints the one to its QUIT. */
static gboolean
is_idle (const DsnTextPiece *piece, DsnAction action)
{
  return piece->text && action != DSN_ACTION_DELIVERED && action != DSN_ACTION_RELAYED && action != DSN_ACTION_EXPANDED &&
         piece->text[0] == '2' && g_ascii_isdigit (piece->text[1]) && g_ascii_isdigit (piece->text[2]) && piece->text[3] == ' ';
}

/**
 * dsn_text_apply: (skip)
 * @recipient: a recipient that lives in the arena of @scan
 * @scan: what the notice says
 * @hit: (nullable): what it says of this recipient; without it the recipient gets what names no address
 * @part: index of the MIME part
 *
 * Adds what a notice says of a recipient to it; what it has stays.
 */
void
dsn_text_apply (DsnRecipient *recipient, const DsnTextScan *scan, const DsnTextHit *hit, guint part)
{
  static const DsnTextHit no_hit;
  const DsnTextHit *own = hit ? hit : &no_hit;
  gboolean told = own->transcript.text || (own->text.text && !is_idle (&own->text, recipient->action));
  gboolean common = scan->common.text && is_common (scan, hit);
  gboolean echo = common && own->text.text && !strncmp (scan->common.text, own->text.text, ECHO_BYTES);

  if (own->text.text && !is_idle (&own->text, recipient->action))
    dsn_recipient_add_evidence (recipient, DSN_SOURCE_TEXT, own->text.text, part, own->text.span);
  if (own->transcript.text)
    dsn_recipient_add_evidence (recipient, DSN_SOURCE_TRANSCRIPT, own->transcript.text, part, own->transcript.span);
  if (common && (!told || (!has_reply (&own->text) && !has_reply (&own->transcript))))
    dsn_recipient_add_evidence (recipient, DSN_SOURCE_NOTICE, scan->common.text, part, scan->common.span);
  else if (!told && scan->whole.text && scan->whole.text[0] && scan->hits->len <= 1 && recipient->action < DSN_ACTION_DELIVERED)
    dsn_recipient_add_evidence (recipient, DSN_SOURCE_WHOLE_NOTICE, scan->whole.text, part, scan->whole.span);
  if (own->expanded_from)
    dsn_recipient_add_identity (recipient, own->expanded_from, "expanded-from");
  if (recipient->remote_host == NULL)
    recipient->remote_host = own->remote_host ? own->remote_host : (common && !told) || echo ? scan->remote_host : NULL;
  if (recipient->stage == DSN_STAGE_UNKNOWN)
    recipient->stage = own->stage ? own->stage : (common && !told) || echo ? scan->stage : DSN_STAGE_UNKNOWN;
  recipient->gave_up = recipient->gave_up || own->gave_up || (scan->gave_up && scan->hits->len <= 1);
}

static const char *
form_name (DsnTextForm form)
{
  return form == DSN_TEXT_FORM_FIELD ? "X-Failed-Recipients" : form == DSN_TEXT_FORM_RETURNED ? "returned" : "text";
}

guint
dsn_text_count (const DsnTextScan *self)
{
  guint n = 0;

  for (guint i = 0; i < self->hits->len; i++)
    n += g_array_index (self->hits, DsnTextHit, i).score >= DSN_TEXT_SCORE_ACCEPT;
  return n;
}

/* The thinner the evidence, the less a verdict about the address is worth. */
static DsnConfidence
get_certainty (const DsnTextHit *hit)
{
  if (hit->form == DSN_TEXT_FORM_RETURNED)
    return DSN_CONFIDENCE_LOW;
  return hit->score >= DSN_TEXT_SCORE_SURE ? DSN_CONFIDENCE_HIGH : DSN_CONFIDENCE_MEDIUM;
}

int
dsn_text_take (const DsnTextScan *self, DsnArena *arena, guint part, GPtrArray *recipients)
{
  int best = 0;

  for (guint i = 0; i < self->hits->len; i++)
    {
      const DsnTextHit *hit = &g_array_index (self->hits, DsnTextHit, i);
      DsnRecipient *recipient;

      best = MAX (best, hit->score);
      if (hit->score < DSN_TEXT_SCORE_ACCEPT)
        continue;
      recipient = dsn_recipient_new (arena);
      recipient->address = hit->address;
      recipient->action = hit->action ? hit->action : self->action ? self->action : DSN_ACTION_FAILED;
      if (self->action == DSN_ACTION_DELAYED && recipient->action == DSN_ACTION_FAILED && !hit->gave_up)
        recipient->action = DSN_ACTION_DELAYED;
      dsn_recipient_add_identity (recipient, hit->address, form_name (hit->form));
      recipient->certainty = get_certainty (hit);
      dsn_text_apply (recipient, self, hit, part);
      g_ptr_array_add (recipients, recipient);
    }
  return best;
}

int
dsn_text_read (DsnArena *arena, const DsnNotice *notice, const DsnTextHints *hints, GPtrArray *recipients)
{
  g_autoptr(DsnTextScan) scan = dsn_text_scan (arena, notice, hints);

  return dsn_text_take (scan, arena, notice->part, recipients);
}
