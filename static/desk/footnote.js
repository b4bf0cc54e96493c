// Footnotes in the editor. Stored where they are cited: <span data-footnote="k7f3a2">text</span> at the first place,
// <span data-footnote-again="k7f3a2"></span> at the others. Numbers are shown, never stored.
import { Node, pm } from "django-prose-editor/editor"
import { counterparts, optionsOf } from "desk/area"
import { askForNote } from "desk/footnote-dialog"
import { citations, complete, KEY, newKey, notesOf, plain, readNote, rekey, settle } from "desk/notes"
import { element, say } from "desk/words"

const { DOMSerializer, Fragment } = pm.model
const { Plugin, PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view

const markers = new PluginKey("footnote")

export const Footnote = Node.create({
  name: "footnote",
  group: "inline",
  inline: true,
  atom: true,
  draggable: true,
  priority: 1000,

  addAttributes() {
    const unread = { default: null, rendered: false, parseHTML: () => null }
    return { key: unread, note: unread }
  },

  parseHTML() {
    const { editor } = this
    const key = (value) => (KEY.test(value) ? value : newKey())
    return [
      {
        tag: "span[data-footnote]",
        getAttrs: (span) => ({ key: key(span.dataset.footnote), note: readNote(span, editor.schema) }),
      },
      { tag: "span[data-footnote-again]", getAttrs: (span) => ({ key: key(span.dataset.footnoteAgain), note: null }) },
    ]
  },

  renderHTML({ node }) {
    const { key, note } = node.attrs
    if (!note) return ["span", { "data-footnote-again": key }]
    const span = element("span", { "data-footnote": key })
    const { schema } = node.type
    DOMSerializer.fromSchema(schema).serializeFragment(Fragment.fromJSON(schema, note), {}, span)
    return span
  },

  addNodeView() {
    return ({ editor, getPos, decorations }) => {
      const dom = element("sup", {
        className: "footnote-marker", contentEditable: "false", role: "button",
        onclick: () => editor.isEditable && edit(editor, getPos()),
      })
      const show = (marks) => {
        const { number, text } = marks.find(({ spec }) => spec.number)?.spec ?? {}
        dom.textContent = number ?? ""
        dom.title = text ?? ""
        dom.classList.toggle("footnote-lost", text === undefined)
        dom.setAttribute("aria-label", `${say("Footnote %(number)s", { number })}: ${text ?? say("its text is missing")}`)
      }
      show(decorations)
      return {
        dom,
        ignoreMutation: () => true,
        update(node, marks) {
          if (node.type.name !== "footnote") return false
          show(marks)
          return true
        },
      }
    }
  },

  addCommands() {
    return {
      insertFootnote: () => ({ editor, state, dispatch }) => {
        const possible = state.selection.$to.parent.inlineContent
        if (dispatch && possible) insert(editor)
        return possible
      },
    }
  },

  addKeyboardShortcuts() {
    return {
      "Mod-Alt-f": () => this.editor.commands.insertFootnote(),
      Enter: () => {
        const { selection } = this.editor.state
        if (selection.node?.type !== this.type) return false
        edit(this.editor, selection.from)
        return true
      },
    }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "footnote",
      groups: "link",
      button: buttons.text("a¹"),
      command: (editor) => editor.commands.insertFootnote(),
      enabled: (editor) => editor.can().insertFootnote(),
    })
  },

  addProseMirrorPlugins() {
    return [new Plugin({
      key: markers,
      state: {
        init: (_, { doc }) => decorate(doc),
        apply: (tr, set) => (tr.docChanged ? decorate(tr.doc) : set),
      },
      appendTransaction(transactions, before, { tr }) {
        if (!transactions.some(({ docChanged }) => docChanged)) return null
        settle(tr, notesOf(before.doc))
        return tr.docChanged ? tr : null
      },
      props: {
        decorations: (state) => markers.getState(state),
        transformCopied: (slice, view) => complete(slice, notesOf(view.state.doc)),
        transformPasted: (slice, view) => rekey(slice, notesOf(view.state.doc)),
      },
    })]
  },
})

function decorate(doc) {
  const notes = notesOf(doc)
  return DecorationSet.create(doc, citations(doc).map(({ pos, node }) => {
    const { number, note } = notes.get(node.attrs.key)
    return Decoration.node(pos, pos + 1, {}, { number, text: note ? plain(note) : undefined })
  }))
}

async function insert(editor) {
  const notes = notesOf(editor.state.doc)
  const others = counterparts(editor).flatMap((other) => {
    const { languageName } = optionsOf(other)
    return [...notesOf(other.state.doc)].filter(([key, { note }]) => note && !notes.has(key))
      .map(([key, entry]) => ({ key, ...entry, languageName }))
  })
  const answer = await askForNote(editor, {
    title: say("New footnote"), notes: [...notes].map(([key, entry]) => ({ key, ...entry })).filter(({ note }) => note),
    others, language: optionsOf(editor).language,
  })
  if (!answer) return
  const attrs = answer.again ? { key: answer.again, note: null } : { key: answer.key ?? newKey(notes), note: answer.note }
  const pos = editor.state.selection.to
  editor.chain().insertContentAt(pos, { type: "footnote", attrs }).setTextSelection(pos + 1).run()
}

async function edit(editor, pos) {
  const { key } = editor.state.doc.nodeAt(pos).attrs
  const { number, note, places } = notesOf(editor.state.doc).get(key)
  const answer = await askForNote(editor, {
    title: say("Footnote %(number)s", { number }), note, places, removable: true, language: optionsOf(editor).language,
  })
  if (answer?.remove) editor.chain().deleteRange({ from: pos, to: pos + 1 }).run()
  else if (answer) {
    editor.chain().command(({ tr }) => {
      const first = citations(tr.doc).find(({ node }) => node.attrs.key === key)
      if (first) tr.setNodeAttribute(first.pos, "note", answer.note)
      return true
    }).run()
  }
}
