import { Effect, Redacted } from "effect"
import type { Faulty } from "../faults/faulty.ts"
import { refusal } from "../faults/refusal.ts"
import type { Environment } from "../files/environment.ts"

/** How MLflow's server is reached, from the variables that its own clients read. */
export interface TrackingSettings {
  /** Such as `http://localhost:5000`, without user, password and a slash at the end. */
  readonly uri: string
  /** Value of the header `Authorization`; null for a server that asks for none. */
  readonly authorization: Redacted.Redacted | null
  /** Name of the experiment; null takes the experiment file's. */
  readonly experiment: string | null
}

/** The text without what may be a password. */
const withoutPassword = (uri: string): string => uri.replace(/\/\/[^/@]*@/, "//")

const refused = (uri: string): Faulty =>
  refusal({
    what: `MLFLOW_TRACKING_URI is "${withoutPassword(uri)}"`,
    expected: "the address of an MLflow server, such as http://localhost:5000",
    hint: "start one (mlflow server), or unset the variable: the ledger in the store is kept in any case",
  })

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`

const authorizationIn = (address: URL, environment: Environment): string | null => {
  const { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password } = environment
  const token = environment["MLFLOW_TRACKING_TOKEN"]
  if (user !== undefined && password !== undefined) return basic(user, password)
  if (token !== undefined && token !== "") return `Bearer ${token}`
  return address.username === ""
    ? null
    : basic(decodeURIComponent(address.username), decodeURIComponent(address.password))
}

/**
 * The server that the environment names (`MLFLOW_TRACKING_URI`, `MLFLOW_TRACKING_USERNAME` and
 * `MLFLOW_TRACKING_PASSWORD` or `MLFLOW_TRACKING_TOKEN`, `MLFLOW_EXPERIMENT_NAME`); null without one.
 * A user and a password in the address are credentials and no part of `uri`.
 */
export const trackingSettings = (
  environment: Environment,
): Effect.Effect<TrackingSettings | null, Faulty> => {
  const text = environment["MLFLOW_TRACKING_URI"] ?? ""
  if (text === "") return Effect.succeed(null)
  const address = URL.canParse(text) ? new URL(text) : null
  if (address === null || !/^https?:$/.test(address.protocol)) return Effect.fail(refused(text))
  const authorization = authorizationIn(address, environment)
  return Effect.succeed({
    uri: withoutPassword(text).replace(/\/+$/, ""),
    authorization: authorization === null ? null : Redacted.make(authorization),
    experiment: environment["MLFLOW_EXPERIMENT_NAME"] ?? null,
  })
}
