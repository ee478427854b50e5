/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The phrases of notices, folded, by language.  Letters with accents stand for those without as well ("é" for "e", "ä" for "a" and
 * "ae"), an apostrophe for a typographic one; "*" at the end or within: any letters may follow.  None is shorter than four bytes.
 */
#pragma once

#include "read/dsn-text-words.h"

#define F DSN_WORD_FAIL
#define D DSN_WORD_DELAY
#define S DSN_WORD_SUCCESS
#define G DSN_WORD_GAVE_UP
#define R DSN_WORD_RECIPIENT
#define C DSN_WORD_CAUSE
#define W DSN_WORD_REASON
#define P DSN_WORD_CONTACT
#define E DSN_WORD_FINAL

typedef struct {
  guint       flags;
  const char *phrase;
} Phrase;

static const Phrase phrases[] = {
  /* English */
  { F, "not sent" }, { F, "could not reach" }, { F, "couldn't reach" }, { F, "cannot be reached" }, { F, "cannot reach" }, { F, "unreached" },
  { F, "could not be forwarded" }, { F, "cannot be forwarded" }, { F, "could not be completed" }, { F, "was stopped" }, { F, "has bounced" },
  { D, "yet to be delivered" }, { G | E, "maximum delivery attempts" }, { C, "not known" }, { C, "is full" }, { C, "no account" },
  { F, "could not be delivered" }, { F, "couldn't be delivered" }, { F, "cannot be delivered" }, { F, "can't be delivered" },
  { F, "can not be delivered" }, { F, "was not delivered" }, { F, "were not delivered" }, { F, "wasn't delivered" },
  { F, "weren't delivered" }, { F, "has not been delivered" }, { F, "not been delivered" }, { F, "not be delivered" },
  { F, "not delivered" }, { F, "undeliverable" }, { F, "undelivered" }, { F, "unable to deliver" }, { F, "failed to deliver" },
  { F, "failed to be delivered" }, { F, "not deliverable" }, { F, "non-deliverable" }, { F, "nondeliverable" },
  { F, "nondelivery" }, { F, "non-delivery" }, { F, "non-delivered" }, { F, "delivery failed" }, { F, "delivery has failed" },
  { F, "delivery failure" }, { F, "failed delivery" }, { F, "failure delivering" }, { F, "delivery error" }, { F, "delivery errors" },
  { F, "delivery to the following" }, { F, "error delivering" }, { F, "able to deliver" }, { F, "could not deliver" },
  { F, "couldn't deliver" }, { F, "cannot deliver" }, { F, "can't deliver" }, { F, "can not deliver" }, { F, "did not deliver" },
  { F, "not deliver" }, { F, "permanent fatal error" }, { F, "fatal errors" }, { F | E, "permanent error" },
  { F | E, "permanent errors" }, { F | E, "permanent failure" }, { F | E, "permanently failed" }, { F | E, "failed permanently" },
  { F | E, "permanent fatal errors" }, { F, "did not reach" }, { F, "didn't reach" }, { F, "not reached" }, { F, "not reach" },
  { F, "did not receive this message" }, { F, "was rejected" }, { F, "were rejected" }, { F, "been rejected" }, { F, "rejected by" },
  { F, "was blocked" }, { F, "been blocked" }, { F, "was refused" }, { F, "refused to accept" }, { F, "returned to sender" },
  { F, "being returned" }, { F, "has been returned" }, { F, "was returned" }, { F, "returned mail" }, { F, "could not be sent" },
  { F, "couldn't be sent" }, { F, "cannot be sent" }, { F, "was not sent" }, { F, "wasn't sent" }, { F, "unable to send" },
  { F, "failed to send" }, { F, "not be sent" }, { F, "trouble delivering" }, { F, "problem delivering" },
  { F, "problems delivering" }, { F, "delivery problem" }, { F, "delivery problems" }, { F, "not relayed" }, { F, "bounced" },
  { F, "bounce" }, { F, "failed" }, { F, "fails" }, { F, "failure" }, { F, "unsuccessful" }, { F, "error sending" },
  { F, "not accepted" }, { F, "not be accepted" }, { F, "not accept" }, { F, "could not be processed" }, { F, "returning message" },
  { F, "error occurred" }, { F, "errors occurred" }, { F, "an error" }, { F, "were affected" }, { F, "not get through" },
  { F, "couldn't be found" }, { F, "could not be found" }, { F, "wasn't found" }, { F, "was not found" }, { F, "not be reached" },
  { F, "undeliver*" }, { F, "delivery impossible" }, { F, "unroutable" }, { F, "no delivery" }, { F, "unable to be delivered" },
  { F, "unable to relay" }, { F, "unable to forward" }, { F, "did not like" }, { F, "problem occurred" }, { F, "were unsuccessful" },
  { R, "following recipient" }, { R, "following recipients" }, { R, "following recipient(s)" }, { R, "following address" },
  { R, "following addresses" }, { R, "following address(es)" }, { R, "following destination" }, { R, "following destinations" },
  { R, "following user" }, { R, "following users" }, { R, "following mailbox" }, { R, "following mailboxes" },
  { R, "following email" }, { R, "following e-mail" }, { R, "following person" }, { R, "following people" },
  { R, "following intended" }, { R, "following list" }, { R, "the following:" }, { R, "to the following" },
  { R, "these recipients" }, { R, "this recipient" }, { R, "these addresses" }, { R, "this address" }, { R, "list of recipients" },
  { R, "recipients" }, { R, "recipient" }, { R, "recipient(s)" }, { R, "addresses" }, { R, "address" }, { R, "addressee" },
  { R, "delivered to" }, { R, "addressed to" }, { R, "undeliverable to" }, { R, "deliver to" }, { R, "message to" }, { R, "mail to" },
  { R, "email to" }, { R, "e-mail to" }, { R, "sent to" }, { R, "delivery to" }, { R, "forwarded to" }, { R, "relayed to" },
  { D, "delayed" }, { D, "not yet been delivered" }, { D, "not yet delivered" }, { D, "still being retried" }, { D, "will be retried" },
  { D, "will keep trying" }, { D, "keep trying" }, { D, "continue to try" }, { D, "continue trying" }, { D, "attempts will continue" },
  { D, "will continue to" }, { D, "will try again" }, { D, "will be tried" }, { D, "warning message only" }, { D, "is a warning only" },
  { D, "a warning only" }, { D, "still trying" }, { D, "still undelivered" }, { D, "not need to resend" }, { D, "not need to re-send" },
  { D, "temporary failure report" }, { D, "could not send message for past" },
  { D, "could not send mail for past" }, { D, "delivery delayed" }, { D, "delay reason" },
  { D, "delivery is delayed" }, { D, "has been delayed" },
  { D, "no action is required on your part" }, { D, "will retry" },
  { S, "successfully delivered" }, { S, "successful delivery" }, { S, "was delivered" }, { S, "has been delivered" },
  { S, "was relayed to" }, { S, "been relayed" }, { S, "delivered successfully" }, { S, "delivery notification requested" },
  { S, "were delivered" }, { S, "relayed to" }, { S, "successfully relayed" }, { S, "delivered to mailbox" }, { S, "delivery successful" },
  { S, "expect no further notifications" }, { S, "successfully forwarded" },
  { G | E, "retry timeout exceeded" }, { G | E, "retry time not reached for any host after a long failure period" },
  { G | E, "in the queue too long" }, { G | E, "queue too long" }, { G | E, "been retrying" }, { G | E, "message expired" },
  { G | E, "envelope expired" }, { G | E, "delivery time expired" }, { G | E, "delivery expired" }, { G | E, "queue.expired" },
  { G | E, "message timed out" }, { G | E, "message timeout" }, { G | E, "retry limit exceeded" },
  { G | E, "retry limit reached" }, { G | E, "maximum retries" }, { G | E, "too many retries" },
  { G | E, "retries exhausted" }, { G | E, "maximum queue time" }, { G | E, "maximum number of retries" }, { G | E, "retry count exceeded" },
  { G | E, "cannot send message for" }, { G | E, "unable to deliver in" },
  { G | E, "expired after" },
  { G | E, "time limit exceeded" },
  { G | E, "time-out limit" },
  { E, "giving up" }, { E, "given up" }, { E, "gave up" }, { E, "will not be retried" }, { E, "not going to try again" },
  { E, "no further attempts" }, { E, "no further delivery attempts" }, { E, "not continue trying" }, { E, "will not try again" },
  { E, "not be attempted again" }, { E, "no longer attempt" }, { E, "not retry" }, { E, "not keep trying" }, { E, "stopped trying" },
  { C, "unknown user" }, { C, "user unknown" }, { C, "unknown recipient" }, { C, "recipient unknown" }, { C, "no such user" },
  { C, "no such mailbox" }, { C, "no mailbox" }, { C, "no user" }, { C, "does not exist" }, { C, "doesn't exist" }, { C, "not exist" },
  { C, "not found" }, { C, "unknown address" }, { C, "address unknown" }, { C, "invalid address" }, { C, "invalid recipient" },
  { C, "invalid mailbox" }, { C, "invalid user" }, { C, "invalid final delivery" }, { C, "bad address" }, { C, "unrouteable address" },
  { C, "mailbox full" }, { C, "mailbox is full" }, { C, "mailbox unavailable" }, { C, "mailbox not found" }, { C, "over quota" },
  { C, "quota exceeded" }, { C, "quota" }, { C, "exceeds" }, { C, "exceeded" }, { C, "not accepting" }, { C, "accepting mail" },
  { C, "not listed" }, { C, "disabled" }, { C, "suspended" }, { C, "inactive" }, { C, "unavailable" }, { C, "no longer" },
  { C, "not recognized" }, { C, "not recognised" }, { C, "host unknown" }, { C, "unknown host" }, { C, "host not found" },
  { C, "domain not found" }, { C, "unknown domain" }, { C, "connection refused" }, { C, "connection timed out" }, { C, "timed out" },
  { C, "deferred" }, { C, "denied" }, { C, "not allowed" }, { C, "not permitted" }, { C, "prohibited" }, { C, "blocked" },
  { C, "blacklisted" }, { C, "rejected" }, { C, "refused" }, { C, "spam" }, { C, "virus" }, { C, "too large" }, { C, "too big" },
  { C, "not a valid" }, { C, "not valid" }, { C, "not local" }, { C, "account" }, { C, "relay" }, { C, "unreachable" },
  { C, "loop" }, { C, "loops" }, { C, "looping" }, { C, "hops" }, { C, "service unavailable" }, { C, "lost connection" },
  { C, "not a member" }, { C, "permission" }, { C, "restricted" }, { C, "illegal" }, { C, "ambiguous" }, { C, "unresolvable" },
  { C, "name service error" }, { C, "no mx record" }, { C, "mx record" }, { C, "reverse dns" }, { C, "unknown" }, { C, "invalid" },
  { C, "insufficient" }, { C, "unable to connect" }, { C, "could not connect" }, { C, "no route" }, { C, "policy" },
  { W, "because" }, { W, "reason" }, { W, "reasons" }, { W, "technical details" }, { W, "diagnostic information" },
  { W, "diagnostic" }, { W, "error message" }, { W, "error was" }, { W, "response was" }, { W, "server returned" }, { W, "the error that" },
  { W, "server message" }, { W, "said" }, { W, "details" }, { W, "remote server returned" }, { W, "due to" }, { W, "error details" },
  { W, "the response from the remote server" }, { W, "the following error" }, { W, "following reason" }, { W, "returned the following" },
  { W, "response from" }, { W, "error code" }, { W, "cause" },
  { P, "contact" }, { P, "for assistance" }, { P, "for help" }, { P, "for further" }, { P, "send mail to" },
  { P, "questions" }, { P, "help desk" }, { P, "helpdesk" }, { P, "assistance" }, { P, "report this" },
  { P, "forward this" }, { P, "write to" }, { P, "reply to" }, { P, "unsubscribe" }, { P, "e-mail us" }, { P, "email us" },

  /* German */
  { F, "nicht ausliefern" }, { F, "nicht zustellen" }, { F, "zustellung nicht möglich" }, { F, "konnte nicht an" }, { F, "konnten nicht an" },
  { F, "konnte nicht gesendet" }, { F, "konnte nicht versendet" }, { F, "nicht erreichbar" }, { F, "nicht erreicht werden" }, { F, "zurückgesendet" },
  { F, "nicht angenommen" }, { F, "verweigert" }, { C, "nicht vorhanden" }, { C, "überschritten" }, { C, "nicht aufgeführt" },
  { C, "nicht aufgelistet" }, { C, "ist voll" }, { C, "kein postfach" }, { C, "deaktiviert" }, { C, "gesperrt" }, { C, "nicht zulässig" },
  { W, "gründe*" },
  { F, "nicht zugestellt" }, { F, "nicht zustellbar" }, { F, "unzustellbar*" }, { F, "konnte nicht zu*" }, { F, "konnten nicht zu*" },
  { F, "nicht ausgeliefert" }, { F, "nicht übermittelt" }, { F, "fehler bei der zustellung" }, { F, "zustellung fehlgeschlagen" },
  { F, "fehlgeschlagen" }, { F, "nicht erreicht" }, { F, "abgelehnt" }, { F, "zurückgewiesen" }, { F, "zustellfehler" },
  { F, "nicht gesendet" }, { F, "nicht weitergeleitet" }, { F, "nicht versendet" }, { F, "fehler aufgetreten" },
  { R, "empfänger*" }, { R, "folgende adresse*" }, { R, "folgenden adresse*" }, { R, "adresse*" }, { R, "nachricht an" }, { R, "mail an" },
  { D, "verzögert*" }, { D, "noch nicht zugestellt" }, { D, "erneut versucht" }, { D, "weitere zustellversuche" }, { D, "warnung" },
  { S, "erfolgreich zugestellt" }, { S, "wurde zugestellt" }, { W, "grund" }, { W, "ursache" }, { W, "fehlermeldung" },
  { W, "diagnoseinformation*" }, { W, "weil" }, { C, "existiert nicht" }, { C, "unbekannt" }, { C, "postfach" }, { C, "nicht gefunden" },
  { C, "ungültig*" }, { P, "wenden sie sich" }, { P, "kontakt*" }, { P, "bitte" },

  /* French */
  { F, "n'a pas été" }, { F, "pas arrivé" }, { F, "non livré*" }, { F, "non envoyé*" }, { F, "pas abouti" }, { F, "n'a pas abouti" },
  { F, "pas pu joindre" }, { F, "pas être remis" }, { F, "pas être distribué" }, { F, "pas être livré" }, { F, "retourné" }, { F, "bloqué" },
  { C, "pas répertorié" }, { C, "pleine" }, { C, "quota dépassé" }, { C, "plus valide" }, { C, "désactivé" }, { C, "invalide" },
  { F, "n'a pas pu être" }, { F, "n'ont pas pu être" }, { F, "pas été remis" }, { F, "pas été distribué" },
  { F, "pas été livré" }, { F, "non remis" }, { F, "non distribué*" }, { F, "non délivré*" }, { F, "pas pu être remis" },
  { F, "pas pu être livré" }, { F, "échec de la remise" }, { F, "échec de remise" }, { F, "échec" }, { F, "a échoué" }, { F, "impossible de remettre" },
  { F, "impossible" }, { F, "pas parvenu" }, { F, "rejeté" }, { F, "refusé" }, { F, "n'a pu être" }, { F, "pas été délivré" },
  { F, "erreur permanente" }, { F, "pas pu être délivré" }, { F, "pas pu être distribué" }, { F, "pas été envoyé" },
  { R, "destinataire*" }, { R, "adresse suivante" }, { R, "adresses suivantes" }, { R, "message à" }, { R, "aux destinataires suivants" },
  { D, "retardé" }, { D, "retardée" }, { D, "n'a pas encore été" }, { D, "pas encore été remis" }, { D, "nouvelles tentatives" },
  { D, "avertissement" }, { S, "remis avec succès" }, { S, "a été remis" }, { W, "raison" }, { W, "motif" }, { W, "erreur" },
  { W, "informations de diagnostic" }, { C, "n'existe pas" }, { C, "inconnu" }, { C, "introuvable" }, { C, "boîte aux lettres" },
  { C, "boîte pleine" }, { P, "contactez" }, { P, "veuillez" }, { P, "contacter" },

  /* Spanish */
  { F, "no se ha podido" }, { F, "no ha sido posible" }, { F, "no fue posible" }, { F, "no pudo ser" }, { F, "no pudieron" }, { F, "no ha llegado" },
  { F, "no entregada" }, { F, "imposible" }, { F, "no puede ser entregado" }, { F, "no se puede enviar" }, { F, "fracasó" }, { F, "no llegaron" },
  { C, "no se ha encontrado" }, { C, "está llen*" }, { C, "no es válid*" }, { C, "inexistente" }, { C, "no encontrad*" }, { W, "causa" },
  { F, "no se pudo entregar" }, { F, "no se ha podido entregar" }, { F, "no pudo ser entregado" }, { F, "no ha podido ser" },
  { F, "no se entregó" }, { F, "no entregado*" }, { F, "no entregable*" }, { F, "imposible entregar" }, { F, "error en la entrega" },
  { F, "error al entregar" }, { F, "error de entrega" }, { F, "fallo en la entrega" }, { F, "falló" }, { F, "ha fallado" },
  { F, "no se puede entregar" }, { F, "no llegó" }, { F, "no se ha entregado" }, { F, "rechazado" }, { F, "no ha sido entregado" },
  { F, "no fue entregado" }, { F, "no se pudo enviar" }, { F, "error permanente" }, { F, "no se pudieron entregar" }, { F, "devuelto" },
  { R, "destinatario*" }, { R, "siguientes direcciones" }, { R, "siguiente dirección" }, { R, "mensaje a" }, { R, "mensaje para" },
  { R, "siguientes personas" }, { D, "retrasado" }, { D, "aún no se ha entregado" }, { D, "se retrasó" }, { D, "seguirá intentando" },
  { S, "entregado correctamente" }, { S, "se entregó" }, { S, "entregado con éxito" }, { W, "motivo" }, { W, "razón" }, { W, "porque" },
  { W, "información de diagnóstico" }, { C, "no existe" }, { C, "no se encontró" }, { C, "desconocido" }, { C, "no exista" },
  { C, "buzón" }, { P, "póngase en contacto" }, { P, "comuníquese" }, { P, "por favor" },

  /* Italian */
  { F, "non ha raggiunto" }, { F, "non hanno raggiunto" }, { F, "impossibile" }, { F, "non è arrivato" }, { F, "non è raggiungibile" },
  { F, "non inviato" }, { F, "non è stata consegnata" }, { F, "non è stata recapitata" }, { F, "non può essere" }, { F, "non ha potuto" },
  { C, "piena" }, { C, "non valido" }, { C, "disabilitat*" }, { W, "motivo" },
  { F, "non è stato recapitato" }, { F, "non è stato consegnato" }, { F, "non è stato possibile" }, { F, "impossibile recapitare" },
  { F, "impossibile consegnare" }, { F, "non recapitabil*" }, { F, "mancato recapito" }, { F, "mancata consegna" }, { F, "recapito non riuscito" },
  { F, "non può essere consegnato" }, { F, "non può essere recapitato" }, { F, "non consegnato" }, { F, "rifiutato" }, { F, "fallita" },
  { F, "consegna non riuscita" }, { F, "errore di consegna" }, { F, "errore permanente" }, { F, "respinto" }, { F, "non recapitat*" },
  { R, "seguenti destinatari" }, { R, "seguente destinatario" }, { R, "seguenti indirizzi" }, { R, "seguente indirizzo" },
  { R, "messaggio a" }, { R, "indirizz*" }, { D, "ritardo" }, { D, "ritardato" }, { D, "non è ancora stato" }, { S, "recapitato correttamente" },
  { S, "è stato consegnato" }, { W, "informazioni di diagnostica" }, { W, "errore" }, { C, "non esiste" }, { C, "sconosciuto" },
  { C, "non trovato" }, { C, "casella" }, { C, "inesistente" }, { P, "contattare" }, { P, "rivolgersi" },

  /* Portuguese */
  { F, "não pôde" }, { F, "não pode ser" }, { F, "não alcançou" }, { F, "impossível" }, { F, "não foi enviad*" }, { F, "não foram entregues" },
  { F, "não consegui*" }, { F, "devolvid*" }, { R, "seguintes destinat*" }, { C, "está chei*" }, { C, "inválid*" }, { C, "inexistente" },
  { C, "não encontrada" }, { C, "cota excedida" },
  { F, "não foi entregue" }, { F, "não pôde ser entregue" }, { F, "não pode ser entregue" }, { F, "não foi possível entregar" },
  { F, "não foi possível" }, { F, "não entregue" }, { F, "falha na entrega" }, { F, "falha ao entregar" }, { F, "falhou" }, { F, "falha" },
  { F, "não entregáve*" }, { F, "erro permanente" }, { F, "rejeitad*" }, { F, "não chegou" }, { F, "não puderam ser" },
  { R, "destinatário*" }, { R, "seguintes endereços" }, { R, "seguinte endereço" }, { R, "mensagem para" }, { R, "endereço*" },
  { D, "atrasad*" }, { D, "ainda não foi entregue" }, { S, "entregue com êxito" }, { S, "entregue com sucesso" }, { S, "foi entregue" },
  { W, "informações de diagnóstico" }, { W, "motivo" }, { W, "erro" }, { C, "não existe" }, { C, "desconhecido" }, { C, "não encontrado" },
  { C, "caixa postal" }, { C, "caixa de correio" }, { P, "contate" }, { P, "entre em contato" },

  /* Dutch, Swedish, Danish, Norwegian, Finnish */
  { F, "niet aangekomen" }, { F, "niet worden bereikt" }, { F, "kunnen niet worden" }, { F, "niet worden afgeleverd" }, { F, "niet bereikbaar" },
  { F, "niet verzonden" }, { F, "niet besteld" }, { C, "is vol" }, { C, "geen gebruiker" }, { F, "nådde inte" }, { F, "inte nås" }, { F, "inte fram" },
  { F, "kunde inte skickas" }, { F, "kunde inte nå" }, { C, "är full" }, { C, "okänd*" }, { F, "kunne ikke nås" }, { F, "nåede ikke" },
  { F, "nådde ikke" }, { F, "kunne ikke sendes" }, { F, "kunne ikke kontaktes" }, { F, "ikke nås" }, { R, "mottaker*" }, { C, "ukendt" },
  { C, "ukjent" }, { C, "er fuld" }, { F, "ei voitu lähettää" }, { F, "ei tavoittanut" }, { F, "ei saavuttanut" }, { C, "tuntematon" }, { C, "täynnä" },
  { F, "niet worden bezorgd" }, { F, "niet bezorgd" }, { F, "onbestelbaar*" }, { F, "niet afgeleverd" }, { F, "kon niet worden" },
  { F, "kan niet worden" }, { F, "mislukt" }, { F, "geweigerd" }, { F, "niet bereikt" }, { R, "geadresseerde*" }, { R, "ontvanger*" },
  { R, "volgende adres*" }, { R, "bericht aan" }, { D, "vertraagd" }, { D, "nog niet" }, { S, "succesvol afgeleverd" }, { W, "reden" },
  { W, "omdat" }, { W, "diagnostische gegevens" }, { C, "bestaat niet" }, { C, "onbekend*" }, { C, "niet gevonden" }, { P, "neem contact" },
  { F, "kunde inte levereras" }, { F, "kan inte levereras" }, { F, "inte levererats" }, { F, "levererades inte" }, { F, "gick inte att" },
  { F, "inte leverera*" }, { F, "olevererbar*" }, { F, "misslyckades" }, { R, "mottagare*" }, { R, "följande adress*" }, { D, "fördröj*" }, { D, "försenad*" },
  { C, "finns inte" }, { C, "hittades inte" }, { W, "orsak" }, { F, "kunne ikke leveres" }, { F, "kan ikke leveres" }, { F, "ikke leveret" },
  { F, "ikke levert" }, { F, "blev ikke leveret" }, { F, "ble ikke levert" }, { F, "mislykkedes" }, { F, "mislyktes" }, { R, "modtager*" },
  { R, "følgende adresse*" }, { D, "forsink*" }, { C, "findes ikke" }, { C, "finnes ikke" }, { C, "ikke funnet" }, { W, "årsag" }, { W, "årsak" },
  { F, "ei voitu toimittaa" }, { F, "ei voi toimittaa" }, { F, "toimitus epäonnistui" }, { F, "epäonnistui" }, { R, "vastaanottaj*" },
  { R, "seuraav*" }, { D, "viiväst*" }, { C, "ei ole olemassa" }, { C, "ei löydy" }, { W, "syystä" },

  /* Polish, Czech, Slovak, Hungarian, Romanian, Turkish, Greek */
  { F, "nie dotarł*" }, { F, "nieosiągaln*" }, { F, "nie można skontaktować" }, { F, "nie może zostać" }, { F, "nie mogł* zostać" },
  { F, "nie dostarczon*" }, { F, "zwrócon*" }, { C, "pełna" }, { C, "przepełnion*" }, { C, "nieznan*" }, { F, "nebylo možné" }, { F, "nelze" },
  { F, "nemohl* být" }, { F, "nebyl* doručen*" }, { F, "nedorazil*" }, { C, "neznám*" }, { C, "je plná" }, { F, "nebolo možné" }, { F, "nie je možné" },
  { F, "nebol* doručen*" }, { F, "nem volt kézbesíthető" }, { F, "nem érte el" }, { F, "nem lehetett" }, { C, "ismeretlen" }, { C, "megtelt" },
  { F, "nu a putut fi" }, { F, "nu au putut fi" }, { F, "nu a ajuns" }, { F, "nereușit*" }, { F, "eșuat*" }, { C, "necunoscut*" }, { C, "inexistent*" },
  { R, "adresa" }, { F, "ulaştırılamadı" }, { F, "teslim edilmedi" }, { C, "bilinmeyen" }, { F, "δεν ήταν δυνατ*" }, { F, "δεν μπόρεσε" },
  { F, "αδύνατ*" }, { F, "δεν παραδόθηκ*" }, { C, "άγνωστ*" }, { C, "γεμάτ*" }, { F, "ni bilo mogoče" }, { F, "ni mogoče" }, { F, "nije moguće" },
  { F, "nije isporučen*" }, { F, "neuspjel*" }, { F, "neuspel*" }, { R, "primatelj*" }, { R, "primaoc*" }, { R, "prejemnik*" }, { F, "nepavyko" },
  { R, "gavėj*" }, { F, "neizdevās" }, { F, "nevarēja" }, { R, "saņēmēj*" }, { F, "ei õnnestunud" }, { R, "saaja*" }, { F, "no s'ha pogut" },
  { F, "nie może zostać dostarczon*" }, { F, "nie można dostarczyć" }, { F, "nie został* dostarczon*" }, { F, "nie została dostarczona" },
  { F, "nie dostarczono" }, { F, "niedostarczon*" }, { F, "nie powiodł*" }, { F, "nie udało się" }, { F, "odrzucon*" }, { R, "adresat*" },
  { R, "odbiorc*" }, { R, "następujących adres*" }, { D, "opóźnion*" }, { C, "nie istnieje" }, { C, "nie znaleziono" }, { W, "przyczyn*" },
  { W, "powód" }, { F, "nebylo možné doručit" }, { F, "nelze doručit" }, { F, "nemohla být doručena" }, { F, "nedoručiteln*" },
  { F, "nedoručen*" }, { F, "selhal*" }, { F, "se nepodařilo" }, { R, "příjemc*" }, { R, "následující*" }, { R, "prijímat*" }, { R, "příjemců" },
  { F, "nepodarilo sa" }, { F, "nebolo možné doručiť" }, { D, "zpožd*" }, { D, "oneskor*" }, { C, "neexistuje" }, { C, "nebyl nalezen*" }, { W, "důvod" },
  { W, "dôvod" }, { F, "nem kézbesíthető" }, { F, "nem sikerült" }, { F, "sikertelen" }, { F, "kézbesíthetetlen" }, { R, "címzett*" },
  { D, "késlelt*" }, { C, "nem létezik" }, { C, "nem található" }, { W, "hiba" }, { F, "nu a putut fi livrat" }, { F, "nu s-a putut livra" }, { F, "nelivrat*" },
  { F, "nu a fost livrat" }, { F, "eșuat" }, { R, "destinatar*" }, { D, "întârzi*" }, { C, "nu există" }, { W, "motivul" },
  { F, "teslim edilemedi" }, { F, "teslim edilemiyor" }, { F, "iletilemedi" }, { F, "gönderilemedi" }, { F, "başarısız*" }, { F, "ulaşmadı" }, { R, "alıcı*" },
  { D, "gecik*" }, { C, "bulunamadı" }, { C, "mevcut değil" }, { W, "neden*" }, { F, "δεν ήταν δυνατή η παράδοση" }, { F, "δεν παραδόθηκε" },
  { F, "δεν μπόρεσε να παραδοθεί" }, { F, "απέτυχε" }, { F, "αποτυχία" }, { R, "παραλήπτ*" }, { R, "διεύθυνσ*" }, { C, "δεν υπάρχει" }, { C, "να μην υπάρχει" },
  { C, "δεν βρέθηκε" }, { D, "καθυστέρησ*" }, { W, "αιτία" }, { W, "λόγος" }, { C, "neexistuje" }, { C, "quizás no exista" },

  /* Russian, Ukrainian, Bulgarian */
  { F, "не может быть" }, { F, "не может быть отправлен*" }, { F, "не была доставлен*" }, { F, "не был доставлен*" }, { F, "невозможно" },
  { F, "не достигл*" }, { F, "не вручен*" }, { F, "возвращен*" }, { F, "возвращён*" }, { F, "не удаётся" }, { F, "не дошл*" }, { C, "нет такого" },
  { C, "такого пользователя" }, { C, "отключен*" }, { C, "отключён*" }, { C, "превышен*" }, { F, "не може бути" }, { F, "неможливо" },
  { F, "недоставлен*" }, { C, "невідом*" }, { C, "переповнен*" }, { C, "відсутн*" }, { R, "адреса" }, { F, "не може да бъде" }, { F, "неуспешн*" },
  { R, "получателя" }, { R, "примаоц*" }, { F, "није могуће" },
  { F, "не может быть доставлено" }, { F, "не может быть доставлен*" }, { F, "не было доставлено" }, { F, "не доставлено" }, { F, "не доставлен*" },
  { F, "недоставлен*" }, { F, "не удалось доставить" }, { F, "не удалось" }, { F, "не удается" }, { F, "невозможно доставить" }, { F, "не смог*" },
  { F, "сбой доставки" }, { F, "ошибка доставки" }, { F, "отклонено" }, { F, "отвергнуто" }, { F, "не отправлено" }, { F, "не может быть отправлен*" },
  { F, "произошла ошибка" }, { F, "невозможна" }, { F, "не было отправлено" }, { R, "получател*" }, { R, "адресат*" }, { R, "следующ*" },
  { R, "адресу" }, { R, "по адресу" }, { R, "адресам" }, { D, "задерж*" }, { D, "отложен*" }, { D, "ещё не доставлено" }, { D, "еще не доставлено" },
  { D, "попытки доставки будут" }, { S, "успешно доставлено" }, { S, "было доставлено" }, { W, "причина" }, { W, "ошибка" }, { W, "по причине" },
  { W, "так как" }, { W, "диагностические сведения" }, { C, "не существует" }, { C, "не найден*" }, { C, "неизвестн*" }, { C, "переполнен*" },
  { C, "заблокирован*" }, { C, "недоступен" }, { C, "не зарегистрирован*" }, { P, "обратитесь" }, { P, "свяжитесь" }, { P, "пожалуйста" },
  { F, "не вдалося доставити" }, { F, "не доставлено" }, { F, "не може бути доставлен*" }, { F, "не вдалося" }, { R, "одержувач*" }, { R, "отримувач*" },
  { C, "не існує" }, { C, "не знайдено" }, { W, "причини" }, { F, "не може да бъде доставен*" }, { F, "не беше доставен*" },

  /* Japanese */
  { F, "届けられませんでした" }, { F, "配達されませんでした" }, { F, "不達" }, { F, "配信不可" }, { F, "送達できません" }, { F, "未配信" }, { F, "送信不能" },
  { F, "お送りできません" }, { F, "届きません" }, { F, "配送されませんでした" }, { F, "送信が失敗" }, { F, "返却" }, { R, "お届け先" }, { R, "送付先" },
  { C, "ありません" }, { C, "満杯" }, { C, "使用されていない" }, { C, "無効" }, { C, "オーバー" }, { C, "超過" },
  { F, "配信できませんでした" }, { F, "配信できない" }, { F, "配信不能" }, { F, "配信できません" }, { F, "配信に失敗" }, { F, "配信されませんでした" },
  { F, "配信が失敗" }, { F, "送信できませんでした" }, { F, "送信できません" }, { F, "送信に失敗" }, { F, "送信に失敗しました" }, { F, "送信できない" },
  { F, "送信エラー" }, { F, "送信されませんでした" }, { F, "届けることができません" }, { F, "届けできません" }, { F, "届きませんでした" },
  { F, "配送できませんでした" }, { F, "配送できません" }, { F, "配送に失敗" }, { F, "配達できません" }, { F, "エラーが発生" }, { F, "拒否されました" },
  { F, "送れませんでした" }, { F, "送信出来ません" }, { F, "配信出来ません" }, { F, "返送" }, { F, "送信することができません" }, { F, "配信することができません" },
  { R, "宛先" }, { R, "あて先" }, { R, "受信者" }, { R, "メールアドレス" }, { R, "アドレス" }, { R, "以下の" }, { R, "次の" }, { R, "下記" }, { R, "送信先" },
  { D, "遅延" }, { D, "遅れて" }, { D, "再送を" }, { D, "再送します" }, { D, "再送され" }, { D, "再試行さ" }, { D, "再試行し" }, { D, "配信が遅れ" }, { S, "正常に配信" }, { S, "配信されました" }, { W, "理由" }, { W, "原因" },
  { W, "エラー内容" }, { W, "診断情報" }, { W, "エラー" }, { C, "存在しません" }, { C, "見つかりません" }, { C, "不明" }, { C, "存在しない" },
  { C, "容量" }, { C, "一杯" }, { C, "いっぱい" }, { C, "超え" }, { C, "該当" }, { P, "お問い合わせ" }, { P, "お問合せ" }, { P, "ご連絡" }, { P, "ください" },

  /* Chinese */
  { F, "未能成功" }, { F, "发送不成功" }, { F, "投递不成功" }, { F, "拒收" }, { F, "无法到达" }, { F, "無法遞送" }, { F, "傳遞失敗" }, { F, "未送達" }, { F, "無法投送" },
  { F, "寄送不成功" }, { F, "無法寄送" }, { F, "被退信" }, { F, "被拒绝" }, { F, "被拒絕" }, { R, "邮箱地址" }, { R, "對方信箱" }, { R, "收件箱" }, { R, "对方邮箱" },
  { C, "查無" }, { C, "查无" }, { C, "已滿" }, { C, "不正确" }, { C, "不正確" }, { C, "停用" }, { C, "无效" }, { C, "無效" }, { C, "超出" }, { C, "超过" }, { W, "錯誤" },
  { F, "无法送达" }, { F, "无法投递" }, { F, "投递失败" }, { F, "发送失败" }, { F, "无法发送" }, { F, "未送达" }, { F, "退信" }, { F, "被退回" }, { F, "未能送达" },
  { F, "无法递送" }, { F, "传递失败" }, { F, "未能投递" }, { F, "未能成功" }, { F, "未成功" }, { F, "退回" }, { F, "没有送达" }, { F, "拒绝" }, { F, "無法傳送" }, { F, "無法送達" }, { F, "傳送失敗" },
  { F, "投遞失敗" }, { F, "無法投遞" }, { F, "寄送失敗" }, { F, "無法寄達" }, { F, "退件" }, { R, "收件人" }, { R, "收信人" }, { R, "以下地址" }, { R, "下列收件" }, { R, "收件者" },
  { R, "下列" }, { R, "以下" }, { R, "邮件地址" }, { R, "郵件地址" }, { D, "延迟" }, { D, "延遲" }, { D, "将重试" }, { D, "继续重试" }, { D, "自动重试" }, { D, "再次尝试投递" }, { S, "已送达" }, { S, "成功送达" }, { S, "成功投递" },
  { W, "原因" }, { W, "失败原因" }, { W, "错误" }, { W, "退信原因" }, { W, "診斷資訊" }, { W, "诊断信息" }, { C, "不存在" }, { C, "找不到" }, { C, "已满" }, { C, "未找到" },
  { P, "请联系" }, { P, "請連絡" },

  /* Korean */
  { F, "전송에 실패" }, { F, "발송에 실패" }, { F, "전달할 수 없" }, { F, "배달에 실패" }, { F, "전송되지 못" }, { F, "발송되지 못" }, { F, "전달되지 못" },
  { F, "거부" }, { F, "전달에 실패" }, { C, "없는 주소" }, { C, "용량" }, { C, "존재하지 않" }, { C, "잘못된" }, { C, "휴면" },
  { F, "배달할 수 없" }, { F, "배달되지" }, { F, "전송하지 못" }, { F, "전송되지" }, { F, "보내지 못" }, { F, "전송할 수 없" }, { F, "발송 실패" }, { F, "발송실패" }, { F, "전송 실패" },
  { F, "전송실패" }, { F, "배달 실패" }, { F, "반송" }, { F, "전달하지 못" }, { F, "전달되지" }, { F, "발송되지" }, { F, "보낼 수 없" }, { R, "받는 사람" }, { R, "받는사람" }, { R, "수신자" },
  { R, "수신인" }, { R, "다음" }, { D, "지연" }, { S, "배달되었" }, { W, "이유" }, { W, "사유" }, { W, "원인" }, { W, "오류" }, { C, "존재하지" }, { C, "찾을 수 없" }, { C, "초과" }, { C, "없는 사용자" },
  { P, "문의" },

  /* Others that the big providers write in */
  { R, "נמענים" }, { R, "נמען" }, { R, "לנמענים" }, { C, "לא קיים" }, { R, "المستلم*" }, { R, "المستلمين" }, { C, "غير موجود" }, { C, "ممتلئ" },
  { F, "لم نتمكن" }, { F, "فشل" }, { F, "لم تصل" }, { F, "تحویل داده نشد" }, { R, "گیرنده" }, { C, "ไม่พบ" }, { F, "ไม่สำเร็จ" }, { F, "thất bại" },
  { F, "không đến được" }, { F, "tidak dapat dihantar" }, { F, "tidak dapat disampaikan" }, { R, "alamat" },
  { C, "मौजूद नहीं" }, { F, "वितरित नहीं" }, { F, "לא נמסרה" }, { F, "לא ניתן היה למסור" }, { F, "تعذر تسليم" }, { F, "لم يتم تسليم" },
  { F, "không gửi được" }, { F, "không thể gửi" }, { F, "không được gửi" }, { R, "người nhận" }, { C, "không tồn tại" }, { F, "ไม่สามารถส่ง" }, { R, "ผู้รับ" },
  { F, "tidak terkirim" }, { F, "tidak dapat dikirim" }, { F, "gagal" }, { R, "penerima" }, { C, "tidak ditemukan" }, { C, "možná" },
};

#undef F
#undef D
#undef S
#undef G
#undef R
#undef C
#undef W
#undef P
#undef E
