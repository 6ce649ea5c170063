/** Exit codes of the `penstock` command. */
export const exitCodes = {
  /** Done. */
  ok: 0,
  /** A run or step failed, or the command met an error. */
  failed: 1,
  /** The command line or the configuration is wrong; nothing was done. */
  usage: 2,
  /** A gate denied it, or it waits for an approval. */
  denied: 3,
  /** Another run of the pipeline is going on. */
  busy: 4,
  /** What was named does not exist. */
  notFound: 5,
  /** A check found something: a broken audit chain, a failed doctor line. */
  unsound: 6,
  /** Cancelled with Ctrl-C. */
  cancelled: 130,
} as const;

const byCode: readonly (readonly [RegExp, number])[] = [
  [
    /^PEN_(USAGE|CONFIG_|PIPELINE_(INVALID|NOT_FOUND|CYCLE)|PLUGIN_(NOT_FOUND|INVALID|INCOMPATIBLE)|CAPABILITY_|SELECTION_)/,
    exitCodes.usage,
  ],
  [/^PEN_(DENIED|APPROVAL_PENDING)$/, exitCodes.denied],
  [/^PEN_PIPELINE_BUSY$/, exitCodes.busy],
  [/^PEN_(RUN_)?NOT_FOUND$/, exitCodes.notFound],
  [/^PEN_AUDIT_BROKEN$/, exitCodes.unsound],
  [/^PEN_ABORTED$/, exitCodes.cancelled],
];

export function exitCodeOf(code: string): number {
  return byCode.find(([pattern]) => pattern.test(code))?.[1] ?? exitCodes.failed;
}
