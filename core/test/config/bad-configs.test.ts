import { errorCodes } from '@penstock/core';
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../support/problems-of.ts';
import { badConfigs } from './bad-configs.ts';

describe('a configuration is refused, with code and place, for', () => {
  test.each(badConfigs.map((item) => [item.name, item] as const))(
    '%s',
    async (_, { yaml, files, expect: wanted, ...options }) => {
      const problems = await problemsOf({
        ...options,
        files: { ...(yaml === undefined ? {} : { 'penstock.yaml': yaml }), ...files },
      });
      expect(problems.map(({ code, at }) => [code, at])).toEqual(wanted.map(([code, at]) => [code, at]));
      for (const [index, [, , message]] of wanted.entries()) expect(problems[index]?.message).toContain(message);
      for (const problem of problems) {
        expect(problem.hint).not.toBe('');
        expect(JSON.stringify(problem)).not.toMatch(/hunter22|12345678|hush-hush/);
      }
    },
  );

  test('every code of configuration, plugins and capabilities is in the table', () => {
    const used = new Set(badConfigs.flatMap((item) => item.expect.map(([code]) => code)));
    const codes = Object.keys(errorCodes).filter((code) => /^PEN_(CONFIG|PLUGIN|CAPABILITY)_/.test(code));
    const elsewhere = ['PEN_PLUGIN_TIMEOUT'];
    expect(codes.filter((code) => !used.has(code as never))).toEqual(elsewhere);
  });
});
