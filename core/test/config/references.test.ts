import { loadPlan } from '@penstock/core/runtime';
import { describe, expect, test } from 'vitest';
import { type ConfigFolder, configFolder } from '../support/config-folder.ts';

type Env = Readonly<Record<string, string>>;

async function optionsOf(folder: ConfigFolder, env: Env = {}): Promise<Readonly<Record<string, unknown>>> {
  const plan = await loadPlan({ cwd: folder.dir, env });
  return plan.plugins[0]?.options ?? {};
}
const shelf = (options: string) => `plugins:\n  s: { use: './plugins/shelf.ts', with: ${options} }\n`;

describe('references', () => {
  test('a variable is taken from the environment', async () => {
    await using folder = await configFolder({ 'penstock.yaml': shelf("{ root: 'a/${env:PLACE}/${env:PLACE}' }") });
    expect(await optionsOf(folder, { PLACE: 'b' })).toMatchObject({ root: 'a/b/b' });
  });

  test('a default stands in for a variable that is unset or empty, and may hold anything but a brace', async () => {
    await using folder = await configFolder({ 'penstock.yaml': shelf("{ root: '${env:PLACE:-s3://x:-y}' }") });
    expect(await optionsOf(folder, {})).toMatchObject({ root: 's3://x:-y' });
    expect(await optionsOf(folder, { PLACE: '' })).toMatchObject({ root: 's3://x:-y' });
    expect(await optionsOf(folder, { PLACE: 'set' })).toMatchObject({ root: 'set' });
  });

  test('a file is read relative to the configuration, without its last line end', async () => {
    await using folder = await configFolder({
      'conf/penstock.yaml': "plugins:\n  s: { use: '../plugins/shelf.ts', with: { root: '${file:root.txt}' } }\n",
      'conf/root.txt': 'from a file\n',
    });
    const plan = await loadPlan({ cwd: folder.dir, configPath: 'conf/penstock.yaml', env: {} });
    expect(plan.plugins[0]?.options).toMatchObject({ root: 'from a file' });
  });

  test('a doubled dollar sign stands for itself', async () => {
    await using folder = await configFolder({ 'penstock.yaml': shelf("{ root: '$${env:PLACE}/$x' }") });
    expect(await optionsOf(folder)).toMatchObject({ root: '${env:PLACE}/$x' });
  });

  test('where a number or a boolean is wanted, text that is one is taken for it', async () => {
    await using folder = await configFolder({
      'penstock.yaml': shelf("{ parts: '${env:PARTS}', sync: '${env:SYNC:-false}', root: '${env:PARTS}' }"),
    });
    expect(await optionsOf(folder, { PARTS: '8' })).toMatchObject({ parts: 8, sync: false, root: '8' });
  });

  test('text in the file itself is not taken for a number', async () => {
    await using folder = await configFolder({ 'penstock.yaml': shelf("{ parts: '8' }") });
    await expect(optionsOf(folder)).rejects.toMatchObject({ code: 'PEN_CONFIG_INVALID' });
  });

  test('a secret comes from its variable, else from the folder of secrets', async () => {
    const yaml = `secrets: { dir: ./mounted }\n${shelf("{ headers: { a: '${secret:api-key}' } }")}`;
    await using folder = await configFolder({ 'penstock.yaml': yaml, 'mounted/api-key': 'from-file\n' });
    const seen = async (env: Env) => (await optionsOf(folder, env))['headers'];
    expect(await seen({})).toEqual({ a: '${secret:api-key}' });
    expect(await seen({ PENSTOCK_SECRET_API_KEY: 'from-env' })).toEqual({ a: '${secret:api-key}' });
  });

  test('keys are never replaced', async () => {
    await using folder = await configFolder({ 'penstock.yaml': shelf("{ headers: { '${env:A}': x } }") });
    expect(await optionsOf(folder, { A: 'a' })).toMatchObject({ headers: { '${env:A}': 'x' } });
  });

  test('an alias repeats a value with its references', async () => {
    await using folder = await configFolder({
      'penstock.yaml': shelf("{ root: &place '${env:PLACE}', headers: { place: *place } }"),
    });
    expect(await optionsOf(folder, { PLACE: 'here' })).toMatchObject({ root: 'here', headers: { place: 'here' } });
  });
});
