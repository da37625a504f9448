import { open } from "node:fs/promises"
import { Effect, Schema, type Scope } from "effect"
import { causeInWords } from "./cause.ts"
import { readAt } from "./readAt.ts"
import { extentFault, headerFault, misfit, type TensorEntry } from "./tensorExtents.ts"
import { unfilledBytes } from "./unfilled.ts"

/** An open safetensors file whose header is sound: no tensor lies outside of it or over another. */
export interface OpenSafetensors {
  readonly entries: ReadonlyMap<string, TensorEntry>
  readonly metadata: Readonly<Record<string, string>>
  /** The bytes of a tensor; rejects with Node's own errors. */
  readonly read: (entry: TensorEntry) => Promise<Uint8Array<ArrayBuffer>>
}

/** Why a file is no sound safetensors file. */
export interface Unsound {
  readonly wrongs: readonly string[]
  /** Its first bytes, which may tell what else it is; absent where it could not be read. */
  readonly head?: Uint8Array
  readonly hasHeader: boolean
}

/** First bytes that tell what a file is. */
const FIRST_BYTES = 1024

const BRACE = 0x7b
const BLANKS: readonly number[] = [0x20, 0x09, 0x0a, 0x0d]

const Entry = Schema.Struct({
  dtype: Schema.String,
  shape: Schema.Array(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  data_offsets: Schema.Tuple([Schema.Int, Schema.Int]),
})
const Header = Schema.fromJsonString(
  Schema.StructWithRest(
    Schema.Struct({
      __metadata__: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
    }),
    [Schema.Record(Schema.String, Schema.Unknown)],
  ),
)

const parsed = Effect.fnUntraced(function* (text: string) {
  const { __metadata__: metadata, ...rest } = yield* Schema.decodeEffect(Header)(text).pipe(
    Effect.mapError(() => ["the header is no JSON object of tensors"]),
  )
  const wrongs: string[] = []
  const entries = new Map<string, TensorEntry>()
  for (const [name, value] of Object.entries(rest)) {
    const entry = yield* Effect.result(Schema.decodeUnknownEffect(Entry)(value))
    if (entry._tag === "Success") entries.set(name, entry.success)
    else wrongs.push(`the header's entry of ${name} does not parse`)
  }
  if (wrongs.length > 0) return yield* Effect.fail(wrongs)
  return { entries, metadata: metadata ?? {} }
})

/** Opens a safetensors file and checks its header, before memory is taken for a tensor. */
export const openSafetensors = Effect.fn("openSafetensors")(function* (
  path: string,
): Effect.fn.Return<OpenSafetensors, Unsound, Scope.Scope> {
  const doing = <A>(work: () => Promise<A>) =>
    Effect.tryPromise({
      try: work,
      catch: (cause): Unsound => ({ wrongs: [causeInWords(cause)], hasHeader: false }),
    })
  const file = yield* Effect.acquireRelease(
    doing(() => open(path, "r")),
    (opened) => Effect.promise(() => opened.close()),
  )
  const readFrom = async (position: number, length: number) => {
    const bytes = unfilledBytes(length)
    if ((await readAt(file, bytes, position)) < length) throw new Error("the file ends early")
    return bytes
  }
  const { size } = yield* doing(() => file.stat())
  const head = yield* doing(() => readFrom(0, Math.min(size, FIRST_BYTES)))
  // After the eight bytes of its length a header begins with a brace; the reference implementation passes blanks before it over.
  const [first = BRACE] = head.subarray(8).filter((byte) => !BLANKS.includes(byte))
  const hasHeader = head.length > 8 && first === BRACE
  const refuse = (wrongs: readonly string[]) => Effect.fail({ wrongs, head, hasHeader })
  if (!hasHeader)
    return yield* refuse(["this is no safetensors file: no header follows its length"])
  const length = Number(new DataView(head.buffer).getBigUint64(0, true))
  const unfit = headerFault(length, size)
  if (unfit !== undefined) return yield* refuse([unfit])
  const text = Buffer.from(yield* doing(() => readFrom(8, length))).toString("utf8")
  const { entries, metadata } = yield* Effect.catch(parsed(text), refuse)
  const start = 8 + length
  const misfits = [...entries].flatMap(([name, entry]) => misfit(name, entry, size - start) ?? [])
  if (misfits.length > 0) return yield* refuse(misfits)
  const overlap = extentFault(entries, size - start)
  if (overlap !== undefined) return yield* refuse([overlap])
  return {
    entries,
    metadata,
    read: ({ data_offsets: [begin, end] }) => readFrom(start + begin, end - begin),
  }
})
