import { join, resolve } from 'node:path';
import { definePlugin } from '@penstock/core';
import { Reporter } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'report-html',
  description: 'Reports as self-contained HTML files with tables and plots',
  options,
  provides: Reporter,
  async setup({ options, baseDir, stateDir }) {
    const { HtmlReporter } = await import('./html-reporter.ts');
    return new HtmlReporter(options.dir === undefined ? join(stateDir, 'reports') : resolve(baseDir, options.dir));
  },
});
