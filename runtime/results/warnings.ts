import type { Artifact } from "../store/artifact.ts"

/** What is odd about the data that stages have read, each once, as their artifacts say. */
export const warningsOf = (records: readonly Artifact[]): readonly string[] =>
  [...new Set(records.flatMap(({ warnings = [] }) => warnings))].toSorted()
