import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capability, definePlugin, many, optional } from '@penstock/core';
import { conform, openPlugin, suite, type TestFunction } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

interface Bell {
  ring(): string;
}
const Bell = capability<Bell, 'loud' | 'soft'>('bell@1', { description: 'Rings', features: ['loud', 'soft'] });

const bell = definePlugin({
  name: 'bell-test',
  options: z.strictObject({ tone: z.string().default('ding').describe('What it says') }),
  needs: { bells: many(Bell), other: optional(Bell) },
  provides: Bell,
  features: { loud: true },
  setup: ({ options, needs, on, onClose, log, baseDir }) => {
    on('platformReady', () => {
      throw new Error('out of tune');
    });
    onClose(() => log.info('closed'));
    return { ring: () => `${options.tone} ${needs.bells.length} ${needs.other?.ring()} ${existsSync(baseDir)}` };
  },
});

/** Registers like a runner, and runs when told to. */
function runner() {
  const cases: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  const skipped: string[] = [];
  const register: TestFunction = Object.assign((name: string, run: () => Promise<void>) => cases.push({ name, run }), {
    skip: (name: string) => skipped.push(name),
  });
  return { cases, skipped, register };
}

describe('conform', () => {
  const rings = suite(Bell, [
    { name: 'it rings', run: async (subject) => expect(subject.ring()).toContain('ding') },
    { name: 'it is loud', feature: 'loud', run: async () => {} },
    { name: 'it is soft', feature: 'soft', run: async () => {} },
    { name: 'it is silent', run: async (subject) => expect(subject.ring()).toBe('') },
  ]);

  test('registers every case, and reports those of features not claimed as skipped', () => {
    const { cases, skipped, register } = runner();
    conform(rings, register, bell, () => openPlugin<Bell>(bell));
    expect(cases.map((item) => item.name)).toEqual(['bell@1: it rings', 'bell@1: it is loud', 'bell@1: it is silent']);
    expect(skipped).toEqual(['bell@1: it is soft (feature soft not claimed)']);
  });

  test('opens a fresh subject per case and closes it, also when the case fails', async () => {
    const { cases, register } = runner();
    let open = 0;
    let opened = 0;
    conform(rings, register, bell, async () => {
      const subject = await openPlugin<Bell>(bell);
      open += 1;
      opened += 1;
      const close = async () => {
        await subject.close();
        open -= 1;
      };
      return { value: subject.value, close };
    });
    await cases[0]?.run();
    await expect(cases[2]?.run()).rejects.toThrow();
    expect([opened, open]).toEqual([2, 0]);
  });

  test('refuses a plugin of another capability', () => {
    const other = definePlugin({ name: 'other', options: z.strictObject({}), setup() {} });
    expect(() => conform(rings, runner().register, other, () => openPlugin<Bell>(bell))).toThrow(
      'does not provide bell@1',
    );
  });

  test('has suites that cannot be changed', () => {
    expect(Object.isFrozen(rings) && Object.isFrozen(rings.cases)).toBe(true);
  });
});

describe('openPlugin', () => {
  test('sets a plugin up with options, needs and folders of its own, which go when it is closed', async () => {
    const opened = await openPlugin<Bell>(bell, {
      options: { tone: 'dong' },
      needs: { other: { ring: () => 'ping' } },
    });
    expect(opened.value.ring()).toBe('dong 0 ping true');
    await opened.close();
    await opened.close();
    expect(existsSync(opened.dir)).toBe(false);
  });

  test('keeps a folder that it was given', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'penstock-kept-'));
    {
      await using opened = await openPlugin<Bell>(bell, { dir });
      expect(opened.dir).toBe(dir);
    }
    expect(existsSync(dir)).toBe(true);
    await rm(dir, { recursive: true });
  });

  test('fires hooks at the plugin and keeps the failures of its listeners', async () => {
    await using opened = await openPlugin<Bell>(bell);
    await opened.hooks.notify('platformReady', { plugins: [] });
    expect(opened.failures).toMatchObject([{ code: 'PEN_PLUGIN_FAILED', details: { plugin: 'bell-test' } }]);
  });

  test('refuses options as the platform would, and names the plugin that fails to set up', async () => {
    await expect(openPlugin(bell, { options: { tune: 1 } })).rejects.toThrow(/tune/);
    const failing = definePlugin({
      name: 'failing',
      options: z.strictObject({}),
      setup() {
        throw new Error('no');
      },
    });
    await expect(openPlugin(failing)).rejects.toMatchObject({
      code: 'PEN_PLUGIN_FAILED',
      details: { plugin: 'failing', hook: 'setup' },
    });
  });
});
