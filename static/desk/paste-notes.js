// Footnotes and endnotes of pasted texts. Word (_ftn1, _ftnref1), LibreOffice (sdfootnote1sym, sdfootnote1anc), Google Docs
// (#ftnt1, #ftnt_ref1), mammoth and web pages all write the same thing: a link to a note that links back.
import { newKey } from "desk/notes"

/** Turn them into citations of ours, in place. Returns how many notes there were. */
export function convertNotes(body) {
  const notes = new Map()
  const citations = []
  for (const link of body.querySelectorAll("a[href]")) {
    const target = targetOf(link, body)
    if (!target || isBefore(target, link)) continue
    const note = notes.get(target) ?? noteAt(target, link, body)
    if (!note) continue
    notes.set(target, note)
    if (!note.container.contains(link)) citations.push({ link, note })
  }
  const cited = bookmarks(body, citations)
  for (const { link, note } of citations) cite(link, note)
  for (const [link, note] of cited) cite(link, note)
  removeNotes([...notes.values()].map(({ container }) => container), body)
  return notes.size
}

/** What a link within the text points at. Browsers copy whole addresses, Word paths of files that are not there. */
function targetOf(link, body) {
  const href = link.getAttribute("href")
  const hash = href.indexOf("#")
  if (hash < 0) return null
  const name = CSS.escape(decode(href.slice(hash + 1)))
  return name ? body.querySelector(`[id="${name}"], [name="${name}"]`) : null
}

function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const isBefore = (one, other) => Boolean(other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING)
const BOXES = "[id^=ftn], [id^=edn], [id^=sdfootnote], [id^=sdendnote], [style*='mso-element:footnote'], [style*='mso-element:endnote']"

/** The note at a target, if something in it links back to the citation: { container, html, key }. */
function noteAt(target, citation, body) {
  const box = target.closest(BOXES)
  const container = box?.tagName === "DIV" ? box : target.closest("li, dd, p, div, aside") ?? target
  if (container === body || container.contains(citation)) return null
  const leadsHere = (node) => node.matches("a[href]") && targetOf(node, body) === target
  const back = [...container.querySelectorAll("a[href]")].filter((link) => {
    const there = targetOf(link, body)
    if (!there || !isBefore(there, link)) return false
    return there.contains(citation) || citation.contains(there) || isNear(there, citation) || leadsHere(there)
  })
  return back.length ? { container, html: textOf(container, back), key: newKey() } : null
}

/** The way back may lead to a bookmark beside the citation. */
const isNear = (there, citation) => there.parentElement === citation.parentElement || there.parentElement?.contains(citation)

/** A note's content without its own number, its ways back and its paragraphs. */
function textOf(container, back) {
  const copy = container.cloneNode(true)
  const all = [...container.querySelectorAll("a[href]")]
  const copies = [...copy.querySelectorAll("a[href]")]
  for (const link of back) {
    const own = copies[all.indexOf(link)]
    ;(own.closest("sup") ?? own).remove()
  }
  for (const field of copy.querySelectorAll("[data-noteref]")) field.remove()
  const paragraphs = [...copy.querySelectorAll("p")]
  return (paragraphs.length ? paragraphs : [copy]).map((part) => part.innerHTML.trim()).filter(Boolean).join("<br>")
}

/** A second mark in Word is a field that names a bookmark around, or before, the first: NOTEREF _Ref123. */
function bookmarks(body, citations) {
  const found = []
  for (const field of body.querySelectorAll("a[data-noteref], a[href]")) {
    const name = field.dataset.noteref ?? field.getAttribute("href").match(/#(_Ref\w+)$/)?.[1]
    const mark = name && body.querySelector(`a[name="${CSS.escape(name)}"]`)
    const first = mark && citations.find(({ link }) => mark.contains(link) || isBefore(mark, link))
    if (first && field !== first.link) found.push([field, first.note])
  }
  return found
}

function cite(link, note) {
  const span = link.ownerDocument.createElement("span")
  span.setAttribute(note.placed ? "data-footnote-again" : "data-footnote", note.key)
  if (!note.placed) span.innerHTML = note.html
  note.placed = true
  const mark = link.closest("sup")
  ;(mark && mark.textContent.trim() === link.textContent.trim() ? mark : link).replaceWith(span)
}

/** The notes have moved into the text: their list goes, with the line above it and what is empty then. */
function removeNotes(containers, body) {
  for (const container of containers) {
    const list = container.closest("[role=doc-endnotes]")
    const rule = container.previousElementSibling
    if (rule?.tagName === "HR") rule.remove()
    let parent = container.parentElement
    container.remove()
    while (parent && parent !== body && !parent.textContent.trim() && !parent.querySelector("img, table")) {
      const above = parent.parentElement
      if (parent.previousElementSibling?.tagName === "HR") parent.previousElementSibling.remove()
      parent.remove()
      parent = above
    }
    if (list && !list.querySelector("li, p")) list.remove()
  }
}
