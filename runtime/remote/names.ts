import type { Address } from "../store/artifact.ts"

/** Name of the object that is the record of an artifact. */
export const recordName = ({ kind, key }: Address): string => `records/${kind}/${key}.json`

/** Name of the object that is a file, by its content: two writers of one artifact cannot mix theirs. */
export const fileName = (sha256: string): string => `files/${sha256}`
