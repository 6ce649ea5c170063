/** How a person writes a number: grouped thousands, four significant digits, a real minus sign. */
export function formatNumber(value: number): string {
  return formatWith(value, decimalsFor(value));
}

/** Formats a column alike: as many decimals as its numbers need for four significant digits. */
export function columnFormat(values: readonly number[]): (value: number) => string {
  const decimals = Math.max(0, ...values.filter((value) => Number.isFinite(value)).map(decimalsFor));
  return (value) => formatWith(value, decimals);
}

const most = 6;

/** Decimals that show four significant digits, without those that are zero in the number itself. */
function decimalsFor(value: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value)) return 0;
  const digits = Math.min(most, Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))));
  const [, fraction = ''] = Math.abs(value).toFixed(digits).split('.');
  return fraction.replace(/0+$/, '').length;
}

function formatWith(number: number, decimals: number): string {
  // Adding zero makes -0 plain.
  const value = number + 0;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const tooLarge = Math.abs(value) >= 1e15;
  const tooSmall = value !== 0 && Math.abs(value) < 10 ** -most / 2;
  if (tooLarge || tooSmall) return value.toExponential(2).replace('-', '−').replace('e+', 'e');
  return value
    .toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    .replace('-', '−');
}
