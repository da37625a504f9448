import { open } from "node:fs/promises"
import { Effect, Schema } from "effect"
import { Faulty } from "../faults/faulty.ts"
import { extentFault, headerFault } from "./tensorExtents.ts"
import { noteWritten } from "./written.ts"
import { writeFileAtomically } from "./writeFileAtomically.ts"

/** Named float32 tensors. */
export type NamedTensors = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
>

/** Tensors and the texts stored beside them. */
export interface Safetensors {
  readonly tensors: NamedTensors
  readonly metadata: Readonly<Record<string, string>>
}

const Metadata = Schema.Record(Schema.String, Schema.String)

const Entries = Schema.Record(
  Schema.String,
  Schema.Struct({
    dtype: Schema.Literal("F32"),
    shape: Schema.Array(Schema.Int),
    data_offsets: Schema.Tuple([Schema.Int, Schema.Int]),
  }),
)

const decodeHeader = Effect.fnUntraced(function* (text: string) {
  const { __metadata__, ...entries } = yield* Schema.decodeEffect(
    Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)),
  )(text)
  return {
    metadata: yield* Schema.decodeUnknownEffect(Metadata)(__metadata__ ?? {}),
    entries: yield* Schema.decodeUnknownEffect(Entries)(entries),
  }
})

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

const refused = (path: string, what: string): Faulty =>
  new Faulty({
    faults: [
      {
        what,
        where: { file: path },
        expected: "a safetensors file of float32 tensors",
        hint: "remove the file; the stage that makes it runs again",
      },
    ],
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

const readBytes = (path: string): Effect.Effect<Buffer<ArrayBuffer>, Faulty> =>
  Effect.tryPromise({
    try: async () => {
      const file = await open(path, "r")
      try {
        const { size } = await file.stat()
        const buffer = Buffer.alloc(size)
        let at = 0
        // One read call takes at most 2 GiB.
        while (at < size) {
          const { bytesRead } = await file.read(buffer, at, Math.min(size - at, 1 << 30), at)
          if (bytesRead === 0) throw new Error("the file ends early")
          at += bytesRead
        }
        return buffer
      } finally {
        await file.close()
      }
    },
    catch: (cause) => refused(path, inWords(cause)),
  })

/** Reads a safetensors file of float32 tensors, its offsets checked against the file's length. */
export const readSafetensors = Effect.fn("readSafetensors")(function* (
  path: string,
): Effect.fn.Return<Safetensors, Faulty> {
  const buffer = yield* readBytes(path)
  const length = buffer.length < 8 ? 0 : Number(buffer.readBigUInt64LE(0))
  const start = 8 + length
  const unfit = headerFault(length, buffer.length)
  if (unfit !== undefined) return yield* refused(path, unfit)
  const { entries, metadata } = yield* decodeHeader(buffer.toString("utf8", 8, start)).pipe(
    Effect.mapError((error) => refused(path, `the header does not parse: ${error.message}`)),
  )
  const overlap = extentFault(
    Object.entries(entries).map(([name, { data_offsets }]) => [name, data_offsets] as const),
  )
  if (overlap !== undefined) return yield* refused(path, overlap)
  const tensors: Record<string, { shape: readonly number[]; data: Float32Array }> = {}
  for (const [name, { shape, data_offsets }] of Object.entries(entries)) {
    const [begin, end] = data_offsets
    const values = shape.reduce((product, axis) => product * axis, 1)
    if (begin < 0 || end > buffer.length - start || end - begin !== 4 * values)
      return yield* refused(path, `tensor ${name} does not fit its shape ${shape.join("x")}`)
    tensors[name] = {
      shape,
      data: new Float32Array(buffer.buffer.slice(start + begin, start + end)),
    }
  }
  return { tensors, metadata }
})
