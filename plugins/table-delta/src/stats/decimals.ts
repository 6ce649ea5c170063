/** `decimalText(-5678n, 3)` is `-5.678`. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A decimal without exponent, as JSON takes it for a number: no leading zeros, no bare point; else `undefined`. */
export function plainDecimal(text: string): string | undefined {
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '' && !/\d/.test(text)) return undefined;
  const shift = fraction.length - Number(exponent);
  const unscaled = BigInt(`${whole}${fraction}` || '0');
  const value = shift >= 0 ? decimalText(unscaled, shift) : (unscaled * 10n ** BigInt(-shift)).toString();
  return sign === '-' && unscaled !== 0n ? `-${value}` : value;
}
