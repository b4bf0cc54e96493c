// What is pasted from Word, Word Online, LibreOffice, Google Docs and web pages, made into the house's dialect before the editor
// reads it: notes become notes, headings and tables stay, and what their programs add beside the text goes.
import { Extension, pm } from "django-prose-editor/editor"
import { GOOGLE, placeGoogle, readGoogle } from "desk/paste-google"
import { convertLists } from "desk/paste-lists"
import { convertNotes } from "desk/paste-notes"
import { announce, say } from "desk/words"

export const Paste = Extension.create({
  name: "foreignPaste", // "paste" is Tiptap's own

  addOptions() {
    return { pictures: "/media/" }
  },

  addProseMirrorPlugins() {
    const { pictures } = this.options
    const { editor } = this
    let google = []
    return [new pm.state.Plugin({
      props: {
        handleDOMEvents: {
          paste(_view, event) {
            google = readGoogle(event.clipboardData?.getData(GOOGLE))
            return false
          },
        },
        handlePaste: (_view, event) => receiveFiles(editor, event.clipboardData),
        handleDrop: (view, event) => receiveFiles(editor, event.dataTransfer, () => putCaret(view, event)),
        transformPastedHTML(html, view) {
          // The editor's own pieces are in the dialect already.
          if (html.includes("data-pm-slice")) return html
          const result = clean(html, { pictures, google, notes: Boolean(view.state.schema.nodes.footnote) })
          tell(result)
          return result.html
        },
      },
    })]
  },
})

/**
 * A file that is dropped would be opened in place of the form, and what was typed would be lost. Pictures go to the library,
 * where the text can hold them, and everything else is refused.
 */
function receiveFiles(editor, data, before = () => {}) {
  if (!data?.files.length || data.getData("text/html")) return false
  const images = [...data.files].filter(({ type }) => type.startsWith("image/"))
  before()
  if (!images.length || !editor.commands.insertFigure?.(images)) {
    announce(say("Pictures are added with the button for pictures, from the library."), { visible: true })
  }
  return true
}

/** The caret where something was dropped. */
function putCaret(view, { clientX: left, clientY: top }) {
  const place = view.posAtCoords({ left, top })
  if (place) view.dispatch(view.state.tr.setSelection(pm.state.TextSelection.near(view.state.doc.resolve(place.pos))))
}

/** What came along and what did not, for everyone to see. */
function tell({ taken, left }) {
  const said = [
    taken && say("Footnotes that came along: %(number)s.", { number: taken }),
    left && say("Pictures that were left out: %(number)s. Add them from the library.", { number: left }),
  ].filter(Boolean)
  if (said.length) announce(said.join(" "), { visible: true })
}

/**
 * Foreign HTML in the house's dialect: { html, taken: how many notes, left: how many pictures that are not of our library }.
 * `google` are notes that came beside the HTML; where `notes` is false the text cannot hold any and they stay as they are.
 */
export function clean(html, { pictures, google, notes }) {
  const doc = new DOMParser().parseFromString(withoutOffice(html), "text/html")
  const { body } = doc
  convertLists(body)
  shiftHeadings(body)
  let taken = 0
  if (notes) taken = google.length ? placeGoogle(body, google) : convertNotes(body)
  headTables(body)
  styleToMarks(body)
  const left = dropPictures(body, pictures)
  strip(body)
  return { html: body.innerHTML, taken, left }
}

/**
 * The copied part alone, without what only Word reads. That is in conditional comments, but for the fields that cite a note
 * again, and <![if !supportFootnotes]>, which is for everybody else. Style sheets and handlers go before anything parses them:
 * the content policy would refuse and report them.
 */
function withoutOffice(html) {
  const start = html.indexOf("<!--StartFragment-->")
  const end = html.lastIndexOf("<!--EndFragment-->")
  const fragment = start >= 0 && end > start ? html.slice(start, end) : html
  return fragment.replace(/<!--\[if supportFields\]>([\s\S]*?)<!\[endif\]-->/gi, (_, field) => {
    const [, bookmark] = field.match(/NOTEREF\s+(\w+)/) ?? []
    if (bookmark) return `<a data-noteref="${bookmark}">`
    return /field-end/.test(field) ? "</a>" : ""
  }).replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<!\[(if|endif)[^>]*>/gi, "")
    .replace(/<(style|script|title|xml|template|noscript)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(["'\s])on[a-z]+\s*=/gi, "$1data-was="))
    .replace(/<br class="Apple-interchange-newline"\s*\/?>/gi, "")
}

/** Headings begin at level 2: a text with level 1 is moved down as a whole. Word Online says "heading" in ARIA only. */
function shiftHeadings(body) {
  const headings = [...body.querySelectorAll("h1, h2, h3, h4, h5, h6, [role=heading]")]
  const level = (node) => Number(node.getAttribute("aria-level") ?? node.tagName[1]) || 2
  const shift = headings.some((node) => level(node) === 1) ? 1 : 0
  for (const node of headings) {
    const heading = node.ownerDocument.createElement(`h${Math.min(4, level(node) + shift)}`)
    heading.append(...node.childNodes)
    node.replaceWith(heading)
  }
}

const MARKS = [
  ["strong", /(^|;)\s*font-weight\s*:\s*(bold|bolder|[6-9]00)/i],
  ["em", /(^|;)\s*font-style\s*:\s*(italic|oblique)/i],
  ["s", /(^|;)\s*text-decoration(-line)?\s*:[^;]*line-through/i],
  ["sup", /(^|;)\s*vertical-align\s*:\s*super/i],
  ["sub", /(^|;)\s*vertical-align\s*:\s*sub\b/i],
]
const NORMAL = /(^|;)\s*(font-weight\s*:\s*(normal|[1-5]00)|font-style\s*:\s*normal)/i

/** Marks that are only styles become elements; Google Docs wraps everything in a <b> that is not bold. */
function styleToMarks(body) {
  for (const node of body.querySelectorAll("b[style], strong[style], i[style], em[style]")) {
    if (NORMAL.test(node.getAttribute("style"))) node.replaceWith(...node.childNodes)
  }
  for (const node of body.querySelectorAll("span[style], font[style]")) {
    const heading = node.closest("h2, h3, h4, th")
    for (const [tag, pattern] of MARKS) {
      if (!pattern.test(node.getAttribute("style")) || (tag === "strong" && heading)) continue
      const mark = node.ownerDocument.createElement(tag)
      mark.append(...node.childNodes)
      node.append(mark)
    }
  }
  for (const node of body.querySelectorAll(":is(h2, h3, h4, th) :is(b, strong)")) node.replaceWith(...node.childNodes)
}

/** The rows of a table's head are header cells. */
function headTables(body) {
  for (const cell of body.querySelectorAll("thead td")) {
    const header = cell.ownerDocument.createElement("th")
    for (const name of ["colspan", "rowspan"]) if (cell.hasAttribute(name)) header.setAttribute(name, cell.getAttribute(name))
    header.append(...cell.childNodes)
    cell.replaceWith(header)
  }
}

function dropPictures(body, pictures) {
  const images = [...body.querySelectorAll("img, v\\:imagedata, picture source")]
  const foreign = images.filter((image) => !(image.getAttribute("src") ?? "").startsWith(pictures))
  for (const image of foreign) image.remove()
  return foreign.filter(({ tagName }) => tagName === "IMG").length
}

const KEEP = new Set(["href", "hreflang", "src", "alt", "start", "colspan", "rowspan", "scope", "data-footnote", "data-footnote-again"])

/** Without the attributes, Office's own elements and empty paragraphs; a <div> that holds words is a paragraph. */
function strip(body) {
  for (const node of body.querySelectorAll("*")) {
    for (const { name } of [...node.attributes]) if (!KEEP.has(name)) node.removeAttribute(name)
    if (node.tagName.includes(":")) node.replaceWith(...node.childNodes)
  }
  for (const anchor of body.querySelectorAll("a:not([href]), a[href^='#']")) anchor.replaceWith(...anchor.childNodes)
  for (const block of body.querySelectorAll("p, h2, h3, h4")) {
    if (!block.textContent.trim() && !block.querySelector("img, [data-footnote-again]") && !block.closest("td, th, li")) block.remove()
  }
  for (const lineBreak of body.querySelectorAll("body > br")) lineBreak.remove()
}
