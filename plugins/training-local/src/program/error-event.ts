import type { TrainingEventInput } from '../protocol/training-event.ts';

/** The event for anything thrown. Coded errors are told by name, because the module may use another copy of the core. */
export function errorEvent(error: unknown): Extract<TrainingEventInput, { type: 'error' }> {
  if (!(error instanceof Error)) return { type: 'error', message: String(error) };
  const { message, stack, name } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return { type: 'error', code: 'PEN_STORAGE_FULL', message, stack };
  if (name !== 'PenstockError' || code === '')
    return { type: 'error', message: message === '' ? name : message, stack };
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
  return { type: 'error', code, message, hint, stack };
}
