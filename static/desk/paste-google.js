// Google Docs puts no footnotes into the HTML of the clipboard. They are in a format of its own beside it, a JSON whose
// `dsl_spacers` is the text with one character for each footnote mark, and whose "footnote" styles say which note stands there.
import { newKey } from "desk/notes"

export const GOOGLE = "application/x-vnd.google-docs-document-slice-clip+wrapped"

/** The footnotes in Google's format: [{ before: the text that precedes the mark, text }], [] if there are none. */
export function readGoogle(data) {
  try {
    const { resolved } = JSON.parse(JSON.parse(data).data)
    const styles = resolved.dsl_styleslices.find(({ stsl_type: type }) => type === "footnote")?.stsl_styles ?? []
    const marks = [...styles.entries()].filter(([, style]) => style?.fs_id)
    const places = new Set(marks.map(([index]) => index))
    const text = [...resolved.dsl_spacers].map((character, index) => (places.has(index) ? "" : character))
    return marks.map(([index, { fs_id: id }]) => ({
      before: bare(text.slice(0, index).join("")),
      text: (resolved.dsl_relateddocslices?.[id]?.dsl_spacers ?? "").replace(CONTROL, "").trim(),
    })).filter((note) => note.text)
  } catch {
    return [] // a format that Google may change: without it the text comes in without its notes
  }
}

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
const bare = (text) => text.replace(CONTROL, "").replace(/\s/g, "")

/** Put notes where their marks were. Returns how many found their place. */
export function placeGoogle(body, notes) {
  const letters = lettersOf(body)
  const flat = letters.map(({ letter }) => letter).join("")
  const places = notes.map(({ before, text }) => ({ text, end: placeOf(flat, before) })).filter(({ end }) => end > 0)
  for (const { text, end } of places.reverse()) {
    const { node, offset } = letters[end - 1]
    const span = body.ownerDocument.createElement("span")
    span.setAttribute("data-footnote", newKey())
    span.textContent = text
    node.splitText(offset + 1).before(span)
  }
  return places.length
}

/** How many letters stand before the mark: as many as Google says, or where the same words end. */
function placeOf(flat, before) {
  const context = before.slice(-24)
  if (flat.slice(before.length - context.length, before.length) === context) return before.length
  const found = flat.indexOf(context, Math.max(0, before.length - 200))
  return found < 0 ? 0 : found + context.length
}

function lettersOf(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  const letters = []
  while (walker.nextNode()) {
    const node = walker.currentNode
    for (let offset = 0; offset < node.data.length; offset += 1) {
      const letter = node.data[offset]
      if (bare(letter)) letters.push({ letter, node, offset })
    }
  }
  return letters
}
