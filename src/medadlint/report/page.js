"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const filters = document.querySelector(".filters");
  const findings = all(".finding");

  const apply = () => {
    const levels = all("input:checked", filters).map((box) => box.value);
    const family = filters.querySelector("select").value;
    const seen = new Set();
    let count = 0;
    for (const finding of findings) {
      finding.hidden = !levels.includes(finding.dataset.level) || (family !== "" && family !== finding.dataset.family);
      if (!finding.hidden) {
        seen.add(finding.dataset.number);
        count += Number(finding.dataset.places);
      }
    }
    for (const mark of all(".mark")) {
      mark.classList.toggle("off", !mark.dataset.findings.split(" ").some((number) => seen.has(number)));
    }
    const output = filters.querySelector("output");
    output.textContent = output.dataset.template.replace("{}", count);
  };
  if (filters) {
    filters.hidden = false;
    filters.addEventListener("change", apply);
    filters.addEventListener("submit", (event) => event.preventDefault());
    apply(); // a browser keeps the boxes as they were before a reload
  }

  // A link to a finding that the filters hide brings it back.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden && filters) {
      filters.reset();
      apply();
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // a page opened from a disk may not use the clipboard of today
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  for (const button of all("button.copy")) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await copy(button.parentElement.querySelector(".offer").textContent);
      button.focus();
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((details) => { details.open = false; }));
})();
