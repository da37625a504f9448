import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { cifar10Definition } from "../../../../dsl/datasets/cifar10.ts"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import { working } from "../../faults/fileWork.ts"
import { batches, CLASS_FILE, RECORD_BYTES, RECORDS } from "./layout.ts"

const names = Object.keys(cifar10Definition.fields.labels.default)

const hint = "Unpack the binary version, cifar-10-binary.tar.gz."

const bytesOf = (file: string) => working(file, () => readFile(file), hint)

const sizeFault = (file: string, size: number): Fault | undefined => {
  const left = size % RECORD_BYTES
  const records = Math.floor(size / RECORD_BYTES)
  if (left === 0 && records === RECORDS) return undefined
  const found = `${records} records of ${RECORD_BYTES} bytes`
  return fault({
    what: `${size} bytes: ${found}${left === 0 ? "" : ` and ${left} bytes more`}`,
    where: { file },
    expected: `${RECORDS * RECORD_BYTES} bytes: ${RECORDS} records`,
    hint,
  })
}

const classFault = (file: string, classes: Uint8Array): Fault | undefined => {
  const wrong = classes.reduce((sum, each) => sum + (each < names.length ? 0 : 1), 0)
  if (wrong === 0) return undefined
  const first = classes.findIndex((each) => each >= names.length)
  return fault({
    what: `labels that are no class: ${wrong}, the first, ${classes[first]}, in record ${first} at byte ${first * RECORD_BYTES}`,
    where: { file },
    expected: `0 to ${names.length - 1}`,
  })
}

/** The label bytes of a file of records, all of it checked. */
const batchClasses = Effect.fnUntraced(function* (
  file: string,
): Effect.fn.Return<Uint8Array, DatasetError> {
  const bytes = yield* bytesOf(file)
  const wrong = sizeFault(file, bytes.length)
  const records = Math.ceil(bytes.length / RECORD_BYTES)
  const classes = Uint8Array.from({ length: records }, (_, at) => bytes[at * RECORD_BYTES]!)
  // In a file with a part of a record, labels after it would be bytes of an image.
  const others = bytes.length % RECORD_BYTES === 0 ? classFault(file, classes) : undefined
  const faults = [wrong, others].filter((each) => each !== undefined)
  return faults.length > 0 ? yield* datasetError(...faults) : classes
})

/** Checks that the label bytes mean the classes that the language names. */
const checkNames = Effect.fnUntraced(function* (file: string) {
  const text = (yield* bytesOf(file)).toString("utf8")
  const found = text.split(/\s+/).filter((name) => name !== "")
  if (found.join() === names.join()) return
  return yield* datasetError(
    fault({
      what: `the classes are ${found.join(", ") || "none"}`,
      where: { file },
      expected: names.join(", "),
    }),
  )
})

/**
 * The label bytes of the six files, in the order of `batches`. Fails with all that is wrong: files
 * that can't be read, that are not of 10000 records, labels that are no class, other class names.
 */
export const readClasses = Effect.fn("readClasses")(function* (
  root: string,
): Effect.fn.Return<readonly Uint8Array[], DatasetError> {
  const faults: Fault[] = []
  const told = Effect.catch((error: DatasetError) =>
    Effect.sync(() => void faults.push(...error.faults)),
  )
  const classes: Uint8Array[] = []
  for (const { file } of batches) {
    const read = yield* told(batchClasses(join(root, file)))
    if (read !== undefined) classes.push(read)
  }
  yield* told(checkNames(join(root, CLASS_FILE)))
  return faults.length > 0 ? yield* datasetError(...faults) : classes
})
