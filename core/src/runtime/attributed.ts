import { types } from 'node:util';
import type { PenstockError } from '../errors/penstock-error.ts';

/** Makes the error that the caller sees of what a method threw. */
export type Blame = (error: unknown, method: string) => PenstockError;
type Method = (...args: unknown[]) => unknown;

/**
 * A stand-in for what a plugin provides, which blames the plugin for what its methods throw, reject with or
 * throw while being iterated. Methods run on the real object, so private fields and `this` work.
 * @param as name that all calls are reported under, instead of the method's own.
 */
export function attributed<T>(value: T, blame: Blame, as?: string): T {
  if (typeof value !== 'function' && !isObject(value)) return value;
  const real: object = value;
  const wrapped = new Map<PropertyKey, { readonly method: unknown; readonly stand: Method }>();

  // Not the real object: a frozen one would oblige the proxy to give out its methods as they are.
  const shell: object = typeof value === 'function' ? () => {} : {};
  const proxy: object = new Proxy(shell, {
    get(_, key) {
      const member: unknown = Reflect.get(real, key, real);
      if (typeof member !== 'function' || key === 'constructor') return member;
      const known = wrapped.get(key);
      if (known?.method === member) return known.stand;
      const stand = (...args: unknown[]) => call(member as Method, real, args, key);
      wrapped.set(key, { method: member, stand });
      return stand;
    },
    apply: (_, self, args: unknown[]) => call(real as Method, self, args, 'call'),
    set: (_, key, item) => Reflect.set(real, key, item, real),
    has: (_, key) => Reflect.has(real, key),
    deleteProperty: (_, key) => Reflect.deleteProperty(real, key),
    getPrototypeOf: () => Reflect.getPrototypeOf(real),
    ownKeys: () => Reflect.ownKeys(real),
    getOwnPropertyDescriptor(_, key) {
      const found = Reflect.getOwnPropertyDescriptor(real, key);
      return found && { ...found, configurable: true };
    },
  });

  function call(method: Method, self: unknown, args: unknown[], key: PropertyKey): unknown {
    const name = as ?? String(key);
    try {
      const result = Reflect.apply(method, self, args);
      if (types.isPromise(result)) {
        return result.then(
          (settled) => handOut(settled, name, false),
          (error) => {
            throw blame(error, name);
          },
        );
      }
      return handOut(result, name, key === Symbol.asyncIterator);
    } catch (error) {
      throw blame(error, name);
    }
  }

  function handOut(result: unknown, name: string, iterator: boolean): unknown {
    if (result === real) return proxy;
    return isObject(result) && (iterator || isPlainIterable(result)) ? attributed(result, blame, name) : result;
  }

  return proxy as T;
}

/** Generators and plain iterables; streams and the like are more than iterables and stay as they are. */
function isPlainIterable(value: object): boolean {
  if (!(Symbol.asyncIterator in value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    Object.prototype.toString.call(value) === '[object AsyncGenerator]' ||
    prototype === Object.prototype ||
    prototype === null
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
