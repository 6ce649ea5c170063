/**
 * Whether a name is the same when taken as a relative path: MLflow's rule for keys, model names and artifact paths
 * (mlflow/utils/validation.py, path_not_unique). Refuses `a//b`, `a/`, `./a`, `/a` and everything that climbs by `..`.
 */
export function isPlainPath(name: string): boolean {
  return !name.startsWith('..') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
