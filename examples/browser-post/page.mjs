// Posts the chosen file straight to S3, with the form that the page's own server gives for it.
const form = document.querySelector("form");
const input = document.querySelector("input");
const progress = document.querySelector("progress");
const status = document.querySelector("output");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  status.textContent = "uploading";
  try {
    status.textContent = `uploaded ${await uploadFile(input.files[0])}`;
  } catch (error) {
    status.textContent = error.message;
  }
});

/** Gives the key of the object that the file has become. */
async function uploadFile(file) {
  const answer = await fetch(`/uploads?type=${encodeURIComponent(file.type)}`, { method: "POST" });
  if (!answer.ok) throw new Error(answer.status === 415 ? "only JPEG and PNG can be uploaded" : "try again later");
  const { url, fields, maxBytes } = await answer.json();
  // S3 refuses it too; this spares the sending.
  if (file.size > maxBytes) throw new Error(`a file may have ${maxBytes} bytes`);
  await post(url, fields, file);
  return fields.key;
}

/** As XMLHttpRequest, because fetch tells nothing of what has been sent. */
function post(url, fields, file) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  // Last: S3 reads no field that comes after the file.
  data.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      progress.value = loaded / total;
    });
    request.addEventListener("load", () => {
      if (request.status === 204) resolve();
      else reject(new Error(`S3 refused it: ${request.responseXML?.querySelector("Code")?.textContent}`));
    });
    request.addEventListener("error", () => reject(new Error("S3 was not reached, or does not know this page")));
    request.open("POST", url);
    request.send(data);
  });
}
