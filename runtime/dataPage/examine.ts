import { createHash } from "node:crypto"
import { Effect, Result } from "effect"
import type { Dataset } from "../../dsl/dataset.ts"
import type { Fault } from "../../dsl/fault.ts"
import type { DatasetImplementation, IndexedSubject, RawSubject } from "../data/contract.ts"
import { preprocess } from "../data/transforms/preprocess.ts"
import { splitSubjects } from "../data/cohort/split.ts"
import type { Environment } from "../files/environment.ts"
import type { Faulty } from "../faults/faulty.ts"
import { loadAs } from "../implementations/implementation.ts"
import { factsOf, type SubjectFacts } from "./subjectFacts.ts"
import {
  absentRegions,
  mixedOrientations,
  oddities,
  partedSessions,
  sameImages,
  vanishedRegions,
} from "../data/faults/oddSubjects.ts"

/** Everything a check finds of a data set. */
export interface Survey {
  readonly dataset: Dataset
  /** Subjects that are listed, read or not. */
  readonly listed: readonly IndexedSubject[]
  /** Those without faults. */
  readonly subjects: readonly SubjectFacts[]
  /** Part of the split that a subject is in; empty where it cannot be divided. */
  readonly partOf: (id: string) => string
  readonly faults: readonly Fault[]
  /** What is odd and to be looked at, though nothing is at fault. */
  readonly warnings: readonly Fault[]
  /** Whether faults of the list alone kept every subject from being opened. */
  readonly unread: boolean
}

const parts = { train: "training", validation: "validation", test: "test" } as const

/** The subjects that can be listed, and what is wrong with the others. */
const listedOf = Effect.fnUntraced(function* (dataset: Dataset, environment: Environment) {
  const implementation = yield* loadAs<DatasetImplementation>(dataset, ["index", "load"])
  const found = yield* Effect.result(
    implementation.survey?.(dataset, environment) ??
      Effect.map(implementation.index(dataset, environment), (subjects) => ({
        subjects,
        faults: [],
      })),
  )
  const { subjects, faults } = Result.isSuccess(found)
    ? found.success
    : { subjects: [], faults: found.failure.faults }
  return { implementation, subjects, faults, unread: Result.isFailure(found) }
})

/** A digest of each modality's voxels. */
const digestsOf = ({ image, modalities }: RawSubject): readonly string[] => {
  const voxels = image.length / modalities.length
  return modalities.map((_, channel) =>
    createHash("sha256")
      .update(image.subarray(channel * voxels, (channel + 1) * voxels))
      .digest("hex"),
  )
}

/** Who is told while a data set is read. */
export interface Listener {
  readonly listed: (survey: Pick<Survey, "dataset" | "listed" | "partOf">) => Effect.Effect<void>
  readonly read: (facts: SubjectFacts) => Effect.Effect<void>
}

/**
 * Reads and preprocesses every subject of a data set, one at a time, and tells each when it is done.
 * What is wrong is in the answer, all at once; fails only where the data set has no implementation.
 */
export const examine = Effect.fn("examine")(function* (
  dataset: Dataset,
  environment: Environment,
  listener: Listener,
): Effect.fn.Return<Survey, Faulty> {
  const { implementation, subjects: listed, ...list } = yield* listedOf(dataset, environment)
  const faults: Fault[] = [...list.faults]
  const divided = splitSubjects(listed, dataset.split)
  // A split of what is left of a list with faults would say nothing about the whole.
  if (Result.isFailure(divided) && faults.length === 0) faults.push(...divided.failure.faults)
  const part = new Map<string, string>()
  if (Result.isSuccess(divided) && list.faults.length === 0)
    for (const name of ["train", "validation", "test"] as const)
      for (const { id } of divided.success[name]) part.set(id, parts[name])
  const partOf = (id: string): string => part.get(id) ?? ""
  if (!list.unread) yield* listener.listed({ dataset, listed, partOf })

  const subjects: SubjectFacts[] = []
  const warnings: Fault[] = []
  const digests = new Map<string, readonly string[]>()
  for (const subject of listed) {
    const read = yield* implementation.load(dataset, environment, subject.id).pipe(
      Effect.flatMap((raw) =>
        Effect.fromResult(preprocess(raw, dataset.preprocessing)).pipe(
          Effect.map(({ meta, label }) => ({
            facts: factsOf(subject, raw, meta.shape, dataset.regions),
            digest: digestsOf(raw),
            odd: [...oddities(raw), ...vanishedRegions(raw, label, dataset.regions)],
          })),
        ),
      ),
      Effect.result,
    )
    if (Result.isFailure(read)) {
      faults.push(...read.failure.faults)
      continue
    }
    const { facts, odd, digest } = read.success
    subjects.push(facts)
    digests.set(facts.id, digest)
    warnings.push(...odd)
    yield* listener.read(facts)
  }
  warnings.push(
    ...mixedOrientations(dataset.preprocessing ?? [], subjects),
    ...absentRegions(subjects, dataset.regions),
    ...sameImages(dataset.modalities, digests),
    ...partedSessions(listed),
  )
  return { dataset, listed, subjects, partOf, faults, warnings, unread: list.unread }
})
