import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { tf } from "../../runtime/engine/index.ts"

/** A tensor of a fixture. */
export const Told = Schema.Struct({
  shape: Schema.Array(Schema.Int),
  values: Schema.Array(Schema.Finite),
})
type Told = typeof Told.Type

const Losses = Schema.Struct({
  barlowTwins: Schema.Array(
    Schema.Struct({
      lambda: Schema.Finite,
      z1: Told,
      z2: Told,
      loss: Schema.Finite,
      gradient1: Told,
      gradient2: Told,
    }),
  ),
  moco: Schema.Array(
    Schema.Struct({
      temperature: Schema.Finite,
      q: Told,
      k: Told,
      loss: Schema.Finite,
      gradient: Told,
    }),
  ),
  projector: Schema.Struct({ x: Told, y: Told, weights: Schema.Record(Schema.String, Told) }),
  simmim: Schema.Struct({
    x: Told,
    reconstruction: Told,
    mask: Told,
    loss: Schema.Finite,
    gradient: Told,
  }),
  momenta: Schema.Array(Schema.Tuple([Schema.Finite, Schema.Finite])),
  spectrum: Schema.Struct({ x: Told, rank: Schema.Finite, deviation: Schema.Finite }),
})

const file = new URL("../fixtures/pretraining/losses.json", import.meta.url)

/** Values of the published implementations' losses; how they were made is in make.py beside them. */
export const published = Schema.decodeUnknownSync(Schema.fromJsonString(Losses))(
  readFileSync(file, "utf8"),
)

export const tensor = ({ shape, values }: Told): tf.Tensor => tf.tensor([...values], [...shape])
