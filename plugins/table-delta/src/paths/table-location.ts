import type { ObjectStore } from '@penstock/core/contracts';
import { corrupt, tableInvalid, unsupported } from '../table-error.ts';
import { canonicalPath, decodePath, encodePath, isAbsolutePath } from './log-path.ts';

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Where a table lies in the store, and the way between object keys and the paths of its log. */
export class TableLocation {
  readonly name: string;
  /** Without trailing `/`. */
  readonly folder: string;
  /** With trailing `/`. */
  readonly logFolder: string;
  readonly #store: Pick<ObjectStore, 'uri'>;
  #base: string | undefined;

  /** @param root key prefix of all tables, without trailing `/`; may be empty. */
  constructor(store: Pick<ObjectStore, 'uri'>, root: string, name: string) {
    if (!isTableName(name)) {
      throw tableInvalid(
        name.slice(0, 100),
        'is not a table name',
        'Names start with a letter, digit or "_" and go on with these, "." and "-".',
      );
    }
    this.name = name;
    this.folder = root === '' ? name : `${root}/${name}`;
    this.logFolder = `${this.folder}/_delta_log/`;
    this.#store = store;
  }

  commitKey(version: number): string {
    return `${this.logFolder}${pad(version)}.json`;
  }

  checkpointKey(version: number): string {
    return `${this.logFolder}${pad(version)}.checkpoint.parquet`;
  }

  /** @param path as a v2 checkpoint names it: relative to the folder of sidecars, or an absolute URI. */
  sidecarKey(path: string): string {
    const decoded = decodePath(path);
    return isAbsolutePath(decoded) ? this.toKey(path) : `${this.sidecarFolder}${this.#checked(decoded)}`;
  }

  /** With trailing `/`. */
  get sidecarFolder(): string {
    return `${this.logFolder}_sidecars/`;
  }

  get hintKey(): string {
    return `${this.logFolder}_last_checkpoint`;
  }

  /** A key to start a listing after, so that everything of `version` and later is in it. */
  before(version: number): string {
    return `${this.logFolder}${pad(version)}`;
  }

  /** Key of a file named in the log. Files of other places (shallow clones) have none: PEN_TABLE_UNSUPPORTED. */
  toKey(path: string): string {
    const decoded = decodePath(path);
    if (!isAbsolutePath(decoded)) return this.keyInside(decoded);
    const canonical = canonicalPath(path);
    const base = this.#storeBase();
    if (base !== undefined && canonical.startsWith(base)) return this.#checked(canonical.slice(base.length));
    throw unsupported(this.name, `names the file ${path}, which lies outside its object store`);
  }

  /** Key of a path, not encoded, inside the table's folder. */
  keyInside(path: string): string {
    return `${this.folder}/${this.#checked(path)}`;
  }

  /** Path for the log of a data file. PEN_TABLE_INVALID for keys outside the table's folder. */
  toPath(key: string): string {
    const inside = key.startsWith(`${this.folder}/`) ? key.slice(this.folder.length + 1) : '';
    if (inside === '' || inside.startsWith('_delta_log/')) {
      throw tableInvalid(this.name, `the data file ${key} does not lie in its folder`, 'Take keys from newFileKey().');
    }
    return encodePath(inside);
  }

  #checked(path: string): string {
    if (path.split('/').some((segment) => segment === '..' || segment === '.' || segment === '')) {
      throw corrupt(this.logFolder, `names the file "${path}", which is no path inside the table`);
    }
    return path;
  }

  /** What stands before a key in the canonical form of the store's URIs. */
  #storeBase(): string | undefined {
    const probe = `${this.folder}/_`;
    const uri = canonicalPath(this.#store.uri(probe));
    this.#base ??= uri.endsWith(probe) ? uri.slice(0, -probe.length) : undefined;
    return this.#base;
  }
}

export function isTableName(name: string): boolean {
  return NAME.test(name);
}

export function pad(version: number): string {
  return String(version).padStart(20, '0');
}
