import type { Promotion } from '@penstock/core/runtime';
import type { Io } from './io.ts';

/** What became of a promotion, in a line. */
export function promotionLine(io: Io, model: string, version: string, promotion: Promotion): string {
  const name = `${model} version ${version}`;
  if (promotion.status !== 'promoted')
    return `${io.style.yellow(promotion.status)} ${name} (${promotion.by}): ${promotion.reason}`;
  const before = promotion.previous ? `, before it version ${promotion.previous}` : '';
  return `${io.style.green('promoted')} ${name}${before}${promotion.url ? `, served at ${promotion.url}` : ''}`;
}
