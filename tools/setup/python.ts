import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Strangers that tests compare with, pinned. */
const packages = [
  'deltalake==1.6.6',
  'lightgbm==4.7.0',
  'mlflow-skinny==3.17.2',
  'moto[server]==5.2.5',
  'onnx==1.23.2',
  'pandas==3.1.1',
  'pyarrow==26.0.1',
  'scikit-learn==1.9.1',
];

/**
 * Path of a Python that has the libraries which tests compare with: a virtual environment in `.cache/`, made on first
 * use. `undefined` where there is no Python 3 or the package index cannot be reached; tests then say what they skip.
 */
export function testPython(): string | undefined {
  if (process.env['PENSTOCK_PYTHON']) return process.env['PENSTOCK_PYTHON'];
  const id = createHash('sha256').update(packages.join()).digest('hex').slice(0, 12);
  const dir = join(root, '.cache', `python-${id}`);
  const python = join(dir, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const ready = join(dir, '.ready');
  if (existsSync(ready)) return python;
  process.stderr.write('Setting up Python libraries that tests compare with (once) …\n');
  rmSync(dir, { recursive: true, force: true });
  const made =
    run('python3', ['-m', 'venv', dir]) &&
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  if (!made) {
    process.stderr.write('No Python libraries: tests that need them are skipped\n');
    rmSync(dir, { recursive: true, force: true });
    return undefined;
  }
  writeFileSync(ready, '');
  return python;
}

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 }).status === 0;
}
