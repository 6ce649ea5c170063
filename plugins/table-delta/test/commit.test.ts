import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Commit, readCommitInfo } from '../src/log/commit.ts';
import { linesOf } from '../src/log/lines.ts';
import { serializeCommit } from '../src/log/serialize-commit.ts';
import { codeOf } from './support/rejects.ts';

const parse = (text: string) => Commit.parse(3, Buffer.from(text), 'log/3.json');
const add = (path: string) =>
  `{"add":{"path":"${path}","partitionValues":{},"size":1,"modificationTime":2,"dataChange":true}}`;

describe('a commit', () => {
  test('actions come in any order, with CRLF, blank lines, spaces and no final newline', () => {
    const commit = parse(
      [
        ' {"add" : {"path":"b","size":1}}\r',
        '',
        '{"txn":{"appId":"a","version":9007199254740993,"lastUpdated":5}}\r',
        '   ',
        '{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}',
        add('c'),
        '{"commitInfo":{"operation":"WRITE"}}',
        '{"somethingNew":{"x":1}}',
        '{"remove":{"path":"d","deletionTimestamp":7,"dataChange":false}}',
      ].join('\n'),
    );
    expect(
      commit
        .files()
        .adds.map((file) => file.path)
        .sort(),
    ).toEqual(['b', 'c']);
    expect(commit.files().removes).toMatchObject([{ path: 'd', deletionTimestamp: 7, dataChange: false }]);
    expect(commit.transactions).toEqual([{ appId: 'a', version: 9007199254740993n, lastUpdated: 5 }]);
    expect(commit.protocol?.minWriterVersion).toBe(2);
    expect(commit.info?.['operation']).toBe('WRITE');
  });

  test('a commit cut at any byte is PEN_TABLE_CORRUPT or a commit of whole lines', () => {
    const text = `${add('first')}\n${add('second')}\n`;
    for (let end = 1; end < text.length - 1; end++) {
      const whole = text.slice(0, end).endsWith('}}\n') || text.slice(0, end).endsWith('}}');
      const code = codeOf(() => parse(text.slice(0, end)).files());
      expect(code, text.slice(0, end)).toBe(whole ? undefined : 'PEN_TABLE_CORRUPT');
    }
  });

  test('what an action cannot do without is missed', () => {
    for (const line of [
      '{"add":{}}',
      '{"txn":{"appId":"a"}}',
      '{"protocol":{}}',
      '[]',
      '7',
      'null',
      '{"add":{"path":1}}',
    ]) {
      expect(
        codeOf(() => parse(line).files()),
        line,
      ).toBe('PEN_TABLE_CORRUPT');
    }
    expect(codeOf(() => Commit.parse(0, Uint8Array.of(0xff, 0xfe), 'k'))).toBe('PEN_TABLE_CORRUPT');
  });

  test('an empty commit has no actions', () => {
    expect(parse('').files()).toEqual({ adds: [], removes: [], changes: [] });
  });

  test('lines survive any block size of the bytes', () => {
    const big = `${'x'.repeat(3_000_000)}é`;
    const text = [big, 'second', big, '', 'last'].join('\n');
    expect([...linesOf(Buffer.from(text), 'k')]).toEqual([big, 'second', big, 'last']);
  });

  test('what is written is read back', () => {
    const path = fc.string({ minLength: 1 });
    const values = fc.dictionary(fc.string(), fc.option(fc.string()));
    const files = fc.array(fc.record({ path, partitionValues: values, size: fc.nat(), modificationTime: fc.nat() }));
    fc.assert(
      fc.property(files, (given) => {
        const adds = given.map((file) => ({ ...file, dataChange: true, stats: '{"numRecords":1}' }));
        const bytes = serializeCommit([{ commitInfo: { txnId: 'x' } }, ...adds.map((file) => ({ add: file }))]);
        const commit = Commit.parse(1, bytes, 'k');
        expect(commit.files().adds.map(({ path, partitionValues }) => ({ path, partitionValues }))).toEqual(
          adds.map((file) => ({ path: file.path, partitionValues: { ...file.partitionValues } })),
        );
        expect(commit.info).toEqual({ txnId: 'x' });
      }),
    );
  });

  test('commitInfo is found wherever it stands', () => {
    const info = '{"commitInfo":{"txnId":"t"}}';
    expect(readCommitInfo(Buffer.from(`${info}\n${add('a')}`), 'k')).toEqual({ txnId: 't' });
    expect(readCommitInfo(Buffer.from(`${add('commitInfo')}\n${info}`), 'k')).toEqual({ txnId: 't' });
    expect(readCommitInfo(Buffer.from(add('a')), 'k')).toBeUndefined();
  });
});
