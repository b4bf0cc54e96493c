// Lists of pasted texts. Word writes paragraphs that look like list items, Word Online one list per item, Google Docs lists
// inside lists without an item between.

/** Make real lists of them, in place. */
export function convertLists(body) {
  wordLists(body)
  for (const wrapper of body.querySelectorAll(".ListContainerWrapper")) wrapper.replaceWith(...wrapper.childNodes)
  joinLists(body)
  nest(body)
}

const LEVEL = /mso-list\s*:\s*\w+\s+level(\d+)/i

function wordLists(body) {
  let open = [] // the lists that the next item may continue, outermost first
  let last = null
  for (const item of [...body.querySelectorAll("p[style*='mso-list'], h1, h2, h3, h4, h5, h6, p, table")]) {
    const level = item.tagName === "P" ? Number(item.getAttribute("style")?.match(LEVEL)?.[1] ?? 0) : 0
    if (!level) continue
    if (item.previousElementSibling !== last || !open.length) open = []
    open = listFor(item, open, level)
    const entry = item.ownerDocument.createElement("li")
    takeMarker(item)
    entry.append(...item.childNodes)
    open.at(-1).append(entry)
    if (item.isConnected) item.remove()
    last = open[0]
  }
}

/** The stack of lists with the one for this level at its end, made where it is missing. */
function listFor(item, open, level) {
  const stack = open.slice(0, level)
  while (stack.length < level) {
    const list = item.ownerDocument.createElement(isNumbered(item) ? "ol" : "ul")
    const parent = stack.at(-1)
    if (parent) (parent.lastElementChild ?? parent.appendChild(item.ownerDocument.createElement("li"))).append(list)
    else item.before(list)
    stack.push(list)
  }
  return stack
}

const markerOf = (item) => item.querySelector("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']")
const isNumbered = (item) => /^\s*(\d+|[a-z]{1,4})[.)]/i.test(markerOf(item)?.textContent ?? "")
const takeMarker = (item) => markerOf(item)?.remove()

function joinLists(body) {
  for (const list of [...body.querySelectorAll("ul, ol")]) {
    const before = list.previousElementSibling
    const gap = list.previousSibling
    const touching = gap === before || !gap?.textContent.trim()
    if (list.closest(".OutlineElement, body") && before?.tagName === list.tagName && touching && isPiece(list) && isPiece(before)) {
      before.append(...list.childNodes)
      list.remove()
    }
  }
  for (const item of body.querySelectorAll("li[data-aria-level], li[aria-level]")) indent(item)
}

/** Word Online cuts a list into lists of one item that say so. */
const isPiece = (list) => /ListStyle|BulletListStyle|NumberListStyle/.test(list.className) || list.querySelector(":scope > li[data-aria-level]")

function indent(item) {
  const level = Number(item.getAttribute("data-aria-level") ?? 1)
  const before = item.previousElementSibling
  if (!item.hasAttribute("data-aria-level") || level < 2 || !before) return
  const inner = before.querySelector(":scope > ul, :scope > ol") ?? before.appendChild(item.parentElement.cloneNode(false))
  inner.append(item)
}

function nest(body) {
  for (const list of body.querySelectorAll(":is(ul, ol) > ul, :is(ul, ol) > ol")) list.previousElementSibling?.append(list)
}
