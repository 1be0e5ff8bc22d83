/** No programme has that many peers; it keeps a wrong file from filling the memory. */
const LARGEST_BYTES = 20 * 1024 * 1024;

/**
 * The text of a spreadsheet's export: UTF-8 with or without a byte order mark, else Windows-1252, in which every byte is a character.
 *
 * @returns why not, if it is another kind of file
 */
export function decodeFile(bytes: Uint8Array): { text: string } | { refused: string } {
  const begins = (...wanted: number[]) => wanted.every((byte, index) => bytes[index] === byte);
  if (bytes.length > LARGEST_BYTES) return { refused: "The file is larger than 20 MB: it is not a list of peers." };
  if (begins(0x50, 0x4b, 3, 4) || begins(0xd0, 0xcf, 0x11, 0xe0))
    return { refused: "The file is a workbook, not a CSV file. In the spreadsheet choose Save as, then CSV UTF-8." };
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff))
    return { refused: "The file is in UTF-16. In the spreadsheet choose Save as, then CSV UTF-8." };
  if (bytes.includes(0)) return { refused: "The file holds zero bytes: it is not a text file." };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes) };
  }
}

const byteOf = new Map<string, number>();
const decoder = new TextDecoder("windows-1252");
for (let byte = 0; byte < 256; byte++) byteOf.set(decoder.decode(Uint8Array.of(byte)), byte);

/** @returns the text in Windows-1252, or the first character which that alphabet lacks */
export function encodeWindows1252(text: string): { bytes: Uint8Array } | { lacks: string } {
  const characters = [...text];
  const lacks = characters.find((character) => !byteOf.has(character));
  return lacks === undefined ? { bytes: Uint8Array.from(characters, (character) => byteOf.get(character) ?? 0) } : { lacks };
}
