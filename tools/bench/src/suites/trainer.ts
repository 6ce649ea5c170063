import { type TrainingFiles, trainingFiles } from '../data/training-files.ts';
import type { Contender, Sample } from '../harness/contest.ts';
import type { Bench, Suite } from '../harness/suite.ts';
import type { Json, LineProcess } from '../process/line-process.ts';
import { nodeProgram, pythonProgram } from '../process/program.ts';

/** Equal settings in both languages' words; what is not named is LightGBM's default on both sides. */
const settings = {
  numTrees: ['num_iterations', 100],
  learningRate: ['learning_rate', 0.1],
  numLeaves: ['num_leaves', 31],
  maxBin: ['max_bin', 255],
  minDataInLeaf: ['min_data_in_leaf', 20],
} as const;
const AUC_TOLERANCE = 0.005;

export const trainer: Suite = {
  name: 'trainer',
  title: 'Training: gradient boosting',
  about: `\`trainer-gbt\` against LightGBM in Python on flights of January to March, 100,000 of April as validation rows: 100 trees of 31 leaves at learning rate 0.1, 255 bins, four numeric and two categorical features, one thread. Each turn is a process of its own; timed is a whole job within it: read the Arrow files, bin, train while watching the validation loss, score the validation rows, compute the AUC, save the model (Penstock writes ONNX too). Starting the process and importing libraries are not timed. Processor time is what the job used of the cores, however long it had to wait for them. Memory is the most the process had at once.`,
  async run(bench) {
    const sizes = bench.quick ? [10_000] : [100_000, 500_000];
    const python = bench.python();
    for (const train of sizes) {
      const data = await trainingFiles(bench.cache, { train, valid: bench.quick ? 10_000 : 100_000 });
      await compare(bench, python, data, train);
    }
    if (python === undefined) bench.skip('LightGBM', 'needs Python 3 with lightgbm');
  },
};

async function compare(bench: Bench, python: string | undefined, data: TrainingFiles, rows: number): Promise<void> {
  const { scratch } = bench;
  const own = new Trainings('trainer-gbt', () => nodeProgram('train-once'), { ...data, scratch, params: params(0) });
  const peer =
    python &&
    new Trainings('LightGBM', () => pythonProgram(python, 'train_once'), { ...data, scratch, params: params(1) });
  const count = `${rows.toLocaleString('en')} rows`;
  await bench.contest({
    subject: own,
    ...(peer ? { peer } : {}),
    metrics: {
      ms: { label: `train on ${count}`, work: { count: rows, of: 'rows' } },
      cpu: { label: `processor time, ${count}` },
      memory: { label: `memory, ${count}`, kind: 'memory' },
    },
    warmups: 0,
    repetitions: repetitionsOf(bench, rows),
  });
  if (!peer) return;
  const difference = Math.abs(own.auc - peer.auc);
  bench.fact(
    `AUC on the validation rows after ${count}: ${own.auc.toFixed(4)} (Penstock), ${peer.auc.toFixed(4)} (${peer.name})`,
    // So few rows as those of --quick prove nothing either way.
    bench.quick ? undefined : { text: `AUC within ${AUC_TOLERANCE} of LightGBM's`, met: difference <= AUC_TOLERANCE },
  );
}

function repetitionsOf({ quick }: Bench, rows: number): number {
  if (quick) return 1;
  return rows > 200_000 ? 3 : 5;
}

function params(language: 0 | 1): Json {
  return Object.fromEntries(
    Object.entries(settings).map(([name, [theirs, value]]) => [language === 0 ? name : theirs, value]),
  );
}

/** Each measurement is a job in a fresh process. */
class Trainings implements Contender {
  auc = Number.NaN;
  #name: string;
  readonly #start: () => LineProcess;
  readonly #job: Json;

  constructor(name: string, start: () => LineProcess, job: Json) {
    this.#name = name;
    this.#start = start;
    this.#job = job;
  }

  get name(): string {
    return this.#name;
  }

  async measure(): Promise<Sample> {
    await using program = this.#start();
    const { ms, cpu, auc, memory, version } = await program.ask(this.#job);
    this.auc = Number(auc);
    if (version !== undefined) this.#name = `${this.#name.split(' ')[0]} ${version}`;
    return { ms: Number(ms), cpu: Number(cpu), memory: Number(memory) };
  }
}
