import { secret } from '@penstock/core';
import { remoteOptions } from '@penstock/core/storage';
import { z } from 'zod';

const encryption = z.strictObject({
  type: z
    .enum(['AES256', 'aws:kms', 'aws:kms:dsse'])
    .describe('Keys of S3, of the Key Management Service, or of the latter in two layers.'),
  kmsKeyId: z
    .string()
    .min(1)
    .optional()
    .describe('Id, ARN or alias of the key, for the `aws:kms` types; the key of the account by default.'),
  bucketKey: z.boolean().optional().describe('Whether S3 saves calls to the Key Management Service by a bucket key.'),
});

export const options = z
  .strictObject({
    bucket: z.string().min(3).describe('Name of the bucket, or ARN of an access point. It has to exist.'),
    region: z
      .string()
      .min(1)
      .optional()
      .describe('Region of the bucket. By default that of the AWS configuration; `us-east-1` with an `endpoint`.'),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .refine((url) => !URL.canParse(url) || new URL(url).username === '', 'must not hold credentials')
      .optional()
      .describe('Address of a service other than AWS, e.g. `http://127.0.0.1:9000`.'),
    pathStyle: z
      .boolean()
      .optional()
      .describe(
        'Whether the bucket stands in the path of the URL and not in the host name. By default so with an `endpoint`.',
      ),
    accessKeyId: secret()
      .optional()
      .describe('With `secretAccessKey`: credentials. By default those of the AWS chain.'),
    secretAccessKey: secret().optional().describe('Belongs to `accessKeyId`.'),
    sessionToken: secret().optional().describe('Of temporary credentials, beside the other two.'),
    profile: z.string().min(1).optional().describe('Profile of the AWS configuration files.'),
    encryption: encryption.optional().describe('Encryption of new objects; what the bucket has set by default.'),
    checksums: z
      .boolean()
      .default(true)
      .describe('Whether CRC-32 checksums are sent and verified. Off for services that do not know them.'),
    probe: z
      .boolean()
      .default(true)
      .describe('Whether the first put-if-absent makes sure that the service honours `If-None-Match`.'),
    ...remoteOptions,
  })
  .refine((value) => (value.accessKeyId === undefined) === (value.secretAccessKey === undefined), {
    message: 'accessKeyId and secretAccessKey belong together',
    path: ['secretAccessKey'],
  })
  .refine((value) => value.sessionToken === undefined || value.accessKeyId !== undefined, {
    message: 'a session token needs accessKeyId and secretAccessKey beside it',
    path: ['sessionToken'],
  })
  .refine((value) => !/--x(a)?-s3$/.test(value.bucket), {
    message: 'is a directory bucket, whose listings are not sorted; use a general purpose bucket',
    path: ['bucket'],
  });

export type S3Options = z.output<typeof options>;
