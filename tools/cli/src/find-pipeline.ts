import { PenstockError } from '@penstock/core';
import type { Pipeline } from '@penstock/core/pipeline';
import { loadPipelines, type Plan } from '@penstock/core/runtime';
import { sharingCore } from './sharing-core.ts';

/** All pipelines of a plan. */
export async function pipelinesOf(plan: Plan): Promise<readonly Pipeline[]> {
  return sharingCore(() => loadPipelines(plan));
}

/** The pipeline of that name, or the only one there is. @throws PEN_PIPELINE_NOT_FOUND, PEN_USAGE */
export async function findPipeline(plan: Plan, name: string | undefined): Promise<Pipeline> {
  const pipelines = await pipelinesOf(plan);
  const found =
    name === undefined && pipelines.length === 1 ? pipelines[0] : pipelines.find((item) => item.name === name);
  if (found) return found;
  if (pipelines.length === 0)
    throw new PenstockError('PEN_PIPELINE_NOT_FOUND', 'No pipeline is configured', {
      hint: 'Name its file under `pipelines:` in penstock.yaml, or begin with `penstock init`.',
    });
  const known = pipelines.map((item) => item.name).join(', ');
  throw new PenstockError(
    'PEN_USAGE',
    name === undefined
      ? `There are several pipelines (${known}); name one`
      : `There is no pipeline "${name}"; there is ${known}`,
    { hint: '`penstock plan` shows all of them with their steps.' },
  );
}
