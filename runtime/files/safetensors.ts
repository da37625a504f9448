import { Effect } from "effect"
import { Faulty } from "../faults/faulty.ts"
import { openSafetensors } from "./openSafetensors.ts"
import { noteWritten } from "./written.ts"
import { writeFileAtomically } from "./writeFileAtomically.ts"
import { fault } from "../../dsl/fault.ts"

/** Named float32 tensors. */
export type NamedTensors = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
>

/** Tensors and the texts stored beside them. */
export interface Safetensors {
  readonly tensors: NamedTensors
  readonly metadata: Readonly<Record<string, string>>
}

/** The header is padded with spaces so that the data start at a multiple of eight bytes. */
const alignment = 8

const encodeHeader = ({ tensors, metadata }: Safetensors): Uint8Array => {
  let offset = 0
  const entries = Object.entries(tensors).map(([name, { shape, data }]) => {
    const begin = offset
    offset += data.byteLength
    return [name, { dtype: "F32", shape, data_offsets: [begin, offset] }] as const
  })
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) })
  const bytes = Buffer.from(text, "utf8")
  const length = Math.ceil(bytes.length / alignment) * alignment
  const header = Buffer.alloc(8 + length, " ")
  header.writeBigUInt64LE(BigInt(length), 0)
  bytes.copy(header, 8)
  return header
}

const bytesOf = (data: Float32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

const refused = (path: string, ...wrongs: readonly string[]): Faulty =>
  new Faulty({
    faults: wrongs.map((what) =>
      fault({
        what,
        where: { file: path },
        expected: "a safetensors file of float32 tensors",
        hint: "remove the file; the stage that makes it runs again",
      }),
    ),
  })

const inWords = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** Writes tensors in the safetensors format, whole or not at all. */
export const writeSafetensors = (
  path: string,
  content: Safetensors,
): Effect.Effect<void, Faulty> => {
  const parts = [
    encodeHeader(content),
    ...Object.values(content.tensors).map(({ data }) => bytesOf(data)),
  ]
  return Effect.tryPromise({
    try: () => writeFileAtomically(path, parts),
    catch: (cause) => refused(path, inWords(cause)),
  }).pipe(Effect.andThen(noteWritten(path, parts)))
}

/** Reads a safetensors file of float32 tensors. */
export const readSafetensors = Effect.fn("readSafetensors")(function* (
  path: string,
): Effect.fn.Return<Safetensors, Faulty> {
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const { entries, metadata, read } = yield* openSafetensors(path).pipe(
        Effect.mapError(({ wrongs }) => refused(path, ...wrongs)),
      )
      const others = [...entries].filter(([, { dtype }]) => dtype !== "F32")
      if (others.length > 0)
        return yield* refused(
          path,
          ...others.map(([name, { dtype }]) => `tensor ${name} is of ${dtype}`),
        )
      const tensors = yield* Effect.forEach(entries, ([name, entry]) =>
        Effect.tryPromise({
          try: async () => {
            const { buffer } = await read(entry)
            return [name, { shape: entry.shape, data: new Float32Array(buffer) }] as const
          },
          catch: (cause) => refused(path, inWords(cause)),
        }),
      )
      return { tensors: Object.fromEntries(tensors), metadata }
    }),
  )
})
