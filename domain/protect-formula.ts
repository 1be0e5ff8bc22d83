/**
 * A cell that a spreadsheet would run gets a quote in front; so does one that begins as if it had one, so that reading gives back what was there.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function protectFormula(text: string): string {
  return /^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
