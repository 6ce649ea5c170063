/** Exit codes of the `penstock` command. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  denied: 3,
  busy: 4,
  notFound: 5,
  unsound: 6,
  cancelled: 130,
} as const;

/** What each exit code says, for `--help` and the README. */
export const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'done',
  failed: 'a run, a step or the command failed',
  usage: 'wrong command line, configuration or pipeline; nothing was done',
  denied: 'a gate denied it, or it waits for an approval',
  busy: 'another run of the pipeline is going on',
  notFound: 'what was named does not exist, or there is nothing to resume',
  unsound: 'a check found something: audit verify, doctor',
  cancelled: 'cancelled by Ctrl-C or SIGTERM',
};

const byCode: readonly (readonly [RegExp, number])[] = [
  [
    /^PEN_(USAGE|CONFIG_\w+|PIPELINE_(INVALID|NOT_FOUND|CYCLE)|PLUGIN_(NOT_FOUND|INVALID|INCOMPATIBLE)|CAPABILITY_\w+|SELECTION_UNKNOWN)$/,
    exitCodes.usage,
  ],
  [/^PEN_(DENIED|APPROVAL_PENDING)$/, exitCodes.denied],
  [/^PEN_PIPELINE_BUSY$/, exitCodes.busy],
  [/^PEN_(NOT_FOUND|RUN_NOT_FOUND|RUN_NOTHING_TO_RESUME|TABLE_VERSION)$/, exitCodes.notFound],
  [/^PEN_AUDIT_BROKEN$/, exitCodes.unsound],
  [/^PEN_ABORTED$/, exitCodes.cancelled],
];

/** Exit code for an error that carries a code; `failed` unless the code says more. */
export function exitCodeOf(code: string): number {
  return byCode.find(([pattern]) => pattern.test(code))?.[1] ?? exitCodes.failed;
}
