import { libraryFile, openLibrary } from "./library.ts"

/** ONNX Runtime, loaded once for the life of the process; importing this fails where it cannot be. */
export const onnxRuntime = openLibrary(libraryFile())
