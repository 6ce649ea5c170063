import { link, mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesText } from '../output/quantities.ts';
import { type Finding, failure } from './finding.ts';

const gib = 2 ** 30;

/** Room in the folder for state, which is made when it is missing. */
export async function diskSpace(dir: string): Promise<Finding> {
  try {
    await mkdir(dir, { recursive: true });
    const { bavail, bsize } = await statfs(dir);
    const bytes = bavail * bsize;
    return {
      check: 'disk',
      level: bytes < gib ? 'fail' : bytes < 5 * gib ? 'warn' : 'ok',
      found: `${bytesText(bytes)} free for ${dir}`,
      ...(bytes < 5 * gib ? { next: 'free some room, or set stateDir in penstock.yaml' } : {}),
    };
  } catch (error) {
    return failure('disk', error, 'let this user make the folder, or set stateDir in penstock.yaml');
  }
}

/** Commits rely on hard links, which some file systems lack, and leases on clocks that agree. */
export async function safeWriting(dir: string): Promise<readonly Finding[]> {
  const [one, two] = [join(dir, `.doctor-${process.pid}-a`), join(dir, `.doctor-${process.pid}-b`)];
  try {
    await writeFile(one, '', { flag: 'wx' });
    const skew = Math.abs((await stat(one)).mtimeMs - Date.now());
    await link(one, two);
    return [
      { check: 'writing', level: 'ok', found: 'files and hard links can be made there' },
      {
        check: 'clock',
        level: skew > 5000 ? 'warn' : 'ok',
        found:
          skew > 5000 ? `${Math.round(skew / 1000)} s apart from that of the disk` : 'agrees with that of the disk',
        ...(skew > 5000 ? { next: 'synchronise the clocks: runs on several machines take turns by time' } : {}),
      },
    ];
  } catch (error) {
    return [failure('writing', error, 'put stateDir on a local disk that this user may write to')];
  } finally {
    await rm(one, { force: true });
    await rm(two, { force: true });
  }
}
