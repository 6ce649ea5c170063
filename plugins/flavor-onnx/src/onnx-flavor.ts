import { join } from 'node:path';
import { PenstockError } from '@penstock/core';
import type { ModelFlavor, Scorer } from '@penstock/core/contracts';
import type { InferenceSession, InferenceSessionFactory } from 'onnxruntime-node';
import type { z } from 'zod';
import { modelIo } from './model-io.ts';
import { OnnxScorer } from './onnx-scorer.ts';
import type { options } from './options.ts';

/** Text that stands for a missing category when `missing_category` is not among the flavor's fields. */
const missingCategory = '';

/**
 * Flavor `onnx` of `MLmodel`. Fields: `data`, the model file; `missing_category`, the text fed for a missing category.
 * The runtime is loaded with the first model.
 */
export class OnnxFlavor implements ModelFlavor {
  readonly flavor = 'onnx';
  readonly preference: number;
  readonly #threads: number;

  constructor({ preference, threads }: z.output<typeof options>) {
    this.preference = preference;
    this.#threads = threads;
  }

  async load(modelDir: string, config: Readonly<Record<string, unknown>>): Promise<Scorer> {
    const { data, missing_category: missing = missingCategory } = config;
    if (typeof data !== 'string' || typeof missing !== 'string') {
      const at = join(modelDir, 'MLmodel');
      throw new PenstockError('PEN_MODEL_INVALID', `${at}: the flavor onnx needs "data", the path of its file`, { at });
    }
    const path = join(modelDir, data);
    const { InferenceSession, Tensor } = await import('onnxruntime-node');
    const session = await this.#open(InferenceSession, path);
    try {
      return new OnnxScorer({ session, Tensor, io: modelIo(session, path), missing });
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  async #open(sessions: InferenceSessionFactory, path: string): Promise<InferenceSession> {
    try {
      // Only fatal messages: what goes wrong is thrown as well.
      return await sessions.create(path, {
        intraOpNumThreads: this.#threads,
        interOpNumThreads: 1,
        logSeverityLevel: 4,
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new PenstockError('PEN_MODEL_INVALID', `ONNX Runtime cannot load ${path}: ${reason}`, { at: path, cause });
    }
  }
}
