import { expect, test } from 'vitest';
import { SmallProject } from './support/small-project.ts';

/** Landings after each of which the pipeline runs: history first, then a month like the others, then a changed one. */
const stages = [[1, 2, 3], [4], [5]] as const;
const wanted = process.env['PENSTOCK_LONG'] ? 300 : 50;

test(
  `runs that are killed at random moments, at least ${wanted} times in all, are resumed to exactly the rows and versions of undisturbed ones`,
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = generator(seed);
    const calm: { state: unknown; duration: number }[] = [];
    await using undisturbed = await SmallProject.make();
    for (const months of stages) {
      for (const month of months) await undisturbed.land(month);
      const begun = performance.now();
      const { code, stderr } = await undisturbed.penstock('run');
      expect(code, stderr).toBe(0);
      calm.push({ duration: performance.now() - begun, state: await undisturbed.state() });
    }
    for (let kills = 0, round = 1; kills < wanted; round += 1) {
      await using stormy = await SmallProject.make();
      for (const [at, months] of stages.entries()) {
        for (const month of months) await stormy.land(month);
        kills += await runThroughKills(stormy, calm[at]?.duration ?? 0, random);
        expect(await stormy.state(), `seed ${seed}, round ${round}, stage ${at + 1}`).toEqual(calm[at]?.state);
      }
    }
  },
  20 * 60_000,
);

test('of two runs of one pipeline at once, one runs and the other is refused with the name of the first', async () => {
  await using project = await SmallProject.make();
  await project.land(1);
  await project.land(2);
  await project.land(3);
  const results = await Promise.all([project.penstock('run'), project.penstock('run')]);
  const codes = results.map((result) => result.code).toSorted((a, b) => (a ?? -1) - (b ?? -1));
  expect(codes, results.map((result) => result.stderr).join('\n')).toEqual([0, 4]);
  const refused = results.find((result) => result.code === 4);
  expect(refused?.stderr).toMatch(
    /PEN_PIPELINE_BUSY: Pipeline "small" is being run by run \d{8}-\d{6}-[0-9a-f]{6} \(process \d+ on /,
  );
}, 120_000);

/** Runs, is killed, resumes, is killed …, until a run comes through. @returns how often it was killed */
async function runThroughKills(project: SmallProject, duration: number, random: () => number): Promise<number> {
  let kills = 0;
  let command = 'run';
  for (;;) {
    const { child, finished } = project.start(command);
    // More often early than late: each life gets a little further.
    const timer = setTimeout(() => child.kill('SIGKILL'), 200 + duration * random() ** 2);
    const { code, stderr } = await finished;
    clearTimeout(timer);
    if (code === 0) return kills;
    if (code === null) kills += 1;
    else expect(stderr).toMatch(/PEN_RUN_NOTHING_TO_RESUME/);
    // A run that was killed before it wrote anything down leaves nothing to resume.
    command = code === null ? 'resume' : 'run';
  }
}

function generator(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (48271 * state) % 2147483647;
    return state / 2147483647;
  };
}
