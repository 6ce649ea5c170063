import type { Redactor } from '../config/redactor.ts';
import type { Logger } from '../plugin/define-plugin.ts';

/** The host's log as one plugin sees it: every entry names the plugin and is free of the configuration's secrets. */
export function pluginLog(log: Logger, plugin: string, redactor: Redactor): Logger {
  const level =
    (name: keyof Logger): Logger['info'] =>
    (message, fields) =>
      log[name](redactor.text(message), { ...clean(fields ?? {}, redactor), plugin });
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
}

/** Warnings and errors as lines on stderr, for hosts that hand in no log. */
export const stderrLog: Logger = {
  debug() {},
  info() {},
  warn: (message) => print('warning', message),
  error: (message) => print('error', message),
};

function clean(fields: Readonly<Record<string, unknown>>, redactor: Redactor): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? redactor.text(value) : value]),
  );
}

function print(level: string, message: string): void {
  process.stderr.write(`penstock: ${level}: ${message}\n`);
}
