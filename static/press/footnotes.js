// A note beside its number: in the margin where there is one, else under the line. Without this script, or in a browser
// without popovers, the number is what it is in the HTML: a link to the note, which links back.
const MARK = "a[role=doc-noteref][href^='#']"
const CLOSE = { en: "Close", es: "Cerrar" }
let shown = null // the open note and its mark

if ("popover" in HTMLElement.prototype) {
  for (const mark of document.querySelectorAll(MARK)) {
    const note = document.getElementById(mark.hash.slice(1))
    if (note) prepare(mark, note)
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && shown && close({ back: true }))
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown && !shown.pop.contains(target) && !shown.mark.contains(target)) close()
  })
  addEventListener("resize", () => shown && place())
}

function prepare(mark, note) {
  let pop
  mark.setAttribute("aria-expanded", "false")
  mark.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return // a new tab is asked for
    event.preventDefault()
    if (shown?.mark === mark) return close({ back: true })
    pop ??= build(mark, note)
    open(mark, pop)
  })
}

/** The note as it stands at the end, after its mark in the page, so that it is read and tabbed to where it belongs. */
function build(mark, note) {
  const pop = document.createElement("span")
  pop.className = "pop"
  pop.popover = "manual"
  pop.tabIndex = -1
  pop.setAttribute("role", "dialog")
  pop.setAttribute("aria-label", mark.getAttribute("aria-label") ?? mark.textContent)
  pop.append(numeral(mark), ...words(note), closer())
  pop.addEventListener("focusout", ({ relatedTarget: next }) => {
    if (next && !pop.contains(next) && next !== mark) close()
  })
  mark.parentElement.after(pop)
  return pop
}

function numeral(mark) {
  const number = document.createElement("span")
  number.className = "number"
  number.setAttribute("aria-hidden", "true")
  number.textContent = mark.textContent
  return number
}

/** What the note says: no links back, no second owner of an id. */
function words(note) {
  const copy = note.cloneNode(true)
  for (const extra of copy.querySelectorAll("[role=doc-backlink], .star")) extra.remove()
  for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id")
  return copy.childNodes
}

function closer() {
  const button = document.createElement("button")
  button.type = "button"
  button.textContent = "×"
  button.setAttribute("aria-label", CLOSE[document.documentElement.lang] ?? CLOSE.en)
  button.addEventListener("click", () => close({ back: true }))
  return button
}

function open(mark, pop) {
  close()
  shown = { mark, pop }
  mark.setAttribute("aria-expanded", "true")
  pop.showPopover()
  place()
  pop.focus({ preventScroll: true })
  pop.scrollIntoView({ block: "nearest" })
}

function close({ back = false } = {}) {
  if (!shown) return
  const { mark, pop } = shown
  shown = null
  mark.setAttribute("aria-expanded", "false")
  pop.hidePopover()
  if (back) mark.focus({ preventScroll: true })
}

function place() {
  const { mark, pop } = shown
  const line = mark.getBoundingClientRect()
  const column = mark.closest(".text, header").getBoundingClientRect()
  const room = document.documentElement.clientWidth - column.right
  const beside = mark.closest(".text") && room > 280
  const width = beside ? Math.min(room - 56, 304) : Math.min(column.width, 448)
  const left = beside ? column.right + 32 : Math.min(Math.max(line.left - 24, column.left), column.right - width)
  pop.style.width = `${width}px`
  pop.style.left = `${left + scrollX}px`
  pop.style.top = `${(beside ? line.top - 14 : line.bottom + 8) + scrollY}px`
}
