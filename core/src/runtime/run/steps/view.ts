import type { ViewNode } from '../../../pipeline/node.ts';
import type { StepContext, StepOutcome } from '../step.ts';

/** Nothing to store: a view is part of the queries that read it. */
export async function runView(context: StepContext<ViewNode>): Promise<StepOutcome> {
  return { status: 'up-to-date', result: { view: context.node.name } };
}
