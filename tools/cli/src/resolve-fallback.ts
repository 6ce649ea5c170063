import { registerHooks } from 'node:module';

/**
 * Lets a project without `node_modules` of its own use the packages that came with this command: what cannot be found from
 * the project is looked for from here. A project's own installation goes first.
 */
export function resolveFromHereToo(): void {
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const missing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
        if (!missing || !specifier.startsWith('@penstock/')) throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
