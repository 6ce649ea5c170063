import { PenstockError } from '@penstock/core';
import type { ObjectStore, Query, Relation, TableFormat } from '@penstock/core/contracts';
import { loadBatches } from '../arrow/load-batches.ts';
import { engineError, type ReadFile } from '../database/engine-error.ts';
import type { Session } from '../database/session.ts';
import { fillTemplate, relationsIn } from '../sql/fill-template.ts';
import { quotedName } from '../sql/quote.ts';
import { checkSelect } from './check-select.ts';
import { filesSource } from './files-source.ts';
import { localFiles } from './local-files.ts';
import { type PushedFilter, pushedFilters } from './pushed-filters.ts';
import { relationFile } from './relation-file.ts';
import { ROW_TRACKING, type TableDemand, type TableRelation, tableFiles } from './table-relations.ts';
import { tableSource } from './table-source.ts';

export interface Sources {
  readonly store: ObjectStore;
  readonly tables: TableFormat;
}

/** What a query reads from, as temporary views of a session. */
export class RelationViews {
  /** Everything that has been read from, local path → file. */
  readonly files = new Map<string, ReadFile>();
  /** Bytes of those files, as far as the tables tell. */
  bytes = 0;
  readonly #session: Session;
  readonly #sources: Sources;
  readonly #subject: string;
  readonly #describing: boolean;
  /** Lower-cased view name → what it stands for. */
  readonly #views = new Map<string, string>();
  /** Queries and batches have no words to be known by, and batches can be read only once. */
  readonly #made = new Map<Relation, string>();

  /**
   * @param subject for errors, e.g. `Table "flights"`
   * @param describing leaves batches unread
   */
  constructor(session: Session, sources: Sources, subject: string, describing = false) {
    this.#session = session;
    this.#sources = sources;
    this.#subject = subject;
    this.#describing = describing;
  }

  /** The SQL of a query with a view for each `{{name}}`. */
  async fill({ sql, relations, at }: Query): Promise<string> {
    const views = new Map<string, string>();
    const names = relationsIn(sql);
    const tables = names.filter((name) => Object.hasOwn(relations, name) && relations[name]?.kind === 'table');
    const filters = await pushedFilters(this.#session, sql, tables);
    for (const name of names) {
      const relation = Object.hasOwn(relations, name) ? relations[name] : undefined;
      if (!relation)
        throw new PenstockError('PEN_SQL_INVALID', `${this.#subject}: {{${name}}} stands for nothing`, { at });
      // With its schema, so that a common table expression of the same name may read from it.
      views.set(name, `temp.main.${quotedName(await this.#view(name, relation, sql, filters.get(name)))}`);
    }
    return fillTemplate(sql, views);
  }

  async #view(name: string, relation: Relation, sql: string, filter?: PushedFilter): Promise<string> {
    const made = this.#made.get(relation);
    if (made !== undefined) return made;
    const withRow = (relation.kind === 'files' ? /\b_row\b/i : ROW_TRACKING).test(sql);
    const isUnique = relation.kind === 'query' || relation.kind === 'batches';
    const identity = isUnique ? `unique ${this.#views.size}` : JSON.stringify([relation, withRow, filter?.predicate]);
    const { view, isNew } = this.#nameFor(name, identity);
    if (isUnique) this.#made.set(relation, view);
    if (!isNew) return view;
    const source = await this.#source(view, relation, { withRow, filter });
    await this.#session.run(`create temp view ${quotedName(view)} as ${source}`).catch(async (error: unknown) => {
      if (relation.kind === 'files') await this.#findUnreadable(relation);
      throw engineError(error, { subject: this.#subject, files: this.files, binding: true });
    });
    return view;
  }

  /** The reader of CSV does not say which of several files it could make nothing of: each is tried by itself. */
  async #findUnreadable(relation: Extract<Relation, { kind: 'files' }>): Promise<void> {
    for (const key of relation.keys) {
      const [path = ''] = await localFiles(this.#sources.store, [key], this.#session.signal);
      const source = filesSource({ ...relation, keys: [key] }, [path], false);
      await this.#session.prepare(source).catch((error: unknown) => {
        throw engineError(error, { subject: this.#subject, files: this.files, only: { key } });
      });
    }
  }

  /** Queries within queries may use one name for different things. */
  #nameFor(name: string, identity: string): { view: string; isNew: boolean } {
    for (let count = 1; ; count++) {
      const view = count === 1 ? name : `${name}_${count}`;
      const known = this.#views.get(view.toLowerCase());
      if (known === identity) return { view, isNew: false };
      if (known === undefined) {
        this.#views.set(view.toLowerCase(), identity);
        return { view, isNew: true };
      }
    }
  }

  async #source(view: string, relation: Relation, demand: TableDemand): Promise<string> {
    const { signal } = this.#session;
    switch (relation.kind) {
      case 'table':
      case 'appended':
      case 'changes':
        return this.#tableSource(view, relation, demand);
      case 'files': {
        if (relation.keys.length === 0)
          throw new PenstockError('PEN_SOURCE_UNREADABLE', `${this.#subject}: "${view}" has no files to read`);
        const paths = await localFiles(this.#sources.store, relation.keys, signal);
        for (const [i, path] of paths.entries()) this.files.set(path, { key: relation.keys[i] ?? '' });
        return filesSource(relation, paths, demand.withRow);
      }
      case 'query': {
        const sql = await this.fill(relation.query);
        await checkSelect(this.#session, sql, { subject: this.#subject, at: relation.query.at, files: this.files });
        return `(\n${sql}\n)`;
      }
      case 'batches':
        return loadBatches(
          this.#session,
          `__batches ${view}`,
          relation.schema,
          this.#describing ? none() : relation.batches,
        );
    }
  }

  async #tableSource(view: string, relation: TableRelation, demand: TableDemand): Promise<string> {
    const { table } = relation;
    const { signal } = this.#session;
    const { tables } = this.#sources;
    const { schema, partitionColumns, files, extra } = await tableFiles(tables, relation, demand, { signal });
    const keys = files.map((file) => file.key);
    const paths = await localFiles(this.#sources.store, keys, signal);
    const local = files.map((file, i) => {
      const path = paths[i] ?? '';
      this.files.set(path, { key: file.key, table });
      this.bytes += file.size;
      return relationFile(path, file);
    });
    const source = { schema, partitionColumns, files: local, extra, table: `__rows ${view}` };
    return tableSource(this.#session, source, this.#describing).catch((error: unknown) => {
      throw engineError(error, { subject: this.#subject, files: this.files });
    });
  }
}

async function* none(): AsyncIterable<never> {}
