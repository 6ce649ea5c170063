import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Approval, Approvals } from '../../contracts/approvals.ts';
import { PenstockError } from '../../errors/penstock-error.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import { type Suite, suite } from '../suite.ts';

/** A promotion that waits for people. */
export interface WantedApproval {
  readonly model: string;
  readonly version: string;
  readonly alias: string;
  /** How many people must approve: 1 or 2. */
  readonly required: 1 | 2;
}

const fresh = (required: 1 | 2 = 1): WantedApproval => ({
  model: `suite-${required}-${randomUUID()}`,
  version: '1',
  alias: 'champion',
  required,
});
const yes = (by: string) => ({ by, approve: true });

/**
 * What every provider of approvals promises.
 * @param ask makes the subject under test hold a request, the way its gate would, and gives the request's id.
 */
export function approvalsSuite(ask: (wanted: WantedApproval) => Promise<string>): Suite<typeof Approvals> {
  const find = async (approvals: Approvals, id: string): Promise<Approval | undefined> =>
    (await approvals.list()).find((item) => item.id === id);
  return suite(Approvals, [
    {
      name: 'a request is listed as pending, with what it is about',
      async run(approvals) {
        const wanted = fresh(2);
        const found = (await find(approvals, await ask(wanted))) ?? assert.fail('not listed');
        const { model, version, alias, required, state, decisions } = found;
        assert.deepEqual({ model, version, alias, required }, wanted);
        assert.deepEqual({ state, decisions }, { state: 'pending', decisions: [] });
        assert.equal(new Date(found.requestedAt).toISOString(), found.requestedAt);
        assert.ok(found.reason.length > 0);
      },
    },
    {
      name: 'asking again for the same promotion is the same request; another version or alias is another',
      async run(approvals) {
        const wanted = fresh();
        const id = await ask(wanted);
        assert.equal(await ask(wanted), id);
        const ids = [id, await ask({ ...wanted, version: '2' }), await ask({ ...wanted, alias: 'challenger' })];
        assert.equal(new Set(ids).size, 3);
        assert.equal((await approvals.list()).filter(({ model }) => model === wanted.model).length, 3);
      },
    },
    {
      name: 'one approval is enough where one is required, and is kept with its comment and time',
      async run(approvals) {
        const id = await ask(fresh());
        const decided = await approvals.decide(id, { by: 'ada', approve: true, comment: 'well done' });
        assert.equal(decided.state, 'approved');
        assert.deepEqual(await find(approvals, id), decided);
        const [{ by, approve, comment, at } = assert.fail('no decision')] = decided.decisions;
        assert.deepEqual({ by, approve, comment }, { by: 'ada', approve: true, comment: 'well done' });
        assert.ok(Math.abs(Date.now() - Date.parse(at)) < 60_000);
      },
    },
    {
      name: 'two different people are needed where two are required',
      async run(approvals) {
        const id = await ask(fresh(2));
        assert.equal((await approvals.decide(id, yes('ada'))).state, 'pending');
        await rejectsWithCode('PEN_APPROVAL_INVALID', () => approvals.decide(id, yes('ada')));
        await rejectsWithCode('PEN_APPROVAL_INVALID', () => approvals.decide(id, { by: 'ada', approve: false }));
        assert.equal((await find(approvals, id))?.state, 'pending');
        const decided = await approvals.decide(id, yes('bob'));
        assert.deepEqual([decided.state, decided.decisions.map(({ by }) => by)], ['approved', ['ada', 'bob']]);
      },
    },
    {
      name: 'two people deciding at once both count',
      async run(approvals) {
        const id = await ask(fresh(2));
        await Promise.all([approvals.decide(id, yes('ada')), approvals.decide(id, yes('bob'))]);
        const found = await find(approvals, id);
        assert.deepEqual([found?.state, found?.decisions.map(({ by }) => by).sort()], ['approved', ['ada', 'bob']]);
      },
    },
    {
      name: 'one person deciding twice at once counts once',
      async run(approvals) {
        const id = await ask(fresh(2));
        const tries = await Promise.allSettled([1, 2, 3].map(() => approvals.decide(id, yes('ada'))));
        const failed = tries.flatMap((item) => (item.status === 'rejected' ? [item.reason] : []));
        assert.equal(failed.length, 2);
        for (const error of failed) assert.ok(PenstockError.is(error, 'PEN_APPROVAL_INVALID'), String(error));
        const found = await find(approvals, id);
        assert.deepEqual([found?.state, found?.decisions.length], ['pending', 1]);
      },
    },
    {
      name: 'one rejection rejects, for good',
      async run(approvals) {
        const wanted = fresh(2);
        const id = await ask(wanted);
        await approvals.decide(id, yes('ada'));
        assert.equal((await approvals.decide(id, { by: 'bob', approve: false })).state, 'rejected');
        await rejectsWithCode('PEN_APPROVAL_INVALID', () => approvals.decide(id, yes('eve')));
        assert.equal(await ask(wanted), id);
        assert.equal((await find(approvals, id))?.state, 'rejected');
      },
    },
    {
      name: 'what is approved cannot be decided again',
      async run(approvals) {
        const id = await ask(fresh());
        await approvals.decide(id, yes('ada'));
        await rejectsWithCode('PEN_APPROVAL_INVALID', () => approvals.decide(id, { by: 'bob', approve: false }));
        assert.equal((await find(approvals, id))?.state, 'approved');
      },
    },
    {
      name: 'listing narrows to a state',
      async run(approvals) {
        const [pending, approved, rejected] = [await ask(fresh()), await ask(fresh()), await ask(fresh())];
        await approvals.decide(approved, yes('ada'));
        await approvals.decide(rejected, { by: 'ada', approve: false });
        for (const [state, id] of [
          ['pending', pending],
          ['approved', approved],
          ['rejected', rejected],
        ] as const) {
          const ids = (await approvals.list({ state })).map((item) => item.id);
          assert.deepEqual(
            [pending, approved, rejected].filter((item) => ids.includes(item)),
            [id],
          );
        }
      },
    },
    {
      name: 'an unknown id is PEN_NOT_FOUND, whatever it looks like',
      async run(approvals) {
        for (const id of ['none', '', '../none', '/', 'a\0b', 'x'.repeat(5000)])
          await rejectsWithCode('PEN_NOT_FOUND', () => approvals.decide(id, yes('ada')));
      },
    },
    {
      name: 'a decision needs somebody who makes it',
      async run(approvals) {
        const id = await ask(fresh());
        for (const by of ['', '  ']) await rejectsWithCode('PEN_APPROVAL_INVALID', () => approvals.decide(id, yes(by)));
        assert.equal((await find(approvals, id))?.state, 'pending');
      },
    },
  ]);
}
