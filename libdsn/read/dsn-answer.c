/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Answering machines that no field betrays (RFC 3834 came late, and many have never heard of it): takes the first lines of a message that is
 * nothing else; tells whether they say that a machine answers.  What a person may write as well ("I am on vacation") counts only under a null
 * sender, which no person has.
 */
#include <string.h>
#include "read/dsn-html.h"
#include "read/dsn-read-private.h"
#include "read/dsn-text-words.h"

#define FIRST_BYTES 2000

/* What a machine says of itself, folded */
static const char * const machine[] = {
  "this is an automatic reply", "this is an automated reply", "this is an automatic response", "this is an automated response",
  "this is an automatic answer", "automatic reply to your", "automated reply to your", "automatic response to your", "automated response to your",
  "automatically generated reply", "automatically generated response", "this is an auto-reply", "this is an autoreply", "was waitlisted",
  "list of approved senders", "dies ist eine automatische antwort", "dies ist eine automatisch erzeugte antwort", "automatisch generierte antwort",
  "automatische antwort auf", "diese antwort wurde automatisch", "ceci est une réponse automatique", "réponse automatique à votre",
  "esta es una respuesta automática", "respuesta automática a su", "questa è una risposta automatica", "risposta automatica al",
  "esta é uma resposta automática", "resposta automática à", "dit is een automatisch antwoord", "dit is een automatisch gegenereerd antwoord",
  "detta är ett automatiskt svar", "dette er et automatisk svar", "tämä on automaattinen vastaus", "to jest automatyczna odpowiedź",
  "toto je automatická odpověď", "ez egy automatikus válasz", "acesta este un răspuns automat", "bu otomatik bir yanıt", "bu bir otomatik yanıt",
  "это автоматический ответ", "это автоответ", "це автоматична відповідь", "αυτή είναι μια αυτόματη απάντηση", "自動返信", "自動応答", "自动回复", "自動回覆",
  "자동 회신", "자동 응답",
};

/* What people say as well */
static const char * const people[] = {
  "out of the office", "out of office", "on annual leave", "on vacation", "on holiday", "on leave", "away from my", "away until", "no longer works",
  "no longer working", "no longer with", "has left the company", "have left the company", "is not monitored", "this is an automat",
  "wurde automatisch", "nicht im haus", "nicht im büro", "im urlaub", "abwesend", "nicht mehr in unserem", "nicht mehr für", "je suis absent",
  "en congé", "en vacances", "actuellement absent", "ne fais plus partie", "ne fait plus partie", "fuera de la oficina", "de vacaciones",
  "estoy ausente", "ya no trabaja", "sono assente", "fuori ufficio", "in ferie", "non lavora più", "estou ausente", "fora do escritório", "de férias",
  "não trabalha mais", "ik ben afwezig", "met vakantie", "niet meer werkzaam", "inte på kontoret", "på semester", "ikke på kontoret", "på ferie",
  "olen lomalla", "na urlopie", "jestem nieobecn", "mimo kancelář", "na dovolené", "szabadságon", "în concediu", "ofis dışında", "izindeyim",
  "в отпуске", "отсутствую", "у відпустці", "σε άδεια", "不在にし", "休暇", "休假", "不在办公室", "부재중", "휴가",
};

static gboolean
says_any (const char *folded, const char * const *phrases, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strstr (folded, phrases[i]))
      return TRUE;
  return FALSE;
}

gboolean
dsn_answer_read (DsnReading *self)
{
  const char *path = dsn_reading_get_header (self, "Return-Path"), *text;
  g_autofree char *folded = NULL;
  const DsnPart *part;
  DsnDefects ignored = 0;
  gboolean exact;
  gsize length;

  if (self->texts->len == 0)
    return FALSE;
  part = &self->scan->parts[g_array_index (self->texts, int, 0)];
  text = dsn_decode_text (self->arena, self->scan, part, FIRST_BYTES, &length, &exact, &ignored);
  if (part->media == DSN_MEDIA_TEXT_HTML && length > 0)
    text = dsn_html_to_text (self->arena, text, length, &length);
  if (length == 0)
    return FALSE;
  folded = dsn_text_fold (text, MIN (length, FIRST_BYTES));
  return says_any (folded, machine, G_N_ELEMENTS (machine))
         || (path && g_str_has_prefix (path, "<>") && says_any (folded, people, G_N_ELEMENTS (people)));
}
