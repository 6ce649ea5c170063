import { expect, test } from 'vitest';
import {
  bucket,
  category,
  cross,
  featureRow,
  featureSql,
  features,
  hour,
  numeric,
  parseFeatureSpec,
} from '../../src/models/index.ts';

const flights = features({
  hour: hour('date'),
  distance: numeric('distance'),
  origin: category('origin'),
  route: cross('origin', 'destination'),
});

test('A spec lists the raw inputs it reads once each, and its features in order', () => {
  expect(flights.inputs).toEqual([
    { name: 'date', type: 'timestamp' },
    { name: 'distance', type: 'number' },
    { name: 'origin', type: 'string' },
    { name: 'destination', type: 'string' },
  ]);
  expect(flights.features.map(({ name, type }) => `${name}:${type}`)).toEqual([
    'hour:numeric',
    'distance:numeric',
    'origin:categorical',
    'route:categorical',
  ]);
});

test('A spec survives JSON', () => {
  expect(parseFeatureSpec(JSON.parse(JSON.stringify(flights)))).toEqual(flights);
});

test('SQL quotes names as the engine asks', () => {
  expect(featureSql(features({ 'a`b': numeric('x') }), (name) => `\`${name.replaceAll('`', '``')}\``)).toBe(
    'CAST(`x` AS DOUBLE) AS `a``b`',
  );
});

test.each([
  ['no features', {}, 'no features'],
  ['names that differ only in case', { a: numeric('x'), A: numeric('y') }, 'there twice'],
  ['columns that differ only in case', { a: numeric('x'), b: numeric('X') }, 'there twice'],
  ['one column read as two types', { a: numeric('x'), b: category('x') }, 'reads "x" as string'],
  ['edges that do not rise', { a: bucket('x', [1, 1]) }, 'rising order'],
  ['no edges', { a: bucket('x', []) }, 'rising order'],
  ['endless edges', { a: bucket('x', [0, Number.POSITIVE_INFINITY]) }, 'rising order'],
  ['an empty name', { '': numeric('x') }, 'empty'],
])('Features with %s are refused', (_, definitions, message) => {
  expect(() => features(definitions)).toThrow(
    expect.objectContaining({ code: 'PEN_FEATURES_INVALID', message: expect.stringContaining(message) }),
  );
});

test.each([
  ['another version', { ...flights, version: 2 }, 'version'],
  ['an unknown kind', { ...flights, features: [{ name: 'a', kind: 'magic', type: 'numeric', input: 'date' }] }, 'kind'],
  ['a feature without its input', { ...flights, inputs: flights.inputs.slice(1) }, 'not among the inputs'],
  [
    'an input of a type the kind cannot read',
    { ...flights, inputs: flights.inputs.map((input) => ({ ...input, type: 'string' })) },
    'cannot read "date"',
  ],
  ['a key too many', { ...flights, extra: 1 }, 'extra'],
])('A stored spec with %s is refused', (_, json, message) => {
  expect(() => parseFeatureSpec(json)).toThrow(
    expect.objectContaining({ code: 'PEN_FEATURES_INVALID', message: expect.stringContaining(message) }),
  );
});

const good = { date: '2001-01-01T10:00:00', distance: 1, origin: 'ATL', destination: 'JFK' };

test.each([
  ['date', undefined, 'missing'],
  ['date', 'yesterday', 'text of another form'],
  ['date', '2001-02-29', 'text of another form'],
  ['date', '2001-01-01T24:00:00', 'text of another form'],
  ['date', '', 'text of another form'],
  ['date', 9e15, 'out of range'],
  ['date', new Date('x'), 'an invalid Date'],
  ['date', true, 'a boolean'],
  ['distance', '12', 'got text'],
  ['distance', true, 'a boolean'],
  ['distance', [1], 'a list'],
  ['origin', 5, 'a number'],
  ['origin', {}, 'an object'],
])('A row whose %s is %j is refused by name', (column, value, message) => {
  expect(() => featureRow(flights)({ ...good, [column]: value })).toThrow(
    expect.objectContaining({
      code: 'PEN_MODEL_INPUT',
      message: expect.stringMatching(new RegExp(`"${column}".*${message}`)),
      details: { at: column },
    }),
  );
});

test.each([5.5, 2 ** 53, 2n ** 63n, Number.NaN])(
  '%s is not a whole number that a category can be made of',
  (carrier) => {
    const row = featureRow(features({ carrier: category('carrier', 'integer') }));
    expect(() => row({ carrier })).toThrow(expect.objectContaining({ code: 'PEN_MODEL_INPUT' }));
  },
);

test('Nulls make the features that read them null and nothing else', () => {
  expect(featureRow(flights)({ ...good, origin: null })).toEqual({ hour: 10, distance: 1, origin: null, route: null });
});
