import { Project, type SourceFile } from "ts-morph"

/**
 * An experiment file read as TypeScript, by itself: what it imports is not read. `text` stands in
 * for the file's content where it is given.
 */
export const openSource = (file: string, text?: string): SourceFile => {
  const project = new Project({ skipAddingFilesFromTsConfig: true })
  return text === undefined
    ? project.addSourceFileAtPath(file)
    : project.createSourceFile(file, text, { overwrite: true })
}
