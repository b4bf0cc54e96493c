// A modal question. It closes by its buttons and by Escape, never by a click beside it, so nothing typed is lost by accident.
import { element, say } from "desk/words"

let count = 0

/**
 * Ask, and resolve to the value of the button that closed the dialog, "" for Cancel and Escape.
 * `opened` is called once the dialog stands, with a function that presses its main button; a text from `refuse` keeps it open.
 * `editor` gets the focus back at once, with the caret where it was: the browser would put it at the beginning, and Tiptap's
 * own focus() comes a frame later, when somebody may be typing already.
 */
export function ask({ editor, title, content, submit = say("Save"), actions = [], className = "", opened, refuse = () => "" }) {
  const heading = element("h2", { id: `desk-dialog-${++count}`, textContent: title })
  const main = element("button", { type: "submit", value: "save", className: "desk-primary", textContent: submit })
  const problem = element("p", { className: "desk-problem", role: "alert" })
  const check = (event) => {
    problem.textContent = refuse()
    if (problem.textContent) event.preventDefault()
  }
  const form = element(
    "form",
    { method: "dialog", onsubmit: check },
    heading,
    ...content,
    problem,
    element(
      "div",
      { className: "desk-dialog-buttons" },
      main,
      element("button", { type: "button", textContent: say("Cancel"), onclick: () => dialog.close("") }),
      ...actions.map(({ value, text }) =>
        element("button", { type: "button", className: "desk-danger", textContent: text, onclick: () => dialog.close(value) }),
      ),
    ),
  )
  const dialog = element("dialog", { className: `desk-dialog ${className}`, "aria-labelledby": heading.id }, form)
  document.body.append(dialog)
  const { selection } = editor.state
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      editor.view.focus()
      editor.view.dispatch(editor.state.tr.setSelection(selection))
      resolve(dialog.returnValue)
      dialog.remove()
    })
    dialog.showModal()
    opened?.(() => form.requestSubmit(main))
  })
}

/** A labelled text field for `content`; read its `.input.value` afterwards. */
export function textField({ label, value = "", help = "", ...attributes }) {
  const id = `desk-field-${++count}`
  const input = element("input", {
    id, value, type: "text", autocomplete: "off", "aria-describedby": help ? `${id}-help` : null, ...attributes,
  })
  const field = element(
    "div",
    { className: "desk-field" },
    element("label", { htmlFor: id, textContent: label }),
    input,
    help && element("p", { id: `${id}-help`, className: "desk-help", textContent: help }),
  )
  field.input = input
  return field
}
