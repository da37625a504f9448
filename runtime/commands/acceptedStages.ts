import { hostname } from "node:os"
import { DateTime, Effect } from "effect"
import { shortKey } from "../ledger/statusLines.ts"
import type { Acceptable } from "../ledger/acceptCode.ts"
import { readCommit } from "../store/commit.ts"
import { Store } from "../store/store.ts"

/** Takes stages as done, for good; `workspace` is the folder whose commit is recorded. */
export const acceptStages = Effect.fnUntraced(function* (
  found: readonly Acceptable[],
  workspace: string,
) {
  const { accept } = yield* Store
  const commit = yield* readCommit(workspace)
  const now = DateTime.formatIso(yield* DateTime.now)
  yield* Effect.forEach(found, ({ stage: { kind, key, label, code }, artifact }) =>
    accept({
      kind,
      key,
      label,
      of: artifact.key,
      code,
      codeOfArtifact: artifact.code,
      commit: commit?.commit ?? null,
      dirty: commit?.dirty ?? null,
      accepted: now,
      host: hostname(),
    }),
  )
})

/** A line for each stage that is taken as done. */
export const acceptedLines = (found: readonly Acceptable[]): readonly string[] =>
  found.map(({ stage, artifact, changed }) => {
    const why =
      changed.length === 0 ? "follows an accepted one" : `other code: ${changed.join(", ")}`
    return `accepted ${stage.label}: ${shortKey(artifact.key)} stands for ${shortKey(stage.key)} (${why})`
  })
