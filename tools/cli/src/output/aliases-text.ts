/** `champion = 3, shadow = 4`. */
export function aliasesText(aliases: Readonly<Record<string, string>>): string {
  return Object.entries(aliases)
    .map(([alias, version]) => `${alias} = ${version}`)
    .join(', ');
}
