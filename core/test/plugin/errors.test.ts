import { attribute, errorCodes, guard, PenstockError, systemError } from '@penstock/core';
import { describe, expect, test } from 'vitest';

describe('a Penstock error', () => {
  test('carries code, place, advice and cause', () => {
    const cause = new Error('refused');
    const error = new PenstockError('PEN_STORAGE_DENIED', 'Cannot write x', {
      plugin: 's',
      hook: 'put',
      at: 'x',
      hint: 'Log in.',
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    const { name, code, details, hint, message } = error;
    expect({ name, code, details, cause: error.cause, hint, message }).toEqual({
      name: 'PenstockError',
      code: 'PEN_STORAGE_DENIED',
      details: { plugin: 's', hook: 'put', at: 'x', hint: 'Log in.' },
      cause,
      hint: 'Log in.',
      message: 'Cannot write x',
    });
    expect(new PenstockError('PEN_TIMEOUT', 'slow')).not.toHaveProperty('cause');
  });

  test('gives the standing advice of its code where it has none of its own', () => {
    expect(new PenstockError('PEN_TIMEOUT', 'slow').hint).toBe(errorCodes.PEN_TIMEOUT);
  });

  test('is known by name and code, also of another copy of the package', () => {
    const foreign = Object.assign(new Error('x'), { name: 'PenstockError', code: 'PEN_TIMEOUT' });
    expect(PenstockError.is(foreign)).toBe(true);
    expect(PenstockError.is(foreign, 'PEN_TIMEOUT')).toBe(true);
    expect(PenstockError.is(foreign, 'PEN_ABORTED')).toBe(false);
    expect(PenstockError.is(new Error('x'))).toBe(false);
    expect(PenstockError.is({ name: 'PenstockError' })).toBe(false);
  });
});

test('every code begins with PEN_ and its advice is a sentence', () => {
  for (const [code, advice] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^PEN_[A-Z]+(_[A-Z]+)*$/);
    expect(advice).toMatch(/^[A-Z`A].*[.]$/s);
  }
});

describe('an error of the system', () => {
  const failed = (code: string, more: object = {}) => Object.assign(new Error(`${code}: no`), { code, ...more });

  test.each([
    [failed('ENOSPC', { syscall: 'write' }), 'PEN_STORAGE_FULL', undefined],
    [failed('EDQUOT', { path: '/a' }), 'PEN_STORAGE_FULL', '/a'],
    [failed('EROFS', { path: '/a' }), 'PEN_STORAGE_DENIED', '/a'],
    [failed('EACCES', { path: '/a' }), 'PEN_STORAGE_DENIED', '/a'],
    [failed('ENOENT', { path: '/a', syscall: 'mkdir' }), 'PEN_STORAGE_DENIED', '/a'],
  ])('%s is %s', (error, code, at) => {
    expect(systemError(error, 'It failed')).toMatchObject({
      code,
      message: expect.stringMatching(/^It failed: /),
      cause: error,
    });
    expect(systemError(error, 'It failed')?.details.at).toBe(at);
    expect(attribute(error, 'p', 'setup')).toMatchObject({
      code,
      details: { plugin: 'p', hook: 'setup' },
      cause: error,
    });
  });

  test.each([
    failed('EACCES', { syscall: 'listen', port: 80 }),
    failed('EACCES', { syscall: 'spawn x', path: 'x' }),
    failed('ENOENT', { syscall: 'open', path: '/a' }),
    new Error('ENOSPC'),
    'ENOSPC',
  ])('%s says nothing about the disk', (error) => {
    expect(systemError(error, 'It failed')).toBeUndefined();
  });
});

describe('guarding a call into a plugin', () => {
  test('gives what the call gives', async () => {
    expect(await guard('p', 'setup', () => 1)).toBe(1);
    expect(await guard('p', 'setup', async () => 2)).toBe(2);
  });

  test('names plugin and phase of what it throws, and keeps the cause', async () => {
    await expect(guard('p', 'setup', () => Promise.reject(new TypeError('bad')))).rejects.toMatchObject({
      code: 'PEN_PLUGIN_FAILED',
      message: 'Plugin "p" failed in setup: bad',
      details: { plugin: 'p', hook: 'setup' },
      cause: expect.any(TypeError),
    });
    expect(attribute('text', 'p', 'x').message).toBe('Plugin "p" failed in x: text');
  });

  test('adds them to a Penstock error that names no plugin, and leaves one that does', () => {
    const bare = new PenstockError('PEN_NOT_FOUND', 'gone', { at: 'k' });
    expect(attribute(bare, 'p', 'get')).toMatchObject({
      code: 'PEN_NOT_FOUND',
      details: { at: 'k', plugin: 'p', hook: 'get' },
      cause: bare,
    });
    const named = new PenstockError('PEN_NOT_FOUND', 'gone', { plugin: 'q' });
    expect(attribute(named, 'p', 'get')).toBe(named);
  });

  test('takes an abort for what it is', () => {
    expect(attribute(AbortSignal.abort().reason, 'p', 'get')).toMatchObject({
      code: 'PEN_ABORTED',
      details: { plugin: 'p' },
    });
  });
});
