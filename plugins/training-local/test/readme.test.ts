import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { jobDescription } from '../src/protocol/job-description.ts';
import { trainingEvent } from '../src/protocol/training-event.ts';

test.each([
  ['Job', jobDescription],
  ['Event', trainingEvent],
] as const)('the README has the JSON schema of the protocol: %s', async (title, schema) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, block = ''] = readme.split(`### ${title} schema\n\n\`\`\`json\n`);
  expect(JSON.parse(block.slice(0, block.indexOf('\n```')))).toEqual(z.toJSONSchema(schema, { io: 'input' }));
});
