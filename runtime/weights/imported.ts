import { imported } from "../../dsl/objectives/imported.ts"
import { readImportedEncoder } from "./importedEncoder.ts"
import { implementUntrained } from "../pretraining/contract.ts"

/** Trained elsewhere: tasks start from the encoder of a file. */
export default { ...implementUntrained(imported), readEncoder: readImportedEncoder }
