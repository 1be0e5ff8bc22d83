import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import ts from "typescript";

/** What an element may hold and carry, by the vendor's own types. */
interface Allowed {
  attributes: Set<string>;
  /** The elements that may stand in it, each as the class that says what that may hold. */
  children: Map<string, Allowed>;
  text: boolean;
}

/**
 * Checks TwiML of a call against the verbs, nouns and attributes that the provider's own library knows.
 *
 * @throws {Error} naming the first element or attribute that is not known there, or what is not well-formed
 */
export function checkTwiml(xml: string): void {
  const body = xml.replace(/^<\?xml [^?]*\?>/, "");
  const open: { name: string; allowed: Allowed }[] = [];
  let at = 0;
  let ended = false;
  for (const { 0: token, index } of body.matchAll(/<[^>]*>|[^<]+/g)) {
    if (index !== at) throw new Error(`TwiML is not well-formed at ${at}: ${body.slice(at, at + 40)}`);
    at = index + token.length;
    if (ended) throw new Error(`TwiML goes on after its end: ${token}`);
    if (!token.startsWith("<")) checkText(token, open.at(-1));
    else if (token.startsWith("</")) {
      const closed = open.pop();
      if (closed?.name !== token.slice(2, -1)) throw new Error(`TwiML closes ${token} where ${closed?.name} is open.`);
      ended = open.length === 0;
    } else {
      const [, name = "", rest = "", selfClosed] = /^<([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>$/.exec(token) ?? [];
      const parent = open.at(-1);
      const allowed = parent ? parent.allowed.children.get(name) : name === "Response" ? voiceResponse() : undefined;
      if (!allowed) throw new Error(`TwiML has no <${name}> ${parent ? `in <${parent.name}>` : "at its root"}: ${token}`);
      for (const [, attribute = "", value = ""] of rest.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        if (!allowed.attributes.has(attribute)) throw new Error(`<${name}> has no attribute ${attribute}.`);
        checkEscapes(value);
      }
      if (!selfClosed) open.push({ name, allowed });
      else ended = open.length === 0;
    }
  }
  if (at !== body.length || !ended) throw new Error("TwiML does not end.");
}

function checkText(text: string, within: { name: string; allowed: Allowed } | undefined): void {
  checkEscapes(text);
  if (text.trim() && !within?.allowed.text) throw new Error(`<${within?.name}> holds no words: ${text}`);
}

function checkEscapes(text: string): void {
  if (/&(?!(amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(text)) throw new Error(`TwiML is not escaped: ${text}`);
}

let known: Allowed | undefined;

function voiceResponse(): Allowed {
  known ??= readTypes();
  return known;
}

function readTypes(): Allowed {
  const path = createRequire(import.meta.url)
    .resolve("twilio/lib/twiml/VoiceResponse.js")
    .replace(/\.js$/, ".d.ts");
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const classes = new Map<string, ts.ClassDeclaration>();
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  const collect = (node: ts.Node): void => {
    if (ts.isClassDeclaration(node) && node.name) classes.set(node.name.text, node);
    if (ts.isInterfaceDeclaration(node) && !interfaces.has(node.name.text)) interfaces.set(node.name.text, node);
    if (!ts.isClassDeclaration(node)) ts.forEachChild(node, collect);
  };
  collect(file);
  const made = new Map<string, Allowed>();
  const make = (className: string): Allowed => {
    const before = made.get(className);
    if (before) return before;
    const allowed: Allowed = { attributes: new Set(), children: new Map(), text: false };
    made.set(className, allowed);
    for (const member of classes.get(className)?.members ?? []) {
      if (!ts.isMethodDeclaration(member)) continue;
      const child = lastName(member.type);
      if (!child || !classes.has(child)) continue;
      const next = make(child);
      allowed.children.set(elementName(child, member), next);
      for (const parameter of member.parameters) {
        const type = lastName(parameter.type);
        for (const property of (type && interfaces.get(type)?.members) || []) {
          if (ts.isPropertySignature(property))
            next.attributes.add(ts.isStringLiteral(property.name) ? property.name.text : property.name.getText());
        }
        if (parameter.type?.kind === ts.SyntaxKind.StringKeyword || (type && /Sid$|^string$/.test(type))) next.text = true;
      }
    }
    return allowed;
  };
  return make("VoiceResponse");
}

/** `VoiceResponse.GatherAttributes` is `GatherAttributes`. */
function lastName(type: ts.TypeNode | undefined): string | undefined {
  if (!type || !ts.isTypeReferenceNode(type)) return undefined;
  return ts.isQualifiedName(type.typeName) ? type.typeName.right.text : type.typeName.text;
}

/** Its documentation names an element; those of speech synthesis are named by their class: `SsmlSayAs` is `say-as`. */
function elementName(className: string, method: ts.MethodDeclaration): string {
  const [, documented] = /<([A-Z]\w*)> TwiML/.exec(method.getFullText()) ?? [];
  if (documented) return documented;
  const speech = /^Ssml(\w+)$/.exec(className)?.[1];
  return speech ? speech.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase() : className;
}
