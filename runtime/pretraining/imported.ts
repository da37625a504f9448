import { imported } from "../../dsl/pretraining.ts"
import { implementUntrained } from "./contract.ts"

/** Trained elsewhere: tasks start from the encoder of a file. */
export default implementUntrained(imported)
