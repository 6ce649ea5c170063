/** Who signs when a rule says `autoApprove`. Nobody can decide under this name. */
export const POLICY = 'policy';

/** What makes two names the same person: case, Unicode form and surrounding spaces do not count. */
export function personKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
