/**
 * How far features are spread: the deviation of each dimension over rows of unit length, a mean over
 * dimensions, times the root of the width. 0 where all rows are equal; 1 where they are spread evenly
 * over the sphere (Chen and He 2021, SimSiam, figure 2: 1 / sqrt(width) there). Rows of equal width;
 * a row of zeros stays zero.
 */
export const featureDeviation = (rows: readonly Float32Array[]): number => {
  const width = rows[0]?.length ?? 0
  const units = rows.map((row) => {
    const norm = Math.hypot(...row)
    return Float64Array.from(row, (value) => (norm > 0 ? value / norm : 0))
  })
  let sum = 0
  for (let dimension = 0; dimension < width; dimension++) {
    const values = units.map((unit) => unit[dimension]!)
    const mean = values.reduce((total, value) => total + value, 0) / values.length
    const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0)
    sum += Math.sqrt(squares / values.length)
  }
  return (Math.sqrt(width) * sum) / width
}

/** Products of every pair of vectors. */
const gram = (vectors: readonly Float64Array[]): Float64Array[] =>
  vectors.map((one) =>
    Float64Array.from(vectors, (other) =>
      one.reduce((sum, value, at) => sum + value * other[at]!, 0),
    ),
  )

const transposed = (rows: readonly Float64Array[]): readonly Float64Array[] =>
  Array.from(rows[0] ?? [], (_, column) => Float64Array.from(rows, (row) => row[column]!))

/** Rotates rows and columns p and q of a symmetric matrix so that its element there becomes 0. */
const rotate = (matrix: readonly Float64Array[], p: number, q: number): void => {
  const [rowP, rowQ] = [matrix[p]!, matrix[q]!]
  if (rowP[q] === 0) return
  const theta = (rowQ[q]! - rowP[p]!) / (2 * rowP[q]!)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (const row of matrix) {
    const [a, b] = [row[p]!, row[q]!]
    row[p] = c * a - s * b
    row[q] = s * a + c * b
  }
  for (let at = 0; at < rowP.length; at++) {
    const [a, b] = [rowP[at]!, rowQ[at]!]
    rowP[at] = c * a - s * b
    rowQ[at] = s * a + c * b
  }
}

/** Sweeps of Jacobi's method; it converges quadratically, to the last bit in ten or so. */
const mostSweeps = 30

/** Eigenvalues of a symmetric matrix by Jacobi's method; the matrix is used up. */
const eigenvalues = (matrix: readonly Float64Array[]): readonly number[] => {
  const squares = (keep: (p: number, q: number) => boolean): number =>
    matrix.reduce(
      (sum, row, p) =>
        row.reduce((total, value, q) => (keep(p, q) ? total + value * value : total), sum),
      0,
    )
  const whole = squares(() => true)
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    if (squares((p, q) => p !== q) <= 1e-24 * whole) break
    for (let p = 0; p < matrix.length; p++)
      for (let q = p + 1; q < matrix.length; q++) rotate(matrix, p, q)
  }
  return matrix.map((row, at) => row[at]!)
}

/**
 * Effective rank of a matrix of features (Roy and Vetterli 2007; Garrido et al. 2023, RankMe): the
 * exponential of the entropy of its singular values, as shares of their sum; not centred. 1 where all
 * rows are multiples of one, at most the number of rows or of dimensions; 0 of zeros.
 */
export const effectiveRank = (rows: readonly Float32Array[]): number => {
  const matrix = rows.map((row) => Float64Array.from(row))
  const smaller = matrix.length <= (matrix[0]?.length ?? 0) ? matrix : transposed(matrix)
  const singular = eigenvalues(gram(smaller)).map((value) => Math.sqrt(Math.max(0, value)))
  const sum = singular.reduce((total, value) => total + value, 0)
  if (sum === 0) return 0
  const entropy = singular.reduce((total, value) => {
    const share = value / sum
    return share > 0 ? total - share * Math.log(share) : total
  }, 0)
  return Math.exp(entropy)
}
