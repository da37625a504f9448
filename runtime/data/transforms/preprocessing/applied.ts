import { Schema } from "effect"

const Row = Schema.Tuple([Schema.Number, Schema.Number, Schema.Number, Schema.Number])

/** Voxels along z, y, x. */
export const Lengths = Schema.Tuple([Schema.Int, Schema.Int, Schema.Int])

/** Where the voxels of a volume lie. */
export const Grid = Schema.Struct({
  shape: Lengths,
  /** (z, y, x), mm. */
  spacing: Schema.Tuple([Schema.Number, Schema.Number, Schema.Number]),
  /** Voxel (x, y, z) to world mm. */
  affine: Schema.Tuple([Row, Row, Row, Row]),
})
export type Grid = typeof Grid.Type

const byChannel = <F extends Schema.Struct.Fields>(fields: F) =>
  Schema.Record(Schema.String, Schema.Struct(fields))

/**
 * A preprocessing step as it was done to a subject: `from` is the grid before it, numbers of
 * intensities are by channel.
 */
export const AppliedStep = Schema.Union([
  Schema.Struct({
    step: Schema.Literal("orientation"),
    from: Grid,
    /** Axis of `from` (0 = x) along each new axis (x, y, z), and whether it runs backwards. */
    axes: Lengths,
    flips: Schema.Tuple([Schema.Boolean, Schema.Boolean, Schema.Boolean]),
  }),
  Schema.Struct({
    step: Schema.Literal("spacing"),
    from: Grid,
    /** Voxels of `from` per new voxel, (z, y, x). */
    ratio: Grid.fields.spacing,
  }),
  Schema.Struct({
    step: Schema.Literal("cropForeground"),
    from: Grid,
    /** First voxel that was kept, (z, y, x). */
    origin: Lengths,
  }),
  Schema.Struct({
    step: Schema.Literal("spatialPad"),
    from: Grid,
    /** Voxels put in front, (z, y, x). */
    before: Lengths,
  }),
  Schema.Struct({
    step: Schema.Literal("normalizeIntensity"),
    channels: byChannel({ mean: Schema.Number, std: Schema.Number }),
  }),
  Schema.Struct({
    step: Schema.Literal("scaleIntensityRangePercentiles"),
    channels: byChannel({ low: Schema.Number, high: Schema.Number }),
  }),
  Schema.Struct({
    step: Schema.Literal("divideByMax"),
    channels: byChannel({ max: Schema.Number }),
  }),
])
export type AppliedStep = typeof AppliedStep.Type
