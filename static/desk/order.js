// Put rows in order by dragging, by buttons and by keys. The row in hand never leaves its place in the document, its neighbours
// are moved around it: a browser takes pointer and focus away from what is moved.
import { announce, element, say } from "desk/words"

/**
 * Make a row movable. `rows` gives all rows in their order, `moved` is called after each change, `name` says what a row is
 * called, `block` gives the elements that belong to a row. Returns the controls, to be put where they fit.
 */
export function movable(row, { rows: all, moved, name, block = (one) => [one] }) {
  const go = (to) => {
    const list = all()
    const place = Math.max(0, Math.min(list.length - 1, to))
    shift(list, list.indexOf(row), place, block)
    moved()
    announce(say("%(name)s: place %(place)s of %(total)s.", { name: name(row), place: place + 1, total: list.length }))
  }
  const here = () => all().indexOf(row)
  const grip = element("button", { type: "button", className: "desk-grip", textContent: "⠿", title: say("Drag to another place, or press Alt with the arrow keys") })
  const button = (text, label, to) => element("button", { type: "button", textContent: text, title: label, "aria-label": label, onclick: () => go(to()) })
  const controls = element(
    "span",
    { className: "desk-order", role: "group" },
    grip,
    button("↑", say("Move up"), () => here() - 1),
    button("↓", say("Move down"), () => here() + 1),
  )
  const label = () => {
    controls.setAttribute("aria-label", name(row))
    grip.setAttribute("aria-label", say("Move %(name)s", { name: name(row) }))
  }
  label()
  controls.addEventListener("focusin", label)
  row.addEventListener("keydown", (event) => {
    const to = { ArrowUp: here() - 1, ArrowDown: here() + 1, Home: 0, End: Infinity }[event.key]
    if (!event.altKey || event.ctrlKey || event.metaKey || to === undefined || event.defaultPrevented) return
    if (event.target.closest("select, textarea, [contenteditable]")) return
    event.preventDefault()
    event.stopPropagation()
    go(to)
  })
  grip.addEventListener("pointerdown", (event) => event.button === 0 && drag(event, { grip, row, all, block, done: () => go(here()) }))
  return controls
}

/** Move the neighbours so that the row at `from` ends at `to`. */
function shift(list, from, to, block) {
  const row = list[from]
  if (to > from) block(row)[0].before(...list.slice(from + 1, to + 1).flatMap(block))
  if (to < from) row.after(...list.slice(to, from).flatMap(block))
}

function drag(start, { grip, row, all, block, done }) {
  start.preventDefault()
  grip.focus()
  grip.setPointerCapture(start.pointerId)
  const before = all()
  const frame = row.parentElement
  let y = start.clientY
  let running = true
  frame.classList.add("desk-sorting")
  row.classList.add("desk-dragged")
  keepAt(row, y)
  const follow = () => {
    if (!running) return
    if (y < 80) window.scrollBy(0, -14)
    if (y > window.innerHeight - 80) window.scrollBy(0, 14)
    const list = all()
    const to = list.filter((other) => other !== row && middle(other) < y).length
    shift(list, list.indexOf(row), to, block)
    window.requestAnimationFrame(follow)
  }
  const stop = (keep) => {
    if (!running) return
    running = false
    frame.classList.remove("desk-sorting")
    row.classList.remove("desk-dragged")
    if (!keep) restore(before, row, block)
    row.scrollIntoView({ block: "nearest" })
    done()
  }
  grip.addEventListener("pointermove", (event) => { y = event.clientY })
  grip.addEventListener("pointerup", () => stop(true), { once: true })
  grip.addEventListener("pointercancel", () => stop(false), { once: true })
  grip.addEventListener("keydown", ({ key }) => key === "Escape" && stop(false))
  follow()
}

const middle = (row) => {
  const { top, height } = row.getBoundingClientRect()
  return top + height / 2
}

/** Rows shrink to their heads while one is dragged; the one in hand stays under the pointer. */
function keepAt(row, y) {
  window.scrollBy(0, middle(row) - y)
}

function restore(list, row, block) {
  const place = list.indexOf(row)
  block(row)[0].before(...list.slice(0, place).flatMap(block))
  row.after(...list.slice(place + 1).flatMap(block))
}
