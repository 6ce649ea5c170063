import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Preloaded with --import: writes down every module that is loaded.
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.TRACE_LOADS, `${url}\n`);
    return next(url, context);
  },
});
