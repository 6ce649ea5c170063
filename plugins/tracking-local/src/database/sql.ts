import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** Runs statements inside a transaction; each text is compiled once per connection. Texts are constants, never built from values. */
export class Sql {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Rows as `R`, which must list the selected columns as the schema has them: SQLite cannot tell their types. */
  all<R extends object>(text: string, ...values: readonly SQLInputValue[]): R[] {
    return this.#statement(text).all(...values) as unknown as R[];
  }

  get<R extends object>(text: string, ...values: readonly SQLInputValue[]): R | undefined {
    return this.#statement(text).get(...values) as unknown as R | undefined;
  }

  /** Number of changed rows and the rowid of the last insert. */
  run(text: string, ...values: readonly SQLInputValue[]): { readonly changes: number; readonly id: number } {
    const { changes, lastInsertRowid } = this.#statement(text).run(...values);
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }

  #statement(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#db.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}
