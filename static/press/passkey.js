// Passkeys: the form that carries one is hidden until a browser that knows them shows it.
const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials;

async function optionsOf(form) {
  const place = form.dataset.options;
  const data = place.startsWith("#")
    ? JSON.parse(document.querySelector(place).textContent)
    : await (await fetch(place, { headers: { Accept: "application/json" } })).json();
  return (data.request_options ?? data.creation_options).publicKey;
}

async function credentialFor(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }
  // Kept on the device and behind a fingerprint, a face or a PIN, so that it can stand for the password too.
  options.authenticatorSelection = {
    ...options.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
}

for (const form of known ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector(".failed");
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify((await credentialFor(form)).toJSON());
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
