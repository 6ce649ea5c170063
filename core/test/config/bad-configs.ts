import type { ErrorCode } from '@penstock/core';
import type { Case } from '../support/problems-of.ts';

/** Code, place and a piece of the message. */
export type Expected = readonly [code: ErrorCode, at: string, message: string];

export interface BadConfig extends Omit<Case, 'files'> {
  readonly name: string;
  /** Text of penstock.yaml. */
  readonly yaml?: string;
  readonly files?: Case['files'];
  readonly expect: readonly Expected[];
}

const shelf = "s: { use: './plugins/shelf.ts' }";
const plugins = (...lines: string[]) => ['plugins:', ...lines.map((line) => `  ${line}`)].join('\n');

const syntax: BadConfig[] = [
  {
    name: 'no file and nothing built in',
    files: {},
    expect: [['PEN_CONFIG_NOT_FOUND', 'penstock.yaml:1:1', 'no configuration file']],
  },
  {
    name: 'a file named on the command line that does not exist',
    files: {},
    configPath: 'deploy/prod.yaml',
    defaults: {},
    expect: [['PEN_CONFIG_NOT_FOUND', 'deploy/prod.yaml:1:1', 'no configuration file']],
  },
  {
    name: 'a folder in the place of the file',
    files: { 'penstock.yaml/x': '' },
    expect: [['PEN_CONFIG_NOT_FOUND', 'penstock.yaml:1:1', 'EISDIR']],
  },
  {
    name: 'an open bracket',
    yaml: 'project: a\npipelines: [./a.ts',
    expect: [['PEN_CONFIG_SYNTAX', 'penstock.yaml:2:19', 'Flow sequence']],
  },
  {
    name: 'a key twice',
    yaml: 'project: a\nproject: b',
    expect: [['PEN_CONFIG_SYNTAX', 'penstock.yaml:2:1', 'unique']],
  },
  {
    name: 'a tab as indentation',
    yaml: 'secrets:\n\tdir: x',
    expect: [['PEN_CONFIG_SYNTAX', 'penstock.yaml:2:1', 'Tabs']],
  },
  {
    name: 'an alias without an anchor',
    yaml: 'project: *name',
    expect: [['PEN_CONFIG_SYNTAX', 'penstock.yaml:1:10', 'anchor']],
  },
  {
    name: 'two documents in one file',
    yaml: 'project: a\n---\nproject: b',
    expect: [['PEN_CONFIG_SYNTAX', 'penstock.yaml:2:1', 'multiple documents']],
  },
  {
    name: 'a tag that means something elsewhere',
    yaml: 'project: !env NAME',
    expect: [['PEN_CONFIG_SYNTAX', 'penstock.yaml:1:10', 'tag']],
  },
  {
    name: 'a list as a key',
    yaml: '? [a, b]\n: c',
    expect: [['PEN_CONFIG_SYNTAX', 'penstock.yaml:1:3', 'key must be plain text']],
  },
  {
    name: 'a list in the place of the whole',
    yaml: '- project: a',
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:1:1', 'keys and values']],
  },
  {
    name: 'anchors that multiply without end',
    yaml: `a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]\n${'bcdefg'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[index]}`).join(', ')}]`)
      .join('\n')}`,
    expect: [['PEN_CONFIG_SYNTAX', 'penstock.yaml:1:35', 'beyond reason']],
  },
];

const shape: BadConfig[] = [
  {
    name: 'an unknown key at the top, with the one that is meant',
    yaml: 'pluggins: {}',
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:1:1', 'did you mean "plugins"?']],
  },
  {
    name: 'a project name with capitals',
    yaml: 'project: Flight Delays',
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:1:10', 'project: must be lower-case']],
  },
  {
    name: 'text where a list is wanted',
    yaml: 'pipelines: ./pipeline.ts',
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:1:12', 'pipelines: expected array, received string']],
  },
  {
    name: 'a pipeline file that does not exist',
    yaml: 'pipelines:\n  - ./pipeline.ts#main',
    expect: [['PEN_PIPELINE_NOT_FOUND', 'penstock.yaml:2:5', 'no file ./pipeline.ts']],
  },
  {
    name: 'a plugin without `use`',
    yaml: plugins('s: { with: { root: a } }'),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:2:3', 'plugins.s.use is missing']],
  },
  {
    name: 'a plugin that is only a name',
    yaml: plugins("s: './plugins/shelf.ts'"),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:2:6', 'plugins.s: expected object']],
  },
  {
    name: 'an id with a space',
    yaml: plugins("my shelf: { use: './plugins/shelf.ts' }"),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:2:3', 'plugins.my shelf: must be a letter']],
  },
  {
    name: 'an unknown key of a plugin',
    yaml: plugins("s: { use: './plugins/shelf.ts', wiht: {} }"),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:2:35', 'did you mean "with"?']],
  },
];

const references: BadConfig[] = [
  {
    name: 'a variable that is not set',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { root: '${env:ROOT}' } }"),
    expect: [['PEN_CONFIG_REFERENCE', 'penstock.yaml:2:49', '${env:ROOT} is not set']],
  },
  {
    name: 'a file that does not exist',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { root: '${file:root.txt}' } }"),
    expect: [['PEN_CONFIG_REFERENCE', 'penstock.yaml:2:49', '${file:root.txt} cannot be read (ENOENT)']],
  },
  {
    name: 'a secret that is nowhere',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { key: '${secret:shelf-key}' } }"),
    expect: [['PEN_CONFIG_REFERENCE', 'penstock.yaml:2:48', '${secret:shelf-key} is not set']],
  },
  {
    name: 'a secret name that leaves the folder of secrets',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { key: '${secret:../key}' } }"),
    expect: [['PEN_CONFIG_REFERENCE', 'penstock.yaml:2:48', 'not a reference']],
  },
  {
    name: 'a kind of reference that does not exist',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { root: 'a/${var:x}' } }"),
    expect: [['PEN_CONFIG_REFERENCE', 'penstock.yaml:2:49', 'not a reference']],
  },
  {
    name: 'a reference that is not closed',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { root: '${env:ROOT' } }"),
    expect: [['PEN_CONFIG_REFERENCE', 'penstock.yaml:2:49', 'not a reference']],
  },
  {
    name: 'a reference that chooses the plugin',
    yaml: plugins("s: { use: '${env:SHELF}' }"),
    expect: [
      ['PEN_CONFIG_REFERENCE', 'penstock.yaml:2:13', 'only in values under `with:`'],
      ['PEN_PLUGIN_NOT_FOUND', 'penstock.yaml:2:13', 'neither a package nor a path'],
    ],
  },
  {
    name: 'a secret where it would be printed',
    yaml: 'stateDir: ${secret:dir}',
    env: { PENSTOCK_SECRET_DIR: 'hush-hush' },
    expect: [['PEN_CONFIG_REFERENCE', 'penstock.yaml:1:11', 'cannot stand here']],
  },
  {
    name: 'a secret as plain text',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { key: hunter22 } }"),
    expect: [['PEN_CONFIG_SECRET_LITERAL', 'penstock.yaml:2:48', 'plugins.s.with.key is a secret']],
  },
  {
    name: 'a secret as a plain number',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { key: 12345678 } }"),
    expect: [['PEN_CONFIG_SECRET_LITERAL', 'penstock.yaml:2:48', 'plugins.s.with.key is a secret']],
  },
  {
    name: 'a secret whose default is plain text',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { key: '${env:KEY:-hunter22}' } }"),
    expect: [['PEN_CONFIG_SECRET_LITERAL', 'penstock.yaml:2:48', 'whose default']],
  },
  {
    name: 'a secret in the chosen variant of several, beside another mistake',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { login: { type: token, token: hunter22 }, parts: many } }"),
    expect: [
      ['PEN_CONFIG_SECRET_LITERAL', 'penstock.yaml:2:72', 'plugins.s.with.login.token is a secret'],
      ['PEN_CONFIG_INVALID', 'penstock.yaml:2:91', 'plugins.s.with.parts: expected number, received string'],
    ],
  },
  {
    name: 'a secret that the schema does not tell of',
    yaml: plugins("w: { use: './plugins/wrong.ts#handmade', with: { pass: hunter22 } }"),
    expect: [['PEN_CONFIG_SECRET_LITERAL', 'penstock.yaml:2:58', 'plugins.w.with.pass is a secret']],
  },
];

const loading: BadConfig[] = [
  {
    name: 'a package that is not installed',
    yaml: plugins("s: { use: '@nobody/no-such-plugin' }"),
    expect: [['PEN_PLUGIN_NOT_FOUND', 'penstock.yaml:2:13', 'not installed']],
  },
  {
    name: 'a path that does not exist',
    yaml: plugins('s: { use: ./my-shelf.ts }'),
    expect: [['PEN_PLUGIN_NOT_FOUND', 'penstock.yaml:2:13', 'does not exist']],
  },
  {
    name: 'a URL',
    yaml: plugins("s: { use: 'https://example.org/plugin.js' }"),
    expect: [['PEN_PLUGIN_NOT_FOUND', 'penstock.yaml:2:13', 'neither a package nor a path']],
  },
  {
    name: 'an export that does not exist',
    yaml: plugins("s: { use: './plugins/shelf.ts#strikt' }"),
    expect: [['PEN_PLUGIN_NOT_FOUND', 'penstock.yaml:2:13', 'did you mean "strict"?']],
  },
  {
    name: 'a module that throws while it is loaded',
    yaml: plugins('s: { use: ./plugins/throws-on-import.ts }'),
    expect: [['PEN_PLUGIN_NOT_FOUND', 'penstock.yaml:2:13', 'cannot be loaded: no luck today']],
  },
  {
    name: 'a module whose own import is missing',
    yaml: plugins('s: { use: ./plugins/vendor-missing.mjs }'),
    expect: [['PEN_PLUGIN_NOT_FOUND', 'penstock.yaml:2:13', 'no-such-vendor']],
  },
  {
    name: 'an export that is not a plugin',
    yaml: plugins("s: { use: './plugins/shelf.ts#notPlugin' }"),
    expect: [['PEN_PLUGIN_INVALID', 'penstock.yaml:2:13', 'is not a plugin']],
  },
  {
    name: 'a plugin without options',
    yaml: plugins("s: { use: './plugins/wrong.ts#unfinished' }"),
    expect: [['PEN_PLUGIN_INVALID', 'penstock.yaml:2:13', 'not a complete plugin']],
  },
  {
    name: 'a plugin that claims a feature its capability does not know',
    yaml: plugins("s: { use: './plugins/wrong.ts#liar' }"),
    expect: [['PEN_PLUGIN_INVALID', 'penstock.yaml:2:13', '"teleport"']],
  },
  {
    name: 'a plugin of a later contract',
    yaml: plugins("s: { use: './plugins/wrong.ts#future' }"),
    expect: [['PEN_PLUGIN_INCOMPATIBLE', 'penstock.yaml:2:13', 'contract 99; this Penstock takes 1']],
  },
  {
    name: 'a plugin of an earlier contract',
    yaml: plugins("s: { use: './plugins/wrong.ts#past' }"),
    expect: [['PEN_PLUGIN_INCOMPATIBLE', 'penstock.yaml:2:13', 'contract 0; this Penstock takes 1']],
  },
];

const options: BadConfig[] = [
  {
    name: 'an unknown option, with the one that is meant',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { rot: a } }"),
    expect: [
      ['PEN_CONFIG_INVALID', 'penstock.yaml:2:43', 'plugins.s.with.rot is not a known key; did you mean "root"?'],
    ],
  },
  {
    name: 'options that are missing',
    yaml: plugins("s: { use: './plugins/shelf.ts#strict', with: {} }"),
    expect: [
      ['PEN_CONFIG_INVALID', 'penstock.yaml:2:42', 'plugins.s.with.url is missing (expected string)'],
      ['PEN_CONFIG_INVALID', 'penstock.yaml:2:42', 'plugins.s.with.token is missing (expected string)'],
    ],
  },
  {
    name: 'options that are missing with all of `with`',
    yaml: plugins("s: { use: './plugins/shelf.ts#strict' }"),
    expect: [
      ['PEN_CONFIG_INVALID', 'penstock.yaml:2:3', 'plugins.s.with.url is missing'],
      ['PEN_CONFIG_INVALID', 'penstock.yaml:2:3', 'plugins.s.with.token is missing'],
    ],
  },
  {
    name: 'a number out of range',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { parts: 65 } }"),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:2:50', 'plugins.s.with.parts: expected number to be <=64']],
  },
  {
    name: 'a choice that is none',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { mode: slow } }"),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:2:49', 'expected one of "fast"|"safe"']],
  },
  {
    name: 'a variant that does not exist',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { login: { type: magic } } }"),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:2:58', "login.type: expected 'token' | 'user'"]],
  },
  {
    name: 'a value that fits no variant',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { limit: much } }"),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:2:50', 'limit: expected number, or expected "auto"']],
  },
  {
    name: 'a wrong value deep inside',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { headers: { accept: [json] } } }"),
    expect: [
      ['PEN_CONFIG_INVALID', 'penstock.yaml:2:62', 'plugins.s.with.headers.accept: expected string, received array'],
    ],
  },
  {
    name: 'text of a variable that is not the number wanted',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { parts: '${env:PARTS}' } }"),
    env: { PARTS: 'four' },
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:2:50', 'expected number, received string']],
  },
  {
    name: 'a check of the plugin that throws',
    yaml: plugins("l: { use: './plugins/wrong.ts#throwing', with: { place: here } }"),
    expect: [['PEN_PLUGIN_FAILED', 'penstock.yaml:2:44', 'Plugin "l" failed in options: the check itself is broken']],
  },
];

const planning: BadConfig[] = [
  {
    name: 'a need that nothing fills',
    yaml: plugins('l: { use: ./plugins/ledger.ts }'),
    expect: [['PEN_CAPABILITY_MISSING', 'penstock.yaml:2:3', '"l" (ledger-memory) needs shelf@1 as "shelf"']],
  },
  {
    name: 'a need that several could fill',
    yaml: plugins(shelf, "t: { use: './plugins/shelf.ts' }", 'l: { use: ./plugins/ledger.ts }'),
    expect: [['PEN_CAPABILITY_AMBIGUOUS', 'penstock.yaml:4:3', 'several plugins provide it: s, t']],
  },
  {
    name: 'an optional need that several could fill',
    yaml: plugins(shelf, "t: { use: './plugins/shelf.ts' }", "w: { use: './plugins/ledger.ts#watcher' }"),
    expect: [['PEN_CAPABILITY_AMBIGUOUS', 'penstock.yaml:4:3', 'several plugins provide it: s, t']],
  },
  {
    name: 'a need bound to nothing',
    yaml: plugins(
      shelf,
      'l: { use: ./plugins/ledger.ts, bind: { shelf: shelv } }',
      'shelve: { use: ./plugins/shelf.ts }',
    ),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:3:49', 'no plugin "shelv"; did you mean "shelve"?']],
  },
  {
    name: 'a need bound to what provides something else',
    yaml: plugins(shelf, 'l: { use: ./plugins/ledger.ts, bind: { shelf: m } }', 'm: { use: ./plugins/ledger.ts }'),
    expect: [['PEN_CAPABILITY_MISSING', 'penstock.yaml:3:49', '"m" provides ledger@1, not shelf@1']],
  },
  {
    name: 'a binding of a need that the plugin does not have',
    yaml: plugins(shelf, 'l: { use: ./plugins/ledger.ts, bind: { self: s } }'),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:3:48', 'has no need "self"; did you mean "shelf"?']],
  },
  {
    name: 'one need bound to a list',
    yaml: plugins(shelf, 'l: { use: ./plugins/ledger.ts, bind: { shelf: [s] } }'),
    expect: [['PEN_CONFIG_INVALID', 'penstock.yaml:3:49', 'one plugin is needed, not a list']],
  },
  {
    name: 'plugins that need each other',
    yaml: plugins(
      "a: { use: './plugins/ledger.ts#copying', bind: { original: b } }",
      "b: { use: './plugins/ledger.ts#copying', bind: { original: a } }",
    ),
    expect: [['PEN_CAPABILITY_CYCLE', 'penstock.yaml:2:3', 'a → b → a']],
  },
  {
    name: 'a plugin that needs itself',
    yaml: plugins("a: { use: './plugins/ledger.ts#copying', bind: { original: a } }"),
    expect: [['PEN_CAPABILITY_CYCLE', 'penstock.yaml:2:3', 'a → a']],
  },
  {
    name: 'a feature that the plugin does not have',
    yaml: plugins("s: { use: './plugins/shelf.ts', require: [locking, listing] }"),
    expect: [['PEN_CAPABILITY_FEATURE', 'penstock.yaml:2:54', 'feature "listing", which shelf-memory does not have']],
  },
  {
    name: 'a feature that does not exist',
    yaml: plugins("s: { use: './plugins/shelf.ts', require: [lokking] }"),
    expect: [['PEN_CAPABILITY_FEATURE', 'penstock.yaml:2:45', 'not a feature of shelf@1; did you mean "locking"?']],
  },
  {
    name: 'a feature asked of a plugin that provides nothing',
    yaml: plugins("w: { use: './plugins/ledger.ts#watcher', require: [locking] }"),
    expect: [['PEN_CAPABILITY_FEATURE', 'penstock.yaml:2:54', 'not a feature of a hook-only plugin']],
  },
  {
    name: 'a platform plugin that needs a run-scoped one',
    yaml: plugins(
      shelf,
      'l: { use: ./plugins/ledger.ts }',
      "c: { use: './plugins/ledger.ts#cursor', bind: { ledger: l } }",
      "g: { use: './plugins/ledger.ts#greedy' }",
    ),
    expect: [['PEN_CAPABILITY_SCOPE', 'penstock.yaml:5:3', '"g" lives as long as the platform']],
  },
];

const overlays: BadConfig[] = [
  {
    name: 'a profile without a file',
    yaml: '',
    files: { 'penstock.aws.yaml': '' },
    profile: 'azure',
    expect: [['PEN_CONFIG_PROFILE', 'penstock.azure.yaml:1:1', 'no overlay for profile "azure"']],
  },
  {
    name: 'a profile that leads elsewhere',
    yaml: '',
    profile: '../x',
    expect: [['PEN_CONFIG_PROFILE', 'penstock.yaml:1:1', 'name of a profile']],
  },
  {
    name: 'mistakes in the file and in the overlay, each in its place',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { mode: slow } }"),
    files: { 'penstock.dev.yaml': plugins('s: { with: { parts: 0 } }', 'x: { with: {} }') },
    profile: 'dev',
    expect: [
      ['PEN_CONFIG_INVALID', 'penstock.dev.yaml:2:23', 'plugins.s.with.parts: expected number to be >=1'],
      ['PEN_CONFIG_INVALID', 'penstock.dev.yaml:3:3', 'plugins.x.use is missing'],
      ['PEN_CONFIG_INVALID', 'penstock.yaml:2:49', 'plugins.s.with.mode'],
    ],
  },
  {
    name: 'syntax errors in both files',
    yaml: 'a: [',
    files: { 'penstock.dev.yaml': 'b: {' },
    profile: 'dev',
    expect: [
      ['PEN_CONFIG_SYNTAX', 'penstock.dev.yaml:1:5', ''],
      ['PEN_CONFIG_SYNTAX', 'penstock.yaml:1:5', ''],
    ],
  },
  {
    name: 'an overlay whose plugin needs more than the one it replaces',
    yaml: plugins("s: { use: './plugins/shelf.ts', with: { root: a } }"),
    files: { 'penstock.dev.yaml': plugins("s: { use: './plugins/shelf.ts#strict', with: { token: '${secret:t}' } }") },
    profile: 'dev',
    env: { PENSTOCK_SECRET_T: 'hunter22' },
    expect: [['PEN_CONFIG_INVALID', 'penstock.dev.yaml:2:42', 'plugins.s.with.url is missing']],
  },
  {
    name: 'a plugin removed by the overlay that another needs',
    yaml: plugins(shelf, 'l: { use: ./plugins/ledger.ts }'),
    files: { 'penstock.dev.yaml': plugins('s: null') },
    profile: 'dev',
    expect: [['PEN_CAPABILITY_MISSING', 'penstock.yaml:3:3', 'needs shelf@1']],
  },
  {
    name: 'a built-in configuration with a plugin that is not there',
    files: {},
    defaults: { plugins: { s: { use: '@nobody/no-such-plugin' } } },
    resolveFrom: import.meta.url,
    expect: [['PEN_PLUGIN_NOT_FOUND', 'built-in configuration', 'not installed']],
  },
];

export const badConfigs: readonly BadConfig[] = [
  ...syntax,
  ...shape,
  ...references,
  ...loading,
  ...options,
  ...planning,
  ...overlays,
];
