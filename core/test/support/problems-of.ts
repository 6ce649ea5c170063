import { isConfigProblems, type LoadPlanOptions, loadPlan, type Problem } from '@penstock/core/runtime';
import { configFolder } from './config-folder.ts';

export interface Case extends Omit<LoadPlanOptions, 'cwd'> {
  readonly files: Readonly<Record<string, string>>;
}

/** What loadPlan has to say about a folder of files; nothing when it takes them. */
export async function problemsOf({ files, env = {}, ...options }: Case): Promise<readonly Problem[]> {
  await using folder = await configFolder(files);
  try {
    await loadPlan({ cwd: folder.dir, env, ...options });
    return [];
  } catch (error) {
    if (isConfigProblems(error)) return error.problems;
    throw error;
  }
}
