import { modelFiles } from './model-template.ts';
import { tablesFiles } from './tables-template.ts';

export const templates = { tables: tablesFiles, model: modelFiles } as const;
export type TemplateName = keyof typeof templates;

export interface ProjectFiles {
  /** Path → text: must not be there yet. */
  readonly own: Readonly<Record<string, string>>;
  /** Path → text: left as it is where it is there. */
  readonly shared: Readonly<Record<string, string>>;
}

/** Files of a new project. */
export function projectFiles(name: string, template: TemplateName, version: string): ProjectFiles {
  const manifest = {
    name,
    private: true,
    type: 'module',
    scripts: { start: 'penstock run' },
    dependencies: { '@penstock/core': version, penstock: version },
  };
  return {
    own: templates[template](name),
    shared: {
      'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
      '.gitignore': 'node_modules/\n.penstock/\nlake/*\n!lake/landing/\n',
    },
  };
}
