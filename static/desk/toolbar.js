// The editor's toolbar: one stop for Tab, arrows inside (ARIA toolbar pattern), and every button named in the person's language.
import { Menu as BaseMenu, isMacOS } from "django-prose-editor/editor"
import { say } from "desk/words"

const mod = isMacOS() ? "⌘" : say("Ctrl") + "+"
const NAMES = {
  "heading2": say("Heading 2"),
  "heading3": say("Heading 3"),
  "heading4": say("Heading 4"),
  "bold": `${say("Bold")} (${mod}B)`,
  "italic": `${say("Italic")} (${mod}I)`,
  "strike": say("Strike through"),
  "subscript": say("Subscript"),
  "superscript": say("Superscript"),
  "bulletList": say("Bulleted list"),
  "orderedList": say("Numbered list"),
  "blockquote": say("Quotation"),
  "horizontalRule": say("Dividing line"),
  "figure": say("Picture"),
  "figure:alt": say("Describe the picture"),
  "figure:remove": say("Remove the picture"),
  "link": `${say("Link")} (${mod}K)`,
  "unlink": say("Remove the link"),
  "footnote": `${say("Footnote")} (${mod}Alt+F)`,
  "table": say("Table"),
  "table:caption": say("Table caption"),
  "table:addColumnAfter": say("Add a column"),
  "table:deleteColumn": say("Delete the column"),
  "table:addRowAfter": say("Add a row"),
  "table:deleteRow": say("Delete the row"),
  "table:mergeCells": say("Merge cells"),
  "table:splitCell": say("Split the cell"),
  "table:toggleHeaderCell": say("Header cell on or off"),
  "table:deleteTable": say("Delete the table"),
  "history:undo": `${say("Undo")} (${mod}Z)`,
  "history:redo": `${say("Redo")} (${mod}⇧Z)`,
}
const TOGGLES = /^(heading\d|bold|italic|strike|subscript|superscript|bulletList|orderedList|blockquote|link)$/

export const Menu = BaseMenu.extend({
  onCreate(event) {
    this.parent?.(event)
    const { dom } = this.storage
    name(dom, this.editor)
    moveByArrows(dom, this.editor)
    reflect(dom, this.editor)
  },

  addKeyboardShortcuts() {
    return {
      "Alt-F10": () => {
        this.storage.dom.querySelector("button[tabindex='0']")?.focus()
        return true
      },
    }
  },
})

function name(bar, editor) {
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", say("Formatting"))
  bar.setAttribute("aria-controls", editor.view.dom.id)
  for (const button of buttons(bar)) {
    const label = NAMES[button.dataset.name] ?? button.title
    button.title = label
    button.setAttribute("aria-label", label)
  }
}

const buttons = (bar) => [...bar.querySelectorAll("button")]
const shown = (bar) => buttons(bar).filter((button) => !button.classList.contains("hidden"))

function moveByArrows(bar, editor) {
  buttons(bar).forEach((button, index) => { button.tabIndex = index ? -1 : 0 })
  bar.addEventListener("focusin", ({ target }) => {
    for (const button of buttons(bar)) button.tabIndex = button === target ? 0 : -1
  })
  bar.addEventListener("keydown", (event) => {
    const all = shown(bar)
    const here = all.indexOf(event.target)
    const next = {
      ArrowRight: (here + 1) % all.length,
      ArrowLeft: (here - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key]
    if (next !== undefined) all[next].focus()
    else if (event.key === "Escape") editor.commands.focus()
    else return
    event.preventDefault()
  })
}

/** Tell assistive technology what the colours say. */
function reflect(bar, editor) {
  const update = () => {
    for (const button of buttons(bar)) {
      if (TOGGLES.test(button.dataset.name)) button.setAttribute("aria-pressed", button.classList.contains("active"))
      button.setAttribute("aria-disabled", button.classList.contains("disabled"))
    }
    if (!shown(bar).some((button) => button.tabIndex === 0)) shown(bar)[0].tabIndex = 0
  }
  editor.on("transaction", update)
  update()
}
