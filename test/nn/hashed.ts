/** The same numbers in [-1, 1) as `values` in test/fixtures/nn/make.py. */
export const hashed = (seed: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => {
    let x = (Math.imul(index, 2654435761) + seed) >>> 0
    x = Math.imul(x ^ (x >>> 15), 2246822519) >>> 0
    x = Math.imul(x ^ (x >>> 13), 3266489917) >>> 0
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1
  })
