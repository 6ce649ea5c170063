import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { expectedProbability } from './served-models.ts';
import { startServing } from './serving.ts';

const run = promisify(execFile);
const python = process.env['PENSTOCK_PYTHON'] ?? 'python3';
const hasMlflow = await run(python, [
  '-c',
  'import importlib.util, sys; sys.exit(importlib.util.find_spec("mlflow") is None)',
]).then(
  () => true,
  () => false,
);

const program = `
import json, sys, urllib.request
import pandas as pd
from mlflow.pyfunc.scoring_server.client import ScoringServerClient
client = ScoringServerClient("127.0.0.1", int(sys.argv[1]))
client.ping()
frame = pd.DataFrame({
    "date": pd.to_datetime(["2001-05-06T07:08:09", "2001-05-06T07:08:09"]), "distance": [800.0, None], "origin": ["ATL", None],
})
answer = client.invoke(frame).get_predictions()
try:
    client.invoke(frame.rename(columns={"date": "when"}))
    refused = "no"
except Exception as error:
    refused = str(error)
print(json.dumps({"columns": list(answer.columns), "rows": answer.values.tolist(), "refused": refused}))
`;

test.skipIf(!hasMlflow)('The MLflow client scores a data frame (needs Python with mlflow)', async () => {
  await using serving = await startServing();
  const { stdout } = await run(python, ['-c', program, new URL(serving.url).port], { timeout: 120_000 });
  const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  expect(answer.columns).toEqual(['probability', 'prediction']);
  expect(answer.rows[0]).toEqual([expect.closeTo(expectedProbability(1), 12), 1]);
  expect(answer.rows[1]).toEqual([expect.closeTo(1 / (1 + Math.exp(-(0.7 - 1))), 12), 0]);
  expect(answer.refused).toMatch(/unknown columns: .*when.*missing columns: .*date/);
});
