import assert from 'node:assert/strict';
import { type FeatureBatch, type FeatureValue, ModelFlavor } from '../../contracts/model-flavor.ts';
import { batchOfRows, type FeatureList } from '../../models/feature-batch.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import { type Suite, suite } from '../suite.ts';

/** A model directory of the flavor, and what it should make of some rows. */
export interface FlavorGiven {
  readonly modelDir: string;
  /** The flavor's section of `MLmodel`. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly features: FeatureList['features'];
  /** Rows whose scores differ, without missing values. */
  readonly rows: readonly Readonly<Record<string, FeatureValue>>[];
  /** Score of each row, where known from elsewhere. */
  readonly scores?: readonly number[];
  /** A copy of the model with one damaged file. */
  readonly damaged: { readonly modelDir: string; readonly file: string };
}

type Row = FlavorGiven['rows'][number];
const tolerance = 1e-6;

/**
 * What every model flavor promises.
 * @param given called by each case; the same directories every time will do.
 */
export function modelFlavorSuite(given: () => Promise<FlavorGiven>): Suite<typeof ModelFlavor> {
  return suite(ModelFlavor, [
    {
      name: 'has the name it has in MLmodel and a preference that can be compared',
      run: async (flavor) => {
        assert.notEqual(flavor.flavor, '');
        assert.ok(Number.isFinite(flavor.preference));
      },
    },
    {
      name: 'scores a batch as it scores each of its rows',
      run: (flavor) => withGiven(flavor, given, agree),
    },
    {
      name: 'gives the scores that the model should give',
      run: (flavor) =>
        withGiven(flavor, given, async (model) => {
          const { rows, scores } = model.given;
          if (scores) close(await model.batch(rows), scores);
          assert.ok(new Set(await model.batch(rows)).size > 1, 'the rows given all have one score');
        }),
    },
    {
      name: 'takes null, NaN, an absent value and an unknown category as missing, in rows and batches',
      run: (flavor) => withGiven(flavor, given, missing),
    },
    {
      name: 'scores a batch of no rows',
      run: (flavor) => withGiven(flavor, given, async (model) => assert.equal((await model.batch([])).length, 0)),
    },
    {
      name: 'does not care for the order of a dictionary nor for entries that no row uses',
      run: (flavor) => withGiven(flavor, given, dictionaries),
    },
    {
      name: 'scores many rows at once, and several batches at a time',
      run: (flavor) =>
        withGiven(flavor, given, async (model) => {
          const expected = await model.batch(model.given.rows);
          const many = Array.from({ length: 20_000 }, (_, at) => at % model.given.rows.length);
          const rows = many.map((at) => model.given.rows[at] ?? {});
          const wanted = many.map((at) => expected[at] ?? Number.NaN);
          for (const scores of await Promise.all([model.batch(rows), model.batch(rows)])) close(scores, wanted);
        }),
    },
    {
      name: 'loads a model twice, each closed on its own',
      run: async (flavor) => {
        const { modelDir, config, features, rows } = await given();
        const [first, second] = [await flavor.load(modelDir, config), await flavor.load(modelDir, config)];
        const batch = batchOfRows(rows, { features });
        const expected = await first.scoreBatch(batch);
        await first.close();
        close(await second.scoreBatch(batch), expected);
        await second.close();
      },
    },
    {
      name: 'refuses a damaged model and names the file',
      run: async (flavor) => {
        const { damaged, config } = await given();
        const error = await rejectsWithCode('PEN_MODEL_INVALID', () => flavor.load(damaged.modelDir, config));
        assert.match(`${error.message} ${error.details.at}`, new RegExp(damaged.file.replaceAll('.', '\\.')));
      },
    },
    {
      name: 'refuses a model directory that is not there',
      run: async (flavor) => {
        const { modelDir, config } = await given();
        await rejectsWithCode('PEN_MODEL_INVALID', () => flavor.load(`${modelDir}-nowhere`, config));
      },
    },
  ]);
}

interface Loaded {
  readonly given: FlavorGiven;
  batch(rows: readonly Row[]): Promise<Float64Array>;
  raw(batch: FeatureBatch): Promise<Float64Array>;
  row(row: Row): Promise<number>;
}

async function withGiven(
  flavor: ModelFlavor,
  given: () => Promise<FlavorGiven>,
  run: (model: Loaded) => Promise<void>,
): Promise<void> {
  const facts = await given();
  const scorer = await flavor.load(facts.modelDir, facts.config);
  try {
    await run({
      given: facts,
      batch: (rows) => scorer.scoreBatch(batchOfRows(rows, facts)),
      raw: (batch) => scorer.scoreBatch(batch),
      row: async (row) => scorer.scoreRow(row),
    });
  } finally {
    await scorer.close();
  }
}

async function agree(model: Loaded): Promise<void> {
  const { rows } = model.given;
  close(await Promise.all(rows.map((row) => model.row(row))), await model.batch(rows));
}

async function missing(model: Loaded): Promise<void> {
  const [row = {}] = model.given.rows;
  for (const { name, type } of model.given.features) {
    const { [name]: _, ...absent } = row;
    const ways: Row[] = [{ ...row, [name]: null }, { ...row, [name]: undefined }, absent];
    ways.push({ ...row, [name]: type === 'numeric' ? Number.NaN : 'a category that no training row had' });
    const scores = [...(await model.batch(ways)), ...(await Promise.all(ways.map((way) => model.row(way))))];
    close(
      scores,
      scores.map(() => scores[0] ?? Number.NaN),
    );
  }
}

async function dictionaries(model: Loaded): Promise<void> {
  const { rows, features } = model.given;
  const batch = batchOfRows(rows, { features });
  const columns = { ...batch.columns };
  for (const [name, column] of Object.entries(columns)) {
    if (column.type !== 'categorical') continue;
    const dictionary = ['unused', ...column.dictionary.toReversed(), 'unused too'];
    const codes = column.codes.map((code) => (code < 0 ? -1 : column.dictionary.length - code));
    columns[name] = { type: 'categorical', codes, dictionary };
  }
  close(await model.raw({ rows: rows.length, columns }), await model.raw(batch));
}

function close(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (let at = 0; at < expected.length; at++) {
    const [got = Number.NaN, wanted = Number.NaN] = [actual[at], expected[at]];
    assert.ok(Math.abs(got - wanted) <= tolerance, `score ${at} is ${got}, not ${wanted}`);
  }
}
