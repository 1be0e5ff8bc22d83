/** Lower case, no accents, apostrophes and punctuation as spaces: how words are compared. */
export function normaliseWords(text: string): string {
  const bare = /^[ -~]*$/.test(text) ? text : text.normalize("NFD").replace(/\p{M}/gu, "");
  return bare
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
