import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** Loaded before a program by `--import`: writes the URLs of all modules it loads to the file in PENSTOCK_BENCH_MODULES. */
const urls: string[] = [];
registerHooks({
  load(url, context, next) {
    urls.push(url);
    return next(url, context);
  },
});
process.on('exit', () => writeFileSync(process.env['PENSTOCK_BENCH_MODULES'] ?? '', JSON.stringify(urls)));
