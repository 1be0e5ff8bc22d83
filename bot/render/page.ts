import { createHash } from "node:crypto";
import type { Locale } from "../../domain/locale.ts";
import { Html, html } from "./html.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --paper: #fff; --ground: #f4f5f7; --accent: #1f5f8b; --alert: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebef; --soft: #a3adba; --line: #39424e; --paper: #1d232b; --ground: #14181d; --accent: #7db7dd; --alert: #ff9d94; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { font-size: 1.1rem; margin: 0 0 .75rem; }
p { margin: 0 0 1rem; max-width: 40rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin-top: 1rem; }
dl { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: .25rem 1rem; margin: 0; padding: .75rem 0; border-top: 1px solid var(--line); }
h2 + dl { border-top: 0; padding-top: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.none { color: var(--soft); margin: 0; }
button, a.button { display: inline-block; font: inherit; font-weight: 600; padding: .75rem 1.25rem; border: 0; border-radius: .5rem; background: var(--accent); color: var(--paper); text-decoration: none; cursor: pointer; }
button:focus-visible, a.button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
fieldset, .question { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.25rem 1.25rem; margin: 0 0 1rem; min-width: 0; }
legend { float: left; width: 100%; padding: 0; margin-bottom: .75rem; font-weight: 600; }
legend + * { clear: both; }
.question > label { display: block; margin-bottom: .75rem; font-weight: 600; }
.note, .before { color: var(--soft); font-weight: 400; }
.choices label, .scale label { display: flex; align-items: center; gap: .6rem; min-height: 2.75rem; cursor: pointer; }
.scale { display: grid; grid-template-columns: repeat(11, minmax(0, 1fr)); gap: .25rem; }
.scale label { flex-direction: column; gap: .1rem; justify-content: center; }
.scale .none { grid-column: 1 / -1; flex-direction: row; justify-content: start; gap: .6rem; }
.choices .none, .scale .none { color: var(--soft); }
input[type=radio] { width: 1.25rem; height: 1.25rem; flex: none; margin: 0; accent-color: var(--accent); }
textarea, input[type=number] { font: inherit; width: 100%; padding: .6rem .75rem; border: 1px solid var(--soft); border-radius: .5rem; background: var(--ground); color: var(--ink); }
input[type=number] { max-width: 10rem; }
.wrong { border-color: var(--alert); }
.fault { color: var(--alert); font-weight: 600; margin-bottom: .75rem; }
.danger { border-color: var(--alert); margin: 0 0 1rem; }
main a { color: var(--accent); }
main a.button { color: var(--paper); }
.other { text-align: right; margin-left: auto; }
@media (max-width: 30rem) { fieldset, .question { padding-inline: .75rem; } .scale { gap: 0; } }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } button { width: 100%; } }
@media print { body { background: #fff; } a.button { display: none; } section { break-inside: avoid; border-color: #999; } }
`;

/** Nothing is loaded, framed or run; the style is the one above and no other. */
export const PAGE_HEADERS: Record<string, string> = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
};

/** A page of ours. */
export function page(locale: Locale, body: Html): string {
  return html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Passerelle</title><style>${new Html(STYLE)}</style></head>
<body><main>${body}</main></body></html>
`.markup;
}
