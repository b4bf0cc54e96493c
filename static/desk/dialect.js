// The library's lists, links and tables, held to the house's dialect of HTML: what they write is what publishing/html.py keeps.
import {
  Link as BaseLink, OrderedList as BaseOrderedList, Table as BaseTable, TableCell as BaseTableCell,
  TableHeader as BaseTableHeader, isTextSelection,
} from "django-prose-editor/editor"
import { ask, textField } from "desk/dialog"
import { say } from "desk/words"

export const OrderedList = BaseOrderedList.extend({
  addOptions() {
    return { ...this.parent?.(), enableListAttributes: false }
  },
  addAttributes() {
    return {
      start: {
        default: 1,
        parseHTML: (list) => Number.parseInt(list.getAttribute("start"), 10) || 1,
        renderHTML: ({ start }) => (start === 1 ? {} : { start }),
      },
    }
  },
  addNodeView: null,
})

const SAFE = /^(https?:\/\/|mailto:|\/(?![/\\])|#)/i

/** An address as people type it, completed: www.example.org, somebody@example.org. "" where it is none. */
export function completeAddress(typed) {
  const address = typed.trim()
  if (!address || SAFE.test(address)) return address
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return `mailto:${address}`
  return /^[^\s/:]+\.[^\s/:]+(:\d+)?(\/\S*)?$/.test(address) ? `https://${address}` : ""
}

export const Link = BaseLink.extend({
  addOptions() {
    return {
      ...this.parent?.(),
      defaultProtocol: "https",
      HTMLAttributes: {},
      isAllowedUri: (address) => SAFE.test(address.trim()),
    }
  },

  addAttributes() {
    return { href: { default: null }, hreflang: { default: null } }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "link",
      groups: "link",
      priority: 120,
      button: buttons.material("insert_link"),
      command: (editor) => editor.commands.addLink(),
      active: (editor) => editor.isActive("link"),
    })
    menu.defineItem({
      name: "unlink",
      groups: "link",
      priority: 110,
      button: buttons.material("link_off"),
      command: (editor) => editor.chain().focus().extendMarkRange("link").unsetLink().run(),
      hidden: (editor) => !editor.isActive("link"),
    })
  },

  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => ({ editor, dispatch }) => {
        if (dispatch) askForAddress(editor)
        return true
      },
    }
  },

  addKeyboardShortcuts() {
    return { "Mod-k": () => this.editor.commands.addLink() }
  },
})

async function askForAddress(editor) {
  const before = editor.getAttributes("link").href ?? ""
  const field = textField({
    label: say("Address"), value: before, required: true, inputMode: "url",
    help: say("A web address, an e-mail address, or a page of this site that begins with /."),
  })
  field.input.addEventListener("input", () => {
    const wrong = field.input.value.trim() && !completeAddress(field.input.value)
    field.input.setCustomValidity(wrong ? say("This is not an address that can be linked.") : "")
  })
  const answer = await ask({
    editor,
    title: say("Link"),
    content: [field],
    actions: before ? [{ value: "remove", text: say("Remove the link") }] : [],
  })
  if (answer === "save") setLink(editor, completeAddress(field.input.value))
  if (answer === "remove") editor.chain().extendMarkRange("link").unsetLink().run()
}

function setLink(editor, href) {
  const { selection } = editor.state
  const chain = editor.chain()
  if (editor.isActive("link")) chain.extendMarkRange("link").setMark("link", { href }).run()
  else if (selection.empty && isTextSelection(selection)) {
    const text = href.replace(/^(https?:\/\/|mailto:)/, "")
    chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] }).unsetMark("link").run()
  } else chain.setMark("link", { href }).run()
}

// A caption is an attribute: the table tools of ProseMirror take every child of a table for a row.
export const Table = BaseTable.extend({
  addAttributes() {
    return {
      caption: {
        default: "",
        rendered: false,
        parseHTML: (table) => table.querySelector(":scope > caption")?.textContent.trim() ?? "",
      },
    }
  },

  parseHTML() {
    return [{ tag: "table" }, { tag: "caption", ignore: true }]
  },

  renderHTML({ node }) {
    const { caption } = node.attrs
    return caption ? ["table", ["caption", caption], ["tbody", 0]] : ["table", ["tbody", 0]]
  },

  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("table")
      const caption = dom.createCaption()
      caption.contentEditable = "false"
      const contentDOM = dom.createTBody()
      const update = (next) => {
        if (next.type.name !== "table") return false
        caption.textContent = next.attrs.caption
        caption.hidden = !next.attrs.caption
        return true
      }
      update(node)
      return { dom, contentDOM, update, ignoreMutation: ({ target }) => caption.contains(target) }
    }
  },

  addMenuItems(storage) {
    this.parent?.(storage)
    storage.menu.defineItem({
      name: "table:caption",
      groups: "table",
      priority: 95,
      button: storage.buttons.material("title"),
      command: (editor) => askForCaption(editor),
      hidden: (editor) => !editor.isActive("table"),
    })
  },

  addCommands() {
    return {
      ...this.parent?.(),
      insertTableWithOptions: () => ({ commands }) => commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
    }
  },
})

async function askForCaption(editor) {
  const field = textField({ label: say("Caption"), value: editor.getAttributes("table").caption ?? "" })
  const answer = await ask({ editor, title: say("Table caption"), content: [field] })
  if (answer) editor.chain().updateAttributes("table", { caption: field.input.value.trim() }).run()
}

const spans = {
  colspan: { default: 1, renderHTML: ({ colspan }) => (colspan > 1 ? { colspan } : {}) },
  rowspan: { default: 1, renderHTML: ({ rowspan }) => (rowspan > 1 ? { rowspan } : {}) },
  colwidth: { default: null, rendered: false, parseHTML: () => null },
}

export const TableCell = BaseTableCell.extend({
  addAttributes() {
    return spans
  },
})

export const TableHeader = BaseTableHeader.extend({
  addAttributes() {
    return { ...spans, scope: { default: null } }
  },
})
