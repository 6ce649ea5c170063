import { saveModel } from '@penstock/core/models';
import { exampleFlight, flightFeatures } from '../data/flights.ts';
import { flightsJob } from '../data/train-flights.ts';
import { trainingFiles } from '../data/training-files.ts';
import type { Contender, Sample } from '../harness/contest.ts';
import { quantile } from '../harness/series.ts';
import type { Bench, Suite } from '../harness/suite.ts';
import { timed } from '../harness/timed.ts';
import { HttpClient } from '../process/http-client.ts';
import { nodeProgram } from '../process/program.ts';

const CLIENTS = 16;

export const serving: Suite = {
  name: 'serving',
  title: 'Serving',
  about: `\`serving-local\` with a model of 100 trees against a bare fastify route that parses the same JSON body and returns a constant answer of the same shape: the ratio is what reading, checking, features, scoring and metrics add. One flight a request (\`dataframe_records\`) over kept connections on the loopback interface. Servers are processes of their own; the client, in Node too, shares the machine with them and is part of every time.`,
  async run(bench) {
    const modelDir = await trainedModel(bench);
    await using own = nodeProgram('serve-model', modelDir);
    await using peer = nodeProgram('serve-constant');
    const urls = { own: String((await own.answer())['url']), peer: String((await peer.answer())['url']) };
    await compareOneByOne(bench, urls);
    await compareMany(bench, urls);
  },
};

interface Urls {
  readonly own: string;
  readonly peer: string;
}

async function compareOneByOne(bench: Bench, urls: Urls): Promise<void> {
  const requests = bench.quick ? 50 : 1_000;
  using own = new HttpClient(urls.own, body, 1);
  using peer = new HttpClient(urls.peer, body, 1);
  const contender = (name: string, client: HttpClient): Contender => ({
    name,
    measure: async () => latencies(client, requests),
  });
  await bench.contest({
    subject: contender('serving-local', own),
    peer: contender('fastify', peer),
    metrics: { p50: { label: 'one request after another, p50' }, p99: { label: 'one request after another, p99' } },
    warmups: 2,
    repetitions: bench.quick ? 2 : 9,
  });
  bench.fact(`A time of p50 or p99 is that of ${requests.toLocaleString('en')} requests`);
}

async function compareMany(bench: Bench, urls: Urls): Promise<void> {
  const requests = bench.quick ? 200 : 5_000;
  using own = new HttpClient(urls.own, body, CLIENTS);
  using peer = new HttpClient(urls.peer, body, CLIENTS);
  const contender = (name: string, client: HttpClient): Contender => ({
    name,
    measure: async () => ({ ms: (await timed(() => together(client, requests))).ms / requests }),
  });
  await bench.contest({
    subject: contender('serving-local', own),
    peer: contender('fastify', peer),
    metrics: { ms: { label: `${CLIENTS} at once, time per request`, work: { count: 1, of: 'requests' } } },
    repetitions: bench.quick ? 2 : 9,
  });
}

const body = { dataframe_records: [exampleFlight] };

async function latencies(client: HttpClient, requests: number): Promise<Sample> {
  const times: number[] = [];
  for (let at = 0; at < requests; at++) times.push((await timed(() => client.post())).ms);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

async function together(client: HttpClient, requests: number): Promise<void> {
  let sent = 0;
  const one = async () => {
    while (sent < requests) {
      sent += 1;
      await client.post();
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, one));
}

async function trainedModel({ quick, cache, scratch }: Bench): Promise<string> {
  const data = await trainingFiles(cache, quick ? { train: 5_000, valid: 5_000 } : { train: 100_000, valid: 100_000 });
  const { modelDir, flavors } = await (await flightsJob(data, { numTrees: quick ? 20 : 100 }, scratch))();
  await saveModel({ dir: modelDir, task: 'binary', features: flightFeatures, flavors, inputExample: [exampleFlight] });
  return modelDir;
}
