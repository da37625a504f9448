import { Effect, Schema } from "effect"
import { Faulty } from "../faults/faulty.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { named } from "../training/checkpoint.ts"
import { readSafetensors, writeSafetensors } from "../files/safetensors.ts"
import { Description, parametersOf } from "./description.ts"
import { fault } from "../../dsl/fault.ts"

/** Weights in our layout and names, and the network that they belong to. */
export interface Weights {
  readonly description: Description
  readonly weights: Readonly<Record<string, Float32Array>>
}

const DescriptionText = Schema.fromJsonString(Description)

/** Writes weights as a safetensors file that says which network it is for. */
export const writeWeights = Effect.fn("writeWeights")(function* (
  path: string,
  { description, weights }: Weights,
): Effect.fn.Return<void, Faulty> {
  const network = yield* Effect.orDie(Schema.encodeEffect(DescriptionText)(description))
  yield* writeSafetensors(path, {
    tensors: named(weights, specsOf(parametersOf(description))),
    metadata: { format: "ablate", network },
  })
})

const refuse = (file: string, what: string): Faulty =>
  new Faulty({
    faults: [
      fault({
        what,
        where: { file },
        expected: "a file that `ablate weights import` wrote",
        hint: "import it: ablate weights import FILE --as unetr --heads 12",
      }),
    ],
  })

/** Reads a file that `writeWeights` wrote; every tensor of its network is there. */
export const readWeightsFile = Effect.fn("readWeightsFile")(function* (
  path: string,
): Effect.fn.Return<Weights, Faulty> {
  const { tensors, metadata } = yield* readSafetensors(path).pipe(
    Effect.mapError((faulty) => refuse(path, faulty.faults.map(({ what }) => what).join("; "))),
  )
  const text = metadata["network"]
  if (text === undefined)
    return yield* refuse(path, "the file does not say which network it is for")
  const description = yield* Schema.decodeEffect(DescriptionText)(text).pipe(
    Effect.mapError((error) => refuse(path, `its network does not parse: ${error.message}`)),
  )
  const expected = parametersOf(description)
  const wrong = Object.entries(expected).filter(
    ([name, { shape }]) => tensors[name]?.shape.join() !== shape.join(),
  )
  if (wrong.length > 0)
    return yield* refuse(path, `it lacks ${wrong.map(([name]) => name).join(", ")}`)
  const weights = Object.fromEntries(
    Object.keys(expected).map((name) => [name, tensors[name]?.data ?? new Float32Array(0)]),
  )
  return { description, weights }
})
