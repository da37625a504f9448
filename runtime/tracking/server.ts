import { Array as Arrays, Effect, FileSystem } from "effect"
import type { Entry, MlflowRun } from "./answers.ts"
import type { Metric, MlflowClient } from "./client.ts"
import { Rejected, type TrackingError } from "./error.ts"
import { limits } from "./limits.ts"
import type { RunState } from "./runState.ts"

/** The tag by which a run of the server is known to be one of ours: an arm's id or a stage's key. */
export const idTag = "ablate.id"
const parentTag = "mlflow.parentRunId"

/** A run as the server is known to have it. */
interface Known {
  readonly run: MlflowRun
  status: string
  readonly params: Map<string, string>
  readonly tags: Map<string, string>
  /** The largest step of each metric. */
  readonly steps: Map<string, number>
}

const mapOf = (entries: readonly Entry[] | undefined): Map<string, string> =>
  new Map((entries ?? []).map(({ key, value }) => [key, value]))

const knownOf = (run: MlflowRun): Known => ({
  run,
  status: run.info.status,
  params: mapOf(run.data?.params),
  tags: mapOf(run.data?.tags),
  steps: new Map((run.data?.metrics ?? []).map(({ key, step = 0 }) => [key, step])),
})

const idOf = (run: MlflowRun): string | undefined =>
  run.data?.tags?.find(({ key }) => key === idTag)?.value

/** Points of a run, to choose between two of one id. */
const pointsOf = ({ data }: MlflowRun): number =>
  (data?.metrics ?? []).reduce((sum, { step = 0 }) => sum + step + 1, 0)

/** The one that all senders keep of some runs of one id: with the most points, then by its name. */
const kept = (runs: readonly MlflowRun[]): MlflowRun | undefined =>
  runs.toSorted((a, b) => pointsOf(b) - pointsOf(a) || (a.info.run_id < b.info.run_id ? -1 : 1))[0]

/** A stage that has ended well can't change; an arm gets more seeds, a report is drawn again. */
const isStage = (id: string): boolean => /^[0-9a-f]{64}$/.test(id)

/** The folder of a path below a run's artifacts; "" for the uppermost. */
const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/")

const missing = (
  wanted: ReadonlyMap<string, string>,
  has: ReadonlyMap<string, string>,
  differs: (name: string, value: string) => boolean,
): readonly Entry[] =>
  [...wanted].flatMap(([key, value]) =>
    (has.has(key) ? differs(key, value) : true) ? [{ key, value }] : [],
  )

/** What of a run was told to the server and is not there. */
interface Lost {
  readonly points: readonly Metric[]
  /** Files by path below the run's artifacts. */
  readonly artifacts: ReadonlyMap<string, string>
}

/** An experiment of a server as it was read, brought step by step to what events say. */
export interface Server {
  /** Brings a run to a state, asking only for what it lacks. */
  readonly bring: (state: RunState) => Effect.Effect<void, TrackingError, FileSystem.FileSystem>
  /**
   * What of a state the server lacks though it was told it, as after an answer that something on the
   * way made up.
   */
  readonly lost: (state: RunState) => Effect.Effect<Lost, TrackingError, FileSystem.FileSystem>
  /** Sends points and files of a run again. */
  readonly repeat: (
    id: string,
    lost: Lost,
  ) => Effect.Effect<void, TrackingError, FileSystem.FileSystem>
}

/**
 * Reads an experiment, made if need be. Of two runs with one id, which a lost answer or two senders
 * leave behind, one is kept.
 */
export const readServer = Effect.fn("readServer")(function* (
  client: MlflowClient,
  name: string,
): Effect.fn.Return<Server, TrackingError> {
  const experiment = yield* client.experiment(name)
  const known = new Map<string, Known>()

  const keepOne = Effect.fnUntraced(function* (runs: readonly MlflowRun[]) {
    const one = kept(runs)
    if (one === undefined) return undefined
    yield* Effect.forEach(
      runs.filter((run) => run !== one),
      ({ info }) => client.deleteRun(info.run_id),
      { discard: true },
    )
    return one
  })

  for (const runs of Map.groupBy(yield* client.runs(experiment), idOf)) {
    const [id, same] = runs
    const one = id === undefined ? undefined : yield* keepOne(same)
    if (id !== undefined && one !== undefined) known.set(id, knownOf(one))
  }

  /** Made, then looked for: another sender may have made it in between. */
  const create = Effect.fnUntraced(function* (state: RunState, begun: RunState["begun"]) {
    const tags = [{ key: idTag, value: state.id }]
    const made = yield* client.createRun({
      experiment,
      name: begun?.name ?? state.id,
      started: begun?.started ?? 0,
      tags,
    })
    const same = yield* client.runs(
      experiment,
      `tags.\`${idTag}\` = '${state.id.replaceAll("'", "")}'`,
    )
    const one = knownOf((yield* keepOne(same)) ?? made)
    known.set(state.id, one)
    return one
  })

  const sendPoints = Effect.fnUntraced(function* (run: Known, points: readonly Metric[]) {
    for (const metrics of Arrays.chunksOf(points, limits.metricsInBatch)) {
      yield* client.logBatch({ id: run.run.info.run_id, metrics })
      for (const { key, step } of metrics)
        run.steps.set(key, Math.max(step, run.steps.get(key) ?? step))
    }
  })

  const sendEntries = Effect.fnUntraced(function* (run: Known, state: RunState) {
    const id = run.run.info.run_id
    const parent = state.begun?.parent
    const above = parent == null ? undefined : known.get(parent)?.run.info.run_id
    const wanted = new Map([
      ...state.tags,
      ...(above === undefined ? [] : [[parentTag, above] as const]),
    ])
    const params = missing(state.params, run.params, () => false)
    const tags = missing(wanted, run.tags, (key, value) => run.tags.get(key) !== value)
    for (const some of Arrays.chunksOf(params, limits.paramsInBatch))
      yield* client.logBatch({ id, params: some })
    for (const some of Arrays.chunksOf(tags, limits.tagsInBatch))
      yield* client.logBatch({ id, tags: some })
    for (const { key, value } of params) run.params.set(key, value)
    for (const { key, value } of tags) run.tags.set(key, value)
  })

  const sendStatus = Effect.fnUntraced(function* (run: Known, { id, status }: RunState) {
    const isOver = run.status === "FINISHED" && isStage(id)
    if (status === null || status.name === run.status || isOver) return
    yield* client.updateRun({
      id: run.run.info.run_id,
      status: status.name,
      ...(status.ended === undefined ? {} : { ended: status.ended }),
    })
    run.status = status.name
  })

  const sendFiles = Effect.fnUntraced(function* (
    { run }: Known,
    artifacts: ReadonlyMap<string, string>,
  ) {
    const fs = yield* FileSystem.FileSystem
    for (const [path, file] of artifacts) {
      const bytes = yield* Effect.option(fs.readFile(file))
      if (bytes._tag === "Some") yield* client.putArtifact(run, path, bytes.value)
    }
  })

  const lostFiles = Effect.fnUntraced(function* (
    { run }: Known,
    artifacts: ReadonlyMap<string, string>,
  ) {
    const fs = yield* FileSystem.FileSystem
    const lost = new Map<string, string>()
    for (const [folder, files] of Map.groupBy(artifacts, ([path]) => folderOf(path))) {
      const sizes = yield* client.artifactSizes(run.info.run_id, folder)
      for (const [path, file] of files) {
        const here = yield* Effect.option(fs.stat(file))
        if (here._tag === "Some" && Number(here.value.size) !== sizes.get(path))
          lost.set(path, file)
      }
    }
    return lost
  })

  const bring: Server["bring"] = Effect.fnUntraced(function* (state) {
    const before = known.get(state.id)
    if (before === undefined && state.begun === null)
      return yield* new Rejected({
        code: "GONE",
        reason:
          "the server has this run no more, as after somebody has deleted it; ablate track sync sends it again",
      })
    const run = before ?? (yield* create(state, state.begun))
    yield* sendEntries(run, state)
    // A resumed stage passes steps again that were sent before it died.
    const points = [...state.metrics.values()].flatMap((steps) => [...steps.values()])
    yield* sendPoints(
      run,
      points.filter(({ key, step }) => step > (run.steps.get(key) ?? -1)),
    )
    yield* sendFiles(run, state.artifacts)
    yield* sendStatus(run, state)
  })

  const lost: Server["lost"] = Effect.fnUntraced(function* ({ id, metrics, artifacts }) {
    const run = known.get(id)
    if (run === undefined) return { points: [], artifacts: new Map() }
    const points = yield* Effect.forEach(
      metrics,
      ([key, told]) =>
        Effect.map(client.steps(run.run.info.run_id, key), (has) =>
          [...told.values()].filter(({ step }) => !has.has(step)),
        ),
      { concurrency: 4 },
    )
    return { points: points.flat(), artifacts: yield* lostFiles(run, artifacts) }
  })

  const repeat: Server["repeat"] = Effect.fnUntraced(function* (id, { points, artifacts }) {
    const run = known.get(id)
    if (run === undefined) return
    yield* sendPoints(run, points)
    yield* sendFiles(run, artifacts)
  })

  return { bring, lost, repeat }
})
