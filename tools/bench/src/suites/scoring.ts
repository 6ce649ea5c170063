import { readFile } from 'node:fs/promises';
import type { FeatureBatch, FeatureValue, ModelFlavor, Scorer } from '@penstock/core/contracts';
import { featureBatch } from '@penstock/core/models';
import { openPlugin } from '@penstock/core/testing';
import onnx from '@penstock/flavor-onnx';
import { flavor as native } from '@penstock/trainer-gbt';
import { tableFromIPC } from 'apache-arrow';
import { flightFeatures } from '../data/flights.ts';
import { flightsJob } from '../data/train-flights.ts';
import { trainingFiles } from '../data/training-files.ts';
import type { Bench, Suite } from '../harness/suite.ts';
import { timed } from '../harness/timed.ts';

type Features = Readonly<Record<string, FeatureValue>>;

export const scoring: Suite = {
  name: 'scoring',
  title: 'Scoring',
  about:
    'One model of 100 trees in both of its flavors: the scorer of `trainer-gbt` in plain JavaScript against ONNX Runtime (`onnxruntime-node` through `flavor-onnx`), one thread each. Timed is what a server or a batch job calls: features in, scores out. Single rows are scored one after another; the time is that of one.',
  async run(bench) {
    const { quick, cache } = bench;
    const data = await trainingFiles(
      cache,
      quick ? { train: 5_000, valid: 5_000 } : { train: 100_000, valid: 100_000 },
    );
    const trained = await (await flightsJob(data, { numTrees: quick ? 20 : 100 }, bench.scratch))();
    await using nativeFlavor = await openPlugin<ModelFlavor>(native);
    await using onnxFlavor = await openPlugin<ModelFlavor>(onnx);
    const load = ({ value }: { value: ModelFlavor }) =>
      value.load(trained.modelDir, trained.flavors[value.flavor] ?? {});
    const own = await load(nativeFlavor);
    const peer = await load(onnxFlavor);
    try {
      await compare(bench, { own, peer }, await readFlights(data.valid));
    } finally {
      await own.close();
      await peer.close();
    }
  },
};

interface Flights {
  readonly batch: FeatureBatch;
  readonly rows: readonly Features[];
}

async function compare(bench: Bench, { own, peer }: Record<'own' | 'peer', Scorer>, flights: Flights): Promise<void> {
  const { batch, rows } = flights;
  const repetitions = bench.quick ? 2 : 15;
  await bench.contest({
    subject: { name: 'native', measure: () => eachRow(own, rows) },
    peer: { name: 'ONNX Runtime', measure: () => eachRow(peer, rows) },
    metrics: { ms: { label: 'one row', work: { count: 1, of: 'rows' } } },
    warmups: 2,
    repetitions,
  });
  await bench.contest({
    subject: { name: 'native', measure: () => timed(() => own.scoreBatch(batch)) },
    peer: { name: 'ONNX Runtime', measure: () => timed(() => peer.scoreBatch(batch)) },
    metrics: {
      ms: { label: `${batch.rows.toLocaleString('en')} rows at once`, work: { count: batch.rows, of: 'rows' } },
    },
    warmups: 2,
    repetitions,
  });
  const [scores, others] = [await own.scoreBatch(batch), await peer.scoreBatch(batch)];
  const apart = scores.reduce((most, score, at) => Math.max(most, Math.abs(score - (others[at] ?? Number.NaN))), 0);
  bench.fact(`Largest difference between the scores of both: ${apart.toExponential(1)}`);
}

async function eachRow(scorer: Scorer, rows: readonly Features[]): Promise<{ ms: number }> {
  const { ms } = await timed(async () => {
    for (const row of rows) await scorer.scoreRow(row);
  });
  return { ms: ms / rows.length };
}

/** All flights of a file as a batch, the first of them as rows too. */
async function readFlights(path: string): Promise<Flights> {
  const table = tableFromIPC(await readFile(path));
  const rows = Array.from(
    { length: 2_000 },
    (_, at): Features =>
      Object.fromEntries(
        flightFeatures.features.map(({ name }) => [name, table.getChild(name)?.get(at) as FeatureValue]),
      ),
  );
  return { batch: featureBatch(table, flightFeatures), rows };
}
