import { Predicate, Schema } from "effect"
import { thrownInWords } from "../faults/thrownValue.ts"
import { spansVolume, stepLengths } from "./formats/nifti/affine.ts"
import type { IndexedSubject, RawSubject } from "./contract.ts"

/** A value that is not what the contract says. */
export interface Misfit {
  readonly what: string
  readonly expected: string
}

/** The fields of a data set by which what it gives is judged; a stage that needs no labels has none. */
export const Declared = Schema.Struct({
  modalities: Schema.Array(Schema.String),
  labels: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  values: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
})
export type Declared = typeof Declared.Type

/** A value in a line: of an array of numbers its type and length. */
export const valueInWords = (value: unknown): string =>
  ArrayBuffer.isView(value) && "length" in value
    ? `${value.constructor.name}(${String(value.length)})`
    : thrownInWords(value)

/** What a field has to be, and the same in words. */
type Rule = readonly [Schema.Codec<unknown>, expected: string]

/** Fields of a record that are not what they have to be; or the record itself. */
const wrongFields = (
  name: string,
  record: unknown,
  rules: Readonly<Record<string, Rule>>,
): readonly Misfit[] => {
  if (!Predicate.isObject(record))
    return [
      {
        what: `${valueInWords(record)} as ${name}`,
        expected: `a record { ${Object.keys(rules).join(", ")} }`,
      },
    ]
  return Object.entries(rules).flatMap(([field, [schema, expected]]) => {
    const value: unknown = Predicate.hasProperty(record, field) ? record[field] : undefined
    return Schema.is(schema)(value)
      ? []
      : [{ what: `${valueInWords(value)} as ${field} of ${name}`, expected }]
  })
}

/** Preprocessed volumes lie in a folder of the subject's name. */
const Name = Schema.String.check(
  Schema.makeFilter((name) => name.trim() === name && /^(?!\.{1,2}$)[^/\\\0]+$/.test(name)),
)
const name: Rule = [
  Name,
  "a text that can name a folder: not empty, no / or \\, no blanks around it",
]

/** A record with a value for each name that is declared, and for no other. */
const eachOf = (
  names: readonly string[],
  value: Schema.Codec<unknown>,
  inWords: string,
  isOptional: boolean,
): Rule => {
  const all = Schema.Record(Schema.String, value).check(
    Schema.makeFilter((given) => Object.keys(given).toSorted().join() === names.toSorted().join()),
  )
  const schema = isOptional ? Schema.UndefinedOr(all) : all
  return [
    schema,
    names.length === 0
      ? "a record without fields, {}"
      : `${inWords} for each of ${names.join(", ")}`,
  ]
}

/** What is wrong with the list of subjects that `index` gives. */
export const misfitsOfList = (
  { labels = {}, values = {} }: Declared,
  list: readonly IndexedSubject[],
): readonly Misfit[] => {
  if (!Array.isArray(list)) return [{ what: valueInWords(list), expected: "an array of subjects" }]
  const names = Object.keys(values)
  const rules: Readonly<Record<keyof IndexedSubject, Rule>> = {
    id: name,
    patient: [Schema.NonEmptyString, "a text: the subject's own id where a patient has one scan"],
    labels: eachOf(
      Object.keys(labels),
      Schema.NullOr(Schema.Literals([0, 1])),
      "0, 1 or null",
      false,
    ),
    unlabelled: [Schema.UndefinedOr(Schema.Literal(true)), "true, or no such field"],
    values: eachOf(names, Schema.NullOr(Schema.Finite), "a number or null", names.length === 0),
  }
  const wrong = list.flatMap((subject: unknown, at) =>
    wrongFields(`subject ${at}, counted from 0,`, subject, rules),
  )
  if (wrong.length > 0) return wrong
  // Folders of file systems that know no capitals are one.
  const alike = Map.groupBy(list, ({ id }: IndexedSubject) => id.normalize("NFC").toLowerCase())
  return [...alike.values()].flatMap((of) =>
    of.length === 1
      ? []
      : [
          {
            what: `${of.length} subjects of one name: ${of.map(({ id }) => id).join(", ")}`,
            expected: "names that differ by more than capitals",
          },
        ],
  )
}

const triple = (of: Schema.Codec<unknown>) => Schema.Tuple([of, of, of])
const Voxels = triple(Schema.Int.check(Schema.isGreaterThan(0)))
const Lengths = triple(Schema.Finite.check(Schema.isGreaterThan(0)))
const Row = Schema.Tuple([Schema.Finite, Schema.Finite, Schema.Finite, Schema.Finite])
const Matrix = Schema.Tuple([
  Row,
  Row,
  Row,
  Schema.Tuple([0, 0, 0, 1].map((is) => Schema.Literal(is))),
])

const gridRules = {
  shape: [Voxels, "voxels (depth, height, width), whole numbers from 1"],
  spacing: [Lengths, "mm (z, y, x), above 0"],
  affine: [Matrix, "a 4 x 4 matrix of finite numbers, row by row, the last one 0, 0, 0, 1"],
} satisfies Readonly<Record<string, Rule>>

/** Headers hold rounded numbers. */
const agree = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-3 * other

const volumeOf = (shape: readonly number[]): number => shape.reduce((all, axis) => all * axis, 1)

const labelMisfits = (
  name: string,
  label: Uint8Array | undefined,
  shape: readonly number[],
): readonly Misfit[] =>
  label === undefined || label.length === volumeOf(shape)
    ? []
    : [
        {
          what: `${valueInWords(label)} as ${name}`,
          expected: `${volumeOf(shape)} voxels: ${shape.join(" x ")}`,
        },
      ]

const gridMisfits = ({
  spacing: [z, y, x],
  affine,
}: Pick<RawSubject, "spacing" | "affine">): readonly Misfit[] => {
  if (!spansVolume(affine))
    return [
      { what: `the affine ${valueInWords(affine)}`, expected: "three axes that span a volume" },
    ]
  const steps = stepLengths(affine)
  return [x, y, z].every((length, axis) => agree(length, steps[axis] ?? Number.NaN))
    ? []
    : [
        {
          what: `a spacing (z, y, x) of ${z} x ${y} x ${x} mm`,
          expected: `the lengths of the affine's steps, ${steps.toReversed().join(" x ")} mm`,
        },
      ]
}

/** What is wrong with the subject that `load` gives. */
export const misfitsOfSubject = (
  { modalities }: Declared,
  id: string,
  subject: RawSubject,
): readonly Misfit[] => {
  const Label = Schema.UndefinedOr(Schema.instanceOf(Uint8Array))
  const wrong = wrongFields("the subject", subject, {
    id: [Schema.Literal(id), `"${id}", which was asked for`],
    modalities: [
      Schema.Array(Schema.String).check(
        Schema.makeFilter((names) => JSON.stringify(names) === JSON.stringify(modalities)),
      ),
      `the data set's own, in their order: ${modalities.join(", ")}`,
    ],
    ...gridRules,
    image: [Schema.instanceOf(Float32Array), "a Float32Array [channel, depth, height, width]"],
    label: [Label, "a Uint8Array [depth, height, width], or no such field"],
    sources: [Schema.Record(Schema.String, Schema.String), "files by modality, or {}"],
  })
  if (wrong.length > 0) return wrong
  const { shape, image, label, expert } = subject
  const expertWrong =
    expert === undefined
      ? []
      : wrongFields("the expert's label", expert, {
          ...gridRules,
          label: [Schema.instanceOf(Uint8Array), "a Uint8Array [depth, height, width]"],
        })
  if (expertWrong.length > 0) return expertWrong
  const length = modalities.length * volumeOf(shape)
  const odd = image.findIndex((value) => !Number.isFinite(value))
  return [
    ...gridMisfits(subject),
    ...labelMisfits("the label", label, shape),
    ...(expert === undefined
      ? []
      : [
          ...gridMisfits(expert),
          ...labelMisfits("the expert's label", expert.label, expert.shape),
        ]),
    ...(image.length === length
      ? []
      : [
          {
            what: `${valueInWords(image)} as the image`,
            expected: `${length} numbers: ${modalities.length} x ${shape.join(" x ")}, in an array of this subject alone`,
          },
        ]),
    ...(odd < 0
      ? []
      : [{ what: `${image[odd]} as number ${odd} of the image`, expected: "finite numbers" }]),
  ]
}

/** What is wrong with the text that `fingerprint` gives. */
export const misfitsOfFingerprint = (text: string): readonly Misfit[] =>
  Schema.is(Schema.NonEmptyString)(text)
    ? []
    : [{ what: valueInWords(text), expected: "a text that changes with the data" }]
