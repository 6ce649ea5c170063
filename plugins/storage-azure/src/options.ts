import { secret } from '@penstock/core';
import { remoteOptions } from '@penstock/core/storage';
import { z } from 'zod';

export const options = z
  .strictObject({
    container: z
      .string()
      .regex(/^(\$root|[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9])$/, 'is not a container name')
      .describe('Name of the container. It has to exist.'),
    account: z
      .string()
      .regex(/^[a-z0-9]{3,24}$/, 'is not an account name')
      .optional()
      .describe('Name of the storage account. Needed unless `endpoint` or `connectionString` says it.'),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .refine((url) => !URL.canParse(url) || (new URL(url).username === '' && new URL(url).search === ''), {
        message: 'must not hold credentials; give a SAS as `sasToken`',
      })
      .optional()
      .describe('Address of the Blob service; `https://<account>.blob.core.windows.net` by default.'),
    accountKey: secret().optional().describe('Key of the account; needs `account`.'),
    sasToken: secret().optional().describe('Shared access signature that may read, write, delete and list.'),
    connectionString: secret().optional().describe('Connection string of the account, instead of the options above.'),
    encryptionScope: z
      .string()
      .min(1)
      .optional()
      .describe('Encryption scope of new objects; that of the container by default.'),
    ...remoteOptions,
  })
  .refine((value) => (value.account ?? value.endpoint ?? value.connectionString) !== undefined, {
    message: 'account, endpoint or connectionString is needed',
    path: ['account'],
  })
  .refine((value) => value.accountKey === undefined || value.account !== undefined, {
    message: 'a key needs the account beside it',
    path: ['accountKey'],
  })
  .refine(
    (value) =>
      [value.accountKey, value.sasToken, value.connectionString].filter((item) => item !== undefined).length <= 1,
    { message: 'give one of accountKey, sasToken and connectionString', path: ['accountKey'] },
  );

export type AzureOptions = z.output<typeof options>;
