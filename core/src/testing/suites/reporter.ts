import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { type Report, type ReportBlock, Reporter } from '../../contracts/reporter.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import { type Suite, suite } from '../suite.ts';

const hostile = `</title></style></svg>"'><script>alert("pwned")</script><img src=x onerror=alert(1)>&amp;\u0000\ud800`;

function reportOf(...blocks: readonly ReportBlock[]): Report {
  return { title: 'A report', sections: [{ title: 'Section', blocks }] };
}

/** Every kind of block and plot, with `text` wherever text may stand. */
function everything(text: string): Report {
  const points = [
    [0, 0.5],
    [1, 0.7],
  ] as const;
  const plots: ReportBlock[] = [
    {
      type: 'plot',
      title: text,
      plot: {
        kind: 'line',
        x: text,
        y: text,
        series: [
          { name: text, points },
          { name: 'b', points },
        ],
      },
    },
    {
      type: 'plot',
      title: text,
      plot: {
        kind: 'bar',
        x: text,
        y: text,
        bars: [
          { label: text, value: 1, group: text },
          { label: 'b', value: 2 },
        ],
      },
    },
    {
      type: 'plot',
      title: text,
      plot: { kind: 'bar', x: text, y: text, horizontal: true, rule: 1, bars: [{ label: text, value: -1 }] },
    },
    {
      type: 'plot',
      title: text,
      caption: text,
      plot: { kind: 'graph', nodes: [{ id: text, label: text, kind: text, note: text }], edges: [[text, 'other']] },
    },
  ];
  const blocks: ReportBlock[] = [
    { type: 'text', text },
    { type: 'facts', facts: [{ label: text, value: text, tone: 'bad' }] },
    {
      type: 'table',
      columns: [text, 'number'],
      rows: [
        [text, 1.5],
        [null, null],
      ],
      caption: text,
    },
    ...plots,
  ];
  return {
    title: text,
    subtitle: text,
    sections: [
      { title: text, blocks },
      { title: text, blocks: [] },
    ],
  };
}

/** What every reporter promises, whatever its format. */
export const reporterSuite: Suite<typeof Reporter> = suite(Reporter, [
  {
    name: 'a report becomes one file at the path returned',
    async run(reporter) {
      const path = await reporter.write('suite-plain', everything('plain'));
      assert.ok((await stat(path)).isFile());
      assert.ok((await stat(path)).size > 0);
    },
  },
  {
    name: 'the same name again replaces the file whole',
    async run(reporter) {
      const first = await reporter.write('suite-again', everything('a long text '.repeat(500)));
      const long = await readFile(first, 'latin1');
      const second = await reporter.write('suite-again', reportOf({ type: 'text', text: 'short' }));
      assert.equal(second, first);
      const short = await readFile(second, 'latin1');
      assert.ok(short.length < long.length);
      assert.equal(
        await readFile(await reporter.write('suite-other', reportOf({ type: 'text', text: 'short' })), 'latin1'),
        short,
      );
    },
  },
  {
    name: 'racing writers of one name leave one whole report',
    async run(reporter) {
      const report = reportOf({ type: 'text', text: 'x'.repeat(100_000) });
      const paths = await Promise.all(Array.from({ length: 8 }, () => reporter.write('suite-race', report)));
      assert.equal(new Set(paths).size, 1);
      const raced = await readFile(paths[0]!, 'latin1');
      assert.equal(await readFile(await reporter.write('suite-alone', report), 'latin1'), raced);
    },
  },
  {
    name: 'names may have folders, and must not leave the reports',
    async run(reporter) {
      const nested = await reporter.write('suite/runs/2001-04', reportOf());
      assert.ok((await stat(nested)).isFile());
      for (const name of ['', '.', '..', '../up', 'a/../../up', '/etc/report', 'a//b', 'a\\..\\b', 'a\u0000b']) {
        await rejectsWithCode('PEN_INVALID_KEY', () => reporter.write(name, reportOf()));
      }
    },
  },
  {
    name: 'text is text: nothing in it becomes markup',
    async run(reporter) {
      const path = await reporter.write('suite-hostile', everything(hostile));
      const text = await readFile(path, 'utf8');
      assert.ok(!/<script>alert|<img src=x/i.test(text));
    },
  },
  {
    name: 'a report refers to nothing outside its file',
    async run(reporter) {
      const path = await reporter.write('suite-alone', everything('see https://example.com/a.png'));
      const text = await readFile(path, 'utf8');
      const loads =
        /(?:src|srcset|href|data|poster)\s*=\s*["']?(?:https?:)?\/\/|url\(\s*["']?(?:https?:)?\/\/|@import/i;
      assert.ok(!loads.test(text));
    },
  },
  {
    name: 'empty reports, tables and plots are written too',
    async run(reporter) {
      await reporter.write('suite-empty', { title: '', sections: [] });
      const empty = reportOf(
        { type: 'text', text: '' },
        { type: 'facts', facts: [] },
        { type: 'table', columns: [], rows: [] },
        { type: 'table', columns: ['a', 'b'], rows: [['only one']] },
        { type: 'plot', title: 'line', plot: { kind: 'line', x: 'x', y: 'y', series: [] } },
        { type: 'plot', title: 'bar', plot: { kind: 'bar', x: 'x', y: 'y', bars: [] } },
        { type: 'plot', title: 'graph', plot: { kind: 'graph', nodes: [], edges: [] } },
      );
      assert.ok((await stat(await reporter.write('suite-empty', empty))).size > 0);
    },
  },
  {
    name: 'numbers that are not finite do not stop a report',
    async run(reporter) {
      const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 5e-324, Number.MAX_VALUE];
      const points = odd.flatMap((x) => odd.map((y) => [x, y] as const));
      for (const values of [odd, odd.slice(0, 3), [0, 0]]) {
        const bars = values.map((value, index) => ({ label: `bar ${index}`, value }));
        const report = reportOf(
          { type: 'table', columns: ['number'], rows: values.map((value) => [value]) },
          { type: 'plot', title: 'bars', plot: { kind: 'bar', x: 'x', y: 'y', bars, rule: Number.NaN } },
          { type: 'plot', title: 'rows', plot: { kind: 'bar', x: 'x', y: 'y', bars, horizontal: true } },
          { type: 'plot', title: 'line', plot: { kind: 'line', x: 'x', y: 'y', series: [{ name: 'a', points }] } },
        );
        assert.ok((await stat(await reporter.write('suite-odd', report))).size > 0);
      }
    },
  },
  {
    name: 'graphs with circles, loops, doubles and unlisted nodes are drawn',
    async run(reporter) {
      const nodes = ['a', 'b', 'c'].map((id) => ({ id, label: id, kind: 'table' }));
      const edges = [
        ['a', 'b'],
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
        ['b', 'b'],
        ['c', 'unlisted'],
      ] as const;
      const report = reportOf({ type: 'plot', title: 'graph', plot: { kind: 'graph', nodes, edges } });
      assert.ok((await stat(await reporter.write('suite-graph', report))).size > 0);
    },
  },
]);
