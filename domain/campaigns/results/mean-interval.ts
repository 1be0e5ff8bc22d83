/** The 0.975 quantile of the normal distribution. */
const Z = 1.959964;

export interface MeanInterval {
  mean: number;
  low: number;
  high: number;
}

/** The mean of ten numbers or more with its 95 % interval, by Student's t; undefined where all are the same: that would tell what each of them is. */
export function meanInterval(numbers: number[]): MeanInterval | undefined {
  const n = numbers.length;
  const mean = numbers.reduce((sum, number) => sum + number, 0) / n;
  const deviation = Math.sqrt(numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / (n - 1));
  if (!(deviation > 0)) return undefined;
  const half = (tQuantile(n - 1) * deviation) / Math.sqrt(n);
  return { mean, low: mean - half, high: mean + half };
}

/** The 0.975 quantile of Student's t, within 0.001 from 9 degrees of freedom on. Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5 */
function tQuantile(degrees: number): number {
  const first = (Z ** 3 + Z) / 4;
  const second = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
  const third = (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384;
  return Z + first / degrees + second / degrees ** 2 + third / degrees ** 3;
}
