import type { Logger } from '@penstock/core';

export interface LogEntry {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface MemoryLog extends Logger {
  readonly entries: readonly LogEntry[];
  /** `plugin: message` of each entry of a level. */
  lines(level?: keyof Logger): string[];
}

/** Keeps what is logged. */
export function memoryLog(): MemoryLog {
  const entries: LogEntry[] = [];
  const keep =
    (level: keyof Logger): Logger['info'] =>
    (message, fields = {}) => {
      entries.push({ level, message, fields });
    };
  return {
    entries,
    lines: (level = 'info') =>
      entries
        .filter((entry) => entry.level === level)
        .map(({ message, fields }) => `${String(fields['plugin'])}: ${message}`),
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  };
}
