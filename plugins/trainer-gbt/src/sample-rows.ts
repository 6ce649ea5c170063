/** `take` of the numbers 0…rows-1, ascending, each subset equally likely (Knuth, TAOCP 2, 3.4.2, algorithm S). */
export function sampleRows(rows: number, take: number, random: () => number): Int32Array {
  const chosen = new Int32Array(Math.min(take, rows));
  let found = 0;
  for (let row = 0; found < chosen.length; row++) {
    if ((rows - row) * random() < chosen.length - found) chosen[found++] = row;
  }
  return chosen;
}
