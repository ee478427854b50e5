/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The general reader: takes a notice that no rule describes; gives the recipients it names and what it says of each.
 *
 * An address counts as a failed recipient only with evidence.  Each way to stand in the text is worth some points, what stands
 * around it adds or takes some, and from DSN_TEXT_SCORE_ACCEPT on it is believed:
 *
 *   in an SMTP dialogue with its refusal 5, heading a paragraph ("<a@b>:") 3, behind a label for recipients 3, alone on a
 *   line 2, within a sentence 1, behind "To:" 1; words about deliveries before it 2, with "following recipients" or so 3;
 *   a reply code or status in the text about it 2, else words of a cause 1; named by X-Failed-Recipients 4, by the returned
 *   message 2; the notice's own To or From -4, a postmaster or help desk -2, a mailer-daemon never.
 *
 * Leaves alone: whether the message is a bounce at all (dsn-kind.c), what the diagnostics mean.
 */
#include <string.h>
#include "model/dsn-address.h"
#include "model/dsn-text-private.h"
#include "read/dsn-text-reading.h"

#define INTRO_BYTES      1500     /* how far back the words that introduce an address may stand */
#define SENTENCE_BACK    240
#define SENTENCE_AHEAD   240
#define SENTENCE_LINES   16
#define CODE_BYTES       8192     /* of a paragraph in which a code is looked for */
#define LINE_ADDRESSES   32       /* within a line of prose; in lists there is no limit */

/* Words of a text that is worth keeping. */
#define TELLING (DSN_WORD_CAUSE | DSN_WORD_FAIL | DSN_WORD_GAVE_UP | DSN_WORD_DELAY | DSN_WORD_SUCCESS | DSN_WORD_REASON)

typedef struct {
  DsnTextReading  reading;
  DsnTranscript   transcript;
  DsnWords        intro;           /* what the words before the last address said */
  gboolean        announced;       /* they ended with a colon */
  gboolean        senders;         /* ... and what they announced is who wrote the mail */
  int             prose;           /* the first line of prose since then, -1: none */
  guint           block_end;       /* lines before this one belong to the block of an address */
} Scanner;

/* The hit for text[start, end), made if there is none; the higher score stays.  NULL for what is no address. */
DsnTextHit *
dsn_text_add_hit (DsnTextReading *reading, gsize start, gsize end, DsnTextForm form, int score)
{
  g_autofree char *key = dsn_text_address_key (reading->text + start, end - start);
  gpointer index = g_hash_table_lookup (reading->index, key);
  GArray *hits = reading->scan->hits;
  DsnTextHit *hit;

  if (index == NULL)
    {
      DsnTextHit fresh = { .form = form, .score = score, .first_line = 1 };

      if (dsn_text_is_daemon (reading->text + start, end - start))
        return NULL;
      fresh.address = dsn_address_clean (reading->arena, reading->text + start, end - start);
      if (fresh.address == NULL)
        return NULL;
      g_array_append_val (hits, fresh);
      g_hash_table_insert (reading->index, g_steal_pointer (&key), GUINT_TO_POINTER (hits->len));
      return &g_array_index (hits, DsnTextHit, hits->len - 1);
    }
  hit = &g_array_index (hits, DsnTextHit, GPOINTER_TO_UINT (index) - 1);
  if (score > hit->score)
    {
      hit->score = score;
      hit->form = form;
    }
  return hit;
}

static gsize
line_start (const DsnNotice *notice, guint index)
{
  return index < notice->n_lines ? notice->lines[index].start : notice->end;
}

/* Takes what the words before lines[index] say as the introduction of the addresses from there on. */
static void
take_intro (Scanner *self, guint index)
{
  const DsnNotice *notice = self->reading.notice;
  gsize end = notice->lines[index].start, start;
  DsnWords words;

  if (self->prose < 0)
    return;
  start = notice->lines[self->prose].start;
  if (end - start > INTRO_BYTES)
    start = end - INTRO_BYTES;
  words = dsn_text_said (&self->reading, start, end);
  if (words & (DSN_WORD_FAIL | DSN_WORD_DELAY | DSN_WORD_SUCCESS | DSN_WORD_RECIPIENT | DSN_WORD_CAUSE))
    self->intro = words;
  while (end > start && self->reading.folded[end - 1] == ' ')
    end--;
  self->announced = end > start && self->reading.folded[end - 1] == ':';
  self->senders = self->announced && dsn_text_announces_sender (&self->reading, start, end - 1);
  self->prose = -1;
}

static DsnAction
action_of (DsnWords words)
{
  if ((words & DSN_WORD_SUCCESS) && !(words & (DSN_WORD_FAIL | DSN_WORD_DELAY | DSN_WORD_FINAL)))
    return DSN_ACTION_DELIVERED;
  if ((words & DSN_WORD_DELAY) && !(words & DSN_WORD_FINAL))
    return DSN_ACTION_DELAYED;
  if (words & (DSN_WORD_FAIL | DSN_WORD_FINAL))
    return DSN_ACTION_FAILED;
  return DSN_ACTION_NONE;
}

static gboolean
has_code (const char *text, gsize length)
{
  DsnReplyFound reply;
  DsnStatus status;

  return dsn_reply_scan (text, length, 0, &reply) || dsn_status_find (text, (gssize) length, &status, NULL);
}

/* Puts the diagnostic text[start, end) into the hit, unless it has one that is as good. */
static void
fill_hit (DsnTextReading *reading, DsnTextHit *hit, gsize start, gsize end)
{
  const char *unfolded, *text;
  DsnDiagnostic found;
  gsize length;

  if (end <= start || (hit->text.text != NULL && (has_code (hit->text.text, strlen (hit->text.text)) ||
                                                  !has_code (reading->text + start, MIN (end - start, CODE_BYTES)))))
    return;
  unfolded = dsn_text_unfold (reading->arena, reading->text, start, end, 0);
  text = dsn_text_refine (reading->arena, unfolded, &found);
  length = strlen (text);
  if (length > 2 && strchr ("([", text[0]) && strchr (")]", text[length - 1]) && !memchr (text + 1, text[0], length - 1))
    text = dsn_arena_strndup (reading->arena, text + 1, length - 2);
  if (hit->remote_host == NULL)
    hit->remote_host = found.remote_host;
  if (hit->stage == DSN_STAGE_UNKNOWN)
    hit->stage = found.stage;
  if (hit->expanded_from == NULL)
    hit->expanded_from = found.expanded_from;
  hit->gave_up = hit->gave_up || found.gave_up;
  if (text[0] == '\0')
    return;
  hit->text.text = text;
  hit->text.span = dsn_notice_span (reading->notice, start, end);
}

/* Where the text about an address ends: at the block's end, or before a dialogue within it. */
static gsize
block_text_end (const DsnTextReading *reading, guint first, guint last)
{
  const DsnNotice *notice = reading->notice;
  gsize end = notice->lines[first].end;

  for (guint i = first + 1; i <= last; i++)
    {
      if (dsn_transcript_looks_like (reading, &notice->lines[i]))
        break;
      if (!dsn_line_is_blank (&notice->lines[i]))
        end = notice->lines[i].end;
    }
  return end;
}

static int
base_score (DsnHeadShape shape, DsnTextForm *form)
{
  switch (shape)
    {
    case DSN_HEAD_COLON:
    case DSN_HEAD_DATED:
      *form = DSN_TEXT_FORM_HEAD;
      return 3;
    case DSN_HEAD_LABEL:
      *form = DSN_TEXT_FORM_LABEL;
      return 3;
    case DSN_HEAD_ALONE:
    case DSN_HEAD_REMARK:
      *form = DSN_TEXT_FORM_ALONE;
      return 2;
    case DSN_HEAD_SPACED:
    case DSN_HEAD_NAMED:
      *form = DSN_TEXT_FORM_ALONE;
      return 1;
    case DSN_HEAD_WEAK_LABEL:
      *form = DSN_TEXT_FORM_SENTENCE;
      return 1;
    default:
      *form = DSN_TEXT_FORM_SENTENCE;
      return 0;
    }
}

/* The other addresses of "a@b, c@d, e@f". */
static void
add_more (Scanner *self, const DsnLine *line, const DsnHead *head, DsnTextForm form, int score, DsnAction action)
{
  gsize from = head->address.outer_end;
  DsnTextAddress address;

  while (head->more && dsn_text_find_address (self->reading.text, &from, line->end, &address))
    {
      DsnTextHit *hit = dsn_text_add_hit (&self->reading, address.start, address.end, form, score);

      if (hit && hit->action == DSN_ACTION_NONE)
        hit->action = action;
    }
}

/* A line that an address heads. */
static void
add_head (Scanner *self, guint index, const DsnHead *head)
{
  DsnTextReading *reading = &self->reading;
  const DsnLine *line = &reading->notice->lines[index];
  gboolean weak = head->shape == DSN_HEAD_WEAK_LABEL;
  guint last = weak ? index : dsn_text_block_end (reading, index, head);
  gsize end = block_text_end (reading, index, last);
  DsnWords intro, around;
  DsnTextForm form;
  DsnTextHit *hit;
  int score = base_score (head->shape, &form);

  take_intro (self, index);
  if (self->senders && !weak && head->shape != DSN_HEAD_LABEL)
    return;
  intro = self->intro;
  if (weak || head->shape == DSN_HEAD_LABEL)
    {
      DsnWords label = dsn_text_said (reading, line->content, head->label_end);

      intro |= label & DSN_WORD_CAUSE ? label | DSN_WORD_FAIL : label;
    }
  if (!weak && (intro & (DSN_WORD_FAIL | DSN_WORD_DELAY | DSN_WORD_SUCCESS)))
    score += intro & DSN_WORD_RECIPIENT ? 3 : 2;
  else if (!weak && (intro & DSN_WORD_CAUSE))
    score += self->announced ? 2 : 1;
  around = dsn_text_said (reading, head->text, end);
  if (end > head->text && has_code (reading->text + head->text, MIN (end - head->text, CODE_BYTES)))
    score += 2;
  else if (around & (DSN_WORD_CAUSE | DSN_WORD_FAIL))
    score += 1;
  /* Adding may move the hits: the others first, then the pointer to this one is good to the end. */
  dsn_text_add_hit (reading, head->address.start, head->address.end, form, score);
  add_more (self, line, head, form, score, action_of (intro));
  hit = dsn_text_add_hit (reading, head->address.start, head->address.end, form, score);
  self->block_end = last + 1;
  if (hit == NULL)
    return;
  if (hit->action == DSN_ACTION_NONE)
    hit->action = action_of (intro);
  if (hit->action == DSN_ACTION_DELIVERED && (around & (DSN_WORD_FAIL | DSN_WORD_CAUSE)))
    hit->action = DSN_ACTION_FAILED;
  if (hit->action == DSN_ACTION_DELIVERED && g_strstr_len (reading->folded + head->text, (gssize) (end - head->text), "relayed"))
    hit->action = DSN_ACTION_RELAYED;
  if (hit->text.text == NULL)
    {
      hit->first_line = index;
      hit->last_line = last;
    }
  /* "Unknown user: a@b" */
  if (head->shape == DSN_HEAD_LABEL && end <= head->text && (dsn_text_said (reading, line->content, head->label_end) & DSN_WORD_CAUSE))
    {
      fill_hit (reading, hit, line->content, line->end);
      return;
    }
  /* What follows a label may be about anything. */
  if (!head->more && !weak && (head->shape != DSN_HEAD_LABEL || (around & TELLING) || has_code (reading->text + head->text, MIN (end - head->text, CODE_BYTES))))
    fill_hit (reading, hit, head->text, end);
}

/* The last word before `at`, folded. */
static gboolean
preceded_by (const DsnTextReading *reading, gsize at, const char * const *words, guint n)
{
  while (at > 0 && strchr (" :<\"'(", reading->folded[at - 1]))
    at--;
  for (guint i = 0; i < n; i++)
    {
      gsize length = strlen (words[i]);

      if (at >= length && !memcmp (reading->folded + at - length, words[i], length) &&
          (at == length || !g_ascii_isalpha (reading->folded[at - length - 1])))
        return TRUE;
    }
  return FALSE;
}

/* The sentence around text[start, end), within bounds: up to a full stop with a blank behind it, or an empty line. */
static void
find_sentence (const DsnTextReading *reading, gsize start, gsize end, gsize *from, gsize *to)
{
  const char *folded = reading->folded;
  gsize low = start > SENTENCE_BACK ? start - SENTENCE_BACK : 0;
  gsize high = MIN (reading->notice->end, end + SENTENCE_AHEAD);

  for (*from = start; *from > low; (*from)--)
    {
      const char *p = folded + *from;

      if (p[-1] == ' ' && *from >= 2 && strchr (".!?", p[-2]))
        break;
      if (reading->text[*from - 1] == '\n' && *from >= 2 && reading->text[*from - 2] == '\n')
        break;
    }
  for (*to = end; *to < high; (*to)++)
    {
      if (strchr (".!?", folded[*to]) && (*to + 1 == high || folded[*to + 1] == ' '))
        break;
      if (reading->text[*to] == '\n' && *to + 1 < high && reading->text[*to + 1] == '\n')
        break;
    }
}

static int
sentence_score (const DsnTextReading *reading, const DsnTextAddress *address, const DsnLine *line)
{
  static const char * const to[] = {
    "to", "for", "user", "users", "recipient", "recipients", "address", "mailbox", "account", "userid", "following", "an", "à", "a", "para",
    "für", "адресу", "recipient(s)", "addresses", "reach", "errors", "user(s)", "destination", "of",
  };
  static const char * const from[] = {
    "from", "by", "contact", "sender", "at", "via", "reply-to", "von", "de", "da", "от", "contacting", "write to", "mail from", "e-mail",
    "mailto", "send mail to", "send email to", "send e-mail to", "send an email to", "send an e-mail to", "please email", "or email",
    "questions to", "inquiries to", "message from", "postmaster", "helpdesk",
    /* where somebody is now: who is named there is well */
    "try", "moved to", "changed to", "new address is", "new email address is", "new e-mail address is", "use",
  };
  gsize start, end, before = address->outer_start;
  DsnWords words;
  int score = 1;

  if (preceded_by (reading, before, from, G_N_ELEMENTS (from)))
    return -4;
  find_sentence (reading, address->outer_start, address->outer_end, &start, &end);
  words = dsn_text_said (reading, start, end);
  if (dsn_text_said (reading, before > 60 ? MAX (before - 60, start) : start, before) & DSN_WORD_CONTACT)
    score -= 3;
  if (words & (DSN_WORD_FAIL | DSN_WORD_DELAY | DSN_WORD_SUCCESS))
    score += 2;
  else if (words & DSN_WORD_CAUSE)
    score += 1;
  else
    return score - 2;
  if (preceded_by (reading, before, to, G_N_ELEMENTS (to)))
    score += 1;
  if (dsn_text_said (reading, address->outer_end, MIN (end, address->outer_end + 40)) & DSN_WORD_CAUSE)
    score += 1;
  /* A reply that quotes an address may quote anybody's. */
  if (line->end - line->content > 3 && g_ascii_isdigit (reading->text[line->content]) && has_code (reading->text + line->content, 12))
    score -= 2;
  return score;
}

/* The rest of the paragraph behind a sentence about one address, if a code stands in it: "Failed to deliver to 'a@b'", and in
 * the next lines what the host said. */
static void
fill_sentence (Scanner *self, guint index, DsnTextHit *hit, gsize start)
{
  DsnTextReading *reading = &self->reading;
  const DsnNotice *notice = reading->notice;
  guint last = index;

  while (last + 1 < notice->n_lines && last - index < SENTENCE_LINES && !dsn_line_is_blank (&notice->lines[last + 1]) &&
         !dsn_transcript_looks_like (reading, &notice->lines[last + 1]))
    last++;
  if (last == index || !has_code (reading->text + start, MIN (notice->lines[last].end - start, CODE_BYTES)))
    return;
  fill_hit (reading, hit, notice->lines[index + 1].content, notice->lines[last].end);
  self->block_end = last + 1;
}

/* A line of prose with addresses in it. */
static void
add_sentence (Scanner *self, guint index)
{
  DsnTextReading *reading = &self->reading;
  const DsnLine *line = &reading->notice->lines[index];
  gsize from = line->content, start, end;
  DsnTextHit *only = NULL;
  DsnTextAddress address;
  guint n = 0;

  for (; n < LINE_ADDRESSES && dsn_text_find_address (reading->text, &from, line->end, &address); n++)
    {
      int score = sentence_score (reading, &address, line);
      DsnTextHit *hit = score > 0 ? dsn_text_add_hit (reading, address.start, address.end, DSN_TEXT_FORM_SENTENCE, score) : NULL;

      only = score >= 3 ? hit : NULL;
      if (hit == NULL || hit->action != DSN_ACTION_NONE)
        continue;
      find_sentence (reading, address.outer_start, address.outer_end, &start, &end);
      hit->action = action_of (dsn_text_said (reading, start, end));
    }
  if (n == 1 && only != NULL)
    fill_sentence (self, index, only, line->end);
}

/* "> text": what somebody quotes is not what he says. */
static gboolean
is_quoted (const DsnTextReading *reading, const DsnLine *line)
{
  const char *p = reading->text + line->content;

  return p[0] == '>' && (line->end - line->content < 2 || p[1] != '>');
}

static void
scan_line (Scanner *self, guint index)
{
  DsnTextReading *reading = &self->reading;
  const DsnLine *line = &reading->notice->lines[index];
  DsnHead head;

  if (dsn_line_is_blank (line))
    return;
  if (dsn_transcript_line (reading, &self->transcript, line, index < self->block_end))
    {
      reading->taken[index] = TRUE;
      return;
    }
  if (index < self->block_end || is_quoted (reading, line))
    {
      reading->taken[index] = TRUE;
      return;
    }
  if (memchr (reading->text + line->content, '@', line->end - line->content))
    {
      if (dsn_text_read_head (reading, line, &head))
        {
          if (head.shape == DSN_HEAD_BAD_LABEL)
            return;
          add_head (self, index, &head);
          reading->taken[index] = head.shape != DSN_HEAD_WEAK_LABEL;
          return;
        }
      add_sentence (self, index);
    }
  if (self->prose < 0)
    self->prose = (int) index;
}

/* All that is said outside of the paragraphs about addresses. */
static void
weigh_prose (Scanner *self)
{
  DsnTextReading *reading = &self->reading;
  const DsnNotice *notice = reading->notice;

  for (guint i = 0; i < notice->n_lines;)
    {
      guint k = i;

      while (k < notice->n_lines && !reading->taken[k])
        k++;
      reading->scan->words |= dsn_text_said (reading, line_start (notice, i), line_start (notice, k));
      i = k + 1;
    }
  reading->scan->action = action_of (reading->scan->words);
  reading->scan->gave_up = (reading->scan->words & DSN_WORD_GAVE_UP) != 0;
}

DsnTextScan *
dsn_text_scan (DsnArena *arena, const DsnNotice *notice, const DsnTextHints *hints)
{
  static const DsnTextHints no_hints;
  DsnTextScan *scan = g_new0 (DsnTextScan, 1);
  g_autofree char *folded = dsn_text_fold (notice->text, notice->end);
  g_autofree guint8 *taken = g_malloc0 (notice->n_lines + 1);
  g_autoptr(GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GArray) marks = dsn_text_mark (folded, notice->end);
  Scanner self = { { arena, notice, notice->text, folded, marks, scan, index, taken }, { 0 }, 0, FALSE, -1, 0 };

  scan->hits = g_array_new (FALSE, FALSE, sizeof (DsnTextHit));
  for (guint i = 0; i < notice->n_lines; i++)
    scan_line (&self, i);
  dsn_transcript_end (&self.reading, &self.transcript);
  weigh_prose (&self);
  dsn_text_find_common (&self.reading);
  dsn_text_weigh (&self.reading, hints ? hints : &no_hints);
  return scan;
}

void
dsn_text_scan_free (DsnTextScan *self)
{
  g_array_unref (self->hits);
  g_free (self);
}
