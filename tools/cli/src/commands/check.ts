import type { Io } from '../output/io.ts';
import { readPlan } from '../session.ts';

export async function run(io: Io): Promise<void> {
  const { loadPipelines } = await import('@penstock/core/runtime');
  const plan = await readPlan(io.flags);
  const pipelines = await loadPipelines(plan);
  if (io.flags.json)
    return io.json({
      ok: true,
      config: plan.configPath ?? null,
      plugins: plan.plugins.length,
      pipelines: pipelines.map(({ name, nodes }) => ({ name, steps: nodes.length })),
    });
  const found = pipelines.map(({ name, nodes }) => `${name} (${nodes.length} steps)`).join(', ') || 'none';
  io.out(
    `${io.style.green('ok')}  ${plan.configPath ?? 'built-in configuration'}: ${plan.plugins.length} plugins; pipelines: ${found}`,
  );
}
