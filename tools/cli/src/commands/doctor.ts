import { join } from 'node:path';
import { ServingTarget } from '@penstock/core/contracts';
import type { Plan } from '@penstock/core/runtime';
import { type Finding, failure } from '../doctor/finding.ts';
import { nodeVersion, portFree, python, resources } from '../doctor/machine.ts';
import { pipelines, plugins } from '../doctor/platform.ts';
import { diskSpace, safeWriting } from '../doctor/state-folder.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../output/io.ts';
import { counted } from '../output/quantities.ts';
import { folderOf, readPlan } from '../read-plan.ts';

/** Looks at the machine and at what the configuration needs of it. */
export async function run(io: Io): Promise<number> {
  const findings: Finding[] = [];
  const tell = (...found: readonly Finding[]) => {
    findings.push(...found);
    if (!io.flags.json) for (const finding of found) tellFinding(io, finding);
  };
  tell(nodeVersion(), resources());
  const plan = await readPlan(io.flags).catch((error: unknown) => {
    tell(failure('configuration', error, 'penstock check tells all of it'));
    return undefined;
  });
  if (plan) {
    const found = `${plan.configPath ?? 'built in'}: ${counted(plan.plugins.length, 'plugin')}`;
    tell({ check: 'configuration', level: 'ok', found }, await pipelines(plan));
  }
  const stateDir = plan?.stateDir ?? join(folderOf(io.flags), '.penstock');
  tell(await diskSpace(stateDir), ...(await safeWriting(stateDir)));
  if (plan) tell(await plugins(io, plan), ...(await serving(plan)));
  tell(python());
  if (io.flags.json) io.json(findings);
  return findings.some((item) => item.level === 'fail') ? exitCodes.unsound : exitCodes.ok;
}

async function serving(plan: Plan): Promise<readonly Finding[]> {
  const target = plan.plugins.find((plugin) => plugin.provides === ServingTarget.id);
  const { host, port } = target?.options ?? {};
  return typeof host === 'string' && typeof port === 'number' ? [await portFree(host, port)] : [];
}

function tellFinding(io: Io, { check, level, found, next }: Finding): void {
  const { style } = io;
  const marks = { ok: style.green('ok  '), warn: style.yellow('warn'), fail: style.red('fail') };
  io.out(`${marks[level]}  ${check.padEnd(13)}  ${found}`);
  if (next) io.out(`${' '.repeat(21)}${style.dim('next:')} ${next}`);
}
