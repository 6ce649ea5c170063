import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isPipeline } from '@penstock/core/pipeline';
import { loadPlan, openPlatform } from '@penstock/core/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveProject, lawBreakers, stepOf } from './support/live-project.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const pipelineSource = block('ts', /\bpipeline\(/);
const pluginSource = block('ts', /\bdefinePlugin\(/);
const yaml = block('yaml', /^plugins:/m);
const pluginName = /name: '([a-z-]+)'/.exec(pluginSource)?.[1] ?? '';

let project: LiveProject;
beforeAll(async () => {
  project = await LiveProject.make({
    files: {
      'pipeline.ts': pipelineSource,
      [`${pluginName}.ts`]: pluginSource,
      'package.json': '{ "type": "module" }',
    },
  });
});
afterAll(() => project[Symbol.asyncDispose]());

describe('the README', () => {
  test('shows a pipeline and a plugin that pass a strict type check', async () => {
    const config = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: {
        composite: false,
        declaration: false,
        declarationMap: false,
        sourceMap: false,
        noEmit: true,
        rootDir: '/',
        typeRoots: [join(root, 'node_modules/@types')],
      },
      files: ['pipeline.ts', `${pluginName}.ts`],
    };
    await writeFile(join(project.dir, 'tsconfig.json'), JSON.stringify(config));
    const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
      cwd: project.dir,
      encoding: 'utf8',
    });
    expect(tsc.stdout + tsc.stderr).toBe('');
    expect(tsc.status).toBe(0);
  }, 60_000);

  test('shows a pipeline of about twenty lines that loads and runs as it stands', async () => {
    expect(pipelineSource.trim().split('\n').length).toBeLessThanOrEqual(22);
    const pipeline = await project.pipeline();
    expect(isPipeline(pipeline)).toBe(true);
    expect(pipeline.nodes.map((node) => node.name)).toEqual([
      'raw',
      'flights',
      'rows',
      'late-flights',
      'scores',
      'drift',
    ]);
    for (const month of [1, 2, 3, 4]) await project.landParquet(`landing/2001-0${month}.parquet`, flights(month));
    const first = await project.run(pipeline);
    expect([first.status, lawBreakers(first), first.steps.flatMap((step) => step.error ?? [])]).toEqual([
      'succeeded',
      [],
      [],
    ]);
    expect(stepOf(first, 'late-flights').result).toMatchObject({ trials: 8, promotion: { status: 'promoted' } });
    expect(stepOf(first, 'flights').result?.['rows']).toMatchObject({ dropped: 4, quarantined: 4 });
    await project.landParquet('landing/2001-05.parquet', flights(5));
    const second = await project.run(pipeline);
    expect([second.status, lawBreakers(second)]).toEqual(['succeeded', []]);
    expect(stepOf(second, 'scores').result?.['rows']).toMatchObject({ kept: 598 });
    expect(stepOf(second, 'drift').result?.['windows']).toHaveLength(1);
  }, 60_000);

  test('shows a configuration that loads, of plugins that exist', async () => {
    await writeFile(join(project.dir, 'shown.yaml'), yaml);
    const plan = await loadPlan({ cwd: project.dir, configPath: 'shown.yaml' });
    expect(plan.plugins.map((plugin) => plugin.id)).toEqual(['store', 'tables', 'engine', 'approvals']);
    await using platform = await openPlatform({ plan });
    expect(platform.bootTree.plugins.map((plugin) => plugin.id)).toHaveLength(4);
  });

  test('shows a plugin of about thirty lines that a platform takes, that posts what it hears and denies what is too bad', async () => {
    expect(pluginSource.trim().split('\n').length).toBeLessThanOrEqual(30);
    const posted: string[] = [];
    const server = createServer((request, answer) => {
      request.setEncoding('utf8').on('data', (text: string) => posted.push(text));
      request.on('end', () => answer.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await writeFile(
      join(project.dir, 'with-plugin.yaml'),
      `plugins:\n  events: { use: '@penstock/events-memory' }\n  mine: { use: './${pluginName}.ts', with: { url: '${url}' } }\n`,
    );
    try {
      await using platform = await openPlatform({
        plan: await loadPlan({ cwd: project.dir, configPath: 'with-plugin.yaml' }),
      });
      const promotion = { model: 'late-flights', version: '2', alias: 'champion', slices: [], by: 'ann' };
      expect(await platform.hooks.ask('promotionRequested', { ...promotion, metrics: { auc: 0.7 } })).toBeUndefined();
      expect(await platform.hooks.ask('promotionRequested', { ...promotion, metrics: { auc: 0.5 } })).toMatchObject({
        plugin: 'mine',
        deny: 'AUC below 0.6',
      });
      const drift = {
        model: 'late-flights',
        version: '1',
        monitor: 'drift',
        window: '2001-05-01',
        columns: [],
        reason: 'much',
      };
      await platform.hooks.notify('driftDetected', drift);
      expect(posted.map((text) => JSON.parse(text) as unknown)).toContainEqual(drift);
    } finally {
      server.close();
    }
  });

  test('names commands that there are', () => {
    const commands = [...block('sh', /npx penstock/).matchAll(/npx penstock (\S+)/g)].map((match) => match[1] ?? '');
    expect(commands.length).toBeGreaterThan(3);
    const help = project.penstock('--help').stdout;
    for (const command of commands) expect(help).toMatch(new RegExp(`^\\s+${command}\\b`, 'm'));
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    for (const [, script = ''] of block('sh', /npm run/).matchAll(/^npm (?:run )?(\S+)/gm))
      expect(scripts).toHaveProperty(script);
  });

  test('links to files that there are, and lists each plugin with what it provides', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
    for (const [, capabilities = '', plugins = ''] of readme.matchAll(/^\| (`[^|]+`) \| ([^|]+) \|$/gm)) {
      const provided = [...plugins.matchAll(/\]\((plugins\/[^)]+)\)/g)].flatMap(([, folder = '']) => {
        const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
          penstock: { provides: string[] };
        };
        return manifest.penstock.provides;
      });
      for (const [, capability = ''] of capabilities.matchAll(/`([^`]+)`/g)) expect(provided).toContain(capability);
    }
  });
});

/** The fenced block of a language that matches. */
function block(language: string, pattern: RegExp): string {
  const blocks = [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    (match) => match[1] ?? '',
  );
  const found = blocks.find((text) => pattern.test(text));
  if (found === undefined) throw new TypeError(`the README has no ${language} block with ${pattern}`);
  return found;
}

/** A month of 600 flights: the later the hour and the busier the airport, the more of them are late. One has no date, one an absurd delay. */
function flights(month: number): string {
  return `select case when i <> 7 then make_timestamp(2001, ${month}, 1 + cast(i % 28 as bigint), cast(i % 24 as bigint), 0, 0) end as date,
    case when i = 11 then -1116 when (i * 7919) % 97 < (i % 24) * 3 + (i % 4) * 8 then 40 else 0 end as delay,
    cast(100 + (i * 37) % 2000 as integer) as distance, 'A' || cast(i % 4 as varchar) as origin, 'B' || cast(i % 9 as varchar) as destination
    from range(600) t(i)`;
}
