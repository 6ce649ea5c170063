import { z } from 'zod';

const pluginId = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be a letter, then letters, digits, "-" or "_"')
  .describe('Id of the plugin in this deployment');
const flag = z.string().min(1).describe('Name of a feature of the capability');

/** One entry under `plugins:`; its `with` is checked by the options schema of the plugin. */
export const entryShape = z.strictObject({
  use: z
    .string()
    .min(1)
    .describe('What to load: a package, package#export, or a path like ./plugin.ts or ./plugin.ts#export'),
  with: z.record(z.string(), z.unknown()).optional().describe('Options of the plugin'),
  bind: z
    .record(z.string(), z.union([pluginId, z.array(pluginId)]))
    .optional()
    .describe('Need of the plugin → id of the plugin that fills it, where several could'),
  require: z
    .array(flag)
    .optional()
    .describe('Features that this deployment relies on; refused by `plan` when the plugin does not have them'),
});

/** The whole file, its plugin entries unchecked. */
export const settingsShape = z.strictObject({
  project: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and "-"')
    .optional()
    .describe('Name of the project; the folder name when absent'),
  stateDir: z.string().min(1).default('.penstock').describe('Folder for local state, relative to this file'),
  plugins: z.record(pluginId, z.unknown()).default({}).describe('Plugin id → plugin; null removes it in an overlay'),
  pipelines: z.array(z.string().min(1)).default([]).describe('Pipeline files, relative to this file'),
  secrets: z
    .strictObject({
      dir: z
        .string()
        .min(1)
        .default('./secrets')
        .describe('Folder of mounted secrets: ${secret:name} is PENSTOCK_SECRET_<NAME> or the file <dir>/<name>'),
    })
    .optional()
    .describe('Where secrets come from'),
});

/** The whole file or overlay, as editors check it. */
export const fileShape = settingsShape.extend({
  plugins: z
    .record(pluginId, entryShape.partial({ use: true }).nullable())
    .optional()
    .describe('Plugin id → plugin; null removes it in an overlay'),
});
