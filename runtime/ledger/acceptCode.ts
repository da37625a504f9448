import { Effect, Option, Result } from "effect"
import type { Artifact } from "../store/artifact.ts"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"
import { canonicalJson } from "../plan/canonical.ts"
import { sortedJson } from "../plan/identity.ts"
import type { Stage, StageIdentity } from "../plan/stage.ts"

/** A stage that is done but for an edit of the code, and the artifact that an earlier code made. */
export interface Acceptable {
  readonly stage: Stage
  readonly artifact: Artifact
  /** Places of the slice whose code differs; none where only an input's key is another. */
  readonly changed: readonly string[]
}

/** What a stage is, its code left out; inputs are the keys of the artifacts that stand for them. */
const withoutCode = (
  { kind, seed, slice }: Pick<Artifact, "kind" | "seed" | "slice">,
  inputs: Readonly<Record<string, string>>,
): string =>
  [kind, seed, sortedJson(inputs), Result.getOrElse(canonicalJson(slice), () => "")].join("\n")

const differences = (a: StageIdentity["code"], b: StageIdentity["code"]): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((place) => a[place] !== b[place])

/**
 * The stages that would be done if edits of the code did not count: of those that are not, the ones
 * whose kind, seed, slice and inputs are those of an artifact, the latest such. An input counts as the
 * artifact that stands for it (`standsFor`, by key), so that what follows an accepted stage is found
 * too. Stages come after their inputs.
 */
export const acceptableStages = (
  stages: readonly Stage[],
  artifacts: readonly Artifact[],
  standsFor: ReadonlyMap<string, string>,
): readonly Acceptable[] => {
  const made = new Set(artifacts.map(({ key }) => key))
  const real = new Map([...made].map((key) => [key, key]))
  for (const [key, of] of standsFor) if (!real.has(key) && made.has(of)) real.set(key, of)
  const resolved = (inputs: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, key]) => [
        name,
        real.get(key) ?? standsFor.get(key) ?? key,
      ]),
    )
  const known = new Map(
    artifacts
      .toSorted((a, b) => (a.started < b.started ? -1 : 1))
      .map((artifact) => [withoutCode(artifact, resolved(artifact.inputs)), artifact]),
  )
  return stages.flatMap((stage) => {
    if (real.has(stage.key)) return []
    const artifact = known.get(withoutCode(stage, resolved(stage.inputs)))
    if (artifact === undefined) return []
    real.set(stage.key, artifact.key)
    return [{ stage, artifact, changed: differences(stage.code, artifact.code) }]
  })
}

/** The records of all artifacts of a store that can be read. */
export const allRecords = Effect.gen(function* () {
  const { addresses, record } = yield* Store
  const found = yield* Effect.forEach(
    yield* addresses,
    (address) => Effect.option(record(address)),
    { concurrency: 16 },
  )
  return found.flatMap(Option.toArray)
})

/** Stages of a plan that edits of the code alone keep from being done. */
export const acceptableOf = Effect.fnUntraced(function* (plan: Plan) {
  const { accepted } = yield* Store
  const standsFor = new Map([...accepted.values()].map(({ key, of }) => [key, of]))
  return acceptableStages(plan.stages, yield* allRecords, standsFor)
})
