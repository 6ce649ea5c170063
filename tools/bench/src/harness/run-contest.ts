import { PenstockError } from '@penstock/core';
import type { Contender, Contest, Sample } from './contest.ts';
import { type Ratio, ratioOf, type Series, seriesOf } from './series.ts';

/** A row of a suite's table. */
export interface Row {
  readonly label: string;
  readonly kind: 'time' | 'memory';
  readonly subject: Series;
  readonly peer?: Series;
  readonly ratio?: Ratio;
  readonly work?: { readonly count: number; readonly of: string };
  readonly goal?: { readonly atMost: number; readonly met: boolean };
}

/**
 * Lets subject and peer take turns: warm-ups first, then the turns that count. One row a metric, in their order.
 * @throws PEN_INTERNAL when a contender does not measure what the contest names.
 */
export async function runContest({ subject, peer, metrics, warmups = 1, repetitions }: Contest): Promise<Row[]> {
  const own: Sample[] = [];
  const others: Sample[] = [];
  for (let turn = -warmups; turn < repetitions; turn++) {
    const sample = await subject.measure();
    const other = await peer?.measure();
    if (turn < 0) continue;
    own.push(sample);
    if (other) others.push(other);
  }
  return Object.entries(metrics).map(([key, { label, kind = 'time', goal, work }]) => {
    const samples = own.map((sample) => measured(sample, key, subject));
    const series = seriesOf(subject.name, samples);
    return {
      label,
      kind,
      subject: series,
      ...(peer
        ? against(
            peer,
            samples,
            others.map((sample) => measured(sample, key, peer)),
          )
        : {}),
      ...(work ? { work } : {}),
      ...(goal === undefined ? {} : { goal: { atMost: goal, met: series.median <= goal } }),
    };
  });
}

function against(peer: Contender, samples: readonly number[], others: readonly number[]): Pick<Row, 'peer' | 'ratio'> {
  return { peer: seriesOf(peer.name, others), ratio: ratioOf(samples, others) };
}

function measured(sample: Sample, key: string, { name }: Contender): number {
  const value = sample[key];
  if (value !== undefined && Number.isFinite(value)) return value;
  throw new PenstockError('PEN_INTERNAL', `The benchmark of ${name} did not measure "${key}"`);
}
