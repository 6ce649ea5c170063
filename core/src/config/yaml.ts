import { parse, stringify } from 'yaml';

/** The only importer of the yaml package. */
export function parseYaml(text: string): unknown {
  return parse(text);
}

export function stringifyYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}
