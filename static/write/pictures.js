// Pictures that were dropped into a text: the first goes into the form here, to be described. desk/picker.js hands them on.
document.addEventListener("desk:files", ({ detail }) => {
  const input = document.querySelector("input[type='file']")
  const files = new DataTransfer()
  files.items.add(detail[0])
  input.files = files.files
  input.scrollIntoView({ block: "center" })
  input.focus()
})
