import { Effect, type Option } from "effect"
import { Store } from "../store/store.ts"
import { storeFolder } from "./storeFolder.ts"

/** Flags that say which store is meant: the one that is named, else that of the (first) file's project. */
interface StoreFlags {
  readonly store: Option.Option<string>
  readonly file?: string
  readonly files?: readonly string[]
}

export const folderOf = ({ store, file, files }: StoreFlags): string =>
  storeFolder(store, file ?? files?.[0])

/** Does a command with its store, which must be there, and changes nothing by opening it. */
export const inStore = <A, E, R>(effect: Effect.Effect<A, E, R>, flags: StoreFlags) =>
  Effect.provide(effect, Store.existing(folderOf(flags)))

/** The same where nothing may have run yet: then the store is empty. */
export const inStoreIfAny = <A, E, R>(effect: Effect.Effect<A, E, R>, flags: StoreFlags) =>
  Effect.provide(effect, Store.looking(folderOf(flags)))
