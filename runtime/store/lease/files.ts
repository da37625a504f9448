import { rmdir } from "node:fs/promises"
import { join } from "node:path"
import { Effect, FileSystem, Option, type PlatformError, type Scope } from "effect"
import type { ProcessIdentity } from "../../processes/identity.ts"
import { claimLine, parseClaim, signText } from "./claim.ts"
import type { LeaseFolder } from "./protocol.ts"
import { absent } from "../onDisk.ts"

type Refused = PlatformError.PlatformError

/** A lease on a file system: a folder of claims, each a file named by its number. */
export interface LeaseFiles extends LeaseFolder<Refused> {
  /** Gives the next sign of life, through the file that we made: under whatever name it is by now. */
  readonly sign: Effect.Effect<void, Refused>
  /** Removes the folder when no claim is left, and with it drafts of claims whose takers were killed. */
  readonly close: Effect.Effect<void>
}

const taken = <A, R>(effect: Effect.Effect<A, Refused, R>): Effect.Effect<A | null, Refused, R> =>
  Effect.catchReason(effect, "PlatformError", "AlreadyExists", () => Effect.succeed(null))

const isLinkless = ({ reason }: Refused): boolean =>
  reason._tag !== "AlreadyExists" && reason._tag !== "NotFound"

/** What a claim that is there is shown by; earlier versions leave one file where we have a folder. */
const readClaim = Effect.fnUntraced(function* (folder: string, number: number) {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.readFileString(join(folder, String(number))).pipe(
    Effect.map((text) => parseClaim(text)),
    absent(null),
  )
})

/** Numbers of the claims in a folder; other names there count as nothing. */
const claimNumbers = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const names = yield* fs.readDirectory(folder).pipe(absent([]))
  return names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number)
})

/** The lease of an earlier version at this place: a file, with the time of its last touch as its sign. */
export const readEarlier = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  // Read and not looked at first: another taker may make a folder of it in between.
  const text = yield* fs.readFileString(file).pipe(
    Effect.catchReason("PlatformError", "BadResource", () => Effect.succeed(null)),
    absent(null),
  )
  if (text === null) return null
  const info = yield* Effect.option(fs.stat(file))
  const mtime = Option.flatMap(info, (found) => found.mtime)
  return parseClaim(text, Option.match(mtime, { onNone: () => "", onSome: String }))
})

/** The last claim to a lease, and its file; null without one. */
export const lastClaim = Effect.fnUntraced(function* (lease: string) {
  const earlier = yield* readEarlier(lease)
  if (earlier !== null) return { claim: earlier, file: lease }
  const last = Math.max(0, ...(yield* claimNumbers(lease)))
  const claim = last === 0 ? null : yield* readClaim(lease, last)
  return claim === null ? null : { claim, file: join(lease, String(last)) }
})

/**
 * The claims below a folder, and ours to be made there: written under another name and linked, so that
 * it appears whole, and its inode is kept for the signs.
 */
export const leaseFiles = Effect.fnUntraced(function* (
  folder: string,
  token: string,
  holder: ProcessIdentity,
): Effect.fn.Return<LeaseFiles, never, FileSystem.FileSystem | Scope.Scope> {
  const context = yield* Effect.context<FileSystem.FileSystem | Scope.Scope>()
  const fs = yield* FileSystem.FileSystem
  const line = claimLine(token, holder)
  const at = (number: number) => join(folder, String(number))
  const draft = join(folder, `.${token}`)
  let count = 0
  let file: FileSystem.File | undefined

  /** The open file of our claim; null if there is one of this number. */
  const appear = Effect.fnUntraced(function* (number: number) {
    const opened = yield* fs.open(draft, { flag: "r+" })
    yield* opened.sync
    return yield* fs.link(draft, at(number)).pipe(
      Effect.as(opened),
      // Some file systems have no links: there a claim is seen before its line is.
      Effect.catchIf(isLinkless, () =>
        fs
          .writeFileString(at(number), `${line}${signText(0)}`, { flag: "wx" })
          .pipe(Effect.andThen(fs.open(at(number), { flag: "r+" }))),
      ),
      taken,
    )
  })
  const create = Effect.fnUntraced(function* (number: number) {
    yield* fs.makeDirectory(folder, { recursive: true })
    yield* fs.writeFileString(draft, `${line}${signText(0)}`)
    const opened = yield* appear(number)
    yield* fs.remove(draft, { force: true })
    if (opened !== null) file = opened
    return opened !== null
  })
  const numbers = claimNumbers(folder).pipe(Effect.provideContext(context))
  return {
    numbers,
    read: (number) => readClaim(folder, number).pipe(Effect.provideContext(context)),
    create: (number) =>
      // Whoever gave the lease back may have removed the folder between two of our steps.
      create(number).pipe(
        absent(false),
        Effect.onError(() => Effect.ignore(fs.remove(draft, { force: true }))),
        Effect.provideContext(context),
      ),
    remove: (number) => fs.remove(at(number), { force: true }),
    sign: Effect.suspend(() => {
      if (file === undefined) return Effect.void
      count++
      return Effect.all(
        [
          file.seek(BigInt(Buffer.byteLength(line)), "start"),
          file.writeAll(Buffer.from(signText(count))),
          file.sync,
        ],
        { discard: true },
      )
    }),
    close: Effect.gen(function* () {
      if ((yield* numbers).length > 0) return
      const names = yield* fs.readDirectory(folder)
      // A taker whose draft goes before it is linked tries again.
      const drafts = names.filter((name) => name.startsWith("."))
      yield* Effect.forEach(drafts, (name) => fs.remove(join(folder, name), { force: true }))
      yield* Effect.tryPromise(() => rmdir(folder))
    }).pipe(Effect.ignore),
  }
})
