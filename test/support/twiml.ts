/** The texts of a TwiML answer, each in one line. */
export function messagesOf(twiml: string): string[] {
  return [...twiml.matchAll(/<Message[^>]*>([^<]*)<\/Message>/g)].map(([, said = ""]) => unescapeXml(said).replaceAll("\n", " "));
}

function unescapeXml(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&amp;", "&");
}
