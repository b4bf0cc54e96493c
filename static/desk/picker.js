// The other end of the editor's picture button: the library, opened in a window of its own as `<picker>?language=es`.
//
// The page marks each picture that can be chosen, in the language it was asked for, and loads this module:
//
//   <button type="button" data-picture-src="/media/pictures/…/full.jpg" data-picture-alt="…"
//           data-picture-caption="…" data-picture-name="…" data-picture-decorative>…</button>
//
// A click, or Enter, tells the window that opened it { picture: { src, alt, caption, name, decorative } } and closes the library.
// Once it stands it says { ready: true }, and pictures that were dropped into the text come as { files: [File, …] }: they are
// handed on to desk/upload.js.
document.addEventListener("click", ({ target }) => {
  const choice = target.closest("[data-picture-src]")
  if (!choice || !window.opener) return
  const { pictureSrc: src, pictureAlt: alt = "", pictureCaption: caption = "", pictureName: name = "" } = choice.dataset
  window.opener.postMessage({ picture: { src, alt, caption, name, decorative: "pictureDecorative" in choice.dataset } }, location.origin)
  window.close()
})

window.addEventListener("message", ({ origin, source, data }) => {
  if (origin === location.origin && source === window.opener && Array.isArray(data?.files)) {
    document.dispatchEvent(new CustomEvent("desk:files", { detail: data.files }))
  }
})
window.opener?.postMessage({ ready: true }, location.origin)
