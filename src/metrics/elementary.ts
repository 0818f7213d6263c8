/**
 * Logarithm and exponential from +, −, ×, ÷ alone, to about 1e-15: those of Math differ in the last digit between
 * versions of Node, and equal inputs must give equal bytes.
 */

const bits = new DataView(new ArrayBuffer(8))
/** ln 2 in two parts: the first one times a whole number below 2^20 is exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** Natural logarithm of x > 0. */
export function ln(x: number): number {
  bits.setFloat64(0, x)
  let power = (bits.getUint16(0) >> 4) - 1023
  if (power === -1023) return ln(x * 0x40000000000000) - 54 * (LN2_HIGH + LN2_LOW)
  bits.setUint16(0, (bits.getUint16(0) & 0x000f) | 0x3ff0)
  let mantissa = bits.getFloat64(0)
  // from √½ to √2, so that numbers near 1 keep their digits
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    power++
  }
  return power * LN2_HIGH + (power * LN2_LOW + logarithmOfRatio((mantissa - 1) / (mantissa + 1)))
}

/** ln(1 + x), also where x is small. */
export function ln1p(x: number): number {
  return Math.abs(x) < 0.4 ? logarithmOfRatio(x / (2 + x)) : ln(1 + x)
}

/** ln((1 + s) / (1 − s)) = 2 (s + s³/3 + s⁵/5 + …) for small s. */
function logarithmOfRatio(s: number): number {
  const square = s * s
  let sum = 0
  for (let odd = 51; odd >= 1; odd -= 2) sum = sum * square + 1 / odd
  return 2 * s * sum
}

export function exp(x: number): number {
  if (x < -745.2) return 0
  if (x > 709.8) return Number.POSITIVE_INFINITY
  if (x > 709) return 2 * exp(x - LN2_HIGH - LN2_LOW)
  const power = Math.round(x / (LN2_HIGH + LN2_LOW))
  const rest = x - power * LN2_HIGH - power * LN2_LOW
  let sum = 1
  for (let n = 20; n >= 1; n--) sum = 1 + (sum * rest) / n
  // in two steps, because the smallest numbers have no exponent of their own
  return power < -1000 ? sum * powerOfTwo(power + 100) * powerOfTwo(-100) : sum * powerOfTwo(power)
}

function powerOfTwo(power: number): number {
  bits.setFloat64(0, 0)
  bits.setUint16(0, (power + 1023) << 4)
  return bits.getFloat64(0)
}
