export type Language = "fr" | "en";

const fr = {
  tagline:
    "Une personne malade trouve, par simple SMS, quelqu'un qui a vécu la même chose. Personne ne voit ni nom ni numéro. Ici, tout est fictif.",
  language: "Langue de la page",
  stepsTitle: "Par où commencer",
  stepLink: "Reliez Claire.",
  stepLinkHow: "Dans Teams, envoyez son code d'invitation:",
  stepWrite: "Écrivez comme Lou.",
  stepWriteHow: "Par SMS, avec ses mots:",
  stepAnswer: "Répondez comme Claire.",
  stepAnswerHow: "La demande arrive dans Teams. Acceptez: Lou est prévenue par SMS.",
  fillFirst: "« Bonjour, je cherche... »",
  switch: "Côté montré",
  phoneTitle: "Le téléphone de Lou",
  phoneNumber: "Numéro de téléphone",
  newNumber: "Nouveau numéro",
  phoneMessages: "SMS entre Lou et Passerelle",
  phoneInput: "Votre SMS, comme Lou",
  phonePlaceholder: "SMS",
  phoneEmpty: "Aucun message. Écrivez à Passerelle comme à une amie: il suffit d'un SMS.",
  chatTitle: "Teams de Claire",
  chatAside: "Claire est paire aidante bénévole",
  chatMessages: "Conversation de Claire avec Passerelle",
  chatInput: "Votre message, comme Claire",
  chatPlaceholder: "Écrivez un message",
  chatEmpty: "La conversation de Claire avec Passerelle commence ici.",
  bot: "Robot",
  suggestions: "Suggestions",
  send: "Envoyer",
  sending: "Envoi en cours",
  delivered: "Distribué",
  failed: "Non distribué",
  failedWhy: "Non distribué: le service n'a pas répondu. Réessayez dans un instant.",
  segments: "{n} SMS",
  typing: "Passerelle écrit...",
  acting: "En cours...",
  actionFailed: "Ce bouton n'a pas abouti. Rien n'a été changé: réessayez dans un instant.",
  cardUpdated: "La carte a changé.",
  providerSilent: "L'opérateur SMS ne répond pas: les messages reçus n'apparaissent pas pour l'instant.",
  lost: "Connexion au service perdue. Nouvelle tentative...",
  news: "nouveau message",
  firstSms: "Bonjour, je cherche quelqu'un pour parler de mon endométriose",
  help: "AIDE",
  teamsHelp: "aide",
  footer:
    "Démonstration sur cet ordinateur: aucun SMS n'est envoyé, aucun compte n'est utilisé. Les numéros 06 39 98 sont réservés à la fiction.",
};

const en: typeof fr = {
  tagline:
    "Someone who is ill finds, by a plain text message, someone who has been through it. Neither sees a name or a number. Everything here is fictional.",
  language: "Language of this page",
  stepsTitle: "Where to begin",
  stepLink: "Link Claire.",
  stepLinkHow: "In Teams, send her invitation code:",
  stepWrite: "Write as Lou.",
  stepWriteHow: "By text message, in her own words:",
  stepAnswer: "Answer as Claire.",
  stepAnswerHow: "The request arrives in Teams. Accept it: Lou is told by text message.",
  fillFirst: "“Hello, I'm looking...”",
  switch: "Side shown",
  phoneTitle: "Lou's phone",
  phoneNumber: "Phone number",
  newNumber: "New number",
  phoneMessages: "Text messages between Lou and Passerelle",
  phoneInput: "Your text message, as Lou",
  phonePlaceholder: "Text message",
  phoneEmpty: "No messages yet. Write to Passerelle as to a friend: one text is enough.",
  chatTitle: "Claire's Teams",
  chatAside: "Claire is a volunteer peer supporter",
  chatMessages: "Claire's chat with Passerelle",
  chatInput: "Your message, as Claire",
  chatPlaceholder: "Type a message",
  chatEmpty: "Claire's chat with Passerelle begins here.",
  bot: "Bot",
  suggestions: "Suggestions",
  send: "Send",
  sending: "Sending",
  delivered: "Delivered",
  failed: "Not delivered",
  failedWhy: "Not delivered: the service did not answer. Try again in a moment.",
  segments: "{n} SMS",
  typing: "Passerelle is typing...",
  acting: "Working...",
  actionFailed: "This button did not go through. Nothing was changed: try again in a moment.",
  cardUpdated: "The card has changed.",
  providerSilent: "The SMS provider does not answer: received messages do not appear for now.",
  lost: "Connection to the service lost. Trying again...",
  news: "new message",
  firstSms: "Hello, I'm looking for someone to talk to about my endometriosis",
  help: "HELP",
  teamsHelp: "help",
  footer:
    "A demonstration on this computer: no text message is sent, no account is used. Numbers that begin 06 39 98 are reserved for fiction.",
};

const TEXTS = { fr, en };
export type TextKey = keyof typeof fr;

let current: Language = localStorage.getItem("language") === "en" ? "en" : "fr";

/** The page's language: French, until another was chosen. */
export function language(): Language {
  return current;
}

/** Changes the page's language and keeps the choice. */
export function chooseLanguage(chosen: Language): void {
  current = chosen;
  localStorage.setItem("language", chosen);
}

/** A text of the page in its language. */
export function t(key: TextKey): string {
  return TEXTS[current][key];
}

/** Writes all fixed texts, labels and placeholders of the page. */
export function writeTexts(): void {
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) element.textContent = t(element.dataset.text as TextKey);
  for (const element of document.querySelectorAll<HTMLElement>("[data-label]"))
    element.setAttribute("aria-label", t(element.dataset.label as TextKey));
  for (const element of document.querySelectorAll<HTMLTextAreaElement>("[data-hint]"))
    element.placeholder = t(element.dataset.hint as TextKey);
}

/** An instant as a chat shows it: the hour today, else day and hour. */
export function shortTime(iso: string): string {
  const at = new Date(iso);
  const isToday = at.toDateString() === new Date().toDateString();
  const locale = current === "fr" ? "fr-FR" : "en-GB";
  return at.toLocaleString(
    locale,
    isToday ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  );
}

/** `+33639980001` as a person writes it: `06 39 98 00 01`. */
export function readableNumber(number: string): string {
  return number.replace(/^\+33(\d)(\d{2})(\d{2})(\d{2})(\d{2})$/, "0$1 $2 $3 $4 $5");
}
