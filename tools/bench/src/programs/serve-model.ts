import { dirname } from 'node:path';
import type { ModelFlavor, ServingTarget } from '@penstock/core/contracts';
import { memoryObjectStore, openPlugin } from '@penstock/core/testing';
import servingLocal from '@penstock/serving-local';
import { flavor as native } from '@penstock/trainer-gbt';

/** Serves the model directory given, `<run>/model`, by serving-local: prints `{ url }`, ends with stdin. */
const [, , modelDir = ''] = process.argv;
await using store = memoryObjectStore();
await using flavor = await openPlugin<ModelFlavor>(native);
const tracking = { artifactPath: async () => modelDir };
await using serving = await openPlugin<ServingTarget>(servingLocal, {
  options: { port: 0 },
  needs: { store, tracking, flavors: [flavor.value] },
});
await serving.value.deploy('flights', {
  model: 'late-flights',
  version: '1',
  runId: dirname(modelDir),
  source: 'model',
});
const server = await serving.value.start?.({});
process.stdout.write(`${JSON.stringify({ url: `${server?.url}/invocations` })}\n`);
for await (const _ of process.stdin);
await server?.close();
