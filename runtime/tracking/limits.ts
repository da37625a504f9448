import { hash } from "node:crypto"
import { posix } from "node:path"

/** Limits of MLflow's server (mlflow/utils/validation.py). */
export const limits = {
  metricsInBatch: 1000,
  paramsInBatch: 100,
  tagsInBatch: 100,
  keyLength: 250,
  paramLength: 6000,
  tagLength: 5000,
} as const

const digestLength = 8

/** Whether MLflow would read the name as a path that means another one (`path_not_unique`). */
const isPath = (name: string): boolean =>
  name === "" || posix.normalize(name) !== name || /^(\.|\/|\.\.)$|^\.\.|^\//.test(name)

/**
 * A name that MLflow takes: letters and digits of any script and `_ - . / space`. Others become `_`,
 * and a digest of the name is added, so that two names never become one.
 */
export const validName = (name: string): string => {
  const taken = name.replaceAll(/[^/\p{L}\p{N}_.\- ]/gu, "_")
  if (taken === name && name.length <= limits.keyLength && !isPath(name)) return name
  const digest = hash("sha256", name).slice(0, digestLength)
  const readable = isPath(taken) ? taken.replaceAll(/[/.]/g, "_") : taken
  return `${readable.slice(0, limits.keyLength - digestLength - 1)}-${digest}`
}

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 3)}...`

export const validParam = (text: string): string => cut(text, limits.paramLength)
export const validTag = (text: string): string => cut(text, limits.tagLength)
