import { ModelFlavor, ObjectStore, QueryEngine, TableFormat, Trainer } from '@penstock/core/contracts';
import type { Pipeline } from '@penstock/core/pipeline';
import { openPlatform, type Plan } from '@penstock/core/runtime';
import { type DeepCheck, deepCheck } from '../check/deep-check.ts';
import { missingPlugins } from '../check/missing-plugins.ts';
import { type PipelineProblem, problemOf, problemsError } from '../check/problem.ts';
import { pipelinesOf } from '../find-pipeline.ts';
import type { Io } from '../output/io.ts';
import { platformLog } from '../output/platform-log.ts';
import { counted } from '../output/quantities.ts';
import { readPlan } from '../read-plan.ts';

/** Finds everything that is wrong with the configuration, then with the pipelines; no plugin is set up unless `--deep`. */
export async function run(io: Io, { deep = false }: { readonly deep?: boolean }): Promise<void> {
  const plan = await readPlan(io.flags);
  const { pipelines, problems } = await load(plan);
  for (const pipeline of pipelines) problems.push(...missingPlugins(plan, pipeline));
  const checks = deep && problems.length === 0 ? await lookDeeper(io, plan, pipelines) : [];
  problems.push(...checks.flatMap((item) => item.problems));
  if (problems.length > 0) throw problemsError(problems.map((problem) => nearby(problem, plan)));
  const unseen = checks.flatMap((item) => item.unseen);
  if (io.flags.json) {
    const steps = pipelines.map(({ name, nodes }) => ({ name, steps: nodes.length }));
    return io.json({
      ok: true,
      config: plan.configPath ?? null,
      plugins: plan.plugins.length,
      pipelines: steps,
      ...(deep ? { unseen } : {}),
    });
  }
  io.out(
    `${io.style.green('ok')}  ${plan.configPath ?? 'built-in configuration'}: ${counted(plan.plugins.length, 'plugin')}`,
  );
  for (const { name, nodes } of pipelines)
    io.out(`${io.style.green('ok')}  pipeline ${name}: ${counted(nodes.length, 'step')}`);
  if (plan.pipelines.length === 0) io.out(`${io.style.yellow('–')}   no pipeline yet: penstock init`);
  if (deep) tellDeep(io, checks, unseen);
}

/** Places as the configuration has them: relative to its folder. */
function nearby(problem: PipelineProblem, { baseDir }: Plan): PipelineProblem {
  return problem.at ? { ...problem, at: problem.at.replace(`${baseDir}/`, '') } : problem;
}

async function load(plan: Plan): Promise<{ pipelines: Pipeline[]; problems: PipelineProblem[] }> {
  const pipelines: Pipeline[] = [];
  const problems: PipelineProblem[] = [];
  for (const entry of plan.pipelines) {
    try {
      pipelines.push(...(await pipelinesOf({ ...plan, pipelines: [entry] })));
    } catch (error) {
      problems.push(problemOf(error, entry));
    }
  }
  // Doubled names show only when all are loaded together.
  if (problems.length === 0) await pipelinesOf(plan);
  return { pipelines, problems };
}

async function lookDeeper(io: Io, plan: Plan, pipelines: readonly Pipeline[]): Promise<readonly DeepCheck[]> {
  const only = [ObjectStore, TableFormat, QueryEngine, Trainer, ModelFlavor];
  await using platform = await openPlatform({ plan, log: platformLog(io), only });
  const checks: DeepCheck[] = [];
  for (const pipeline of pipelines) checks.push(await deepCheck(platform, pipeline));
  return checks;
}

function tellDeep(io: Io, checks: readonly DeepCheck[], unseen: readonly string[]): void {
  const understood = checks.flatMap((item) => item.understood).length;
  io.out(
    `${io.style.green('ok')}  the engine understands ${counted(understood, 'query', 'queries')} and their expectations`,
  );
  if (unseen.length > 0)
    io.out(`${io.style.yellow('–')}   not looked at, since what they read from is not there yet: ${unseen.join(', ')}`);
}
