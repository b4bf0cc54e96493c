// The dialog for one footnote: its text in a small editor, and the notes that could be cited again instead.
import {
  Bold, Editor, HardBreak, History, Italic, Paragraph, Strike, Subscript, Superscript, Text,
} from "django-prose-editor/editor"
import { Link } from "desk/dialect"
import { ask } from "desk/dialog"
import { OneLine, OneParagraph } from "desk/line"
import { plain, trimNote } from "desk/notes"
import { Paste } from "desk/paste"
import { Menu } from "desk/toolbar"
import { element, say } from "desk/words"

/**
 * Ask for a note's text. `notes` can be cited again, `others` are notes of the other languages that this text lacks:
 * [{ key, number, note, languageName }]. Resolves to { note, key }, { again: key }, { remove: true }, or null.
 */
export async function askForNote(editor, { title, note = null, notes = [], others = [], places = 1, removable = false, language = "" }) {
  const area = element("div", { className: "prose-editor desk-note" })
  const choice = chooser(notes, others)
  let small
  const answer = await ask({
    editor,
    title,
    className: "desk-footnote",
    content: [
      area,
      element("p", { className: "desk-help", id: "desk-note-help", textContent: help(places) }),
      choice?.dom,
    ].filter(Boolean),
    submit: note ? say("Save") : say("Insert"),
    actions: removable ? [{ value: "remove", text: say("Remove this footnote mark") }] : [],
    refuse: () => (choice?.value()?.again || written(small).length ? "" : say("Write the note first.")),
    opened: (submit) => {
      small = noteEditor(area, note, language, submit)
      choice?.onchange((chosen) => prefill(small, area, chosen))
    },
  })
  const text = written(small)
  small.destroy()
  const chosen = choice?.value()
  if (answer === "remove") return { remove: true }
  if (answer !== "save") return null
  if (chosen?.again) return { again: chosen.key }
  return { note: text, key: chosen?.key }
}

const written = (editor) => trimNote(editor.getJSON().content[0].content ?? [])

function help(places) {
  const keys = say("Enter saves, Shift+Enter starts a new line.")
  return places > 1 ? `${keys} ${say("The note is cited in %(places)s places and changes in all of them.", { places })}` : keys
}

function noteEditor(area, note, language, enter) {
  const editor = new Editor({
    element: area,
    injectCSS: false,
    extensions: [
      OneParagraph, Paragraph, Text, Bold, Italic, Strike, Subscript, Superscript, HardBreak, Link, History,
      OneLine.configure({ enter }), Paste,
      Menu.configure({ groups: [{ group: "marks" }, { group: "link" }] }),
    ],
    content: { type: "doc", content: [{ type: "paragraph", content: note ?? [] }] },
    editorProps: {
      attributes: {
        "aria-label": say("Text of the note"), "aria-multiline": "true", "aria-describedby": "desk-note-help",
        ...(language && { lang: language }),
      },
    },
  })
  editor.commands.focus("end")
  return editor
}

/** The list of notes to choose from, null if there is nothing to choose. */
function chooser(notes, others) {
  if (!notes.length && !others.length) return null
  const radio = (value, text, checked = false) => element(
    "label", {}, element("input", { type: "radio", name: "desk-note", value, checked }), element("span", { textContent: text }),
  )
  const line = ({ number, note }) => `${number}. ${plain(note)}`
  const dom = element(
    "fieldset",
    { className: "desk-choice" },
    element("legend", { textContent: say("What is cited") }),
    radio("", say("A new note"), true),
    ...notes.map((entry, index) => radio(`again-${index}`, say("Again: %(note)s", { note: line(entry) }))),
    ...others.map((entry, index) => radio(
      `other-${index}`, say("To translate, from %(language)s: %(note)s", { language: entry.languageName, note: line(entry) }),
    )),
  )
  const value = () => {
    const [kind, index] = dom.querySelector(":checked").value.split("-")
    if (kind === "again") return { ...notes[index], again: true }
    return kind === "other" ? others[index] : null
  }
  return { dom, value, onchange: (then) => dom.addEventListener("change", () => then(value())) }
}

/** Citing again needs no text; a note to translate brings its text along, unless something has been written already. */
function prefill(editor, area, chosen) {
  area.inert = Boolean(chosen?.again)
  if (chosen && !chosen.again && !editor.getText().trim()) {
    editor.commands.setContent({ type: "doc", content: [{ type: "paragraph", content: chosen.note }] })
  }
}
