import { mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { assertKeyPrefix, assertObjectKey, PenstockError, throwIfAborted } from '@penstock/core';
import type {
  CallOptions,
  GetOptions,
  ListOptions,
  ObjectInfo,
  ObjectStore,
  PutOptions,
} from '@penstock/core/contracts';

interface Row {
  readonly key: string;
  readonly size: number;
  readonly change: number;
  readonly modified: number;
}

/** Objects as rows. SQLite makes puts atomic and durable, and its default collation sorts keys by their UTF-8 bytes. */
export class SqliteObjectStore implements ObjectStore {
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #scratch: string;
  #copies: Promise<string> | undefined;

  constructor(file: string, stateDir: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#file = file;
    this.#scratch = join(stateDir, 'scratch');
    this.#db = new DatabaseSync(file);
    this.#db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 15000;
      create table if not exists objects (key text primary key, body blob not null, change integer not null, modified integer not null) without rowid;
      create table if not exists changes (last integer not null); insert into changes select 0 where not exists (select * from changes);`);
  }

  async get(key: string, options: GetOptions = {}): Promise<Uint8Array | undefined> {
    check(key, options);
    const row = this.#db.prepare('select body from objects where key = ?').get(key) as { body: Uint8Array } | undefined;
    if (row === undefined) return undefined;
    const { start = 0, end = row.body.length } = options.range ?? {};
    const from = start < 0 ? Math.max(0, row.body.length + start) : start;
    return row.body.slice(from, Math.max(from, end));
  }

  async head(key: string, options: CallOptions = {}): Promise<ObjectInfo | undefined> {
    check(key, options);
    const row = this.#db
      .prepare('select key, length(body) as size, change, modified from objects where key = ?')
      .get(key);
    return row === undefined ? undefined : info(row as unknown as Row);
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<ObjectInfo> {
    check(key, options);
    this.#db.exec('begin immediate');
    try {
      if (options.ifAbsent && this.#db.prepare('select 1 from objects where key = ?').get(key))
        throw new PenstockError('PEN_ALREADY_EXISTS', `The object "${key}" exists already`, { at: key });
      const { last } = this.#db.prepare('update changes set last = last + 1 returning last').get() as { last: number };
      const modified = Date.now();
      this.#db.prepare('insert or replace into objects values (?, ?, ?, ?)').run(key, body, last, modified);
      this.#db.exec('commit');
      return info({ key, size: body.length, change: last, modified });
    } catch (error) {
      this.#db.exec('rollback');
      throw error;
    }
  }

  async putFile(key: string, localPath: string, options: PutOptions = {}): Promise<ObjectInfo> {
    check(key, options);
    const body = await readFile(localPath).catch((cause: unknown) => {
      throw new PenstockError('PEN_NOT_FOUND', `The local file ${localPath} cannot be read`, { at: localPath, cause });
    });
    const stored = await this.put(key, body, options);
    await unlink(localPath);
    return stored;
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncIterable<ObjectInfo> {
    assertKeyPrefix(prefix);
    throwIfAborted(options.signal, `listing of "${prefix}"`);
    const rows = this.#db
      .prepare(
        'select key, length(body) as size, change, modified from objects where key >= ? and substr(key, 1, length(?)) = ? and key > ? order by key',
      )
      .all(prefix, prefix, prefix, options.startAfter ?? '');
    for (const row of rows) {
      throwIfAborted(options.signal, `listing of "${prefix}"`);
      yield info(row as unknown as Row);
    }
  }

  async delete(key: string, options: CallOptions = {}): Promise<void> {
    check(key, options);
    this.#db.prepare('delete from objects where key = ?').run(key);
  }

  async localFile(key: string, options: CallOptions = {}): Promise<string> {
    const [body, head] = [await this.get(key, options), await this.head(key, options)];
    if (body === undefined || head === undefined)
      throw new PenstockError('PEN_NOT_FOUND', `There is no object "${key}"`, { at: key });
    this.#copies ??= this.scratchDir().then((dir) => mkdtemp(join(dir, 'copies-')));
    const folder = join(await this.#copies, head.etag);
    await mkdir(folder, { recursive: true });
    const path = join(folder, basename(key));
    await writeFile(path, body);
    return path;
  }

  async scratchDir(): Promise<string> {
    await mkdir(this.#scratch, { recursive: true });
    return this.#scratch;
  }

  uri(key: string): string {
    assertObjectKey(key);
    return `${pathToFileURL(this.#file).href}#${encodeURIComponent(key)}`;
  }

  async close(): Promise<void> {
    this.#db.close();
    if (this.#copies) await rm(await this.#copies, { recursive: true, force: true });
  }
}

function info({ key, size, change, modified }: Row): ObjectInfo {
  return { key, size, etag: String(change), modified: new Date(modified) };
}

function check(key: string, options: CallOptions): void {
  assertObjectKey(key);
  throwIfAborted(options.signal, `call for "${key}"`);
}
