// Pictures: always a figure, always from our own library, with a caption that is written in place.
import { Caption as BaseCaption, Image as BaseImage, Node, pm } from "django-prose-editor/editor"
import { optionsOf } from "desk/area"
import { ask, textField } from "desk/dialog"
import { announce, element, say } from "desk/words"

const { DOMSerializer } = pm.model
const { NodeSelection, Plugin } = pm.state

export const Image = BaseImage.extend({
  group: "", // a picture stands in a figure and nowhere else
  selectable: false, // the figure is what one selects
  draggable: false,
  addAttributes() {
    return { src: { default: null }, alt: { default: "", parseHTML: (image) => image.getAttribute("alt") ?? "" } }
  },
  addInputRules: null,
  addCommands: null,
})

export const Caption = BaseCaption.extend({
  group: "",
  addAttributes() {
    return {}
  },
  addNodeView() {
    return () => {
      const dom = element("figcaption", { "data-placeholder": say("Caption (may stay empty)") })
      return { dom, contentDOM: dom }
    }
  },
})

export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "image caption",
  draggable: true,
  isolating: true,

  addOptions() {
    return { pickerUrl: "" }
  },

  parseHTML() {
    return [{ tag: "figure" }]
  },

  // An empty caption is for the writer only; it is not written.
  renderHTML({ node }) {
    const serializer = DOMSerializer.fromSchema(node.type.schema)
    const figure = document.createElement("figure")
    node.forEach((child) => {
      if (child.type.name === "image" || child.content.size) figure.append(serializer.serializeNode(child))
    })
    return figure
  },

  addNodeView() {
    return () => {
      const dom = document.createElement("figure")
      return { dom, contentDOM: dom }
    }
  },

  addCommands() {
    return {
      // `files` are pictures that were dropped or pasted: the library takes them in first.
      insertFigure: (files = []) => ({ editor, state, dispatch }) => {
        const possible = state.selection.$from.depth > 0 && !editor.isActive("figure") && !editor.isActive("table")
        if (dispatch && possible) choosePicture(editor, this.options.pickerUrl, files)
        return possible
      },
    }
  },

  addMenuItems({ buttons, menu }) {
    const item = (name, icon, command) => menu.defineItem({
      name, groups: "figure", button: buttons.material(icon), command, hidden: (editor) => !figureAt(editor.state),
    })
    item("figure:alt", "description", describe)
    item("figure:remove", "delete", (editor) => {
      const { pos, node } = figureAt(editor.state)
      editor.chain().focus().deleteRange({ from: pos, to: pos + node.nodeSize }).run()
    })
  },

  addProseMirrorPlugins() {
    return [new Plugin({
      props: {
        handleClickOn(view, _pos, node, nodePos) {
          if (node.type.name !== "image") return false
          view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, nodePos - 1)))
          return true
        },
      },
    })]
  },
})

/** The figure that is selected or holds the caret: { pos, node }, or null. */
function figureAt({ selection }) {
  if (selection.node?.type.name === "figure") return { pos: selection.from, node: selection.node }
  const { $from } = selection
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === "figure") return { pos: $from.before(depth), node: $from.node(depth) }
  }
  return null
}

/** Open the library in a window of its own; desk/picker.js there tells when it stands, and what was chosen. */
function choosePicture(editor, url, files) {
  const address = new URL(url, location.href)
  address.searchParams.set("language", optionsOf(editor).language)
  const picker = window.open(address, "desk-picker", "popup,width=900,height=700")
  if (!picker) return announce(say("The browser blocked the window with the pictures: allow it for this site."), { visible: true })
  const waiting = [...files]
  const choose = (event) => {
    if (event.origin !== location.origin || event.source !== picker) return
    if (event.data?.ready && waiting.length) picker.postMessage({ files: waiting.splice(0) }, location.origin)
    if (!event.data?.picture) return
    window.removeEventListener("message", choose)
    insertPicture(editor, event.data.picture)
  }
  window.addEventListener("message", choose)
}

function insertPicture(editor, { src, alt = "", caption = "", decorative = false }) {
  const content = [{ type: "image", attrs: { src, alt } }, { type: "caption", content: caption ? [{ type: "text", text: caption }] : [] }]
  const { $to } = editor.state.selection
  const beside = $to.parent.content.size > 0 || $to.depth > 1
  const pos = beside ? $to.after(1) : $to.before(1)
  const chain = editor.chain().focus()
  if (beside) chain.insertContentAt(pos, { type: "figure", content })
  else chain.insertContent({ type: "figure", content })
  chain.setNodeSelection(pos).run()
  if (!alt && !decorative) describe(editor)
}

async function describe(editor) {
  const { pos, node } = figureAt(editor.state)
  const field = textField({
    label: say("Description"), value: node.firstChild.attrs.alt,
    help: say("What somebody who cannot see the picture needs to know. Empty only if the picture adds nothing to the text."),
  })
  const answer = await ask({ editor, title: say("Describe the picture"), content: [field] })
  if (answer) {
    editor.chain().command(({ tr }) => {
      tr.setNodeAttribute(pos + 1, "alt", field.input.value.trim())
      return true
    }).run()
  }
}
