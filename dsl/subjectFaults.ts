import { faultIf, faultUnless } from "./faultIf.ts"
import type { Experiment } from "./experiment.ts"
import type { Fault } from "./fault.ts"
import { axes, type Extent } from "./field.ts"
import { knownSubjects, type KnownSubjects } from "./knownSubjects.ts"
import { valueAt } from "./replace.ts"
import { beside, type RuleFault } from "./ruleFault.ts"

const splitFaults = ({ all, test, validation, train }: KnownSubjects): readonly Fault[] =>
  faultUnless(train > 0, () => ({
    what: `no subject is left for training: ${test + validation} of ${all} are held out`,
    where: { field: validation > 0 ? "dataset.split" : "dataset.split.test" },
    expected: `at most ${all - 1} held out`,
    hint: "hold out fewer, or use more subjects",
  }))

const batchFaults = (experiment: Experiment, path: string, train: number): readonly Fault[] => {
  const batch = valueAt(experiment, `${path}.batch`)
  const crops = valueAt(experiment, `${path}.crops`)
  const items = train * (typeof crops === "number" ? crops : 1)
  if (typeof batch !== "number") return []
  return faultIf(batch > items, () => ({
    what: `a batch of ${batch} is larger than the training set of ${items}${typeof crops === "number" && crops > 1 ? ` (${train} subjects, ${crops} crops of each)` : ""}`,
    where: { field: `${path}.batch` },
    expected: `at most ${items}`,
    hint: `use a batch of ${items} or less, or more subjects`,
  }))
}

const fractionFaults = (experiment: Experiment, path: string, train: number): readonly Fault[] => {
  const fraction = valueAt(experiment, `${path}.labelFraction`)
  if (typeof fraction !== "number") return []
  return faultIf(fraction > 0 && Math.round(fraction * train) < 1, () => ({
    what: `a label fraction of ${fraction} leaves nobody of ${train} training subjects`,
    where: { field: `${path}.labelFraction` },
    expected: `a share that is one subject at least: ${Math.ceil(1000 / (2 * train)) / 1000} or more`,
    hint: "use a larger share, or more subjects",
  }))
}

const cropFaults = ({ dataset, encoder }: Experiment): readonly Fault[] => {
  const size = valueAt(dataset, "size")
  if (typeof size !== "number" && !Array.isArray(size)) return []
  const lengths = axes(isExtent(size) ? size : 0)
  return faultUnless(
    axes(encoder.crop).every((length, axis) => length <= (lengths[axis] ?? 0)),
    () => ({
      what: `a crop of ${axes(encoder.crop).join("x")} is larger than the volumes of ${lengths.join("x")}`,
      where: { field: "encoder.crop" },
      expected: "a crop inside the volumes",
      hint: "use a smaller crop, or larger volumes",
    }),
  )
}

const isExtent = (value: unknown): value is Extent =>
  typeof value === "number" || (Array.isArray(value) && value.length === 3)

const foldFaults = (all: number, of: number | undefined): readonly Fault[] =>
  faultUnless(of === undefined || of <= all, () => ({
    what: `${of} folds of ${all} subjects leave folds without a subject`,
    where: { field: "dataset.split" },
    expected: `${all} folds at most`,
    hint: "use fewer folds, or more subjects",
  }))

/** What does not fit the number or the size of the subjects, where the declaration of the data set tells it. */
export const subjectFaults = (experiment: Experiment): readonly RuleFault[] => {
  const subjects = knownSubjects(experiment.dataset)
  if (subjects === undefined) return []
  const tooMany = foldFaults(subjects.all, experiment.dataset.split.folds?.of)
  if (tooMany.length > 0) return beside(tooMany, "dataset.subjects")
  if (subjects.train <= 0) return beside(splitFaults(subjects), "dataset.subjects")
  const tasks = Object.keys(experiment.tasks).map((name) => `tasks.${name}`)
  return [
    ...beside(cropFaults(experiment), "dataset.size"),
    ...["pretraining", ...tasks].flatMap((path) =>
      beside(
        batchFaults(experiment, path, subjects.train),
        "dataset.subjects",
        "dataset.split",
        `${path}.crops`,
      ),
    ),
    ...tasks.flatMap((path) =>
      beside(fractionFaults(experiment, path, subjects.train), "dataset.subjects", "dataset.split"),
    ),
  ]
}
