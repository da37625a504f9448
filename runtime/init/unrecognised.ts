import { open } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { hintFor, knownFormat } from "../files/foreignFormat.ts"
import { entriesOf, isImage, isKind, isLabel } from "./files.ts"
import { quoted } from "./names.ts"

/** Of each folder so many inner ones are looked into, so deep. */
const sampled = 3
const deepest = 7

/** Some of the files below a folder, from the root. */
const filesBelow = (root: string, folder = "", depth = 0): Effect.Effect<readonly string[]> =>
  Effect.gen(function* () {
    const { folders, files } = yield* entriesOf(join(root, folder))
    const inside =
      depth === deepest
        ? []
        : yield* Effect.forEach(folders.slice(0, sampled), (name) =>
            filesBelow(root, join(folder, name), depth + 1),
          )
    return [...files.map((name) => join(folder, name)), ...inside.flat()]
  })

/** Two texts as one, with `sign` where they differ. */
const merged = (one: string, other: string, sign: string): string => {
  if (one === other) return one
  const most = Math.min(one.length, other.length)
  let start = 0
  while (start < most && one[start] === other[start]) start++
  let end = 0
  while (end < most - start && one.at(-1 - end) === other.at(-1 - end)) end++
  return `${one.slice(0, start)}${sign}${one.slice(one.length - end)}`
}

/**
 * Where the subject stands in paths of two of them: the first name in which they differ, sooner one that the file's
 * name repeats; undefined where they do not lie alike, or differ in a kind of files.
 */
const parting = (one: string, other: string): number | undefined => {
  const [names, others] = [one.split("/"), other.split("/")]
  const differ = names.flatMap((name, at) => (name === others[at] ? [] : [at]))
  const repeated = differ.find(
    (at) => at < names.length - 1 && names.at(-1)?.includes(names[at] ?? "") === true,
  )
  const at = repeated ?? differ[0]
  return names.length !== others.length || at === undefined || isKind(names[at] ?? "")
    ? undefined
    : at
}

/** The pattern of two files of a kind that lie alike, of two subjects who part in one name. */
const patternOf = (one: string, other: string, at: number): string => {
  const [names, others] = [one.split("/"), other.split("/")]
  const [id = "", otherId = ""] = [names[at], others[at]]
  return names
    .map((name, index) =>
      at === names.length - 1
        ? merged(name, others[index] ?? "", "{id}")
        : merged(
            name.replaceAll(id, "{id}"),
            (others[index] ?? "").replaceAll(otherId, "{id}"),
            "*",
          ),
    )
    .join("/")
}

/** How images that lie in no known layout may be declared. */
const declaration = (images: readonly string[]): string | undefined => {
  const [one = "", ...others] = images
  const parted = others.flatMap((other) => {
    const at = parting(one, other)
    return at === undefined ? [] : [{ other, at }]
  })
  const [nearest] = parted.toSorted((a, b) => a.at - b.at)
  if (nearest === undefined) return undefined
  const pattern = patternOf(one, nearest.other, nearest.at)
  return `declare them by volumes(): run ablate init without a folder, and write into its data set patterns such as ${quoted(pattern)}`
}

/** Files that lie beside images and are none. */
const besides =
  /\.(json|csv|tsv|txt|md|pdf|xlsx?|xml|html?|ya?ml|py|log|bvals?|bvecs?|cfg|license|docx?)$/i

const isHdf5 = (what: string): boolean => what.startsWith("an HDF5")

/** What files are that are no image of ours, and what to do about them. */
const foreign = Effect.fnUntraced(function* (root: string, files: readonly string[]) {
  const kinds = Map.groupBy(
    files.filter((name) =>
      /\.\w+$/.test(name) ? !besides.test(name) : !/license|readme|changes/i.test(name),
    ),
    (name) => /\.[^./]*[a-z][^./]*$/i.exec(name)?.[0].toLowerCase() ?? "",
  )
  const [[name] = []] = [...kinds.values()].toSorted((one, other) => other.length - one.length)
  if (name === undefined) return undefined
  const bytes = yield* Effect.promise(async () => {
    await using file = await open(join(root, name), "r")
    return (await file.read(Buffer.alloc(1024), 0, 1024)).buffer
  }).pipe(Effect.orElseSucceed(() => Buffer.alloc(0)))
  const found = knownFormat(bytes)
  if (found === undefined) return undefined
  if (/\.(tar\.gz|tgz)$/i.test(name)) return `${name} is an archive. Unpack it (tar -xzf).`
  const convert =
    found.what === "a DICOM file"
      ? "Convert the series of each patient to NIfTI, into a folder a patient: dcm2niix -z y -f %d -o OUT/PATIENT PATIENT."
      : isHdf5(found.what)
        ? "Write the images in it as NIfTI (h5py, nibabel); raw k-space, as fastMRI has, is to be reconstructed first."
        : "Convert it to NIfTI."
  return `${name} is ${found.what}. ${hintFor(found, "an image", convert)}`
})

/** Sets that are named at most. */
const mostNamed = 3

/** What to do about a folder in which no data set is recognised, by what lies in it: sets below it are told. */
export const unrecognisedHint = Effect.fnUntraced(function* (
  root: string,
  sets: readonly string[],
) {
  const files = yield* filesBelow(root)
  const images = files.filter((name) => isImage(name) && !isLabel(name))
  const declared = declaration(images)
  if (sets.length > 0) {
    const named = `give the folder of one data set: ${sets.slice(0, mostNamed).join(", ")}${sets.length > mostNamed ? ", ..." : ""}`
    return sets.length > 1 && declared !== undefined
      ? `${named}; where they are parts of one, ${declared}`
      : named
  }
  return (
    declared ??
    (images.length > 0 ? undefined : yield* foreign(root, files)) ??
    "give the folder that holds the subjects; any other layout is declared by volumes() in the experiment file: run ablate init without a folder and edit its data set"
  )
})
