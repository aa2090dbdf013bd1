// Keeps what is typed into a form in this browser tab until it is saved, and counts the letters.
"use strict";

const PREFIX = "form ";
const SKIPPED = new Set(["csrf_token", "kept", "pressed"]);

function values(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !SKIPPED.has(name),
  );
}

function putBack(form, kept) {
  for (const box of form.querySelectorAll("input[type=checkbox]")) {
    box.checked = kept.some(([name, value]) => name === box.name && value === box.value);
  }
  for (const [name, value] of kept) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && field.type !== "checkbox") {
      field.value = value;
    }
  }
}

function offer(form, kept) {
  const notice = document.createElement("p");
  notice.className = "notice warning";
  notice.append("Máy còn giữ phần đang gõ dở lần trước, chưa lưu. ");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-outline-primary";
  button.textContent = "Lấy lại";
  button.addEventListener("click", () => {
    putBack(form, kept);
    notice.remove();
    form.dispatchEvent(new Event("input"));
  });
  notice.append(button);
  form.before(notice);
}

function keep(form) {
  const key = PREFIX + form.dataset.keep;
  const kept = JSON.parse(window.sessionStorage.getItem(key) || "null");
  if ("held" in form.dataset) {
    window.sessionStorage.setItem(key, JSON.stringify(values(form)));
  } else if (kept && JSON.stringify(kept) !== JSON.stringify(values(form))) {
    offer(form, kept);
  }
  form.addEventListener("input", () => {
    window.sessionStorage.setItem(key, JSON.stringify(values(form)));
  });
}

function count(form) {
  const script = form.querySelector("#script");
  const shown = form.querySelector("#script-count");
  const longest = Number(script.dataset.longest);
  const number = new Intl.NumberFormat("vi-VN");
  const show = () => {
    const letters = script.value.length;
    shown.textContent = letters > longest
      ? `${number.format(letters)} ký tự – quá dài, tối đa ${number.format(longest)}.`
      : `${number.format(letters)} ký tự`;
  };
  form.addEventListener("input", show);
  show();
}

function refuseLargeFiles(form) {
  const largest = Number(form.dataset.largest);
  form.addEventListener("change", (event) => {
    const [file] = event.target.files || [];
    if (file && file.size > largest) {
      const limit = Math.floor(largest / 1048576);
      event.target.setCustomValidity(`Tệp lớn quá ${limit} MB; hãy chọn tệp khác.`);
      event.target.reportValidity();
    } else if (event.target.files) {
      event.target.setCustomValidity("");
    }
  });
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  keep(form);
  count(form);
  refuseLargeFiles(form);
}
for (const part of document.querySelectorAll("[data-forget]")) {
  for (const address of part.dataset.forget.split(" ")) {
    window.sessionStorage.removeItem(PREFIX + address);
  }
}
