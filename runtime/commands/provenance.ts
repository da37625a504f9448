import { cpus, platform, release, totalmem } from "node:os"
import { dirname, relative, resolve } from "node:path"
import { createRequire } from "node:module"
import { Effect, Schema } from "effect"
import { readFile } from "node:fs/promises"
import type { Fact } from "../../reports/summary.ts"
import { findCommit } from "../store/commit.ts"

const Manifest = Schema.fromJsonString(Schema.Struct({ version: Schema.String }))

const versionIn = (manifest: string | URL): Effect.Effect<string> =>
  Effect.promise(() => readFile(manifest, "utf8")).pipe(
    Effect.flatMap(Schema.decodeEffect(Manifest)),
    Effect.map(({ version }) => version),
    Effect.orDie,
  )

const { resolve: resolveModule } = createRequire(import.meta.url)

/** Name and version of a package as it is installed. */
const installed = (name: string): Effect.Effect<string> =>
  Effect.map(versionIn(resolveModule(`${name}/package.json`)), (version) => `${name} ${version}`)

/** Where a report comes from: file, commit of its folder, versions, machine. */
export const provenance = Effect.fn("provenance")(function* (file: string) {
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
        `ablate ${yield* versionIn(new URL("../../package.json", import.meta.url))}`,
        `Node ${process.version}`,
        yield* installed("onnxruntime-node"),
        yield* installed("@tensorflow/tfjs"),
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
