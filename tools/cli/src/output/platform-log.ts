import type { Logger } from '@penstock/core';
import type { Io } from './io.ts';
import { styleFor } from './style.ts';

/** Where plugins and the coordinator log to: lines above whatever is drawn; objects with --json; all levels with --debug. */
export function platformLog(io: Io): Logger {
  const { flags, screen } = io;
  const style = styleFor(process.stderr, flags.color !== false);
  const paint = { debug: style.dim, info: style.cyan, warn: style.yellow, error: style.red };
  const level =
    (name: keyof Logger): Logger['info'] =>
    (message, fields = {}) => {
      if (flags.json) {
        screen.print(JSON.stringify({ ...fields, level: name, message }));
        return;
      }
      const { plugin, ...rest } = fields;
      const from = typeof plugin === 'string' ? `${style.dim(`[${plugin}]`)} ` : '';
      const details = flags.debug && Object.keys(rest).length > 0 ? ` ${style.dim(JSON.stringify(rest))}` : '';
      screen.print(`${paint[name](name)} ${from}${message}${details}`);
    };
  const silent = () => {};
  return {
    debug: flags.debug ? level('debug') : silent,
    info: flags.debug ? level('info') : silent,
    warn: level('warn'),
    error: level('error'),
  };
}
