import { registerHooks } from 'node:module';

/**
 * Lets files that `work` imports have `@penstock/core` where it is not installed beside them: they get this command's own.
 * TypeScript files of folders without a package.json are taken for modules without asking.
 */
export async function sharingCore<T>(work: () => Promise<T>): Promise<T> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      try {
        const found = next(specifier, context);
        const typeless = (found.format === null || found.format === undefined) && found.url.startsWith('file:');
        return typeless && found.url.endsWith('.ts') ? { ...found, format: 'module-typescript' } : found;
      } catch (error) {
        if (!/^@penstock\/core(\/|$)/.test(specifier) || !isMissing(error)) throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
  try {
    return await work();
  } finally {
    hooks.deregister();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
