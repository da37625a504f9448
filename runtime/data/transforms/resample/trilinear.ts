const clamped = (index: number, length: number): number =>
  index < 0 ? 0 : index < length ? index : length - 1

/**
 * The value of a volume, [depth, height, width], at a place (x, y, z) in voxels: trilinear, the border's
 * value beyond it.
 */
export const trilinear = (
  values: Float32Array,
  [depth, height, width]: readonly [number, number, number],
  x: number,
  y: number,
  z: number,
): number => {
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)]
  const [wx, wy, wz] = [x - i, y - j, z - k]
  const [low, high] = [clamped(i, width), clamped(i + 1, width)]
  const [near, far] = [clamped(j, height) * width, clamped(j + 1, height) * width]
  const plane = height * width
  const [below, above] = [clamped(k, depth) * plane, clamped(k + 1, depth) * plane]
  const along = (row: number): number => (1 - wx) * values[row + low]! + wx * values[row + high]!
  return (
    (1 - wz) * (1 - wy) * along(below + near) +
    (1 - wz) * wy * along(below + far) +
    wz * (1 - wy) * along(above + near) +
    wz * wy * along(above + far)
  )
}
