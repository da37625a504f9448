import { imported } from "../../dsl/objectives/imported.ts"
import { readImportedEncoder } from "../weights/importedEncoder.ts"
import { implementUntrained } from "./contract.ts"

/** Trained elsewhere: tasks start from the encoder of a file. */
export default { ...implementUntrained(imported), readEncoder: readImportedEncoder }
