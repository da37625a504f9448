import { readdirSync } from "node:fs"
import { basename, dirname } from "node:path"
import { Effect } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import type { RawSubject } from "../../contract.ts"
import type { DatasetError } from "../../faults/datasetError.ts"
import type { Subject } from "../../cohort/subject.ts"
import { loadImages } from "../volumes/loadImages.ts"
import { labelValuesOf } from "./labelValues.ts"
import type { Release } from "./layout.ts"

/** A name without what tells a file from the same one unzipped, or named in other capitals. */
const plain = (path: string): string => basename(path).toLowerCase().replace(/\.gz$/, "")

/** An image that lies beside itself unzipped or in other capitals: only one of them is read. */
const doubledFaults = (subject: string, path: string): readonly Fault[] =>
  readdirSync(dirname(path))
    .filter((name) => name !== basename(path) && plain(name) === plain(path))
    .map((name) =>
      fault({
        what: `the image is there twice: ${basename(path)} is read, not ${name}`,
        where: { subject, file: path },
        hint: "Remove the one that is not meant.",
      }),
    )

/**
 * Reads a subject's images and its segmentation, if it has one. Fails with all that is wrong: files
 * that can't be read, images on different grids (shape, or affine beyond 1e-3), voxels that are not
 * finite, label values that the release does not have.
 */
export const loadBrats2023 = Effect.fn("loadBrats2023")(function* (
  { label: segmentation, ...subject }: Subject,
  modalities: readonly string[] = Object.keys(subject.images),
  release: Release = "2023",
): Effect.fn.Return<RawSubject, DatasetError> {
  const { id } = subject
  const images =
    segmentation === undefined ? subject.images : { ...subject.images, label: segmentation }
  const { subject: loaded, masks } = yield* loadImages(
    { ...subject, images },
    {
      modalities,
      masks: segmentation === undefined ? {} : { label: labelValuesOf(release) },
      reference: null,
      interpolation: "linear",
      hint: "Resample them to one grid, as the challenge's files are.",
    },
  )
  const label = masks.get("label")
  const twice = Object.values(images).flatMap((path) => doubledFaults(id, path))
  return {
    ...loaded,
    ...(label === undefined ? {} : { label }),
    warnings: [...twice, ...(loaded.warnings ?? [])],
  }
})
