/** An element of a TwiML document. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  /** Its own text, without its children's. */
  text: string;
  children: XmlElement[];
}

/** TwiML that the provider would refuse. */
export class TwimlError extends Error {
  override name = "TwimlError";
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" } as const;
const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z]+)((?:\s+[A-Za-z]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([A-Za-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads the one root of a TwiML document with all below it. It is as strict as TwiML is: no namespaces, no doctype, no entities but XML's own.
 *
 * @throws {TwimlError} if it is not well formed
 */
export function readXml(source: string): XmlElement {
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (!match) throw new TwimlError(`TwiML is not well formed at character ${at}`);
    at = TOKEN.lastIndex;
    const [, cdata, closing, name, attributes, selfClosing, raw] = match;
    const text = cdata ?? (raw === undefined ? undefined : decode(raw));
    const parent = open.at(-1);
    if (text !== undefined) {
      if (parent) parent.text += text;
      else if (text.replace(/^\uFEFF/, "").trim() !== "") throw new TwimlError("TwiML has text outside its root");
      continue;
    }
    if (name === undefined) continue;
    if (closing) {
      if (open.pop()?.name !== name) throw new TwimlError(`TwiML closes ${name}, which is not open`);
      continue;
    }
    const element: XmlElement = { name, attributes: readAttributes(attributes ?? ""), text: "", children: [] };
    if (parent) parent.children.push(element);
    else if (root) throw new TwimlError(`TwiML has ${name} after its root`);
    root ??= element;
    if (!selfClosing) open.push(element);
  }
  if (!root || open.length > 0) throw new TwimlError("TwiML is not complete");
  return root;
}

function readAttributes(source: string): Record<string, string> {
  return Object.fromEntries([...source.matchAll(ATTRIBUTE)].map(([, name, double, single]) => [name, decode(double ?? single ?? "")]));
}

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6});|#(\d{1,7});|([a-z]+);)?/gi, (_entity, hex?: string, decimal?: string, name?: string) => {
    const point = hex ? Number.parseInt(hex, 16) : decimal ? Number.parseInt(decimal, 10) : undefined;
    if (point !== undefined && point > 0 && point <= 0x10ffff) return String.fromCodePoint(point);
    const known = name && NAMED[name as keyof typeof NAMED];
    if (!known) throw new TwimlError("TwiML has a bare ampersand or an unknown entity");
    return known;
  });
}
