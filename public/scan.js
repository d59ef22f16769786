// The button that scans: a live view that reads codes where the browser can, else the phone's camera app. Whatever comes of
// it goes to the page's own form `scan`, which works without this too. Every word comes from the page (data-scan).
"use strict";
(() => {
  const FORMATS = ["code_39", "code_128", "data_matrix", "qr_code"];
  const LOOK_MS = 200;
  const LONGEST_SIDE = 2_400;
  // What else is in view, such as a box of parts, does not end the search.
  const MEANT = /[A-HJ-NPR-Z0-9]{17}|\/console\/[^/]+\/work\//i;

  let detector;
  if ("BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) {
    BarcodeDetector.getSupportedFormats().then((known) => {
      const formats = FORMATS.filter((format) => known.includes(format));
      if (formats.length) detector = new BarcodeDetector({ formats });
    }).catch(() => {});
  }

  // --- sending: a form of our own, which outlives what the page does to its own meanwhile ------------------------------------
  const field = (form, name, value) => {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  };
  const copyOf = () => {
    const form = document.createElement("form");
    form.method = "post";
    form.enctype = "multipart/form-data";
    form.hidden = true;
    field(form, "form", "scan");
    document.body.append(form);
    return form;
  };
  const sendText = (text) => {
    const form = copyOf();
    field(form, "text", text);
    form.submit();
  };
  const shrink = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 2_000_000) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    return small && small.size < file.size ? new File([small], "photo.jpg", { type: small.type }) : file;
  };
  const sendPhoto = async (input, form) => {
    try {
      const files = new DataTransfer();
      files.items.add(await shrink(input.files[0]));
      input.files = files.files;
    } catch { /* What cannot be made smaller here goes as it is. */ }
    form.submit();
  };
  const takePhoto = () => {
    const form = copyOf();
    const input = document.createElement("input");
    input.type = "file";
    input.name = "photo";
    input.accept = "image/*";
    input.setAttribute("capture", "environment");
    input.addEventListener("change", () => { if (input.files.length) sendPhoto(input, form); });
    form.append(input);
    input.click();
  };

  // --- the live view -----------------------------------------------------------------------------------------------------------
  const button = (text, kind, run) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `btn btn-block ${kind}`;
    made.textContent = text;
    made.addEventListener("click", run);
    return made;
  };
  const live = async (say) => {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog scan-dialog stack";
    const title = document.createElement("h2");
    title.id = "scan-live";
    title.textContent = say.title;
    dialog.setAttribute("aria-labelledby", title.id);
    const hint = document.createElement("p");
    hint.setAttribute("role", "status");
    hint.textContent = say.aim;
    const video = document.createElement("video");
    video.muted = true;
    video.playsInline = true;
    dialog.append(title, video, hint,
      button(say.photo, "", () => { dialog.close(); takePhoto(); }),
      button(say.close, "btn-quiet", () => dialog.close()));
    let stream;
    let looking = 0;
    const stop = () => {
      clearInterval(looking);
      stream?.getTracks().forEach((track) => track.stop());
    };
    dialog.addEventListener("close", () => { stop(); dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
      video.srcObject = stream;
      await video.play();
    } catch {
      video.remove();
      hint.textContent = say.refused;
    }
    // Closed while the browser was still asking.
    if (!dialog.isConnected || !stream) return stop();
    let busy = false;
    looking = setInterval(async () => {
      if (busy) return;
      busy = true;
      const codes = await detector.detect(video).catch(() => []);
      busy = false;
      const code = codes.find((code) => MEANT.test(code.rawValue));
      if (!code || !dialog.isConnected) return;
      navigator.vibrate?.(60);
      dialog.close();
      sendText(code.rawValue);
    }, LOOK_MS);
  };

  addEventListener("submit", (event) => {
    const place = event.target?.closest?.("[data-scan]");
    if (!place || event.target.elements.namedItem("photo")?.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    if (detector) live(JSON.parse(place.dataset.scan));
    else takePhoto();
  }, true);
})();
