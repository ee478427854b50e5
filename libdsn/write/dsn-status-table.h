/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The table behind dsn-status-map.c (rules M-05 and M-06), one row a line, tried from top to bottom, the first that
 * fits wins.
 *
 * A row fits if the reply code is its own, the stage is among its stages and one of its words is in the text.  Words
 * are divided by "|", case does not matter, any run of blanks is one blank, a word begins at a word border and ends
 * at one unless a "*" says that it may go on.  No words: a default.
 *
 * Digits are never read as a status (550 is not 5.5.0).  That 512 gives 5.1.2 is because lists that use 512 mean that.
 */
#pragma once

#include <dsn/dsn-types.h>

typedef struct {
  guint16     reply;
  guint16     stages;      /* bits by DsnStage; 0: any */
  const char *words;       /* NULL: a default */
  guint8      klass, subject, detail;
} DsnStatusRow;

#define CONNECT (1 << DSN_STAGE_CONNECT)
#define HELO    (1 << DSN_STAGE_HELO)
#define AUTH    (1 << DSN_STAGE_AUTH)
#define MAIL    (1 << DSN_STAGE_MAIL)
#define RCPT    (1 << DSN_STAGE_RCPT)
#define DATA    (1 << DSN_STAGE_DATA)
#define DOT     (1 << DSN_STAGE_DOT)

#define NO_USER   "user unknown|unknown user|unknown recipient|recipient unknown|unknown mailbox|unknown address|" \
                  "unknown local part|unknown or illegal alias|no such|no mailbox|not a valid mailbox|" \
                  "not a known user|invalid recipient|invalid mailbox|invalid address|invalid user|" \
                  "does not exist|doesn't exist|not exist|user not found|recipient not found|mailbox not found|" \
                  "address not found|not listed in|doesn't have an account|doesn't have account|" \
                  "does not have an account|unrouteable address|no account"
#define FULL      "quota|full|over its limit|out of storage|storage allocation|mailbox size limit"
#define DISABLED  "disabled|suspended|inactive|deactivated|locked out|account locked|is closed|not active"
#define NO_DOMAIN "domain not found|host not found|host unknown|domain does not exist|unknown domain|" \
                  "unknown host|domain missing|no mx|nonexistent domain|no such domain|name service error|" \
                  "host or domain name not found|unresolvable|cannot resolve"
#define MOVED     "moved|no longer works|no longer with|has left|new address|address has changed"
#define RATE      "rate|too many messages|too much mail|too many mails|too fast|too frequent*|throttl*|" \
                  "too many connection*|too many concurrent|concurrent connections|too many errors|" \
                  "too many session*|per hour|per minute|per day|connection limit"
#define GREY      "greylist*|graylist*|grey-list*|gray-list*|postgrey"
#define RELAY     "relay*|rcpthosts"
#define SPAM      "spam*|junk|unsolicited|bulk|uce|ube|block*|black list*|black-list*|blacklist*|deny list*|" \
                  "denylist*|dnsbl|rbl|reputation|is listed|are listed|was listed|currently listed|listed at|" \
                  "listed by|listed on|banned|policy|policies|prohibited|forbidden|abuse|not accepted for"
#define AUTHN     "authenticat*|auth|login required|log in|not authorized|not authorised|unauthorized|" \
                  "unauthorised|credentials"
#define TLS       "starttls|tls|encrypt*|ssl"
#define DNS       "lookup|dns|name server|nameserver|resolver|resolve"
#define DISK      "disk|space|storage|insufficient system"
#define TOO_MANY  "too many recipients|too many rcpt*|recipient limit|recipients limit"
#define TOO_BIG   "too large|too big|size|exceeds|larger than|large"
#define NO_PTR    "ptr|reverse dns|rdns|reverse lookup|reverse hostname|cannot find your hostname|" \
                  "reverse mapping|fcrdns"
#define SENDER    "sender verify|sender verification|sender address|sender domain|domain of sender|sender denied|" \
                  "sender rejected|invalid sender|verify sender"
#define CONFIG    "config*|misconfig*"
#define LOOPING   "hop|hops|loop*|too many received"

static const DsnStatusRow dsn_status_rows[] = {
  /* what clients print as if it were a reply */
  { 101, 0, "name error|" DNS, 4, 4, 3 },
  { 101, 0, NULL, 4, 4, 1 },
  { 111, 0, NULL, 4, 4, 1 },

  /* success */
  { 211, 0, NULL, 2, 0, 0 },
  { 214, 0, NULL, 2, 0, 0 },
  { 220, 0, "tls|starttls", 2, 7, 0 },
  { 220, 0, NULL, 2, 0, 0 },
  { 221, 0, NULL, 2, 0, 0 },
  { 235, 0, NULL, 2, 7, 0 },
  { 250, MAIL, NULL, 2, 1, 0 },
  { 250, RCPT, NULL, 2, 1, 5 },
  { 250, 0, NULL, 2, 0, 0 },
  { 251, 0, NULL, 2, 1, 5 },
  { 252, 0, "utf-8|utf8|smtputf8", 2, 6, 8 },
  { 252, RCPT, NULL, 2, 1, 5 },
  { 252, 0, NULL, 2, 5, 0 },
  { 253, 0, NULL, 2, 5, 0 },

  /* nothing but a dialogue that broke off ends with a 3yz */
  { 354, 0, NULL, 4, 4, 2 },
  { 355, 0, NULL, 4, 4, 2 },

  /* temporary */
  { 420, 0, NULL, 4, 4, 2 },

  { 421, 0, "spf", 4, 7, 24 },
  { 421, 0, RATE "|" SPAM, 4, 7, 0 },
  { 421, 0, "mailbox|" FULL, 4, 2, 2 },
  { 421, 0, "timeout|timed out|time out", 4, 4, 2 },
  { 421, 0, CONFIG, 4, 3, 5 },
  { 421, 0, "busy|shutting down|shutdown|try later|try again|overload*|not available|unavailable", 4, 3, 2 },
  { 421, CONNECT, NULL, 4, 3, 2 },
  { 421, 0, NULL, 4, 3, 0 },

  { 422, AUTH, NULL, 4, 7, 12 },
  { 422, 0, TOO_BIG, 4, 2, 3 },
  { 422, 0, NULL, 4, 2, 2 },
  { 430, 0, NULL, 4, 5, 0 },
  { 431, 0, "memory|handles", 4, 3, 0 },
  { 431, 0, NULL, 4, 3, 1 },
  { 432, AUTH, NULL, 4, 7, 12 },
  { 432, 0, "password", 4, 7, 12 },
  { 432, 0, NULL, 4, 3, 2 },
  { 441, 0, NULL, 4, 4, 1 },
  { 442, 0, NULL, 4, 4, 2 },
  { 444, 0, "helo|ehlo", 4, 7, 0 },
  { 444, HELO, NULL, 4, 7, 0 },
  { 444, 0, NULL, 4, 3, 2 },
  { 446, 0, NULL, 4, 4, 6 },
  { 447, 0, NULL, 4, 4, 7 },
  { 449, 0, NULL, 4, 4, 4 },

  { 450, 0, NO_PTR, 4, 7, 25 },
  { 450, 0, GREY "|" TOO_MANY "|" RATE "|" SPAM "|" AUTHN, 4, 7, 0 },
  { 450, MAIL, NO_DOMAIN "|" SENDER, 4, 1, 8 },
  { 450, 0, SENDER, 4, 1, 8 },
  { 450, 0, NO_DOMAIN, 4, 1, 2 },
  { 450, 0, FULL, 4, 2, 2 },
  { 450, 0, NO_USER, 4, 1, 1 },
  { 450, 0, "locked|busy|in use", 4, 2, 1 },
  { 450, CONNECT | HELO | MAIL, NULL, 4, 7, 0 },
  { 450, 0, NULL, 4, 2, 0 },

  { 451, 0, "spf", 4, 7, 24 },
  { 451, 0, TOO_MANY, 4, 5, 3 },
  { 451, 0, GREY "|" RATE "|" SPAM, 4, 7, 0 },
  { 451, 0, SENDER, 4, 1, 8 },
  { 451, 0, "queue file", 4, 3, 0 },
  { 451, 0, DISK, 4, 3, 1 },
  { 451, 0, DNS, 4, 4, 3 },
  { 451, 0, CONFIG, 4, 3, 5 },
  { 451, 0, NULL, 4, 3, 0 },

  { 452, 0, TOO_MANY, 4, 5, 3 },
  { 452, 0, RATE, 4, 7, 0 },
  { 452, 0, "mailbox|over|" FULL, 4, 2, 2 },
  { 452, 0, NULL, 4, 3, 1 },
  { 453, 0, "too many|" RATE, 4, 7, 0 },
  { 453, 0, NULL, 4, 3, 2 },
  { 454, 0, RELAY, 4, 7, 1 },
  { 454, 0, "lookup|temporary lookup", 4, 3, 0 },
  { 454, 0, NULL, 4, 7, 0 },
  { 455, 0, NULL, 4, 5, 0 },
  { 458, 0, NULL, 4, 5, 0 },
  { 459, 0, "not allowed|not permitted", 4, 7, 0 },
  { 459, 0, NULL, 4, 5, 0 },
  { 465, 0, NULL, 4, 6, 5 },
  { 471, 0, "scanner|filter", 4, 7, 1 },
  { 471, 0, NULL, 4, 7, 0 },

  /* permanent */
  { 500, AUTH, "too long", 5, 5, 6 },
  { 500, 0, "failed", 5, 3, 0 },
  { 500, 0, NULL, 5, 5, 2 },

  { 501, 0, "access denied|" RELAY, 5, 7, 1 },
  { 501, 0, "bad address syntax|bad recipient address|recipient address syntax", 5, 1, 3 },
  { 501, 0, "bad sender address|sender address syntax", 5, 1, 7 },
  { 501, 0, SENDER, 5, 1, 8 },
  { 501, MAIL, NO_DOMAIN, 5, 1, 8 },
  { 501, 0, NO_DOMAIN, 5, 1, 2 },
  { 501, AUTH, NULL, 5, 7, 0 },
  { 501, MAIL, NULL, 5, 1, 7 },
  { 501, RCPT, NULL, 5, 1, 3 },
  { 501, HELO, NULL, 5, 5, 2 },
  { 501, 0, NULL, 5, 5, 4 },

  { 502, 0, "not recognized|not recognised|unrecognized|unrecognised|unknown command", 5, 5, 2 },
  { 502, 0, NULL, 5, 5, 1 },
  { 503, 0, "access denied|" AUTHN, 5, 7, 0 },
  { 503, 0, NULL, 5, 5, 1 },
  { 504, 0, "mechanism", 5, 7, 4 },
  { 504, 0, AUTHN, 5, 7, 0 },
  { 504, 0, "fully-qualified|fully qualified", 5, 5, 2 },
  { 504, 0, NULL, 5, 5, 4 },
  { 505, 0, NULL, 5, 7, 0 },

  { 510, 0, "domain|" NO_DOMAIN, 5, 1, 2 },
  { 510, 0, "user|" NO_USER, 5, 1, 1 },
  { 510, 0, NULL, 5, 1, 0 },
  { 511, 0, NULL, 5, 1, 1 },
  { 512, 0, NULL, 5, 1, 2 },
  { 513, 0, RELAY "|" AUTHN, 5, 7, 1 },
  { 513, 0, NULL, 5, 1, 3 },
  { 521, 0, "see http*|" SPAM, 5, 7, 1 },
  { 521, 0, "protocol", 5, 5, 1 },
  { 521, 0, NULL, 5, 3, 2 },
  { 523, AUTH, NULL, 5, 7, 10 },
  { 523, 0, TLS, 5, 7, 10 },
  { 523, 0, NULL, 5, 2, 3 },
  { 524, 0, "list", 5, 2, 4 },
  { 524, 0, NULL, 5, 7, 11 },
  { 525, 0, "disabled recipient|recipient address|" DISABLED, 5, 2, 1 },
  { 525, 0, NULL, 5, 7, 13 },
  { 530, 0, SPAM, 5, 7, 1 },
  { 530, AUTH, TLS, 5, 7, 10 },
  { 530, 0, TLS "|" AUTHN, 5, 7, 0 },
  { 530, 0, NO_USER, 5, 1, 1 },
  { 530, 0, NULL, 5, 7, 0 },
  { 533, 0, NULL, 5, 7, 1 },
  { 534, 0, NULL, 5, 7, 9 },
  { 535, 0, "trust", 5, 7, 14 },
  { 535, 0, NULL, 5, 7, 8 },
  { 538, 0, NULL, 5, 7, 11 },
  { 541, 0, NO_USER, 5, 1, 1 },
  { 541, 0, NULL, 5, 7, 1 },

  { 550, 0, "spf", 5, 7, 23 },
  { 550, 0, "dmarc", 5, 7, 26 },
  { 550, 0, "dkim", 5, 7, 20 },
  { 550, 0, NO_PTR, 5, 7, 25 },
  { 550, 0, RELAY "|" SPAM, 5, 7, 1 },
  { 550, 0, AUTHN, 5, 7, 0 },
  { 550, 0, "sender address syntax|bad sender", 5, 1, 7 },
  { 550, 0, SENDER, 5, 1, 8 },
  { 550, 0, "message too large|message too big|message size|maximum size", 5, 3, 4 },
  { 550, 0, FULL, 5, 2, 2 },
  { 550, 0, DISABLED, 5, 2, 1 },
  { 550, 0, MOVED, 5, 1, 6 },
  { 550, 0, NO_DOMAIN, 5, 1, 2 },
  { 550, 0, NO_USER, 5, 1, 1 },
  { 550, 0, "size", 5, 3, 4 },
  { 550, RCPT, NULL, 5, 1, 1 },
  { 550, CONNECT | HELO | MAIL | DATA | DOT, NULL, 5, 7, 0 },
  { 550, 0, NULL, 5, 0, 0 },

  { 551, 0, RELAY "|" AUTHN, 5, 7, 1 },
  { 551, 0, "please try|forward to|try <*", 5, 1, 6 },
  { 551, 0, "not local", 5, 7, 1 },
  { 551, 0, NULL, 5, 1, 6 },

  /* RFC 5321 4.5.3.1.10: many servers mean 452 by this one, and a client has to take it so */
  { 552, 0, TOO_MANY, 4, 5, 3 },
  { 552, 0, "content*|attachment*|security|virus|file type*|" SPAM, 5, 7, 0 },
  { 552, 0, "message size|message too large|message too big|message exceeds|fixed maximum", 5, 3, 4 },
  { 552, 0, "size limit of the mailbox|limit of the recipient", 5, 2, 3 },
  { 552, 0, FULL, 5, 2, 2 },
  { 552, 0, TOO_BIG, 5, 3, 4 },
  { 552, 0, "over", 5, 2, 2 },
  { 552, MAIL | DATA | DOT, NULL, 5, 3, 4 },
  { 552, 0, NULL, 5, 2, 2 },

  { 553, 0, NO_PTR, 5, 7, 25 },
  { 553, 0, RELAY "|" AUTHN "|" SPAM, 5, 7, 1 },
  { 553, 0, "utf-8|utf8|smtputf8|non-ascii|internationali*", 5, 6, 7 },
  { 553, 0, SENDER, 5, 1, 8 },
  { 553, 0, NO_USER, 5, 1, 1 },
  { 553, RCPT, NULL, 5, 1, 3 },
  { 553, MAIL, NULL, 5, 1, 7 },
  { 553, 0, NULL, 5, 1, 0 },

  { 554, 0, NO_PTR, 5, 7, 25 },
  { 554, 0, RELAY "|" SPAM, 5, 7, 1 },
  { 554, 0, "no valid recipient*", 5, 5, 1 },
  { 554, 0, LOOPING, 5, 4, 6 },
  { 554, 0, "8bit|8-bit|8bitmime|conversion", 5, 6, 3 },
  { 554, 0, SENDER, 5, 1, 8 },
  { 554, 0, FULL, 5, 2, 2 },
  { 554, 0, DISABLED, 5, 2, 1 },
  { 554, 0, NO_DOMAIN, 5, 1, 2 },
  { 554, 0, NO_USER, 5, 1, 1 },
  { 554, 0, "disk|space", 5, 3, 1 },
  { 554, CONNECT, NULL, 5, 3, 2 },
  { 554, 0, NULL, 5, 0, 0 },

  { 555, 0, "syntax", 5, 5, 2 },
  { 555, 0, NULL, 5, 5, 4 },
  { 556, 0, NULL, 5, 1, 10 },
  { 571, 0, NO_PTR, 5, 7, 25 },
  { 571, 0, NULL, 5, 7, 1 },
  { 572, 0, NULL, 5, 7, 1 },
};

/* Words that make a refusal one of policy or of the client, never one of the address (M-11). */
static const char dsn_policy_words[] =
  SPAM "|" RELAY "|" AUTHN "|" GREY "|" RATE "|" TLS "|" NO_PTR "|"
  "access denied|not allowed to|is not allowed|are not allowed|not permitted|spf|dkim|dmarc|virus|malware|phish*|"
  "security|restricted|helo|ehlo|client host|client address|client rejected";

#undef CONNECT
#undef HELO
#undef AUTH
#undef MAIL
#undef RCPT
#undef DATA
#undef DOT

/* The reply codes that the registry names beside a status (IANA "Associated Basic Status Code"; a hint, M-12). */
static const struct {
  guint8  subject, detail;
  guint16 replies[15];     /* 0 at the end */
} dsn_registered_pairs[] = {
  { 1, 1, { 451, 550 } },
  { 1, 3, { 501 } },
  { 1, 5, { 250 } },
  { 1, 8, { 451, 501 } },
  { 1, 10, { 556 } },
  { 2, 2, { 552 } },
  { 2, 3, { 552 } },
  { 2, 4, { 450, 452 } },
  { 3, 0, { 221, 250, 421, 451, 550, 554 } },
  { 3, 1, { 452 } },
  { 3, 2, { 453, 521 } },
  { 3, 4, { 552, 554 } },
  { 3, 6, { 250, 251 } },
  { 4, 1, { 451 } },
  { 4, 2, { 421 } },
  { 4, 3, { 451, 550 } },
  { 4, 5, { 451 } },
  { 5, 0, { 220, 250, 251, 252, 253, 451, 452, 454, 458, 459, 501, 502, 503, 554 } },
  { 5, 1, { 430, 500, 501, 503, 530, 550, 554, 555 } },
  { 5, 2, { 500, 501, 502, 550, 555 } },
  { 5, 3, { 451 } },
  { 5, 4, { 451, 501, 502, 503, 504, 550, 555 } },
  { 5, 6, { 500 } },
  { 6, 3, { 554 } },
  { 6, 4, { 250 } },
  { 6, 6, { 554 } },
  { 6, 7, { 550, 553 } },
  { 6, 8, { 252, 550, 553 } },
  { 6, 9, { 550 } },
  { 7, 0, { 220, 235, 450, 454, 500, 501, 503, 504, 530, 535, 550 } },
  { 7, 1, { 451, 454, 502, 503, 533, 550, 551 } },
  { 7, 2, { 550 } },
  { 7, 4, { 504 } },
  { 7, 8, { 535, 554 } },
  { 7, 9, { 534 } },
  { 7, 10, { 523 } },
  { 7, 11, { 524, 538 } },
  { 7, 12, { 422, 432 } },
  { 7, 13, { 525 } },
  { 7, 14, { 535, 554 } },
  { 7, 15, { 450, 550 } },
  { 7, 16, { 552 } },
  { 7, 20, { 550 } },
  { 7, 21, { 550 } },
  { 7, 22, { 550 } },
  { 7, 23, { 550 } },
  { 7, 24, { 451, 550 } },
  { 7, 25, { 550 } },
  { 7, 26, { 550 } },
  { 7, 27, { 550 } },
  { 7, 29, { 550 } },
  { 7, 30, { 550 } },
};
