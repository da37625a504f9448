import { cpus, platform, release, totalmem } from "node:os"
import { dirname, relative, resolve } from "node:path"
import { Effect, Schema } from "effect"
import { readFile } from "node:fs/promises"
import type { Fact } from "../../reports/summary.ts"
import { findCommit } from "../store/commit.ts"

const Manifest = Schema.fromJsonString(
  Schema.Struct({
    version: Schema.String,
    dependencies: Schema.Record(Schema.String, Schema.String),
  }),
)

const manifest = Effect.promise(() =>
  readFile(new URL("../../package.json", import.meta.url), "utf8"),
).pipe(Effect.flatMap(Schema.decodeEffect(Manifest)), Effect.orDie)

/** Where a report comes from: file, commit of its folder, versions, machine. */
export const provenance = Effect.fn("provenance")(function* (file: string) {
  const { version, dependencies } = yield* manifest
  const commit = yield* findCommit(dirname(resolve(file))).pipe(
    Effect.map((found) => `${found.commit}${found.dirty ? ", with changes" : ""}`),
    Effect.catchTag("NoCommit", ({ why }) => Effect.succeed(why)),
  )
  const cores = cpus()
  return [
    { term: "File", lines: [relative(process.cwd(), file) || file] },
    { term: "Commit", lines: [commit] },
    {
      term: "Versions",
      lines: [
        `ablate ${version}`,
        `Node ${process.version}`,
        `onnxruntime-node ${dependencies["onnxruntime-node"] ?? ""}`,
        `@tensorflow/tfjs ${dependencies["@tensorflow/tfjs"] ?? ""}`,
      ],
    },
    {
      term: "Machine",
      lines: [
        `${platform()} ${release()}, ${cores.length} x ${cores[0]?.model ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
      ],
    },
  ] satisfies readonly Fact[]
})
