import { Effect, Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import {
  CreatedExperiment,
  CreatedRun,
  type Entry,
  ExperimentAnswer,
  Files,
  FoundRuns,
  History,
  type MlflowRun,
} from "./answers.ts"
import { artifactPlace } from "./artifactPlace.ts"
import { Rejected, ServerAway, type TrackingError } from "./error.ts"
import { sender, tooLarge } from "./request.ts"
import type { TrackingSettings } from "./settings.ts"

/** A point of a curve as MLflow keeps it. */
export interface Metric {
  readonly key: string
  readonly value: number
  /** Milliseconds. */
  readonly timestamp: number
  readonly step: number
}

/** A slow line of 20 kB/s is allowed for. */
const uploadTime = (bytes: number) => `${20 + Math.ceil(bytes / 20_000)} seconds` as const

type Ask<A> = Effect.Effect<A, TrackingError>

/** MLflow's REST API, as much as ablate needs of it (`/api/2.0/mlflow`). */
export interface MlflowClient {
  /** Id of the experiment of a name, which is made if need be. */
  readonly experiment: (name: string) => Ask<string>
  /** The same, of one that is there; null where it is not. */
  readonly existing: (name: string) => Ask<string | null>
  /** Every run of an experiment that `filter` admits, removed ones left out. */
  readonly runs: (experiment: string, filter?: string) => Ask<readonly MlflowRun[]>
  readonly createRun: (run: {
    readonly experiment: string
    readonly name: string
    readonly started: number
    readonly tags: readonly Entry[]
  }) => Ask<MlflowRun>
  readonly updateRun: (run: {
    readonly id: string
    readonly status: string
    readonly ended?: number
  }) => Ask<void>
  readonly deleteRun: (id: string) => Ask<void>
  /** Within the limits of one batch; a batch that is too large for the way there is divided. */
  readonly logBatch: (batch: {
    readonly id: string
    readonly metrics?: readonly Metric[]
    readonly params?: readonly Entry[]
    readonly tags?: readonly Entry[]
  }) => Ask<void>
  /** The steps of a metric's points. */
  readonly steps: (id: string, metric: string) => Ask<ReadonlySet<number>>
  /** Sizes of the files in a folder of a run's artifacts, by path; "" is the uppermost. */
  readonly artifactSizes: (id: string, folder: string) => Ask<ReadonlyMap<string, number>>
  /** Puts a file's bytes where the run's artifacts are kept. */
  readonly putArtifact: (run: MlflowRun, path: string, bytes: Uint8Array) => Ask<void>
}

/** A client of the server that the settings name. */
export const mlflowClient = Effect.fnUntraced(function* (
  settings: TrackingSettings,
): Effect.fn.Return<MlflowClient, never, HttpClient.HttpClient> {
  const { uri } = settings
  const send = yield* sender(settings)
  const api = (path: string) => `${uri}/api/2.0/mlflow/${path}`
  const post = (path: string, body: object) =>
    send(HttpClientRequest.bodyJsonUnsafe(HttpClientRequest.post(api(path)), body))
  const get = (path: string, params: Readonly<Record<string, string>>) =>
    send(HttpClientRequest.get(api(path)).pipe(HttpClientRequest.setUrlParams(params)))

  const read = <S extends Schema.ConstraintDecoder<unknown>>(
    answer: Ask<string>,
    schema: S,
  ): Ask<S["Type"]> =>
    Effect.flatMap(answer, (text) =>
      Effect.mapError(
        Schema.decodeEffect(Schema.fromJsonString(schema))(text),
        () =>
          new ServerAway({
            message: `${uri} does not answer as MLflow: ${text.slice(0, 100)}`,
          }),
      ),
    )

  /** All pages of a list; `ask` gets what says which page. */
  const pages = Effect.fnUntraced(function* <
    A,
    S extends Schema.ConstraintDecoder<{ readonly next_page_token?: string }>,
  >(
    schema: S,
    ask: (page: { readonly page_token?: string }) => Ask<string>,
    itemsOf: (answer: S["Type"]) => readonly A[] | undefined,
  ) {
    const all: A[] = []
    let page: { readonly page_token?: string } = {}
    for (;;) {
      const answer: S["Type"] = yield* read(ask(page), schema)
      all.push(...(itemsOf(answer) ?? []))
      const { next_page_token: next = "" } = answer
      if (next === "") return all
      page = { page_token: next }
    }
  })

  const logBatch: MlflowClient["logBatch"] = ({ id, metrics = [], params = [], tags = [] }) =>
    post("runs/log-batch", { run_id: id, metrics, params, tags }).pipe(
      Effect.asVoid,
      Effect.catchTag("Rejected", (error) => {
        const halves = [metrics, params, tags].map((list) => Math.ceil(list.length / 2))
        const [half = 0, halfParams = 0, halfTags = 0] = halves
        if (error.code !== tooLarge || metrics.length + params.length + tags.length < 2)
          return Effect.fail(error)
        return Effect.andThen(
          logBatch({
            id,
            metrics: metrics.slice(0, half),
            params: params.slice(0, halfParams),
            tags: tags.slice(0, halfTags),
          }),
          logBatch({
            id,
            metrics: metrics.slice(half),
            params: params.slice(halfParams),
            tags: tags.slice(halfTags),
          }),
        )
      }),
    )

  const experimentOf = (name: string) =>
    Effect.flatMap(
      read(get("experiments/get-by-name", { experiment_name: name }), ExperimentAnswer),
      ({ experiment: { experiment_id: id, lifecycle_stage: stage } }) =>
        stage === "active"
          ? Effect.succeed(id)
          : Effect.fail(
              new Rejected({
                code: "DELETED",
                reason: `the experiment ${name} was removed on the server: restore it, or set MLFLOW_EXPERIMENT_NAME`,
              }),
            ),
    )

  return {
    experiment: (name) =>
      Effect.catchTag(experimentOf(name), "Rejected", (error) =>
        error.code === "RESOURCE_DOES_NOT_EXIST"
          ? read(post("experiments/create", { name }), CreatedExperiment).pipe(
              Effect.map((made) => made.experiment_id),
              // Another sender was faster.
              Effect.catchTag("Rejected", (refusal) =>
                refusal.code === "RESOURCE_ALREADY_EXISTS"
                  ? experimentOf(name)
                  : Effect.fail(refusal),
              ),
            )
          : Effect.fail(error),
      ),
    existing: (name) => Effect.catchTag(experimentOf(name), "Rejected", () => Effect.succeed(null)),
    runs: (of, filter = "") =>
      pages(
        FoundRuns,
        (page) => post("runs/search", { experiment_ids: [of], max_results: 1000, filter, ...page }),
        ({ runs }) => runs,
      ),
    createRun: ({ experiment: of, name, started, tags }) =>
      Effect.map(
        read(
          post("runs/create", { experiment_id: of, run_name: name, start_time: started, tags }),
          CreatedRun,
        ),
        ({ run }) => run,
      ),
    updateRun: ({ id, status, ended }) =>
      Effect.asVoid(
        post("runs/update", {
          run_id: id,
          status,
          ...(ended === undefined ? {} : { end_time: ended }),
        }),
      ),
    deleteRun: (id) => Effect.asVoid(post("runs/delete", { run_id: id })),
    logBatch,
    steps: (id, metric) =>
      Effect.map(
        pages(
          History,
          (page) =>
            get("metrics/get-history", {
              run_id: id,
              metric_key: metric,
              max_results: "25000",
              ...page,
            }),
          ({ metrics }) => metrics,
        ),
        (points) => new Set(points.map(({ step = 0 }) => step)),
      ),
    artifactSizes: (id, folder) =>
      Effect.map(
        pages(
          Files,
          (page) =>
            get("artifacts/list", {
              run_id: id,
              ...(folder === "" ? {} : { path: folder }),
              ...page,
            }),
          ({ files }) => files,
        ),
        (files) => new Map(files.map(({ path, file_size: size = 0 }) => [path, size])),
      ),
    putArtifact: ({ info }, path, bytes) =>
      Effect.flatMap(
        Effect.fromResult(artifactPlace(uri, info.artifact_uri, path)),
        ({ url, isForeign }) =>
          Effect.asVoid(
            send(
              HttpClientRequest.put(url).pipe(
                HttpClientRequest.bodyUint8Array(bytes, "application/octet-stream"),
              ),
              { timeout: uploadTime(bytes.length), isForeign },
            ),
          ),
      ),
  }
})
