import type { FlowExpectation } from '@penstock/core/contracts';
import { quoted } from '../sql/quote.ts';
import { isBroken } from './rules.ts';

/** Rules of one mask column: as many as a BIGINT has bits without its sign. */
const PER_MASK = 62;

/**
 * The rules that each row breaks, as bits of one or more columns: evaluated in the one pass that stages the rows, then
 * counted, kept by and written to quarantine without looking at a predicate again.
 */
export class Masks {
  readonly #rules: readonly FlowExpectation[];
  readonly names: readonly string[];

  /** @param taken names of the flow's columns */
  constructor(rules: readonly FlowExpectation[], taken: readonly string[]) {
    this.#rules = rules;
    let prefix = '__broken';
    while (taken.some((name) => name.toLowerCase().startsWith(prefix))) prefix = `_${prefix}`;
    this.names = Array.from({ length: Math.ceil(rules.length / PER_MASK) }, (_, i) => `${prefix}${i}`);
  }

  /** Select list of the mask columns over the flow. */
  get select(): readonly string[] {
    return this.names.map((name, i) => {
      const bits = this.#rules
        .slice(i * PER_MASK, (i + 1) * PER_MASK)
        .map((rule, bit) => `(case when ${isBroken(rule)} then ${1n << BigInt(bit)} else 0 end)`);
      return `cast(${bits.join(' | ')} as ${this.#type}) as ${name}`;
    });
  }

  get keep(): string {
    return `not ${this.#anyOf((rule) => rule.action === 'drop' || rule.action === 'quarantine')}`;
  }

  get quarantine(): string {
    return this.#anyOf((rule) => rule.action === 'quarantine');
  }

  /** List of the names of all rules that a row breaks. */
  get failed(): string {
    const names = this.#rules.map((rule, i) => `case when ${this.#isBroken(i)} then ${quoted(rule.name)} end`);
    return `list_filter([${names.join(', ')}], lambda item: item is not null)`;
  }

  /** Counts from rows of `select <masks>, count(*) … group by <masks>`. */
  count(groups: readonly { readonly masks: readonly bigint[]; readonly rows: number }[]): {
    readonly in: number;
    readonly dropped: number;
    readonly failed: readonly number[];
  } {
    const failed = this.#rules.map(() => 0);
    let all = 0;
    let dropped = 0;
    for (const { masks, rows } of groups) {
      all += rows;
      const broken = this.#rules.map((_, i) => ((masks[Math.floor(i / PER_MASK)] ?? 0n) >> BigInt(i % PER_MASK)) & 1n);
      const breaks = (action: FlowExpectation['action']) =>
        this.#rules.some((rule, i) => rule.action === action && broken[i] === 1n);
      if (breaks('drop') && !breaks('quarantine')) dropped += rows;
      broken.forEach((bit, i) => {
        if (bit === 1n) failed[i] = (failed[i] ?? 0) + rows;
      });
    }
    return { in: all, dropped, failed };
  }

  get #type(): string {
    if (this.#rules.length <= 8) return 'utinyint';
    return this.#rules.length <= 16 ? 'usmallint' : 'bigint';
  }

  #isBroken(rule: number): string {
    return this.#test(Math.floor(rule / PER_MASK), 1n << BigInt(rule % PER_MASK));
  }

  #anyOf(matches: (rule: FlowExpectation) => boolean): string {
    const tests = this.names.flatMap((_, mask) => {
      const rules = this.#rules.slice(mask * PER_MASK, (mask + 1) * PER_MASK);
      const bits = rules.reduce((sum, rule, bit) => (matches(rule) ? sum | (1n << BigInt(bit)) : sum), 0n);
      return bits === 0n ? [] : [this.#test(mask, bits)];
    });
    return tests.length === 0 ? 'false' : `(${tests.join(' or ')})`;
  }

  #test(mask: number, bits: bigint): string {
    return `(${this.names[mask]} & cast(${bits} as ${this.#type})) <> 0`;
  }
}
