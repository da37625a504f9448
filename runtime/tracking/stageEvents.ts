import { hash } from "node:crypto"
import { Effect } from "effect"
import type { Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import { readJson } from "../stages/files.ts"
import { HistoryFile } from "../stages/history.ts"
import type { TrackingEvent } from "./event.ts"
import { mean } from "../../reports/statistics.ts"

/** Ids of a plan's arms on the tracking server, by name; a stage's id is its key. */
export type ArmIds = ReadonlyMap<string, string>

/**
 * An arm's id is what its first seed computes: two files or two scales with an arm of one name are
 * two runs, and two stores with the same arm are one.
 */
export const armIds = ({ runs }: Pick<Plan, "runs">): ArmIds =>
  new Map(
    [...Map.groupBy(runs, ({ arm }) => arm)].map(([arm, own]) => {
      const seed = Math.min(...own.map((run) => run.seed))
      const keys = own
        .filter((run) => run.seed === seed)
        .flatMap((run) => Object.values(run.stages))
      const text = [arm, ...new Set(keys.toSorted())].join("\n")
      return [arm, `arm:${hash("sha256", text).slice(0, 32)}`]
    }),
  )

/** Every arm of a plan begins; its parameters are the labels of its factors. */
export const armsBegun = (
  { runs }: Pick<Plan, "runs">,
  ids: ArmIds,
  time: number,
): readonly TrackingEvent[] =>
  [...new Map(runs.map(({ arm, factors }) => [arm, factors]))].map(([arm, factors]) => ({
    event: "begun",
    id: ids.get(arm) ?? arm,
    name: arm,
    parent: null,
    time,
    params: factors,
    tags: { "ablate.arm": arm },
  }))

/** Plain data as dotted names and texts, as MLflow keeps parameters; empty lists and records as JSON. */
const flatten = (data: unknown, path = ""): Readonly<Record<string, string>> => {
  if (typeof data !== "object" || data === null || Object.keys(data).length === 0)
    return { [path]: typeof data === "string" ? data : JSON.stringify(data) }
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) =>
      Object.entries(flatten(value, path === "" ? key : `${path}.${key}`)),
    ),
  )
}

/** What is known of an attempt besides its stage. */
export interface Circumstances {
  readonly commit: string | null
  readonly dirty: boolean | null
  readonly device: string
}

/** A stage begins; it belongs to the first arm that uses it, and names all of them. */
export const stageBegun = (
  { key, kind, label, seed, arms, slice }: Stage,
  ids: ArmIds,
  time: number,
  { commit, dirty, device }: Circumstances,
): TrackingEvent => ({
  event: "begun",
  id: key,
  name: label,
  parent: ids.get(arms[0] ?? "") ?? null,
  time,
  params: { ...(seed === null ? {} : { seed: String(seed) }), ...flatten(slice) },
  tags: {
    "ablate.key": key,
    "ablate.kind": kind,
    "ablate.arms": arms.join("; "),
    "ablate.device": device,
    ...(commit === null ? {} : { "mlflow.source.git.commit": commit }),
    ...(dirty === null ? {} : { "ablate.dirty": String(dirty) }),
  },
})

export const stageEnded = (
  { key }: Stage,
  time: number,
  status: "FINISHED" | "FAILED" | "KILLED",
  error = "",
): TrackingEvent => ({
  event: "ended",
  id: key,
  time,
  status,
  tags: error === "" ? {} : { "ablate.error": error },
})

const meanOf = (values: readonly (number | null)[]): number | null =>
  mean(values.filter((value) => value !== null))

/** The means over the test subjects that a stage ends with, where it measures any. */
export const scoresMeasured = Effect.fnUntraced(function* (
  { key, configured }: Stage,
  folder: string,
  time: number,
) {
  const load = configured.record.measurements
  if (load === undefined) return []
  const { default: read } = yield* Effect.promise(load)
  const values = Object.fromEntries(
    (yield* read(folder)).flatMap((made): readonly (readonly [string, number])[] => {
      const value = "values" in made ? meanOf(made.values) : made.value
      const name = made.region === null ? made.name : `${made.name}.${made.region}`
      return value === null ? [] : [[name, value]]
    }),
  )
  return [{ event: "measured", id: key, time, step: 0, values }] satisfies readonly TrackingEvent[]
})

/** The curves that a stage that trained left behind; nothing for other kinds. */
export const historyMeasured = Effect.fnUntraced(function* (
  { key, configured }: Stage,
  folder: string,
  time: number,
) {
  if (!configured.record.hasHistory) return []
  const { rows } = yield* readJson(folder, "history.json", HistoryFile)
  return rows.map(({ step, terms }): TrackingEvent => ({
    event: "measured",
    id: key,
    time,
    step,
    values: terms,
  }))
})
