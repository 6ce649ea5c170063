import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report, Reporter } from '@penstock/core/contracts';
import { openPlugin, rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { page } from '../src/page.ts';
import { sampleReport } from './sample-report.ts';

const of = (blocks: Report['sections'][number]['blocks']) =>
  page({ title: 'T', sections: [{ title: 'S', blocks }] }).text;

describe('the page', () => {
  test('is well formed: every element that opens closes, in order', () => {
    const text = page(sampleReport()).text.replace(/<style>[\s\S]*?<\/style>/, '');
    const open: string[] = [];
    for (const [, close, name = '', empty] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
      if (empty === '/' || ['meta', 'wbr', 'hr'].includes(name)) continue;
      if (close === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test('draws with finite numbers only', () => {
    expect(page(sampleReport()).text).not.toMatch(/="[^"]*(NaN|Infinity|undefined)/);
  });

  test('has a table of contents when there is more than one section', () => {
    const text = page(sampleReport()).text;
    expect(text.match(/<a href="#section-\d">/g)).toHaveLength(4);
    expect(text).toContain('<section id="section-4">');
    expect(of([])).not.toContain('<nav');
  });

  test('forbids itself scripts and loading', () => {
    expect(of([])).toContain(`content="default-src &#39;none&#39;`.replaceAll('&#39;', "'"));
  });

  test('right-aligns columns of numbers and of text that are numbers with units', () => {
    const text = of([
      {
        type: 'table',
        columns: ['name', 'rows', 'share'],
        rows: [
          ['a', 12.5, '12 %'],
          ['b', null, '−3 %'],
        ],
      },
    ]);
    expect(text).toContain(
      '<th scope="col">name</th><th scope="col" class="n">rows</th><th scope="col" class="n">share</th>',
    );
    expect(text).toContain('<td>a</td><td class="n">12.5</td><td class="n">12 %</td>');
    expect(text).toContain('<td class="none n">–</td>');
  });

  test('puts plots that follow each other beside each other, and others alone', () => {
    const plot = {
      type: 'plot',
      title: 'P',
      plot: { kind: 'bar', x: 'x', y: 'y', bars: [{ label: 'a', value: 1 }] },
    } as const;
    const text = of([plot, { type: 'text', text: 'between' }, plot, plot, plot]);
    expect(text.match(/class="pair"/g)).toHaveLength(1);
    expect(text.match(/<figure>/g)).toHaveLength(4);
  });

  test('is the same for the same report', () => {
    expect(page(sampleReport()).text).toBe(page(sampleReport()).text);
  });
});

describe('the plugin', () => {
  test('writes to <state>/reports, or to the folder of the option', async () => {
    await using byDefault = await openPlugin<Reporter>(plugin);
    expect(await byDefault.value.write('a/b', sampleReport())).toBe(
      join(byDefault.dir, '.penstock', 'reports', 'a', 'b.html'),
    );
    await using told = await openPlugin<Reporter>(plugin, { options: { dir: 'out' } });
    const path = await told.value.write('run', sampleReport());
    expect(path).toBe(join(told.dir, 'out', 'run.html'));
    expect(await readFile(path, 'utf8')).toBe(page(sampleReport()).text);
    expect(await readdir(join(told.dir, 'out'))).toEqual(['run.html']);
  });

  test('names the path when the folder cannot be written', async () => {
    await using opened = await openPlugin<Reporter>(plugin, { options: { dir: 'out' } });
    await writeFile(join(opened.dir, 'out'), 'a file where the folder should be');
    const error = await rejectsWithCode('PEN_STORAGE_FAILED', () => opened.value.write('run', sampleReport()));
    expect(error.message).toContain(join(opened.dir, 'out', 'run.html'));
  });

  test.skipIf(process.getuid?.() === 0)('says that a folder is read-only', async () => {
    await using opened = await openPlugin<Reporter>(plugin, { options: { dir: 'out' } });
    await mkdir(join(opened.dir, 'out'));
    await chmod(join(opened.dir, 'out'), 0o500);
    await rejectsWithCode('PEN_STORAGE_DENIED', () => opened.value.write('run', sampleReport()));
  });
});
