import type { ObjectInfo } from '@penstock/core/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify } from '../src/log/listing.ts';
import { parseLogFile } from '../src/log/log-file.ts';
import { selectSegment } from '../src/log/segment.ts';
import { pad } from '../src/paths/table-location.ts';

const FOLDER = 'tables/t/_delta_log/';
const object = (name: string): ObjectInfo => ({ key: FOLDER + name, size: 1, etag: name, modified: new Date(0) });
const listing = (names: readonly string[]) => classify([...names].sort().map(object), FOLDER);
const commit = (version: number) => `${pad(version)}.json`;
const checkpoint = (version: number) => `${pad(version)}.checkpoint.parquet`;
const part = (version: number, at: number, of: number) =>
  `${pad(version)}.checkpoint.${String(at).padStart(10, '0')}.${String(of).padStart(10, '0')}.parquet`;

describe('file names of the log', () => {
  test('only exact names count', () => {
    expect(parseLogFile(commit(7))).toEqual({ kind: 'commit', version: 7 });
    expect(parseLogFile(`${pad(7)}.crc`)).toEqual({ kind: 'checksum', version: 7 });
    expect(parseLogFile(part(7, 2, 3))).toEqual({ kind: 'checkpoint', version: 7, part: 2, parts: 3 });
    expect(parseLogFile(`${pad(7)}.${pad(9)}.compacted.json`)).toEqual({ kind: 'compaction', version: 7, to: 9 });
    expect(parseLogFile(`${pad(7)}.checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json`)?.kind).toBe('checkpoint-v2');
    for (const name of [
      '7.json',
      `.${commit(7)}.tmp`,
      `${commit(7)}.bak`,
      `._${commit(7)}`,
      `_staged_commits/${commit(7)}`,
      `${pad(7)}.compacted.json`,
      `${'9'.repeat(20)}.json`,
      '_last_checkpoint',
    ]) {
      expect(parseLogFile(name), name).toBeUndefined();
    }
  });
});

describe('the segment of a version', () => {
  test('an incomplete multi-part checkpoint does not count', () => {
    const names = [commit(0), commit(1), part(1, 1, 2), commit(2)];
    expect(listing(names).checkpoints).toEqual([]);
    expect(listing([...names, part(1, 2, 2)]).checkpoints).toMatchObject([{ version: 1, parts: [{}, {}] }]);
  });

  test('a gap after the checkpoint is told, one before it does not matter', () => {
    const gap = listing([commit(0), commit(1), commit(3)]);
    expect(selectSegment(gap)).toEqual({ problem: { kind: 'gap', missing: 2 } });
    expect(selectSegment(gap, { version: 1 })).toMatchObject({ segment: { version: 1 } });
    expect(selectSegment(listing([commit(0), checkpoint(5), commit(6)]))).toMatchObject({ segment: { version: 6 } });
  });

  test('versions before the oldest checkpoint of a cleaned log are gone, later ones are not there yet', () => {
    const cleaned = listing([commit(5), checkpoint(5), commit(6)]);
    expect(selectSegment(cleaned, { version: 4 })).toEqual({ problem: { kind: 'cleaned', earliest: 5 } });
    expect(selectSegment(cleaned, { version: 7 })).toEqual({ problem: { kind: 'beyond', latest: 6 } });
    expect(selectSegment(listing([]))).toEqual({ problem: { kind: 'empty' } });
  });

  test('a checkpoint named by a UUID starts a log like any other', () => {
    for (const format of ['json', 'parquet']) {
      const name = `${pad(4)}.checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.${format}`;
      const choice = selectSegment(listing([name, commit(5)]));
      expect(choice).toMatchObject({ segment: { version: 5, checkpoint: { version: 4, format } } });
    }
  });

  test('one of two checkpoints of a version is taken after the other proved unreadable', () => {
    const name = `${pad(4)}.checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.parquet`;
    const both = listing([name, checkpoint(4), commit(4)]);
    expect(selectSegment(both)).toMatchObject({ segment: { checkpoint: { parts: [{ etag: name }] } } });
    const without = new Set([FOLDER + name]);
    expect(selectSegment(both, { without })).toMatchObject({
      segment: { checkpoint: { parts: [{ etag: checkpoint(4) }] } },
    });
  });

  test('compactions that reach furthest stand for commits, never beyond the version or before the checkpoint', () => {
    const compaction = (from: number, to: number) => `${pad(from)}.${pad(to)}.compacted.json`;
    const names = [0, 1, 2, 3, 4, 5, 6, 7].map(commit);
    const all = listing([...names, compaction(0, 1), compaction(2, 3), compaction(2, 5), compaction(4, 7)]);
    const ranges = (version?: number) => {
      const choice = selectSegment(all, { version });
      return 'segment' in choice ? choice.segment.compactions.map(({ from, to }) => [from, to]) : [];
    };
    expect(ranges()).toEqual([
      [0, 1],
      [2, 5],
    ]);
    expect(ranges(4)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(ranges(0)).toEqual([]);
    const behind = listing([...names, checkpoint(1), compaction(0, 3), compaction(2, 3)]);
    expect(selectSegment(behind)).toMatchObject({ segment: { compactions: [{ from: 2, to: 3 }] } });
  });

  test('it is the newest way to the version, for every log', () => {
    const versions = fc.uniqueArray(fc.nat(12), { maxLength: 13 });
    fc.assert(
      fc.property(versions, versions, fc.option(fc.nat(13), { nil: undefined }), (commits, checkpoints, version) => {
        const choice = selectSegment(listing([...commits.map(commit), ...checkpoints.map(checkpoint)]), { version });
        const newest = Math.max(-1, ...commits, ...checkpoints);
        const target = version ?? newest;
        const start = Math.max(-1, ...checkpoints.filter((item) => item <= target));
        const needed = Array.from({ length: Math.max(0, target - start) }, (_, at) => start + 1 + at);
        const whole = newest >= 0 && target <= newest && needed.every((item) => commits.includes(item));
        if (!whole) expect(choice).toHaveProperty('problem');
        else {
          expect(choice).toMatchObject({ segment: { version: target } });
          if (!('segment' in choice)) return;
          expect(choice.segment.checkpoint?.version).toBe(start === -1 ? undefined : start);
          expect(choice.segment.commits.map((item) => item.etag)).toEqual(needed.map(commit));
        }
      }),
    );
  });
});
