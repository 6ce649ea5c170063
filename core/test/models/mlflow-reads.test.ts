import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { category, features, flag, hour, numeric, saveModel } from '../../src/models/index.ts';
import { writeLinearModel } from '../../src/testing/models/linear-flavor.ts';
import { pythonJson, pythonWith } from './python.ts';

const program = `
import json, sys
from mlflow.models import Model, get_model_info
from mlflow.models.utils import _enforce_schema
path = sys.argv[1]
model, info = Model.load(path), get_model_info(path)
example = model.load_input_example(path)
enforced = _enforce_schema(example, model.signature.inputs)
print(json.dumps({
    "inputs": [[c.name, c.type.name, c.required] for c in model.signature.inputs],
    "outputs": [[c.name, c.type.name] for c in model.signature.outputs],
    "flavors": list(info.flavors), "uuid": info.model_uuid, "run": info.run_id, "artifact_path": model.artifact_path,
    "created": info.utc_time_created, "task": info.metadata["penstock"]["task"], "size": model.model_size_bytes,
    "types": [str(t) for t in enforced.dtypes], "rows": json.loads(enforced.to_json(orient="values", date_format="iso")),
    "serving": json.loads(model.get_serving_input(path)),
}))
`;
const python = await pythonWith('mlflow');

test.skipIf(!python)(
  'The MLflow client reads the model, its signature and example (needs Python with mlflow)',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'penstock-mlflow-'));
    try {
      const spec = features({
        hour: hour('date'),
        distance: numeric('distance'),
        carrier: category('carrier', 'integer'),
        origin: category('origin'),
        weekend: flag('weekend'),
      });
      const flavors = await writeLinearModel(dir, { task: 'binary', intercept: 0, weights: {} });
      const row = { date: '2001-02-03T04:05:06Z', distance: 2.5, carrier: 12n, origin: 'ATL', weekend: true };
      const inputExample = [row, { ...row, distance: null, origin: null }];
      const manifest = await saveModel({ dir, task: 'binary', features: spec, flavors, runId: 'abc', inputExample });
      expect(await pythonJson(python ?? '', program, dir)).toEqual({
        inputs: [
          ['date', 'datetime', true],
          ['distance', 'double', true],
          ['carrier', 'long', true],
          ['origin', 'string', true],
          ['weekend', 'boolean', true],
        ],
        outputs: [
          ['probability', 'double'],
          ['prediction', 'long'],
        ],
        flavors: ['linear'],
        uuid: manifest.modelUuid,
        run: 'abc',
        artifact_path: 'model',
        created: manifest.createdAt.replace('T', ' ').replace('Z', '000'),
        task: 'binary',
        size: expect.any(Number),
        types: ['datetime64[ns]', 'float64', 'int64', expect.any(String), 'bool'],
        rows: [
          [expect.stringContaining('2001-02-03T04:05:06'), 2.5, 12, 'ATL', true],
          [expect.stringContaining('2001-02-03T04:05:06'), null, 12, null, true],
        ],
        serving: {
          dataframe_split: {
            columns: ['date', 'distance', 'carrier', 'origin', 'weekend'],
            data: [
              ['2001-02-03T04:05:06.000', 2.5, 12, 'ATL', true],
              ['2001-02-03T04:05:06.000', null, 12, null, true],
            ],
          },
        },
      });
    } finally {
      await rm(dir, { recursive: true });
    }
  },
);
