/** A text on one line that cannot steer the terminal: breaks become spaces, control characters are shown as `�`. */
export function printable(text: string): string {
  return text.replace(/\r?\n|\t/g, ' ').replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
