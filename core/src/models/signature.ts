import { z } from 'zod';
import type { Task } from '../contracts/trainer.ts';
import type { FeatureSpec, InputType } from './feature-spec.ts';

/** Column types of an MLflow model signature (`mlflow.types.DataType`). */
export type ColumnType = 'boolean' | 'integer' | 'long' | 'float' | 'double' | 'string' | 'binary' | 'datetime';
export interface SignatureColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly required: boolean;
}
/** Raw columns that a request has, and columns of each prediction. */
export interface Signature {
  readonly inputs: readonly SignatureColumn[];
  readonly outputs: readonly SignatureColumn[];
}

const types: Readonly<Record<InputType, ColumnType>> = {
  timestamp: 'datetime',
  number: 'double',
  integer: 'long',
  string: 'string',
  boolean: 'boolean',
};

/** The signature of a model: the raw columns its features read, the outputs of its task. */
export function signatureOf(features: FeatureSpec, task: Task): Signature {
  const column = (name: string, type: ColumnType) => ({ name, type, required: true });
  return {
    inputs: features.inputs.map(({ name, type }) => column(name, types[type])),
    outputs:
      task === 'binary'
        ? [column('probability', 'double'), column('prediction', 'long')]
        : [column('prediction', 'double')],
  };
}

const columns = z.array(
  z.object({
    name: z.string(),
    type: z.enum(['boolean', 'integer', 'long', 'float', 'double', 'string', 'binary', 'datetime']),
    required: z.boolean().default(true),
  }),
);

/** MLflow keeps each side as a string of JSON. */
export const signatureSchema = z.object({
  inputs: z.string().transform(parseColumns),
  outputs: z.string().transform(parseColumns),
});

function parseColumns(text: string, context: z.RefinementCtx): z.output<typeof columns> {
  try {
    return columns.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a JSON list of columns with name and type' });
    return z.NEVER;
  }
}
