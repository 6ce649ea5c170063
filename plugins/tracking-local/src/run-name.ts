import { randomInt } from 'node:crypto';

const qualities =
  'amber brisk calm clear deep dusky early fleet gentle keen lofty mellow quiet silver steady swift'.split(' ');
const waters = 'bay beck brook cascade delta eddy ford glacier harbor lagoon mere rapid reef spring tarn weir'.split(
  ' ',
);

/** A name for a run that was given none, easy to tell from others and to say, e.g. `quiet-weir-417`. */
export function runName(): string {
  return `${qualities[randomInt(qualities.length)]}-${waters[randomInt(waters.length)]}-${randomInt(100, 1000)}`;
}
