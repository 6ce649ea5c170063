import { PenstockError } from './penstock-error.ts';
import { systemError } from './system-error.ts';

/**
 * Runs a call into a plugin and attributes what it throws: Penstock errors get the plugin and phase,
 * an AbortError becomes PEN_ABORTED, a full or forbidden disk PEN_STORAGE_FULL or PEN_STORAGE_DENIED, anything else
 * PEN_PLUGIN_FAILED with the original as cause.
 */
export async function guard<T>(plugin: string, phase: string, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw attribute(error, plugin, phase);
  }
}

export function attribute(error: unknown, plugin: string, phase: string): PenstockError {
  if (PenstockError.is(error)) {
    if (error.details.plugin !== undefined) return error;
    return new PenstockError(error.code, error.message, {
      ...error.details,
      plugin,
      hook: phase,
      cause: error.cause ?? error,
    });
  }
  // What signals throw: the caller's doing, not a failure of the plugin.
  if (error instanceof Error && error.name === 'AbortError') {
    return new PenstockError('PEN_ABORTED', `${phase} of plugin "${plugin}" was cancelled`, {
      plugin,
      hook: phase,
      cause: error,
    });
  }
  const known = systemError(error, `Plugin "${plugin}" failed in ${phase}`);
  if (known !== undefined)
    return new PenstockError(known.code, known.message, { ...known.details, plugin, hook: phase, cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return new PenstockError('PEN_PLUGIN_FAILED', `Plugin "${plugin}" failed in ${phase}: ${reason}`, {
    plugin,
    hook: phase,
    cause: error,
  });
}
