import { randomUUID } from "node:crypto"
import { Effect, FileSystem, Path } from "effect"
import type { PlatformError } from "effect/PlatformError"
import { ReportError } from "./error.ts"
import { reportFiles, type Format, type ReportFile } from "./files.ts"
import type { Report } from "./page.ts"
import { fault } from "../dsl/fault.ts"

const repeatedNames = (files: readonly ReportFile[]): readonly string[] =>
  [...Map.groupBy(files, ({ name }) => name)].flatMap(([name, group]) =>
    group.length > 1 ? [name] : [],
  )

const clash = (names: readonly string[]): ReportError =>
  new ReportError({
    faults: names.map((name) =>
      fault({
        what: `two targets write ${name}`,
        where: { file: name },
        expected: "names that differ in letters and digits",
        hint: "rename one of the tables or figures",
      }),
    ),
  })

const unwritable = (path: string, cause: PlatformError): ReportError =>
  new ReportError({
    faults: [fault({ what: `cannot write ${path}: ${cause.message}`, where: { file: path } })],
  })

const replaceFile = Effect.fnUntraced(function* (
  path: string,
  content: string | Uint8Array,
): Effect.fn.Return<string, ReportError, FileSystem.FileSystem> {
  const files = yield* FileSystem.FileSystem
  const temporary = `${path}.${randomUUID()}.tmp`
  const bytes = typeof content === "string" ? Buffer.from(content) : content
  yield* files.writeFile(temporary, bytes).pipe(
    Effect.andThen(files.rename(temporary, path)),
    Effect.onError(() => Effect.ignore(files.remove(temporary, { force: true }))),
    Effect.mapError((cause) => unwritable(path, cause)),
  )
  return path
})

/**
 * Writes a report into a folder, which is made if need be: report.json, each table in the formats
 * asked for, each figure as SVG and PNG, and index.html with `html`. Each file appears whole or
 * not at all. Returns the paths. Fails when two targets would write one file, or on the disk's
 * refusal.
 */
export const writeReport = Effect.fn("writeReport")(function* (
  folder: string,
  report: Report,
  formats: readonly Format[],
): Effect.fn.Return<readonly string[], ReportError, FileSystem.FileSystem | Path.Path> {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const written = reportFiles(report, formats)
  const repeated = repeatedNames(written)
  if (repeated.length > 0) return yield* clash(repeated)
  yield* files
    .makeDirectory(folder, { recursive: true })
    .pipe(Effect.mapError((cause) => unwritable(folder, cause)))
  return yield* Effect.forEach(written, ({ name, content }) =>
    replaceFile(path.join(folder, name), content),
  )
})
