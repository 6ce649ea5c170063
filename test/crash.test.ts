import { expect, test } from 'vitest';
import { SmallProject } from './support/small-project.ts';

/** Landings after each of which the pipeline runs: history first, then a month like the others, then a changed one. */
const stages = [[1, 2, 3], [4], [5]] as const;
const killsPerStage = process.env['PENSTOCK_LONG'] ? 60 : 17;

test(
  `a run that is killed at random moments, ${killsPerStage * stages.length} times in all, is resumed to exactly the rows and versions of an undisturbed one`,
  async () => {
    await using calm = await SmallProject.make();
    await using stormy = await SmallProject.make();
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = generator(seed);
    let kills = 0;
    for (const [at, months] of stages.entries()) {
      for (const month of months) await Promise.all([calm.land(month), stormy.land(month)]);
      const begun = performance.now();
      const calmRun = await calm.penstock('run');
      expect(calmRun.code, calmRun.stderr).toBe(0);
      const duration = performance.now() - begun;

      let command = 'run';
      while (kills < killsPerStage * (at + 1)) {
        const { child, finished } = stormy.start(command);
        const timer = setTimeout(() => child.kill('SIGKILL'), duration * (0.1 + 0.9 * random()));
        const { code, stderr } = await finished;
        clearTimeout(timer);
        if (code === null) kills += 1;
        else if (code !== 0) expect(stderr).toMatch(/PEN_RUN_NOTHING_TO_RESUME/);
        // Killed before it wrote anything down, or finished: the next one starts afresh.
        command =
          code === null && command === 'run'
            ? 'resume'
            : stderr.includes('PEN_RUN_NOTHING_TO_RESUME')
              ? 'run'
              : 'resume';
        if (code === 0) command = 'run';
      }
      const last = await stormy.penstock('resume');
      if (last.code !== 0) {
        expect(last.stderr).toMatch(/PEN_RUN_NOTHING_TO_RESUME/);
        const again = await stormy.penstock('run');
        expect(again.code, again.stderr).toBe(0);
      }
      expect(await stormy.state(), `seed ${seed}, stage ${at + 1}`).toEqual(await calm.state());
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

function generator(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (48271 * state) % 2147483647;
    return state / 2147483647;
  };
}
