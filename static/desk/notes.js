// Footnotes as data. A citation is a node { key, note }: `note` is the text at the first citation and null where the same note
// is cited again. Nothing here touches the page.
import { pm } from "django-prose-editor/editor"

const { DOMParser, Fragment, Slice } = pm.model

export const KEY = /^[a-z0-9]{4,16}$/
const MARKS = new Set(["bold", "italic", "strike", "subscript", "superscript", "link"])

/** A key that no note of the text has. */
export function newKey(taken = new Map()) {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  const key = Array.from(bytes, (byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("")
  return taken.has(key) ? newKey(taken) : key
}

/** Every citation of a text, in order: { pos, node }. */
export function citations(doc) {
  const found = []
  doc.descendants((node, pos) => {
    if (node.type.name === "footnote") found.push({ pos, node })
  })
  return found
}

/** The notes of a text in the order in which they are numbered: key → { number, note, places }. */
export function notesOf(doc) {
  const notes = new Map()
  for (const { node: { attrs: { key, note } } } of citations(doc)) {
    if (!notes.has(key)) notes.set(key, { number: notes.size + 1, note: null, places: 0 })
    const entry = notes.get(key)
    entry.places += 1
    entry.note ??= note
  }
  return notes
}

/** Whether two notes say the same. */
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)

/** The words of a note without their markup. */
export function plain(note) {
  return (note ?? []).map((part) => (part.type === "hardBreak" ? " " : part.text)).join("").trim()
}

/** What stands in an element as a note: a line of text with the marks that a note may have. */
export function readNote(dom, schema) {
  const parsed = DOMParser.fromSchema(schema).parse(dom, { topNode: schema.nodes.paragraph.create() })
  return trimNote(parsed.content.toJSON() ?? [])
}

/** A note's content as an editor gives it, reduced to text, marks and line breaks, without blanks at its ends. */
export function trimNote(content) {
  const parts = content
    .filter(({ type }) => type === "text" || type === "hardBreak")
    .map(({ type, text, marks = [] }) => {
      const kept = marks.filter((mark) => MARKS.has(mark.type))
      if (type === "hardBreak") return { type }
      return kept.length ? { type, text, marks: kept } : { type, text }
    })
  while (blank(parts[0])) parts.shift()
  while (blank(parts.at(-1))) parts.pop()
  const last = parts.length - 1
  return parts.map((part, index) => {
    if (!part.text || (index > 0 && index < last)) return part
    const start = index === 0 ? part.text.trimStart() : part.text
    return { ...part, text: index === last ? start.trimEnd() : start }
  })
}

const blank = (part) => part !== undefined && !part.text?.trim()

/**
 * Bring the citations of a changed text in order, as steps on `tr`: the first citation of a note holds its text, later ones
 * repeat it; a first one that was deleted leaves its text to the next; a marker is never bold or part of a link.
 */
export function settle(tr, before) {
  const found = citations(tr.doc)
  const now = notesOf(tr.doc)
  const settled = new Map()
  for (const { pos, node } of found) {
    const { key, note } = node.attrs
    if (node.marks.length) tr.removeMark(pos, pos + 1)
    if (!settled.has(key)) {
      const text = note ?? now.get(key).note ?? before.get(key)?.note ?? null
      if (text !== note) tr.setNodeAttribute(pos, "note", text)
      settled.set(key, text)
    } else if (note && same(note, settled.get(key))) tr.setNodeAttribute(pos, "note", null)
    else if (note) {
      const other = newKey(now)
      tr.setNodeAttribute(pos, "key", other)
      settled.set(other, note)
    }
  }
  return tr
}

/** A copied piece carries the text of every note that it cites, so that it can be pasted anywhere. */
export function complete(slice, notes) {
  const held = new Set()
  return mapCitations(slice, ({ key, note }) => {
    const text = note ?? (held.has(key) ? null : notes.get(key)?.note ?? null)
    if (text) held.add(key)
    return { key, note: text }
  })
}

/** A pasted note whose key stands for another text here gets a key of its own. */
export function rekey(slice, notes) {
  const renamed = new Map()
  mapCitations(slice, ({ key, note }) => {
    const here = notes.get(key)?.note
    if (note && here && !same(note, here)) renamed.set(key, newKey(notes))
    return { key, note }
  })
  return mapCitations(slice, ({ key, note }) => ({ key: renamed.get(key) ?? key, note }))
}

function mapCitations(slice, change) {
  const map = (fragment) => Fragment.fromArray(fragment.content.map((node) => {
    if (node.type.name === "footnote") return node.type.create(change(node.attrs))
    return node.isText ? node : node.copy(map(node.content))
  }))
  return new Slice(map(slice.content), slice.openStart, slice.openEnd)
}
