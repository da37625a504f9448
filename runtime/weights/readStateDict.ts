import { open, type FileHandle } from "node:fs/promises"
import { Effect, Schema } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { foreignFormat } from "../files/foreignFormat.ts"
import { extentFault, headerFault } from "../files/tensorExtents.ts"
import { decoders } from "./elementTypes.ts"
import { sizeOf } from "./permute.ts"

/** A tensor of a foreign file; `data` is absent for types that are no weights (integers). */
interface ForeignTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data: Float32Array | undefined
}

/** Tensors of a state dict by name. */
export type StateDict = ReadonlyMap<string, ForeignTensor>

const Entry = Schema.Struct({
  dtype: Schema.String,
  shape: Schema.Array(Schema.Int),
  data_offsets: Schema.Tuple([Schema.Int, Schema.Int]),
})
const Header = Schema.fromJsonString(
  Schema.StructWithRest(
    Schema.Struct({
      __metadata__: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
    }),
    [Schema.Record(Schema.String, Schema.Unknown)],
  ),
)

/** How to make a safetensors file of a PyTorch checkpoint. */
const conversion = `in Python: import torch; from safetensors.torch import save_file; save_file({k: v.contiguous() for k, v in torch.load("model.pt", weights_only=True, map_location="cpu").items()}, "model.safetensors")`

const at = (file: string, what: string, hint?: string, expected?: string): Fault => ({
  what,
  where: { file },
  expected: expected ?? "a whole safetensors file",
  hint: hint ?? "write the file again with safetensors.torch.save_file",
})

const startsAs = (bytes: Buffer, ...values: readonly number[]): boolean =>
  values.every((value, index) => bytes[index] === value)

/** First bytes that tell a safetensors file, and what another one is. */
const FIRST_BYTES = 1024

/** After the eight bytes of its length a safetensors header begins with a brace. */
const hasHeader = (head: Buffer): boolean => head[8] === 0x7b

/** A zip archive (torch.save since 1.6) or a pickle (before). */
const isPickle = (head: Buffer): boolean =>
  startsAs(head, 0x50, 0x4b, 0x03, 0x04) ||
  (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5)

/** Why a file without a safetensors header is none. */
const foreignFault = (path: string, head: Buffer): Fault | undefined => {
  if (hasHeader(head)) return undefined
  const foreign = foreignFormat(head)
  const isCheckpoint = isPickle(head) && !/spreadsheet|NumPy/.test(foreign?.what ?? "")
  if (isCheckpoint)
    return at(path, "this is a PyTorch checkpoint (pickle), not safetensors", conversion)
  return foreign === undefined
    ? at(path, "this is no safetensors file: no header follows its length")
    : at(path, `this is not safetensors but ${foreign.what}`, foreign.hint)
}

const readAt = async (file: FileHandle, position: number, length: number) => {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const size = Math.min(length - done, 1 << 30)
    const { bytesRead } = await file.read(bytes, done, size, position + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

const decodeHeader = Effect.fnUntraced(function* (path: string, text: string) {
  const { __metadata__, ...rest } = yield* Schema.decodeEffect(Header)(text)
  const faults: Fault[] = []
  const entries = new Map<string, typeof Entry.Type>()
  for (const [name, value] of Object.entries(rest)) {
    const entry = yield* Effect.result(Schema.decodeUnknownEffect(Entry)(value))
    if (entry._tag === "Success") entries.set(name, entry.success)
    else faults.push(at(path, `the header's entry of ${name} does not parse`))
  }
  if (faults.length > 0) return yield* new Faulty({ faults })
  return entries
})

const readTensors = async (
  file: FileHandle,
  entries: ReadonlyMap<string, typeof Entry.Type>,
  start: number,
): Promise<StateDict> => {
  const tensors = new Map<string, ForeignTensor>()
  for (const [name, { dtype, shape, data_offsets }] of entries) {
    const [begin, end] = data_offsets
    const decode = decoders[dtype]
    const data =
      decode === undefined ? undefined : decode(await readAt(file, start + begin, end - begin))
    tensors.set(name, { dtype, shape, data })
  }
  return tensors
}

const misfits = (
  path: string,
  entries: ReadonlyMap<string, typeof Entry.Type>,
  bytes: number,
): readonly Fault[] =>
  [...entries].flatMap(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [begin, end],
      },
    ]) => {
      const expected = decoders[dtype]?.bytes
      if (begin < 0 || end < begin || end > bytes)
        return [at(path, `tensor ${name} lies outside the file's ${bytes} bytes of data`)]
      return expected !== undefined && end - begin !== expected * sizeOf(shape)
        ? [
            at(
              path,
              `tensor ${name} of ${dtype} has ${end - begin} bytes for [${shape.join(", ")}]`,
            ),
          ]
        : []
    },
  )

/**
 * Reads a state dict that `safetensors.torch.save_file` wrote: float64, float32, float16 and
 * bfloat16 as float32. Faults: a PyTorch checkpoint given as it is, a file cut off or damaged.
 */
export const readStateDict = Effect.fn("readStateDict")(function* (
  path: string,
): Effect.fn.Return<StateDict, Faulty> {
  const refuse = (...faults: readonly Fault[]) => new Faulty({ faults })
  const inWords = (cause: unknown) =>
    refuse(
      at(
        path,
        cause instanceof Error ? cause.message : String(cause),
        "see that the file exists and may be read",
      ),
    )
  const doing = <A>(work: () => Promise<A>) => Effect.tryPromise({ try: work, catch: inWords })
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const file = yield* Effect.acquireRelease(
        doing(() => open(path, "r")),
        (opened) => Effect.promise(() => opened.close()),
      )
      const { size } = yield* doing(() => file.stat())
      const head = yield* doing(() => readAt(file, 0, FIRST_BYTES))
      const foreign = foreignFault(path, head)
      if (foreign !== undefined) return yield* refuse(foreign)
      const length = Number(head.readBigUInt64LE(0))
      const start = 8 + length
      const unfit = headerFault(length, size)
      if (unfit !== undefined) return yield* refuse(at(path, unfit))
      const text = (yield* doing(() => readAt(file, 8, length))).toString("utf8")
      const entries = yield* decodeHeader(path, text).pipe(
        Effect.catchTag("SchemaError", () =>
          Effect.fail(refuse(at(path, "the header is no JSON object of tensors"))),
        ),
      )
      const faults = misfits(path, entries, size - start)
      if (faults.length > 0) return yield* refuse(...faults)
      const overlap = extentFault(
        [...entries].map(([name, { data_offsets }]) => [name, data_offsets] as const),
      )
      if (overlap !== undefined) return yield* refuse(at(path, overlap))
      return yield* doing(() => readTensors(file, entries, start))
    }),
  )
})
