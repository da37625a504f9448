const NAMES = new Set([
  "__macosx",
  "@eadir",
  "#recycle",
  "$recycle.bin",
  "system volume information",
  "lost+found",
  "thumbs.db",
  "desktop.ini",
  "icon\r",
])

/** Whether a name is one that systems leave beside data: hidden files, what zip of macOS adds, and others. */
export const isLitter = (name: string): boolean =>
  name.startsWith(".") || NAMES.has(name.toLowerCase())
