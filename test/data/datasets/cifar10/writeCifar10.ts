import { mkdirSync, openSync, closeSync, ftruncateSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"

/** The ten names as `batches.meta.txt` lists them. */
export const classNames =
  "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n" as const

/** Names of the six files, and how many images come before each in its part. */
export const files = [
  ...[0, 1, 2, 3, 4].map((at) => ({ file: `data_batch_${at + 1}.bin`, first: at * 10000 })),
  { file: "test_batch.bin", first: 0 },
] as const

/** The byte of an image at (plane, row, column). */
export type Byte = (
  image: { readonly test: boolean; readonly number: number },
  plane: number,
  row: number,
  column: number,
) => number

/**
 * Writes the six files, each of 10000 records of 3073 bytes (the label, then 32 x 32 bytes of red, of green
 * and of blue, row by row): the first `images` by a formula with label = number % 10, the rest, which
 * takes no room on the disk, 0.
 */
export const writeCifar10 = (root: string, images: number, byte: Byte): void => {
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, "batches.meta.txt"), `${classNames}\n`)
  for (const { file, first } of files) {
    const test = file === "test_batch.bin"
    const bytes = Array.from({ length: images }, (_, at) => {
      const number = first + at
      const pixels = Array.from({ length: 3072 }, (_pixel, index) => {
        const [plane, inside] = [Math.floor(index / 1024), index % 1024]
        return byte({ test, number }, plane, Math.floor(inside / 32), inside % 32)
      })
      return [number % 10, ...pixels]
    }).flat()
    const descriptor = openSync(join(root, file), "w")
    writeSync(descriptor, Uint8Array.from(bytes))
    ftruncateSync(descriptor, 30_730_000)
    closeSync(descriptor)
  }
}
