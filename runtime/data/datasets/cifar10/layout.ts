/** Bytes of a plane, row by row. */
export const SIDE = 32
export const PLANE_BYTES = SIDE * SIDE

/** The planes of a record in the order of the file; one byte of label stands before them. */
export const PLANES = ["red", "green", "blue"] as const
export const RECORD_BYTES = 1 + PLANES.length * PLANE_BYTES

/** Records of every file. */
export const RECORDS = 10000

/** Class names, in the order of the label byte. */
export const CLASS_FILE = "batches.meta.txt"

type Part = "train" | "test"

/** A file of records, and the number that its first image has in its part. */
export interface Batch {
  readonly file: string
  readonly part: Part
  readonly first: number
}

export const batches: readonly Batch[] = [
  ...[1, 2, 3, 4, 5].map((number): Batch => ({
    file: `data_batch_${number}.bin`,
    part: "train",
    first: (number - 1) * RECORDS,
  })),
  { file: "test_batch.bin", part: "test", first: 0 },
]

/** `train-00000` to `train-49999` and `test-00000` to `test-09999`, in the order of the files. */
export const subjectId = ({ part, first }: Batch, record: number): string =>
  `${part}-${String(first + record).padStart(5, "0")}`

/** The file and the record of a subject; undefined where the first `images` of each file hold none. */
export const recordOf = (
  id: string,
  images: number,
): { readonly batch: Batch; readonly record: number } | undefined => {
  const [, part, digits] = /^(train|test)-(\d{5})$/.exec(id) ?? []
  const number = Number(digits)
  const batch = batches.find(
    (each) => each.part === part && number >= each.first && number < each.first + RECORDS,
  )
  if (batch === undefined) return undefined
  const record = number - batch.first
  return record < images ? { batch, record } : undefined
}
