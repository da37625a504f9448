import { Effect, Schema } from "effect"
import type { Encoder } from "../../dsl/encoder.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { axes, Extent } from "../../dsl/field.ts"
import { valueAt } from "../../dsl/replace.ts"
import { expandPath, variableFault, type Environment } from "../files/environment.ts"
import { sha256Of } from "../files/sha256.ts"
import { Faulty } from "../faults/faulty.ts"
import { stripPrefix } from "../nn/layers/names.ts"
import type { ImportedObjective } from "./importedObjective.ts"
import type { Description } from "./description.ts"
import { readWeightsFile } from "./weightsFile.ts"

/** The encoder of a file, and what of the file it is. */
export interface ImportedEncoder {
  /** By the encoder's own names. */
  readonly weights: Readonly<Record<string, Float32Array>>
  readonly loaded: readonly string[]
  /** Tensors of the file's decoder. */
  readonly left: readonly string[]
  /** SHA-256 of the file. */
  readonly content: string
}

const field = "pretraining.weights"

const contentOf = (path: string): Effect.Effect<string, Faulty> =>
  Effect.tryPromise({
    try: (signal) => sha256Of(path, signal),
    catch: (cause) =>
      new Faulty({
        faults: [
          fault({
            what: cause instanceof Error ? cause.message : String(cause),
            where: { file: path, field },
            expected: "a file that `ablate weights import` wrote",
            hint: "give its path from the folder that ablate runs in, or an absolute one",
          }),
        ],
      }),
  })

const isExtent = Schema.is(Extent)

const compared = ["width", "depth", "heads", "mlpRatio", "tokens", "position", "qkvBias"] as const

/** Where the experiment's encoder is not the file's. */
const misfits = (
  file: string,
  { encoder: theirs, channels: theirChannels }: Description,
  encoder: Encoder,
  channels: number,
): readonly Fault[] => {
  const patch = valueAt(encoder, "patch")
  if (encoder.kind !== "vit" || !isExtent(patch))
    return [
      fault({
        what: `the encoder of ${file} is a vit, the experiment's a ${encoder.kind}`,
        where: { field: "encoder" },
        expected: "a vit",
        hint: "write the encoder as `ablate weights import` printed it",
      }),
    ]
  const pairs: readonly (readonly [name: string, theirs: unknown, ours: unknown])[] = [
    ["crop", theirs.crop.join("x"), axes(encoder.crop).join("x")],
    ["patch", theirs.patch.join("x"), axes(patch).join("x")],
    ...compared.map((name) => [name, theirs[name], valueAt(encoder, name)] as const),
  ]
  const faults = pairs
    .filter(([, there, here]) => there !== here)
    .map(([name, there, here]) =>
      fault({
        what: `the encoder of ${file} has ${name} ${String(there)}, the experiment's ${String(here)}`,
        where: { field: `encoder.${name}` },
        expected: String(there),
        hint: "write the encoder as `ablate weights import` printed it",
      }),
    )
  return theirChannels === channels
    ? faults
    : [
        ...faults,
        fault({
          what: `the encoder of ${file} reads ${theirChannels} channels, the data set has ${channels} modalities`,
          where: { field: "dataset.modalities" },
          expected: `${theirChannels} modalities, in the order it was trained on`,
        }),
      ]
}

/** Reads the encoder that an objective imports; refuses one that is not the experiment's. */
export const readImportedEncoder = Effect.fn("readImportedEncoder")(function* (
  { weights: place, content: pinned }: ImportedObjective,
  encoder: Encoder,
  channels: number,
  environment: Environment,
): Effect.fn.Return<ImportedEncoder, Faulty> {
  const refuse = (...faults: readonly Fault[]) => new Faulty({ faults })
  const path = expandPath(place, environment)
  if (path === undefined) return yield* refuse(variableFault(place, field))
  const content = yield* contentOf(path)
  if (pinned !== null && pinned !== content)
    return yield* refuse(
      fault({
        what: `the content of ${place} is ${content}`,
        where: { file: path, field: "pretraining.content" },
        expected: pinned,
        hint: "take the file the experiment was written for, or leave `content` out",
      }),
    )
  const { description, weights } = yield* readWeightsFile(path)
  const faults = misfits(place, description, encoder, channels)
  if (faults.length > 0) return yield* refuse(...faults)
  const own = stripPrefix("encoder.", weights)
  return {
    weights: own,
    loaded: Object.keys(own),
    left: Object.keys(weights).filter((name) => !name.startsWith("encoder.")),
    content,
  }
})
