import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Option, Schema } from "effect"
import { fault } from "../../dsl/fault.ts"
import { fileError } from "../data/faults/datasetError.ts"
import { entriesOf } from "./files.ts"
import { type Pattern, volumesOf } from "./volumesOf.ts"

/** Of nnU-Net's `dataset.json`, version 2 (`channel_names`) or 1 (`modality`). */
const Description = Schema.Struct({
  channel_names: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  modality: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  labels: Schema.Record(
    Schema.String,
    Schema.Union([Schema.Int, Schema.String, Schema.Array(Schema.Int)]),
  ),
  file_ending: Schema.optionalKey(Schema.String),
})

/** Label values by region: `{ "tumour": 1 }` and `{ "whole": [1, 2] }` as since version 2, `{ "1": "tumour" }` before. */
const regionsOf = (labels: (typeof Description.Type)["labels"]) =>
  Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]): readonly (readonly [string, number[]])[] => {
      const isKeyed = typeof value === "string" && Number.isInteger(Number(key))
      const values = isKeyed ? [Number(key)] : [value].flat().map(Number)
      const name = isKeyed ? value : key
      return name === "ignore" || values.some((each) => !(each > 0)) ? [] : [[name, values]]
    }),
  )

/**
 * nnU-Net's raw data: `dataset.json`, `imagesTr/CASE_0000.nii.gz`, `labelsTr/CASE.nii.gz`; and the Medical
 * Segmentation Decathlon, with `imagesTr/CASE.nii.gz`.
 */
export const nnunet = Effect.fnUntraced(function* (root: string) {
  const text = yield* Effect.promise(() =>
    readFile(join(root, "dataset.json"), "utf8").catch(() => ""),
  )
  const description = Schema.decodeUnknownOption(Schema.fromJsonString(Description))(
    text.replace(/^\uFEFF/, ""),
  )
  const { files } = yield* entriesOf(join(root, "imagesTr"))
  const isRaw = text !== "" || files.some((name) => /_\d{4}\.[^/]*$/.test(name))
  // Others than nnU-Net call a folder imagesTr too.
  if (files.length === 0 || !isRaw) return undefined
  const channels = Option.match(description, {
    onNone: () => [],
    onSome: ({ channel_names, modality }) => Object.entries(channel_names ?? modality ?? {}),
  })
  if (Option.isNone(description) || channels.length === 0)
    return yield* fileError(
      join(root, "dataset.json"),
      fault({
        what: `imagesTr is there, and dataset.json ${text === "" ? "is not" : channels.length === 0 && Option.isSome(description) ? "names no channel" : "cannot be read"}`,
        expected: "channel_names (or modality) and labels, as nnU-Net has them",
        hint: "Copy it beside imagesTr, or correct it; or declare the set with volumes().",
      }),
    )
  const { labels, file_ending: ending = ".nii.gz" } = description.value
  const cases = files
    .filter((name) => name.endsWith(`_0000${ending}`))
    .map((name) => name.slice(0, -`_0000${ending}`.length))
  // The Medical Segmentation Decathlon has all channels of a case in one file, without their number.
  const isNumbered = cases.length > 0
  const ids = isNumbered
    ? cases
    : files.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length))
  const [first] = ids
  if (first === undefined) return undefined
  const images = channels.map(([index, called]): Pattern => {
    const name = isNumbered ? `_${index.padStart(4, "0")}${ending}` : ending
    const file = { pattern: `imagesTr/{id}${name}`, examples: [`imagesTr/${first}${name}`], called }
    return isNumbered || channels.length === 1 ? file : { ...file, channel: Number(index) }
  })
  const named = (yield* entriesOf(join(root, "labelsTr"))).files
  const isLabelled = named.includes(`${first}${ending}`)
  return yield* volumesOf({
    what: isNumbered ? "raw data of nnU-Net" : "the Medical Segmentation Decathlon",
    root,
    images,
    label: isLabelled
      ? { pattern: `labelsTr/{id}${ending}`, examples: [`labelsTr/${first}${ending}`] }
      : undefined,
    regions: isLabelled ? regionsOf(labels) : undefined,
    subjects: ids.length,
  })
})
