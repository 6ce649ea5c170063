import { definePlugin } from '@penstock/core';
import { ModelFlavor } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'flavor-onnx',
  description: 'Scores ONNX models with ONNX Runtime',
  options,
  provides: ModelFlavor,
  async setup({ options }) {
    const { OnnxFlavor } = await import('./onnx-flavor.ts');
    return new OnnxFlavor(options);
  },
});
