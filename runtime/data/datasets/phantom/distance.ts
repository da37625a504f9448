/** Signed distance to an ellipsoid's surface, first order; negative inside. Centre at the origin. */
export const ellipsoid = (
  x: number,
  y: number,
  z: number,
  radiusX: number,
  radiusY: number,
  radiusZ: number,
): number => {
  const [u, v, w] = [x / radiusX, y / radiusY, z / radiusZ]
  const [gu, gv, gw] = [u / radiusX, v / radiusY, w / radiusZ]
  const level = Math.sqrt(u * u + v * v + w * w)
  const slope = Math.sqrt(gu * gu + gv * gv + gw * gw)
  return slope < 1e-9 ? -Math.min(radiusX, radiusY, radiusZ) : (level * (level - 1)) / slope
}

/** A ball of a chain of balls: centre (x, y, z) and radius. */
export type Ball = readonly [x: number, y: number, z: number, radius: number]

/** Signed distance to the hull of two balls, first order; negative inside. */
const link = (x: number, y: number, z: number, from: Ball, to: Ball): number => {
  const [ax, ay, az] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]]
  const [px, py, pz] = [x - from[0], y - from[1], z - from[2]]
  const along = (px * ax + py * ay + pz * az) / (ax * ax + ay * ay + az * az)
  const t = along < 0 ? 0 : along > 1 ? 1 : along
  const [dx, dy, dz] = [px - t * ax, py - t * ay, pz - t * az]
  return Math.sqrt(dx * dx + dy * dy + dz * dz) - (from[3] + t * (to[3] - from[3]))
}

/** Signed distance to a chain of at least two balls, each linked to the next. */
export const chain = (x: number, y: number, z: number, balls: readonly Ball[]): number => {
  let nearest = Infinity
  for (let i = 1; i < balls.length; i++) {
    const distance = link(x, y, z, balls[i - 1]!, balls[i]!)
    if (distance < nearest) nearest = distance
  }
  return nearest
}

const clamp = (value: number, low: number, high: number): number =>
  value < low ? low : value > high ? high : value

/** Share of a voxel that lies inside a surface at a signed distance: its partial volume. */
export const coverage = (distance: number, voxel: number): number =>
  clamp(0.5 - distance / voxel, 0, 1)

/** Share of a voxel covered by a sheet of a half-thickness, at a distance from its middle. */
export const sheetCoverage = (distance: number, half: number, voxel: number): number =>
  (clamp(distance + voxel / 2, -half, half) - clamp(distance - voxel / 2, -half, half)) / voxel
