/** Limits of MLflow's server (mlflow/utils/validation.py). */
export const limits = {
  metricsInBatch: 1000,
  paramsInBatch: 100,
  tagsInBatch: 100,
  keyLength: 250,
  paramLength: 6000,
  tagLength: 5000,
} as const

/** A name that MLflow takes: letters, digits and `_ - . / space`; others become `_`. */
export const validName = (name: string): string =>
  name.replaceAll(/[^/\w.\- ]/g, "_").slice(0, limits.keyLength)

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 3)}...`

export const validParam = (text: string): string => cut(text, limits.paramLength)
export const validTag = (text: string): string => cut(text, limits.tagLength)

/** A list in pieces of at most so many. */
export const chunked = <A>(items: readonly A[], size: number): readonly (readonly A[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
