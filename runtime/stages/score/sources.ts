/** Kinds of the artifacts that hold the truth; what else a score reads holds the predictions. */
export const sources: readonly string[] = ["index", "preprocess"]
