import { Effect } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { causeInWords } from "../files/cause.ts"
import { foreignFormat, hintFor } from "../files/foreignFormat.ts"
import { openSafetensors, type Unsound } from "../files/openSafetensors.ts"
import { decoders } from "./elementTypes.ts"

/** A tensor of a foreign file; `data` is absent for types that are no weights (integers). */
interface ForeignTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data: Float32Array | undefined
}

/** Tensors of a state dict by name. */
export type StateDict = ReadonlyMap<string, ForeignTensor>

/** How to make a safetensors file of a PyTorch checkpoint. */
const conversion = `in Python: import torch; from safetensors.torch import save_file; save_file({k: v.contiguous() for k, v in torch.load("model.pt", weights_only=True, map_location="cpu").items()}, "model.safetensors")`

const writeAgain = "write the file again with safetensors.torch.save_file"

const at = (file: string, what: string, hint?: string, expected?: string): Fault =>
  fault({
    what,
    where: { file },
    expected: expected ?? "a whole safetensors file",
    hint: hint ?? writeAgain,
  })

const startsAs = (bytes: Uint8Array, ...values: readonly number[]): boolean =>
  values.every((value, index) => bytes[index] === value)

/** A zip archive (torch.save since 1.6) or a pickle (before). */
const isPickle = (head: Uint8Array): boolean =>
  startsAs(head, 0x50, 0x4b, 0x03, 0x04) ||
  (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5)

/** What a file is that is no safetensors file, where its first bytes tell. */
const foreignFault = (path: string, head: Uint8Array): Fault | undefined => {
  const foreign = foreignFormat(head)
  const isCheckpoint = isPickle(head) && !/spreadsheet|NumPy/.test(foreign?.what ?? "")
  if (isCheckpoint)
    return at(path, "this is a PyTorch checkpoint (pickle), not safetensors", conversion)
  return foreign === undefined
    ? undefined
    : at(
        path,
        `this is not safetensors but ${foreign.what}`,
        hintFor(foreign, "weights", writeAgain),
      )
}

const refusal = (path: string, { wrongs, head, hasHeader }: Unsound): Faulty => {
  if (head === undefined)
    return new Faulty({
      faults: wrongs.map((what) => at(path, what, "see that the file exists and may be read")),
    })
  const foreign = hasHeader ? undefined : foreignFault(path, head)
  return new Faulty({
    faults: foreign === undefined ? wrongs.map((what) => at(path, what)) : [foreign],
  })
}

/**
 * Reads a state dict that `safetensors.torch.save_file` wrote: float64, float32, float16 and
 * bfloat16 as float32. Faults: a PyTorch checkpoint given as it is, a file cut off or damaged.
 */
export const readStateDict = Effect.fn("readStateDict")(function* (
  path: string,
): Effect.fn.Return<StateDict, Faulty> {
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const { entries, read } = yield* openSafetensors(path)
      const tensors = yield* Effect.forEach(entries, ([name, entry]) =>
        Effect.tryPromise({
          try: async () => {
            const decode = decoders[entry.dtype]
            const { dtype, shape } = entry
            const data =
              decode === undefined ? undefined : decode(Buffer.from((await read(entry)).buffer))
            return [name, { dtype, shape, data }] as const
          },
          catch: (cause): Unsound => ({ wrongs: [causeInWords(cause)], hasHeader: true }),
        }),
      )
      return new Map(tensors)
    }),
  ).pipe(Effect.mapError((unsound) => refusal(path, unsound)))
})
