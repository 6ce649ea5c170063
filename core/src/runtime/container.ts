import { Container, type ServiceIdentifier } from 'inversify';

/** One instance to be made: what it waits for and how it is made. */
export interface Slot<T> {
  readonly id: string;
  /** Ids of the slots that must be made before. */
  readonly needs: readonly string[];
  make(needs: ReadonlyMap<string, T>): Promise<T>;
}

/**
 * Makes each slot once, when first asked for, after what it needs. The only importer of inversify: nothing on the
 * way to `--help`, `check` or `plan` may import this file, because inversify is slow to load and patches `Reflect`.
 */
export class SlotContainer<T> {
  readonly #container: Container;

  constructor(parent?: SlotContainer<T>) {
    this.#container = new Container({
      parent: parent === undefined ? undefined : parent.#container,
      defaultScope: 'Singleton',
      jitless: true,
    });
  }

  add(slot: Slot<T>): void {
    this.#container.bind(this.#key(slot.id)).toResolvedValue<T[]>(
      (...made) => slot.make(new Map(slot.needs.flatMap((id, index) => pair(id, made[index])))),
      slot.needs.map((id) => this.#key(id)),
    );
  }

  get(id: string): Promise<T> {
    return this.#container.getAsync(this.#key(id));
  }

  /** For what lives shorter: it sees the slots here and adds its own. What is here must be made before it is asked. */
  child(): SlotContainer<T> {
    return new SlotContainer(this);
  }

  #key(id: string): ServiceIdentifier<T> {
    return Symbol.for(`@penstock/slot/${id}`);
  }
}

function pair<T>(id: string, made: T | undefined): [string, T][] {
  return made === undefined ? [] : [[id, made]];
}
