import { Effect, Option, Redacted, Schema } from "effect"
import { HttpClient, HttpClientRequest, type HttpClientResponse } from "effect/http"
import { AccessDenied, Rejected, ServerAway, type TrackingError } from "./error.ts"
import type { TrackingSettings } from "./settings.ts"

const timeout = "20 seconds"

const Entry = Schema.Struct({ key: Schema.String, value: Schema.String })
const Metric = Schema.Struct({
  key: Schema.String,
  value: Schema.Finite,
  timestamp: Schema.Finite,
  step: Schema.Int,
})
export type Metric = typeof Metric.Type
export type Entry = typeof Entry.Type

// A protobuf message leaves empty lists out, and 64-bit integers may come as text.
const listOf = <S extends Schema.Top>(item: S) => Schema.optionalKey(Schema.Array(item))

const Run = Schema.Struct({
  info: Schema.Struct({
    run_id: Schema.String,
    status: Schema.String,
    artifact_uri: Schema.optionalKey(Schema.String),
  }),
  data: Schema.optionalKey(
    Schema.Struct({
      metrics: listOf(
        Schema.Struct({
          key: Schema.String,
          step: Schema.optionalKey(Schema.Union([Schema.Finite, Schema.FiniteFromString])),
        }),
      ),
      tags: listOf(Entry),
    }),
  ),
})
export type MlflowRun = typeof Run.Type

const ExperimentAnswer = Schema.Struct({
  experiment: Schema.Struct({ experiment_id: Schema.String, lifecycle_stage: Schema.String }),
})
const CreatedExperiment = Schema.Struct({ experiment_id: Schema.String })
const CreatedRun = Schema.Struct({ run: Run })
const FoundRuns = Schema.Struct({
  runs: listOf(Run),
  next_page_token: Schema.optionalKey(Schema.String),
})
const Failure = Schema.fromJsonString(
  Schema.Struct({
    error_code: Schema.Union([Schema.String, Schema.Finite]),
    message: Schema.optionalKey(Schema.String),
  }),
)

const secondsAsked = (response: HttpClientResponse.HttpClientResponse): number | null => {
  const seconds = Number(response.headers["retry-after"] ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds : null
}

const failureOf = Effect.fnUntraced(function* (response: HttpClientResponse.HttpClientResponse) {
  const text = yield* Effect.orElseSucceed(response.text, () => "")
  const said = Option.getOrUndefined(Schema.decodeOption(Failure)(text))
  const reason = said?.message ?? text.slice(0, 300)
  const { status } = response
  if (status === 401 || status === 403)
    return new AccessDenied({ reason: `the server answers ${status}: ${reason}` })
  if (status === 408 || status === 429 || status >= 500)
    return new ServerAway({
      reason: `the server answers ${status}`,
      retryAfter: secondsAsked(response),
    })
  return new Rejected({ code: String(said?.error_code ?? status), reason })
})

/** MLflow's REST API, as much as ablate needs of it (`/api/2.0/mlflow`). */
export interface MlflowClient {
  /** Id of the experiment of a name, which is made if need be. */
  readonly experiment: (name: string) => Effect.Effect<string, TrackingError>
  /** Every run of an experiment, removed ones left out. */
  readonly runs: (experiment: string) => Effect.Effect<readonly MlflowRun[], TrackingError>
  readonly createRun: (run: {
    readonly experiment: string
    readonly name: string
    readonly started: number
    readonly tags: readonly Entry[]
  }) => Effect.Effect<MlflowRun, TrackingError>
  readonly updateRun: (run: {
    readonly id: string
    readonly status: string
    readonly ended?: number
  }) => Effect.Effect<void, TrackingError>
  /** Within the limits of one batch. */
  readonly logBatch: (batch: {
    readonly id: string
    readonly metrics?: readonly Metric[]
    readonly params?: readonly Entry[]
    readonly tags?: readonly Entry[]
  }) => Effect.Effect<void, TrackingError>
  /** Sends a file's bytes through the server's artifact proxy. */
  readonly putArtifact: (
    run: MlflowRun,
    path: string,
    bytes: Uint8Array,
  ) => Effect.Effect<void, TrackingError>
}

/** A client of the server that the settings name. */
export const mlflowClient = Effect.fnUntraced(function* ({
  uri,
  authorization,
}: TrackingSettings): Effect.fn.Return<MlflowClient, never, HttpClient.HttpClient> {
  const http = yield* HttpClient.HttpClient

  const send = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
    const signed =
      authorization === null
        ? request
        : HttpClientRequest.setHeader(request, "Authorization", Redacted.value(authorization))
    const response = yield* http.execute(signed).pipe(
      Effect.timeout(timeout),
      Effect.mapError(
        ({ message }) =>
          new ServerAway({ reason: `${uri} cannot be reached: ${message}`, retryAfter: null }),
      ),
    )
    if (response.status >= 200 && response.status < 300) return response
    return yield* yield* failureOf(response)
  })

  const post = (path: string, body: object) =>
    send(
      HttpClientRequest.bodyJsonUnsafe(
        HttpClientRequest.post(`${uri}/api/2.0/mlflow/${path}`),
        body,
      ),
    )

  const read = <S extends Schema.ConstraintDecoder<unknown>>(
    answer: Effect.Effect<HttpClientResponse.HttpClientResponse, TrackingError>,
    schema: S,
  ): Effect.Effect<S["Type"], TrackingError> =>
    answer.pipe(
      Effect.flatMap((response) =>
        Effect.mapError(
          response.json,
          ({ message }) => new ServerAway({ reason: message, retryAfter: null }),
        ),
      ),
      Effect.flatMap((json) =>
        Effect.mapError(
          Schema.decodeUnknownEffect(schema)(json),
          ({ message }) =>
            new Rejected({
              code: "ANSWER",
              reason: `${uri} does not answer as MLflow: ${message}`,
            }),
        ),
      ),
    )

  const byName = (name: string) =>
    read(
      send(
        HttpClientRequest.get(`${uri}/api/2.0/mlflow/experiments/get-by-name`).pipe(
          HttpClientRequest.setUrlParam("experiment_name", name),
        ),
      ),
      ExperimentAnswer,
    )

  const runs = Effect.fnUntraced(function* (of: string) {
    const all: MlflowRun[] = []
    let token: string | undefined
    do {
      const page: typeof FoundRuns.Type = yield* read(
        post("runs/search", {
          experiment_ids: [of],
          max_results: 1000,
          ...(token === undefined ? {} : { page_token: token }),
        }),
        FoundRuns,
      )
      all.push(...(page.runs ?? []))
      token = page.next_page_token === "" ? undefined : page.next_page_token
    } while (token !== undefined)
    return all
  })

  return {
    experiment: (name) =>
      byName(name).pipe(
        Effect.flatMap(({ experiment: { experiment_id: id, lifecycle_stage: stage } }) =>
          stage === "active"
            ? Effect.succeed(id)
            : Effect.fail(
                new Rejected({
                  code: "DELETED",
                  reason: `the experiment ${name} was removed on the server: restore it, or set MLFLOW_EXPERIMENT_NAME`,
                }),
              ),
        ),
        Effect.catchTag("Rejected", (error) =>
          error.code === "RESOURCE_DOES_NOT_EXIST"
            ? Effect.map(
                read(post("experiments/create", { name }), CreatedExperiment),
                (made) => made.experiment_id,
              )
            : Effect.fail(error),
        ),
      ),
    runs,
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
    logBatch: ({ id, metrics = [], params = [], tags = [] }) =>
      Effect.asVoid(post("runs/log-batch", { run_id: id, metrics, params, tags })),
    putArtifact: ({ info }, path, bytes) => {
      const root = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(info.artifact_uri ?? "")?.[1]
      if (root === undefined)
        return Effect.fail(
          new Rejected({
            code: "ARTIFACTS",
            reason: `the server keeps artifacts at ${info.artifact_uri ?? "an unknown place"}, not behind its own proxy: start it with --serve-artifacts`,
          }),
        )
      const place = [...root.split("/"), ...path.split("/")].map(encodeURIComponent).join("/")
      return Effect.asVoid(
        send(
          HttpClientRequest.put(`${uri}/api/2.0/mlflow-artifacts/artifacts/${place}`).pipe(
            HttpClientRequest.bodyUint8Array(bytes, "application/octet-stream"),
          ),
        ),
      )
    },
  }
})
