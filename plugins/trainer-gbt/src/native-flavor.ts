import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PenstockError } from '@penstock/core';
import type { ModelFlavor, Scorer } from '@penstock/core/contracts';
import { nativeFlavor } from './scorer/native-flavor-name.ts';
import { parseModel } from './scorer/parse-model.ts';
import { scorerOf } from './scorer/scorer-of.ts';

/** Flavor `penstock_native` of `MLmodel`. Field: `data`, the model file. */
export class NativeFlavor implements ModelFlavor {
  readonly flavor = nativeFlavor;
  readonly preference: number;

  constructor(preference: number) {
    this.preference = preference;
  }

  async load(modelDir: string, { data }: Readonly<Record<string, unknown>>): Promise<Scorer> {
    if (typeof data !== 'string') {
      const at = join(modelDir, 'MLmodel');
      const message = `${at}: the flavor ${nativeFlavor} needs "data", the path of its file`;
      throw new PenstockError('PEN_MODEL_INVALID', message, { at });
    }
    const path = join(modelDir, data);
    return scorerOf(parseModel(await readText(path), path));
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new PenstockError('PEN_MODEL_INVALID', `The model file ${path} cannot be read`, { at: path, cause });
  }
}
