/** Flags that every command takes, before or after its name. */
export interface GlobalFlags {
  readonly config?: string;
  readonly profile?: string;
  readonly cwd?: string;
  readonly json?: boolean;
  /** False for `--no-color`. */
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** How they are written, and what `--help` says about them. */
export const globalFlags: readonly (readonly [flags: string, description: string])[] = [
  ['-c, --config <file>', 'configuration file (default: penstock.yaml)'],
  ['-p, --profile <name>', 'with the overlay penstock.<name>.yaml'],
  ['--cwd <folder>', 'work as if started there'],
  ['--json', 'answer as JSON'],
  ['--no-color', 'no colours'],
  ['-q, --quiet', 'no news, only the answer'],
  ['--debug', 'show stacks of errors and what plugins log'],
];
