import { PenstockError } from '@penstock/core';
import type { z } from 'zod';
import { checkGbtModel } from '../gbt/check-gbt-model.ts';
import { type GbtModel, gbtModel } from '../gbt/gbt-model.ts';
import { checkLinearModel } from '../linear/check-linear-model.ts';
import { type LinearModel, linearModel } from '../linear/linear-model.ts';
import { checkFeatures } from './check-features.ts';

export type NativeModel = GbtModel | LinearModel;

/**
 * Reads the text of a native model file. What it returns can be scored without further checks.
 * @param at File name for messages.
 * @throws PEN_MODEL_INVALID when the text is damaged, or of a format or version that is not known.
 */
export function parseModel(text: string, at: string): NativeModel {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(at, 'is not JSON', cause);
  }
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== 'penstock-gbt' && format !== 'penstock-linear') throw invalid(at, 'is not of a known format');
  if (version !== 1) throw invalid(at, `is of ${format} version ${String(version)}; this version reads 1`);
  return format === 'penstock-gbt'
    ? checked(gbtModel, value, { at, check: checkGbtModel })
    : checked(linearModel, value, { at, check: checkLinearModel });
}

function checked<T extends NativeModel>(
  schema: z.ZodType<T>,
  value: unknown,
  { at, check }: { readonly at: string; readonly check: (model: T) => string | undefined },
): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(at, `is damaged at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`, parsed.error);
  }
  const problem = checkFeatures(parsed.data.features) ?? check(parsed.data);
  if (problem !== undefined) throw invalid(at, `is damaged: ${problem}`);
  return parsed.data;
}

function invalid(at: string, problem: string, cause?: unknown): PenstockError {
  return new PenstockError('PEN_MODEL_INVALID', `The model file ${at} ${problem}`, { at, cause });
}
